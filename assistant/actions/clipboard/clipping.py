"""Keeping what is on the clipboard as a note."""

from anyio.to_thread import run_sync

from assistant.actions.clipboard.clip import SECRET, Clipboard, look
from assistant.actions.clipboard.clipboard import ERRORS, SECRET_KEY
from assistant.actions.declaration import action
from assistant.actions.files.deeds import DEED_MESSAGES, FileDeedActions
from assistant.actions.files.tools import FileTools
from assistant.actions.notes import CREATE_FACTS, MAX_NOTE_CHARS, NotesActions
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.effects import Prospect
from assistant.kernel.types import Risk


class ClippingActions(FileDeedActions):
    """Keeps what is on the clipboard.

    Args:
        notes: Where notes go.
    """

    def __init__(self, clipboard: Clipboard, notes: NotesActions, tools: FileTools) -> None:
        super().__init__(tools)
        self._clipboard = clipboard
        self._notes = notes

    async def _foresee_save(self) -> Prospect:
        clip = await run_sync(look, self._clipboard)
        if SECRET in clip.formats:
            raise ActionFailedError(SECRET_KEY, code="clipboard-secret")
        if not clip.text.strip():
            raise ActionFailedError("clipboard.no_text", code="no-text-on-clipboard")
        if len(clip.text) > MAX_NOTE_CHARS:
            raise ActionFailedError("clipboard.too_long", code="text-too-long")
        return await self._notes.foresee_create(clip.text)

    @action(
        "clipboard.save",
        capabilities={"clipboard.read", "notes.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=30.0,
        messages={
            "notes.create.done": CREATE_FACTS,
            SECRET_KEY: (),
            "clipboard.no_text": (),
            "clipboard.too_long": (),
            **DEED_MESSAGES,
        },
        errors=ERRORS,
        effects=_foresee_save,
        foresees=CREATE_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def save(self, work: Work) -> Outcome:
        """Keep the text on the clipboard as a note."""
        return await self._carry_out(work, "notes.create.done", "a note was created")
