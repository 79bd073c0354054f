import pytest
from pydantic import ValidationError

from assistant.actions.clipboard.clip import MOST_KEPT_BYTES, SECRET, TEXT, beginning, look
from assistant.actions.clipboard.clipboard import MAX_CHARS, ClipboardActions
from assistant.actions.outcome import ActionFailedError
from tests.unit.actions.acting import act, action_of, deed_of, foresee, take_back

pytestmark = pytest.mark.anyio


class FakeClipboard:
    """Holds what is put there; `is_stuck` takes nothing."""

    def __init__(self, **contents):
        self.contents = contents
        self.is_stuck = False

    def formats(self):
        return tuple(self.contents)

    def read(self, form):
        return self.contents[form]

    def write(self, form, content):
        if not self.is_stuck:
            self.contents = {form: content}

    def clear(self):
        if not self.is_stuck:
            self.contents = {}


EMPTY = {}
HELLO = {TEXT: b"hello"}
PICTURE = {"image/png": b"\x89PNG\x00\xff"}
RICH = {TEXT: b"hello", "text/html": b"<b>hello</b>"}
TWO_PICTURES = {"image/png": b"p", "image/bmp": b"b"}
PASSWORD = {TEXT: b"hunter2", SECRET: b"secret"}


async def test_a_short_text_is_read_in_full():
    outcome = await act(ClipboardActions(FakeClipboard(text=b"see you\n at  eight")), "clipboard.read")
    assert outcome.message == "clipboard.read.done"
    assert outcome.facts["text"] == "see you\n at  eight"
    assert (outcome.facts["beginning"], outcome.facts["is_long"]) == ("see you at eight", False)


async def test_a_long_text_is_counted_and_begun_and_whole_among_the_facts():
    text = "word " * 400
    outcome = await act(ClipboardActions(FakeClipboard(text=text.encode())), "clipboard.read")
    assert (outcome.facts["word_count"], outcome.facts["is_long"], outcome.facts["text"]) == (400, True, text)
    assert len(outcome.facts["beginning"]) <= 160


@pytest.mark.parametrize("contents", [EMPTY, {TEXT: b""}, {TEXT: b" \n"}])
async def test_nothing_is_told_as_nothing(contents):
    assert (await act(ClipboardActions(FakeClipboard(**contents)), "clipboard.read")).message == "clipboard.read.none"


async def test_what_is_no_text_is_told_by_its_kind():
    outcome = await act(ClipboardActions(FakeClipboard(**TWO_PICTURES)), "clipboard.read")
    assert (outcome.message, outcome.facts) == ("clipboard.read.other", {"kind": "image"})


async def test_a_password_is_neither_read_nor_kept():
    clipboard = FakeClipboard(**PASSWORD)
    with pytest.raises(ActionFailedError) as caught:
        await act(ClipboardActions(clipboard), "clipboard.read")
    assert (caught.value.key, caught.value.facts) == ("clipboard.secret", {})
    prospect = await foresee(ClipboardActions(clipboard), "clipboard.write", text="x")
    assert prospect.undo is None and "hunter2" not in repr(prospect)


async def test_text_that_is_no_utf8_is_read_and_put_back_exactly():
    clipboard = FakeClipboard(text=b"caf\xe9")
    actions = ClipboardActions(clipboard)
    assert (await act(actions, "clipboard.read")).facts["text"] == "caf�"
    prospect = await foresee(actions, "clipboard.write", text="x")
    await act(actions, "clipboard.write", text="x")
    assert await take_back(actions, "clipboard.write", prospect)
    assert clipboard.contents == {TEXT: b"caf\xe9"}


async def test_a_text_is_put_on_the_clipboard_and_confirmed():
    clipboard = FakeClipboard(**HELLO)
    outcome = await act(ClipboardActions(clipboard), "clipboard.write", text="Grüße\n")
    assert clipboard.contents == {TEXT: "Grüße\n".encode()}
    assert await outcome.check()
    clipboard.contents = {TEXT: b"something else"}
    assert not await outcome.check()


@pytest.mark.parametrize(("action", "args"), [("clipboard.write", {"text": "x"}), ("clipboard.clear", {})])
async def test_a_clipboard_that_takes_nothing_is_not_confirmed(action, args):
    clipboard = FakeClipboard(**HELLO)
    clipboard.is_stuck = True
    assert not await (await act(ClipboardActions(clipboard), action, **args)).check()


async def test_the_clipboard_is_emptied():
    clipboard = FakeClipboard(**HELLO)
    outcome = await act(ClipboardActions(clipboard), "clipboard.clear")
    assert clipboard.contents == {}
    assert await outcome.check()


@pytest.mark.parametrize(
    ("style", "expected"),
    [("upper", "DON'T PANIC, 2ND TIME"), ("lower", "don't panic, 2nd time"), ("title", "Don't Panic, 2ND Time")],
)
async def test_the_text_is_recased(style, expected):
    clipboard = FakeClipboard(text=b"don't PANIC, 2ND time")
    outcome = await act(ClipboardActions(clipboard), "clipboard.recase", style=style)
    assert clipboard.contents == {TEXT: expected.encode()}
    assert outcome.facts["text"] == expected


async def test_what_is_recased_is_what_was_reviewed():
    clipboard = FakeClipboard(**HELLO)
    actions = ClipboardActions(clipboard)
    before = await foresee(actions, "clipboard.recase", style="upper")
    clipboard.contents = {TEXT: b"bye"}
    after = await foresee(actions, "clipboard.recase", style="upper")
    assert before.effects.fingerprint != after.effects.fingerprint


@pytest.mark.parametrize("contents", [EMPTY, PICTURE, PASSWORD])
async def test_without_a_text_nothing_is_recased(contents):
    with pytest.raises(ActionFailedError) as caught:
        await foresee(ClipboardActions(FakeClipboard(**contents)), "clipboard.recase", style="upper")
    assert caught.value.key == "clipboard.no_text"


@pytest.mark.parametrize("before", [EMPTY, HELLO, PICTURE, {TEXT: b"trailing \n\n"}])
@pytest.mark.parametrize(("action", "args"), [("clipboard.write", {"text": "x"}), ("clipboard.clear", {})])
async def test_what_was_there_is_put_back_exactly(before, action, args):
    clipboard = FakeClipboard(**before)
    actions = ClipboardActions(clipboard)
    prospect = await foresee(actions, action, **args)
    assert not prospect.effects.wants_preview
    await act(actions, action, **args)
    assert await take_back(actions, action, prospect)
    assert clipboard.contents == before


@pytest.mark.parametrize("before", [RICH, TWO_PICTURES, PASSWORD, {TEXT: b"x" * (MOST_KEPT_BYTES + 1)}])
async def test_what_cannot_be_put_back_is_told_before(before):
    prospect = await foresee(ClipboardActions(FakeClipboard(**before)), "clipboard.write", text="x")
    assert prospect.undo is None
    assert prospect.effects.wants_preview
    assert prospect.facts["loses"] is True


async def test_undo_does_not_overwrite_what_was_put_there_since():
    clipboard = FakeClipboard(**HELLO)
    actions = ClipboardActions(clipboard)
    prospect = await foresee(actions, "clipboard.write", text="x")
    await act(actions, "clipboard.write", text="x")
    deed = deed_of("clipboard.write", prospect)
    entry = action_of(actions, "clipboard.write")
    assert await entry.obstacles(deed) == ()
    clipboard.contents = {TEXT: b"mine"}
    assert [obstacle.code for obstacle in await entry.obstacles(deed)] == ["changed-since"]


async def test_a_deed_that_never_came_to_happen_can_be_taken_back():
    clipboard = FakeClipboard(**HELLO)
    actions = ClipboardActions(clipboard)
    prospect = await foresee(actions, "clipboard.write", text="x")
    assert await action_of(actions, "clipboard.write").obstacles(deed_of("clipboard.write", prospect)) == ()
    assert await take_back(actions, "clipboard.write", prospect)
    assert clipboard.contents == HELLO


@pytest.mark.parametrize("text", ["", "x" * (MAX_CHARS + 1), 5, None])
async def test_what_is_no_text_of_a_fair_length_is_refused(text):
    with pytest.raises(ValidationError):
        action_of(ClipboardActions(FakeClipboard()), "clipboard.write").validated({"text": text})


def test_the_beginning_ends_with_a_word():
    assert beginning("short text") == "short text"
    assert beginning("alpha, " * 100).endswith("alpha…")
    assert len(beginning("x" * 10_000)) == 161


def test_what_was_only_begun_to_be_read_is_marked_whatever_its_spaces():
    assert beginning("a" + " " * 700 + "b") == "a…"


def test_an_empty_text_is_nothing():
    assert look(FakeClipboard(text=b"")).as_undo() == look(FakeClipboard()).as_undo()


@pytest.mark.parametrize(("unit", "expected"), [("word", 3), ("letter", 9), ("character", 12), ("line", 2)])
async def test_the_text_is_counted(unit, expected):
    facts = (await act(ClipboardActions(FakeClipboard(text=b"one two\nsix3")), "clipboard.count", unit=unit)).facts
    assert facts == {"count": expected, "unit": unit}


async def test_an_empty_clipboard_has_no_words_and_a_password_is_not_counted():
    assert (await act(ClipboardActions(FakeClipboard()), "clipboard.count", unit="word")).facts["count"] == 0
    with pytest.raises(ActionFailedError):
        await act(ClipboardActions(FakeClipboard(**PASSWORD)), "clipboard.count", unit="letter")
