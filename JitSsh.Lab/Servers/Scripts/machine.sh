# shellcheck shell=bash
# The machine of a full server: runs systemd in a container, again after each reboot, and ends when the server is switched off.
# It is process 1 of a process namespace of its own, since nspawn's container would outlive nspawn: killing this kills all.
set -eu
umask 022

# /proc is still the host's here, so this is the process as the host numbers it.
read -r pid _ </proc/self/stat
echo "$pid" >"$LAB_DIR/pid"
echo "running $pid"
echo 4294967295 2>/dev/null >/proc/self/loginuid || :

mount -t proc -o nosuid,nodev,noexec proc /proc
# What nspawn notes about its containers is for nobody.
mkdir -p /run/systemd
mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs /run/systemd

# Control groups of its own, so that servers do not meet in them.
for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
    if [ -e "$hierarchy/cgroup.procs" ]; then
        mkdir -p "$hierarchy/$LAB_GROUP"
        echo 0 >"$hierarchy/$LAB_GROUP/cgroup.procs"
    fi
done

# nspawn ends with 133 when the server reboots.
status=133
while [ $status -eq 133 ]; do
    status=0
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin systemd-nspawn --quiet --boot --directory "$LAB_DIR/root" --machine "$LAB_NAME" \
        --keep-unit --register=no --settings=no --notify-ready=no --link-journal=no --resolv-conf=off --timezone=off \
        --console=pipe </dev/null >"$LAB_DIR/console" 2>&1 || status=$?
done
