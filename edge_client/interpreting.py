"""Who interprets for a resident whose language the staff do not speak. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from edge_client.booth.directory import Directory, Service
from signaling.protocol import LanguageAvailability, ServiceAvailability

UI_LANGUAGES = ("fi", "sv", "en")
FALLBACK_LANGUAGE = "en"
"""Of the screen, for those who speak another language than its three."""

WRITTEN: Mapping[str, str] = {"fse": "fi", "fss": "sv"}
"""What those who sign in Finland read, by their sign language."""


def read_language(spoken: str) -> str:
    """The screen's language for somebody who speaks or signs this one."""
    return spoken if spoken in UI_LANGUAGES else WRITTEN.get(spoken, FALLBACK_LANGUAGE)


def interpreters(spoken: str, service: Service, directory: Directory | None) -> Service | None:
    """The interpreters whom the service needs to speak with this resident."""
    if directory is None or spoken in service.languages or spoken in UI_LANGUAGES:
        return None
    return next(
        (each for each in directory.services if each.interpreting and spoken in each.languages),
        None,
    )


def soonest(
    spoken: str,
    service: Service,
    told: ServiceAvailability | None,
    beside: ServiceAvailability | None,
) -> str | None:
    """In which of its languages the service and an interpreter into `spoken` come the soonest;
    None where the two cannot come together. `beside` is the interpreters' availability; while
    either is not known yet, the first language.
    """
    if told is None or beside is None:
        return next(iter(service.languages), None)
    if told.closed or beside.closed:
        return None
    own = {each.language: each for each in told.languages if each.on_duty}
    pairs = {
        each.language: each for each in beside.languages if each.into == spoken and each.on_duty
    }
    both = [language for language in service.languages if language in own and language in pairs]
    both.sort(key=lambda language: not _free(own[language], pairs[language]))
    return next(iter(both), None)


def _free(*needed: LanguageAvailability) -> bool:
    return all(each.available for each in needed)
