// What the names of columns say about digits: an amount that is calculated with, or an identifier that only looks like a number.
#pragma once

#include "core/name_words.hpp"

namespace pgops {

// Of a name as words: "postal_code", "phone", "isbn", "app_version" hold digits that nobody adds up.
bool names_identifier(std::string_view words);

// "quantity", "year", "total_amount": what is counted, measured, or compared by size.
bool names_quantity(std::string_view words);

// "price", "salary", "balance": money beyond doubt; and "amount", "total": often money.
bool names_money(std::string_view words);
bool may_name_money(std::string_view words);

}  // namespace pgops
