#include "checks/vacuum/blocker_finding.hpp"

namespace pgops {

namespace {

void copy_evidence(const Blocker& blocker, Finding& finding, bool without_table) {
    for (const Evidence& item : blocker.evidence) {
        if (without_table && item.name == "table") continue;
        switch (item.value.kind) {
            case Value::Kind::Text: finding.evidence(item.name, item.value.text); break;
            case Value::Kind::Integer: finding.evidence(item.name, item.value.integer); break;
            case Value::Kind::Real: finding.evidence(item.name, item.value.real); break;
            case Value::Kind::Boolean: finding.evidence(item.name, item.value.boolean); break;
            case Value::Kind::List: finding.evidence(item.name, item.value.list); break;
            case Value::Kind::Null: break;
        }
    }
}

}  // namespace

Finding& add_blocker(Findings& found, const Model& model, const Blocker& blocker, std::string_view otherwise, std::string_view lock, Memory* memory) {
    const Table* const table = blocker.relation != kNoObject ? model.table(blocker.relation) : nullptr;
    const Object object = blocker.relation != kNoObject ? Object{catalog_id::kRelation, blocker.relation, 0, blocker.relation_name} : Object{.text = otherwise};
    Finding& finding = table != nullptr ? found.add(*table, blocker.severity) : found.add(object, blocker.severity);
    finding.evidence("kind", name_of(blocker.kind)).because(blocker.summary, ".");
    copy_evidence(blocker, finding, table != nullptr);
    if (blocker.age) finding.evidence("age_xids", *blocker.age);
    if (!blocker.remedy.empty()) finding.fix(blocker.remedy, lock.ends_with(" on ") ? concat(memory, lock, blocker.relation_name) : lock);
    return finding;
}

bool is_of_size(const Model& model, const Blocker& blocker) {
    const Table* const table = model.table(blocker.relation);
    return table != nullptr && model.total_bytes(*table) >= model.settings().bytes(Setting::MinRelationSize);
}

}  // namespace pgops
