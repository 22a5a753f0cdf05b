# shellcheck shell=sh disable=SC2034,SC2154
# reconcile.sh makes this server match the desired state that JitSsh sends: who may log in, in which groups, until when.
#
# The files of this folder are one program. It is read from standard input by `sudo -n /bin/sh -s`, quoted, as the value of
# JITSSH_SCRIPT, and evaluated; one line follows that calls `main` with the desired state as a quoted here-document. Only
# functions stand here, so a connection that is cut off while this is being read does nothing. The program keeps itself on
# the server, where a timer and every boot run it again, with the desired state that is there (by_itself).
# docs/reconcile-protocol.md says what comes in and what goes out.
#
# Four rules carry the rest:
#   - what JitSsh is about to do is written to /var/lib/jitssh/owned/<account> before it is done, so a run that was killed
#     half way is finished by the next one, and nothing is ever forgotten;
#   - a trust line is the last thing that is put in and the first thing that is taken away;
#   - no trust line is put in before this server has armed its own timer for its end;
#   - nothing is reported as done that was not read back.
#
# POSIX sh has no local variables: those in capitals are meant to be read by other functions, those in small letters are not.

# ---------------------------------------------------------------------------------------------------------------- the run

main() { # what the connector calls
  settings
  BY=connector
  say "jitssh 1"
  if ! read_document; then
    error server - bad-input "$REFUSAL"
    finish 2
  fi
  CLOCK=$(date +%s)
  say "clock $CLOCK"
  case $MODE in
    check) check_server ;;
    reconcile) reconcile_server ;;
    *)
      error server - bad-input "mode $MODE is not for connectors"
      finish 2
      ;;
  esac
  finish
}

settings() {
  LC_ALL=C
  PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
  IFS=' 	
'
  NL='
'
  export LC_ALL PATH
  unset CDPATH ENV TZ GREP_OPTIONS
  umask 077
  set -u
  STORE=/var/lib/jitssh
  TRUST=/etc/ssh/jitssh
  SSHD_CONFIG=/etc/ssh/sshd_config
  DROP_IN=/etc/ssh/sshd_config.d/50-jitssh.conf
  OUR_GROUP=jitssh
  OUR_MARK=JitSsh # the comment field of the accounts we make: it is in passwd from the first moment on
  ERRORS=0 CHANGES=0 NEXT=- TEMPORARY='' WORDS='' RECEIPT='' SEEN_RECEIPT=0 DESIRED=new TIMER=none ARMED_FOR=- NEWS=no TOLD='' CHANGES_BEFORE=- PASSWD_LINES='' SHADOW_LINES='' ALIVE_UIDS=''
  OVER_SINCE=0 LOGINS_READ=no MONITORS='' LIVE_PRINCIPALS='' OWNED_GRANTS='' KILLED='' READY='' READY_FOR=-
  UID_MIN='' EDITS=0 PASSWD_READ='' SHADOW_READ='' GROUPS_READ=''
  SYSTEMD_UNITS=/etc/systemd/system
  CRON_LINES=/etc/cron.d/jitssh
  # A connector that goes away in the middle must not stop an access from being ended.
  trap '' HUP PIPE
  trap 'exit 143' TERM INT
  trap 'remove_temporary' EXIT
}

finish() { # [STATUS]
  say 'done'
  [ $# -eq 0 ] || exit "$1"
  [ "$ERRORS" -eq 0 ] || exit 1
  exit 0
}

reconcile_server() {
  require_tools || return
  open_store || return
  take_lock 200
  pass_generation
  begin_run
  describe_server
  sort_out_late_grants
  find_missing_groups
  KEPT=yes
  if ! keep_script || ! keep_desired; then
    KEPT=no
    error server - "$(code_or_disk_full timer-failed)" "$WORDS"
  fi
  PREPARED=no
  # A server of a connected integration is prepared before the first grant, so that nobody waits for sshd to reload.
  if [ -n "$GRANTS" ] || [ "$PREPARED_WISH" = keep ] || [ -f "$STORE/prepared" ]; then
    prepare_server && PREPARED=yes
  fi
  make_all_right
}

# The part that a timer's run shares with a connector's.
make_all_right() {
  find_timer
  find_next_moment
  ARMED=no
  [ "$KEPT" = no ] || ! arm || ARMED=yes
  find_accounts_to_visit
  look_up_all "$VISITED"
  for account in $VISITED; do
    reconcile_account "$account"
  done
  for record in "$STORE"/released/*; do
    account=${record##*/}
    if [ -f "$record" ] && [ ! -f "$STORE/owned/$account" ]; then revisit_released; fi
  done
  [ "$BY" = connector ] || warn_people
  look_for_foreign
  [ "$ARM_AT" = "$ARMED_FOR" ] || arm
  write_receipt
  tell_receipts
  end_run
  drop_preparation_if_unused
  say "info desired $DESIRED"
  say "info timer $TIMER"
  say "info armed $ARMED_FOR"
  say "changed $CHANGES"
  say "next $NEXT"
}

# ------------------------------------------------------------------------------------------------------- saying and doing

say() { printf '%s\n' "$*"; }

error() { # SCOPE SUBJECT CODE TEXT
  ERRORS=$((ERRORS + 1))
  error_text=$(printable "$4")
  say "error $1 $2 $3 $error_text"
  note "error $1 $2 $3 $error_text"
}

# The words of a failing command can hold anything; what goes out is printable, on one line and short.
printable() { printf '%s' "$1" | tr -cs '\040-\176' ' ' | cut -c 1-300; }

# Runs a command and keeps what it said for the error line.
run() { WORDS=$("$@" 2>&1 </dev/null); }

# Runs a command that writes accounts or groups: what was read of them before counts no more, whatever comes of it.
edit() {
  EDITS=$((EDITS + 1))
  run "$@"
}

changed() { CHANGES=$((CHANGES + 1)); }

# When an account's time of being kept is over.
due_at() { # SECONDS
  if [ "$NEXT" = - ] || [ "$NEXT" -gt "$1" ]; then NEXT=$1; fi
  arm_at "$1"
}

contains() { # LIST WORD
  case " $1 " in *" $2 "*) return 0 ;; esac
  return 1
}

nap() { sleep 0.02 2>/dev/null || sleep 1; }

# Reads a file without starting a process; CONTENT is exactly what it holds, save NUL bytes.
read_file() { # FILE
  CONTENT=
  [ -f "$1" ] || return 1
  while IFS= read -r line; do
    CONTENT=$CONTENT$line$NL
  done <"$1"
  CONTENT=$CONTENT$line
}

# The new file stands beside the old one (whose directory is root's alone) and takes its place in one step.
write_file() { # FILE MODE CONTENT
  TEMPORARY=${1%/*}/.${1##*/}.new
  [ "$2" != 0644 ] || umask 022
  printf '%s' "$3" 2>/dev/null >"$TEMPORARY"
  write_status=$?
  umask 077
  [ "$write_status" -eq 0 ] || { write_failed "$1"; return 1; }
  [ "$2" = 0600 ] || [ "$2" = 0644 ] || run chmod "$2" "$TEMPORARY" || { remove_temporary; return 1; }
  case $1 in
    # What must not be lost when the power fails: what is ours, and what is wanted. Not every sync knows files; one that does
    # not is no reason to stop.
    "$STORE"/owned/* | "$STORE"/desired) sync "$TEMPORARY" 2>/dev/null </dev/null ;;
  esac
  run mv -f "$TEMPORARY" "$1" || { remove_temporary; return 1; }
  TEMPORARY=
}

write_failed() { # FILE
  WORDS="cannot write $1"
  remove_temporary
  if [ "$(free_kilobytes "${1%/*}")" -lt 16 ]; then
    WORDS="$WORDS: no space left on device"
  fi
}

remove_temporary() {
  [ -z "$TEMPORARY" ] || rm -f "$TEMPORARY"
  TEMPORARY=
}

free_kilobytes() { # DIRECTORY
  # shellcheck disable=SC2046 # the words are wanted one by one
  set -- $(df -Pk "$1" 2>/dev/null </dev/null | tail -n 1)
  printf '%s' "${4:-0}"
}

# A full disk has its own code, since it is mended elsewhere than in JitSsh.
code_or_disk_full() { # CODE
  case $WORDS in
    *[Nn]'o space left'*) printf disk-full ;;
    *) printf '%s' "$1" ;;
  esac
}
