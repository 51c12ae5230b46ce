"""The connection's state machine: every step of the table, and nothing else."""

import pytest

from signaling.client.backoff import CEILING_S, FIRST_S, SLOW_S
from signaling.client.machine import (
    TABLE,
    Closed,
    CloseSocket,
    Connected,
    Connection,
    Deliver,
    Event,
    Lost,
    Move,
    Moved,
    Opened,
    OpenSocket,
    OutOfOrderError,
    Phase,
    Received,
    RenewIn,
    SayHello,
    SetTimer,
    Start,
    Step,
    Stop,
    SwitchSocket,
    TimedOut,
)
from signaling.client.verdicts import Verdict
from signaling.protocol import (
    ERRORS,
    AccessState,
    Ack,
    Error,
    ErrorCode,
    Identity,
    ResumeState,
    Role,
    ServerMove,
    Synced,
    Welcome,
)


def welcome(resume: str = "token-1", *, resumed: bool = False) -> Welcome:
    return Welcome(
        protocol=1,
        participant="part-1",
        identity=Identity(role=Role.TERMINAL, id="desk", name="Desk"),
        resume=resume,
        resumed=resumed,
        expires_in_s=100.0,
        ice_servers=[],
        node="node-1",
    )


EVENTS: dict[Step, Event] = {
    Step.START: Start(),
    Step.OPENED: Opened(),
    Step.WELCOME: Received(welcome()),
    Step.TOLD: Received(Ack(re="mine-1")),
    Step.SYNCED: Received(Synced()),
    Step.MOVED: Moved(welcome("token-2", resumed=True)),
    Step.CLOSED: Closed(),
    Step.TIMEOUT: TimedOut(),
    Step.STOP: Stop(),
}
PATHS: dict[Phase, list[Step]] = {
    Phase.IDLE: [],
    Phase.OPENING: [Step.START],
    Phase.GREETING: [Step.START, Step.OPENED],
    Phase.SYNCING: [Step.START, Step.OPENED, Step.WELCOME],
    Phase.ONLINE: [Step.START, Step.OPENED, Step.WELCOME, Step.SYNCED],
    Phase.WAITING: [Step.START, Step.CLOSED],
    Phase.STOPPED: [Step.STOP],
}


def at(phase: Phase, *, unattended: bool = True) -> Connection:
    connection = Connection(lambda: 1.0, unattended=unattended)
    for step in PATHS[phase]:
        connection.handle(EVENTS[step], 0.0)
    assert connection.phase is phase
    return connection


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("step", list(Step))
def test_every_step_is_in_the_table_or_raises(phase: Phase, step: Step) -> None:
    connection = at(phase)
    following = TABLE[phase].get(step)
    if following is None:
        with pytest.raises(OutOfOrderError):
            connection.handle(EVENTS[step], 0.0)
        assert connection.phase is phase
    else:
        connection.handle(EVENTS[step], 0.0)
        assert connection.phase is following


def test_connects_says_hello_and_delivers() -> None:
    connection = Connection(lambda: 1.0)
    assert OpenSocket() in connection.handle(Start(), 0.0)
    assert SayHello(None) in connection.handle(Opened(), 0.1)
    told = connection.handle(Received(welcome()), 0.2)
    assert Connected(welcome(), resumed=False) in told
    assert Deliver(welcome()) in told
    assert RenewIn(60.0) in told
    assert connection.handle(Received(Synced()), 0.3) == [Deliver(Synced()), SetTimer(None)]


def test_comes_back_with_the_latest_resume_token() -> None:
    connection = at(Phase.ONLINE)
    connection.handle(Received(AccessState(expires_in_s=50.0, resume="token-2")), 1.0)
    told = connection.handle(Closed(), 2.0)
    assert told == [SetTimer(FIRST_S), Lost(Verdict.AGAIN, None, None, FIRST_S)]
    assert OpenSocket() in connection.handle(TimedOut(), 2.3)
    assert SayHello("token-2") in connection.handle(Opened(), 2.4)


def test_goes_over_to_another_socket_without_a_loss() -> None:
    connection = at(Phase.ONLINE)
    assert Move() in connection.handle(Received(ServerMove(within_s=10.0)), 1.0)
    assert connection.phase is Phase.ONLINE
    there = welcome("token-2", resumed=True)
    done = connection.handle(Moved(there), 2.0)
    assert done[:2] == [SwitchSocket(), Deliver(there)]
    assert not any(isinstance(each, Lost | Connected) for each in done)
    assert connection.resume == "token-2"


def test_remembers_the_newest_token_that_it_is_told() -> None:
    connection = at(Phase.ONLINE)
    connection.handle(Received(ResumeState(resume="token-9")), 1.0)
    connection.handle(Closed(1006), 2.0)
    connection.handle(TimedOut(), 3.0)
    assert SayHello("token-9") in connection.handle(Opened(), 3.1)


def test_an_invalid_resume_token_is_dropped() -> None:
    connection = at(Phase.ONLINE)
    connection.handle(Closed(close_code=4410), 1.0)
    connection.handle(TimedOut(), 2.0)
    assert SayHello(None) in connection.handle(Opened(), 2.1)


def test_replaced_never_tries_again() -> None:
    connection = at(Phase.ONLINE)
    assert Lost(Verdict.STOP, 4409, None, None) in connection.handle(Closed(close_code=4409), 1.0)
    assert connection.phase is Phase.STOPPED


@pytest.mark.parametrize(
    "closed", [Closed(close_code=4401), Closed(close_code=4403), Closed(http_status=401)]
)
def test_a_refused_terminal_tries_slowly_and_a_refused_person_stops(closed: Closed) -> None:
    terminal = at(Phase.ONLINE)
    (timer, lost) = terminal.handle(closed, 1.0)
    assert timer == SetTimer(SLOW_S)
    assert isinstance(lost, Lost)
    assert lost.retry_in_s == SLOW_S
    person = at(Phase.ONLINE, unattended=False)
    (timer, lost) = person.handle(closed, 1.0)
    assert timer == SetTimer(None)
    assert isinstance(lost, Lost)
    assert lost.retry_in_s is None
    assert person.phase is Phase.STOPPED


def test_the_error_before_the_close_is_told_with_it() -> None:
    connection = at(Phase.GREETING)
    error = Error(code=ErrorCode.LOCKED_OUT, detail="")
    connection.handle(Received(error), 0.5)
    lost = connection.handle(Closed(close_code=4403), 0.6)[-1]
    assert isinstance(lost, Lost)
    assert lost.refused is ErrorCode.LOCKED_OUT


def test_waits_grow_to_a_ceiling_and_start_anew_after_a_steady_connection() -> None:
    connection = at(Phase.OPENING)
    waits = []
    for _ in range(8):
        lost = connection.handle(Closed(), 0.0)[-1]
        assert isinstance(lost, Lost)
        assert lost.retry_in_s is not None
        waits.append(lost.retry_in_s)
        connection.handle(TimedOut(), 0.0)
    assert waits[:4] == [FIRST_S, FIRST_S * 2, FIRST_S * 4, FIRST_S * 8]
    assert waits[-1] == CEILING_S
    for step in (Step.OPENED, Step.WELCOME, Step.SYNCED):
        connection.handle(EVENTS[step], 10.0)
    lost = connection.handle(Closed(), 25.0)[-1]
    assert isinstance(lost, Lost)
    assert lost.retry_in_s == FIRST_S


def test_a_server_that_drops_everybody_at_once_is_not_hammered() -> None:
    connection = at(Phase.ONLINE)
    first = connection.handle(Closed(), 1.0)[-1]
    connection.handle(TimedOut(), 1.0)
    for step in (Step.OPENED, Step.WELCOME, Step.SYNCED):
        connection.handle(EVENTS[step], 1.0)
    second = connection.handle(Closed(), 2.0)[-1]
    assert isinstance(first, Lost)
    assert isinstance(second, Lost)
    assert (second.retry_in_s or 0) > (first.retry_in_s or 0)


@pytest.mark.parametrize("phase", [Phase.OPENING, Phase.GREETING, Phase.SYNCING])
def test_a_silent_server_is_given_up(phase: Phase) -> None:
    told = at(phase).handle(TimedOut(), 10.0)
    assert told[0] == CloseSocket(bye=False)
    assert isinstance(told[-1], Lost)


def test_stop_says_bye_only_where_somebody_listens() -> None:
    assert CloseSocket(bye=True) in at(Phase.ONLINE).handle(Stop(), 0.0)
    assert CloseSocket(bye=False) in at(Phase.WAITING).handle(Stop(), 0.0)


def test_every_close_code_of_the_protocol_has_a_verdict() -> None:
    from signaling.client.verdicts import CLOSE_CODES

    codes = {rule.close_code for rule in ERRORS.values() if rule.close_code is not None}
    assert codes == set(CLOSE_CODES)
