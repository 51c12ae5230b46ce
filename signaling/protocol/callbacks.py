"""Callbacks: what is left when nobody is available. PROTOCOL.md, section 9."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from .base import ClientMessage, Part, ServerMessage
from .limits import CALLBACK_AHEAD_S
from .requests import Names
from .tidy import tidy
from .vocabulary import CallbackOutcome, CallbackState, LanguageTag, Seconds, Slug

CallbackId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{4,64}$")]
"""As `OpaqueId`, and shorter: the ids of its requests and rings are made from it."""

Ahead = Annotated[float, Field(ge=0, le=CALLBACK_AHEAD_S, allow_inf_nan=False)]
"""Seconds from now, not further ahead than a callback may be."""

PersonName = Annotated[str, StringConstraints(max_length=80), BeforeValidator(tidy)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ()-]{3,28}[0-9]$")]
Email = Annotated[
    str, StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]+\.[^@\s]+$", max_length=254)
]
LocalDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Contact(Part):
    """How to reach a resident: by `phone` or `email`, or either. Never kept or logged in the clear."""

    name: PersonName | None = Field(default=None, repr=False)
    phone: Phone | None = Field(default=None, repr=False)
    email: Email | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _reaches_somebody(self) -> Self:
        if self.phone is None and self.email is None:
            raise ValueError("expected a phone or an email")
        return self


class CallbackWindow(Part):
    """When somebody wants to be reached.

    The durations are for programs, the rest is for people to read: date and time at the
    service's place, so that no browser's clock has a say in it.
    """

    opens_in_s: Seconds
    """0: it is open."""
    closes_in_s: Seconds
    in_days: Annotated[int, Field(ge=0)]
    """Days from today until it opens: 0 today, 1 tomorrow; 0 also when it has opened already."""
    date: LocalDate
    opens: ClockTime
    last_date: LocalDate
    """The day on which it closes, nearly always `date`."""
    closes: ClockTime


class CallbackWindowsGet(ClientMessage):
    """Ask which windows there are to choose from."""

    type: Literal["callback.windows"] = "callback.windows"
    service: Slug


class CallbackWindowsTold(ServerMessage):
    """Windows in the service's opening hours, the nearest first. Others may be asked for too."""

    type: Literal["callback.windows"] = "callback.windows"
    service: Slug
    windows: list[CallbackWindow]


class CallbackCreate(ClientMessage):
    """Leave a callback.

    `callback` is made by the sender, so that a repeated message is no second one. A terminal
    leaves it for itself and a clerk for the terminal in their charge, or without one. The
    window is from `from_s` until `until_s`, seconds from now; what of it lies outside of the
    service's opening hours at either end is cut off.
    """

    type: Literal["callback.create"] = "callback.create"
    callback: CallbackId
    service: Slug
    language: LanguageTag
    terminal: Slug | None = None
    contact: Contact
    from_s: Ahead
    until_s: Ahead

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.until_s <= self.from_s:
            raise ValueError("until_s: expected more than from_s")
        return self


class CallbackWithdraw(ClientMessage):
    """Take it back, by who left it; the contact is erased at once."""

    type: Literal["callback.withdraw"] = "callback.withdraw"
    callback: CallbackId


class CallbackFinish(ClientMessage):
    """Who has taken it says how it went, and leaves its room."""

    type: Literal["callback.finish"] = "callback.finish"
    callback: CallbackId
    outcome: CallbackOutcome


class CallbackTold(ServerMessage):
    """A callback, told to who left it and to who has taken it."""

    type: Literal["callback.state"] = "callback.state"
    callback: CallbackId
    state: CallbackState
    service: Slug
    service_name: Names
    language: LanguageTag
    place_name: Names | None
    """Where it was left; null: by a clerk at no terminal."""
    window: CallbackWindow
    attempt: Annotated[int, Field(ge=0)]
    """How many times somebody has taken it, now included."""
    contact: Contact | None
    """To nobody but the participant who has taken it, and only as long as they have."""
    unreadable: bool = False
    """Of taken: the contact is there, but the server's key for it is missing."""
