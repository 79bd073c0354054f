"""The deeds of everyday errands: arithmetic, units, dates and clocks elsewhere, the web, and version control."""

from assistant.actions.calculation.calculator import CalculatorActions
from assistant.actions.calculation.conversion import ConversionActions
from assistant.actions.calculation.rates import RatesFile
from assistant.actions.calendar.days import DayActions
from assistant.actions.calendar.world_clock import WorldClockActions
from assistant.config import paths
from assistant.kernel.clock import Clock


def errand_deeds(clock: Clock) -> tuple[object, ...]:
    """Return objects whose methods carry declarations; none of them opens or starts anything before it is needed."""
    return (
        CalculatorActions(),
        ConversionActions(RatesFile(paths.rates_file())),
        WorldClockActions(clock),
        DayActions(clock),
    )
