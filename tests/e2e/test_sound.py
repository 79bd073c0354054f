"""The sound by the public commands, on a real PulseAudio server that is looked at with its own tool."""

import re
from collections.abc import Iterator

import pytest

from tests.e2e.asking import Asking
from tests.e2e.desktop import PrivateDesktop

pytestmark = pytest.mark.desktop


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop() as started:
        yield started


@pytest.fixture
def ask(desktop, tmp_path):
    desktop.call("pactl", "set-sink-volume", "zspk", "60%", "30%")
    desktop.call("pactl", "set-sink-mute", "zspk", "0")
    return Asking(desktop.env(ZENUS_HOME=str(tmp_path)))


@pytest.fixture
def headset(desktop):
    module = desktop.plug_speaker("headset")
    yield "headset"
    if module in {line.split()[0] for line in desktop.call("pactl", "list", "short", "modules").splitlines()}:
        desktop.unplug(module)


def levels_percent(desktop):
    return [int(level) for level in re.findall(r"(\d+)%", desktop.call("pactl", "get-sink-volume", "zspk"))]


def test_the_volume_is_set_and_taken_back_with_its_balance(desktop, ask):
    done = ask("set the volume to 40 percent")
    assert [(r["ok"], r["verified"], r["undoable"]) for r in done["results"]] == [(True, True, True)]
    assert done["reply"]["text"] == "The volume is at 40 percent."
    assert levels_percent(desktop) == [40, 20]
    assert ask("mute the sound")["results"][0]["verified"]
    assert "yes" in desktop.call("pactl", "get-sink-mute", "zspk")
    assert ask.reply("undo the last two").startswith("Shall I take back 2 deeds")
    assert ask("yes")["results"][0]["verified"]
    assert levels_percent(desktop) == [60, 30]
    assert "no" in desktop.call("pactl", "get-sink-mute", "zspk")


def test_the_sound_goes_to_another_speaker_and_back(desktop, ask, headset):
    assert ask.reply("which speakers are there").startswith("The sound comes out of Test Speaker.")
    done = ask("switch the sound to the headphones")
    assert done["reply"]["text"] == "The sound now comes out of Test Speaker headset."
    assert [(r["ok"], r["verified"], r["undoable"]) for r in done["results"]] == [(True, True, True)]
    assert desktop.call("pactl", "get-default-sink") == headset
    assert ask("undo that")["results"][0]["verified"]
    assert desktop.call("pactl", "get-default-sink") == "zspk"


def test_an_output_that_nobody_knows_is_told(desktop, ask):
    assert ask.reply("switch the sound to the gramophone").startswith("I found no output called “gramophone”.")
    assert desktop.call("pactl", "get-default-sink") == "zspk"


def test_the_microphone_is_muted_and_taken_back(desktop, ask):
    assert ask.reply("mute the microphone") == "The microphone is muted, so I can't hear you either."
    assert "yes" in desktop.call("pactl", "get-source-mute", "zmic")
    assert ask.reply("undo that") == "I took this back: mute the microphone."
    assert "no" in desktop.call("pactl", "get-source-mute", "zmic")


def test_a_dry_run_and_a_refusal_change_nothing(desktop, ask, headset):
    sentences = (
        "set the volume to 10 percent",
        "use the headphones",
        "mute the microphone",
        "mute the sound",
        "louder",
    )
    assert ask("mute the microphone", "--dry-run")["results"] == []
    ask.configure("safety.deny", '["sound.write"]')
    for sentence in sentences:
        assert "I am not allowed to" in ask.reply(sentence)
    assert levels_percent(desktop) == [60, 30]
    assert desktop.call("pactl", "get-default-sink") == "zspk"
    assert "no" in desktop.call("pactl", "get-source-mute", "zmic")


def test_a_speaker_that_was_unplugged_cannot_be_gone_back_to(desktop, ask, headset):
    assert ask("use the headphones")["results"][0]["verified"]
    assert ask("set the volume to 20 percent")["results"][0]["verified"]
    desktop.unplug(
        next(
            line.split()[0]
            for line in desktop.call("pactl", "list", "short", "modules").splitlines()
            if "headset" in line
        )
    )
    assert ask.reply("undo that").startswith("I can't take this back: set the volume to 20 percent.")


def test_without_a_server_it_says_so(desktop, tmp_path):
    ask = Asking(desktop.env(ZENUS_HOME=str(tmp_path), PULSE_SERVER=f"unix:{tmp_path}/none"))
    for sentence in ("set the volume to 10 percent", "which speakers are there", "mute the microphone"):
        assert ask.reply(sentence).startswith("I could not reach the sound server.")
