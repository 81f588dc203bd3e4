#include "pg/statement_text.hpp"

#include <algorithm>

#include "pg/memory.hpp"
#include "pg/statement_habits.hpp"

namespace pgops {

namespace {

ColumnUse use_of_operator(std::string_view name) {
    constexpr std::string_view kRanges[] = {"<", "<=", ">", ">="};
    constexpr std::string_view kContainments[] = {"@>", "<@", "&&", "?", "?|", "?&", "@@", "@@@", "@?"};
    if (name == "=") return ColumnUse::Equality;
    if (std::ranges::find(kRanges, name) != std::end(kRanges)) return ColumnUse::Range;
    return std::ranges::find(kContainments, name) != std::end(kContainments) ? ColumnUse::Containment : ColumnUse::Other;
}

// Owns nothing: what it finds lies in the parts.
class StatementReader {
 public:
    explicit StatementReader(StatementParts& parts) : parts_(parts) {}

    bool query(Node* node, std::int32_t parent) {
        check_stack_depth();
        if (node == nullptr) return false;
        switch (nodeTag(node)) {
            case T_SelectStmt: select(castNode(SelectStmt, node), parent); return true;
            case T_InsertStmt: insert(castNode(InsertStmt, node), parent); return true;
            case T_UpdateStmt: update(castNode(UpdateStmt, node), parent); return true;
            case T_DeleteStmt: remove(castNode(DeleteStmt, node), parent); return true;
            default: return false;
        }
    }

 private:
    std::int32_t open_scope(std::int32_t parent) {
        parts_.scopes.push_back({.parent = parent});
        return static_cast<std::int32_t>(parts_.scopes.size()) - 1;
    }

    void with(const WithClause* clause, std::int32_t parent) {
        if (clause == nullptr) return;
        ListCell* cell = nullptr;
        foreach (cell, clause->ctes) parts_.common_tables.push_back(castNode(CommonTableExpr, static_cast<Node*>(lfirst(cell)))->ctename);
        foreach (cell, clause->ctes) query(castNode(CommonTableExpr, static_cast<Node*>(lfirst(cell)))->ctequery, parent);
    }

    void select(const SelectStmt* statement, std::int32_t parent) {
        with(statement->withClause, parent);
        if (statement->op != SETOP_NONE) {
            query(reinterpret_cast<Node*>(statement->larg), parent);
            query(reinterpret_cast<Node*>(statement->rarg), parent);
            return;
        }
        const std::int32_t scope = open_scope(parent);
        from_list(statement->fromClause, scope);
        condition(statement->whereClause, scope, true);
        remark_on_result(statement, scope, parts_);
        ListCell* cell = nullptr;
        foreach (cell, statement->sortClause)
            compare(plain_column(castNode(SortBy, static_cast<Node*>(lfirst(cell)))->node), scope, ColumnUse::Other, "ORDER BY");
        foreach (cell, statement->targetList) value(castNode(ResTarget, static_cast<Node*>(lfirst(cell)))->val, scope);
    }

    void insert(const InsertStmt* statement, std::int32_t parent) {
        with(statement->withClause, parent);
        query(statement->selectStmt, parent);
        const std::int32_t scope = open_scope(parent);
        add_table(statement->relation, scope);
        const OnConflictClause* const conflict = statement->onConflictClause;
        if (conflict != nullptr) assigned(conflict->targetList, statement->relation, scope);
    }

    void update(const UpdateStmt* statement, std::int32_t parent) {
        with(statement->withClause, parent);
        const std::int32_t scope = open_scope(parent);
        add_table(statement->relation, scope);
        from_list(statement->fromClause, scope);
        assigned(statement->targetList, statement->relation, scope);
        condition(statement->whereClause, scope, true);
    }

    void remove(const DeleteStmt* statement, std::int32_t parent) {
        with(statement->withClause, parent);
        const std::int32_t scope = open_scope(parent);
        add_table(statement->relation, scope);
        from_list(statement->usingClause, scope);
        condition(statement->whereClause, scope, true);
    }

    void add_table(const RangeVar* table, std::int32_t scope) {
        const auto is_table = [&](const char* name) { return strcmp(name, table->relname) == 0; };
        if (table->schemaname == nullptr && std::any_of(parts_.common_tables.begin(), parts_.common_tables.end(), is_table)) return;
        Memory* const memory = parts_.memory;
        StatementTable added{.name = copy_text(memory, table->relname)};
        if (table->schemaname != nullptr) added.schema = copy_text(memory, table->schemaname);
        added.alias = table->alias != nullptr ? copy_text(memory, table->alias->aliasname) : added.name;
        // A statement joins few tables: its list is made anew for each.
        const std::span<const StatementTable> before = parts_.scopes[static_cast<std::size_t>(scope)].tables;
        auto* const tables = static_cast<StatementTable*>(memory->allocate((before.size() + 1) * sizeof(StatementTable), alignof(StatementTable)));
        std::uninitialized_copy(before.begin(), before.end(), tables);
        new (&tables[before.size()]) StatementTable(added);
        parts_.scopes[static_cast<std::size_t>(scope)].tables = {tables, before.size() + 1};
    }

    void from_list(const List* items, std::int32_t scope) {
        ListCell* cell = nullptr;
        foreach (cell, items) from(static_cast<Node*>(lfirst(cell)), scope);
    }

    void from(Node* item, std::int32_t scope) {
        check_stack_depth();
        if (item == nullptr) return;
        switch (nodeTag(item)) {
            case T_RangeVar: return add_table(castNode(RangeVar, item), scope);
            case T_RangeTableSample: return from(castNode(RangeTableSample, item)->relation, scope);
            case T_JoinExpr: {
                const JoinExpr* const join = castNode(JoinExpr, item);
                from(join->larg, scope);
                from(join->rarg, scope);
                remark_on_join(join, scope, parts_);
                return condition(join->quals, scope, true);
            }
            case T_RangeSubselect:
                if (castNode(RangeSubselect, item)->lateral) remark_on_links(item, scope, parts_);
                query(castNode(RangeSubselect, item)->subquery, scope);
                return;
            default: return remark_on_links(item, scope, parts_);
        }
    }

    void assigned(const List* targets, const RangeVar* table, std::int32_t scope) {
        const char* const qualifier = table->alias != nullptr ? table->alias->aliasname : table->relname;
        ListCell* cell = nullptr;
        foreach (cell, targets) {
            const ResTarget* const target = castNode(ResTarget, static_cast<Node*>(lfirst(cell)));
            if (target->name != nullptr) add({qualifier, target->name}, scope, ColumnUse::Assigned, "");
            value(target->val, scope);
        }
    }

    void add(const PlainColumn& column, std::int32_t scope, ColumnUse use, const char* operator_name) {
        Memory* const memory = parts_.memory;
        parts_.columns.push_back({.scope = scope,
                                  .qualifier = column.qualifier != nullptr ? copy_text(memory, column.qualifier) : std::string_view(),
                                  .name = copy_text(memory, column.name),
                                  .operator_name = copy_text(memory, operator_name),
                                  .use = use});
    }

    // A subquery that stands where a value does.
    void value(Node* node, std::int32_t scope) {
        if (node != nullptr && IsA(node, SubLink)) query(castNode(SubLink, node)->subselect, scope);
    }

    // decides: all of the condition holds only where this part of it does.
    void condition(Node* node, std::int32_t scope, bool decides) {
        check_stack_depth();
        if (node == nullptr) return;
        if (decides) remark_on_condition(node, scope, parts_);
        switch (nodeTag(node)) {
            case T_BoolExpr: return logic(castNode(BoolExpr, node), scope, decides);
            case T_A_Expr: return comparison(castNode(A_Expr, node), scope, decides);
            case T_BooleanTest: return condition(reinterpret_cast<Node*>(castNode(BooleanTest, node)->arg), scope, decides);
            case T_NullTest: return compare(plain_column(reinterpret_cast<Node*>(castNode(NullTest, node)->arg)), scope, ColumnUse::Other, "");
            case T_ColumnRef: return compare(plain_column(node), scope, decides ? ColumnUse::Equality : ColumnUse::Other, "=");
            case T_SubLink: {
                const SubLink* const link = castNode(SubLink, node);
                query(link->subselect, scope);
                return compare(plain_column(link->testexpr), scope, decides && link->subLinkType == ANY_SUBLINK ? ColumnUse::Join : ColumnUse::Other,
                               operator_of(link->operName));
            }
            default: return;
        }
    }

    void logic(const BoolExpr* expression, std::int32_t scope, bool decides) {
        const auto next_scope = static_cast<std::int32_t>(parts_.scopes.size());
        if (decides && expression->boolop == NOT_EXPR) remark_on_not_in(static_cast<const Node*>(linitial(expression->args)), next_scope, parts_);
        ListCell* cell = nullptr;
        foreach (cell, expression->args) {
            auto* const argument = static_cast<Node*>(lfirst(cell));
            const bool is_false_column = expression->boolop == NOT_EXPR && IsA(argument, ColumnRef);
            condition(argument, scope, decides && (expression->boolop == AND_EXPR || is_false_column));
        }
    }

    void compare(const PlainColumn& column, std::int32_t scope, ColumnUse use, const char* operator_name) {
        if (column.name != nullptr) add(column, scope, use, operator_name);
    }

    void comparison(const A_Expr* expression, std::int32_t scope, bool decides) {
        value(expression->lexpr, scope);
        value(expression->rexpr, scope);
        const PlainColumn left = plain_column(expression->lexpr), right = plain_column(expression->rexpr);
        const char* const name = operator_of(expression->name);
        ColumnUse use = ColumnUse::Other;
        switch (expression->kind) {
            case AEXPR_OP: use = use_of_operator(name); break;
            case AEXPR_OP_ANY:
            case AEXPR_IN: use = strcmp(name, "=") == 0 && right.name == nullptr ? ColumnUse::Equality : ColumnUse::Other; break;
            case AEXPR_BETWEEN:
            case AEXPR_BETWEEN_SYM: use = ColumnUse::Range; break;
            default: break;
        }
        if (left.name != nullptr && right.name != nullptr) use = use == ColumnUse::Equality ? ColumnUse::Join : ColumnUse::Other;
        if (!decides) use = ColumnUse::Other;
        compare(left, scope, use, name);
        compare(right, scope, use, name);
    }

    StatementParts& parts_;
};

}  // namespace

bool read_statement(const char* text, StatementParts& parts) {
    const List* const statements = raw_parser(text, RAW_PARSE_DEFAULT);
    if (list_length(statements) != 1) return false;
    StatementReader reader(parts);
    return reader.query(castNode(RawStmt, static_cast<Node*>(linitial(statements)))->stmt, -1);
}

}  // namespace pgops
