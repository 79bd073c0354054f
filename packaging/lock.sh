#!/bin/sh
# Writes packaging/lock.txt (to run) and packaging/lock-dev.txt (to develop) from pyproject.toml: every version, with the
# digests of its files, for Python 3.11 and later. Keeps the versions that are locked already; `--upgrade` takes the
# newest. Needs uv: `.venv/bin/uv`, or one on PATH.
set -eu
cd "$(dirname "$0")/.."

uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv

# docopt has no wheel, and serves num2words' own command alone: installing it would run its set-up code for nothing.
lock() {
    target=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --no-emit-package docopt --group build "$@" pyproject.toml --output-file "$target"
    echo "$target is written"
}

lock packaging/lock.txt "$@"
# The same version everywhere: what runs is what was tested.
lock packaging/lock-dev.txt --group dev --constraints packaging/lock.txt "$@"
