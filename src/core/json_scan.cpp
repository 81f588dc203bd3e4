#include "core/json_scan.hpp"

#include "core/text_scanner.hpp"

namespace pgops {

namespace {

constexpr int kDeepest = 64;

bool skip_string(TextScanner& scan) {
    if (!scan.skip('"')) return false;
    while (!scan.at_end() && scan.next() != '"') {
        if (scan.take(1)[0] == '\\') scan.take(1);
    }
    return scan.skip('"');
}

bool skip_number(TextScanner& scan) {
    scan.skip('-');
    if (scan.digits().empty()) return false;
    if (scan.skip('.') && scan.digits().empty()) return false;
    if (scan.one_of("eE").empty()) return true;
    scan.skip_one_of("+-");
    return !scan.digits().empty();
}

bool skip_value(TextScanner& scan, int depth, Vector<JsonMember>* members);

// What stands between the brackets, each followed by a comma but the last.
bool skip_members(TextScanner& scan, char close, int depth, Vector<JsonMember>* members) {
    scan.skip_spaces();
    if (scan.skip(close)) return true;
    do {
        scan.skip_spaces();
        JsonMember member;
        if (close == '}') {
            const std::string_view before = scan.rest();
            if (!skip_string(scan)) return false;
            member.key = before.substr(1, before.size() - scan.rest().size() - 2);
            scan.skip_spaces();
            if (!scan.skip(':')) return false;
            scan.skip_spaces();
        }
        member.is_scalar = scan.next() != '{' && scan.next() != '[';
        if (!skip_value(scan, depth + 1, nullptr)) return false;
        if (members != nullptr && close == '}') members->push_back(member);
        scan.skip_spaces();
    } while (scan.skip(','));
    return scan.skip(close);
}

bool skip_value(TextScanner& scan, int depth, Vector<JsonMember>* members) {
    if (depth > kDeepest) return false;
    switch (scan.next()) {
        case '{': scan.take(1); return skip_members(scan, '}', depth, members);
        case '[': scan.take(1); return skip_members(scan, ']', depth, members);
        case '"': return skip_string(scan);
        case 't': return scan.skip("true");
        case 'f': return scan.skip("false");
        case 'n': return scan.skip("null");
        default: return skip_number(scan);
    }
}

bool is_document(std::string_view text, Vector<JsonMember>* members) {
    TextScanner scan(trimmed(text));
    if (scan.next() != '{' && scan.next() != '[') return false;
    return skip_value(scan, 0, members) && scan.at_end();
}

}  // namespace

bool is_json_document(std::string_view text) { return is_document(text, nullptr); }

Vector<JsonMember> json_members(std::string_view text, Memory* memory) {
    Vector<JsonMember> members(memory);
    if (!is_document(text, &members)) members.clear();
    return members;
}

}  // namespace pgops
