"""The transition tables and the policy, as tables."""

from __future__ import annotations

import itertools
import re

import pytest

from signaling.domain.policy import grants, has_media, holds_room, links, must_confirm, pair_key
from signaling.domain.presence import PRESENCE
from signaling.domain.records import MemberRecord
from signaling.domain.request import REQUEST, RESERVATION
from signaling.domain.room import ROOM
from signaling.domain.tables import MACHINES, as_mermaid, as_words
from signaling.domain.transitions import IllegalTransition, Machine
from signaling.protocol import (
    ErrorCode,
    PresenceState,
    Purpose,
    RequestState,
    Role,
    RoomMode,
    Seat,
    Sending,
)

V, F, D, S = Purpose.VOICE, Purpose.FACE, Purpose.DOCUMENT, Purpose.SCREEN


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_every_state_can_be_reached(machine: Machine[RequestState]) -> None:
    reached = {machine.initial}
    for _ in machine.table:
        reached |= {to for state in reached for to in machine.table[state].values()}
    assert reached == set(machine.table)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_what_the_table_does_not_list_raises(machine: Machine[RequestState]) -> None:
    events = {event for row in machine.table.values() for event in row}
    for state, event in itertools.product(machine.table, events | {"no_such_event"}):
        if event in machine.table[state]:
            assert machine.step(state, event) is machine.table[state][event]
        else:
            with pytest.raises(IllegalTransition) as error:
                machine.step(state, event)
            assert error.value.code is ErrorCode.WRONG_STATE


def test_what_is_over_stays_over() -> None:
    assert REQUEST.final == {RequestState.COMPLETED, RequestState.CANCELED}
    assert len(RESERVATION.final) == 5
    assert [str(s) for s in ROOM.final] == ["ended"]
    assert not PRESENCE.final


def test_only_an_available_person_can_be_reserved() -> None:
    able = [state for state in PresenceState if PRESENCE.allows(state, "reserve")]
    assert able == [PresenceState.AVAILABLE]


def test_the_words_that_lua_gets_are_the_whole_tables() -> None:
    told = {tuple(re.split("[:=]", word)) for word in as_words()}
    ours = {
        (machine.name, str(state), event, str(to))
        for machine in MACHINES
        for state, row in machine.table.items()
        for event, to in row.items()
    }
    assert told == ours


def test_the_diagram_shows_every_transition() -> None:
    drawn = as_mermaid(REQUEST)
    assert "pending --> reserved: reserve" in drawn
    assert drawn.count("-->") == sum(map(len, REQUEST.table.values())) + 3


def member(name: str, role: Role, seat: Seat | None = None) -> MemberRecord:
    return MemberRecord(name, role, name, name, seat, True, Sending())


BOOTH = member("t_lavia", Role.TERMINAL)
DESK = member("p_desk", Role.CLERK, Seat.AT_DESK)
REMOTE = member("p_remote", Role.CLERK, Seat.REMOTE)
EXPERT = member("p_aino", Role.EXPERT)
TULKKI = member("p_tulkki", Role.INTERPRETER)


@pytest.mark.parametrize(
    ("members", "who_sends_what_to_whom"),
    [
        ([BOOTH], {}),
        ([BOOTH, DESK], {}),
        (
            [BOOTH, EXPERT],
            {("t_lavia", "p_aino"): [V, F, D], ("p_aino", "t_lavia"): [V, F, S]},
        ),
        (
            [BOOTH, DESK, EXPERT],
            {("t_lavia", "p_aino"): [V, F, D], ("p_aino", "t_lavia"): [V, F, S]},
        ),
        (
            [BOOTH, REMOTE, EXPERT],
            {
                ("t_lavia", "p_aino"): [V, F, D],
                ("t_lavia", "p_remote"): [V, F, D],
                ("p_aino", "t_lavia"): [V, F, S],
                ("p_aino", "p_remote"): [V, F, S],
                ("p_remote", "t_lavia"): [V, F, S],
                ("p_remote", "p_aino"): [V, F, S],
            },
        ),
        (
            [BOOTH, DESK, EXPERT, TULKKI],
            {
                ("t_lavia", "p_aino"): [V, F, D],
                ("t_lavia", "p_tulkki"): [V, F, D],
                ("p_aino", "t_lavia"): [V, F, S],
                ("p_aino", "p_tulkki"): [V, F, S],
                ("p_tulkki", "t_lavia"): [V, F, S],
                ("p_tulkki", "p_aino"): [V, F, S],
            },
        ),
    ],
)
def test_who_sends_what_to_whom(
    members: list[MemberRecord], who_sends_what_to_whom: dict[tuple[str, str], list[Purpose]]
) -> None:
    told = grants(members, (RoomMode.CONVERSATION,))
    assert {(g.sender, g.receiver): g.purposes for g in told} == who_sends_what_to_whom
    pairs = {frozenset((link.offerer, link.answerer)) for link in links(members, {})}
    assert pairs == {frozenset(pair) for pair in who_sends_what_to_whom}


@pytest.mark.parametrize(
    ("members", "who_sends_what_to_whom"),
    [
        ([BOOTH, EXPERT], {}),
        ([BOOTH, DESK, EXPERT], {("p_desk", "p_aino"): [V], ("p_aino", "p_desk"): [V, F, S]}),
        (
            [BOOTH, REMOTE, EXPERT],
            {("p_remote", "p_aino"): [V, F, S], ("p_aino", "p_remote"): [V, F, S]},
        ),
        (
            [BOOTH, DESK, EXPERT, TULKKI],
            {
                ("p_desk", "p_aino"): [V],
                ("p_desk", "p_tulkki"): [V],
                ("p_aino", "p_desk"): [V, F, S],
                ("p_aino", "p_tulkki"): [V, F, S],
                ("p_tulkki", "p_desk"): [V, F, S],
                ("p_tulkki", "p_aino"): [V, F, S],
            },
        ),
    ],
)
def test_in_a_consultation_the_resident_is_cut_off_both_ways(
    members: list[MemberRecord], who_sends_what_to_whom: dict[tuple[str, str], list[Purpose]]
) -> None:
    told = grants(members, (RoomMode.CONSULTATION,))
    assert {(g.sender, g.receiver): g.purposes for g in told} == who_sends_what_to_whom
    both = (RoomMode.CONVERSATION, RoomMode.CONSULTATION)
    on_the_way = {(g.sender, g.receiver) for g in grants(members, both)}
    assert not [pair for pair in on_the_way if "t_lavia" in pair], "cut off before it begins"
    pairs = {frozenset((link.offerer, link.answerer)) for link in links(members, {}, both)}
    assert {frozenset(pair) for pair in who_sends_what_to_whom} <= pairs


def test_who_has_to_confirm_before_a_consultation() -> None:
    members = [BOOTH, DESK, REMOTE, EXPERT]
    there = must_confirm(members, RoomMode.CONVERSATION, RoomMode.CONSULTATION)
    assert there == {"t_lavia", "p_remote", "p_aino"}
    assert must_confirm(members, RoomMode.CONSULTATION, RoomMode.CONVERSATION) == set()


def test_the_terminal_never_offers_and_the_smaller_id_does() -> None:
    found = links([BOOTH, REMOTE, EXPERT, TULKKI], {pair_key("t_lavia", "p_aino"): 3})
    assert {(link.offerer, link.answerer) for link in found} == {
        ("p_aino", "t_lavia"),
        ("p_remote", "t_lavia"),
        ("p_tulkki", "t_lavia"),
        ("p_aino", "p_remote"),
        ("p_aino", "p_tulkki"),
        ("p_remote", "p_tulkki"),
    }
    assert {link.generation for link in found if link.offerer == "p_aino"} == {0, 3}


def test_an_interpreter_alone_does_not_hold_a_room() -> None:
    assert [m.participant for m in (BOOTH, DESK, REMOTE, EXPERT, TULKKI) if holds_room(m)] == [
        "p_desk",
        "p_remote",
        "p_aino",
    ]
    assert not has_media(DESK)
