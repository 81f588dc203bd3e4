#include "checks/bloat/survey.hpp"

#include <algorithm>

namespace pgops {

namespace {

// By how many points a trusted estimate may be wrong before nobody needs to look at the pages.
constexpr double kDoubt = 15;
// Fewer pages tell too little to be worth starting.
constexpr std::int64_t kFewestPages = 25;

}  // namespace

BloatSurvey::BloatSurvey(const Model& model, const Noun& noun, double share, Memory* memory)
    : model_(model), memory_(memory), noun_(noun), candidates_(memory) {
    const std::int64_t read = model.server().pages_read();
    const std::int64_t left = std::max<std::int64_t>(0, model.settings().value(Setting::PageBudget) - read);
    last_page_ = read + static_cast<std::int64_t>(static_cast<double>(left) * share);
}

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

bool BloatSurvey::may_read() const {
    const Microseconds budget = model_.settings().duration(Setting::TimeBudget);
    return last_page_ - model_.server().pages_read() >= kFewestPages && (budget == 0 || model_.server().clock() - model_.now() < budget);
}

Bloat BloatSurvey::measured(const Candidate& candidate) {
    model_.server().poll();
    const bool trusted = candidate.estimate.known && candidate.estimate.distrust.empty();
    if (!may_read()) {
        ++over_budget_;
        return trusted ? candidate.estimate : Bloat{};
    }
    const std::int64_t pages = std::min<std::int64_t>(model_.settings().value(Setting::SamplePages), last_page_ - model_.server().pages_read());
    const Bloat bloat = model_.server().measure_bloat({candidate.relation, pages});
    if (bloat.known) return bloat;
    if (unreadable_++ == 0) first_obstacle_ = bloat.distrust;
    return trusted ? candidate.estimate : Bloat{};
}

void BloatSurvey::tell_left_out(Findings& found) const {
    std::string_view reason;
    if (over_budget_ > 0)
        reason = concat(memory_, over_budget_, " ", plural(over_budget_, noun_.one, noun_.several),
                        " not measured, because pgops.page_budget or pgops.time_budget was spent");
    if (unreadable_ > 0)
        reason = concat(memory_, reason, reason.empty() ? "" : "; ", unreadable_, " ", plural(unreadable_, noun_.one, noun_.several), " could not be read",
                        unreadable_ > 1 ? ", the first one because: " : ": ", first_obstacle_);
    if (!reason.empty()) found.left_out(reason);
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
