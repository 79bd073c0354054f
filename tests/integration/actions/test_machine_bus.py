"""Services, logins, network and brightness on a real D-Bus, against a small machine that keeps its state."""

import json
import subprocess
import sys

import pytest

from assistant.actions.machine.brightness import BrightnessActions
from assistant.actions.machine.logind import Logind
from assistant.actions.machine.network_links import LinkKind, NetworkLinks
from assistant.actions.machine.night_light import DesktopNightLight, NightLightActions
from assistant.actions.machine.screen_brightness import BacklightLamp, GnomeLamp, ScreenBrightness
from assistant.actions.machine.service_control import ServiceControlActions
from assistant.actions.machine.services import ServiceActions
from assistant.actions.machine.systemd import Systemd
from assistant.actions.message_bus.system_bus import SystemBus
from tests.e2e import machine_services
from tests.unit.actions.acting import foresee, take_back

pytestmark = [pytest.mark.desktop, pytest.mark.slow, pytest.mark.anyio]

NAMES = ("systemd1", "login1", "NetworkManager")
SCHEMA = """<schemalist><schema id="org.gnome.settings-daemon.plugins.color"
 path="/org/gnome/settings-daemon/plugins/color/">
 <key name="night-light-enabled" type="b"><default>false</default></key>
</schema></schemalist>"""


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory):
    return SystemBus({"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={tmp_path_factory.mktemp('none')}/bus"})


@pytest.fixture(scope="module")
def folder(desktop, tmp_path_factory):
    """Where the machine keeps its state; it runs on the desktop's bus, under the names of the system's services."""
    folder = tmp_path_factory.mktemp("machine")
    device = folder / "class/backlight/intel_backlight"
    device.mkdir(parents=True)
    for name, text in {"type": "raw", "brightness": "300", "max_brightness": "1500"}.items():
        (device / name).write_text(f"{text}\n")
    names = [f"org.freedesktop.{name}" for name in NAMES] + [
        "org.gnome.SettingsDaemon.Power",
        "org.gnome.SettingsDaemon.Color",
    ]
    command = [sys.executable, machine_services.__file__, str(folder), *names]
    process = desktop.start(command, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"ready\n"
    process.stdout.close()
    return folder


@pytest.fixture(scope="module")
def bus(desktop, folder):
    return SystemBus({"DBUS_SYSTEM_BUS_ADDRESS": desktop.env()["DBUS_SESSION_BUS_ADDRESS"]})


@pytest.fixture(scope="module")
def systemd(bus, nowhere):
    return Systemd(bus, nowhere)


def state(folder, name):
    return json.loads((folder / "services.json").read_text())[name]


async def test_what_runs_and_what_failed_is_told(do, systemd):
    actions = ServiceActions(systemd)
    assert (await do(actions, "services.failed"))[1] == "One service has failed, crashed."
    assert (await do(actions, "services.status", service="cups"))[1] == "The service cups is not running."
    assert (await do(actions, "services.status", service="nginx"))[1].startswith(
        "The service nginx has been running since"
    )


async def test_a_service_is_stopped_and_after_undo_runs_again(do, folder, systemd):
    actions = ServiceControlActions(systemd)
    prospect = await foresee(actions, "services.stop", service="nginx")
    result, said = await do(actions, "services.stop", service="nginx")
    assert (result.is_verified, result.is_undoable, said) == (True, True, "The service nginx is stopped.")
    assert state(folder, "nginx") == "inactive"
    assert await take_back(actions, "services.stop", prospect)
    assert state(folder, "nginx") == "active"


async def test_a_restart_is_seen_to_have_happened(do, systemd):
    result, _ = await do(ServiceControlActions(systemd), "services.restart", service="nginx")
    assert (result.is_verified, result.is_undoable) == (True, False)


@pytest.mark.parametrize(
    ("action", "service", "said"),
    [
        ("services.restart", "locked", "The system did not let me at the service locked."),
        ("services.start", "broken", "The service broken did not start, and is failed."),
        ("services.stop", "dbus", "I won't stop the service dbus,"),
        ("services.stop", "getty", "There is no service called “getty”."),
    ],
)
async def test_what_the_manager_refuses_or_must_not_be_asked_is_told(do, systemd, action, service, said):
    result, text = await do(ServiceControlActions(systemd), action, service=service)
    assert not result.ok
    assert text.startswith(said)


async def test_without_systemd_that_is_told(do, nowhere):
    actions = ServiceActions(Systemd(nowhere, nowhere))
    assert (await do(actions, "services.list"))[1].startswith("There is no systemd on this computer")


def test_who_is_logged_in_is_told_once_each(bus, nowhere):
    assert Logind(bus).users() == ["ada", "bob"]
    assert Logind(nowhere).users() is None


def test_the_wireless_network_is_told_by_its_name(bus, tmp_path):
    (tmp_path / "net").mkdir()
    (tmp_path / "net/route").write_text("Iface\nwlan0 00000000 010200C0 0003 0 0 0 00000000 0 0 0\n")
    (tmp_path / "net/wlan0/wireless").mkdir(parents=True)
    link = NetworkLinks(bus, tmp_path, tmp_path).link()
    assert (link.kind, link.name, link.strength_percent, link.reach) == (LinkKind.WIFI, "Café", 63, "portal")


async def test_the_desktops_brightness_is_changed_and_comes_back(do, desktop, bus):
    actions = BrightnessActions(ScreenBrightness(GnomeLamp(bus)))
    prospect = await foresee(actions, "brightness.set", level_percent=70)
    result, said = await do(actions, "brightness.set", level_percent=70)
    assert (result.is_verified, said) == (True, "The brightness is at 70 percent.")
    assert "70" in gnome_brightness(desktop)
    assert await take_back(actions, "brightness.set", prospect)
    assert "40" in gnome_brightness(desktop)


def gnome_brightness(desktop):
    return desktop.call(
        *("gdbus", "call", "--session", "--dest", "org.gnome.SettingsDaemon.Power"),
        *("--object-path", "/org/gnome/SettingsDaemon/Power", "--method", "org.freedesktop.DBus.Properties.Get"),
        *("org.gnome.SettingsDaemon.Power.Screen", "Brightness"),
    )


async def test_the_login_service_changes_the_backlight(do, folder, bus):
    actions = BrightnessActions(ScreenBrightness(BacklightLamp(Logind(bus), folder / "class")))
    assert (await do(actions, "brightness.change", by_percent=20))[0].is_verified
    assert (folder / "class/backlight/intel_backlight/brightness").read_text() == "600\n"


async def test_the_night_light_is_the_setting_of_the_desktop(do, desktop, bus, tmp_path):
    (tmp_path / "color.gschema.xml").write_text(SCHEMA)
    desktop.call("glib-compile-schemas", str(tmp_path))
    env = desktop.env(GSETTINGS_SCHEMA_DIR=str(tmp_path), GSETTINGS_BACKEND="keyfile")
    actions = NightLightActions(DesktopNightLight(env, bus))
    prospect = await foresee(actions, "nightlight.set", is_on=True)
    assert (await do(actions, "nightlight.set", is_on=True))[0].is_verified
    assert night_light_setting(env) == b"true\n"
    assert await take_back(actions, "nightlight.set", prospect)
    assert (await do(actions, "nightlight.get"))[1] == "The night light is off."


def night_light_setting(env):
    command = ["gsettings", "get", "org.gnome.settings-daemon.plugins.color", "night-light-enabled"]
    return subprocess.run(command, env=env, capture_output=True, check=True).stdout
