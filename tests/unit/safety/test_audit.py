"""The audit chain: whatever is changed, taken out, moved or cut off is found."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.safety.audit import FIRST_DIGEST, AuditEntry, check_chain, content_text, next_entry

KINDS = ["begun", "done", "failed", "asked", "approved", "refused"]


def chain(count: int, seed: str = "") -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for number in range(count):
        before = (entries[-1].number, entries[-1].digest) if entries else None
        content = content_text({"action": f"a.{number}", "args": {"path": f"{seed}{number}"}})
        at_utc = f"2026-11-22T12:{number // 60:02}:{number % 60:02}+00:00"
        entries.append(next_entry(before, at_utc, KINDS[number % len(KINDS)], number // 2, content))
    return entries


def head_of(entries: Sequence[AuditEntry]) -> tuple[int, str] | None:
    return (entries[-1].number, entries[-1].digest) if entries else None


def problems(entries: Sequence[AuditEntry], head: tuple[int, str] | None) -> list[int]:
    """Return the numbers of the entries at which something is wrong."""
    return [finding.entry for finding in check_chain(entries, head).findings]


@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_a_chain_that_nobody_touched_is_sound(count: int) -> None:
    entries = chain(count)
    report = check_chain(entries, head_of(entries))
    assert (report.entry_count, report.findings) == (count, ())


def test_an_entry_follows_the_one_before_it() -> None:
    first, second = chain(2)
    assert (first.number, second.number) == (1, 2)
    assert next_entry(None, first.at_utc, first.kind, first.deed, first.content or "").digest == first.digest
    assert second.digest != next_entry((1, FIRST_DIGEST), second.at_utc, second.kind, 0, second.content or "").digest


def test_the_order_in_which_facts_are_given_means_nothing() -> None:
    assert content_text({"b": 1, "a": [True, None, "ü\ud800"]}) == content_text({"a": [True, None, "ü\ud800"], "b": 1})


def test_another_spelling_of_the_same_content_is_a_change() -> None:
    entry = next_entry(None, "2026-11-22T12:00:00+00:00", "begun", 1, content_text({"path": "Ā"}))
    assert entry.content is not None and "\\u0100" in entry.content
    spelt = replace(entry, content=entry.content.replace("\\u0100", "Ā"))
    assert problems([entry], head_of([entry])) == []
    assert problems([spelt], head_of([entry])) == [1]


def test_content_may_be_forgotten() -> None:
    entries = [replace(entry, content=None) for entry in chain(5)]
    assert problems(entries, head_of(entries)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"content": "{}"}, "its content was changed"),
        ({"content_digest": "0" * 64}, "its content was changed"),
        ({"at_utc": "2026-11-22T00:00:00+00:00"}, "it was changed, or does not follow the one before it"),
        ({"kind": "done"}, "it was changed, or does not follow the one before it"),
        ({"deed": 99}, "it was changed, or does not follow the one before it"),
        ({"digest": "0" * 64}, "it was changed, or does not follow the one before it"),
        ({"number": 7}, "entries before it are missing"),
    ],
)
def test_a_change_is_found_where_it_was_made_and_told(change: dict, problem: str) -> None:
    entries = chain(5)
    entries[2] = replace(entries[2], **change)
    report = check_chain(entries, head_of(entries))
    assert problem in {finding.problem for finding in report.findings if finding.entry == entries[2].number}


def test_an_entry_that_is_missing_is_found() -> None:
    entries = chain(5)
    head = head_of(entries)
    del entries[2]
    assert 4 in problems(entries, head)


def test_a_first_entry_that_is_missing_is_found() -> None:
    entries = chain(5)
    assert 2 in problems(entries[1:], head_of(entries))


def test_an_end_that_was_cut_off_is_found_by_the_copy_alone() -> None:
    entries = chain(5)
    for kept in (entries[:3], []):
        (finding,) = check_chain(kept, head_of(entries)).findings
        assert (finding.entry, finding.problem) == (5, "the newest entries are missing")
    assert problems(entries[:3], head_of(entries[:3])) == [], "who writes both can forge both"


def test_a_chain_that_was_written_anew_is_found_by_the_copy() -> None:
    assert problems(chain(5, "forged"), head_of(chain(5))) == [5]
    assert problems(chain(9, "forged"), head_of(chain(5))) == [5]


@pytest.mark.parametrize(("unseen", "is_found"), [(0, False), (16, False), (17, True)])
def test_a_copy_may_be_behind_by_the_entries_of_a_moment(unseen: int, is_found: bool) -> None:
    entries = chain(20 + unseen)
    assert bool(problems(entries, head_of(entries[:20]))) is is_found


@pytest.mark.parametrize(("count", "is_found"), [(0, False), (16, False), (17, True)])
def test_a_missing_copy_is_found_once_there_is_more_than_a_moments_worth(count: int, is_found: bool) -> None:
    assert bool(problems(chain(count), None)) is is_found


# --------------------------------------------------------------------------------------------------------- tampering

LENGTH = 12
FIELDS = st.sampled_from(["at_utc", "kind", "deed", "content", "content_digest", "digest", "number"])


def changed(entry: AuditEntry, field: str, value: str) -> AuditEntry:
    is_number = field in ("deed", "number")
    return replace(entry, **{field: len(value) + 100 if is_number else value})


@given(place=st.integers(0, LENGTH - 1), field=FIELDS, value=st.text(max_size=70))
def test_whatever_field_is_changed_in_whatever_entry_is_found(place: int, field: str, value: str) -> None:
    entries = chain(LENGTH)
    head = head_of(entries)
    entries[place] = changed(entries[place], field, value)
    assert problems(entries, head)


@given(order=st.permutations(range(LENGTH)))
def test_whatever_is_moved_is_found(order: list[int]) -> None:
    entries = chain(LENGTH)
    assert bool(problems([entries[place] for place in order], head_of(entries))) is (order != sorted(order))


@given(kept=st.sets(st.integers(0, LENGTH - 1)))
def test_whatever_is_taken_out_is_found(kept: set[int]) -> None:
    entries = chain(LENGTH)
    assert bool(problems([entries[place] for place in sorted(kept)], head_of(entries))) is (len(kept) < LENGTH)


@given(place=st.integers(0, LENGTH), data=st.data())
def test_whatever_is_put_in_is_found(place: int, data: st.DataObject) -> None:
    entries = chain(LENGTH)
    forged = data.draw(st.sampled_from(chain(LENGTH + 1, "forged")))
    number = data.draw(st.sampled_from([forged.number, place + 1]))
    entries.insert(place, replace(forged, number=number))
    # Behind the end a forger needs no more than the digest before; the entries of one moment are not in the copy.
    head = (entries[-1].number, entries[-1].digest) if place < LENGTH else head_of(chain(LENGTH))
    assert problems(entries, head)


@given(place=st.integers(0, LENGTH - 1), value=st.text(max_size=5))
def test_a_forger_who_mends_all_that_follows_is_found_by_the_copy(place: int, value: str) -> None:
    entries = chain(LENGTH)
    head = head_of(entries)
    forged = entries[:place]
    for entry in entries[place:]:
        content = content_text({"forged": value}) if entry is entries[place] else entry.content or ""
        before = (forged[-1].number, forged[-1].digest) if forged else None
        forged.append(next_entry(before, entry.at_utc, entry.kind, entry.deed, content))
    assert check_chain(forged, head_of(forged)).findings == (), "the chain alone does not show it"
    assert problems(forged, head) == [LENGTH]
