// A cancel is seen soon, wherever a run is: no stretch between two looks for it is a large part of the work, whatever the shape of the
// database. Measured in the thread's own processor time, so that a busy machine changes little; what a machine does now and then (a virtual
// processor that is taken away counts as used) is told from what the code does by doing it again: deaf is what is deaf each time.
#include <gtest/gtest.h>

#include <ctime>

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "checks/run.hpp"
#include "database.hpp"

namespace pgops::test {
namespace {

using CompleteRun = ::pgops::Run;

double processor_milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// Notes the longest time from one look for a cancel to the next.
class WatchedServer final : public FakeServer {
 public:
    void begin() {
        begun_ = last_ = processor_milliseconds();
        longest_ = 0;
    }
    void poll() override {
        const double now = processor_milliseconds();
        longest_ = std::max(longest_, now - last_);
        last_ = now;
    }
    // Deaf for more than a fifteenth of the whole, and than what no measurement tells from nothing.
    bool deaf() {
        poll();
        return longest_ > std::max((last_ - begun_) / 15, 3.0);
    }
    std::string measured() const { return "deaf for " + std::to_string(longest_) + " ms of " + std::to_string(last_ - begun_); }

 private:
    double begun_ = 0, last_ = 0, longest_ = 0;
};

struct Shape {
    int tables = 0, columns = 1, indexes = 0, foreign_keys = 0, sequences = 0;
    bool all_on_one = false;  // indexes on, and foreign keys to, the first table
};

struct Promptness : ::testing::Test {
    std::pmr::monotonic_buffer_resource memory;
    WatchedServer server;
    std::deque<std::string> texts;
    std::deque<std::vector<IndexKey>> keys;
    std::deque<std::vector<std::int16_t>> numbers;
    std::mt19937 random{7};

    std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }

    // In no order, as after years of ALTER TABLE.
    template <class T>
    void shuffle(Vector<T>& elements) {
        std::shuffle(elements.begin(), elements.end(), random);
    }

    Facts& facts(const Shape& shape) {
        Facts& made = make_in<Facts>(&memory, &memory);
        made.now = kNow;
        made.counters_since = kNow - 100 * kDay;
        made.settings.set(Setting::MinRelationSize, 0);
        made.settings.set(Setting::PageBudget, 1'000'000);
        made.types.push_back({.id = type_id::kInt4, .name = "int4", .category = 'N'});
        ObjectId next = 20000;
        for (int i = 0; i < shape.tables; ++i) {
            Table table;
            table.id = static_cast<ObjectId>(i + 1);
            table.schema = "public";
            table.name = keep("items_" + std::to_string(i));
            table.quoted = table.qualified = keep("public." + std::string(table.name));
            table.rows = 10;
            table.pages = 1;
            table.size_bytes = 8192;
            made.tables.push_back(table);
            for (int c = 1; c <= shape.columns; ++c) {
                const std::string_view name = keep("target_" + std::to_string(c) + (c % 2 != 0 ? "_id" : "_type"));
                Column column;
                column.table_id = table.id;
                column.number = static_cast<std::int16_t>(c);
                column.length = 4;
                column.alignment = 4;
                column.type_id = type_id::kInt4;
                column.name = column.quoted = name;
                made.columns.push_back(column);
                made.statistics.push_back({table.id, static_cast<std::int16_t>(c), false, {.average_width = 4, .known = true}});
            }
        }
        const auto table_of = [&](int i) { return shape.all_on_one ? ObjectId{1} : static_cast<ObjectId>(i % shape.tables + 1); };
        for (int i = 0; i < shape.indexes; ++i) {
            keys.push_back({{.column_number = 1, .collation = static_cast<ObjectId>(shape.all_on_one ? i / 2 : 0)}});
            Index index;
            index.id = next++;
            index.table_id = table_of(i);
            index.name = index.quoted_name = keep("items_idx" + std::to_string(i));
            index.quoted = keep("public." + std::string(index.name));
            index.keys = keys.back();
            index.key_count = 1;
            index.size_bytes = 8192;
            made.indexes.push_back(index);
        }
        for (int i = 0; i < shape.foreign_keys; ++i) {
            Constraint constraint;
            constraint.id = next++;
            constraint.table_id = static_cast<ObjectId>(i % shape.tables + 1);
            constraint.referenced_table_id = table_of(i);
            constraint.name = constraint.quoted = keep("items_fk" + std::to_string(i));
            constraint.kind = ConstraintKind::ForeignKey;
            numbers.push_back({1});
            constraint.columns = constraint.referenced_columns = numbers.back();
            made.constraints.push_back(constraint);
        }
        for (int i = 0; i < shape.tables; ++i) {
            Constraint key;
            key.id = next++;
            key.table_id = static_cast<ObjectId>(i + 1);
            key.name = key.quoted = keep("items_pk" + std::to_string(i));
            key.kind = ConstraintKind::PrimaryKey;
            numbers.push_back({1});
            key.columns = numbers.back();
            made.constraints.push_back(key);
        }
        for (int i = 0; i < shape.sequences; ++i) {
            Sequence sequence;
            sequence.id = next++;
            sequence.quoted = keep("public.items_seq" + std::to_string(i));
            sequence.maximum = 1 + static_cast<std::int64_t>(random());
            server.last_values[sequence.id] = sequence.maximum;
            made.sequences.push_back(sequence);
        }
        shuffle(made.tables);
        shuffle(made.columns);
        shuffle(made.statistics);
        shuffle(made.indexes);
        shuffle(made.constraints);
        shuffle(made.sequences);
        return made;
    }

    // By what was done: how it was deaf.
    using Deaf = std::map<std::string, std::string, std::less<>>;

    void note(Deaf& deaf, std::string_view what) {
        if (server.deaf()) deaf.emplace(what, server.measured());
    }

    template <class Work>
    void expect_not_always_deaf(Work work) {
        constexpr int kAttempts = 4;
        Deaf always = work();
        for (int i = 1; i < kAttempts && !always.empty(); ++i) {
            const Deaf again = work();
            std::erase_if(always, [&](const auto& each) { return !again.contains(each.first); });
        }
        for (const auto& [what, how] : always) ADD_FAILURE() << what << ": " << how;
    }

    // Everything anew each time: what a model prepares once, the first check that asks for it pays.
    void expect_prompt(const Shape& shape) {
        expect_not_always_deaf([&] {
            Deaf deaf;
            Facts& made = facts(shape);
            server.begin();
            const Model& model = make_in<Model>(&memory, made, server, &memory);
            note(deaf, "linking");
            for (const Check& check : all_checks()) {
                server.begin();
                check.run(model, &memory);
                note(deaf, check.id);
            }
            return deaf;
        });
    }
};

TEST_F(Promptness, in_many_columns) { expect_prompt({.tables = 2000, .columns = 20}); }

TEST_F(Promptness, in_many_indexes_and_constraints) { expect_prompt({.tables = 2000, .indexes = 20'000, .foreign_keys = 20'000}); }

TEST_F(Promptness, in_many_sequences) { expect_prompt({.tables = 10, .sequences = 20'000}); }

TEST_F(Promptness, in_many_indexes_of_one_table) { expect_prompt({.tables = 2, .columns = 2, .indexes = 300, .all_on_one = true}); }

TEST_F(Promptness, in_many_foreign_keys_to_one_table) { expect_prompt({.tables = 3000, .foreign_keys = 3000, .all_on_one = true}); }

TEST_F(Promptness, in_the_widest_tables) { expect_prompt({.tables = 20, .columns = 1600, .indexes = 100, .foreign_keys = 100}); }

Findings finds_much(const Model& model, Memory* memory) {
    Findings found(memory);
    std::mt19937 random{7};
    for (int i = 0; i < 40'000; ++i) {
        if (i % 16 == 0) model.server().poll();
        found.add(Object{.text = concat(memory, "thing ", random())}, Severity::Low).says("1 thing").because("it is so");
    }
    return found;
}

TEST_F(Promptness, in_many_findings) {
    const Model& model = make_in<Model>(&memory, facts({.tables = 1}), server, &memory);
    const Check check{"much", Area::Schema, Severity::Low, Cost::Catalog, "A test", finds_much, {}};
    expect_not_always_deaf([&] {
        Deaf deaf;
        CompleteRun& run = make_in<CompleteRun>(&memory, &memory);
        server.begin();
        run_checks(model, {&check, 1}, {}, &memory, run);
        note(deaf, "ranking");
        EXPECT_EQ(run.reported.size(), 40'000U);
        return deaf;
    });
}

}  // namespace
}  // namespace pgops::test
