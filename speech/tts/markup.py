"""Takes away what is for the eye only: markdown, emoji, control and direction marks. Any language."""

import html
import re
import unicodedata

_TAGS = "a|b|br|code|div|em|h[1-6]|hr|i|img|kbd|li|ol|p|pre|s|small|span|strong|sub|sup|table|td|th|tr|u|ul"
_FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)[^\n]*$", re.MULTILINE)
_RULE_OR_TABLE_LINE = re.compile(r"^[ \t]*[|:]?[ \t]*(?:[-*_=]{3,}|[-:|][-:| \t]*-[-:| \t]*)[ \t]*$", re.MULTILINE)
_LINE_START = re.compile(r"^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+|[-*+•▪◦][ \t]+(?:\[[ xX]\][ \t]+)?)+", re.MULTILINE)
_IMAGE_OR_LINK = re.compile(
    r"!?\[(?P<label>[^\[\]\n]{1,300})\](?:\((?P<target>[^()\s]{0,500})(?: \"[^\"\n]{0,200}\")?\)|\[\w{0,40}\])"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,500})>")
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,300}})?/?>", re.IGNORECASE)
_TABLE_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)
_STRONG = re.compile(r"(\*\*\*|\*\*|~~|`{1,2})(?=\S)([^\n*`~]{1,500}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^\n*]{1,500}?)(?<=[^\s*])\*(?![\w*])")
_UNDERLINE = re.compile(r"(?<![\w_])(__|_)(?=[^\s_])([^\n_]{1,500}?)(?<=[^\s_])\1(?![\w_])")

# Signs of the category "other symbol" that are said.
_SAID_SYMBOLS = "°©®№℃℉"
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn"}
_EMOJI_MODIFIERS = "\ufe0e\ufe0f\u20e3"


def plain(text: str) -> str:
    """Return `text` without markup and without characters that are not said; unchanged if it has none."""
    return _without_markdown(_said(text)).strip()


def _said(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(_said_character(char) for char in text.replace("\r\n", "\n").replace("\u2028", "\n"))


def _said_character(char: str) -> str:
    if char == "\n" or char in _SAID_SYMBOLS:
        return char
    category = unicodedata.category(char)
    if category in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    is_emoji = category == "So" or char in _EMOJI_MODIFIERS or (category == "Sk" and ord(char) > 0xFFFF)
    return "" if is_emoji or category in _INVISIBLE_CATEGORIES else char


def _without_markdown(text: str) -> str:
    text = _RULE_OR_TABLE_LINE.sub("", _FENCE.sub("", text))
    text = _LINE_START.sub("", text)
    text = _TABLE_ROW.sub(lambda row: ", ".join(cell.strip() for cell in row[1].split("|")), text)
    text = _IMAGE_OR_LINK.sub(r"\g<label>", text)
    text = html.unescape(_TAG.sub(" ", _AUTOLINK.sub(r"\1", text)))
    for marks, group in ((_STRONG, 2), (_EMPHASIS, 1), (_UNDERLINE, 2)):
        text = marks.sub(lambda match, group=group: match[group], text)  # type: ignore[misc]  # mypy can't infer it
    return text
