// The types that the values of a text column are of, coarse enough that "several types" means something.
#pragma once

#include <array>

#include "model/column_values.hpp"

namespace pgops {

// Numbers of all forms are one kind, points in time as well: one form is enough for a type of its own.
struct ValueKinds {
    struct Kind {
        std::string_view name;
        double share;
    };
    // Of a type that occurs, and is no accident.
    static constexpr double kLeastShare = 0.05;

    explicit ValueKinds(const ValueProfile& profile)
        : all{{{"numbers", profile.of_numbers() + profile.of(ValueClass::Amount)},
               {"dates and times", profile.of_days() + profile.of(ValueClass::Timestamp) + profile.of(ValueClass::Time)},
               {"true/false words", profile.of(ValueClass::Boolean)},
               {"UUIDs", profile.of(ValueClass::Uuid)},
               {"JSON", profile.of(ValueClass::Json)},
               {"network addresses", profile.of(ValueClass::Network) + profile.of(ValueClass::Mac)},
               {"e-mail addresses", profile.of(ValueClass::Email)},
               {"URLs", profile.of(ValueClass::Url)}}} {
        for (const Kind& kind : all)
            if (kind.share >= kLeastShare) ++several;
    }

    std::array<Kind, 8> all;
    int several = 0;
};

}  // namespace pgops
