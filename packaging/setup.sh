# shellcheck shell=sh disable=SC2034
# Sets Zenus up on a bare Debian or Ubuntu. Sourced by run.sh and test.sh from the repository's root; POSIX sh.
#
#   setup LOCK PACKAGE...    installs the Debian packages, makes .venv, installs packaging/LOCK and Zenus itself
#
# Everything that is there already is left alone, so that a second time takes a second. PYTHON chooses the interpreter
# of a new .venv.

venv=.venv

# PortAudio finds the desktop's audio server through libasound2-plugins; volume and device changes go through libpulse0.
# The clipboard is reached through xclip, on Wayland through wl-clipboard; windows are closed through wmctrl, and keys are
# pressed through xdotool. The rest is what the window toolkit needs on X.
run_packages="libportaudio2 libasound2-plugins libpulse0 tesseract-ocr xclip wl-clipboard wmctrl xdotool \
  libegl1 libgl1 libdbus-1-3 libfontconfig1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 \
  libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
# A private desktop with an audio server, speech engines whose voices no model was trained on, and two other programs
# that know the desktop's trash.
test_packages="at-spi2-core dbus dunst espeak-ng flite fonts-inter libglib2.0-bin mousepad openbox picom pulseaudio \
  pulseaudio-utils trash-cli trayer x11-utils x11-xserver-utils xterm xvfb"

say() { printf 'zenus: %s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# ---------------------------------------------------------------------------------------------------- Debian packages

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Prints those of its arguments that are not installed.
missing_packages() {
    for package in "$@"; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

# Prints the command that apt-get is to be run by; fails when there is no right to install.
root_command() {
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        echo sudo -n env
    else
        return 1
    fi
}

need_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "this is neither Debian nor Ubuntu; make sure that you have what these packages hold: $*"
        return
    fi
    missing=$(missing_packages "$@")
    missing=${missing% }
    [ -n "$missing" ] || return 0
    install="apt-get install -y --no-install-recommends $missing"
    as_root=$(root_command) || die "some system packages are missing. Type this, then start again:

    sudo apt-get update && sudo $install
"
    say "installing $missing"
    as_root="$as_root DEBIAN_FRONTEND=noninteractive"
    # A machine that has never updated its lists knows no package.
    # shellcheck disable=SC2086  # Both are several words.
    $as_root $install >/dev/null 2>&1 || { $as_root apt-get update -q >&2 && $as_root $install >&2; } ||
        die "apt-get could not install the packages; its own words are above."
}

# ------------------------------------------------------------------------------------------------- Python environment

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Prints a Python that is new enough; fails when there is none.
find_python() {
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        if is_new_enough "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

make_venv() {
    if is_new_enough "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        return
    fi
    [ -z "${PYTHON:-}" ] || find_python >/dev/null || die "PYTHON=$PYTHON is not Python 3.11 or later."
    python=$(find_python) || {
        need_packages python3 python3-venv
        python=$(find_python) || die "Zenus needs Python 3.11 or later; install one and start again, or set PYTHON to it."
    }
    # Debian keeps what makes environments in a package of its own, one for each Python.
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        need_packages "$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
    say "making $venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv" || die "$python cannot make an environment in $venv."
}

# What the environment was last installed from.
digest_of() { { pwd && cat "$1" pyproject.toml packaging/setup.sh; } | sha256sum | cut -d' ' -f1; }

# install_lock LOCK [--editable]
install_lock() {
    lock=packaging/$1
    stamp=$venv/.zenus-$1
    digest=$(digest_of "$lock")
    [ "$(cat "$stamp" 2>/dev/null)" != "$digest" ] || return 0
    say "installing the Python packages of $lock; this takes a minute or two"
    pip="$venv/bin/python -m pip --disable-pip-version-check --quiet --quiet"
    $pip install --require-hashes --only-binary :all: --no-deps -r "$lock" ||
        die "the Python packages could not be installed; pip's own words are above."
    # shellcheck disable=SC2086  # No option is no word.
    $pip install --no-deps --no-build-isolation ${2:-} . ||
        die "Zenus itself could not be installed; pip's own words are above."
    echo "$digest" >"$stamp"
}

setup() {
    lock_name=$1
    shift
    need_packages "$@"
    make_venv
    install_lock "$lock_name" --editable
}
