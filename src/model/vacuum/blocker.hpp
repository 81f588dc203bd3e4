// Who or what keeps VACUUM from cleaning up: found in the picture alone, without a server.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/finding.hpp"
#include "model/vacuum/picture.hpp"

namespace pgops {

enum class BlockerKind : std::uint8_t {
    ActiveQuery,
    IdleInTransaction,
    IdleInTransactionAborted,
    CreateIndexConcurrently,
    Analyze,
    LogicalReplicationWorker,
    WalsenderExportedSnapshot,
    StandbyFeedbackWalsender,
    PreparedTransaction,
    StandbyFeedbackSlot,
    InactivePhysicalSlot,
    LogicalSlot,
    LogicalSlotInCreation,
    SettingVacuumDeferCleanupAge,
    PrimaryTransaction,
    RelationLock,
    AutovacuumDisabledTable,
    InsertVacuumDisabled,
    BelowThreshold,
    CostLimitThrottle,
    MaintenanceWorkMemMultipass,
    AutovacuumCancelledByLocks,
    FailsafeActive,
    VacuumErrorIndex,
    VacuumErrorXminBeforeRelfrozenxid,
    TempTable,
    OrphanedTempTable,
    AutovacuumDisabledGlobal,
    TrackCountsOff,
    AutovacuumWorkersSaturated,
    AntiwraparoundLoop,
    MultixactHorizon,
};
std::string_view name_of(BlockerKind kind);

// Which rows a transaction id is held back for. Every relation goes by one of the three (GlobalVisHorizonKindForRel).
enum class HorizonKind : std::uint8_t { Data, Catalog, Shared };
constexpr std::size_t kHorizonKinds = 3;

enum class Scope : std::uint8_t { Data, Catalog, Shared, Temp, Table, Cluster, Freeze, FreezeMultixact };
constexpr std::size_t kScopes = 8;
std::string_view name_of(Scope scope);

struct Blocker {
    Blocker(Memory* memory, BlockerKind its_kind) : kind(its_kind), evidence(memory) {}

    std::string_view id;
    BlockerKind kind;
    Severity severity = Severity::Low;
    std::uint8_t scopes = 0;
    std::int32_t pid = 0;
    std::string_view database, user, application, client, state, slot, gid;
    ObjectId relation = kNoObject;
    std::string_view relation_name;  // as SQL writes it
    Microseconds held_since = kUnknownTime;
    std::optional<TransactionAge> age;
    std::optional<std::size_t> root;  // the place of the one whose horizon it has inherited
    std::string_view summary, remedy;
    Vector<Evidence> evidence;

    // What it holds of each horizon; kNoXid: nothing.
    std::array<FullXid, kHorizonKinds> holds{};
    FullXid own_xid = kNoXid;      // that it runs: snapshots of others begin there
    bool from_snapshot = false;    // what it holds comes from a snapshot, so from the oldest transaction of that moment
    bool is_setting = false;       // vacuum_defer_cleanup_age: moves what all others hold further back
    std::int32_t process = 0;      // ends with this process
    bool frees_removable = false;  // without it a vacuum comes, and takes what no horizon protects: of `relation`, or of all that are due

    bool holds_horizon() const { return is_setting || holds[0] != kNoXid || holds[1] != kNoXid || holds[2] != kNoXid; }
    void add_scope(Scope scope) { scopes = static_cast<std::uint8_t>(scopes | 1U << static_cast<unsigned>(scope)); }
    bool has_scope(Scope scope) const { return (scopes >> static_cast<unsigned>(scope) & 1U) != 0; }
    void note(std::string_view name, std::integral auto number) {
        evidence.push_back({name, {.kind = Value::Kind::Integer, .integer = static_cast<std::int64_t>(number)}});
    }
    void note(std::string_view name, double number) { evidence.push_back({name, {.kind = Value::Kind::Real, .real = number}}); }
    void note(std::string_view name, bool flag) { evidence.push_back({name, {.kind = Value::Kind::Boolean, .boolean = flag}}); }
    void note(std::string_view name, std::string_view text) { evidence.push_back({name, {.kind = Value::Kind::Text, .text = text}}); }
    void note(std::string_view name, const char* text) { note(name, std::string_view(text)); }
    void note(std::string_view name, std::span<const std::string_view> list) { evidence.push_back({name, {.kind = Value::Kind::List, .list = list}}); }
};

// All that the picture shows; each root before or after its heirs, ids unique.
Vector<Blocker>& find_blockers(const VacuumPicture& picture, Memory* memory);

// Its parts.
void find_session_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory);
void find_prepared_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory);
void find_slot_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory);
void find_roots(Vector<Blocker>& found);
void find_lock_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory);
void find_relation_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory);
void find_temporary_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory);
void find_running_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory);
void find_cluster_blockers(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory);
void find_loop_blocker(const VacuumPicture& picture, Vector<Blocker>& found, Memory* memory);
Severity severity_of_horizon(const VacuumPicture& picture, TransactionAge age, Microseconds held_since);

// The commands.
std::string_view terminate_session(Memory* memory, const Session& session);
std::string_view cancel_session(Memory* memory, const Session& session);
std::string_view session_state_name(SessionState state);

// One horizon with some of the blockers gone: `gone` says which, by place.
class Horizons {
 public:
    Horizons(const VacuumPicture& picture, const Vector<Blocker>& blockers) : picture_(picture), blockers_(blockers) {}
    template <class Gone>
    FullXid without(HorizonKind kind, Gone gone) const {
        const auto place = static_cast<std::size_t>(kind);
        FullXid processes = picture_.completed, slots = picture_.completed;
        std::int64_t deferred = 0;
        for (std::size_t i = 0; i < blockers_.size(); ++i) {
            const Blocker& blocker = blockers_[i];
            if (!blocker.holds_horizon() || gone(i)) continue;
            if (blocker.is_setting) deferred = picture_.deferred;
            const FullXid held = blocker.holds[place];
            if (held == kNoXid) continue;
            FullXid& bound = blocker.slot.empty() ? processes : slots;
            bound = held < bound ? held : bound;
        }
        // The setting moves what processes hold, and not what slots hold (ComputeXidHorizons).
        processes = processes - deferred > kFirstXid ? processes - deferred : kFirstXid;
        return processes < slots ? processes : slots;
    }

 private:
    const VacuumPicture& picture_;
    const Vector<Blocker>& blockers_;
};

}  // namespace pgops
