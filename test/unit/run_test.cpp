// A run: no check hides another, whatever it throws; time, selection and summary.
#include "checks/run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <new>
#include <stdexcept>

#include "database.hpp"

namespace pgops {
inline void PrintTo(CheckState state, std::ostream* out) { *out << name_of(state); }
}  // namespace pgops

namespace pgops::test {
namespace {

using CompleteRun = ::pgops::Run;  // testing::Test has a Run of its own

Findings finds(const Model&, Memory* memory) {
    Findings found(memory);
    found.add(Object{.text = "small"}, Severity::Low).says("1 thing").because("it is so").gives_back(kMegabyte);
    found.add(Object{.text = "large"}, Severity::Low).says("1 thing").because("it is so").gives_back(kGigabyte);
    found.add(Object{.text = "bad"}, Severity::High).says("1 thing").because("it is so");
    return found;
}
Findings finds_nothing(const Model&, Memory* memory) { return Findings(memory); }
Findings leaves_out(const Model&, Memory* memory) {
    Findings found(memory);
    found.left_out("3 tables were locked");
    return found;
}
Findings finds_and_leaves_out(const Model& model, Memory* memory) {
    Findings found = finds(model, memory);
    found.left_out("3 tables were locked");
    return found;
}
Findings throws_runtime_error(const Model&, Memory*) { throw std::runtime_error("it broke"); }
Findings throws_bad_alloc(const Model&, Memory*) { throw std::bad_alloc(); }
Findings throws_server_error(const Model&, Memory*) { throw ServerError("XX001", "invalid page", "a detail", nullptr); }
Findings throws_int(const Model&, Memory*) { throw 42; }
Findings throws_interrupted(const Model&, Memory*) { throw Interrupted(nullptr); }
Findings takes_long(const Model& model, Memory* memory) {
    static_cast<FakeServer&>(model.server()).time += 31 * kSecond;
    return Findings(memory);
}

Check check(std::string_view id, CheckFunction run, Area area = Area::Schema) { return {id, area, Severity::Low, Cost::Catalog, "A test", run, {}}; }

struct Runner : ::testing::Test {
    Database db;
    std::vector<Check> checks;
    CompleteRun& run(const Selection& selection = {}) {
        CompleteRun& made = make_in<CompleteRun>(db.memory(), db.memory());
        run_checks(db.model(), {checks.data(), checks.size()}, selection, db.memory(), made);
        return made;
    }
    static const CheckStatus& status_of(const CompleteRun& run, std::string_view id) {
        const auto found = std::ranges::find_if(run.status, [&](const CheckStatus& status) { return status.check->id == id; });
        if (found == run.status.end()) throw std::logic_error("no status of " + std::string(id));
        return *found;
    }
    static Texts ids_of(const CompleteRun& run) {
        Texts ids;
        for (const CheckStatus& status : run.status) ids.emplace_back(status.check->id);
        return ids;
    }
};

TEST_F(Runner, reports_the_most_urgent_first) {
    checks = {check("one", finds)};
    const CompleteRun& done = run();
    ASSERT_EQ(done.reported.size(), 3U);
    EXPECT_EQ(done.reported[0].key, "one:bad");
    EXPECT_EQ(done.reported[1].key, "one:large");
    EXPECT_EQ(done.reported[2].key, "one:small");
    EXPECT_EQ(done.reported[0].check, &checks.front());
    EXPECT_EQ(done.reported[0].priority, done.reported[0].finding->priority());
    EXPECT_EQ(status_of(done, "one").state, CheckState::Found);
    EXPECT_EQ(status_of(done, "one").found->rows().size(), 3U);
}

TEST_F(Runner, findings_of_equal_rank_come_in_the_order_of_their_keys) {
    checks = {check("b", finds), check("a", finds)};
    const CompleteRun& done = run();
    ASSERT_EQ(done.reported.size(), 6U);
    EXPECT_EQ(done.reported[0].key, "a:bad");
    EXPECT_EQ(done.reported[1].key, "b:bad");
}

TEST_F(Runner, a_check_that_fails_hides_no_other) {
    checks = {check("first", finds),    check("runtime_error", throws_runtime_error), check("bad_alloc", throws_bad_alloc),
              check("int", throws_int), check("server_error", throws_server_error),   check("last", finds)};
    const CompleteRun& done = run();
    ASSERT_EQ(done.status.size(), 6U);
    for (const char* id : {"first", "last"}) EXPECT_EQ(status_of(done, id).state, CheckState::Found);
    for (const char* id : {"runtime_error", "bad_alloc", "int", "server_error"}) {
        EXPECT_EQ(status_of(done, id).state, CheckState::Failed) << id;
        EXPECT_EQ(status_of(done, id).found, nullptr) << id;
    }
    EXPECT_EQ(status_of(done, "runtime_error").reason, "internal error: it broke");
    EXPECT_EQ(status_of(done, "bad_alloc").reason, "out of memory");
    EXPECT_EQ(status_of(done, "int").reason, "internal error: an exception of unknown type");
    EXPECT_EQ(status_of(done, "server_error").reason, "XX001 invalid page");
    EXPECT_EQ(done.reported.size(), 6U);
}

TEST_F(Runner, an_interrupt_ends_the_run) {
    checks = {check("first", finds), check("cancelled", throws_interrupted), check("last", finds)};
    EXPECT_THROW(run(), Interrupted);
}

TEST_F(Runner, an_interrupt_is_seen_between_checks) {
    checks = {check("first", finds_nothing), check("second", finds_nothing)};
    CompleteRun& made = make_in<CompleteRun>(db.memory(), db.memory());
    Model& model = db.model();
    db.server.polls = 0;
    db.server.fails_at_poll = 2;
    db.server.failure = FakeServer::Failure::Interrupt;
    EXPECT_THROW(run_checks(model, {checks.data(), checks.size()}, {}, db.memory(), made), Interrupted);
}

TEST_F(Runner, tells_what_was_left_out) {
    checks = {check("nothing", finds_nothing), check("all", leaves_out), check("some", finds_and_leaves_out)};
    const CompleteRun& done = run();
    EXPECT_EQ(status_of(done, "nothing").state, CheckState::Ok);
    EXPECT_EQ(status_of(done, "nothing").reason, "");
    EXPECT_EQ(status_of(done, "all").state, CheckState::Skipped) << "unknown is no pass";
    EXPECT_EQ(status_of(done, "all").reason, "3 tables were locked");
    EXPECT_EQ(status_of(done, "some").state, CheckState::Found);
    EXPECT_EQ(status_of(done, "some").reason, "3 tables were locked");
}

TEST_F(Runner, starts_no_check_when_the_time_is_spent) {
    checks = {check("first", finds), check("long", takes_long), check("late", finds)};
    const CompleteRun& done = run();
    EXPECT_EQ(status_of(done, "long").state, CheckState::Ok) << "what has begun ends";
    EXPECT_EQ(status_of(done, "long").elapsed, 31 * kSecond);
    EXPECT_EQ(status_of(done, "late").state, CheckState::Skipped);
    EXPECT_EQ(status_of(done, "late").reason, "pgops.time_budget was spent");
    EXPECT_EQ(status_of(done, "late").found, nullptr);
    EXPECT_EQ(done.reported.size(), 3U);
    db.server.time = kNow;
    db.set(Setting::TimeBudget, 0);
    EXPECT_EQ(status_of(run(), "late").state, CheckState::Found) << "0 is no limit";
}

TEST_F(Runner, the_time_begins_with_the_reading_of_the_catalogs) {
    checks = {check("late", finds)};
    db.server.time = kNow + 31 * kSecond;
    EXPECT_EQ(status_of(run(), "late").state, CheckState::Skipped);
}

TEST_F(Runner, leaves_out_what_is_disabled_and_says_so) {
    checks = {check("one", finds), check("two", finds), check("three", finds, Area::Vacuum)};
    for (const char* list : {"two,vacuum", " two , vacuum ", "vacuum,,two,", "nonsense,two,vacuum"}) {
        const CompleteRun& done = run({.names = {}, .disabled = list});
        EXPECT_EQ(status_of(done, "one").state, CheckState::Found) << list;
        for (const char* id : {"two", "three"}) {
            EXPECT_EQ(status_of(done, id).state, CheckState::Skipped) << list;
            EXPECT_EQ(status_of(done, id).reason, "disabled by pgops.disabled_checks") << list;
        }
    }
    EXPECT_EQ(status_of(run({.names = {}, .disabled = "tw,twoo,TWO"}), "two").state, CheckState::Found);
}

TEST_F(Runner, runs_only_what_is_named_disabled_or_not) {
    checks = {check("one", finds), check("two", finds), check("three", finds, Area::Vacuum)};
    const Names by_id{"two"}, by_area{"vacuum"}, both{"vacuum", "one", "three"};
    EXPECT_EQ(ids_of(run({.names = by_id, .disabled = "two"})), Texts{"two"});
    EXPECT_EQ(ids_of(run({.names = by_area, .disabled = {}})), Texts{"three"});
    EXPECT_EQ(ids_of(run({.names = both, .disabled = {}})), (Texts{"one", "three"})) << "in the order of the registry, each once";
    EXPECT_EQ(status_of(run({.names = by_id, .disabled = "two"}), "two").state, CheckState::Found);
}

TEST_F(Runner, summary_counts_findings_and_checks_by_area) {
    checks = {check("found", finds),       check("incomplete", finds_and_leaves_out),      check("passed", finds_nothing), check("skipped", leaves_out),
              check("failed", throws_int), check("elsewhere", finds_nothing, Area::Vacuum)};
    const auto areas = summarize(run());
    const AreaSummary& schema = areas[static_cast<std::size_t>(Area::Schema)];
    EXPECT_EQ(schema.area, Area::Schema);
    EXPECT_EQ(schema.worst, Severity::High);
    EXPECT_EQ(schema.by_severity, (std::array<int, kSeverityCount>{0, 2, 0, 4, 0}));
    EXPECT_EQ(schema.found, 2);
    EXPECT_EQ(schema.passed, 1);
    EXPECT_EQ(schema.skipped, 1);
    EXPECT_EQ(schema.failed, 1);
    EXPECT_EQ(schema.incomplete, 1);
    const AreaSummary& vacuum = areas[static_cast<std::size_t>(Area::Vacuum)];
    EXPECT_EQ(vacuum.worst, std::nullopt);
    EXPECT_EQ(vacuum.passed, 1);
    EXPECT_EQ(areas[static_cast<std::size_t>(Area::Query)].passed, 0);
}

TEST_F(Runner, an_error_of_the_server_fails_the_check_that_asked) {
    auto& table = db.table("t");
    table.column("a", type_id::kInt8);
    table.index("one", {"a"});
    table.index("two", {"a"});
    db.server.fails_at_request = 1;
    db.server.failure = FakeServer::Failure::Error;
    CompleteRun& made = make_in<CompleteRun>(db.memory(), db.memory());
    const Names both{"duplicate_index", "no_pk"};
    run_checks(db.model(), all_checks(), {.names = both, .disabled = {}}, db.memory(), made);
    EXPECT_EQ(status_of(made, "duplicate_index").reason, "XX001 invalid page in block 7");
    EXPECT_EQ(status_of(made, "no_pk").state, CheckState::Found);
}

TEST(Registry, ids_are_unique_and_found) {
    for (const Check& one : all_checks()) {
        EXPECT_EQ(find_check(one.id), &one);
        EXPECT_FALSE(is_area(one.id));
        EXPECT_FALSE(one.title.empty());
        EXPECT_LE(one.title.size(), 80U) << one.id;
        EXPECT_TRUE(std::ranges::all_of(one.id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; })) << one.id;
    }
    EXPECT_EQ(find_check("nonsense"), nullptr);
    EXPECT_TRUE(is_area("vacuum"));
    EXPECT_FALSE(is_area("Vacuum"));
}

TEST(Registry, settings_have_names_bounds_and_units) {
    for (const SettingDefinition& definition : setting_definitions()) {
        const std::string_view name = definition.name;
        EXPECT_TRUE(name.starts_with("pgops.")) << name;
        EXPECT_LE(definition.minimum, definition.default_value) << name;
        EXPECT_LE(definition.default_value, definition.maximum) << name;
        EXPECT_EQ(&definition_of(definition.setting), &definition);
        EXPECT_EQ(Settings().value(definition.setting), definition.default_value);
    }
    EXPECT_EQ(Settings().duration(Setting::MinStatisticsAge), 14 * kDay);
    EXPECT_EQ(Settings().bytes(Setting::MinRelationSize), kMegabyte);
    EXPECT_EQ(Settings().bytes(Setting::BloatBytes), 10 * kMegabyte);
}

}  // namespace
}  // namespace pgops::test
