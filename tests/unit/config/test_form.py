"""The settings as a form: what kind of control each wants, and what differs between two settings."""

import json

import pytest

from assistant.config.form import changed_keys, form
from assistant.config.keys import keys
from assistant.config.settings import Settings

FIELDS = {field["key"]: field for section in form(Settings(), {}) for field in section["fields"]}


def test_every_setting_is_in_the_form_and_says_what_it_is_for() -> None:
    assert list(FIELDS) == [key.dotted for key in keys()]
    assert all(field["help"] for field in FIELDS.values())
    assert all(section["help"] for section in form(Settings(), {}))
    json.dumps(FIELDS)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("wake.sensitivity", "choice"),
        ("speech.earcons", "switch"),
        ("speech.speed", "number"),
        ("safety.undo_days", "whole"),
        ("speech.languages", "list"),
        ("safety.allow", "list"),
        ("safety.paths", "table"),
        ("audio.microphone", "text"),
        ("git.repository", "path"),
    ],
)
def test_the_control_follows_from_the_type(key: str, kind: str) -> None:
    assert FIELDS[key]["kind"] == kind


def test_a_bounded_number_brings_its_bounds() -> None:
    assert (FIELDS["speech.speed"]["low"], FIELDS["speech.speed"]["high"]) == (0.5, 2.0)


def test_a_list_of_known_things_brings_them() -> None:
    assert "files.trash" in FIELDS["safety.allow"]["choices"]
    assert FIELDS["speech.languages"]["choices"] == []


def test_a_field_shows_what_holds_and_what_the_default_is() -> None:
    changed = Settings(speech={"speed": 1.5})
    (field,) = [f for section in form(changed, {}) for f in section["fields"] if f["key"] == "speech.speed"]
    assert (field["value"], field["default"]) == (1.5, 1.0)


def test_what_the_environment_sets_is_fixed() -> None:
    sections = form(Settings(), {"speech": {"speed": "1.2"}})
    assert [f["key"] for section in sections for f in section["fields"] if f["is_fixed"]] == ["speech.speed"]


def test_only_what_differs_has_changed() -> None:
    assert changed_keys(Settings(), Settings()) == ()
    assert changed_keys(Settings(), Settings(gui={"theme": "dark"}, speech={"speed": 2})) == (
        "speech.speed", "gui.theme",
    )  # fmt: skip
