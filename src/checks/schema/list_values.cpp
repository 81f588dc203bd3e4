#include "checks/schema/list_values.hpp"

#include <algorithm>

#include "checks/schema/sampled.hpp"
#include "core/scratch_memory.hpp"
#include "core/text_scanner.hpp"

namespace pgops {

namespace {

constexpr std::size_t kLongestItem = 40, kMostWords = 3, kMostItems = 200;
constexpr int kFewValues = 8;
constexpr double kNearlyAll = 0.85, kOften = 0.2, kMany = 0.05;

// "{a,b}", "[1,2]", "(x;y)"
std::string_view without_brackets(std::string_view text) {
    constexpr std::string_view kOpening = "{[(", kClosing = "}])";
    if (text.size() < 2) return text;
    const std::size_t kind = kOpening.find(text.front());
    return kind != std::string_view::npos && text.back() == kClosing[kind] ? text.substr(1, text.size() - 2) : text;
}

std::string_view without_quotes(std::string_view item) {
    if (item.size() >= 2 && (item.front() == '"' || item.front() == '\'') && item.back() == item.front()) return item.substr(1, item.size() - 2);
    return item;
}

// Short, of few words, and no part of a sentence or of an assignment.
bool may_be_item(std::string_view item) {
    if (item.empty() || item.size() > kLongestItem || item.find_first_of(",;|={}\n") != std::string_view::npos) return false;
    return std::ranges::count(item, ' ') < static_cast<std::ptrdiff_t>(kMostWords) && item.back() != '.' && item.back() != '!' && item.back() != '?';
}

// "1,234,567" is one number.
bool may_be_grouped_number(std::string_view text, char separator) {
    if (separator != ',') return false;
    TextScanner scan(text);
    scan.skip_one_of("+-");
    const std::string_view first = scan.digits();
    if (first.empty() || first.size() > 3) return false;
    while (scan.skip(','))
        if (scan.digits().size() != 3) return false;
    return scan.at_end() || scan.skip('.');
}

class Reader {
 public:
    Reader(char separator, Memory* memory) : separator_(separator), first_(memory), items_(memory), later_(memory) { result_.separator = separator; }

    void read(std::string_view value, double weight) {
        value = without_brackets(trimmed(value));
        if (value.empty()) return;
        all_ += weight;
        const std::size_t before = later_.size();
        std::size_t count = 0;
        std::string_view first;
        for (std::string_view rest = value; count <= kMostItems; ++count) {
            const std::size_t end = rest.find(separator_);
            const std::string_view item = without_quotes(trimmed(rest.substr(0, end)));
            // A separator at the very end closes the list.
            if (item.empty() && end == std::string_view::npos && count > 0) break;
            if (!may_be_item(item)) return later_.resize(before);
            if (count == 0) first = item;
            else later_.push_back(item);
            if (end == std::string_view::npos) {
                ++count;
                break;
            }
            rest.remove_prefix(end + 1);
        }
        fitting_ += weight;
        if (count > 1 && may_be_grouped_number(value, separator_)) grouped_ += weight;
        first_.insert(first);
        note(first);
        for (std::size_t i = before; i < later_.size(); ++i) note(later_[i]);
        if (count < 2) return;
        lists_ += weight;
        if (count >= 3) result_.three_or_more += weight;
        least_ = std::min(least_, count);
        result_.most_items = std::max(result_.most_items, count);
    }

    ListValues result() {
        if (all_ <= 0) return result_;
        result_.share = lists_ / all_;
        result_.three_or_more /= all_;
        result_.different_items = items_.size();
        std::size_t known = 0;
        for (const std::string_view item : later_)
            if (first_.contains(item)) ++known;
        result_.in_any_place = later_.empty() ? 0 : static_cast<double>(known) / static_cast<double>(later_.size());
        result_.one_class = same_class_ && class_ != ValueClass::Text && class_ != ValueClass::Boolean;
        const bool counts_vary = fitting_ - lists_ > kMany * all_ || least_ < result_.most_items;
        const bool fits = fitting_ >= kNearlyAll * all_ && grouped_ < 0.5 * lists_;
        if (fits && counts_vary && result_.share >= kOften && result_.three_or_more >= kMany && is_one_vocabulary())
            result_.verdict = ListValues::Verdict::Lists;
        return result_;
    }

 private:
    void note(std::string_view item) {
        ++result_.items;
        items_.insert(item);
        const ValueClass found = classify(item);
        const ValueClass coarse = found == ValueClass::Code || found == ValueClass::CompactDate ? ValueClass::Integer : found;
        if (result_.items == 1) class_ = coarse;
        same_class_ = same_class_ && coarse == class_;
    }

    // In "Lake Street 5, Vienna, Austria" each place has words of its own; in a list any item may come first.
    bool is_one_vocabulary() const {
        constexpr double kHalf = 0.5;
        if (result_.one_class) return true;
        return result_.in_any_place >= kHalf && static_cast<double>(result_.different_items) <= kHalf * static_cast<double>(result_.items);
    }

    char separator_;
    FlatSet<std::string_view> first_, items_;
    Vector<std::string_view> later_;
    double all_ = 0, fitting_ = 0, lists_ = 0, grouped_ = 0;
    std::size_t least_ = kMostItems;
    ValueClass class_ = ValueClass::Text;
    bool same_class_ = true;
    ListValues result_;
};

}  // namespace

ListValues list_values(const ColumnValues& values, double null_fraction, bool named_as_list, Memory* memory) {
    constexpr int kEnoughToRefute = 20;
    constexpr double kHardlyAny = 0.02;
    ListValues best;
    int looked_at = 0;
    for_each_value(values, null_fraction, [&](std::string_view value, double) { looked_at += value.empty() ? 0 : 1; });
    if (looked_at < kFewValues) return best;
    for (const char separator : {',', ';', '|', ' '}) {
        if (separator == ' ' && !named_as_list) continue;
        Reader reader(separator, memory);
        for_each_value(values, null_fraction, [&](std::string_view value, double weight) { reader.read(value, weight); });
        const ListValues found = reader.result();
        if (found.verdict == ListValues::Verdict::Lists) return found;
        if (found.share >= best.share) best = found;
    }
    if (looked_at >= kEnoughToRefute && best.share < kHardlyAny) best.verdict = ListValues::Verdict::NoLists;
    return best;
}

Sign sign_of_lists(const Model& model, const Column& column, bool named_as_list, Memory* memory) {
    constexpr double kEnoughRows = 100;
    std::int64_t never_analyzed = 0;
    const std::optional<double> rows = rows_of_sampled(*column.table, never_analyzed);
    if (!rows || !column.statistics.known || rows_with_value(column, *rows) < kEnoughRows) return {};
    ScratchMemory texts(memory);
    const ColumnValues values = model.server().column_values(column.table_id, column.number, &texts);
    switch (list_values(values, static_cast<double>(column.statistics.null_fraction), named_as_list, &texts).verdict) {
        case ListValues::Verdict::Lists: return {4.5, "its values are lists: items of one kind, in any number and order"};
        case ListValues::Verdict::NoLists: return {-4, "none of its values is a list"};
        default: return {};
    }
}

}  // namespace pgops
