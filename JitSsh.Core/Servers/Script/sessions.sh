# shellcheck shell=sh disable=SC2034,SC2154
# Ending sessions.
#
# A certificate's end never ends a session, so sessions are ended here. Which processes go:
#   - JitSsh made the account and no grant is left: every process of that uid, and all that was started from it through sudo;
#   - JitSsh made the account and other grants go on: every process that does not belong to a session of a grant in force;
#   - a used account: the sessions that a certificate of a grant which is over opened, and whatever they left running.
#
# What belongs to a session is told by what its processes cannot change: the kernel's login uid and audit session (handed down
# through sudo, nohup and setsid alike) and who is whose child. The environment is believed only where it makes us end more.

end_sessions() {
  case $ORIGIN in
    made)
      [ -n "$OVER" ] || [ -z "$IN_FORCE" ] || return 0
      SESSION_UID=$OWNED_UID
      # One that was locked before is looked at with all the others of its kind.
      if [ -z "$OVER$IN_FORCE" ] && [ "$released_was" != - ] && ! some_process_has "$OWNED_UID"; then return; fi
      if [ -n "$IN_FORCE" ]; then
        end_processes find_outsiders
      elif is_ours_alone; then
        end_processes find_all_of_account
      fi
      ;;
    *)
      [ -n "$OVER" ] && account_exists || return 0
      SESSION_UID=$ACCOUNT_UID
      is_person "$SESSION_UID" && [ "$account" != "$SELF" ] || return 0
      end_processes find_sessions_of_ended_grants
      report_unknown_sessions
      ;;
  esac
}

# By what one look at all processes finds, the login uids that sudo does not change among it.
some_process_has() { # UID
  [ -n "$ALIVE_UIDS" ] || ALIVE_UIDS=$(grep -hE '^Uid:|^[0-9]+$' /proc/[0-9]*/status /proc/[0-9]*/loginuid 2>/dev/null | tr '\t\n' '  ')
  contains "$ALIVE_UIDS" "$1"
}

# Everything of a uid is about to die: it must be one that JitSsh made, and nobody else's by now.
is_ours_alone() {
  case $OWNED_UID in '' | *[!0-9]*) return 1 ;; esac
  is_person "$OWNED_UID" || return 1
  account_exists || ! getent passwd "$OWNED_UID" >/dev/null 2>&1
}

# A lingering user manager would start the person's services again, at the next boot or at once.
end_user_manager() {
  [ ! -e "/var/lib/systemd/linger/$account" ] || { rm -f "/var/lib/systemd/linger/$account"; changed; }
  [ "$LOGIND" = yes ] && [ -e "/run/systemd/users/$OWNED_UID" ] || return 0
  run loginctl terminate-user "$account"
}

# $1 puts into FOUND the processes that must go. First sshd is asked to close its sessions properly (the client sees a closed
# connection, PAM and utmp are told), then whatever is left is killed, again and again, since a process may be starting others.
end_processes() { # FINDER
  SEEN='' SEEN_COUNT=0 SEEN_PIDS='' REMEMBERED='' SESSION_IDS='' ROUND=0 LOOKED=no
  find_protected
  LOGINS_READ=no
  if [ "$1" = find_all_of_account ]; then strike_many; fi
  "$1"
  # One empty look proves little: a process that keeps handing over to a child is never where we look. Two are wanted.
  quiet=0
  if [ -z "$FOUND" ]; then
    quiet=1
    nap
  else
    see "$FOUND"
    say_good_bye "$(terminals_of_pids "$FOUND")"
    hang_up
  fi
  [ "$1" != find_all_of_account ] || end_user_manager
  # Whoever was half way in when the trust line went is in by now: the log is read once more.
  LOGINS_READ=no
  while [ "$ROUND" -lt 40 ] && [ "$quiet" -lt 2 ]; do
    [ "$1" != find_all_of_account ] || kill_as_account
    "$1"
    if [ -z "$FOUND" ]; then
      quiet=$((quiet + 1))
    else
      quiet=0
      see "$FOUND"
      # shellcheck disable=SC2086
      kill -KILL $FOUND 2>/dev/null
      nap
    fi
    ROUND=$((ROUND + 1))
  done
  report_processes
}

# Hundreds of processes are killed before they are looked at one by one. Most of them are found twice.
strike_many() {
  find_pids_of_uid
  # shellcheck disable=SC2086 # the words are counted
  set -- $OF_UID
  if [ $# -le 200 ]; then LOOKED=yes; else kill_as_account; fi
}

# SEEN: pid:name of everything that was found, for the receipt. The name is the process's own choice.
see() { # PIDS
  for pid in $1; do
    # The receipt has the first hundred.
    if [ "$SEEN_COUNT" -ge 100 ] || contains "$SEEN_PIDS" "$pid"; then continue; fi
    SEEN_COUNT=$((SEEN_COUNT + 1))
    SEEN_PIDS="$SEEN_PIDS $pid"
    name=
    { IFS= read -r name <"/proc/$pid/comm"; } 2>/dev/null
    name=${name%%[!A-Za-z0-9._+@-]*}
    SEEN="$SEEN $pid:${name:--}"
  done
}

hang_up() {
  monitors=
  for pid in $FOUND; do
    is_monitor "$pid" && monitors="$monitors $pid"
  done
  [ -n "$monitors" ] || return 0
  # shellcheck disable=SC2086
  kill -TERM $monitors 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    # shellcheck disable=SC2086
    kill -0 $monitors 2>/dev/null || return 0
    nap
  done
}

# kill(-1) by that uid takes all of its processes in one step, even those that start others faster than we find them. Nothing
# of ours is open in the helper, since for a moment the account's processes could look into it.
kill_as_account() {
  if command -v setpriv >/dev/null 2>&1; then
    setpriv --reuid "$SESSION_UID" --clear-groups /bin/sh -c 'kill -KILL -1'
  elif account_exists; then
    su -s /bin/sh "$account" -c 'kill -KILL -1'
  fi </dev/null >/dev/null 2>&1 9>&-
}

report_processes() {
  for entry in $SEEN; do
    pid=${entry%%:*} name=${entry#*:}
    if contains "$FOUND" "$pid"; then
      tell_session "$pid left $name does not die"
      ending_failed account "$account" session-left "process $pid ($name) is still there"
    else
      tell_session "$pid ended $name"
      changed
    fi
  done
  for pid in $FOUND; do
    contains "$SEEN_PIDS" "$pid" || ending_failed account "$account" session-left "process $pid is still there"
  done
}

tell_session() {
  say "session $account $*"
  note "session $account $*"
}

# Never ourselves, nor what we run under, nor the sshd that everybody comes in through (somebody may have restarted it from
# the session that is ending, and then it bears that session's marks).
find_protected() {
  PROTECTED="1 $$"
  protected_pid=$$
  while read_stat "$protected_pid" && [ "$PARENT" -gt 1 ]; do
    protected_pid=$PARENT
    PROTECTED="$PROTECTED $protected_pid"
  done
  LISTENER_SESSION=-
  if find_listener; then
    PROTECTED="$PROTECTED $LISTENER"
    read_marks "$LISTENER"
    LISTENER_SESSION=$AUDIT_SESSION
  fi
}

# FOUND: all of the account's living processes.
find_all_of_account() {
  FOUND=
  find_monitors
  [ "$LOOKED" = yes ] || find_pids_of_uid
  LOOKED=no
  keep_living "$OF_UID $MONITORS"
}

keep_living() { # PIDS; adds to FOUND
  for candidate in $1; do
    contains "$PROTECTED" "$candidate" || contains "$FOUND" "$candidate" || ! is_alive "$candidate" || FOUND="$FOUND $candidate"
  done
  FOUND=${FOUND# }
}

# A dead process that its parent has not noticed yet is not alive.
is_alive() { # PID
  read_stat "$1" || return 1
  case $STATE in Z | X) return 1 ;; esac
}

# OF_UID: by uid, by login uid (which sudo and su do not change), and, where the kernel keeps none, by what sudo notes. In one
# look at both files: no line of a status is a number alone.
find_pids_of_uid() {
  find_pids "status loginuid" -E "^Uid:.*[[:space:]]$SESSION_UID([[:space:]]|\$)|^$SESSION_UID\$"
  OF_UID=$PIDS
  find_pids environ -zx "SUDO_UID=$SESSION_UID"
  for pid in $PIDS; do
    [ "$(login_uid "$pid")" != - ] || OF_UID="$OF_UID $pid"
  done
}

login_uid() { # PID; "-" when none was ever set
  value=
  { read -r value <"/proc/$1/loginuid"; } 2>/dev/null
  case $value in '' | 4294967295) value=- ;; esac
  say "$value"
}

audit_session() { # PID
  value=
  { read -r value <"/proc/$1/sessionid"; } 2>/dev/null
  case $value in '' | 4294967295) value=- ;; esac
  say "$value"
}

# sshd keeps one process of root's for each connection, and calls it after the account as soon as somebody says that name:
# long before he has shown who he is. Such a one is no session yet, and anybody could keep us busy with them.
find_monitors() { # MONITORS
  MONITORS=
  find_pids cmdline -aE "^sshd(-session)?: $account \\[priv\\]"
  for candidate in $PIDS; do
    is_monitor "$candidate" && is_logged_in "$candidate" && MONITORS="$MONITORS $candidate"
  done
}

is_logged_in() { # MONITOR
  judge_session "$1"
  [ "$VERDICT" = unknown ] || return 0
  find_pids status -x "PPid:[[:space:]]*$1"
  for child in $PIDS; do
    real_user "$child" && [ "${REAL_USER%% *}" = "$SESSION_UID" ] && return 0
  done
  return 1
}

is_monitor() { # PID
  read_command_line "$1"
  case $COMMAND_LINE in
    "sshd: $account [priv]"* | "sshd-session: $account [priv]"*) is_sshd "$1" ;;
    *) return 1 ;;
  esac
}

# Which certificate opened which session is known from sshd's log alone. LOGINS: PID IP PORT PRINCIPAL a line, "-" where the
# login had nothing to do with JitSsh.
#
# A log can be written to by others: any user may say "sshd[4711]: Accepted publickey for bob" through syslog. So a line never
# points at a process by itself: it only speaks about a process that is root's own sshd, serves this very account, and has a
# connection from that very port. The journal knows who really wrote a line; it is asked first. In plain files a forged line
# can still bring a session of an account under a grant that ends (it dies); it cannot save one, since all lines count.
read_logins() {
  [ "$LOGINS_READ" = no ] || return 0
  LOGINS_READ=yes
  LOGINS=$(log_lines | grep -F " for $account from " | parse_logins)
}

log_lines() {
  journal=
  if [ -d /run/systemd/journal ] && command -v journalctl >/dev/null 2>&1; then
    since=$((OVER_SINCE > 60 ? OVER_SINCE - 60 : 0))
    journal=$(journalctl -q --no-pager -o short --since "@$since" _UID=0 _COMM=sshd _COMM=sshd-session </dev/null 2>/dev/null |
      grep -F "]: Accepted ")
  fi
  if [ -n "$journal" ]; then
    say "$journal"
    return
  fi
  for log in /var/log/auth.log /var/log/secure /var/log/messages; do
    # A rotation must not hide who came in before it.
    grep -hF "]: Accepted " "$log.1" "$log" 2>/dev/null </dev/null
  done
}

parse_logins() {
  set -f
  while IFS= read -r line; do
    tag=${line%%"]: Accepted "*}
    pid=${tag##*\[}
    tag=${tag%"[$pid"}
    case ${tag##* }:$pid in
      *:*[!0-9]* | *:) continue ;;
      sshd:* | sshd-session:*) ;;
      *) continue ;;
    esac
    # METHOD for USER from IP port PORT ssh2: TYPE FINGERPRINT ID KEYID (serial N) CA ...: by place, since a key id is
    # whatever some authority signed, and may try to look like the rest of the line.
    # shellcheck disable=SC2086
    set -- ${line#*"]: Accepted "}
    [ "${2:-} ${3:-} ${4:-} ${6:-}" = "for $account from port" ] || continue
    case ${7:-} in '' | *[!0-9]*) continue ;; esac
    principal=-
    case "${11:-} ${12:-}" in
      'ID jitssh-'*-*)
        principal=${12#jitssh-}
        principal=${principal%-*}
        ;;
    esac
    say "$pid $5 $7 $principal"
  done
  set +f
}

# What the log says about a live session. VERDICT: live, over, other, unknown.
judge_session() { # MONITOR
  read_logins
  VERDICT=unknown
  ports=" $(remote_ports "$1") "
  while read -r pid _ port principal; do
    [ "$pid" = "$1" ] || continue
    [ "$ports" = '  ' ] || contains "$ports" "$port" || continue
    if [ "$principal" = - ]; then
      [ "$VERDICT" != unknown ] || VERDICT=other
    elif contains "$LIVE_PRINCIPALS" "$principal"; then
      [ "$VERDICT" = over ] || VERDICT=live
    else
      VERDICT=over
    fi
  done <<END
$LOGINS
END
}

remote_ports() { # PID
  sockets=$(ls -l "/proc/$1/fd" 2>/dev/null)
  while read -r _ _ remote _ _ _ _ _ _ inode _; do
    case $sockets in *"socket:[${inode:--}]"*) printf '%d ' "0x${remote##*:}" ;; esac
  done <<END
$(grep -h ' 01 ' "/proc/$1/net/tcp" "/proc/$1/net/tcp6" 2>/dev/null)
END
}

# The session id that the kernel gave when PAM opened this session; "-" if it cannot be told from somebody else's.
session_of_monitor() { # MONITOR
  id=$(audit_session "$1")
  if [ "$id" = "$LISTENER_SESSION" ] || [ "$(login_uid "$1")" != "$SESSION_UID" ]; then id=-; fi
  say "$id"
}

# FOUND, on a used account: the sessions of grants that are over, whole.
find_sessions_of_ended_grants() {
  FOUND='' roots=''
  read_logins
  find_monitors
  for monitor in $MONITORS; do
    judge_session "$monitor"
    [ "$VERDICT" = over ] || continue
    roots="$roots $monitor"
    note_session "$(session_of_monitor "$monitor")"
  done
  # A session that was closed long ago may have left something running: it still has the connection in its environment.
  leftovers=$(pids_from_ended_connections)
  for pid in $leftovers; do
    [ "$(login_uid "$pid")" != "$SESSION_UID" ] || note_session "$(audit_session "$pid")"
  done
  strays=
  if [ -z "$IN_FORCE" ]; then
    find_strays
    [ "$STRAYS_ARE" = unclear ] || strays=$STRAYS
  fi
  remember "$roots $leftovers $strays $(pids_of_sessions) $(descendants_of "$roots")"
  keep_living "$(remembered)"
}

note_session() { # ID
  [ "$1" = - ] || [ "$1" = "$LISTENER_SESSION" ] || contains "$SESSION_IDS" "$1" || SESSION_IDS="$SESSION_IDS $1"
}

pids_of_sessions() {
  for id in $SESSION_IDS; do
    find_pids sessionid -x "$id"
    for pid in $PIDS; do
      [ "$(login_uid "$pid")" != "$SESSION_UID" ] || say "$pid"
    done
  done
}

# Only among the account's own processes: what another user writes into his environment is nothing to us.
pids_from_ended_connections() {
  find_pids_of_uid
  mine=$OF_UID
  while read -r _ ip port principal; do
    case $principal in '' | -) continue ;; esac
    contains "$LIVE_PRINCIPALS" "$principal" && continue
    find_pids environ -aF "SSH_CONNECTION=$ip $port "
    for pid in $PIDS; do
      contains "$mine" "$pid" && say "$pid"
    done
  done <<END
$LOGINS
END
}

on_one_line() { # WORDS
  # shellcheck disable=SC2086
  set -- $1
  printf '%s' "$*"
}

# Children are found while their parents live, and are known by pid and start after that.
remember() { # PIDS
  for pid in $1; do
    contains "$PROTECTED" "$pid" && continue
    read_stat "$pid" || continue
    contains "$REMEMBERED" "$pid:$STARTED" || REMEMBERED="$REMEMBERED $pid:$STARTED"
  done
}

remembered() {
  for entry in $REMEMBERED; do
    if read_stat "${entry%:*}" && [ "$STARTED" = "${entry#*:}" ]; then say "${entry%:*}"; fi
  done
}

descendants_of() { # PIDS
  [ -n "$1" ] || return 0
  family=" $1 "
  parents=$(grep -H '^PPid:' /proc/[0-9]*/status 2>/dev/null | tr ':/' '  ')
  grown=yes
  while [ "$grown" = yes ]; do
    grown=no
    while read -r _ pid _ _ parent; do
      if contains "$family" "$parent" && ! contains "$family" "$pid"; then
        family="$family$pid "
        grown=yes
      fi
    done <<END
$parents
END
  done
  say "$family"
}

# FOUND, on an account that JitSsh made while other grants go on: all that does not belong to a session of theirs. This is
# strict on purpose: what cannot be shown to belong to a grant in force goes, be it a leftover of a session closed long ago.
find_outsiders() {
  FOUND='' insiders='' SESSION_IDS=''
  find_monitors
  for monitor in $MONITORS; do
    judge_session "$monitor"
    [ "$VERDICT" = live ] || continue
    insiders="$insiders $monitor"
    note_session "$(session_of_monitor "$monitor")"
  done
  insiders=$(on_one_line "$insiders $(pids_of_sessions) $(descendants_of "$insiders")")
  find_pids_of_uid
  for pid in $MONITORS $OF_UID; do
    contains "$insiders" "$pid" || keep_living "$pid"
  done
}

# On a used account a session that the log is silent about may be the person's own, or the grant's. One that is older than
# the grant is not the grant's; about the others we say that we do not know, rather than that all is well.
report_unknown_sessions() {
  find_monitors
  for monitor in $MONITORS; do
    judge_session "$monitor"
    [ "$VERDICT" = unknown ] || continue
    read_stat "$monitor" || continue
    [ "$(started_at "$STARTED")" -ge "$OVER_SINCE" ] || continue
    tell_session "$monitor left sshd's log does not say how this session was opened"
    ending_failed account "$account" session-left "sshd's log does not say how session $monitor was opened"
  done
}

started_at() { # TICKS since boot
  boot=$(grep '^btime ' /proc/stat)
  say $((${boot#btime } + $1 / $(getconf CLK_TCK 2>/dev/null || say 100)))
}
