"""The halt: a watch sees every halt that came after it, and none that came before."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from assistant.safety.halt import Halt


def test_nothing_is_halted_at_first() -> None:
    assert not Halt().watch()()


def test_a_halt_is_seen_by_every_watch_that_was_there_and_for_good() -> None:
    halt = Halt()
    first, second = halt.watch(), halt.watch()
    halt.call()
    assert [first(), second(), first()] == [True, True, True]


def test_a_halt_is_not_seen_by_what_begins_later() -> None:
    halt = Halt()
    halt.call()
    assert not halt.watch()()


def test_halts_of_one_assistant_mean_nothing_to_another() -> None:
    halt, other = Halt(), Halt()
    watch = other.watch()
    halt.call()
    assert not watch()


@given(st.lists(st.sampled_from(["watch", "call"]), max_size=20))
def test_a_watch_is_halted_exactly_if_a_halt_came_after_it(history: list[str]) -> None:
    halt = Halt()
    watches = []
    for place, what in enumerate(history):
        if what == "watch":
            watches.append((place, halt.watch()))
        else:
            halt.call()
    for place, watch in watches:
        assert watch() is ("call" in history[place:])


def test_a_thread_that_works_sees_it() -> None:
    halt, began, ended = Halt(), threading.Event(), threading.Event()
    watch = halt.watch()

    def work() -> None:
        while not watch():
            began.set()
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert began.wait(5)
    halt.call()
    assert ended.wait(5)
    thread.join()
