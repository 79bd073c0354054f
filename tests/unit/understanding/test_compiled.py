"""Compiled templates are kept between runs, and whatever is wrong with the file, sentences are still understood."""

import pickle

import pytest
from hassil.recognize import recognize_all

from assistant.understanding.compiled import compiled

LAMP = {"language": "en", "intents": {"lamp.on": {"data": [{"sentences": ["(light|switch on) the lamp"]}]}}}
RADIO = {"language": "en", "intents": {"radio.on": {"data": [{"sentences": ["play the radio"]}]}}}


def names(intents, text):
    return [result.intent.name for result in recognize_all(text, intents)]


def test_what_was_compiled_is_read_back(tmp_path, monkeypatch):
    compiled(LAMP, tmp_path)
    monkeypatch.setattr("hassil.intents.Intents.from_dict", None)

    assert names(compiled(LAMP, tmp_path), "switch on the lamp") == ["lamp.on"]


def test_other_templates_replace_those_of_their_language(tmp_path):
    compiled(LAMP, tmp_path)

    assert names(compiled(RADIO, tmp_path), "play the radio") == ["radio.on"]
    assert len(list(tmp_path.iterdir())) == 1


def test_templates_of_another_language_stay(tmp_path):
    compiled(LAMP, tmp_path)
    compiled({**LAMP, "language": "de"}, tmp_path)

    assert len(list(tmp_path.iterdir())) == 2


class _Harm:
    def __reduce__(self):
        return (open, ("/dev/null",))


@pytest.mark.parametrize("data", [b"", b"\x80\x05garbage", pickle.dumps(_Harm()), pickle.dumps({"a": 1})[:-1]])
def test_a_file_that_holds_something_else_is_compiled_anew(tmp_path, data):
    compiled(LAMP, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(data)

    assert names(compiled(LAMP, tmp_path), "light the lamp") == ["lamp.on"]


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("")

    assert names(compiled(LAMP, tmp_path / "file" / "templates"), "light the lamp") == ["lamp.on"]


def test_without_a_folder_nothing_is_kept(tmp_path):
    assert names(compiled(LAMP, None), "light the lamp") == ["lamp.on"]
