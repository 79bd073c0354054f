from dataclasses import replace

import pytest
from pydantic import ValidationError

from assistant.actions.sound.loudness import FULL, Loudness
from assistant.actions.sound.volume import MicrophoneActions, VolumeActions
from assistant.kernel.errors import AudioError
from tests.unit.actions.acting import act, action_of, deed_of, foresee, take_back

pytestmark = pytest.mark.anyio


def loudness(*percents, is_muted=False, device="speaker"):
    return Loudness(device, f"The {device}", tuple(round(percent * FULL / 100) for percent in percents), is_muted)


class FakeMixer:
    """A mixer of one device; `is_stuck` takes nothing, a name that it does not have is missing."""

    def __init__(self, found, *, missing="no-speaker"):
        self.found = found
        self.is_stuck = False
        self.missing = missing

    def read(self, device=""):
        if device not in ("", self.found.device):
            raise AudioError("There is no such device.", code=self.missing)
        return self.found

    def apply(self, wanted):
        self.read(wanted.device)
        if not self.is_stuck:
            self.found = wanted


@pytest.mark.parametrize(("asked", "got"), [(40, 40), (150, 100), (-3, 0)])
async def test_set_clamps_and_is_confirmed(asked, got):
    mixer = FakeMixer(loudness(50, 50))
    outcome = await act(VolumeActions(mixer), "volume.set", level_percent=asked)
    assert mixer.found == loudness(got, got)
    assert outcome.facts == {"level_percent": got, "is_muted": False}
    assert await outcome.check()


@pytest.mark.parametrize(("by", "got"), [(10, 60), (-10, 40), (80, 100), (-80, 0)])
async def test_change_starts_from_the_present_level(by, got):
    mixer = FakeMixer(loudness(50))
    assert (await act(VolumeActions(mixer), "volume.change", by_percent=by)).facts["level_percent"] == got
    assert mixer.found == loudness(got)


@pytest.mark.parametrize("is_muted", [True, False])
async def test_mute_keeps_the_level(is_muted):
    mixer = FakeMixer(loudness(50, 20, is_muted=not is_muted))
    outcome = await act(VolumeActions(mixer), "volume.mute", is_muted=is_muted)
    assert mixer.found == loudness(50, 20, is_muted=is_muted)
    assert outcome.facts == {"level_percent": 50, "is_muted": is_muted}
    assert await outcome.check()


async def test_the_balance_is_kept():
    mixer = FakeMixer(loudness(80, 40))
    await act(VolumeActions(mixer), "volume.set", level_percent=40)
    assert mixer.found.is_like(loudness(40, 20))
    await act(VolumeActions(mixer), "volume.set", level_percent=100)
    assert mixer.found.is_like(loudness(100, 50))


async def test_out_of_silence_all_channels_are_alike():
    mixer = FakeMixer(loudness(0, 0))
    await act(VolumeActions(mixer), "volume.set", level_percent=30)
    assert mixer.found == loudness(30, 30)


async def test_a_mixer_that_does_not_obey_is_not_confirmed():
    mixer = FakeMixer(loudness(50))
    mixer.is_stuck = True
    for action, args in (("set", {"level_percent": 10}), ("mute", {"is_muted": True}), ("change", {"by_percent": 5})):
        outcome = await act(VolumeActions(mixer), f"volume.{action}", **args)
        assert not await outcome.check()


async def test_setting_a_muted_speaker_tells_that_it_is_muted():
    outcome = await act(VolumeActions(FakeMixer(loudness(50, is_muted=True))), "volume.set", level_percent=30)
    assert outcome.facts["is_muted"] is True


async def test_get_only_reads():
    outcome = await act(VolumeActions(FakeMixer(loudness(33))), "volume.get")
    assert (outcome.facts["level_percent"], outcome.check, outcome.effects) == (33, None, ())


@pytest.mark.parametrize("before", [loudness(50, 20), loudness(140, 60, is_muted=True), loudness(0, 0)])
@pytest.mark.parametrize(
    ("action", "args"),
    [
        ("volume.set", {"level_percent": 10}),
        ("volume.change", {"by_percent": 15}),
        ("volume.mute", {"is_muted": False}),
    ],
)
async def test_it_is_taken_back_exactly(before, action, args):
    mixer = FakeMixer(before)
    actions = VolumeActions(mixer)
    prospect = await foresee(actions, action, **args)
    await act(actions, action, **args)
    assert await take_back(actions, action, prospect)
    assert mixer.found == before


async def test_it_is_taken_back_on_the_speaker_it_was_done_to():
    before = loudness(50, device="desk")
    mixer = FakeMixer(before)
    actions = VolumeActions(mixer)
    prospect = await foresee(actions, "volume.set", level_percent=10)
    mixer.found = loudness(50, device="headphones")
    deed = deed_of("volume.set", prospect)
    obstacles = await action_of(actions, "volume.set").obstacles(deed)
    assert [(obstacle.code, obstacle.path) for obstacle in obstacles] == [("missing", "The desk")]
    mixer.found = replace(before, channels=(1,))
    assert await action_of(actions, "volume.set").obstacles(deed) == ()


async def test_a_server_that_is_gone_is_no_missing_speaker():
    mixer = FakeMixer(loudness(50), missing="no-audio-server")
    prospect = await foresee(VolumeActions(mixer), "volume.set", level_percent=10)
    mixer.found = loudness(50, device="other")
    with pytest.raises(AudioError):
        await action_of(VolumeActions(mixer), "volume.set").obstacles(deed_of("volume.set", prospect))


@pytest.mark.parametrize("level", ["loud", 1.5, None, True, "10"])
async def test_what_is_no_level_is_refused(level):
    with pytest.raises(ValidationError):
        action_of(VolumeActions(FakeMixer(loudness(50))), "volume.set").validated({"level_percent": level})


async def test_the_microphone_is_muted_confirmed_and_taken_back():
    before = loudness(70, device="microphone")
    mixer = FakeMixer(before, missing="no-microphone")
    actions = MicrophoneActions(mixer)
    prospect = await foresee(actions, "microphone.mute", is_muted=True)
    outcome = await act(actions, "microphone.mute", is_muted=True)
    assert mixer.found == replace(before, is_muted=True)
    assert await outcome.check()
    assert await take_back(actions, "microphone.mute", prospect)
    assert mixer.found == before
    mixer.found = loudness(70, device="other")
    obstacles = await action_of(actions, "microphone.mute").obstacles(deed_of("microphone.mute", prospect))
    assert [obstacle.code for obstacle in obstacles] == ["missing"]


@pytest.mark.parametrize(
    "other",
    [loudness(50, 20, is_muted=True), loudness(50, 21), loudness(50), loudness(50, 20, device="other")],
)
def test_what_sounds_otherwise_is_not_alike(other):
    assert not loudness(50, 20).is_like(other)
    assert loudness(50, 20).is_like(loudness(50.1, 20))
