"""The deeds on schedules: kept, changed, taken back, refused, and asked for with whatever arguments."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from assistant.actions.outcome import ActionFailedError
from assistant.actions.schedules.adding import MOST_SCHEDULES, AddScheduleActions
from assistant.actions.schedules.changing import ChangeScheduleActions
from assistant.actions.schedules.keeping import ScheduleTools
from assistant.actions.schedules.listing import ListScheduleActions
from assistant.actions.schedules.names import ScheduleNames, recurring_alarms
from assistant.kernel.schedules import Trigger
from assistant.kernel.types import Step
from assistant.kernel.verdict import Allow, Ask, Concern, Deny, Verdict
from tests.unit.actions.acting import act, action_of, foresee, take_back

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("in_utc")]

# A Wednesday.
NOW = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
MUTE = [{"action": "volume.mute", "args": {"is_muted": True}}]


class Gate:
    """Decides as it is told to."""

    def __init__(self) -> None:
        self.verdict: Verdict = Allow()
        self.asked: list[Step] = []

    async def review(self, steps: Sequence[Step]) -> Verdict:
        self.asked.extend(steps)
        return self.verdict


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def tools(store, timer_store, clock):
    clock.moment = NOW
    return ScheduleTools(store, timer_store, clock, lambda: None, UTC)


@pytest.fixture
def adding(tools, gate):
    return AddScheduleActions(tools, gate.review)


@pytest.fixture
def changing(tools):
    return ChangeScheduleActions(tools)


@pytest.fixture
def listing(tools):
    return ListScheduleActions(tools)


async def add_standup(adding, **more):
    args = {"kind": "reminder", "rule": WEEKDAYS, "time": "09:00", "label": "stand up", **more}
    return await act(adding, "schedules.remind", **args)


# ---------------------------------------------------------------------------------------------------------------- add


async def test_a_reminder_is_kept_as_a_rule_and_its_next_time_is_told(adding, store):
    outcome = await add_standup(adding)
    assert await outcome.check()
    ((schedule, _settled),) = store._kept.values()
    assert (schedule.rule, schedule.at, schedule.name) == (WEEKDAYS, datetime(2026, 11, 26, 9), "stand up")
    assert outcome.facts["next"] == "2026-11-26T09:00:00+00:00"


async def test_a_reminder_is_taken_back_altogether(adding, store):
    prospect = await foresee(adding, "schedules.remind", kind="alarm", rule="FREQ=DAILY", time="07:00")
    store.put(prospect.resolved, None)
    assert await take_back(adding, "schedules.remind", prospect)
    assert not store.all()


async def test_what_counts_elapsed_time_begins_now(adding, store):
    await act(adding, "schedules.remind", kind="reminder", rule="FREQ=HOURLY;INTERVAL=2", label="drink")
    assert store.all()[0].schedule.at == NOW + timedelta(hours=2)


async def test_a_deed_is_kept_as_steps_and_words(adding, store, gate):
    outcome = await act(adding, "schedules.do", steps=MUTE, said="mute the sound", at="2026-11-25T18:00:00")
    schedule = store.all()[0].schedule
    assert schedule.steps == (Step("volume.mute", {"is_muted": True}),)
    assert (schedule.said, schedule.at, schedule.rule) == ("mute the sound", datetime(2026, 11, 25, 18), "")
    assert outcome.facts["will_ask"] is False
    assert gate.asked == list(schedule.steps)


async def test_what_would_be_asked_about_is_told_now(adding, gate):
    gate.verdict = Ask(())
    outcome = await act(adding, "schedules.do", steps=MUTE, said="mute", delay_s=60)
    assert outcome.facts["will_ask"] is True


async def test_what_would_be_refused_is_refused_now(adding, gate, store):
    gate.verdict = Deny(Concern("capability-denied", {"capability": "sound.write"}))
    with pytest.raises(ActionFailedError) as raised:
        await act(adding, "schedules.do", steps=MUTE, said="mute", delay_s=60)
    assert (raised.value.key, raised.value.facts["capability"]) == ("schedules.do.refused", "sound.write")
    assert not store.all()


async def test_too_much_of_it_within_this_minute_is_no_reason_against_a_later_one(adding, gate, store):
    gate.verdict = Deny(Concern("too-many", {"capability": "sound.write"}))
    await act(adding, "schedules.do", steps=MUTE, said="mute", delay_s=60)
    assert store.all()


@pytest.mark.parametrize("action", ["schedules.do", "schedules.cancel", "undo.last", "commands.add"])
async def test_a_schedule_changes_no_schedules_and_takes_nothing_back(adding, action):
    with pytest.raises(ActionFailedError) as raised:
        await act(adding, "schedules.do", steps=[{"action": action, "args": {}}], said="x", delay_s=60)
    assert raised.value.key == "schedules.do.never"


async def test_a_deed_waits_for_the_timer_that_ends_first(adding, store, timer_store):
    timer_store.add("timer", "late", NOW + timedelta(hours=1))
    timer_store.add("timer", "tea", NOW + timedelta(minutes=5))
    await act(adding, "schedules.do", steps=MUTE, said="mute", after="timer")
    assert store.all()[0].schedule.trigger == Trigger("timer", "tea", NOW + timedelta(minutes=5))


async def test_a_deed_waits_for_an_alarm_that_repeats(adding, store):
    await act(adding, "schedules.remind", kind="alarm", rule="FREQ=DAILY", time="07:00")
    await act(adding, "schedules.do", steps=MUTE, said="mute", after="alarm")
    alarm, deed = (kept.schedule for kept in store.all())
    assert deed.trigger == Trigger("alarm", "", schedule=alarm.id)


async def test_without_a_timer_there_is_nothing_to_wait_for(adding):
    with pytest.raises(ActionFailedError) as raised:
        await act(adding, "schedules.do", steps=MUTE, said="mute", after="timer")
    assert raised.value.key == "schedules.after.none"


@pytest.mark.parametrize(
    ("args", "key"),
    [
        ({"at": "2026-11-25T17:00:00"}, "schedules.past"),
        ({"at": "soon"}, "schedules.unclear"),
        ({}, "schedules.unclear"),
        ({"rule": "FREQ=SECONDLY"}, "schedules.unclear"),
        ({"rule": "FREQ=DAILY", "time": "25:00"}, "schedules.unclear"),
        ({"rule": "FREQ=DAILY", "time": ""}, "schedules.unclear"),
        ({"rule": "FREQ=DAILY;UNTIL=20200101T000000", "time": "09:00"}, "schedules.over"),
        ({"rule": "FREQ=HOURLY;UNTIL=20200101T000000"}, "schedules.over"),
    ],
)
async def test_a_time_that_is_over_or_none_is_refused(adding, args, key):
    with pytest.raises(ActionFailedError) as raised:
        await foresee(adding, "schedules.do", steps=MUTE, said="mute", **args)
    assert raised.value.key == key


@pytest.mark.parametrize(
    "args",
    [
        {"steps": [], "said": "x"},
        {"steps": MUTE * 17, "said": "x"},
        {"steps": [{"action": "volume.mute", "args": {}, "sudo": True}], "said": "x"},
        {"steps": "rm -rf /", "said": "x"},
        {"steps": MUTE, "said": " "},
        {"steps": MUTE, "said": "x" * 401},
        {"steps": MUTE, "said": "x", "delay_s": -1},
        {"steps": MUTE, "said": "x", "delay_s": 10**12},
        {"steps": MUTE, "said": "x", "after": "armageddon"},
        {"steps": MUTE, "said": "x", "time": "9 o'clock"},
    ],
)
async def test_hostile_arguments_are_refused(adding, args):
    with pytest.raises(ValidationError):
        action_of(adding, "schedules.do").validated(args)


async def test_there_is_an_end_to_how_many_are_kept(adding, store):
    for _ in range(MOST_SCHEDULES):
        await add_standup(adding)
    with pytest.raises(ActionFailedError) as raised:
        await add_standup(adding)
    assert raised.value.key == "schedules.full"


# -------------------------------------------------------------------------------------------------------------- change


@pytest.mark.parametrize("which", ["stand up", "standup", "Stand Up", "09:00", ""])
async def test_the_next_time_is_skipped_by_whatever_names_it(adding, changing, which):
    await add_standup(adding)
    outcome = await act(changing, "schedules.skip", which=which)
    assert (outcome.facts["skipped"], outcome.facts["next"]) == (
        "2026-11-26T09:00:00+00:00",
        "2026-11-27T09:00:00+00:00",
    )
    assert await outcome.check()


async def test_the_times_of_a_day_are_skipped(adding, changing):
    await add_standup(adding)
    outcome = await act(changing, "schedules.skip", which="stand up", day="2026-11-30")
    assert outcome.facts["skipped"] == "2026-11-30T09:00:00+00:00"
    with pytest.raises(ActionFailedError, match="skip"):
        await act(changing, "schedules.skip", which="stand up", day="2026-11-29")  # a Sunday


async def test_a_schedule_is_moved_and_stays_on_its_days(adding, changing, store):
    await act(
        adding, "schedules.remind", kind="reminder", rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", time="09:00", label="bins"
    )
    outcome = await act(changing, "schedules.move", which="bins", time="10:00")
    assert store.all()[0].schedule.at == datetime(2026, 12, 1, 10)
    assert outcome.facts["next"] == "2026-12-01T10:00:00+00:00"


async def test_what_counts_elapsed_time_has_no_time_of_day(adding, changing):
    await act(adding, "schedules.remind", kind="reminder", rule="FREQ=HOURLY", label="drink")
    with pytest.raises(ActionFailedError) as raised:
        await act(changing, "schedules.move", which="drink", time="10:00")
    assert raised.value.key == "schedules.move.elapsed"


async def test_a_schedule_is_paused_resumed_and_renamed(adding, changing, store):
    await add_standup(adding)
    await act(changing, "schedules.pause", which="stand up")
    assert store.all()[0].schedule.is_paused
    await act(changing, "schedules.resume", which="stand up")
    assert not store.all()[0].schedule.is_paused
    await act(changing, "schedules.rename", which="stand up", label="morning round")
    assert store.all()[0].schedule.name == "morning round"


@pytest.mark.parametrize(
    ("action", "args"),
    [
        ("schedules.skip", {}),
        ("schedules.pause", {}),
        ("schedules.move", {"time": "10:00"}),
        ("schedules.rename", {"label": "other"}),
        ("schedules.cancel", {}),
    ],
)
async def test_every_change_is_taken_back(adding, changing, store, action, args):
    await add_standup(adding)
    before = store.all()[0].schedule
    prospect = await foresee(changing, action, which="stand up", **args)
    await act(changing, action, which="stand up", **args)
    assert [kept.schedule for kept in store.all()] != [before]
    assert await take_back(changing, action, prospect)
    assert [kept.schedule for kept in store.all()] == [before]


async def test_all_of_a_kind_are_cancelled_and_the_rest_stays(adding, changing, store):
    await add_standup(adding)
    await add_standup(adding, label="eat", time="12:00")
    await act(adding, "schedules.remind", kind="alarm", rule="FREQ=DAILY", time="07:00")
    outcome = await act(changing, "schedules.cancel", which="*", kind="reminder")
    assert outcome.facts["count"] == 2
    assert [kept.schedule.kind for kept in store.all()] == ["alarm"]


async def test_of_several_it_is_asked_which(adding, changing):
    await add_standup(adding)
    await add_standup(adding, time="14:00")
    with pytest.raises(ActionFailedError) as raised:
        await act(changing, "schedules.cancel", which="stand up")
    assert raised.value.facts["choices"] == ["stand up 09:00", "stand up 14:00"]
    outcome = await act(changing, "schedules.cancel", which="stand up 14:00")
    assert outcome.facts["count"] == 1


async def test_what_is_not_there_is_said(changing):
    with pytest.raises(ActionFailedError) as raised:
        await act(changing, "schedules.cancel", which="gym")
    assert raised.value.key == "schedules.unknown"


# ---------------------------------------------------------------------------------------------------------------- list


async def test_what_is_scheduled_is_listed_with_alarms_that_ring_once(adding, listing, timer_store):
    await add_standup(adding)
    timer_store.add("alarm", "", NOW + timedelta(hours=1))
    outcome = await act(listing, "schedules.list")
    assert [row["kind"] for row in outcome.facts["schedules"]] == ["alarm", "reminder"]


async def test_a_day_has_every_time_of_it(adding, listing):
    await add_standup(adding, rule="FREQ=DAILY;BYHOUR=9,14", time="09:00")
    outcome = await act(listing, "schedules.list", day="tomorrow")
    assert [row["next"][11:16] for row in outcome.facts["schedules"]] == ["09:00", "14:00"]
    assert (await act(listing, "schedules.list", day="2026-11-24")).message == "schedules.list.none"


async def test_the_next_of_a_kind_is_told(adding, listing):
    await add_standup(adding)
    outcome = await act(listing, "schedules.next", which="", kind="reminder")
    assert outcome.facts["next"] == "2026-11-26T09:00:00+00:00"


async def test_names_stay_the_same_object_while_nothing_changes(adding, tools):
    names = ScheduleNames(tools)
    await add_standup(adding)
    assert names.names() is names.names()
    assert list(names.names()) == [("stand up", "stand up")]


async def test_alarms_that_repeat_stand_among_the_alarms(adding, store, clock):
    await act(adding, "schedules.remind", kind="alarm", rule="FREQ=DAILY", time="07:00")
    assert list(recurring_alarms(store, clock)) == [("", datetime(2026, 11, 26, 7, tzinfo=UTC))]
