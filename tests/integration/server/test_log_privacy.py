"""What a conversation leaves in the log: no SDP, no address, no name, no token."""

from __future__ import annotations

import io
import json

import pytest

from tests.integration.server.city import City

SDP = "v=0\r\no=- 4611731400430051336 2 IN IP4 192.0.2.77\r\na=fingerprint:sha-256 AB:CD\r\n"
CANDIDATE = "candidate:1 1 udp 2122260223 198.51.100.23 54321 typ host"


async def test_nothing_personal_is_logged(
    city: City, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = await city.start()
    terminal, clerk = await city.terminal(), await city.person("kaisa", "clerk")
    expert = await city.person("aino", "expert")
    room = await city.conversation(clerk, expert, terminal)
    to = {"room": room, "to": terminal.participant, "generation": 1}
    await expert.done("offer", sdp=SDP, tracks=[{"mid": "0", "purpose": "voice"}], **to)
    await expert.done("candidate", candidate={"candidate": CANDIDATE}, **to)
    await expert.send("offer", sdp=[SDP], **to)
    await expert.until("error")
    headers = {"Cookie": "et-clerk=secret-cookie", "User-Agent": "SecretAgent"}
    await city.client.get(f"{node.url}/api/me?workspace=clerk&name=Kaisa", headers=headers)
    await city.client.get(f"{node.url}/a-path-with/Aino")
    # A failure of ours quotes what it failed on; its place in the code is enough.
    monkeypatch.setitem(node.node.teller._by_about, "terminal", _fail)
    await clerk.send("terminal.attach", terminal="lavia-1", seat="remote")
    await clerk.closed()

    text = log.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    failure = next(line for line in lines if line.get("error") == "ValueError")
    assert "test_log_privacy.py" in failure["frames"]
    assert {"connected", "answered"} <= {line["event"] for line in lines}
    hidden = ["192.0.2.77", "198.51.100.23", "fingerprint", "v=0", "127.0.0.1", "SecretAgent"]
    hidden += ["Kaisa", "kaisa", "Aino", "aino", "Äyräs", "secret-cookie", "eyJ"]
    hidden += [peer.welcome["resume"] for peer in (clerk, expert, terminal)]
    assert [word for word in hidden if word in text] == []


async def _fail(*_: object) -> None:
    raise ValueError(f"cannot tell Aino Äyräs of {SDP}")
