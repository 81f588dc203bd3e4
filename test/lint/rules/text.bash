# shellcheck shell=bash
# The form of all files.

code='(\.(cpp|hpp|pl|pm|bash|mk)|/run|/Makefile|^Makefile)$'

# Scripts say in their first line what runs them.
shell_scripts() {
    local file first
    while read -r file; do
        IFS= read -r first <"$file" 2>/dev/null || true
        if [[ $file == *.bash || $file == *.sh || $first =~ ^#!.*[/\ ](ba|da)?sh$ ]]; then printf '%s\n' "$file"; fi
    done < <(files_like '(^|/)[^./]+$|\.(bash|sh)$') 2>/dev/null
}

rule_file_length() {
    local file lines
    { files_like "$code" && shell_scripts; } | sort -u | while read -r file; do
        lines=$(wc -l <"$file")
        ((lines <= 300)) || echo "$file:301 has $lines lines: at most 300 fit into a head"
    done
}

# In brackets, so that this file passes. Perl's tests have a block of that name for what is expected to fail.
# shellcheck disable=SC2016  # the dollar is Perl's
rule_no_leftover_marks() {
    grep_files '.' '\b(TO[D]O|FIX[M]E|XX[X])\b' | grep -vE '\.pl:[0-9]+ .*(\$TO[D]O = |TO[D]O: \{)' | sed -E 's/^([^ ]+) .*/\1 a mark of unfinished work/'
}

# What a server printed is kept as it was, and tables with tabs may end in an empty field.
rule_no_trailing_whitespace() {
    local names
    mapfile -t names < <(files_like '.' | grep -vE '\.(out|tsv)$')
    ((${#names[@]})) || return 0
    grep -HnIE '[[:space:]]+$' -- "${names[@]}" | sed -E 's/^([^:]*:[0-9]+):.*/\1 whitespace at the end of the line/'
}

rule_clang_format() {
    local names
    if ! command -v clang-format >/dev/null; then
        echo "skip: clang-format is missing"
        return
    fi
    # Each major version lays out a few things in its own way; Debian 12 has this one.
    if [[ $(clang-format --version) != *'version 14.'* ]]; then
        echo "skip: the sources are laid out by clang-format 14, and here is another"
        return
    fi
    mapfile -t names < <(files_like '^(src|test)/.*\.(cpp|hpp)$')
    ((${#names[@]})) || return 0
    clang-format --dry-run -Werror "${names[@]}" 2>&1 | sed -nE 's/^([^ :]+:[0-9]+):[0-9]+: error: (.*)/\1 \2/p'
}

rule_shellcheck() {
    local names
    if ! command -v shellcheck >/dev/null; then
        echo "skip: shellcheck is missing"
        return
    fi
    mapfile -t names < <(shell_scripts)
    ((${#names[@]})) || return 0
    shellcheck -x -P SCRIPTDIR -f gcc -- "${names[@]}" | sed -E 's/^([^:]*:[0-9]+):[0-9]+: /\1 /'
}

# A path of one machine is of no use on another. In brackets, so that this file passes.
rule_no_machine_paths() {
    grep_files '.' '(^|[\s"'"'"'`=(:])/(wor[k]|roo[t]|hom[e])(/|\b)' | sed -E 's/^([^ ]+) .*/\1 a path of one machine/'
}
