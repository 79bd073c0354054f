"""The words a language describes files and folders with, and the names that are made of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.understanding.tables import Table
from assistant.understanding.words import Spelling, Word, plain

Dictate = Callable[[Sequence[Word]], str]
"""Returns some words as they were said."""

_LONGEST_ENDING = 5
QUOTES = "'\"“”‘’ "
# Lists that a language may do without, each a field of its words.
_AROUND_NAMES = ("folder_nouns", "trash", "everything", "every", "determiners", "called", "called_last", "vague")
_BOUNDS = ("within", "formats", "joints", "dated", "loosely_dated", "over", "under", "closing", "dots", "no_endings")


@dataclass(frozen=True, slots=True)
class FileWords:
    """Phrases in their one form, each as one line.

    Attributes:
        kinds: Phrase for a sort of thing to the kind, and whether it stands for several.
        folders: Phrase for a well-known folder to its name.
        folder_nouns: "folder".
        trash: What the trash is called, which is no folder to put things into.
        everything: Phrases for all that there is.
        every: Words before a kind that mean all of it.
        determiners: Words before a name or a kind that mean nothing.
        called: What stands between a kind and a name.
        called_last: What stands after a name: "die Datei, die Haushalt heißt".
        within: What stands before a folder.
        formats: What stands between a name and the sort of thing it is: "facturas en PDF".
        joints: What leads from one thing to another, and stands in no folder's name.
        dated: What stands before a date.
        loosely_dated: What stands before a date when no name comes before it.
        over: What stands before a size that is to be exceeded.
        under: What stands before a size that is not to be reached.
        units_bytes: Unit to bytes.
        closing: What may end a description after a date, a size or a folder, and means nothing: "sind", "liegen".
        folder_links: What may join the word for a folder to its name: Spanish "la carpeta de Imágenes".
        kinds_stand_last: Whether a kind may stand after a name: "the budget spreadsheet".
        kinds_stand_first: Whether any kind may stand before a name: "la hoja de cálculo presupuesto".
        dots: How the dot of a file name is spoken.
        signs: How other signs inside a name are spoken, and what they are.
        no_endings: What follows a dot in names that are no files'.
        vague: Words that are no name by themselves.
    """

    kinds: Mapping[str, tuple[str, bool]]
    folders: Mapping[str, str]
    folder_nouns: frozenset[str]
    trash: frozenset[str]
    everything: frozenset[str]
    every: frozenset[str]
    determiners: frozenset[str]
    called: frozenset[str]
    called_last: frozenset[str]
    within: frozenset[str]
    formats: frozenset[str]
    joints: frozenset[str]
    dated: frozenset[str]
    loosely_dated: frozenset[str]
    over: frozenset[str]
    under: frozenset[str]
    units_bytes: Mapping[str, int]
    closing: frozenset[str]
    folder_links: frozenset[str]
    kinds_stand_last: bool
    kinds_stand_first: bool
    dots: frozenset[str]
    signs: Mapping[str, str]
    no_endings: frozenset[str]
    vague: frozenset[str]

    @property
    def listed_kinds(self) -> Sequence[tuple[str, str]]:
        """Return each phrase for a sort of thing with its kind; any file will do that is called a file."""
        return [(phrase, "any" if kind == "file" else kind) for phrase, (kind, _is_several) in self.kinds.items()]


def build_file_words(table: Table, spelling: Spelling) -> FileWords:
    """Return the words of the table `files` of a lexicon."""
    sets = {
        name: frozenset(plain(text, spelling) for text in table.some_texts(name)) for name in (*_AROUND_NAMES, *_BOUNDS)
    }
    kinds: dict[str, tuple[str, bool]] = {}
    kind_table, folder_table = table.table("kinds"), table.table("folders")
    for kind in kind_table:
        for form, is_several in (("one", False), ("many", True)):
            for text in kind_table.table(kind).texts(form):
                kinds[plain(text, spelling)] = (kind, is_several)
    folders = {plain(text, spelling): name for name in folder_table for text in folder_table.texts(name)}
    return FileWords(
        kinds=kinds,
        folder_links=frozenset(table.some_texts("folder_links")),
        kinds_stand_last=table.text("kinds_stand_last", "always") != "never",
        kinds_stand_first=table.text("kinds_stand_last", "always") != "always",
        folders=folders,
        units_bytes=table.table("units_bytes").integers(),
        signs=table.table("signs").strings(),
        **sets,
    )


def file_name(words: Sequence[Word], dictate: Dictate, known: FileWords) -> str:
    """Return a name as it was dictated: "my underscore notes dot t x t" is "my_notes.txt", numbers are in digits."""
    said = dictate(words).strip(QUOTES)
    texts = [word.said or word.text for word in words]
    has_spoken_number = any(text.isdigit() for text in texts) and not any(letter.isdigit() for letter in said)
    has_sign = any(sign.split()[0] in texts[1:-1] for sign in known.signs)
    if known.dots.isdisjoint(texts) and not has_sign:
        return " ".join(texts) if has_spoken_number else said
    return _dotted(_with_signs(texts, known.signs), known.dots)


def has_ending(name: str, known: FileWords) -> bool:
    """Tell whether a name ends as files' names do."""
    before, dot, ending = name.rpartition(".")
    if not dot or not before.strip() or not 0 < len(ending) <= _LONGEST_ENDING:
        return False
    is_word = ending.isalnum() and not ending.isdigit()
    return is_word and ending.casefold() not in known.no_endings


def _with_signs(texts: Sequence[str], signs: Mapping[str, str]) -> Sequence[str]:
    """Return the words with spoken signs between two of them as signs, which join them."""
    joined: list[str] = []
    at, is_joint = 0, False
    while at < len(texts):
        length = next((n for n in (2, 1) if " ".join(texts[at : at + n]) in signs), 0)
        if length and 0 < at < len(texts) - length:
            joined[-1] += signs[" ".join(texts[at : at + length])]
        elif is_joint:
            joined[-1] += texts[at]
        else:
            joined.append(texts[at])
        is_joint = bool(length) and 0 < at < len(texts) - length
        at += max(length, 1) if is_joint else 1
    return joined


def _dotted(texts: Sequence[str], dots: frozenset[str]) -> str:
    """Return the words with spoken dots as dots, and the letters after one as one ending."""
    name, is_spelled = "", False
    for text in texts:
        if text in dots:
            name, is_spelled = f"{name}.", True
            continue
        is_joined = name.endswith(".") or (is_spelled and len(text) == 1 and name[-1:].isalnum())
        name = f"{name}{text}" if is_joined or not name else f"{name} {text}"
        is_spelled = is_spelled and len(text) == 1
    return name
