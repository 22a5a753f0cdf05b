# shellcheck shell=sh disable=SC2034,SC2154
# What is wanted, per grant.

# A grant whose time is over by this server's clock is not put in, whatever the connector's clock says: it is ending.
sort_out_late_grants() {
  kept=
  while read -r account grant principal not_after rest; do
    [ -n "$account" ] || continue
    if [ "$not_after" -le "$CLOCK" ]; then
      ENDINGS="$ENDINGS$account $grant $principal expired$NL"
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
  OUR_GROUP_EXISTS=no OUR_MEMBERS=
  case $NL$WORDS in
    *"$NL$OUR_GROUP:"*)
      OUR_GROUP_EXISTS=yes
      OUR_MEMBERS=$NL$WORDS
      OUR_MEMBERS=${OUR_MEMBERS#*"$NL$OUR_GROUP:"*:*:}
      OUR_MEMBERS=${OUR_MEMBERS%%"$NL"*}
      ;;
  esac
}

grant_is_wanted() { # ACCOUNT GRANT
  case $NL$GRANTS in
    *"$NL$1 $2 "*) return 0 ;;
  esac
  return 1
}

# Every account that is wanted, or ours, or asked about; each once.
find_accounts_to_visit() { # VISITED
  VISITED=
  asked=
  while read -r account _; do
    asked="$asked $account"
  done <<END
$ENDINGS
END
  find_owned_accounts
  for account in $ACCOUNTS $OWNED $asked; do
    contains "$VISITED" "$account" || VISITED="$VISITED $account"
  done
}

find_owned_accounts() { # OWNED
  OWNED=
  for record in "$STORE"/owned/*; do
    [ ! -f "$record" ] || OWNED="$OWNED ${record##*/}"
  done
}
