from datetime import UTC, datetime

import pytest

from assistant.dialog.replies.templates import load_replies
from assistant.dialog.replies.wording import Wording
from assistant.dialog.reply import ReplyComposer


class Noon:
    """Sunday, 22 November 2026, noon."""

    def monotonic_s(self):
        return 0.0

    def now(self):
        return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def wording():
    return Wording(load_replies("en").words, Noon(), ReplyComposer("en", Noon()).deed)


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{x}", 5, "5"),
        ("{x:time}", "2026-11-22T00:05:00+00:00", "12:05 AM"),
        ("{x:time}", "2026-11-22T12:00:00+00:00", "12:00 PM"),
        ("{x:time}", "2026-11-22T17:21:59+00:00", "5:21 PM"),
        ("{x:date}", "2026-11-02T17:21:59+00:00", "Monday, November 2, 2026"),
        ("{x:when}", "2026-11-22T17:21:00+00:00", "today at 5:21 PM"),
        ("{x:when}", "2026-11-23T07:00:00+00:00", "tomorrow at 7:00 AM"),
        ("{x:when}", "2026-11-21T07:00:00+00:00", "yesterday at 7:00 AM"),
        ("{x:when}", "2026-11-27T07:00:00+00:00", "Friday, November 27 at 7:00 AM"),
        ("{x:when}", "2027-01-01T07:00:00+00:00", "Friday, January 1, 2027 at 7:00 AM"),
        # Already tomorrow where this was written.
        ("{x:when}", "2026-11-23T01:00:00+14:00", "today at 1:00 AM"),
        ("{x:duration}", 0, "0 seconds"),
        ("{x:duration}", 1, "1 second"),
        ("{x:duration}", 90, "1 minute and 30 seconds"),
        ("{x:duration}", 3600, "1 hour"),
        ("{x:duration}", 93_784, "1 day, 2 hours, 3 minutes and 4 seconds"),
        ("{x:size}", 0, "0 bytes"),
        ("{x:size}", 1, "1 byte"),
        ("{x:size}", 999, "999 bytes"),
        ("{x:size}", 1_000, "1 kilobyte"),
        ("{x:size}", 1_500_000, "1.5 megabytes"),
        ("{x:size}", 20_480_000_000, "20 gigabytes"),
        ("{x:size}", 2_000_000_000_000, "2 terabytes"),
        ("{x:percent}", 41.6, "42 percent"),
        ("{x:count note}", 1, "1 note"),
        ("{x:count note}", 0, "0 notes"),
        ("{x:list}", [], ""),
        ("{x:list}", ["a"], "a"),
        ("{x:list}", ["a", "b"], "a and b"),
        ("{x:list}", ["a", "b", "c"], "a, b and c"),
        ("{x:quotes}", ["a", "b"], "“a” and “b”"),
        ("{x:quote}", "a", "“a”"),
        ("{x:file}", "/home/me/Pictures/Screenshots/a b.png", "a b.png"),
        ("{x:folder}", "/home/me/Pictures/Screenshots/a b.png", "Screenshots"),
        ("{x:pairs}", {"level": 40, "name": "x"}, "level: 40, name: x"),
        ("{x:pairs}", {}, ""),
        ("{x:capability}", "files.trash", "move files to the trash and back"),
        ("{x:capability}", "plugin.lamp", "use what the package “lamp” adds"),
        ("{x:deed}", {"action": "notes.create", "facts": {"title": "milk"}}, "write the note “milk”"),
        ("{x:deed}", {"action": "a.b", "facts": {}, "description": "Do it."}, "do it"),
        ("{x:deeds}", [{"action": "a.b", "facts": {}}, {"action": "c.d", "facts": {}}], "a.b and c.d"),
    ],
)
def test_a_value_becomes_words(wording, template, value, text):
    assert wording.fill(template, {"x": value}) == text


def test_a_kind_can_depend_on_another_fact(wording):
    assert wording.fill("{count:count {kind}}", {"count": 2, "kind": "pdf"}) == "2 PDFs"
    assert wording.fields("{count:count {kind}} of {name}") == {"count", "kind", "name"}


def test_braces_in_a_value_are_only_text(wording):
    assert wording.fill("{x}", {"x": "{secret} {0.__class__}"}) == "{secret} {0.__class__}"


@pytest.mark.parametrize("template", ["{y}", "{x.real}", "{x[0]}", "{}", "{0}", "{x:nonsense}", "{x:count nonsense}"])
def test_a_field_that_means_nothing_is_an_error(wording, template):
    with pytest.raises(LookupError):
        wording.fill(template, {"x": 1})
