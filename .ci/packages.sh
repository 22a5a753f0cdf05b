# Sourced by demo.sh and test.sh: what they need from Debian, installed if it is missing, after saying what and why.
# shellcheck shell=sh
missing=

need() { # FILE PACKAGE REASON
  [ -e "$1" ] && return 0
  echo "$2 is missing: $3"
  missing="$missing $2"
}

need_for_the_lab() {
  need /usr/sbin/sshd openssh-server "the lab's servers run the real sshd"
  need /usr/bin/ssh openssh-client "JitSsh and the people of the demo log in with the real ssh"
  need /usr/bin/sudo sudo "JitSsh works on servers through sudo"
  need /usr/bin/busybox busybox "the first process of each of the lab's servers"
  need /usr/sbin/ip iproute2 "servers are cut off from the network by routes"
  need /usr/bin/nsenter util-linux "servers are namespaces"
  need /usr/bin/curl curl "the command jitssh talks to the portal with it"
  need /usr/bin/python3 python3 "the audit log's export is checked by a script that needs no JitSsh"
  need /usr/bin/ps procps "processes are compared before and after"
  need /etc/ssl/certs/ca-certificates.crt ca-certificates "the portal trusts these authorities, and the lab's own"
}

need_for_full_servers() {
  need /usr/bin/systemd-nspawn systemd-container "the lab's full servers boot systemd"
  need /usr/share/pam-configs/systemd libpam-systemd "logins on full servers are sessions of logind"
  need /usr/bin/dbus-daemon dbus "logind and systemctl talk over it"
  need /usr/lib/systemd/user/dbus.socket dbus-user-session "people on full servers have a systemd of their own"
  need /usr/bin/tmux tmux "what people leave running on a server"
  need /usr/sbin/cron cron "what people leave running on a server"
  need /usr/sbin/atd at "what people leave running on a server"
  need /usr/share/zoneinfo/America/New_York tzdata "servers in other time zones"
}

need_for_postgresql() {
  set -- /usr/lib/postgresql/*/bin/postgres
  need "$1" postgresql "the tests of several portals share a real PostgreSQL"
}

install_missing() {
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Install as root:$missing" >&2
    exit 1
  fi
  echo "Installing$missing …"
  # Installing openssh-server would otherwise start an sshd for this machine itself, which nobody asked for.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 0755 $policy
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  log=$(mktemp)
  # shellcheck disable=SC2086 # a list of names
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "These packages could not be installed:$missing" >&2
    exit 1
  fi
  rm -f "$log" $policy
  trap - EXIT
}

need_dotnet() {
  command -v dotnet >/dev/null && return 0
  echo "The .NET SDK 10 is missing: https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
  exit 1
}
