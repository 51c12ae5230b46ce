"""The guard alarm on two nodes: who is told, who may answer, and what outlives what."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.integration.server.city import City, Message, Peer, RunningNode
from tests.support.processes import RedisServer, free_port
from tests.support.waiting import SCALE, eventually


def an_id() -> str:
    return f"a-{secrets.token_hex(6)}"


async def press(peer: Peer, **fields: Any) -> str:
    alarm = an_id()
    await peer.done("alarm.raise", alarm=alarm, **fields)
    return alarm


async def told(peer: Peer, alarm: str, **fields: Any) -> Message:
    return await peer.until("alarm.state", alarm=alarm, **fields)


async def heard_nothing(peer: Peer) -> bool:
    """Whether no alarm came before the answer to a question asked now."""
    await peer.ask("access.renew")
    return not [m for m in peer.seen if m["type"] == "alarm.state"]


async def test_raised_on_one_node_and_acknowledged_on_the_other(city: City) -> None:
    one, two = await city.start(), await city.start()
    terminal = await city.terminal(on=one)
    guard = await city.person("ville", "guard", on=two)
    clerk = await city.person("kaisa", "clerk", on=one)

    alarm = await press(terminal)
    heard = await told(guard, alarm, state="raised")
    assert heard["terminal"] == "porina-1"
    assert [p["place"] for p in heard["places"]] == ["porina"]
    assert heard["raised_by"] == {"role": "terminal", "name": None}
    assert (heard["acknowledged_by"], heard["yours"]) == (None, False)
    assert heard["raised_s"] < 5

    await told(clerk, alarm, state="raised")
    await guard.done("alarm.acknowledge", alarm=alarm)
    assert (await told(clerk, alarm, state="acknowledged"))["acknowledged_by"] == "Ville V"
    assert await clerk.refused("alarm.acknowledge", alarm=alarm) == "wrong_state"
    await clerk.done("alarm.clear", alarm=alarm)
    await told(guard, alarm, state="cleared")
    assert await heard_nothing(terminal), "a terminal is told nothing but the ack"


async def test_who_is_called_at_first_and_who_when_nobody_acknowledges(city: City) -> None:
    running = await city.start()
    running.node.alarm_escalate_s = 1.0 * SCALE
    terminal, guard = await city.terminal(), await city.person("ville", "guard")
    elsewhere = [await city.person("siiri", "guard"), await city.person("leo", "clerk")]
    supervisor = await city.person("riitta", "supervisor")
    operator = await city.person("tapio", "operator")
    expert = await city.person("aino", "expert")

    alarm = await press(terminal)
    await told(guard, alarm, state="raised")
    for peer in (*elsewhere, supervisor, operator, expert, terminal):
        assert await heard_nothing(peer)
    assert await supervisor.refused("alarm.acknowledge", alarm=alarm) == "not_yours"

    for peer in (guard, elsewhere[0], supervisor, operator):
        assert (await told(peer, alarm, state="escalated"))["escalated"]
    await operator.done("alarm.acknowledge", alarm=alarm)
    for peer in (guard, elsewhere[0], supervisor):
        assert (await told(peer, alarm, state="acknowledged"))["acknowledged_by"] == "Tapio T"
    for peer in (elsewhere[1], expert, terminal):
        assert await heard_nothing(peer), "a clerk of another place, and experts, are not called"


async def test_an_open_alarm_is_told_to_whoever_comes_later(city: City) -> None:
    await city.start()
    await city.start()
    terminal = await city.terminal()
    over, alarm = await press(terminal), ""
    first = await city.person("ville", "guard")
    await first.done("alarm.clear", alarm=over)
    alarm = await press(terminal)
    guard = await city.person("ville", "guard", on=city.nodes[1])
    known = [m for m in guard.seen if m["type"] == "alarm.state"]
    assert [m["alarm"] for m in known] == [alarm]
    assert await heard_nothing(await city.terminal("lavia-1"))


async def test_who_raised_it_is_told_the_truth_about_who_hears(city: City) -> None:
    await city.start()
    clerk = await city.person("kaisa", "clerk")
    alarm = await press(clerk, terminal="porina-1")
    assert not (await told(clerk, alarm, yours=True))["reached"]
    guard = await city.person("ville", "guard")
    assert (await told(clerk, alarm, reached=True))["state"] == "raised"
    heard = next(m for m in guard.seen if m["type"] == "alarm.state")
    assert heard["raised_by"] == {"role": "clerk", "name": "Kaisa Kärki"}
    assert not heard["yours"]
    assert await clerk.refused("alarm.clear", alarm=alarm) == "not_yours"
    await guard.done("alarm.acknowledge", alarm=alarm)
    assert (await told(clerk, alarm, state="acknowledged"))["acknowledged_by"] == "Ville V"


async def test_a_clerk_may_name_a_terminal_of_their_places_or_none(city: City) -> None:
    await city.start()
    leo, kaisa = await city.person("leo", "clerk"), await city.person("kaisa", "clerk")
    assert (
        await leo.refused("alarm.raise", alarm=an_id(), terminal="porina-1") == "unknown_terminal"
    )
    alarm = await press(leo)
    heard = await told(kaisa, alarm)
    assert ([p["place"] for p in heard["places"]], heard["terminal"]) == (["lavia"], None)
    alarm = await press(kaisa)
    assert [p["place"] for p in (await told(leo, alarm))["places"]] == ["porina", "lavia"]
    terminal = await city.terminal()
    assert await terminal.refused("alarm.raise", alarm=an_id(), terminal="lavia-1") == "not_yours"


async def test_an_expert_alarms_for_the_terminal_of_their_room(city: City) -> None:
    await city.start()
    terminal, clerk = await city.terminal(), await city.person("kaisa", "clerk")
    expert, guard = await city.person("aino", "expert"), await city.person("ville", "guard")
    assert await expert.refused("alarm.raise", alarm=an_id()) == "wrong_state"
    room = await city.conversation(clerk, expert, terminal)
    assert await expert.refused("alarm.raise", alarm=an_id(), terminal="lavia-1") == "not_yours"
    alarm = await press(expert)
    heard = await told(guard, alarm)
    assert heard["terminal"] == "porina-1"
    assert heard["raised_by"] == {"role": "expert", "name": "Aino Äyräs"}
    assert (await told(expert, alarm))["yours"]
    await guard.done("alarm.clear", alarm=alarm)

    await clerk.done("room.end", room=room)
    await expert.until("room.state", state="ended")
    assert (await told(guard, await press(expert)))["terminal"] == "porina-1", (
        "what somebody saw at the end of a conversation can still be told"
    )


async def test_works_while_it_rings_in_wrap_up_and_after_expiry(city: City) -> None:
    await city.start()
    terminal, clerk = await city.terminal(), await city.person("kaisa", "clerk", life_s=1.5)
    expert, guard = (
        await city.person("aino", "expert", life_s=1.5),
        await city.person("ville", "guard"),
    )
    await city.conversation(clerk, expert, terminal)
    await asyncio.sleep(max(0.0, expert.welcome["expires_in_s"]))

    async def expired() -> bool:
        return await clerk.refused("terminal.attach", terminal="lavia-1", seat="remote") == (
            "access_expired"
        )

    await eventually(expired, timeout_s=5, what="access expires")
    alarm = await press(expert)
    await told(guard, alarm)
    await told(clerk, alarm)
    await clerk.done("alarm.acknowledge", alarm=alarm)
    await told(expert, alarm, state="acknowledged")


async def test_a_repeated_message_and_a_second_press_ring_once(city: City) -> None:
    await city.start()
    terminal, guard = await city.terminal(), await city.person("ville", "guard")
    alarm = await press(terminal)
    await terminal.done("alarm.raise", alarm=alarm)
    await press(terminal)
    await told(guard, alarm, reached=True)
    assert {m["alarm"] for m in guard.seen if m["type"] == "alarm.state"} == {alarm}
    clerk = await city.person("kaisa", "clerk")
    assert await clerk.refused("alarm.raise", alarm=alarm) == "not_yours"


# A node dies -------------------------------------------------------------------------------

NODE = """
import sys
from signaling.domain import alarm
alarm.ALARM_ESCALATE_S = float(sys.argv[2])
from signaling.cli.main import main
sys.exit(main(["serve", "--config", sys.argv[1]]))
"""


@asynccontextmanager
async def a_node_of_its_own(city: City, escalate_s: float) -> AsyncIterator[tuple[Any, str]]:
    """A node as a process, and its address."""
    port = free_port()
    config = city.folder / "mortal.toml"
    lines = {
        "tenant": city.tenant,
        "redis_url": city.redis_url,
        "directory": str(city.directory),
        "config_dir": str(city.folder),
    }
    text = "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items())
    config.write_text(f"{text}port = {port}\n")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", NODE, str(config), str(escalate_s)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env=dict(os.environ),
    )
    url = f"http://127.0.0.1:{port}"

    async def ready() -> bool:
        try:
            async with city.client.get(f"{url}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    try:
        await eventually(ready, timeout_s=15, what="the node answers")
        yield process, url
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_node_killed_after_the_alarm_another_escalates(city: City) -> None:
    await city.start()
    supervisor = await city.person("riitta", "supervisor")
    async with a_node_of_its_own(city, 1.5 * SCALE) as (process, url):
        ws = await city.client.ws_connect(
            f"{url}/ws/terminal",
            headers={"Authorization": f"Bearer {city.assertion('porina-1')}"},
            autoclose=False,
        )
        terminal = Peer(ws)
        city.peers.append(terminal)
        await city.hello(terminal)
        alarm = await press(terminal)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        assert await heard_nothing(supervisor), "killed between the alarm and its escalation"
        assert (await told(supervisor, alarm, state="escalated"))["terminal"] == "porina-1"


# Redis is away -----------------------------------------------------------------------------


async def test_without_redis_the_node_tells_its_own_and_says_so(
    fragile: City, own_redis: RedisServer
) -> None:
    here, there = await fragile.start(), await fragile.start()
    terminal, guard = (
        await fragile.terminal(on=here),
        await fragile.person("ville", "guard", on=here),
    )
    siiri = await fragile.person("siiri", "guard", on=here)
    clerk = await fragile.person("kaisa", "clerk", on=there)
    alarm = an_id()
    own_redis.freeze()
    try:
        assert await terminal.refused("alarm.raise", alarm=alarm) == "unavailable"
        assert (await told(guard, alarm))["state"] == "raised"
        assert await heard_nothing(siiri)
        here.node.alarm_escalate_s = 0.0
        assert await terminal.refused("alarm.raise", alarm=alarm) == "unavailable"
        assert (await told(guard, alarm))["state"] == "escalated"
        assert (await told(siiri, alarm))["state"] == "escalated"
        assert await guard.refused("alarm.acknowledge", alarm=alarm) == "unavailable"
        assert await heard_nothing(clerk), "the other node could not be reached"
    finally:
        own_redis.thaw()

    await _until_kept(here, terminal, alarm)
    await told(clerk, alarm)
    await guard.done("alarm.acknowledge", alarm=alarm)
    assert await heard_nothing(terminal)


async def _until_kept(node: RunningNode, terminal: Peer, alarm: str) -> None:
    async def kept() -> bool:
        return bool((await terminal.ask("alarm.raise", alarm=alarm))["type"] == "ack")

    await eventually(kept, timeout_s=5, what="the repeated alarm is kept")
    assert not node.node.unkept_alarms
