"""Reads and checks the directory file; an error names file, line and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from signaling.protocol import Strategy

from .directory_checks import Problem, ProblemCode, contradictions, gaps
from .directory_model import Directory, DirectoryFile
from .yaml_lines import Document, YamlError, read_yaml

_EXPECTED = {
    "fi": "the text in Finnish",
    "sv": "the text in Swedish",
    "en": "the text in English",
    "id": "a short id of a-z, 0-9, - and _",
    "place": "the id of a place",
    "theme": "the id of a theme",
    "known_as": "other words for it in each language, like fi: [verotoimisto]",
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
    "callback_again_s": "seconds, at least 1",
    "callback_attempts": "a number from 1 to 20",
    "callback_overtime_s": "seconds, 0 or more",
    "days": "days like [mon, tue, wed, thu, fri]",
    "opens": 'a time of the day in quotes, "09:00"',
    "closes": 'a time of the day in quotes, "16:00"',
    "closed_on": "dates like 2026-12-24",
    "skills": "a skill from 1 to 9 for each service",
    "tiers": "a tier from 1 to 9 for each service",
    "only_places": "a list of place ids",
    "pairs": "pairs of two languages, like [[fi, ar], [fi, fse]]",
    "interpreting": "true or false",
    "may_save_stills": "true or false",
}
_MOST_PROBLEMS = 20


class DirectoryError(Exception):
    """The directory file cannot be used; one line of text for each problem found."""

    def __init__(self, file: Path, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        self.lines = [_told(file, each) for each in self.problems]
        super().__init__("\n".join(self.lines[:_MOST_PROBLEMS]))


def _unreadable(text: str, line: int = 1) -> Problem:
    return Problem(line, ProblemCode.UNREADABLE, text)


def load_directory(file: Path) -> Directory:
    """Read and check the file; raises `DirectoryError`."""
    return parse_directory(file, read_directory(file))


def read_directory(file: Path) -> str:
    """The file's text; raises `DirectoryError`."""
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise DirectoryError(file, [_unreadable(f"cannot be read ({error.strerror})")]) from None
    except UnicodeDecodeError:
        raise DirectoryError(file, [_unreadable("is not text in UTF-8")]) from None


def parse_directory(file: Path, text: str) -> Directory:
    """Check the text; `file` only names it in errors. Raises `DirectoryError`."""
    try:
        document = read_yaml(text)
    except YamlError as error:
        raise DirectoryError(file, [_unreadable(error.problem, error.line)]) from None
    if not isinstance(document.data, dict):
        expected = "organization, places, terminals, services and people"
        raise DirectoryError(file, [_unreadable(f"expected the sections {expected}")])
    try:
        model = DirectoryFile.model_validate(document.data)
    except ValidationError as error:
        raise DirectoryError(file, _shape_problems(error, document)) from None
    problems = list(contradictions(model, document))
    if problems:
        raise DirectoryError(file, problems)
    return Directory(model, [_told(file, each) for each in gaps(model, document)])


def _told(file: Path, problem: Problem) -> str:
    return f"{file}:{problem.line}: {problem.text} [{problem.code}]"


def _shape_problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    for item in error.errors(include_url=False, include_input=False):
        path = tuple(item["loc"])
        text = f"{_spell(path, document.data)}: {_words(item, path)}"
        yield Problem(document.line(path), ProblemCode.INVALID_ENTRY, text)


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
