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

step "format" ruff format --check .
step "lint" ruff check .
step "types" mypy
step "imports" lint-imports
coverage erase
suite "fast tests" auto "not models and not desktop and not slow"
# Programs that are killed again and again: long, and hardly any of it on the processor.
suite "slow tests of deeds" auto slow tests/unit/actions
# One after the other: some of them measure how soon something answers.
suite "tests with models and devices" 0 "models or desktop or slow" --ignore=tests/unit/actions
# Each file has a home, a desktop and devices of its own. What speaks and listens in real time runs alone.
step "end-to-end tests" python -m pytest --numprocesses=auto --dist=loadfile -m "not models" tests/e2e
step "end-to-end tests by voice" python -m pytest -m models tests/e2e
step "coverage" coverage report --fail-under=90
step "lock files" python packaging/check_lock.py

if [ -n "$failed" ]; then
    printf '\nThese checks failed:\n%s' "$failed" >&2
    exit 1
fi
printf '\nAll checks passed.\n'
