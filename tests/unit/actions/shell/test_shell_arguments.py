"""What the shell takes for a folder: nothing that no folder can be called."""

import json

import pytest
from pydantic import ValidationError

from assistant.actions.declaration import ATTRIBUTE
from assistant.actions.shell.shell import ShellActions


@pytest.mark.parametrize("folder", ["a\0b", "/home/\0", "\0"])
def test_a_folder_that_cannot_be_is_no_argument(folder: str) -> None:
    model = getattr(ShellActions.run, ATTRIBUTE).arguments()
    with pytest.raises(ValidationError):
        model.model_validate_json(json.dumps({"text": "ls", "folder": folder}), strict=True)
