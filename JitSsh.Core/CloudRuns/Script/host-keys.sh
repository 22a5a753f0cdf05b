# shellcheck shell=sh
# Reads the public halves of the host keys that this server's sshd uses. Changes nothing.
# Lines out: "host-keys 1"; "hostkey TYPE BASE64" for each; "done".

host_keys_main() {
  LC_ALL=C
  PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
  export LC_ALL PATH
  printf 'host-keys 1\n'
  files=$(sshd -T 2>/dev/null </dev/null | sed -n 's/^hostkey //p')
  [ -n "$files" ] || files=$(ls -1 /etc/ssh/ssh_host_*_key 2>/dev/null)
  printf '%s\n' "$files" | while IFS= read -r file; do
    [ -f "$file" ] || continue
    # From the private key itself: the .pub beside it may be another's.
    line=$(ssh-keygen -y -P '' -f "$file" 2>/dev/null </dev/null | cut -d ' ' -f 1,2)
    [ -n "$line" ] || line=$(head -n 1 "$file.pub" 2>/dev/null | cut -d ' ' -f 1,2)
    [ -z "$line" ] || printf 'hostkey %s\n' "$(printf '%s' "$line" | tr -cd 'A-Za-z0-9+/=@. -')"
  done
  printf 'done\n'
}
