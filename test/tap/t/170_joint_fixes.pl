# All fixes of index findings are run together, over tables with random indexes: no statement fails, no query plan loses its last
# index, no constraint its support, and every undo restores the index to the letter.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_node('joint', conf => "max_locks_per_transaction = 256\npgops.min_statistics_age = 0\npgops.min_relation_size = 0\n");
my $tables = 12;
my $seed = $ENV{PGOPS_SEED} // 20240229; # another one is another test
note "PGOPS_SEED=$seed";
srand($seed);

sub one_of { return $_[rand @_] }

# Keys, with a condition that an index on them can serve.
my %keys = (
    'a' => 'a = 7', 'a DESC' => 'a = 7', 'c' => 'c = 3', 'd' => "d = '2024-01-05'", 'b' => q{b = 'word 5'},
    'b text_pattern_ops' => q{b ~>=~ 'word 5' AND b ~<~ 'word 6'}, 'lower(b)' => q{lower(b) = 'word 5'}, 'e' => 'e', 'parent_id' => 'parent_id = 9',
);
my @predicates = ('', '', '', '', 'e', 'a > 5', 'c IS NOT NULL');
my %true_of = ('e' => 'e', 'a > 5' => 'a > 5', 'c IS NOT NULL' => 'c IS NOT NULL', '' => 'true');

sub random_index {
    my ($table, $number) = @_;
    my $name = "${table}_$number";
    my $predicate = one_of(@predicates);
    my $where = $predicate ? " WHERE $predicate" : '';
    if (rand() < 0.1) {
        my $key = one_of('a', 'c', 'b');
        return { sql => "CREATE INDEX $name ON $table USING hash ($key)$where", condition => "$keys{$key} AND $true_of{$predicate}" };
    }
    if (rand() < 0.2) {
        my $nulls = $node->pg_version >= 15 && rand() < 0.3 ? ' NULLS NOT DISTINCT' : '';
        my $columns = one_of('id', 'id', 'id, a', 'a, id');
        return { sql => "CREATE UNIQUE INDEX $name ON $table ($columns)$nulls$where", condition => "id = 77 AND a = 7 AND $true_of{$predicate}" };
    }
    my @pool = sort keys %keys;
    my %seen;
    my @chosen = grep { (my $column = $_) =~ s/ .*//; !$seen{$column}++ } map { one_of(@pool) } 1 .. one_of(1, 1, 2, 2, 3);
    my $include = rand() < 0.1 ? ' INCLUDE (d)' : '';
    return { sql => "CREATE INDEX $name ON $table (" . join(', ', @chosen) . ")$include$where",
        condition => join(' AND ', (map { $keys{$_} } @chosen), $true_of{$predicate}) };
}

$node->safe_psql('postgres', <<'SQL');
CREATE TABLE parent (id int PRIMARY KEY);
INSERT INTO parent SELECT generate_series(1, 50);
SQL
my $sql = '';
my @probes;
for my $t (1 .. $tables) {
    my $table = "t$t";
    my $partitioned = $t % 6 == 0;
    $sql .= "CREATE TABLE $table (id int NOT NULL, a int NOT NULL, b text, c int, d date, e boolean, parent_id int REFERENCES parent)"
        . ($partitioned ? " PARTITION BY RANGE (id);\n" : ";\n");
    $sql .= "CREATE TABLE ${table}_low PARTITION OF $table FOR VALUES FROM (0) TO (2000);\nCREATE TABLE ${table}_high PARTITION OF $table FOR VALUES FROM (2000) TO (100000);\n"
        if $partitioned;
    $sql .= "INSERT INTO $table SELECT n, n % 40, 'Word ' || n % 90, nullif(n % 11, 0), date '2024-01-01' + n % 300, n % 2 = 0, 1 + n % 50 FROM generate_series(1, 4000) n;\n";
    $sql .= "ALTER TABLE $table ADD " . one_of('PRIMARY KEY (id)', 'UNIQUE (id)', 'PRIMARY KEY (id, a)', 'UNIQUE (id, a)') . ";\n" if rand() < 0.7;
    my @indexes;
    for my $number (1 .. 10) {
        my $index;
        if (@indexes && rand() < 0.35) { # the same again
            $index = { %{ one_of(@indexes) } };
            $index->{sql} =~ s/ ${table}_\d+ / ${table}_$number /;
        } else {
            $index = random_index($table, $number);
            redo if $partitioned && $index->{sql} =~ /UNIQUE.*(?:\(a\)|\(a,)/ && $index->{sql} !~ /id/;
        }
        push @indexes, $index;
        $sql .= "$index->{sql};\n";
        $sql .= "COMMENT ON INDEX ${table}_$number IS 'kept for ''reasons''';\n" if rand() < 0.1;
        $sql .= "ALTER TABLE $table CLUSTER ON ${table}_$number;\n" if !$partitioned && $index->{sql} !~ /WHERE|hash/ && rand() < 0.05;
        $sql .= "ALTER TABLE $table REPLICA IDENTITY USING INDEX ${table}_$number;\n"
            if !$partitioned && $index->{sql} =~ /UNIQUE/ && $index->{sql} !~ /WHERE/ && rand() < 0.3;
        $sql .= "ALTER INDEX ${table}_$number ALTER COLUMN 1 SET STATISTICS 500;\n" if !$partitioned && $index->{sql} =~ /\(lower/ && rand() < 0.5;
        push @probes, "SELECT count(d) FROM $table WHERE $index->{condition}" if rand() < 0.6;
    }
    my $key = "CREATE TABLE refers_$t (id int, a int, FOREIGN KEY (%s) REFERENCES $table (%s));\n";
    $sql .= sprintf "DO \$\$ BEGIN EXECUTE %s; EXCEPTION WHEN OTHERS THEN NULL; END \$\$;\n", "'" . sprintf($key, $_, $_) . "'" for rand() < 0.5 ? one_of('id', 'id, a') : ();
}
$node->safe_psql('postgres', $sql);
$node->safe_psql('postgres', 'VACUUM ANALYZE');
$node->restart; # the counters are written

# Small tables would be read whole: what matters is what can be used.
my $plans = 'SET enable_seqscan = off; SET enable_bitmapscan = on; SET plan_cache_mode = force_custom_plan;';
sub uses_index { return $node->safe_psql('postgres', "$plans EXPLAIN (COSTS off) $_[0]") !~ /Seq Scan/ }
my @served = grep { uses_index($_) } @probes;
cmp_ok(scalar @served, '>', $tables, 'many queries use an index');
$node->safe_psql('postgres', "$plans $_") for @served;

my $unique = q{SELECT indrelid::regclass || ': ' || array_to_string(ARRAY(SELECT attname FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND attnum <= indnkeyatts ORDER BY attname), ',')
    || coalesce(' where ' || pg_get_expr(indpred, indrelid), '') || CASE WHEN indnullsnotdistinct THEN ' nulls alike' ELSE '' END
    FROM pg_index i JOIN pg_class c ON c.oid = indrelid WHERE indisunique AND relname ~ '^t\d' AND NOT relispartition ORDER BY 1};
my $unsupported = q{SELECT string_agg(object, ' ' ORDER BY object) FROM pgops.run_checks(ARRAY['missing_fk_index'])};
my $referring = q{SELECT string_agg(conrelid::regclass || '.' || conname, ' ' ORDER BY conrelid, conname) FROM pg_constraint WHERE contype = 'f'};
my %before = map { $_ => $node->safe_psql('postgres', $_) } $unique, $unsupported, $referring;
my $definitions = q{SELECT i.indexrelid::regclass, pg_get_indexdef(i.indexrelid), obj_description(i.indexrelid, 'pg_class'), i.indisclustered, i.indisreplident,
    ARRAY(SELECT attstattarget FROM pg_attribute a WHERE a.attrelid = i.indexrelid ORDER BY attnum) FROM pg_index i JOIN pg_class c ON c.oid = indrelid WHERE relname ~ '^t\d'};
my %defined = map { /^([^|]*)/ ? ($1 => $_) : () } split /\n/, $node->safe_psql('postgres', $definitions);

my %fixes;
for my $line (split /\x1e/, $node->safe_psql('postgres', q{SELECT string_agg(concat_ws(E'\x1f', check_id, object, fix_sql, coalesce(undo_sql, '')), E'\x1e' ORDER BY random())
    FROM pgops.run_checks(ARRAY['index']) WHERE fix_sql IS NOT NULL})) {
    my ($check, $object, $fix, $undo) = split /\x1f/, $line, -1;
    $fixes{"$check of $object"} = [ $fix, $undo ];
}
note scalar(keys %fixes) . ' fixes: ' . join ', ', map { my $check = $_; $check . ' ' . grep { /^$check of/ } keys %fixes } sort { $a cmp $b } keys %{ { map { (split / of /)[0] => 1 } keys %fixes } };
cmp_ok(scalar(grep { /^(?:duplicate|redundant)_index/ } keys %fixes), '>=', $tables, 'there is much to drop');
for my $finding (sort keys %fixes) {
    my ($status, $out, $error) = $node->psql('postgres', $fixes{$finding}[0], on_error_stop => 1);
    is($error, '', "the fix for $finding runs") or diag $fixes{$finding}[0];
}

my @lost = grep { !uses_index($_) } @served;
is("@lost", '', 'every query that used an index can use one still') or diag join "\n", sort map { "$_: $fixes{$_}[0]" } keys %fixes;
my %held = map { $_ => 1 } split /\n/, $node->safe_psql('postgres', $unique);
my @unenforced = grep { !$held{$_} } split /\n/, $before{$unique};
is("@unenforced", '', 'whatever was unique is so still');
is($node->safe_psql('postgres', $referring), $before{$referring}, 'all foreign keys are there');
my %missing_before = map { $_ => 1 } split / /, $before{$unsupported};
my @newly = grep { !$missing_before{$_} } split / /, $node->safe_psql('postgres', $unsupported);
is("@newly", '', 'no foreign key lost its index');

# Undone, everything is as it was.
for my $finding (sort grep { $fixes{$_}[1] } keys %fixes) {
    my ($status, $out, $error) = $node->psql('postgres', $fixes{$finding}[1], on_error_stop => 1);
    is($error, '', "the undo of $finding runs") or diag $fixes{$finding}[1];
}
my %after = map { /^([^|]*)/ ? ($1 => $_) : () } split /\n/, $node->safe_psql('postgres', $definitions);
my @changed = grep { ($after{$_} // 'gone') ne $defined{$_} } sort keys %defined;
is(join("\n", map { "$defined{$_}\n  is now\n" . ($after{$_} // 'gone') } @changed), '', 'undone, every index is as it was');

$node->stop;
done_testing();
