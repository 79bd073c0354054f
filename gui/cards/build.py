"""Makes the card for a result, by its kind."""

from collections.abc import Callable, Mapping

from gui.cards.frame import CardFrame
from gui.cards.lists import ChoicesCard, HelpCard, TableCard
from gui.cards.results import DiffCard, ErrorCard, FigureCard, PictureCard, TextCard
from gui.theme.look import Look
from gui.view.cards import CardContent, CardKind

_CARDS: Mapping[CardKind, Callable[[Look, CardContent], CardFrame]] = {
    CardKind.FIGURE: FigureCard,
    CardKind.TEXT: TextCard,
    CardKind.TABLE: TableCard,
    CardKind.CHOICES: ChoicesCard,
    CardKind.DIFF: DiffCard,
    CardKind.PICTURE: PictureCard,
    CardKind.HELP: HelpCard,
    CardKind.ERROR: ErrorCard,
}


def build_card(look: Look, content: CardContent) -> CardFrame:
    """Return the widget for what stands on a card."""
    return _CARDS[content.kind](look, content)
