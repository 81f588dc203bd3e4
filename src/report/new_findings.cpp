#include "report/new_findings.hpp"

#include <algorithm>

#include "core/text_builder.hpp"

namespace pgops {

Vector<Entry> new_findings(std::span<const Entry> entries, const Document& baseline, Severity least, Memory* memory) {
    FlatMap<std::string_view, std::string_view> known(memory);
    for (const Member& member : baseline["findings"].members()) known.emplace(member.name, member.value.text());
    Vector<Entry> found(memory);
    for (const Entry& entry : entries) {
        const Severity severity = entry.finding->severity();
        if (severity > least) continue;
        const auto before = known.find(entry.key);
        const std::optional<Severity> accepted = before == known.end() ? std::nullopt : severity_named(before->second);
        if (!accepted || severity < *accepted) found.push_back(entry);
    }
    return found;
}

std::string_view listed(std::span<const Entry> findings, std::size_t most, Memory* memory) {
    TextBuilder& list = make_in<TextBuilder>(memory, memory);
    for (std::size_t i = 0; i < std::min(most, findings.size()); ++i) {
        const Entry& entry = findings[i];
        list.add(i == 0 ? "" : "\n", name_of(entry.finding->severity()), ": ", one_line(memory, at_most(memory, entry.key, 120)), ": ",
                 entry.finding->headline());
    }
    if (findings.size() > most) list.add("\nand ", findings.size() - most, " more");
    return list.view();
}

}  // namespace pgops
