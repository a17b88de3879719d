# The faults of tests/cluster/run: for each scenario a function that breaks something and returns; mend makes all whole.
# shellcheck shell=bash disable=SC2034,SC2154

scenarios=(calm killed killed_server paused paused_server cut_off cut_from_servers disk_full
	standby_lost standby_cut_off standby_paused standby_disk_full
	other_standby_lost both_standbys_lost clock_skew office_stopped chance server_clocks
	scripted_planned scripted_killed scripted_cut_off scripted_paused)

stopped=()
killed=()

kill_server() {
	signal_all KILL "$1"
	killed+=("$1")
}

stop_server() {
	signal_all STOP "$@"
	stopped+=("$1")
}

# The disk of server $1, but for a few pages.
fill_disk() {
	dd if=/dev/zero of="$top/$1/disk/ballast" bs=1M 2>/dev/null || true
	dd if=/dev/zero of="$top/$1/disk/ballast2" bs=4k 2>/dev/null || true
}

# All is as it was: processes go on or are started again, lines and disks are free.
mend() {
	local h
	for h in "${stopped[@]}"; do
		signal_all CONT "$h"
	done
	stopped=()
	for h in h1 h2 h3; do
		rm -f "$top/$h/disk/ballast" "$top/$h/disk/ballast2"
		join_again "$h"
		"revive_$kind" "$h"
	done
	killed=()
}

fault_calm() {
	:
}

# All of PostgreSQL; Patroni and etcd of that server go on.
fault_killed() {
	signal_all KILL "$(primary)" postgres
}

fault_killed_server() {
	kill_server "$(primary)"
}

fault_paused() {
	local p
	p=$(primary)
	stop_server "$p" postgres
	until_true 30 another_primary "$p" || true
}

# A machine that stands still, as a virtual one that is moved; it goes on when another is the primary.
fault_paused_server() {
	local p
	p=$(primary)
	stop_server "$p"
	until_true 40 another_primary "$p" || true
	mend
}

fault_cut_off() {
	cut_off "$(primary)"
}

fault_cut_from_servers() {
	cut_from_servers "$(primary)"
}

# Another one takes over (disk_watch), and bookings go on while the disk is full.
fault_disk_full() {
	fill_disk "$(primary)"
	moment 5
}

fault_standby_disk_full() {
	fill_disk "$(synchronous)"
	moment 5
}

fault_standby_cut_off() {
	cut_off "$(synchronous)"
}

fault_standby_paused() {
	stop_server "$(synchronous)"
	moment 5
}

fault_standby_lost() {
	kill_server "$(synchronous)"
}

fault_other_standby_lost() {
	kill_server "$(other_standby)"
}

# etcd has no majority then either. One comes back after 10 s.
fault_both_standbys_lost() {
	local s o
	s=$(synchronous)
	o=$(other_standby)
	kill_server "$s"
	kill_server "$o"
	moment 10
	revive_patroni "$s"
}

# Offices whose clocks are wrong by up to two days; then the primary is lost.
faketime=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1
before_clock_skew() {
	skews=(+26h -26h +300s "")
}
fault_clock_skew() {
	fault_killed_server
}

# PostgreSQL servers whose clocks are wrong by up to two days, each in its own way; then the primary is lost.
before_server_clocks() {
	local h wrong=(+26h -26h +300s)
	for h in h1 h2 h3; do
		rm "$top/$h/bin/postgres"
		printf '#!/bin/sh\nLD_PRELOAD=%s FAKETIME=%s DONT_FAKE_MONOTONIC=1 exec %s/postgres "$@"\n' \
			"$faketime" "${wrong[${h#h} - 1]}" "$bin" >"$top/$h/bin/postgres"
		chmod 755 "$top/$h/bin/postgres"
		signal_all KILL "$h" postgres
		until_true 60 is_whole || fail "the servers do not come together when the clock of $h is wrong"
		[ "$(sql "$h" "select abs(extract(epoch from clock_timestamp()) - $EPOCHSECONDS) > 200")" = t ] ||
			fail "the clock of $h is right"
	done
}
fault_server_clocks() {
	fault_killed_server
}

# A machine with clients stands still, whatever they were doing.
fault_office_stopped() {
	local pid=${client_pids[0]} children
	children=$(cat "/proc/$pid/task/$pid/children")
	# shellcheck disable=SC2086
	kill -STOP $children
	"$cluster" await "$dir" 200 60000 || fail 'the others had to wait'
	# shellcheck disable=SC2086
	kill -CONT $children
}

# One fault after another, each while the servers still come together after the last one. Where the one is lost that
# alone has every commit, nobody takes over until it is back: bookings wait, and none is lost.
fault_chance() {
	local i kinds=(fault_killed fault_killed_server fault_paused_server fault_cut_off fault_cut_from_servers
		fault_standby_lost fault_other_standby_lost)
	RANDOM=$seed
	for ((i = 0; i < rounds; i++)); do
		"${kinds[RANDOM % ${#kinds[@]}]}"
		"$cluster" await "$dir" $((RANDOM % 100 + 1)) 20000 || true
		mend
		until_true 60 synchronous || fail 'no standby came back'
	done
}

# Without Patroni, with promotion by a script that begins as soon as the fault is there: how fast that may be. A client
# has to find out by itself that a server is silent.
fault_scripted_killed() {
	signal_all KILL "$scripted_primary" postgres
	promote
}

fault_scripted_cut_off() {
	cut_off "$scripted_primary"
	promote
}

fault_scripted_paused() {
	stop_server "$scripted_primary" postgres
	promote
}

fault_scripted_planned() {
	promote
}
