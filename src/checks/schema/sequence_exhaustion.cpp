// A sequence that has given out most of the values that it, or the column that it fills, can hold.
#include <algorithm>
#include <limits>

#include "checks/sql.hpp"

namespace pgops {

namespace {

struct Range {
    std::int64_t lowest, highest;
};

// A bigint sequence behind an integer column ends where the column ends.
Range range_of_type(ObjectId type) {
    switch (type) {
        case type_id::kInt2: return {std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max()};
        case type_id::kInt4: return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
        default: return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
    }
}

struct Filled {
    const Sequence* sequence;
    const Column* column;       // null: no column is known
    std::int64_t first, limit;  // upwards or downwards
    bool counts_down() const { return sequence->increment < 0; }
    // How many values lie between the first one and this, both included; a double holds more than an integer.
    double count_to(std::int64_t value) const {
        const double steps = static_cast<double>(value) - static_cast<double>(first);
        return (counts_down() ? -steps : steps) + 1;
    }
};

// The column that a sequence fills: its owner, or one whose default draws from it; of several the narrowest.
Vector<Filled> filled_columns(const Model& model, Memory* memory) {
    FlatMap<ObjectId, const Column*> by_sequence(memory);
    for (const Table& table : model.tables())
        for (const Column& column : table.columns) {
            if (column.default_sequence == nullptr) continue;
            const auto [place, first] = by_sequence.try_emplace(column.default_sequence->id, &column);
            if (!first && range_of_type(column.base->id).highest < range_of_type(place->second->base->id).highest) place->second = &column;
        }
    Vector<Filled> filled(memory);
    for (const Sequence& sequence : model.sequences()) {
        if (sequence.cycles) continue;
        const auto found = by_sequence.find(sequence.id);
        const Column* column = found != by_sequence.end() ? found->second : nullptr;
        if (const Table* const owner = model.table(sequence.owner_table_id); column == nullptr && owner != nullptr)
            column = owner->column(sequence.owner_column);
        const Range range = range_of_type(column != nullptr ? column->base->id : type_id::kInt8);
        if (sequence.increment < 0) filled.push_back({&sequence, column, sequence.maximum, std::max(sequence.minimum, range.lowest)});
        else filled.push_back({&sequence, column, sequence.minimum, std::min(sequence.maximum, range.highest)});
    }
    // Within the page budget the tight ones come first.
    polled_sort(model.server(), filled, [](const Filled& a, const Filled& b) {
        const double count_a = a.count_to(a.limit), count_b = b.count_to(b.limit);
        return count_a != count_b ? count_a < count_b : a.sequence->id < b.sequence->id;
    });
    return filled;
}

// Where no type stands in the way, the sequence's own end can be moved.
std::string_view way_out(const Filled& entry) {
    const bool narrow_column = entry.column != nullptr && entry.column->base->id != type_id::kInt8;
    if (entry.sequence->type_id != type_id::kInt8 || narrow_column)
        return "Make the column and the sequence bigint before that; on a large table that takes preparation.";
    return entry.counts_down() ? "Lower its MINVALUE before that." : "Raise its MAXVALUE before that.";
}

Severity severity_of(double used) {
    if (used >= 95) return Severity::Critical;
    if (used >= 80) return Severity::High;
    return Severity::Medium;
}

}  // namespace

Findings sequence_exhaustion(const Model& model, Memory* memory) {
    Findings found(memory);
    const Vector<Filled> filled = filled_columns(model, memory);
    const auto budget = static_cast<std::size_t>(model.settings().value(Setting::PageBudget));
    std::size_t read = 0;
    std::int64_t locked = 0;
    for (const Filled& entry : polled(model.server(), filled)) {
        if (read++ >= budget) break;
        const Sequence& sequence = *entry.sequence;
        const SequencePosition position = model.server().sequence_position(sequence.id);
        locked += position.locked ? 1 : 0;
        const std::optional<std::int64_t> last = position.last_value;
        if (!last || entry.count_to(entry.limit) <= 1) continue;
        // A value set by hand may lie beyond what the column can hold.
        const double used = std::min(100.0, 100.0 * entry.count_to(*last) / entry.count_to(entry.limit));
        if (used < model.settings().value(Setting::SequenceUsedPercent)) continue;
        Finding& finding = found.add(Object{catalog_id::kRelation, sequence.id, 0, sequence.quoted}, severity_of(used));
        finding.says(decimal(used, 1), " % of its values are used").urgency(used / 100.0);
        if (entry.column != nullptr) {
            const std::array<std::string_view, 1> names{entry.column->name};
            finding.evidence("table", entry.column->table->qualified).evidence("columns", names).evidence("column_type", entry.column->base->name);
        }
        finding.evidence("last_value", *last).evidence("limit", entry.limit).evidence("used_percent", used);
        if (entry.counts_down()) finding.evidence("increment", sequence.increment);
        finding.because("It has come to ", grouped(*last), " and ends at ", grouped(entry.limit), ". When it is out, every insert that needs a value fails. ",
                        way_out(entry));
    }
    if (filled.size() > budget) {
        const auto unread = static_cast<std::int64_t>(filled.size() - budget);
        found.left_out(concat(memory, unread, plural(unread, " sequence", " sequences"), ": pgops.page_budget was spent"));
    } else if (locked > 0) {
        found.left_out(concat(memory, locked, plural(locked, " sequence that another session holds", " sequences that other sessions hold"), " exclusively"));
    }
    return found;
}

}  // namespace pgops
