"""What others made is named in THIRD_PARTY.md."""

import re
import tomllib
from pathlib import Path

from models.catalogue import zenus_catalogue

ROOT = Path(__file__).parents[3]
ROWS = re.findall(r"^\| (\S+)[^|]*\|.*\| ([^|]+) \|$", (ROOT / "THIRD_PARTY.md").read_text(), re.MULTILINE)
NAMED = {name for name, licence in ROWS if licence != "---"} - {"model", "package"}


def test_every_dependency_and_model_has_its_line_and_no_line_is_left_over() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"].values()
    requirements = [*project["project"]["dependencies"], *(line for group in groups for line in group)]
    packages = {re.split(r"[<>=!~;\[ ]", line)[0] for line in requirements}
    assert packages | {model.id for model in zenus_catalogue().models} == NAMED
