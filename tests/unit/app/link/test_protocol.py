"""One JSON object a line, whatever is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.app.link.protocol import decode, encode
from assistant.kernel.errors import InstanceError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_a_message_survives_as_one_line(message: dict) -> None:
    line = encode(message)
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    assert decode(line) == message


@given(st.text(st.characters(categories=["Cs", "Ll"]), max_size=8))
def test_text_that_is_no_unicode_is_still_sent_as_utf_8(text: str) -> None:
    line = encode({"text": text})
    line.decode("utf-8")
    # Two halves of one character come back as that character: the same text in UTF-16.
    assert decode(line)["text"].encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")


def test_readable_text_stays_readable() -> None:
    assert encode({"text": "Grüße"}) == '{"text":"Grüße"}\n'.encode()


@pytest.mark.parametrize("line", [b"", b"[]", b"1", b"{", b"\xff", b"[" * 100_000])
def test_what_is_not_an_object_is_refused(line: bytes) -> None:
    with pytest.raises(InstanceError) as caught:
        decode(line)
    assert caught.value.code == "bad-message"
