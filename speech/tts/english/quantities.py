"""How English says numbers and what they count: units, money, ranges, fractions, ordinals."""

import re
from collections.abc import Mapping

from speech.tts.english.numbers import cardinal, digits, letters, number, ordinal
from speech.tts.rewriting import Rule

# Symbol to singular and, where it isn't the singular with an s, plural.
_PLAIN_UNITS = {
    "B": "byte", "bit": "bit", "kbit": "kilobit", "Mbit": "megabit", "Gbit": "gigabit",
    "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "PB": "petabyte",
    "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte", "TiB": "tebibyte", "PiB": "pebibyte",
    "ns": "nanosecond", "µs": "microsecond", "us": "microsecond", "ms": "millisecond", "s": "second", "sec": "second",
    "secs": "second", "min": "minute", "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "d": "day",
    "wk": "week", "wks": "week", "mo": "month", "yr": "year", "yrs": "year",
    "nm": "nanometer", "µm": "micrometer", "mm": "millimeter", "cm": "centimeter", "m": "meter", "km": "kilometer",
    "mi": "mile", "yd": "yard", "nmi": "nautical mile", "ac": "acre", "ha": "hectare",
    "µg": "microgram", "mg": "milligram", "g": "gram", "kg": "kilogram", "t": "ton", "lb": "pound", "lbs": "pound",
    "oz": "ounce", "ml": "milliliter", "mL": "milliliter", "cl": "centiliter", "dl": "deciliter", "l": "liter",
    "L": "liter", "gal": "gallon", "tsp": "teaspoon", "tbsp": "tablespoon",
    "W": "watt", "mW": "milliwatt", "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt", "Wh": "watt hour",
    "kWh": "kilowatt hour", "MWh": "megawatt hour", "V": "volt", "mV": "millivolt", "kV": "kilovolt", "A": "amp",
    "mA": "milliamp", "Ah": "amp hour", "mAh": "milliamp hour", "Ω": "ohm", "kΩ": "kilohm", "J": "joule",
    "kJ": "kilojoule", "cal": "calorie", "kcal": "kilocalorie", "N": "newton", "Pa": "pascal", "kPa": "kilopascal",
    "hPa": "hectopascal", "bar": "bar", "mbar": "millibar", "px": "pixel", "pt": "point", "K": "kelvin",
    "°": "degree", "MP": "megapixel",
}  # fmt: skip
_OTHER_UNITS = {
    "%": ("percent", "percent"), "‰": ("per mille", "per mille"),
    "°C": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "℃": ("degree Celsius", "degrees Celsius"), "℉": ("degree Fahrenheit", "degrees Fahrenheit"),
    "ft": ("foot", "feet"), "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"), "GHz": ("gigahertz", "gigahertz"), "dB": ("decibel", "decibels"),
    "dBFS": ("decibel full scale", "decibels full scale"), "psi": ("P S I", "P S I"), "hp": ("horsepower",
    "horsepower"),
    "m²": ("square meter", "square meters"), "km²": ("square kilometer", "square kilometers"),
    "cm²": ("square centimeter", "square centimeters"), "ft²": ("square foot", "square feet"),
    "m³": ("cubic meter", "cubic meters"), "cm³": ("cubic centimeter", "cubic centimeters"),
    "mph": ("mile per hour", "miles per hour"), "kph": ("kilometer per hour", "kilometers per hour"),
    "fps": ("frame per second", "frames per second"), "rpm": ("revolution per minute", "revolutions per minute"),
    "bpm": ("beat per minute", "beats per minute"), "dpi": ("dot per inch", "dots per inch"),
    "ppm": ("part per million", "parts per million"), "bps": ("bit per second", "bits per second"),
    "kbps": ("kilobit per second", "kilobits per second"), "Mbps": ("megabit per second", "megabits per second"),
    "Gbps": ("gigabit per second", "gigabits per second"), "″": ("inch", "inches"), "′": ("foot", "feet"),
}  # fmt: skip
_UNITS: Mapping[str, tuple[str, str]] = {unit: (one, f"{one}s") for unit, one in _PLAIN_UNITS.items()} | _OTHER_UNITS
_PER = {"s": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day", "m": "meter", "m²": "square meter",
        "m³": "cubic meter", "km": "kilometer", "km²": "square kilometer", "kg": "kilogram", "l": "liter", "L": "liter",
        "day": "day", "week": "week", "month": "month", "year": "year", "hour": "hour"}  # fmt: skip

_MONEY: Mapping[str, tuple[str, str, str]] = {
    "$": ("dollar", "dollars", "cent"), "€": ("euro", "euros", "cent"), "£": ("pound", "pounds", "P"),
    "¥": ("yen", "yen", ""), "₹": ("rupee", "rupees", "paisa"), "USD": ("U S dollar", "U S dollars", "cent"),
    "EUR": ("euro", "euros", "cent"), "GBP": ("pound", "pounds", "P"), "JPY": ("yen", "yen", ""),
    "CHF": ("Swiss franc", "Swiss francs", "centime"),
}  # fmt: skip
_MAGNITUDES = {"k": "thousand", "K": "thousand", "M": "million", "m": "million", "bn": "billion", "B": "billion"}
_FRACTIONS = {"½": "half", "⅓": "third", "¼": "quarter", "⅕": "fifth", "⅙": "sixth", "⅛": "eighth",
              "⅔": "two thirds", "¾": "three quarters", "⅜": "three eighths", "⅝": "five eighths",
              "⅞": "seven eighths"}  # fmt: skip

_PLAIN = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_SIGN = r"(?:(?<![\w)\].])[-−+±])?"
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_PER_UNIT = "|".join(sorted(_PER, key=len, reverse=True))
_MEASURE = rf"(?P<unit>{_UNIT})(?:/(?P<per>{_PER_UNIT}))?(?![\w²³°/])"
_TO = r"\s?(?:[-–—]|\.\.\.?|…)\s?"
_MAGNITUDE = r"(?:\s?(?P<magnitude>thousand|million|billion|trillion|bn|[kKMmB])\b)?"
_SYMBOLS = r"[$€£¥₹]"
_CODES = "USD|EUR|GBP|JPY|CHF"


def _measure(match: re.Match[str]) -> str:
    first, last = match["first"], match["last"]
    amount = f"{number(first)} to {number(last)}" if last else number(first)
    is_one = not last and first.lstrip("-−+±") == "1"
    unit = _UNITS[match["unit"]][0 if is_one else 1]
    return f"{amount} {unit}{' per ' + _PER[match['per']] if match['per'] else ''}"


def _money(match: re.Match[str]) -> str:
    one, many, cent = _MONEY[match["currency"]]
    amount, magnitude = match["amount"].replace(",", ""), match["magnitude"]
    sign = "minus " if match["sign"] else ""
    if magnitude:
        return f"{sign}{number(amount)} {_MAGNITUDES.get(magnitude, magnitude)} {many}"
    whole, _, fraction = amount.partition(".")
    if len(fraction) != 2 or not cent:
        return f"{sign}{number(amount)} {one if amount == '1' else many}"
    cents = f"{cardinal(int(fraction))} {cent}{'' if fraction == '01' or cent == 'P' else 's'}"
    if fraction == "00":
        return f"{sign}{number(whole)} {one if whole == '1' else many}"
    return f"{sign}{cents}" if whole == "0" else f"{sign}{number(whole)} {one if whole == '1' else many} and {cents}"


def _fraction(match: re.Match[str]) -> str:
    over, under = int(match["over"]), int(match["under"])
    if (over, under) == (24, 7):
        return "twenty-four seven"
    if not 2 <= under <= 10 or over >= under:
        return f"{cardinal(over)} over {cardinal(under)}"
    name = {2: "half", 4: "quarter"}.get(under) or ordinal(under)
    spoken = f"{cardinal(over)} {name}{'s' if over > 1 else ''}"
    return f"{number(match['whole'])} and {spoken}" if match["whole"] else spoken


def _fraction_sign(match: re.Match[str]) -> str:
    name = _FRACTIONS[match["sign"]]
    has_count = " " in name
    if match["whole"]:
        return f"{number(match['whole'])} and {name if has_count else 'a ' + name}"
    return name if has_count else f"one {name}"


def _range(match: re.Match[str]) -> str:
    return f"{number(match['first'])} to {number(match['last'])}"


def _ordinal(match: re.Match[str]) -> str:
    return ordinal(int(match["number"].replace(",", "")))


def _times(match: re.Match[str]) -> str:
    return " by ".join(number(part) for part in re.split(r"\s?[x×]\s?", match.group()))


RULES = (
    Rule(rf"(?P<sign>(?<![\w)])[-−])?(?P<currency>{_SYMBOLS})\s?(?P<amount>{_PLAIN}){_MAGNITUDE}", _money),
    Rule(rf"\b(?P<currency>{_CODES})\s?(?P<sign>-)?(?P<amount>{_PLAIN}){_MAGNITUDE}", _money),
    Rule(
        rf"(?<![\w.])(?P<sign>(?<![\w)])[-−])?(?P<amount>{_PLAIN}){_MAGNITUDE}"
        rf"\s?(?P<currency>{_SYMBOLS}|(?:{_CODES})\b)",
        _money,
    ),
    Rule(r"\b0[xX](?P<hex>[0-9A-Fa-f]+)\b", lambda m: f"hex {letters(m['hex'])}"),
    Rule(
        r"(?<![\w&])#(?P<hex>(?=[A-Fa-f]*\d)(?:[0-9A-Fa-f]{6}|(?=\d*[A-Fa-f])[0-9A-Fa-f]{3}))\b",
        lambda m: f"hash {letters(m['hex'])}",
    ),
    Rule(r"(?:(?<![\w&])#|\b(?:[Nn]o\.|№)\s?)(?P<number>\d+)(?![\w.]\w)", lambda m: f"number {number(m['number'])}"),
    Rule(r"(?<![\w.,])\d{2,5}(?:\s?[x×]\s?\d{1,5}){1,3}(?!\w)", _times),
    Rule(rf"(?P<first>{_SIGN}{_PLAIN})(?P<last>)\s?{_MEASURE}", _measure),
    Rule(rf"(?P<first>{_SIGN}{_PLAIN})\s?%?{_TO}(?P<last>{_PLAIN})\s?{_MEASURE}", _measure),
    Rule(rf"(?P<first>{_SIGN}{_PLAIN})(?:[-–—]|\s?[–—]\s?|\.\.\.?|…)(?P<last>{_PLAIN})(?![\w/-])", _range),
    Rule(r"(?:(?P<whole>\d+)\s)?(?<![\w/.,])(?P<over>\d{1,3})/(?P<under>\d{1,3})(?![\w/]|[.,]\d)", _fraction),
    Rule(rf"(?P<whole>\d+)?\s?(?P<sign>[{''.join(_FRACTIONS)}])", _fraction_sign),
    Rule(r"(?<![\w.,])(?P<number>\d{1,3}(?:,\d{3})+|\d{1,15})(?:st|nd|rd|th)\b", _ordinal),
    Rule(r"(?<![\w.,])(?P<number>\d{1,4}(?:\.\d)?)[kK]\b", lambda m: f"{number(m['number'])} thousand"),
    Rule(r"(?<=\d)\s?[x×*]\s?(?=\d)", lambda _: " times "),
    Rule(r"(?<=\d)\s-\s(?=\d)", lambda _: " minus "),
    Rule(r"(?<=\d):(?=\d)", lambda _: " to "),
    Rule(r"(?<=\d)\s?/\s?(?=\d)", lambda _: " over "),
    Rule(rf"{_SIGN}{_PLAIN}", lambda m: number(m.group())),
    Rule(r"\.(?P<fraction>\d+)", lambda m: f"point {digits(m['fraction'])}"),
)
