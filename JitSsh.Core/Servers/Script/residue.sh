# shellcheck shell=sh disable=SC2034,SC2154
# Residue: what a person left behind. It is reported, with the account's name, until it is gone; JitSsh removes only what is its own.
#
# On an account that was there before, what was there before counts as the person's own: a list of it is kept while a grant
# is in force. Whoever has root through sudo can hide from all of this; docs/guarantees.md says so.

# Before the first grant on an account: the list, and the time (the file's own).
remember_what_is_there() {
  own_directory "$STORE/before" 0700 || return 1
  FOUND_THERE=
  [ "$ORIGIN" = made ] || list_leavings
  [ "$ORIGIN" = made ] || remember_own_processes || return 1
  write_file "$STORE/before/$account" 0600 "$FOUND_THERE"
  rm -f "$STORE/left/$account" "$STORE/search/$account"
}

# Says what is left of this account's person now. LEFT: yes, no, or searching while the file systems are being searched.
look_for_residue() {
  own_directory "$STORE/left" 0700 && own_directory "$STORE/search" 0700 || return 1
  read_file "$STORE/before/$account" || CONTENT=
  there_before=$CONTENT
  list_leavings
  residue=
  while IFS= read -r line; do
    case $NL$there_before in
      *"$NL$line$NL"*) ;;
      *) [ -z "$line" ] || residue="$residue$line$NL" ;;
    esac
  done <<END
$FOUND_THERE
END
  LEFT=no
  if search_is_done; then
    residue=$residue$SEARCHED
    # What was found may be gone by now.
    if [ -n "$SEARCHED" ] && [ "${first%% *}" -lt $((CLOCK - 300)) ]; then start_search; fi
  else
    LEFT=searching
    start_search
    say "scanning $account"
  fi
  tell_residue
  [ "$LEFT" = searching ] || [ -z "$residue" ] || LEFT=yes
}

tell_residue() {
  if read_file "$STORE/left/$account"; then known=$CONTENT; else known=unknown; fi
  while IFS= read -r line; do
    [ -n "$line" ] || continue
    say "residue $account $line"
    case $NL$known in
      *"$NL$line$NL"*) ;;
      *) note "residue $account $line"; NEWS=yes ;;
    esac
  done <<END
$residue
END
  if [ -z "$residue" ] && [ "$LEFT" = no ]; then
    say "clean $account"
    [ "$known" = "clean$NL" ] || { note "clean $account"; NEWS=yes; }
    residue=clean$NL
  fi
  [ "$residue" = "$known" ] || write_file "$STORE/left/$account" 0600 "$residue"
}

forget_residue() {
  rm -f "$STORE/before/$account" "$STORE/before/$account.own" "$STORE/left/$account" "$STORE/search/$account"
}

# ------------------------------------------------------------------------------------------------------ what is seen at once

# FOUND_THERE: a line KIND TEXT each.
list_leavings() {
  FOUND_THERE=
  [ "$ORIGIN" = made ] || { list_keys; list_strays; }
  [ ! -e "/var/lib/systemd/linger/$account" ] || leaving linger "the user manager runs without a session"
  list_user_units
  for table in "/var/spool/cron/crontabs/$account" "/var/spool/cron/$account"; do
    [ ! -f "$table" ] || leaving crontab "$table"
  done
  for jobs in /var/spool/cron/atjobs /var/spool/at; do
    [ -d "$jobs" ] || continue
    while read -r job; do
      [ -z "$job" ] || leaving at-job "$job"
    done <<END
$(find "$jobs" -maxdepth 1 -type f -user "$OWNED_UID" -print0 2>/dev/null </dev/null | one_name_a_line)
END
  done
  list_root_units
}

list_strays() {
  SESSION_UID=$OWNED_UID
  find_strays
  for pid in $STRAYS; do
    name=
    { IFS= read -r name <"/proc/$pid/comm"; } 2>/dev/null || continue
    leaving process "$pid ${name%%[!A-Za-z0-9._+@-]*}: it began while access lasted, or in a session of the person's own"
  done
}

# A name may hold new lines, and must not look like two files.
one_name_a_line() { tr '\n' ' ' | tr '\000' '\n'; }

leaving() { # KIND TEXT
  FOUND_THERE="$FOUND_THERE$1 $(printable "$2")$NL"
}

# Keys are known by their fingerprint: nothing that stands in the file is ever repeated, in case it is a link to another.
list_keys() {
  is_home || return 0
  for pattern in ${KEYS_BEFORE:-.ssh/authorized_keys}; do
    case $pattern in
      %h/*) pattern=${pattern#%h/} ;;
      /* | *%*) continue ;;
    esac
    file=$OWNED_HOME/$pattern
    if [ ! -f "$file" ] || [ -L "$file" ] || [ -L "${file%/*}" ]; then continue; fi
    while read -r _ print _; do
      case $print in
        SHA256:*) leaving planted-key "$print in $pattern" ;;
      esac
    done <<END
$(timeout 5 ssh-keygen -lf "$file" 2>/dev/null </dev/null)
END
  done
}

is_home() {
  [ "$OWNED_HOME" != - ] && [ ! -L "$OWNED_HOME" ] && [ "$(stat -c '%F %u' "$OWNED_HOME" 2>/dev/null)" = "directory $OWNED_UID" ]
}

list_user_units() {
  # Mostly there is none, and nothing has to be asked about the home.
  [ -d "$OWNED_HOME/.config/systemd/user" ] && is_home || return 0
  # Only what is really in this home; a link may lead into somebody else's.
  for directory in .config .config/systemd .config/systemd/user; do
    if [ -L "$OWNED_HOME/$directory" ] || [ ! -d "$OWNED_HOME/$directory" ]; then return 0; fi
  done
  for unit in "$OWNED_HOME"/.config/systemd/user/*.*; do
    case $unit in
      *.service | *.timer | *.path | *.socket) [ ! -f "$unit" ] || leaving user-unit "${unit#"$OWNED_HOME/"}" ;;
    esac
  done
}

# `sudo systemd-run` leaves no trace of who ran it. All that can be said is that it began while this access lasted.
list_root_units() {
  for unit in /run/systemd/transient/*.service; do
    # shellcheck disable=SC3013 # not POSIX, but dash, bash and busybox have it
    if [ ! -f "$unit" ] || ! [ "$unit" -nt "$STORE/before/$account" ]; then continue; fi
    case ${unit##*/} in
      jitssh-* | user@* | session-*) ;;
      *) leaving root-unit "${unit##*/}: $(sed -n 's/^ExecStart=//p' "$unit" 2>/dev/null | tail -n 1)" ;;
    esac
  done
}

# ---------------------------------------------------------------------------------------------- the search of the file systems

# It takes a while on a large disk, so it runs apart, without the lock and with what the machine has to spare.
start_search() {
  # "pid start" of the process that searches, so that one which a reboot took away is started again.
  { read -r pid started <"$STORE/search/$account.runs"; } 2>/dev/null && read_stat "$pid" && [ "$STARTED" = "$started" ] && return 0
  # Whatever else has to be done at this end comes first. And niceness counts only among the processes of one session where the
  # kernel gives each session its share (sched(7), autogroup): so the session itself must be nice, which it has to itself.
  # No two dollars in it: systemd would make them one.
  # shellcheck disable=SC2016 # the words of the shell that is started
  modestly='sleep 3; command -v setsid && echo 19 >/proc/self/autogroup; exec nice -n 19 /bin/sh "$0" "$@"'
  if [ "$TIMER" = systemd ]; then
    # It writes down itself that it runs; until then a second one does no harm. Not every systemd knows what a weight is.
    unit="jitssh-search-$account-$CLOCK"
    run systemd-run --quiet --no-block --unit="$unit" -p Nice=19 -p IOSchedulingClass=idle -p CPUWeight=1 /bin/sh -c "$modestly" "$STORE/reconcile.sh" search "$account" ||
      run systemd-run --quiet --no-block --unit="$unit" -p Nice=19 /bin/sh -c "$modestly" "$STORE/reconcile.sh" search "$account"
    return
  fi
  start_apart /bin/sh -c "$modestly" "$STORE/reconcile.sh" search "$account"
  ! read_stat "$APART" || write_file "$STORE/search/$account.runs" 0600 "$APART $STARTED$NL"
}

# A result counts if it is about this account, and younger than the end of its access.
search_is_done() {
  SEARCHED=
  read_file "$STORE/search/$account" || return 1
  since=$RELEASED
  [ "$since" != - ] || since=0
  first=${CONTENT%%"$NL"*}
  if [ "${first#* }" != "$OWNED_UID" ] || [ "${first%% *}" -lt "$since" ]; then return 1; fi
  SEARCHED=${CONTENT#*"$NL"}
}

search_files() { # ACCOUNT
  account=$1
  read_owned
  [ -n "$ORIGIN" ] || read_released
  [ "$OWNED_UID" != - ] || exit 0
  read_stat $$ && write_file "$STORE/search/$account.runs" 0600 "$$ $STARTED$NL"
  began=$(date +%s)
  found=
  # shellcheck disable=SC2046 # the words are wanted one by one
  set -- $(local_file_systems)
  # Names may hold anything; what is reported of them is printable.
  # shellcheck disable=SC2046 # two words or none
  setuid=$(find "$@" -xdev -type f -user "$OWNED_UID" -perm /6000 $(younger_than_access) -print0 2>/dev/null | one_name_a_line | head -n 500)
  named=0
  while IFS= read -r file; do
    if [ -z "$file" ] || is_older_than_access "$file"; then continue; fi
    named=$((named + 1))
    [ "$named" -gt 20 ] || found="${found}setuid-file $(printable "$file")$NL"
  done <<END
$setuid
END
  [ "$named" -le 20 ] || found="${found}setuid-file and more than these 20: look for them with find / -user $OWNED_UID -perm /6000$NL"
  if [ "$ORIGIN" = made ]; then
    find_files_of_uid 86400
    [ "$FILES" = none ] || found="${found}files $(printable "$FILES")$NL"
  fi
  renice -n 0 -p $$ >/dev/null 2>&1
  command -v setsid >/dev/null 2>&1 && echo 0 2>/dev/null >"/proc/$$/autogroup"
  write_file "$STORE/search/$account" 0600 "$began $OWNED_UID$NL$found"
  rm -f "$STORE/search/$account.runs"
}

# On an account that was there before, only files that were changed since the access began. Not every find can tell.
younger_than_access() {
  if [ "$ORIGIN" != made ] && knows_cnewer; then say "-cnewer $STORE/before/$account"; fi
}

knows_cnewer() { find / -maxdepth 0 -cnewer "$STORE/before/$account" >/dev/null 2>&1 </dev/null; }

is_older_than_access() { # FILE
  [ "$ORIGIN" != made ] || return 1
  changed_at=$(stat -c %Z "$1" 2>/dev/null) && began_at=$(stat -c %Z "$STORE/before/$account" 2>/dev/null) && [ "$changed_at" -lt "$began_at" ]
}

local_file_systems() {
  while read -r _ mounted kind _; do
    case $kind in
      ext[234] | xfs | btrfs | zfs | f2fs | jfs | reiserfs | overlay | tmpfs) ;;
      *) continue ;;
    esac
    case $mounted in
      /proc/* | /sys/* | *[!A-Za-z0-9./_-]*) ;;
      *) say "$mounted" ;;
    esac
  done </proc/self/mounts
}

# ------------------------------------------------------------------------------------- what somebody put among what is ours

look_for_foreign() {
  foreign=
  for file in "$TRUST"/*; do
    [ -e "$file" ] || continue
    name=${file##*/}
    [ -f "$STORE/owned/$name" ] || foreign="${foreign}foreign-trust $(printable "$name")$NL"
  done
  members=$OUR_MEMBERS,
  while [ -n "$members" ]; do
    name=${members%%,*}
    members=${members#*,}
    # One of ours may have been taken out in this very run.
    [ -z "$name" ] || contains "$VISITED" "$name" || [ -f "$STORE/owned/$name" ] || foreign="${foreign}foreign-member $(printable "$name")$NL"
  done
  while IFS= read -r line; do
    [ -z "$line" ] || say "residue - $line"
  done <<END
$foreign
END
}
