"""Media players and notifications on a real D-Bus: a small MPRIS player, and dunst."""

import os
import subprocess
import sys
import time

import pytest

from assistant.actions.desktop.media import MediaActions
from assistant.actions.desktop.mpris import MprisPlayers
from assistant.actions.desktop.notification_service import SERVICE, NotificationService
from assistant.actions.desktop.notifications import NotificationActions
from assistant.actions.message_bus.session_bus import SessionBus
from assistant.kernel.errors import ActionError
from tests.e2e import player
from tests.unit.actions.acting import foresee, take_back

pytestmark = [pytest.mark.desktop, pytest.mark.slow, pytest.mark.anyio]

LIMIT_S = 20.0


@pytest.fixture(scope="module")
def bus(desktop):
    return SessionBus(desktop.env())


def start_player(desktop, name, status):
    process = desktop.start([sys.executable, player.__file__, name, status], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"ready\n"
    process.stdout.close()
    return process


@pytest.fixture(scope="module")
def media(desktop, bus):
    for name, status in (("Music Box", "Paused"), ("Film", "Playing")):
        start_player(desktop, name, status)
    return MediaActions(MprisPlayers(bus))


def told(desktop, service, name):
    return desktop.call(
        *("gdbus", "call", "--session", "--dest", f"org.mpris.MediaPlayer2.{service}"),
        *("--object-path", "/org/mpris/MediaPlayer2", "--method", "org.freedesktop.DBus.Properties.Get"),
        *("org.mpris.MediaPlayer2.Player", name),
    )


async def test_without_a_player_it_says_so(do, bus):
    assert (await do(MediaActions(MprisPlayers(bus)), "media.now"))[1] == "No media player is running."


async def test_the_one_that_plays_is_paused_and_plays_again_after_undo(do, desktop, media):
    prospect = await foresee(media, "media.pause")
    result, said = await do(media, "media.pause")
    assert (result.is_verified, result.is_undoable, said) == (True, True, "Film is paused.")
    assert "Paused" in told(desktop, "Film", "PlaybackStatus")
    assert await take_back(media, "media.pause", prospect)
    assert "Playing" in told(desktop, "Film", "PlaybackStatus")


async def test_a_track_is_changed_and_told_without_its_control_characters(do, desktop, media):
    result, said = await do(media, "media.next", player="musicbox")
    assert (result.is_verified, result.is_undoable) == (True, False)
    _, said = await do(media, "media.now", player="music box")
    assert said == "Music Box is paused at “Second [2J Song with a line” by Bob."


async def test_it_goes_on_in_a_track_and_back_again(do, desktop, media):
    prospect = await foresee(media, "media.seek", direction="forward", duration_s=30)
    assert (await do(media, "media.seek", direction="forward", duration_s=30))[0].is_verified
    assert "80000000" in told(desktop, "Film", "Position")
    assert await take_back(media, "media.seek", prospect)
    assert "50000000" in told(desktop, "Film", "Position")


async def test_a_player_that_does_not_answer_is_left_out(do, desktop, media):
    silent = start_player(desktop, "Silent", "Playing")
    os.kill(silent.pid, 19)
    try:
        assert (await do(media, "media.now"))[0].facts["player"] == "Film"
    finally:
        os.kill(silent.pid, 18)
        silent.terminate()


async def test_without_a_service_nothing_is_shown(do, bus):
    result, said = await do(NotificationActions(NotificationService(bus)), "notify.send", text="x")
    assert (result.error_code, said.split(".")[0]) == (
        "no-notifications",
        "I could not do that because no notification service runs",
    )


@pytest.fixture(scope="module")
def dunst(desktop, bus):
    desktop.start(["dunst"])
    until_s = time.monotonic() + LIMIT_S
    while SERVICE not in bus.services():
        assert time.monotonic() < until_s
        time.sleep(0.05)
    return NotificationActions(NotificationService(bus))


async def test_a_notification_is_shown_and_told_of_afterwards(do, desktop, dunst):
    text = "--urgency <b>tea</b> & 'cake' $(x) \x1b"
    result, said = await do(dunst, "notify.send", text=text)
    assert (result.is_verified, result.is_undoable) == (True, False)
    desktop.call("dunstify", "--appname=Mail", "One letter", "from Ada")
    desktop.call("dunstctl", "close-all")
    result, said = await do(dunst, "notify.recent")
    assert said.startswith("There are 2 notifications.")
    rows = {row["program"]: row for row in result.facts["notifications"]}
    assert rows["Mail"] == {"program": "Mail", "summary": "One letter", "body": "from Ada"}
    assert rows["Zenus"]["summary"] == "--urgency <b>tea</b> & 'cake' $(x)"


async def test_notifications_are_held_back_and_shown_again_after_undo(do, desktop, dunst):
    prospect = await foresee(dunst, "notify.quiet", is_on=True)
    assert (await do(dunst, "notify.quiet", is_on=True))[0].is_verified
    assert desktop.call("dunstctl", "is-paused") == "true"
    assert await take_back(dunst, "notify.quiet", prospect)
    assert desktop.call("dunstctl", "is-paused") == "false"


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere", "nonsense", "\x00"])
def test_where_there_is_no_bus_it_is_said(tmp_path, address):
    with pytest.raises(ActionError) as failed:
        SessionBus({"DBUS_SESSION_BUS_ADDRESS": address, "XDG_RUNTIME_DIR": str(tmp_path)}).services()
    assert failed.value.code == "no-bus"
