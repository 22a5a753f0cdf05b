# shellcheck shell=sh disable=SC2034,SC2154
# An account without a grant.

leave_account() {
  case $ORIGIN in
    made)
      [ "$RELEASED" != - ] || RELEASED=$CLOCK
      remove_at=$((RELEASED + KEEP))
      if account_exists && [ "$remove_at" -gt "$CLOCK" ]; then
        say "account $account locked $RELEASED"
        due_at "$remove_at"
        see_what_is_left
      else
        remove_account
      fi
      ;;
    used)
      own_directory "$STORE/released" 0700 && write_file "$STORE/released/$account" 0600 "$OWNED_UID $OWNED_HOME$NL"
      look_for_residue
      [ "$LEFT" != no ] || forget_released_once_told
      drop_owned
      changed
      say "account $account released"
      ;;
  esac
}

# Looking costs something, so it is done when something may have come of it: an end, a search that is over, a sweep.
see_what_is_left() {
  # shellcheck disable=SC3013 # not POSIX, but dash, bash and busybox have it
  if [ -n "$OVER" ] || [ ! -f "$STORE/left/$account" ] || [ "$STORE/search/$account" -nt "$STORE/left/$account" ] || [ "$DESIRED" = same ]; then
    look_for_residue
    return
  fi
  read_file "$STORE/left/$account"
  while IFS= read -r line; do
    case $line in
      '') ;;
      clean) say "clean $account" ;;
      *) say "residue $account $line" ;;
    esac
  done <<END
$CONTENT
END
}

# An account that was there before, and whose person left something: it is looked at until that is gone.
revisit_released() {
  read_released
  look_up_account
  if [ "$ACCOUNT_UID" != "$OWNED_UID" ]; then
    forget_released
    return
  fi
  OWNED_GRANTS=''
  sort_grants
  OVER='' # nothing ends here
  see_what_is_left
  [ "$(cat "$STORE/left/$account" 2>/dev/null)" != clean ] || forget_released_once_told
}

forget_released_once_told() { [ "$BY" != connector ] || forget_released; }

read_released() {
  ORIGIN=used RELEASED=- OWNED_UID=- OWNED_HOME=-
  { read -r OWNED_UID OWNED_HOME <"$STORE/released/$account"; } 2>/dev/null
}

forget_released() {
  rm -f "$STORE/released/$account"
  forget_residue
}

# The home goes first and the record last, so that whatever stops us in between is taken up again by the next run.
remove_account() {
  uid_is_free || return
  dispose_of_home || { error account "$account" "$(code_or_disk_full remove-failed)" "$WORDS"; return; }
  if account_exists; then
    edit userdel "$account" || { error account "$account" remove-failed "$WORDS"; return; }
    changed
    look_up_account
    ! account_exists || { error account "$account" verify-failed "the account is still there after userdel"; return; }
  fi
  [ "$INTERRUPTED" = no ] || account_exists || mend_half_deleted
  remove_left_group || { error account "$account" remove-failed "$WORDS"; return; }
  remove_spools
  forget_residue
  drop_owned
  say "account $account removed"
}

# A userdel that was killed has taken the account out of passwd, and left it in shadow and subuid, where no tool finds it any
# more. Made again for a moment, without a home and expired, it is deleted whole.
mend_half_deleted() {
  [ "$OWNED_UID" != - ] && ! getent passwd "$OWNED_UID" >/dev/null 2>&1 || return 0
  if getent shadow "$account" >/dev/null 2>&1 || grep -q "^$account:" /etc/subuid /etc/subgid 2>/dev/null; then
    edit useradd -M -N -s /bin/false -c "$OUR_MARK" -p '*' -e 1970-01-02 -u "$OWNED_UID" "$account"
    edit userdel "$account"
    changed
  fi
}

# userdel writes passwd first and group after it: killed in between, it leaves the account's name in our group, and the
# account's own group, empty. That one is ours, too, as useradd makes no account whose group is there already.
remove_left_group() {
  [ "$OWNED_UID" != - ] || return 0
  case ",$(getent group "$OUR_GROUP" | cut -d : -f 4)," in
    *",$account,"*) edit gpasswd -d "$account" "$OUR_GROUP" && changed || return 1 ;;
  esac
  if [ "$INTERRUPTED" = yes ]; then
    edit gpasswd -d "$account" "$OUR_GROUP"
    # Only gshadow may know it still, and groupdel takes no group that is not in group.
    getent group "$account" >/dev/null 2>&1 || ! getent gshadow "$account" >/dev/null 2>&1 || edit groupadd "$account"
  fi
  case $(getent group "$account") in
    *:) edit groupdel "$account" && changed || return 1 ;;
  esac
}

# A UID is handed to the next person only when no file carries it any more. What lies where every reboot or clean-up would
# take it anyway goes; for anything else the account stays, locked, until somebody has decided about it.
uid_is_free() {
  account_exists && [ "$OWNED_UID" != - ] || return 0
  remove_temporary_files
  find_files_of_uid 10
  if [ "$FILES" = none ]; then return 0; fi
  say "account $account locked $RELEASED"
  if [ "$FILES" = unclear ]; then
    # A disk so large is searched apart, while others get their access; what came of it counts for some minutes.
    if search_is_done && [ "${first%% *}" -gt $((CLOCK - 900)) ]; then
      case $NL$SEARCHED in
        *"${NL}files "*) ;;
        *) return 0 ;;
      esac
    else
      start_search
    fi
    due_at $((CLOCK + 600))
    return 1
  fi
  residue="files $(printable "$FILES")$NL" LEFT=yes
  tell_residue
  due_at $((CLOCK + 3600))
  return 1
}

remove_temporary_files() {
  # As with a home: first to where only root can go. These directories are sticky, so what is the account's stays in its place until then.
  for directory in /tmp /var/tmp /dev/shm; do
    [ -n "$(find "$directory" -maxdepth 1 -user "$OWNED_UID" 2>/dev/null </dev/null)" ] || continue
    shelter=$directory/.jitssh-$account
    own_directory "$shelter" 0700 || continue
    find "$directory" -maxdepth 1 -user "$OWNED_UID" -exec mv -f -- {} "$shelter/" ';' >/dev/null 2>&1 </dev/null
    rm -rf --one-file-system "$shelter" 2>/dev/null || rm -rf "$shelter"
  done
}

# FILES: "such as" one of them, none, or unclear if that takes too long.
find_files_of_uid() { # SECONDS
  # shellcheck disable=SC2046 # the words are wanted one by one
  FILES=$(timeout "$1" find $(local_file_systems) -xdev \( -path "$OWNED_HOME" -o -path "${OWNED_HOME%/*}/.jitssh-$account" -o -path "/var/mail/$account" \
    -o -path "/var/spool/mail/$account" -o -path /var/spool/cron \) -prune -o -user "$OWNED_UID" -print -quit 2>/dev/null </dev/null)
  case $? in
    124 | 137 | 143) [ -n "$FILES" ] || { FILES=unclear; return; } ;;
  esac
  if [ -n "$FILES" ]; then FILES="such as $FILES"; else FILES=none; fi
}

# What waits for the account in the spools: its mail, its crontab, its at jobs.
remove_spools() {
  for spool in "/var/mail/$account" "/var/spool/mail/$account" "/var/spool/cron/crontabs/$account" "/var/spool/cron/$account"; do
    [ -f "$spool" ] && [ ! -L "$spool" ] && rm -f "$spool"
  done
  for directory in /var/spool/cron/atjobs /var/spool/at; do
    [ ! -d "$directory" ] || find "$directory" -maxdepth 1 -type f -user "$OWNED_UID" -exec rm -f -- {} ';' >/dev/null 2>&1 </dev/null
  done
  return 0
}

# A home belongs to whoever lived there, and may be full of traps: links to elsewhere, mounts, directories that others may
# write in. So it is first moved to where only root can go, and then nobody can change it under our hands.
dispose_of_home() {
  case $OWNED_HOME in
    /?*/"$account") ;;
    *) return 0 ;;
  esac
  shelter=${OWNED_HOME%/*}/.jitssh-$account
  if [ -e "$OWNED_HOME" ] && [ ! -L "$OWNED_HOME" ] && [ "$(stat -c '%F %u' "$OWNED_HOME")" = "directory $OWNED_UID" ]; then
    case $(stat -c '%u %A' "${OWNED_HOME%/*}") in
      '0 d'???????[!w]*) ;;
      *) WORDS="${OWNED_HOME%/*} is not root's alone"; return 1 ;;
    esac
    is_free_of_mounts "$OWNED_HOME" || return 1
    own_directory "$shelter" 0700 && run mv "$OWNED_HOME" "$shelter/$account" || return 1
    changed
  fi
  [ -d "$shelter" ] || return 0
  own_directory "$shelter" 0700 || return 1
  if [ "$KEEP_HOME" = archive ] && [ -d "$shelter/$account" ]; then
    archive_home || return 1
  fi
  run rm -rf --one-file-system "$shelter" || run rm -rf "$shelter"
  [ "$KEEP_HOME" = archive ] || note "home $account removed"
  [ ! -e "$shelter" ] || { WORDS="$shelter could not be removed: $WORDS"; return 1; }
}

is_free_of_mounts() { # DIRECTORY
  while read -r _ mounted _; do
    case $mounted in
      "$1" | "$1"/*) WORDS="something is mounted at $mounted"; return 1 ;;
    esac
  done </proc/self/mounts
}

archive_home() {
  own_directory "$STORE/archive" 0700 || return 1
  archive=$STORE/archive/$account-$CLOCK.tar.gz
  # A sparse file can claim any size, and a disk that JitSsh filled would be everybody's trouble.
  size=$(du -sk --apparent-size "$shelter/$account" 2>/dev/null || du -sk "$shelter/$account" 2>/dev/null)
  size=${size%%[!0-9]*}
  if [ "${size:-0}" -gt $(($(free_kilobytes "$STORE") * 9 / 10)) ]; then
    WORDS="no space left for an archive of the home ($size kB)"
    return 1
  fi
  TEMPORARY=$archive.new
  if run tar -C "$shelter" -czf "$TEMPORARY" "./$account" && run gzip -t "$TEMPORARY" && run mv "$TEMPORARY" "$archive"; then
    TEMPORARY=
    note "home $account archived $archive"
    return 0
  fi
  remove_temporary
  return 1
}

drop_preparation_if_unused() {
  [ "$PREPARED_WISH" = drop ] && [ -z "$GRANTS" ] && find_owned_accounts && [ -z "$OWNED" ] || return 0
  if [ -f "$STORE/prepared" ]; then
    take_preparation_away || return
    changed
  fi
  # Also where a run was killed between the preparation's end and the store's.
  drop_units
  drop_processes
  rm -f "$CRON_LINES"
  for kept in owned before left search released receipts generation desired settled warned openssh reconcile.sh lock; do
    rm -rf "${STORE:?}/$kept"
  done
  rmdir "$STORE" 2>/dev/null # archives of homes stay
}

# Who waited for the lock while JitSsh was taken away may have kept the store from going, by opening the lock anew. A
# connector's run that waits now looks whether the lock that it gets is the one that is there, and makes its own.
drop_empty_store() {
  rm -f "$STORE/lock"
  rmdir "$STORE/owned" 2>/dev/null
  rmdir "$STORE" 2>/dev/null
}

take_preparation_away() {
  read_preparation || return
  if ! remove_configuration; then
    error server - sshd-config "$WORDS"
    return 1
  fi
  rm -rf "$TRUST"
  if getent group "$OUR_GROUP" >/dev/null 2>&1; then
    edit groupdel "$OUR_GROUP" || { error server - remove-failed "$WORDS"; return 1; }
  fi
  rm -f "$STORE/prepared"
}

remove_configuration() {
  CONFIG_MODE=0644
  if [ "$PLACE" = drop-in ]; then
    CONFIG_FILE=$DROP_IN
    read_file "$DROP_IN" || return 0
    CONFIG_OLD=$CONTENT
    run rm -f "$DROP_IN" || return 1
  else
    CONFIG_FILE=$SSHD_CONFIG
    configuration_without_blocks
    CONFIG_OLD=$CONTENT
    [ "$CONFIG_BARE" != "$CONTENT" ] || return 0
    CONFIG_MODE=$(stat -c %a "$SSHD_CONFIG")
    write_file "$SSHD_CONFIG" "$CONFIG_MODE" "$CONFIG_BARE" || return 1
  fi
  CONFIG_WAS_THERE=yes
  if run sshd -t && reload_sshd; then return 0; fi
  restore_configuration
  return 1
}
