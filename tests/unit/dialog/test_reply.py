from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialog.reply import MOST_ROWS, ReplyComposer
from assistant.kernel.effects import Access, Effects, touching
from assistant.kernel.testing.safety import foreseen
from assistant.kernel.types import ActionResult, Step
from assistant.kernel.verdict import Ask, Concern, Demand

DOUBT = "but I could not confirm it"


class Noon:
    def monotonic_s(self):
        return 0.0

    def now(self):
        return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


composer = ReplyComposer("en", Noon())


def volume(level=40, *, is_verified=True):
    facts = {"level_percent": level, "is_muted": False}
    return ActionResult("volume.set", True, "volume.set.done", facts, is_verified=is_verified)


def time_of_day():
    return ActionResult("clock.time", True, "clock.time.done", {"time": "2026-11-22T17:42:00+00:00"}, is_verified=True)


def failed(code="no-audio-server", key="", **facts):
    return ActionResult(
        "volume.set", False, key or f"failed.{code}", facts or {"message": "", "hint": ""}, error_code=code
    )


def test_a_verified_deed_is_claimed():
    reply = composer.compose([volume()])
    assert reply.text == "The volume is at 40 percent."
    assert (reply.card.title, reply.card.rows) == ("Volume", (("40 percent",),))


def test_a_deed_that_is_not_verified_is_told_with_doubt():
    assert composer.compose([volume(is_verified=False)]).text == f"The volume is at 40 percent, {DOUBT}."


def test_doubt_replaces_what_would_follow_a_claim_of_two_sentences():
    facts = {
        "name": "a",
        "kind": "pdf",
        "count": 2,
        "newest": "b.pdf",
        "newest_folder": "",
        "files": [],
        "is_complete": True,
    }
    text = composer.compose([ActionResult("files.find", True, "files.find.done", facts)]).text
    assert text == f"I found 2 PDFs, {DOUBT}."


def test_a_failure_says_why_and_how_to_mend_it():
    reply = composer.compose([failed()])
    assert reply.text == "I could not reach the sound server. Start PipeWire or PulseAudio and try again."


def test_a_failure_with_words_of_its_own_uses_them():
    assert composer.compose([failed("unknown-app", "apps.open.unknown", name="blender")]).text == (
        "I found no application called blender."
    )


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            {"message": "The frob is bent.", "hint": "Unbend it."},
            "Sorry, that did not work: The frob is bent. Unbend it.",
        ),
        ({"message": "The frob is bent.", "hint": ""}, "Sorry, that did not work: The frob is bent."),
        ({"x": 1}, "Sorry, that did not work."),
    ],
)
def test_an_error_without_a_template_speaks_for_itself(facts, text):
    assert composer.compose([failed("frob-bent", **facts)]).text == text


def test_a_failure_whose_facts_are_missing_falls_back():
    assert composer.compose([failed("unknown-app", "apps.open.unknown", x=1)]).text == "Sorry, that did not work."


def test_a_failure_is_never_told_in_the_words_of_a_success():
    record = ActionResult(
        "volume.set", False, "volume.set.done", {"level_percent": 40, "is_muted": False}, is_verified=True
    )
    assert composer.compose([record]).text == "Sorry, that did not work."


@pytest.mark.parametrize(("is_verified", "text"), [(True, "Done."), (False, f"Done, {DOUBT}.")])
@pytest.mark.parametrize("key", ["someone.elses.done", "volume.set.done", "apps.open.unknown"])
def test_a_success_without_fitting_words_is_told_plainly(key, is_verified, text):
    record = ActionResult("x.y", True, key, {}, is_verified=is_verified)
    assert composer.compose([record]).text == text


def test_nothing_done_is_told():
    assert composer.compose([]).text == "There was nothing to do."


def test_two_deeds_are_both_told():
    reply = composer.compose([time_of_day(), volume()])
    assert reply.text == "The time is 5:42 PM. The volume is at 40 percent."
    assert reply.card.rows == (("The time is 5:42 PM.", "done"), ("The volume is at 40 percent.", "done"))


def test_two_deeds_of_which_one_is_doubtful():
    reply = composer.compose([volume(is_verified=False), time_of_day()])
    assert reply.text == f"The volume is at 40 percent, {DOUBT}. The time is 5:42 PM."
    assert [row[-1] for row in reply.card.rows] == ["not confirmed", "done"]


def test_many_deeds_are_counted():
    assert composer.compose([volume()] * 3).text == "All 3 steps are done. The volume is at 40 percent."


def test_many_deeds_with_a_doubtful_one_are_not_all_claimed():
    text = composer.compose([volume(is_verified=False), volume(), volume()]).text
    assert text == "I did 3 steps, but I could not confirm 1 of them. The volume is at 40 percent."


def test_a_plan_that_broke_off_tells_how_far_it_came_and_why():
    reply = composer.compose([volume(), failed()], step_count=3)
    assert reply.text == "I did only 1 of 3 steps. I could not reach the sound server."
    assert [row[-1] for row in reply.card.rows] == ["done", "failed", "not done"]
    assert reply.card.rows[1][0].endswith("Start PipeWire or PulseAudio and try again.")


def test_a_plan_that_broke_off_tells_what_it_could_not_confirm():
    reply = composer.compose([volume(is_verified=False), failed()])
    assert reply.text == "I did only 1 of 2 steps, and could not confirm 1 of them. I could not reach the sound server."


def test_a_plan_that_was_stopped_in_between_is_not_a_success():
    assert composer.compose([volume()], step_count=2).text == "I did only 1 of 2 steps."


def test_a_plan_whose_first_step_failed_did_nothing():
    assert composer.compose([failed()], step_count=2).text == (
        "None of the 2 steps was done. I could not reach the sound server."
    )


RESULTS = st.lists(
    st.sampled_from([volume(), volume(is_verified=False), time_of_day(), failed(), failed("disk-full"), failed("new")]),
    min_size=1,
    max_size=5,
)


@given(RESULTS, st.integers(0, 3))
def test_a_plan_with_a_failed_or_missing_step_is_never_a_success(results, missing):
    total = len(results) + missing
    reply = composer.compose(results, total)
    has_failed = any(not result.ok for result in results) or missing > 0
    if total > 1:
        assert has_failed is reply.text.startswith(("I did only ", "None of the "))
        assert sum(row[-1] == "done" for row in reply.card.rows) == sum(r.ok and r.is_verified for r in results)
    has_doubt = any(result.ok and not result.is_verified for result in results)
    assert has_doubt is ("could not confirm" in reply.text)


@given(RESULTS)
def test_at_most_two_sentences_are_spoken(results):
    assert composer.compose(results).text.count(". ") <= 1


@given(st.text(max_size=40))
def test_names_that_look_like_templates_are_only_text(name):
    assert name in composer.compose([failed("unknown-app", "apps.open.unknown", name=name)]).text


@pytest.mark.parametrize(
    ("key", "facts", "text"),
    [
        ("dialog.unknown", {}, "Sorry, I don't know how to do that."),
        ("dialog.unheard", {}, "Sorry, I didn't catch that."),
        ("dialog.repeat", {"text": "It's noon."}, "It's noon."),
        ("dialog.approval.again", {"question": "Shall I?"}, "I did not take that for an answer: Shall I?"),
        ("dialog.error", {"message": "No microphone.", "hint": "Plug one in."}, "No microphone. Plug one in."),
        ("dialog.error", {"message": "No microphone.", "hint": ""}, "No microphone."),
        (
            "dialog.help",
            {"examples": ["a", "b", "c"], "spoken": ["a", "b"], "topics": ["x"]},
            "You can say, for example: “a” and “b”.",
        ),
        ("dialog.help", {"examples": [], "topics": ["x", "y"]}, "I can help with x and y."),
        ("timers.due", {"kind": "timer", "label": "tea", "due": "2026-11-22T17:42:00+00:00"}, "Time is up: tea."),
        ("timers.due", {"kind": "timer", "label": "", "due": "x", "duration": 300}, "Your timer of 5 minutes is up."),
        ("timers.due", {"kind": "timer", "label": "", "due": "x"}, "Your timer is up."),
        (
            "timers.due",
            {"kind": "alarm", "label": "", "due": "2026-11-22T07:00:00+00:00"},
            "It's 7:00 AM, this is your alarm.",
        ),
        (
            "timers.missed",
            {"kind": "alarm", "label": "up", "due": "2026-11-22T07:00:00+00:00"},
            "You missed an alarm, today at 7:00 AM: up.",
        ),
    ],
)
def test_messages_of_the_dialog(key, facts, text):
    assert composer.message(key, facts).text == text


TOUCHED = Effects(touching(Access.TRASH, ["/home/ann/a.pdf", "/home/ann/b.pdf"]), file_count=2)
NOTE = foreseen("notes.create", args={"title": "milk"})
TRASH = foreseen("plugin.shred", args={"name": "a.pdf", "to": "", "mode": None}, effects=TOUCHED)


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ([NOTE], "Shall I write the note “milk”?"),
        ([NOTE, TRASH], "Shall I write the note “milk” and do plugin.shred: a.pdf?"),
    ],
)
def test_a_question_names_the_deeds(steps, text):
    reply = composer.question(Ask(tuple(steps)), "")
    assert (reply.text, reply.expects_answer) == (text, True)


def test_a_question_shows_every_path_on_the_card():
    reply = composer.question(Ask((TRASH, NOTE)), "")
    assert reply.card.rows == (
        ("/home/ann/a.pdf", "to the trash"),
        ("/home/ann/b.pdf", "to the trash"),
        ("write the note “milk”",),
    )


def test_a_card_shows_so_many_paths_and_counts_the_rest():
    effects = Effects(touching(Access.TRASH, [f"/home/ann/{number}" for number in range(MOST_ROWS + 3)]))
    rows = composer.question(Ask((foreseen("plugin.shred", effects=effects),)), "").card.rows
    assert len(rows) == MOST_ROWS + 1 and rows[-1] == ("…", "3")


@pytest.mark.parametrize(
    ("concerns", "text"),
    [
        (["open-elsewhere"], "Some of that is open in another program. Shall I write the note “milk”?"),
        (
            ["many", "open-elsewhere", "hidden"],
            "Some of that is open in another program. Shall I write the note “milk”?",
        ),
        (["many"], "Shall I write the note “milk”?"),
    ],
)
def test_the_first_reason_that_has_words_is_said(concerns, text):
    assert composer.question(Ask((NOTE,), tuple(map(Concern, concerns))), "").text == text


def test_all_reasons_stand_on_the_card():
    reply = composer.question(Ask((NOTE,), (Concern("open-elsewhere"), Concern("version-controlled"))), "")
    assert reply.card.rows[0] == ("Some of that is open in another program. There is a repository in it.",)


def test_a_question_for_a_code_says_that_there_is_no_way_back_and_the_code():
    reply = composer.question(Ask((NOTE,), (), Demand.CODE), "47")
    assert reply.text == (
        "This can't be undone: write the note “milk”. The code is 47; if you want it, say confirm, and then the code."
    )


def test_only_a_question_of_the_gate_expects_an_answer():
    assert composer.question(Ask((NOTE,)), "").expects_answer
    assert not composer.message("dialog.cancel", {}).expects_answer
    assert not composer.refusal(Concern("many")).expects_answer


@pytest.mark.parametrize(
    ("concern", "text"),
    [
        (
            Concern("path-denied", {"path": "/etc"}),
            "I won't touch “/etc”, because your settings keep me away from there.",
        ),
        (
            Concern("capability-denied", {"capability": "files.trash"}),
            "I won't do that, because I am not allowed to move files to the trash and back.",
        ),
        (
            Concern("capability-denied", {"capability": "plugin.lamp"}),
            "I won't do that, because I am not allowed to use what the package “lamp” adds.",
        ),
        (
            Concern("too-many", {"capability": "files.trash", "limit": 30}),
            "I won't do that now, because that would be too much of it within a minute. Wait a moment and ask again.",
        ),
        (Concern("something-else"), "I won't do that, because your settings do not allow it."),
        (Concern("unknown-action", {"action": "a.b"}), "Sorry, I don't know how to do that."),
    ],
)
def test_a_refusal_says_why(concern, text):
    assert composer.refusal(concern).text == text


def test_a_dry_run_names_its_deeds_and_shows_every_path():
    reply = composer.preview([TRASH], [Step("notes.create", {"title": "eggs"})])
    assert reply.text == (
        "I would do plugin.shred: a.pdf and write the note “eggs”, but this was a dry run, so nothing was done."
    )
    assert reply.card.rows == (("/home/ann/a.pdf", "to the trash"), ("/home/ann/b.pdf", "to the trash"))


@pytest.mark.parametrize(
    ("action", "facts", "description", "text"),
    [
        ("notes.create", {"title": "milk"}, "", "write the note “milk”"),
        ("notes.create", {}, "Add a note.", "add a note"),
        ("plugin.lamp", {"level": 40, "room": ""}, "Set the lamp.", "set the lamp: 40"),
        ("plugin.lamp", {}, "", "plugin.lamp"),
    ],
)
def test_a_deed_is_named_by_its_own_phrase_or_by_what_it_is(action, facts, description, text):
    assert composer.deed(action, facts, description) == text


def test_a_message_without_words_is_an_error():
    with pytest.raises(LookupError):
        composer.message("dialog.nonsense", {})


def test_a_list_becomes_the_rows_of_a_card():
    due = "2026-11-22T17:42:00+00:00"
    timer = {"kind": "timer", "label": "tea", "due": due, "remaining_s": 60}
    facts = {"count": 1, "timers": [timer], **{f"next_{name}": value for name, value in timer.items()}}
    reply = composer.compose([ActionResult("timers.list", True, "timers.list.done", facts, is_verified=True)])
    assert reply.text == "The timer has 1 minute left: tea."
    assert reply.card.rows == (("timer", "tea", "today at 5:42 PM"),)
