"""What goes over the local socket: one JSON object a line.

A client sends `{"id": n, "command": name, "args": {…}}` and gets `{"id": n, "result": …}` or `{"id": n, "error": {code,
message, hint}}`. After the command `subscribe` it also gets `{"event": {…}}` for every event, the same objects as
`zenus run --events` writes.
"""

import json
from collections.abc import Mapping

from assistant.kernel.errors import InstanceError
from assistant.kernel.types import JsonValue

MAX_LINE_BYTES = 1 << 20


def encode(message: Mapping[str, JsonValue]) -> bytes:
    """Return `message` as one line."""
    # A file name that is not UTF-8 holds lone surrogates; with a backslash they are JSON's own escapes.
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="backslashreplace") + b"\n"


def decode(line: bytes) -> dict[str, JsonValue]:
    """Return the object on `line`.

    Raises:
        InstanceError: `bad-message` if it is not one JSON object.
    """
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise InstanceError("The message is not a JSON object.", code="bad-message", hint="Send one object a line.")
    return message
