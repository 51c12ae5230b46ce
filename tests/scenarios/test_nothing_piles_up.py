"""Visit after visit: threads, tasks and sockets of one go before the next."""

import asyncio
import os
import threading
from collections import Counter

from edge_client.booth.messages import Screen
from expert_client.expert import Expert
from tests.scenarios.seeing import expert_sees_and_hears
from tests.support.city import Client, Desk, ScenarioCity
from tests.support.waiting import eventually


def holdings() -> dict[str, int]:
    """What this process holds now."""
    return {
        "decoder threads": sum("decoder" in t.name for t in threading.enumerate()),
        "tasks": len(asyncio.all_tasks()),
        "files and sockets": len(os.listdir("/proc/self/fd")),  # noqa: PTH208
    }


async def visit(desk: Desk, expert: Expert, clerk: Client) -> None:
    await city_together(expert, clerk)
    await expert_sees_and_hears(expert)
    await expert.hang_up()
    await eventually(lambda: desk.on(Screen.WITH_CLERK), timeout_s=5, what="the expert gone")
    await clerk.end()
    await eventually(lambda: desk.on(Screen.ENDED), timeout_s=5, what="the end")
    await expert.available()


async def city_together(expert: Expert, clerk: Client) -> None:
    await clerk.summon()
    await expert.ring(5)
    await expert.accept()
    await expert.in_conversation(10)


async def test_five_visits_leave_what_one_left(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    expert, clerk = await city.expert(), await city.clerk()
    await visit(desk, expert, clerk)

    def settled(limit: dict[str, int]) -> bool:
        now = holdings()
        over = {name: (now[name], most) for name, most in limit.items() if now[name] > most}
        assert not over, f"now and allowed: {over}; tasks: {_names().most_common(8)}"
        return True

    await eventually(
        lambda: holdings()["decoder threads"] == 0, timeout_s=5, what="the decoders to end"
    )
    after_one = holdings()
    for _ in range(4):
        await visit(desk, expert, clerk)
    # A little room: a request under way, a timer that is about to end.
    limit = {name: count + (4 if count else 0) for name, count in after_one.items()}
    await eventually(lambda: settled(limit), timeout_s=8, what="nothing to pile up")


def _names() -> Counter[str]:
    return Counter(getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks())
