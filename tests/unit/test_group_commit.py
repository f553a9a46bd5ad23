"""One write for all who wait: everybody gets their own result, and nobody waits for ever."""

from __future__ import annotations

import signal
from contextlib import suppress
from threading import Barrier, Lock, Thread, main_thread

import pytest

from foedus.ledger import group_commit
from foedus.ledger.group_commit import GroupCommit


def test_everybody_gets_the_result_of_their_own_item_and_groups_are_written_one_by_one() -> None:
    written: list[int] = []
    busy: list[bool] = []

    def write(items: list[int]) -> list[int]:
        assert not busy
        busy.append(True)
        written.extend(items)
        busy.pop()
        return [2 * item for item in items]

    commit = GroupCommit(write)
    results: dict[int, int] = {}

    def client(first: int) -> None:
        for item in range(first, first + 200):
            results[item] = commit.submit(item)

    threads = [Thread(target=client, args=(1000 * nth,)) for nth in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert results == {item: 2 * item for item in written}
    assert len(written) == len(set(written)) == 12 * 200
    assert [i for i in written if i < 1000] == list(range(200))  # one client's items keep their order


@pytest.mark.parametrize("interrupted_is_next", [True, False])
def test_who_is_interrupted_while_waiting_leaves_nobody_asleep(interrupted_is_next: bool) -> None:
    together = Barrier(2)

    def write(items: list[str]) -> list[str]:
        if "slow" in items:
            together.wait(timeout=30)
        return items

    commit = GroupCommit(write)
    seen: list[str] = []
    threads: list[Thread] = []

    def begin(item: str, waiting: int) -> None:
        threads.append(Thread(target=lambda: seen.append(commit.submit(item))))
        threads[-1].start()
        while not commit._is_writing or len(commit._waiting) < waiting:
            pass

    def interrupt() -> None:
        while len(commit._waiting) < (1 if interrupted_is_next else 2):
            pass
        signal.pthread_kill(main_thread().ident or 0, signal.SIGINT)

    begin("slow", 0)
    if not interrupted_is_next:
        begin("before", 1)
    threads.append(Thread(target=interrupt))
    threads[-1].start()
    with pytest.raises(KeyboardInterrupt):
        commit.submit("interrupted")
    begin("after", 1 if interrupted_is_next else 2)
    together.wait(timeout=30)
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(seen) == (["after", "slow"] if interrupted_is_next else ["after", "before", "slow"])
    assert commit.submit("later") == "later"


class TakenAndInterrupted:
    """A lock whose taker is interrupted just after it has it, once."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.times = 0

    def acquire(self) -> bool:
        self.times += 1
        self.lock.acquire()
        if self.times == 2:  # the first is by its maker
            raise KeyboardInterrupt
        return True

    def release(self) -> None:
        self.lock.release()


def test_who_is_interrupted_just_after_its_turn_has_come_does_not_wait_for_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    together = Barrier(2)

    def write(items: list[str]) -> list[str]:
        if "slow" in items or "first" in items:
            together.wait(timeout=30)
        return items

    commit = GroupCommit(write)
    seen: list[str] = []

    def submit(item: str) -> None:
        with suppress(KeyboardInterrupt):
            seen.append(commit.submit(item))

    def begin(item: str, waiting: int) -> Thread:
        thread = Thread(target=submit, args=(item,), daemon=True)
        thread.start()
        while not commit._is_writing or len(commit._waiting) < waiting:
            pass
        return thread

    threads = [begin("slow", 0), begin("first", 1)]
    monkeypatch.setattr(group_commit, "Lock", TakenAndInterrupted)
    threads.append(begin("interrupted", 2))
    monkeypatch.undo()
    threads.append(begin("behind", 3))
    together.wait(timeout=30)  # the slow one is written; then the three that wait, together
    together.wait(timeout=30)
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(seen) == ["behind", "first", "slow"]


def test_a_write_that_breaks_off_reaches_all_who_waited_and_the_next_one_is_written() -> None:
    together = Barrier(2)
    failing = True

    def write(items: list[str]) -> list[str]:
        if "slow" in items:
            together.wait(timeout=30)  # until the others stand behind it
        if failing and "slow" not in items:
            raise OSError("broken")
        return items

    commit = GroupCommit(write)
    seen: list[str] = []

    def client(item: str) -> None:
        try:
            seen.append(commit.submit(item))
        except (OSError, RuntimeError) as error:
            seen.append(type(error).__name__)

    first = Thread(target=client, args=("slow",))
    first.start()
    while not commit._is_writing:
        pass
    others = [Thread(target=client, args=(str(nth),)) for nth in range(5)]
    for thread in others:
        thread.start()
    while len(commit._waiting) < 5:
        pass
    together.wait(timeout=30)
    for thread in (first, *others):
        thread.join(timeout=30)
    assert sorted(seen) == ["OSError"] + 4 * ["RuntimeError"] + ["slow"]
    failing = False
    assert commit.submit("after") == "after"
