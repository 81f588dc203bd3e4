// version_outdated and version_end_of_life: the running version against the calendar of the project's releases.
#include <algorithm>
#include <array>
#include <chrono>

#include "checks/configuration/setting_change.hpp"

namespace pgops {

namespace {

using std::chrono::sys_days;
using std::chrono::year;

constexpr Microseconds time_of(std::chrono::year_month_day day) { return (sys_days(day) - sys_days(std::chrono::January / 1 / 2000)).count() * kDay; }

// https://www.postgresql.org/support/versioning/ as of 2025-11-13.
struct MajorVersion {
    int major, known_minor;
    Microseconds end_of_life;
    std::string_view last_day;
};
constexpr std::array<MajorVersion, 4> kMajorVersions{{
    {15, 15, time_of(std::chrono::November / 11 / 2027), "2027-11-11"},
    {16, 11, time_of(std::chrono::November / 9 / 2028), "2028-11-09"},
    {17, 7, time_of(std::chrono::November / 8 / 2029), "2029-11-08"},
    {18, 1, time_of(std::chrono::November / 14 / 2030), "2030-11-14"},
}};

const MajorVersion* find_major(int version) {
    const auto found = std::ranges::find(kMajorVersions, version / 10000, &MajorVersion::major);
    return found != kMajorVersions.end() ? &*found : nullptr;
}

// Minor releases come on the second Thursday of February, May, August and November (https://www.postgresql.org/developer/roadmap/).
// Counted are those that came after the program file was made, with a week before for the packagers and two after for the users.
int releases_since(Microseconds built, Microseconds now, Microseconds last) {
    int count = 0;
    const year first = std::chrono::year_month_day(sys_days(std::chrono::January / 1 / 2000) + std::chrono::days(built / kDay)).year();
    for (year in = first; in <= first + std::chrono::years(10); ++in)
        for (const std::chrono::month month : {std::chrono::February, std::chrono::May, std::chrono::August, std::chrono::November}) {
            const Microseconds release = time_of(std::chrono::year_month_day(sys_days(in / month / std::chrono::Thursday[2])));
            if (release - 7 * kDay > built && release + 14 * kDay <= now && release <= last) ++count;
        }
    return count;
}

}  // namespace

Findings version_outdated(const Model& model, Memory* memory) {
    Findings found(memory);
    const Configuration& facts = model.server().configuration();
    const MajorVersion* const major = find_major(facts.version);
    if (major == nullptr) {
        found.left_out(concat(memory, "version ", facts.version / 10000, " is not in the table of this release of the extension"));
        return found;
    }
    const int minor = facts.version % 10000, behind = major->known_minor - minor;
    const int due = facts.built != kUnknownTime ? releases_since(facts.built, model.now(), major->end_of_life) : 0;
    if (behind <= 0 && facts.built == kUnknownTime) {
        found.left_out("it is no older than the releases that this table knows (2025-11-13), and the age of the program file cannot be read here");
        return found;
    }
    const int missed = std::max(behind, due);
    if (missed <= 0) return found;
    Finding& finding = found.add(Object{.text = "server"}, missed >= 8 ? Severity::High : missed >= 3 ? Severity::Medium : Severity::Low);
    finding.says("version ", facts.version / 10000, ".", minor, ": ", missed, plural(missed, " minor release", " minor releases"), " behind");
    finding.evidence("version", facts.version_text).evidence("releases_behind", missed).evidence("known_minor", major->known_minor);
    if (facts.built != kUnknownTime) finding.evidence("program_built", timestamp_text(facts.built));
    finding.confidence(behind >= due ? Confidence::Exact : Confidence::Estimated);
    finding.because(
        "Minor releases mend security holes, lost data and crashes, and change nothing else: new packages and a restart are all that is needed. ",
        behind >= due ? "At least that many have come out." : "So many should have come out since the program was built, by the project's calendar.");
    return found;
}

Findings version_end_of_life(const Model& model, Memory* memory) {
    Findings found(memory);
    const Configuration& facts = model.server().configuration();
    const MajorVersion* const major = find_major(facts.version);
    if (major == nullptr) {
        found.left_out(concat(memory, "version ", facts.version / 10000, " is not in the table of this release of the extension"));
        return found;
    }
    const Microseconds left = major->end_of_life - model.now();
    if (left > 180 * kDay) return found;
    Finding& finding = found.add(Object{.text = "server"}, left <= 0 ? Severity::High : Severity::Low);
    if (left <= 0) finding.says("version ", major->major, ": no fixes since ", major->last_day);
    else finding.says("version ", major->major, ": last fixes on ", major->last_day);
    finding.evidence("version", facts.version_text).evidence("end_of_life", major->last_day).evidence("days_left", left / kDay);
    finding.because("After that day nobody mends security holes or lost data in this major version. Plan pg_upgrade, or a move by logical replication.");
    return found;
}

}  // namespace pgops
