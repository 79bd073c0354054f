"""The keys that can be pressed, by their X11 names, and which combinations close or end something."""

import string
from typing import Literal, TypeAlias

Modifier: TypeAlias = Literal["", "ctrl", "alt", "shift", "super"]

NAMED_KEYS = frozenset(
    {
        *("Return", "Escape", "Tab", "space", "BackSpace", "Delete", "Insert", "Home", "End", "Prior", "Next"),
        *("Up", "Down", "Left", "Right", "Menu", "Print", "minus", "plus", "equal", "comma", "period", "slash"),
        *(f"F{number}" for number in range(1, 13)),
    }
)
KEYS = NAMED_KEYS | frozenset(string.ascii_lowercase) | frozenset(string.digits)

# What these do depends on the program, but in most it closes, ends, locks, or opens a line that runs commands.
_GRAVE = frozenset(
    {
        *("alt+F2", "alt+F4", "ctrl+F4", "ctrl+w", "ctrl+q", "ctrl+d", "ctrl+shift+w", "ctrl+shift+q"),
        *("super+q", "super+shift+q", "super+l", "super+r", "shift+Delete"),
    }
)

# Xorg's emulators and their kin, by instance or class. Whatever is sent to them may run as a command.
_TERMINALS = frozenset(
    {
        *("xterm", "uxterm", "urxvt", "rxvt", "konsole", "alacritty", "kitty", "foot", "terminator", "tilix", "st"),
        *("st-256color", "gnome-terminal", "gnome-terminal-server", "xfce4-terminal", "mate-terminal", "lxterminal"),
        *("qterminal", "terminology", "wezterm", "org.wezfurlong.wezterm", "ptyxis", "org.gnome.ptyxis", "kgx"),
        *("org.gnome.console", "guake", "yakuake", "cool-retro-term", "hyper", "tabby", "warp", "ghostty", "eterm"),
    }
)
# Programs that ask for passwords.
_SECRETIVE = frozenset(
    {
        *("pinentry", "pinentry-gtk-2", "pinentry-gtk2", "pinentry-qt", "pinentry-gnome3", "gcr-prompter"),
        *("gnome-ssh-askpass", "ssh-askpass", "x11-ssh-askpass", "ksshaskpass", "kwalletd5", "kwalletd6", "kwallet"),
        *("polkit-gnome-authentication-agent-1", "polkit-kde-authentication-agent-1", "lxpolkit", "xfce-polkit"),
        *("mate-polkit", "gksu", "gksudo", "kdesu", "keepassxc", "keepass", "keepass2", "bitwarden", "1password"),
        *("seahorse", "xscreensaver", "i3lock", "slock", "light-locker", "gnome-screensaver", "xsecurelock"),
    }
)
_SECRET_WORDS = ("password", "passphrase", "passwort", "contraseña", "authenticat", "unlock", "pin code")


def chord(key: str, modifiers: tuple[Modifier, ...]) -> str:
    """Return a combination as xdotool wants it: `ctrl+shift+t`."""
    held = sorted({modifier for modifier in modifiers if modifier}, key=("ctrl", "alt", "super", "shift").index)
    return "+".join([*held, key])


def is_grave(combination: str) -> bool:
    """Return whether the user should agree first."""
    held = set(combination.split("+"))
    return combination in _GRAVE or {"ctrl", "alt"} <= held


def is_terminal(window_class: str) -> bool:
    """Return whether a window of this class hands keys to a shell."""
    return not _parts(window_class).isdisjoint(_TERMINALS)


def asks_for_secrets(window_class: str, title: str) -> bool:
    """Return whether a window asks for a password, as far as its class and title tell."""
    return not _parts(window_class).isdisjoint(_SECRETIVE) or any(word in title.lower() for word in _SECRET_WORDS)


def _parts(window_class: str) -> set[str]:
    """Return instance and class of `instance.class`, either of which may hold dots, in lower case."""
    pieces = window_class.lower().split(".")
    return {".".join(pieces[start:end]) for start in range(len(pieces)) for end in range(start + 1, len(pieces) + 1)}
