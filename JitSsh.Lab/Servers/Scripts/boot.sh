# shellcheck shell=sh
# Becomes process 1 of a server: mounts what a kernel and an early boot would mount, makes the disk the root, and hands over
# to init, which keeps syslogd and sshd running and reaps orphans.
set -eu
umask 022

# /proc is still the host's here, so this is the process as the host numbers it.
read -r pid _ </proc/self/stat
echo "$pid" >"$LAB_DIR/pid"
echo "running $pid"

# Started from somebody's login, the server's own processes would otherwise seem to belong to that login.
echo 4294967295 2>/dev/null >/proc/self/loginuid || :

hostname "$LAB_NAME"
cd "$LAB_DIR/root"
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
mount -t tmpfs -o mode=0755,nosuid tmpfs dev
mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs run
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs tmp
# The host's root keeps package caches and the like there, which are nothing of the server's.
mount -t tmpfs -o mode=0700,nosuid,nodev tmpfs root

mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
umask 0
mknod -m 0666 dev/null c 1 3
mknod -m 0666 dev/zero c 1 5
mknod -m 0666 dev/full c 1 7
mknod -m 0666 dev/random c 1 8
mknod -m 0666 dev/urandom c 1 9
mknod -m 0666 dev/tty c 5 0
umask 022
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
# Never the host's console.
ln -s null dev/console

mkdir -m 0755 run/sshd run/old
mkdir -m 1777 run/lock
install -m 0664 -g utmp /dev/null run/utmp

pivot_root . run/old
cd /
umount -l /run/old
rmdir /run/old
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin busybox init </dev/null >/dev/null 2>&1
