// pg_hba.conf as the server reads it: the first rule that fits a connection decides, so a later one that it covers lets nobody in.
#pragma once

#include "model/access.hpp"
#include "model/finding.hpp"

namespace pgops {

// How far away a client may be whom a rule fits, nearest first.
enum class Reach : std::uint8_t { Socket, Loopback, Network, Everywhere };

Reach reach_of(const HostRule& rule);

// The earlier rule that takes every connection that this one would fit; null for none.
const HostRule* hidden_by(std::span<const HostRule> rules, const HostRule& rule);

// Lines of the rules that this one hides, as evidence.
std::span<const std::string_view> lines_hidden_by(std::span<const HostRule> rules, const HostRule& rule, Memory* memory);

// Whether the server listens on other addresses than those of the machine itself.
bool listens_outside(const Model& model);

// A finding about one rule, named by what the rule says, not by its line.
Finding& add_rule(Findings& found, const Model& model, const HostRule& rule, Severity severity, Memory* memory);

// Why nothing could be judged, for left_out().
std::string_view rules_unread(const Access& access, Memory* memory);

}  // namespace pgops
