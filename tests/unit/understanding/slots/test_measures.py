import pytest

from assistant.understanding.language import load_language

PARSER = load_language("en").lexicon.measures


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("10 kilometres", [("10", "kilometre")]),
        ("ten km", [("10", "kilometre")]),
        ("5 foot 11", [("5", "foot"), ("11", "inch")]),
        ("five feet eleven inches", [("5", "foot"), ("11", "inch")]),
        ("1 hour and 30 minutes", [("1", "hour"), ("30", "minute")]),
        ("a litre", [("1", "litre")]),
        ("half a pound", [("0.5", "pound")]),
        ("two and a half cups", [("2.5", "us_cup")]),
        ("a pound and a half", [("1.5", "pound")]),
        ("72 degrees fahrenheit", [("72", "fahrenheit")]),
        ("72°F", [("72", "fahrenheit")]),
        ("minus 40 degrees", [("-40", "degree")]),
        ("-40 celsius", [("-40", "celsius")]),
        ("100 km/h", [("100", "kilometre_per_hour")]),
        ("10km", [("10", "kilometre")]),
        ("1,500 metres", [("1500", "metre")]),
    ],
)
def test_a_measure_is_read(said, parts):
    assert list(PARSER.measure(said)) == parts


@pytest.mark.parametrize(
    "said", ["", "10", "kilometres", "10 cats", "5 foot 11 cats", "a cup of flour", "5 foot 5 foot"]
)
def test_anything_else_is_no_measure(said):
    assert not PARSER.measure(said)


@pytest.mark.parametrize(
    ("said", "money"),
    [
        ("20 euros", ("20", "EUR")),
        ("$20", ("20", "USD")),
        ("€ 1,250.50", ("1250.50", "EUR")),
        ("five quid", ("5", "GBP")),
    ],
)
def test_money_is_read(said, money):
    found = PARSER.money(said)
    assert found is not None
    assert (float(found[0]), found[1]) == (float(money[0]), money[1])


@pytest.mark.parametrize("said", ["20", "20 kilos", "money", "5 euros 5 dollars"])
def test_anything_else_is_no_money(said):
    assert PARSER.money(said) is None
