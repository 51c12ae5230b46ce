"""CPU time of processes, from /proc."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int, name: str = "") -> float:
    """What a process and its descendants have used so far, in user and in system mode.

    With `name` only those of them count whose command's name begins so.
    """
    parents: dict[int, int] = {}
    spent: dict[int, tuple[str, int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            head, _, tail = (entry / "stat").read_text().rpartition(")")
        except OSError:
            continue  # that process has just ended
        # After the name in brackets: state, parent, ..., user and system time in ticks.
        fields = tail.split()
        parents[int(entry.name)] = int(fields[1])
        spent[int(entry.name)] = (head.partition("(")[2], int(fields[11]) + int(fields[12]))

    def belongs(process: int) -> bool:
        while process != root and process in parents:
            process = parents[process]
        return process == root

    return (
        sum(
            ticks
            for process, (command, ticks) in spent.items()
            if command.startswith(name) and belongs(process)
        )
        / _TICKS
    )


def busy_seconds() -> float:
    """What all processes of the machine have used so far."""
    fields = Path("/proc/stat").read_text().partition("\n")[0].split()[1:]
    user, nice, system, _idle, _waiting, *interrupts = (int(each) for each in fields[:7])
    return (user + nice + system + sum(interrupts)) / _TICKS
