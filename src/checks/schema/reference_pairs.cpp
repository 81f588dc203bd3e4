#include "checks/schema/reference_pairs.hpp"

#include <algorithm>

namespace pgops {

namespace {

// One table's references and choosers, and how well each two of them go together.
class TableJudge {
 public:
    TableJudge(const Table& table, const TableNames& names, Memory* memory)
        : table_(table), names_(names), own_(table.words), references_(memory), choosers_(memory) {
        for (const Column& column : table.columns) {
            const std::string_view words = column.own_words();
            if (is_class_word(last_word(words))) ++class_columns_;
            if (const auto chooser = as_chooser(table, column, words)) choosers_.push_back(*chooser);
            const auto reference = as_reference(column, words, names);
            if (reference && foreign_key_of(table, column) == nullptr && !is_unique_alone(table, column)) references_.push_back(*reference);
        }
        std::string_view open_stem;
        one_open_stem_ = has_foreign_keys(table);
        for (const Reference& reference : references_) {
            if (!is_open(reference)) continue;
            one_open_stem_ = one_open_stem_ && (open_stem.empty() || open_stem == reference.stem);
            open_stem = reference.stem;
        }
    }

    // Each reference with the chooser that goes best with it. A chooser goes with one reference, or with all that have its stem.
    void add_best_pairs(Server& server, Vector<ReferencePair>& found, Memory* memory) const {
        Vector<const Column*> choices(memory);
        for (const Chooser& chooser : choosers_) {
            server.poll();  // 1,600 columns make many pairs
            choices.push_back(best_reference_for(chooser));
        }
        for (const Reference& reference : references_) {
            server.poll();
            std::optional<ReferencePair> best;
            for (std::size_t i = 0; i < choosers_.size(); ++i) {
                const std::optional<ReferencePair> pair = judge(reference, choosers_[i]);
                if (!pair || (!pair->same_stem && choices[i] != reference.column)) continue;
                if (!best || pair->score.total() > best->score.total()) best = pair;
            }
            if (best) found.push_back(*best);
            else if (says_nothing(reference.column->words)) found.push_back({&table_, reference});
        }
    }

 private:
    const Column* best_reference_for(const Chooser& chooser) const {
        std::optional<ReferencePair> best;
        for (const Reference& reference : references_) {
            const std::optional<ReferencePair> pair = judge(reference, chooser);
            if (!pair) continue;
            const double more = best ? pair->score.total() - best->score.total() : 1;
            if (more > 0 || (more == 0 && pair->distance() < best->distance())) best = pair;
        }
        return best ? best->reference.column : nullptr;
    }

    std::optional<ReferencePair> judge(const Reference& reference, const Chooser& chooser) const {
        if (reference.column == chooser.column) return std::nullopt;
        const std::string_view stem = reference.stem;
        const bool same_stem = !chooser.stem.empty() && (reference.ends_in_key_word ? chooser.stem == stem : ends_with_words(stem, chooser.stem));
        if (!reference.ends_in_key_word && !same_stem) return std::nullopt;
        const Sign common = same_stem ? Sign{reference.ends_in_key_word ? 3 : 2.5, "both names begin alike"} : common_words(reference, chooser);
        // Nothing in common, nothing said: whatever else holds, it is too little. Saves the work in a table of 1,600 columns.
        if (common.weight == 0 && !reference.names_no_thing() && chooser.sign.weight <= 1) return std::nullopt;
        ReferencePair pair{&table_, reference, chooser, same_stem};
        // A bare parent is a row of the same table more often than not.
        const std::string_view head = last_word(stem);
        const bool within_table = (head == "parent" || head == "child") && !same_stem;
        if (reference.names_no_thing() && !within_table) pair.score.add(reference.sign);
        if (reference.points && class_columns_ == 1) pair.score.add(0.5, "no other column of the table holds a type");
        if (chooser.sign.weight > 0) pair.score.add(chooser.sign);
        if (common.weight > 0) pair.score.add(common);
        if (are_neighbours_in_an_index(*reference.column, *chooser.column)) pair.score.add(1.5, "an index has the two side by side");
        if (one_open_stem_ && is_open(reference)) pair.score.add(1.5, "all other references here are foreign keys");
        add_doubts(pair);
        return pair;
    }

    Sign common_words(const Reference& reference, const Chooser& chooser) const {
        const std::string_view digits = trailing_digits(reference.column->name);
        if (!digits.empty() && digits == trailing_digits(chooser.column->name)) return {2, "both names end in the same number"};
        if (last_word(reference.stem) == "parent") return {};
        // The table's own name in both says less than another word.
        const auto is_shared = [&](std::string_view word) { return has_word(chooser.stem, word); };
        if (any_word(reference.stem, [&](std::string_view word) { return is_shared(word) && !has_word(own_, word); })) return {2, "both names share a word"};
        return any_word(reference.stem, is_shared) ? Sign{1, "both names share a word"} : Sign{};
    }

    // The innocent look-alikes: a row's own id beside an enumeration, an id that another system gave, a media type.
    void add_doubts(ReferencePair& pair) const {
        const Reference& reference = pair.reference;
        const Chooser& chooser = *pair.chooser;
        const bool named = reference.names_no_thing();
        const bool of_own_words = !any_word(reference.stem, [&](std::string_view word) { return !has_word(own_, word); });
        if (reference.stem == own_ || (!named && pair.same_stem && of_own_words)) pair.score.add(-5, "the table's own name: perhaps the row's own id");
        if (chooser.names_tables) return;
        if (names_.is_table(reference.stem)) pair.score.add(named ? -1 : -2.5, "there is a table of that name");
        else if (!named && names_.ends_another_table(reference.stem, own_)) pair.score.add(-2.5, "there is a table whose name ends so");
        if (!names_.is_common_key_kind(key_kind_of(*reference.column))) pair.score.add(-2, "keys here are of other types: perhaps another system's id");
        if (chooser.is_foreign_key) return;
        if (chooser.column->has_default) pair.score.add(-0.5, "the other column has a default");
        if (is_about_media(chooser.stem)) pair.score.add(-2, "the other column is about a medium");
    }

    bool are_neighbours_in_an_index(const Column& a, const Column& b) const {
        return std::ranges::any_of(table_.indexes, [&](const Index& index) {
            const std::span<const IndexKey> keys = index.key_columns();
            for (std::size_t i = 1; i < keys.size(); ++i) {
                const std::int16_t left = keys[i - 1].column_number, right = keys[i].column_number;
                if ((left == a.number && right == b.number) || (left == b.number && right == a.number)) return true;
            }
            return false;
        });
    }

    bool is_open(const Reference& reference) const { return reference.ends_in_key_word && !names_.is_table(reference.stem); }

    const Table& table_;
    const TableNames& names_;
    std::string_view own_;
    Vector<Reference> references_;
    Vector<Chooser> choosers_;
    std::size_t class_columns_ = 0;
    bool one_open_stem_ = false;  // all references without a foreign key and a table of their name are alike, and there are foreign keys
};

}  // namespace

void add_reference_pairs(const Model& model, const Table& table, const TableNames& names, Vector<ReferencePair>& found, Memory* memory) {
    TableJudge(table, names, memory).add_best_pairs(model.server(), found, memory);
}

}  // namespace pgops
