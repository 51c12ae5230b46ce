"""A resident alone at the booth: choosing, asking, taking back, and leaving nothing behind."""

from __future__ import annotations

import pytest

from edge_client.booth.directory import Directory
from edge_client.booth.messages import (
    BoothAsk,
    BoothBack,
    BoothDismiss,
    BoothEnd,
    BoothLanguage,
    BoothService,
    BoothSpeak,
    BoothTheme,
    BoothTouched,
    Choosing,
    ChoosingStep,
    FromBooth,
    Screen,
    WhyNot,
)
from edge_client.booth.picture_messages import BoothMeet
from edge_client.choosing import FEW_SERVICES, WARNING_S, Alone
from edge_client.events import BoothSaid, DirectorySeen, Event, LinkSeen, Refused, ServerTold, Tick
from edge_client.showing import booth_state
from edge_client.terminal import Terminal, reduce
from signaling.protocol import (
    AvailabilityState,
    AvailabilityWatch,
    CancelReason,
    ClientMessage,
    EndReason,
    InCharge,
    LanguageAvailability,
    RequestCancel,
    RequestCreate,
    RequestState,
    RoomEnd,
    Seat,
    ServiceAvailability,
    Synced,
    UnservedWhy,
    WaitRange,
)
from tests.support.samples import EXPERT, names, request, room, terminal_state, welcome

IDLE_S = 60.0
SEEN = BoothMeet(picture=True)


def service(id_: str, *, theme: str | None = "money", **more: object) -> dict[str, object]:
    text = names(id_).model_dump()
    card = {"name": text, "description": text, "hours": text, "papers": text}
    return {"id": id_, "theme": theme, "languages": ["fi", "sv"], **card, **more}


def directory(*services: dict[str, object]) -> Directory:
    themes = [{"id": id_, "name": names(id_).model_dump()} for id_ in ("money", "home", "empty")]
    return Directory.model_validate({"themes": themes, "services": services})


MANY = directory(
    service("palvelupiste", languages=["fi", "sv", "en"]),
    service("vero"),
    service("kela"),
    *(service(f"home-{n}", theme="home") for n in range(FEW_SERVICES)),
    service("secret", theme=None),
    service("tulkkaus", interpreting=True, languages=["ar", "fse"]),
)


class Booth:
    """A booth where the resident may be alone, with a clock that the test holds."""

    def __init__(self, offered: Directory = MANY, **alone: object) -> None:
        rules = Alone(**{"enabled": True, "idle_s": IDLE_S, **alone})  # type: ignore[arg-type]
        self.state = Terminal(home_language="fi", language="fi", alone=rules)
        self.now = 0.0
        self.sent: list[ClientMessage] = []
        self.happens(LinkSeen(online=True))
        self.told(welcome(), terminal_state(), Synced())
        self.happens(DirectorySeen(offered))

    def happens(self, event: Event) -> None:
        self.state, messages = reduce(self.state, event, self.now)
        self.sent += messages

    def told(self, *messages: object) -> None:
        for message in messages:
            self.happens(ServerTold(message))  # type: ignore[arg-type]

    def touch(self, *messages: FromBooth) -> None:
        for message in messages:
            self.happens(BoothSaid(message, "req-1"))

    def passes(self, seconds: float) -> None:
        self.now += seconds
        self.happens(Tick())

    def screen(self) -> Screen:
        return booth_state(self.state).screen

    def choosing(self) -> Choosing:
        found = booth_state(self.state).choosing
        assert found is not None
        return found


def at_vero(language: str = "sv") -> Booth:
    booth = Booth()
    booth.touch(BoothSpeak(language=language), BoothTheme(theme="money"))
    booth.touch(BoothService(service="vero"))
    return booth


def waiting() -> Booth:
    booth = at_vero()
    booth.touch(BoothAsk(language="sv"), SEEN)
    booth.told(request(RequestState.PENDING, request_id="req-1"), room())
    return booth


def clerk_in_charge() -> object:
    clerk = InCharge(person="kaisa", name="Kaisa", seat=Seat.AT_DESK, you=False)
    return terminal_state().model_copy(update={"in_charge": clerk})


def availability(id_: str, **more: object) -> AvailabilityState:
    told = {"service": id_, "closed": False, "opens_in_s": None, "languages": [], **more}
    return AvailabilityState(services=[ServiceAvailability.model_validate(told)])


def test_the_start_offers_the_languages_that_services_and_interpreters_speak() -> None:
    assert booth_state(Booth().state).spoken == ["fi", "sv", "en", "ar", "fse"]
    assert booth_state(Booth(enabled=False).state).spoken == []
    assert booth_state(Booth(services=("vero",), help_service="none").state).spoken[:2] == [
        "fi",
        "sv",
    ]


def test_one_thing_is_asked_on_each_screen() -> None:
    booth = Booth()
    booth.touch(BoothSpeak(language="sv"))
    assert booth.screen() is Screen.CHOOSING
    assert booth_state(booth.state).language == "sv"
    assert booth.choosing().step is ChoosingStep.THEMES
    assert [theme.id for theme in booth.choosing().themes] == ["money", "home"]
    assert booth.choosing().help is not None
    booth.touch(BoothTheme(theme="money"))
    assert booth.choosing().step is ChoosingStep.SERVICES
    assert [each.id for each in booth.choosing().services] == ["vero", "kela"]
    assert booth.choosing().theme == names("money")
    booth.touch(BoothService(service="vero"))
    assert booth.choosing().step is ChoosingStep.SERVICE
    chosen = booth.choosing().chosen
    assert chosen is not None
    assert chosen.papers == names("vero")


def test_few_services_need_no_themes() -> None:
    booth = Booth(services=("vero", "kela"))
    booth.touch(BoothSpeak(language="fi"))
    assert booth.choosing().step is ChoosingStep.SERVICES
    assert [each.id for each in booth.choosing().services] == ["vero", "kela"]


def test_each_step_leads_back_and_the_first_to_the_start() -> None:
    booth = at_vero()
    steps = []
    for _ in range(3):
        booth.touch(BoothBack())
        found = booth_state(booth.state).choosing
        steps.append(found.step if found else booth.screen())
    assert steps == [ChoosingStep.SERVICES, ChoosingStep.THEMES, Screen.START]
    assert booth_state(booth.state).language == "fi"


@pytest.mark.parametrize(
    "message",
    [
        BoothTheme(theme="empty"),
        BoothService(service="secret"),
        BoothService(service="tulkkaus"),
        BoothAsk(language="sv"),
    ],
)
def test_what_is_not_offered_cannot_be_touched(message: FromBooth) -> None:
    booth = Booth()
    booth.touch(BoothSpeak(language="sv"))
    before, sent = booth.choosing(), list(booth.sent)
    booth.touch(message)
    assert (booth.choosing(), booth.sent) == (before, sent)
    booth.touch(BoothDismiss(), BoothSpeak(language="xx"))
    assert booth.screen() is Screen.START


def test_availability_is_watched_from_the_first_choice_and_on_each_connection() -> None:
    booth = Booth()
    assert booth.sent == []
    booth.touch(BoothSpeak(language="fi"), BoothTheme(theme="money"))
    assert booth.sent == [AvailabilityWatch()]
    free = LanguageAvailability(
        language="fi", available=1, on_duty=2, wait=WaitRange(low_s=0, high_s=60)
    )
    booth.told(availability("vero", languages=[free.model_dump()]))
    told = booth.choosing().services[0].availability
    assert told is not None
    assert told.languages == [free]
    booth.happens(LinkSeen(online=False))
    booth.happens(LinkSeen(online=True))
    assert booth.sent == [AvailabilityWatch()] * 2


def test_an_opening_counts_from_the_touch_that_led_to_the_screen() -> None:
    booth = Booth()
    booth.touch(BoothSpeak(language="fi"), BoothTheme(theme="money"))
    booth.told(availability("vero", closed=True, opens_in_s=3600.0))
    booth.now += 40.0
    booth.touch(BoothService(service="vero"))
    chosen = booth.choosing().chosen
    assert chosen is not None
    assert chosen.availability is not None
    assert chosen.availability.opens_in_s == 3560.0


def test_the_chosen_service_is_asked_for_and_the_wait_is_shown_at_once() -> None:
    booth = at_vero()
    booth.touch(BoothAsk(language="sv"), SEEN)
    assert booth.sent[-1] == RequestCreate(request="req-1", service="vero", language="sv")
    assert booth.screen() is Screen.CONNECTING, "before the server has answered"
    told = request(RequestState.PENDING, request_id="req-1")
    wait = WaitRange(low_s=60, high_s=300)
    booth.told(told.model_copy(update={"position": 2, "wait": wait}), room())
    shown = booth_state(booth.state)
    assert (shown.screen, shown.position, shown.wait) == (Screen.CONNECTING, 2, wait)


def test_an_interpreter_comes_along_where_nobody_speaks_the_language() -> None:
    booth = at_vero("ar")
    assert booth_state(booth.state).language == "en"
    booth.touch(BoothAsk(language="fi", interpreter=True), SEEN)
    asked = booth.sent[-1]
    assert isinstance(asked, RequestCreate)
    assert asked.interpreter is not None
    assert (asked.interpreter.service, asked.interpreter.into) == ("tulkkaus", "ar")
    assert asked.interpreter.language == asked.language == "fi"
    booth.touch(BoothEnd(), BoothAsk(language="sv"), SEEN)
    asked = booth.sent[-1]
    assert isinstance(asked, RequestCreate)
    assert asked.interpreter is None, "the resident may do without"


def test_a_request_taken_back_leads_to_the_service_again() -> None:
    booth = waiting()
    booth.touch(BoothEnd())
    assert booth.sent[-2:] == [RequestCancel(request="req-1"), RoomEnd(room="room-1")]
    assert booth.choosing().step is ChoosingStep.SERVICE
    assert booth.choosing().why is None


def test_a_request_taken_back_before_the_server_has_told_it() -> None:
    booth = at_vero()
    booth.touch(BoothAsk(language="sv"), SEEN, BoothEnd())
    assert booth.sent[-1] == RequestCancel(request="req-1")
    booth.told(request(RequestState.PENDING, request_id="req-1"), room())
    assert booth.screen() is Screen.CHOOSING, "over here at once"


@pytest.mark.parametrize(
    ("reason", "why", "shown"),
    [
        (CancelReason.UNSERVED, UnservedWhy.CLOSED, WhyNot.CLOSED),
        (CancelReason.UNSERVED, UnservedWhy.NOBODY_ON_DUTY, WhyNot.NOBODY_ON_DUTY),
        (CancelReason.UNSERVED, UnservedWhy.ALL_DECLINED, WhyNot.ALL_DECLINED),
        (CancelReason.EXPIRED, None, WhyNot.EXPIRED),
    ],
)
def test_the_truth_is_told_where_the_service_was_chosen(
    reason: CancelReason, why: UnservedWhy | None, shown: WhyNot
) -> None:
    booth = waiting()
    told = request(RequestState.CANCELED, reason=reason, request_id="req-1")
    booth.told(told.model_copy(update={"why": why}), room(revision=2, ended=EndReason.UNSERVED))
    assert booth.screen() is Screen.CHOOSING
    assert (booth.choosing().step, booth.choosing().why) == (ChoosingStep.SERVICE, shown)
    booth.touch(BoothBack())
    assert booth.choosing().why is None


def test_a_refusal_is_said_and_the_resident_may_try_again() -> None:
    booth = at_vero()
    booth.touch(BoothAsk(language="sv"), SEEN)
    booth.happens(Refused(booth.sent[-1]))
    assert booth.choosing().why is WhyNot.NOT_HEARD
    booth.touch(BoothAsk(language="sv"), SEEN)
    assert booth.screen() is Screen.CONNECTING


def test_a_request_that_somebody_else_withdraws_does_not_wait_for_ever() -> None:
    booth = waiting()
    booth.told(
        request(RequestState.CANCELED, reason=CancelReason.WITHDRAWN, request_id="req-1"),
        room(revision=2, ended=EndReason.ENDED_BY_STAFF),
    )
    assert booth.screen() is Screen.CHOOSING


def test_a_whole_visit_leaves_nothing() -> None:
    booth = waiting()
    booth.told(request(RequestState.ASSIGNED, request_id="req-1"), room(EXPERT, revision=2))
    assert booth.screen() is Screen.CONVERSATION
    assert booth.state.choice is None
    booth.told(room(revision=3, ended=EndReason.STAFF_LEFT))
    assert booth.screen() is Screen.ENDED
    booth.touch(BoothDismiss())
    shown = booth_state(booth.state)
    assert (shown.screen, shown.language, shown.choosing) == (Screen.START, "fi", None)


def test_a_half_made_choice_is_dropped_after_a_warning() -> None:
    booth = at_vero()
    booth.passes(IDLE_S - WARNING_S - 1)
    assert booth.choosing().idle_left_s is None
    booth.passes(1)
    assert booth.choosing().idle_left_s == WARNING_S
    booth.touch(BoothTouched())
    assert booth.choosing().idle_left_s is None
    assert booth.choosing().step is ChoosingStep.SERVICE
    booth.passes(IDLE_S)
    shown = booth_state(booth.state)
    assert (shown.screen, shown.language, shown.choosing) == (Screen.START, "fi", None)


def test_nobody_is_sent_away_while_waiting() -> None:
    booth = waiting()
    booth.passes(10 * IDLE_S)
    assert booth.screen() is Screen.CONNECTING


def test_a_clerk_who_takes_charge_ends_the_choosing() -> None:
    booth = at_vero()
    booth.told(clerk_in_charge())
    shown = booth_state(booth.state)
    assert (shown.screen, shown.spoken) == (Screen.START, [])
    booth.touch(BoothSpeak(language="sv"))
    assert booth.screen() is Screen.START


def test_a_clerk_who_takes_charge_while_it_waits_lets_it_wait() -> None:
    booth = waiting()
    booth.told(clerk_in_charge())
    assert booth.screen() is Screen.CONNECTING


def test_the_language_may_be_changed_on_the_way() -> None:
    booth = at_vero()
    booth.touch(BoothLanguage(language="en"))
    assert booth_state(booth.state).language == "en"
    assert booth.choosing().spoken == "en"
    assert booth.choosing().step is ChoosingStep.SERVICE
