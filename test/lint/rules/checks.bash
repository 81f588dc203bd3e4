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

# The table of areas and the list of what is new name each check.
rule_checks_in_readme() {
    registry_ids | while read -r line id; do
        grep -qF "[$id](doc/checks/$id.md)" README.md 2>/dev/null || echo "src/checks/registry.cpp:$line $id does not stand among README.md's areas"
        grep -qF "\`$id\`" CHANGELOG.md 2>/dev/null || echo "src/checks/registry.cpp:$line $id does not stand in CHANGELOG.md"
    done
}

# What the manual claims about safety, a test proves: the last column names it, and what it names is there.
rule_safety_has_tests() {
    local place text file
    # shellcheck disable=SC2016  # the backquotes are Markdown's
    sed -n '/^## How it keeps a production server safe/,/^## /{/^| /=}' README.md 2>/dev/null | tail -n +2 | while read -r place; do
        text=$(sed -n "${place}p" README.md)
        text=${text% |}
        text=${text##*| }
        [[ $text =~ (sql|test)/ ]] || echo "README.md:$place names no test"
        # shellcheck disable=SC2016
        while read -r file; do
            [[ -f $file ]] || echo "README.md:$place names $file, which is not there"
        done < <(grep -oP '`\K(sql|test)/[^`]+(?=`)' <<<"$text")
    done
}

rule_sql_comments() {
    local script
    script=$(files_like '^sql/pgops_ext--[0-9.]+\.sql$' | sort -V | tail -n 1)
    [[ -z $script ]] || perl "$(dirname "${BASH_SOURCE[0]}")/../sql_comments.pl" "$script"
}
