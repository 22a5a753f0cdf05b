# shellcheck shell=sh disable=SC2034,SC2154
# Mode check: looks, and touches nothing.

check_server() {
  check_tools || return
  describe_server
  check_sshd
  check_system
  while read -r account group; do
    [ -z "$account" ] || check_probe "$account" "$group"
  done <<END
$PROBES
END
}

check() { # NAME ok|warn|fail TEXT
  say "check $1 $2 $(printable "$3")"
}

check_tools() {
  if require_tools; then
    check tools ok "all commands are here"
  else
    check tools fail "not found on this server:$missing"
    return 1
  fi
}

check_sshd() {
  if [ "$OPENSSH" = 0.0 ]; then
    check openssh fail "its version could not be found"
  elif openssh_is_before 7 7; then
    check openssh fail "$OPENSSH: expiry-time in a trust line needs 7.7"
  elif [ "$EXPIRY" = local ]; then
    check openssh warn "$OPENSSH: the end of access is written in this server's local time"
  else
    check openssh ok "$OPENSSH"
  fi
  if run sshd -t; then check sshd-config ok "sshd accepts its configuration"; else check sshd-config fail "$WORDS"; fi
  if read_preparation; then
    check include ok "prepared, by $PLACE"
  elif sshd_reads_drop_ins; then
    check include ok "sshd reads $DROP_IN"
  else
    check include ok "no Include: a marked block in $SSHD_CONFIG"
  fi
  if ! ask_sshd root; then
    check pam fail "$WORDS"
  elif [ "$USE_PAM" = yes ]; then
    check pam ok "UsePAM yes"
  else
    check pam warn "UsePAM no: sessions carry no login uid, and are told apart by their connection alone"
  fi
}

check_system() {
  check init ok "$INIT"
  if [ "$LOGIND" = yes ]; then check logind ok "logind runs"; else check logind warn "no logind: processes are found through /proc"; fi
  offset=$((CLOCK - NOW))
  if [ "${offset#-}" -le 5 ]; then check clock ok "offset $offset s"; else check clock warn "offset $offset s"; fi
  if command -v getenforce >/dev/null 2>&1 && [ "$(getenforce)" = Enforcing ]; then
    check selinux warn "SELinux is enforcing"
  else
    check selinux ok "not enforcing"
  fi
  base=$(home_base)
  for directory in / /var /etc "$base"; do
    free=$(free_kilobytes "$directory")
    if [ "$free" -lt 1024 ]; then
      check disk fail "$directory: $free kB free"
    elif [ "$free" -lt 51200 ]; then
      check disk warn "$directory: $free kB free"
    else
      check disk ok "$directory: $free kB free"
    fi
  done
  # Asked without writing; the root of a read-only file system answers no even to root.
  for directory in "$base" /etc /var/lib; do
    if [ -w "$directory" ]; then check writable ok "$directory"; else check writable fail "$directory cannot be written to"; fi
  done
}

check_probe() { # ACCOUNT GROUP
  account=$1
  read_owned
  look_up_account
  check_account
  MEMBER_OF="${MEMBER_OF:-$account $OUR_GROUP} $2"
  if ! ask_sshd "$account"; then
    check allow-rules fail "$WORDS"
  elif sshd_lets_in "$account" "$MEMBER_OF"; then
    check allow-rules ok "$account may come in"
  else
    check allow-rules fail "$RULE in sshd's configuration keeps $account out"
  fi
  if [ "$2" = - ]; then
    return
  elif getent group "$2" >/dev/null 2>&1; then
    check group ok "$2"
  else
    check group fail "there is no group $2"
  fi
}

check_account() {
  if contains "root $OUR_GROUP $SELF ${SUDO_USER:-root}" "$account"; then
    check account fail "$account is never handed out"
  elif ! account_exists; then
    home=$(home_base)/$account
    if [ -e "$home" ] || [ -L "$home" ]; then
      check account fail "$account: $home is there already and belongs to no account of this name"
    elif getent group "$account" >/dev/null 2>&1; then
      check account fail "$account: there is a group of this name"
    else
      check account ok "$account is free"
    fi
  elif [ "$ORIGIN" = made ] && [ "$OWNED_UID" = "$ACCOUNT_UID" ]; then
    check account ok "$account was made by JitSsh"
  elif ! is_person "$ACCOUNT_UID"; then
    check account fail "$account is a system account"
  else
    check account warn "$account exists and was not made by JitSsh"
  fi
}
