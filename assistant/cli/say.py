"""`zenus say`: one text, through the speaker or into a WAV file, in the assistant's own voice."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.report import reported
from assistant.kernel.errors import UsageError

if TYPE_CHECKING:
    from assistant.kernel.ports import TextToSpeech


def say(
    text: Annotated[str, typer.Argument(help="What to say.")],
    output: Annotated[Path | None, typer.Option(help="Write a WAV file instead of using the speaker.")] = None,
    speed: Annotated[float, typer.Option(min=0.5, max=2.0, help="1.0 is the voice's own pace.")] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Report errors as JSON.")] = False,
) -> None:
    """Speak a text in the language of replies, or write it to a WAV file."""
    with reported(as_json=as_json):
        if not _has_words(text):
            raise UsageError("There is nothing to say.", code="nothing-to-say", hint='Try: zenus say "Good morning."')
        tts, language = _load(speed)
        if output:
            _write(text, tts, language, output)
        else:
            _speak(text, tts, language)


def _has_words(text: str) -> bool:
    from speech.tts.normalise import normalise

    return any(char.isalnum() for char in normalise(text))


def _load(speed: float) -> "tuple[TextToSpeech, str]":
    from assistant.app.voices import voice_of
    from assistant.config import paths
    from assistant.config.loading import load_settings
    from models.store import ModelStore

    settings = load_settings()
    speech = settings.speech.model_copy(update={"speed": speed})
    tts = voice_of(ModelStore(paths.models_dir()), settings.model_copy(update={"speech": speech}))
    return tts, settings.assistant.language


def _write(text: str, tts: "TextToSpeech", language: str, output: Path) -> None:
    from speech.audio.files import write_wav
    from speech.tts.clauses import split
    from speech.tts.markup import plain
    from speech.tts.normalise import normalise

    sound = [block for clause in split(plain(text)) for block in tts.synthesise(normalise(clause, language))]
    write_wav(output, b"".join(sound), tts.sample_rate_hz)


def _speak(text: str, tts: "TextToSpeech", language: str) -> None:
    import anyio

    anyio.run(_speak_aloud, text, tts, language)


async def _speak_aloud(text: str, tts: "TextToSpeech", language: str) -> None:
    from assistant.app.workers import ThreadWorker
    from speech.audio.host import PortAudioHost
    from speech.audio.speaker import DeviceSpeaker
    from speech.pipeline.voice import SpeakerVoice

    speaker = DeviceSpeaker(PortAudioHost())
    async with speaker, SpeakerVoice(tts, speaker, ThreadWorker(), language=language) as voice:
        await voice.say(1, text)
