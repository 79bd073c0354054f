#!/bin/sh
# Starts Zenus, and sets up first whatever is missing: `sh packaging/run.sh [options of zenus run]`.
set -eu
cd "$(dirname "$0")/.."
. packaging/setup.sh

# shellcheck disable=SC2086  # A list.
setup lock.txt $run_packages
"$venv/bin/zenus" models fetch >&2
exec "$venv/bin/zenus" run "$@"
