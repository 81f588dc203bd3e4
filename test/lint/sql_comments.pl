#!/usr/bin/env perl
# sql_comments.pl SCRIPT: prints `file:line what` for each schema, function, view, view column, type and table of an extension script
# that has no COMMENT. It knows the few forms of SQL that such a script is written in, and says so when it meets another one.
use strict;
use warnings;

my $file = shift or die "usage: sql_comments.pl SCRIPT\n";
open my $in, '<', $file or die "$file: $!\n";
my $sql = do { local $/; <$in> };
$sql =~ s/^\\.*$//mg;
$sql =~ s/--[^\n]*//g;

my (%commented, %outputs);
while ($sql =~ /\bCOMMENT\s+ON\s+(\w+)\s+(\S+?)\s*(?:\([^)]*\))?\s+IS\s+'/gi) { $commented{lc "$1 $2"} = 1 }

sub line_at { return 1 + (substr($sql, 0, $_[0]) =~ tr/\n//) }
sub need {
    my ($what, $at) = @_;
    print "$file:", line_at($at), " $what has no COMMENT\n" unless $commented{lc $what};
}

# Splits at the commas that are in no parentheses.
sub items {
    my ($list) = @_;
    my ($depth, $item, @items) = (0, '');
    for my $c (split //, $list) {
        $depth++ if $c eq '(';
        $depth-- if $c eq ')';
        if ($c eq ',' && $depth == 0) { push @items, $item; $item = ''; }
        else { $item .= $c }
    }
    return grep { /\S/ } @items, $item;
}

# The columns that a function gives, by its name.
while ($sql =~ /\bCREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+([\w.]+)\s*(\((?:[^()]|(?2))*\))\s*(?:RETURNS\s+TABLE\s*(\((?:[^()]|(?3))*\)))?/gi) {
    my ($name, $arguments, $table) = (lc $1, substr($2, 1, -1), $3);
    need("function $name", $-[0]);
    my @names = map { /^\s*(?:OUT|INOUT)\s+(\w+)/i ? $1 : () } items($arguments);
    push @names, map { /^\s*(\w+)/ ? $1 : () } items(substr $table, 1, -1) if defined $table;
    $outputs{$name} = \@names;
}

while ($sql =~ /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:MATERIALIZED\s+)?VIEW\s+([\w.]+)\s*(?:\(([^)]*)\))?\s*(?:WITH\s*\([^)]*\)\s*)?AS\s+(.*?);/gis) {
    my ($name, $list, $query, $at) = (lc $1, $2, $3, $-[0]);
    need("view $name", $at);
    my @columns;
    if (defined $list) { @columns = map { /(\w+)/ } items($list) }
    elsif ($query =~ /^SELECT\s+\*\s+FROM\s+([\w.]+)\s*\(/i && $outputs{lc $1}) { @columns = @{$outputs{lc $1}} }
    elsif ($query =~ /^SELECT\s+(.*?)(?:\s+FROM\b|\s*$)/is) { @columns = map { /(\w+)\s*$/ } items($1) }
    print "$file:", line_at($at), " the columns of view $name cannot be told\n" unless @columns;
    need("column $name.$_", $at) for @columns;
}

while ($sql =~ /\bCREATE\s+(SCHEMA|TYPE|DOMAIN|TABLE|AGGREGATE|OPERATOR|SEQUENCE|CAST|PROCEDURE)\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.]+)/gi) { need("$1 $2", $-[0]) }
