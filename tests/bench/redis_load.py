"""Operations of the store thrown at Redis as fast as it takes them, from many connections.

redis-py spends far longer on a command than Redis does, so that Redis would sleep between two
and be measured waking up. Here every command is made beforehand, and each connection sends its
next one as soon as the answer to the last is in.
"""

from __future__ import annotations

import hashlib
import json
import selectors
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redis import Redis

from signaling.store.scripts import OPERATIONS, script

CONNECTIONS = 20


class RedisLoad:
    """A Redis on a unix socket with the store's scripts for one tenant."""

    def __init__(self, path: Path, tenant: str) -> None:
        self._path = str(path)
        self.prefix = f"et:{{{tenant}}}:"
        self.redis = Redis(unix_socket_path=str(path), decode_responses=True)
        self._shas = {}
        for operation in OPERATIONS:
            text = script(operation)
            self._shas[operation] = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
            self.redis.script_load(text)
        self._links = [self._connect(path) for _ in range(CONNECTIONS)]

    @staticmethod
    def _connect(path: Path) -> socket.socket:
        link = socket.socket(socket.AF_UNIX)
        link.connect(str(path))
        return link

    def command(self, operation: str, **arguments: Any) -> bytes:
        """One operation of the store as it goes over the wire."""
        text = json.dumps(arguments, separators=(",", ":"))
        return _packed("EVALSHA", self._shas[operation], "1", self.prefix, text)

    def run(self, commands: Iterable[bytes]) -> float:
        """Seconds that Redis took for all of them; raises AssertionError on a refusal."""
        ahead = iter(list(commands))
        with selectors.DefaultSelector() as waiting:
            for link in self._links:
                waiting.register(link, selectors.EVENT_READ, link)
            start = time.perf_counter()
            left = sum(self._send(link, ahead) for link in self._links)
            while left:
                for key, _ in waiting.select():
                    link = key.data
                    answer = link.recv(4096)
                    assert answer.startswith(b"$"), answer
                    left -= not self._send(link, ahead)
            return time.perf_counter() - start

    @staticmethod
    def _send(link: socket.socket, ahead: Iterator[bytes]) -> bool:
        command = next(ahead, None)
        if command is not None:
            link.sendall(command)
        return command is not None

    def script_us(self) -> float:
        """Redis' own time in scripts since the last `forget_times`, microseconds."""
        stats: dict[str, Any] = self.redis.info("commandstats")["cmdstat_evalsha"]
        return float(stats["usec"])

    def forget_times(self) -> None:
        """Begin to count anew."""
        self.redis.config_resetstat()

    def record(self, kind: str, id_: str) -> dict[str, Any]:
        """A record of the store as it is kept."""
        text = self.redis.get(f"{self.prefix}{kind}:{id_}")
        found: dict[str, Any] = json.loads(str(text))
        return found

    @contextmanager
    def listening(self, *channels: str) -> Iterator[None]:
        """Somebody hears the notices meanwhile, and throws them away."""
        with socket.socket(socket.AF_UNIX) as ear:
            ear.connect(self._path)
            ear.sendall(_packed("SUBSCRIBE", *(self.prefix + c for c in channels)))
            listener = threading.Thread(target=_throw_away, args=(ear,), daemon=True)
            listener.start()
            try:
                yield
            finally:
                ear.shutdown(socket.SHUT_RDWR)
                listener.join()

    def close(self) -> None:
        """Close all connections."""
        for link in self._links:
            link.close()
        self.redis.close()


def _packed(*words: str) -> bytes:
    """A command as Redis reads it: an array of strings (RESP)."""
    parts = [f"*{len(words)}\r\n".encode()]
    for word in words:
        data = word.encode()
        parts += [f"${len(data)}\r\n".encode(), data, b"\r\n"]
    return b"".join(parts)


def _throw_away(ear: socket.socket) -> None:
    while ear.recv(1 << 20):
        pass
