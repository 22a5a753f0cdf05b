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

results() { # NAME COUNTER: from the results' one line of counters
  sed -n "s/.*<Counters .*[ ]$2=\"\([0-9]*\)\".*/\1/p" "artifacts/tests/$1.trx"
}

# Takes the numbers from the results' file and not from what was printed.
run_tests() { # NAME FILTER [OPTION…]
  name=$1
  filter=$2
  shift 2
  [ -n "$all" ] || filter="($filter)&Category!=Long"
  dotnet test JitSsh.Tests -c Release --nologo -v quiet --filter "$filter" --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$name.trx" --results-directory artifacts/tests "$@" </dev/null
  status=$?
  if [ ! -s "artifacts/tests/$name.trx" ]; then
    echo "FAILED: the tests were not run ($name)"
    failed=$((failed + 1))
    return
  fi
  executed=$(results "$name" executed)
  good=$(results "$name" passed)
  passed=$((passed + good))
  failed=$((failed + executed - good))
  # No test at all, or an end that the results do not explain, is a failure, too.
  if [ "$executed" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$executed" -eq "$good" ]; }; then
    echo "FAILED: dotnet test ended with $status after $executed tests ($name)"
    failed=$((failed + 1))
  fi
}

# Once more at the end, since much is printed after them.
say_which_failed() {
  for results in artifacts/tests/*.trx; do
    [ -s "$results" ] && sed -n 's/.*<UnitTestResult .*testName="\([^"]*\)".*outcome="Failed".*/FAILED: \1/p' "$results" | sed "s|\$| ($(basename "$results" .trx))|"
  done
}

item "Scripts pass shellcheck" lint
rm -rf artifacts/tests
echo "== Tests"
run_tests tests 'FullyQualifiedName~JitSsh'
# The same tests of what is kept, over the other database; with --all, whatever keeps anything.
echo "== Tests on PostgreSQL"
if [ -n "$all" ]; then
  kept='Category!=Lab&Category!=Browser&Category!=Long&Category!=Script'
else
  kept='FullyQualifiedName~JitSsh.Tests.Persistence&Category!=Lab&FullyQualifiedName!~OldDatabase&FullyQualifiedName!~MoveTo'
fi
JITSSH_TEST_DATABASE=postgres run_tests postgres "$kept" --no-build
item "The tour" ./demo.sh --tour
[ -z "$all" ] || item "The container image is built and answers" docker/build.sh --run

say_which_failed
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
