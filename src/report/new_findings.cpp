#include "report/new_findings.hpp"

#include <algorithm>

#include "core/text_builder.hpp"

namespace pgops {

Vector<const Reported*> new_findings(const Run& run, const Document& baseline, Severity least, Memory* memory) {
    FlatMap<std::string_view, std::string_view> known(memory);
    for (const Member& member : baseline["findings"].members()) known.emplace(member.name, member.value.text());
    Vector<const Reported*> found(memory);
    for (const Reported& reported : run.reported) {
        const Severity severity = reported.finding->severity();
        if (severity > least) continue;
        const auto before = known.find(reported.key);
        const std::optional<Severity> accepted = before == known.end() ? std::nullopt : severity_named(before->second);
        if (!accepted || severity < *accepted) found.push_back(&reported);
    }
    return found;
}

std::string_view listed(const Vector<const Reported*>& findings, std::size_t most, Memory* memory) {
    TextBuilder& list = make_in<TextBuilder>(memory, memory);
    for (std::size_t i = 0; i < std::min(most, findings.size()); ++i) {
        const Reported& reported = *findings[i];
        list.add(i == 0 ? "" : "\n", name_of(reported.finding->severity()), ": ", one_line(memory, at_most(memory, reported.key, 120)), ": ",
                 reported.finding->headline());
    }
    if (findings.size() > most) list.add("\nand ", findings.size() - most, " more");
    return list.view();
}

}  // namespace pgops
