import pytest

from assistant.kernel.errors import AudioError
from speech.audio import devices
from speech.audio.devices import list_devices, locate
from speech.audio.host import Kind, PortDevice
from speech.audio.pulse import PulseNode


class FakeHost:
    """Knows `ports`, and after being started again also `later`."""

    def __init__(self, ports: list[PortDevice], later: list[PortDevice] | None = None) -> None:
        self.ports = ports
        self._later = later

    def devices(self) -> list[PortDevice]:
        return self.ports

    def rescan(self) -> bool:
        self.ports = self.ports if self._later is None else self._later
        return True


def port(index: int, name: str, *, is_default: bool = False, is_input: bool = True) -> PortDevice:
    return PortDevice(index, name, int(is_input), int(not is_input), 44_100, is_default and is_input, is_default)


def node(index: int, name: str, *, is_default: bool = False) -> PulseNode:
    return PulseNode(index, name, name.title() + " Device", 48_000, is_default)


SERVER_PORTS = [port(0, "pulse"), port(1, "default", is_default=True), port(2, "pulse", is_input=False)]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch):
    """Return a function that sets what the audio server knows; None for no server."""

    def serve(microphones: list[PulseNode] | None, speakers: list[PulseNode] | None = None) -> None:
        def nodes(kind: Kind) -> list[PulseNode] | None:
            return microphones if kind == "microphone" else speakers

        monkeypatch.setattr(devices, "pulse_nodes", nodes)

    return serve


def code_of(host: FakeHost, name: str = "", kind: Kind = "microphone") -> str:
    with pytest.raises(AudioError) as raised:
        locate(host, kind, name)
    assert raised.value.hint
    return raised.value.code


def test_the_servers_default_is_reached_through_the_way_to_the_server(serve) -> None:
    serve([node(7, "usb", is_default=True), node(8, "webcam")])

    found = locate(FakeHost(SERVER_PORTS), "microphone")

    assert (found.name, found.port_index) == ("Usb Device", 0)
    assert found.node == node(7, "usb", is_default=True)


@pytest.mark.parametrize("name", ["webcam", "WEBCAM dev", "cam"])
def test_a_device_is_found_by_part_of_its_name(serve, name: str) -> None:
    serve([node(7, "usb", is_default=True), node(8, "webcam")])

    assert locate(FakeHost(SERVER_PORTS), "microphone", name).node == node(8, "webcam")


def test_an_unknown_name_is_no_other_device(serve) -> None:
    serve([node(7, "usb", is_default=True)])

    assert code_of(FakeHost(SERVER_PORTS), "webcam") == "no-microphone"


def test_a_server_without_microphones_means_no_microphone(serve) -> None:
    serve([], [])

    assert code_of(FakeHost(SERVER_PORTS)) == "no-microphone"
    assert code_of(FakeHost(SERVER_PORTS), kind="speaker") == "no-speaker"


def test_a_device_that_only_portaudio_knows_can_be_chosen_by_name(serve) -> None:
    serve([node(7, "usb", is_default=True)])
    host = FakeHost([*SERVER_PORTS, port(5, "Studio: hw:1,0")])

    found = locate(host, "microphone", "studio")

    assert (found.port_index, found.node) == (5, None)


def test_without_a_server_the_default_of_portaudio_is_used(serve) -> None:
    serve(None)
    host = FakeHost([port(3, "hw:0,0"), port(4, "hw:1,0", is_default=True)])

    assert locate(host, "microphone").port_index == 4


def test_without_a_server_a_device_plugged_in_later_is_found(serve) -> None:
    serve(None)

    assert locate(FakeHost([], later=[port(4, "hw:1,0")]), "microphone").port_index == 4


def test_a_server_started_later_is_found(serve) -> None:
    serve([node(7, "usb", is_default=True)])

    assert locate(FakeHost([], later=SERVER_PORTS), "microphone").port_index == 0


def test_nothing_at_all_means_no_audio_server(serve) -> None:
    serve(None)

    assert code_of(FakeHost([])) == "no-audio-server"
    with pytest.raises(AudioError) as raised:
        list_devices(FakeHost([]))
    assert raised.value.code == "no-audio-server"


def test_listing_shows_what_the_server_knows(serve) -> None:
    serve([node(7, "usb", is_default=True)], [node(9, "headset")])

    found = [(it.kind, it.identifier, it.is_default) for it in list_devices(FakeHost(SERVER_PORTS))]

    assert found == [("microphone", "usb", True), ("speaker", "headset", False)]


def test_listing_without_a_server_shows_what_portaudio_knows(serve) -> None:
    serve(None)
    host = FakeHost([port(3, "hw:0,0"), port(4, "hw:1,0", is_default=True), port(5, "hw:0,0", is_input=False)])

    found = [(it.kind, it.name) for it in list_devices(host)]

    assert found == [("microphone", "hw:1,0"), ("microphone", "hw:0,0"), ("speaker", "hw:0,0")]
