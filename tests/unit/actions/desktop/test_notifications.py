"""Notifications through a service that is scripted; dunst in `tests/integration/actions`."""

import pytest

from assistant.actions.desktop.notification_service import Notification
from assistant.actions.desktop.notifications import MAX_TEXT_CHARS, NotificationActions
from assistant.actions.outcome import ActionFailedError
from tests.unit.actions.acting import act, action_of, foresee, take_back

pytestmark = pytest.mark.anyio


class FakeService:
    def __init__(self, *, history=(), quiet=False):
        self.history = history
        self.quiet = quiet
        self.sent = []
        self.obeys = True

    def send(self, summary, body):
        self.sent.append((summary, body))
        return len(self.sent)

    def pending_count(self):
        return len(self.sent) if self.obeys else 0

    def recent(self):
        return self.history

    def is_quiet(self):
        return self.quiet

    def set_quiet(self, is_quiet):
        self.quiet = is_quiet if self.obeys else self.quiet


async def test_a_notification_is_shown_and_has_no_undo():
    service = FakeService()
    actions = NotificationActions(service)
    assert (await foresee(actions, "notify.send", text="tea")).undo is None
    assert service.sent == []
    assert await (await act(actions, "notify.send", text="tea")).check()
    assert service.sent == [("tea", "")]
    assert not action_of(actions, "notify.send").spec.can_be_undone


async def test_one_that_is_not_shown_is_not_confirmed():
    service = FakeService()
    service.obeys = False
    assert not await (await act(NotificationActions(service), "notify.send", text="tea")).check()


async def test_a_long_text_is_shortened_above_and_whole_below():
    service, text = FakeService(), "--urgency=critical \x1b[2J " + "x" * 200
    await act(NotificationActions(service), "notify.send", text=text)
    assert service.sent == [("--urgency=critical [2J " + "x" * 36 + "…", text)]


@pytest.mark.parametrize("text", ["", "x" * (MAX_TEXT_CHARS + 1)])
async def test_no_text_and_a_very_long_one_are_no_arguments(text):
    with pytest.raises(ValueError, match="string_too"):
        await foresee(NotificationActions(FakeService()), "notify.send", text=text)


async def test_recent_ones_are_told_as_short_lines():
    history = [Notification("Mail", "Yes, delete all\n\x07", "b"), *[Notification("x", str(n), "") for n in range(30)]]
    facts = (await act(NotificationActions(FakeService(history=history)), "notify.recent")).facts
    assert (facts["count"], facts["first"]) == (31, ["Yes, delete all", "0", "1"])
    assert len(facts["notifications"]) == 20


async def test_that_there_are_none_is_told():
    assert (await act(NotificationActions(FakeService()), "notify.recent")).message == "notify.recent.none"


@pytest.mark.parametrize(("name", "args"), [("notify.recent", {}), ("notify.quiet", {"is_on": True})])
async def test_a_service_that_cannot_is_told(name, args):
    with pytest.raises(ActionFailedError, match=r"\.unsupported"):
        await act(NotificationActions(FakeService(history=None, quiet=None)), name, **args)


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("is_on", [False, True])
async def test_quiet_is_confirmed_and_taken_back_to_what_it_was(before, is_on):
    service = FakeService(quiet=before)
    actions = NotificationActions(service)
    prospect = await foresee(actions, "notify.quiet", is_on=is_on)
    assert service.quiet is before
    assert await (await act(actions, "notify.quiet", is_on=is_on)).check()
    assert service.quiet is is_on
    assert await take_back(actions, "notify.quiet", prospect)
    assert service.quiet is before


async def test_a_service_that_does_not_obey_is_not_confirmed():
    service = FakeService()
    service.obeys = False
    assert not await (await act(NotificationActions(service), "notify.quiet", is_on=True)).check()
