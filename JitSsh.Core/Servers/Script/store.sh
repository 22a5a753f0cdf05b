# shellcheck shell=sh disable=SC2034,SC2154
# The store, the lock, the generation.

require_tools() {
  missing=
  for tool in date flock getent grep id useradd usermod userdel groupadd groupdel gpasswd chage sshd mv rm mkdir sleep df tr cut; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
  done
  [ -z "$missing" ] || { error server - missing-tool "not found on this server:$missing"; return 1; }
}

open_store() {
  if own_directory "$STORE" 0700 && own_directory "$STORE/owned" 0700; then return 0; fi
  error server - "$(code_or_disk_full verify-failed)" "$WORDS"
  return 1
}

# A directory of root's that is not a link to somewhere else. The parents are root's, so nobody can swap it afterwards.
own_directory() { # DIRECTORY MODE
  if [ ! -e "$1" ] && [ ! -L "$1" ]; then
    run mkdir -m "$2" "$1"
  fi
  # mkdir may have failed because another run was quicker; what counts is what is there now.
  if [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; then return 0; fi
  [ ! -e "$1" ] || WORDS="$1 is there, but is not a directory of root's"
  return 1
}

take_lock() { # ATTEMPTS, twenty a second
  attempts=0
  while :; do
    # A run that took its preparation away may remove the directory at any moment; with `command`, that does not end this shell.
    if { command exec 9>>"$STORE/lock"; } 2>/dev/null && flock -n 9; then
      # It removed the file we waited for: then this lock is of no use, and we start again.
      # shellcheck disable=SC3013 # not POSIX, but dash, bash and busybox have it
      [ /proc/self/fd/9 -ef "$STORE/lock" ] && return 0
    fi
    if [ ! -d "$STORE/owned" ]; then
      # Taken away: a connector begins anew, and a run of the server's own has no more to do.
      [ "$BY" = connector ] || exit 0
      own_directory "$STORE" 0700 && own_directory "$STORE/owned" 0700
    fi
    attempts=$((attempts + 1))
    [ "$attempts" -lt "$1" ] || break
    sleep 0.05 2>/dev/null || { sleep 1; attempts=$((attempts + 20)); }
  done
  error server - busy "another run holds the lock"
  finish 4
}

# The fence: a connector that was paused past its lease must not undo what its successor did.
pass_generation() {
  read_file "$STORE/generation" || CONTENT=0
  seen=${CONTENT%"$NL"}
  is_number "$seen" || seen=0
  if [ "$GENERATION" -lt "$seen" ]; then
    error server - stale-generation "this is $GENERATION, and $seen was here before"
    finish 3
  fi
  [ "$GENERATION" -gt "$seen" ] || return 0
  write_file "$STORE/generation" 0600 "$GENERATION$NL" && return 0
  error server - "$(code_or_disk_full verify-failed)" "$WORDS"
  finish 1
}

describe_server() {
  find_openssh_version
  say "info openssh $OPENSSH"
  if openssh_is_before 9 1; then EXPIRY=local; else EXPIRY=utc; fi
  say "info expiry $EXPIRY"
  if [ -d /run/systemd/system ]; then INIT=systemd; else INIT=other; fi
  say "info init $INIT"
  if [ -d /run/systemd/seats ] && command -v loginctl >/dev/null 2>&1; then LOGIND=yes; else LOGIND=no; fi
  say "info logind $LOGIND"
}

# JITSSH_OPENSSH is for tests of old versions; sudo resets the environment, so only root can set it here.
find_openssh_version() {
  OPENSSH=${JITSSH_OPENSSH:-}
  [ -z "$OPENSSH" ] || return 0
  # Asking takes sshd as long as all the rest; it can only change when the file does.
  sshd_program=/usr/sbin/sshd
  [ -x "$sshd_program" ] || sshd_program=$(command -v sshd)
  # shellcheck disable=SC3013 # not POSIX, but dash, bash and busybox have it
  if [ "$STORE/openssh" -nt "$sshd_program" ] && read_file "$STORE/openssh"; then
    OPENSSH=${CONTENT%"$NL"}
    return
  fi
  # sshd learnt -V in 9.2; before that it names its version while complaining about the option.
  run sshd -V
  case $WORDS in
    *OpenSSH_[0-9]*) ;;
    *) run ssh -V ;;
  esac
  OPENSSH=${WORDS#*OpenSSH_}
  OPENSSH=${OPENSSH%%[!0-9.]*}
  case $OPENSSH in
    [0-9]*.[0-9]*) ;;
    *) OPENSSH=0.0 ;;
  esac
  [ "$MODE" = check ] || [ "$OPENSSH" = 0.0 ] || write_file "$STORE/openssh" 0600 "$OPENSSH$NL"
}

openssh_is_before() { # MAJOR MINOR
  major=${OPENSSH%%.*}
  minor=${OPENSSH#*.}
  minor=${minor%%.*}
  [ "$major" -lt "$1" ] || { [ "$major" -eq "$1" ] && [ "$minor" -lt "$2" ]; }
}
