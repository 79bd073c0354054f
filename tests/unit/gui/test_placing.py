"""The pill stays where it was put, whatever comes and goes beside it."""

import pytest

from gui.overlay.placing import Area, Place

FREE = Area(100, 50, 1000, 800)
PILL, SMALL, CARD = (200, 60), (40, 40), (460, 300)


@pytest.mark.parametrize("at_x", [0.0, 0.2, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("at_y", [0.0, 0.4, 0.6, 1.0])
def test_the_window_never_leaves_the_free_area(at_x: float, at_y: float) -> None:
    place = Place(at_x, at_y)
    layout = place.layout(PILL, CARD, -20)
    window = place.window(FREE, layout.size, PILL)
    assert FREE.x <= window.x and window.x + window.width <= FREE.x + FREE.width
    assert FREE.y <= window.y and window.y + window.height <= FREE.y + FREE.height


@pytest.mark.parametrize("at_x", [0.0, 0.25, 0.5, 0.75, 1.0])
@pytest.mark.parametrize("at_y", [0.0, 0.9, 1.0])
def test_a_card_does_not_move_the_pill(at_x: float, at_y: float) -> None:
    place = Place(at_x, at_y)
    spots = []
    for card in (None, CARD):
        layout = place.layout(PILL, card, -20)
        window = place.window(FREE, layout.size, PILL)
        spots.append((window.x + layout.pill[0], window.y + layout.pill[1]))
    if at_x in (0.0, 0.5, 1.0):
        assert spots[0] == spots[1]
    assert spots[0][1] == spots[1][1]


def test_cards_open_to_where_there_is_room() -> None:
    assert Place(0.5, 0.1).layout(PILL, CARD, 0).card[1] == PILL[1]
    assert Place(0.5, 0.9).layout(PILL, CARD, 0).pill[1] == CARD[1]


def test_a_drag_moves_by_what_it_moved_and_stops_at_the_edge() -> None:
    moved = Place(0.5, 0.5).moved(FREE, (100, -80), PILL)
    assert (round(moved.at_x, 3), round(moved.at_y, 3)) == (0.6, 0.4)
    edge = Place(0.5, 0.5).moved(FREE, (9999, 9999), PILL)
    assert edge.window(FREE, PILL, PILL) == Area(900, 790, 200, 60)
    assert edge.moved(FREE, (-10, 0), PILL).at_x < edge.at_x


def test_a_window_larger_than_the_area_begins_where_the_area_does() -> None:
    assert Place(0.5, 1.0).window(FREE, (2000, 2000), PILL) == Area(100, 50, 2000, 2000)
