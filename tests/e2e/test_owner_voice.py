"""`zenus wake enrol`: whose voice was enrolled is answered, another voice is not, and anyone's is again afterwards."""

from pathlib import Path

import numpy as np
import pytest

from speech.audio.files import read_pcm
from tests.e2e.running import private_env, read_events, zenus
from tests.e2e.spoken import RATE_HZ, write

pytestmark = [pytest.mark.models, pytest.mark.slow]

FOLDER = Path(__file__).parents[1] / "data" / "requests"
OWNER = sorted(FOLDER.glob("af_heart-*.flac"))
QUESTION = FOLDER / "af_heart-time.flac"
OTHER = FOLDER / "am_michael-date.flac"


@pytest.fixture
def both_ask(tmp_path: Path) -> Path:
    """Someone else asks something, then the owner does."""
    pause = np.zeros(3 * RATE_HZ, np.int16)
    voices = [np.frombuffer(read_pcm(path), np.int16) for path in (OTHER, QUESTION)]
    return write(tmp_path / "both.wav", np.concatenate([pause, voices[0], pause, pause, voices[1], pause]))


def heard(env: dict[str, str], sound: Path, events: Path) -> list[str]:
    done = zenus(env, "run", "--fast", "--no-gui", "--input", sound, "--events", events, timeout=120.0)
    assert done.returncode == 0, done.stderr
    return [str(event["text"]) for event in read_events(events) if event["type"] == "transcript" and event["final"]]


def test_only_the_owner_is_answered_once_their_voice_is_known(both_ask: Path, tmp_path: Path) -> None:
    env = private_env(tmp_path)
    assert len(heard(env, both_ask, tmp_path / "before.jsonl")) == 2

    enrolled = zenus(env, "wake", "enrol", *[path for path in OWNER if path != QUESTION])
    assert enrolled.returncode == 0 and "5 utterances" in enrolled.stdout
    assert zenus(env, "config", "set", "wake.owner_only", "true").returncode == 0
    [text] = heard(env, both_ask, tmp_path / "owner.jsonl")
    assert "what time is it" in text


def test_who_is_not_enrolled_is_told_how(tmp_path: Path) -> None:
    env = private_env(tmp_path)
    zenus(env, "config", "set", "wake.owner_only", "true")
    done = zenus(env, "run", "--no-gui", "--input", QUESTION)
    assert done.returncode != 0
    assert "zenus wake enrol" in done.stderr


def test_recordings_without_the_phrase_enrol_nobody(tmp_path: Path) -> None:
    silence = write(tmp_path / "silence.wav", np.zeros(RATE_HZ, np.int16))
    done = zenus(private_env(tmp_path), "wake", "enrol", silence)
    assert done.returncode != 0
    assert "I heard the wake phrase 0 times" in done.stderr


def test_a_voice_can_be_forgotten(tmp_path: Path) -> None:
    env = private_env(tmp_path)
    zenus(env, "wake", "enrol", *OWNER)
    assert zenus(env, "wake", "enrol", "--forget").stdout == "I have forgotten your voice.\n"
    assert zenus(env, "wake", "enrol", "--forget").stdout == "I knew no voice.\n"
