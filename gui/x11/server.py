"""A connection of our own to the X server: the shape of a window's input, and whether a compositor runs.

libxcb and its shape extension are there wherever Qt talks to X; they are called through ctypes. Calls are sent and not
answered for, so that nothing waits, but for the one that asks about the compositor.

Sources: X Nonrectangular Window Shape Extension 1.1 (input shape); Extended Window Manager Hints 1.5, _NET_WM_CM_Sn.
"""

import ctypes
from collections.abc import Iterable
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_int16, c_uint8, c_uint16, c_uint32, c_void_p

# SHAPE: set, input, unsorted.
_SET, _INPUT, _UNSORTED = 0, 2, 0
_REVERT_TO_POINTER_ROOT, _CURRENT_TIME = 1, 0

Box = tuple[int, int, int, int]


class _Rectangle(Structure):
    _fields_ = (("x", c_int16), ("y", c_int16), ("width", c_uint16), ("height", c_uint16))


class _Cookie(Structure):
    _fields_ = (("sequence", c_uint32),)


class _AtomReply(Structure):
    _fields_ = (
        ("type", c_uint8), ("pad", c_uint8), ("sequence", c_uint16), ("length", c_uint32), ("atom", c_uint32)
    )  # fmt: skip


class _OwnerReply(Structure):
    _fields_ = (
        ("type", c_uint8), ("pad", c_uint8), ("sequence", c_uint16), ("length", c_uint32), ("owner", c_uint32)
    )  # fmt: skip


class _FocusReply(Structure):
    _fields_ = (
        ("type", c_uint8), ("revert", c_uint8), ("sequence", c_uint16), ("length", c_uint32), ("focus", c_uint32)
    )  # fmt: skip


class XServer:
    """The X server of this session. Close it when the window goes.

    Raises:
        OSError: The libraries are not there, or the server does not answer.
    """

    def __init__(self) -> None:
        self._xcb = ctypes.CDLL("libxcb.so.1")
        self._shape = ctypes.CDLL("libxcb-shape.so.0")
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = [c_void_p]
        self._declare()
        self._screen = c_int()
        self._connection = self._xcb.xcb_connect(None, byref(self._screen))
        if self._xcb.xcb_connection_has_error(self._connection):
            raise OSError("the X server does not answer")
        self._compositor_atom = self._atom(f"_NET_WM_CM_S{self._screen.value}")

    def close(self) -> None:
        """End the connection."""
        self._xcb.xcb_disconnect(self._connection)

    def set_input_shape(self, window: int, boxes: Iterable[Box]) -> None:
        """Let the mouse reach `window` within the boxes alone, in device pixels; elsewhere it reaches what lies below.

        With no box it passes through the whole window.
        """
        rectangles = [_Rectangle(*box) for box in boxes]
        array = (_Rectangle * len(rectangles))(*rectangles)
        self._shape.xcb_shape_rectangles(
            self._connection, _SET, _INPUT, _UNSORTED, window, 0, 0, len(rectangles), array
        )
        self._xcb.xcb_flush(self._connection)

    def focused(self) -> int:
        """Return the window that keys go to; 0 if none does."""
        cookie = self._xcb.xcb_get_input_focus(self._connection)
        reply = self._xcb.xcb_get_input_focus_reply(self._connection, cookie, None)
        if not reply:
            return 0
        window = int(reply.contents.focus)
        self._free(reply)
        return window

    def give_focus(self, window: int) -> None:
        """Let keys go to a window; one that is gone by now changes nothing."""
        self._xcb.xcb_set_input_focus(self._connection, _REVERT_TO_POINTER_ROOT, window, _CURRENT_TIME)
        self._xcb.xcb_flush(self._connection)

    def has_compositor(self) -> bool:
        """Return whether translucent windows are seen through at present."""
        cookie = self._xcb.xcb_get_selection_owner(self._connection, self._compositor_atom)
        reply = self._xcb.xcb_get_selection_owner_reply(self._connection, cookie, None)
        if not reply:
            return False
        owner = int(reply.contents.owner)
        self._free(reply)
        return owner != 0

    def _atom(self, name: str) -> int:
        encoded = name.encode()
        cookie = self._xcb.xcb_intern_atom(self._connection, 0, len(encoded), encoded)
        reply = self._xcb.xcb_intern_atom_reply(self._connection, cookie, None)
        if not reply:
            raise OSError("the X server does not answer")
        atom = int(reply.contents.atom)
        self._free(reply)
        return atom

    def _declare(self) -> None:
        xcb, shape = self._xcb, self._shape
        xcb.xcb_connect.restype, xcb.xcb_connect.argtypes = c_void_p, [c_char_p, POINTER(c_int)]
        xcb.xcb_connection_has_error.argtypes = [c_void_p]
        xcb.xcb_disconnect.argtypes = [c_void_p]
        xcb.xcb_flush.argtypes = [c_void_p]
        xcb.xcb_intern_atom.restype = _Cookie
        xcb.xcb_intern_atom.argtypes = [c_void_p, c_uint8, c_uint16, c_char_p]
        xcb.xcb_intern_atom_reply.restype = POINTER(_AtomReply)
        xcb.xcb_intern_atom_reply.argtypes = [c_void_p, _Cookie, c_void_p]
        xcb.xcb_get_selection_owner.restype = _Cookie
        xcb.xcb_get_selection_owner.argtypes = [c_void_p, c_uint32]
        xcb.xcb_get_selection_owner_reply.restype = POINTER(_OwnerReply)
        xcb.xcb_get_selection_owner_reply.argtypes = [c_void_p, _Cookie, c_void_p]
        xcb.xcb_get_input_focus.restype, xcb.xcb_get_input_focus.argtypes = _Cookie, [c_void_p]
        xcb.xcb_get_input_focus_reply.restype = POINTER(_FocusReply)
        xcb.xcb_get_input_focus_reply.argtypes = [c_void_p, _Cookie, c_void_p]
        xcb.xcb_set_input_focus.restype = _Cookie
        xcb.xcb_set_input_focus.argtypes = [c_void_p, c_uint8, c_uint32, c_uint32]
        shape.xcb_shape_rectangles.restype = _Cookie
        shape.xcb_shape_rectangles.argtypes = [
            c_void_p, c_uint8, c_uint8, c_uint8, c_uint32, c_int16, c_int16, c_uint32, POINTER(_Rectangle)
        ]  # fmt: skip
