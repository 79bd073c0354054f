"""Brightness and night light, with lamps that are scripted and a fake sysfs; see also `test_machine_bus.py`."""

import pytest

from assistant.actions.machine.brightness import BrightnessActions
from assistant.actions.machine.night_light import NightLightActions
from assistant.actions.machine.screen_brightness import BacklightLamp, Level, ScreenBrightness
from assistant.actions.outcome import ActionFailedError
from tests.unit.actions.acting import act, foresee, take_back

pytestmark = pytest.mark.anyio


class FakeLamp:
    def __init__(self, source="lamp", value=40, maximum=100):
        self.source, self.value, self.maximum, self.obeys = source, value, maximum, True

    def level(self):
        return Level(self.source, self.value, self.maximum) if self.maximum else None

    def set(self, value):
        self.value = value if self.obeys else self.value


class FakeLogind:
    """Writes what the kernel would take."""

    def __init__(self, folder):
        self.folder = folder

    def set_brightness(self, subsystem, name, value):
        (self.folder / subsystem / name / "brightness").write_text(f"{value}\n")
        return True


@pytest.mark.parametrize(
    ("action", "args", "value"),
    [
        ("brightness.set", {"level_percent": 50}, 500),
        ("brightness.set", {"level_percent": 0}, 10),
        ("brightness.change", {"by_percent": 10}, 500),
        ("brightness.change", {"by_percent": -100}, 10),
        ("brightness.change", {"by_percent": 100}, 1000),
    ],
)
async def test_the_screen_is_changed_and_never_quite_dark_and_undo_brings_the_very_level_back(action, args, value):
    lamp = FakeLamp(value=401, maximum=1000)
    actions = BrightnessActions(ScreenBrightness(lamp))
    prospect = await foresee(actions, action, **args)
    assert lamp.value == 401
    assert await (await act(actions, action, **args)).check()
    assert lamp.value == value
    assert await take_back(actions, action, prospect)
    assert lamp.value == 401


async def test_a_screen_that_does_not_follow_is_not_confirmed():
    lamp = FakeLamp()
    lamp.obeys = False
    outcome = await act(BrightnessActions(ScreenBrightness(lamp)), "brightness.change", by_percent=5)
    assert not await outcome.check()


@pytest.mark.parametrize("args", [{"level_percent": 101}, {"level_percent": -1}, {"level_percent": "50"}])
async def test_levels_that_are_none_are_no_arguments(args):
    with pytest.raises(ValueError, match="level_percent"):
        await act(BrightnessActions(ScreenBrightness(FakeLamp())), "brightness.set", **args)


async def test_a_machine_without_a_lamp_says_so():
    actions = BrightnessActions(ScreenBrightness(FakeLamp(maximum=0)))
    for name, args in (("brightness.get", {}), ("brightness.set", {"level_percent": 5})):
        with pytest.raises(ActionFailedError, match=r"brightness\.none"):
            await act(actions, name, **args)


def test_the_first_interface_with_a_screen_is_taken_and_undo_keeps_to_it():
    first, second = FakeLamp("desktop", maximum=0), FakeLamp("kernel", value=7)
    brightness = ScreenBrightness(first, second)
    assert brightness.level().source == "kernel"
    first.maximum = 100
    assert brightness.level().source == "desktop"
    brightness.set("kernel", 9)
    assert (first.value, second.value) == (40, 9)


def backlight(folder, name, kind, value=300, maximum=1500):
    path = folder / "backlight" / name
    path.mkdir(parents=True)
    for file, text in {"type": kind, "brightness": value, "max_brightness": maximum}.items():
        (path / file).write_text(f"{text}\n")


async def test_the_kernels_backlight_is_changed_through_the_login_service(tmp_path):
    backlight(tmp_path, "acpi_video0", "raw")
    backlight(tmp_path, "intel_backlight", "firmware")
    actions = BrightnessActions(ScreenBrightness(BacklightLamp(FakeLogind(tmp_path), tmp_path)))
    assert (await act(actions, "brightness.get")).facts == {"level_percent": 20}
    assert await (await act(actions, "brightness.set", level_percent=60)).check()
    assert (tmp_path / "backlight/intel_backlight/brightness").read_text() == "900\n"
    assert (tmp_path / "backlight/acpi_video0/brightness").read_text() == "300\n"


@pytest.mark.parametrize("value", ["", "x", "-5"])
def test_a_backlight_that_tells_nonsense_is_none(tmp_path, value):
    backlight(tmp_path, "odd", "raw", value=value)
    assert BacklightLamp(FakeLogind(tmp_path), tmp_path).level() is None
    assert BacklightLamp(FakeLogind(tmp_path), tmp_path / "missing").level() is None


class FakeNightLight:
    def __init__(self, state):
        self.state = state

    def is_on(self):
        return self.state

    def set(self, is_on):
        self.state = is_on


async def test_the_night_light_is_switched_and_back_again():
    light = FakeNightLight(False)
    actions = NightLightActions(light)
    prospect = await foresee(actions, "nightlight.set", is_on=True)
    assert await (await act(actions, "nightlight.set", is_on=True)).check()
    assert light.state is True
    assert await take_back(actions, "nightlight.set", prospect)
    assert light.state is False


async def test_a_desktop_without_a_night_light_says_so():
    for name, args in (("nightlight.get", {}), ("nightlight.set", {"is_on": True})):
        with pytest.raises(ActionFailedError, match=r"nightlight\.none"):
            await act(NightLightActions(FakeNightLight(None)), name, **args)
