"""The `expert_client` command.

``available`` runs an expert until Ctrl-C; ``answer``, ``decline``, ``hang-up``, ``away`` and
``status`` steer the running one from another shell. What happens is told as JSON lines.
Nothing that is seen or heard is saved.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from expert_client.control import ControlError, request, serve, socket_path
from signaling.client import (
    Credentials,
    CredentialsError,
    NotConnectedError,
    Token,
    TokenFile,
)
from signaling.protocol import ProtocolError

TOKEN_VARIABLE = "ETALUUKKU_TOKEN"  # noqa: S105 - the name of a variable, no secret
STEERING = ("answer", "decline", "hang-up", "away", "status", "stop")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command; the exit code."""
    options = _parser().parse_args(argv)
    try:
        if options.command == "available":
            return asyncio.run(_available(options))
        answer = asyncio.run(request(socket_path(options.name), options.command))
        print(json.dumps(answer["status"]))
    except (
        ControlError,
        CredentialsError,
        ConnectionError,
        NotConnectedError,
        ProtocolError,
    ) as error:
        print(error, file=sys.stderr)
        return 1
    except TimeoutError:
        print(f"No answer from {options.server}. Does the server run?", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="expert_client",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("available", help="run an expert who is available")
    run.add_argument(
        "--server", default="http://localhost:8080", help="the signaling server, or several"
    )
    run.add_argument(
        "--service",
        action="append",
        default=[],
        metavar="ID",
        help="answer only rings of this service; may be repeated",
    )
    run.add_argument(
        "--token-file",
        type=Path,
        help=f"file with an access token (`etaluukku token`); else ${TOKEN_VARIABLE}",
    )
    run.add_argument("--auto-answer", action="store_true", help="accept every ring at once")
    run.add_argument("--video", type=Path, help="film or picture in place of the test picture")
    run.add_argument("--voice", type=Path, help="sound file in place of the tone")
    run.add_argument("--relay-only", action="store_true", help="media through TURN only")
    helps = {
        "answer": "answer the ring",
        "decline": "let the ring go on to the next person",
        "hang-up": "leave the conversation",
        "away": "be away",
        "status": "presence, ring and conversation",
        "stop": "end the running expert",
    }
    for name in STEERING:
        commands.add_parser(name, help=helps[name])
    for command in commands.choices.values():
        command.add_argument("--name", default="default", help="which of several experts here")
    return parser


async def _available(options: argparse.Namespace) -> int:
    # Here, since the commands that only steer should not wait for the media libraries.
    from edge_client.logs import set_up_logs
    from expert_client.daemon import Daemon
    from expert_client.expert import Expert
    from expert_client.media import ExpertMedia

    set_up_logs()
    media = ExpertMedia(face=options.video, voice=options.voice)
    for file in (options.video, options.voice):
        if file is not None and not file.is_file():
            raise ControlError(f"{file}: no such file")
    expert = Expert(
        [experts_endpoint(server) for server in options.server.split()],
        _credentials(options.token_file),
        media,
        relay_only=options.relay_only,
    )
    daemon = Daemon(expert, frozenset(options.service), options.auto_answer, sys.stdout)
    path = socket_path(options.name)
    server = await serve(path, daemon.control)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, daemon.stop)
    try:
        async with expert:
            await daemon.run()
    finally:
        server.close()
        path.unlink(missing_ok=True)
    return 0


def experts_endpoint(server: str) -> str:
    """The experts' WebSocket address, from the server's with or without its path."""
    parts = urlsplit(server)
    path = parts.path.rstrip("/")
    if not path.endswith("/ws/expert"):
        path = f"{path.removesuffix('/ws')}/ws/expert"
    return urlunsplit(parts._replace(path=path))


def _credentials(file: Path | None) -> Credentials:
    if file is not None:
        return TokenFile(file)
    token = os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise CredentialsError(
            f"No access token. Give --token-file, or set {TOKEN_VARIABLE}. "
            "`etaluukku token` makes one."
        )
    return Token(token)


if __name__ == "__main__":
    sys.exit(main())
