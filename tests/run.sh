#!/bin/sh
# Runs the built tests: the examples of each fuzz target, then the test groups, all at the same time, each on LMDB and,
# if it is one of those, on the PostgreSQL server at QUAD_TEST_POSTGRES (tests/postgres.sh). Each step says what it is
# when it begins, and each suite of a group what came of it when it ends.
#
# usage: tests/run.sh BUILD 'FUZZ_TARGET ...' 'GROUP ...' 'GROUP_ON_POSTGRES ...'
set -eu
build=$1 targets=$2 groups=$3 on_postgres=$4

# The stores of the tests go into a directory that is removed at the end.
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 1' INT TERM

for target in $targets; do
	echo "replay tests/fuzz/corpus-$target"
	"$build/replay-$target" "tests/fuzz/corpus-$target"
done

postgres=${QUAD_TEST_POSTGRES:-}
unset QUAD_TEST_POSTGRES

echo "run    $groups"
[ -n "$postgres" ] || echo 'run    on LMDB only: no server of PostgreSQL was given'
children=
for group in $groups; do
	"$build/test-$group" 2>&1 &
	children="$children $!"
	case " $on_postgres " in
	*" $group "*)
		if [ -n "$postgres" ]; then
			QUAD_TEST_POSTGRES=$postgres "$build/test-$group" 2>&1 &
			children="$children $!"
		fi
		;;
	esac
done
failed=0
for child in $children; do
	wait "$child" || failed=1
done
exit $failed
