"""Ten minutes of other people's speech without the wake phrase: no turn may begin."""

import json
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pytest

from speech.audio.files import read_pcm
from tests.conftest import SHARED_DATA
from tests.e2e.running import private_env, read_events, zenus
from tests.e2e.spoken import RATE_HZ, write

pytestmark = [pytest.mark.models, pytest.mark.slow]

LENGTH_S = 600.0
PAUSE_S = 0.4
LIMIT_S = 400.0


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Readings, commands to other machines, acted dialogue and meetings, one after the other."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"{SHARED_DATA} is not here: the recordings of people that this test plays are no part of a clone")
    sounds: list[np.ndarray] = []
    length_s = 0.0
    for path in _recordings():
        sound = np.frombuffer(read_pcm(path), np.int16)
        sounds += [sound, np.zeros(round(PAUSE_S * RATE_HZ), np.int16)]
        length_s += len(sound) / RATE_HZ + PAUSE_S
        if length_s >= LENGTH_S:
            return write(tmp_path_factory.mktemp("speech") / "speech.wav", np.concatenate(sounds))
    raise AssertionError(f"there are only {length_s:.0f} s of speech")


def _recordings() -> list[Path]:
    """Return the recordings, kind by kind in turn: one kind alone would fill the time."""
    kinds = [_files("turn"), _files("wake", label=None), _files("asr"), _files("wake", label="jarvis")]
    return [SHARED_DATA / file for row in zip_longest(*kinds) for file in row if file]


def _files(name: str, **fields: str | None) -> list[str]:
    lines = map(json.loads, (SHARED_DATA / f"{name}.jsonl").read_text().splitlines())
    return [line["file"] for line in lines if all(line[key] == value for key, value in fields.items())]


def test_ten_minutes_of_speech_without_the_wake_phrase_start_no_turn(speech: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    done = zenus(
        private_env(tmp_path), "run", "--fast", "--no-gui", "--input", speech, "--events", events, timeout=LIMIT_S
    )
    assert done.returncode == 0, done.stderr
    assert [event for event in read_events(events) if event["type"] != "state"] == []
