# The report of the demo's database, and the scripts of its fixes and undos run as they are. Changes the demo: comes last.
# Reads a loaded demo through PGHOST, PGPORT and PGUSER; without one it skips. `demo/check` loads it and runs this.
use strict;
use warnings;
use File::Temp;
use FindBin;
use JSON::PP;
use Test::More;

plan skip_all => 'no demo is loaded: run demo/check' if !$ENV{PGOPS_DEMO};

my $folder = File::Temp->newdir;

sub ask {
    my ($query, $file) = @_;
    my @output = defined $file ? ('-o', $file) : ();
    open(my $psql, '-|', 'psql', '-qXAt', '-v', 'ON_ERROR_STOP=1', '-d', 'shop', @output, '-c', $query) or die "psql: $!";
    my $answer = join '', <$psql>;
    close($psql) or die "psql failed: $query";
    chomp $answer;
    return $answer;
}

ask('SELECT pgops.report_html()', "$folder/report.html");
cmp_ok(-s "$folder/report.html", '<=', 300_000, 'the page has at most 300 kB: ' . (-s "$folder/report.html"));
is(`tidy -quiet -errors $folder/report.html 2>&1`, '', 'it is valid HTML');
my $seen = decode_json(`$FindBin::RealBin/../lib/browse.py $folder/report.html $folder`);
is(scalar @{ $seen->{priorities} }, ask('SELECT count(*) FROM pgops.findings'), 'every finding is on it');
is_deeply($seen->{console}, [], 'the browser has nothing to complain of');
is_deeply($seen->{requests}, [], 'and nothing to fetch');
ok(-s "$folder/$_", $_) for 'report_light.png', 'report_dark.png', 'report_narrow.png';

# What the findings leave to a person: sessions are ended, the forgotten transaction is rolled back.
ask(q{SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'});
ask("ROLLBACK PREPARED '$_'") for split /\n/, ask('SELECT gid FROM pg_prepared_xacts WHERE database = current_database()');
ask("SELECT pgops.${_}_script('info')", "$folder/$_.sql") for 'fix', 'undo';
for my $script ('fix', 'undo') {
    my $said = `psql -qXAt -v ON_ERROR_STOP=1 -d shop -f $folder/$script.sql 2>&1 >/dev/null`;
    is($? . $said, '0', "the $script script runs as it is");
}
cmp_ok(scalar(() = `cat $folder/fix.sql` =~ /^-- lock:/mg), '>', 10, 'with many commands');

done_testing();
