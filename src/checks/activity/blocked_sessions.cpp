// Who blocks whom, as a tree: one finding for each session at a root, which waits for nobody and lets others wait.
#include <algorithm>

#include "checks/activity/session_group.hpp"
#include "model/contention.hpp"

namespace pgops {

namespace {

struct Tree {
    explicit Tree(Memory* memory) : lines(memory), pids(memory) {}
    Vector<std::string_view> lines;
    FlatSet<std::int32_t> pids;  // that are in it
    Microseconds longest = 0;
};

const Waiting* waiting_of(std::span<const Waiting> all, std::int32_t pid) {
    const auto found = std::ranges::find(all, pid, &Waiting::pid);
    return found != all.end() ? &*found : nullptr;
}

constexpr std::size_t kLines = 50;  // a thousand sessions behind one root are told by their number

void grow(const Model& model, std::span<const Waiting> all, std::int32_t root, int depth, Tree& tree, Memory* memory) {
    model.server().poll();
    for (const Waiting& one : all) {
        if (std::ranges::find(one.blockers, root) == one.blockers.end() || !tree.pids.insert(one.pid).second) continue;
        const Microseconds age = one.since != kUnknownTime ? std::max<Microseconds>(model.now() - one.since, 0) : 0;
        tree.longest = std::max(tree.longest, age);
        std::string_view indent;
        for (int i = 0; i < depth; ++i) indent = concat(memory, indent, "  ");
        if (tree.lines.size() < kLines)
            tree.lines.push_back(concat(memory, indent, "pid ", one.pid, " waits ", human_duration(age), " for ", one.lock, one.object.empty() ? "" : " ",
                                        one.object, ": ", one_line(memory, one.statement)));
        grow(model, all, one.pid, depth + 1, tree, memory);
    }
}

}  // namespace

Findings blocked_sessions(const Model& model, Memory* memory) {
    Findings found(memory);
    const Contention& facts = model.server().contention();
    const std::span<const Waiting> all = facts.waiting;
    FlatSet<std::int32_t> roots(memory);
    for (const Waiting& one : all)
        for (const std::int32_t blocker : one.blockers)
            if (waiting_of(all, blocker) == nullptr) roots.insert(blocker);
    FlatMap<std::string_view, int> names(memory);
    for (const std::int32_t root : roots) {
        Tree tree(memory);
        tree.pids.insert(root);
        grow(model, all, root, 0, tree, memory);
        if (tree.longest < model.settings().duration(Setting::BlockedSessionAge)) continue;
        const Session* session = nullptr;
        for (const Session& one : model.sessions())
            if (one.pid == root) session = &one;
        if (session == nullptr && root != 0) continue;  // gone meanwhile
        const auto count = static_cast<std::int64_t>(tree.pids.size()) - 1;
        const Severity severity = tree.longest >= 5 * kMinute || count >= 10 ? Severity::High : tree.longest >= 30 * kSecond ? Severity::Medium : Severity::Low;
        std::string_view identity = root == 0 ? std::string_view("prepared transaction") : session_identity(*session, memory);
        const std::string_view object = root == 0 ? identity : concat(memory, "session ", identity);
        // Two roots of one kind are two findings.
        if (const int number = ++names[identity]; number > 1) identity = concat(memory, identity, "#", number);
        Finding& finding = found.add(Object{.text = object}, severity).identity(identity).confidence(Confidence::Review);
        finding.says("blocks ", count, plural(count, " session", " sessions"), " for ", human_duration(tree.longest));
        finding.evidence("blocked", count).evidence("longest_seconds", tree.longest / kSecond).evidence("tree", span_of(tree.lines));
        if (session == nullptr) {
            finding.because(
                "A prepared transaction that nobody finished holds locks that others wait for: pg_prepared_xacts names it; COMMIT PREPARED or ROLLBACK "
                "PREPARED ends it.");
            continue;
        }
        for (const auto& [pid, statement] : facts.root_statements)
            if (pid == root) finding.evidence("last_statement", one_line(memory, statement));
        if (is_idle_in_transaction_too_long(model, *session)) finding.caused_by(concat(memory, "idle_in_transaction:", session_identity(*session, memory)));
        finding.evidence("pid", session->pid)
            .evidence("role", session->role)
            .evidence("application", session->application)
            .evidence("database", session->database);
        finding.because("This session waits for nobody and holds locks that others wait for, some of them behind one another. ",
                        session->state == SessionState::IdleInTransaction ? "It is idle in a transaction: nothing goes on until its application moves. " : "",
                        "The command ends the session and rolls its transaction back.");
        finding.fix(terminate_session(*session, memory), "none");
    }
    return found;
}

}  // namespace pgops
