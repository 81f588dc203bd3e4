#include "checks/schema/reference_suspects.hpp"

#include <algorithm>

#include "checks/schema/reference_pairs.hpp"
#include "checks/schema/reference_targets.hpp"

namespace pgops {

namespace {

constexpr double kPolymorphicThreshold = 4.5;  // as in polymorphic.cpp

// What people are to a row.
constexpr std::string_view kPersonWords[] = {"creator",   "author",    "owner",    "updater",   "updator",  "editor",    "modifier",  "reviewer",
                                             "approver",  "assignee",  "assigner", "buyer",     "seller",   "sender",    "recipient", "receiver",
                                             "requester", "requestor", "inviter",  "invitee",   "uploader", "publisher", "reporter",  "submitter",
                                             "moderator", "deleter",   "poster",   "commenter", "follower", "voter",     "user"};
// Ids that another system gave.
constexpr std::string_view kForeignWords[] = {"external", "ext",        "legacy",  "remote", "vendor",   "provider",   "third",    "stripe", "paypal",
                                              "facebook", "twitter",    "google",  "github", "gitlab",   "apple",      "amazon",   "aws",    "slack",
                                              "oauth",    "ldap",       "saml",    "import", "imported", "upstream",   "tracking", "trace",  "correlation",
                                              "hubspot",  "salesforce", "shopify", "xero",   "adyen",    "gocardless", "netsuite", "anrok"};
// Numbers that are no ids, whatever tables are called so.
constexpr std::string_view kMeasureWords[] = {"order",  "position", "rank",   "level",    "version", "number",   "count",   "total",    "year",     "month",
                                              "day",    "week",     "hour",   "minute",   "size",    "width",    "height",  "length",   "weight",   "price",
                                              "amount", "score",    "rating", "status",   "state",   "type",     "kind",    "priority", "value",    "sequence",
                                              "index",  "port",     "age",    "time",     "date",    "quantity", "rate",    "limit",    "duration", "code",
                                              "flag",   "balance",  "credit", "discount", "note",    "comment",  "message", "text",     "content",  "name"};
constexpr std::string_view kSelfWords[] = {"parent",      "root",      "previous", "prev",    "next",   "original", "reverse", "ancestor",
                                           "predecessor", "successor", "master",   "related", "source", "template", "copied",  "child"};
// "max_connections_per_user" counts.
constexpr std::string_view kCountWords[] = {"max", "min", "maximum", "minimum", "num", "count", "total", "average", "avg", "sum", "per"};
// Keys that people read are copied for reading as often as for pointing.
constexpr std::string_view kNamingWords[] = {"name", "title", "label", "email", "url", "path", "description", "phone", "address"};
constexpr Vocabulary kNaming(kNamingWords), kPerson(kPersonWords), kForeign(kForeignWords), kMeasure(kMeasureWords), kSelf(kSelfWords), kCount(kCountWords);

// Columns of one name: where those lead that have foreign keys, and how many name the rows of their own tables.
struct Elsewhere {
    const Column* key = nullptr;
    int count = 0, others = 0, own = 0;
    bool leads_there() const { return count > 4 * others && count >= own; }
};

class Judge {
 public:
    Judge(const Model& model, Memory* memory)
        : model_(model), memory_(memory), names_(model, memory), targets_(model, memory), elsewhere_(memory), persons_(memory) {
        learn();
    }

    void judge(const Table& table, Vector<ReferenceSuspect>& suspects) const {
        Vector<const Column*> chosen(memory_);
        bool asked = false;
        for (const Column& column : table.columns) {
            model_.server().poll();  // 1,600 columns
            if (!is_candidate(table, column)) continue;
            std::optional<ReferenceSuspect> suspect = judge(table, column, column.own_words());
            if (!suspect) continue;
            if (has_chooser(table, without_key_words(column.own_words()))) suspect->score.add(-2, "a column beside it may choose the table");
            if (suspect->score.total() < kSuspectThreshold) continue;
            if (!asked) chosen = references_to_many(table);
            asked = true;
            if (std::ranges::find(chosen, &column) == chosen.end()) suspects.push_back(*suspect);
        }
    }

 private:
    void learn() {
        for (const Table& table : model_.tables())
            for (const Constraint& constraint : table.constraints) {
                if (constraint.kind != ConstraintKind::ForeignKey || constraint.columns.size() != 1 || constraint.referenced == nullptr) continue;
                const Column* const column = table.column(constraint.columns.front());
                const Column* const key = constraint.referenced->column(constraint.referenced_columns.front());
                if (column == nullptr || key == nullptr || table.is_partition || constraint.referenced->is_partition) continue;
                if (is_key_word(column->words)) continue;  // a shared key says nothing of other tables' ids
                Elsewhere& known = elsewhere_[column->name];
                if (known.key == nullptr) known.key = key;
                ++(known.key == key ? known.count : known.others);
                if (names_a_person(last_word(without_key_words(column->words)))) ++persons_[key];
            }
        for (const Table& table : model_.tables())
            for (const Index& index : table.indexes) {
                const Column* const column =
                    index.unique && index.key_count == 1 && !table.is_partition ? table.column(index.keys.front().column_number) : nullptr;
                const auto known = column == nullptr ? elsewhere_.end() : elsewhere_.find(column->name);
                if (known != elsewhere_.end() && is_unique_alone(table, *column) && foreign_key_of(table, *column) == nullptr) ++known->second.own;
            }
    }

    static bool names_a_person(std::string_view last) { return kPerson.has(last) || last == "by" || (last.ends_with("edby") && last.size() > 5); }

    // Where most columns lead that are called after persons; else the table that is called after them.
    const Column* person(const Column& column) const {
        const auto most = std::ranges::max_element(persons_, {}, [](const auto& each) { return each.second; });
        return most != persons_.end() && most->second > 1 && can_refer(column, *most->first) ? most->first : targets_.person(column);
    }

    static bool is_candidate(const Table& table, const Column& column) {
        return !column.inherited && !column.generated && !column.generates_numbers() && key_kind_of(column) != KeyKind::None &&
               foreign_key_of(table, column) == nullptr;
    }

    // References whose table another column chooses are polymorphic's.
    Vector<const Column*> references_to_many(const Table& table) const {
        Vector<ReferencePair> pairs(memory_);
        add_reference_pairs(model_, table, names_, pairs, memory_);
        Vector<const Column*> columns(memory_);
        for (const ReferencePair& pair : pairs)
            if (pair.chooser && pair.score.total() >= kPolymorphicThreshold) columns.push_back(pair.reference.column);
        return columns;
    }

    std::optional<ReferenceSuspect> judge(const Table& table, const Column& column, std::string_view words) const {
        if (words.empty()) return std::nullopt;
        std::optional<ReferenceSuspect> best;
        const auto offer = [&](const Column* key, const Target* target, Score score) {
            if (key == nullptr || key == &column || !can_refer(column, *key)) return;
            add_doubts(table, column, *key, target != nullptr, target != nullptr && is_exact(*target), score);
            if (!best || score.total() > best->score.total()) best = ReferenceSuspect{&column, key, score};
        };
        offer_by_name(table, column, words, offer);
        // "user_id" in a table that begins all names so.
        if (!best && column.shared_words_length > 0) offer_by_name(table, column, column.words, offer);
        if (!kForeign.has_any_of(words)) offer_by_custom(column, words, offer);
        return best;
    }

    template <class Offer>
    void offer_by_name(const Table& table, const Column& column, std::string_view words, Offer offer) const {
        const std::optional<Target> target = targets_.of(table, column, words);
        if (!target) return;
        Score score;
        const bool exact = is_exact(*target);
        if (!exact && kForeign.has_any_of(words)) return;
        if (target->by_name_alone && !is_name_of_a_key(column, words, exact)) return;
        if (target->match == NameMatch::PartOfTable && without_key_words(words) == "parent") return;  // of its own table
        switch (target->match) {
            case NameMatch::TableAndKey: score.add(4.5, "it is called after a table and its key"); break;
            case NameMatch::Table: score.add(4, "it is called after a table"); break;
            case NameMatch::Key: score.add(4, "it is called as the key is"); break;
            case NameMatch::PartOfTable: score.add(3.5, "it is called after the end of a table's name"); break;
        }
        if (target->by_name_alone) score.add(-1, "no word in it says that it is a key");
        if (target->words_before > 0) score.add(-0.5, "other words come before");
        if (target->ambiguous) score.add(-1, "other tables are called so, too");
        offer(target->key, &*target, score);
    }

    // "link_type" beside "link_id".
    static bool has_chooser(const Table& table, std::string_view stem) {
        return std::ranges::any_of(
            table.columns, [&](const Column& other) { return is_class_word(last_word(other.own_words())) && without_last_word(other.own_words()) == stem; });
    }

    static bool is_exact(const Target& target) {
        return target.words_before == 0 && (target.match == NameMatch::TableAndKey || target.match == NameMatch::Table);
    }

    // Without a word for a key: a number, and no count or measure.
    static bool is_name_of_a_key(const Column& column, std::string_view words, bool exact) {
        const bool plural = column.name.ends_with('s') && !words.ends_with('s');
        return key_kind_of(column) != KeyKind::Text && !plural && !kCount.has_any_of(words) &&
               (!kMeasure.has(last_word(words)) || (exact && has_several_words(words)));
    }

    // "parent_id", "creator_id", "updated_by", and what columns of the name refer to in other tables.
    template <class Offer>
    void offer_by_custom(const Column& column, std::string_view words, Offer offer) const {
        const KeyKind kind = key_kind_of(column);
        const bool number = kind == KeyKind::Number || kind == KeyKind::Uuid;
        const auto known = elsewhere_.find(column.name);
        if (!number && is_unique_alone(*column.table, column)) return;
        if (known != elsewhere_.end() && known->second.leads_there()) {
            Score score;
            score.add(known->second.count > 1 ? 4 : 3, "columns of this name have foreign keys elsewhere");
            if (known->second.count == 1 && kMeasure.has(words)) score.add(-1, "its name is that of a state or a measure, too");
            offer(known->second.key, nullptr, score);
        }
        const std::string_view stem = without_key_words(words);
        if (!number) return;
        const std::string_view last = last_word(stem);
        if (stem == words && !is_name_of_a_key(column, words, false)) return;
        if (names_a_person(last)) {
            Score score;
            score.add(3.5, "its name is what a person is to a row");
            offer(person(column), nullptr, score);
        }
        const std::string_view own = column.table->words, before = without_last_word(stem);
        if (last == "parent" && (before.empty() || ends_with_words(own, before))) {
            for (const Column& key : column.table->columns)
                if (is_whole_primary_key(*column.table, key)) {
                    Score score;
                    score.add(3.5, "parent: a row of the same table");
                    offer(&key, nullptr, score);
                }
        }
    }

    void add_doubts(const Table& table, const Column& column, const Column& key, bool named, bool exact, Score& score) const {
        const std::string_view stem = without_key_words(column.words);
        const bool refers_back = kSelf.has_any_of(stem) || first_word(stem).ends_with("ed");
        if (key.table == &table && ends_with_words(table.words, stem)) score.add(-4, "the table's own name: perhaps the row's own id");
        else if (key.table == &table && named && !refers_back) score.add(-1, "it is the table's own name");
        // "alert_group.group_id" beside a table "groups".
        const bool own_id = key.table != &table && key.words == column.words && is_whole_primary_key(table, column) && table.words.ends_with(stem);
        if (own_id) score.add(-1.5, "the table's own name: perhaps the row's own id");
        const bool same_type = column.base->id == key.base->id;
        if (!same_type) score.add(-0.5, "its type is another one than the key's");
        if (key_kind_of(column) == KeyKind::Text) score.add(kNaming.has(last_word(key.words)) ? -2 : -0.5, "texts may come from outside");
        if (is_whole_primary_key(table, column)) score.add(exact ? -0.5 : -2, "it is the row's own key");
        else if (is_unique_alone(table, column)) score.add(-0.5, "it is unique: perhaps the row's own name");
        const float distinct = column.statistics.distinct;
        const std::optional<double> rows = table.estimated_rows(), others = key.table->estimated_rows();
        if (!column.statistics.known || !rows || !others || *others < 1) return;
        const double values = distinct < 0 ? -static_cast<double>(distinct) * *rows : static_cast<double>(distinct);
        if (values > 1.5 * *others) score.add(-3, "it has more distinct values than the other table has rows");
    }

    const Model& model_;
    Memory* memory_;
    TableNames names_;
    ReferenceTargets targets_;
    FlatMap<std::string_view, Elsewhere> elsewhere_;
    FlatMap<const Column*, int> persons_;  // keys that columns called after persons lead to, and how many of these
};

}  // namespace

Vector<ReferenceSuspect> reference_suspects(const Model& model, Memory* memory) {
    Vector<ReferenceSuspect> suspects(memory);
    const Judge judge(model, memory);
    for (const Table& table : model.tables())
        if (is_judged_for_design(table)) judge.judge(table, suspects);
    return suspects;
}

}  // namespace pgops
