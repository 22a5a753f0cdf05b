# shellcheck shell=sh disable=SC2034,SC2154
# Preparing the server.

# sshd is asked what it used before, and keeps using it; our directory comes on top. For accounts that JitSsh made only our
# directory counts, so a key that somebody plants in such a home opens nothing.
prepare_server() {
  WAS_PREPARED=yes
  read_preparation || { WAS_PREPARED=no; plan_preparation; } || return 1
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
  if [ "$OUR_GROUP_EXISTS$INTERRUPTED" = yesyes ] && getent gshadow root >/dev/null 2>&1 && ! getent gshadow "$OUR_GROUP" >/dev/null 2>&1; then
    # Half made: only group has it. Its members are put in again.
    edit groupdel "$OUR_GROUP" && OUR_GROUP_EXISTS=no
  fi
  [ "$OUR_GROUP_EXISTS" = no ] || return 0
  edit groupadd --system "$OUR_GROUP" || return 1
  OUR_GROUP_EXISTS=yes
  note_server "group $OUR_GROUP was made" "group $OUR_GROUP was missing, and was made again"
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
    note_server "sshd takes trust lines from $TRUST, by $CONFIG_FILE" "$CONFIG_FILE had been changed, and was put right"
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

# True when nothing in sshd's configuration could keep an account out or speak of some accounts apart: no file is younger than
# ours, which sshd has taken, and none holds such a word or includes files from elsewhere.
sshd_has_no_rules() {
  [ "$PLACE" = drop-in ] || return 1
  for file in "$SSHD_CONFIG" "${DROP_IN%/*}"/*; do
    # shellcheck disable=SC3013 # not POSIX, but dash, bash and busybox have it
    [ ! "$file" -nt "$DROP_IN" ] || return 1
  done
  while read -r line; do
    case $line in
      '' | "Match Group $OUR_GROUP" | "Include ${DROP_IN%/*}/*.conf") ;;
      *) return 1 ;;
    esac
  done <<END
$(grep -hiE '^[[:space:]]*"?(allow|deny)(users|groups)|^[[:space:]]*"?(include|match)' "$SSHD_CONFIG" "${DROP_IN%/*}"/* 2>/dev/null)
END
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
