"""When statements are read, and what a client is given to carry."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from signaling.domain.entrance import Entrance
from signaling.domain.records import MemberRecord, RoomRecord
from signaling.domain.statement import Statement
from signaling.protocol import (
    ResumeState,
    Role,
    RoomMode,
    RoomState,
    Sending,
)
from signaling.protocol.limits import TOKEN_CHARACTERS
from signaling.server.connection import Connection, Visitor
from signaling.server.key_folder import KeyFolder
from signaling.server.outbox import Say
from signaling.server.statements import FRESH_S, REFRESH_S, SETTLE_S, Statements, statement_of
from signaling.server.tokens import Tokens
from signaling.store.memory import MemoryStore
from tests.support.pairing import Town


class NoKeys:
    """Nobody else is there."""

    async def publish(self, key: object) -> None:
        raise AssertionError

    async def find(self, kid: str) -> None:
        return None

    async def all(self) -> dict[str, object]:
        return {}

    async def first_use(self, terminal: str, jti: str, life_s: float) -> bool:
        return True


class Desk:
    """Statements of one connection, and a clock that the test moves."""

    def __init__(self, folder: Path) -> None:
        tick = itertools.count(1)
        self.store = MemoryStore(lambda: next(tick) * 1e-3)
        self.now = 1000.0
        folders = KeyFolder(folder / "trusted"), KeyFolder(folder / "terminals")
        self.tokens = Tokens("town", NoKeys(), *folders)  # type: ignore[arg-type]
        self.statements = Statements(self.store, self.tokens, lambda: self.now)
        visitor = Visitor(Role.EXPERT, "aino", 2e9, 1e9)
        entrance = Entrance("p_aino", Role.EXPERT, "aino", "Aino", "n1")
        self.connection = Connection(visitor, entrance, lambda: None)

    async def told(self) -> list[str]:
        """The tokens that the client has been given since the last look."""
        found = []
        while self.connection.outbox._items:
            item = await self.connection.outbox.take()
            assert isinstance(item, Say)
            assert isinstance(item.message, ResumeState)
            found.append(item.message.resume)
        return found


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    await Town(made.store).expert("aino")
    return made


async def test_many_changes_cost_one_reading_a_moment_later(desk: Desk) -> None:
    for _ in range(5):
        desk.statements.changed(desk.connection)
    await desk.statements.renew()
    assert await desk.told() == []
    desk.now += SETTLE_S
    await desk.statements.renew()
    await desk.statements.renew()
    (token,) = await desk.told()
    resume = await desk.tokens.read_resume(token)
    assert statement_of(resume, resume.issued_at) == desk.connection.statement
    assert statement_of(resume, resume.issued_at + FRESH_S + 1) is None


async def test_who_is_out_of_a_room_is_so_at_once(desk: Desk) -> None:
    desk.statements.changed(desk.connection)
    desk.statements.changed(desk.connection, at_once=True)
    await desk.statements.renew()
    assert len(await desk.told()) == 1


async def test_what_has_not_changed_is_told_again_only_when_it_becomes_old(desk: Desk) -> None:
    desk.statements.changed(desk.connection, at_once=True)
    await desk.statements.renew()
    assert len(await desk.told()) == 1
    desk.statements.changed(desk.connection, at_once=True)
    await desk.statements.renew()
    desk.statements.refresh([desk.connection])
    desk.now += SETTLE_S
    await desk.statements.renew()
    assert await desk.told() == []
    desk.now += REFRESH_S
    desk.statements.refresh([desk.connection])
    desk.now += SETTLE_S
    await desk.statements.renew()
    assert len(await desk.told()) == 1


def _room(members: int) -> RoomRecord:
    return RoomRecord(
        id="r_1",
        state=RoomState.LIVE,
        reason=None,
        revision=7,
        mode=RoomMode.CONVERSATION,
        terminal="porina-1",
        service="vero",
        language="fi",
        opened_at=1.0,
        members=tuple(
            MemberRecord(
                participant=f"p_{number:016x}",
                role=Role.EXPERT,
                subject=f"somebody-of-a-long-name-{number}",
                name=f"Somebody of a Long Name {number}",
                seat=None,
                connected=True,
                sending=Sending(),
                languages=("fi", "sv"),
            )
            for number in range(members)
        ),
    )


@pytest.mark.parametrize(("members", "fits"), [(6, True), (60, False)])
async def test_a_token_never_grows_too_long(desk: Desk, members: int, fits: bool) -> None:
    said = await desk.store.statement("p_aino")
    assert isinstance(said, Statement)
    desk.connection.statement = replace(said, room=_room(members))
    token = desk.statements.token(desk.connection)
    assert len(token) <= TOKEN_CHARACTERS
    resume = await desk.tokens.read_resume(token)
    carried = statement_of(resume, resume.issued_at)
    assert carried is not None
    assert carried.presence == said.presence
    assert (carried.room is not None) is fits
