# shellcheck shell=sh disable=SC2154
# Makes what JitSsh needs to log in to this server: a user, the integration's public key, and sudo without a password. Sent through the cloud's
# control plane and run as root, with MODE (look, make or undo), LOGIN, KEY_TYPE and KEY set before it; each was checked, and none can hold a quote.
#
#   - what is about to be made is written to /var/lib/jitssh-login/made before it is made: undo takes away that and nothing else;
#   - nothing is written into a home as root: ~/.ssh can be a link, so the user itself writes there;
#   - a sudoers file takes effect only after visudo -c has passed it, and is taken out again if sudo as a whole does not pass with it.
#
# Lines out: "login 1"; "item NAME STATE TEXT" for user, key, sudo, sshd; "done".

login_main() {
  LC_ALL=C
  PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
  export LC_ALL PATH
  umask 077
  set -u
  STORE=/var/lib/jitssh-login
  RECORD=$STORE/made
  SUDOERS=/etc/sudoers.d/jitssh-$LOGIN
  SUDOERS_LINE="$LOGIN ALL=(ALL) NOPASSWD:ALL"
  JIT_LINE="$KEY_TYPE $KEY jitssh"
  export JIT_LINE KEY_TYPE KEY
  printf 'login 1\n'
  case $MODE in
    look) look_at_user && look_at_key && look_at_sudo; look_at_sshd ;;
    make) make_user && make_key && make_sudo; look_at_sshd ;;
    undo) undo ;;
  esac
  printf 'done\n'
}

item() { # NAME STATE TEXT
  printf 'item %s %s %s\n' "$1" "$2" "$(printf '%s' "$3" | tr -cs '\040-\176' ' ' | cut -c 1-300)"
}

try() { WORDS=$("$@" 2>&1 </dev/null); }

has() { command -v "$1" >/dev/null 2>&1; }

read_user() { # JIT_HOME and LOGIN_UID; false when there is no such user
  entry=$(getent passwd "$LOGIN") || return 1
  LOGIN_UID=$(printf '%s' "$entry" | cut -d: -f3)
  JIT_HOME=$(printf '%s' "$entry" | cut -d: -f6)
  export JIT_HOME
}

as_user() { # SCRIPT
  if has runuser; then
    WORDS=$(runuser -u "$LOGIN" -- /bin/sh -c "$1" 2>&1 </dev/null)
  else
    WORDS=$(su -s /bin/sh "$LOGIN" -c "$1" 2>&1 </dev/null)
  fi
}

remember() { # LINE
  mkdir -p "$STORE" && chmod 0700 "$STORE" && { is_ours "$1" || printf '%s\n' "$1" >>"$RECORD"; }
}

is_ours() { [ -f "$RECORD" ] && grep -qxF -e "$1" "$RECORD"; }

# --------------------------------------------------------------------------------------------------------------- looking

look_at_user() {
  if ! read_user; then
    item user missing "$LOGIN"
    item key missing "$KEY_TYPE"
    if has sudo && has visudo; then item sudo missing "$SUDOERS"; else item sudo failed "sudo is not installed on this server"; fi
    return 1
  elif [ "$LOGIN_UID" = 0 ]; then
    item user failed "$LOGIN is root: give the integration a user of its own"
    return 1
  fi
  item user there "$LOGIN"
}

look_at_key() {
  if ! sshd_reads_home; then
    item key failed "sshd reads keys of $LOGIN from $KEY_FILES, not from its home"
  elif has_key; then
    item key there "$KEY_TYPE"
  else
    item key missing "$KEY_TYPE"
  fi
}

look_at_sudo() {
  if ! has sudo || ! has visudo; then
    item sudo failed "sudo is not installed on this server"
  elif sudo_works; then
    item sudo there "without a password"
  else
    item sudo missing "$SUDOERS"
  fi
}

look_at_sshd() {
  if [ -f /var/lib/jitssh/prepared ]; then
    item sshd there "sshd reads JitSsh's trust lines"
  else
    item sshd later "made and checked at the first visit over SSH"
  fi
}

sshd_reads_home() {
  KEY_FILES=$(sshd -T -C "user=$LOGIN,host=localhost,addr=127.0.0.1" 2>/dev/null </dev/null | sed -n 's/^authorizedkeysfile //p')
  # An sshd that does not say is asked by the first login.
  [ -n "$KEY_FILES" ] || return 0
  case " $KEY_FILES " in
    *" .ssh/authorized_keys "* | *" %h/.ssh/authorized_keys "*) return 0 ;;
  esac
  return 1
}

has_key() {
  # shellcheck disable=SC2016 # the user's shell expands it
  as_user 'awk "{ for (i = 1; i < NF; i++) if (\$i == ENVIRON[\"KEY_TYPE\"] && \$(i + 1) == ENVIRON[\"KEY\"] && substr(\$1, 1, 1) != \"#\") found = 1 } END { exit !found }" "$JIT_HOME/.ssh/authorized_keys"'
}

sudo_works() { as_user 'sudo -n /bin/sh -c true'; }

# ---------------------------------------------------------------------------------------------------------------- making

make_user() {
  if read_user; then
    [ "$LOGIN_UID" != 0 ] || { item user failed "$LOGIN is root: give the integration a user of its own"; return 1; }
    item user there "$LOGIN"
    return 0
  fi
  shell=/bin/sh
  [ ! -x /bin/bash ] || shell=/bin/bash
  if ! remember "user $LOGIN" || ! try useradd -m -s "$shell" -c 'JitSsh login' "$LOGIN"; then
    item user failed "${WORDS:-cannot write $RECORD}"
    return 1
  fi
  # "!" would keep certificates and keys out where PAM is off.
  try usermod -p '*' "$LOGIN"
  read_user || { item user failed "it was made, and is not there"; return 1; }
  remember "uid $LOGIN_UID"
  item user made "$LOGIN"
}

make_key() {
  if ! sshd_reads_home; then
    item key failed "sshd reads keys of $LOGIN from $KEY_FILES, not from its home"
    return 1
  elif has_key; then
    item key there "$KEY_TYPE"
    return 0
  fi
  remember "key $KEY_TYPE $KEY" || { item key failed "cannot write $RECORD"; return 1; }
  # shellcheck disable=SC2016 # the user's shell expands it
  as_user 'umask 077; mkdir -p "$JIT_HOME/.ssh" || exit; f=$JIT_HOME/.ssh/authorized_keys
    [ ! -s "$f" ] || [ -z "$(tail -c 1 "$f")" ] || echo >>"$f"
    printf "%s\n" "$JIT_LINE" >>"$f"'
  failure=$WORDS
  if has_key; then
    item key made "$KEY_TYPE"
  else
    item key failed "${failure:-it was written, and is not there}"
    return 1
  fi
}

make_sudo() {
  if ! has sudo || ! has visudo; then
    item sudo failed "sudo is not installed on this server"
    return 1
  elif sudo_works; then
    item sudo there "without a password"
    return 0
  elif [ -e "$SUDOERS" ] && ! is_ours "sudoers $SUDOERS"; then
    item sudo failed "$SUDOERS is there already, and JitSsh did not make it"
    return 1
  fi
  # sudo passes over files with a dot in their name.
  new=$SUDOERS.new
  rm -f "$new"
  if ! remember "sudoers $SUDOERS" || ! printf '%s\n' "$SUDOERS_LINE" >"$new" || ! chmod 0440 "$new"; then
    item sudo failed "cannot write $new"
  elif ! try visudo -c -f "$new"; then
    item sudo failed "visudo does not pass the line: $WORDS"
  elif ! try mv -f "$new" "$SUDOERS" || ! try visudo -c; then
    rm -f "$SUDOERS"
    item sudo failed "visudo does not pass sudo's configuration, so the line was taken out again: $WORDS"
  elif ! sudo_works; then
    rm -f "$SUDOERS"
    item sudo failed "sudo still refuses with the line, so it was taken out again: $WORDS"
  else
    item sudo made "$SUDOERS"
    return 0
  fi
  rm -f "$new"
  return 1
}

# --------------------------------------------------------------------------------------------------------------- undoing

undo() {
  if [ ! -f "$RECORD" ]; then
    item user kept "JitSsh has made nothing here by Run Command"
    return
  fi
  LEFT=no
  if is_ours "sudoers $SUDOERS"; then undo_sudo; fi
  if is_ours "user $LOGIN"; then
    undo_user
  else
    undo_keys
    item user kept "$LOGIN was there before"
  fi
  [ "$LEFT" = yes ] || rm -rf "$STORE"
}

undo_sudo() {
  if [ ! -e "$SUDOERS" ]; then
    item sudo gone "$SUDOERS"
  elif [ "$(cat "$SUDOERS")" != "$SUDOERS_LINE" ]; then
    LEFT=yes
    item sudo failed "$SUDOERS was changed by somebody: take it away by hand"
  else
    rm -f "$SUDOERS"
    item sudo removed "$SUDOERS"
  fi
}

undo_user() {
  if ! read_user; then
    item user gone "$LOGIN"
  elif ! is_ours "uid $LOGIN_UID"; then
    LEFT=yes
    item user failed "$LOGIN is another account than the one JitSsh made: look at it by hand"
  else
    # Its connections, ours among them, would keep it.
    pkill -KILL -U "$LOGIN_UID" 2>/dev/null
    sleep 1
    if try userdel -r "$LOGIN" || ! read_user; then
      item user removed "$LOGIN"
    else
      LEFT=yes
      item user failed "$WORDS"
    fi
  fi
}

undo_keys() {
  read_user || { item key gone "with its user"; return; }
  sed -n 's/^key //p' "$RECORD" >"$STORE/keys"
  while read -r KEY_TYPE KEY; do
    export KEY_TYPE KEY
    if ! has_key; then
      item key gone "$KEY_TYPE"
      continue
    fi
    # shellcheck disable=SC2016 # the user's shell expands it
    as_user 'umask 077; f=$JIT_HOME/.ssh/authorized_keys
      awk "!(\$1 == ENVIRON[\"KEY_TYPE\"] && \$2 == ENVIRON[\"KEY\"])" "$f" >"$f.jitssh" && cat "$f.jitssh" >"$f"; rm -f "$f.jitssh"'
    if has_key; then
      LEFT=yes
      item key failed "${WORDS:-somebody changed the line: take it away by hand}"
    else
      item key removed "$KEY_TYPE"
    fi
  done <"$STORE/keys"
  rm -f "$STORE/keys"
}
