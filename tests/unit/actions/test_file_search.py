import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.actions.file_search import FileQuery, plain, query_words, search


def never():
    return False


def find(root, limit=20, is_cancelled=never, time_limit_s=10.0, **query):
    return search(root, FileQuery(**query), limit, is_cancelled, time_limit_s)


def names(result):
    return [found.path.name for found in result.newest]


def add(root, path, modified_s=1000.0, content="x"):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    os.utime(file, (modified_s, modified_s))
    return file


def test_the_newest_come_first_and_all_are_counted(tmp_path):
    for number in range(5):
        add(tmp_path, f"report {number}.txt", modified_s=number)
    result = find(tmp_path, limit=2, words=("report",))
    assert names(result) == ["report 4.txt", "report 3.txt"]
    assert (result.count, result.is_complete) == (5, True)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("picture", {"a.JPG"}),
        ("pdf", {"b.pdf"}),
        ("document", {"b.pdf", "c.odt"}),
        ("music", {"d.mp3"}),
        ("folder", {"sub"}),
        ("archive", {"e.tar.gz"}),
        ("any", {"a.JPG", "b.pdf", "c.odt", "d.mp3", "e.tar.gz", "f"}),
    ],
)
def test_a_kind_is_known_by_the_ending(tmp_path, kind, expected):
    for name in ("a.JPG", "b.pdf", "sub/c.odt", "sub/d.mp3", "e.tar.gz", "f"):
        add(tmp_path, name)
    assert set(names(find(tmp_path, kind=kind))) == expected


def test_a_folder_is_found_by_its_name(tmp_path):
    add(tmp_path, "taxes/2026.ods")
    add(tmp_path, "taxes.txt")
    assert set(names(find(tmp_path, words=("taxes",)))) == {"taxes", "taxes.txt"}


def test_every_word_must_occur_whatever_its_case_and_accents(tmp_path):
    add(tmp_path, "Budget_Müller-2026.ods")
    add(tmp_path, "Budget 2025.ods")
    assert names(find(tmp_path, words=query_words("müller BUDGET"))) == ["Budget_Müller-2026.ods"]


def test_a_misheard_word_finds_what_resembles_it(tmp_path):
    add(tmp_path, "invoices.ods")
    assert names(find(tmp_path, words=("invoises",))) == ["invoices.ods"]


def test_the_very_word_wins_over_what_resembles_it(tmp_path):
    add(tmp_path, "invoicer.ods", modified_s=2000)
    add(tmp_path, "invoices.ods", modified_s=1000)
    assert names(find(tmp_path, words=("invoices",))) == ["invoices.ods"]


def test_short_words_are_not_guessed(tmp_path):
    add(tmp_path, "cat.txt")
    assert names(find(tmp_path, words=("car",))) == []


def test_the_period_includes_both_ends(tmp_path):
    for modified_s in (99, 100, 200, 201):
        add(tmp_path, f"{modified_s}.txt", modified_s=modified_s)
    assert names(find(tmp_path, since_s=100, until_s=200)) == ["200.txt", "100.txt"]


@pytest.mark.parametrize(
    "path",
    [".hidden/a.txt", ".a.txt", "x/node_modules/a.txt", "__pycache__/a.txt", "venv/lib/a.txt", "cache/deep/a.txt"],
)
def test_what_programs_made_for_themselves_is_not_searched(tmp_path, path):
    add(tmp_path, path)
    add(tmp_path, "venv/pyvenv.cfg")
    add(tmp_path, "cache/CACHEDIR.TAG")
    assert names(find(tmp_path, words=("a",), kind="text")) == []


def test_loops_of_links_and_links_to_nothing_are_harmless(tmp_path):
    add(tmp_path, "sub/report.txt")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "report-lost.txt").symlink_to(tmp_path / "nowhere")
    assert names(find(tmp_path, words=("report",))) == ["report.txt"]


def test_a_missing_root_finds_nothing(tmp_path):
    assert find(tmp_path / "missing").count == 0


def test_a_search_can_be_called_off(tmp_path):
    add(tmp_path, "a/b/report.txt")
    result = find(tmp_path, is_cancelled=lambda: True)
    assert (result.count, result.is_complete) == (0, False)


def test_a_search_ends_at_its_time_limit_with_what_it_has(tmp_path):
    add(tmp_path, "report.txt")
    assert not find(tmp_path, time_limit_s=-1.0).is_complete


@given(st.text())
def test_plain_text_is_stable_and_has_single_spaces(text):
    assert plain(plain(text)) == plain(text)
    assert "  " not in plain(text)


@given(st.lists(st.sampled_from(["report.txt", "Ünï.pdf", "a b.md"]), min_size=1, max_size=3, unique=True))
def test_a_file_is_found_by_its_own_name(tmp_path_factory, chosen):
    root: Path = tmp_path_factory.mktemp("home")
    for name in chosen:
        add(root, name)
        assert name in names(find(root, words=query_words(name)))
