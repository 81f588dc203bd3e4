// pgops.relation_bloat, and the functions behind pgops.table_bloat and pgops.index_bloat.
#include <algorithm>
#include <variant>

#include "checks/bloat/rebuild.hpp"
#include "model/estimated_bloat.hpp"
#include "pg/catalog_reader.hpp"
#include "pg/door.hpp"
#include "pg/memory.hpp"
#include "pg/port.hpp"
#include "pg/settings.hpp"
#include "pg/sink.hpp"
#include "pg/stored_relation.hpp"

namespace pgops {

namespace {

// A relation to be judged, whether the model knows it or not.
struct Subject {
    ObjectId id = kNoObject;
    std::string_view kind, method;
    Bloat estimate{};
    std::variant<const Table*, const Index*, const ToastTable*, const StoredRelation*> source{};
};

// Reading so few pages whole costs less than to doubt an estimate.
constexpr std::int64_t kReadWhole = 8;

class BloatReport {
 public:
    BloatReport(FunctionCallInfo fcinfo, ContextMemory& memory)
        : memory_(memory), server_(&memory), settings_(current_settings()), started_(server_.clock()), sink_(fcinfo) {}

    // All of them: what is large is sampled; what is small and well known is estimated.
    void add_tables() {
        scope_ = FactScope::Tables;
        for (const Table& table : model().tables()) {
            if (table.has_storage()) add(subject_of(table));
            if (table.toast != nullptr) add(subject_of(*table.toast));
        }
        for (const StoredRelation& relation : unmodelled_relations(false, &memory_)) add(subject_of(relation));
    }
    void add_indexes() {
        for (const Index& index : model().indexes())
            if (!index.partitioned) add(subject_of(index));
        for (const StoredRelation& relation : unmodelled_relations(true, &memory_)) add(subject_of(relation));
    }

    std::int64_t sample_pages() const { return settings_.value(Setting::SamplePages); }
    // One, or the partitions of one, from at most so many pages each.
    void add_relation(ObjectId id, std::int64_t pages) {
        const std::optional<StoredRelation> relation = find_stored_relation(id, &memory_);
        if (!relation) throw BadInput(concat(&memory_, "there is no relation with the oid ", id), "Pass the name of a table, materialized view or index.");
        switch (relation->kind) {
            case RELKIND_PARTITIONED_TABLE:
                for (const Table& table : model().tables())
                    if (table.has_storage() && is_below(table, id)) emit(subject_of(table), pages);
                return;
            case RELKIND_PARTITIONED_INDEX:
                for (const Index& index : model().indexes())
                    if (!index.partitioned && is_below(index, id)) emit(subject_of(index), pages);
                return;
            case RELKIND_RELATION:
            case RELKIND_MATVIEW:
            case RELKIND_TOASTVALUE:
            case RELKIND_INDEX: return emit(pages == 0 ? modelled_subject_of(*relation) : subject_of(*relation), pages);
            default: throw BadInput(concat(&memory_, relation->quoted, " cannot be bloated"), "Pass a table, a TOAST table, a materialized view or an index.");
        }
    }

 private:
    // Read when it is needed first: one relation can be measured without.
    const Model& model() {
        if (model_ == nullptr) model_ = &make_in<Model>(&memory_, read_facts(&memory_, scope_), server_, &memory_);
        return *model_;
    }

    static std::string_view kind_of(char kind) {
        switch (kind) {
            case RELKIND_INDEX: return "index";
            case RELKIND_TOASTVALUE: return "toast";
            case RELKIND_MATVIEW: return "materialized view";
            default: return "table";
        }
    }

    Subject subject_of(const Table& table) { return {table.id, kind_of(static_cast<char>(table.kind)), "heap", estimate_bloat(table), &table}; }
    Subject subject_of(const Index& index) { return {index.id, "index", index.method_name, estimate_bloat(index), &index}; }
    Subject subject_of(const ToastTable& table) {
        Subject subject{table.id, "toast", "heap", without_statistics(server_.file_size(table.file)), &table};
        // Most have nothing in them, as their file shows.
        if (subject.estimate.size_bytes == 0) subject.estimate = {.method = BloatMethod::Exact, .known = true};
        return subject;
    }
    Subject subject_of(const StoredRelation& relation) {
        return {relation.id, kind_of(relation.kind), relation.method_name, without_statistics(relation.size_bytes), &relation};
    }
    // As the model sees it, whose statistics an estimate needs.
    Subject modelled_subject_of(const StoredRelation& relation) {
        if (relation.kind != RELKIND_INDEX)
            if (const Table* const table = model().table(relation.id)) return subject_of(*table);
        if (relation.kind == RELKIND_INDEX)
            if (const Table* const table = model().table(relation.table_id))
                for (const Index& index : table->indexes)
                    if (index.id == relation.id) return subject_of(index);
        return subject_of(relation);
    }

    static Bloat without_statistics(std::optional<std::int64_t> size) {
        Bloat bloat{.size_bytes = size.value_or(0)};
        bloat.set_unknown("there are no statistics to estimate it from");
        return bloat;
    }

    bool is_below(const Table& table, ObjectId ancestor) const {
        for (const Table* at = table.parent; at != nullptr; at = at->parent)
            if (at->id == ancestor) return true;
        return false;
    }
    bool is_below(const Index& index, ObjectId ancestor) const {
        const Table* table = index.table;
        for (ObjectId parent = index.parent_id; parent != kNoObject;) {
            if (parent == ancestor) return true;
            table = table->parent;
            if (table == nullptr) return false;
            const auto above = std::ranges::find(table->indexes, parent, &Index::id);
            parent = above != table->indexes.end() ? above->parent_id : kNoObject;
        }
        return false;
    }

    void add(const Subject& subject) {
        server_.poll();
        const bool trusted = subject.estimate.known && subject.estimate.distrust.empty();
        const std::int64_t size = subject.estimate.size_bytes;
        const bool small = size < settings_.bytes(Setting::MinRelationSize) && size > kReadWhole * BLCKSZ;
        const Microseconds budget = settings_.duration(Setting::TimeBudget);
        if (subject.estimate.method == BloatMethod::Exact) return put(subject, subject.estimate);
        if (budget > 0 && server_.clock() - started_ > budget) return put(subject, out_of_time(subject.estimate));
        emit(subject, small && trusted ? 0 : settings_.value(Setting::SamplePages));
    }

    Bloat out_of_time(Bloat estimate) const {
        constexpr std::string_view kSpent = "not measured, because pgops.time_budget was spent";
        if (estimate.known) estimate.distrust = kSpent;
        else estimate.set_unknown(kSpent);
        return estimate;
    }

    void emit(const Subject& subject, std::int64_t pages) {
        if (pages == 0) return put(subject, subject.estimate);
        Bloat bloat = server_.measure_bloat({.relation = subject.id, .sample_pages = pages});
        // The size of one that could not be opened is known from its file.
        if (!bloat.known && bloat.size_bytes == 0) bloat.size_bytes = subject.estimate.size_bytes;
        put(subject, bloat);
    }

    void put(const Subject& subject, const Bloat& bloat) {
        sink_.object_id(subject.id).text(subject.kind).text_or_null(subject.method).bigint(bloat.size_bytes);
        if (bloat.known) sink_.bigint(bloat.bytes).real(bloat.percent.value).real(bloat.percent.low).real(bloat.percent.high);
        else sink_.null().null().null().null();
        sink_.bigint(bloat.held_back_bytes).text(name_of(bloat.method)).bigint(bloat.pages_read);
        sink_.text(trust(bloat)).text_or_null(is_worth_a_rebuild(bloat) ? rebuild(subject) : "").row();
    }

    std::string_view trust(const Bloat& bloat) {
        if (!bloat.distrust.empty()) return bloat.distrust;
        return bloat.damaged_pages > 0 ? concat(&memory_, bloat.damaged_pages, " of the pages read are damaged") : "ok";
    }

    bool is_worth_a_rebuild(const Bloat& bloat) const {
        return bloat.known && bloat.bytes > 0 && bloat.bytes >= settings_.bytes(Setting::BloatBytes) &&
               bloat.percent.value >= settings_.value(Setting::BloatPercent);
    }

    std::string_view rebuild(const Subject& subject) {
        return std::visit([this](const auto* source) { return rebuild_of(*source); }, subject.source);
    }
    std::string_view rebuild_of(const Table& table) { return rebuild_table(&memory_, table); }
    std::string_view rebuild_of(const Index& index) { return rebuild_index(&memory_, index); }
    std::string_view rebuild_of(const ToastTable& table) { return rebuild_toast(&memory_, table.quoted); }
    std::string_view rebuild_of(const StoredRelation& relation) {
        switch (relation.kind) {
            case RELKIND_INDEX: return rebuild_index(&memory_, relation.quoted, relation.exclusion);
            case RELKIND_TOASTVALUE: return rebuild_toast(&memory_, relation.quoted);
            default: return concat(&memory_, "VACUUM (FULL, ANALYZE) ", relation.quoted, ";");
        }
    }

    ContextMemory& memory_;
    PostgresServer server_;
    const Settings settings_;
    const Microseconds started_;
    FactScope scope_ = FactScope::Relations;
    const Model* model_ = nullptr;
    Sink sink_;
};

using Fill = void (*)(BloatReport& report, FunctionCallInfo fcinfo);

Datum report_bloat(FunctionCallInfo fcinfo, Fill fill) {
    ContextMemory& memory = begin_run_memory();
    fill(make_in<BloatReport>(&memory, fcinfo, memory), fcinfo);
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

void fill_relation(BloatReport& report, FunctionCallInfo fcinfo) {
    if (PG_ARGISNULL(0)) return;
    const std::int64_t pages = PG_ARGISNULL(1) ? report.sample_pages() : PG_GETARG_INT32(1);
    if (pages < 0) throw BadInput("sample_pages must not be negative", "0 estimates without reading a page; NULL takes pgops.sample_pages.");
    report.add_relation(PG_GETARG_OID(0), pages);
}

}  // namespace

PGOPS_FUNCTION(pgops_relation_bloat) {
    return door(fcinfo, [](FunctionCallInfo call) { return report_bloat(call, fill_relation); });
}
PGOPS_FUNCTION(pgops_table_bloat) {
    return door(fcinfo, [](FunctionCallInfo call) { return report_bloat(call, [](BloatReport& report, FunctionCallInfo) { report.add_tables(); }); });
}
PGOPS_FUNCTION(pgops_index_bloat) {
    return door(fcinfo, [](FunctionCallInfo call) { return report_bloat(call, [](BloatReport& report, FunctionCallInfo) { report.add_indexes(); }); });
}

}  // namespace pgops
