#!/bin/sh
# Builds the Dockerfile on a Debian machine that has neither a container engine nor a way to Microsoft's registry: the two images that the Dockerfile
# starts from are made here, from Debian and the machine's own .NET, under the names that it asks for. With --run the result is started and must answer.
# With Docker or Podman you do not need this: docker build -t jitssh .
set -eu
cd "$(dirname "$0")/.."

run=
[ "${1-}" = --run ] && run=1

for tool in buildah debootstrap dotnet; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install buildah debootstrap, and the .NET SDK" >&2; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo "debootstrap and chroots take root: sudo $0" >&2; exit 1; }

work=$(mktemp -d)
portal=
container=
# Layers and containers lie here, apart from any engine's, and go with it.
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
buildah() { command buildah --root "$work/storage" --runroot "$work/run" "$@"; }

clean() {
  # The whole group: buildah starts the portal through processes of its own, and does not hand a signal on.
  [ -z "$portal" ] || kill -- "-$portal" 2>/dev/null || :
  [ -z "$portal" ] || wait "$portal" 2>/dev/null || :
  [ -z "$container" ] || buildah rm "$container" >/dev/null 2>&1 || :
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM

say() { echo "-- $*"; }

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
authorities=/etc/ssl/certs/ca-certificates.crt

say "Debian, for both images"
debootstrap --variant=minbase --include=ca-certificates,libstdc++6,libssl3,zlib1g,libgcc-s1 bookworm "$work/debian" >"$work/debootstrap.log" 2>&1 || { tail -n 20 "$work/debootstrap.log" >&2; exit 1; }
# As in Microsoft's images.
chroot "$work/debian" groupadd --gid 1654 app
chroot "$work/debian" useradd --uid 1654 --gid 1654 --create-home --shell /bin/sh app
rm -rf "$work/debian/var/cache/apt/archives" "$work/debian/var/lib/apt/lists"

base() { # NAME DIRECTORY-OF-DOTNET…
  name=$1
  shift
  say "$name"
  from=$(buildah from scratch)
  buildah add -q "$from" "$work/debian" / >/dev/null
  for part in dotnet "$@"; do
    buildah add -q "$from" "$dotnet/$part" "/usr/share/dotnet/$part" >/dev/null
  done
  buildah config --env PATH=/usr/share/dotnet:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --env DOTNET_ROOT=/usr/share/dotnet \
    --env APP_UID=1654 --env ASPNETCORE_HTTP_PORTS=8080 --env DOTNET_RUNNING_IN_CONTAINER=true "$from"
  # Microsoft's SDK image has ICU; the portal itself does without.
  case $name in */sdk:*) buildah config --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$from" ;; esac
  buildah commit -q --rm "$from" "$name" >/dev/null
}

base mcr.microsoft.com/dotnet/aspnet:10.0 host shared
base mcr.microsoft.com/dotnet/sdk:10.0 host shared packs sdk sdk-manifests
rm -rf "$work/debian"

say "The Dockerfile"
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
mkdir -p "$packages"
# This machine's authorities and its package cache serve the build only; they are not in the result.
buildah bud -q --pull-never --format docker -t jitssh --volume "$packages:/root/.nuget/packages" --volume "$authorities:$authorities:ro" . >"$work/bud.log" 2>&1 </dev/null \
  || { tail -n 60 "$work/bud.log" >&2; exit 1; }
say "Built: $(buildah images --format '{{.Name}}:{{.Tag}} {{.Size}}' localhost/jitssh)"

[ -n "$run" ] || exit 0

say "The result, started as its own user"
container=$(buildah from --pull-never localhost/jitssh)
port=$((20000 + $$ % 20000))
setsid buildah --root "$work/storage" --runroot "$work/run" run --env ASPNETCORE_HTTP_PORTS="$port" "$container" -- dotnet JitSsh.Portal.dll >"$work/portal.log" 2>&1 </dev/null &
portal=$!
tries=0
until bash -c "exec 3<>/dev/tcp/127.0.0.1/$port && printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3 && grep -q '^Healthy' <&3" 2>/dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -gt 120 ] || ! kill -0 "$portal" 2>/dev/null; then
    echo "/healthz did not answer. The log ends:" >&2
    tail -n 20 "$work/portal.log" >&2
    exit 1
  fi
  sleep 1
done
say "/healthz answers after $tries s, as $(buildah run "$container" -- id -un), with $(buildah run "$container" -- ssh -V 2>&1)"
