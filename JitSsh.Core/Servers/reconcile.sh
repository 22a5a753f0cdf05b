# shellcheck shell=sh
# reconcile.sh makes this server match the desired state that JitSsh sends: who may log in, in which groups, until when.
#
# It is read from standard input by `sudo -n /bin/sh -s`, followed by one line that calls `main` with the desired state as
# a quoted here-document. Only functions stand here, so a connection that is cut off while this is being read does nothing.
# docs/reconcile-protocol.md says what comes in and what goes out.
#
# Three rules carry the rest:
#   - what JitSsh is about to do is written to /var/lib/jitssh/owned/<account> before it is done, so a run that was killed
#     half way is finished by the next one, and nothing is ever forgotten;
#   - a trust line is the last thing that is put in and the first thing that is taken away;
#   - nothing is reported as done that was not read back.
#
# POSIX sh has no local variables: those in capitals are meant to be read by other functions, those in small letters are not.

# ---------------------------------------------------------------------------------------------------------------- the run

main() {
  settings
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
  ERRORS=0 CHANGES=0 NEXT=- TEMPORARY='' WORDS=''
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
  take_lock
  pass_generation
  describe_server
  sort_out_late_grants
  find_missing_groups
  PREPARED=no
  # A server of a connected integration is prepared before the first grant, so that nobody waits for sshd to reload.
  if [ -n "$GRANTS" ] || [ "$PREPARED_WISH" = keep ] || [ -f "$STORE/prepared" ]; then
    prepare_server && PREPARED=yes
  fi
  for account in $(accounts_to_visit); do
    reconcile_account "$account"
  done
  drop_preparation_if_unused
  say "changed $CHANGES"
  say "next $NEXT"
}

# ------------------------------------------------------------------------------------------------------- saying and doing

say() { printf '%s\n' "$*"; }

error() { # SCOPE SUBJECT CODE TEXT
  ERRORS=$((ERRORS + 1))
  say "error $1 $2 $3 $(printable "$4")"
}

# The words of a failing command can hold anything; what goes out is printable, on one line and short.
printable() { printf '%s' "$1" | tr -cs '\040-\176' ' ' | cut -c 1-300; }

# Runs a command and keeps what it said for the error line.
run() { WORDS=$("$@" 2>&1 </dev/null); }

changed() { CHANGES=$((CHANGES + 1)); }

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
  # Not every sync knows files; one that does not is no reason to stop.
  sync "$TEMPORARY" 2>/dev/null </dev/null
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

# ------------------------------------------------------------------------------------------------- the document comes in

# Nothing is touched before the last record has been seen and every field has been found harmless. Since no field can hold
# a space, a quote or a wildcard, the lists below are plain words, and an unquoted expansion of one means what it says.
read_document() {
  VERSION='' MODE='' NOW='' GENERATION='' SELF='' KEEP='' KEEP_HOME='' PREPARED_WISH='' COMPLETE=no
  ACCOUNTS='' POLICIES='' GRANTS='' GRANT_IDS='' WANTED_GROUPS='' ENDINGS='' PROBES='' REFUSAL='' RECORD=0
  while IFS= read -r line || [ -n "$line" ]; do
    RECORD=$((RECORD + 1))
    take_record "$line" || { : "${REFUSAL:=not understood}"; REFUSAL="record $RECORD: $REFUSAL"; return 1; }
  done
  RECORD=$((RECORD + 1))
  [ "$COMPLETE" = yes ] || { REFUSAL="record $RECORD: the document was cut off"; return 1; }
}

refuse() { REFUSAL=$*; return 1; }

take_record() { # LINE
  [ "$COMPLETE" = no ] || refuse "something after the end" || return 1
  [ "${#1}" -le 4096 ] || refuse "too long" || return 1
  case $1 in
    '' | ' '* | *' ' | *'  '*) refuse "fields are separated by one space"; return 1 ;;
    *[!A-Za-z0-9._:=+/@\ -]*) refuse "a character that no record may hold"; return 1 ;;
  esac
  # shellcheck disable=SC2086 # one word a field
  set -- $1
  if [ "$RECORD" -eq 1 ] && [ "$*" != "jitssh 1" ]; then
    refuse "expected: jitssh 1"
    return 1
  fi
  case $1:$# in
    jitssh:2) take_once "$VERSION" && VERSION=1 ;;
    mode:2) take_once "$MODE" && one_of "$2" check reconcile && MODE=$2 ;;
    now:2) take_once "$NOW" && is_number "$2" && NOW=$2 ;;
    generation:2) take_once "$GENERATION" && is_number "$2" && GENERATION=$2 ;;
    self:2) take_once "$SELF" && is_login_name "$2" && SELF=$2 ;;
    keep:3) take_once "$KEEP" && is_number "$2" && one_of "$3" archive remove && KEEP=$2 KEEP_HOME=$3 ;;
    prepared:2) take_once "$PREPARED_WISH" && one_of "$2" keep drop && PREPARED_WISH=$2 ;;
    account:3) take_account "$2" "$3" ;;
    grant:8) take_grant "$2" "$3" "$4" "$5" "$6" "$7" "$8" ;;
    group:4) take_group "$2" "$3" "$4" ;;
    ending:4) take_ending "$2" "$3" "$4" ;;
    probe:3) is_name "$2" && { [ "$3" = - ] || is_name "$3"; } && PROBES="$PROBES$2 $3$NL" ;;
    end:1) document_is_complete && COMPLETE=yes ;;
    *) refuse "unknown, or not with that many fields" ;;
  esac
}

take_account() { # ACCOUNT POLICY
  is_name "$1" && one_of "$2" refuse use || return 1
  ! contains "$ACCOUNTS" "$1" || refuse "account $1 twice" || return 1
  ACCOUNTS="$ACCOUNTS $1"
  POLICIES="$POLICIES $1:$2"
}

take_grant() { # ACCOUNT GRANT PRINCIPAL NOTAFTER PERMITS KEYTYPE KEY
  is_name "$1" && is_id "$2" && is_id "$3" && is_number "$4" && is_permits "$5" && is_key_type "$6" && is_base64 "$7" || return 1
  contains "$ACCOUNTS" "$1" || refuse "a grant for an account that was not declared" || return 1
  ! contains "$GRANT_IDS" "$2" || refuse "grant $2 twice" || return 1
  GRANT_IDS="$GRANT_IDS $2"
  GRANTS="$GRANTS$*$NL"
}

take_group() { # ACCOUNT GRANT GROUP
  is_name "$1" && is_id "$2" && is_name "$3" || return 1
  case $NL$GRANTS in
    *"$NL$1 $2 "*) ;;
    *) refuse "a group for a grant that was not declared"; return 1 ;;
  esac
  case $NL$WANTED_GROUPS in
    *"$NL$*$NL"*) refuse "a group twice"; return 1 ;;
  esac
  WANTED_GROUPS="$WANTED_GROUPS$*$NL"
}

take_ending() { # ACCOUNT GRANT PRINCIPAL
  is_name "$1" && is_id "$2" && is_id "$3" || return 1
  ! contains "$GRANT_IDS" "$2" || refuse "grant $2 both wanted and ending" || return 1
  GRANT_IDS="$GRANT_IDS $2"
  ENDINGS="$ENDINGS$*$NL"
}

document_is_complete() {
  [ -n "$MODE" ] && [ -n "$NOW" ] && [ -n "$SELF" ] || refuse "mode, now and self are needed" || return 1
  [ "$MODE" = check ] && return 0
  [ -n "$GENERATION" ] && [ -n "$KEEP" ] && [ -n "$PREPARED_WISH" ] || refuse "generation, keep and prepared are needed" || return 1
  [ -z "$PROBES" ] || refuse "probe belongs to mode check" || return 1
  for account in $ACCOUNTS; do
    case $NL$GRANTS in
      *"$NL$account "*) ;;
      *) refuse "account $account has no grant"; return 1 ;;
    esac
  done
}

take_once() { [ -z "$1" ] || refuse "this record came twice"; }

one_of() { # WORD ALLOWED...
  sought=$1
  shift
  contains "$*" "$sought" || refuse "expected one of: $*"
}

is_name() {
  case $1 in
    [!a-z_]* | *[!a-z0-9_-]* | ????????????????????????????????*) refuse "not a name for an account or a group" ;;
  esac
}

# The connector's own user may have been made with other rules (capitals, dots) than those for accounts we make.
is_login_name() {
  case $1 in
    [!A-Za-z0-9_]* | *[!A-Za-z0-9._-]*) refuse "not a login name" ;;
    *) [ "${#1}" -le 64 ] || refuse "not a login name" ;;
  esac
}

is_id() {
  case $1 in
    *[!A-Za-z0-9-]*) refuse "not an id" ;;
    *) [ "${#1}" -le 64 ] || refuse "not an id" ;;
  esac
}

is_number() { # no leading zero, which arithmetic would take as octal, and few enough digits for every shell
  case $1 in
    0) ;;
    0* | *[!0-9]* | ?????????????*) refuse "not a number" ;;
  esac
}

is_permits() {
  [ "$1" = none ] && return 0
  permits_seen='' permits_left=$1+
  while [ -n "$permits_left" ]; do
    permit=${permits_left%%+*}
    permits_left=${permits_left#*+}
    one_of "$permit" pty port-forwarding agent-forwarding || return 1
    ! contains "$permits_seen" "$permit" || refuse "a permit twice" || return 1
    permits_seen="$permits_seen $permit"
  done
}

is_key_type() {
  one_of "$1" ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521 ssh-ed25519 ssh-rsa \
    sk-ecdsa-sha2-nistp256@openssh.com sk-ssh-ed25519@openssh.com
}

is_base64() {
  padless=${1%=}
  padless=${padless%=}
  case $padless in
    AAAA*) ;;
    *) refuse "not a public key"; return 1 ;;
  esac
  case $padless in
    *[!A-Za-z0-9+/]*) refuse "not base64" ;;
  esac
}

# ------------------------------------------------------------------------------------- the store, the lock, the generation

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

take_lock() {
  attempts=0
  while :; do
    exec 9>>"$STORE/lock"
    if flock -n 9; then
      # A run that took its preparation away removed the file we wait for: then this lock is of no use, and we start again.
      # shellcheck disable=SC3013 # not POSIX, but dash, bash and busybox have it
      [ /proc/self/fd/9 -ef "$STORE/lock" ] && return 0
      own_directory "$STORE" 0700 && own_directory "$STORE/owned" 0700
    fi
    attempts=$((attempts + 1))
    [ "$attempts" -lt 200 ] || break
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
}

openssh_is_before() { # MAJOR MINOR
  major=${OPENSSH%%.*}
  minor=${OPENSSH#*.}
  minor=${minor%%.*}
  [ "$major" -lt "$1" ] || { [ "$major" -eq "$1" ] && [ "$minor" -lt "$2" ]; }
}

# ------------------------------------------------------------------------------------------------ what is wanted, per grant

# A grant whose time is over by this server's clock is not put in, whatever the connector's clock says: it is ending.
sort_out_late_grants() {
  kept=
  while read -r account grant principal not_after rest; do
    [ -n "$account" ] || continue
    if [ "$not_after" -le "$CLOCK" ]; then
      ENDINGS="$ENDINGS$account $grant $principal$NL"
    else
      kept="$kept$account $grant $principal $not_after $rest$NL"
    fi
  done <<END
$GRANTS
END
  GRANTS=$kept
}

# A grant that names a group which is not here is held back whole; the others go on.
find_missing_groups() {
  HELD_BACK=
  asked=$OUR_GROUP
  while read -r _ _ group; do
    [ -z "$group" ] || asked="$asked $group"
  done <<END
$WANTED_GROUPS
END
  # shellcheck disable=SC2086
  run getent group $asked
  while read -r account grant group; do
    [ -n "$account" ] || continue
    grant_is_wanted "$account" "$grant" || continue
    case $NL$WORDS in
      *"$NL$group:"*) ;;
      *) error grant "$grant" missing-group "$group"; HELD_BACK="$HELD_BACK $grant" ;;
    esac
    [ "$group" != "$OUR_GROUP" ] || {
      error grant "$grant" name-reserved "$group is JitSsh's own group"
      HELD_BACK="$HELD_BACK $grant"
    }
  done <<END
$WANTED_GROUPS
END
  case $NL$WORDS in
    *"$NL$OUR_GROUP:"*) OUR_GROUP_EXISTS=yes ;;
    *) OUR_GROUP_EXISTS=no ;;
  esac
}

grant_is_wanted() { # ACCOUNT GRANT
  case $NL$GRANTS in
    *"$NL$1 $2 "*) return 0 ;;
  esac
  return 1
}

# Every account that is wanted, or ours, or asked about; each once.
accounts_to_visit() {
  visited=
  for account in $ACCOUNTS $(owned_accounts) $(printf '%s' "$ENDINGS" | cut -d ' ' -f 1); do
    contains "$visited" "$account" || visited="$visited $account"
  done
  say "$visited"
}

owned_accounts() {
  for record in "$STORE"/owned/*; do
    [ -f "$record" ] && say "${record##*/}"
  done
}

# ------------------------------------------------------------------------------------------------------ preparing the server

# sshd is asked what it used before, and keeps using it; our directory comes on top. For accounts that JitSsh made only our
# directory counts, so a key that somebody plants in such a home opens nothing.
prepare_server() {
  read_preparation || plan_preparation || return 1
  if make_our_group && own_directory "$TRUST" 0755; then
    configure_sshd
  else
    error server - "$(code_or_disk_full sshd-config)" "$WORDS"
    return 1
  fi
}

read_preparation() {
  read_file "$STORE/prepared" || return 1
  KEYS_BEFORE='' PLACE=''
  while read -r word rest; do
    case $word in
      keys) KEYS_BEFORE=$rest ;;
      place) PLACE=$rest ;;
    esac
  done <"$STORE/prepared"
  [ -n "$PLACE" ]
}

write_preparation() {
  write_file "$STORE/prepared" 0600 "keys $KEYS_BEFORE${NL}place $PLACE$NL"
}

plan_preparation() {
  if [ "$OUR_GROUP_EXISTS" = yes ]; then
    error server - name-taken "there is a group $OUR_GROUP that JitSsh did not make: its members would lose their own keys"
    return 1
  fi
  ask_sshd root || { error server - sshd-config "$WORDS"; return 1; }
  KEYS_BEFORE=
  for file in $KEYS_NOW; do
    case $file in
      none | "$TRUST/%u") ;;
      *[!A-Za-z0-9._/%~-]*)
        error server - sshd-config "AuthorizedKeysFile holds $file, which JitSsh cannot write back safely"
        return 1
        ;;
      *) KEYS_BEFORE="$KEYS_BEFORE $file" ;;
    esac
  done
  KEYS_BEFORE=${KEYS_BEFORE# }
  if sshd_reads_drop_ins; then PLACE=drop-in; else PLACE=block; fi
  write_preparation || { error server - "$(code_or_disk_full sshd-config)" "$WORDS"; return 1; }
  changed
}

make_our_group() {
  [ "$OUR_GROUP_EXISTS" = no ] || return 0
  run groupadd --system "$OUR_GROUP" || return 1
  OUR_GROUP_EXISTS=yes
  changed
}

# Is there an Include, before any Match, that takes in our file?
sshd_reads_drop_ins() {
  while read -r word rest; do
    case $word in
      [Mm][Aa][Tt][Cc][Hh]) return 1 ;;
      [Ii][Nn][Cc][Ll][Uu][Dd][Ee]) ;;
      *) continue ;;
    esac
    set -f # a pattern is not a list of the files it matches here
    # shellcheck disable=SC2086
    set -- $rest
    set +f
    for pattern in "$@"; do
      pattern=${pattern#\"}
      pattern=${pattern%\"}
      case $pattern in
        /*) ;;
        *) pattern=/etc/ssh/$pattern ;;
      esac
      # shellcheck disable=SC2254 # it is a pattern
      case $DROP_IN in
        $pattern) [ -d "${DROP_IN%/*}" ] && return 0 ;;
      esac
    done
  done <"$SSHD_CONFIG"
  return 1
}

configure_sshd() {
  compose_configuration
  read_file "$CONFIG_FILE" || CONTENT=
  [ "$CONTENT" != "$CONFIG_WANTED" ] || return 0
  install_configuration && return 0
  if [ "$CONFIG_CODE" = sshd-effect ] && [ "$PLACE" = drop-in ]; then
    # Another drop-in, earlier in the alphabet, speaks first. Nothing is earlier than the top of the main file.
    PLACE=block
    write_preparation && compose_configuration && install_configuration && return 0
  fi
  error server - "$CONFIG_CODE" "$WORDS"
  return 1
}

# Where the value goes matters. sshd takes the first one it meets, so ours stands before everything else. The Match stands
# last: what follows a Match belongs to it, and a "Match all" to close it would make every later setting win over the
# administrator's own Match blocks.
compose_configuration() {
  global="AuthorizedKeysFile ${KEYS_BEFORE:+$KEYS_BEFORE }$TRUST/%u"
  match="Match Group $OUR_GROUP$NL    AuthorizedKeysFile $TRUST/%u"
  note="# Written by JitSsh, which takes it away again when this server is no longer in its care."
  if [ "$PLACE" = drop-in ]; then
    CONFIG_FILE=$DROP_IN
    CONFIG_WANTED="$note$NL$global$NL$match$NL"
    return
  fi
  CONFIG_FILE=$SSHD_CONFIG
  configuration_without_blocks
  case $CONFIG_BARE in
    '' | *"$NL") ;;
    *) CONFIG_BARE=$CONFIG_BARE$NL ;;
  esac
  CONFIG_WANTED="# BEGIN JitSsh$NL$note$NL$global$NL# END JitSsh$NL${CONFIG_BARE}# BEGIN JitSsh$NL$match$NL# END JitSsh$NL"
}

configuration_without_blocks() {
  read_file "$SSHD_CONFIG" || CONTENT=
  CONFIG_BARE=$CONTENT
  while :; do
    case $CONFIG_BARE in
      *"# BEGIN JitSsh$NL"*"# END JitSsh$NL"*) ;;
      *) return ;;
    esac
    head=${CONFIG_BARE%%"# BEGIN JitSsh$NL"*}
    tail=${CONFIG_BARE#*"# BEGIN JitSsh$NL"}
    CONFIG_BARE=$head${tail#*"# END JitSsh$NL"}
  done
}

# CONFIG_WANTED takes its place in CONFIG_FILE; if sshd does not like it, or does not use it, the old file comes back.
install_configuration() {
  CONFIG_OLD=$CONTENT
  [ -f "$CONFIG_FILE" ] && CONFIG_WAS_THERE=yes || CONFIG_WAS_THERE=no
  CONFIG_MODE=0644
  [ "$CONFIG_WAS_THERE" = no ] || CONFIG_MODE=$(stat -c %a "$CONFIG_FILE")
  write_file "$CONFIG_FILE" "$CONFIG_MODE" "$CONFIG_WANTED" || { CONFIG_CODE=$(code_or_disk_full sshd-config); return 1; }
  if ! run sshd -t; then
    CONFIG_CODE=sshd-config
  elif ! ask_sshd root || ! contains "$KEYS_NOW" "$TRUST/%u"; then
    CONFIG_CODE=sshd-effect
    WORDS="sshd does not take AuthorizedKeysFile from $CONFIG_FILE: it uses $KEYS_NOW"
  elif ! reload_sshd; then
    CONFIG_CODE=sshd-config
    failure=$WORDS
    restore_configuration
    reload_sshd || start_sshd
    WORDS=$failure
    return 1
  else
    changed
    return 0
  fi
  restore_configuration
  return 1
}

restore_configuration() {
  failure=$WORDS
  if [ "$CONFIG_WAS_THERE" = yes ]; then
    write_file "$CONFIG_FILE" "$CONFIG_MODE" "$CONFIG_OLD"
  else
    rm -f "$CONFIG_FILE"
  fi
  WORDS=$failure
}

# What does sshd use for this user? KEYS_NOW, and the rules that keep people out.
ask_sshd() { # USER
  KEYS_NOW=
  run sshd -T -C "user=$1,host=localhost,addr=127.0.0.1" || return 1
  SETTINGS=$NL$WORDS$NL
  find_setting authorizedkeysfile && KEYS_NOW=$VALUES
  find_setting pidfile && PID_FILE=$VALUES
  find_setting usepam && USE_PAM=$VALUES
  find_setting allowusers && ALLOW_USERS=$VALUES
  find_setting denyusers && DENY_USERS=$VALUES
  find_setting allowgroups && ALLOW_GROUPS=$VALUES
  find_setting denygroups && DENY_GROUPS=$VALUES
  [ -n "$KEYS_NOW" ] || { WORDS="sshd -T does not say AuthorizedKeysFile"; return 1; }
}

# VALUES: what SETTINGS says about it; one that comes several times gives its values one after the other. Cut out rather
# than read line by line: a shell reads a byte at a time, and this answer is long.
find_setting() { # NAME
  VALUES=
  settings_left=$SETTINGS
  while :; do
    case $settings_left in
      *"$NL$1 "*) settings_left=${settings_left#*"$NL$1 "} ;;
      *) return 0 ;;
    esac
    VALUES="$VALUES${VALUES:+ }${settings_left%%"$NL"*}"
  done
}

# AllowUsers and its three sisters, for an account that may not exist yet. RULE says which one keeps it out.
sshd_lets_in() { # ACCOUNT GROUPS
  RULE=
  if matches_rule "$DENY_USERS" "$1" deny; then RULE=DenyUsers; return 1; fi
  [ -z "$ALLOW_USERS" ] || matches_rule "$ALLOW_USERS" "$1" allow || { RULE=AllowUsers; return 1; }
  if matches_rule "$DENY_GROUPS" "$2" deny; then RULE=DenyGroups; return 1; fi
  [ -z "$ALLOW_GROUPS" ] || matches_rule "$ALLOW_GROUPS" "$2" allow || { RULE=AllowGroups; return 1; }
}

# A rule for user@host can only be judged when somebody comes from there: it does not deny, and it may allow.
matches_rule() { # PATTERNS NAMES allow|deny
  rule_matched=1
  set -f # these are patterns for names, not for files
  for pattern in $1; do
    case $pattern in
      *@*) [ "$3" = allow ] || continue ;;
    esac
    for name in $2; do
      # shellcheck disable=SC2254 # it is a pattern
      case $name in
        ${pattern%@*}) rule_matched=0 ;;
      esac
    done
  done
  set +f
  return "$rule_matched"
}

# ------------------------------------------------------------------------------------------------------------ sshd reads again

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
  STATE=$1 PARENT=$2 STARTED=${20} STACK=${26}
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
  for candidate in $(pids_where comm -x sshd); do
    if is_listener "$candidate"; then LISTENER=$candidate; return 0; fi
  done
  return 1
}

# The processes in whose /proc/PID/FILE grep finds something.
pids_where() { # FILE GREP-ARGUMENT...
  file=$1
  shift
  grep -l "$@" /proc/[0-9]*/"$file" 2>/dev/null | cut -d / -f 3
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

# --------------------------------------------------------------------------------------------------- one account, as recorded

# owned/<account> holds what JitSsh did there or is about to do: how it came by the account, when the last grant ended
# (released), the groups it added, and each grant with its principal, its end and the time it was first seen here.
read_owned() {
  ORIGIN='' OWNED_UID=- OWNED_HOME=- RELEASED=- ADDED='' OWNED_GRANTS='' OWNED_AS_READ=''
  read_file "$STORE/owned/$account" || return 0
  OWNED_AS_READ=$CONTENT
  while read -r word rest; do
    case $word in
      origin) ORIGIN=$rest ;;
      uid) OWNED_UID=$rest ;;
      home) OWNED_HOME=$rest ;;
      released) RELEASED=$rest ;;
      added) ADDED=$rest ;;
      grant) OWNED_GRANTS="$OWNED_GRANTS$rest$NL" ;;
    esac
  done <"$STORE/owned/$account"
}

write_owned() {
  record="origin $ORIGIN${NL}uid $OWNED_UID${NL}home $OWNED_HOME${NL}released $RELEASED${NL}added $ADDED$NL"
  while read -r grant; do
    [ -z "$grant" ] || record="${record}grant $grant$NL"
  done <<END
$OWNED_GRANTS
END
  [ "$record" != "$OWNED_AS_READ" ] || return 0
  write_file "$STORE/owned/$account" 0600 "$record" || return 1
  OWNED_AS_READ=$record
}

drop_owned() {
  rm -f "$STORE/owned/$account"
  ORIGIN='' OWNED_UID=- OWNED_HOME=- RELEASED=- ADDED='' OWNED_GRANTS='' OWNED_AS_READ=''
}

look_up_account() {
  ACCOUNT_UID='' ACCOUNT_MARK='' ACCOUNT_HOME='' MEMBER_OF=''
  run getent passwd "$account" || return 0
  IFS=: read -r _ _ ACCOUNT_UID _ ACCOUNT_MARK ACCOUNT_HOME _ <<END
$WORDS
END
  read_memberships
}

read_memberships() { run id -Gn "$account" && MEMBER_OF=$WORDS; }

account_exists() { [ -n "$ACCOUNT_UID" ]; }

read_shadow() { # PASSWORD, and EXPIRES in days since 1970: 0 is how JitSsh locks
  run getent shadow "$account" || return 1
  IFS=: read -r _ PASSWORD _ _ _ _ _ EXPIRES _ <<END
$WORDS
END
}

# IN_FORCE: the document's grants for this account, without those that are held back.
# OVER: those that are recorded here or asked about, and not in force.
sort_grants() {
  IN_FORCE='' OVER='' OVER_SINCE=$CLOCK LIVE_PRINCIPALS=''
  while read -r owner grant principal rest; do
    [ "$owner" = "$account" ] || continue
    contains "$HELD_BACK" "$grant" && continue
    IN_FORCE="$IN_FORCE$grant $principal $rest$NL"
    LIVE_PRINCIPALS="$LIVE_PRINCIPALS $principal"
  done <<END
$GRANTS
END
  while read -r grant principal _ since; do
    [ -n "$grant" ] || continue
    is_in_force "$grant" && continue
    OVER="$OVER$grant $principal$NL"
    [ "$since" -ge "$OVER_SINCE" ] || OVER_SINCE=$since
  done <<END
$OWNED_GRANTS
END
  while read -r owner grant principal; do
    [ "$owner" = "$account" ] || continue
    case $NL$OVER in
      *"$NL$grant "*) ;;
      *) OVER="$OVER$grant $principal$NL" OVER_SINCE=0 ;;
    esac
  done <<END
$ENDINGS
END
}

is_in_force() { # GRANT
  case $NL$IN_FORCE in
    *"$NL$1 "*) return 0 ;;
  esac
  return 1
}

# The groups that the grants in force want, each once.
find_wanted_groups() {
  WANTED=
  while read -r owner grant group; do
    if [ "$owner" = "$account" ] && is_in_force "$grant"; then
      contains "$WANTED" "$group" || WANTED="$WANTED $group"
    fi
  done <<END
$WANTED_GROUPS
END
}

# ------------------------------------------------------------------------------------------------------ one account, made right

reconcile_account() { # ACCOUNT
  account=$1
  ENDING_FAILED=no
  read_owned
  look_up_account
  sort_grants
  find_wanted_groups
  settle_identity || return
  # Where access cannot be given now, what was given before stays as it is: a slip in sshd's configuration must not throw out
  # people whose grants are in force. What is over ends all the same.
  may_grant=yes
  if [ -n "$IN_FORCE" ]; then
    server_is_prepared && may_have_account && sshd_may_take_it || may_grant=no
  fi
  compose_trust && end_access || return
  if [ -z "$IN_FORCE" ]; then
    leave_account
  elif [ "$may_grant" = yes ]; then
    grant_access
  fi
}

server_is_prepared() {
  [ "$PREPARED" = yes ] || { error account "$account" sshd-config "no access: this server could not be prepared"; return 1; }
}

# Is the account that bears this name still the one we know?
settle_identity() {
  [ -n "$ORIGIN" ] || return 0
  if ! account_exists; then
    settle_deleted
    return
  fi
  if [ "$OWNED_UID" = "$ACCOUNT_UID" ]; then
    return 0
  elif [ "$OWNED_UID" = - ] && [ "$ACCOUNT_MARK" = "$OUR_MARK" ]; then
    settle_half_made
  else
    forget_account # same name, another person
  fi
}

# Somebody deleted the account. If a grant wants it again it is made anew, and must not come into what is left of the old one.
settle_deleted() {
  if [ "$ORIGIN" = used ]; then
    forget_account
  elif [ -n "$IN_FORCE" ] && [ "$OWNED_UID" != - ]; then
    remove_trust
    SESSION_UID=$OWNED_UID
    ! is_ours_alone || end_processes find_all_of_account
    dispose_of_home || { error account "$account" "$(code_or_disk_full remove-failed)" "$WORDS"; return 1; }
    forget_account
  fi
}

forget_account() {
  remove_trust
  drop_owned
  changed
}

# A run was killed while useradd worked. Nobody has logged in yet, since the trust line comes last; so what is not whole is
# thrown away and made again.
settle_half_made() {
  if contains "$MEMBER_OF" "$OUR_GROUP" && [ "$(stat -c '%F %u' "$ACCOUNT_HOME" 2>/dev/null)" = "directory $ACCOUNT_UID" ]; then
    OWNED_UID=$ACCOUNT_UID OWNED_HOME=$ACCOUNT_HOME
    return 0
  fi
  run userdel "$account" || error account "$account" account-failed "$WORDS"
  rmdir "$ACCOUNT_HOME" 2>/dev/null
  changed
  look_up_account
}

may_have_account() {
  if contains "root $OUR_GROUP $SELF ${SUDO_USER:-root}" "$account"; then
    error account "$account" name-reserved "this name is never handed out"
    return 1
  fi
  account_exists && [ -z "$ORIGIN" ] || return 0
  if ! is_person "$ACCOUNT_UID"; then
    error account "$account" name-reserved "a system account (uid $ACCOUNT_UID)"
    return 1
  fi
  if ! contains "$POLICIES" "$account:use"; then
    error account "$account" name-taken "this account (uid $ACCOUNT_UID) was not made by JitSsh, and existing accounts are not to be used"
    return 1
  fi
}

# Asked every time: somebody may have changed the configuration since the server was prepared.
sshd_may_take_it() {
  ask_sshd "$account" || { error account "$account" sshd-config "$WORDS"; return 1; }
  if ! sshd_lets_in "$account" "${MEMBER_OF:-$account $OUR_GROUP} $WANTED"; then
    error account "$account" not-allowed "$RULE in sshd's configuration keeps this account out"
    return 1
  fi
}

is_person() { # UID
  read_uid_range
  [ "$1" -ge "$UID_MIN" ] && [ "$1" -le "$UID_MAX" ] && [ "$1" -ne 65534 ] && [ "$1" != "${SUDO_UID:--}" ]
}

read_uid_range() {
  UID_MIN=1000 UID_MAX=60000
  while read -r word number _; do
    case $word in
      UID_MIN) UID_MIN=$number ;;
      UID_MAX) UID_MAX=$number ;;
    esac
  done <<END
$(grep '^UID_M' /etc/login.defs 2>/dev/null)
END
}

# ---------------------------------------------------------------------------------------------------------- granting access

grant_access() {
  intend_access || { error account "$account" "$(code_or_disk_full account-failed)" "$WORDS"; return; }
  if ! account_exists; then
    make_account || return
  fi
  if [ "$ORIGIN" = made ]; then
    unlock_account || { error account "$account" account-failed "$WORDS"; return; }
  fi
  add_groups || { error account "$account" group-failed "$WORDS"; return; }
  sshd_looks_here || return
  install_trust || { error account "$account" "$(code_or_disk_full trust-failed)" "$WORDS"; return; }
  report_access
}

# Before anything is changed: what will be ours, in one write.
intend_access() {
  if [ -z "$ORIGIN" ]; then
    if account_exists; then ORIGIN=used; else ORIGIN=made; fi
  fi
  if account_exists; then OWNED_UID=$ACCOUNT_UID OWNED_HOME=$ACCOUNT_HOME; else OWNED_UID=- OWNED_HOME=-; fi
  for group in $WANTED; do
    contains "$MEMBER_OF" "$group" || contains "$ADDED" "$group" || ADDED="$ADDED $group"
  done
  ADDED=${ADDED# }
  note_grants
  RELEASED=-
  write_owned
}

# The grants in force, in the document's order, each with the time it was first seen.
note_grants() {
  noted=
  while read -r grant principal not_after _; do
    [ -n "$grant" ] || continue
    since=$CLOCK
    while read -r old _ _ old_since; do
      [ "$old" != "$grant" ] || since=$old_since
    done <<OLD
$OWNED_GRANTS
OLD
    noted="$noted$grant $principal $not_after $since$NL"
  done <<END
$IN_FORCE
END
  OWNED_GRANTS=$noted
}

make_account() {
  home=$(home_base)/$account
  if [ -e "$home" ] || [ -L "$home" ]; then
    # Files of somebody who is gone: a new account must not come into them.
    error account "$account" account-failed "$home is there already and belongs to no account of this name: move it away"
    drop_owned
    return 1
  fi
  if [ -x /bin/bash ]; then shell=/bin/bash; else shell=/bin/sh; fi
  # '*' and not the default '!', which counts as locked where UsePAM is off. No password ages on an account that has none.
  if ! run useradd -m -s "$shell" -c "$OUR_MARK" -p '*' -e '' -f -1 -K PASS_MAX_DAYS=99999 -G "$OUR_GROUP" "$account"; then
    error account "$account" "$(code_or_disk_full account-failed)" "$WORDS"
    look_up_account
    account_exists || drop_owned
    return 1
  fi
  changed
  look_up_account
  account_exists || { error account "$account" verify-failed "useradd did not complain, yet the account is not there"; return 1; }
  OWNED_UID=$ACCOUNT_UID OWNED_HOME=$ACCOUNT_HOME
  write_owned || { error account "$account" "$(code_or_disk_full account-failed)" "$WORDS"; return 1; }
}

home_base() {
  base=/home
  if [ -f /etc/default/useradd ]; then
    while IFS= read -r line; do
      case $line in HOME=/*) base=${line#HOME=} ;; esac
    done </etc/default/useradd
  fi
  say "$base"
}

# An account that is kept locked is used again when its person comes back, with its uid and its home.
unlock_account() {
  contains "$MEMBER_OF" "$OUR_GROUP" || { run gpasswd -a "$account" "$OUR_GROUP" && changed || return 1; }
  read_shadow || return 1
  [ -n "$EXPIRES" ] || return 0
  # A password that was set here while access lasted does not come back with it.
  [ "$PASSWORD" = '*' ] || run usermod -p '*' "$account" || return 1
  run chage -E -1 "$account" || return 1
  changed
  if read_shadow && [ -z "$EXPIRES" ]; then return 0; fi
  WORDS="the account is still expired"
  return 1
}

# One at a time: usermod -G would write back a list that somebody else may have changed in between.
add_groups() {
  missed=
  for group in $WANTED; do
    contains "$MEMBER_OF" "$group" && continue
    run gpasswd -a "$account" "$group" || run usermod -aG "$group" "$account" || return 1
    changed
    missed=yes
  done
  [ -z "$missed" ] || read_memberships || return 1
  for group in $WANTED; do
    contains "$MEMBER_OF" "$group" || { WORDS="the account is not in $group after being added"; return 1; }
  done
}

# What sshd_may_take_it asked is still true, unless the account has come into being, or into our group, since then.
sshd_looks_here() {
  if [ "$ORIGIN" = made ] && [ "$KEYS_NOW" != "$TRUST/%u" ]; then
    ask_sshd "$account" || { error account "$account" sshd-config "$WORDS"; return 1; }
    [ "$KEYS_NOW" = "$TRUST/%u" ] && return 0
  else
    contains "$KEYS_NOW" "$TRUST/%u" && return 0
  fi
  error account "$account" sshd-effect "sshd uses AuthorizedKeysFile $KEYS_NOW for this account"
  return 1
}

report_access() {
  if ! read_file "$TRUST/$account" || [ "$CONTENT" != "$TRUST_WANTED" ]; then
    error account "$account" verify-failed "the trust lines read back are not those that were written"
    return
  fi
  say "account $account $ORIGIN"
  while read -r grant _; do
    [ -z "$grant" ] || say "grant $grant in-force"
  done <<END
$IN_FORCE
END
}

# -------------------------------------------------------------------------------------------------------------- trust lines

# TRUST_WANTED: one line for each grant in force.
compose_trust() {
  TRUST_WANTED=
  while read -r grant principal not_after permits key_type key; do
    [ -n "$grant" ] || continue
    end=$(trust_end "$not_after") || { error grant "$grant" trust-failed "date does not know $not_after"; return 1; }
    options=restrict
    # `restrict` on the line is stronger than the certificate, so what is allowed must stand here.
    [ "$permits" = none ] || options=restrict,$(printf '%s' "$permits" | tr + ,)
    TRUST_WANTED="$TRUST_WANTED$options,cert-authority,principals=\"$principal\",expiry-time=\"$end\" $key_type $key jitssh:$grant$NL"
  done <<END
$IN_FORCE
END
}

# Before 9.1 sshd reads the time as this server's own local time, and does not know the Z.
trust_end() { # SECONDS
  if [ "$EXPIRY" = local ]; then
    date -d "@$1" +%Y%m%d%H%M%S </dev/null
  else
    date -u -d "@$1" +%Y%m%d%H%M%SZ </dev/null
  fi
}

install_trust() {
  read_file "$TRUST/$account"
  [ "$CONTENT" != "$TRUST_WANTED" ] || return 0
  write_file "$TRUST/$account" 0644 "$TRUST_WANTED" || return 1
  changed
}

# Leaves only the lines of grants in force. One that is to change (an access that was extended) is replaced later, in one step,
# so that it does not close and open again; unless nothing can be granted now, when no line may stay that is not as wanted.
withdraw_trust() {
  read_file "$TRUST/$account" || return 0
  kept=
  while IFS= read -r line; do
    case $NL$TRUST_WANTED in
      *"$NL$line$NL"*) kept=$kept$line$NL ;;
      *) [ "$may_grant" = yes ] && is_in_force "${line##* jitssh:}" && kept=$kept$line$NL ;;
    esac
  done <<END
${CONTENT%"$NL"}
END
  [ "$kept" != "$CONTENT" ] || return 0
  if [ -z "$kept" ]; then
    remove_trust
  else
    write_file "$TRUST/$account" 0644 "$kept" || return 1
    changed
  fi
}

remove_trust() {
  [ -f "$TRUST/$account" ] || return 0
  run rm -f "$TRUST/$account" || return 1
  changed
}

# ------------------------------------------------------------------------------------------------------------ ending access

# In this order: the trust lines, the account, the groups, the sessions; then everything is read again.
end_access() {
  withdraw_trust || ending_failed account "$account" trust-failed "$WORDS"
  if [ "$ORIGIN" = made ] && [ -z "$IN_FORCE" ] && account_exists; then
    lock_account || ending_failed account "$account" account-failed "$WORDS"
  fi
  take_back_groups || ending_failed account "$account" group-failed "$WORDS"
  end_sessions
  verify_end
  [ "$ENDING_FAILED" = no ] || return 1
  report_end
}

ending_failed() {
  ENDING_FAILED=yes
  error "$@"
}

# An expiry in the past is the lock that holds: a locked password does not stop a certificate.
lock_account() {
  if [ "$RELEASED" = - ]; then
    RELEASED=$CLOCK
    write_owned || return 1
  fi
  read_shadow || return 1
  [ "$EXPIRES" = 0 ] && return 0
  run chage -E 0 "$account" || return 1
  changed
}

# Only what JitSsh added, and only what no grant in force wants.
take_back_groups() {
  account_exists || return 0
  kept=
  for group in $ADDED; do
    if contains "$WANTED" "$group"; then
      kept="$kept $group"
    elif contains "$MEMBER_OF" "$group"; then
      run gpasswd -d "$account" "$group" || return 1
      changed
    fi
  done
  kept=${kept# }
  [ "$kept" != "$ADDED" ] || return 0
  read_memberships
  for group in $ADDED; do
    ! contains "$MEMBER_OF" "$group" || contains "$kept" "$group" || { WORDS="still in $group after being taken out"; return 1; }
  done
  ADDED=$kept
}

verify_end() {
  if [ -z "$IN_FORCE" ]; then
    [ ! -e "$TRUST/$account" ] || ending_failed account "$account" verify-failed "the trust lines are still there"
    if [ "$ORIGIN" = made ] && account_exists; then
      if ! read_shadow || [ "$EXPIRES" != 0 ]; then
        ending_failed account "$account" verify-failed "the account is not locked"
      fi
    fi
    return
  fi
  read_file "$TRUST/$account" || CONTENT=
  while read -r grant _; do
    case $CONTENT in
      *" jitssh:$grant$NL"*) [ -z "$grant" ] || ending_failed grant "$grant" verify-failed "its trust line is still there" ;;
    esac
  done <<END
$OVER
END
}

# A grant that the document still wants (held back, or its account refused) is not said to be ended: it has its error line.
report_end() {
  kept=
  while read -r grant rest; do
    [ -n "$grant" ] && is_in_force "$grant" && kept="$kept$grant $rest$NL"
  done <<END
$OWNED_GRANTS
END
  OWNED_GRANTS=$kept
  [ -z "$ORIGIN" ] || write_owned || { ending_failed account "$account" "$(code_or_disk_full verify-failed)" "$WORDS"; return 1; }
  while read -r grant _; do
    [ -z "$grant" ] || grant_is_wanted "$account" "$grant" || say "ended $grant"
  done <<END
$OVER
END
}

# -------------------------------------------------------------------------------------------- an account without a grant

leave_account() {
  case $ORIGIN in
    made)
      [ "$RELEASED" != - ] || RELEASED=$CLOCK
      remove_at=$((RELEASED + KEEP))
      if account_exists && [ "$remove_at" -gt "$CLOCK" ]; then
        say "account $account locked $RELEASED"
        if [ "$NEXT" = - ] || [ "$NEXT" -gt "$remove_at" ]; then NEXT=$remove_at; fi
      else
        remove_account
      fi
      ;;
    used)
      drop_owned
      changed
      say "account $account released"
      ;;
  esac
}

# The home goes first and the record last, so that whatever stops us in between is taken up again by the next run.
remove_account() {
  dispose_of_home || { error account "$account" "$(code_or_disk_full remove-failed)" "$WORDS"; return; }
  if account_exists; then
    run userdel "$account" || { error account "$account" remove-failed "$WORDS"; return; }
    changed
    look_up_account
    ! account_exists || { error account "$account" verify-failed "the account is still there after userdel"; return; }
  fi
  remove_left_group || { error account "$account" remove-failed "$WORDS"; return; }
  remove_mail_spool
  drop_owned
  say "account $account removed"
}

# userdel writes passwd first and group after it: killed in between, it leaves the account's name in our group, and the
# account's own group, empty. That one is ours, too, as useradd makes no account whose group is there already.
remove_left_group() {
  [ "$OWNED_UID" != - ] || return 0
  case ",$(getent group "$OUR_GROUP" | cut -d : -f 4)," in
    *",$account,"*) run gpasswd -d "$account" "$OUR_GROUP" && changed || return 1 ;;
  esac
  case $(getent group "$account") in
    *:) run groupdel "$account" && changed || return 1 ;;
  esac
}

remove_mail_spool() {
  for spool in "/var/mail/$account" "/var/spool/mail/$account"; do
    [ -f "$spool" ] && [ ! -L "$spool" ] && rm -f "$spool"
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
    return 0
  fi
  remove_temporary
  return 1
}

drop_preparation_if_unused() {
  [ "$PREPARED_WISH" = drop ] && [ -z "$GRANTS" ] && [ -z "$(owned_accounts)" ] || return 0
  if [ -f "$STORE/prepared" ]; then
    take_preparation_away || return
    changed
  fi
  # Also where a run was killed between the preparation's end and the store's.
  rm -rf "$STORE/owned" "$STORE/generation"
  rm -f "$STORE/lock"
  rmdir "$STORE" 2>/dev/null # archives of homes stay
}

take_preparation_away() {
  read_preparation || return
  if ! remove_configuration; then
    error server - sshd-config "$WORDS"
    return 1
  fi
  rm -rf "$TRUST"
  if getent group "$OUR_GROUP" >/dev/null 2>&1; then
    run groupdel "$OUR_GROUP" || { error server - remove-failed "$WORDS"; return 1; }
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

# ---------------------------------------------------------------------------------------------------------- ending sessions
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
  SEEN='' REMEMBERED='' SESSION_IDS='' ROUND=0
  find_protected
  read_logins
  "$1"
  if [ -z "$FOUND" ]; then
    nap
  else
    SEEN=$FOUND
    hang_up
  fi
  [ "$1" != find_all_of_account ] || end_user_manager
  # Whoever was half way in when the trust line went is in by now: the log is read once more.
  read_logins
  # One empty look proves little: a process that keeps handing over to a child is never where we look. Two are wanted.
  quiet=0
  while [ "$ROUND" -lt 40 ] && [ "$quiet" -lt 2 ]; do
    [ "$1" != find_all_of_account ] || kill_as_account
    "$1"
    if [ -z "$FOUND" ]; then
      quiet=$((quiet + 1))
    else
      quiet=0
      for pid in $FOUND; do
        contains "$SEEN" "$pid" || SEEN="$SEEN $pid"
      done
      # shellcheck disable=SC2086
      kill -KILL $FOUND 2>/dev/null
      nap
    fi
    ROUND=$((ROUND + 1))
  done
  report_processes
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
  for pid in $SEEN; do
    if contains "$FOUND" "$pid"; then
      say "session $account $pid left it does not die"
      ending_failed account "$account" session-left "process $pid is still there"
    else
      say "session $account $pid ended"
      changed
    fi
  done
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
  find_listener && PROTECTED="$PROTECTED $LISTENER" && LISTENER_SESSION=$(audit_session "$LISTENER")
}

# FOUND: all of the account's living processes.
find_all_of_account() {
  FOUND=
  keep_living "$(pids_of_uid) $(monitors)"
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

# By uid, by login uid (which sudo and su do not change), and, where the kernel keeps none, by what sudo notes.
pids_of_uid() {
  pids_where status -E "^Uid:.*[[:space:]]$SESSION_UID([[:space:]]|\$)"
  pids_where loginuid -x "$SESSION_UID"
  for pid in $(pids_where environ -zx "SUDO_UID=$SESSION_UID"); do
    [ "$(login_uid "$pid")" != - ] || say "$pid"
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
monitors() {
  for candidate in $(pids_where cmdline -aE "^sshd(-session)?: $account \[priv\]"); do
    is_monitor "$candidate" && is_logged_in "$candidate" && say "$candidate"
  done
}

is_logged_in() { # MONITOR
  judge_session "$1"
  [ "$VERDICT" = unknown ] || return 0
  for child in $(pids_where status -x "PPid:[[:space:]]*$1"); do
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
  for monitor in $(monitors); do
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
  remember "$roots $leftovers $(pids_of_sessions) $(descendants_of "$roots")"
  keep_living "$(remembered)"
}

note_session() { # ID
  [ "$1" = - ] || [ "$1" = "$LISTENER_SESSION" ] || contains "$SESSION_IDS" "$1" || SESSION_IDS="$SESSION_IDS $1"
}

pids_of_sessions() {
  for id in $SESSION_IDS; do
    for pid in $(pids_where sessionid -x "$id"); do
      [ "$(login_uid "$pid")" != "$SESSION_UID" ] || say "$pid"
    done
  done
}

# Only among the account's own processes: what another user writes into his environment is nothing to us.
pids_from_ended_connections() {
  mine=$(on_one_line "$(pids_of_uid)")
  while read -r _ ip port principal; do
    case $principal in '' | -) continue ;; esac
    contains "$LIVE_PRINCIPALS" "$principal" && continue
    for pid in $(pids_where environ -aF "SSH_CONNECTION=$ip $port "); do
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
  all=$(monitors)
  for monitor in $all; do
    judge_session "$monitor"
    [ "$VERDICT" = live ] || continue
    insiders="$insiders $monitor"
    note_session "$(session_of_monitor "$monitor")"
  done
  insiders=$(on_one_line "$insiders $(pids_of_sessions) $(descendants_of "$insiders")")
  for pid in $all $(pids_of_uid); do
    contains "$insiders" "$pid" || keep_living "$pid"
  done
}

# On a used account a session that the log is silent about may be the person's own, or the grant's. One that is older than
# the grant is not the grant's; about the others we say that we do not know, rather than that all is well.
report_unknown_sessions() {
  for monitor in $(monitors); do
    judge_session "$monitor"
    [ "$VERDICT" = unknown ] || continue
    read_stat "$monitor" || continue
    [ "$(started_at "$STARTED")" -ge "$OVER_SINCE" ] || continue
    say "session $account $monitor left sshd's log does not say how this session was opened"
    ending_failed account "$account" session-left "sshd's log does not say how session $monitor was opened"
  done
}

started_at() { # TICKS since boot
  boot=$(grep '^btime ' /proc/stat)
  say $((${boot#btime } + $1 / $(getconf CLK_TCK 2>/dev/null || say 100)))
}

# ------------------------------------------------------------------------------------------- mode check: looks, and touches nothing

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
