"""A touch on a language that staff do not speak wishes a clerk and an interpreter together."""

from __future__ import annotations

import pytest

from edge_client.booth.messages import BoothBack, BoothSpeak, BoothTheme, ChoosingStep, Screen
from edge_client.booth.picture_messages import BoothMeet
from edge_client.interpreting import read_language
from signaling.protocol import (
    AvailabilityState,
    CancelReason,
    LanguageAvailability,
    RequestCreate,
    RequestState,
    Role,
    ServiceAvailability,
)
from tests.support.samples import request
from tests.unit.terminal.test_alone import Booth, directory, service


def duty(language: str, available: int, into: str | None = None) -> LanguageAvailability:
    on_duty = max(available, 1) if available >= 0 else 0
    return LanguageAvailability(
        language=language, into=into, available=max(available, 0), on_duty=on_duty
    )


def availability(
    clerks: dict[str, int], pairs: dict[str, int], *, closed: bool = False
) -> AvailabilityState:
    """How many are free by language; -1: nobody is on duty. The pairs are with Arabic."""
    return AvailabilityState(
        services=[
            ServiceAvailability(
                service="palvelupiste",
                closed=False,
                languages=[duty(tag, free) for tag, free in clerks.items()],
            ),
            ServiceAvailability(
                service="tulkkaus",
                closed=closed,
                languages=[duty(tag, free, "ar") for tag, free in pairs.items()],
            ),
        ]
    )


def touched(language: str = "ar") -> Booth:
    booth = Booth()
    booth.touch(BoothSpeak(language=language))
    return booth


def test_one_touch_says_who_will_come_and_the_next_asks_both() -> None:
    booth = touched()
    assert booth.choosing().step is ChoosingStep.MEETING
    assert booth.choosing().meets == [Role.CLERK, Role.INTERPRETER]
    booth.touch(BoothMeet(picture=True))
    asked = booth.sent[-1]
    assert isinstance(asked, RequestCreate)
    assert (asked.service, asked.language) == ("palvelupiste", "fi")
    assert asked.interpreter is not None
    assert (asked.interpreter.service, asked.interpreter.into) == ("tulkkaus", "ar")


@pytest.mark.parametrize(
    ("clerks", "pairs", "language"),
    [
        ({"fi": 0, "sv": 1}, {"fi": 1, "sv": 1}, "sv"),
        ({"fi": 1, "sv": 1}, {"fi": 0, "sv": 0}, "fi"),
        ({"fi": -1, "sv": 0}, {"fi": 1, "sv": 0}, "sv"),
        ({"en": 1, "sv": 1}, {"en": 1}, "en"),
    ],
)
def test_both_come_in_the_language_in_which_they_come_the_soonest(
    clerks: dict[str, int], pairs: dict[str, int], language: str
) -> None:
    booth = touched()
    booth.told(availability(clerks, pairs))
    booth.touch(BoothMeet(picture=False))
    asked = booth.sent[-1]
    assert isinstance(asked, RequestCreate)
    assert asked.interpreter is not None
    assert asked.language == asked.interpreter.language == language


@pytest.mark.parametrize(
    "told",
    [
        availability({"fi": 1}, {"fi": -1}),
        availability({"fi": -1}, {"fi": 1}),
        availability({"fi": 1}, {"sv": 1}),
        availability({"fi": 1}, {"fi": 1}, closed=True),
    ],
)
def test_where_the_two_cannot_come_the_truth_is_told_at_once(told: AvailabilityState) -> None:
    booth = touched()
    booth.told(told)
    assert booth.choosing().step is ChoosingStep.SERVICE
    chosen = booth.choosing().chosen
    assert chosen is not None
    assert chosen.id == "palvelupiste"


def test_back_leads_to_choosing_a_service_in_the_screens_language() -> None:
    booth = touched()
    booth.touch(BoothBack())
    assert booth.choosing().step is ChoosingStep.THEMES
    booth.touch(BoothTheme(theme="money"))
    booth.told(availability({"fi": 1}, {"fi": 1}))
    assert booth.choosing().step is ChoosingStep.SERVICES


def test_a_request_that_nobody_answers_leads_to_the_truth_and_stays_there() -> None:
    booth = touched()
    booth.touch(BoothMeet(picture=True))
    booth.told(request(RequestState.PENDING, request_id="req-1"))
    booth.told(
        request(RequestState.CANCELED, reason=CancelReason.EXPIRED, request_id="req-1"),
    )
    booth.told(availability({"fi": 1}, {"fi": 1}))
    assert booth.screen() is Screen.CHOOSING
    assert booth.choosing().step is ChoosingStep.SERVICE
    assert booth.choosing().why is not None


def test_without_a_clerks_pool_or_interpreters_a_service_is_chosen() -> None:
    for offered in (
        directory(service("vero"), service("tulkkaus", interpreting=True, languages=["ar"])),
        directory(service("palvelupiste"), service("vero", languages=["fi", "ar"])),
    ):
        booth = Booth(offered)
        booth.touch(BoothSpeak(language="ar"))
        assert booth.choosing().step is ChoosingStep.SERVICES


@pytest.mark.parametrize(
    ("spoken", "read"), [("sv", "sv"), ("ar", "en"), ("fse", "fi"), ("fss", "sv")]
)
def test_the_screen_is_in_a_language_that_they_read(spoken: str, read: str) -> None:
    assert read_language(spoken) == read
