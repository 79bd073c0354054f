"""The value of an expression in the one notation: numbers, + - * / % **, brackets, and a few functions.

Python's own parser takes the text apart, and only what is listed here is computed: no name, no attribute and no call of
anything else has a meaning.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assistant.actions.calculation.exact import PI, Number, divided, factorial, power, remainder, root

LONGEST_CHARACTERS = 1000
_DEEPEST = 100
# What the parser may be given at all; without quotes, dots between letters and the like it cannot be led astray.
_ALLOWED = re.compile(r"[0-9a-z+\-*/%(),. ]+")
# The parser would warn of these, and read on.
_RUN_TOGETHER = re.compile(r"[0-9.][a-z]")
_NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")


class UnclearError(Exception):
    """The text is no expression."""


def _exactly(function: Callable[[Fraction, Fraction], Fraction]) -> Callable[[Number, Number], Number]:
    return lambda left, right: Number(function(left.value, right.value), left.is_exact and right.is_exact)


_OPERATORS: Mapping[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: _exactly(operator.add),
    ast.Sub: _exactly(operator.sub),
    ast.Mult: _exactly(operator.mul),
    ast.Div: divided,
    ast.Mod: remainder,
    ast.Pow: power,
}
_FUNCTIONS: Mapping[str, Callable[[Number], Number]] = {
    "sqrt": lambda number: root(number, 2),
    "cbrt": lambda number: root(number, 3),
    "factorial": factorial,
    "abs": lambda number: Number(abs(number.value), number.is_exact),
}
_PERCENTAGE = "percentage"


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression comes to; a percentage is counted in hundredths."""

    number: Number
    is_percentage: bool = False


def evaluate(text: str) -> Value:
    """Return the value of an expression; takes milliseconds at most.

    Raises:
        UnclearError: It is none.
        CalculationError: It has no value, or one that is too long.
    """
    if len(text) > LONGEST_CHARACTERS or not _ALLOWED.fullmatch(text) or _RUN_TOGETHER.search(text):
        raise UnclearError
    try:
        # A million brackets are a matter for the parser's own bound.
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UnclearError from error
    is_percentage = isinstance(tree, ast.Call) and _name(tree) == _PERCENTAGE
    return Value(_value(tree, text.strip(), 0), is_percentage)


def _value(node: ast.expr, text: str, depth: int) -> Number:
    if depth > _DEEPEST:
        raise UnclearError
    match node:
        case ast.BinOp(left, sign, right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_value(left, text, depth + 1), _value(right, text, depth + 1))
        case ast.UnaryOp(ast.USub(), inner):
            number = _value(inner, text, depth + 1)
            return Number(-number.value, number.is_exact)
        case ast.Constant():
            return _constant(node, text)
        case ast.Name("pi"):
            return PI
        case ast.Call(ast.Name(), [*arguments], []):
            return _called(_name(node), [_value(argument, text, depth + 1) for argument in arguments])
    raise UnclearError


def _constant(node: ast.Constant, text: str) -> Number:
    """Return a number as it is written, with all of its digits; Python would round it."""
    written = ast.get_source_segment(text, node) or ""
    if not _NUMBER.fullmatch(written):
        raise UnclearError
    return Number(Fraction(written))


def _called(name: str, arguments: list[Number]) -> Number:
    if name == _PERCENTAGE and len(arguments) == 2:
        share = divided(*arguments)
        return Number(share.value * 100, share.is_exact)
    if name in _FUNCTIONS and len(arguments) == 1:
        return _FUNCTIONS[name](arguments[0])
    raise UnclearError


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
