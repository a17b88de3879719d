#!/bin/sh
# Puts Debian's exim4 into BUILD/mta for the tests of mails: the program alone, unpacked, without its rights. Nothing is
# installed or started, since a machine may have a mail system of its own, and a test needs none that listens.
#
# usage: tests/mta.sh BUILD
set -eu
build=$1
exim=$build/mta/exim4
[ -x "$exim" ] && exit 0
mkdir -p "$build/mta"

if [ -r /usr/sbin/exim4 ]; then
	cp /usr/sbin/exim4 "$exim.new"
else
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	trap 'exit 1' INT TERM
	if ! (cd "$tmp" && apt-get -qq download exim4-daemon-light >log 2>&1); then
		cat "$tmp/log" >&2
		echo 'The tests of mails need exim4-daemon-light, which could not be downloaded: apt-get update' >&2
		exit 1
	fi
	dpkg-deb --fsys-tarfile "$tmp"/exim4-daemon-light_*.deb | tar -xO ./usr/sbin/exim4 >"$exim.new"
fi
chmod 755 "$exim.new"
mv "$exim.new" "$exim"
