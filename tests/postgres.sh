#!/bin/sh
# Runs a command with a PostgreSQL server of its own, whose address is in QUAD_TEST_POSTGRES: a socket in a temporary
# directory, and no port. If QUAD_TEST_POSTGRES is set already, that server is used. However this ends, also by Ctrl-C
# or kill -9, the server is stopped and removed. It flushes nothing: a killed process of it loses no commit, and the
# tests cut nobody's power.
#
# usage: tests/postgres.sh COMMAND [ARGUMENT...]
set -eu
if [ -n "${QUAD_TEST_POSTGRES:-}" ]; then
	exec "$@"
fi

bin=
for dir in /usr/lib/postgresql/*/bin; do
	[ ! -x "$dir/initdb" ] || bin=$dir
done
if [ -z "$bin" ]; then
	echo 'tests/postgres.sh: there is no PostgreSQL server here: apt-get install postgresql' >&2
	exit 1
fi

# PostgreSQL refuses to be run by root.
as_server() {
	if [ "$(id -u)" -eq 0 ]; then
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

dir=$(mktemp -d "${TMPDIR:-/tmp}/quad-postgres-XXXXXX")
mkfifo "$dir/alive"

# Waits until nobody holds the other end of the pipe any more.
(
	trap '' INT TERM HUP
	cat "$dir/alive" >/dev/null
	if [ -e "$dir/data/postmaster.pid" ]; then
		as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -s stop || true
	fi
	rm -rf "$dir"
) &
remover=$!
exec 9>"$dir/alive"

if [ "$(id -u)" -eq 0 ]; then
	chown postgres "$dir"
fi
chmod 755 "$dir"
start() {
	as_server "$bin/initdb" -D "$dir/data" -U quad -A trust -E UTF8 --no-locale --no-sync || return
	as_server tee -a "$dir/data/postgresql.conf" <<-END || return
		listen_addresses = ''
		unix_socket_directories = '$dir'
		max_connections = 300
		shared_buffers = 256MB
		fsync = off
		full_page_writes = off
		wal_level = minimal
		max_wal_senders = 0
		max_wal_size = 2GB
		checkpoint_timeout = 1h
		jit = off
	END
	as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -s start || { cat "$dir/log" && return 1; }
}

status=0
if ! started=$(start 2>&1 9>&-); then
	echo "$started" >&2
	status=1
else
	QUAD_TEST_POSTGRES="postgresql:///postgres?host=$dir&user=quad&connect_timeout=60" "$@" 9>&- || status=$?
fi
exec 9>&-
wait $remover
exit $status
