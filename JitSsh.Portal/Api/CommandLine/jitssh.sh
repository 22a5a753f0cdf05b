#!/bin/sh
# jitssh: asks for access to a server, waits for it, and logs in with a certificate that ends with it. Needs curl and the OpenSSH client.
set -eu

PORTAL=${JITSSH_PORTAL:-@PORTAL@}
API=$PORTAL/api/v1
SETTINGS=${XDG_CONFIG_HOME:-$HOME/.config}/jitssh
CURL=$SETTINGS/curl.conf
TAB=$(printf '\t')

usage() {
  cat <<'TEXT'
jitssh login                      keep an access token (from Profile in the portal) on this machine
jitssh servers [TEXT]             the servers that you may ask for
jitssh access                     what you have, or wait for
jitssh ssh SERVER [options] [-- COMMAND or options for ssh]
    --for "2 hours"               for how long; one hour unless said
    --as GROUP                    in this Linux group, too; may be given again
    --why "TEXT"                  why
jitssh end SERVER                 end it now, or take the request back
jitssh logout                     forget the token
TEXT
}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "jitssh: $*"
  exit 1
}

new_scratch() {
  SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/jitssh.XXXXXX")
  trap 'rm -rf "$SCRATCH"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# The answer's body goes to $SCRATCH/answer, its status to $STATUS. The token is in a file that only its owner reads: a command line can be seen by all.
call() {
  [ -r "$CURL" ] || fail "there is no token on this machine. Make one in the portal ($PORTAL, Profile), then: jitssh login"
  STATUS=$(curl -q -sS --config "$CURL" --proto '=https,http' --max-time 60 -o "$SCRATCH/answer" -w '%{http_code}' "$@") || fail "the portal at $PORTAL cannot be reached."
  case $STATUS in
    2??) return 0 ;;
    401) fail "the portal does not take the token: it was revoked, or has ended. Make another one in the portal (Profile), then: jitssh login" ;;
    404 | 409 | 422) return 1 ;;
    429) fail "the portal has been asked too often. Wait a minute." ;;
    *) fail "the portal at $PORTAL answers $STATUS." ;;
  esac
}

# What the first line with this word says; nothing if there is none.
value() { sed -n "s/^$1 //p" "$SCRATCH/answer" | head -n 1; }

refused() {
  sentences=$(sed -n 's/^problem [^ ]* //p' "$SCRATCH/answer")
  fail "${sentences:-the portal answers $STATUS.}"
}

login() {
  token=${JITSSH_TOKEN:-}
  if [ -z "$token" ]; then
    if [ -t 0 ]; then
      printf 'Access token from %s (Profile): ' "$PORTAL" >&2
      stty -echo
      trap 'stty echo' EXIT
      read -r token || token=
      stty echo
      trap - EXIT
      say
    else
      read -r token || [ -n "$token" ] || fail "give the token on standard input, or in JITSSH_TOKEN."
    fi
  fi
  case $token in
    '' | *[!A-Za-z0-9_.~+/=-]*) fail "that is no access token: one begins with jitssh_ and has no spaces." ;;
  esac
  (
    umask 077
    mkdir -p "$SETTINGS"
    printf 'header = "Authorization: Bearer %s"\n' "$token" >"$CURL.new"
    mv "$CURL.new" "$CURL"
  )
  new_scratch
  call "$API/command-line/access" || refused
  say "Signed in at $PORTAL. The token lies in $CURL."
}

servers() {
  new_scratch
  call --get --data-urlencode "search=${1:-}" "$API/command-line/servers" || refused
  sed -n 's/^server //p' "$SCRATCH/answer" | while IFS=$TAB read -r name longest groups; do
    printf '%-32s up to %-12s %s\n' "$name" "$longest" "$groups"
  done
  [ "$(value total)" != 0 ] || say "There is none that you may ask for."
}

access() {
  new_scratch
  call "$API/command-line/access" || refused
  [ -s "$SCRATCH/answer" ] || say "You have no access at the moment, and wait for none."
  sed -n 's/^access //p' "$SCRATCH/answer" | while IFS=$TAB read -r _ name status until; do
    printf '%-32s %-16s %s\n' "$name" "$status" "until $until"
  done
}

end_access() {
  [ -n "${1:-}" ] || fail "which server? jitssh end SERVER"
  new_scratch
  call "$API/command-line/access" || refused
  ended=0
  while IFS=$TAB read -r id name _ _; do
    if [ "$name" = "$1" ]; then
      call -X POST "$API/command-line/access/$id/end" || refused
      say "$name: $(value ended)"
      ended=1
    fi
  done <<LIST
$(sed -n 's/^access //p' "$SCRATCH/answer")
LIST
  [ "$ended" = 1 ] || fail "you have no access on $1, and wait for none."
}

connect() {
  [ -n "${1:-}" ] || fail "which server? jitssh ssh SERVER"
  server=$1
  shift
  for_time='' why=''
  new_scratch
  : >"$SCRATCH/groups"
  while [ $# -gt 0 ]; do
    case $1 in
      --for | --as | --why)
        [ $# -ge 2 ] || fail "$1 needs a value."
        case $1 in
          --for) for_time=$2 ;;
          --as) printf '%s\n' "$2" >>"$SCRATCH/groups" ;;
          --why) why=$2 ;;
        esac
        shift 2
        ;;
      --)
        shift
        break
        ;;
      *) fail "'$1' is not an option; what ssh is to be given comes after --" ;;
    esac
  done

  until ask; do
    # Only a reason is worth a question; everything else is a sentence to act on.
    grep -q '^problem justification ' "$SCRATCH/answer" && [ -t 0 ] && [ -t 2 ] && [ -z "$why" ] || refused
    printf 'Why do you need it? ' >&2
    read -r why || refused
    [ -n "$why" ] || refused
  done
  request=$(value request)
  wait_for_access
  log_in "$@"
}

ask() {
  set -- --data-urlencode "server=$server" --data-urlencode "for=$for_time" --data-urlencode "why=$why"
  while IFS= read -r group; do
    set -- "$@" --data-urlencode "as=$group"
  done <"$SCRATCH/groups"
  call "$@" "$API/command-line/access"
}

wait_for_access() {
  told=''
  while :; do
    status=$(value status)
    sentence=$(value sentence)
    [ "$sentence" = "$told" ] || [ "$status" = Active ] || say "$server: $sentence"
    told=$sentence
    case $status in
      Active) return ;;
      PendingApproval | Granting | Failing) ;;
      *) exit 1 ;;
    esac
    call --get --data-urlencode "known=$status" "$API/command-line/access/$request" || refused
  done
}

log_in() {
  account=$(value account) host=$(value host) port=$(value port) until=$(value until)
  case $account$host$port in
    '' | *[!A-Za-z0-9._:%-]*) fail "the portal's answer is not one to connect with." ;;
  esac
  case $host in -*) fail "the portal's answer is not one to connect with." ;; esac

  # A key for this once: it goes when ssh has ended.
  ssh-keygen -q -t ed25519 -N '' -C jitssh -f "$SCRATCH/key"
  call --data-urlencode "key=$(cat "$SCRATCH/key.pub")" "$API/command-line/access/$request/certificate" || refused
  mv "$SCRATCH/answer" "$SCRATCH/key-cert.pub"
  call "$API/requests/$request/known-hosts" || refused
  mv "$SCRATCH/answer" "$SCRATCH/known_hosts"
  say "$server: access until $until"
  ssh -i "$SCRATCH/key" -o "CertificateFile=$SCRATCH/key-cert.pub" -o IdentitiesOnly=yes -o IdentityAgent=none \
    -o "UserKnownHostsFile=$SCRATCH/known_hosts" -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes -o UpdateHostKeys=no \
    -o ControlPath=none -p "$port" -l "$account" "$host" "$@"
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
  login) login ;;
  logout) rm -f "$CURL" ;;
  servers) servers "$@" ;;
  access) access ;;
  ssh) connect "$@" ;;
  end) end_access "$@" ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
