#!/bin/sh
# Measures the figures that README.md names, on real servers of the lab, and says which meet their line. Without names: all.
#   ./bench.sh [--quick] [--servers=N] [sign] [discovery] [servers-screen] [lists] [one-exec] [grant-cold] [grant-warm] [fleet-100] [expiry-100]
# The last line is "N met, M missed", and the exit code says the same.
set -eu
cd "$(dirname "$0")"

if [ "$(id -u)" != 0 ]; then
  echo "The servers are made of namespaces and mounts, which takes root: sudo $0" >&2
  exit 1
fi

# shellcheck source=.ci/packages.sh
. .ci/packages.sh
need_for_the_lab
need /usr/bin/xargs findutils "raw ssh is run many times side by side"
need /usr/bin/ansible-playbook ansible "fleet-100 is compared with a playbook (user, authorized_key)"
install_missing
need_dotnet

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
echo "Building …"
dotnet build JitSsh.Bench -c Release -v quiet --nologo </dev/null
exec dotnet JitSsh.Bench/bin/Release/net10.0/JitSsh.Bench.dll "$@"
