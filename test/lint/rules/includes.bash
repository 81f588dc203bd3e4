# shellcheck shell=bash
# Who may include what: the rooms of the house, and the one door to the server's headers.

server_header='^(postgres|postgres_fe|c|fmgr|funcapi|miscadmin|pgstat|pg_config.*|pg_trace|port|windowapi|libpq-fe)\.h$'

# includes: `file:line header` for each include of the sources and tests in C++.
includes() {
    grep_files '^(src|test)/.*\.(cpp|hpp)$' '^\s*#\s*include\s*["<]' | sed -E 's/#[[:space:]]*include[[:space:]]*["<]([^">]*)[">].*/\1/'
}

rule_server_headers_through_prelude() {
    includes | while read -r place header; do
        [[ ${place%%:*} != src/pg/prelude.hpp ]] || continue
        case $header in
            boost/* | gtest/* | sys/* | arpa/inet.h) continue ;;
            core/* | model/* | checks/* | report/* | advisor/* | pg/* | sql/*) [[ $header != *.hpp ]] || continue ;;
            */*) ;;
            *) [[ $header =~ $server_header ]] || continue ;;
        esac
        echo "$place includes $header: only src/pg/prelude.hpp includes the server's headers"
    done
}

rule_prelude_in_pg_and_sql() {
    includes | while read -r place header; do
        case $place in src/pg/* | src/sql/* | test/module/*) continue ;; esac
        [[ $header != pg/* && $header != sql/* ]] || echo "$place includes $header: only src/pg and src/sql know PostgreSQL"
    done
}

rule_include_directions() {
    includes | while read -r place header; do
        local allowed
        case $place in
            src/core/*) allowed='core' ;;
            src/model/*) allowed='core|model' ;;
            src/checks/*) allowed='core|model|checks' ;;
            src/report/*) allowed='core|model|report' ;;
            src/pg/*) allowed='core|model|pg' ;;
            test/unit/*) allowed='core|model|checks|report' ;;
            *) continue ;;
        esac
        [[ $header =~ ^(core|model|checks|advisor|report|pg|sql)/.*\.hpp$ ]] || continue
        [[ $header =~ ^($allowed)/ ]] || echo "$place includes $header: allowed here are ${allowed//|/, }"
    done
}

rule_version_differences_in_compat() {
    grep_files '^(src|test)/.*\.(cpp|hpp)$' '^\s*#\s*(el)?if.*\bPG_VERSION' | while read -r place text; do
        [[ $place == src/pg/compat.hpp:* ]] || echo "$place $text: version differences live in src/pg/compat.hpp"
    done
}
