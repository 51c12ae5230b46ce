"""Who needs a peer connection with whom, and who may send what to whom.

One pure function each of the room's members and mode; the server tells the result with
every ``room.state``, and the clients obey it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from signaling.protocol import Grant, Link, Purpose, Role, RoomKind, RoomMode, Seat

FROM_TERMINAL = (Purpose.VOICE, Purpose.FACE, Purpose.DOCUMENT)
FROM_PERSON = (Purpose.VOICE, Purpose.FACE, Purpose.SCREEN)
HEADSET = (Purpose.VOICE,)
"""A clerk at the desk in a consultation: by headset, or the terminal would hear it."""


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


def linked(a: MemberLike, b: MemberLike, modes: Collection[RoomMode]) -> bool:
    """Whether the two need a peer connection in any of the modes.

    Whoever has media keeps theirs through a consultation, so that coming back is instant;
    a clerk at the desk has one, for a headset, only with staff and only in a consultation.
    """
    if has_media(a) and has_media(b):
        return True
    return RoomMode.CONSULTATION in modes and Role.TERMINAL not in (a.role, b.role)


def links(
    members: Sequence[MemberLike],
    generations: Mapping[str, int],
    modes: Collection[RoomMode] = (RoomMode.CONVERSATION,),
) -> list[Link]:
    """Every pair of members that needs a peer connection, in a stable order."""
    ordered = sorted(members, key=lambda m: m.participant)
    found = []
    for index, first in enumerate(ordered):
        for second in ordered[index + 1 :]:
            if not linked(first, second, modes):
                continue
            offerer, answerer = offerer_first(first, second)
            found.append(
                Link(
                    offerer=offerer.participant,
                    answerer=answerer.participant,
                    generation=generations.get(pair_key(first.participant, second.participant), 0),
                )
            )
    return found


def sends(
    sender: MemberLike, receiver: MemberLike, mode: RoomMode, kind: RoomKind = RoomKind.VISIT
) -> tuple[Purpose, ...]:
    """What one member may send to another: the whole rule of who sees and hears whom."""
    if kind is not RoomKind.VISIT:
        return HEADSET if kind is RoomKind.INQUIRY else ()
    if mode is RoomMode.CONVERSATION:
        if not (has_media(sender) and has_media(receiver)):
            return ()
        return FROM_TERMINAL if sender.role is Role.TERMINAL else FROM_PERSON
    if Role.TERMINAL in (sender.role, receiver.role):
        return ()
    return FROM_PERSON if has_media(sender) else HEADSET


def grants(
    members: Iterable[MemberLike],
    modes: Collection[RoomMode],
    kind: RoomKind = RoomKind.VISIT,
) -> list[Grant]:
    """Who may send what to whom; what is not granted must not flow.

    While a room goes from one mode to another both are given, and only what both allow is
    granted: the resident is cut off before the consultation begins.
    """
    ordered = sorted(members, key=lambda m: m.participant)
    return [
        Grant(sender=sender.participant, receiver=receiver.participant, purposes=purposes)
        for sender in ordered
        for receiver in ordered
        if sender is not receiver
        for purposes in [
            [p for p in Purpose if all(p in sends(sender, receiver, mode, kind) for mode in modes)]
        ]
        if purposes
    ]


def must_confirm(members: Iterable[MemberLike], mode: RoomMode, wanted: RoomMode) -> set[str]:
    """Who has to confirm that they stopped sending before the wanted mode begins: everybody
    who sends something to, or as, the resident that the wanted mode does not allow.
    """
    everybody = list(members)
    return {
        sender.participant
        for sender in everybody
        for receiver in everybody
        if sender is not receiver
        and Role.TERMINAL in (sender.role, receiver.role)
        and set(sends(sender, receiver, mode)) - set(sends(sender, receiver, wanted))
    }
