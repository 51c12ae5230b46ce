"""Entries of the directory that contradict each other, each kind with a code of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from signaling.protocol import STAFF, Role

from .directory_model import CardTexts, DirectoryFile, Person, Service
from .yaml_lines import Document


class ProblemCode(StrEnum):
    """What is wrong with the directory file, for programs; people read the text."""

    UNREADABLE = "unreadable"
    """No file, no text, no YAML, or not a directory at all."""
    INVALID_ENTRY = "invalid_entry"
    """A field is missing, unknown, or not of its form."""
    ID_TWICE = "id_twice"
    UNKNOWN_ID = "unknown_id"
    """A place, theme or service is named that does not stand in the file."""
    HOURS_CONTRADICT = "hours_contradict"
    LANGUAGE_NOT_OFFERED = "language_not_offered"
    """The person speaks none of the service's languages, or interprets none of them."""
    PLACES_MISSING = "places_missing"
    SERVICES_MISSING = "services_missing"
    SERVICE_NOT_SERVED = "service_not_served"
    """A skill or tier for a service that the person does not serve."""
    PAIR_OF_ONE = "pair_of_one"
    """A pair of one language with itself."""
    PAIR_TWICE = "pair_twice"
    PAIR_UNSPOKEN = "pair_unspoken"
    """A pair with a language that the person does not speak."""
    PAIRS_MISSING = "pairs_missing"
    """An interpreter without pairs."""
    PAIRS_UNUSED = "pairs_unused"
    """Pairs of somebody who is no interpreter."""
    LANGUAGE_MISSING = "language_missing"
    """A text of a service card lacks a language: no error, another one is shown."""
    ROLE_MISSING = "role_missing"
    """A service that takes another role: interpreting an interpreter, all else somebody else."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, and the line of the file where it stands, from 1."""

    line: int
    code: ProblemCode
    text: str


def contradictions(model: DirectoryFile, document: Document) -> Iterator[Problem]:
    """All that is wrong between entries that are each of their form."""
    for section in ("places", "terminals", "themes", "services", "people"):
        yield from _doubles(section, [entry.id for entry in getattr(model, section)], document)
    places = {place.id for place in model.places}
    for index, terminal in enumerate(model.terminals):
        if terminal.place not in places:
            line = document.line(("terminals", index, "place"))
            yield _unknown(line, f"terminals[{terminal.id}]", "place", terminal.place, places)
    themes = {theme.id for theme in model.themes}
    for index, service in enumerate(model.services):
        if service.theme is not None and service.theme not in themes:
            line = document.line(("services", index, "theme"))
            yield _unknown(line, f"services[{service.id}]", "theme", service.theme, themes)
        yield from _hours(index, service, document)
    for index, person in enumerate(model.people):
        at = _Person(model, index, person, document)
        yield from at.services()
        yield from at.roles()
        yield from at.serving()
        yield from at.pairs()


def gaps(model: DirectoryFile, document: Document) -> Iterator[Problem]:
    """Texts of service cards that lack a language. The directory can be used all the same."""
    for index, service in enumerate(model.services):
        for field in ("name", "description", "hours", "papers"):
            texts: CardTexts = getattr(service, field)
            for language, words in (("sv", texts.sv), ("en", texts.en)):
                if not words:
                    text = f"services[{service.id}].{field}.{language}: is missing; "
                    text += "Finnish is shown instead"
                    line = document.line(("services", index, field))
                    yield Problem(line, ProblemCode.LANGUAGE_MISSING, text)


def _doubles(section: str, ids: list[str], document: Document) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, id_ in enumerate(ids):
        line = document.line((section, index, "id"))
        if id_ in first:
            text = f"{section}[{id_}]: this id stands on line {first[id_]} already"
            yield Problem(line, ProblemCode.ID_TWICE, text)
        first.setdefault(id_, line)


def _hours(index: int, service: Service, document: Document) -> Iterator[Problem]:
    """Closing before opening, and two hours that overlap."""
    where, code = f"services[{service.id}].opening", ProblemCode.HOURS_CONTRADICT
    for number, each in enumerate(service.openings):
        line = document.line(("services", index, "opening", number))
        if each.closes <= each.opens:
            text = f"{where}: closes before it opens; expected closes after opens"
            yield Problem(line, code, text)
        elif any(each.overlaps(other) for other in service.openings[:number]):
            text = f"{where}: overlaps hours given above; expected each moment once"
            yield Problem(line, code, text)


class _Person:
    """The checks of one person against the rest of the file."""

    def __init__(
        self, model: DirectoryFile, index: int, person: Person, document: Document
    ) -> None:
        self.person = person
        self.where = f"people[{person.id}]"
        self.known = {service.id: service for service in model.services}
        self.places = {place.id for place in model.places}
        self._index = index
        self._document = document

    def line(self, *path: str | int) -> int:
        """The line of a field of the person."""
        return self._document.line(("people", self._index, *path))

    def _problem(self, line: int, code: ProblemCode, text: str) -> Problem:
        return Problem(line, code, f"{self.where}{text}")

    def services(self) -> Iterator[Problem]:
        """Each is known, and the person can serve it."""
        for position, id_ in enumerate(self.person.services):
            line, service = self.line("services", position), self.known.get(id_)
            if service is None:
                yield _unknown(line, self.where, "service", id_, self.known)
            elif not set(service.languages) & self._languages(service):
                offered = ", ".join(service.languages)
                does = "interprets" if service.interpreting else "speaks"
                text = f": {does} none of the languages of {id_}; expected one of {offered}"
                yield self._problem(line, ProblemCode.LANGUAGE_NOT_OFFERED, text)

    def _languages(self, service: Service) -> set[str]:
        """In which the person could serve it; without pairs that is told by itself."""
        if not service.interpreting:
            return set(self.person.languages)
        return {tag for pair in self.person.pairs for tag in pair} or set(service.languages)

    def roles(self) -> Iterator[Problem]:
        """Clerks and guards have places, staff has services, and each service has the role it takes."""
        roles, line = set(self.person.roles), self.line("id")
        for role in (Role.CLERK, Role.GUARD):
            if role in roles and not self.person.places:
                text = f": a {role} needs places; expected at least one"
                yield self._problem(line, ProblemCode.PLACES_MISSING, text)
        if roles & (STAFF - {Role.CLERK}) and not self.person.services:
            text = ": experts and interpreters need services; expected at least one"
            yield self._problem(line, ProblemCode.SERVICES_MISSING, text)
        for position, id_ in enumerate(self.person.services):
            service = self.known.get(id_)
            if service is None:
                continue
            line = self.line("services", position)
            if service.interpreting and Role.INTERPRETER not in roles:
                text = f": {id_} is interpreting; expected the role interpreter"
                yield self._problem(line, ProblemCode.ROLE_MISSING, text)
            elif not service.interpreting and roles & STAFF == {Role.INTERPRETER}:
                text = f": {id_} is not interpreting; expected the role expert or clerk too"
                yield self._problem(line, ProblemCode.ROLE_MISSING, text)

    def serving(self) -> Iterator[Problem]:
        """Skills, tiers and places that go with nothing else of the person."""
        for field in ("skills", "tiers"):
            for id_ in getattr(self.person, field):
                if id_ not in self.person.services:
                    text = f".{field}: {id_!r} is not among the person's services"
                    line = self.line(field, id_)
                    yield self._problem(line, ProblemCode.SERVICE_NOT_SERVED, text)
        for field in ("places", "only_places"):
            for position, id_ in enumerate(getattr(self.person, field)):
                if id_ not in self.places:
                    line = self.line(field, position)
                    yield _unknown(line, self.where, "place", id_, self.places)

    def pairs(self) -> Iterator[Problem]:
        """Two languages each, both of which the person speaks, and only of an interpreter."""
        interprets = Role.INTERPRETER in self.person.roles
        if interprets and not self.person.pairs:
            text = ": an interpreter needs pairs of languages; expected pairs like [[fi, ar]]"
            yield self._problem(self.line("id"), ProblemCode.PAIRS_MISSING, text)
        if self.person.pairs and not interprets:
            text = ".pairs: only interpreters have pairs; expected the role interpreter"
            yield self._problem(self.line("pairs"), ProblemCode.PAIRS_UNUSED, text)
        seen: set[frozenset[str]] = set()
        for position, pair in enumerate(self.person.pairs):
            line, both = self.line("pairs", position), frozenset(pair)
            if len(both) == 1:
                text = f".pairs: {pair[0]} with itself; expected two languages"
                yield self._problem(line, ProblemCode.PAIR_OF_ONE, text)
            elif both in seen:
                text = ".pairs: this pair stands above already; either order means both directions"
                yield self._problem(line, ProblemCode.PAIR_TWICE, text)
            for tag in sorted(both - set(self.person.languages)):
                text = f".pairs: {tag} is not among the person's languages"
                yield self._problem(line, ProblemCode.PAIR_UNSPOKEN, text)
            seen.add(both)


def _unknown(line: int, where: str, kind: str, id_: str, known: Iterable[str]) -> Problem:
    text = f"{where}: no {kind} has the id {id_!r}; expected one of {', '.join(sorted(known))}"
    return Problem(line, ProblemCode.UNKNOWN_ID, text)
