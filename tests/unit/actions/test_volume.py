import pytest

from assistant.actions.volume import Loudness, VolumeActions

pytestmark = pytest.mark.anyio


class FakeMixer:
    def __init__(self, level_percent=50, is_muted=False):
        self.loudness = Loudness(level_percent, is_muted)
        self.is_stuck = False

    def read(self):
        return self.loudness

    def set_level(self, level_percent):
        if not self.is_stuck:
            self.loudness = Loudness(level_percent, self.loudness.is_muted)

    def set_muted(self, is_muted):
        if not self.is_stuck:
            self.loudness = Loudness(self.loudness.level_percent, is_muted)


@pytest.mark.parametrize(("asked", "got"), [(40, 40), (150, 100), (-3, 0)])
async def test_set_clamps_and_is_confirmed(asked, got):
    mixer = FakeMixer()
    outcome = await VolumeActions(mixer).set(asked)
    assert mixer.loudness.level_percent == got
    assert outcome.facts == {"level_percent": got, "is_muted": False}
    assert await outcome.check()


@pytest.mark.parametrize(("by", "got"), [(10, 60), (-10, 40), (80, 100), (-80, 0)])
async def test_change_starts_from_the_present_level(by, got):
    mixer = FakeMixer()
    assert (await VolumeActions(mixer).change(by)).facts["level_percent"] == got
    assert mixer.loudness.level_percent == got


@pytest.mark.parametrize("is_muted", [True, False])
async def test_mute_keeps_the_level(is_muted):
    mixer = FakeMixer(is_muted=not is_muted)
    outcome = await VolumeActions(mixer).mute(is_muted)
    assert mixer.loudness == Loudness(50, is_muted)
    assert outcome.facts == {"level_percent": 50, "is_muted": is_muted}
    assert await outcome.check()


async def test_a_mixer_that_does_not_obey_is_not_confirmed():
    mixer = FakeMixer()
    mixer.is_stuck = True
    assert not await (await VolumeActions(mixer).set(10)).check()
    assert not await (await VolumeActions(mixer).mute(True)).check()


async def test_setting_a_muted_speaker_tells_that_it_is_muted():
    assert (await VolumeActions(FakeMixer(is_muted=True)).set(30)).facts["is_muted"] is True


async def test_get_only_reads():
    outcome = await VolumeActions(FakeMixer(33)).get()
    assert (outcome.facts["level_percent"], outcome.check, outcome.effects) == (33, None, ())
