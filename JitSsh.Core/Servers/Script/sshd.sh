# shellcheck shell=sh disable=SC2034,SC2154
# Sshd reads again.

# Ends well only when the running sshd has really started afresh and listens: a signal sent is not a file read.
reload_sshd() {
  find_listener || return 0 # sshd is started for each connection, and reads its file each time
  image_before=$(process_image "$LISTENER")
  send_reload || { WORDS="sshd ($LISTENER) could not be told to reload: $WORDS"; return 1; }
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40; do
    find_listener && [ "$(process_image "$LISTENER")" != "$image_before" ] && is_listening "$LISTENER" && return 0
    nap
  done
  WORDS="sshd ($LISTENER) does not listen again after a reload"
  return 1
}

send_reload() {
  if [ -d /run/systemd/system ]; then
    unit=$(cut -d : -f 3 "/proc/$LISTENER/cgroup" | grep -o '[^/]*\.service$')
    [ -n "$unit" ] && run systemctl reload "$unit" && return 0
  fi
  run kill -HUP "$LISTENER"
}

start_sshd() {
  find_listener && return 0
  if [ -d /run/systemd/system ]; then
    run systemctl restart ssh.service || run systemctl restart sshd.service
  else
    "$(command -v sshd)" </dev/null >/dev/null 2>&1 9>&-
  fi
}

# An exec puts the stack elsewhere, so this changes when sshd re-executes itself although its pid and its start do not.
process_image() { # PID
  read_stat "$1" && say "$STARTED $STACK"
}

read_stat() { # PID; STARTED in ticks since boot, STACK, PARENT
  stat=
  while IFS= read -r stat_line; do
    stat="$stat $stat_line"
  done 2>/dev/null <"/proc/$1/stat"
  # The name of a process is its own choice and may hold spaces, brackets and new lines: what counts stands after the last one.
  case $stat in *') '*' '*) ;; *) return 1 ;; esac
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  STATE=$1 PARENT=$2 TERMINAL=$5 STARTED=${20} STACK=${26}
}

is_listening() { # PID
  sockets=$(ls -l "/proc/$1/fd" 2>/dev/null)
  while read -r _ _ _ _ _ _ _ _ _ inode _; do
    case $sockets in *"socket:[${inode:--}]"*) return 0 ;; esac
  done <<END
$(grep -h ' 0A ' "/proc/$1/net/tcp" "/proc/$1/net/tcp6" 2>/dev/null)
END
  return 1
}

# The pid file first, then the sshd we came in through, then whoever looks like one.
find_listener() {
  LISTENER=
  : "${PID_FILE:=/run/sshd.pid}"
  # sshd takes the file away while it reloads, so it may be gone at any moment.
  candidate=
  { read -r candidate <"$PID_FILE"; } 2>/dev/null
  if is_listener "$candidate"; then LISTENER=$candidate; return 0; fi
  candidate=$$
  while read_stat "$candidate" && [ "$PARENT" -gt 1 ]; do
    candidate=$PARENT
    if is_listener "$candidate"; then LISTENER=$candidate; return 0; fi
  done
  find_pids comm -x sshd
  for candidate in $PIDS; do
    if is_listener "$candidate"; then LISTENER=$candidate; return 0; fi
  done
  return 1
}

# PIDS: the processes in one of whose /proc/PID/FILE grep finds something.
find_pids() { # "FILE..." GREP-ARGUMENT...
  paths=
  for file in $1; do
    paths="$paths /proc/[0-9]*/$file"
  done
  shift
  # shellcheck disable=SC2046,SC2086 # a path each
  if are_many /proc/[0-9]*; then
    take_pids $(printf '%s\n' $paths | xargs grep -l "$@" 2>/dev/null)
  else
    take_pids $(grep -l "$@" $paths 2>/dev/null)
  fi
}

# An argument list has an end, and whoever starts processes by the ten thousand must not be able to hide among them.
are_many() { [ $# -gt 10000 ]; }

take_pids() { # /proc/PID/FILE...
  PIDS=
  for hit in "$@"; do
    hit=${hit#/proc/}
    PIDS="$PIDS ${hit%%/*}"
  done
}

is_listener() { # PID
  case $1 in '' | *[!0-9]*) return 1 ;; esac
  is_sshd "$1" || return 1
  read_command_line "$1"
  case $COMMAND_LINE in
    'sshd: '*'[listener]'*) return 0 ;;
    'sshd: '*) return 1 ;;
    *sshd*) return 0 ;; # before 8.2 the listener did not name itself
  esac
  return 1
}

# Is this really root's sshd? Anybody can give a process that name; only root can run that file as root. (The file may have
# been replaced by an upgrade since: the kernel then adds "(deleted)".)
is_sshd() { # PID
  real_user "$1" && [ "$REAL_USER" = "0 0 0 0" ] || return 1
  # shellcheck disable=SC3013 # not POSIX, but dash, bash and busybox have it
  [ ! "/proc/$1/exe" -ef /usr/sbin/sshd ] || return 0
  file=$(readlink "/proc/$1/exe" 2>/dev/null) || return 1
  case ${file% \(deleted\)} in
    */sshd | */sshd-session) return 0 ;;
  esac
  return 1
}

read_command_line() { # PID
  COMMAND_LINE=
  { IFS= read -r COMMAND_LINE <"/proc/$1/cmdline"; } 2>/dev/null
  return 0
}

real_user() { # PID; REAL_USER: real, effective, saved and file system user
  REAL_USER=
  while read -r word a b c d _; do
    case $word in Uid:) REAL_USER="$a $b $c $d"; return 0 ;; esac
  done 2>/dev/null <"/proc/$1/status"
  return 1
}
