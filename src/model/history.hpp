// What a snapshot has to write down: the difference between what stands in the history and what is so now.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "core/memory.hpp"
#include "model/finding.hpp"

namespace pgops {

// What is counted of a relation. Tables have all but the fetched rows, indexes size, bloat, scans and what they read.
enum class Figure : std::uint8_t { Size, Bloat, LiveRows, DeadRows, Inserted, Updated, Deleted, HotUpdated, Scans, RowsRead, RowsFetched, Count };
constexpr std::size_t kFigureCount = static_cast<std::size_t>(Figure::Count);
constexpr std::int64_t kUnknownFigure = std::numeric_limits<std::int64_t>::min();

class Figures {
 public:
    Figures() { values_.fill(kUnknownFigure); }
    std::int64_t& operator[](Figure figure) { return values_[static_cast<std::size_t>(figure)]; }
    std::int64_t operator[](Figure figure) const { return values_[static_cast<std::size_t>(figure)]; }
    friend bool operator==(const Figures&, const Figures&) = default;

 private:
    std::array<std::int64_t, kFigureCount> values_;
};

// A table or an index by its name, which survives a dump, and its figures.
struct RelationFigures {
    std::int32_t number = 0;  // in the history; 0: not there yet
    char kind = 'r';          // as in pg_class: r, m, i
    bool gone = false;
    std::string_view schema, name;
    std::string_view table_name{};  // of an index; in the same schema
    Figures figures{};
};

// Of everything in the model that has pages. The bloat is estimated; no page is read.
Vector<RelationFigures>& relation_figures(const Model& model, Memory* memory);

struct RelationChanges {
    explicit RelationChanges(Memory* memory) : appeared(memory), changed(memory) {}
    Vector<RelationFigures> appeared;  // with numbers after the highest one
    Vector<RelationFigures> changed;   // other figures, back again, or gone (then without figures)
};
// Sorts both.
RelationChanges& compare_relations(Server& server, Vector<RelationFigures>& now, Vector<RelationFigures>& known, Memory* memory);

// A finding as the history has it. It has a new form when its severity changes, when it is muted or no longer, or when its bytes
// change by more than a tenth: figures that only waver are not written down.
struct FindingForm {
    std::string_view key;
    std::string_view severity{}, object{}, headline{};
    std::optional<std::int64_t> impact_bytes{};
    bool muted = false;
    bool unseen = false;  // of the history: the last snapshots did not see it, and could not tell that it is gone
};
bool is_same_form(const FindingForm& a, const FindingForm& b);

struct FindingChanges {
    explicit FindingChanges(Memory* memory) : begun(memory), ended(memory), seen_again(memory), missed(memory), fresh(memory) {}
    Vector<FindingForm> begun;            // new findings, and new forms
    Vector<std::string_view> ended;       // keys: resolved, or of another form now
    Vector<std::string_view> seen_again;  // keys that were unseen
    Vector<std::string_view> missed;      // keys that are unseen from now on
    Vector<std::string_view> fresh;       // keys of those among `begun` that are news: they were not there, or were muted
    std::int32_t resolved = 0;
};

// What tells whether a finding that is not there any more is resolved.
class Certainty {
 public:
    virtual ~Certainty() = default;
    // Whether its check looked at what the finding is about, or this does not exist any more.
    virtual bool is_resolved(const FindingForm& form) const = 0;
};

// Sorts both; `open` are the forms of the history that have not ended.
FindingChanges& compare_findings(Vector<FindingForm>& now, Vector<FindingForm>& open, const Certainty& certainty, Memory* memory);

}  // namespace pgops
