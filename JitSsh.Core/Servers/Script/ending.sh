# shellcheck shell=sh disable=SC2034,SC2154
# Ending access.

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

# An expiry in the past is the lock that holds: a locked password does not stop a certificate. That it was locked is written
# down with all else that ended (report_end); a run that is killed before that locks it again.
lock_account() {
  [ "$RELEASED" != - ] || RELEASED=$CLOCK
  read_shadow || return 1
  [ "$EXPIRES" = 0 ] && return 0
  edit chage -E 0 "$account" || return 1
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
      edit gpasswd -d "$account" "$group" || return 1
      changed
    elif [ "$INTERRUPTED" = yes ]; then
      edit gpasswd -d "$account" "$group" # gshadow may still have it
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
    [ -z "$grant" ] || grant_is_wanted "$account" "$grant" || { say "ended $grant"; note "ended $grant"; }
  done <<END
$OVER
END
}
