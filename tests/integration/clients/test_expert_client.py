"""`expert_client`: one shell runs the expert, another steers it."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from edge_client.booth.messages import Screen
from signaling.protocol import Role
from tests.support.city import ScenarioCity
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[3]


class Shell:
    """Runs the command with a runtime folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "XDG_RUNTIME_DIR": str(folder),
        }
        self.environ.pop("ETALUUKKU_TOKEN", None)

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "expert_client",
            *arguments,
            env=self.environ,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *arguments: str) -> tuple[int, str, str]:
        process = await self.start(*arguments)
        out, errors = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode is not None
        return process.returncode, out.decode(), errors.decode()

    async def status(self) -> dict[str, Any]:
        code, out, errors = await self.run("status")
        assert code == 0, errors
        told: dict[str, Any] = json.loads(out)
        return told


@asynccontextmanager
async def an_expert(city: ScenarioCity, folder: Path, *more: str) -> AsyncIterator[Shell]:
    """`expert_client available` as a process, ready."""
    shell = Shell(folder)
    token = folder / "token"
    token.write_text(city.token("aino", Role.EXPERT))
    options = ["--server", city.nodes[0].url, "--token-file", str(token), *more]
    process = await shell.start("available", *options)
    try:
        assert process.stdout is not None
        first = await asyncio.wait_for(process.stdout.readline(), 20)
        assert b'"available"' in first, first
        yield shell
    finally:
        if process.returncode is None:
            process.terminate()
        _, errors = await asyncio.wait_for(process.communicate(), 15)
        assert process.returncode == 0, errors.decode()
        assert "Traceback" not in errors.decode()


async def test_answer_and_hang_up_from_another_shell(city: ScenarioCity, tmp_path: Path) -> None:
    await city.start()
    desk, clerk = await city.desk(), await city.clerk()
    async with an_expert(city, tmp_path, "--service", "vero") as shell:
        code, _, errors = await shell.run("answer")
        assert code == 1
        assert "Nobody rings" in errors
        await clerk.summon()
        await eventually(
            lambda: clerk.world.request is not None and clerk.world.request.rung,
            timeout_s=5,
            what="the ring",
        )
        assert (await shell.status())["ringing"] == "vero"
        code, _, errors = await shell.run("answer")
        assert code == 0, errors
        await eventually(
            lambda: desk.on(Screen.CONVERSATION), timeout_s=10, what="the conversation"
        )
        await eventually(lambda: desk.heard.loudness() > 0.01, timeout_s=10, what="a voice")
        assert (await shell.status())["terminal"] == "porina-1"
        code, _, errors = await shell.run("hang-up")
        assert code == 0, errors
        await eventually(
            lambda: desk.on(Screen.WITH_CLERK), timeout_s=5, what="the expert to be gone"
        )


async def test_only_the_named_services_are_answered(city: ScenarioCity, tmp_path: Path) -> None:
    await city.start()
    desk, clerk = await city.desk(), await city.clerk()
    async with an_expert(city, tmp_path, "--service", "kela", "--auto-answer"):
        await clerk.summon("vero")
        await eventually(
            lambda: (
                clerk.world.last_request is not None
                or (clerk.world.request is not None and clerk.world.request.rung == 1)
            ),
            timeout_s=5,
            what="the ring to be declined",
        )
        assert not desk.on(Screen.CONVERSATION)


async def test_a_second_expert_of_the_same_name_is_refused(
    city: ScenarioCity, tmp_path: Path
) -> None:
    await city.start()
    async with an_expert(city, tmp_path) as shell:
        code, _, errors = await shell.run(
            "available", "--server", city.nodes[0].url, "--token-file", str(tmp_path / "token")
        )
        assert code == 1
        assert "--name" in errors


async def test_errors_are_one_line_that_says_what_to_do(city: ScenarioCity, tmp_path: Path) -> None:
    await city.start()
    shell = Shell(tmp_path)
    for arguments, hint in (
        (["answer"], "expert_client available"),
        (["available", "--server", city.nodes[0].url], "--token-file"),
        (["available", "--token-file", str(tmp_path / "none")], "etaluukku token"),
    ):
        code, _, errors = await shell.run(*arguments)
        assert code == 1
        assert hint in errors, errors
        assert errors.count("\n") == 1, errors
    forged = tmp_path / "forged"
    forged.write_text("a.b.c")
    code, _, errors = await shell.run(
        "available", "--server", city.nodes[0].url, "--token-file", str(forged)
    )
    assert code == 1
    assert "fresh token" in errors
