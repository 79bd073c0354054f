"""Lines keep their numbers, whatever order they are in."""

from gui.view.table import Table, order_of

ROWS = [["b.pdf", "1.5 megabytes"], ["a10.pdf", "900 kilobytes"], ["a2.pdf", "2 gigabytes"]]


def names(table: Table) -> list[str]:
    return [cells[0] for _, cells in table.lines()]


def test_lines_come_numbered_as_they_are() -> None:
    assert [number for number, _ in Table(ROWS).lines()] == [1, 2, 3]


def test_sorting_twice_turns_round_and_a_third_time_undoes_it() -> None:
    table = Table(ROWS)
    orders = []
    for _ in range(3):
        table.sort(0)
        orders.append((names(table), table.sorted_by))
    assert orders == [
        (["a2.pdf", "a10.pdf", "b.pdf"], (0, False)),
        (["b.pdf", "a10.pdf", "a2.pdf"], (0, True)),
        (["b.pdf", "a10.pdf", "a2.pdf"], None),
    ]


def test_sizes_sort_by_what_they_mean() -> None:
    table = Table(ROWS)
    table.sort(1)
    assert [number for number, _ in table.lines()] == [2, 1, 3]


def test_a_filter_keeps_lines_with_every_word_and_their_numbers() -> None:
    table = Table(ROWS)
    table.filter("A pdf KILO")
    assert table.lines() == [(2, ("a10.pdf", "900 kilobytes"))]
    table.filter("nothing like it")
    assert table.lines() == []


def test_short_lines_are_filled_up() -> None:
    assert Table([["a"], ["b", "c"]]).lines()[0] == (1, ("a", ""))


def test_numbers_within_names_count_as_numbers() -> None:
    assert sorted(["file 10", "File 9", "file 1"], key=order_of) == ["file 1", "File 9", "file 10"]
