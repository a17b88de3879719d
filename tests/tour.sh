#!/bin/sh
# The tour of README.md: runs its commands, which are the lines that begin with `    $ `, one after the other in one
# shell on a pseudo-terminal, and compares what they print with what README.md says they print.
# Its screens and pictures are taken anew and compared too (tests/screens.sh).
#
# usage: tests/tour.sh BUILD show|check|write
# show prints the commands and what they printed; check prints the differences and fails if there are any; write puts
# what they printed into README.md, and the pictures to their places.
#
# Numbers of bookings differ from day to day, because the sample's own bookings lie around the day on which it is made:
# they are counted from the tour's first booking. The login of whoever runs it is
# written as root. The present moment, numbers of journal entries and sizes of files are not compared.
set -eu
build=$(realpath "$1") mode=$2
readme=README.md

work=$(mktemp -d)
mkdir "$work/new"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# Reads README.md twice. mode=run writes the shell script of the tour. mode=merge reads the output of that script from
# `printed` and writes README.md with it, mode=show only the commands and their output.
cat >"$work/tour.awk" <<'END'
# Replaces each whole number from `first` to `first + 99` in text: by $(id NUMBER) in a command, or moved by `shift`.
function replace_ids(text, first, shift, as_command,    out, number) {
	while (match(text, /[0-9]+/)) {
		number = substr(text, RSTART, RLENGTH)
		if (first != "" && number + 0 >= first && number + 0 < first + 100)
			number = as_command ? "$(id " number ")" : number + shift
		out = out substr(text, 1, RSTART - 1) number
		text = substr(text, RSTART + RLENGTH)
	}
	return out text
}

# The part of a printed line that is compared.
function comparable(line) {
	sub(/^made: 20[-0-9]+T[:0-9]+$/, "made: NOW", line)
	sub(/^  [0-9]+  20[-0-9]+T[:0-9]+  /, "  ENTRY  NOW  ", line)
	sub(/[0-9]+ bytes\.$/, "SOME bytes.", line)
	return line
}

# The number of the booking that a row of a printed table begins with, or nothing.
function row_id(line) {
	return line ~ /^ *[0-9]+  / ? line + 0 : ""
}

function read_printed(    line, n) {
	while ((getline line < printed) > 0) {
		sub(/[ \r]+$/, "", line)
		gsub(work, "/tmp", line)
		if (match(line, "[ ,]" login "(,|  |$)"))
			line = substr(line, 1, RSTART) "root" substr(line, RSTART + 1 + length(login))
		if (line ~ /^\001/)
			n = substr(line, 2) + 0
		else {
			if (printed_id == "")
				printed_id = row_id(line)
			output[n, ++n_output[n]] = line
		}
	}
	for (n in n_output)
		for (line = 1; line <= n_output[n]; line++)
			output[n, line] = replace_ids(output[n, line], printed_id, written_id - printed_id, 0)
}

function end_command() {
	if (mode != "run")
		return
	gsub(/\/tmp\//, work "/", command)
	gsub(/\$PWD\/build/, build, command)
	print "mark " n_commands
	print replace_ids(command, written_id, 0, 1)
}

# Keeps the lines that README.md has if they say the same; otherwise takes those that were printed.
function end_output(    i, same) {
	if (mode == "run")
		return
	same = n_written == n_output[n_commands] + 0
	for (i = 1; same && i <= n_written; i++)
		same = comparable(written[i]) == comparable(output[n_commands, i])
	for (i = 1; same ? i <= n_written : i <= n_output[n_commands]; i++)
		print "    " (same && mode == "merge" ? written[i] : output[n_commands, i])
	n_written = 0
}

FNR == 1 {
	pass++
	if (pass == 2 && mode != "run")
		read_printed()
}
pass == 1 {
	if (written_id == "" && /^    / && tour)
		written_id = row_id(substr($0, 5))
	if (/^    \$ /)
		tour = 1
	next
}
in_command {
	command = command "\n" substr($0, 5)
}
!in_command && /^    \$ / {
	if (in_output)
		end_output()
	command = substr($0, 7)
	n_commands++
	in_command = 1
	here = command ~ /<<'END'/
}
in_command {
	if (mode != "run")
		print
	if (here ? $0 == "    END" : !/\\$/) {
		end_command()
		in_command = 0
		in_output = 1
	}
	next
}
in_output && /^    / {
	written[++n_written] = substr($0, 5)
	next
}
{
	if (in_output)
		end_output()
	in_output = 0
	if (mode == "merge")
		print
}
END

awk -v mode=run -v work="$work" -v build="$build" -f "$work/tour.awk" "$readme" "$readme" >"$work/commands"

cat >"$work/run" <<'END'
stty cols 100 rows 50
mark() {
	status=$?
	printf '\001%s\n' "$1"
	return $status
}
# The number that a booking of the tour has in this run, by the number that README.md gives it.
id() {
	[ -s first_id ] || quad bookings --from 2030-01-01 | sed -n '2s/,.*//p' >first_id
	echo $(($1 - written_id + $(cat first_id)))
}
END
# shellcheck disable=SC2016 # the text $(id NUMBER) is looked for
written_id=$(sed -n 's/.*\$(id \([0-9]*\)).*/\1/p' "$work/commands" | head -n 1)
echo "written_id=$written_id" >>"$work/run"
cat "$work/commands" >>"$work/run"

(cd "$work" && env -u LANGUAGE -u TZ LC_ALL=C.UTF-8 TERM=xterm NO_COLOR=1 \
	script -qc "sh $work/run" /dev/null </dev/null >"$work/printed")

merge=merge
[ "$mode" != show ] || merge=show
awk -v mode=$merge -v work="$work" -v printed="$work/printed" -v login="$(id -un)" -f "$work/tour.awk" \
	"$readme" "$readme" >"$work/$readme"
[ "$mode" = show ] || {
	mv "$work/$readme" "$work/merged"
	tests/screens.sh "$build" "$work/new" <"$work/merged" >"$work/$readme"
}
compare_pictures() {
	(cd "$work/new" && find . -type f) | while IFS= read -r file; do
		cmp "$file" "$work/new/$file" || return 1
	done
}
case $mode in
show)
	cat "$work/$readme"
	;;
check)
	{ diff -u "$readme" "$work/$readme" && compare_pictures; } || {
		echo "README.md does not show what its commands and screens do; \`make tour\` writes it anew." >&2
		exit 1
	}
	;;
write)
	cat "$work/$readme" >"$readme"
	cp -R "$work/new/." .
	;;
esac
