import pytest

from assistant.actions.outcome import ActionFailedError
from assistant.actions.sound.sound import SoundActions
from assistant.actions.sound.sound_output import Output, Route, meant
from tests.unit.actions.acting import act, action_of, deed_of, foresee, take_back

pytestmark = pytest.mark.anyio

DESK = Output("analog", "analog-output-speaker", "Speakers", "internal pci analog-output-speaker", is_used=True)
PHONES = Output("analog", "analog-output-headphones", "Headphones", "internal pci analog-output-headphones")
SCREEN = Output("hdmi", "", "HD Monitor LG", "pci hdmi-output-0")
BUDS = Output("bluez", "", "Anna's Buds", "headset bluetooth bluez")
ALL = (DESK, PHONES, SCREEN, BUDS)


class FakeServer:
    """Follows a route, unless it is stuck."""

    def __init__(self, outputs=ALL, ports=("analog-output-speaker",)):
        self.found = outputs
        self.at = Route("analog", {"analog": ports[0]}, (7, 8))
        self.is_stuck = False
        self.moved = []

    def outputs(self):
        return self.found

    def route(self):
        return self.at

    def follow(self, route):
        if not self.is_stuck:
            self.moved.append((route.sink, route.streams))
            self.at = Route(route.sink, {**self.at.ports, **route.ports}, ())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("speakers", [DESK]),
        ("Headphones", [PHONES]),
        ("screen", [SCREEN]),
        ("bluetooth", [BUDS]),
        ("anna's buds", [BUDS]),
        ("LG monitor", [SCREEN]),
        ("monitor", [SCREEN]),
        ("piano", []),
        ("  ", []),
    ],
)
def test_an_output_is_meant_by_its_kind_or_its_name(words, expected):
    assert list(meant(words, ALL)) == expected


async def test_the_outputs_are_told_with_the_one_that_is_used():
    facts = (await act(SoundActions(FakeServer()), "sound.outputs")).facts
    assert (facts["count"], facts["used"]) == (4, "Speakers")
    assert facts["outputs"][0] == {"name": "Speakers", "is_used": True}


async def test_the_sound_goes_elsewhere_with_what_is_playing():
    server = FakeServer()
    outcome = await act(SoundActions(server), "sound.use", output="bluetooth")
    assert server.moved == [("bluez", (7, 8))]
    assert outcome.facts == {"name": "Anna's Buds"}
    assert await outcome.check()


async def test_a_socket_of_the_same_device_is_chosen():
    server = FakeServer()
    outcome = await act(SoundActions(server), "sound.use", output="headphones")
    assert server.at.ports == {"analog": "analog-output-headphones"}
    assert await outcome.check()
    server.at = Route("analog", {"analog": "analog-output-speaker"}, ())
    assert not await outcome.check()


async def test_a_server_that_does_not_obey_is_not_confirmed():
    server = FakeServer()
    server.is_stuck = True
    assert not await (await act(SoundActions(server), "sound.use", output="screen")).check()


@pytest.mark.parametrize("output", ["bluetooth", "headphones", "speakers"])
async def test_it_is_taken_back_to_where_it_was(output):
    server = FakeServer()
    actions = SoundActions(server)
    before = server.at
    prospect = await foresee(actions, "sound.use", output=output)
    await act(actions, "sound.use", output=output)
    assert await take_back(actions, "sound.use", prospect)
    assert (server.at.sink, server.at.ports) == (before.sink, before.ports)
    assert server.moved[-1] == ("analog", (7, 8))


async def test_an_output_that_is_gone_cannot_be_gone_back_to():
    server = FakeServer()
    actions = SoundActions(server)
    deed = deed_of("sound.use", await foresee(actions, "sound.use", output="bluetooth"))
    assert await action_of(actions, "sound.use").obstacles(deed) == ()
    server.found = (BUDS,)
    obstacles = await action_of(actions, "sound.use").obstacles(deed)
    assert [(obstacle.code, obstacle.path) for obstacle in obstacles] == [("missing", "Speakers")]


@pytest.mark.parametrize(
    ("words", "outputs", "key", "names"),
    [
        ("piano", (DESK, BUDS), "sound.use.unknown", ["Speakers", "Anna's Buds"]),
        ("usb", (Output("a", "", "One", "usb"), Output("b", "", "Two", "usb")), "sound.use.ambiguous", ["One", "Two"]),
    ],
)
async def test_what_is_not_one_output_is_told(words, outputs, key, names):
    actions = SoundActions(FakeServer(outputs))
    with pytest.raises(ActionFailedError) as caught:
        await foresee(actions, "sound.use", output=words)
    assert (caught.value.key, caught.value.facts) == (key, {"wanted": words, "names": names})
