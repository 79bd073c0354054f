"""A key that the X server reports to us alone, whichever window has the keyboard.

A connection of its own, whose events nobody else reads. What locks there are on (caps, numbers, scrolling) does not
matter: the key is grabbed with each combination of them.

Sources: X Window System Protocol, GrabKey, GetModifierMapping; libxcb, libxcb-keysyms and libxkbcommon, which are there
wherever Qt talks to X.
"""

import ctypes
from collections.abc import Iterator
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_uint8, c_uint16, c_uint32, c_void_p, cast
from itertools import combinations

_KEY_PRESS, _KEY_RELEASE, _MAPPING_NOTIFY = 2, 3, 34
_ASYNCHRONOUS, _OTHERS_GET_THEIR_EVENTS = 1, 1
_ANY_CASE = 1
_CAPS_LOCK_MASK = 2
_LOCKS = (b"Num_Lock", b"Scroll_Lock")
_MODIFIERS = 8


class KeyTakenError(Exception):
    """Another program has grabbed the key."""


class NoSuchKeyError(Exception):
    """The keyboard has no key of that name."""


class _Cookie(Structure):
    _fields_ = (("sequence", c_uint32),)


class _Screens(Structure):
    _fields_ = (("root", POINTER(c_uint32)), ("left", c_int), ("index", c_int))


class _ModifierReply(Structure):
    _fields_ = (("type", c_uint8), ("keys_per_modifier", c_uint8), ("sequence", c_uint16), ("length", c_uint32))


class _Event(Structure):
    _fields_ = (("type", c_uint8), ("key", c_uint8), ("sequence", c_uint16), ("time_ms", c_uint32))


class KeyGrab:
    """A grabbed key. Close it to give the key back.

    Args:
        key: Name of its symbol, as X knows it, however it is cased.
        mask: The modifiers that must be held, as X's bits.

    Raises:
        KeyTakenError: Another program has it.
        NoSuchKeyError: The keyboard lacks it.
        OSError: The libraries are not there, or the server does not answer.
    """

    def __init__(self, key: str, mask: int) -> None:
        self._xcb = ctypes.CDLL("libxcb.so.1")
        self._keysyms = ctypes.CDLL("libxcb-keysyms.so.1")
        self._xkb = ctypes.CDLL("libxkbcommon.so.0")
        self._free = ctypes.CDLL(None).free
        self._declare()
        self._key, self._mask, self._code = key.encode(), mask, 0
        screen = c_int()
        self._connection = self._xcb.xcb_connect(None, byref(screen))
        try:
            if self._xcb.xcb_connection_has_error(self._connection):
                raise OSError("the X server does not answer")
            self._root = self._root_of(screen.value)
            self._grab()
        except Exception:
            self.close()
            raise

    @property
    def descriptor(self) -> int:
        """The file descriptor that becomes readable when the key moves."""
        return int(self._xcb.xcb_get_file_descriptor(self._connection))

    def close(self) -> None:
        """Give the key back."""
        self._xcb.xcb_disconnect(self._connection)

    def moves(self) -> Iterator[bool]:
        """Yield what the key has done since the last call: true for down, false for up."""
        while event := self._xcb.xcb_poll_for_event(self._connection):
            found = cast(event, POINTER(_Event)).contents
            kind, code = found.type & 0x7F, found.key
            self._free(event)
            # While it is held, the modifiers are reported as well.
            if kind in (_KEY_PRESS, _KEY_RELEASE) and code == self._code:
                yield kind == _KEY_PRESS
            elif kind == _MAPPING_NOTIFY:
                self._grab_elsewhere()

    def _grab_elsewhere(self) -> None:
        """Another layout may have the key in another place; one that lacks it, or has lost it, leaves us without."""
        self._xcb.xcb_ungrab_key(self._connection, 0, self._root, 1 << 15)
        try:
            self._grab()
        except (KeyTakenError, NoSuchKeyError):
            return

    def _grab(self) -> None:
        symbols = self._xcb_symbols()
        try:
            codes = self._codes(symbols, self._key)
            locks = [_CAPS_LOCK_MASK, *self._lock_masks([self._codes(symbols, name) for name in _LOCKS])]
        finally:
            self._keysyms.xcb_key_symbols_free(symbols)
        if not codes:
            raise NoSuchKeyError
        self._code = codes[0]
        for count in range(len(locks) + 1):
            for locked in combinations(locks, count):
                self._grab_one(self._mask | sum(locked))
        self._xcb.xcb_flush(self._connection)

    def _grab_one(self, mask: int) -> None:
        cookie = self._xcb.xcb_grab_key_checked(
            *(self._connection, _OTHERS_GET_THEIR_EVENTS, self._root, mask, self._code, _ASYNCHRONOUS, _ASYNCHRONOUS)
        )
        error = self._xcb.xcb_request_check(self._connection, cookie)
        if error:
            self._free(error)
            raise KeyTakenError

    def _codes(self, symbols: int, name: bytes) -> list[int]:
        """Return the codes of the keys that bear a symbol."""
        symbol = self._xkb.xkb_keysym_from_name(name, _ANY_CASE)
        found = self._keysyms.xcb_key_symbols_get_keycode(symbols, symbol) if symbol else None
        if not found:
            return []
        codes: list[int] = []
        while found[len(codes)]:
            codes.append(int(found[len(codes)]))
        self._free(found)
        return codes

    def _lock_masks(self, locks: list[list[int]]) -> Iterator[int]:
        """Yield the modifiers that these keys switch on, as far as they switch any."""
        cookie = self._xcb.xcb_get_modifier_mapping(self._connection)
        reply = self._xcb.xcb_get_modifier_mapping_reply(self._connection, cookie, None)
        if not reply:
            return
        width = reply.contents.keys_per_modifier
        keys = self._xcb.xcb_get_modifier_mapping_keycodes(reply)
        for modifier in range(_MODIFIERS):
            bound = {keys[modifier * width + place] for place in range(width)}
            if any(bound.intersection(codes) for codes in locks):
                yield 1 << modifier
        self._free(reply)

    def _xcb_symbols(self) -> int:
        return int(self._keysyms.xcb_key_symbols_alloc(self._connection))

    def _root_of(self, screen: int) -> int:
        screens = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection))
        for _ in range(screen):
            self._xcb.xcb_screen_next(byref(screens))
        return int(screens.root[0])

    def _declare(self) -> None:
        xcb, keysyms = self._xcb, self._keysyms
        self._free.argtypes = [c_void_p]
        xcb.xcb_connect.restype, xcb.xcb_connect.argtypes = c_void_p, [c_char_p, POINTER(c_int)]
        for call in (xcb.xcb_connection_has_error, xcb.xcb_disconnect, xcb.xcb_flush, xcb.xcb_get_file_descriptor):
            call.argtypes = [c_void_p]
        xcb.xcb_poll_for_event.restype, xcb.xcb_poll_for_event.argtypes = c_void_p, [c_void_p]
        xcb.xcb_get_setup.restype, xcb.xcb_get_setup.argtypes = c_void_p, [c_void_p]
        xcb.xcb_setup_roots_iterator.restype, xcb.xcb_setup_roots_iterator.argtypes = _Screens, [c_void_p]
        xcb.xcb_screen_next.argtypes = [POINTER(_Screens)]
        xcb.xcb_grab_key_checked.restype = _Cookie
        xcb.xcb_grab_key_checked.argtypes = [c_void_p, c_uint8, c_uint32, c_uint16, c_uint8, c_uint8, c_uint8]
        xcb.xcb_ungrab_key.restype, xcb.xcb_ungrab_key.argtypes = _Cookie, [c_void_p, c_uint8, c_uint32, c_uint16]
        xcb.xcb_request_check.restype, xcb.xcb_request_check.argtypes = c_void_p, [c_void_p, _Cookie]
        xcb.xcb_get_modifier_mapping.restype, xcb.xcb_get_modifier_mapping.argtypes = _Cookie, [c_void_p]
        xcb.xcb_get_modifier_mapping_reply.restype = POINTER(_ModifierReply)
        xcb.xcb_get_modifier_mapping_reply.argtypes = [c_void_p, _Cookie, c_void_p]
        xcb.xcb_get_modifier_mapping_keycodes.restype = POINTER(c_uint8)
        xcb.xcb_get_modifier_mapping_keycodes.argtypes = [POINTER(_ModifierReply)]
        keysyms.xcb_key_symbols_alloc.restype, keysyms.xcb_key_symbols_alloc.argtypes = c_void_p, [c_void_p]
        keysyms.xcb_key_symbols_free.argtypes = [c_void_p]
        keysyms.xcb_key_symbols_get_keycode.restype = POINTER(c_uint8)
        keysyms.xcb_key_symbols_get_keycode.argtypes = [c_void_p, c_uint32]
        self._xkb.xkb_keysym_from_name.restype = c_uint32
        self._xkb.xkb_keysym_from_name.argtypes = [c_char_p, c_int]
