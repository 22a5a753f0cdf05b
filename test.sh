#!/bin/sh
# Runs the tests and the tour. The last line is "N passed, M failed", and the exit code says the same.
# --all runs the long tests, too, and builds and starts the container image.
set -u
cd "$(dirname "$0")" || exit 1

all=
[ "${1-}" = --all ] && all=1

# shellcheck source=.ci/packages.sh
. .ci/packages.sh
need_for_the_lab
need_for_full_servers
need_for_postgresql
need /usr/bin/chromium chromium "the browser tests drive a real browser"
need /usr/bin/node nodejs "tests of scripts that run in the browser, and the OpenID provider that people sign in with"
need /usr/bin/npm npm "the OpenID provider of the tests comes from npm"
need /usr/bin/shellcheck shellcheck "scripts are checked"
need /usr/bin/strace strace "tools are killed half way through their writing"
if [ -n "$all" ]; then
  need /usr/bin/buildah buildah "the container image is built without an engine"
  need /usr/sbin/debootstrap debootstrap "the images that the Dockerfile starts from are made here"
fi
install_missing
need_dotnet
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

passed=0
failed=0

item() { # NAME COMMAND…
  name=$1
  shift
  echo "== $name"
  if "$@" </dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $name"
  fi
}

lint() {
  find . \( -name bin -o -name obj -o -name artifacts -o -name node_modules \) -prune -o \( -name '*.sh' -o -path './.ci/run' \) -exec shellcheck -x -S warning {} +
}

counter() { # NAME: from the results' one line of counters
  sed -n "s/.*<Counters .*[ ]$1=\"\([0-9]*\)\".*/\1/p" artifacts/tests/tests.trx
}

# Takes the numbers from the results' file and not from what was printed.
run_tests() {
  rm -rf artifacts/tests
  set -- JitSsh.Tests -c Release --nologo -v quiet --logger 'console;verbosity=minimal' --logger 'trx;LogFileName=tests.trx' --results-directory artifacts/tests
  [ -n "$all" ] || set -- "$@" --filter 'Category!=Long'
  dotnet test "$@" </dev/null
  status=$?
  if [ ! -s artifacts/tests/tests.trx ]; then
    echo "FAILED: the tests were not run"
    failed=$((failed + 1))
    return
  fi
  executed=$(counter executed)
  good=$(counter passed)
  passed=$((passed + good))
  failed=$((failed + executed - good))
  # No test at all, or an end that the results do not explain, is a failure, too.
  if [ "$executed" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$executed" -eq "$good" ]; }; then
    echo "FAILED: dotnet test ended with $status after $executed tests"
    failed=$((failed + 1))
  fi
}

item "Scripts pass shellcheck" lint
echo "== Tests"
run_tests
item "The tour" ./demo.sh --tour
[ -z "$all" ] || item "The container image is built and answers" docker/build.sh --run

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
