# shellcheck shell=sh disable=SC2034,SC2154
# Receipts: what each run changed, account by account, kept until the connector has said that it has them.

note() { RECEIPT=$RECEIPT$*$NL; }

# A change of the server itself: its preparation, or the repair of one that somebody has changed.
note_server() { # PREPARED REPAIRED
  if [ "$WAS_PREPARED" = yes ]; then note "drift - $2"; else note "server $1"; fi
}

# The account as it is now, in one line: STATE UID GROUPS GRANTS. MEMBER_OF and ACCOUNT_UID have been looked up.
describe_account() {
  if account_exists; then
    described=open
    read_shadow && [ "$EXPIRES" = 0 ] && described=locked
    groups_now=
    case $MEMBER_OF in
      *' '*)
        for group in ${MEMBER_OF#* }; do
          groups_now="$groups_now,$group"
        done
        ;;
    esac
    groups_now=${groups_now#,}
    described="$described $ACCOUNT_UID ${groups_now:--}"
  else
    described="absent - -"
  fi
  read_file "$TRUST/$account" || CONTENT=
  TRUST_NOW=$CONTENT
  grants_now=
  while IFS= read -r line; do
    case $line in
      *' jitssh:'*) grants_now="$grants_now,${line##* jitssh:}" ;;
    esac
  done <<END
$TRUST_NOW
END
  grants_now=${grants_now#,}
  DESCRIBED="$described ${grants_now:--}"
}

# The number is the second of the run, or one more than the last; the newest receipt stays so that the last is known.
write_receipt() {
  [ -n "$RECEIPT" ] || return 0
  [ "$CHANGES" -gt 0 ] || [ "$NEWS" = yes ] || [ "$BY" != connector ] || return 0
  own_directory "$STORE/receipts" 0700 || return 0
  number=$CLOCK
  find_last_receipt
  [ "$number" -gt "$LAST" ] || number=$((LAST + 1))
  write_file "$STORE/receipts/$number" 0600 "at $CLOCK $BY$NL${RECEIPT}end$NL" && return 0
  error server - "$(code_or_disk_full verify-failed)" "the receipt could not be kept: $WORDS"
}

find_last_receipt() { # LAST
  LAST=$SEEN_RECEIPT
  for kept in "$STORE"/receipts/[0-9]*; do
    kept=${kept##*/}
    if is_number "$kept" && [ "$kept" -gt "$LAST" ]; then LAST=$kept; fi
  done
}

tell_receipts() {
  [ "$BY" = connector ] || return 0
  find_last_receipt
  for kept in "$STORE"/receipts/[0-9]*; do
    number=${kept##*/}
    is_number "$number" || continue
    if [ "$number" -gt "$SEEN_RECEIPT" ]; then
      while IFS= read -r line; do
        say "receipt $number $line"
      done <"$kept"
    elif [ "$number" -ne "$LAST" ]; then
      rm -f "$kept"
    fi
  done
}
