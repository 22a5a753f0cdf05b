# shellcheck shell=sh
# Adds a line to the login user's own authorized_keys, or removes one. Runs as that user, without sudo: root does not write in homes.
#   main add|remove ANCHOR-TYPE ANCHOR-KEY TYPE KEY end
# Nothing is done unless the anchor, the key by which JitSsh is logged in, is in the file: then the file is the one that sshd reads.
say() { printf '%s\n' "$*"; }

fail() {
  say "error $*"
  say 'done'
  exit 0
}

# Whether a file holds this key in a line that counts.
holds() {
  awk -v key="$2" '!/^[ \t]*#/ { for (i = 1; i <= NF; i++) if ($i == key) found = 1 } END { exit !found }' "$1" 2>/dev/null
}

# The file with this key; nothing when there is none.
file_with() {
  for f in .ssh/authorized_keys .ssh/authorized_keys2; do
    [ -f "$f" ] && holds "$f" "$1" && { say "$f"; return 0; }
  done
  return 1
}

# rewrite FILE KEEP AWK-ARGUMENT...: what awk makes of the file takes its place in one step; whoever logs in meanwhile sees one of the two, whole.
rewrite() {
  file=$1 keep=$2
  shift 2
  [ ! -L .ssh ] && [ ! -L "$file" ] || fail "$HOME/$file is a symbolic link: something else keeps it"
  [ -O "$file" ] && [ -O .ssh ] || fail "$HOME/$file does not belong to $(id -un): something else keeps it"
  new=$(mktemp .ssh/.jitssh.XXXXXX 2>/dev/null) || fail "no file can be made in $HOME/.ssh: is the disk full, or .ssh not writable?"
  trap 'rm -f "$new"' EXIT
  trap 'exit 1' HUP INT TERM
  cp -p "$file" "$new" 2>/dev/null || fail "$HOME/$file cannot be copied: is the disk full?"
  chcon --reference="$file" "$new" 2>/dev/null
  awk "$@" "$file" >"$new" 2>/dev/null || fail "$HOME/.ssh cannot be written to: is the disk full?"
  [ -z "$keep" ] || holds "$new" "$keep" || fail "the new file would not hold the key that logs in; nothing was changed"
  sync "$new" 2>/dev/null
  mv -f "$new" "$file" 2>/dev/null || fail "$HOME/$file cannot be replaced"
}

# The new line keeps the options of the anchor's line (from=, restrict, ...).
add() {
  file_with "$4" >/dev/null && { say 'key present'; return; }
  at=$(file_with "$2") || fail "the key that JitSsh logs in with is not in $HOME/.ssh/authorized_keys: sshd reads it from elsewhere (AuthorizedKeysFile, AuthorizedKeysCommand). Put the new line there by hand, and try again"
  rewrite "$at" "$2" -v type="$1" -v key="$2" -v line="$3 $4 jitssh" '
    { print }
    !added && !/^[ \t]*#/ {
      for (i = 1; i <= NF; i++) if ($i == key) {
        at = index($0, type " " key)
        print (at > 1 ? substr($0, 1, at - 1) : "") line
        added = 1
        break
      }
    }'
  holds "$at" "$4" || fail "$HOME/$at does not hold the new line after it was written"
  say 'key added'
}

remove() {
  done=absent
  for f in .ssh/authorized_keys .ssh/authorized_keys2; do
    [ -f "$f" ] && holds "$f" "$4" || continue
    file_with "$2" >/dev/null || fail "the key that stays is not in $HOME/.ssh/authorized_keys; nothing was removed"
    stays=
    holds "$f" "$2" && stays=$2
    rewrite "$f" "$stays" -v key="$4" '/^[ \t]*#/ { print; next } { for (i = 1; i <= NF; i++) if ($i == key) next; print }'
    done=removed
  done
  say "key $done"
}

main() {
  say 'jitssh 1'
  [ "$#" = 6 ] && [ "$6" = end ] || fail 'the order was cut off'
  umask 077
  cd "$HOME" 2>/dev/null || fail "the home directory $HOME cannot be entered"
  case $1 in
    add) add "$2" "$3" "$4" "$5" ;;
    remove) remove "$2" "$3" "$4" "$5" ;;
  esac
  say 'done'
}
