# shellcheck shell=sh disable=SC2034,SC2154
# The server by itself: it keeps this program and the desired state, and a timer that runs them when something is due.
#
# With systemd: a timer for each moment (a transient unit, so nothing has to be reloaded while somebody waits for access), and
# a service at every boot, before sshd takes log-ins. Elsewhere: a process that sleeps until the moment comes, looked after by
# cron where there is a cron. Only the next moment is armed, and each run arms the one after it. A timer that turns out to
# be too early does no harm, so none is ever called off.

# What the kept program is called with: timer, boot, watch (is there still somebody who sleeps?), sleep SECONDS, search ACCOUNT.
by_itself() {
  settings
  exec </dev/null >/dev/null 2>&1
  BY=timer
  case $1 in
    sleep) sleep_until "$2" && strike_ready "$2" ;;
    watch) ! sleeper_lives || exit 0 ;;
    search) search_files "$2" ;;
    boot) BY=boot ;;
  esac
  CLOCK=$(date +%s)
  read_own_document
  end_at_once
  require_tools || finish 1
  take_lock 72000
  # Whoever held the lock may have brought another state, or taken JitSsh away.
  [ -f "$STORE/reconcile.sh" ] || { drop_empty_store; exit 0; }
  begin_run
  CLOCK=$(date +%s)
  read_own_document
  describe_server
  sort_out_late_grants
  find_missing_groups
  KEPT=yes
  keep_desired || { KEPT=no; error server - "$(code_or_disk_full timer-failed)" "$WORDS"; }
  PREPARED=no
  if [ -f "$STORE/prepared" ]; then
    prepare_server && PREPARED=yes
  fi
  make_all_right
  finish
}

# Without a document that can be read, nothing is wanted: then what JitSsh gave ends.
read_own_document() {
  if [ -f "$STORE/desired" ] && read_document <"$STORE/desired"; then return; fi
  ACCOUNTS='' POLICIES='' GRANTS='' GRANT_IDS='' WANTED_GROUPS='' ENDINGS='' PORTAL=''
  GENERATION=0 SELF=root KEEP=2592000 KEEP_HOME=archive PREPARED_WISH=keep
}

# The accounts that JitSsh made and whose last grant is over lose their processes at once: without the lock, which another
# run may hold for a while. sshd lets nobody in any more, as the trust lines bear the same end; all else follows in order.
end_at_once() {
  over='' told=''
  find_owned_accounts
  for account in $OWNED; do
    loses_everything || continue
    over="$over $account:$OWNED_UID"
    SESSION_UID=$OWNED_UID
    note_killed
    terminals=$(terminals_of_uid "$OWNED_UID")
    [ -z "$terminals" ] || { tell_end "$terminals"; told=yes; }
    TOLD="$TOLD $account"
  done
  [ -z "$told" ] || let_words_leave
  for entry in $over; do
    account=${entry%:*} SESSION_UID=${entry#*:}
    kill_as_account
  done
}

# By its record, which this reads, and by the system: the name and the uid still belong together, and to nobody else.
loses_everything() {
  read_owned
  if [ "$ORIGIN" != made ] || ! all_is_over || ! run getent passwd "$account"; then return 1; fi
  IFS=: read -r _ _ ACCOUNT_UID _ <<END
$WORDS
END
  [ "$ACCOUNT_UID" = "$OWNED_UID" ] && is_ours_alone
}

# READY: account:uid of those that will lose their processes at that moment if nothing is changed until then. Whatever has to be
# asked of the system is asked shortly before, so that at the moment itself no process has to be started first: on a machine that
# is busy, or on which a hundred accesses end in the same second, that is what takes the time.
get_ready() { # SECONDS
  READY='' CLOCK=$1
  read_own_document
  find_owned_accounts
  for account in $OWNED; do
    ! loses_everything || READY="$READY $account:$OWNED_UID"
  done
}

# At the moment: what is kept is read again, in case the access was extended, and what has no terminal to be told of it dies. What
# this misses, because it was just being started, and all else follow as at every end.
strike_ready() { # SECONDS
  [ -n "$READY" ] || return 0
  CLOCK=$1
  read_own_document
  for entry in $READY; do
    account=${entry%:*} SESSION_UID=${entry#*:}
    read_owned
    if [ "$ORIGIN:$OWNED_UID" = "made:$SESSION_UID" ] && all_is_over && find_without_terminal; then
      # shellcheck disable=SC2086 # a list of process numbers
      kill -KILL $FOUND 2>/dev/null
      note_struck
    fi
  done
}

# FOUND: the processes of the uid, if there are some and none of them has a terminal. Only what the shell does by itself.
find_without_terminal() {
  FOUND='' FOUND_NAMES=''
  for directory in /proc/[0-9]*; do
    name='' uids=''
    while read -r word rest; do
      case $word in
        Name:) name=$rest ;;
        Uid:) uids=$rest && break ;;
      esac
    done 2>/dev/null <"$directory/status"
    # shellcheck disable=SC2086 # real, effective, saved and of the file system
    set -- $uids
    contains "$*" "$SESSION_UID" || continue
    read_stat "${directory#/proc/}" || continue
    [ "$TERMINAL" -eq 0 ] || return 1
    FOUND="$FOUND ${directory#/proc/}"
    name=${name%%[!A-Za-z0-9._+@-]*}
    FOUND_NAMES="$FOUND_NAMES $account:${directory#/proc/}:${name:--}"
  done
  [ -n "$FOUND" ]
}

# For the receipt, as many as of those that are killed a little later.
note_struck() {
  noted=0
  for entry_of_pid in $FOUND_NAMES; do
    noted=$((noted + 1))
    [ "$noted" -le 50 ] || return 0
    KILLED="$KILLED $entry_of_pid"
  done
}

# KILLED: account:pid:name of what is about to be killed, for the receipt; what should live on is found later on. Somebody
# who has started thousands does not gain time by that.
note_killed() {
  noted=0
  find_pids status -E "^Uid:.*[[:space:]]$SESSION_UID([[:space:]]|\$)"
  for pid in $PIDS; do
    noted=$((noted + 1))
    [ "$noted" -le 50 ] || return 0
    is_alive "$pid" || continue
    name=
    { IFS= read -r name <"/proc/$pid/comm"; } 2>/dev/null
    name=${name%%[!A-Za-z0-9._+@-]*}
    KILLED="$KILLED $account:$pid:${name:--}"
  done
}

tell_killed() {
  for entry in $KILLED; do
    case $entry in
      "$account":*)
        entry=${entry#*:}
        is_alive "${entry%%:*}" || { tell_session "${entry%%:*} ended ${entry#*:}"; changed; }
        ;;
    esac
  done
}

# By the account's record and by the kept document, which may be newer (an access that is just being extended).
all_is_over() {
  some=no
  while read -r _ _ not_after _; do
    [ -n "$not_after" ] || continue
    some=yes
    [ "$not_after" -le "$CLOCK" ] || some=living
  done <<END
$OWNED_GRANTS
END
  [ "$some" = yes ] || return 1
  while read -r owner _ _ not_after _; do
    [ "$owner" != "$account" ] || [ "$not_after" -le "$CLOCK" ] || return 1
  done <<END
$GRANTS
END
}

# ------------------------------------------------------------------------------------------------ what is kept on the server

# JITSSH_SCRIPT and JITSSH_VERSION come with the program. The file's first line tells whether it is this one already.
keep_script() {
  first=
  { read -r first <"$STORE/reconcile.sh"; } 2>/dev/null
  if [ "$first" != "# jitssh $JITSSH_VERSION" ]; then
    write_file "$STORE/reconcile.sh" 0700 "# jitssh $JITSSH_VERSION$NL$JITSSH_SCRIPT${NL}by_itself \"\$@\"$NL" || return 1
  fi
  [ "$INIT" != systemd ] || keep_units
}

# The state as a document of its own, without what is over: a clock that is set back later brings nothing back. One that
# cannot be written is taken away, so that no old one gives back what was revoked.
keep_desired() {
  desired="jitssh 1${NL}mode timer${NL}now 0${NL}generation 0${NL}self $SELF${NL}keep $KEEP $KEEP_HOME${NL}prepared $PREPARED_WISH$NL"
  [ -z "$PORTAL" ] || desired="${desired}portal $PORTAL$NL"
  declared=
  while read -r owner grant rest; do
    [ -n "$owner" ] || continue
    if ! contains "$declared" "$owner"; then
      declared="$declared $owner"
      if contains "$POLICIES" "$owner:use"; then policy=use; else policy=refuse; fi
      desired="${desired}account $owner $policy$NL"
    fi
    desired="${desired}grant $owner $grant $rest$NL"
  done <<END
$GRANTS
END
  while read -r owner grant group; do
    [ -z "$owner" ] || ! grant_is_wanted "$owner" "$grant" || desired="${desired}group $owner $grant $group$NL"
  done <<END
$WANTED_GROUPS
END
  desired="${desired}end$NL"
  if read_file "$STORE/desired" && [ "$CONTENT" = "$desired" ]; then
    # What a run that did not come to its end left undone is no repair of what somebody else has changed.
    [ "$INTERRUPTED" = yes ] || DESIRED=same
    return 0
  fi
  write_file "$STORE/desired" 0600 "$desired" && return 0
  failure=$WORDS
  rm -f "$STORE/desired"
  WORDS=$failure
  return 1
}

# Did the run before this one come to its end? A tool that was killed half way leaves passwd without shadow, or group without
# gshadow, which does not show where one usually looks.
begin_run() {
  INTERRUPTED=no
  settled=yes
  { read -r settled <"$STORE/settled"; } 2>/dev/null
  [ "$settled" = yes ] || INTERRUPTED=yes
  echo no 2>/dev/null >"$STORE/settled"
}

end_run() { [ "$ERRORS" -gt 0 ] || echo yes 2>/dev/null >"$STORE/settled"; }

# ------------------------------------------------------------------------------------------------------------ arming a timer

find_timer() {
  if [ "$INIT" = systemd ] && command -v systemd-run >/dev/null 2>&1; then
    TIMER=systemd
  elif [ -d "${CRON_LINES%/*}" ] && find_pids comm -xE 'cron|crond' && [ -n "$PIDS" ]; then
    TIMER=cron
  else
    TIMER=sleeper
  fi
}

# The ends of the grants, and 10, 5 and 1 minutes before them.
find_next_moment() {
  ARM_AT=-
  while read -r _ _ _ not_after _; do
    [ -n "$not_after" ] || continue
    for early in 600 300 60 0; do
      moment=$((not_after - early))
      [ "$moment" -le "$CLOCK" ] || { arm_at "$moment"; break; }
    done
  done <<END
$GRANTS
END
}

arm_at() { # SECONDS
  if [ "$ARM_AT" = - ] || [ "$ARM_AT" -gt "$1" ]; then ARM_AT=$1; fi
}

arm() {
  [ "$ARM_AT" != - ] || return 0
  case $TIMER in
    systemd) arm_systemd ;;
    *) arm_sleeper ;;
  esac && { ARMED_FOR=$ARM_AT; return 0; }
  error server - "$(code_or_disk_full timer-failed)" "$WORDS"
  return 1
}

arm_systemd() {
  unit=jitssh-expiry@$ARM_AT
  [ ! -e "/run/systemd/transient/$unit.timer" ] || return 0
  # A moment that has just gone by would never come.
  moment=$(($(date +%s) + 2))
  [ "$moment" -gt "$ARM_AT" ] || moment=$ARM_AT
  run systemd-run --quiet --no-block --unit="$unit.service" --on-calendar="$(date -u -d "@$moment" '+%Y-%m-%d %H:%M:%S UTC')" \
    --timer-property=AccuracySec=1ms --timer-property=RemainAfterElapse=no || return 1
  [ -e "/run/systemd/transient/$unit.timer" ] || { WORDS="systemd-run made no timer"; return 1; }
}

keep_units() {
  UNITS_CHANGED=no
  keep_unit jitssh-expiry.service "[Unit]
Description=JitSsh ends access whose time went by while this server was off
DefaultDependencies=no
RequiresMountsFor=$STORE /home
After=local-fs.target systemd-tmpfiles-setup.service
Before=ssh.service sshd.service ssh.socket sshd.socket shutdown.target
Conflicts=shutdown.target
ConditionPathExists=$STORE/reconcile.sh

[Service]
Type=oneshot
ExecStart=/bin/sh $STORE/reconcile.sh boot

[Install]
WantedBy=multi-user.target
" && keep_unit jitssh-expiry@.service "[Unit]
Description=JitSsh ends access whose time is over (%i)

[Service]
Type=oneshot
ExecStart=/bin/sh $STORE/reconcile.sh timer
" || return 1
  [ "$UNITS_CHANGED" = yes ] || return 0
  run systemctl daemon-reload && run systemctl enable jitssh-expiry.service
}

keep_unit() { # NAME CONTENT
  read_file "$SYSTEMD_UNITS/$1" && [ "$CONTENT" = "$2" ] && return 0
  write_file "$SYSTEMD_UNITS/$1" 0644 "$2" || return 1
  UNITS_CHANGED=yes
  changed
}

drop_units() {
  [ -e "$SYSTEMD_UNITS/jitssh-expiry.service" ] || [ -e "$SYSTEMD_UNITS/jitssh-expiry@.service" ] || return 0
  run systemctl disable jitssh-expiry.service
  rm -f "$SYSTEMD_UNITS/jitssh-expiry.service" "$SYSTEMD_UNITS/jitssh-expiry@.service"
  # A timer whose service is gone does nothing, yet it would stay until its moment.
  run systemctl stop 'jitssh-expiry@*.timer'
  run systemctl daemon-reload
  changed
}

# ---------------------------------------------------------------------------------------------------- a process that sleeps

arm_sleeper() {
  [ "$TIMER" != cron ] || keep_cron_lines || return 1
  old=
  if sleeper_lives; then
    [ "$SLEEPS_UNTIL" -gt "$ARM_AT" ] || [ "$SLEEPS_UNTIL" -le "$CLOCK" ] || return 0
    old=$SLEEPER
  fi
  start_apart /bin/sh "$STORE/reconcile.sh" sleep "$ARM_AT"
  read_stat "$APART" || { WORDS="the process that waits for the end did not start"; return 1; }
  write_file "$STORE/sleeper" 0600 "$APART $STARTED $ARM_AT$NL" || { kill "$APART"; return 1; }
  [ -z "$old" ] || [ "$old" = $$ ] || end_apart "$old"
  return 0
}

# A process that outlives this run and the connection it came by, and bears no mark of it.
start_apart() { # COMMAND WORD...
  if command -v setsid >/dev/null 2>&1; then
    env -i PATH="$PATH" setsid "$@" </dev/null >/dev/null 2>&1 9>&- &
  else
    env -i PATH="$PATH" "$@" </dev/null >/dev/null 2>&1 9>&- &
  fi
  APART=$!
}

# It is the first of a process group of its own, with whatever it waits for in it.
end_apart() { # PID
  kill -- "-$1" 2>/dev/null || kill "$1" 2>/dev/null
}

sleeper_lives() {
  SLEEPER='' SLEEPS_UNTIL=''
  { read -r SLEEPER sleeper_started SLEEPS_UNTIL <"$STORE/sleeper"; } 2>/dev/null
  [ -n "$SLEEPS_UNTIL" ] && is_alive "$SLEEPER" && [ "$STARTED" = "$sleeper_started" ]
}

# Who sleeps and who searches has no more to do here.
drop_processes() {
  for record in "$STORE/sleeper" "$STORE"/search/*.runs; do
    { read -r pid started _ <"$record"; } 2>/dev/null || continue
    if [ "$pid" != $$ ] && read_stat "$pid" && [ "$STARTED" = "$started" ]; then
      end_apart "$pid"
    fi
  done
  rm -f "$STORE/sleeper"
}

# To the fraction of a second where date and sleep know one. A sleep does not notice that the clock was set, so a long one is
# cut in pieces. Before the last one it gets ready.
sleep_until() { # SECONDS
  while :; do
    moment=$(date +%s.%N)
    left=$(($1 - ${moment%%.*}))
    [ "$left" -gt 0 ] || return 0
    if [ "$left" -gt 3700 ]; then
      sleep 3600
    elif [ "$left" -gt 70 ]; then
      sleep 60
    else
      if [ "$READY_FOR" != "$1" ]; then
        get_ready "$1"
        READY_FOR=$1
      else
        sleep_precisely "$left" "${moment#*.}"
      fi
      continue
    fi
    # Another may have been started since, and this one been left behind by a run that was killed.
    { read -r registered _ <"$STORE/sleeper"; } 2>/dev/null && [ "$registered" != $$ ] && exit 0
  done
}

sleep_precisely() { # SECONDS NANOSECONDS-GONE
  case $2 in
    [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9])
      sleep "$(($1 - 1)).$(printf '%09d' $((2000000000 - 1$2)))" 2>/dev/null && return
      ;;
  esac
  sleep "$1"
}

keep_cron_lines() {
  lines="# Written by JitSsh, which takes it away again: somebody must be waiting for the end of an access.
@reboot root /bin/sh $STORE/reconcile.sh boot
* * * * * root /bin/sh $STORE/reconcile.sh watch
"
  read_file "$CRON_LINES" && [ "$CONTENT" = "$lines" ] && return 0
  write_file "$CRON_LINES" 0644 "$lines" || return 1
  changed
}
