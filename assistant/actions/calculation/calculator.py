"""The calculator: works out an expression in the one notation; see `expression`."""

from typing import Annotated

from pydantic import Field

from assistant.actions.calculation.exact import CalculationError
from assistant.actions.calculation.expression import LONGEST_CHARACTERS, UnclearError, evaluate
from assistant.actions.calculation.rounding import tell
from assistant.actions.declaration import action
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.kernel.types import Risk

Expression = Annotated[str, Field(min_length=1, max_length=LONGEST_CHARACTERS)]
"""Numbers, + - * / % (remainder) ** ( ) pi, sqrt(x), cbrt(x), abs(x), factorial(x), percentage(part, whole)."""

_RESULT = {"expression", "result", "is_rounded", "exponent", "written", "is_percentage"}


class CalculatorActions:
    """Does arithmetic."""

    @action(
        "calculator.calculate",
        capabilities={"calculator.use"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={
            "calculator.calculate.done": _RESULT,
            "calculator.no_result": {"expression", "trouble"},
            "calculator.unclear": {"expression"},
        },
    )
    async def calculate(self, expression: Expression) -> Outcome:
        """Work out an arithmetic expression."""
        try:
            value = evaluate(expression)
        except CalculationError as error:
            facts = {"expression": expression, "trouble": error.trouble}
            raise ActionFailedError("calculator.no_result", code=error.trouble, facts=facts) from None
        except UnclearError:
            facts = {"expression": expression}
            raise ActionFailedError("calculator.unclear", code="unclear-expression", facts=facts) from None
        told = tell(value.number.value, is_exact=value.number.is_exact).facts()
        return Outcome(
            "calculator.calculate.done", {"expression": expression, "is_percentage": value.is_percentage, **told}
        )
