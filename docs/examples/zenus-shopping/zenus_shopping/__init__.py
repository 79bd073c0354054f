"""A shopping list for Zenus: what it brings to `zenus.actions`."""

from pathlib import Path

from assistant.actions.package import ActionPackage
from zenus_shopping.shopping import ShoppingActions

_FOLDER = Path(__file__).parent


def package() -> ActionPackage:
    """Return the actions, their sentences and their words. Called once, when Zenus starts; reads and writes nothing."""
    actions = ShoppingActions(Path.home() / "Documents" / "Shopping.txt")
    return ActionPackage((actions,), templates=_FOLDER / "templates", replies=_FOLDER / "replies")
