# shellcheck shell=sh disable=SC2164 # it is run with -eu
# Makes a server's disk: the host's own file system with everything taken away that belongs to the host itself, and the
# accounts, keys and configuration that a fresh Debian server in a cloud would have.
upper=$LAB_DIR/disk/upper
root=$LAB_DIR/root
umask 022

if [ -d "$upper" ]; then
    umount "$root"
    rm -rf "$LAB_DIR/disk/upper" "$LAB_DIR/disk/work"
fi
mkdir "$upper" "$LAB_DIR/disk/work"

# A character device 0:0 in the upper layer hides what is below, whatever its size. A directory that is made later in its
# place starts empty.
hide() {
    for path; do
        if [ -e "/$path" ] || [ -L "/$path" ]; then
            case $path in */*) mkdir -p "$upper/${path%/*}" ;; esac
            mknod "$upper/$path" c 0 0
        fi
    done
}

cd /
for entry in * .[!.]*; do
    case $entry in
        bin | boot | etc | lib | lib32 | lib64 | libx32 | sbin | usr | var) ;;
        *) hide "$entry" ;;
    esac
done
hide etc/ssh etc/sudoers etc/sudoers.d etc/hostname etc/hosts etc/machine-id etc/inittab etc/nologin \
    etc/passwd etc/passwd- etc/group etc/group- etc/shadow etc/shadow- etc/gshadow etc/gshadow- \
    etc/subuid etc/subuid- etc/subgid etc/subgid- etc/environment etc/motd \
    var/backups var/log var/mail var/spool/cron var/spool/mail var/tmp \
    var/lib/jitssh var/lib/sudo var/lib/systemd/linger
# What a server needs none of, and what a search of its disk would take seconds to walk through.
hide usr/include usr/src usr/share/doc usr/share/icons usr/share/man usr/share/dotnet usr/lib/dotnet usr/lib/google-cloud-sdk usr/lib/jvm usr/lib/node_modules usr/share/nodejs
if [ "$LAB_KIND" = full ]; then
    # The host's own services, timers and jobs.
    hide etc/fstab etc/systemd/system etc/systemd/user etc/rc[0-6S].d var/lib/systemd/timers \
        etc/cron.d etc/cron.hourly etc/cron.daily etc/cron.weekly etc/cron.monthly
fi
[ -z "$LAB_TIME_ZONE" ] || hide etc/localtime etc/timezone

mount -t overlay -o "lowerdir=/,upperdir=$upper,workdir=$LAB_DIR/disk/work" jitssh-lab "$root"
cd "$root"
# The lab's own keys, wherever they lie on the host.
rm -rf ".${LAB_DIR%/servers/*}"

mkdir dev etc/ssh etc/ssh/sshd_config.d home media mnt opt proc run srv sys var/backups var/log var/spool/cron
install -d -m 0700 root
install -d -m 1777 tmp var/tmp
install -d -m 0750 etc/sudoers.d
install -d -m 1730 -g crontab var/spool/cron/crontabs 2>/dev/null || install -d -m 0700 var/spool/cron/crontabs
install -d -m 2775 -g mail var/mail
ln -s ../mail var/spool/mail
mknod -m 0666 dev/null c 1 3
: >etc/environment

# The host's system accounts, without passwords; none of its people.
awk -F: '$3 < 1000 || $3 == 65534' /etc/passwd >etc/passwd
awk -F: '{ print $1 ":*:20000:0:99999:7:::" }' etc/passwd >etc/shadow
awk -F: '($3 < 1000 || $3 == 65534) && !/^(docker|developers|dba|operators):/ { print $1 ":x:" $3 ":" }' /etc/group >etc/group
awk -F: '{ print $1 ":*::" }' etc/group >etc/gshadow
chgrp shadow etc/shadow etc/gshadow
chmod 0640 etc/shadow etc/gshadow

echo "$LAB_NAME" >etc/hostname
printf '127.0.0.1 localhost\n%s %s\n::1 localhost ip6-localhost ip6-loopback\n' "$LAB_ADDRESS" "$LAB_NAME" >etc/hosts
tr -d - </proc/sys/kernel/random/uuid >etc/machine-id
if [ -n "$LAB_TIME_ZONE" ]; then
    ln -s "/usr/share/zoneinfo/$LAB_TIME_ZONE" etc/localtime
    echo "$LAB_TIME_ZONE" >etc/timezone
fi

cp /usr/share/openssh/sshd_config etc/ssh/sshd_config
printf '# Servers of the lab share a network, so each has to keep to its own address.\nListenAddress %s:%s\n' "$LAB_ADDRESS" "$LAB_PORT" \
    >etc/ssh/sshd_config.d/01-lab-address.conf
[ ! -e /etc/ssh/moduli ] || cp /etc/ssh/moduli etc/ssh/moduli
for type in ed25519 ecdsa; do
    ssh-keygen -q -t "$type" -N '' -C "root@$LAB_NAME" -f "etc/ssh/ssh_host_${type}_key"
done

cat >etc/sudoers <<'END'
Defaults	env_reset
Defaults	mail_badpass
Defaults	secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
Defaults	use_pty
root	ALL=(ALL:ALL) ALL
%sudo	ALL=(ALL:ALL) ALL
@includedir /etc/sudoers.d
END
echo 'jitadmin ALL=(ALL) NOPASSWD:ALL' >etc/sudoers.d/jitadmin
chmod 0440 etc/sudoers etc/sudoers.d/jitadmin

touch var/log/lastlog
install -m 0664 -g utmp /dev/null var/log/wtmp
install -m 0660 -g utmp /dev/null var/log/btmp
install -m 0640 -g adm /dev/null var/log/auth.log
install -m 0640 -g adm /dev/null var/log/syslog

# busybox syslogd names facility and severity in each line; Debian's auth.log does not. This writes Debian's form.
cat >usr/local/sbin/lab-syslog <<'END'
#!/bin/sh
busybox syslogd -n -O - | busybox awk '{
    host = 16 + index(substr($0, 17), " ")
    rest = substr($0, host + 1)
    text = substr(rest, index(rest, " ") + 1)
    file = rest ~ /^auth/ ? "/var/log/auth.log" : "/var/log/syslog"
    print substr($0, 1, host) text >>file
    fflush(file)
}'
END
chmod 0755 usr/local/sbin/lab-syslog
cat >etc/inittab <<'END'
::respawn:/usr/local/sbin/lab-syslog
::respawn:/usr/sbin/sshd -D
END

# shellcheck source=systemd.sh
[ "$LAB_KIND" != full ] || . "$LAB_SCRIPTS/systemd.sh"

# What the product's documentation asks an administrator to prepare, and a person who was here before JitSsh came.
chroot . /bin/sh -eu <<END
groupadd -r docker
groupadd -g 2001 developers
groupadd -g 2002 dba
groupadd -g 2003 operators
useradd -m -s /bin/bash jitadmin
useradd -m -s /bin/bash -G operators,dba -c 'Olga Duser' olduser
usermod -p '*' jitadmin
usermod -p '*' olduser
visudo -c >/dev/null
END
authorize() {
    install -d -m 0700 "home/$1/.ssh"
    printf '%s\n' "$2" >"home/$1/.ssh/authorized_keys"
    chmod 0600 "home/$1/.ssh/authorized_keys"
    chown -R "$(stat -c %u:%g "home/$1")" "home/$1/.ssh"
}
authorize jitadmin "$LAB_ADMIN_KEY"
authorize olduser "$LAB_PERSON_KEY"
