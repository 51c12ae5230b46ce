"""A resident, a specialist and an interpreter in one room, who all see and hear one another."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from edge_client.booth.messages import Picture, Placing, Screen
from expert_client.expert import Expert
from expert_client.media import ExpertMedia, Heard
from signaling.client import Token
from signaling.protocol import InterpreterNeed, RequestCreate, RequestKind, Role
from tests.integration.server.city import RunningNode
from tests.support.city import (
    DOCUMENT_MARKER,
    EXPERT_MARKER,
    EXPERT_TONE,
    FACE_MARKER,
    TERMINAL_TONE,
    Client,
    Desk,
    ScenarioCity,
)
from tests.support.media import amplitude_of, marker_in
from tests.support.waiting import eventually

INTERPRETER_MARKER, INTERPRETER_TONE = 11, 1730.0

LOUD, SILENT = 0.02, 0.002
"""Amplitudes: a tone that is heard, and what may remain of one that is not."""


async def an_interpreter(
    city: ScenarioCity, person: str = "amira", *, on: RunningNode | None = None
) -> Expert:
    """One who is available, with a face and a voice of their own."""
    interpreter = Expert(
        city.urls(on, "/ws/expert"),
        Token(city.token(person, Role.INTERPRETER)),
        ExpertMedia(tone=INTERPRETER_TONE, marker=INTERPRETER_MARKER, width=320, height=240),
    )
    await city.stack.enter_async_context(interpreter)
    await interpreter.available()
    return interpreter


def need(request: str, into: str = "ar") -> InterpreterNeed:
    """Between Finnish and another language."""
    return InterpreterNeed(request=request, service="tulkkaus", language="fi", into=into)


async def summon_with_interpreter(clerk: Client, into: str = "ar") -> str:
    """Verohallinto and an interpreter in one step; the interpreter's request."""
    clerk.request, beside = f"q-{secrets.token_hex(6)}", f"i-{secrets.token_hex(6)}"
    await clerk.wire.ask(
        RequestCreate(
            request=clerk.request,
            service="vero",
            language="fi",
            terminal=clerk.terminal,
            interpreter=need(beside, into),
        )
    )
    return beside


def adding(terminal: str = "porina-1", into: str = "ar") -> RequestCreate:
    """An interpreter into a conversation under way."""
    needed = need(f"i-{secrets.token_hex(6)}", into)
    return RequestCreate(
        kind=RequestKind.INTERPRETER, terminal=terminal, **needed.model_dump(exclude={"type"})
    )


def hears(heard: Heard, *tones: float) -> bool:
    """Whether exactly these of the three voices are heard."""
    for tone in (TERMINAL_TONE, EXPERT_TONE, INTERPRETER_TONE):
        strength = amplitude_of(heard.last(), tone)
        if tone in tones:
            assert strength > LOUD, f"{tone} Hz is not heard ({strength:.4f})"
        else:
            assert strength < SILENT, f"{tone} Hz is heard ({strength:.4f})"
    return True


@dataclass
class Trio:
    """Three ends of one room."""

    desk: Desk
    expert: Expert
    interpreter: Expert

    def together(self) -> bool:
        """Tone and marker at all three ends."""
        desk, expert, interpreter = self.desk, self.expert, self.interpreter
        assert desk.on(Screen.CONVERSATION), desk.screen.screen
        for who, whom, marker, tone in (
            (expert, interpreter, INTERPRETER_MARKER, INTERPRETER_TONE),
            (interpreter, expert, EXPERT_MARKER, EXPERT_TONE),
        ):
            assert marker_in(who.face()) == FACE_MARKER, "the resident's face"
            assert marker_in(who.document()) == DOCUMENT_MARKER, "the paper"
            assert marker_in(who.face_of(whom.world.participant or "")) == marker, "the other one"
            hears(who.heard, TERMINAL_TONE, tone)
        page = desk.page
        assert marker_in(page.picture(Picture.COUNTERPART_FACE)) == EXPERT_MARKER
        assert marker_in(page.picture(Picture.INTERPRETER_FACE)) == INTERPRETER_MARKER
        assert self.placed() == {"Aino Äyräs": Placing.LARGE, "Amira Haddad": Placing.BESIDE}
        return hears(desk.heard, EXPERT_TONE, INTERPRETER_TONE)

    def placed(self) -> dict[str, Placing]:
        """Who stands where on the booth screen, by name."""
        people = self.desk.screen.counterparts
        return {one.name: one.place for one in people if one.place is not None}

    async def all_together(self) -> None:
        """Everybody sees and hears everybody, and the interpreter's picture moves."""
        await eventually(self.together, timeout_s=15, what="all three see and hear one another")
        counts, kind = self.desk.page.counts, Picture.INTERPRETER_FACE
        seen = counts[kind]
        await eventually(
            lambda: counts[kind] >= seen + 15, timeout_s=5, what="the interpreter moves"
        )
