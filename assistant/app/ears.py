"""Wiring of ears and mouth: the listener that turns sound into turns, and the voice that speaks their replies."""

from collections.abc import Callable
from dataclasses import replace

from assistant.app.engines import Hearing, other_voices
from assistant.app.languages import spoken_languages
from assistant.app.wake_word import load_wake_word
from assistant.app.wiring import Core
from assistant.app.workers import ThreadWorker
from assistant.config.settings import Settings
from assistant.dialog.turn import Request
from assistant.kernel.ports import Microphone, Speaker, TextToSpeech, Voice
from assistant.kernel.types import Utterance
from speech.endpoint import EndpointSettings
from speech.pipeline.listener import Listener
from speech.pipeline.listening import Dialog, Ears, FollowUp, ListenerSettings
from speech.pipeline.voice import SpeakerVoice


def make_voice(
    tts: TextToSpeech, speaker: Speaker, settings: Settings, on_first_audio: Callable[[int], None]
) -> SpeakerVoice:
    """Return the voice that speaks through `speaker`."""
    voice = SpeakerVoice(
        tts,
        speaker,
        ThreadWorker(),
        on_first_audio=on_first_audio,
        language=settings.assistant.language,
        load_other=other_voices(settings),
    )
    voice.has_earcons = settings.speech.earcons
    return voice


def listener_settings(settings: Settings, *, is_fast: bool = False) -> ListenerSettings:
    """Return how to listen; `is_fast` says that the microphone is a file that is read faster than real time."""
    normal, word = EndpointSettings(), load_wake_word(settings.wake)
    patience = settings.speech.patience_s / normal.open_silence_s
    return ListenerSettings(
        languages=spoken_languages(settings),
        follow_up_s=settings.speech.follow_up_s,
        wake_phrase=word.phrase,
        is_lockstep=is_fast,
        endpoint=replace(normal, patience=patience),
    )


def make_listener(
    hearing: Hearing, microphone: Microphone, voice: Voice, core: Core, settings: ListenerSettings
) -> Listener:
    """Return the listener that turns what `microphone` hears into turns of the core's controller."""
    controller = core.controller

    async def take(utterance: Utterance) -> FollowUp:
        record = await controller.submit(Request(utterance))
        if controller.has_question():
            return FollowUp.ANSWER
        # Talk among others in the window after a reply must not keep it open.
        return FollowUp.NONE if utterance.is_follow_up and record.plan is None else FollowUp.USUAL

    def answer_language() -> str:
        return controller.answer_language

    ears = Ears(
        *(microphone, hearing.wake, hearing.vad, hearing.stt, ThreadWorker(), ThreadWorker(), core.interpreter, voice),
        draft_worker=ThreadWorker(),
    )
    dialog = Dialog(
        controller.reserve_turn,
        lambda: controller.interrupt("voice"),
        take,
        lambda: controller.is_busy,
        answer_language,
    )
    listener = Listener(ears, dialog, settings, core.attention, core.bus, core.clock)
    core.attention.disown = listener.disown
    return listener
