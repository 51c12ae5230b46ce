"""How one command steers an expert that another command runs: a unix socket of the user's own.

One JSON line each way: ``{"do": "answer"}`` gives ``{"ok": true, "status": {...}}`` or
``{"ok": false, "error": "..."}``. The socket lies in a folder that only this user can enter.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

LINE_BYTES = 4096
ANSWER_S = 20.0

Answer = dict[str, Any]
Handler = Callable[[str], Awaitable[Answer]]


class ControlError(Exception):
    """The running expert cannot be reached, or did not do it; the text says what to do."""


def socket_path(name: str) -> Path:
    """Where the expert of that name listens. Raises `ControlError` for an unusable name."""
    if not name.isidentifier() or len(name) > 40:
        raise ControlError("--name: letters, digits and underscores only, at most 40")
    base = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(base) if base else Path(tempfile.gettempdir()) / f"etaluukku-{os.getuid()}"
    if not base:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
            raise ControlError(f"{folder} belongs to somebody else; set XDG_RUNTIME_DIR.")
    return folder / f"etaluukku-expert-{name}.sock"


async def serve(path: Path, handle: Handler) -> asyncio.Server:
    """Listen. Raises `ControlError` when an expert of that name runs already."""
    listener = _listen(path)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, ValueError, TimeoutError):
            async with asyncio.timeout(ANSWER_S):
                asked = json.loads(await reader.readline())
                told = await handle(str(asked.get("do")) if isinstance(asked, dict) else "")
                writer.write(json.dumps(told).encode() + b"\n")
                await writer.drain()
        writer.close()

    return await asyncio.start_unix_server(answer, sock=listener, limit=LINE_BYTES)


def _listen(path: Path) -> socket.socket:
    """A socket of this user alone, in place of one that a killed expert left."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
        else:
            raise ControlError(
                f"An expert listens at {path} already. Stop it, or choose another --name."
            )
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(path))
        path.chmod(0o600)
    except OSError as error:
        listener.close()
        raise ControlError(f"{path}: {error.strerror}") from None
    return listener


async def request(path: Path, what: str) -> Answer:
    """Ask the running expert. Raises `ControlError`."""
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=LINE_BYTES)
    except OSError:
        raise ControlError(
            "No expert runs here. Start one with `expert_client available --service ...`."
        ) from None
    try:
        async with asyncio.timeout(ANSWER_S):
            writer.write(json.dumps({"do": what}).encode() + b"\n")
            await writer.drain()
            answer = json.loads(await reader.readline())
    except (OSError, ValueError, TimeoutError):
        raise ControlError("The running expert did not answer.") from None
    finally:
        writer.close()
    if not isinstance(answer, dict) or not answer.get("ok"):
        raise ControlError(str(answer.get("error") if isinstance(answer, dict) else answer))
    return answer
