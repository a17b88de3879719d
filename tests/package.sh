#!/usr/bin/env bash
# A life of the Debian package: installed, used by its account, upgraded from the former version with its store,
# removed, purged. It runs on an overlay over this machine, in a namespace of its own, and nothing of it stays. As root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

fail() {
	echo "FAILED package: $*" >&2
	exit 1
}

# ---- outside: the overlay ----

if [ "${1-}" != --inside ]; then
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
	chroot "$top/root" /srv/package/package.sh --inside "/srv/package/$(basename "$1")" && status=0 || status=$?
	umount -R "$top"
	rmdir "$top"
	exit "$status"
fi

# ---- inside ----

deb=$2
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

as_quad() {
	runuser -u quad -- "$@"
}

# The command of a service, with its environment, as the account.
run_service() {
	local unit=/lib/systemd/system/$1 environment command
	environment=$(sed -n 's/^Environment=//p' "$unit")
	command=$(sed -n 's/^ExecStart=//p' "$unit")
	must as_quad sh -c "export $environment; exec $command"
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
run_service quad-check.service
run_service quad-backup.service
run_service quad-outbox.service
must test -s "$(echo /var/backups/quad/quad-*.backup)"
must as_quad quad --store /var/lib/quad/.again restore "$(echo /var/backups/quad/quad-*.backup)"
rm -r /var/lib/quad/.again

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
deluser --quiet quad
rm -rf /var/lib/quad /var/backups/quad

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
run_service quad-backup.service

echo 'ok     package'
