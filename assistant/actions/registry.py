"""Actions as data: what `@action` learns from a typed async function, and the registry that wiring builds from them.

A declaration is complete or it does not import: the name, the first line of the docstring, the annotation of every
parameter, the capabilities and the reply keys are checked when the decorator runs. Nothing is registered globally: a
`Registry` is made from the objects whose methods carry a declaration.
"""

import inspect
import json
import re
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar, cast, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from assistant.actions.capabilities import CAPABILITIES
from assistant.actions.outcome import Outcome, failure_key
from assistant.kernel.types import ActionSpec, Facts, Risk

ActionFunction = TypeVar("ActionFunction", bound=Callable[..., Awaitable[Outcome]])

# Codes of errors that any action may end with, whatever it declares; the executor and the operating system give them.
COMMON_ERRORS = frozenset(
    {
        "unknown-action",
        "invalid-argument",
        "timed-out",
        "internal-error",
        "disk-full",
        "no-permission",
        "not-found",
        "io-error",
    }
)

_NAME = re.compile(r"[a-z]+(\.[a-z]+)+")
_ATTRIBUTE = "__zenus_action__"
_FAILURE_FACTS = frozenset({"message", "hint"})


@dataclass(frozen=True, slots=True)
class Declaration:
    """What `@action` knows about a function.

    Attributes:
        arguments: Model that validates the arguments; refuses unknown ones.
        messages: Reply keys that the action can give, each with the facts that come with it.
    """

    spec: ActionSpec
    arguments: type[BaseModel]
    messages: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class RegisteredAction:
    """A declaration with the bound function that does it."""

    declaration: Declaration
    function: Callable[..., Awaitable[Outcome]]

    @property
    def spec(self) -> ActionSpec:
        """What the catalogue shows of it."""
        return self.declaration.spec

    def validated(self, args: Facts) -> dict[str, object]:
        """Return `args` as the function's typed keyword arguments.

        Raises:
            pydantic.ValidationError: They do not fit the signature.
            TypeError: They are not JSON.
        """
        # Strict JSON: "5" is no number and 1 is no truth value, but a date may come as text.
        model = self.declaration.arguments.model_validate_json(json.dumps(dict(args)), strict=True)
        return {name: getattr(model, name) for name in type(model).model_fields}


def action(
    name: str,
    *,
    capabilities: Collection[str],
    risk: Risk,
    timeout_s: float,
    messages: Mapping[str, Collection[str]],
    errors: Collection[str] = (),
) -> Callable[[ActionFunction], ActionFunction]:
    """Declare an async function or method as the action `name`.

    Args:
        name: Dotted, domain first: `volume.set`.
        capabilities: What must be granted; each from `CAPABILITIES`.
        risk: What it can do at worst.
        timeout_s: After this long it is reported as failed.
        messages: Every reply key it can give, with the names of the facts that always come with it.
        errors: Codes of the `ZenusError`s that it can raise and that have no reply key of their own.

    Raises:
        TypeError: The declaration or the function is incomplete.
    """
    unknown = set(capabilities) - CAPABILITIES.keys()
    if unknown:
        raise TypeError(f"action {name!r} needs unknown capabilities {sorted(unknown)}")
    if not _NAME.fullmatch(name):
        raise TypeError(f"action {name!r} must be dotted lower-case words")
    keys = {key: frozenset(facts) for key, facts in messages.items()}
    keys.update((failure_key(code), _FAILURE_FACTS) for code in errors)

    def declare(function: ActionFunction) -> ActionFunction:
        arguments = _arguments_model(name, function)
        spec = ActionSpec(
            name=name,
            description=_first_line(name, function),
            capabilities=frozenset(capabilities),
            risk=risk,
            parameters=cast(Facts, arguments.model_json_schema()),
            timeout_s=timeout_s,
        )
        setattr(function, _ATTRIBUTE, Declaration(spec, arguments, MappingProxyType(keys)))
        return function

    return declare


class Registry:
    """The actions of the given functions and of the given objects' methods.

    Raises:
        TypeError: Two actions have one name, or a source has none.
    """

    def __init__(self, *sources: object) -> None:
        self._actions: dict[str, RegisteredAction] = {}
        for source in sources:
            found = list(_actions_of(source))
            if not found:
                raise TypeError(f"{source!r} declares no action")
            for entry in found:
                if self._actions.setdefault(entry.spec.name, entry) is not entry:
                    raise TypeError(f"action {entry.spec.name!r} is declared twice")

    def __iter__(self) -> Iterator[RegisteredAction]:
        return iter(self._actions.values())

    def get(self, name: str) -> RegisteredAction | None:
        """Return the action called `name`; None if there is none."""
        return self._actions.get(name)

    def messages(self) -> Mapping[str, frozenset[str]]:
        """Return every reply key that can be given, with the facts that surely come with it."""
        keys = {failure_key(code): _FAILURE_FACTS for code in COMMON_ERRORS}
        for entry in self:
            for key, facts in entry.declaration.messages.items():
                keys[key] = keys.get(key, facts) & facts
        return keys


def _actions_of(source: object) -> Iterator[RegisteredAction]:
    names = [""] if inspect.isfunction(source) else dir(type(source))
    for name in names:
        function = getattr(source, name, None) if name else source
        declaration = getattr(function, _ATTRIBUTE, None)
        if isinstance(declaration, Declaration):
            yield RegisteredAction(declaration, cast(Callable[..., Awaitable[Outcome]], function))


def _first_line(name: str, function: Callable[..., object]) -> str:
    line = (inspect.getdoc(function) or "").partition("\n")[0].strip()
    if not line:
        raise TypeError(f"action {name!r} has no docstring")
    return line


def _arguments_model(name: str, function: Callable[..., object]) -> type[BaseModel]:
    if not inspect.iscoroutinefunction(function):
        raise TypeError(f"action {name!r} must be an async function")
    hints = get_type_hints(function, include_extras=True)
    if hints.get("return") is not Outcome:
        raise TypeError(f"action {name!r} must be annotated to return an Outcome")
    fields: dict[str, tuple[object, object]] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.name not in hints or parameter.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
            raise TypeError(f"action {name!r} must annotate {parameter.name!r}, a plain parameter")
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        fields[parameter.name] = (hints[parameter.name], default)
    model = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)  # type: ignore[call-overload]  # dynamic
    return cast(type[BaseModel], model)
