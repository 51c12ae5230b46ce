"""Pictures that wait on their way to the page."""

from edge_client.booth.held import MOST, Held
from tests.support.waiting import eventually


async def test_what_need_not_wait_is_sent_at_once() -> None:
    sent: list[int] = []
    held = Held()
    held.add(0.0, lambda: sent.append(1))
    held.add(-1.0, lambda: sent.append(2))
    assert sent == [1, 2]


async def test_pictures_keep_their_order_whatever_they_wait() -> None:
    sent: list[int] = []
    held = Held()
    for number, waits in enumerate((0.03, 0.01, 0.0, 0.02)):
        held.add(waits, lambda number=number: sent.append(number))  # type: ignore[misc]
    assert not sent
    await eventually(lambda: len(sent) == 4, timeout_s=5, what="all four to be sent")
    assert sent == [0, 1, 2, 3]
    held.add(0.0, lambda: sent.append(4))
    assert sent[-1] == 4, "nothing waits any more"


async def test_of_a_flood_the_newest_are_kept() -> None:
    sent: list[int] = []
    held = Held()
    for number in range(3 * MOST):
        held.add(0.02, lambda number=number: sent.append(number))  # type: ignore[misc]
    await eventually(lambda: sent and sent[-1] == 3 * MOST - 1, timeout_s=5, what="the last one")
    assert sent == list(range(2 * MOST, 3 * MOST))


async def test_none_is_sent_after_the_end() -> None:
    sent: list[int] = []
    held = Held()
    held.add(0.01, lambda: sent.append(1))
    held.clear()
    later: list[int] = []
    other = Held()
    other.add(0.02, lambda: later.append(1))
    await eventually(lambda: later, timeout_s=5, what="one that was to be sent after it")
    assert not sent
