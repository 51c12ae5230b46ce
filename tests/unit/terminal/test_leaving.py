"""A resident alone leaves a callback: its steps, its failures, and nothing of it afterwards."""

from __future__ import annotations

import pytest

from edge_client.booth.messages import (
    BoothBack,
    BoothCallback,
    BoothDismiss,
    BoothLeave,
    BoothNumber,
    BoothService,
    BoothTouched,
    BoothWindow,
    CallbackShown,
    ChoosingStep,
    LeavingStep,
    Screen,
)
from edge_client.choosing import WARNING_S
from edge_client.events import LinkSeen, Refused
from edge_client.leaving import LEFT_S
from signaling.protocol import (
    AvailabilityState,
    CallbackCreate,
    CallbackState,
    CallbackTold,
    CallbackWindow,
    CallbackWindowsGet,
    CallbackWindowsTold,
)
from tests.support.samples import names
from tests.unit.terminal.test_alone import IDLE_S, Booth, at_vero, clerk_in_charge

PHONE = "040 765 4321"


def window(opens_in_s: float) -> CallbackWindow:
    return CallbackWindow(
        opens_in_s=opens_in_s,
        closes_in_s=opens_in_s + 7200.0,
        in_days=0,
        date="2026-11-23",
        opens="09:00",
        last_date="2026-11-23",
        closes="11:00",
    )


NEAR, FAR = window(10.0), window(90_000.0)
WINDOWS = CallbackWindowsTold(service="vero", windows=[NEAR, FAR])


def left(callback: str = "req-1", at: CallbackWindow = NEAR) -> CallbackTold:
    return CallbackTold(
        callback=callback,
        state=CallbackState.SCHEDULED,
        service="vero",
        service_name=names("vero"),
        language="sv",
        place_name=None,
        window=at,
        attempt=0,
        contact=None,
    )


def asked(language: str = "sv") -> Booth:
    booth = at_vero(language)
    booth.told(AvailabilityState(services=[], callbacks=True))
    booth.touch(BoothCallback())
    return booth


def checked() -> Booth:
    booth = asked()
    booth.told(WINDOWS)
    booth.touch(BoothWindow(window=0), BoothNumber())
    return booth


def sent() -> Booth:
    booth = checked()
    booth.touch(BoothLeave(phone=PHONE))
    return booth


def callback(booth: Booth) -> CallbackShown:
    found = booth.choosing().callback
    assert found is not None
    return found


def test_it_is_offered_only_where_the_server_takes_callbacks() -> None:
    booth = at_vero()
    assert not booth.choosing().callbacks
    booth.touch(BoothCallback())
    assert booth.choosing().callback is None
    booth.told(AvailabilityState(services=[], callbacks=True))
    assert booth.choosing().callbacks
    booth.touch(BoothCallback())
    assert booth.choosing().step is ChoosingStep.CALLBACK
    assert booth.sent[-1] == CallbackWindowsGet(service="vero")


@pytest.mark.parametrize(("spoken", "told"), [("sv", "sv"), ("fi", "fi"), ("ar", "fi")])
def test_it_is_in_a_language_of_the_service(spoken: str, told: str) -> None:
    assert callback(asked(spoken)).language == told


def test_a_time_a_number_a_check_and_it_is_left() -> None:
    booth = asked()
    assert callback(booth).windows is None
    booth.told(WINDOWS)
    assert callback(booth).windows == [NEAR, FAR]
    booth.touch(BoothWindow(window=1))
    assert (callback(booth).step, callback(booth).window) == (LeavingStep.NUMBER, FAR)
    booth.touch(BoothNumber())
    assert callback(booth).step is LeavingStep.CHECK
    booth.passes(30.0)
    booth.touch(BoothLeave(phone=PHONE))
    assert callback(booth).step is LeavingStep.SENDING
    create = booth.sent[-1]
    assert isinstance(create, CallbackCreate)
    assert (create.callback, create.service, create.language) == ("req-1", "vero", "sv")
    assert (create.contact.phone, create.terminal) == (PHONE, None)
    assert (create.from_s, create.until_s) == (90_000.0 - 30.0, 97_200.0 - 30.0)
    booth.told(left("another"))
    assert callback(booth).step is LeavingStep.SENDING
    booth.told(left(at=FAR))
    assert (callback(booth).step, callback(booth).window) == (LeavingStep.LEFT, FAR)


def test_a_window_that_has_opened_meanwhile_begins_now() -> None:
    booth = checked()
    booth.passes(30.0)
    booth.touch(BoothLeave(phone=PHONE))
    create = booth.sent[-1]
    assert isinstance(create, CallbackCreate)
    assert (create.from_s, create.until_s) == (0.0, 7180.0)


def test_each_step_leads_back() -> None:
    booth = checked()
    steps = []
    for _ in range(3):
        booth.touch(BoothBack())
        shown = booth.choosing().callback
        steps.append(shown and shown.step)
    assert steps == [LeavingStep.NUMBER, LeavingStep.WINDOWS, None]
    assert booth.choosing().step is ChoosingStep.SERVICE


def test_what_makes_no_sense_changes_nothing() -> None:
    booth = asked()
    booth.told(WINDOWS)
    before = len(booth.sent)
    booth.touch(BoothWindow(window=2), BoothNumber(), BoothLeave(phone=PHONE), BoothCallback())
    assert callback(booth).step is LeavingStep.WINDOWS
    assert len(booth.sent) == before


def test_what_is_on_its_way_is_sent_once() -> None:
    booth = sent()
    before = len(booth.sent)
    booth.touch(BoothLeave(phone=PHONE), BoothBack(), BoothTouched())
    assert callback(booth).step is LeavingStep.SENDING
    assert len(booth.sent) == before


def test_times_that_cannot_be_had_are_asked_for_again() -> None:
    booth = asked()
    booth.happens(Refused(CallbackWindowsGet(service="vero")))
    assert callback(booth).failed
    booth.touch(BoothCallback())
    assert not callback(booth).failed
    assert booth.sent[-2:] == [CallbackWindowsGet(service="vero")] * 2


def test_a_refusal_is_said_and_sending_again_is_no_second_callback() -> None:
    booth = sent()
    first = booth.sent[-1]
    booth.happens(Refused(first))
    assert (callback(booth).step, callback(booth).failed) == (LeavingStep.CHECK, True)
    booth.touch(BoothLeave(phone=PHONE))
    second = booth.sent[-1]
    assert isinstance(first, CallbackCreate) and isinstance(second, CallbackCreate)
    assert second.callback == first.callback


def test_an_answer_that_comes_too_late_is_believed() -> None:
    booth = sent()
    booth.happens(Refused(booth.sent[-1]))
    booth.told(left())
    assert callback(booth).step is LeavingStep.LEFT


def test_the_terminal_never_holds_the_number() -> None:
    booth = sent()
    assert "765" not in repr(booth.state)
    assert "765" not in repr(booth.sent[-1])
    assert "765" not in repr(BoothLeave(phone=PHONE))
    booth.happens(Refused(booth.sent[-1]))
    assert "765" not in repr(booth.state)


def test_the_last_screen_goes_to_the_start_by_itself_without_a_warning() -> None:
    booth = sent()
    booth.passes(IDLE_S - WARNING_S)
    booth.told(left())
    assert booth.choosing().idle_left_s is None
    booth.passes(LEFT_S - 1)
    assert booth.choosing().idle_left_s is None
    assert booth.screen() is Screen.CHOOSING
    booth.passes(1)
    assert booth.screen() is Screen.START
    assert booth.state.choice is None


def test_a_half_made_callback_is_dropped_after_a_warning() -> None:
    booth = checked()
    booth.passes(IDLE_S - WARNING_S)
    assert booth.choosing().idle_left_s == WARNING_S
    booth.passes(WARNING_S)
    assert (booth.screen(), booth.state.choice) == (Screen.START, None)


@pytest.mark.parametrize("ending", ["dismiss", "clerk", "another service"])
def test_it_ends_with_the_choice(ending: str) -> None:
    booth = checked()
    if ending == "dismiss":
        booth.touch(BoothDismiss())
    elif ending == "clerk":
        booth.told(clerk_in_charge())
    else:
        booth.touch(BoothService(service="kela"))
    assert booth.state.choice is None or booth.state.choice.leaving is None


def test_a_connection_that_comes_back_goes_on_where_it_was() -> None:
    booth = checked()
    booth.happens(LinkSeen(online=False))
    booth.happens(LinkSeen(online=True))
    assert callback(booth).step is LeavingStep.CHECK
