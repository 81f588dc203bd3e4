// Costs that tell the planner of another storage than there is.
#include "checks/configuration/setting_change.hpp"

namespace pgops {

namespace {

constexpr std::int64_t kReadsThatSaySomething = 100'000;

// Milliseconds that reading a page has taken on average; nothing where too few were timed.
std::optional<double> measured_read(Server& server) {
    const Configuration& facts = server.configuration();
    if (!server.server_setting("track_io_timing").is("on") || facts.blocks_read < kReadsThatSaySomething || facts.read_milliseconds <= 0) return std::nullopt;
    return facts.read_milliseconds / static_cast<double>(facts.blocks_read);
}

Finding& add_cost(Findings& found, Severity severity, Server& server, std::string_view name, std::string_view value, Memory* memory) {
    Finding& finding = add_setting(found, severity, name, server.server_setting(name.data()), value, memory);
    const Configuration& facts = server.configuration();
    if (facts.rotational) finding.evidence("rotational", *facts.rotational);
    if (const std::optional<double> milliseconds = measured_read(server)) finding.evidence("read_milliseconds", *milliseconds);
    return finding.evidence("blocks_read", facts.blocks_read).confidence(Confidence::Estimated);
}

}  // namespace

Findings planner_costs(const Model& model, Memory* memory) {
    Findings found(memory);
    Server& server = model.server();
    const Configuration& facts = server.configuration();
    const std::optional<double> random = server.server_setting("random_page_cost").real(), sequential = server.server_setting("seq_page_cost").real();
    if (!random || !sequential) {
        found.left_out("random_page_cost or seq_page_cost is overridden for this session");
        return found;
    }
    if (*random < *sequential) {
        add_cost(found, Severity::Low, server, "random_page_cost", concat(memory, decimal(*sequential * 1.1, 2)), memory)
            .says("random pages cost less than sequential ones")
            .because("No storage reads scattered pages faster than pages in a row: the planner prefers index scans where reading the table would be quicker.",
                     kCountsAfterReload);
        return found;
    }
    const std::optional<double> milliseconds = measured_read(server);
    if (!facts.rotational && !milliseconds) {
        found.left_out("what the storage is cannot be read here, and track_io_timing has not measured it");
        return found;
    }
    // A virtual machine's disk often claims to turn: measured times go before the flag. Half a millisecond is far below one seek.
    const bool seeks = milliseconds ? *milliseconds > 3 : *facts.rotational;
    const bool does_not_seek = milliseconds ? *milliseconds < 0.5 : !*facts.rotational;
    const Severity severity = facts.blocks_read >= kReadsThatSaySomething ? Severity::Low : Severity::Info;
    if (does_not_seek && *random >= 3 * *sequential) {
        add_cost(found, severity, server, "random_page_cost", concat(memory, decimal(*sequential * 1.1, 2)), memory)
            .says("cost ", decimal(*random, 1), ", but the storage does not seek")
            .because("The planner takes a page read out of order for ", decimal(*random / *sequential, 1),
                     " times as dear as one in order, as on a disk that turns. On this storage it prefers sequential scans where an index would be quicker.",
                     kCountsAfterReload);
    }
    if (seeks && milliseconds && *random < 2 * *sequential) {
        add_cost(found, Severity::Low, server, "random_page_cost", "4", memory)
            .says("cost ", decimal(*random, 1), ", but a read takes ", decimal(*milliseconds, 1), " ms")
            .because("Reads take as long as seeks of a turning disk, and the planner believes that order does not matter.", kCountsAfterReload);
    }
    const ServerSetting concurrency = server.server_setting("effective_io_concurrency");
    if (does_not_seek && concurrency.number() && *concurrency.number() <= 1 && facts.blocks_read >= kReadsThatSaySomething) {
        add_cost(found, Severity::Info, server, "effective_io_concurrency", "64", memory)
            .says("reads ahead one page at a time")
            .because("Bitmap heap scans ask the storage for one page ahead, while this storage serves many at once.", kCountsAfterReload);
    }
    return found;
}

}  // namespace pgops
