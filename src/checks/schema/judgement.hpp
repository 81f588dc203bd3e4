// What the judgement checks share: evidence that is weighed and named, and the questions that they ask of columns and keys.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "model/finding.hpp"

namespace pgops {

// A piece of evidence for a judgement: above zero for, below zero against.
struct Sign {
    double weight = 0;
    std::string_view text{};
};

class Score {
 public:
    void add(double weight, std::string_view text) {
        if (count_ < signs_.size()) signs_[count_++] = {weight, text};
        total_ += weight;
    }
    void add(const Sign& sign) { add(sign.weight, sign.text); }
    double total() const { return total_; }
    std::span<const Sign> signs() const { return {signs_.data(), count_}; }

 private:
    std::array<Sign, 16> signs_{};
    std::size_t count_ = 0;
    double total_ = 0;
};

// Puts score, threshold and signs into the evidence, as "+1.5 both names begin alike".
void tell(Finding& finding, const Score& score, double threshold, Memory* memory);

// What a column that holds keys, or refers to them, is made of.
enum class KeyKind : std::uint8_t { None, Number, Uuid, Text, Binary };
KeyKind key_kind_of(const Column& column);

// The type of values, coarse enough that "several types" means something.
enum class DataKind : std::uint8_t { Other, Text, Number, Time, Boolean };
DataKind data_kind_of(const Column& column);

bool is_enum(const Column& column);

// Tables proper, and partitioned ones for their partitions.
bool is_judged_for_design(const Table& table);

// Unique without any other column and without a predicate.
bool is_unique_alone(const Table& table, const Column& column);
bool is_whole_primary_key(const Table& table, const Column& column);

// The first foreign key that the column is part of; null when there is none.
const Constraint* foreign_key_of(const Table& table, const Column& column);
bool has_foreign_keys(const Table& table);

// Position of the column in the table's columns.
std::size_t position_of(const Table& table, const Column& column);

// A bad design costs by its volume.
Severity severity_of_design(const Model& model, const Table& table);

}  // namespace pgops
