"""The parts of the recipe that need neither torch nor onnx."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.kernel.errors import ModelError
from models import hey_zenus
from models.hey_zenus import shipped
from models.hey_zenus.augment import Surroundings, augment
from models.hey_zenus.clips import Clip, load, save, voiced_end_s
from models.hey_zenus.corpus import Places
from models.hey_zenus.evaluate import CONDITIONS
from models.hey_zenus.parts import hear_all
from models.hey_zenus.phrase import hey_zenus as hey_zenus_phrase
from models.hey_zenus.phrases import PRONUNCIATIONS
from models.hey_zenus.rooms import box_room, noise_room, reverberate
from models.hey_zenus.script import DEV_VOICES, TEST_VOICES, lines

PHRASE = hey_zenus_phrase()
VOICES = ("af_bella", "am_adam", "bf_alice", "ff_siwis")
RANDOM = np.random.default_rng(2)


def tone(seconds: float) -> np.ndarray:
    return (8_000 * np.sin(np.arange(int(seconds * 16_000)) * 0.3)).astype(np.int16)


def test_held_out_voices_are_never_trained_on() -> None:
    names = (*VOICES, "af_kore")
    spoken = {name for line in lines(PHRASE, "train", 300, names, 1) for name in line.blend}
    assert spoken == set(names)
    assert not set(DEV_VOICES) & set(TEST_VOICES)


def test_the_script_is_the_same_every_time() -> None:
    assert list(lines(PHRASE, "train", 50, VOICES, 1)) == list(lines(PHRASE, "train", 50, VOICES, 1))


def test_a_longer_script_begins_like_a_shorter_one() -> None:
    assert list(lines(PHRASE, "train", 60, VOICES, 1))[:50] == list(lines(PHRASE, "train", 50, VOICES, 1))


def test_blends_add_up_to_one_voice() -> None:
    assert all(
        sum(line.blend.values()) == pytest.approx(1, abs=1e-3) for line in lines(PHRASE, "train", 100, VOICES, 1)
    )


def test_only_lines_with_the_phrase_are_marked() -> None:
    assert all(line.is_wake == (line.kind in ("alone", "running")) for line in lines(PHRASE, "dev", 100, VOICES, 1))


def test_two_in_five_phrases_run_on_into_a_command() -> None:
    spoken = [line for line in lines(PHRASE, "train", 2_000, VOICES, 1) if line.is_wake]
    assert sum(bool(line.text) for line in spoken) / len(spoken) == pytest.approx(0.4, abs=0.03)


def test_the_same_line_has_the_same_name_and_another_has_another() -> None:
    first, second, *_ = lines(PHRASE, "train", 3, VOICES, 1)
    assert first.key() == next(lines(PHRASE, "train", 1, VOICES, 1)).key() != second.key()


def test_pronunciations_are_weighted_to_one() -> None:
    assert sum(weight for weight, _ in PRONUNCIATIONS) == pytest.approx(1)


def test_a_clip_survives_the_disk(tmp_path: Path) -> None:
    save(tmp_path / "a.npz", Clip(tone(0.1), 0.05, "alone", "af_bella:1.00", "hey zenus"))
    clip = load(tmp_path / "a.npz")
    assert (clip.phrase_end_s, clip.kind, clip.voice, clip.text) == (0.05, "alone", "af_bella:1.00", "hey zenus")
    np.testing.assert_array_equal(clip.pcm, tone(0.1))


def test_the_end_of_a_voice_is_found() -> None:
    assert voiced_end_s(np.concatenate([tone(0.5), np.zeros(8_000, np.int16)])) == pytest.approx(0.5, abs=0.02)


def test_a_room_begins_with_the_direct_sound() -> None:
    response = box_room(np.random.default_rng(1), (0.3, 0.6), (1.0, 3.0))
    assert response[0] == pytest.approx(1)
    assert response.size > 1_600


def test_a_room_keeps_the_loudness() -> None:
    dry = tone(1).astype(np.float32)
    wet = reverberate(dry, noise_room(np.random.default_rng(1)))
    assert np.linalg.norm(wet) == pytest.approx(np.linalg.norm(dry), rel=1e-3)


@pytest.mark.parametrize("seed", range(12))
def test_a_scene_holds_the_whole_phrase(seed: int) -> None:
    noise = RANDOM.normal(size=80_000) * 1_000
    around = Surroundings([noise.astype(np.int16)], [noise.astype(np.int16)])
    scene = augment(Clip(tone(1.0), 0.8, "alone", "", ""), np.random.default_rng(seed), around)
    assert 1.5 < scene.phrase_end_s < scene.pcm.size / 16_000 - 0.5
    assert np.abs(scene.pcm).max() > 100


def test_each_sensitivity_has_a_rule() -> None:
    thresholds = [hey_zenus.rule(step)["threshold"] for step in ("low", "normal", "high")]
    assert thresholds == sorted(thresholds, reverse=True)
    assert all(0 < threshold < 1 for threshold in thresholds)


def test_what_is_doubtful_is_below_what_is_sure() -> None:
    stages = [shipped.two_stages(step) for step in shipped.SENSITIVITIES]
    assert all(0 < stage.doubtful_prob < stage.sure_prob < 1 for stage in stages)


def test_the_head_is_small() -> None:
    assert hey_zenus.head_path().stat().st_size <= 1_000_000


@pytest.mark.parametrize("text", ["", "{}", json.dumps({"normal": {"threshold": "x"}})])
def test_damaged_rules_are_named(tmp_path: Path, text: str) -> None:
    shipped.rules_path(tmp_path).write_text(text)
    with pytest.raises(ModelError) as caught:
        hey_zenus.rule("normal", tmp_path)
    assert caught.value.code == "model-damaged"


class StillFeatures:
    """Hears the same in everything."""

    def mel(self, samples: np.ndarray) -> np.ndarray:
        return np.zeros(((samples.size - 480) // 1_280 * 8, 32), np.float32)

    def embed(self, mel: np.ndarray) -> np.ndarray:
        return np.zeros(((len(mel) - 76) // 8 + 1, 96), np.float32)


def test_several_processes_hear_everything_once_between_them(tmp_path: Path) -> None:
    places = Places.under(tmp_path, "hey_zenus")
    places.real.mkdir()
    lengths_s = {"train-a": 3, "train-b": 2, "dev-c": 2, "dev-hey-zenus": 1, "test-d": 1}
    for name, length_s in lengths_s.items():
        np.save(places.real / f"{name}.npy", tone(length_s))
    for part in ("dev", "test", "flite"):
        (places.clips / part).mkdir(parents=True)
    save(places.clips / "dev" / "kokoro-a.npz", Clip(tone(1.0), 0.8, "alone", "", ""))
    heard = []
    for number in range(2):
        hear_all(places, StillFeatures(), (number, 2))
        heard.append({path.relative_to(places.heard) for path in places.heard.rglob("*.npy")})
    recordings = {path.stem for path in heard[1] if path.parent.name == "real"}
    assert recordings == {"train-a", "train-b", "dev-c", "test-d"}
    assert len({path for path in heard[1] if path.parent.name == "dev-scenes"}) == len(CONDITIONS)
    first, second = len(heard[0]), len(heard[1] - heard[0])
    assert abs(first - second) <= 2 and first and second
