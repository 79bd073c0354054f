"""What the wake word benchmark makes of both stages and of its sounds."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.app.bench.wake import Bench, Cost, both_stages_times_s, targets
from assistant.app.bench.wake_figures import Spoken, StageFigures
from assistant.app.bench.wake_material import RUNNING_ON, clips_of, from_folder, unseen_voices
from assistant.app.wake_word import load_wake_word
from assistant.config.settings import WakeSettings
from assistant.kernel.errors import UsageError
from models.hey_zenus.shipped import TwoStages
from speech.audio.files import write_wav
from speech.wake.trigger import Verification, WakeRule

WORD = replace(load_wake_word(WakeSettings()), rule=WakeRule(0.8, 2, 2.0), stages=TwoStages(0.3, 0.95))
SECOND = np.zeros(16_000, np.int16)


def bench(*, transcript_agrees: bool, verification: Verification | None = None) -> Bench:
    return Bench(WORD, Path("features"), verification, lambda _pcm: transcript_agrees, Path("plot.svg"))


def heard(score: float) -> Spoken:
    return Spoken(np.zeros(32_000, np.int16), np.array([0, score, score, score, 0], np.float32), -1.0)


@pytest.mark.parametrize(
    ("score", "transcript_agrees", "is_heard"),
    [(0.97, False, True), (0.5, True, True), (0.5, False, False), (0.2, True, False)],
)
def test_only_doubtful_scores_ask_for_the_transcript(score: float, transcript_agrees: bool, is_heard: bool) -> None:
    assert bool(both_stages_times_s(heard(score), bench(transcript_agrees=transcript_agrees))) is is_heard


@pytest.mark.parametrize(("verified_prob", "is_heard"), [(0.9, True), (0.2, False)])
def test_with_a_verifier_it_decides_whatever_the_transcript_says(verified_prob: float, is_heard: bool) -> None:
    verification = Verification(lambda _sound: verified_prob, 0.5)
    asked = bench(transcript_agrees=not is_heard, verification=verification)
    sound = Spoken(np.zeros(32_000, np.int16), np.array([0, 0.99, 0.99, 0, 0, 0, 0], np.float32), -1.0)
    assert bool(both_stages_times_s(sound, asked)) is is_heard


def test_a_phrase_that_is_never_detected_misses_the_limit_for_lateness() -> None:
    never = StageFigures(
        dict.fromkeys(("clean", "room, 10 dB", "room, 5 dB"), 1.0), 0, 1.0, (0, 0), *[float("nan")] * 2
    )
    late = next(target for target in targets(never, never, Cost(0, 0, 0)) if "after the phrase" in target.name)
    assert not late.is_met


def test_a_folder_gives_its_sound_and_passes_over_broken_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    write_wav(tmp_path / "deep" / "a.wav", SECOND.tobytes(), 16_000)
    (tmp_path / "b.wav").write_bytes(b"no sound")
    (tmp_path / "c.txt").write_text("no sound either")
    assert [pcm.size for pcm in from_folder(tmp_path)] == [16_000]


def test_a_folder_without_sound_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        list(from_folder(tmp_path))
    assert caught.value.code == "bench-data-missing"


def test_the_phrase_of_a_file_ends_with_its_sound(tmp_path: Path) -> None:
    tone = (8_000 * np.sin(np.arange(8_000) * 0.3)).astype(np.int16)
    write_wav(tmp_path / "a.wav", np.concatenate([tone, SECOND]).tobytes(), 16_000)
    assert clips_of(tmp_path)[0].phrase_end_s == pytest.approx(0.5, abs=0.02)


class Speaker:
    """Takes a second for every ten letters."""

    sample_rate_hz = 16_000

    def __init__(self, _model_dir: Path, voice: str, *, voices_dir: Path, speed: float = 1.0) -> None:
        self.voice = voice

    def synthesise(self, text: str) -> Iterator[bytes]:
        yield (8_000 * np.sin(np.arange(1_600 * len(text)) * 0.3)).astype(np.int16).tobytes()


def test_unseen_voices_also_run_on_and_say_what_is_near(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("speech.tts.kokoro.KokoroTts", Speaker)
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    sounds = unseen_voices(tmp_path, "hey zenus", [], is_full=True)
    texts = {clip.text.rstrip("!?") for clip in sounds.positives}
    assert texts == {"hey zeenus", "hey, zeenus", "hey zennus"}, "both usual ways of saying it"
    assert set(sounds.others) == {RUNNING_ON}
    for clip in sounds.others[RUNNING_ON]:
        said = next(text for text in texts if clip.text.startswith(f"{text} "))
        assert clip.phrase_end_s == pytest.approx(len(said) / 10, abs=0.11)
    assert sounds.near and all(clip.phrase_end_s < 0 and "zenus" not in clip.text for clip in sounds.near)


def test_a_quick_run_hears_the_phrase_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("speech.tts.kokoro.KokoroTts", Speaker)
    sounds = unseen_voices(tmp_path, "hey zenus", [], is_full=False)
    assert [clip.text for clip in sounds.positives] == ["hey zenus"] * 4
    assert not sounds.others and not sounds.near
