"""The clipboard: reading, replacing, emptying and recasing what is on it, through a `Clipboard`.

What lies on it comes from anywhere, so it is told and never acted on. What was there before is put back exactly where
one format says it all; where it does not, or where it is a password, there is no way back, and that is said before.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.clipboard.clip import SECRET, TEXT, Clip, Clipboard, beginning, look
from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Check, Outcome
from assistant.actions.text import Unit, count_of
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, Risk

MAX_CHARS = 100_000

ClipText = Annotated[str, Field(min_length=1, max_length=MAX_CHARS)]
Style = Literal["upper", "lower", "title"]

ERRORS = frozenset({"no-display", "no-clipboard"})
SECRET_KEY = "clipboard.secret"  # noqa: S105
# `str.title` would make "Don'T" of "don't".
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*")
_STYLES: Mapping[Style, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "title": lambda text: _WORD.sub(lambda word: word[0][0].upper() + word[0][1:].lower(), text),
}


class ClipboardActions:
    """Reads and changes the clipboard."""

    def __init__(self, clipboard: Clipboard) -> None:
        self._clipboard = clipboard

    # ----------------------------------------------------------------------------------------------------------- undo

    async def _undo(self, deed: Deed, work: Work) -> bool:
        before = cast(Facts, cast(Facts, deed.undo)["before"])
        form, content = str(before["form"]), b64decode(str(before["data"]))
        await self._put(form, content)
        return await self._holds(form, content)

    async def _review(self, deed: Deed) -> Sequence[Obstacle]:
        """Refuse to overwrite what was put there since."""
        undo = cast(Facts, deed.undo)
        found = await run_sync(look, self._clipboard)
        if found.digest == undo["after"] or found.as_undo() == undo["before"]:
            return ()
        return (Obstacle("changed-since", "clipboard"),)

    # -------------------------------------------------------------------------------------------------------- reading

    @action(
        "clipboard.read",
        capabilities={"clipboard.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={
            "clipboard.read.done": {"text", "beginning", "word_count", "is_long"},
            "clipboard.read.none": (),
            "clipboard.read.other": {"kind"},
            SECRET_KEY: (),
        },
        errors=ERRORS,
    )
    async def read(self) -> Outcome:
        """Tell what is on the clipboard."""
        clip = await run_sync(look, self._clipboard, abandon_on_cancel=True)
        if SECRET in clip.formats:
            raise ActionFailedError(SECRET_KEY, code="clipboard-secret")
        if not clip.formats or (TEXT in clip.formats and not clip.text.strip()):
            return Outcome("clipboard.read.none")
        if TEXT not in clip.formats:
            return Outcome("clipboard.read.other", {"kind": clip.formats[0].partition("/")[0]})
        words, shown = clip.text.split(), beginning(clip.text)
        facts: Facts = {
            "text": clip.text[:MAX_CHARS],
            "beginning": shown,
            "word_count": len(words),
            "is_long": shown != " ".join(words),
        }
        return Outcome("clipboard.read.done", facts)

    @action(
        "clipboard.count",
        capabilities={"clipboard.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"clipboard.count.done": {"count", "unit"}, SECRET_KEY: ()},
        errors=ERRORS,
    )
    async def count(self, unit: Unit) -> Outcome:
        """Count the words, characters, letters or lines of the text on the clipboard."""
        clip = await run_sync(look, self._clipboard, abandon_on_cancel=True)
        if SECRET in clip.formats:
            raise ActionFailedError(SECRET_KEY, code="clipboard-secret")
        return Outcome("clipboard.count.done", {"count": count_of(clip.text, unit), "unit": unit})

    # ------------------------------------------------------------------------------------------------------- changing

    async def _foresee_write(self, text: ClipText) -> Prospect:
        return await self._foresee(Clip((TEXT,), text.encode()), {"beginning": beginning(text)})

    @action(
        "clipboard.write",
        capabilities={"clipboard.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=10.0,
        messages={"clipboard.write.done": {"text", "beginning"}},
        errors=ERRORS,
        effects=_foresee_write,
        foresees={"beginning", "loses"},
        undo=_undo,
        undo_review=_review,
    )
    async def write(self, text: ClipText) -> Outcome:
        """Put a text on the clipboard."""
        check = await self._replace(text)
        facts: Facts = {"text": text, "beginning": beginning(text)}
        return Outcome("clipboard.write.done", facts, ("a text was put on the clipboard",), check)

    async def _foresee_clear(self) -> Prospect:
        return await self._foresee(Clip(), {})

    @action(
        "clipboard.clear",
        capabilities={"clipboard.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=10.0,
        messages={"clipboard.clear.done": ()},
        errors=ERRORS,
        effects=_foresee_clear,
        foresees={"loses"},
        undo=_undo,
        undo_review=_review,
    )
    async def clear(self) -> Outcome:
        """Empty the clipboard."""
        await self._put("", b"")

        async def check() -> bool:
            return await self._holds("", b"")

        return Outcome("clipboard.clear.done", {}, ("the clipboard was emptied",), check)

    async def _foresee_recase(self, style: Style) -> Prospect:
        clip = await run_sync(look, self._clipboard)
        if not clip.text.strip():
            raise ActionFailedError("clipboard.no_text", code="no-text-on-clipboard")
        text = _STYLES[style](clip.text)
        facts: Facts = {"style": style, "beginning": beginning(text)}
        return await self._foresee(Clip((TEXT,), text.encode()), facts, clip)

    @action(
        "clipboard.recase",
        capabilities={"clipboard.read", "clipboard.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=10.0,
        messages={"clipboard.recase.done": {"text", "beginning", "style"}, "clipboard.no_text": ()},
        errors=ERRORS,
        effects=_foresee_recase,
        foresees={"style", "beginning", "loses"},
        undo=_undo,
        undo_review=_review,
    )
    async def recase(self, work: Work, style: Style) -> Outcome:
        """Put the text on the clipboard into capital letters, small letters, or with a capital for each word."""
        text = cast(Clip, work.prospect.resolved).text
        check = await self._replace(text)
        facts: Facts = {"text": text, "beginning": beginning(text), "style": style}
        return Outcome("clipboard.recase.done", facts, ("the text on the clipboard was recased",), check)

    # --------------------------------------------------------------------------------------------------------- inside

    async def _foresee(self, after: Clip, facts: Facts, before: Clip | None = None) -> Prospect:
        """Return what replacing the clipboard comes to; what cannot be put back is asked about, with that told."""
        found = await run_sync(look, self._clipboard) if before is None else before
        loses = not found.is_whole
        undo: Facts = {"before": found.as_undo(), "after": after.digest}
        effects = Effects(wants_preview=loses, fingerprint=found.digest)
        return Prospect(effects, {**facts, "loses": loses}, None if loses else undo, resolved=after)

    async def _replace(self, text: str) -> Check:
        content = text.encode()
        await self._put(TEXT, content)

        async def check() -> bool:
            return await self._holds(TEXT, content)

        return check

    async def _put(self, form: str, content: bytes) -> None:
        if form:
            await run_sync(self._clipboard.write, form, content)
        else:
            await run_sync(self._clipboard.clear)

    async def _holds(self, form: str, content: bytes) -> bool:
        found = await run_sync(look, self._clipboard)
        return found.is_whole and found.as_undo()["form"] == form and found.content == content
