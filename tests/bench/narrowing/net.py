"""A line made of three network namespaces: terminal, router, receiver. It takes root.

The router limits what goes to the receiver (`tc tbf`) and loses packets both ways
(`iptables -m statistic`). Everything is removed in the end, also when interrupted.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

TERMINAL_ADDRESS, RECEIVER_ADDRESS = "10.77.1.1", "10.77.2.1"
WIDE_KBIT = 50_000
LATENCY = "300ms"
"""What waits longer at the bottleneck is thrown away: the queue of a mobile line's uplink."""


class MissingError(Exception):
    """What this machine lacks for the benchmark, in plain words."""


def check() -> None:
    """Raise MissingError unless namespaces, tc and iptables can be used."""
    lacking = [tool for tool in ("ip", "tc", "iptables") if shutil.which(tool) is None]
    if lacking:
        raise MissingError(f"{', '.join(lacking)} is missing: install iproute2 and iptables.")
    if os.geteuid() != 0:
        raise MissingError("It makes network namespaces and takes root: run it with sudo.")
    probe = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=False)
    if probe.returncode:
        raise MissingError(f"This kernel gives no network namespaces: {probe.stderr.strip()}")


def _do(*words: str, check: bool = True) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise MissingError(f"`{' '.join(words)}` failed: {done.stderr.strip()}")


@dataclass(frozen=True)
class Net:
    """The names of the three namespaces."""

    terminal: str
    router: str
    receiver: str

    @staticmethod
    def command(namespace: str, *words: str) -> list[str]:
        """The words as a command inside a namespace."""
        return ["ip", "netns", "exec", namespace, *words]

    def limit(self, kbit: int, loss: float) -> None:
        """From now on the line to the receiver carries so much, and so much is lost both ways."""
        _do(
            *self.command(self.router, "tc", "qdisc", "replace", "dev", "line1", "root"),
            *("tbf", "rate", f"{kbit}kbit", "burst", "5kb" if kbit < WIDE_KBIT else "64kb"),
            *("latency", LATENCY),
        )
        tables = self.command(self.router, "iptables")
        _do(*tables, "-F", "FORWARD")
        if loss > 0:
            _do(
                *(*tables, "-A", "FORWARD", "-p", "udp", "-m", "statistic", "--mode", "random"),
                *("--probability", f"{loss:.4f}", "-j", "DROP"),
            )


@contextmanager
def line() -> Iterator[Net]:
    """The namespaces, wide open at first."""
    check()
    stem = f"narrow-{os.getpid()}"
    net = Net(f"{stem}-t", f"{stem}-r", f"{stem}-e")
    names = (net.terminal, net.router, net.receiver)
    ended = signal.signal(signal.SIGTERM, _end)
    try:
        for name in names:
            _do("ip", "netns", "add", name)
            _do(*net.command(name, "ip", "link", "set", "lo", "up"))
        for end, name, address in (
            (net.terminal, "line0", TERMINAL_ADDRESS),
            (net.receiver, "line1", RECEIVER_ADDRESS),
        ):
            gate = address[:-1] + "254"
            _do(
                *net.command(net.router, "ip", "link", "add", name, "type", "veth"),
                *("peer", "name", name, "netns", end),
            )
            _do(*net.command(net.router, "ip", "addr", "add", f"{gate}/24", "dev", name))
            _do(*net.command(net.router, "ip", "link", "set", name, "up"))
            _do(*net.command(end, "ip", "addr", "add", f"{address}/24", "dev", name))
            _do(*net.command(end, "ip", "link", "set", name, "up"))
            _do(*net.command(end, "ip", "route", "add", "default", "via", gate))
        _do(*net.command(net.router, "sysctl", "-qw", "net.ipv4.ip_forward=1"))
        net.limit(WIDE_KBIT, 0.0)
        yield net
    finally:
        # The interfaces in them go with them.
        for name in names:
            _do("ip", "netns", "del", name, check=False)
        signal.signal(signal.SIGTERM, ended)


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(1)
