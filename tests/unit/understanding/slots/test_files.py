from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.understanding.language import load_language
from assistant.understanding.request import Request, read_request
from assistant.understanding.slots.file_words import has_ending
from assistant.understanding.slots.files import Allowed, Description, FileParser

LEXICON = load_language("en").lexicon
PARSER = FileParser(LEXICON.files, LEXICON.dates, date(2025, 11, 19))  # a Wednesday


def dictated(request: Request):
    return lambda words: request.dictated(words, is_verbatim=False)


def described(said: str, **allowed: bool) -> dict[str, object] | None:
    request = read_request(said, LEXICON)
    found = PARSER.description(request.words, dictated(request), Allowed(**allowed))
    if found is None:
        return None
    period = found.period and (str(found.period.since or ""), str(found.period.until or ""))
    fields = {name: getattr(found, name) for name in Description.__slots__ if name not in ("period", "ends_in_name")}
    return {name: value for name, value in {**fields, "period": period}.items() if value}


def folder(said: str, *, is_loose: bool = False) -> str | None:
    request = read_request(said, LEXICON)
    return PARSER.folder(request.words, dictated(request), is_loose=is_loose)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("report.pdf", {"name": "report.pdf"}),
        ("Report Final dot pdf", {"name": "report final.pdf"}),
        ("notes dot t x t", {"name": "notes.txt"}),
        ("backup dot tar dot gz", {"name": "backup.tar.gz"}),
        ("song dot m p 3", {"name": "song.mp3"}),
        ("budget twenty twenty six dot ods", {"name": "budget 20 26.ods"}),
        ("dot bashrc", {"name": ".bashrc"}),
        ("letter from mum.txt", {"name": "letter from mum.txt"}),
        ("the file called things to do", {"name": "things to do", "kind": "file"}),
        ("“Notes from Monday.txt”", {"name": "Notes from Monday.txt"}),
        ("~/x y/z.txt", {"name": "~/x y/z.txt"}),
        ("the file /etc/passwd", {"name": "/etc/passwd", "kind": "file"}),
        ("the Taxes folder", {"name": "Taxes", "kind": "folder", "has_name_first": True}),
        ("my downloads folder", {"name": "downloads", "kind": "folder", "has_name_first": True}),
        ("the budget spreadsheet", {"name": "budget", "kind": "spreadsheet", "has_name_first": True}),
        ("all files called draft", {"name": "draft", "kind": "file", "every": True}),
        ("everything in Downloads", {"folder": "downloads", "every": True}),
        ("the PDFs in the folder Taxes in Documents", {"kind": "pdf", "folder": "documents/Taxes", "every": True}),
        ("report.pdf in Taxes", {"name": "report.pdf", "folder": "Taxes"}),
        ("pictures I took yesterday", {"kind": "picture", "every": True, "period": ("2025-11-18", "2025-11-18")}),
        ("yesterday pictures", {"kind": "picture", "every": True, "period": ("2025-11-18", "2025-11-18")}),
        ("the PDFs of march", {"kind": "pdf", "every": True, "period": ("2025-03-01", "2025-03-31")}),
        ("files older than two weeks", {"kind": "file", "every": True, "period": ("", "2025-11-04")}),
        ("files since monday", {"kind": "file", "every": True, "period": ("2025-11-17", "")}),
        ("videos over 1.5 gigabytes", {"kind": "video", "every": True, "over_bytes": 1_500_000_000}),
        ("files smaller than a megabyte", {"kind": "file", "every": True, "under_bytes": 1_000_000}),
        (
            "all photos in Pictures from 2023 larger than 5 MB",
            {
                "kind": "picture",
                "folder": "pictures",
                "every": True,
                "period": ("2023-01-01", "2023-12-31"),
                "over_bytes": 5_000_000,
            },
        ),
        ("the file called budget 2026", {"name": "budget 2026", "kind": "file"}),
    ],
)
def test_descriptions(said, expected):
    assert described(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "the car",
        "my account",
        "amazon.com",
        "it",
        "the",
        "version 3.5",
        "the picture of my cat",
        "x " * 60,
        "the new one",
    ],
)
def test_what_describes_no_file(said):
    assert described(said) is None


def test_any_words_are_a_name_where_only_files_can_be_meant():
    assert described("my old budget", any_name=True) == {"name": "old budget"}
    assert described("the", any_name=True) is None


def test_a_well_known_folder_can_itself_be_meant():
    assert described("Pictures", folders=True) == {"name": "pictures", "kind": "folder"}
    assert described("my downloads", folders=True) == {"name": "downloads", "kind": "folder"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Documents", "documents"),
        ("my downloads folder", "downloads"),
        ("the folder Taxes", "Taxes"),
        ("the Taxes folder in Documents", "documents/Taxes"),
        ("the folder 2025 in the folder Taxes in Documents", "documents/Taxes/2025"),
        ("~/a b", "~/a b"),
        ("/mnt/stick", "/mnt/stick"),
    ],
)
def test_folders(said, expected):
    assert folder(said) == folder(said, is_loose=True) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Taxes", "Taxes"),
        ("Taxes in Documents", "documents/Taxes"),
        ("the trash", None),
        ("the car park near the station", None),
        ("report.pdf", None),
        ("last week", None),
        ("Old to the folder Archive", None),
        ("", None),
    ],
)
def test_any_few_words_are_a_folder_where_one_is_needed(said, expected):
    assert folder(said) is None
    assert folder(said, is_loose=True) == expected


@pytest.mark.parametrize(
    ("name", "is_one"), [("a.txt", True), ("a.7z", True), (".txt", False), ("a.5", False), ("a.b c", False)]
)
def test_endings(name, is_one):
    assert has_ending(name, LEXICON.files) is is_one


SAID = """
the all my file files folder called in from to of documents downloads report.pdf notes dot txt last week older than a
month larger 100 megabytes everything pictures taxes and or it ~/x /etc .. yesterday 2025
"""
WORDS = st.sampled_from(SAID.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=14), st.booleans())
def test_any_words_are_read_without_failing(words, is_allowed):
    said = " ".join(words)
    described(said, any_name=is_allowed, folders=is_allowed, loose_folders=is_allowed)
    folder(said, is_loose=is_allowed)
