"""The deeds of everyday errands: arithmetic, units, dates and clocks elsewhere, the web, and version control."""

from assistant.actions.calculation.calculator import CalculatorActions
from assistant.actions.calculation.conversion import ConversionActions
from assistant.actions.calculation.rates import RatesFile
from assistant.config import paths


def errand_deeds() -> tuple[object, ...]:
    """Return objects whose methods carry declarations; none of them opens or starts anything before it is needed."""
    return (CalculatorActions(), ConversionActions(RatesFile(paths.rates_file())))
