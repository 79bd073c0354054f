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

# The end-to-end suite drives whole processes; it is kept out of the coverage that the other suites are measured by.
suite() { step "$1" coverage run -m pytest --ignore=tests/e2e -m "$2"; }

step "format" ruff format --check .
step "lint" ruff check .
step "types" mypy
step "imports" lint-imports
coverage erase
suite "fast tests" "not models and not desktop and not slow"
suite "tests with models and devices" "models or desktop or slow"
step "end-to-end tests" python -m pytest tests/e2e
coverage combine --quiet
step "coverage" coverage report --fail-under=90
step "lock files" python packaging/check_lock.py

if [ -n "$failed" ]; then
    printf '\nThese checks failed:\n%s' "$failed" >&2
    exit 1
fi
printf '\nAll checks passed.\n'
