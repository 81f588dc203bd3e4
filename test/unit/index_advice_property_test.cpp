// All index advice taken together, on random schemas: duplicate_index, redundant_index, unused_index, invalid_index and index_bloat must
// be safe to follow at once.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "checks/index/index_relation.hpp"
#include "database.hpp"

namespace pgops::test {
namespace {

constexpr int kRounds = 4000;

class RandomSchema {
 public:
    explicit RandomSchema(std::uint32_t seed) : random_(seed) {
        const int tables = 1 + below(3);
        for (int i = 0; i < tables; ++i) add_table(i);
        for (TableBuilder* const table : tables_) add_indexes(*table);
        for (TableBuilder* const table : tables_) add_foreign_keys(*table);
        db.set(Setting::MinRelationSize, 0);
        db.set(Setting::BloatBytes, 0);
        if (chance(10)) db.counters_since.reset();
    }
    Database db;

 private:
    int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint32_t>(limit)); }
    bool chance(int percent) { return below(100) < percent; }
    const char* column() { return kColumns[static_cast<std::size_t>(below(4))]; }

    void add_table(int number) {
        auto& table = db.table("t" + std::to_string(number)).live_rows(185'000).bytes(1000 * 8192);
        for (const char* name : kColumns) table.column(name, type_id::kInt8).not_null().statistics(8, 0, chance(50) ? -1.0F : 50.0F);
        if (chance(25)) table.partitioned();
        tables_.push_back(&table);
    }

    Keys keys() {
        std::set<std::string_view> used;
        Keys keys;
        const bool reversed = chance(20);
        for (int i = 1 + below(3); i > 0; --i) {
            const char* const name = column();
            if (!used.insert(name).second && !chance(5)) continue;
            Key key = chance(8) ? Key::expression(1 + below(2), type_id::kInt8) : Key(name);
            if (reversed != chance(10)) key.desc();
            if (chance(3) && key.fact.expression == 0) key.opclass(4711, 4712);
            keys.push_back(key);
        }
        return keys;
    }

    void add_indexes(TableBuilder& table) {
        const std::string prefix = std::string(table.fact.name) + "_i";
        if (chance(50)) finish(table.primary_key(chance(50) ? Names{"a"} : Names{"a", "b"}));
        for (int i = below(3); i > 0; --i) finish(table.unique_constraint(prefix + "key" + std::to_string(i), chance(50) ? Names{"a"} : Names{"b", "a"}));
        for (int i = below(8); i > 0; --i) {
            IndexBuilder& index = table.index(prefix + std::to_string(i) + (chance(5) ? "_ccnew" : ""), keys());
            if (chance(25)) index.include(chance(70) ? Names{column()} : Names{column(), column()});
            if (chance(15)) index.where(1 + below(2));
            else if (chance(10)) index.where_not_null({column()});
            if (index.fact.predicate != 0) index.fact.rows = 1000;
            if (chance(15)) index.unique();
            else if (chance(8) && index.keys.size() == 1) index.method(AccessMethod::Hash, "hash");
            if (index.fact.unique) index.fact.nulls_not_distinct = chance(20);
            if (chance(12)) index.invalid().fact.ready = chance(50);
            finish(index);
        }
    }

    void finish(IndexBuilder& index) {
        if (index.fact.unique && index.fact.predicate == 0 && chance(10)) index.fact.replica_identity = true;
        index.fact.clustered = chance(5);
        if (index.fact.partitioned) {
            add_part(index);
            return;
        }
        index.bytes((chance(50) ? 520 : 5200) * 8192).scans(chance(50) ? 0 : below(3));
        if (chance(10)) index.created(kNow - kDay);
    }

    void add_part(IndexBuilder& whole) {
        auto& parts = partitions_[whole.table];
        if (parts == nullptr) {
            parts = &db.table(std::string(whole.table->fact.name) + "_1").partition_of(*whole.table).live_rows(185'000).bytes(1000 * 8192);
            for (const char* name : kColumns) parts->column(name, type_id::kInt8).not_null().statistics(8);
        }
        IndexBuilder& part = parts->index(std::string(whole.fact.name) + "_1", {}).part_of(whole).scans(chance(50) ? 0 : 1);
        part.keys = whole.keys;
        part.stored = whole.stored;
        part.figures = whole.figures;
        part.fact.key_count = whole.fact.key_count;
        part.fact.unique = whole.fact.unique;
        part.fact.predicate = whole.fact.predicate;
        part.bytes(520 * 8192);
    }

    void add_foreign_keys(TableBuilder& table) {
        for (int i = below(3); i > 0; --i) {
            TableBuilder& other = *tables_[static_cast<std::size_t>(below(static_cast<int>(tables_.size())))];
            ConstraintBuilder& made = table.foreign_key(chance(60) ? Names{column()} : Names{"a", "b"}, other);
            // It may rest on any unique index of the other side.
            for (const IndexBuilder& index : other.indexes)
                if (index.fact.unique && index.fact.valid && chance(30)) made.fact.index_id = index.fact.id;
        }
    }

    static constexpr const char* kColumns[] = {"a", "b", "c", "d"};
    std::mt19937 random_;
    std::vector<TableBuilder*> tables_;
    std::map<TableBuilder*, TableBuilder*> partitions_;
};

// What following the advice does.
struct Advice {
    std::set<ObjectId> dropped, rebuilt;
    std::map<ObjectId, std::string> kept;  // by the index that gives way

    void follow(const Found& found) {
        for (const Seen& seen : found.rows) {
            const ObjectId index = seen->object().object_id;
            if (seen.evidence("keep") != "(absent)") kept[index] = seen.evidence("keep");
            if (seen.fix().empty()) continue;
            std::set<ObjectId>& done = seen.fix().find("DROP") != std::string::npos ? dropped : rebuilt;
            EXPECT_TRUE(done.insert(index).second) << seen.key << " is named twice";
        }
    }
};

void expect_safe(Database& db) {
    Advice advice;
    std::set<std::string> keys;
    for (const char* check : {"duplicate_index", "redundant_index", "unused_index", "invalid_index", "index_bloat"}) {
        const Found found = db.findings_of(check);
        advice.follow(found);
        for (const std::string& key : found.keys()) EXPECT_TRUE(keys.insert(key).second) << key;
    }
    for (const ObjectId index : advice.dropped) EXPECT_FALSE(advice.rebuilt.contains(index)) << "dropped and rebuilt";

    Model& model = db.model();
    const auto stays = [&](const Index& index) { return !advice.dropped.contains(index.id); };
    for (const Table& table : model.tables()) {
        for (const Constraint& foreign_key : table.constraints) {
            if (foreign_key.kind != ConstraintKind::ForeignKey) continue;
            bool before = false, after = false;
            for (const Index& index : table.indexes) {
                if (!supports(model, index, foreign_key)) continue;
                before = true;
                after = after || stays(index);
            }
            EXPECT_EQ(before, after) << foreign_key.name << " loses its last index";
        }
        for (const Index& index : table.indexes) {
            if (const auto kept = advice.kept.find(index.id); kept != advice.kept.end()) {
                const Index* keeper = nullptr;
                for (const Index& other : table.indexes)
                    if (other.name == kept->second) keeper = &other;
                ASSERT_NE(keeper, nullptr) << index.name;
                EXPECT_TRUE(stays(*keeper)) << index.name << " gives way to " << keeper->name << ", which is dropped itself";
                EXPECT_FALSE(advice.kept.contains(keeper->id)) << index.name << " gives way to " << keeper->name << ", which gives way itself";
                EXPECT_TRUE(keeper->valid && keeper->ready) << keeper->name;
            }
            if (stays(index)) continue;
            EXPECT_EQ(index.parent_id, kNoObject) << index.name << " is part of a partitioned index";
            EXPECT_FALSE(is_referenced(index)) << index.name << " is what a foreign key rests on";
            EXPECT_FALSE(index.replica_identity && index.valid) << index.name << " is the replica identity";
            EXPECT_FALSE(index.primary) << index.name;
            if (!index.unique || !index.valid || !index.ready) continue;
            bool enforced = false;
            for (const Index& other : table.indexes) enforced = enforced || (stays(other) && is_comparable(other) && other.unique && are_equal(other, index));
            EXPECT_TRUE(enforced) << index.name << " enforces what no other index does";
        }
    }
}

TEST(IndexAdvice, taken_together_is_safe) {
    int with_drops = 0;
    for (std::uint32_t seed = 1; seed <= kRounds && !::testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomSchema schema(seed);
        expect_safe(schema.db);
        with_drops += schema.db.findings_of("duplicate_index").empty() ? 0 : 1;
    }
    EXPECT_TRUE(::testing::Test::HasFailure() || with_drops > kRounds / 10) << "the schemas are too plain to prove anything";
}

}  // namespace
}  // namespace pgops::test
