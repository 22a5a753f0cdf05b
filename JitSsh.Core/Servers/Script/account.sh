# shellcheck shell=sh disable=SC2034,SC2154
# One account, made right.

reconcile_account() { # ACCOUNT
  account=$1
  read_owned
  look_up_account_first
  CHANGES_BEFORE=$CHANGES
  describe_account
  was=$DESCRIBED trust_was=$TRUST_NOW origin_was=$ORIGIN released_was=$RELEASED
  make_account_right
  tell_killed
  [ "$CHANGES" -gt "$CHANGES_BEFORE" ] || return 0
  look_up_account
  describe_account
  [ "$was" = "$DESCRIBED" ] || {
    note "before $account $was"
    note "after $account $DESCRIBED"
  }
  note_drift
}

# The same state was asked for before, and met; so what had to be changed now, somebody else had changed. What ends or was
# removed because its time came is no repair.
note_drift() {
  if [ "$DESIRED" != same ] || [ -z "$origin_was" ] || [ -z "$ORIGIN" ] || [ -n "$OVER" ]; then return; fi
  if [ -z "$IN_FORCE" ] && [ "$released_was" = - ]; then return; fi
  if [ "$was" != "$DESCRIBED" ]; then
    note "drift $account was: $was; put right: $DESCRIBED"
  elif [ "$trust_was" != "$TRUST_NOW" ]; then
    note "drift $account its trust lines had been changed, and were put right"
  else
    note "drift $account processes that had no grant were ended"
  fi
}

make_account_right() {
  ENDING_FAILED=no
  sort_grants
  find_wanted_groups
  settle_identity || return
  # Where access cannot be given now, what was given before stays as it is: a slip in sshd's configuration must not throw out
  # people whose grants are in force. What is over ends all the same.
  compose_trust || return
  may_grant=yes
  if [ -n "$IN_FORCE" ]; then
    server_is_prepared && may_have_account && sshd_may_take_it || may_grant=no
  fi
  end_access || return
  if [ -z "$IN_FORCE" ]; then
    leave_account
  elif [ "$may_grant" = yes ]; then
    grant_access
  fi
}

server_is_prepared() {
  [ "$PREPARED" = yes ] || { error account "$account" sshd-config "no access: this server could not be prepared"; return 1; }
  [ "$ARMED" = yes ] || { error account "$account" timer-failed "no access: this server could not arm a timer for its end"; return 1; }
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
  edit userdel "$account" || error account "$account" account-failed "$WORDS"
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

# Asked before anything is given, since somebody may have changed the configuration, and by each sweep. sshd takes its time
# over an answer, so nobody else's access waits for it.
sshd_may_take_it() {
  KEYS_NOW=
  [ "$TRUST_NOW" != "$TRUST_WANTED" ] || [ "$DESIRED" = same ] || return 0
  # About an account that is yet to be made only what keeps people out is of interest; it is asked about when it is there.
  if ! account_exists && sshd_has_no_rules; then
    KEYS_NOW=-
    return 0
  fi
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
  [ -z "$UID_MIN" ] || return 0
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
  if [ -z "$OWNED_AS_READ" ] || [ "$RELEASED" != - ]; then
    remember_what_is_there || return 1
  fi
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
  if ! edit useradd -m -s "$shell" -c "$OUR_MARK" -p '*' -e '' -f -1 -K PASS_MAX_DAYS=99999 -G "$OUR_GROUP" "$account"; then
    # useradd does not say why it cannot make a home.
    [ "$(free_kilobytes "$(home_base)")" -ge 16 ] || WORDS="$WORDS: no space left on device"
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
  [ "$INTERRUPTED" = no ] || edit gpasswd -a "$account" "$OUR_GROUP"
  contains "$MEMBER_OF" "$OUR_GROUP" || { edit gpasswd -a "$account" "$OUR_GROUP" && changed || return 1; }
  read_shadow || return 1
  [ -n "$EXPIRES" ] || return 0
  # A password that was set here while access lasted does not come back with it.
  [ "$PASSWORD" = '*' ] || edit usermod -p '*' "$account" || return 1
  edit chage -E -1 "$account" || return 1
  changed
  if read_shadow && [ -z "$EXPIRES" ]; then return 0; fi
  WORDS="the account is still expired"
  return 1
}

# One at a time: usermod -G would write back a list that somebody else may have changed in between.
add_groups() {
  missed=
  for group in $WANTED; do
    if contains "$MEMBER_OF" "$group"; then
      # gshadow may not have it yet.
      [ "$INTERRUPTED" = no ] || ! contains "$ADDED" "$group" || edit gpasswd -a "$account" "$group"
      continue
    fi
    edit gpasswd -a "$account" "$group" || edit usermod -aG "$group" "$account" || return 1
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
  [ -n "$KEYS_NOW" ] || return 0
  if [ "$ORIGIN" = made ] && [ "$KEYS_NOW" != "$TRUST/%u" ]; then
    ask_sshd "$account" || { error account "$account" sshd-config "$WORDS"; return 1; }
    sshd_lets_in "$account" "$MEMBER_OF" || { error account "$account" not-allowed "$RULE in sshd's configuration keeps this account out"; return 1; }
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
