#!/bin/sh
# A short tour of the command line over the store in $QUAD_STORE: finds a free lab, books it, is refused the same
# again, looks at the booking and cancels it. The argument is the program.
set -eu
quad=$1

# Shows a command and runs it; all the tour's commands end with 0 but the one that is to be refused.
try() {
	printf '\n$ quad'
	for word in "$@"; do
		case $word in
		*[!A-Za-z0-9.,:/=+_-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	"$quad" "$@"
}

day=$(date -d 'next monday' +%F)
end=$(date -d "$day + 12 days" +%F)

try --version
try list campuses
try find --kind lab --campus GC-M --seats 40 --for 2h --within "$day/$end"
first=$("$quad" find --kind lab --campus GC-M --seats 40 --for 2h --within "$day/$end" | sed -n 2p)
lab=${first%%,*}
start=${first##*,}

try book "$lab" --at "$start" --for 2h --party 40 --purpose '公开课 Open lesson' >"$QUAD_STORE.tour"
cat "$QUAD_STORE.tour"
id=$(tail -n 1 "$QUAD_STORE.tour" | cut -d , -f 1)
rm -f "$QUAD_STORE.tour"

status=0
try book "$lab" --at "$start" --for 1h --purpose 'The same lab again' || status=$?
echo "(exit $status: refused, nothing was changed)"
[ "$status" -eq 3 ]

try bookings --resource "$lab" --from "$day" --to "$end"
try show "$id"
try cancel "$id"
try check
