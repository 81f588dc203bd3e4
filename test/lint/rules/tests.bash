# shellcheck shell=bash
# Every file that looks like a test is one that is run.

rule_regress_tests_are_run() {
    local input output name
    files_like '^sql/[^/]*\.sql$' | grep -v '^sql/pgops_ext--' | while read -r input; do
        [[ -f expected/$(basename "$input" .sql).out ]] || echo "$input:1 has no expected/$(basename "$input" .sql).out"
    done
    files_like '^expected/' | while read -r output; do
        name=$(basename "$output" .out)
        # pg_regress takes NAME_1.out to NAME_9.out as alternatives.
        [[ -f sql/$name.sql || -f sql/${name%_[0-9]}.sql ]] || echo "$output:1 belongs to no sql/$name.sql"
    done
    files_like '^sql/.*/|^sql/[^/]*$' | grep -v '^sql/[^/]*\.sql$' | sed 's/$/:1 is not run: regress inputs are sql\/*.sql/'
}

rule_isolation_tests_are_run() {
    local spec output
    files_like '^test/isolation/specs/' | while read -r spec; do
        if [[ ! $spec =~ ^test/isolation/specs/[^/]+\.spec$ ]]; then
            echo "$spec:1 is not run: isolation tests are test/isolation/specs/*.spec"
        elif [[ ! -f test/isolation/expected/$(basename "$spec" .spec).out ]]; then
            echo "$spec:1 has no test/isolation/expected/$(basename "$spec" .spec).out"
        fi
    done
    files_like '^test/isolation/expected/' | while read -r output; do
        local name
        name=$(basename "$output" .out)
        [[ -f test/isolation/specs/$name.spec || -f test/isolation/specs/${name%_[0-9]}.spec ]] || echo "$output:1 belongs to no test/isolation/specs/$name.spec"
    done
}

rule_unit_tests_are_run() {
    local file
    grep_files '^(src|test)/.*\.(cpp|hpp|cc|cxx)$' '^\s*(TYPED_)?TEST(_[FP])?\(' | while read -r place _; do
        file=${place%%:*}
        [[ $file =~ ^test/unit/[^/]+_test\.cpp$ ]] || echo "$place is not run: unit tests are test/unit/*_test.cpp"
    done
    files_like '^test/unit/.*_test\.cpp$' | while read -r file; do
        grep -qE '^\s*(TYPED_)?TEST(_[FP])?\(' "$file" || echo "$file:1 contains no test"
    done
}

rule_tap_tests_are_run() {
    local file
    files_like '^test/tap/t/|\.t$' | while read -r file; do
        if [[ ! $file =~ ^test/tap/t/[0-9]+_[a-z0-9_]+\.pl$ ]]; then
            echo "$file:1 is not run: TAP tests are test/tap/t/NNN_name.pl"
        elif ! grep -qE '^\s*(done_testing|plan)\b' "$file"; then
            echo "$file:1 has neither done_testing nor a plan: prove cannot tell whether it came to its end"
        fi
    done
}
