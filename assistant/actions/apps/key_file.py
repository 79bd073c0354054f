"""Reading a group of a key file: the form of desktop entries and of lists of chosen applications.

Source: Desktop Entry Specification 1.5, "Basic format of the file".
"""

from collections.abc import Mapping
from pathlib import Path


def read_group(path: Path, name: str) -> Mapping[str, str]:
    """Return the raw values of one group by key; of two that are alike the first.

    Raises:
        OSError: The file cannot be read.
        UnicodeDecodeError: It is not UTF-8.
    """
    values: dict[str, str] = {}
    is_wanted = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            is_wanted = line.strip() == f"[{name}]"
        elif is_wanted and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            values.setdefault(key.strip(), value.strip())
    return values
