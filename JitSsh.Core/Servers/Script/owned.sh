# shellcheck shell=sh disable=SC2034,SC2154
# One account, as recorded.

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

# passwd and shadow of all accounts, in one look each: there may be many, and a process takes longer than all else here.
look_up_all() { # ACCOUNTS
  PASSWD_LINES='' SHADOW_LINES=''
  [ -n "$1" ] || return 0
  # shellcheck disable=SC2086
  run getent passwd $1
  PASSWD_LINES=$NL$WORDS$NL
  # shellcheck disable=SC2086
  run getent shadow $1
  SHADOW_LINES=$NL$WORDS$NL
}

# As it was at the beginning of this run. What has been read counts until this run edits an account (edit).
look_up_account_first() {
  clear_account
  PASSWD_READ='' SHADOW_READ='' GROUPS_READ=''
  case $PASSWD_LINES in
    *"$NL$account:"*) ;;
    *) return 0 ;;
  esac
  PASSWD_LINE=${PASSWD_LINES#*"$NL$account:"}
  PASSWD_LINE=$account:${PASSWD_LINE%%"$NL"*} PASSWD_READ=$account:$EDITS
  take_passwd_line "$PASSWD_LINE"
  case $SHADOW_LINES in
    *"$NL$account:"*)
      SHADOW_LINE=${SHADOW_LINES#*"$NL$account:"}
      SHADOW_LINE=$account:${SHADOW_LINE%%"$NL"*} SHADOW_READ=$account:$EDITS
      ;;
  esac
  if [ "$ORIGIN" = made ] && [ "$RELEASED" != - ] && [ -z "$ADDED" ] && ! contains "$ACCOUNTS" "$account"; then
    MEMBER_OF="$account $OUR_GROUP" # locked before, when what had been added was taken back
  else
    read_memberships
  fi
}

look_up_account() {
  clear_account
  if [ "$PASSWD_READ" != "$account:$EDITS" ]; then
    PASSWD_READ=
    run getent passwd "$account" || return 0
    PASSWD_LINE=$WORDS PASSWD_READ=$account:$EDITS
  fi
  take_passwd_line "$PASSWD_LINE"
  read_memberships
}

clear_account() { ACCOUNT_UID='' ACCOUNT_MARK='' ACCOUNT_HOME='' MEMBER_OF=''; }

take_passwd_line() { # LINE
  IFS=: read -r _ _ ACCOUNT_UID _ ACCOUNT_MARK ACCOUNT_HOME _ <<END
$1
END
}

read_memberships() {
  if [ "$GROUPS_READ" != "$account:$EDITS" ]; then
    GROUPS_READ=
    run id -Gn "$account" || return 1
    GROUPS_LINE=$WORDS GROUPS_READ=$account:$EDITS
  fi
  MEMBER_OF=$GROUPS_LINE
}

account_exists() { [ -n "$ACCOUNT_UID" ]; }

# PASSWORD, and EXPIRES in days since 1970: 0 is how JitSsh locks.
read_shadow() {
  if [ "$SHADOW_READ" != "$account:$EDITS" ]; then
    SHADOW_READ=
    run getent shadow "$account" || return 1
    SHADOW_LINE=$WORDS SHADOW_READ=$account:$EDITS
  fi
  IFS=: read -r _ PASSWORD _ _ _ _ _ EXPIRES _ <<END
$SHADOW_LINE
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
  while read -r owner grant principal _; do
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
