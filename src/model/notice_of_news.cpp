#include "model/notice_of_news.hpp"

#include "core/text.hpp"

namespace pgops {

namespace {

// As JSON writes it, with the quotes.
std::string_view json_text(Memory* memory, std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    auto& made = make_in<Vector<char>>(memory, memory);
    made.reserve(text.size() + 2);
    made.push_back('"');
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            for (const char each : {'\\', 'u', '0', '0', kDigits[byte >> 4], kDigits[byte & 15]}) made.push_back(each);
            continue;
        }
        if (c == '"' || c == '\\') made.push_back('\\');
        made.push_back(c);
    }
    made.push_back('"');
    return {made.data(), made.size()};
}

}  // namespace

std::string_view notification_of(Memory* memory, const SnapshotNews& news) {
    const std::string_view head =
        concat(memory, "{\"database\": ", json_text(memory, news.database), ", \"taken_at\": ", json_text(memory, news.taken_at),
               ", \"findings\": ", news.findings, ", \"new\": ", news.fresh.size(), ", \"resolved\": ", news.resolved, ", \"keys\": [");
    constexpr std::size_t kTail = 40;  // ], "keys_left_out": 1234567890}
    std::size_t used = head.size() + kTail, shown = 0;
    auto& keys = make_in<Vector<std::string_view>>(memory, memory);
    for (const std::string_view key : news.fresh) {
        const std::string_view item = concat(memory, keys.empty() ? "" : ", ", json_text(memory, key));
        if (used + item.size() >= kNotificationLimit) break;
        used += item.size();
        keys.push_back(item);
        ++shown;
    }
    auto& made = make_in<Vector<char>>(memory, memory);
    made.reserve(used);
    made.insert(made.end(), head.begin(), head.end());
    for (const std::string_view item : keys) made.insert(made.end(), item.begin(), item.end());
    const std::string_view tail = concat(memory, "], \"keys_left_out\": ", news.fresh.size() - shown, "}");
    made.insert(made.end(), tail.begin(), tail.end());
    return {made.data(), made.size()};
}

}  // namespace pgops
