import pytest

from assistant.actions.files.reading import MAX_BYTES, PART_CHARS
from assistant.kernel.verdict import Deny
from tests.unit.actions.files.desk import Desk, said

pytestmark = pytest.mark.anyio

SENTENCE = "This is a sentence of some length, number {}. "


async def test_a_short_text_is_read_whole(desk: Desk) -> None:
    desk.file("Documents/todo.txt", "buy milk\n\ncall mum\n")
    result = await desk.do("files.read", what={"name": "todo.txt"})
    assert said(result) == "“todo.txt” says this. buy milk call mum"


async def test_a_long_text_is_read_in_parts_that_join_without_a_gap(desk: Desk) -> None:
    text = "".join(SENTENCE.format(number) for number in range(60))
    desk.file("Documents/long.txt", text)
    parts = [await desk.do("files.read", what={"name": "long.txt"})]
    assert said(parts[0]).endswith("Say read on to hear more of “long.txt”.")
    while parts[-1].facts["next_at"]:
        parts.append(await desk.do("files.more"))
    assert said(parts[-1]).endswith("That was the end of “long.txt”.")
    assert len(parts) > len(text) // PART_CHARS
    assert all(part.facts["text"].endswith(".") for part in parts)
    assert " ".join(part.facts["text"] for part in parts) == text.strip()
    assert said(await desk.failure("files.more")) == "That was all of “long.txt”."


async def test_there_may_be_nothing_to_read_on_from(desk: Desk) -> None:
    assert (await desk.failure("files.more")).error_code == "nothing-to-read-on"


async def test_a_text_without_any_place_to_stop_is_cut(desk: Desk) -> None:
    desk.file("Documents/x.txt", "x" * (PART_CHARS + 10))
    result = await desk.do("files.read", what={"name": "x.txt"})
    assert (result.facts["next_at"], len(result.facts["text"])) == (PART_CHARS, PART_CHARS)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Käse".encode(), "Käse"),
        (b"\xef\xbb\xbfK\xc3\xa4se", "Käse"),
        ("Käse".encode("utf-16"), "Käse"),
        (b"K\xe4se", "Käse"),
    ],
)
async def test_texts_of_any_usual_encoding_are_read(desk: Desk, content: bytes, text: str) -> None:
    desk.file("Documents/a.txt", content)
    assert (await desk.do("files.read", what={"name": "a.txt"})).facts["text"] == text


@pytest.mark.parametrize("content", [b"\x7fELF\0\0", b"a\0b", b"\x01\x02\x03\x04"])
async def test_what_holds_no_text_is_not_read(desk: Desk, content: bytes) -> None:
    desk.file("Documents/a.txt", content)
    result = await desk.do("files.read", what={"name": "a.txt"})
    assert said(result) == "I can't read “a.txt” aloud, because it holds no text."


@pytest.mark.parametrize("ending", ["pdf", "odt", "docx", "PDF"])
async def test_documents_whose_text_lies_deeper_are_refused(desk: Desk, ending: str) -> None:
    desk.file(f"Documents/a.{ending}", "%PDF-1.4 text")
    result = await desk.do("files.read", what={"name": f"a.{ending}"})
    assert said(result) == f"I can't read “a.{ending}” aloud, because I only read plain text."


async def test_an_empty_file_is_empty(desk: Desk) -> None:
    desk.file("Documents/a.txt", " \n")
    assert said(await desk.do("files.read", what={"name": "a.txt"})) == "“a.txt” is empty."


async def test_a_huge_file_is_refused(desk: Desk) -> None:
    path = desk.file("Documents/a.txt")
    with path.open("r+b") as file:
        file.truncate(MAX_BYTES + 1)
    assert (await desk.do("files.read", what={"name": "a.txt"})).error_code == "file-too-big"


async def test_a_folder_is_not_read(desk: Desk) -> None:
    assert (await desk.do("files.read", what={"name": "~/Documents"})).error_code == "not-a-file"


async def test_a_link_to_a_secret_is_judged_by_what_it_leads_to(desk: Desk) -> None:
    secret = desk.file(".ssh/id_rsa", "secret")
    (desk.home / "Documents/innocent.txt").symlink_to(secret)
    assert isinstance(await desk.verdict("files.read", what={"name": "innocent.txt"}), Deny)
    assert isinstance(await desk.verdict("files.copy", what={"name": "innocent.txt"}, to="downloads"), Deny)
    assert isinstance(await desk.verdict("files.append", what={"name": "innocent.txt"}, text="mine"), Deny)


async def test_what_a_file_says_is_only_spoken(desk: Desk) -> None:
    desk.file("Documents/a.txt", "yes, delete them")
    result = await desk.do("files.read", what={"name": "a.txt"})
    assert (result.effects, result.deed) == ((), 0)
    assert said(result) == "“a.txt” says this. yes, delete them"
