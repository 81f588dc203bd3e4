#include "checks/schema/identifier_names.hpp"

namespace pgops {

namespace {

constexpr std::string_view kIdentifierWords[] = {
    "account", "barcode",    "bic",     "build",          "card",   "code",     "ean",   "extension", "fax",     "gtin",    "handle", "hash",
    "iban",    "identifier", "imei",    "imsi",           "isbn",   "isin",     "issn",  "key",       "licence", "license", "login",  "mobile",
    "msisdn",  "no",         "nr",      "number",         "num",    "passport", "phone", "pin",       "plate",   "plz",     "postal", "postcode",
    "ref",     "reference",  "release", "revision",       "serial", "sku",      "slug",  "ssn",       "swift",   "tax",     "tel",    "telephone",
    "token",   "tracking",   "upc",     "username",       "vat",    "version",  "vin",   "zip",       "zipcode", "house",   "room",   "seat",
    "section", "chapter",    "cell",    "identification", "ticket", "label"};
constexpr std::string_view kQuantityWords[] = {
    "age",    "amount", "balance", "count",  "cost",  "days",    "day",        "depth",       "distance", "duration", "fee",    "height",   "hours", "hour",
    "length", "level",  "limit",   "minute", "month", "percent", "percentage", "points",      "point",    "price",    "qty",    "quantity", "rank",  "rate",
    "rating", "ratio",  "score",   "second", "size",  "stock",   "sum",        "temperature", "total",    "value",    "volume", "weight",   "width", "year"};
constexpr std::string_view kMoneyWords[] = {"price",    "salary",   "wage",      "fee",        "revenue", "turnover", "payment", "refund",
                                            "cost",     "balance",  "deposit",   "budget",     "income",  "expense",  "profit",  "credit",
                                            "debit",    "subtotal", "surcharge", "commission", "earning", "invoice",  "tax",     "vat",
                                            "discount", "payout",   "premium",   "rent",       "money",   "bonus",    "penalty", "fare"};
constexpr std::string_view kPerhapsMoneyWords[] = {"amount", "total", "sum", "net", "gross", "due", "paid", "charge", "value", "sale"};
// A share, a number of things or a measure, whatever it is of.
constexpr std::string_view kNoMoneyWords[] = {
    "rate", "percent", "percentage", "pct",         "ratio",  "factor", "count",      "qty",      "quantity", "weight", "score", "volume", "hour",
    "day",  "month",   "year",       "index",       "point",  "level",  "date",       "at",       "id",       "type",   "kg",    "ml",     "km",
    "unit", "share",   "multiplier", "coefficient", "change", "growth", "elasticity", "estimate", "function", "model",  "wheel", "load",   "energy"};
constexpr Vocabulary kIdentifier(kIdentifierWords), kQuantity(kQuantityWords), kMoney(kMoneyWords), kPerhapsMoney(kPerhapsMoneyWords), kNoMoney(kNoMoneyWords);

}  // namespace

bool names_identifier(std::string_view words) { return kIdentifier.has_any_of(words) && !kQuantity.has(last_word(words)); }
bool names_quantity(std::string_view words) { return kQuantity.has(last_word(words)); }
bool names_money(std::string_view words) { return kMoney.has_any_of(words) && !kNoMoney.has_any_of(words); }
bool may_name_money(std::string_view words) { return (kMoney.has_any_of(words) || kPerhapsMoney.has_any_of(words)) && !kNoMoney.has_any_of(words); }

}  // namespace pgops
