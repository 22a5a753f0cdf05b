# shellcheck shell=bash
# The machine around one server: holds its disk, switches it on and off. Runs in a mount namespace of its own, so that
# the disk is nowhere on the host and is gone when this process is gone. Orders come on standard input, a word a line;
# the end of the input (the lab has ended, or was killed) ends everything.
#
# Given in the environment: LAB_SCRIPTS, LAB_DIR, LAB_KIND (light or full), LAB_NAME, LAB_ADDRESS, LAB_PORT, LAB_GROUP,
# LAB_TIME_ZONE (empty: the host's), LAB_ADMIN_KEY, LAB_PERSON_KEY.
# Run by bash, which can close a descriptor above 9.
set -u
server=

# What the lab's own caller left open is not for the servers. 255 is this script.
for descriptor in /proc/$$/fd/*; do
    case ${descriptor##*/} in
        0 | 1 | 2 | 255) ;;
        *) eval "exec ${descriptor##*/}<&-" ;;
    esac
done

power_on() {
    # Each link dies with the one before: this shell, then unshare, then the server's process 1 and with it the server.
    if [ "$LAB_KIND" = full ]; then
        set -- --mount --pid --fork --kill-child=KILL --propagation private bash "$LAB_SCRIPTS/machine.sh"
    else
        set -- --mount --pid --uts --ipc --fork --kill-child=KILL --propagation private sh "$LAB_SCRIPTS/boot.sh"
    fi
    setpriv --pdeathsig KILL unshare "$@" </dev/null &
    server=$!
}

power_off() {
    if [ -n "$server" ]; then
        # Process 1 and not unshare: unshare then ends after it, so that "stopped" is true when it is said.
        kill -KILL "$(cat "$LAB_DIR/pid")" 2>/dev/null || kill -KILL "$server" 2>/dev/null
        wait "$server" 2>/dev/null
        server=
        for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
            find "$hierarchy/$LAB_GROUP" -depth -type d -exec rmdir {} + 2>/dev/null
        done
    fi
    rm -f "$LAB_DIR/pid"
    echo stopped
}

# systemd needs a hierarchy of control groups for itself. It is there on every machine with version 2, and with version 1 if
# systemd has ever run; else it is made, in this namespace alone.
if [ "$LAB_KIND" = full ] && [ ! -e /sys/fs/cgroup/cgroup.procs ] && [ ! -e /sys/fs/cgroup/systemd/cgroup.procs ]; then
    mkdir -p /sys/fs/cgroup/systemd
    mount -t cgroup -o nosuid,nodev,noexec,none,name=systemd cgroup /sys/fs/cgroup/systemd || exit 1
fi

mkdir -p "$LAB_DIR/disk" "$LAB_DIR/root"
mount -t tmpfs -o mode=0700 jitssh-lab "$LAB_DIR/disk" || exit 1

while read -r order; do
    case $order in
        install) if sh -eu "$LAB_SCRIPTS/install.sh" </dev/null; then echo installed; else echo failed; fi ;;
        on) power_on ;;
        off) power_off ;;
    esac
done
power_off >/dev/null
