#!/bin/sh
# Runs the built tests: the examples of each fuzz target, then the test groups, all groups at the same time. Each step
# says what it is when it begins, and each suite of a group what came of it when it ends.
#
# usage: tests/run.sh BUILD 'FUZZ_TARGET ...' 'GROUP ...'
set -eu
build=$1 targets=$2 groups=$3

# The stores of the tests go into a directory that is removed at the end.
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 1' INT TERM

for target in $targets; do
	echo "replay tests/fuzz/corpus-$target"
	"$build/replay-$target" "tests/fuzz/corpus-$target"
done

echo "run    $groups"
children=
for group in $groups; do
	"$build/test-$group" 2>&1 &
	children="$children $!"
done
failed=0
for child in $children; do
	wait "$child" || failed=1
done
exit $failed
