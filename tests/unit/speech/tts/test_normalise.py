import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.tts.markup import plain
from speech.tts.normalise import normalise

SPOKEN = {
    # numbers
    "0": "zero",
    "5 apples": "five apples",
    "1,234,567": "one million two hundred thirty-four thousand five hundred sixty-seven",
    "3.14": "three point one four",
    "0.05": "zero point zero five",
    ".5": "point five",
    "-5": "minus five",
    "−5": "minus five",
    "±3": "plus or minus three",
    "from -5 to 5": "from minus five to five",
    "007": "zero zero seven",
    "12345678901234567890": "one two three four five six seven eight nine zero "
    "one two three four five six seven eight nine zero",
    "1st": "first",
    "22nd": "twenty-second",
    "the 1,000th visitor": "the one thousandth visitor",
    "10k": "ten thousand",
    "5-10": "five to ten",
    "pages 5–10": "pages five to ten",
    "5 - 3": "five minus three",
    "2 + 2 = 4": "two plus two equals four",
    "3 x 4": "three times four",
    "3 < 5": "three less than five",
    "1/2": "one half",
    "3/4": "three quarters",
    "2 1/2": "two and one half",
    "5/8": "five eighths",
    "5/16": "five over sixteen",
    "9.5/10": "nine point five over ten",
    "½": "one half",
    "2½ cups": "two and a half cups",
    "⅔": "two thirds",
    "24/7": "twenty-four seven",
    "16:9": "sixteen to nine",
    "1920x1080": "one thousand nine hundred twenty by one thousand eighty",
    "#5": "number five",
    "no. 5": "number five",
    "№ 5": "number five",
    "0xFF": "hex F F",
    "#ff8800": "hash F F eight eight zero zero",
    "~5": "about five",
    "٣": "three",
    # times
    "It's 5:42 PM.": "It's five forty-two P M.",
    "17:05": "seventeen oh five",
    "17:00": "seventeen hundred",
    "7:00": "seven o'clock",
    "7:00 AM": "seven A M",
    "7AM": "seven A M",
    "at 5 p.m. today": "at five P M today",
    "at 5 p.m.": "at five P M.",
    "12:30 p.m., or later": "twelve thirty P M, or later",
    "00:05": "zero oh five",
    "10:30:05": "ten thirty and five seconds",
    # dates and years
    "2026-11-22": "November twenty-second, twenty twenty-six",
    "2026-11-22T17:05:00Z": "November twenty-second, twenty twenty-six at seventeen oh five U T C",
    "11/22/2026": "November twenty-second, twenty twenty-six",
    "22/11/2026": "November twenty-second, twenty twenty-six",
    "22.11.2026": "November twenty-second, twenty twenty-six",
    "13/13/2026": "thirteen thirteen two thousand twenty-six",
    "Nov 22": "November twenty-second",
    "Nov. 22, 2026": "November twenty-second, twenty twenty-six",
    "22 November 2026": "November twenty-second, twenty twenty-six",
    "on the 22nd of November": "on November twenty-second",
    "March 1905": "March nineteen oh five",
    "Mon, Nov 22": "Monday, November twenty-second",
    "in 2026": "in twenty twenty-six",
    "since 1999.": "since nineteen ninety-nine.",
    "in 2000 files": "in two thousand files",
    "2000 files": "two thousand files",
    "1999–2005": "nineteen ninety-nine to two thousand five",
    "the 1990s": "the nineteen nineties",
    "the '90s": "the nineties",
    "May 5": "May fifth",
    "I may 5 times": "I may five times",
    # durations
    "1h 30m": "one hour thirty minutes",
    "2h5m": "two hours five minutes",
    "5m 1s": "five minutes one second",
    "5 min": "five minutes",
    "1 min": "one minute",
    "30s": "thirty seconds",
    "250 ms": "two hundred fifty milliseconds",
    # units
    "1 GB": "one gigabyte",
    "12.5 GB free": "twelve point five gigabytes free",
    "5-10 GB": "five to ten gigabytes",
    "4 MiB": "four mebibytes",
    "10 MB/s": "ten megabytes per second",
    "100 Mbit/s": "one hundred megabits per second",
    "50%": "fifty percent",
    "10–20 %": "ten to twenty percent",
    "20 °C": "twenty degrees Celsius",
    "-5 °C": "minus five degrees Celsius",
    "1 °F": "one degree Fahrenheit",
    "℃ 5": "degrees Celsius five",
    "100°": "one hundred degrees",
    "90 km/h": "ninety kilometers per hour",
    "3 m²": "three square meters",
    "6 ft": "six feet",
    "2.4 GHz": "two point four gigahertz",
    "60 fps": "sixty frames per second",
    "5 megabytes": "five megabytes",
    # money
    "$5": "five dollars",
    "$1": "one dollar",
    "$5.99": "five dollars and ninety-nine cents",
    "$0.01": "one cent",
    "$5.00": "five dollars",
    "-$5": "minus five dollars",
    "€1,200.50": "one thousand two hundred euros and fifty cents",
    "5 €": "five euros",
    "£3.50": "three pounds and fifty P",
    "$1.2 billion": "one point two billion dollars",
    "$5M": "five million dollars",
    "USD 20": "twenty U S dollars",
    "¥500": "five hundred yen",
    # abbreviations, acronyms, signs
    "fruit, e.g. apples": "fruit, for example apples",
    "I.e. nothing": "That is nothing",
    "cats, dogs, etc.": "cats, dogs, and so on.",
    "etc. and more": "and so on and more",
    "Dr. Smith": "Doctor Smith",
    "approx. 5": "approximately five",
    "p. 5": "page five",
    "cats vs. dogs": "cats versus dogs",
    "the U.S. is big": "the U S is big",
    "w/o sugar": "without sugar",
    "the CPU": "the C P U",
    "two CPUs": "two C P U's",
    "USB 3.0": "U S B three point zero",
    "NASA": "NASA",
    "MP3": "M P three",
    "F5": "F five",
    "R&D": "R and D",
    "C++ and C#": "C plus plus and C sharp",
    "salt & pepper": "salt and pepper",
    "and/or": "and or",
    "#holiday": "hashtag holiday",
    "@ann": "at ann",
    "a -> b": "a to b",
    "a >= b": "a at least b",
    "a != b": "a is not b",
    "wait – what": "wait, what",
    "snake_case": "snake case",
    "“Quoted”": '"Quoted"',
    # names
    "notes.txt": "notes dot text",
    "report.PDF": "report dot P D F",
    "archive.tar.gz": "archive dot tar dot G Z",
    "/home/ann/notes.txt": "notes dot text in ann",
    "Saved to /home/ann/notes.txt.": "Saved to notes dot text in ann.",
    "~/Documents": "Documents in home",
    "~/Documents/a.pdf": "a dot P D F in Documents",
    "/tmp": "slash tmp",
    "src/main.py": "main dot pie in src",
    "C:\\Users\\ann\\x.txt": "x dot text in ann",
    "Screenshot_2026-11-22.png": "Screenshot twenty twenty-six eleven twenty-two dot P N G",
    "https://www.example.com/a?b=c.": "example dot com.",
    "see http://10.0.0.1:80/x": "see ten dot zero dot zero dot one",
    "http://": "link",
    "ann.lee@example.com": "ann dot lee at example dot com",
    "example.org": "example dot org",
    "v1.2.3": "version one point two point three",
    "1.2.3": "one point two point three",
    "v2": "version two",
    "192.168.0.1": "one nine two dot one six eight dot zero dot one",
    "+49 30 1234567": "plus four nine, three zero, one two three four five six seven",
    "555-123-4567": "five five five, one two three, four five six seven",
    "(030) 1234567": "zero three zero, one two three four five six seven",
    # markup and what can't be said
    "**bold**, *soft*, _low_, ~~old~~ and `code`": "bold, soft, low, old and code",
    "# Title\ntext": "Title. text",
    "- one\n- two": "one. two",
    "> quoted": "quoted",
    "- [x] done": "done",
    "[the page](https://example.com)": "the page",
    "![a cat](cat.png)": "a cat",
    "<b>bold</b>": "bold",
    "salt &amp; pepper": "salt and pepper",
    "```py\nprint(1)\n```": "print(one)",
    "| a | b |\n|---|---|\n| 1 | 2 |": "a, b. one, two",
    "Done 😀👍🏽!": "Done !",
    "a\u202eb\u200bc\x07d": "abc d",
    "ｆｕｌｌ １２": "full twelve",
    "*": "",
    "😀": "",
    "": "",
}


@pytest.mark.parametrize(("written", "spoken"), SPOKEN.items())
def test_writing_is_said(written: str, spoken: str) -> None:
    assert normalise(written) == spoken


@pytest.mark.parametrize("written", SPOKEN)
def test_what_is_said_is_said_the_same_again(written: str) -> None:
    assert normalise(normalise(written)) == normalise(written)


def test_a_language_without_rules_loses_only_what_is_for_the_eye() -> None:
    assert normalise("**Es ist** 5 Uhr 😀", "de") == "Es ist 5 Uhr"


PIECES = [
    "5:42 PM", "e.g.", "etc.", "1.2.3", "/home/a/b.txt", "a@b.com", "**", "_", "`", "#", "5", "-", "–", ".", "...", " ",
    "\n", "GB", "°C", "$", "€", "PM", "CPU", "CPUs", "MP3", "'", '"', "(", ")", "[", "]", "|", "<", "b>", "x", "&amp;",
    "½", "²", "😀", "\u202e", "Nov", "22", "2026", "http://", "www.a.com", "~", "+", "=", "@", "%", "/", "\\", "C:",
    "0x",
    "FF", "w/o", "C++", "no.", "p.", "Dr.", "A", "M", ",", ":", "ß", "٣", "㎏", "the",
]  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.text(max_size=30))


@given(TEXTS)
def test_it_changes_nothing_that_it_has_said(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(TEXTS)
def test_no_digit_and_no_line_is_left(text: str) -> None:
    assert not any(char.isdecimal() or char == "\n" for char in normalise(text))


@given(TEXTS)
def test_words_are_never_lost_altogether(text: str) -> None:
    if any(word.isalpha() for word in plain(text).split()):
        assert normalise(text)


@given(st.text(alphabet=st.characters(categories=("Ll", "Lu", "Zs")), max_size=60))
def test_plain_leaves_prose_as_it_is(text: str) -> None:
    assert plain(text) == " ".join(text.splitlines()).translate({0xA0: " "}).strip() or not text.isascii()


HOSTILE = [
    "9", "a", "1.", "1,", "/a", "a.", "*", "**a", "_a", "[a](", "<b ", "a@", "http://", "|", " \n", "1-", "1/",
    "$1", "~/",
    "C:\\a", ".txt", "'",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    short_s, long_s = (_seconds(piece * (chars // len(piece))) for chars in (2_000, 10_000))
    assert long_s < 2.5 * 5 * short_s + 0.1  # Quadratic would be 25 times.


def _seconds(text: str) -> float:
    begin_s = time.process_time()
    normalise(text)
    return time.process_time() - begin_s
