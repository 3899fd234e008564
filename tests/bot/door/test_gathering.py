"""What arrives together is stored together, and each delivery hears the truth of its own (W1)."""

import asyncio
import threading
from collections.abc import Callable, Sequence

from bot.door.gathering import MOST, MOST_WAITING, Gathering
from models.queues.inbox import Received


def item(name: str) -> Received:
    return Received(name, "lane", "message", "1", "{}")


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


async def crowd(store: Store, count: int) -> list["asyncio.Task[bool]"]:
    """One delivery whose statement is under way, then `count` more that came meanwhile."""
    gathering = Gathering(store)
    puts = [asyncio.create_task(gathering.put([item("first")]))]
    await asyncio.to_thread(store.entered.wait, 10)
    puts += [asyncio.create_task(gathering.put([item(f"{n}")])) for n in range(count)]
    await asyncio.sleep(0)
    store.released.set()
    await asyncio.wait(puts)
    return puts


def alone(store: Store, *items: Received) -> bool:
    store.released.set()
    return asyncio.run(Gathering(store).put(list(items)))


def test_who_comes_alone_is_stored_at_once() -> None:
    store = Store()
    assert alone(store, item("a"))
    assert store.statements == [["a"]]


def test_who_comes_while_another_is_stored_joins_the_next_statement() -> None:
    store = Store()
    puts = asyncio.run(crowd(store, 12))
    assert all(put.result() for put in puts)
    assert store.statements == [["first"], [str(n) for n in range(12)]]


async def again(gathering: Gathering, names: Sequence[str]) -> None:
    """They come one after the other, each in a turn of the event loop of its own."""
    puts = []
    for name in names:
        puts.append(asyncio.create_task(gathering.put([item(name)])))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert all(await asyncio.gather(*puts))


def test_those_who_came_together_are_given_a_moment_to_come_again(monkeypatch) -> None:
    """They were answered together: the first of them would be stored alone."""

    async def come(count: int) -> None:
        gathering = Gathering(store)
        await asyncio.gather(*(gathering.put([item(name)]) for name in "abc"))
        await again(gathering, "defgh"[:count])

    monkeypatch.setattr("bot.door.gathering.MOMENT", 5.0)
    store = Store()
    store.released.set()
    asyncio.run(come(3))
    assert store.statements == [["a", "b", "c"], ["d", "e", "f"]]


def test_the_moment_passes_and_who_comes_one_by_one_is_not_waited_for(monkeypatch) -> None:
    waits = []
    plain = Gathering._moment

    async def counted(self: Gathering) -> None:
        waits.append(len(store.statements))
        await plain(self)

    async def come() -> None:
        gathering = Gathering(store)
        await asyncio.gather(*(gathering.put([item(name)]) for name in "ab"))
        for name in "cde":
            assert await gathering.put([item(name)])

    monkeypatch.setattr(Gathering, "_moment", counted)
    store = Store()
    store.released.set()
    asyncio.run(come())
    assert store.statements == [["a", "b"], ["c"], ["d"], ["e"]]
    assert waits == [1], "only for the company that had been there"


def test_a_statement_stays_bounded() -> None:
    async def deliver() -> list[bool]:
        gathering = Gathering(store)
        first = asyncio.create_task(gathering.put([item("first")]))
        await asyncio.to_thread(store.entered.wait, 10)
        large = [[item(f"{n}.{m}") for m in range(MOST)] for n in range(2)]
        puts = [asyncio.create_task(gathering.put(items)) for items in large]
        await asyncio.sleep(0)
        store.released.set()
        return list(await asyncio.gather(first, *puts))

    store = Store()
    assert all(asyncio.run(deliver()))
    assert [len(statement) for statement in store.statements] == [1, MOST, MOST]


def test_when_storing_fails_everyone_of_that_statement_hears_it() -> None:
    store = Store(lambda items: items[0].external_id == "first")
    first, *others = asyncio.run(crowd(store, 5))
    assert first.result()
    assert [put.result() for put in others] == [False] * 5


def test_one_that_cannot_be_stored_does_not_cost_its_neighbours() -> None:
    def fail(items: Sequence[Received]) -> bool:
        if "2" in [item.external_id for item in items]:
            raise RuntimeError("no")
        return True

    store = Store(fail)
    first, *others = asyncio.run(crowd(store, 4))
    assert first.result()
    assert [put.result() for put in others] == [True, True, False, True]
    assert store.statements == [["first"], ["0", "1", "2", "3"], ["0"], ["1"], ["2"], ["3"]]


def test_when_too_much_waits_meta_is_asked_to_keep_it() -> None:
    async def flood() -> tuple[bool, bool]:
        gathering = Gathering(store)
        first = asyncio.create_task(gathering.put([item("first")]))
        await asyncio.to_thread(store.entered.wait, 10)
        waits = asyncio.create_task(gathering.put([item("x")] * (MOST_WAITING + 1)))
        await asyncio.sleep(0)
        refused = await gathering.put([item("one too many")])
        store.released.set()
        assert await first
        assert await waits
        return refused, await gathering.put([item("later")])

    store = Store()
    assert asyncio.run(flood()) == (False, True)


def test_after_an_error_the_door_is_open_again() -> None:
    async def twice() -> tuple[bool, bool]:
        gathering = Gathering(store)
        before = await gathering.put([item("a")])
        store.outcome = lambda items: True
        return before, await gathering.put([item("b")])

    store = Store(lambda items: bool(1 / 0))
    store.released.set()
    assert asyncio.run(twice()) == (False, True)


def test_who_hangs_up_while_waiting_costs_the_others_nothing() -> None:
    async def one_leaves() -> tuple[bool, bool]:
        gathering = Gathering(store)
        puts = [asyncio.create_task(gathering.put([item(name)])) for name in ("a", "b", "c")]
        await asyncio.to_thread(store.entered.wait, 10)
        puts[1].cancel()
        await asyncio.sleep(0)
        store.released.set()
        return await puts[0], await puts[2]

    store = Store()
    assert asyncio.run(one_leaves()) == (True, True)
    assert store.statements == [["a", "b", "c"]]
