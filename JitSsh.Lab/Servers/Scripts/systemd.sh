# shellcheck shell=sh disable=SC2154,SC2164 # it is a part of install.sh, which sets what it uses
# What a full server's disk has besides: systemd with logind, the journal, sshd, and cron and at where the host has them.
cd "$root"
install -d etc/systemd/system/multi-user.target.wants etc/systemd/user
install -d -m 2755 -g systemd-journal var/log/journal
ln -s /lib/systemd/system/multi-user.target etc/systemd/system/default.target
for unit in ssh cron atd; do
    [ ! -e "lib/systemd/system/$unit.service" ] || ln -s "/lib/systemd/system/$unit.service" etc/systemd/system/multi-user.target.wants/
done
# Debian's other name for it.
ln -s /lib/systemd/system/ssh.service etc/systemd/system/sshd.service
# sshd itself listens, as on a server in a cloud; and a container has no terminals, no clock and no hardware to look after.
for unit in ssh.socket console-getty.service getty@.service serial-getty@.service getty.target systemd-timesyncd.service \
    systemd-udevd.service systemd-udev-trigger.service systemd-networkd.service systemd-resolved.service \
    dev-hugepages.mount sys-kernel-debug.mount sys-fs-fuse-connections.mount; do
    ln -s /dev/null "etc/systemd/system/$unit"
done

for period in d hourly daily weekly monthly; do
    install -d "etc/cron.$period"
done
if getent passwd daemon >/dev/null && [ -e usr/sbin/atd ]; then
    install -d -m 1770 -o daemon -g daemon var/spool/cron/atjobs var/spool/cron/atspool
    install -m 0600 -o daemon -g daemon /dev/null var/spool/cron/atjobs/.SEQ
fi
# The host's /usr is not new to this disk: without this the first boot would build its caches.
touch etc/.updated var/.updated
