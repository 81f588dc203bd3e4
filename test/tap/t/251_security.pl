# Security: servers, roles and objects that really are so, and look-alikes that are not found.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_node('security', conf => "listen_addresses = '*'\npassword_encryption = md5\n");
my $superuser = $node->safe_psql('postgres', 'SELECT current_user');

sub found {
    my ($check, $columns, @options) = @_;
    return $node->safe_psql('postgres', "SELECT $columns FROM pgops.run_checks(ARRAY['$check']) ORDER BY priority, 1", @options);
}
sub rules {
    my ($text) = @_;
    my $loaded = $node->safe_psql('postgres', 'SELECT pg_conf_load_time()');
    open my $file, '>', $node->data_dir . '/pg_hba.conf' or die $!;
    print $file $text;
    close $file;
    $node->safe_psql('postgres', 'SELECT pg_reload_conf()');
    $node->poll_query_until('postgres', "SELECT pg_conf_load_time() > '$loaded'") or die;
    return;
}

# Rules, the widest first; those behind a wider one never count.
rules("local all all trust\nhost all all 10.0.0.0/8 trust\nhost all all 10.1.0.0/16 scram-sha-256\nhost all all 10.2.0.0/16 trust\nhost all all 0.0.0.0/0 md5\n");
is(found('trust_authentication', q{severity, evidence->>'line', evidence->'hides_lines'}), qq{high|2|["3", "4"]\nlow|1|[]}, 'rules that trust, and what they hide');
like(found('md5_authentication', q{severity || ' ' || (evidence->>'line')}), qr/^info 5$/, 'md5 without a verifier of that kind harms nobody');
is(found('open_network', q{severity, evidence->>'line'}), 'medium|5', 'open to every address');
rules("local all all trust\nhost all all 127.0.0.1/32 trust\nhost all all 10.0.0.0/8 scram-sha-256\nhost all all 0.0.0.0/0 reject\n");
is($node->safe_psql('postgres', q{SELECT string_agg(DISTINCT severity, ',') FROM pgops.run_checks(ARRAY['trust_authentication'])}), 'low', 'on the machine itself it matters less');
is(found('open_network', 'object'), '', 'what rejects everybody is open to nobody');
is(found('md5_authentication', 'object'), '', 'SCRAM is fine');

# Passwords.
$node->safe_psql('postgres', q{CREATE ROLE old LOGIN PASSWORD 'a'; SET password_encryption = 'scram-sha-256'; CREATE ROLE new LOGIN PASSWORD 'a'; CREATE ROLE without LOGIN});
is(found('password_md5', 'object'), 'role old', 'an MD5 verifier; SCRAM and none at all are fine');
$node->safe_psql('postgres', 'CREATE ROLE watcher LOGIN IN ROLE pg_monitor');
my @as     = (extra_params => ['-U', 'watcher']);
my $status = $node->safe_psql('postgres', q{SELECT check_id, status FROM pgops.check_status WHERE check_id IN ('password_md5', 'trust_authentication', 'md5_authentication', 'open_network') ORDER BY 1}, @as);
is($status, "md5_authentication|skipped\nopen_network|skipped\npassword_md5|skipped\ntrust_authentication|skipped", 'pg_monitor may not read these');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pgops.check_status WHERE area = 'security' AND status = 'skipped' AND coalesce(reason, '') !~ 'superuser|GRANT'}, @as), '0', 'the missing right is named');

# Objects.
$node->safe_psql('postgres', q{
    CREATE FUNCTION loose() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
    CREATE FUNCTION pinned() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1';
    CREATE FUNCTION atomic() RETURNS int LANGUAGE sql SECURITY DEFINER BEGIN ATOMIC SELECT 1; END;
    CREATE FUNCTION invoker() RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE PROCEDURE "Loose"(a int) LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
    CREATE ROLE owner LOGIN; CREATE ROLE reader LOGIN; CREATE SCHEMA app AUTHORIZATION owner; GRANT USAGE ON SCHEMA app TO reader;
    SET ROLE owner;
    CREATE TABLE app.off (a int); CREATE POLICY p ON app.off USING (true);
    CREATE TABLE app.guarded (a int); CREATE POLICY p ON app.guarded USING (a > 0); ALTER TABLE app.guarded ENABLE ROW LEVEL SECURITY;
    CREATE TABLE app.closed (a int); ALTER TABLE app.closed ENABLE ROW LEVEL SECURITY; GRANT SELECT ON app.closed TO reader;
    CREATE TABLE app.private (a int); ALTER TABLE app.private ENABLE ROW LEVEL SECURITY;
    CREATE VIEW app.past AS SELECT * FROM app.guarded; GRANT SELECT ON app.past TO reader;
    CREATE VIEW app.invoker WITH (security_invoker = on) AS SELECT * FROM app.guarded; GRANT SELECT ON app.invoker TO reader;
    CREATE VIEW app.own AS SELECT * FROM app.guarded;
    RESET ROLE;
});
is(found('security_definer_search_path', 'object, severity'), qq{public."Loose"(integer)|high\npublic.loose()|high}, 'definer functions whose path is not pinned');
is(found('policy_without_rls', 'object'), 'app.off', 'policies while row security is off');
is(found('rls_without_policy', 'object'), 'app.closed', 'row security without a policy, where others have rights');
is(found('security_definer_view', 'object'), 'app.past', 'a view past row security, that others may read');
is(found('public_schema_create', 'object'), '', 'nothing open in a new database');
$node->safe_psql('postgres', 'GRANT CREATE ON SCHEMA public TO PUBLIC');
is(found('public_schema_create', 'object, severity'), 'public|medium', 'as before version 15');
for my $check (qw(security_definer_search_path policy_without_rls security_definer_view public_schema_create)) {
    my ($fixes, $undos) = map { found($check, $_) } 'fix_sql', 'undo_sql';
    is(sqlstate($node, 'postgres', $fixes), '00000', "the fix of $check runs as printed");
    is(found($check, 'object'), '', 'and mends');
    is(sqlstate($node, 'postgres', $undos), '00000', 'its undo runs');
    isnt(found($check, 'object'), '', 'and takes it back');
}

# Sessions.
my @open;
sub session {
    my ($application, $role, %options) = @_;
    local $ENV{PGAPPNAME} = $application;
    # The connection string names the socket's folder, and only an address goes before it.
    local $ENV{PGHOSTADDR} = $options{address} if $options{address};
    my $session = $node->background_psql('postgres', extra_params => ['-U', $role]);
    push @open, $session;
    return $session;
}
session('shop', 'owner');
session('psql', 'owner');
session('report', 'reader');
is(found('application_owns_schema', 'finding_key, finding'), 'application_owns_schema:owner/shop/postgres|its role owns 4 tables', 'an application that owns its tables');
like(found('policy_without_rls', 'object, finding'), qr/app.guarded\|policies do not bind the application/, 'whom policies do not bind');
is(found('unencrypted_connections', 'object'), '', 'nobody over TCP');
session('plain', 'reader', address => '127.0.0.1');
is(found('unencrypted_connections', 'finding_key, severity'), 'unencrypted_connections:reader/plain/postgres|info', 'a plaintext session on loopback');
my ($address) = grep { /^\d+\.\d+\.\d+\.\d+$/ && !/^127\./ } split ' ', `hostname -I`;
SKIP: {
    skip 'this machine has no address beside loopback', 1 if !$address;
    rules("local all all trust\nhost all all 127.0.0.1/32 trust\nhost all all $address/32 trust\n");
    session('far', 'reader', address => $address);
    is($node->safe_psql('postgres', q{SELECT severity FROM pgops.run_checks(ARRAY['unencrypted_connections']) WHERE object ~ 'far'}), 'medium', 'and one over the network');
}
is(found('superuser_application', 'object'), '', 'nobody is as good as superuser');
$node->safe_psql('postgres', 'GRANT pg_execute_server_program TO reader');
like(found('superuser_application', 'finding_key, finding'), qr{superuser_application:reader/report/postgres\|1 session with access to the server}, 'a member of pg_execute_server_program is');
$_->quit for @open;

done_testing();
