// Several values in one string: tags, roles, ids, separated by commas or blanks.
#include <algorithm>

#include "core/name_words.hpp"
#include "checks/schema/table_names.hpp"

namespace pgops {

namespace {

constexpr double kThreshold = 3;             // chosen on the schemas of 24 published applications: doc/checks/list_in_string.md
constexpr std::int32_t kModifierHeader = 4;  // VARHDRSZ, which the type modifier of character types counts in
constexpr std::int32_t kShort = 32;          // characters: hardly room for a list
constexpr std::int32_t kTooLongForAnId = 1000;

// Things that come several at a time and are short, in the singular.
constexpr std::string_view kListedWords[] = {
    "tag",        "label",      "keyword",    "category",   "topic",    "role",        "permission", "privilege",   "scope",    "grant",    "group",
    "user",       "member",     "email",      "recipient",  "author",   "contributor", "editor",     "language",    "locale",   "country",  "currency",
    "color",      "colour",     "size",       "type",       "kind",     "code",        "id",         "uuid",        "flag",     "feature",  "modifier",
    "synonym",    "ingredient", "skill",      "interest",   "hobby",    "genre",       "actor",      "artist",      "weekday",  "day",      "month",
    "domain",     "host",       "hostname",   "ip",         "url",      "uri",         "origin",     "port",        "state",    "protocol", "format",
    "extension",  "subject",    "team",       "department", "allergen", "allergy",     "symptom",    "column",      "field",    "table",    "event",
    "channel",    "platform",   "capability", "mimetype",   "ability",  "address",     "subscriber", "participant", "attendee", "guest",    "visitor",
    "speaker",    "zone",       "region",     "area",       "amenity",  "facility",    "service",    "product",     "sku",      "item",     "file",
    "attachment", "image",      "photo",      "dependency", "hashtag",  "mention",     "material",   "nickname",    "segment",  "audience"};
// Plurals that mean one text, one document, a measure or a single thing.
constexpr std::string_view kProseWords[] = {"note",        "comment",   "remark",      "detail",   "instruction", "term",       "condition", "content",
                                            "setting",     "option",    "preference",  "param",    "parameter",   "arg",        "argument",  "property",
                                            "prop",        "header",    "credential",  "secret",   "mean",        "new",        "sm",        "alia",
                                            "bia",         "canva",     "atla",        "len",      "serie",       "specie",     "specy",     "gas",
                                            "minute",      "hour",      "second",      "byte",     "initial",     "cookie",     "coord",     "coordinate",
                                            "dimension",   "saving",    "sale",        "good",     "lyric",       "graphic",    "spec",      "specification",
                                            "word",        "log",       "error",       "message",  "result",      "change",     "response",  "request",
                                            "stat",        "statistic", "metric",      "analytic", "basic",       "diagnostic", "thank",     "acknowledgement",
                                            "requirement", "page",      "line",        "digit",    "unit",        "dn",         "o",         "gp",
                                            "j",           "cs",        "rs",          "http",     "geco",        "credit",     "caveat",    "problem",
                                            "choice",      "side",      "restriction", "var",      "variable",    "residue",    "exist",     "quota",
                                            "bonu",        "right",     "max",         "min",      "reason",      "thing",      "view",      "vision",
                                            "source",      "pass"};
// Of these even the singular before "string" means several.
constexpr std::string_view kStringWords[] = {"tag", "label", "keyword", "role", "permission", "scope", "group", "id"};
constexpr std::string_view kOtherPlurals[] = {"rollen",         "sprachen", "kategorien", "schlagworte", "schlagwoerter", "stichworte",
                                              "berechtigungen", "gruppen",  "farben",     "merkmale",    "zutaten"};  // German
// Ids of the protocols' own, which may be long.
constexpr std::string_view kLongIds[] = {"message", "session", "thread", "request", "trace", "external", "transaction", "txn", "trx"};
constexpr Vocabulary kListed(kListedWords), kProse(kProseWords), kString(kStringWords), kOtherPlural(kOtherPlurals), kLongId(kLongIds);

struct Judged {
    const Column* column;
    Score score;
};

// Whether the word that the name ends in was in the plural.
bool is_plural(std::string_view name, std::string_view last) {
    if (!name.ends_with('s') && !name.ends_with('S')) return false;
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return name.size() < last.size() || !std::ranges::equal(name.substr(name.size() - last.size()), last, {}, lower);
}

// "days_of_week": what is several stands first.
std::string_view head_of(std::string_view words) {
    const std::size_t of = words.find("_of_");
    return of == std::string_view::npos ? words : words.substr(0, of);
}

std::int32_t longest(const Column& column) {
    const std::int32_t modifier = column.type->kind == TypeKind::Domain ? column.type->domain_modifier : column.type_modifier;
    return column.base->id == type_id::kText || modifier < kModifierHeader ? -1 : modifier - kModifierHeader;
}

bool is_candidate(const Table& table, const Column& column) {
    return column.base->is_string() && !column.inherited && !column.generated && foreign_key_of(table, column) == nullptr &&
           !is_whole_primary_key(table, column) && !is_unique_alone(table, column);
}

Score judge(const Column& column, std::string_view words, const TableNames& names) {
    Score score;
    const std::string_view head = head_of(words), last = last_word(head), before = without_last_word(head);
    const std::int32_t length = longest(column);
    const std::size_t of = column.name.find("_of_");
    if (is_plural(column.name.substr(0, of), last)) {
        score.add(1.5, "its name is a plural");
        if (kProse.has(last)) score.add(-3, "a plural that means one text or a measure");
        else if (kListed.has(last)) score.add(2, "of things that are listed");
        else if (names.is_table(last)) score.add(1.5, "and a table is called so");
    } else if (kOtherPlural.has(last)) {
        score.add(3.5, "its name is a plural of things that are listed");
    } else if (last == "list" || last == "csv" || last == "array") {
        score.add(kListed.has(last_word(before)) || names.is_table(before) ? 3.5 : 2, "its name says that it is a list");
    } else if ((last == "string" || last == "str") && kString.has(last_word(before))) {
        score.add(3.5, "a string of things that are listed");
    } else if (last == "id" && length >= kTooLongForAnId && !kLongId.has_any_of(before)) {
        score.add(3.5, "no id is that long");
    }
    if (score.total() > 0 && length >= 0 && length < kShort) score.add(-1.5, "hardly room for a list");
    return score;
}

std::string_view as_literal_type(const Column& column) { return column.base->id == type_id::kText ? "text" : "character varying"; }

void describe(const Model& model, Findings& found, const Judged& judged, Memory* memory) {
    const Column& column = *judged.column;
    const Table& table = *column.table;
    Finding& finding = found.add(column, severity_of_design(model, table)).confidence(Confidence::Review);
    const std::optional<double> rows = table.estimated_rows();
    if (rows) finding.says("seems to hold lists, ", counted_rows(memory, *rows)).evidence("rows", static_cast<std::int64_t>(*rows));
    else finding.says("seems to hold lists");
    finding.evidence("type", as_literal_type(column));
    if (column.statistics.known) finding.evidence("average_width", column.statistics.average_width);
    tell(finding, judged.score, kThreshold, memory);
    finding.because(
        "A value in the list is found with LIKE over every row and no index helps; nothing checks the values, counts them or keeps one from standing "
        "there twice, and changing one rewrites all. An array (text[]) with a GIN index finds them; a table of its own, one row for each value, lets "
        "foreign keys check them, too.");
}

}  // namespace

Findings list_in_string(const Model& model, Memory* memory) {
    Findings found(memory);
    const TableNames names(model, memory);
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table)) continue;
        for (const Column& column : table.columns) {
            if (!is_candidate(table, column)) continue;
            const Judged judged{&column, judge(column, column.own_words(), names)};
            if (judged.score.total() >= kThreshold) describe(model, found, judged, memory);
        }
    }
    return found;
}

}  // namespace pgops
