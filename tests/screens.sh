#!/bin/sh
# The screens of README.md: standard input with each of them taken anew, to standard output. A screen stands after a
# comment that says its size and which keys lead to it (tests/screenshot.c); a picture's file is written into DIR.
#
#     <!-- screen 80x24: y ] -->
#     <!-- picture man/pictures/board.svg 100x30: y -->
#
# usage: tests/screens.sh BUILD DIR <README.md
set -eu
build=$(realpath "$1") dir=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

export QUAD_LOCALEDIR="$build/locale"
awk -v take="'$build/screenshot' '$work/store'" -v dir="$dir" '
function run(command) {
	if (system(command) != 0)
		failed = 1
}
# The rest of a comment as the size and the keys: two words of the shell.
function arguments(text,    size) {
	sub(/ *-->$/, "", text)
	size = text
	sub(/:.*/, "", size)
	sub(/^[^:]*: */, "", text)
	return "\047" size "\047 \047" text "\047"
}
/^<!-- screen [0-9]+x[0-9]+:/ {
	print
	print ""
	fflush()
	run(take " text " arguments(substr($0, 13)) " | sed \"s/^./    &/\"")
	print ""
	fflush()
	old = 1
	next
}
/^<!-- picture [^ ]+ [0-9]+x[0-9]+:/ {
	file = "\047" dir "/" $3 "\047"
	run("mkdir -p \"$(dirname " file ")\" && " take " svg " arguments(substr($0, 15 + length($3))) " >" file)
}
old && (/^    / || /^$/) {
	next
}
{
	old = 0
	print
}
END { exit failed }
'
