# A laboratory of VACUUM: two tables whose dead rows somebody keeps, what the reports promise for them, and what VACUUM then removes.
package VacuumLab;
use strict;
use warnings;
use Exporter 'import';
use JSON::PP;
use PgopsNode;
use Test::More;

our @EXPORT = qw(make_tables refill kill_rows blockers is_named_without_pages promise removed carry_out start_query end_session keeps_its_promise pid_id);

# How many rows kill_rows() deletes of each.
our %killed = (t => 700, u => 300);

sub make_tables {
    my ($node, $database) = @_;
    $node->safe_psql($database, 'CREATE TABLE t (id int PRIMARY KEY, pad text); CREATE TABLE u (id int PRIMARY KEY, pad text) WITH (user_catalog_table = true)');
    return refill($node, $database);
}

# All rows alive, and visible to all.
sub refill {
    my ($node, $database) = @_;
    $node->safe_psql($database, qq{TRUNCATE $_; INSERT INTO $_ SELECT n, repeat('x', 60) FROM generate_series(1, 5000) n}) for keys %killed;
    $node->safe_psql($database, 'VACUUM (ANALYZE) t, u');
    return;
}

sub kill_rows {
    my ($node, $database) = @_;
    $node->safe_psql($database, "DELETE FROM $_ WHERE id <= $killed{$_}") for sort keys %killed;
    return;
}

# Every row of the report, by its id; evidence and all.
sub blockers {
    my ($node, $database, @options) = @_;
    my $rows = $node->safe_psql($database, q{SELECT coalesce(json_agg(b), '[]') FROM pgops.vacuum_blockers b}, @options);
    return { map { $_->{blocker_id} => $_ } @{ decode_json($rows) } };
}

# Where no page is read, relations that are nobody's trouble are not even kept; the blockers are the same.
sub is_named_without_pages {
    my ($node, $database, $title) = @_;
    my $named = q{SELECT blocker_id, kind, severity, root_blocker_id, remedy FROM pgops.vacuum_blockers ORDER BY 1};
    is($node->safe_psql($database, "SET pgops.vacuum_pages = 0; $named"), $node->safe_psql($database, $named), "$title: the same without reading a page");
    return;
}

# What becomes free by relation if all the named ones went away.
sub promise {
    my ($node, $database, @ids) = @_;
    my $names = join ', ', map { (my $name = $_) =~ s/'/''/g; "'$name'" } @ids;
    return { map { split /\|/ } split /\n/, $node->safe_psql($database, "SELECT relation, freed_rows FROM pgops.vacuum_what_if($names) WHERE exact") };
}

# What VACUUM removes of a relation now, by its own words.
sub removed {
    my ($node, $database, $relation) = @_;
    my ($status, $out, $error) = $node->psql($database, "VACUUM (VERBOSE) $relation");
    return $error =~ /tuples: (\d+) removed/ ? $1 : "nothing: $error";
}

# Runs a remedy as it is printed. Comments are the person's part.
sub carry_out {
    my ($node, $database, $remedy) = @_;
    my ($status, $out, $error) = $node->psql($database, $remedy, on_error_stop => 1, timeout => 60);
    return $status == 0 ? 'done' : $error;
}

# A statement that goes on while the test does.
sub start_query {
    my ($session, $sql) = @_;
    $session->query_until(qr/started/, "\\echo started\n$sql;\n");
    return;
}

# However it ended already.
sub end_session {
    my ($session) = @_;
    eval { $session->{run}->kill_kill; 1 } or note $@;
    return;
}

sub pid_id { return 'pid:' . backend_pid($_[0]) }

# The whole of it. %is: kind, id; all: every id that may be named (the id alone); names: pattern of what the remedy must say; frees: rows by table if not those of
# kill_rows(); remedy_node, remedy_database: where the remedy belongs; waits_for: a query that tells when it has worked; alone: what the
# blocker frees without its heirs, of the tables.
sub keeps_its_promise {
    my ($title, $node, $database, %is) = @_;
    my %frees = %{ $is{frees} // \%killed };
    my $found = blockers($node, $database);
    is_deeply([sort keys %$found], [sort @{ $is{all} // [$is{id}] }], "$title: named, and nobody else");
    my $row = $found->{ $is{id} };
    return fail("$title: nothing to carry out") if !$row;
    is($row->{kind}, $is{kind}, "$title: its kind");
    is_named_without_pages($node, $database, $title);
    is($row->{root_blocker_id}, undef, "$title: a root");
    like($row->{remedy}, $is{names}, "$title: where to run it") if $is{names};
    my @heirs = grep { ($found->{$_}{root_blocker_id} // '') eq $is{id} } keys %$found;
    my $promised = promise($node, $database, $is{id}, @heirs);
    my $sum = 0;
    $sum += $_ for values %$promised;
    is($row->{freed_rows_with_heirs}, $sum, "$title: freed_rows_with_heirs is what the exact answer sums up to");
    if (@heirs) {
        my $alone = promise($node, $database, $is{id});
        is(join(' ', map { $alone->{$_} // 0 } sort keys %frees), $is{alone} // '0 0', "$title: without its heirs");
    } else {
        is($row->{freed_rows}, $sum, "$title: so is freed_rows, without heirs");
    }
    if (!$is{nothing_held}) {
        is(removed($node, $database, $_), 0, "$title: VACUUM removes nothing of $_ before") for grep { $frees{$_} } sort keys %frees;
    }
    for my $remedy ($row->{remedy}, map { $found->{$_}{remedy} } @heirs) {
        is(carry_out($is{remedy_node} // $node, $is{remedy_database} // $database, $remedy), 'done', "$title: the remedy runs as printed");
    }
    ok($node->poll_query_until($database, $is{waits_for}), "$title: it has worked") if $is{waits_for};
    for my $table (sort keys %frees) {
        is($promised->{$table} // 0, $frees{$table}, "$title: the promise for $table");
        is(removed($node, $database, $table), $frees{$table}, "$title: VACUUM keeps it") if !$is{remedy_vacuums};
        is(removed($node, $database, $table), 0, "$title: nothing is left of $table");
    }
    return;
}

1;
