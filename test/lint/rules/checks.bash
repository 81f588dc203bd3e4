# shellcheck shell=bash
# A check has a line in the registry, a page, and tests; a setting stands in the manual; an SQL object has a comment.

rule_check_pages() {
    local page section
    registry_ids | while read -r line id; do
        page=doc/checks/$id.md
        if [[ ! -f $page ]]; then
            echo "src/checks/registry.cpp:$line $id has no page $page"
            continue
        fi
        for section in 'What' 'Why' 'Evidence' 'When it is a false alarm' 'Fix' 'Undo'; do
            grep -qiE "^##+ $section\$" "$page" || echo "$page:1 has no section \"$section\""
        done
    done
}

rule_pages_have_checks() {
    local page id
    files_like '^doc/checks/.*\.md$' | while read -r page; do
        id=$(basename "$page" .md)
        registry_ids | grep -q " $id\$" || echo "$page:1 is the page of no check in src/checks/registry.cpp"
    done
}

# Its own file, or a family's whose first line names it; and it is run there by its id.
rule_check_unit_tests() {
    local file found
    registry_ids | while read -r line id; do
        found=
        while read -r file; do
            [[ $(basename "$file") == "${id}_test.cpp" ]] || head -n 1 "$file" | grep -qwF -- "$id" || continue
            ! grep -qF "\"$id\"" "$file" || found=$file
        done < <(files_like '^test/unit/.*_test\.cpp$')
        [[ -n $found ]] || echo "src/checks/registry.cpp:$line $id has no unit test: test/unit/${id}_test.cpp, or a family's that names it in its first line"
    done
}

rule_check_sql_tests() {
    local tests
    mapfile -t tests < <(files_like '^(sql|test/isolation/specs|test/tap/t)/' | grep -v '^sql/pgops_ext--')
    registry_ids | while read -r line id; do
        if ((${#tests[@]} == 0)) || ! grep -qwF -- "$id" "${tests[@]}"; then
            echo "src/checks/registry.cpp:$line $id is mentioned in no test with a server (sql/, test/isolation, test/tap)"
        fi
    done
}

rule_settings_in_readme() {
    grep_files '^src/(model|pg)/settings\.cpp$' '"pgops\.[a-z_]+"' | while read -r place text; do
        while read -r name; do
            grep -qF "$name" README.md 2>/dev/null || echo "$place $name does not stand in README.md"
        done < <(grep -oP '"\Kpgops\.[a-z_]+(?=")' <<<"$text")
    done
}

rule_sql_comments() {
    local script
    script=$(files_like '^sql/pgops_ext--[0-9.]+\.sql$' | sort -V | tail -n 1)
    [[ -z $script ]] || perl "$(dirname "${BASH_SOURCE[0]}")/../sql_comments.pl" "$script"
}
