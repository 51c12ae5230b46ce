"""What the directory file holds: places, terminals, services and people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from signaling.domain.hours import Opening
from signaling.domain.pools import language_pair, service_of, serving_pools
from signaling.domain.records import ServiceRules, Serving
from signaling.protocol import Names, Role, Strategy
from signaling.protocol.limits import TEXT_CHARACTERS
from signaling.protocol.tidy import tidy
from signaling.protocol.vocabulary import LanguageTag, Slug

UI_LANGUAGES = ("fi", "sv", "en")
"""The languages in which every text of the directory stands (Language Act 423/2003)."""

Group = Literal["city", "state", "support"]
PersonRole = Literal[
    Role.CLERK, Role.EXPERT, Role.INTERPRETER, Role.SUPERVISOR, Role.OPERATOR, Role.GUARD
]
Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), BeforeValidator(tidy)]
ShortLine = Annotated[Line, StringConstraints(max_length=TEXT_CHARACTERS)]
Duration = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class Entry(BaseModel):
    """A part of the file; an unknown field is an error, since it is a misspelt one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Texts(Entry):
    """One text in the three languages."""

    fi: Line
    sv: Line
    en: Line

    @cached_property
    def names(self) -> Names:
        """As the wire tells it."""
        return Names(fi=self.fi, sv=self.sv, en=self.en)


class CardTexts(Texts):
    """One text of a service card. A missing one is empty: pages show another, and say so."""

    sv: Line = ""
    en: Line = ""


class Place(Entry):
    """Where residents come to."""

    id: Slug
    name: Texts


class Terminal(Entry):
    """A desk's or booth's device. Its key stands in a file of its own."""

    id: Slug
    place: Slug
    name: Texts


class Theme(Entry):
    """What a resident's matter is about, whichever office does it: the booth's first choice."""

    id: Slug
    name: Texts


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class OpeningHours(Entry):
    """Open on these days from `opens` until `closes`, on the same day."""

    days: Annotated[
        list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]], Field(min_length=1)
    ]
    opens: ClockTime
    closes: ClockTime

    @property
    def opening(self) -> Opening:
        """As the rules want it."""
        return Opening(
            days=frozenset(DAYS.index(day) for day in self.days),
            opens=time.fromisoformat(self.opens),
            closes=time.fromisoformat(self.closes),
        )


class OtherWords(Entry):
    """What people say instead of a name: each word or phrase stands for itself."""

    fi: list[ShortLine] = Field(default_factory=list)
    sv: list[ShortLine] = Field(default_factory=list)
    en: list[ShortLine] = Field(default_factory=list)


class Service(Entry):
    """A service card. Durations in seconds."""

    id: Slug
    group: Group
    theme: Slug | None = None
    """Under which theme the booth shows it."""
    name: CardTexts
    description: CardTexts
    known_as: OtherWords = OtherWords()
    """Found by these words too: people say "verotoimisto", not "Verohallinto"."""
    languages: Annotated[list[LanguageTag], Field(min_length=1)]
    """In which it is offered. Of interpreting: those that are interpreted."""
    interpreting: bool = False
    """Its people come beside others, by pairs of languages."""
    hours: CardTexts
    papers: CardTexts
    ring_s: Annotated[Duration, Field(ge=1)] = 25.0
    """How long one person is rung."""
    wrap_up_s: Duration = 0.0
    """How long a person has to finish their notes before the next ring."""
    max_wait_s: Annotated[Duration, Field(ge=1)] = 900.0
    """After so long the resident is told the truth instead of waiting on."""
    strategy: Strategy = Strategy.LONGEST_IDLE
    reject_delay_s: Duration = 0.0
    """After declining, a person is not rung for so long."""
    no_answer_delay_s: Duration = 10.0
    """After a missed ring that does not set them away yet, likewise."""
    max_missed: Annotated[int, Field(ge=1, le=20)] = 1
    """Missed rings in a row after which a person is set away and told so."""
    overflow_s: Annotated[Duration, Field(ge=1)] = 30.0
    """With strategy ordered: each so many seconds of waiting open one more tier."""
    callback_again_s: Annotated[Duration, Field(ge=1)] = 900.0
    """After everybody declined a callback, or the resident was not reached, the next try."""
    callback_attempts: Annotated[int, Field(ge=1, le=20)] = 3
    """A resident who was not reached so often is not tried again."""
    callback_overtime_s: Duration = 3600.0
    """Who has taken one when its window closes may finish within so long; then it is erased."""
    may_save_stills: bool = False
    """Whether experts and clerks may save stills of the resident's papers to their own disk."""
    opening: list[OpeningHours] = Field(default_factory=list)
    """When it is open, local time; empty: always. Public holidays are closed."""
    closed_on: list[date] = Field(default_factory=list)

    @property
    def openings(self) -> tuple[Opening, ...]:
        """The opening hours as the rules want them."""
        return tuple(each.opening for each in self.opening)

    @property
    def rules(self) -> ServiceRules:
        """How it rings and waits."""
        return ServiceRules(
            id=self.id,
            strategy=self.strategy,
            ring_s=self.ring_s,
            wrap_up_s=self.wrap_up_s,
            max_wait_s=self.max_wait_s,
            reject_delay_s=self.reject_delay_s,
            no_answer_delay_s=self.no_answer_delay_s,
            max_missed=self.max_missed,
            overflow_s=self.overflow_s,
            callback_again_s=self.callback_again_s,
            callback_attempts=self.callback_attempts,
            callback_overtime_s=self.callback_overtime_s,
        )


Pair = Annotated[list[LanguageTag], Field(min_length=2, max_length=2)]
"""Two languages, one of which may be a sign language."""


@dataclass(frozen=True)
class Offer:
    """A language that a service is offered in, or (with `into`) a pair that is interpreted."""

    language: str
    into: str | None = None

    @property
    def key(self) -> str:
        """What stands for it in the names of pools."""
        return self.language if self.into is None else language_pair(self.language, self.into)


class Person(Entry):
    """Somebody who may sign in."""

    id: Slug
    name: ShortLine
    roles: Annotated[list[PersonRole], Field(min_length=1)]
    services: list[Slug] = Field(default_factory=list)
    """Which they answer for."""
    languages: Annotated[list[LanguageTag], Field(min_length=1)]
    pairs: list[Pair] = Field(default_factory=list)
    """Of an interpreter: the pairs of languages, each in both directions."""
    places: list[Slug] = Field(default_factory=list)
    """Of a clerk: whose terminals they may take charge of. Of a clerk and a guard: whose alarms
    call them first."""
    only_places: list[Slug] = Field(default_factory=list)
    """The only places that they serve; empty: all."""
    skills: dict[Slug, Annotated[int, Field(ge=1, le=9)]] = Field(default_factory=dict)
    """By service, 9 is best; 5 where not given."""
    tiers: dict[Slug, Annotated[int, Field(ge=1, le=9)]] = Field(default_factory=dict)
    """By service, for the strategy ordered; 1, the first, where not given."""


class DirectoryFile(Entry):
    """The whole file."""

    organization: Texts
    places: Annotated[list[Place], Field(min_length=1)]
    terminals: list[Terminal]
    themes: list[Theme] = Field(default_factory=list)
    services: Annotated[list[Service], Field(min_length=1)]
    people: list[Person]


class Directory:
    """The checked file with its indexes. Never changed; a new version is a new one."""

    def __init__(self, file: DirectoryFile, gaps: Sequence[str] = ()) -> None:
        self.file = file
        self.gaps = tuple(gaps)
        """A line of text for each text of a service card that lacks a language."""
        self.services: Mapping[str, Service] = {s.id: s for s in file.services}
        self.places: Mapping[str, Place] = {p.id: p for p in file.places}
        self.terminals: Mapping[str, Terminal] = {t.id: t for t in file.terminals}
        self.people: Mapping[str, Person] = {p.id: p for p in file.people}
        self.offers: Mapping[str, tuple[Offer, ...]] = {
            service.id: self._pairs_of(service)
            if service.interpreting
            else tuple(Offer(language) for language in service.languages)
            for service in file.services
        }
        """By service: what it is offered in. Interpreting: the pairs of its people."""
        served = {each.pool for person in file.people for each in self.serves(person)}
        self.pools: Mapping[tuple[str, str], tuple[str, ...]] = {
            (service, offer.key): tuple(
                pool
                for place in (None, *self.places)
                for pool in [f"{service}/{offer.key}" + (f"@{place}" if place else "")]
                if place is None or pool in served
            )
            for service, offers in self.offers.items()
            for offer in offers
        }
        """By service and key of what it is offered in: every pool in which people may be found."""

    def _pairs_of(self, service: Service) -> tuple[Offer, ...]:
        """Each pair once, ordered by the service's languages; the interpreted one is second."""
        found: dict[str, Offer] = {}
        pairs = [p.pairs for p in self.file.people if service.id in p.services]
        for interpreted in service.languages:
            for pair in [pair for each in pairs for pair in each if interpreted in pair]:
                other = pair[0] if pair[1] == interpreted else pair[1]
                found.setdefault(language_pair(*pair), Offer(other, interpreted))
        return tuple(found.values())

    def serves(self, person: Person, role: Role | None = None) -> tuple[Serving, ...]:
        """The pools that the person serves in that role, or in any, in the directory's order.

        Interpreters interpret, by their pairs; experts and clerks do everything else.
        """
        services = [
            service
            for service in self.file.services
            if service.id in person.services
            and (role is None or service.interpreting is (role is Role.INTERPRETER))
        ]
        offered = [(s.id, [offer.key for offer in self.offers[s.id]]) for s in services]
        spoken = [*person.languages, *(language_pair(*pair) for pair in person.pairs)]
        pools = serving_pools(offered, spoken, person.only_places)
        return tuple(
            Serving(pool, person.skills.get(service, 5), person.tiers.get(service, 1))
            for pool in pools
            for service in [service_of(pool) or ""]
        )

    def in_places_of(self, person: Person, terminal: str) -> bool:
        """Whether the terminal is at one of the clerk's places."""
        known = self.terminals.get(terminal)
        return known is not None and known.place in person.places

    def terminals_of(self, person: Person) -> tuple[str, ...]:
        """The terminals of a clerk's places, in the directory's order."""
        return tuple(t.id for t in self.file.terminals if t.place in person.places)

    def service_names(self, service: str) -> Names:
        """The service's name; its id when it has left the directory meanwhile."""
        known = self.services.get(service)
        return known.name.names if known else Names(fi=service, sv=service, en=service)

    def may_save_stills(self, service: str | None) -> bool:
        """Whether the service allows it; none, or one that has left the directory, does not."""
        known = self.services.get(service) if service is not None else None
        return known is not None and known.may_save_stills

    def terminal_names(self, terminal: str) -> Names:
        """The terminal's name; its id when it has left the directory meanwhile."""
        known = self.terminals.get(terminal)
        return known.name.names if known else Names(fi=terminal, sv=terminal, en=terminal)

    def place_names(self, place: str) -> Names:
        """The place's name; its id when it has left the directory meanwhile."""
        known = self.places.get(place)
        return known.name.names if known else Names(fi=place, sv=place, en=place)

    def place_of(self, terminal: str) -> tuple[str, Names]:
        """The id and name of the terminal's place; the terminal's id stands in for a lost one."""
        known = self.terminals.get(terminal)
        if known is None:
            return terminal, Names(fi=terminal, sv=terminal, en=terminal)
        place = self.places[known.place]
        return place.id, place.name.names
