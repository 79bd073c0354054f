"""The model catalogue: what `catalogue.toml` may say, and what it says.

Owns the form of the catalogue, not the weights: where those lie is `models.store`, how they come is `models.fetch`.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from assistant.kernel.errors import ModelError, UsageError

CATALOGUE_FILE = Path(__file__).with_name("catalogue.toml")

Role = Literal["speech-to-text", "text-to-speech", "wake-word"]
CarrierKind = Literal["pypi", "npm"]
# Names become paths: no separator and no leading dot.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]*$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
PartText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+:[^:\\]+$")]
# Plain http is for servers on this machine.
Address = Annotated[str, StringConstraints(pattern=r"^(https://|http://127\.0\.0\.1[:/])")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Entry):
    """A member of a carrier's archive; a model file is one part or several end to end."""

    package: str
    member: str


class Carrier(_Entry):
    """A package on a registry that holds weights.

    Attributes:
        size_bytes: Of the archive to download.
    """

    kind: CarrierKind
    package: Name
    version: Name
    size_bytes: int = Field(gt=0)

    @property
    def archive_name(self) -> str:
        """The name under which the downloaded archive is kept."""
        return f"{self.package}-{self.version}{'.whl' if self.kind == 'pypi' else '.tgz'}"


class ModelFile(_Entry):
    """One file of a model.

    Attributes:
        part_texts: `package:member` of one carrier or of several, in order.
        upstream: Where its author publishes it; None when only the carriers have it.
    """

    name: Name
    size_bytes: int = Field(gt=0)
    sha256: Sha256
    part_texts: tuple[PartText, ...] = Field(alias="parts", min_length=1)
    upstream: Address | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the parts, in the order in which they are put together."""
        split = (text.partition(":") for text in self.part_texts)
        return tuple(Part(package=package, member=member) for package, _, member in split)


class Model(_Entry):
    """A model: what it is for, where it comes from, and the files it is made of.

    Attributes:
        version: Its author's, not the carrier's.
        languages: ISO 639 codes; empty when it knows no language.
        measured: Our own numbers, with machine and date.
        required: Whether Zenus needs it to start.
    """

    id: Name
    role: Role
    purpose: str
    version: str
    licence: str
    languages: tuple[str, ...]
    measured: str
    required: bool
    carriers: tuple[Carrier, ...] = Field(min_length=1)
    files: tuple[ModelFile, ...] = Field(min_length=1)

    @property
    def size_bytes(self) -> int:
        """Return what the model takes on disk."""
        return sum(file.size_bytes for file in self.files)

    def carrier(self, package: str) -> Carrier:
        """Return the carrier of that name; the catalogue's check has made sure that there is one."""
        return next(carrier for carrier in self.carriers if carrier.package == package)

    def carriers_of(self, file: ModelFile) -> tuple[Carrier, ...]:
        """Return the carriers that hold parts of `file`, in order."""
        return tuple(self.carrier(part.package) for part in file.parts)

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        if self.id in ("blobs", "partial"):
            raise ValueError(f"{self.id!r} is a folder of the store")
        if len({file.name for file in self.files}) < len(self.files):
            raise ValueError("two files have the same name")
        missing = {part.package for file in self.files for part in file.parts} - {c.package for c in self.carriers}
        if missing:
            raise ValueError(f"no carrier is called {sorted(missing)}")
        return self


class Catalogue(_Entry):
    """All models that Zenus knows."""

    schema_version: Literal[1] = Field(alias="schema")
    models: tuple[Model, ...]

    def find(self, model_id: str) -> Model:
        """Return the model called `model_id`.

        Raises:
            UsageError: `unknown-model`.
        """
        for model in self.models:
            if model.id == model_id:
                return model
        known = ", ".join(model.id for model in self.models)
        raise UsageError(
            f"There is no model called {model_id!r}.", code="unknown-model", hint=f"The models are: {known}."
        )

    @model_validator(mode="after")
    def _check_ids(self) -> Self:
        if len({model.id for model in self.models}) < len(self.models):
            raise ValueError("two models have the same id")
        return self


def read_catalogue(path: Path) -> Catalogue:
    """Return the catalogue in the TOML file `path`.

    Raises:
        ModelError: `catalogue-damaged`.
    """
    try:
        return Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ModelError(
            f"The model catalogue {str(path)!r} cannot be read.",
            code="catalogue-damaged",
            hint="Install Zenus again.",
        ) from error


@cache
def zenus_catalogue() -> Catalogue:
    """Return the catalogue that comes with Zenus."""
    return read_catalogue(CATALOGUE_FILE)
