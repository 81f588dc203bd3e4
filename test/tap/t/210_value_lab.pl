# Checks that go by values find what they are to find in a generated database, and nothing that only looks like it.
use strict;
use warnings;
use PgopsNode;
use Test::More;
use ValueLab;

my $node = new_node('value_lab', conf => "TimeZone = 'UTC'\n");
$node->safe_psql('postgres', lab_sql(2000));
my $expected = lab_expected();
my @checks = qw(stringly_typed mixed_type_string sentinel_value nullable_boolean never_null_column all_null_column float_for_money);
my %found = map { $_ => 1 } split /\n/, $node->safe_psql('postgres', sprintf q{SELECT check_id || ' ' || replace(object, '"', '') FROM pgops.run_checks(ARRAY['%s']) WHERE object LIKE 'lab.%%'}, join "','", @checks);
my $scores = lab_scores($expected, \%found);
for my $check (sort keys %$scores) {
    my $score = $scores->{$check};
    my $name = sprintf '%s: precision %.3f, recall %.3f, %d right', $check, $score->{precision}, $score->{recall}, $score->{right};
    ok($score->{precision} >= 0.95 && $score->{recall} >= 0.95, $name) or diag("wrong: @{$score->{wrong}}\nmissed: @{$score->{missed}}");
    diag("$name; wrong: @{$score->{wrong}}; missed: @{$score->{missed}}") if @{ $score->{wrong} } || @{ $score->{missed} };
}
is($node->safe_psql('postgres', q{SELECT string_agg(check_id || ': ' || reason, '; ') FROM pgops.check_status WHERE status = 'failed'}), '', 'no check fails');
done_testing();
