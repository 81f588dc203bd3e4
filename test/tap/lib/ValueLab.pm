# A generated database whose columns and tables say by their values what is wrong with them, and the scores of the checks on it.
package ValueLab;
use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(lab_sql lab_expected lab_scores);

# value_lab.tsv: table, column, type ("?": may be NULL), value as an expression over the row's number n, checks expected for the column.
# r(n, k) is a number below 100,000 that looks random and is the same in every run. Every column that is not expected is a look-alike.
sub columns_of_lab {
    open my $file, '<', __FILE__ =~ s/ValueLab\.pm$/value_lab.tsv/r or die "value_lab.tsv: $!";
    chomp(my @lines = <$file>);
    shift @lines;
    return map { my @field = split /\t/, $_, -1; { table => $field[0], name => $field[1], type => $field[2], value => $field[3], expected => [split ' ', $field[4] // ''] } } @lines;
}

sub lab_sql {
    my ($rows) = @_;
    my (%columns, @tables);
    for my $column (columns_of_lab()) {
        push @tables, $column->{table} if !$columns{ $column->{table} };
        push @{ $columns{ $column->{table} } }, $column;
    }
    my $sql = "CREATE SCHEMA lab;\nCREATE FUNCTION r(n int, k int) RETURNS int LANGUAGE sql IMMUTABLE AS \$\$ SELECT abs(hashint8(n * 1000003::bigint + k * 7919) % 100000) \$\$;\n";
    for my $table (@tables) {
        my @definitions = map {
            my ($type, $nullable, $rest) = $_->{type} =~ /^([^?]*)(\??)(.*)$/;
            "\"$_->{name}\" $type$rest" . ($nullable ? '' : ' NOT NULL')
        } @{ $columns{$table} };
        my $names = join ', ', map { "\"$_->{name}\"" } @{ $columns{$table} };
        my $values = join ', ', map { $_->{value} } @{ $columns{$table} };
        $sql .= "CREATE TABLE lab.$table (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, " . join(', ', @definitions) . ");\n"
            . "INSERT INTO lab.$table ($names) SELECT $values FROM generate_series(1, $rows) n;\nANALYZE lab.$table;\n";
    }
    return $sql;
}

# "check lab.table.column" => 1
sub lab_expected {
    my %expected;
    for my $column (columns_of_lab()) {
        $expected{"$_ lab.$column->{table}.$column->{name}"} = 1 for @{ $column->{expected} };
    }
    return \%expected;
}

# Per check: right, wrong, missed, precision and recall. $found and $expected: "check object" => 1.
sub lab_scores {
    my ($expected, $found) = @_;
    my %scores;
    for my $key (keys %{ { %$expected, %$found } }) {
        my ($check) = split / /, $key;
        my $score = $scores{$check} //= { right => 0, wrong => [], missed => [] };
        if ($expected->{$key} && $found->{$key}) { ++$score->{right} }
        else { push @{ $score->{ $expected->{$key} ? 'missed' : 'wrong' } }, $key }
    }
    for my $score (values %scores) {
        my ($wrong, $missed) = (scalar @{ $score->{wrong} }, scalar @{ $score->{missed} });
        $score->{precision} = $score->{right} + $wrong ? $score->{right} / ($score->{right} + $wrong) : 1;
        $score->{recall} = $score->{right} + $missed ? $score->{right} / ($score->{right} + $missed) : 1;
    }
    return \%scores;
}

1;
