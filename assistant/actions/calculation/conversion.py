"""The actions that turn measures into other units, and money into other currencies by rates with source and date."""

from fractions import Fraction
from typing import Annotated, Protocol

from anyio.to_thread import run_sync
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from assistant.actions.calculation.rates import Rates
from assistant.actions.calculation.rounding import tell
from assistant.actions.calculation.units import UNITS, IncompatibleError, convert
from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.kernel.types import Facts, Risk

_MOST_PARTS = 4
_RESULT = {"result", "is_rounded", "exponent", "written"}
_CENTS = 2


def _known(unit: str) -> str:
    if unit not in UNITS:
        raise ValueError(f"there is no unit {unit!r}")
    return unit


Unit = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": sorted(UNITS)})]
DecimalText = Annotated[str, Field(pattern=r"^-?\d{1,30}(\.\d{1,30})?$")]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""


class MeasurePart(BaseModel):
    """One part of a measure such as "5 feet 11 inches".

    Attributes:
        number: Decimal text.
        unit: Its unit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: DecimalText
    unit: Unit


Measure = Annotated[list[MeasurePart], Field(min_length=1, max_length=_MOST_PARTS)]


class RateSource(Protocol):
    """Where exchange rates come from; see `RatesFile`."""

    def read(self) -> Rates | None:
        """Return the rates that are at hand; None if there are none."""
        ...


class ConversionActions:
    """Converts measures and money.

    Args:
        rates: Exchange rates, as they were fetched last; nothing is fetched here.
    """

    def __init__(self, rates: RateSource) -> None:
        self._rates = rates

    @action(
        "units.convert",
        capabilities={"calculator.use"},
        risk=Risk.READ_ONLY,
        timeout_s=10.0,
        messages={
            "units.convert.done": {"measure", "answer", "unit", *_RESULT},
            "units.incompatible": {"unit", "to"},
        },
    )
    async def units(self, measure: Measure, to: Unit) -> Outcome:
        """Turn a measure into another unit."""
        parts = [(Fraction(part.number), part.unit) for part in measure]
        try:
            value, is_exact = await run_sync(convert, parts, to)
        except IncompatibleError as error:
            facts: Facts = {"unit": error.unit, "to": to}
            raise ActionFailedError("units.incompatible", code="incompatible-units", facts=facts) from None
        told = tell(value, is_exact=is_exact)
        facts = {
            "measure": [{"number": part.number, "unit": part.unit} for part in measure],
            "answer": {"number": told.text, "unit": to},
            "unit": to,
            **told.facts(),
        }
        return Outcome("units.convert.done", facts)

    @action(
        "currency.convert",
        capabilities={"calculator.use"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={
            "currency.convert.done": {"amount", "currency", "result", "to", "source", "date"},
            "currency.no_rates": (),
            "currency.unknown": {"currency", "source", "date"},
        },
    )
    async def money(self, amount: DecimalText, currency: CurrencyCode, to: CurrencyCode) -> Outcome:
        """Turn money into another currency, by the rates that were fetched last."""
        rates = await run_sync(self._rates.read)
        if rates is None:
            raise ActionFailedError("currency.no_rates", code="no-rates")
        origin: Facts = {"source": rates.source, "date": rates.day.isoformat()}
        for code in (currency, to):
            if code not in rates.per_euro:
                facts: Facts = {"currency": code, **origin}
                raise ActionFailedError("currency.unknown", code="unknown-currency", facts=facts)
        value = Fraction(amount) * Fraction(rates.per_euro[to]) / Fraction(rates.per_euro[currency])
        facts = {"amount": amount, "currency": currency, "result": _money(value), "to": to, **origin}
        return Outcome("currency.convert.done", facts)


def _money(value: Fraction) -> str:
    """Return an amount with two decimals; more where it is less than one of the smallest coin."""
    digits = _CENTS if abs(value) >= 1 else 4
    text = f"{float(round(value, digits)):.{digits}f}"
    return text.removesuffix(".00")
