// Memory that ends at every single allocation of a small run: an error is told, and no check passes for want of memory.
#include <gtest/gtest.h>

#include <map>
#include <new>

#include "checks/run.hpp"
#include "database.hpp"
#include "value_database.hpp"

namespace pgops::test {
namespace {

// Gives single blocks from the heap, so that the sanitizers see each, and takes back at the end what was never returned.
class FailingMemory : public Memory {
 public:
    enum class Mode { Once, FromThenOn };
    FailingMemory(std::size_t fails_at, Mode mode) : fails_at_(fails_at), mode_(mode) {}
    FailingMemory(const FailingMemory&) = delete;
    FailingMemory& operator=(const FailingMemory&) = delete;
    ~FailingMemory() override {
        for (const auto& [block, alignment] : blocks_) ::operator delete(block, alignment);
    }
    std::size_t count() const { return count_; }

 private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        ++count_;
        if (fails_at_ > 0 && (mode_ == Mode::Once ? count_ == fails_at_ : count_ >= fails_at_)) throw std::bad_alloc();
        const auto aligned = static_cast<std::align_val_t>(alignment);
        void* const block = ::operator new(bytes, aligned);
        blocks_.emplace(block, aligned);
        return block;
    }
    void do_deallocate(void* block, std::size_t, std::size_t) override {
        const auto found = blocks_.find(block);
        ASSERT_NE(found, blocks_.end()) << "returned twice, or never given";
        ::operator delete(block, found->second);
        blocks_.erase(found);
    }
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

    std::size_t fails_at_, count_ = 0;
    Mode mode_;
    std::map<void*, std::align_val_t> blocks_;
};

// Something for every check to find.
void fill(Database& db) {
    auto& customers = db.table("customers").live_rows(185'000).bytes(9000 * 8192);
    customers.column("id", type_id::kInt4).serial().statistics(4);
    customers.column("balance", type_id::kMoney).statistics(8);
    customers.column("since", type_id::kTimestamp).statistics(8);
    customers.column("code", type_id::kBpchar).modifier(14).statistics(11);
    customers.column("settings", type_id::kJson).statistics(30);
    customers.primary_key({"id"});
    customers.toast_bytes(100 * kMegabyte).toast_measured(80, 1);
    db.server.tails[customers.fact.id] = {.table_pages = 9000, .tail_pages = 8000, .cuttable_pages = 8000};
    auto& padded = db.table("padded").live_rows(185'000).bytes(2000 * 8192);
    padded.column("a", type_id::kBool).statistics(1);
    padded.column("b", type_id::kInt8).statistics(8);
    padded.column("c", type_id::kBool).statistics(1);
    padded.column("d", type_id::kInt8).statistics(8);
    db.set(Setting::BloatBytes, 1024);
    customers.fact.counters.updated = 100'000;
    auto& orders = db.table("orders").live_rows(185'000).bytes(9000 * 8192).unlogged();
    orders.column("id", type_id::kInt8).statistics(8);
    orders.column("customer_id", type_id::kInt4).statistics(4);
    orders.column("status", type_id::kText).statistics(6);
    orders.column("commentable_type", type_id::kVarchar).statistics(8);
    orders.column("commentable_id", type_id::kInt8).statistics(8);
    orders.foreign_key({"customer_id"}, customers);
    orders.index("orders_id", {"id"}).bytes(50 * kMegabyte).scans(1);
    orders.index("orders_status1", {"status"});
    orders.index("orders_status2", {"status"});
    orders.index("orders_type", {"commentable_type"});
    orders.index("orders_type_id", {"commentable_type", "id"});
    orders.index("orders_unused", {"commentable_id"}).bytes(5 * kMegabyte);
    orders.index("orders_broken", {"customer_id"}).invalid();
    const IndexBuilder& words = orders.index("orders_words", {"status"}).method(AccessMethod::Gin, "gin").scans(1);
    db.server.pending_lists[words.fact.id] = {.bytes = 5 * kMegabyte, .rows = 12'000, .limit_bytes = 4 * kMegabyte};
    const IndexBuilder& ranges = orders.index("orders_ranges", {"id"}).method(AccessMethod::Brin, "brin").scans(1);
    db.server.brin_summaries[ranges.fact.id] = {.ranges = 200, .unsummarized = 50, .pages_per_range = 128};
    orders.fact.autovacuum_enabled = false;
    auto& attributes = db.table("product_attribute_values").bytes(2 * kMegabyte);
    for (const char* name : {"product_id", "attribute_id"}) attributes.column(name, type_id::kInt8).not_null();
    attributes.column("value", type_id::kText);
    auto& wide = db.table("wide");
    for (int i = 0; i < 51; ++i) wide.column("c" + std::to_string(i), type_id::kInt2);
    add_tables_with_values(db);
    db.sequences.front().last_value(2'000'000'000);
    for (int i = 0; i < 3; ++i) {
        Session& session = db.session("postgres", i < 2 ? "shop" : "report");
        session.state = i < 2 ? SessionState::IdleInTransaction : SessionState::Active;
        session.transaction_start = session.state_change = kNow - kHour;
        session.holds_horizon = true;
    }
    db.role("postgres").superuser = true;
    db.databases.front().xid_age = 1'500'000'000;
    db.server.settings["fsync"] = "off";
}

// And for those that judge an index by the statistics of its column.
void fill_for_statistics(Database& db) {
    auto& t = db.table("judged").live_rows(1'000'000).bytes(16'667LL * 8192);
    t.column("id", type_id::kInt8).statistics(8);
    t.column("few", type_id::kText).statistics(5, 0, 2).common({{"a", 0.5}, {"b", 0.5}});
    t.column("nulls", type_id::kText).statistics(9, 0.97F, -0.03F);
    t.column("skewed", type_id::kText).statistics(9, 0, 40).common({{"done", 0.95}, {"new", 0.04}});
    for (const char* name : {"few", "nulls", "skewed"}) {
        IndexBuilder& index = t.index("judged_" + std::string(name), {name}).bytes(8 * kMegabyte).scans(1);
        index.fact.counters.entries_read = name == std::string("few") ? 500'000 : 1;
        db.server.definitions[index.fact.id] = "CREATE INDEX " + std::string(index.fact.name) + " ON public.judged USING btree (x)";
    }
}

struct Outcome {
    CheckState state;
    std::string reason;
    Texts findings;  // with all their texts
};

// By check. A bad_alloc may leave the building of the model and the bookkeeping of the run.
std::map<std::string, Outcome> run_all(Database& db, Memory& memory) {
    db.server.time = kNow;
    db.server.pages = 0;
    Model& model = db.model(&memory);
    Run& run = make_in<Run>(&memory, &memory);
    run_checks(model, all_checks(), {}, &memory, run);
    std::map<std::string, Outcome> outcomes;
    for (const CheckStatus& status : run.status) {
        Outcome& outcome = outcomes[std::string(status.check->id)];
        outcome = {status.state, std::string(status.reason), {}};
        if (status.found == nullptr) continue;
        for (const Finding& finding : status.found->rows()) {
            std::string all;
            for (const std::string_view text : {finding.object().text, finding.headline(), finding.why(), finding.fix_sql(), finding.undo_sql()})
                all.append(text).append("|");
            outcome.findings.push_back(all + std::to_string(finding.evidence().size()));
        }
    }
    return outcomes;
}

class OutOfMemory : public ::testing::TestWithParam<FailingMemory::Mode> {};

TEST_P(OutOfMemory, at_any_allocation_is_told) {
    Database db;
    fill(db);
    fill_for_statistics(db);
    FailingMemory enough(0, GetParam());
    const std::map<std::string, Outcome> undisturbed = run_all(db, enough);
    for (const auto& [id, outcome] : undisturbed) EXPECT_EQ(outcome.state, CheckState::Found) << id << " finds nothing: it is not tested here";

    std::size_t left = 0, failed = 0;
    for (std::size_t n = 1; n <= enough.count(); ++n) {
        FailingMemory memory(n, GetParam());
        std::map<std::string, Outcome> disturbed;
        try {
            disturbed = run_all(db, memory);
        } catch (const std::bad_alloc&) {
            ++left;
            continue;
        }
        std::size_t failed_here = 0;
        for (const auto& [id, outcome] : disturbed) {
            if (outcome.state == CheckState::Failed) {
                EXPECT_EQ(outcome.reason, "out of memory") << id;
                ++failed_here;
                continue;
            }
            ASSERT_EQ(outcome.state, undisturbed.at(id).state) << id << ", allocation " << n;
            ASSERT_EQ(outcome.findings, undisturbed.at(id).findings) << id << ", allocation " << n;
        }
        EXPECT_EQ(disturbed.size(), undisturbed.size());
        ASSERT_GE(failed_here, 1U) << "allocation " << n << " failed, and nobody says so";
        ++failed;
    }
    EXPECT_GT(left, 0U) << "none in the model";
    EXPECT_GT(GetParam() == FailingMemory::Mode::Once ? failed : left, 100U);
}

INSTANTIATE_TEST_SUITE_P(Modes, OutOfMemory, ::testing::Values(FailingMemory::Mode::Once, FailingMemory::Mode::FromThenOn));

}  // namespace
}  // namespace pgops::test
