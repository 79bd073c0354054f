#!/bin/sh
# Every check there is, in an environment that is set up: format, lint, types, import directions, tests, coverage, locks.
# Goes on after a failure, so that one run shows all of them; exit status 1 if there was one.
set -u
cd "$(dirname "$0")/.." || exit
bin=$PWD/.venv/bin
PATH=$bin:$PATH
failed=

step() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" || failed="$failed  $name: $*
"
}

# suite NAME PROCESSES MARKERS [ARGUMENT...]. The end-to-end suite drives whole processes; it is kept out of the coverage
# that the other suites are measured by. Properties are tried on the same examples each time, so that the same tree gives
# the same answer; `pytest` by itself tries others.
suite() {
    name=$1 processes=$2 markers=$3
    shift 3
    step "$name" pytest --numprocesses="$processes" --dist=worksteal --cov --cov-append --cov-report= \
        --ignore=tests/e2e --hypothesis-profile=ci -m "$markers" "$@"
}

# For what plays, records and shows in real time: on a machine that others use as well, a device may open late once. What
# fails is run once more, and named as RERUN at the end; what fails twice has failed.
real_time="--reruns=1 -rfER"

step "format" ruff format --check .
step "lint" ruff check .
step "types" mypy
step "imports" lint-imports
coverage erase
suite "fast tests" auto "not models and not desktop and not slow"
# Programs that are killed again and again: long, and hardly any of it on the processor.
suite "slow tests of deeds" auto slow tests/unit/actions
# One after the other: some of them measure how soon something answers.
# shellcheck disable=SC2086  # A list, here and below.
suite "tests with models and devices" 0 "models or desktop or slow" --ignore=tests/unit/actions $real_time
# Each file has a home, a desktop and devices of its own. What speaks and listens in real time runs alone.
# shellcheck disable=SC2086
step "end-to-end tests" python -m pytest --numprocesses=auto --dist=loadfile $real_time -m "not models" tests/e2e
# shellcheck disable=SC2086
step "end-to-end tests by voice" python -m pytest $real_time -m models tests/e2e
step "coverage" coverage report --fail-under=90
step "lock files" python packaging/check_lock.py

if [ -n "$failed" ]; then
    printf '\nThese checks failed:\n%s' "$failed" >&2
    exit 1
fi
printf '\nAll checks passed.\n'
