// public_schema_create and security_definer_search_path: names that somebody else may put in the way.
#include "model/access.hpp"
#include "model/finding.hpp"

namespace pgops {

Findings public_schema_create(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const OpenSchema& schema : model.server().access().open_schemas) {
        Finding& finding = found.add(Object{catalog_id::kSchema, schema.id, 0, schema.quoted}, Severity::Medium).says("everybody may create objects in it");
        finding.evidence("schema", schema.name);
        finding.because(
            "A role that can connect may put a function or an operator here that others then call instead of the one they mean, with their own rights "
            "(CVE-2018-1058). From version 15 on, new databases do not grant this any more.");
        finding.fix(concat(memory, "REVOKE CREATE ON SCHEMA ", schema.quoted, " FROM PUBLIC;"), "none");
        finding.undo(concat(memory, "GRANT CREATE ON SCHEMA ", schema.quoted, " TO PUBLIC;"));
    }
    return found;
}

Findings security_definer_search_path(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const DefinerFunction& function : model.server().access().definer_functions) {
        Severity severity = function.public_may_execute ? Severity::Medium : Severity::Low;
        if (function.owner_is_superuser) severity = function.public_may_execute ? Severity::High : Severity::Medium;
        Finding& finding = found.add(Object{catalog_id::kFunction, function.id, 0, function.signature}, severity);
        finding.says("runs as ", at_most(memory, function.owner, 16), ", path not pinned").confidence(Confidence::Review);
        finding.evidence("function", function.signature).evidence("owner", function.owner).evidence("owner_is_superuser", function.owner_is_superuser);
        finding.evidence("public_may_execute", function.public_may_execute).evidence("language", function.language);
        finding.because("It runs with the rights of ", function.owner, function.owner_is_superuser ? ", a superuser," : "",
                        " but finds tables, functions and operators by the search_path of whoever calls it: a caller's own object of the right name is taken "
                        "instead, and runs with those rights. A function that uses names of further schemas needs them in the list.");
        finding.fix(concat(memory, "ALTER ", function.kind, " ", function.signature, " SET search_path = pg_catalog, ", function.schema, ", pg_temp;"), "none");
        finding.undo(concat(memory, "ALTER ", function.kind, " ", function.signature, " RESET search_path;"));
    }
    return found;
}

}  // namespace pgops
