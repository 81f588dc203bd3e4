// Settings of memory that do not fit the machine: more than there is, or so little that the data is read again and again.
#include <algorithm>

#include "checks/configuration/setting_change.hpp"

namespace pgops {

namespace {

std::int64_t client_sessions(const Model& model) {
    std::int64_t count = 0;
    for (const Session& session : model.sessions()) count += session.kind == SessionKind::Client ? 1 : 0;
    return count;
}

struct Sizes {
    std::int64_t machine = 0, block = 8192;
    std::optional<std::int64_t> shared_buffers{}, work_mem{}, maintenance{}, cache{};
};

// Reads that the server had to ask the system for, where its own buffer is small for the machine and the data.
void judge_shared_buffers(const Model& model, const Sizes& sizes, Findings& found, Memory* memory) {
    if (!sizes.shared_buffers) return;
    const Configuration& facts = model.server().configuration();
    const ServerSetting setting = model.server().server_setting("shared_buffers");
    const double accesses = static_cast<double>(facts.blocks_read) + static_cast<double>(facts.blocks_hit);
    const double hit_percent = accesses > 0 ? 100.0 * static_cast<double>(facts.blocks_hit) / accesses : 100.0;
    const std::int64_t bytes = *sizes.shared_buffers;
    if (bytes > sizes.machine / 4 * 3) {
        Finding& finding = add_setting(found, Severity::High, "shared_buffers", setting, megabytes_value(sizes.machine / 4, memory), memory);
        finding.says("shared_buffers: ", human_bytes(bytes), " of ", human_bytes(sizes.machine), " memory");
        finding.evidence("bytes", bytes).evidence("machine_bytes", sizes.machine);
        finding.because("It leaves too little for the sessions and the system: queries run out of memory, or the system ends the server.", kCountsAfterRestart);
        return;
    }
    constexpr std::int64_t kReadsThatSaySomething = 1'000'000;
    const std::int64_t data = model.database_bytes();
    if (bytes >= sizes.machine / 8 || data < 4 * bytes || facts.blocks_read < kReadsThatSaySomething || hit_percent >= 95) return;
    Finding& finding = add_setting(found, Severity::Low, "shared_buffers", setting, megabytes_value(sizes.machine / 4, memory), memory);
    finding.says("shared_buffers ", human_bytes(bytes), ": hit ratio ", decimal(hit_percent, 1), " %");
    finding.evidence("bytes", bytes).evidence("machine_bytes", sizes.machine).evidence("database_bytes", data);
    finding.evidence("hit_percent", hit_percent).evidence("blocks_read", facts.blocks_read);
    finding.because("The data is far larger than the server's buffer, the buffer is a small part of the machine's memory, and pages are read again and again.",
                    kCountsAfterRestart);
    finding.confidence(Confidence::Estimated);
}

// What the sessions of now may take if each sorts or hashes once.
void judge_work_mem(const Model& model, const Sizes& sizes, Findings& found, Memory* memory) {
    const std::optional<std::int64_t> connections = model.server().server_setting("max_connections").number();
    if (!sizes.work_mem || !sizes.shared_buffers || !connections) return;
    const std::int64_t sessions = client_sessions(model), left = sizes.machine - *sizes.shared_buffers;
    const bool now = sessions * *sizes.work_mem > left;
    if (!now && *connections * *sizes.work_mem <= 4 * left) return;
    const std::int64_t bytes = (now ? sessions : *connections) * *sizes.work_mem;
    const std::int64_t fitting = std::max(4 * kMegabyte, left / 4 / std::max<std::int64_t>(now ? sessions : *connections, 1));
    const ServerSetting setting = model.server().server_setting("work_mem");
    Finding& finding = add_setting(found, now ? Severity::High : Severity::Info, "work_mem", setting, megabytes_value(fitting, memory), memory);
    finding.says("work_mem x ", now ? sessions : *connections, now ? " sessions: " : " connections: ", human_bytes(bytes));
    finding.evidence("work_mem_bytes", *sizes.work_mem).evidence("sessions", sessions).evidence("max_connections", *connections);
    finding.evidence("machine_bytes", sizes.machine).confidence(Confidence::Estimated);
    finding.because("Each sort or hash of each session may take work_mem; together they may ask for ", human_bytes(bytes), " where ", human_bytes(left),
                    " are left beside shared_buffers. Then the system ends a process, and with it all sessions. Set more only for the roles or queries that "
                    "need it.",
                    kCountsAfterReload);
}

void judge_maintenance(const Model& model, const Sizes& sizes, Findings& found, Memory* memory) {
    const std::optional<std::int64_t> own = setting_bytes(model.server(), "autovacuum_work_mem", kKilobyte);
    const std::optional<std::int64_t> workers = model.server().server_setting("autovacuum_max_workers").number();
    const std::optional<std::int64_t> each = own ? own : sizes.maintenance;
    if (!each || !workers || !sizes.shared_buffers || *each * *workers <= sizes.machine - *sizes.shared_buffers) return;
    const std::string_view name = own ? "autovacuum_work_mem" : "maintenance_work_mem";
    const ServerSetting setting = model.server().server_setting(name.data());
    const std::int64_t fitting = std::max(64 * kMegabyte, (sizes.machine - *sizes.shared_buffers) / 8 / *workers);
    Finding& finding = add_setting(found, Severity::Medium, name, setting, megabytes_value(fitting, memory), memory);
    finding.says("autovacuum may take ", human_bytes(*each * *workers), " of ", human_bytes(sizes.machine));
    finding.evidence("bytes_each", *each).evidence("workers", *workers).evidence("machine_bytes", sizes.machine);
    finding.because("Each autovacuum worker may take that much, and together they may take more than shared_buffers leaves of the machine's memory.",
                    kCountsAfterReload);
}

void judge_cache_size(const Model& model, const Sizes& sizes, Findings& found, Memory* memory) {
    if (!sizes.cache || !sizes.shared_buffers) return;
    const bool above = *sizes.cache > sizes.machine;
    const bool below = *sizes.cache < *sizes.shared_buffers;
    // The default on a large machine: worth a word where the data does not fit into what the planner assumes.
    const bool small = *sizes.cache < sizes.machine / 4 && model.database_bytes() > *sizes.cache;
    if (!above && !below && !small) return;
    const ServerSetting setting = model.server().server_setting("effective_cache_size");
    const std::int64_t fitting = sizes.machine / 4 * 3;
    Finding& finding =
        add_setting(found, above || below ? Severity::Low : Severity::Info, "effective_cache_size", setting, megabytes_value(fitting, memory), memory);
    finding.says("planner assumes ", human_bytes(*sizes.cache), " cache of ", human_bytes(sizes.machine));
    finding.evidence("bytes", *sizes.cache).evidence("machine_bytes", sizes.machine).evidence("shared_buffers_bytes", *sizes.shared_buffers);
    finding.because("effective_cache_size allocates nothing: by it the planner judges whether an index scan will find its pages in memory. ",
                    above   ? "It is more than the machine has."
                    : below ? "It is less than the server's own buffer."
                            : "It is a small part of the machine's memory.",
                    kCountsAfterReload);
}

}  // namespace

Findings memory(const Model& model, Memory* memory) {
    Findings found(memory);
    Server& server = model.server();
    const Configuration& facts = server.configuration();
    if (!facts.memory_bytes || *facts.memory_bytes == 0) {
        found.left_out("the machine's memory cannot be read on this system");
        return found;
    }
    Sizes sizes{.machine = *facts.memory_bytes, .block = server.server_setting("block_size").number().value_or(8192)};
    sizes.shared_buffers = setting_bytes(server, "shared_buffers", sizes.block);
    sizes.work_mem = setting_bytes(server, "work_mem", kKilobyte);
    sizes.maintenance = setting_bytes(server, "maintenance_work_mem", kKilobyte);
    sizes.cache = setting_bytes(server, "effective_cache_size", sizes.block);
    judge_shared_buffers(model, sizes, found, memory);
    judge_work_mem(model, sizes, found, memory);
    judge_maintenance(model, sizes, found, memory);
    judge_cache_size(model, sizes, found, memory);
    if (!sizes.work_mem) found.left_out("work_mem is overridden for this session, so the server's own value cannot be seen");
    return found;
}

}  // namespace pgops
