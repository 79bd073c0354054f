"""How English says the names of things on a computer: files, paths, links, addresses, versions, phone numbers."""

import re

from speech.tts.english.numbers import cardinal, digits, letters, number, year_or_number
from speech.tts.rewriting import Rule

# How an extension is said; those that are no words are spelled.
_EXTENSIONS = {
    "txt": "text", "wav": "wave", "jpg": "J peg", "jpeg": "J peg", "json": "jason", "toml": "tommel", "yaml": "yammel",
    "yml": "yammel", "zip": "zip", "tar": "tar", "doc": "dock", "docx": "dock X", "mp3": "M P three", "mp4": "M P four",
    "gif": "gif", "log": "log", "bin": "bin", "iso": "iso", "py": "pie", "bak": "back", "app": "app",
    "desktop": "desktop", "conf": "conf", "config": "config", "html": "H T M L", "7z": "seven Z", "webp": "web P",
    "xlsx": "X L S X",
}  # fmt: skip
_SPELLED_EXTENSIONS = (
    "png|pdf|csv|md|sh|js|ts|css|xml|svg|ogg|flac|mkv|avi|mov|odt|ods|odp|ppt|pptx|xls|rtf|tex|gz|xz|bz2|deb|rpm|exe|"
    "dll|so|db|sql|ini|cfg|c|h|cpp|rs|go|rb|php|java|epub|ics|eml|tsv|onnx|jsonl"
)
_ANY_EXTENSION = "|".join(sorted([*_EXTENSIONS, *_SPELLED_EXTENSIONS.split("|")], key=len, reverse=True))
_DOMAINS = "com|org|net|edu|gov|io|dev|app|ai|info|eu|de|uk|fr|es|it|nl|ch|at|ca|us|jp|tv|me|local"
_PATH_PART = r"[\w.\-+@~%]*[\w\-+~%]"
_NAME_PIECES = re.compile(r"\d+|[^\W\d_]+")
_ADDRESS_SIGNS = {".": "dot", "-": "dash", "_": "underscore", "+": "plus", "@": "at"}


def _words(name: str) -> str:
    """Say a name that is not prose: signs between words are pauses, numbers are numbers."""
    pieces = _NAME_PIECES.findall(name)
    return " ".join(year_or_number(piece) if piece.isdecimal() else _word(piece) for piece in pieces)


def _word(piece: str) -> str:
    return letters(piece) if piece.isupper() and 1 < len(piece) <= 3 else piece


def _file_name(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    if not dot or not extension.isalnum():
        return _words(name)
    said = _EXTENSIONS.get(extension.lower()) or (letters(extension) if len(extension) <= 4 else _words(extension))
    return f"{_file_name(stem) if '.' in stem[1:] else _words(stem)} dot {said}".strip()


def _path(match: re.Match[str]) -> str:
    parts = [part for part in re.split(r"[/\\]", match.group()) if part.strip(".:")]
    if not parts:
        return "slash"
    name = _file_name(parts[-1]) or "slash"
    if len(parts) == 1:
        return "home" if parts == ["~"] else name if "." in parts[0] else f"slash {name}"
    folder = "home" if parts[-2] == "~" else _words(parts[-2])
    return f"{name} in {folder}" if folder else name


def _address(text: str) -> str:
    pieces = re.findall(r"\d+|[^\W\d_]+|[.\-_+@]", text)
    return " ".join(_ADDRESS_SIGNS.get(piece) or (number(piece) if piece.isdecimal() else piece) for piece in pieces)


def _link(match: re.Match[str]) -> str:
    host = re.split(r"[/?#]", match["rest"], maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    return _address(host.removeprefix("www.")) or "link"


def _version(match: re.Match[str]) -> str:
    parts = match["parts"].split(".")
    if len(parts) == 4 and all(int(part[:4]) <= 255 for part in parts):
        return " dot ".join(digits(part) for part in parts)
    spoken = " point ".join(cardinal(int(part)) if len(part) < 5 else digits(part) for part in parts)
    return f"version {spoken}" if match["mark"] else spoken


def _phone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match.group())
    return f"{'plus ' if match.group().startswith('+') else ''}{', '.join(digits(group) for group in groups)}"


def _file(match: re.Match[str]) -> str:
    return _path(match) if "/" in match.group() else _file_name(match.group())


RULES = (
    Rule(r"(?i:\bhttps?|\bftp|\bfile)://(?P<rest>[^\s<>()\"']*[^\s<>()\"'.,;:!?]|)", _link),
    Rule(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", lambda m: _address(m.group())),
    Rule(rf"(?<![\w\\])[A-Za-z]:\\(?:[\w.\- +@~%]{{1,255}}\\)*{_PATH_PART}", _path),
    Rule(rf"(?<![\w/.:~])(?:~|\.{{1,2}})?(?:/{_PATH_PART})+/?", _path),
    Rule(rf"(?<![\w./@-])(?:[\w-][\w.-]{{0,80}}/)*[\w-]+(?:\.[\w-]+)*\.(?i:{_ANY_EXTENSION})(?![\w@/]|\.\w)", _file),
    Rule(
        rf"(?<![\w@./-])(?:www\.)?(?:[\w-]{{1,63}}\.)+(?:{_DOMAINS})(?![\w@-]|\.\w)(?:/[\w./%-]*[\w/])?",
        lambda m: _address(m.group().partition("/")[0].removeprefix("www.")),
    ),
    Rule(
        r"(?<![\w.])(?P<mark>[vV]\.?\s?|)(?!\d\d?\.\d\d?\.(?:19|20)\d\d(?!\d))(?P<parts>\d+(?:\.\d+){2,})(?![\w]|\.\d)",
        _version,
    ),
    Rule(r"(?<![\w.])(?P<mark>[vV])(?P<parts>\d+(?:\.\d+)?)(?![\w]|\.\d)", _version),
    Rule(r"(?<![\w.])(?:\+\d{1,3}[ .-]?)(?:\(\d{1,4}\)[ .-]?)?\d{2,9}(?:[ .-]\d{2,9}){0,4}(?!\w)", _phone),
    Rule(r"(?<![\w.])\(\d{2,4}\)[ .-]?\d{2,9}(?:[ .-]\d{2,9}){0,4}(?!\w)", _phone),
    Rule(r"(?<![\w.])(?:\d{3}[.-])?\d{3}[.-]\d{4}(?![\w]|[.-]\d)", _phone),
    Rule(r"(?<![\w.])0\d{1,5}(?:[ /-]\d{2,9}){1,4}(?![\w/:-])", _phone),
)
