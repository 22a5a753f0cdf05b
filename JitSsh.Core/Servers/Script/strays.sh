# shellcheck shell=sh disable=SC2034,SC2154
# Strays: on an account that was there before, what runs on although the session that started it is long closed, with an
# environment that says nothing, or under the person's own service manager. No process bears the name of the grant it came by.
# So what the person has running when the first grant begins is written down, and what began after that, in no session of
# the person's own, is the grant's. Only if the person has come in by other means in the meantime it cannot be told, and then
# it is reported, and not ended.

# Before the first grant on the account: "start SECONDS", "logins NUMBER" of the person's own, "session ID" and "cgroup PATH".
remember_own_processes() {
  SESSION_UID=$ACCOUNT_UID
  count_own_logins "$CLOCK"
  own="start $CLOCK${NL}logins $OWN_LOGINS$NL"
  find_pids_of_uid
  for pid in $OF_UID; do
    read_marks "$pid"
    for mark in "session $AUDIT_SESSION" "cgroup $CONTROL_GROUP"; do
      case $NL$own in
        *"$NL$mark$NL"*) ;;
        *) own="$own$mark$NL" ;;
      esac
    done
  done
  write_file "$STORE/before/$account.own" 0600 "$own"
}

# STRAYS, and STRAYS_ARE: known (they are the grant's) or unclear.
find_strays() {
  STRAYS='' STRAYS_ARE=known
  read_file "$STORE/before/$account.own" || return 0
  own=$NL$CONTENT
  start=${own#*"${NL}start "}
  start=${start%%"$NL"*}
  logins=${own#*"${NL}logins "}
  count_own_logins "$start"
  [ "$OWN_LOGINS" = "${logins%%"$NL"*}" ] || STRAYS_ARE=unclear
  find_monitors
  own_ids=
  for monitor in $MONITORS; do
    judge_session "$monitor"
    [ "$VERDICT" = over ] || { read_marks "$monitor"; own_ids="$own_ids $AUDIT_SESSION"; }
  done
  find_pids_of_uid
  for pid in $OF_UID; do
    contains "$STRAYS" "$pid" || ! is_stray "$pid" || STRAYS="$STRAYS $pid"
  done
}

is_stray() { # PID
  read_marks "$1"
  # A service of the machine's that runs as this person has no login, and another person's login is not ours to end.
  [ "$LOGIN_UID" = "$SESSION_UID" ] || return 1
  case $CONTROL_GROUP in
    */user@"$SESSION_UID".service/*)
      case $own in *"${NL}cgroup $CONTROL_GROUP$NL"*) return 1 ;; esac
      ;;
    *)
      case $own in *"${NL}session $AUDIT_SESSION$NL"*) return 1 ;; esac
      ! contains "$own_ids" "$AUDIT_SESSION" || return 1
      ;;
  esac
  read_stat "$1" && [ "$(started_at "$STARTED")" -ge "$start" ] && ! comes_from_cron "$1"
}

# The person's own jobs run on, whatever was granted.
comes_from_cron() { # PID
  ancestor=$1
  while read_stat "$ancestor" && [ "$PARENT" -gt 1 ]; do
    ancestor=$PARENT
    name=
    { IFS= read -r name <"/proc/$ancestor/comm"; } 2>/dev/null
    case $name in cron | crond | CRON | atd) return 0 ;; esac
  done
  return 1
}

read_marks() { # PID; LOGIN_UID and AUDIT_SESSION ("-" where the kernel keeps none), CONTROL_GROUP
  LOGIN_UID='' AUDIT_SESSION='' CONTROL_GROUP=''
  { read -r LOGIN_UID <"/proc/$1/loginuid"; } 2>/dev/null
  { read -r AUDIT_SESSION <"/proc/$1/sessionid"; } 2>/dev/null
  case $LOGIN_UID in '' | 4294967295) LOGIN_UID=- ;; esac
  case $AUDIT_SESSION in '' | 4294967295) AUDIT_SESSION=- ;; esac
  while IFS= read -r line; do
    case $line in
      0::* | *:name=systemd:*) CONTROL_GROUP=${line#*:*:} ;;
    esac
  done 2>/dev/null <"/proc/$1/cgroup"
}

# The logins that had nothing to do with JitSsh: since that second where there is a journal, else all that the log knows.
count_own_logins() { # SECONDS
  since_before=$OVER_SINCE
  OVER_SINCE=$1
  LOGINS_READ=no
  read_logins
  OVER_SINCE=$since_before
  LOGINS_READ=no
  OWN_LOGINS=0
  while read -r _ _ _ principal; do
    [ "$principal" != - ] || OWN_LOGINS=$((OWN_LOGINS + 1))
  done <<END
$LOGINS
END
}
