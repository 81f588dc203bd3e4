// Sessions of one role, application and database, as one thing: a pid is no name that lasts.
#pragma once

#include "model/finding.hpp"

namespace pgops {

struct SessionGroup {
    explicit SessionGroup(Memory* memory) : sessions(memory) {}
    std::string_view identity;        // role/application/database, what a finding key carries
    Vector<const Session*> sessions;  // the longest first

    const Session& first() const { return *sessions.front(); }
};

using SessionFilter = bool (*)(const Model&, const Session&);

// The sessions that the filter takes, in groups; ordered by identity.
Vector<SessionGroup> group_sessions(const Model& model, SessionFilter filter, Memory* memory);

// What the groups of the activity checks are, so that other findings can name them as their cause.
bool is_idle_in_transaction_too_long(const Model& model, const Session& session);
bool is_active_too_long(const Model& model, const Session& session);

// role/application/database: what a finding key carries.
std::string_view session_identity(const Session& session, Memory* memory);

// The command that ends this session, and no other one of the same pid.
std::string_view terminate_session(const Session& session, Memory* memory);

// Whether the application_name is one of the tools that people administer with, or of a job that needs such rights.
bool is_administration_tool(std::string_view application);

// Puts object, identity, pids and the conditioned pg_terminate_backend into the finding.
Finding& add_group(Findings& found, const SessionGroup& group, Severity severity, Memory* memory);

}  // namespace pgops
