"""Speakers and microphones of a real PulseAudio server, checked with the server's own tool."""

import re
import subprocess

import pytest

from assistant.actions.sound.loudness import FULL
from assistant.actions.sound.pulse_mixer import PulseMicrophone, PulseSpeaker
from assistant.actions.sound.pulse_outputs import PulseOutputs
from assistant.actions.sound.sound_output import Route
from assistant.kernel.errors import AudioError
from tests.e2e.desktop import PrivateDesktop

pytestmark = pytest.mark.desktop


@pytest.fixture(scope="module")
def microphone_desktop():
    with PrivateDesktop() as started:
        yield started


@pytest.fixture
def speaker(desktop):
    desktop.call("pactl", "set-sink-mute", "zspk", "0")
    desktop.call("pactl", "set-sink-volume", "zspk", "50%", "20%")
    return PulseSpeaker(desktop.pulse_server)


def levels_percent(desktop, kind="sink", name="zspk"):
    return [int(level) for level in re.findall(r"(\d+)%", desktop.call("pactl", f"get-{kind}-volume", name))]


def test_each_channel_is_read(speaker):
    found = speaker.read()
    assert (found.device, found.description, found.level_percent, found.is_muted) == ("zspk", "Test Speaker", 50, False)
    assert found.channels == (FULL // 2, round(FULL / 5))


@pytest.mark.parametrize("level", [0, 1, 29, 57, 99, 100])
def test_every_level_comes_back_as_it_was_set(speaker, level):
    wanted = speaker.read().at(level)
    speaker.apply(wanted)
    assert speaker.read() == wanted


def test_the_balance_and_the_muting_are_what_other_programs_see(desktop, speaker):
    before = speaker.read()
    speaker.apply(before.at(100))
    assert levels_percent(desktop) == [100, 40]
    desktop.call("pactl", "set-sink-mute", "zspk", "1")
    assert speaker.read().is_muted
    speaker.apply(before)
    assert levels_percent(desktop) == [50, 20]
    assert "no" in desktop.call("pactl", "get-sink-mute", "zspk")


def test_a_speaker_is_found_by_its_name_when_it_is_no_longer_the_default_one(desktop, speaker):
    module = desktop.plug_speaker("other")
    desktop.call("pactl", "set-default-sink", "other")
    assert (speaker.read().device, speaker.read("zspk").device) == ("other", "zspk")
    desktop.unplug(module)
    with pytest.raises(AudioError) as caught:
        speaker.read("other")
    assert caught.value.code == "no-speaker"


@pytest.mark.parametrize("adapter", [PulseSpeaker, PulseMicrophone])
def test_no_server_is_told(tmp_path, adapter):
    with pytest.raises(AudioError) as caught:
        adapter(f"unix:{tmp_path}/none").read()
    assert caught.value.code == "no-audio-server"


def test_the_microphone_is_muted(microphone_desktop):
    microphone = PulseMicrophone(microphone_desktop.pulse_server)
    before = microphone.read()
    assert (before.device, before.is_muted) == ("zmic", False)
    microphone_desktop.call("pactl", "set-source-mute", "zmic", "1")
    assert microphone.read().is_muted
    microphone.apply(before)
    assert "no" in microphone_desktop.call("pactl", "get-source-mute", "zmic")


def test_what_a_speaker_plays_is_no_microphone(desktop):
    with pytest.raises(AudioError) as caught:
        PulseMicrophone(desktop.pulse_server).read()
    assert caught.value.code == "no-microphone"


def test_outputs_are_listed_and_what_plays_moves_along(desktop):
    module = desktop.plug_speaker("headset")
    outputs = PulseOutputs(desktop.pulse_server)
    names = {output.sink: (output.name, output.is_used) for output in outputs.outputs()}
    assert names["zspk"] == ("Test Speaker", True)
    assert names["headset"] == ("Test Speaker headset", False)
    player = desktop.start(["pacat", "--playback", "--raw", "/dev/zero"], stdout=subprocess.DEVNULL)
    try:
        while not (before := outputs.route()).streams:
            assert player.poll() is None
        outputs.follow(Route("headset", {}, before.streams))
        after = outputs.route()
        assert (after.sink, after.streams) == ("headset", before.streams)
        assert desktop.call("pactl", "get-default-sink") == "headset"
        outputs.follow(before)
        assert outputs.route() == before
    finally:
        player.kill()
        player.wait()
        desktop.unplug(module)


def test_a_route_to_what_is_gone_is_told(desktop):
    with pytest.raises(AudioError) as caught:
        PulseOutputs(desktop.pulse_server).follow(Route("unplugged", {}, ()))
    assert caught.value.code == "no-speaker"


def test_a_server_without_a_speaker_one_that_dies_and_one_that_is_back():
    with PrivateDesktop(has_microphone=False) as lonely:
        speaker = PulseSpeaker(lonely.pulse_server)
        lonely.call("pactl", "unload-module", "module-null-sink")
        with pytest.raises(AudioError, match="no speaker"):
            speaker.read()
        lonely.kill_audio()
        with pytest.raises(AudioError, match="No sound server"):
            speaker.read()
        lonely.restart_audio()
        assert speaker.read().device == "zspk"
