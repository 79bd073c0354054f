"""The settings as the window shows them, from the very form that the core sends."""

import pytest

from assistant.config.form import form
from assistant.config.settings import Settings
from gui.view import settings_words as words
from gui.view.settings import Field, SettingsModel

OFFERS = {"audio.microphone": ["", "Desk Mic"], "speech.voice": ["en_US-joe-medium"], "assistant.language": ["en"]}


def answer(**sections: object) -> dict[str, object]:
    return {"file": "/c.toml", "sections": form(Settings(**sections), {}), "offers": OFFERS}


@pytest.fixture
def model() -> SettingsModel:
    model = SettingsModel()
    model.take(answer())
    return model


def field(model: SettingsModel, key: str) -> Field:
    found = model.field(key)
    assert found is not None
    return found


def test_every_setting_is_on_a_page_with_a_title_and_a_help(model: SettingsModel) -> None:
    wanted = {field["key"] for section in form(Settings(), {}) for field in section["fields"]}
    assert {field.key for field in model.fields()} == wanted
    assert all(field.title and field.help for field in model.fields())
    assert not any("_" in field.title for field in model.fields())


def test_the_pages_are_there_before_the_core_has_answered() -> None:
    assert [page.name for page in SettingsModel().pages] == list(words.PAGES)


def test_a_section_that_the_window_does_not_know_comes_last(model: SettingsModel) -> None:
    more = answer()
    more["sections"] += [{"name": "tele_port", "help": "", "fields": []}]
    model.take(more)
    assert (model.pages[-1].name, model.pages[-1].groups[-1].title) == ("more", "Tele port")


def test_what_is_here_can_be_chosen_from(model: SettingsModel) -> None:
    microphone = field(model, "audio.microphone")
    assert microphone.kind == "choice"
    assert microphone.choices == (("", "System default"), ("Desk Mic", "Desk Mic"))


def test_a_device_that_is_away_stays_chosen(model: SettingsModel) -> None:
    model.take(answer(audio={"microphone": "Headset"}))
    assert ("Headset", "Headset") in field(model, "audio.microphone").choices


def test_a_number_has_bounds_a_step_and_its_unit(model: SettingsModel) -> None:
    patience = field(model, "speech.patience_s")
    assert (patience.low, patience.high, patience.step, patience.unit) == (0.5, 6.0, 0.1, " s")
    assert patience.shown(2.5) == "2.5 s"
    assert field(model, "gui.opacity").shown(0.85) == "85 %"


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("speech.earcons", "On"),
        ("gui.theme", "As the desktop"),
        ("audio.microphone", "System default"),
        ("speech.languages", "en"),
        ("safety.allow", "none"),
        ("safety.undo_days", "30 days"),
    ],
)
def test_a_default_is_told_in_words(model: SettingsModel, key: str, shown: str) -> None:
    assert field(model, key).default_text == shown


@pytest.mark.parametrize(
    ("searched", "key"), [("pace", "speech.speed"), ("DARK", "gui.theme"), ("wake sens", "wake.sensitivity")]
)
def test_a_search_looks_into_titles_helps_and_choices(model: SettingsModel, searched: str, key: str) -> None:
    assert key in model.search(searched)
    assert len(model.search(searched)) < len(model.fields())


def test_a_search_for_nothing_shows_everything_and_for_nonsense_nothing(model: SettingsModel) -> None:
    assert len(model.search(" ")) == len(model.fields())
    assert model.search("xyzzy") == frozenset()


def test_a_changed_value_alone_keeps_the_shape(model: SettingsModel) -> None:
    assert not model.take(answer(speech={"speed": 1.5}))
    assert model.value("speech.speed") == 1.5 and not field(model, "speech.speed").is_default


def test_another_device_changes_the_shape(model: SettingsModel) -> None:
    assert model.take({**answer(), "offers": {**OFFERS, "audio.microphone": ["", "Other"]}})


def test_what_is_wrong_with_a_value_is_said_at_its_field_until_it_is_right(model: SettingsModel) -> None:
    told = model.answer("speech.speed", {"code": "config-invalid", "message": "No.", "hint": "From 0.5 to 2."})
    assert told == model.errors["speech.speed"] == "From 0.5 to 2."
    assert model.answer("speech.speed", None) == "" and model.errors == {}


def test_an_answer_that_is_no_form_changes_nothing(model: SettingsModel) -> None:
    assert not model.take(True)
    assert model.fields()
