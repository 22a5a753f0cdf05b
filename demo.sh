#!/bin/sh
# JitSsh on this machine, to look at: three real servers, a simulated Azure, and the portal on http://127.0.0.1:5080, until Ctrl-C.
# ./demo.sh --tour does the whole job once instead, without a browser, and checks each step.
set -eu
cd "$(dirname "$0")"

verb=demo
if [ "${1-}" = --tour ]; then
  verb=tour
  shift
fi

if [ "$(id -u)" != 0 ]; then
  echo "The servers are made of namespaces and mounts, which takes root: sudo $0" >&2
  exit 1
fi

# shellcheck source=.ci/packages.sh
. .ci/packages.sh
need_for_the_lab
install_missing
need_dotnet

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
echo "Building …"
dotnet publish JitSsh.Portal -c Release -o artifacts/portal -v quiet --nologo </dev/null
dotnet build JitSsh.Lab -c Release -v quiet --nologo </dev/null
exec dotnet JitSsh.Lab/bin/Release/net10.0/JitSsh.Lab.dll "$verb" --portal artifacts/portal/JitSsh.Portal.dll "$@"
