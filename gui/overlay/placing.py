"""Where the overlay stands: from a remembered place and the sizes of things to a rectangle on a monitor. Pure."""

from dataclasses import dataclass
from enum import Enum


class Side(Enum):
    """To which side something lies, or is aligned."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in px."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where pill and card lie on the window, and how large that must be."""

    size: tuple[int, int]
    pill: tuple[int, int]
    card: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """A remembered place: where the middle of the pill stands across and down a monitor's free area, each 0..1."""

    at_x: float
    at_y: float

    @property
    def side(self) -> Side:
        """To which side pill and cards are aligned, so that cards have room."""
        if self.at_x < 1 / 3:
            return Side.LEFT
        return Side.RIGHT if self.at_x > 2 / 3 else Side.MIDDLE

    @property
    def opens_down(self) -> bool:
        """Whether cards open below the pill."""
        return self.at_y < 0.5

    def layout(self, pill: tuple[int, int], card: tuple[int, int] | None, gap: int) -> Layout:
        """Return how pill and card lie on the window; `gap` is what lies between them, less than 0 to overlap."""
        if card is None:
            return Layout(pill, (0, 0))
        width = max(pill[0], card[0])
        pill_x, card_x = self._aligned(pill[0], width), self._aligned(card[0], width)
        height = pill[1] + gap + card[1]
        if self.opens_down:
            return Layout((width, height), (pill_x, 0), (card_x, pill[1] + gap))
        return Layout((width, height), (pill_x, card[1] + gap), (card_x, 0))

    def _aligned(self, part: int, whole: int) -> int:
        return {Side.LEFT: 0, Side.MIDDLE: (whole - part) // 2, Side.RIGHT: whole - part}[self.side]

    def window(self, free: Area, window: tuple[int, int], pill: tuple[int, int]) -> Area:
        """Return where a window of that size goes, so that the pill on it stays where it is while cards come and go."""
        width, height = window
        centre_x = free.x + self.at_x * free.width
        centre_y = free.y + self.at_y * free.height
        pill_x = _within(round(centre_x - pill[0] / 2), free.x, free.width, pill[0])
        pill_y = _within(round(centre_y - pill[1] / 2), free.y, free.height, pill[1])
        x = {
            Side.LEFT: pill_x,
            Side.MIDDLE: round(pill_x + pill[0] / 2 - width / 2),
            Side.RIGHT: pill_x + pill[0] - width,
        }[self.side]
        y = pill_y if self.opens_down else pill_y + pill[1] - height
        return Area(_within(x, free.x, free.width, width), _within(y, free.y, free.height, height), width, height)

    def moved(self, free: Area, by: tuple[int, int], pill: tuple[int, int]) -> "Place":
        """Return the place after the pill was dragged by so many px; it stays on the monitor."""
        moved = []
        for at, start, length, part, step in (
            (self.at_x, free.x, free.width, pill[0], by[0]),
            (self.at_y, free.y, free.height, pill[1], by[1]),
        ):
            before = _within(round(start + at * length - part / 2), start, length, part)
            after = _within(before + step, start, length, part)
            moved.append((after + part / 2 - start) / length if length else 0.5)
        return Place(moved[0], moved[1])


def _within(at: int, start: int, length: int, part: int) -> int:
    """Return `at`, moved so that a part of that length lies within; where it does not fit, its beginning does."""
    return max(start, min(at, start + length - part))
