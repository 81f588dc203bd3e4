// A place in one of the server's hooks, taken for the time of a call.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// A library that is loaded meanwhile may chain itself before us. Then our function stays in the chain, and only passes on.
template <class Function>
struct Hook {
    Function before = nullptr;  // the next in the chain
    bool in_chain = false;

    void take(Function& place, Function ours) {
        if (in_chain) return;
        before = place;
        place = ours;
        in_chain = true;
    }
    void give_back(Function& place, Function ours) {
        if (!in_chain || place != ours) return;
        place = before;
        in_chain = false;
    }
};

}  // namespace pgops
