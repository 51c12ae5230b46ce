"""What a resident who is alone chooses: a language, a theme, a service. Pure.

A choice lives in the terminal, not in the page, so that it ends with the visit whatever the
page does. `edge_client.terminal` holds it and decides what is shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from edge_client import leaving as leave
from edge_client.booth.directory import Directory, Service
from edge_client.booth.messages import (
    BoothAsk,
    BoothBack,
    BoothCallback,
    BoothService,
    BoothTheme,
    Choosing,
    ChoosingStep,
    FromBooth,
    ServiceCard,
    ServiceShown,
    ThemeShown,
    WhyNot,
)
from edge_client.interpreting import UI_LANGUAGES, interpreters, soonest
from edge_client.leaving import LEFT_S, Leaving
from signaling.protocol import (
    ClientMessage,
    InterpreterNeed,
    RequestCreate,
    Role,
    ServiceAvailability,
)

FEW_SERVICES = 7
"""So many stand on one screen; more are chosen by theme first."""

WARNING_S = 20.0
"""So long before a half-made choice is dropped the resident is asked (WCAG 2.2, 2.2.1)."""


@dataclass(frozen=True)
class Alone:
    """Whether and how a resident may ask for a service without a clerk."""

    enabled: bool = False
    services: tuple[str, ...] = ()
    """The only ones that are offered; empty: all that have a theme."""
    help_service: str = "palvelupiste"
    """Who helps those that do not know which service they need."""
    idle_s: float = 90.0
    """A choice that nobody goes on with is dropped after so long, `WARNING_S` included."""


@dataclass(frozen=True)
class Choice:
    """How far the resident has come. Times are monotonic seconds."""

    spoken: str
    touched_at: float
    theme: str | None = None
    service: str | None = None
    asked: str | None = None
    """The request, from the touch until the server's first word of it."""
    wish: BoothAsk | None = None
    """How the service is wanted: nobody is asked before the resident knows who will come."""
    direct: bool = False
    """A clerk and an interpreter were wished by the touch on the language alone."""
    why: WhyNot | None = None
    """Why nobody came."""
    leaving: Leaving | None = None
    """The callback that is being left."""


@dataclass(frozen=True)
class Heard:
    """A service's availability, and when it was told: its durations count from there."""

    told: ServiceAvailability
    at: float


# Questions to the directory --------------------------------------------------------------


def offered(directory: Directory | None, alone: Alone) -> tuple[Service, ...]:
    """The services that this booth offers, without the help."""
    services = directory.services if directory else []
    themed = any(service.theme for service in services)
    return tuple(
        service
        for service in services
        if not service.interpreting
        and service.id != alone.help_service
        and (service.id in alone.services if alone.services else service.theme or not themed)
    )


def help_of(directory: Directory | None, alone: Alone) -> Service | None:
    """The clerks' pool for those who do not know what they need."""
    return directory.service(alone.help_service) if directory else None


def spoken_languages(directory: Directory | None, alone: Alone) -> list[str]:
    """What a resident may touch first: the screen's own languages, then those of the services,
    then those that interpreters bring.
    """
    helping = help_of(directory, alone)
    services = [*([helping] if helping else []), *offered(directory, alone)]
    if not services:
        return []
    interpreting = [each for each in (directory.services if directory else []) if each.interpreting]
    tags = [tag for each in (*services, *interpreting) for tag in each.languages]
    own = [tag for tag in UI_LANGUAGES if tag in tags]
    return list(dict.fromkeys([*own, *tags]))


# The resident's touches ------------------------------------------------------------------


def touched(
    choice: Choice, message: FromBooth, directory: Directory | None, alone: Alone
) -> Choice | None:
    """The choice after a touch; None when it is given up. What makes no sense changes nothing."""
    services = offered(directory, alone)
    match message:
        case BoothTheme(theme=theme) if any(each.theme == theme for each in services):
            return replace(_anew(choice), theme=theme)
        case BoothService(service=id_) if _may_choose(id_, services, alone):
            return replace(_anew(choice), service=id_)
        case BoothAsk() if _chosen(choice, message, directory) and choice.leaving is None:
            return replace(choice, wish=message)
        case BoothBack():
            return _back(choice, services)
    return choice


def _anew(choice: Choice) -> Choice:
    """No service is chosen any more."""
    return replace(choice, service=None, wish=None, direct=False, why=None, leaving=None)


def begin(
    spoken: str, now: float, directory: Directory | None, alone: Alone, heard: Mapping[str, Heard]
) -> Choice:
    """The touch on a language. One that staff speak only with an interpreter wishes both together."""
    choice, helping = Choice(spoken, now), help_of(directory, alone)
    if helping is None or interpreters(spoken, helping, directory) is None:
        return choice
    return aimed(
        replace(choice, service=helping.id, direct=True, wish=BoothAsk(language=spoken)),
        directory,
        heard,
    )


def aimed(choice: Choice, directory: Directory | None, heard: Mapping[str, Heard]) -> Choice:
    """What was wished by the touch on a language, as it can be had now. Where nobody can come the
    service is shown instead, which tells the truth.
    """
    service = directory.service(choice.service) if directory else None
    beside = interpreters(choice.spoken, service, directory) if service else None
    if not choice.direct or choice.wish is None or service is None or beside is None:
        return choice
    told = [heard[each.id].told if each.id in heard else None for each in (service, beside)]
    language = soonest(choice.spoken, service, *told)
    return replace(choice, wish=BoothAsk(language=language, interpreter=True) if language else None)


def _may_choose(id_: str, services: tuple[Service, ...], alone: Alone) -> bool:
    return id_ == alone.help_service or any(each.id == id_ for each in services)


def _back(choice: Choice, services: tuple[Service, ...]) -> Choice | None:
    if choice.leaving is not None:
        return replace(choice, leaving=leave.back(choice.leaving))
    if choice.wish is not None and not choice.direct:
        return replace(choice, wish=None)
    if choice.service is not None:
        return _anew(choice)
    if choice.theme is not None and len(services) > FEW_SERVICES:
        return replace(choice, theme=None)
    return None


def leaves(
    choice: Choice, message: FromBooth, directory: Directory | None, fresh: str
) -> tuple[Choice, list[ClientMessage]]:
    """After a touch that may be about a callback for the chosen service."""
    service = directory.service(choice.service) if directory else None
    if choice.leaving is not None:
        after, messages = leave.said(choice.leaving, message, fresh, choice.touched_at)
    elif isinstance(message, BoothCallback) and service is not None:
        spoken = [tag for tag in (choice.spoken, *UI_LANGUAGES) if tag in service.languages]
        after, messages = leave.begin(service.id, [*spoken, *service.languages][0])
    else:
        return choice, []
    return replace(choice, leaving=after), messages


def _chosen(choice: Choice, wish: BoothAsk, directory: Directory | None) -> Service | None:
    """The chosen service, where it is offered in the language that is wished."""
    service = directory.service(choice.service) if directory else None
    return service if service and wish.language in service.languages else None


def ask(choice: Choice, directory: Directory | None, request: str) -> RequestCreate | None:
    """The request for the chosen service as it is wished; None where nothing is wished, or the
    directory does not offer it any more.

    An interpreter is asked for in the same step.
    """
    wish = choice.wish
    service = _chosen(choice, wish, directory) if wish else None
    if wish is None or service is None:
        return None
    language, need = wish.language, None
    interpreting = interpreters(choice.spoken, service, directory)
    if interpreting is not None and wish.interpreter:
        need = InterpreterNeed(
            request=f"{request}_i",
            service=interpreting.id,
            language=language,
            into=choice.spoken,
        )
    return RequestCreate(request=request, service=service.id, language=language, interpreter=need)


# What is shown ---------------------------------------------------------------------------


def choosing(
    choice: Choice,
    directory: Directory | None,
    alone: Alone,
    heard: Mapping[str, Heard],
    idle_left_s: int | None,
    callbacks: bool,
) -> Choosing:
    """The screen of the step that the choice has come to."""
    services = offered(directory, alone)
    chosen = directory.service(choice.service) if directory else None
    step = _step(choice, chosen, services)
    listed = [each for each in services if choice.theme in (None, each.theme)]
    themes = directory.themes if directory else []
    helping = help_of(directory, alone)
    return Choosing(
        step=step,
        spoken=choice.spoken,
        themes=[
            ThemeShown(id=theme.id, name=theme.name)
            for theme in themes
            if step is ChoosingStep.THEMES and any(each.theme == theme.id for each in services)
        ],
        theme=next((theme.name for theme in themes if theme.id == choice.theme), None),
        services=[_shown(each, heard, choice) for each in listed if step is ChoosingStep.SERVICES],
        chosen=_card(chosen, heard, choice) if chosen else None,
        help=_shown(helping, heard, choice) if helping else None,
        interpreter=_interpreters(choice, chosen, directory, heard) if chosen else None,
        meets=_meets(choice, chosen, directory, alone) if chosen else [],
        why=choice.why,
        callbacks=callbacks,
        callback=leave.shown(choice.leaving) if choice.leaving else None,
        idle_left_s=idle_left_s,
    )


def idle_left(choice: Choice, alone: Alone, now: float) -> float:
    """Seconds until the choice is dropped."""
    return choice.touched_at + (LEFT_S if leave.is_left(choice.leaving) else alone.idle_s) - now


def warning(choice: Choice, left_s: float) -> int | None:
    """Whole seconds to show; None while there is nothing to warn of."""
    if leave.is_left(choice.leaving):
        return None
    return max(0, math.ceil(left_s)) if left_s <= WARNING_S else None


def _step(choice: Choice, chosen: Service | None, services: tuple[Service, ...]) -> ChoosingStep:
    if chosen is not None:
        if choice.leaving:
            return ChoosingStep.CALLBACK
        return ChoosingStep.MEETING if choice.wish else ChoosingStep.SERVICE
    if choice.theme is None and len(services) > FEW_SERVICES:
        return ChoosingStep.THEMES
    return ChoosingStep.SERVICES


def _meets(
    choice: Choice, chosen: Service, directory: Directory | None, alone: Alone
) -> list[Role]:
    if choice.wish is None:
        return []
    first = Role.CLERK if chosen.id == alone.help_service else Role.EXPERT
    interpreted = choice.wish.interpreter and interpreters(choice.spoken, chosen, directory)
    return [first, Role.INTERPRETER] if interpreted else [first]


def _shown(service: Service, heard: Mapping[str, Heard], choice: Choice) -> ServiceShown:
    return ServiceShown(
        id=service.id,
        name=service.name,
        languages=service.languages,
        availability=_availability(service, heard, choice),
    )


def _card(service: Service, heard: Mapping[str, Heard], choice: Choice) -> ServiceCard:
    return ServiceCard(
        id=service.id,
        name=service.name,
        languages=service.languages,
        availability=_availability(service, heard, choice),
        description=service.description,
        hours=service.hours,
        papers=service.papers,
    )


def _interpreters(
    choice: Choice, chosen: Service, directory: Directory | None, heard: Mapping[str, Heard]
) -> ServiceAvailability | None:
    service = interpreters(choice.spoken, chosen, directory)
    return _availability(service, heard, choice) if service else None


def _availability(
    service: Service, heard: Mapping[str, Heard], choice: Choice
) -> ServiceAvailability | None:
    """As it was told, with the opening counted from the touch that led to this screen."""
    found = heard.get(service.id)
    if found is None or found.told.opens_in_s is None:
        return found.told if found else None
    passed = max(0.0, choice.touched_at - found.at)
    left = max(0.0, found.told.opens_in_s - passed)
    return found.told.model_copy(update={"opens_in_s": left})
