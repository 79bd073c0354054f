"""How English says what is written short: abbreviations, acronyms, signs."""

import re

from speech.tts.english.numbers import letters
from speech.tts.rewriting import Rule

# With a dot.
ABBREVIATIONS = {
    "e.g": "for example", "i.e": "that is", "etc": "and so on", "approx": "approximately", "vs": "versus",
    "cf": "compare",
    "dr": "Doctor", "mr": "Mister", "mrs": "Missus", "ms": "Miz", "prof": "Professor", "jr": "Junior", "sr": "Senior",
    "inc": "Incorporated", "ltd": "Limited", "corp": "Corporation", "dept": "department", "est": "established",
    "fig": "figure", "vol": "volume", "ch": "chapter", "pp": "pages", "ed": "edition", "max": "maximum",
    "min": "minimum",
    "avg": "average", "misc": "miscellaneous", "incl": "including", "excl": "excluding", "temp": "temperature",
    "tel": "telephone", "ext": "extension", "avenue": "avenue", "ave": "avenue", "blvd": "boulevard", "mt": "Mount",
    "hrs": "hours", "mins": "minutes", "secs": "seconds", "govt": "government", "gen": "General", "sgt": "Sergeant",
    "capt": "Captain", "a.k.a": "also known as", "resp": "respectively", "p.s": "P S", "u.s": "U S", "u.k": "U K",
    "u.s.a": "U S A", "e.u": "E U", "a.m": "A M", "p.m": "P M", "ph.d": "P H D", "w.r.t": "with respect to",
}  # fmt: skip
# Abbreviations that something always follows: they never end a sentence.
_LEADING = frozenset(
    ("e.g", "i.e", "cf", "dr", "mr", "mrs", "ms", "prof", "vs", "approx", "fig", "gen", "sgt", "capt", "mt")
)
# Words that are written without a dot.
_SHORT_WORDS = {
    "w/o": "without", "w/": "with", "b/c": "because", "n/a": "not applicable", "vs": "versus", "aka": "also known as",
    "asap": "as soon as possible", "eta": "E T A", "faq": "F A Q", "fyi": "for your information", "btw": "by the way",
    "diy": "D I Y", "wi-fi": "wifi", "c++": "C plus plus", "c#": "C sharp", "f#": "F sharp", ".net": "dot net",
    "q&a": "Q and A", "r&d": "R and D", "i/o": "I O", "tcp/ip": "T C P I P", "ok": "okay",
    "km/h": "kilometers per hour",
}  # fmt: skip
# Capitals that have a vowel and are spelled all the same, and capitals that have none and are said.
_SPELLED = re.compile(
    "AI|API|AC|AM|APK|ATM|AWS|CEO|CIA|CLI|CPU|DNA|DOI|EU|FAQ|FBI|GPU|GUI|HDMI|ID|IDE|IMAP|IO|IOS|IP|IPA|ISBN|ISO|ISP|"
    "IT|IDS|LED|NFC|OCR|OS|PC|PM|PNG|PDF|RFID|SUV|TTS|TV|UI|UK|UN|UPS|URI|URL|US|USA|USB|UTC|UTF|UX|VIP|VAT|VOIP|WWW|"
    "XML|AES|ARP|CI|EOF|ETA|IBM|IEEE|IRC|KVM|OEM|QR|SSD|UDP|UEFI|USD|UUID|ASR|EEG"
)
_SAID = {"JPEG": "J peg", "JPG": "J peg", "SQL": "sequel", "WAV": "wave", "TXT": "text", "SSH": "S S H", "OK": "okay",
         "JSON": "jason", "YAML": "yammel", "TOML": "tommel", "GNU": "gnoo", "NVIDIA": "envidia",
         "BIOS": "bioss"}  # fmt: skip

_SIGNS = {
    "&": "and", "@": "at", "#": "hash", "+": "plus", "=": "equals", "<": "less than", ">": "greater than",
    "≤": "at most",
    "≥": "at least", "≠": "is not", "≈": "about", "±": "plus or minus", "×": "times", "÷": "divided by", "→": "to",
    "←": "from", "⇒": "gives", "%": "percent", "‰": "per mille", "°": "degrees", "§": "section", "©": "copyright",
    "®": "registered", "№": "number", "€": "euros", "£": "pounds", "¥": "yen", "$": "dollars", "₹": "rupees",
    "√": "root of",
    "∞": "infinity", "µ": "micro", "μ": "micro", "Ω": "ohms", "²": "squared", "³": "cubed", "−": "minus",
    "⌘": "command",
    "™": "trademark", "℃": "degrees Celsius", "℉": "degrees Fahrenheit", "¬": "not", "∑": "sum", "π": "pi",
    "′": "minutes", "″": "seconds", "¢": "cents",
}  # fmt: skip
_VOWELS = frozenset("AEIOUY")


def _abbreviation(match: re.Match[str]) -> str:
    spoken = ABBREVIATIONS[match["short"].lower()]
    return spoken if match["short"][0].islower() or not spoken[0].islower() else spoken.capitalize()


def _last_abbreviation(match: re.Match[str]) -> str:
    """Keep the dot, which also ends the sentence; but after a title comes a name."""
    return _abbreviation(match) + ("" if match["short"].lower() in _LEADING else ".")


def _capitals(match: re.Match[str]) -> str:
    word = match["word"]
    if said := _SAID.get(word):
        spoken = said
    elif _SPELLED.fullmatch(word) or _VOWELS.isdisjoint(word):
        spoken = letters(word)
    else:
        return match.group()
    return f"{spoken}'s" if match["plural"] else spoken


def _quoted(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


RULES = (
    Rule(
        rf"(?<![\w.])(?P<short>(?i:{_quoted(ABBREVIATIONS)}))\.(?P<end>(?=[\"')\]]*\s*$|[\"')\]]*\s+[A-Z]))",
        _last_abbreviation,
    ),
    Rule(rf"(?<![\w.])(?P<short>(?i:{_quoted(ABBREVIATIONS)}))\.(?!\w)", _abbreviation),
    Rule(r"\b(?:[Pp])\.\s?(?=\d)", lambda _: "page "),
    Rule(rf"(?<![\w.@/])(?P<short>(?i:{_quoted(_SHORT_WORDS)}))(?![\w/])", lambda m: _SHORT_WORDS[m["short"].lower()]),
    Rule(r"(?<![\w.])(?P<word>[A-Z]{2,6})(?P<plural>'?s\b|)(?![A-Za-z_])", _capitals),
    Rule(r"(?<!\w)(?:~|≈|ca\.)\s?(?=\d)", lambda _: "about "),
    Rule(r"(?<!\w)@(?=\w)", lambda _: "at "),
    Rule(r"(?<![\w&])#(?=[^\W\d])", lambda _: "hashtag "),
    Rule(r"\s?(?:-+>|=+>)\s?", lambda _: " to "),
    Rule(r"\s?<-+\s?", lambda _: " from "),
    Rule(r"\s?<=\s?", lambda _: " at most "),
    Rule(r"\s?>=\s?", lambda _: " at least "),
    Rule(r"\s?(?:!=|<>)\s?", lambda _: " is not "),
    Rule(r"\s?={2,}\s?", lambda _: " equals "),
    Rule(r"\s[-–—]{1,3}\s|\s?[–—]\s?", lambda _: ", "),
    Rule(f"[{re.escape(''.join(_SIGNS))}]", lambda m: f" {_SIGNS[m.group()]} "),
)
