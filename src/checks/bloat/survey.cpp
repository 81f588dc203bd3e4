#include "checks/bloat/survey.hpp"

#include <algorithm>

namespace pgops {

namespace {

// By how many points a trusted estimate may be wrong before nobody needs to look at the pages.
constexpr double kDoubt = 15;
// Fewer pages tell too little to be worth starting.
constexpr std::int64_t kFewestPages = 25;

}  // namespace

BloatSurvey::BloatSurvey(const Model& model, const LeftOut::Noun& noun, double share, Memory* memory)
    : model_(model), allowance_(model, share), left_out_(noun, "not measured"), candidates_(memory) {}

bool BloatSurvey::reaches_thresholds(double percent, std::int64_t size) const {
    const Settings& settings = model_.settings();
    return percent >= settings.value(Setting::BloatPercent) &&
           percent / 100 * static_cast<double>(size) >= static_cast<double>(settings.bytes(Setting::BloatBytes));
}

bool BloatSurvey::is_finding(const Bloat& bloat) const {
    return bloat.known && bloat.bytes >= model_.settings().bytes(Setting::BloatBytes) && bloat.percent.value >= model_.settings().value(Setting::BloatPercent);
}

void BloatSurvey::propose(const void* object, ObjectId relation, const Bloat& estimate) {
    if (estimate.size_bytes < model_.settings().bytes(Setting::MinRelationSize)) return;
    const bool trusted = estimate.known && estimate.distrust.empty();
    const double percent = trusted ? std::min(100.0, estimate.percent.value + kDoubt) : 100;
    if (!reaches_thresholds(percent, estimate.size_bytes)) return;
    candidates_.push_back({object, relation, estimate, static_cast<std::int64_t>(percent / 100 * static_cast<double>(estimate.size_bytes))});
}

void BloatSurvey::sort() {
    std::ranges::sort(candidates_, [](const Candidate& a, const Candidate& b) {
        return a.possible_gain != b.possible_gain ? a.possible_gain > b.possible_gain : a.relation < b.relation;
    });
}

Bloat BloatSurvey::measured(const Candidate& candidate) {
    model_.server().poll();
    const bool trusted = candidate.estimate.known && candidate.estimate.distrust.empty();
    const std::int64_t allowed = allowance_.pages();
    if (allowed < kFewestPages) {
        left_out_.over_budget();
        return trusted ? candidate.estimate : Bloat{};
    }
    const Bloat bloat = model_.server().measure_bloat({candidate.relation, std::min<std::int64_t>(model_.settings().value(Setting::SamplePages), allowed)});
    if (bloat.known) return bloat;
    left_out_.unreadable(bloat.distrust);
    return trusted ? candidate.estimate : Bloat{};
}

Finding& describe(Finding& finding, const Bloat& bloat) {
    finding.says(human_bytes(bloat.bytes), " bloat, ", decimal(bloat.percent.value, 0), " % of ", human_bytes(bloat.size_bytes)).gives_back(bloat.bytes);
    finding.confidence(bloat.method == BloatMethod::Exact ? Confidence::Exact : Confidence::Estimated);
    finding.evidence("method", name_of(bloat.method)).evidence("size_bytes", bloat.size_bytes).evidence("bloat_bytes", bloat.bytes);
    finding.evidence("bloat_percent", bloat.percent.value);
    if (bloat.method == BloatMethod::Sampled) finding.evidence("bloat_percent_low", bloat.percent.low).evidence("bloat_percent_high", bloat.percent.high);
    if (bloat.held_back_bytes.value_or(0) > 0) finding.evidence("held_back_bytes", *bloat.held_back_bytes);
    if (bloat.damaged_pages > 0) finding.evidence("damaged_pages", bloat.damaged_pages);
    return finding.evidence("pages_read", bloat.pages_read);
}

}  // namespace pgops
