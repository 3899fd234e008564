"""What arrives together is stored together, and each delivery hears the truth of its own (W1)."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from bot.door.gathering import Gathering
from models.work.inbox import Received


def item(name: str, lane: str = "lane") -> Received:
    return Received(name, lane, "message", "1", "{}")


class Store:
    """Holds the first statement until it is let go, and remembers what each one stored."""

    def __init__(self, outcome: Callable[[Sequence[Received]], bool] = lambda items: True) -> None:
        self.outcome = outcome
        self.statements: list[list[str]] = []
        self.entered, self.released = threading.Event(), threading.Event()

    def __call__(self, items: Sequence[Received]) -> bool:
        self.statements.append([item.external_id for item in items])
        self.entered.set()
        assert self.released.wait(10)
        return self.outcome(items)


def crowd(store: Store, count: int) -> list["Future[bool]"]:
    """One delivery whose statement is under way, then `count` more that came meanwhile."""
    gathering = Gathering(store)
    with ThreadPoolExecutor(count + 1) as pool:
        puts = [pool.submit(gathering.put, [item("first")])]
        assert store.entered.wait(10)
        puts += [pool.submit(gathering.put, [item(f"{n}", f"lane {n % 3}")]) for n in range(count)]
        while len(gathering._waiting) < count:
            threading.Event().wait(0.001)
        store.released.set()
    return puts


def test_who_comes_alone_is_stored_at_once() -> None:
    store = Store()
    store.released.set()
    assert Gathering(store).put([item("a")])
    assert store.statements == [["a"]]


def test_who_comes_while_another_is_stored_joins_the_next_statement() -> None:
    store = Store()
    puts = crowd(store, 12)
    assert all(put.result() for put in puts)
    first, second = store.statements
    assert first == ["first"]
    assert sorted(second, key=int) == [str(n) for n in range(12)]


def test_lanes_come_in_one_order_and_each_in_the_order_of_arrival() -> None:
    store = Store()
    store.released.set()
    Gathering(store).put([item("1", "b"), item("2", "a"), item("3", "b"), item("4", "a")])
    assert store.statements == [["2", "4", "1", "3"]]


def test_when_storing_fails_everyone_of_that_statement_hears_it() -> None:
    store = Store(lambda items: items[0].external_id == "first")
    first, *others = crowd(store, 5)
    assert first.result()
    assert [put.result() for put in others] == [False] * 5


def test_an_error_leaves_nobody_waiting_and_nobody_told_yes() -> None:
    def fail(items: Sequence[Received]) -> bool:
        if items[0].external_id != "first":
            raise RuntimeError("no")
        return True

    first, *others = crowd(Store(fail), 4)
    assert first.result()
    errors = [put.exception() for put in others]
    assert len([error for error in errors if error]) == 1
    assert not any(put.result() for put in others if not put.exception())


def test_after_an_error_the_door_is_open_again() -> None:
    store = Store(lambda items: 1 / 0)
    store.released.set()
    gathering = Gathering(store)
    with pytest.raises(ZeroDivisionError):
        gathering.put([item("a")])
    store.outcome = lambda items: True
    assert gathering.put([item("b")])
