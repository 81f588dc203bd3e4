# shellcheck shell=bash
# What the built library shows to the server, and what it wants from it.

library=pgops_ext.so

rule_exported_symbols() {
    if [[ ! -f $library ]]; then
        echo "skip: $library is not built"
        return
    fi
    nm -D --defined-only "$library" | awk '{ sub(/@.*/, "", $NF); print $NF }' | grep -vxE '_PG_init|Pg_magic_func|pgops_[a-z0-9_]+|pg_finfo_pgops_[a-z0-9_]+' |
        while read -r symbol; do echo "$library:1 exports $(c++filt "$symbol")"; done
}

# A function that no object defines is found when the server loads the library, or when it is called: too late.
rule_undefined_symbols() {
    if [[ ! -f $library ]]; then
        echo "skip: $library is not built"
        return
    fi
    nm -D --undefined-only "$library" | awk '{ print $NF }' | c++filt | grep -E '(^|[^a-zA-Z0-9_])pgops(::|_)' | sed "s/^/$library:1 wants /; s/\$/, which nothing defines/"
}
