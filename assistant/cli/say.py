"""`zenus say`: one text, through the speaker or into a WAV file, in the assistant's own voice."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.report import reported
from assistant.kernel.errors import UsageError

if TYPE_CHECKING:
    from assistant.kernel.ports import TextToSpeech

_MODEL = "piper-en-us-joe"


def say(
    text: Annotated[str, typer.Argument(help="What to say.")],
    output: Annotated[Path | None, typer.Option(help="Write a WAV file instead of using the speaker.")] = None,
    speed: Annotated[float, typer.Option(min=0.5, max=2.0, help="1.0 is the voice's own pace.")] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Report errors as JSON.")] = False,
) -> None:
    """Speak a text, or write it to a WAV file."""
    with reported(as_json=as_json):
        if not _has_words(text):
            raise UsageError("There is nothing to say.", code="nothing-to-say", hint='Try: zenus say "Good morning."')
        tts = _load(speed)
        if output:
            _write(text, tts, output)
        else:
            _speak(text, tts)


def _has_words(text: str) -> bool:
    from speech.tts.normalise import normalise

    return any(char.isalnum() for char in normalise(text))


def _load(speed: float) -> "TextToSpeech":
    from assistant.config import paths
    from models.store import ModelStore
    from speech.tts.piper import PiperTts

    return PiperTts(ModelStore(paths.models_dir()).path(_MODEL), length_scale=1 / speed)


def _write(text: str, tts: "TextToSpeech", output: Path) -> None:
    from speech.audio.files import write_wav
    from speech.tts.clauses import split
    from speech.tts.markup import plain
    from speech.tts.normalise import normalise

    sound = [block for clause in split(plain(text)) for block in tts.synthesise(normalise(clause))]
    write_wav(output, b"".join(sound), tts.sample_rate_hz)


def _speak(text: str, tts: "TextToSpeech") -> None:
    import anyio

    anyio.run(_speak_aloud, text, tts)


async def _speak_aloud(text: str, tts: "TextToSpeech") -> None:
    from assistant.app.workers import ThreadWorker
    from speech.audio.host import PortAudioHost
    from speech.audio.speaker import DeviceSpeaker
    from speech.pipeline.voice import SpeakerVoice

    async with DeviceSpeaker(PortAudioHost()) as speaker, SpeakerVoice(tts, speaker, ThreadWorker()) as voice:
        await voice.say(1, text)
