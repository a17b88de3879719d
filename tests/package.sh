#!/usr/bin/env bash
# A life of the Debian package: installed, used by its account, upgraded from the former version with its store,
# removed, purged; and the same with its store on a PostgreSQL server. It runs on an overlay over this machine, in
# namespaces of its own, and nothing of it stays. As root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

fail() {
	echo "FAILED package: $*" >&2
	exit 1
}

# ---- outside: the overlay ----

if [ "${1-}" != --inside ] && [ "${1-}" != --server ]; then
	[ "$(id -u)" -eq 0 ] || fail 'needs root, for a machine to try it on: sudo make deb-check'
	[ "${1-}" != --overlay ] || shift
	if [ -z "${QUAD_PACKAGE_NAMESPACE-}" ]; then
		QUAD_PACKAGE_NAMESPACE=1 exec unshare --mount --fork "$0" --overlay "$@"
	fi
	top=$(mktemp -d)
	mount -t tmpfs tmpfs "$top"
	mkdir "$top/upper" "$top/work" "$top/root"
	mount -t overlay overlay -o "lowerdir=/,upperdir=$top/upper,workdir=$top/work" "$top/root"
	for dir in proc dev; do mount --rbind "/$dir" "$top/root/$dir"; done
	mkdir -p "$top/root/srv/package"
	cp "$1" "$here/package.sh" "$here/store/version-0.1.0.tar.gz" "$top/root/srv/package/"
	mv "$top/root/srv/package/$(basename "$1")" "$top/root/srv/package/quad.deb"
	status=0
	chroot "$top/root" /srv/package/package.sh --inside || status=$?
	umount -R "$top"
	rmdir "$top"
	exit "$status"
fi

# ---- inside ----

deb=/srv/package/quad.deb
settings=/etc/default/quad
generated=/run/systemd/generator
export DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
unset QUAD_STORE QUAD_LOCALEDIR LANGUAGE
cd /
log=/srv/package/log

must() {
	"$@" >"$log" 2>&1 || { cat "$log" >&2; fail "$*"; }
}

must_not() {
	! "$@" >"$log" 2>&1 || { cat "$log" >&2; fail "should not succeed: $*"; }
}

says() {
	grep -q -- "$1" "$log" || { cat "$log" >&2; fail "does not say: $1"; }
}

# As the account, with what systemd and sshd give it for an environment.
as_quad() {
	runuser -u quad -- env -i HOME=/var/lib/quad USER=quad LOGNAME=quad PATH="$PATH" LANG=C.UTF-8 "$@"
}

# What `systemctl daemon-reload` does of it: the services are fitted to the settings.
reload() {
	rm -rf "$generated"
	mkdir -p "$generated"
	must /lib/systemd/system-generators/quad-generator "$generated" "$generated.early" "$generated.late"
}

# All values of a key in a service and its drop-ins, a line each: an empty one takes back those before it.
values() {
	cat "/lib/systemd/system/$1" "$generated/$1.d"/*.conf 2>/dev/null | awk -v key="$2" '
		index($0, key "=") == 1 { value[++n] = substr($0, length(key) + 2); if (value[n] == "") n = 0 }
		END { for (i = 1; i <= n; i++) print value[i] }'
}

# True if the conditions of a service hold.
may_run() {
	local path
	for path in $(values "$1" ConditionPathExists); do
		[ -e "$path" ] || return 1
	done
}

# The command of a service, as the account, with its environment, its directory, and its network if it has one.
run_service() {
	local environment command file directory network=
	environment=$(values "$1" Environment | tr '\n' ' ')
	command=$(values "$1" ExecStart)
	file=$(values "$1" EnvironmentFile)
	directory=$(values "$1" StateDirectory)
	[ "$(values "$1" PrivateNetwork | tail -n 1)" != yes ] || network='unshare --net'
	[ -z "$directory" ] || install -d -o quad -g quad -m 700 "/var/lib/$directory"
	may_run "$1" || fail "$1: its condition does not hold"
	# shellcheck disable=SC2086 # a command of two words, or none
	$network runuser -u quad -- env -i HOME=/var/lib/quad USER=quad LOGNAME=quad PATH="$PATH" sh -c \
		"set -a; $environment; [ ! -e ${file#-} ] || . ${file#-}; exec $command" >"$log" 2>&1
}

# What systemd itself says of a service and its drop-ins.
systemd_says() {
	must env SYSTEMD_UNIT_PATH="$generated:" systemd-analyze --offline=true security "$1"
	says "$2"
}

attributes() {
	stat -c '%a %U:%G' "$1"
}

install_package() {
	must apt-get -qq -y install "$deb"
}

say() {
	echo "package: $*"
}

# ---- a store on a server, in a namespace without a network, as quad-cluster(7) tells it ----

# On the machine db.city.example, whose offices are in 10.0.0.0/8.
start_server() {
	local bin data=/srv/package/server
	bin=$(echo /usr/lib/postgresql/*/bin)
	bin=${bin##* }
	ip link set lo up
	ip address add 10.0.0.1/8 dev lo
	echo '10.0.0.1 db.city.example' >>/etc/hosts
	install -d -o postgres -m 700 $data
	must runuser -u postgres -- "$bin/initdb" -D $data -A peer --no-sync
	echo 'hostssl quad quad 10.0.0.0/8 scram-sha-256' >>$data/pg_hba.conf
	(
		cd $data
		name=db.city.example
		must openssl req -new -x509 -days 3650 -nodes -subj /CN=$name -addext subjectAltName=DNS:$name \
			-keyout quad.key -out quad.crt
		chown postgres: quad.key quad.crt
		chmod 600 quad.key
	)
	cat >>$data/postgresql.conf <<-END
		listen_addresses = '*'
		unix_socket_directories = '$data'
		ssl = on
		ssl_cert_file = '$data/quad.crt'
		ssl_key_file = '$data/quad.key'
	END
	must runuser -u postgres -- "$bin/pg_ctl" -D $data -l $data/log -w -s start
	# shellcheck disable=SC2064 # as they are now
	trap "runuser -u postgres -- $bin/pg_ctl -D $data -m immediate -s stop" EXIT
	must runuser -u postgres -- psql -h $data postgres -c "create role quad login password 'word'"
	must runuser -u postgres -- createdb -h $data --owner quad quad
}

# The address for all accounts, the password for one.
name_server() {
	install -D -m 644 /srv/package/server/quad.crt /etc/quad/ca.crt
	mkdir -p /etc/postgresql-common
	cat >>/etc/postgresql-common/pg_service.conf <<-END
		[quad]
		host=db.city.example
		dbname=quad
		user=quad
		sslmode=verify-full
		sslrootcert=/etc/quad/ca.crt
		passfile=/var/lib/quad/.pgpass
	END
	(umask 077 && echo '*:*:quad:quad:word' >/var/lib/quad/.pgpass)
	chown quad: /var/lib/quad/.pgpass
	echo 'QUAD_STORE=postgresql:///?service=quad' >>$settings
}

if [ "${1-}" = --server ]; then
	start_server
	name_server

	say 'on a server: found by who has the password'
	must as_quad quad --as first init
	must as_quad quad --as first import resources - </srv/package/labs.csv
	must as_quad quad --as first book LAB-1 --at 2040-09-03T08:00 --for 2h
	must env LANGUAGE=C HOME=/root quad --as first bookings
	says LAB-1
	must_not runuser -u nobody -- quad bookings
	says 'no password supplied'

	say 'on a server: the timers before systemd has read the setting, and after'
	for unit in quad-backup quad-check quad-outbox quad-replica; do
		! may_run $unit.service || fail "$unit has a store too early"
	done
	mkdir -p /run/systemd/system
	must_not as_quad quad doctor --all
	says 'systemd has not read yet that the timers are to work on postgresql:///?service=quad'
	reload
	for unit in quad-backup quad-check quad-replica; do
		systemd_says $unit.service 'has access to the host.s network'
		says 'cannot allocate exotic sockets'
	done
	for unit in quad-backup quad-check quad-outbox quad-replica; do
		must env SYSTEMD_UNIT_PATH="$generated:" systemd-analyze verify $unit.service
		must run_service $unit.service
	done
	[ "$(attributes /var/lib/quad/.pgpass)" = '600 quad:quad' ] || fail 'the mode of the password'
	must as_quad quad --store /var/lib/quad/.again restore "$(echo /var/backups/quad/quad-*.backup)"
	must as_quad quad --store /var/lib/quad/.again --as first bookings
	says LAB-1
	must as_quad quad --store /var/lib/quad-replica --as first bookings
	says LAB-1
	[ ! -e /var/lib/quad/data.mdb ] || fail 'a store on the disk too'

	say 'on a server: mails'
	printf 'login,name,role,email\nfirst,First,coordinator,first@city.example\n' >/srv/package/people.csv
	must as_quad quad --as first import people - </srv/package/people.csv
	must as_quad quad --as first config mail-from quad@city.example
	must as_quad quad --as first config mail on
	printf 'login,name,role\nother,Other,coordinator\n' >/srv/package/people.csv
	must as_quad quad --as first import people - </srv/package/people.csv
	must as_quad quad --as other cancel 1
	must as_quad quad outbox send --dry-run
	says first@city.example
	printf '#!/bin/sh\ncat >>/var/lib/quad/.sent\n' >/usr/sbin/sendmail.quad
	chmod 755 /usr/sbin/sendmail.quad
	ln -sf sendmail.quad /usr/sbin/sendmail
	must run_service quad-outbox.service
	must grep -q first@city.example /var/lib/quad/.sent
	must as_quad quad doctor --all
	says 'the timers work on postgresql:///?service=quad'

	say 'on a server: by a key'
	must ssh-keygen -q -t ed25519 -N '' -f /srv/package/key
	must as_quad quad --as first keys add first - </srv/package/key.pub
	read -r type key _ </srv/package/key.pub
	must as_quad quad keys --for-sshd quad "$type" "$key"
	says 'command="quad --as first --key SHA256:[^ "]*"'
	line=$(sed 's/^[^"]*"\([^"]*\)".*/\1/' "$log")
	must as_quad env SSH_ORIGINAL_COMMAND='list resources' sh -c "$line"
	says LAB-1
	exit
fi

# ---- a store in a directory ----

dpkg --purge quad >/dev/null 2>&1 || true
! getent passwd quad >/dev/null || deluser --quiet quad
rm -rf /var/lib/quad /var/backups/quad

say 'installed'
install_package
for dir in /var/lib/quad /var/backups/quad; do
	[ "$(attributes $dir)" = '700 quad:quad' ] || fail "$dir is $(attributes $dir)"
done
[ "$(getent passwd quad | cut -d: -f6,7)" = /var/lib/quad:/bin/sh ] || fail 'the account'
[ "$(getent shadow quad | cut -d: -f2)" = '*' ] || fail 'the password of the account'
for unit in quad-outbox quad-backup quad-check; do
	must systemd-analyze verify "/lib/systemd/system/$unit.service" "/lib/systemd/system/$unit.timer"
done
[ "$(attributes $settings)" = '644 root:root' ] || fail "$settings is $(attributes $settings)"
[ -L /etc/systemd/system/timers.target.wants/quad-backup.timer ] || fail 'quad-backup.timer is not enabled'
[ ! -e /etc/systemd/system/timers.target.wants/quad-replica.timer ] || fail 'quad-replica.timer is enabled'
for file in bash-completion/completions/quad zsh/vendor-completions/_quad man/man1/quad.1.gz; do
	[ -s "/usr/share/$file" ] || fail "/usr/share/$file is missing"
done
must bash -n /usr/share/bash-completion/completions/quad

say 'used'
must as_quad quad --as first init
must as_quad quad --as first list people
says first
printf 'code,name,kind\nLAB-1,焊接实训室,lab\n' >/srv/package/labs.csv
chmod 644 /srv/package/labs.csv
must as_quad quad --as first import resources - </srv/package/labs.csv
must as_quad quad --as first book LAB-1 --at 2040-09-03T08:00 --for 2h
must env LANGUAGE=zh_CN quad --help
says 用法
must_not runuser -u nobody -- quad bookings
must_not runuser -u nobody -- ls /var/lib/quad

say 'timers'
reload
[ -z "$(ls -A "$generated")" ] || fail 'a service is fitted without a setting'
! may_run quad-replica.service || fail 'a copy of a directory'
for unit in quad-check quad-backup quad-outbox; do
	must run_service $unit.service
done
for unit in quad-check quad-backup; do
	systemd_says $unit.service 'has no access to the host.s network'
	says 'cannot allocate Internet sockets'
	says 'cannot allocate local sockets'
done
must test -s "$(echo /var/backups/quad/quad-*.backup)"
must as_quad quad --store /var/lib/quad/.again restore "$(echo /var/backups/quad/quad-*.backup)"
rm -r /var/lib/quad/.again

say 'timers of another directory'
install -d -o quad -g quad -m 700 /srv/quad
echo 'QUAD_STORE="/srv/quad"' >>$settings
reload
! may_run quad-check.service || fail 'a check without a store'
must as_quad quad --as first init
must test -s /srv/quad/data.mdb
must run_service quad-check.service
systemd_says quad-check.service 'has no access to the host.s network'
must grep -qx ReadWritePaths=/srv/quad $generated/quad-backup.service.d/10-store.conf
sed -i 's|^QUAD_STORE=.*|QUAD_STORE=quad|' $settings
must_not as_quad quad check
says 'QUAD_STORE is neither the whole path of a directory nor an address'
must_not as_quad quad doctor
says '^settings,'
must as_quad quad help
sed -i '/^QUAD_STORE/d' $settings
rm -r /srv/quad
reload

say 'removed and purged'
must apt-get -qq -y remove quad
must test -s /var/lib/quad/data.mdb
install_package
must as_quad quad check
must apt-get -qq -y purge quad
says '/var/lib/quad was kept'
says '/var/backups/quad was kept'
must test -s /var/lib/quad/data.mdb
[ "$(attributes /var/lib/quad)" = '700 quad:quad' ] || fail 'the kept store'
[ ! -e $settings ] || fail 'the settings outlive the purge'
deluser --quiet quad
rm -rf /var/lib/quad /var/backups/quad

install_package
unshare --net "$0" --server || exit 1
must apt-get -qq -y purge quad
deluser --quiet quad
rm -rf /var/lib/quad /var/lib/quad-replica /var/backups/quad

say 'upgraded from 0.1.0, with its store'
mkdir -p /srv/package/old/DEBIAN /srv/package/old/usr/bin
printf 'Package: quad\nVersion: 0.1.0\nArchitecture: all\nMaintainer: none <none@localhost>\nDescription: former\n' \
	>/srv/package/old/DEBIAN/control
ln -s /bin/false /srv/package/old/usr/bin/quad
must dpkg-deb --root-owner-group --build /srv/package/old /srv/package/old.deb
must dpkg -i /srv/package/old.deb
mkdir -m 700 /var/lib/quad
tar -xzf /srv/package/version-0.1.0.tar.gz -C /var/lib/quad --no-same-owner
install_package
must quad check
must quad --as zhang bookings
says 'LAB-1;T001'
must quad --as zhang cancel 2
must quad check
# it belongs to root still, which the doctor says, and how the account gets it
must_not as_quad quad check
must chown -R quad: /var/lib/quad
must as_quad quad check
reload
must run_service quad-backup.service

echo 'ok     package'
