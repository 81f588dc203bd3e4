#include "model/column_values.hpp"

#include <algorithm>

#include "core/text_scanner.hpp"

namespace pgops {

namespace {

std::size_t decimals_of(std::string_view number) {
    const std::size_t point = number.find('.');
    return point == std::string_view::npos ? 0 : number.size() - point - 1;
}

}  // namespace

ValueProfile profile_of(const ColumnValues& values, double null_fraction) {
    ValueProfile profile;
    double numbers = 0, short_numbers = 0;
    std::optional<std::size_t> length;
    for_each_value(values, null_fraction, [&](std::string_view value, double weight) {
        const ValueClass found = classify(value);
        ++profile.values;
        profile.covered += weight;
        profile.shares[static_cast<std::size_t>(found)] += weight;
        if (found == ValueClass::Empty || found == ValueClass::Placeholder) {
            profile.empty_or_placeholder += weight;
            return;
        }
        if (found == ValueClass::Integer || found == ValueClass::Decimal || found == ValueClass::CompactDate) {
            const std::size_t decimals = decimals_of(trimmed(value));
            numbers += weight;
            if (decimals <= 2) short_numbers += weight;
            profile.has_decimals = profile.has_decimals || decimals > 0;
        }
        if (found == ValueClass::Uuid) ++profile.versions[static_cast<std::size_t>(uuid_version(value))];
        profile.one_length = profile.one_length && length.value_or(value.size()) == value.size();
        length = value.size();
        profile.longest = std::max(profile.longest, value.size());
    });
    // Shares of what is known.
    if (profile.covered > 0) {
        profile.empty_or_placeholder /= profile.covered;
        for (double& share : profile.shares) share /= profile.covered;
    }
    profile.two_decimals = numbers > 0 ? short_numbers / numbers : 0;
    return profile;
}

}  // namespace pgops
