"""The waiting helper returns early, and its failure tells what was still wrong."""

import asyncio

import pytest

from tests.support.waiting import eventually, eventually_sync


async def test_returns_the_first_truthy_answer() -> None:
    answers = iter([0, None, "", "ready"])
    assert await eventually(lambda: next(answers), timeout_s=5, what="ready") == "ready"


async def test_takes_a_coroutine_function_and_an_assertion_as_not_yet() -> None:
    looks = 0

    async def check() -> bool:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)
        assert looks > 2, "too early"
        return True

    assert await eventually(check, timeout_s=5, what="three looks")
    assert looks == 3


async def test_failure_names_the_last_state() -> None:
    with pytest.raises(AssertionError, match=r"two rings: not so within .*returned \[\]"):
        await eventually(list, timeout_s=0.05, what="two rings")


async def test_failure_names_the_last_assertion() -> None:
    def check() -> bool:
        raise AssertionError("the page shows 'closed'")

    with pytest.raises(AssertionError, match="the page shows 'closed'"):
        await eventually(check, timeout_s=0.05, what="open")
    with pytest.raises(AssertionError, match="the page shows 'closed'"):
        eventually_sync(check, timeout_s=0.05, what="open")


async def test_a_check_that_hangs_is_cut_off() -> None:
    async def check() -> bool:
        await asyncio.Event().wait()
        return True

    with pytest.raises(AssertionError, match="never returned"):
        await eventually(check, timeout_s=0.05, what="an answer")


async def test_other_exceptions_end_the_wait_at_once() -> None:
    def check() -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await eventually(check, timeout_s=60, what="never asked twice")
