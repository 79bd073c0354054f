import pytest

from assistant.kernel.errors import AudioError
from speech.audio import route as route_module
from speech.audio.devices import Location
from speech.audio.host import PortAudioHost, StreamCalls
from speech.audio.pulse import PulseNode
from speech.audio.route import Route

CALLS = StreamCalls(lambda data, samples, at, status: None, lambda: None)


class FakeStream:
    samplerate = 16_000.0
    latency = 0.04


class FakeHost:
    def __init__(self) -> None:
        self.open_streams: list[object] = []

    def open(self, kind: str, device: int, rates_hz: object, calls: object) -> FakeStream:
        self.open_streams.append(FakeStream())
        return self.open_streams[-1]  # type: ignore[return-value]  # only fakes are in it

    def start(self, stream: object) -> None:
        assert stream in self.open_streams

    def close(self, stream: object) -> None:
        self.open_streams.remove(stream)


class FakeServer:
    """Connects each new stream to node 1, and takes part in moves unless `is_stubborn`."""

    def __init__(self, host: FakeHost, wanted: PulseNode | None) -> None:
        self.host = host
        self.wanted = wanted
        self.node_of_stream = 1
        self.is_stubborn = self.is_blind = False

    def locate(self, host: object, kind: str, name: str) -> Location:
        return Location("Wanted", 0, self.wanted)

    def streams(self, kind: str) -> dict[int, int]:
        return {} if self.is_blind or not self.host.open_streams else {42: self.node_of_stream}

    def move(self, kind: str, stream: int, node: int) -> bool:
        if not self.is_stubborn:
            self.node_of_stream = node
        return not self.is_stubborn


def node(index: int, *, is_default: bool = True) -> PulseNode:
    return PulseNode(index, f"node{index}", f"Node {index}", 48_000, is_default)


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def server(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    server = FakeServer(host, node(1))
    monkeypatch.setattr(route_module, "locate", server.locate)
    monkeypatch.setattr(route_module, "pulse_streams", server.streams)
    monkeypatch.setattr(route_module, "move_pulse_stream", server.move)
    return server


@pytest.fixture
def route(host: FakeHost, server: FakeServer) -> Route:
    return Route(host, "speaker", "")  # type: ignore[arg-type]  # a fake


def test_a_stream_at_the_wanted_device_stays_there(route: Route, server: FakeServer) -> None:
    server.is_stubborn = True
    route.open((16_000,), CALLS)

    assert route.is_in_place()
    assert route.is_served
    assert route.name == "Wanted"


def test_a_stream_elsewhere_is_brought_to_the_wanted_device(route: Route, server: FakeServer) -> None:
    server.wanted = node(5)
    route.open((16_000,), CALLS)

    assert server.node_of_stream == 5


def test_a_stream_that_cannot_be_brought_there_is_closed(route: Route, server: FakeServer, host: FakeHost) -> None:
    server.wanted, server.is_stubborn = node(5), True

    with pytest.raises(AudioError) as raised:
        route.open((16_000,), CALLS)

    assert raised.value.code == "device-busy"
    assert not host.open_streams


def test_a_stream_moved_by_the_server_is_noticed(route: Route, server: FakeServer) -> None:
    route.open((16_000,), CALLS)
    server.node_of_stream = 9

    assert not route.is_in_place()


def test_a_stream_whose_server_has_gone_is_not_in_place(route: Route, server: FakeServer) -> None:
    route.open((16_000,), CALLS)
    server.wanted = None

    assert not route.is_in_place()


def test_without_a_server_a_stream_is_always_in_place(route: Route, server: FakeServer) -> None:
    server.wanted = None
    route.open((16_000,), CALLS)

    assert route.is_in_place()
    assert not route.is_served


@pytest.mark.parametrize("is_default", [True, False])
def test_a_stream_that_cannot_be_told_to_be_ours_is_trusted_at_the_default_device_only(
    route: Route, server: FakeServer, is_default: bool
) -> None:
    server.is_blind, server.wanted = True, node(1, is_default=is_default)
    if is_default:
        route.open((16_000,), CALLS)
        assert route.is_in_place()
    else:
        with pytest.raises(AudioError):
            route.open((16_000,), CALLS)


def test_closing_twice_is_harmless(route: Route, host: FakeHost) -> None:
    route.open((16_000,), CALLS)
    for _ in range(2):
        route.close()

    assert not host.open_streams


def test_a_machine_without_portaudio_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, *args: object) -> object:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real(name, *args)

    real = __import__
    monkeypatch.setattr("builtins.__import__", refuse)
    monkeypatch.setattr("speech.audio.host.silence_sound_libraries", lambda: None)

    with pytest.raises(AudioError) as raised:
        PortAudioHost().devices()

    assert raised.value.code == "portaudio-missing"
