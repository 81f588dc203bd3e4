// Reports written by hand, for the tests of what renders them.
#pragma once

#include <deque>
#include <initializer_list>
#include <string>
#include <vector>

#include "model/document.hpp"

namespace pgops::test {

// Keeps what its documents point to.
class Documents {
 public:
    Document text(std::string value) { return Document::of_text(kept_.emplace_back(std::move(value))); }
    Document number(std::string digits) { return Document::of_number(kept_.emplace_back(std::move(digits))); }
    Document object(std::initializer_list<Member> members) { return members_of(Document::Kind::Object, members); }
    Document list(const std::vector<Document>& items) {
        std::vector<Member> members;
        for (const Document& item : items) members.push_back({"", item});
        return members_of(Document::Kind::List, members);
    }
    // One of the shop's, with what is given instead of or beside the usual.
    Document finding(std::string severity, std::string check, std::string object, std::initializer_list<Member> others = {}) {
        std::vector<Member> members(others);
        for (const Member& usual : std::initializer_list<Member>{{"severity", text(std::move(severity))},
                                                                 {"check_id", text(check)},
                                                                 {"object", text(object)},
                                                                 {"area", text("schema")},
                                                                 {"priority", number("35")},
                                                                 {"finding", text("7 rows are odd")},
                                                                 {"confidence", text("exact")},
                                                                 {"why", text("Rows cannot be told apart.")},
                                                                 {"docs", text("doc/checks/" + check + ".md")},
                                                                 {"finding_key", text(check + ":" + object)}})
            members.push_back(usual);
        return members_of(Document::Kind::Object, members);
    }
    Document report(const std::vector<Document>& findings, std::initializer_list<Member> others = {}) {
        std::vector<Member> members(others);
        const Document area = object(
            {{"area", text("schema")}, {"medium", number(std::to_string(findings.size()))}, {"checks_passed", number("2")}, {"checks_skipped", number("1")}});
        const Document check = object({{"check_id", text("no_pk")},
                                       {"area", text("schema")},
                                       {"title", text("Table without a primary key")},
                                       {"status", text("skipped")},
                                       {"reason", text("3 tables were locked")}});
        for (const Member& usual : std::initializer_list<Member>{{"format", text("pgops report")},
                                                                 {"database", text("shop")},
                                                                 {"server_version", text("15.7")},
                                                                 {"extension_version", text("0.1.0")},
                                                                 {"generated_at", text("2026-01-02 03:04:05 UTC")},
                                                                 {"summary", list({area})},
                                                                 {"checks", list({check})},
                                                                 {"findings", list(findings)}})
            members.push_back(usual);
        return members_of(Document::Kind::Object, members);
    }

 private:
    Document members_of(Document::Kind kind, const std::vector<Member>& members) {
        const std::vector<Member>& kept = members_.emplace_back(members);
        return Document::of_members(kind, {kept.data(), kept.size()});
    }

    std::deque<std::string> kept_;
    std::deque<std::vector<Member>> members_;
};

}  // namespace pgops::test
