"""Write what is made from the Python sources and committed: run it after changing them.

`python .ci/generate.py` writes, `python .ci/generate.py --check` changes nothing and fails
when something committed is not what the sources give. A new kind of output is one more
entry in `GENERATORS`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from generated_docs import documents

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
PROTOCOL = WEB / "src" / "protocol"
sys.path.insert(0, str(ROOT))

Files = Mapping[Path, str]


@dataclass(frozen=True)
class Generator:
    """One kind of output: the files that it makes, by path."""

    name: str
    render: Callable[[], Files]


# JSON Schemas --------------------------------------------------------------------------


def schemas() -> Files:
    """The messages of each direction, and of the booth page, as JSON Schema 2020-12."""
    from pydantic import TypeAdapter

    from edge_client.booth.messages import FROM_BOOTH, TO_BOOTH
    from signaling.protocol.desk import DESK_ASKS, DESK_TELLS
    from signaling.protocol.messages import CLIENT_MESSAGES, SERVER_MESSAGES
    from signaling.protocol.texting import PEER_MESSAGES

    # What the page receives has every field; what it sends may leave out those with a default.
    received: dict[str, tuple[str, TypeAdapter[Any]]] = {
        "server": ("ServerMessage", SERVER_MESSAGES),
        "booth-to-page": ("BoothTold", TO_BOOTH),
        "peer": ("PeerMessage", PEER_MESSAGES),
        "desk-to-person": ("DeskTold", DESK_TELLS),
    }
    sent: dict[str, tuple[str, TypeAdapter[Any]]] = {
        "client": ("ClientMessage", CLIENT_MESSAGES),
        "booth-to-terminal": ("FromBooth", FROM_BOOTH),
        "desk-to-terminal": ("DeskAsk", DESK_ASKS),
    }
    made: dict[Path, str] = {}
    for name, (title, adapter) in {**received, **sent}.items():
        schema = adapter.json_schema(mode="serialization" if name in received else "validation")
        tidy = _tidy({"title": title, **schema}, whole=name in received)
        made[PROTOCOL / f"{name}.schema.json"] = _json(tidy)
    return made


def _tidy(schema: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """Keep the titles of types only (each other one would become a type of its own), and
    make the tag `type` required: it is what tells the messages apart. `whole` makes every
    field required.
    """
    for definition in [schema, *schema.get("$defs", {}).values()]:
        for field in definition.get("properties", {}).values():
            _drop_titles(field)
        if whole and "properties" in definition:
            definition["required"] = list(definition["properties"])
        if "const" in definition.get("properties", {}).get("type", {}):
            required = set(definition.get("required", [])) | {"type"}
            definition["required"] = [name for name in definition["properties"] if name in required]
    return schema


def _drop_titles(part: Any) -> None:
    if isinstance(part, dict):
        part.pop("title", None)
        for value in part.values():
            _drop_titles(value)
    elif isinstance(part, list):
        for value in part:
            _drop_titles(value)


# Constants for TypeScript --------------------------------------------------------------

HEADER = "// Made by .ci/generate.py from the Python sources; edits here are lost.\n\n"


def constants() -> Files:
    """Lists and numbers that both languages must agree on."""
    from signaling import protocol
    from signaling.protocol import desk, limits, rtt, vocabulary

    words: dict[str, type[Enum]] = {
        "ERROR_CODES": protocol.ErrorCode,
        "ROLES": vocabulary.Role,
        "SEATS": vocabulary.Seat,
        "PURPOSES": vocabulary.Purpose,
        "PRESENCE_STATES": vocabulary.PresenceState,
        "PRESENCE_REASONS": vocabulary.PresenceReason,
        "REQUEST_STATES": vocabulary.RequestState,
        "CANCEL_REASONS": vocabulary.CancelReason,
        "DECLINE_REASONS": vocabulary.DeclineReason,
        "VISIT_OUTCOMES": vocabulary.VisitOutcome,
        "RESERVATION_STATES": vocabulary.ReservationState,
        "ROOM_STATES": vocabulary.RoomState,
        "END_REASONS": vocabulary.EndReason,
    }
    lines = [_constant("PROTOCOL_VERSION", protocol.PROTOCOL_VERSION)]
    lines += [_constant(name, [item.value for item in kind]) for name, kind in words.items()]
    away = [item.value for item in vocabulary.PresenceReason if item in protocol.AWAY_REASONS]
    lines.append(_constant("AWAY_REASONS", away))
    codes = {
        code.value: rule.close_code
        for code, rule in protocol.ERRORS.items()
        if rule.close_code is not None
    }
    lines.append(_constant("CLOSE_CODES", codes))
    may_send = {
        kind: [role.value for role in vocabulary.Role if role in roles]
        for kind, roles in protocol.MAY_SEND.items()
    }
    lines.append(_constant("MAY_SEND", may_send))
    lines.append(_constant("AFTER_EXPIRY", sorted(protocol.AFTER_EXPIRY)))
    lines.append(_constant("TEXT_LABEL", protocol.TEXT_LABEL))
    lines.append(_constant("TEXT_PROTOCOL", protocol.TEXT_PROTOCOL))
    lines.append(_constant("DESK_LABEL", desk.DESK_LABEL))
    lines.append(_constant("DESK_PROTOCOL", desk.DESK_PROTOCOL))
    lines.append(_constant("RTT_LABEL", rtt.RTT_LABEL))
    lines.append(_constant("RTT_PROTOCOL", rtt.RTT_PROTOCOL))
    lines += [
        _constant(name, value)
        for name, value in vars(limits).items()
        if name.isupper() and isinstance(value, int | float)
    ]
    return {PROTOCOL / "constants.ts": HEADER + "\n".join(lines)}


def booth_constants() -> Files:
    """The shape of the booth's binary frames, and its lists."""
    from edge_client.booth.messages import PICTURE_HEADER, Picture, Screen
    from edge_client.booth.sound_messages import METER_STEPS

    lines = [
        _constant("PICTURE_HEADER_BYTES", PICTURE_HEADER.size),
        _constant("PICTURES", {picture.name.lower(): picture.value for picture in Picture}),
        _constant("METER_STEPS", METER_STEPS),
        _constant("SCREENS", [screen.value for screen in Screen]),
    ]
    return {PROTOCOL / "boothConstants.ts": HEADER + "\n".join(lines)}


def _constant(name: str, value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return f"export const {name} = {text} as const;\n"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# Types for TypeScript, made by a Node library from the schemas above ----------------------


def run_types(check: bool) -> bool:
    """Run `npm run types`; tells whether what is committed is (now) current."""
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    command = ["npm", "run", "--silent", "types", *(["--", "--check"] if check else [])]
    done = subprocess.run(command, cwd=WEB, env={**os.environ, "PATH": path}, check=False)
    return done.returncode == 0


GENERATORS = (
    Generator("JSON Schemas of the messages", schemas),
    Generator("constants for the web app", constants),
    Generator("constants for the booth page", booth_constants),
    Generator("diagrams and tables in docs/", documents),
)


def main() -> int:
    """Write or check everything; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, tell what is old")
    check = parser.parse_args().check
    stale = [path for each in GENERATORS for path in _apply(each, check)]
    for path in stale:
        print(f"{'not current' if check else 'wrote'}: {path.relative_to(ROOT)}")
    types_current = run_types(check)
    if check and (stale or not types_current):
        print("run `python .ci/generate.py` and commit what it writes", file=sys.stderr)
        return 1
    return 0 if types_current else 1


def _apply(generator: Generator, check: bool) -> list[Path]:
    """Write what differs (unless only checking) and return its paths."""
    changed = []
    for path, text in generator.render().items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        changed.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return changed


if __name__ == "__main__":
    sys.exit(main())
