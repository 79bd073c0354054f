import pytest

from assistant.understanding.language import load_language
from assistant.understanding.names import NameIndex

SPELLING = load_language("en").lexicon.spelling
PAIRS = [
    ("Firefox Web Browser", "firefox"),
    ("Print", "print"),
    ("Windows Manager", "wm"),
    ("Foobar One", "f1"),
    ("Foobar Two", "f2"),
    ("Café Straße", "cafe"),
    ("GIMP", "gimp"),
]


@pytest.fixture
def index() -> NameIndex:
    return NameIndex(PAIRS, SPELLING)


@pytest.mark.parametrize(
    ("heard", "value"),
    [
        ("firefox web browser", "firefox"),
        ("fire fox web browser", "firefox"),
        ("firefox", "firefox"),
        ("firefox web browzer", "firefox"),
        ("window manager", "wm"),
        ("café strasse", "cafe"),
        ("foobar 2", "f2"),
        ("gimp", "gimp"),
        ("gimpp", "gimp"),
    ],
)
def test_a_name_is_found(index, heard, value):
    assert index.find(heard) == value


@pytest.mark.parametrize("heard", ["paint", "foobar", "foobar 3", "gi", "", "x" * 100, "unrelated thing"])
def test_what_is_not_near_or_not_one_name_is_not_found(index, heard):
    assert index.find(heard) is None


def test_the_first_of_two_equal_names_wins():
    assert NameIndex([("Files", "a"), ("files", "b")], SPELLING).find("files") == "a"


def test_no_names():
    assert NameIndex([], SPELLING).find("anything") is None
