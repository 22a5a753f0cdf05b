# shellcheck shell=bash
# The machine around one server: holds its disk, switches it on and off. Runs in a mount namespace of its own, so that
# the disk is nowhere on the host and is gone when this process is gone. Orders come on standard input, a word a line;
# the end of the input (the lab has ended, or was killed) ends everything.
#
# Given in the environment: LAB_SCRIPTS, LAB_DIR, LAB_NAME, LAB_ADDRESS, LAB_PORT, LAB_ADMIN_KEY, LAB_PERSON_KEY.
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
    setpriv --pdeathsig KILL \
        unshare --mount --pid --uts --ipc --fork --kill-child=KILL --propagation private \
        sh "$LAB_SCRIPTS/boot.sh" </dev/null &
    server=$!
}

power_off() {
    if [ -n "$server" ]; then
        # Process 1 and not unshare: unshare then ends after it, so that "stopped" is true when it is said.
        kill -KILL "$(cat "$LAB_DIR/pid")" 2>/dev/null || kill -KILL "$server" 2>/dev/null
        wait "$server" 2>/dev/null
        server=
    fi
    rm -f "$LAB_DIR/pid"
    echo stopped
}

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
