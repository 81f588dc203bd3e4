// A table whose rows are (entity, attribute, value): what should be columns are rows.
#include <algorithm>

#include "checks/schema/attribute_columns.hpp"
#include "checks/schema/attribute_values.hpp"

namespace pgops {

namespace {

// More value columns than that make a wide table, not a row about one attribute.
constexpr std::size_t kMostValues = 24;

constexpr double kThreshold = 5.5;  // chosen on the schemas of 24 published applications: doc/checks/eav.md

constexpr std::string_view kFilterWords[] = {"filter", "rule", "condition", "criterion", "criteria", "segment", "predicate", "constraint", "trigger"};
constexpr std::string_view kOperatorWords[] = {"operator", "op", "comparison", "comparator", "condition"};
constexpr std::string_view kVocabularyWords[] = {"option", "choice", "entry", "enum", "lookup", "list"};
constexpr std::string_view kLanguageWords[] = {"language", "locale", "lang"};
constexpr Vocabulary kFilter(kFilterWords), kOperator(kOperatorWords), kVocabulary(kVocabularyWords), kLanguage(kLanguageWords);

struct Row {
    EntityColumn entity{};
    AttributeColumn attribute{};
    ValueColumn value{};
    bool named_alike = false;  // "var_name" and "var_value", not just "name" and "value"
    Score score{};
};

class TableJudge {
 public:
    TableJudge(const Table& table, Memory* memory) : table_(table), values_(value_columns(table, memory)) {
        std::array<bool, 5> kinds{};
        for (const ValueColumn& value : values_) {
            if (value.named_by_type) ++typed_;
            if (value.named_by_type || value.bare) kinds[static_cast<std::size_t>(value.kind)] = true;
        }
        several_types_ = std::ranges::count(kinds, true) > 1;
        if (!values_.empty()) core_columns_ = count_of_core_columns(table_, values_);
    }

    // The columns that are most like entity, attribute and value; nothing when one of the three is missing.
    std::optional<Row> best_row(Server& server) const {
        std::optional<Row> best;
        if (values_.empty() || values_.size() > kMostValues) return best;
        for (const Column& column : table_.columns) {
            if (is_unique_alone(table_, column) || is_among(values_, column)) continue;
            const auto attribute = as_attribute(table_, column, typed_ >= 2);
            const auto entity = attribute ? entity_of(table_, *attribute, values_) : std::nullopt;
            if (!entity) continue;
            server.poll();  // 1,600 columns make many rows to judge
            for (const ValueColumn& value : values_) {
                Row row{*entity, *attribute, value};
                if (add_value(row)) add_rest(row);
                else continue;
                if (!best || row.score.total() > best->score.total()) best = row;
            }
        }
        return best;
    }

 private:
    // How the value's name goes with the attribute's; false when not at all.
    bool add_value(Row& row) const {
        constexpr std::string_view kValue = "a column holds values of any attribute", kAlike = "the attribute's and the value's names go together";
        const AttributeColumn& attribute = row.attribute;
        const ValueColumn& value = row.value;
        const std::string_view words = attribute.column->own_words();
        if (!attribute.by_reference && (value.kind == DataKind::Time || value.kind == DataKind::Boolean)) return false;
        row.score.add(attribute.sign);
        if (!attribute.by_reference && !value.stem.empty() && (value.stem == attribute.stem || value.stem == words)) {
            row.named_alike = true;
            row.score.add(1.5, kValue);
            row.score.add(1.5, kAlike);
        } else if (!attribute.by_reference && attribute.stem.empty() && is_attribute_word(last_word(value.stem))) {
            row.score.add(1.5, kValue);
            row.score.add(1, kAlike);
        } else if (value.bare) {
            // "author_name" beside "value" names somebody.
            if (!attribute.by_reference && attribute.weakly_named && !attribute.stem.empty() && !is_attribute_word(last_word(attribute.stem))) return false;
            row.score.add(value.column->own_words() == "content" ? 1 : 1.5, kValue);
            if (!attribute.by_reference && attribute.stem.empty()) row.score.add(attribute.weakly_named ? 0.5 : 1.5, kAlike);
        } else if (value.named_by_type && several_types_) {
            // weighed below
        } else if (first_word(value.column->own_words()) == "value") {
            row.score.add(1.5, kValue);
        } else if (attribute.by_reference && value.kind == DataKind::Text && is_attribute_word(last_word(value.stem))) {
            row.score.add(1.5, kValue);
        } else if (attribute.by_reference && value.kind == DataKind::Text && last_word(table_.words) == "value") {
            row.score.add(1, kValue);
        } else {
            return false;
        }
        if (several_types_ && typed_ >= 2) row.score.add(3, "there is a value column per data type");
        else if (several_types_ && typed_ == 1) row.score.add(1, "there are value columns of several data types");
        else if (value.kind == DataKind::Number) row.score.add(-2, "all values are numbers: perhaps measurements");
        return true;
    }

    void add_rest(Row& row) const {
        Score& score = row.score;
        const bool by_reference = row.attribute.by_reference;
        score.add(row.entity.sign);
        if (row.entity.keyed_with_attribute) score.add(1.5, "entity and attribute together are unique");
        if (core_columns_ <= 5) score.add(core_columns_ <= 4 ? 1 : 0.5, "there is hardly anything else in a row");
        else if (core_columns_ >= 8) score.add(core_columns_ < 12 ? -1 : -2, "there is much else in a row");
        if (is_named_after_attributes(table_.words)) score.add(1.5, "the table is named after what it holds");
        if (has_data_type_beside(row)) score.add(1, "the value's data type stands beside it");
        const bool has_operator = has_column_with(kOperator, last_word);
        if ((!by_reference || has_operator) && kFilter.has_any_of(table_.words)) score.add(-3, "perhaps conditions of a rule or filter");
        else if (has_operator) score.add(-1, "an operator stands beside the value");
        if (kVocabulary.has_any_of(table_.words) && row.attribute.weakly_named && !row.named_alike) score.add(-2, "perhaps a list of allowed values");
        if (has_column_with(kLanguage, first_word)) score.add(-3, "perhaps translations");
    }

    bool has_column_with(const Vocabulary& vocabulary, std::string_view (*part)(std::string_view)) const {
        return std::ranges::any_of(table_.columns, [&](const Column& column) { return vocabulary.has(part(column.own_words())); });
    }

    bool has_data_type_beside(const Row& row) const {
        const std::string_view value = row.value.column->own_words(), stem = without_last_word(value);
        return std::ranges::any_of(table_.columns, [&](const Column& column) {
            if (&column == row.attribute.column || &column == row.value.column || &column == row.entity.column || is_among(values_, column)) return false;
            const std::string_view words = column.own_words(), last = last_word(words), of_what = without_last_word(words);
            if (last == "datatype" || last == "format") return true;
            if (last != "type") return false;
            const std::string_view head = last_word(of_what);
            return head == "data" || head == "value" || head == "content" || (!stem.empty() && of_what == stem) ||
                   (!row.attribute.by_reference && of_what.empty());
        });
    }

    const Table& table_;
    Vector<ValueColumn> values_;
    std::size_t typed_ = 0, core_columns_ = 0;
    bool several_types_ = false;
};

void describe(const Model& model, Findings& found, const Table& table, const AttributeRow& row, const Score& score, Memory* memory) {
    const Column &entity = *row.entity, &attribute = *row.attribute, &value = *row.value;
    Finding& finding = found.add(table, severity_of_design(model, table)).confidence(Confidence::Review);
    const std::optional<double> rows = table.estimated_rows();
    if (rows) finding.says("attributes kept as rows, ", counted_rows(memory, *rows)).evidence("rows", static_cast<std::int64_t>(*rows));
    else finding.says("attributes kept as rows");
    const std::array<std::string_view, 3> names{entity.name, attribute.name, value.name};
    finding.evidence("columns", names).evidence("entity", entity.name).evidence("attribute", attribute.name).evidence("value", value.name);
    tell(finding, score, kThreshold, memory);
    finding.because("A row holds one attribute: ", entity.quoted, " says of what, ", attribute.quoted, " which one, ", value.quoted,
                    " what it is. The database cannot check types, required or allowed values any more, a query over n attributes joins the table n times, and "
                    "the planner's statistics mix "
                    "all attributes. Make columns of what most entities have, and keep the rest in one jsonb column of the entity's own table.");
}

}  // namespace

Findings eav(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table)) continue;
        std::optional<Row> named = TableJudge(table, memory).best_row(model.server());
        if (named) {
            const AttributeRow row{named->entity.column, named->attribute.column, named->value.column};
            add_signs_of_values(model, table, row, named->score);
            if (named->score.total() >= kThreshold) {
                describe(model, found, table, row, named->score, memory);
                continue;
            }
        }
        const std::optional<AttributeRow> row = attribute_row_by_values(model, table, memory);
        if (!row) continue;
        Score score;
        score.add(3, "an id, a text with few different names, and a text");
        add_signs_of_values(model, table, *row, score);
        if (score.total() >= kThreshold) describe(model, found, table, *row, score, memory);
    }
    return found;
}

}  // namespace pgops
