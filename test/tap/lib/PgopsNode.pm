# Servers that have the staged extension, and what several tests ask of them.
package PgopsNode;
use strict;
use warnings;
use Exporter 'import';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(new_node offer_extension fails sqlstate backend_pid resident_bytes damage_files);

# A server that runs, with the extension in database postgres. conf: lines for postgresql.conf; init: options of init.
sub new_node {
    my ($name, %options) = @_;
    my $node = PostgreSQL::Test::Cluster->new($name);
    $node->init(%{ $options{init} // {} });
    offer_extension($node);
    # Autovacuum comes when the server likes; a test wants to know when.
    $node->append_conf('postgresql.conf', "autovacuum_naptime = 1d\nmax_prepared_transactions = 5\n" . ($options{conf} // ''));
    $node->start;
    $node->safe_psql('postgres', 'CREATE EXTENSION pgops_ext') if !$options{without_extension};
    return $node;
}

# Extensions are looked for in the stage: by Debian's setting up to 17, by PostgreSQL's own from 18 on.
sub offer_extension {
    my ($node) = @_;
    my $stage  = $ENV{STAGE} or die 'STAGE is not set';
    my ($share, $lib) = map { chomp(my $path = `pg_config $_`); $path } '--sharedir', '--pkglibdir';
    my $debian = system("postgres -D '" . $node->data_dir . "' -C extension_destdir >/dev/null 2>&1") == 0;
    $node->append_conf('postgresql.conf',
        ($debian ? "extension_destdir = '$stage'" : "extension_control_path = '\$system:$stage$share'")
            . "\ndynamic_library_path = '\$libdir:$stage$lib'"); # the former alone does not serve LOAD and preloading
    return;
}

# What a statement that must fail says; undef if it does not fail.
sub fails {
    my ($node, $database, $sql, @options) = @_;
    my ($status, $out, $error) = $node->psql($database, $sql, @options);
    return $status == 0 ? undef : $error;
}

# The SQLSTATE at which a statement ends, 00000 if it succeeds.
sub sqlstate {
    my ($node, $database, $sql, @options) = @_;
    my ($status, $out, $error) = $node->psql($database, "\\set VERBOSITY sqlstate\n$sql", @options);
    return '00000' if $status == 0;
    return $error =~ /(?:ERROR|FATAL):\s+(\w{5})/ ? $1 : $error;
}

sub backend_pid { return $_[0]->query_safe('SELECT pg_backend_pid()') }

# Memory of a process that is its own: shared buffers come in page by page and say nothing about growth.
sub resident_bytes {
    my ($pid) = @_;
    return slurp_file("/proc/$pid/status") =~ /^RssAnon:\s+(\d+) kB/m ? $1 * 1024 : die "no RssAnon of $pid";
}

# Damages files of pages, each in one of six ways, the same in every run. $files: number => path; $neighbours and $metapage: the ways that
# depend on the access method, called with a reference to the file's bytes.
sub damage_files {
    my ($files, $neighbours, $metapage) = @_;
    my $page = 8192;
    srand(20240229);
    my @ways = (
        # bytes anywhere
        sub { my ($bytes) = @_; substr($$bytes, int rand(length $$bytes), 1) = chr int rand 256 for 1 .. 300 },
        # line pointers and page headers
        sub { my ($bytes) = @_; substr($$bytes, $page * int(rand(length($$bytes) / $page)) + int rand 200, 2) = pack 'S', int rand 65536 for 1 .. 40 },
        # links, levels and flags
        sub { my ($bytes) = @_; substr($$bytes, $page * (1 + int(rand(length($$bytes) / $page - 1))) - 16 + int rand 16, 1) = chr int rand 256 for 1 .. 20 },
        $neighbours,
        # zeroed pages
        sub { my ($bytes) = @_; substr($$bytes, $page * int(rand(length($$bytes) / $page)), $page) = "\0" x $page for 1 .. 5 },
        $metapage,
    );
    for my $number (sort { $a <=> $b } keys %$files) {
        my $bytes = slurp_file($files->{$number});
        $ways[$number % @ways]->(\$bytes);
        open my $out, '>:raw', $files->{$number} or die "$files->{$number}: $!";
        print $out $bytes;
        close $out or die "$files->{$number}: $!";
    }
    return;
}

1;
