"""The volume of a real PulseAudio server, checked with the server's own tool."""

import re

import pytest

from assistant.actions.pulse_mixer import PulseMixer
from assistant.actions.volume import VolumeActions
from tests.e2e.desktop import PrivateDesktop

pytestmark = [pytest.mark.desktop, pytest.mark.anyio]


@pytest.fixture
def volume(desktop):
    desktop.call("pactl", "set-sink-mute", "zspk", "0")
    desktop.call("pactl", "set-sink-volume", "zspk", "50%")
    return VolumeActions(PulseMixer(desktop.pulse_server))


def level_percent(desktop):
    return int(re.search(r"(\d+)%", desktop.call("pactl", "get-sink-volume", "zspk"))[1])


async def test_the_level_is_set_and_confirmed(desktop, do, volume):
    result, text = await do(volume, "volume.set", level_percent=37)
    assert (result.ok, result.is_verified, text) == (True, True, "The volume is at 37 percent.")
    assert level_percent(desktop) == 37


async def test_every_level_is_confirmed_in_spite_of_the_servers_rounding(do, volume):
    for level in (0, 1, 29, 57, 99, 100):
        result, _text = await do(volume, "volume.set", level_percent=level)
        assert result.is_verified, level


@pytest.mark.parametrize(("by", "expected"), [(10, 60), (-25, 25), (90, 100), (-90, 0)])
async def test_the_level_is_changed_from_where_it_is(desktop, do, volume, by, expected):
    result, _text = await do(volume, "volume.change", by_percent=by)
    assert result.is_verified
    assert level_percent(desktop) == expected


async def test_the_sound_is_muted_and_unmuted(desktop, do, volume):
    result, text = await do(volume, "volume.mute", is_muted=True)
    assert (result.is_verified, text) == (True, "The sound is muted.")
    assert "yes" in desktop.call("pactl", "get-sink-mute", "zspk")
    _result, text = await do(volume, "volume.get")
    assert text == "The sound is muted, and the volume is at 50 percent."
    result, text = await do(volume, "volume.mute", is_muted=False)
    assert (result.is_verified, text) == (True, "The sound is on, at 50 percent.")
    assert "no" in desktop.call("pactl", "get-sink-mute", "zspk")


async def test_the_default_speaker_is_followed(desktop, do, volume):
    desktop.plug_speaker("other")
    desktop.call("pactl", "set-default-sink", "other")
    await do(volume, "volume.set", level_percent=12)
    desktop.call("pactl", "set-default-sink", "zspk")
    assert level_percent(desktop) == 50


async def test_no_sound_server_is_told_with_what_to_do(tmp_path, do):
    result, text = await do(VolumeActions(PulseMixer(f"unix:{tmp_path}/none")), "volume.set", level_percent=10)
    assert (result.ok, result.error_code) == (False, "no-audio-server")
    assert text == "I could not reach the sound server. Start PipeWire or PulseAudio and try again."


async def test_a_server_without_a_speaker_and_one_that_dies_are_told(do):
    with PrivateDesktop(has_microphone=False) as lonely:
        volume = VolumeActions(PulseMixer(lonely.pulse_server))
        lonely.call("pactl", "unload-module", "module-null-sink")
        result, text = await do(volume, "volume.get")
        assert result.error_code == "no-speaker"
        assert text == "I found no speaker. Connect a speaker or headphones and try again."
        lonely.kill_audio()
        assert (await do(volume, "volume.get"))[0].error_code == "no-audio-server"
        lonely.restart_audio()
        assert (await do(volume, "volume.get"))[0].ok
