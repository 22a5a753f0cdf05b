# shellcheck shell=sh disable=SC2034,SC2154
# What a person's terminals are told: that access ends soon, and why a session is closed.

# Once for each grant and each of the three moments. A timer that comes late (the server slept) says what is left then.
warn_people() {
  read_file "$STORE/warned" || CONTENT=
  warned=$CONTENT
  still=
  while read -r owner grant principal not_after _; do
    [ -n "$owner" ] || continue
    left=$((not_after - CLOCK))
    stage=
    for early in 600 300 60; do
      [ "$left" -gt "$early" ] || stage=$early
    done
    case $NL$warned in
      *"$NL$grant $not_after $stage$NL"*) still="$still$grant $not_after $stage$NL" ;;
      *)
        [ -n "$stage" ] || continue
        still="$still$grant $not_after $stage$NL"
        account=$owner
        read_owned
        tell "$(terminals_of_uid "$OWNED_UID")" "Your access to $(uname -n) ends in $(minutes "$left"), at $(date -u -d "@$not_after" '+%H:%M UTC').$(more_at "$principal")"
        ;;
    esac
  done <<END
$GRANTS
END
  [ "$still" = "$warned" ] || write_file "$STORE/warned" 0600 "$still"
}

minutes() { # SECONDS
  whole=$((($1 + 30) / 60))
  case $whole in
    0 | 1) say "1 minute" ;;
    *) say "$whole minutes" ;;
  esac
}

more_at() { # PRINCIPAL
  [ -z "$PORTAL" ] || say " More time: ${PORTAL%/}/requests/$1"
}

tell_end() { # TERMINALS
  tell "$1" "Your access to $(uname -n) is over: $(reason_of_end). This session is being closed."
}

# Until sshd has sent on what was written to the terminals.
let_words_leave() {
  nap
  nap
}

say_good_bye() { # TERMINALS
  contains "$TOLD" "$account" && return
  [ -n "$1" ] || return 0
  tell_end "$1"
  let_words_leave
}

# Of the account's grants that are over, the first that the document knows a reason for.
reason_of_end() {
  while read -r owner _ _ reason; do
    [ "$owner" = "$account" ] || continue
    case $reason in
      expired) say "its time has come to an end" ;;
      revoked-by-requester) say "you ended it" ;;
      revoked-by-admin) say "an administrator ended it" ;;
      flow-changed) say "the access flow does not allow it any more" ;;
      person-disabled) say "your account in JitSsh was deactivated" ;;
      server-gone) say "this server is no longer in JitSsh's care" ;;
      unused) say "it was not used in time" ;;
    esac
    return
  done <<END
$ENDINGS
END
  say "its time has come to an end"
}

terminals_of_uid() { # UID
  # Mostly nobody has one, and at an end every process that is not started counts.
  for terminal in /dev/pts/[0-9]*; do
    [ -c "$terminal" ] || return 0
    break
  done
  find /dev/pts -type c -user "$1" 2>/dev/null </dev/null | cut -d / -f 4
}

# The terminals that these processes have; those of pseudo-terminals have the major numbers from 136 on.
terminals_of_pids() { # PIDS
  seen=
  for pid in $1; do
    read_stat "$pid" || continue
    major=$((TERMINAL / 256 % 4096))
    if [ "$major" -lt 136 ] || [ "$major" -gt 143 ]; then continue; fi
    terminal=$(((major - 136) * 256 + TERMINAL % 256))
    contains "$seen" "$terminal" || { seen="$seen $terminal"; say "$terminal"; }
  done
}

# A terminal that somebody has stopped (Ctrl-S) would hold us up, so nobody waits for it.
tell() { # TERMINALS TEXT
  for terminal in $1; do
    [ -c "/dev/pts/$terminal" ] || continue
    # shellcheck disable=SC2016 # the inner shell's own words
    timeout 1 sh -c 'printf "\r\n*** JitSsh: %s\r\n" "$1" >"/dev/pts/$2"' tell "$2" "$terminal" </dev/null >/dev/null 2>&1 9>&- &
  done
}
