"""Units and currencies: what they come to, and what is said where they come to nothing."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from assistant.actions.calculation.conversion import ConversionActions
from assistant.actions.calculation.rates import Rates
from assistant.actions.calculation.units import UNITS, convert
from assistant.actions.outcome import ActionFailedError
from assistant.dialog.replies.templates import FOLDER, load_replies
from assistant.understanding.language import known_languages, load_language
from tests.unit.actions.acting import act

pytestmark = pytest.mark.anyio


class KeptRates:
    def __init__(self, rates=None):
        self.rates = rates

    def read(self):
        return self.rates


RATES = Rates("European Central Bank", date(2026, 11, 27), {"EUR": Decimal(1), "USD": Decimal("1.25")})


async def converted(*parts, to):
    measure = [{"number": number, "unit": unit} for number, unit in parts]
    return (await act(ConversionActions(KeptRates()), "units.convert", measure=measure, to=to)).facts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "unit", "to", "result", "is_rounded"),
    [
        ("10", "kilometre", "mile", "6.214", True),
        ("72", "fahrenheit", "celsius", "22.22", True),
        ("-40", "celsius", "fahrenheit", "-40", False),
        ("1", "litre", "us_cup", "4.227", True),
        ("1", "litre", "uk_cup", "3.52", True),
        ("1", "uk_gallon", "litre", "4.546", True),
        ("1", "mile", "foot", "5280", False),
        ("1", "year", "day", "365.25", True),
        ("36", "kilometre_per_hour", "metre_per_second", "10", False),
        ("8", "bit", "byte", "1", False),
    ],
)
async def test_a_measure_is_turned_into_another_unit(number, unit, to, result, is_rounded):
    facts = await converted((number, unit), to=to)
    assert (facts["result"], facts["is_rounded"]) == (result, is_rounded)


async def test_parts_of_a_measure_are_added():
    assert (await converted(("5", "foot"), ("11", "inch"), to="centimetre"))["result"] == "180.34"


async def test_what_measures_something_else_is_said():
    with pytest.raises(ActionFailedError) as caught:
        await converted(("1", "mile"), to="kilogram")
    assert (caught.value.code, caught.value.facts) == ("incompatible-units", {"unit": "mile", "to": "kilogram"})


@pytest.mark.parametrize(("number", "unit"), [("1", "9**9**9"), ("1e999", "metre"), ("nan", "metre"), ("1", "")])
async def test_a_hostile_measure_is_refused(number, unit):
    with pytest.raises(ValidationError):
        await converted((number, unit), to="metre")


@pytest.mark.slow
def test_every_unit_is_one_that_can_be_converted():
    for name in UNITS:
        assert convert([(1, name)], name)[0] == 1


SPOKEN = [code for code in known_languages() if (FOLDER / code / "words.yaml").is_file()]


@pytest.mark.parametrize("code", SPOKEN)
def test_every_unit_that_is_understood_can_be_converted_and_said(code):
    understood = load_language(code).lexicon.measures
    spoken = load_replies(code).words.units
    assert set(understood.units) <= UNITS.keys()
    assert {*understood.units, *understood.currencies} <= spoken.keys()
    assert not spoken or UNITS.keys() <= spoken.keys()


async def test_money_is_turned_by_rates_with_source_and_date():
    done = await act(ConversionActions(KeptRates(RATES)), "currency.convert", amount="20", currency="EUR", to="USD")
    assert done.facts == {
        "amount": "20",
        "currency": "EUR",
        "result": "25",
        "to": "USD",
        "source": "European Central Bank",
        "date": "2026-11-27",
    }


@pytest.mark.parametrize(
    ("rates", "to", "code"),
    [(None, "USD", "no-rates"), (RATES, "XAU", "unknown-currency"), (RATES, "SYP", "unknown-currency")],
)
async def test_without_a_rate_there_is_no_answer(rates, to, code):
    with pytest.raises(ActionFailedError) as caught:
        await act(ConversionActions(KeptRates(rates)), "currency.convert", amount="20", currency="EUR", to=to)
    assert caught.value.code == code
