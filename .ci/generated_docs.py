"""The documents that are drawn from the sources: state machines, permissions, errors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Made by `make types` from {source}; do not edit. -->\n"


def documents() -> Mapping[Path, str]:
    """docs/state-machines.md and docs/protocol-tables.md."""
    return {
        DOCS / "state-machines.md": state_machines(),
        DOCS / "protocol-tables.md": protocol_tables(),
    }


def state_machines() -> str:
    """One diagram per transition table."""
    from signaling.domain.tables import MACHINES, as_mermaid

    parts = [
        NOTE.format(source="signaling/domain/"),
        "# State machines\n",
        "Each is one table in [signaling/domain/](../signaling/domain/); what a table does not\n"
        "list is refused. The Lua scripts in Redis and the in-memory twin read the same tables.\n",
    ]
    parts += [
        f"## {machine.name.capitalize()}\n\n```mermaid\n{as_mermaid(machine)}```\n"
        for machine in MACHINES
    ]
    return "\n".join(parts)


def protocol_tables() -> str:
    """Who may send what, and every error code."""
    from signaling.protocol import AFTER_EXPIRY, ERRORS, MAY_SEND, Role

    roles = list(Role)
    lines = [
        NOTE.format(source="signaling/protocol/"),
        "# Tables of the protocol\n",
        "## Who may send what\n",
        f"| message | {' | '.join(roles)} | after access expired |",
        "|---" * (len(roles) + 2) + "|",
    ]
    for kind, allowed in MAY_SEND.items():
        cells = ["yes" if role in allowed else "" for role in roles]
        late = "yes" if kind in AFTER_EXPIRY else ""
        lines.append(f"| `{kind}` | {' | '.join(cells)} | {late} |")
    lines += ["", "## Errors\n", "| code | meaning | closes the socket with |", "|---|---|---|"]
    for code, rule in ERRORS.items():
        lines.append(f"| `{code}` | {rule.meaning} | {rule.close_code or ''} |")
    return "\n".join(lines) + "\n"
