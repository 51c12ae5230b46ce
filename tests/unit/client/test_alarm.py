"""An alarm is repeated until the server has it: refused, unanswered, and over lost connections."""

from __future__ import annotations

import asyncio

import pytest

from signaling.client import alarm, raise_alarm
from signaling.protocol import Ack, AlarmRaise, Error, ErrorCode, ProtocolError
from tests.support.waiting import eventually
from tests.unit.client.test_connection import Socket, client, listening, server, wait_open


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm, "AGAIN_S", 0.01)
    monkeypatch.setattr(alarm, "ANSWER_S", 0.3)


async def the_alarm(socket: Socket) -> AlarmRaise:
    message = await socket.told()
    assert isinstance(message, AlarmRaise)
    assert message.id is not None
    return message


async def refuse(socket: Socket, message: AlarmRaise, code: ErrorCode) -> None:
    await socket.tell(Error(code=code, detail="", re=message.id))


async def test_the_same_alarm_over_refusals_silence_and_a_lost_connection() -> None:
    heard: list[AlarmRaise] = []

    async def script(socket: Socket, number: int) -> None:
        await socket.greet()
        if number == 1:
            heard.append(first := await the_alarm(socket))
            await refuse(socket, first, ErrorCode.UNAVAILABLE)
            heard.append(await the_alarm(socket))  # no answer to this one
            heard.append(await the_alarm(socket))
            await socket.ws.close(code=1011)
            return
        heard.append(last := await the_alarm(socket))
        await socket.tell(Ack(re=last.id or ""))
        await wait_open(socket)

    async with server(script) as it, client(it.url) as one, listening(one):
        await asyncio.wait_for(raise_alarm(one), 10)
    assert len({each.alarm for each in heard}) == 1
    assert len({each.id for each in heard}) == len(heard) == 4
    assert sorted(each.since_s for each in heard) == [each.since_s for each in heard]
    assert heard[0].since_s < 0.3 < heard[-1].since_s


async def test_pressed_before_there_is_a_connection() -> None:
    heard: list[AlarmRaise] = []

    async def script(socket: Socket, _: int) -> None:
        await socket.greet()
        heard.append(message := await the_alarm(socket))
        await socket.tell(Ack(re=message.id or ""))
        await wait_open(socket)

    async with server(script) as it:
        one = client(it.url)
        raising = asyncio.create_task(raise_alarm(one, "desk-1"))
        await asyncio.sleep(0)
        async with one, listening(one):
            await eventually(raising.done, timeout_s=5, what="the alarm to be raised")
    await raising
    assert heard[0].terminal == "desk-1"


async def test_a_refusal_for_good_is_told() -> None:
    async def script(socket: Socket, _: int) -> None:
        await socket.greet()
        await refuse(socket, await the_alarm(socket), ErrorCode.WRONG_STATE)
        await wait_open(socket)

    async with server(script) as it, client(it.url) as one, listening(one):
        with pytest.raises(ProtocolError) as error:
            await asyncio.wait_for(raise_alarm(one), 5)
    assert error.value.code is ErrorCode.WRONG_STATE
