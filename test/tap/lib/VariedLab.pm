# Tables drawn at random from kinds of columns, with what each check must and must not say of them. Names, shares, ranges, forms and
# numbers of rows differ from seed to seed, so that no check can be fitted to one of them.
package VariedLab;
use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(varied_lab);

sub pick { return $_[ int rand @_ ] }
sub between { my ($least, $most) = @_; return $least + int rand($most - $least + 1) }
# A number that looks random, below the limit, for row n; each call of k() is another sequence.
sub k { return between(1, 900_000) }
sub random { my ($limit) = @_; return sprintf 'lab.r(n, %d) %% %d', k(), $limit }
sub some { return sprintf 'lab.r(n, %d) %% 100 < %d', k(), $_[0] }
sub word_of { my @words = @_; return sprintf "(ARRAY['%s'])[1 + %s]", join("','", @words), random(scalar @words) }
sub days { return sprintf "(date '%d-01-01' + %s)", between(1995, 2015), random(between(800, 3000)) }
sub words { return sprintf "initcap(substr(md5((%s)::text), 1, %d)) || ' ' || substr(md5(n::text), 3, %d)", random(between(300, 90000)), between(3, 7), between(3, 9) }
sub sentence { return sprintf "'The %s was ' || %s || ' when we saw it, and ' || %s || ' others were not.'", pick(qw(door train report visitor)), word_of(qw(open late short red new)), random(90) }

my @tags = ([qw(red green blue black white grey)], [qw(news sports science travel food music art)], [qw(admin editor viewer owner guest)], [qw(vegan spicy cold sweet sour bitter)]);
# Items in any number and order.
sub list_of {
    my ($separator, $item, $most) = @_;
    my $count = sprintf '(1 + %s)', random($most);
    return "(SELECT string_agg($item, '$separator') FROM generate_series(1, $count) m)";
}
sub any_tag { my @words = @{ pick(@tags) }; return sprintf "(ARRAY['%s'])[1 + lab.r(n * 31 + m, %d) %% %d]", join("','", @words), k(), scalar @words }
sub any_id { return sprintf '(lab.r(n * 31 + m, %d) %% %d)::text', k(), between(200, 9000) }

# Each makes [names, type, value, checks that must find it]; "?": may be NULL.
my @number = qw(height_cm seats capacity duration_minutes page_count floor_area stock_count lap_length max_speed);
my @kinds = (
    sub { [\@number, pick('text', 'varchar(20)'), '(' . between(1, 500) . ' + ' . random(between(40, 5000)) . ')::text', 'stringly_typed'] },
    sub { [\@number, 'text', '((' . random(90000) . ') / 100.0)::numeric(8,2)::text', 'stringly_typed'] },
    sub { [[qw(shipped_on due_day birthday valid_from opened)], pick('text', 'varchar(30)'), days() . '::text', 'stringly_typed'] },
    sub { [[qw(seen_at started finished_at stamp)], 'text', "to_char(timestamp '2021-01-01' + " . random(90000) . " * interval '9 min', 'YYYY-MM-DD" . pick(' ', '"T"') . "HH24:MI:SS')", 'stringly_typed'] },
    sub { [[qw(opted_in wants_mail has_pet confirmed_flag)], pick('text', 'varchar(5)'), word_of(@{ pick([qw(yes no)], [qw(true false)], [qw(Y N)], [qw(t f)]) }), 'stringly_typed'] },
    sub { [[qw(request_uuid object_uuid correlation)], pick('text', 'varchar(40)'), 'md5((n * ' . k() . '::bigint)::text)::uuid::text', 'stringly_typed'] },
    sub { [[qw(payload options extra)], 'text', "json_build_object('a', " . random(50) . ", 'b', '" . pick(qw(x y z)) . "', 'n', n)::text", 'stringly_typed'] },
    sub { [[qw(client_ip peer_address last_seen_from)], 'text', "'" . pick('10.', '192.') . "' || " . random(250) . " || '.7.' || " . random(250), 'stringly_typed'] },
    sub { [[qw(interface_mac adapter)], 'text', "'08:00:2b:' || to_hex(16 + " . random(200) . ") || ':' || to_hex(16 + " . random(200) . ") || ':0a'", 'stringly_typed'] },
    sub { [[qw(zip_code plz postcode)], 'text', 'lpad((' . random(99000) . ")::text, 5, '0')", ''] },
    sub { [[qw(zip_code postal_code)], 'text', '(10000 + ' . random(89000) . ')::text', ''] },
    sub { [[qw(phone mobile_number fax_number)], 'text', "'" . pick('+43', '0', '0044') . "' || (600000000 + " . random(90000) . ')::text', ''] },
    sub { [[qw(name title label_text street remark)], 'text', words(), ''] },
    sub { [[qw(description notes body)], 'text', sentence(), ''] },
    sub { [[qw(app_version release firmware)], 'text', "'" . between(1, 9) . ".' || " . random(30) . " || '.' || " . random(20), ''] },
    sub { [[qw(article_code batch shelf)], 'text', "chr(65 + " . random(26) . ") || '-' || " . random(9000), ''] },
    sub { [[qw(digest content_hash)], 'text', 'md5(n::text || ' . k() . '::text)', ''] },
    sub { [[qw(account_number serial_number customer_reference)], 'text', '(' . between(1, 9) * 1_000_000 . ' + ' . random(900000) . ')::text', ''] },
    sub { [[qw(caption headline)], 'text', "CASE WHEN " . some(between(1, 3)) . " THEN (1900 + " . random(99) . ")::text ELSE " . words() . ' END', ''] },
    sub { [[qw(stage phase state)], 'text', word_of(qw(new open waiting done)), ''] },
    # values of several types
    sub { my $much = between(20, 70); [[qw(entry raw_value anything reading field_content)], 'text', "CASE WHEN " . some($much) . ' THEN (' . random(900) . ')::text ELSE ' . days() . '::text END', 'mixed_type_string'] },
    sub { [[qw(entry raw_value anything datum)], 'text', 'CASE ' . random(3) . " WHEN 0 THEN (" . random(500) . ")::text WHEN 1 THEN '{\"a\": ' || n || '}' ELSE " . words() . ' END', 'mixed_type_string'] },
    sub { [[qw(contact_point reach_by)], 'text', 'CASE WHEN ' . some(between(25, 75)) . " THEN 'p' || n || '\@example.org' ELSE 'https://example.org/' || " . random(9000) . ' END', 'mixed_type_string'] },
    sub { [[qw(setting_value answer)], 'text', 'CASE WHEN ' . some(between(25, 75)) . ' THEN (' . random(80) . ')::text ELSE ' . words() . ' END', 'mixed_type_string'] },
    sub { [[qw(room seat_label)], 'text', 'CASE WHEN ' . some(50) . ' THEN (' . between(1, 300) . ' + ' . random(200) . ')::text ELSE chr(65 + ' . random(8) . ') || ' . random(40) . ' END', ''] },
    sub { [[qw(first_published built)], 'text', 'CASE WHEN ' . some(40) . ' THEN (1900 + ' . random(110) . ')::text ELSE ' . days() . '::text END', ''] },
    # several values in one
    sub { [[qw(marks colours_seen flavour traits topics)], pick('text', 'varchar(200)'), list_of(pick(',', ', ', ';', '|'), any_tag(), between(3, 6)), 'list_in_string'] },
    sub { [[qw(related seen_with watchers)], 'text', list_of(pick(',', ';'), any_id(), between(3, 7)), 'list_in_string'] },
    sub { [[qw(copied_to notify)], 'text', list_of(pick(';', ', '), "'u' || lab.r(n + m, " . k() . ") || '\@example.org'", between(3, 5)), 'list_in_string'] },
    sub { [[qw(address_line location_text)], 'text', "'" . pick(qw(Lake Oak Hill)) . " Street ' || " . random(200) . " || ', ' || " . word_of(qw(Vienna Graz Linz Wels)) . " || CASE WHEN " . some(40) . " THEN ', Austria' ELSE '' END", ''] },
    sub { [[qw(full_name contact_person)], 'text', words() . " || ', ' || initcap(substr(md5((n + 7)::text), 1, 5))", ''] },
    sub { [[qw(position_text geo)], 'text', '(' . random(9000) . ' / 100.0)::numeric(6,2) || \',\' || (' . random(18000) . ' / 100.0)::numeric(6,2)', ''] },
    sub { [[qw(turnover_text)], 'text', "to_char(" . random(90000) . " * 37, 'FM999,999,999')", ''] },
    sub { [[qw(rgb_text)], 'text', random(256) . " || ',' || " . random(256) . " || ',' || " . random(256), ''] },
    # stand-ins for NULL
    sub { my $stand_in = pick(-1, -99, -999, 9999, 99999); [[qw(temperature humidity_level depth_cm rating_given)], pick('int', 'bigint'), 'CASE WHEN ' . some(between(3, 40)) . " THEN $stand_in ELSE " . between(1, 30) . ' + ' . random(between(30, 300)) . ' END', 'sentinel_value'] },
    sub { [[qw(manager_id previous_id group_id)], 'bigint', 'CASE WHEN ' . some(between(4, 40)) . ' THEN 0 ELSE 1 + ' . random(700) . ' END', 'sentinel_value'] },
    sub { my $day = pick('9999-12-31', '1900-01-01', '0001-01-01', '2999-12-31'); [[qw(ended_on left_on expired_on)], pick('date', 'timestamp'), 'CASE WHEN ' . some(between(5, 60)) . " THEN date '$day' ELSE " . days() . ' END', 'sentinel_value'] },
    sub { my $word = pick('N/A', 'n/a', 'unknown', 'none', '-', 'NULL', 'tbd'); [[qw(maker supplier_name second_line)], 'text', 'CASE WHEN ' . some(between(4, 30)) . " THEN '$word' ELSE " . words() . ' END', 'sentinel_value'] },
    sub { [[qw(celsius offset_minutes delta)], 'int', random(between(40, 90)) . ' - ' . between(10, 20), ''] },
    sub { [[qw(percent_done hour_of_day)], 'int', random(pick(24, 101)), ''] },
    sub { [[qw(valid_to planned_for)], 'date', days(), ''] },
    sub { [[qw(paused_until)], 'timestamptz', "CASE WHEN " . some(30) . " THEN timestamptz 'infinity' ELSE " . days() . ' END', ''] },
    sub { [[qw(mode method)], 'text', word_of(qw(none card cash)), ''] },
    # NULL
    sub { [[qw(is_active has_key can_edit is_hidden enabled)], 'boolean?', 'CASE WHEN ' . some(between(5, 60)) . ' THEN NULL ELSE ' . some(between(20, 80)) . ' END', 'nullable_boolean'] },
    sub { [[qw(checked printed reviewed)], 'boolean?', 'CASE WHEN ' . some(between(10, 70)) . ' THEN true END', 'nullable_boolean'] },
    sub { [[qw(test_passed consent_given exam_result)], 'boolean?', 'CASE WHEN ' . some(50) . ' THEN ' . some(50) . ' END', ''] },
    sub { [[qw(is_open is_locked)], 'boolean', some(between(10, 90)), ''] },
    sub { [[qw(shown_name entered_at region score_points)], 'int?', '1 + ' . random(4000), 'never_null_column'] },
    sub { [[qw(alias maiden_name)], 'text?', 'CASE WHEN ' . some(between(2, 95)) . ' THEN ' . words() . ' END', ''] },
    # large ones, as the settings of the test have it
    sub { [[qw(scan attachment picture)], pick('bytea', 'text'), 'CASE WHEN ' . some(between(3, 20)) . " THEN repeat('ab', " . between(10000, 40000) . ")" . " ELSE 'small' END", 'large_value', 'large'] },
    sub { [[qw(thumbnail summary)], 'text', "repeat('x', " . between(100, 7000) . ') || n', '', 'large'] },
    sub { [[qw(samples curve)], pick('int[]', 'float8[]', 'bigint[]'), 'CASE WHEN ' . some(between(3, 20)) . ' THEN ARRAY(SELECT generate_series(1, ' . between(2200, 6000) . "))" . " ELSE '{1,2}' END", 'large_array', 'large'] },
    sub { [[qw(parts steps)], pick('int[]', 'text[]'), "ARRAY(SELECT generate_series(1, " . between(2, 400) . '))', '', 'large'] },
);

sub column_of {
    my ($made, $used) = @_;
    my ($names, $type, $value, $check, $large) = @$made;
    my @free = grep { !$used->{$_} } @$names;
    return undef if !@free;
    my $name = pick(@free);
    $used->{$name} = 1;
    my $cast = $type =~ /\[\]$/ ? "($value)::$type" : $type eq 'bytea' ? "convert_to($value, 'UTF8')" : $value;
    return { name => $name, type => $type =~ s/\?$//r, null => scalar($type =~ /\?$/), value => $cast, check => $check, large => $large };
}

sub table_sql {
    my ($table, $rows, @columns) = @_;
    my $definitions = join ', ', map { "$_->{name} $_->{type}" . ($_->{null} ? '' : ' NOT NULL') } @columns;
    my $names = join ', ', map { $_->{name} } @columns;
    my $values = join ', ', map { $_->{value} } @columns;
    return "CREATE TABLE lab.$table (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, $definitions);\nINSERT INTO lab.$table ($names) SELECT $values FROM generate_series(1, $rows) n;\nANALYZE lab.$table;\n";
}

# A column of each kind, dealt to tables.
sub plain_tables {
    my ($prefix, $expected) = @_;
    my (@hands, $sql);
    for my $make (sort { $a->[0] <=> $b->[0] } map { [rand, $_] } @kinds) {
        my $made = $make->[1]->();
        my $hand = pick(@hands, undef);
        $hand = { used => {}, columns => [] } if !$hand || @{ $hand->{columns} } > 7;
        push @hands, $hand if !grep { $_ == $hand } @hands;
        my $column = column_of($made, $hand->{used});
        push @{ $hand->{columns} }, $column if $column;
    }
    for my $i (0 .. $#hands) {
        my @columns = @{ $hands[$i]{columns} } or next;
        my $table = $prefix . pick(qw(visits devices papers meetings)) . $i;
        my $rows = (grep { $_->{large} } @columns) ? between(150, 300) : between(1100, 4000);
        $_->{check} && ($_->{check} ne 'never_null_column' || $rows >= 1000) && ($expected->{"$_->{check} lab.$table.$_->{name}"} = 1) for @columns;
        $sql .= table_sql($table, $rows, @columns);
    }
    return $sql;
}

# A table of things, and one that refers to it and repeats some of it.
sub copies {
    my ($expected) = @_;
    my ($one, $many) = @{ pick([qw(customer customers)], [qw(supplier suppliers)], [qw(member members)], [qw(branch branches)]) };
    my $child = pick(qw(deliveries bookings calls)) . between(1, 9);
    my $things = between(60, 900);
    my $key = pick("${one}_id", $one);
    my $sql = "CREATE TABLE lab.$many (id bigint PRIMARY KEY, name text NOT NULL, email text NOT NULL, country text NOT NULL, phone text NOT NULL, price numeric NOT NULL);\n"
        . "INSERT INTO lab.$many SELECT n, " . words() . ", 'mail' || n || '\@example.org', " . word_of(qw(AT DE CH IT)) . ", '+43' || (5000000 + n * 17), " . random(900) . " FROM generate_series(1, $things) n;\nANALYZE lab.$many;\n";
    my @of = sort { $a->[0] cmp $b->[0] } (["${one}_name", 'text', 't.name', 1], [pick("${one}_email", 'email'), 'text', 't.email', 1], [pick("${one}_phone", 'phone'), 'text', 't.phone', 1],
        ['name', 'text', words(), 0], [pick("${one}_remark", 'country'), 'text', word_of(qw(AT DE CH IT)), 0], ['price', 'numeric', 't.price', 0],
        ["contact_email", 'text', "'desk' || n || '\@example.net'", 0]);
    my $columns = join ', ', map { "$_->[0] $_->[1] NOT NULL" } @of;
    my $rows = $things * between(3, 12);
    $sql .= "CREATE TABLE lab.$child (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, $key bigint NOT NULL REFERENCES lab.$many, $columns);\n"
        . "INSERT INTO lab.$child ($key, " . join(', ', map { $_->[0] } @of) . ") SELECT t.id, " . join(', ', map { $_->[2] } @of)
        . " FROM generate_series(1, $rows) n JOIN lab.$many t ON t.id = 1 + lab.r(n, " . k() . ") % $things;\nANALYZE lab.$child;\n";
    $_->[3] && ($expected->{"copied_denormalization lab.$child.$_->[0]"} = 1) for @of;
    return $sql;
}

# Attributes as rows, under names that say nothing of it; and rows of three columns that are none.
sub attributes {
    my ($expected) = @_;
    my $id = pick(qw(machine_id plant_id case_id));
    my ($what, $content) = (pick(qw(trait facet item what)), pick(qw(content info body said)));
    my $table = pick(qw(details extras particulars)) . between(1, 9);
    my $traits = between(6, 30);
    my $things = between(90, 300);
    my $sql = "CREATE TABLE lab.$table (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, $id bigint NOT NULL, $what text NOT NULL, $content text NOT NULL);\n"
        . "INSERT INTO lab.$table ($id, $what, $content) SELECT 1 + (n - 1) / $traits, 'trait_' || chr(97 + n % $traits), CASE n % $traits % 4 WHEN 0 THEN (" . random(900) . ')::text WHEN 1 THEN ' . days()
        . "::text WHEN 2 THEN 'true' ELSE " . words() . " END FROM generate_series(1, $traits * $things) n;\nANALYZE lab.$table;\n";
    $expected->{"eav lab.$table"} = 1;
    $expected->{"mixed_type_string lab.$table.$content"} = 1;
    my $events = pick(qw(incidents moves)) . between(1, 9);
    $sql .= table_sql($events, between(1500, 3000), { name => $id, type => 'bigint', value => '1 + ' . random(60) }, { name => 'event', type => 'text', value => word_of(qw(start stop fail)) },
        { name => 'message', type => 'text', value => sentence() }, { name => 'happened_at', type => 'timestamptz', value => days() });
    my $translations = pick(qw(wordings captions)) . between(1, 9);
    $sql .= table_sql($translations, between(1500, 3000), { name => $id, type => 'bigint', value => '1 + n / 4' }, { name => 'spoken', type => 'text', value => "(ARRAY['de','en','fr','it'])[1 + n % 4]" },
        { name => 'wording', type => 'text', value => words() });
    return $sql;
}

# An id and a column that names tables, under whatever name; and ids beside columns that name something else.
sub references {
    my ($expected, @tables) = @_;
    my $table = pick(qw(likes alarms files)) . between(1, 9);
    my @names = map { pick($_, ucfirst $_, "App\\Models\\" . ucfirst $_) } @tables;
    my ($chooser, $reference) = @{ pick(['about', 'about_id'], ['belongs_to', 'subject_id'], ['place', 'place_ref_id'], ['source_kind', 'source_id'], ['of_what', 'what_id']) };
    my $sql = table_sql($table, between(1200, 3000), { name => $chooser, type => 'text', value => word_of(@names) }, { name => $reference, type => 'bigint', value => '1 + ' . random(500) },
        { name => 'memo', type => 'text', value => words() });
    $expected->{"polymorphic lab.$table"} = 1;
    my $innocent = pick(qw(logins payments)) . between(1, 9);
    my $what = pick(qw(terminal handset gateway));
    $sql .= table_sql($innocent, between(1200, 3000), { name => "${what}_type", type => 'text', value => word_of(qw(mobile fixed rented)) }, { name => "${what}_id", type => 'bigint', value => '1 + ' . random(500) },
        { name => 'amount_due', type => 'numeric', value => random(900) });
    return $sql;
}

# The SQL, and "check object" => 1 for what must be found.
sub varied_lab {
    my ($seed) = @_;
    srand $seed;
    my %expected;
    my $sql = "DROP SCHEMA IF EXISTS lab CASCADE;\nCREATE SCHEMA lab;\nCREATE FUNCTION lab.r(n bigint, k int) RETURNS int LANGUAGE sql IMMUTABLE AS \$\$ SELECT (abs(hashint8extended(n, k)) % 1000000)::int \$\$;\n"
        . "CREATE TABLE lab.tickets (id bigint PRIMARY KEY, subject text);\nCREATE TABLE lab.articles (id bigint PRIMARY KEY, subject text);\nCREATE TABLE lab.vehicles (id bigint PRIMARY KEY, plate text);\n"
        . plain_tables('', \%expected) . plain_tables('more_', \%expected) . copies(\%expected) . attributes(\%expected) . references(\%expected, qw(ticket article vehicle));
    return ($sql, \%expected);
}

1;
