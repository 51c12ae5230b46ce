"""Pools: the names under which people can be found, and a request looks for them.

A pool is ``service/language``, ``service/language@place`` for people who serve only some
places, or ``@person`` for somebody asked for by name; an interpreter's language is a pair, ``ar+fi``. A person serves several pools; a
request has *choices*: groups of pools in the order of preference. Within a group the
strategy alone decides; a later group (another language) is looked at only when nobody of
the earlier ones is free.
"""

from __future__ import annotations

from collections.abc import Iterable

Choices = tuple[tuple[str, ...], ...]


def person_pool(person: str) -> str:
    """The pool of one named person."""
    return f"@{person}"


def serving_pools(
    services: Iterable[tuple[str, Iterable[str]]], spoken: Iterable[str], places: Iterable[str]
) -> list[str]:
    """The pools of a person: `services` with their languages, the languages they speak, and
    the places they are bound to (none: all).
    """
    languages = set(spoken)
    bound = tuple(places)
    found = []
    for service, offered in services:
        for language in offered:
            if language in languages:
                pool = f"{service}/{language}"
                found += [f"{pool}@{place}" for place in bound] or [pool]
    return found


def request_choices(
    service: str, languages: Iterable[str], place: str, person: str | None = None
) -> Choices:
    """Where a request looks: its languages in the order of preference, or one named person."""
    if person is not None:
        return ((person_pool(person),),)
    return tuple((f"{service}/{lang}", f"{service}/{lang}@{place}") for lang in languages)


def person_of(pool: str) -> str | None:
    """The person of a named person's pool, None for a service's."""
    return pool[1:] if pool.startswith("@") else None


def language_pair(language: str, into: str) -> str:
    """What stands for the language in an interpreter's pools: both, in either direction."""
    return "+".join(sorted((language, into)))


def service_of(pool: str) -> str | None:
    """The service of a pool, None for a named person's."""
    return None if pool.startswith("@") else pool.split("/", 1)[0]
