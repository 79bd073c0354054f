"""When a detection is looked at twice: where there is a verifier for the encoder of the recogniser in use."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.app.wake_engines import verification_of
from assistant.app.wake_word import WakeWord, load_wake_word
from assistant.config.settings import WakeSettings
from assistant.kernel.ports import SpeechToText
from assistant.kernel.testing.audio import ScriptedStt
from speech.stt.whisper import WhisperStt

WORD = load_wake_word(WakeSettings())
WHISPER = WhisperStt(Path("whisper-base"))


def test_our_own_phrase_is_verified_by_the_usual_recogniser() -> None:
    verification = verification_of(WORD, WHISPER)
    assert verification is not None and verification.least_prob == WORD.verifying.verified_prob


@pytest.mark.parametrize(
    ("word", "stt"),
    [
        (WORD, WhisperStt(Path("whisper-tiny-en"))),
        (replace(WORD, verifier=Path("nowhere.onnx")), WHISPER),
        (WORD, ScriptedStt({})),
    ],
    ids=["another-encoder", "no-verifier", "another-engine"],
)
def test_elsewhere_the_transcript_takes_its_place(word: WakeWord, stt: SpeechToText) -> None:
    assert verification_of(word, stt) is None


def test_the_verifier_is_asked_about_more_than_the_first_stage_alone_would_tell() -> None:
    assert WORD.candidate_rule.threshold < WORD.rule.threshold
