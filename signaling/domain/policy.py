"""Who needs a peer connection with whom, and who may send what to whom.

One pure function each of the room's members and mode; the server tells the result with
every ``room.state``, and the clients obey it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from signaling.protocol import Grant, Link, Purpose, Role, RoomMode, Seat

FROM_TERMINAL = (Purpose.VOICE, Purpose.FACE, Purpose.DOCUMENT)
FROM_PERSON = (Purpose.VOICE, Purpose.FACE, Purpose.SCREEN)


class MemberLike(Protocol):
    """What the policy needs to know of a member."""

    @property
    def participant(self) -> str:
        """The participant's id."""

    @property
    def role(self) -> Role:
        """What they are."""

    @property
    def seat(self) -> Seat | None:
        """Where a clerk sits."""


def has_media(member: MemberLike) -> bool:
    """A clerk beside the resident speaks through the terminal; everybody else has media."""
    return not (member.role is Role.CLERK and member.seat is Seat.AT_DESK)


def holds_room(member: MemberLike) -> bool:
    """Staff hold a room open; an interpreter alone does not."""
    return member.role in (Role.CLERK, Role.EXPERT)


def offerer_first(a: MemberLike, b: MemberLike) -> tuple[MemberLike, MemberLike]:
    """The pair in the order offerer, answerer.

    A browser offers to the terminal, which never offers; between browsers the smaller
    participant id offers.
    """
    if a.role is Role.TERMINAL:
        return b, a
    if b.role is Role.TERMINAL:
        return a, b
    return (a, b) if a.participant < b.participant else (b, a)


def pair_key(a: str, b: str) -> str:
    """The key of a pair in `RoomRecord.generations`."""
    return f"{a}|{b}" if a < b else f"{b}|{a}"


def links(members: Sequence[MemberLike], generations: Mapping[str, int]) -> list[Link]:
    """Every pair of members with media, in a stable order."""
    able = sorted((m for m in members if has_media(m)), key=lambda m: m.participant)
    found = []
    for index, first in enumerate(able):
        for second in able[index + 1 :]:
            offerer, answerer = offerer_first(first, second)
            found.append(
                Link(
                    offerer=offerer.participant,
                    answerer=answerer.participant,
                    generation=generations.get(pair_key(first.participant, second.participant), 0),
                )
            )
    return found


def grants(members: Iterable[MemberLike], mode: RoomMode) -> list[Grant]:
    """Who may send what to whom; what is not granted must not flow."""
    assert mode is RoomMode.CONVERSATION
    able = sorted((m for m in members if has_media(m)), key=lambda m: m.participant)
    return [
        Grant(
            sender=sender.participant,
            receiver=receiver.participant,
            purposes=list(FROM_TERMINAL if sender.role is Role.TERMINAL else FROM_PERSON),
        )
        for sender in able
        for receiver in able
        if sender is not receiver
    ]
