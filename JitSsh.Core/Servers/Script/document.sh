# shellcheck shell=sh disable=SC2034,SC2154
# The document comes in.

# Nothing is touched before the last record has been seen and every field has been found harmless. Since no field can hold
# a space, a quote or a wildcard, the lists below are plain words, and an unquoted expansion of one means what it says.
read_document() {
  VERSION='' MODE='' NOW='' GENERATION='' SELF='' KEEP='' KEEP_HOME='' PREPARED_WISH='' PORTAL='' COMPLETE=no
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
    mode:2) take_once "$MODE" && one_of "$2" check reconcile timer && MODE=$2 ;;
    now:2) take_once "$NOW" && is_number "$2" && NOW=$2 ;;
    generation:2) take_once "$GENERATION" && is_number "$2" && GENERATION=$2 ;;
    self:2) take_once "$SELF" && is_login_name "$2" && SELF=$2 ;;
    keep:3) take_once "$KEEP" && is_number "$2" && one_of "$3" archive remove && KEEP=$2 KEEP_HOME=$3 ;;
    prepared:2) take_once "$PREPARED_WISH" && one_of "$2" keep drop && PREPARED_WISH=$2 ;;
    account:3) take_account "$2" "$3" ;;
    grant:8) take_grant "$2" "$3" "$4" "$5" "$6" "$7" "$8" ;;
    group:4) take_group "$2" "$3" "$4" ;;
    ending:5) take_ending "$2" "$3" "$4" "$5" ;;
    seen:2) take_once "${SEEN_RECEIPT#0}" && is_number "$2" && SEEN_RECEIPT=$2 ;;
    portal:2) take_once "$PORTAL" && is_address "$2" && PORTAL=$2 ;;
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

take_ending() { # ACCOUNT GRANT PRINCIPAL REASON
  is_name "$1" && is_id "$2" && is_id "$3" || return 1
  one_of "$4" expired revoked-by-requester revoked-by-admin flow-changed person-disabled server-gone unused || return 1
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

is_address() { # of the portal
  case $1 in
    http://?* | https://?*) ;;
    *) refuse "not an address" ;;
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
