"""Reads and checks the directory file; an error names file, line and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from signaling.protocol import STAFF, Role, Strategy

from .directory_model import Directory, DirectoryFile, Person, Service
from .yaml_lines import Document, YamlError, read_yaml

_EXPECTED = {
    "fi": "the text in Finnish",
    "sv": "the text in Swedish",
    "en": "the text in English",
    "id": "a short id of a-z, 0-9, - and _",
    "place": "the id of a place",
    "group": "one of city, state, support",
    "roles": "one or more of clerk, expert, interpreter, supervisor, operator, guard",
    "languages": "one or more language tags like fi or sv, in quotes if YAML reads them otherwise",
    "services": "a list of service ids",
    "places": "a list of place ids",
    "ring_s": "seconds, at least 1",
    "wrap_up_s": "seconds, 0 or more",
    "max_wait_s": "seconds, at least 1",
    "name": "a name",
    "strategy": "one of " + ", ".join(Strategy),
    "reject_delay_s": "seconds, 0 or more",
    "no_answer_delay_s": "seconds, 0 or more",
    "max_missed": "a number from 1 to 20",
    "overflow_s": "seconds, at least 1",
    "days": "days like [mon, tue, wed, thu, fri]",
    "opens": 'a time of the day in quotes, "09:00"',
    "closes": 'a time of the day in quotes, "16:00"',
    "closed_on": "dates like 2026-12-24",
    "skills": "a skill from 1 to 9 for each service",
    "tiers": "a tier from 1 to 9 for each service",
    "only_places": "a list of place ids",
}
_MOST_PROBLEMS = 20

Problem = tuple[int, str]


class DirectoryError(Exception):
    """The directory file cannot be used; one line of text for each problem found."""

    def __init__(self, file: Path, problems: Iterable[Problem]) -> None:
        self.lines = [f"{file}:{line}: {text}" for line, text in sorted(set(problems))]
        super().__init__("\n".join(self.lines[:_MOST_PROBLEMS]))


def load_directory(file: Path) -> Directory:
    """Read and check the file; raises `DirectoryError`."""
    return parse_directory(file, read_directory(file))


def read_directory(file: Path) -> str:
    """The file's text; raises `DirectoryError`."""
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise DirectoryError(file, [(1, f"cannot be read ({error.strerror})")]) from None
    except UnicodeDecodeError:
        raise DirectoryError(file, [(1, "is not text in UTF-8")]) from None


def parse_directory(file: Path, text: str) -> Directory:
    """Check the text; `file` only names it in errors. Raises `DirectoryError`."""
    try:
        document = read_yaml(text)
    except YamlError as error:
        raise DirectoryError(file, [(error.line, error.problem)]) from None
    if not isinstance(document.data, dict):
        expected = "organization, places, terminals, services and people"
        raise DirectoryError(file, [(1, f"expected the sections {expected}")])
    try:
        model = DirectoryFile.model_validate(document.data)
    except ValidationError as error:
        raise DirectoryError(file, _shape_problems(error, document)) from None
    problems = list(_cross_problems(model, document))
    if problems:
        raise DirectoryError(file, problems)
    return Directory(model)


def _shape_problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    for item in error.errors(include_url=False, include_input=False):
        path = tuple(item["loc"])
        yield document.line(path), f"{_spell(path, document.data)}: {_words(item, path)}"


def _words(item: Any, path: tuple[str | int, ...]) -> str:
    names = [part for part in path if isinstance(part, str)]
    expected = _EXPECTED.get(names[-1]) if names else None
    kind = item["type"]
    if kind == "extra_forbidden":
        return "no such field is known here; is it misspelt?"
    if kind == "missing":
        return f"is missing; expected {expected or 'a value'}"
    return f"expected {expected}" if expected else f"{item['msg'][:1].lower()}{item['msg'][1:]}"


def _spell(path: tuple[str | int, ...], data: Any) -> str:
    """``services[vero].name.sv``: entries of lists by their id where they have one."""
    spelt = ""
    for part in path:
        if isinstance(part, int):
            data = data[part] if isinstance(data, list) and part < len(data) else None
            id_ = data.get("id") if isinstance(data, dict) else None
            spelt += f"[{id_ if isinstance(id_, str) else part + 1}]"
        else:
            data = data.get(part) if isinstance(data, dict) else None
            spelt += f".{part}" if spelt else part
    return spelt or "the file"


def _cross_problems(model: DirectoryFile, document: Document) -> Iterator[Problem]:
    for section in ("places", "terminals", "services", "people"):
        yield from _doubles(section, [entry.id for entry in getattr(model, section)], document)
    places = {place.id for place in model.places}
    for index, terminal in enumerate(model.terminals):
        if terminal.place not in places:
            line = document.line(("terminals", index, "place"))
            yield line, _unknown(f"terminals[{terminal.id}]", "place", terminal.place, places)
    for index, service in enumerate(model.services):
        yield from _hour_problems(index, service, document)
    for index, person in enumerate(model.people):
        yield from _person_problems(model, index, person, document)
        yield from _serving_problems(model, index, person, document)


def _doubles(section: str, ids: list[str], document: Document) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, id_ in enumerate(ids):
        line = document.line((section, index, "id"))
        if id_ in first:
            yield line, f"{section}[{id_}]: this id stands on line {first[id_]} already"
        first.setdefault(id_, line)


def _hour_problems(index: int, service: Service, document: Document) -> Iterator[Problem]:
    """Hours that contradict: closing before opening, two that overlap."""
    where = f"services[{service.id}].opening"
    for number, each in enumerate(service.openings):
        line = document.line(("services", index, "opening", number))
        if each.closes <= each.opens:
            yield line, f"{where}: closes before it opens; expected closes after opens"
        elif any(each.overlaps(other) for other in service.openings[:number]):
            yield line, f"{where}: overlaps hours given above; expected each moment once"


def _person_problems(
    model: DirectoryFile, index: int, person: Person, document: Document
) -> Iterator[Problem]:
    where = f"people[{person.id}]"
    services = {service.id: service for service in model.services}
    places = {place.id for place in model.places}
    for position, id_ in enumerate(person.services):
        line = document.line(("people", index, "services", position))
        if id_ not in services:
            yield line, _unknown(where, "service", id_, services)
        elif not set(services[id_].languages) & set(person.languages):
            offered = ", ".join(services[id_].languages)
            yield line, f"{where}: speaks none of the languages of {id_}; expected one of {offered}"
    for position, id_ in enumerate(person.places):
        if id_ not in places:
            line = document.line(("people", index, "places", position))
            yield line, _unknown(where, "place", id_, places)
    line = document.line(("people", index, "id"))
    for role in (Role.CLERK, Role.GUARD):
        if role in person.roles and not person.places:
            yield line, f"{where}: a {role} needs places; expected at least one"
    if set(person.roles) & (STAFF - {Role.CLERK}) and not person.services:
        yield line, f"{where}: experts and interpreters need services; expected at least one"


def _serving_problems(
    model: DirectoryFile, index: int, person: Person, document: Document
) -> Iterator[Problem]:
    """Skills, tiers and places that go with nothing else of the person."""
    where = f"people[{person.id}]"
    places = {place.id for place in model.places}
    for field in ("skills", "tiers"):
        for id_ in getattr(person, field):
            if id_ not in person.services:
                line = document.line(("people", index, field, id_))
                yield line, f"{where}.{field}: {id_!r} is not among the person's services"
    for position, id_ in enumerate(person.only_places):
        if id_ not in places:
            line = document.line(("people", index, "only_places", position))
            yield line, _unknown(where, "place", id_, places)


def _unknown(where: str, kind: str, id_: str, known: Iterable[str]) -> str:
    return f"{where}: no {kind} has the id {id_!r}; expected one of {', '.join(sorted(known))}"
