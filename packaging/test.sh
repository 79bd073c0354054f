#!/bin/sh
# Checks all of Zenus, and sets up first whatever is missing: `sh packaging/test.sh`.
set -eu
cd "$(dirname "$0")/.."
. packaging/setup.sh

# shellcheck disable=SC2086  # Lists.
setup lock-dev.txt $run_packages $test_packages
"$venv/bin/zenus" models fetch >&2
"$venv/bin/zenus" models fetch whisper-tiny-en >&2
exec sh packaging/check.sh
