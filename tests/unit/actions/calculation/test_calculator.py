import pytest

from assistant.actions.calculation.calculator import CalculatorActions
from assistant.actions.outcome import ActionFailedError
from tests.unit.actions.acting import act

pytestmark = pytest.mark.anyio

CALCULATE = "calculator.calculate"


async def test_a_sum_comes_with_its_result():
    outcome = await act(CalculatorActions(), CALCULATE, expression="15/100*80")
    assert outcome.message == "calculator.calculate.done"
    assert (outcome.facts["result"], outcome.facts["is_rounded"]) == ("12", False)


async def test_a_percentage_is_marked_as_one():
    outcome = await act(CalculatorActions(), CALCULATE, expression="percentage(20, 80)")
    assert (outcome.facts["result"], outcome.facts["is_percentage"]) == ("25", True)


@pytest.mark.parametrize(
    ("expression", "key", "code"),
    [
        ("1/0", "calculator.no_result", "divided-by-zero"),
        ("9**9**9**9", "calculator.no_result", "too-big"),
        ("__import__('os').system('true')", "calculator.unclear", "unclear-expression"),
    ],
)
async def test_what_has_no_result_says_why(expression, key, code):
    with pytest.raises(ActionFailedError) as caught:
        await act(CalculatorActions(), CALCULATE, expression=expression)
    assert (caught.value.key, caught.value.code) == (key, code)
