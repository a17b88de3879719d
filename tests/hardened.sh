#!/bin/sh
# Looks whether a program was built with what makes a fault hard to use, by its ELF file.
#
# usage: tests/hardened.sh PROGRAM
set -eu
program=$1
bad=0

# Says what is missing, unless the output of readelf has the pattern.
expect() {
	what=$1 pattern=$2
	shift 2
	if ! readelf -W "$@" "$program" | grep -qE "$pattern"; then
		echo "$program: $what is missing"
		bad=1
	fi
}

expect 'a position-independent executable' 'Type: +DYN' --file-header
expect 'a relocation table that is read-only' 'GNU_RELRO' --program-headers
expect 'binding at the start' 'BIND_NOW|FLAGS_1.* NOW' --dynamic
expect 'a stack that is not executable' 'GNU_STACK.* RW ' --program-headers
expect 'the stack protector' '__stack_chk_fail' --symbols
expect 'FORTIFY' '__[a-z]+_chk(@|$)' --symbols
if readelf -W --program-headers "$program" | grep -qE 'LOAD.* RWE '; then
	echo "$program: a segment is both writable and executable"
	bad=1
fi
exit $bad
