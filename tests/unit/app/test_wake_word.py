"""Which wake word the settings name."""

import json
from pathlib import Path

import pytest

from assistant.app.wake_word import load_wake_word, trained_dir
from assistant.config.settings import WakeSettings
from assistant.kernel.errors import ConfigError
from models.hey_zenus import shipped

STEP = {
    "threshold": 0.7,
    "consecutive_frames": 2,
    "refractory_s": 2.0,
    "doubtful_prob": 0.3,
    "sure_prob": 0.9,
}


@pytest.fixture
def trained(zenus_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with a head for "hey robin"."""
    monkeypatch.delenv("ZENUS_MODELS", raising=False)
    folder = trained_dir()
    folder.mkdir(parents=True)
    (folder / "hey_robin.onnx").touch()
    (folder / "hey_robin.json").write_text(json.dumps(dict.fromkeys(("low", "normal", "high"), STEP)))
    return folder


def test_ours_is_the_usual_one() -> None:
    word = load_wake_word(WakeSettings())
    assert (word.phrase, word.head) == ("hey zenus", shipped.head_path())


def test_a_trained_phrase_is_found_by_its_words(trained: Path) -> None:
    word = load_wake_word(WakeSettings(phrase="Hey Robin"))
    assert word.head == trained / "hey_robin.onnx"
    assert (word.rule.threshold, word.stages.sure_prob) == (0.7, 0.9)


def test_a_phrase_that_was_never_trained_is_named_with_the_way_to_train_it(trained: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_wake_word(WakeSettings(phrase="hey nobody"))
    assert caught.value.code == "unknown-wake-phrase" and 'train "hey nobody"' in caught.value.hint


def test_with_a_second_stage_the_first_is_satisfied_with_less() -> None:
    word = load_wake_word(WakeSettings())
    assert word.doubtful_rule.threshold == word.stages.doubtful_prob < word.rule.threshold
    assert word.doubtful_rule.sure_threshold == word.stages.sure_prob
