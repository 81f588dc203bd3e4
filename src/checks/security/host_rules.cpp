#include "checks/security/host_rules.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "model/configuration.hpp"

namespace pgops {

namespace {

struct Network {
    std::array<unsigned char, 16> bytes{};
    int length = 0;  // in bytes: 4 or 16
    int bits = 0;    // of the mask

    bool covers(const Network& other) const {
        if (length != other.length || bits > other.bits) return false;
        for (int i = 0; i < bits; ++i) {
            const auto at = static_cast<std::size_t>(i / 8);
            const int mask = 0x80 >> (i % 8);
            if ((bytes[at] & mask) != (other.bytes[at] & mask)) return false;
        }
        return true;
    }
};

struct Parsed {
    std::array<unsigned char, 16> bytes{};
    int length = 0;  // 0: no address
};

Parsed parsed(std::string_view text) {
    Parsed address;
    std::array<char, 64> terminated{};
    if (text.empty() || text.size() >= terminated.size()) return address;
    std::ranges::copy(text, terminated.begin());
    const bool is_six = text.find(':') != std::string_view::npos;
    if (inet_pton(is_six ? AF_INET6 : AF_INET, terminated.data(), address.bytes.data()) == 1) address.length = is_six ? 16 : 4;
    return address;
}

// Nothing for names of hosts and for the words all, samehost and samenet.
std::optional<Network> network_of(const HostRule& rule) {
    const Parsed address = parsed(rule.address), mask = parsed(rule.netmask);
    if (address.length == 0 || mask.length != address.length) return std::nullopt;
    Network network{.bytes = address.bytes, .length = address.length};
    for (int i = 0; i < mask.length; ++i) network.bits += std::popcount(mask.bytes[static_cast<std::size_t>(i)]);
    return network;
}

bool covers_type(std::string_view type, std::string_view other) { return type == other || (type == "host" && other.starts_with("host")); }

bool covers_address(const HostRule& rule, const HostRule& other) {
    if (rule.type == "local" || rule.address == "all" || rule.address == other.address) {
        if (rule.type == "local" || rule.address == "all") return true;
        return rule.netmask == other.netmask;
    }
    const std::optional<Network> network = network_of(rule), inner = network_of(other);
    return network && inner && network->covers(*inner);
}

// "all" is every database but the one of replication.
bool covers_databases(std::string_view databases, std::string_view others) {
    return databases == others || (databases == "all" && others.find("replication") == std::string_view::npos);
}

bool covers(const HostRule& rule, const HostRule& other) {
    return covers_type(rule.type, other.type) && covers_databases(rule.databases, other.databases) && (rule.users == "all" || rule.users == other.users) &&
           covers_address(rule, other);
}

}  // namespace

Reach reach_of(const HostRule& rule) {
    if (rule.type == "local") return Reach::Socket;
    if (rule.address == "all") return Reach::Everywhere;
    if (rule.address == "samehost" || rule.address == "localhost") return Reach::Loopback;
    const std::optional<Network> network = network_of(rule);
    if (!network) return Reach::Network;
    if (network->bits == 0) return Reach::Everywhere;
    if (network->length == 4 && network->bits >= 8 && network->bytes[0] == 127) return Reach::Loopback;
    constexpr std::array<unsigned char, 16> kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    if (network->length == 16 && network->bits == 128 && network->bytes == kLoopback) return Reach::Loopback;
    return Reach::Network;
}

const HostRule* hidden_by(std::span<const HostRule> rules, const HostRule& rule) {
    for (const HostRule& earlier : rules) {
        if (&earlier == &rule) return nullptr;
        if (covers(earlier, rule)) return &earlier;
    }
    return nullptr;
}

std::span<const std::string_view> lines_hidden_by(std::span<const HostRule> rules, const HostRule& rule, Memory* memory) {
    auto& lines = make_in<Vector<std::string_view>>(memory, memory);
    for (const HostRule& later : rules)
        if (hidden_by(rules, later) == &rule) lines.push_back(concat(memory, later.line));
    return span_of(lines);
}

bool listens_outside(const Model& model) {
    const ServerSetting setting = model.server().server_setting("listen_addresses");
    for (const std::string_view near : {"", "localhost", "127.0.0.1", "::1", "127.0.0.1,::1", "localhost,127.0.0.1"})
        if (setting.is(near)) return false;
    return true;
}

Finding& add_rule(Findings& found, const Model& model, const HostRule& rule, Severity severity, Memory* memory) {
    const std::span<const HostRule> rules = model.server().access().rules;
    const std::optional<Network> network = network_of(rule);
    const std::string_view mask = network ? concat(memory, "/", network->bits) : "";  // as people write it
    const std::string_view text = concat(memory, rule.type, " ", rule.databases, " ", rule.users, rule.address.empty() ? "" : " ", rule.address, mask);
    Finding& finding = found.add(Object{.text = concat(memory, "pg_hba.conf: ", text, " ", rule.method)}, severity);
    finding.evidence("line", rule.line).evidence("type", rule.type).evidence("databases", rule.databases).evidence("users", rule.users);
    if (!rule.address.empty()) finding.evidence("address", rule.address);
    if (!rule.netmask.empty()) finding.evidence("netmask", rule.netmask);
    finding.evidence("method", rule.method).evidence("hides_lines", lines_hidden_by(rules, rule, memory));
    return finding.confidence(Confidence::Review);
}

std::string_view rules_unread(const Access& access, Memory* memory) {
    if (access.rules_unreadable.empty()) return {};
    return concat(memory, "pg_hba_file_rules: ", access.rules_unreadable, " (GRANT SELECT ON pg_hba_file_rules, EXECUTE ON FUNCTION pg_hba_file_rules())");
}

}  // namespace pgops
