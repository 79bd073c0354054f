"""A key with modifiers as people write it, "Ctrl+Alt+Space", and as X and the desktop portal want it. Pure."""

from dataclasses import dataclass

_MODIFIERS = {
    "ctrl": "ctrl",
    "control": "ctrl",
    "alt": "alt",
    "shift": "shift",
    "super": "super",
    "meta": "super",
    "win": "super",
}
# Names that people use, where those of X's key symbols are others.
_KEYS = {
    "enter": "Return",
    "esc": "Escape",
    "del": "Delete",
    "ins": "Insert",
    "pageup": "Page_Up",
    "pagedown": "Page_Down",
    "capslock": "Caps_Lock",
    "scrolllock": "Scroll_Lock",
    "numlock": "Num_Lock",
    "printscreen": "Print",
}
# Source: X Window System Protocol, the masks of KEYBUTMASK; Alt and Super lie there on every layout that is shipped.
_MASKS = {"shift": 1, "ctrl": 4, "alt": 8, "super": 64}
# Source: XDG shortcuts specification.
_PORTAL = {"ctrl": "CTRL", "alt": "ALT", "shift": "SHIFT", "super": "LOGO"}


@dataclass(frozen=True, slots=True)
class Chord:
    """A key and its modifiers.

    Attributes:
        key: Name of X's key symbol, however it is cased.
    """

    key: str
    modifiers: frozenset[str] = frozenset()

    @property
    def mask(self) -> int:
        """The modifiers as X's bits."""
        return sum(_MASKS[name] for name in self.modifiers)

    @property
    def trigger(self) -> str:
        """The chord as the portal of global shortcuts writes it."""
        return "+".join([*(sign for name, sign in _PORTAL.items() if name in self.modifiers), self.key])


def chord_of(text: str) -> Chord | None:
    """Return the chord that `text` names; None if it has no key, or more than one."""
    names = [name.strip() for name in text.split("+")]
    modifiers, keys = set(), []
    for name in names:
        modifier = _MODIFIERS.get(name.casefold())
        if modifier:
            modifiers.add(modifier)
        else:
            keys.append(name)
    if len(keys) != 1 or not keys[0]:
        return None
    (key,) = keys
    known = _KEYS.get(key.casefold().replace(" ", "").replace("_", ""), key)
    # The symbols of letters and of Space are lower case.
    return Chord(known.lower() if len(known) == 1 or known.casefold() == "space" else known, frozenset(modifiers))
