"""The ports: what the dialog asks of engines, devices and deeds; those of storage stand in `stores`.

Adapters implement them and see nothing else of Zenus. Engine ports are plain blocking calls, run through a `Worker` so
that they never hold up the core's loop and so that tests can run them in place. Each port has a contract suite and a
fake in `assistant.kernel.testing`.
"""

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Literal, ParamSpec, Protocol, Self, TypeVar

from assistant.kernel.audio import AudioFrame, WakeDetection
from assistant.kernel.context import NO_CONTEXT, Clarification, Context
from assistant.kernel.types import (
    ActionResult,
    ActionSpec,
    Completeness,
    Facts,
    JsonValue,
    Plan,
    SpeechHints,
    SpokenText,
    Step,
    Transcript,
    TurnRecord,
)
from assistant.kernel.verdict import Agreement, Ask, Deny, Foreseen, Permit, Verdict

T = TypeVar("T")
P = ParamSpec("P")

Earcon = Literal["heard", "thinking", "done", "failed"]


class Worker(Protocol):
    """Runs blocking calls one at a time, away from the core's loop."""

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `call` returns. Cancelling abandons the wait; the call runs on and its result is dropped."""
        ...


# --------------------------------------------------------------------------------------------------- sound, in and out


class Microphone(Protocol):
    """Delivers frames of 20 ms. Entered once; `read` is called by one task."""

    @property
    def name(self) -> str:
        """The device or file, as people would name it."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    async def read(self) -> AudioFrame | None:
        """Return the next frame; None once a file has ended. A live device that dies is reopened behind this call.

        Raises:
            AudioError: `no-microphone` when there is none at all.
        """
        ...


class Speaker(Protocol):
    """Plays blocks of sound in order. Used by one task; `flush` may be called by any task of the loop."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    async def play(self, turn: int, pcm: bytes, sample_rate_hz: int) -> None:
        """Queue mono int16 `pcm` and wait while more than half a second is queued. Dropped if `turn` was flushed."""
        ...

    async def drain(self) -> None:
        """Wait until all that is queued has been heard, or was flushed."""
        ...

    def flush(self, turn: int) -> None:
        """Fall silent within one block and drop every block of this and earlier turns, also those still to come."""
        ...

    def played_s(self, turn: int) -> float:
        """Return how many seconds of this turn's sound have left the speaker."""
        ...


class WakeWordDetector(Protocol):
    """Spots the wake phrase in a stream. Stateful; one thread."""

    def process(self, pcm: bytes) -> WakeDetection | None:
        """Take the next int16 mono 16 kHz samples, any number of them.

        Returns:
            A detection, once an utterance; once more if a doubtful one has become a sure one.
        """
        ...

    def disown(self, number: int) -> bool:
        """Remember a detection as a mistake; false if it is forgotten already. Safe from another thread."""
        ...

    def reset(self) -> None:
        """Forget all sound heard so far."""
        ...


class VoiceActivityDetector(Protocol):
    """Says how likely the newest sound is speech. Stateful; one thread."""

    def process(self, pcm: bytes) -> float:
        """Take the next int16 mono 16 kHz samples, any number of them; return the newest speech probability, 0..1."""
        ...

    def reset(self) -> None:
        """Forget all sound heard so far."""
        ...


class SpeechToText(Protocol):
    """Turns one utterance into text. Blocking; one thread at a time."""

    def warm_up(self) -> None:
        """Load the model and run it once, so that the first utterance is as fast as the next.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
        """
        ...

    def transcribe(self, pcm: bytes, hints: SpeechHints) -> Transcript:
        """Return what was said in int16 mono 16 kHz `pcm`; empty text for silence, noise and babble."""
        ...

    def draft(self, pcm: bytes, hints: SpeechHints) -> str:
        """Return quickly what `pcm`, which breaks off anywhere, seems to say; another thread may call it meanwhile."""
        ...


class TextToSpeech(Protocol):
    """Turns text into sound. Blocking; one thread at a time."""

    @property
    def sample_rate_hz(self) -> int:
        """Rate of what `synthesise` yields."""
        ...

    def warm_up(self) -> None:
        """Load the voice and speak once into the void.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
        """
        ...

    def synthesise(self, text: str) -> Iterator[bytes]:
        """Yield mono int16 blocks of at most 100 ms for one clause of spoken text. Safe to abandon between blocks."""
        ...


class Voice(Protocol):
    """Says things to the user. The controller's only way to be heard."""

    async def say(self, turn: int, text: str, language: str = "") -> SpokenText:
        """Speak `text`, in the voice's own language or another; return what was heard. Cancelled, it falls silent."""
        ...

    def spoken(self, turn: int) -> SpokenText | None:
        """Return what has been heard so far of this turn's speech; None if nothing was begun."""
        ...

    def earcon(self, earcon: Earcon) -> None:
        """Play a short sound without waiting for it."""
        ...

    def silence(self, turn: int) -> None:
        """Fall silent within one block, for this and earlier turns."""
        ...


# --------------------------------------------------------------------------------------------- understanding and deeds


class Interpreter(Protocol):
    """Turns words into a plan, in milliseconds, on the loop."""

    def interpret(self, text: str, language: str = "en", context: Context = NO_CONTEXT) -> Plan | Clarification | None:
        """Return the plan for `text`, what must be asked back first, or None if it means nothing known."""
        ...

    def choose(self, text: str, labels: Sequence[str], language: str = "en") -> int | None:
        """Return the place, from 0, of the label that `text` names or counts to; None if it does neither."""
        ...

    def completeness(self, text: str, language: str = "en") -> Completeness:
        """Say whether `text` could be a whole request."""
        ...

    def hints(self, *languages: str) -> SpeechHints:
        """Return what the recogniser should expect now, in one of these languages; English if none is named."""
        ...


class NameSource(Protocol):
    """Live names that can be spoken: applications, windows, files."""

    def names(self) -> Sequence[tuple[str, str]]:
        """Return (as spoken, value) pairs. Cheap to call; the same list object means that nothing changed."""
        ...


class Gate(Protocol):
    """Decides what may run."""

    async def review(self, steps: Sequence[Foreseen]) -> Verdict:
        """Return the verdict on a plan, computed from the actions and their targets alone."""
        ...

    async def admit(self, foreseen: Foreseen, agreement: Agreement) -> Permit | Ask | Deny:
        """Return leave to run one step now, or what stands against it."""
        ...


class Surroundings(Protocol):
    """Looks at what lies round a path, for the gate. None of it changes anything or raises."""

    async def real_paths(self, paths: Sequence[str], follow: Sequence[bool]) -> Sequence[str]:
        """Return each path with its links resolved: all of them where `follow` is true, else all but the last name."""
        ...

    async def version_controlled(self, paths: Sequence[str]) -> bool:
        """Return whether one of them is, or holds near its top, a repository."""
        ...

    async def open_elsewhere(self, paths: Sequence[str]) -> bool:
        """Return whether another program has one of them, or something in it, open now."""
        ...


class ActionCatalogue(Protocol):
    """Knows which actions exist."""

    def spec(self, name: str) -> ActionSpec | None:
        """Return what is known of an action; None if there is no such action."""
        ...


class Executor(ActionCatalogue, Protocol):
    """Runs one step at a time."""

    async def foresee(self, step: Step) -> Foreseen | ActionResult:
        """Resolve the step's targets and change nothing; the record of a failure if they cannot be resolved."""
        ...

    async def run(self, permit: Permit, turn: int) -> ActionResult:
        """Run a permitted step within its time limit and return its record. Never raises for a deed that failed."""
        ...


# ---------------------------------------------------------------------------------------------------------- front ends


class AssistantPort(Protocol):
    """What front ends may ask of the running assistant; served on the local socket."""

    async def say_text(
        self, text: str, session: str, *, is_dry_run: bool = False, approve_all: bool = False
    ) -> TurnRecord:
        """Run one typed turn."""
        ...

    async def undo(
        self, session: str, *, count: int = 1, since: str = "", is_dry_run: bool = False, approve_all: bool = False
    ) -> TurnRecord:
        """Take back what the last so many requests did, or everything since a local ISO time, in a typed turn."""
        ...

    async def add_command(
        self, phrase: str, request: str, session: str, *, is_dry_run: bool = False, approve_all: bool = False
    ) -> TurnRecord:
        """Keep a phrase of the user's own that stands for a request, in a typed turn."""
        ...

    def examples(self, search: str = "") -> Sequence[JsonValue]:
        """Return what can be said, as pairs of a sentence and its topic: all of it, or what `search` finds."""
        ...

    async def interrupt(self, by: str) -> bool:
        """Stop talking and drop what is queued; False if nothing was going on."""
        ...

    async def approve(self, granted: bool, by: str) -> bool:
        """Answer the gate's open question; False if none is open."""
        ...

    async def mute(self, is_muted: bool) -> None:
        """Stop or resume listening to the microphone altogether."""
        ...

    async def sleep(self, is_asleep: bool) -> None:
        """Stop or resume answering to the wake phrase."""
        ...

    async def listen(self) -> None:
        """Listen for a request now, without the wake phrase."""
        ...

    async def hold(self, *, ends_in_silence: bool = False) -> None:
        """Listen as long as it is held, without the wake phrase; return when that is over."""
        ...

    async def release(self) -> None:
        """End what is held: what was said by now is the request."""
        ...

    async def status(self) -> Facts:
        """Return what it is doing, which microphone it hears, and how many frames of 20 ms never came."""
        ...

    async def shutdown(self) -> None:
        """End the assistant in order: input, dialog, output, store."""
        ...
