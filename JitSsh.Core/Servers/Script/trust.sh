# shellcheck shell=sh disable=SC2034,SC2154
# Trust lines.

# TRUST_WANTED: one line for each grant in force.
compose_trust() {
  TRUST_WANTED=
  while read -r grant principal not_after permits key_type key; do
    [ -n "$grant" ] || continue
    # sshd takes a line through the whole second that it names, so the last one is named.
    end=$(trust_end "$((not_after - 1))") || { error grant "$grant" trust-failed "date does not know $not_after"; return 1; }
    options=restrict
    # `restrict` on the line is stronger than the certificate, so what is allowed must stand here.
    [ "$permits" = none ] || options=restrict,$(with_commas "$permits")
    TRUST_WANTED="$TRUST_WANTED$options,cert-authority,principals=\"$principal\",expiry-time=\"$end\" $key_type $key jitssh:$grant$NL"
  done <<END
$IN_FORCE
END
}

with_commas() { # WORDS joined by +
  IFS=+
  # shellcheck disable=SC2086
  set -- $1
  IFS=,
  printf '%s' "$*"
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
