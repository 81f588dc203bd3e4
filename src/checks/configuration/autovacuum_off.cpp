// Autovacuum switched off for the whole server, or coming so seldom that it is as good as off.
#include "checks/configuration/setting_change.hpp"

namespace pgops {

Findings autovacuum_off(const Model& model, Memory* memory) {
    Findings found(memory);
    const ServerSetting setting = model.server().server_setting("autovacuum"), pause = model.server().server_setting("autovacuum_naptime");
    if (setting.is("off")) {
        std::int64_t dead = 0;
        for (const Table& table : model.tables()) dead += table.counters.dead_rows;
        Finding& finding = add_setting(found, Severity::High, "autovacuum", setting, "on", memory).says("autovacuum is off for the whole server");
        finding.evidence("dead_rows", dead);
        finding.because("Dead rows stay, tables and indexes grow, statistics age, and only the emergency vacuum against transaction id wraparound is left.",
                        kCountsAfterReload);
        return found;
    }
    constexpr std::int64_t kSeldom = 3600;  // the default is a minute
    if (pause.number().value_or(0) < kSeldom) return found;
    Finding& finding = add_setting(found, Severity::Medium, "autovacuum_naptime", pause, "'1min'", memory);
    finding.says("autovacuum comes once in ", human_duration(*pause.number() * kSecond));
    finding.evidence("seconds", *pause.number());
    finding.because("Between two looks at a database so much time passes that tables fill up with dead rows and statistics age.", kCountsAfterReload);
    return found;
}

}  // namespace pgops
