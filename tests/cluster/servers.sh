# Three servers on one machine, each in a network of its own: h1, h2 and h3 on a bridge, at which the clients are too.
# For tests/cluster/run, which has put itself into namespaces of its own, so that nothing here is seen outside, and all
# of it ends with it. Each server has a small disk of its own at $top/hN/disk for PostgreSQL.
# shellcheck shell=bash disable=SC2154 # `run` sets the rest

network=10.89.0.0/24
disk_size=${CLUSTER_DISK:-400m}

address_of() {
	echo "10.89.0.${1#h}"
}

# For a moment: where nothing tells when something has come about, it is asked for again.
moment() {
	read -r -t "${1:-0.1}" <>"$top/never" || true
}

# until_true SECONDS COMMAND...: false if it did not become true in time.
until_true() {
	local end=$((${EPOCHREALTIME/./} + $1 * 1000000))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "${EPOCHREALTIME/./}" -lt "$end" ] || return 1
		moment
	done
}

# ---- the network ----

network_up() {
	local h
	mkdir -p /run/netns
	mount -t tmpfs none /run/netns
	ip link set lo up
	ip link add lan type bridge
	ip addr add 10.89.0.100/24 dev lan
	ip link set lan up
	printf '127.0.0.1 localhost\n10.89.0.1 h1\n10.89.0.2 h2\n10.89.0.3 h3\n' >"$top/hosts"
	mount --bind "$top/hosts" /etc/hosts
	for h in h1 h2 h3; do
		ip netns add "$h"
		ip link add "$h" type veth peer name eth0 netns "$h"
		ip link set "$h" master lan up
		ip -n "$h" link set lo up
		ip -n "$h" addr add "$(address_of "$h")/24" dev eth0
		ip -n "$h" link set eth0 up
	done
}

# At server $1.
at() {
	local h=$1
	shift
	ip netns exec "$h" "$@"
}

# At server $1, as the user that PostgreSQL runs as.
at_as_postgres() {
	local h=$1
	shift
	ip netns exec "$h" setpriv --reuid postgres --regid postgres --init-groups "$@"
}

# From everybody, the clients too.
cut_off() {
	ip link set "$1" down
}

# From the other servers only: clients still reach it.
cut_from_servers() {
	local others
	others="{ $(for h in h1 h2 h3; do [ "$h" = "$1" ] || address_of "$h"; done | paste -s -d ,) }"
	at "$1" nft -f - <<-END
		table ip cut {
			chain in { type filter hook input priority 0; ip saddr $others drop; }
			chain out { type filter hook output priority 0; ip daddr $others drop; }
		}
	END
}

join_again() {
	ip link set "$1" up
	at "$1" nft delete table ip cut 2>/dev/null || true
	nft delete table ip "fence_$1" 2>/dev/null || true
}

# ---- processes of a server ----

# Those of server $1 of the given name; all of them without a name.
processes() {
	local pid comm
	for pid in $(ip netns pids "$1"); do
		comm=$(cat "/proc/$pid/comm" 2>/dev/null) || continue
		[ $# -lt 2 ] || [ "$comm" = "$2" ] || continue
		echo "$pid"
	done
}

# signal_all SIGNAL SERVER [NAME]
signal_all() {
	local signal=$1 pids
	shift
	pids=$(processes "$@")
	# shellcheck disable=SC2086 # several words
	[ -z "$pids" ] || kill "-$signal" $pids 2>/dev/null || true
}

# ---- etcd and Patroni ----

fill_in() {
	sed -e "s|@NAME@|$1|g" -e "s|@ADDRESS@|$(address_of "$1")|g" -e "s|@DIR@|$top/$1|g" -e "s|@BIN@|$top/$1/bin|g" \
		-e "s|@PASSWORD@|$password|g" -e "s|@NETWORK@|$network|g" "$2"
}

start_etcd() {
	at_as_postgres "$1" etcd --config-file "$top/$1/etcd.yml" >>"$top/$1/etcd.log" 2>&1 &
}

# start_patroni SERVER [VARIABLE=VALUE...]
start_patroni() {
	local h=$1
	shift
	at_as_postgres "$h" env PATH="$bin:$PATH" "$@" patroni "$top/$h/patroni.yml" >>"$top/$h/patroni.log" 2>&1 &
}

make_server() {
	mkdir -p "$top/$1/disk"
	mount -t tmpfs -o "size=$disk_size" none "$top/$1/disk"
	mkdir -p "$top/$1/etcd" "$top/$1/bin"
	ln -s "$bin"/* "$top/$1/bin"
	chmod 700 "$top/$1/etcd"
	fill_in "$1" "$here/etcd.yml" >"$top/$1/etcd.yml"
	fill_in "$1" "$here/patroni.yml" >"$top/$1/patroni.yml"
	chown -R postgres: "$top/$1"
}

# What Patroni of server $1 says of itself: the role, "" if it does not answer.
role_of() {
	curl -s -m 1 "http://$1:8008/patroni" | sed -n 's/.*"role": "\([a-z_]*\)".*/\1/p'
}

runs() {
	curl -s -m 1 "http://$1:8008/patroni" | grep -q '"state": "running"'
}

# The server that holds the lease and is a primary, by its own word.
primary() {
	local h
	for h in h1 h2 h3; do
		if curl -s -m 1 -o /dev/null -f "http://$h:8008/primary"; then
			echo "$h"
			return
		fi
	done
	return 1
}

# The standby that has every commit.
synchronous() {
	local h
	for h in h1 h2 h3; do
		if curl -s -m 1 -o /dev/null -f "http://$h:8008/synchronous"; then
			echo "$h"
			return
		fi
	done
	return 1
}

# The standby that need not have every commit.
other_standby() {
	local h p s
	p=$(primary) && s=$(synchronous) || return 1
	for h in h1 h2 h3; do
		[ "$h" = "$p" ] || [ "$h" = "$s" ] || echo "$h"
	done
}

is_whole() {
	local h
	primary && synchronous || return 1
	for h in h1 h2 h3; do
		runs "$h" || return 1
	done
	[ "$(sql "$(primary)" "select count(*) from pg_stat_replication where state = 'streaming'")" = 2 ]
}

# sql SERVER STATEMENT: by the server's own socket.
sql() {
	at_as_postgres "$1" psql -X -q -A -t -h "$top/$1" -d postgres -c "$2"
}

patroni_up() {
	local h
	for h in h1 h2 h3; do
		make_server "$h"
		start_etcd "$h"
	done
	start_patroni h1
	until_true 60 primary || return 1
	start_patroni h2
	start_patroni h3
	until_true 60 is_whole || return 1
	sql "$(primary)" "create role quad login password '$password'"
	sql "$(primary)" "create database quad owner quad"
	watch_disks >>"$top/h1/disk_watch.log" 2>&1 &
}

# As a timer on each server does it.
watch_disks() {
	local h
	while moment 1; do
		for h in h1 h2 h3; do
			# shellcheck disable=SC2046 # one word or more
			"$here/disk_watch" "$h" "$top/$h/disk" 65536 kill $(processes "$h" patroni) || true
		done
	done
}

another_primary() {
	local p
	p=$(primary) && [ "$p" != "$1" ]
}

is_whole_patroni() {
	is_whole
}

# What of server $1 does not run is started again.
revive_patroni() {
	[ -n "$(processes "$1" etcd)" ] || start_etcd "$1"
	[ -n "$(processes "$1" patroni)" ] || start_patroni "$1"
}

servers_down() {
	local h
	for h in h1 h2 h3; do
		signal_all KILL "$h"
		until_true 10 none_of "$h"
		umount "$top/$h/disk"
		rm -rf "${top:?}/$h"
	done
}

none_of() {
	[ -z "$(processes "$1")" ]
}

# ---- without Patroni ----

others_of() {
	echo h1 h2 h3 | sed "s/$1 *//; s/ *$//; s/ /, /"
}

replication() {
	echo "user=replicator password=$password connect_timeout=2"
}

start_postgres() {
	at_as_postgres "$1" "$bin/postgres" -D "$top/$1/disk/postgresql" >>"$top/$1/postgres.log" 2>&1 &
}

# Server $1 as a copy of $2, which it follows.
copy_from() {
	rm -rf "$top/$1/disk/postgresql"
	at_as_postgres "$1" "$bin/pg_basebackup" -D "$top/$1/disk/postgresql" -c fast \
		-d "host=$2 $(replication)" >>"$top/$1/postgres.log" 2>&1
	settle_in "$1"
	follow "$1" "$2"
}

# The server's own settings, in place of those of the one that it is a copy of.
settle_in() {
	fill_in "$1" "$here/standalone.conf" | sed "s/@OTHERS@/$(others_of "$1")/" >"$top/$1/disk/postgresql/own.conf"
	chown postgres: "$top/$1/disk/postgresql/own.conf"
}

follow() {
	local data=$top/$1/disk/postgresql
	echo "primary_conninfo = 'host=$2 application_name=$1 $(replication)'" >"$data/postgresql.auto.conf"
	touch "$data/standby.signal"
	chown postgres: "$data/postgresql.auto.conf" "$data/standby.signal"
}

is_primary() {
	[ "$(sql "$1" 'select pg_is_in_recovery()')" = f ]
}

is_whole_scripted() {
	[ "$(sql "$scripted_primary" "select count(*) from pg_stat_replication where state = 'streaming'")" = 2 ]
}

scripted_up() {
	local h data=$top/h1/disk/postgresql
	for h in h1 h2 h3; do
		make_server "$h"
	done
	echo "$password" >"$top/password"
	chmod 644 "$top/password"
	at_as_postgres h1 "$bin/initdb" -D "$data" -U postgres --auth-local=peer --auth-host=scram-sha-256 \
		--pwfile="$top/password" -E UTF8 --no-locale --data-checksums >"$top/h1/initdb.log" || return 1
	echo "include 'own.conf'" >>"$data/postgresql.conf"
	printf 'host all all %s scram-sha-256\nhost replication replicator %s scram-sha-256\n' "$network" "$network" \
		>>"$data/pg_hba.conf"
	settle_in h1
	scripted_primary=h1
	start_postgres h1
	until_true 30 is_primary h1 || return 1
	# nobody follows it yet
	export PGOPTIONS='-c synchronous_commit=local'
	sql h1 "create role replicator replication login password '$password'"
	sql h1 "create role quad login password '$password'"
	sql h1 'create database quad owner quad'
	unset PGOPTIONS
	for h in h2 h3; do
		copy_from "$h" h1 || return 1
		start_postgres "$h"
	done
	until_true 30 is_whole_scripted
}

# What is left of an old primary is made a standby of the new one: by pg_rewind, else from the start.
revive_scripted() {
	local h=$1 data=$top/$1/disk/postgresql
	[ "$h" != "$scripted_primary" ] || return 0
	if [ -n "$(processes "$h" postgres)" ] && [ ! -e "$data/standby.signal" ]; then
		signal_all KILL "$h" postgres
		until_true 10 none_of "$h"
	fi
	[ -z "$(processes "$h" postgres)" ] || return 0
	if [ ! -e "$data/standby.signal" ]; then
		at_as_postgres "$h" "$bin/pg_rewind" -D "$data" \
			--source-server="host=$scripted_primary user=postgres password=$password dbname=postgres" \
			>>"$top/$h/postgres.log" 2>&1 || copy_from "$h" "$scripted_primary"
		settle_in "$h"
		follow "$h" "$scripted_primary"
	fi
	start_postgres "$h"
}

# Promotes, and says how long that took.
promote() {
	local old=$scripted_primary rest
	rest=$(echo h1 h2 h3 | sed "s/$old *//")
	export top
	local begun=$EPOCHREALTIME
	# shellcheck disable=SC2086 # two words
	scripted_primary=$(PATH=$bin:$PATH PGUSER=postgres PGPASSWORD=$password REPLICATION=$(replication) \
		FENCE=${1:-$here/fence} "$here/promote" "$old" $rest) || fail 'nobody was promoted'
	echo "    promotion took $(((${EPOCHREALTIME/./} - ${begun/./}) / 1000)) ms"
}
