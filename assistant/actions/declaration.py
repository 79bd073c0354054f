"""Actions as data: what `@action` learns from a typed async function.

A declaration is complete or it does not import: the name, the first line of the docstring, the annotation of every
parameter, the capabilities, that the function which foresees the effects takes the same arguments, and what the undo
takes and returns, are checked when the decorator runs.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import TypeAlias, TypeVar, cast, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from assistant.actions.outcome import Outcome, failure_key
from assistant.actions.work import Work
from assistant.kernel.capabilities import is_capability
from assistant.kernel.deeds import Obstacle
from assistant.kernel.effects import Prospect
from assistant.kernel.types import ActionSpec, Risk

ActionFunction = TypeVar("ActionFunction", bound=Callable[..., Awaitable[Outcome]])

# Methods come unbound, with `self` first, since a decorator sees them inside their class.
Foresight: TypeAlias = Callable[..., Awaitable[Prospect]]
"""Takes the action's own arguments, resolves the targets, and changes nothing."""
Undo: TypeAlias = Callable[..., Awaitable[bool]]
"""Takes (deed, work), takes the deed back however far it came, and tells whether a fresh look confirms that. Running it
again after a crash finishes it."""
UndoReview: TypeAlias = Callable[..., Awaitable[Sequence[Obstacle]]]
"""Takes (deed), tells what stands in the way of taking it back, and changes nothing."""

_NAME = re.compile(r"[a-z]+(\.[a-z]+)+")
ATTRIBUTE = "__zenus_action__"
WORK = "work"
FAILURE_FACTS = frozenset({"message", "hint"})


@dataclass(frozen=True, slots=True)
class Declaration:
    """What `@action` knows about a function.

    Attributes:
        arguments: Makes, once, the model that validates the arguments and refuses unknown ones: a millisecond, and a
            request needs those of one action.
        messages: Reply keys that the action can give, each with the facts that come with it.
        foresees: Facts that surely come with what it foresees, for the sentence that names the deed.
        takes_work: The function has a parameter `work`.
    """

    spec: ActionSpec
    arguments: Callable[[], type[BaseModel]]
    messages: Mapping[str, frozenset[str]]
    foresees: frozenset[str]
    takes_work: bool
    effects: Foresight | None
    undo: Undo | None
    undo_review: UndoReview | None


def action(  # noqa: PLR0913  # a declaration is a list of properties, all of them named
    name: str,
    *,
    capabilities: Collection[str],
    risk: Risk,
    timeout_s: float,
    messages: Mapping[str, Collection[str]],
    errors: Collection[str] = (),
    effects: Foresight | None = None,
    foresees: Collection[str] = (),
    undo: Undo | None = None,
    undo_review: UndoReview | None = None,
) -> Callable[[ActionFunction], ActionFunction]:
    """Declare an async function or method as the action `name`.

    A parameter `work: Work` is filled by the executor and is no argument of the action.

    Args:
        name: Dotted, domain first: `volume.set`.
        capabilities: What must be granted; each from `CAPABILITIES`, or `plugin.NAME`.
        risk: What it can do at worst.
        timeout_s: After this long it is reported as failed.
        messages: Every reply key it can give, with the names of the facts that always come with it.
        errors: Codes of the `ZenusError`s that it can raise and that have no reply key of their own.
        effects: Foresees what it would touch; needed of every action that can change something.
        foresees: Names of the facts that surely come with the prospect, for the sentence that names the deed.
        undo: Takes it back.
        undo_review: Tells beforehand whether it can be taken back now.

    Raises:
        TypeError: The declaration or the function is incomplete.
    """
    unknown = [capability for capability in capabilities if not is_capability(capability)]
    if unknown:
        raise TypeError(f"action {name!r} needs unknown capabilities {sorted(unknown)}")
    if not _NAME.fullmatch(name):
        raise TypeError(f"action {name!r} must be dotted lower-case words")
    if risk is not Risk.READ_ONLY and effects is None:
        raise TypeError(f"action {name!r} can change something and must tell its effects")
    _check_undo(name, undo, undo_review)
    keys = {key: frozenset(facts) for key, facts in messages.items()}
    keys.update((failure_key(code), FAILURE_FACTS) for code in errors)

    def declare(function: ActionFunction) -> ActionFunction:
        parameters = _parameters(name, function)
        takes_work = parameters.pop(WORK, None) is not None
        _check_foresight(name, effects, parameters)
        spec = ActionSpec(
            name=name,
            description=_first_line(name, function),
            capabilities=frozenset(capabilities),
            risk=risk,
            timeout_s=timeout_s,
            can_be_undone=undo is not None,
        )
        declaration = Declaration(
            spec=spec,
            arguments=cache(partial(_arguments_model, name, parameters)),
            messages=MappingProxyType(keys),
            foresees=frozenset(foresees),
            takes_work=takes_work,
            effects=effects,
            undo=undo,
            undo_review=undo_review,
        )
        setattr(function, ATTRIBUTE, declaration)
        return function

    return declare


def _first_line(name: str, function: Callable[..., object]) -> str:
    line = (inspect.getdoc(function) or "").partition("\n")[0].strip()
    if not line:
        raise TypeError(f"action {name!r} has no docstring")
    return line


Parameters: TypeAlias = dict[str, tuple[object, object]]
"""Name to type and default; `...` stands for none."""


def _parameters(name: str, function: Callable[..., object]) -> Parameters:
    if not inspect.iscoroutinefunction(function):
        raise TypeError(f"action {name!r} must be an async function")
    hints = get_type_hints(function, include_extras=True)
    if hints.get("return") is not Outcome:
        raise TypeError(f"action {name!r} must be annotated to return an Outcome")
    parameters: Parameters = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.name not in hints or parameter.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
            raise TypeError(f"action {name!r} must annotate {parameter.name!r}, a plain parameter")
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        parameters[parameter.name] = (hints[parameter.name], default)
    if WORK in parameters and parameters[WORK][0] is not Work:
        raise TypeError(f"action {name!r}: 'work' is what the executor gives, a Work")
    return parameters


def _arguments_model(name: str, parameters: Parameters) -> type[BaseModel]:
    model = create_model(name, __config__=ConfigDict(extra="forbid"), **parameters)  # type: ignore[call-overload]  # dynamic
    return cast(type[BaseModel], model)


def _check_foresight(name: str, effects: Foresight | None, parameters: Parameters) -> None:
    """Raise TypeError unless `effects` can be called with the action's own arguments."""
    if effects is None:
        return
    if not inspect.iscoroutinefunction(effects) or get_type_hints(effects).get("return") is not Prospect:
        raise TypeError(f"action {name!r}: its effects come from an async function that returns a Prospect")
    taken = [parameter for parameter in inspect.signature(effects).parameters if parameter != "self"]
    if taken != list(parameters):
        raise TypeError(f"action {name!r} takes {list(parameters)}, but its effects take {taken}")


def _check_undo(name: str, undo: Undo | None, review: UndoReview | None) -> None:
    """Raise TypeError unless both can be called as they will be when the deed is taken back."""
    if review is not None and undo is None:
        raise TypeError(f"action {name!r} reviews an undo that it does not have")
    for function, parameters in ((undo, ["deed", WORK]), (review, ["deed"])):
        if function is None:
            continue
        taken = [parameter for parameter in inspect.signature(function).parameters if parameter != "self"]
        if not inspect.iscoroutinefunction(function) or taken != parameters:
            raise TypeError(f"action {name!r}: its undo takes {parameters} in an async function, not {taken}")
