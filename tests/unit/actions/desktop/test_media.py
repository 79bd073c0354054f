"""Driving media players that are scripted; a real one on a bus in `tests/integration/actions`."""

from dataclasses import replace

import pytest

from assistant.actions.desktop import media
from assistant.actions.desktop.media import MediaActions
from assistant.actions.desktop.mpris import US_PER_S, Player
from assistant.actions.outcome import ActionFailedError
from tests.unit.actions.acting import act, action_of, deed_of, foresee, take_back

pytestmark = pytest.mark.anyio

MUSIC = Player("m.music", "Music Box", "Paused", "Song", "Ada", "", "/1", 50 * US_PER_S, 200 * US_PER_S)
VIDEO = Player("m.video", "Video Player", "Playing", "Film", "", "", "/7", 5 * US_PER_S, 60 * US_PER_S)


class FakePlayers:
    def __init__(self, *players):
        self.all = {player.service: player for player in players}
        self.obeys = True
        self.answers = True

    def players(self):
        return list(self.all.values())

    def player(self, service):
        return self.all.get(service)

    def set(self, service, **fields):
        if self.obeys:
            self.all[service] = replace(self.all[service], **fields)

    def call(self, service, method):
        changes = {
            "Play": {"status": "Playing"},
            "Pause": {"status": "Paused"},
            "Stop": {"status": "Stopped"},
            "Next": {"track_id": "/next"},
            "Previous": {"track_id": "/previous"},
        }
        if self.answers:
            self.set(service, **changes[method])
        return self.answers

    def go_to(self, player, position_us):
        if self.answers:
            self.set(player.service, position_us=position_us)
        return self.answers


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(media, "SETTLE_S", 0.002)
    monkeypatch.setattr(media, "_POLL_S", 0.0005)


@pytest.fixture
def players():
    return FakePlayers(MUSIC, VIDEO)


@pytest.fixture
def actions(players):
    return MediaActions(players)


@pytest.mark.parametrize(
    ("words", "title"),
    [("", "Film"), ("music box", "Song"), ("musicbox", "Song"), ("musik box", "Song"), ("video", "Film")],
)
async def test_the_one_that_is_named_is_meant_else_the_one_that_plays(actions, words, title):
    assert (await act(actions, "media.now", player=words)).facts["title"] == title


async def test_what_plays_is_told(actions):
    facts = (await act(actions, "media.now", player="music box")).facts
    assert (facts["artist"], facts["is_playing"], facts["position_s"], facts["length_s"]) == ("Ada", False, 50, 200)


async def test_a_player_that_is_stopped_plays_nothing():
    actions = MediaActions(FakePlayers(replace(MUSIC, status="Stopped")))
    assert (await act(actions, "media.now")).message == "media.now.nothing"


@pytest.mark.parametrize("name", ["media.play", "media.pause", "media.next", "media.previous", "media.now"])
async def test_without_a_player_it_is_told(name):
    with pytest.raises(ActionFailedError, match=r"media\.none"):
        await act(MediaActions(FakePlayers()), name)


@pytest.mark.parametrize("words", ["spotify", "--help", "'; reboot", "\x1b"])
async def test_a_player_that_does_not_run_is_told(actions, words):
    with pytest.raises(ActionFailedError) as failed:
        await act(actions, "media.pause", player=words)
    assert failed.value.facts == {"name": words, "names": ["Music Box", "Video Player"]}


@pytest.mark.parametrize(
    ("name", "player", "expected"),
    [("media.pause", "", "Paused"), ("media.play", "music box", "Playing"), ("media.play", "video", "Playing")],
)
async def test_playing_and_pausing_are_confirmed_and_taken_back(actions, players, name, player, expected):
    before, prospect = dict(players.all), await foresee(actions, name, player=player)
    assert players.all == before
    outcome = await act(actions, name, player=player)
    assert await outcome.check()
    assert players.all[prospect.undo["service"]].status == expected
    assert not await action_of(actions, name).obstacles(deed_of(name, prospect))
    assert await take_back(actions, name, prospect)
    assert players.all == before


@pytest.mark.parametrize(
    ("name", "args"),
    [
        *[("media.pause", {}), ("media.next", {}), ("media.previous", {})],
        ("media.seek", {"direction": "forward", "duration_s": 20}),
    ],
)
async def test_what_a_player_only_says_that_it_does_is_not_confirmed(actions, players, name, args):
    players.obeys = False
    assert not await (await act(actions, name, **args)).check()


@pytest.mark.parametrize("name", ["media.pause", "media.next"])
async def test_a_player_that_refuses_is_told(actions, players, name):
    players.answers = False
    with pytest.raises(ActionFailedError, match=r"media\.refused"):
        await act(actions, name)


@pytest.mark.parametrize("name", ["media.next", "media.previous"])
async def test_another_track_is_confirmed_and_has_no_undo(actions, name):
    assert await (await act(actions, name)).check()
    assert not action_of(actions, name).spec.can_be_undone
    assert (await foresee(actions, name)).undo is None


@pytest.mark.parametrize(
    ("direction", "duration_s", "expected_s"),
    [("forward", 30, 80), ("back", 30, 20), ("back", 90, 0), ("to", 12, 12), ("forward", 900, 199), ("to", 0, 0)],
)
async def test_it_goes_to_a_place_inside_the_track_and_back(actions, players, direction, duration_s, expected_s):
    args = {"direction": direction, "duration_s": duration_s, "player": "music"}
    prospect = await foresee(actions, "media.seek", **args)
    assert await (await act(actions, "media.seek", **args)).check()
    assert players.all["m.music"].position_us == expected_s * US_PER_S
    assert await take_back(actions, "media.seek", prospect)
    assert players.all["m.music"] == MUSIC


async def test_a_place_in_a_track_that_is_over_is_not_gone_back_to(actions, players):
    prospect = await foresee(actions, "media.seek", direction="forward", duration_s=5, player="music")
    players.set("m.music", track_id="/2")
    found = await action_of(actions, "media.seek").obstacles(deed_of("media.seek", prospect))
    assert [obstacle.code for obstacle in found] == ["changed-since"]
    assert not await take_back(actions, "media.seek", prospect)


async def test_a_player_that_has_gone_stands_in_the_way_of_undo(actions, players):
    prospect = await foresee(actions, "media.pause")
    del players.all["m.video"]
    found = await action_of(actions, "media.pause").obstacles(deed_of("media.pause", prospect))
    assert [(obstacle.code, obstacle.path) for obstacle in found] == [("missing", "Video Player")]
