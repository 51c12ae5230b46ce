"""The HTTP interface: signing in, cookies, origins, hosts, headers, pages, health."""

from __future__ import annotations

import time
from http.cookies import SimpleCookie
from typing import Any

import aiohttp
import pytest
from yarl import URL

from signaling.protocol import Role
from tests.integration.server.city import City, RunningNode


async def _get(city: City, path: str, **headers: str) -> aiohttp.ClientResponse:
    return await city.client.get(f"{city.nodes[0].url}{path}", headers=headers)


async def _post(
    city: City, path: str, body: Any, *, origin: str | None = "own", **headers: str
) -> aiohttp.ClientResponse:
    url = city.nodes[0].url
    sent = dict(headers)
    if origin is not None:
        sent["Origin"] = url if origin == "own" else origin
    return await city.client.post(f"{url}{path}", json=body, headers=sent)


async def _sign_in(city: City, workspace: str, person: str) -> str:
    answer = await _post(city, "/api/demo/sign-in", {"workspace": workspace, "person": person})
    assert answer.status == 204, await answer.text()
    (cookie,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    return f"{cookie.key}={cookie.value}"


async def test_settings_for_everybody(city: City) -> None:
    await city.start()
    answer = await _get(city, "/api/settings")
    assert await answer.json() == {
        "demo": True,
        "protocol": 1,
        "languages": ["fi", "sv", "en"],
        "organization": {"fi": "Testikaupunki", "sv": "Teststaden", "en": "Test City"},
        "feedback": "",
    }


async def test_demo_sign_in_gives_a_cookie_that_opens_a_socket(city: City) -> None:
    await city.start(access_s=300)
    people = await (await _get(city, "/api/demo/people?workspace=expert")).json()
    assert [(p["id"], p["role"]) for p in people] == [
        ("aino", "expert"),
        ("bo", "expert"),
        ("amira", "interpreter"),
    ]
    assert people[0] == {
        "id": "aino",
        "name": "Aino Äyräs",
        "role": "expert",
        "services": ["vero"],
        "languages": ["fi", "sv"],
    }
    answer = await _post(city, "/api/demo/sign-in", {"workspace": "expert", "person": "aino"})
    (cookie,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    assert cookie.key == "et-expert"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    pair = f"et-expert={cookie.value}"
    me = await (await _get(city, "/api/me?workspace=expert", Cookie=pair)).json()
    assert me["identity"]["name"] == "Aino Äyräs"
    assert 290 < me["expires_in_s"] <= 300
    assert (me["serves"], me["services"]) == (True, ["vero"])
    clerk = await _sign_in(city, "clerk", "kaisa")
    assert not (await (await _get(city, "/api/me?workspace=clerk", Cookie=clerk)).json())["serves"]
    peer = await city.hello(await city.open("/ws/expert", cookie=pair))
    assert peer.welcome["identity"] == me["identity"]


async def test_three_roles_in_one_browser(city: City) -> None:
    await city.start()
    jar = "; ".join(
        [
            await _sign_in(city, "clerk", "bo"),
            await _sign_in(city, "expert", "amira"),
            await _sign_in(city, "supervision", "riitta"),
        ]
    )
    roles = {}
    for workspace in ("clerk", "expert", "supervision"):
        peer = await city.hello(await city.open(f"/ws/{workspace}", cookie=jar))
        roles[workspace] = peer.welcome["identity"]["role"]
    assert roles == {"clerk": "clerk", "expert": "interpreter", "supervision": "supervisor"}
    # The cookie of one workspace under the name of another is good for nothing.
    value = (await _sign_in(city, "expert", "bo")).partition("=")[2]
    answer = await _get(city, "/api/me?workspace=clerk", Cookie=f"et-clerk={value}")
    assert answer.status == 401


async def test_sign_out_and_renew(city: City) -> None:
    node = await city.start(access_s=300)
    pair = await _sign_in(city, "clerk", "kaisa")
    answer = await _post(city, "/api/renew", {"workspace": "clerk"}, Cookie=pair)
    assert (await answer.json())["expires_in_s"] == 300
    assert answer.cookies["et-clerk"].value != pair.partition("=")[2]

    tokens, now = node.node.tokens, time.time()
    old = tokens.access("kaisa", Role.CLERK, 300, now - 11.99 * 3600)
    answer = await _post(city, "/api/renew", {"workspace": "clerk"}, Cookie=f"et-clerk={old}")
    assert (await answer.json())["expires_in_s"] < 60, "a day's sign-in ends"
    for token in (
        tokens.access("kaisa", Role.CLERK, 300, now - 12 * 3600),
        tokens.access("kaisa", Role.CLERK, -1, now),
        "rubbish",
    ):
        answer = await _post(city, "/api/renew", {"workspace": "clerk"}, Cookie=f"et-clerk={token}")
        assert (answer.status, (await answer.json())["code"]) == (401, "unauthorized")

    answer = await _post(city, "/api/sign-out", {"workspace": "clerk"}, Cookie=pair)
    assert answer.status == 204
    assert answer.cookies["et-clerk"].value == ""
    assert answer.cookies["et-clerk"]["max-age"] == "0"


async def test_directory_is_for_those_signed_in(city: City) -> None:
    await city.start()
    assert (await _get(city, "/api/directory")).status == 401
    pair = await _sign_in(city, "clerk", "kaisa")
    told = await (await _get(city, "/api/directory", Cookie=pair)).json()
    assert [s["id"] for s in told["services"]] == ["vero", "tulkkaus"]
    assert told["services"][0] == {
        "id": "vero",
        "group": "state",
        "theme": None,
        "name": {"fi": "Verohallinto", "sv": "Skatteförvaltningen", "en": "Tax Administration"},
        "description": {"fi": "Verot", "sv": "Skatter", "en": "Taxes"},
        "languages": ["fi", "sv"],
        "interpreting": False,
        "hours": {"fi": "9–15", "sv": "9–15", "en": "9–15"},
        "known_as": {"fi": ["verotoimisto"], "sv": [], "en": []},
        "papers": {"fi": "Kirje", "sv": "Brev", "en": "Letter"},
    }
    assert [p["id"] for p in told["places"]] == ["porina", "lavia"]
    assert "people" not in told


async def test_colleagues_are_for_clerks(city: City) -> None:
    await city.start()
    clerk = await _sign_in(city, "clerk", "bo")
    path = "/api/colleagues?service=vero"
    told = await (await _get(city, path, Cookie=clerk)).json()
    assert told == [{"id": "aino", "name": "Aino Äyräs", "languages": ["fi", "sv"]}], "not oneself"
    assert (await _get(city, "/api/colleagues?service=x", Cookie=clerk)).status == 404
    assert (await _get(city, "/api/colleagues", Cookie=clerk)).status == 404
    expert = await _sign_in(city, "expert", "aino")
    assert (await _get(city, path, Cookie=expert)).status == 401
    assert (await _get(city, path)).status == 401


async def test_a_terminal_reads_the_directory_with_an_assertion(city: City) -> None:
    await city.start()
    assertion = {"Authorization": f"Bearer {city.assertion('porina-1')}"}
    answer = await _get(city, "/api/directory", **assertion)
    told = await answer.json()
    assert [s["id"] for s in told["services"]] == ["vero", "tulkkaus"]
    assert (await _get(city, "/api/directory", **assertion)).status == 401, "used once"
    assert (await _get(city, "/api/colleagues?service=vero", **assertion)).status == 401


async def test_secure_cookie_behind_https(city: City) -> None:
    node = await city.start(public_urls=["https://etaluukku.example"])
    pair = await _post(city, "/api/demo/sign-in", {"workspace": "clerk", "person": "kaisa"})
    header = pair.headers["Set-Cookie"]
    assert header.startswith("__Host-et-clerk=")
    assert "; Secure" in header
    assert "Domain" not in header
    token = node.node.tokens.access("kaisa", Role.CLERK, 60, time.time())
    peer = await city.open(
        "/ws/clerk",
        cookie=f"__Host-et-clerk={token}",
        headers={"Origin": "https://etaluukku.example", "Host": "etaluukku.example"},
    )
    await city.hello(peer)


# Attacks from other pages -----------------------------------------------------------------


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost",
        "http://localhost:1",
        "http://127.0.0.1.evil.example:{port}",
        "https://127.0.0.1:{port}",
        "null",
        "",
        "http://127.0.0.1:{port}/",
    ],
)
async def test_other_origins_open_no_socket_and_change_nothing(city: City, origin: str) -> None:
    node = await city.start()
    origin = origin.format(port=node.port)
    pair = await _sign_in(city, "clerk", "kaisa")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await city.open("/ws/clerk", cookie=pair, headers={"Origin": origin})
    assert refused.value.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await city.open(
            "/ws/clerk", bearer=city.token("kaisa", "clerk"), headers={"Origin": origin}
        )
    for path in ("/api/demo/sign-in", "/api/sign-out", "/api/renew"):
        body = {"workspace": "clerk", "person": "kaisa"}
        answer = await _post(city, path, body, origin=origin, Cookie=pair)
        assert answer.status == 403
        assert "Set-Cookie" not in answer.headers


async def test_cookie_without_an_origin_is_no_browser_of_ours(city: City) -> None:
    node = await city.start()
    pair = await _sign_in(city, "clerk", "kaisa")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await city.client.ws_connect(f"{node.url}/ws/clerk", headers={"Cookie": pair})
    assert refused.value.status == 403
    answer = await _post(city, "/api/renew", {"workspace": "clerk"}, origin=None, Cookie=pair)
    assert answer.status == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "localhost:1", ""])
async def test_rebound_names_reach_nothing(city: City, host: str) -> None:
    """DNS rebinding: a foreign name that resolves to us is refused whatever it asks."""
    node = await city.start()
    host = host.format(port=node.port)
    for path in ("/", "/api/settings", "/api/demo/people?workspace=clerk", "/ws/clerk"):
        answer = await _get(city, path, Host=host)
        assert answer.status == 421, path
    assert (await _get(city, "/healthz", Host=host)).status == 200


@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-For": "192.0.2.1"}, {"Forwarded": "for=192.0.2.1"}]
)
async def test_demo_sign_in_is_not_for_those_behind_a_proxy(
    city: City, headers: dict[str, str]
) -> None:
    await city.start()
    body = {"workspace": "clerk", "person": "kaisa"}
    assert (await _post(city, "/api/demo/sign-in", body, **headers)).status == 404
    assert (await _get(city, "/api/demo/people?workspace=clerk", **headers)).status == 404


async def test_demo_sign_in_is_only_for_local_names(city: City) -> None:
    await city.start(public_urls=["http://etaluukku.example"])
    answer = await _get(city, "/api/demo/people?workspace=clerk", Host="etaluukku.example")
    assert answer.status == 404


async def test_no_demo_no_sign_in(city: City) -> None:
    await city.start(demo=False)
    body = {"workspace": "clerk", "person": "kaisa"}
    assert (await _post(city, "/api/demo/sign-in", body)).status == 404
    assert (await _get(city, "/api/demo/people?workspace=clerk")).status == 404
    assert (await (await _get(city, "/api/settings")).json())["demo"] is False


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        ("workspace=clerk&person=kaisa", "application/x-www-form-urlencoded", 415),
        ('{"workspace":"clerk","person":"kaisa"}', "text/plain", 415),
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ('{"workspace":"kitchen","person":"kaisa"}', "application/json", 400),
        ('{"workspace":"clerk","person":"nobody"}', "application/json", 404),
        ('{"workspace":"clerk","person":"aino"}', "application/json", 404),
        ('{"workspace":"clerk","person":["kaisa"]}', "application/json", 404),
        ("[" * 20_000, "application/json", 400),
        ("x" * 70_000, "application/json", 413),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_bad_bodies(city: City, data: str, kind: str, status: int) -> None:
    node = await city.start()
    headers = {"Origin": node.url, "Content-Type": kind}
    url = f"{node.url}/api/demo/sign-in"
    answer = await city.client.post(url, data=data, headers=headers)
    assert answer.status == status
    problem = await answer.json()
    assert problem["code"]
    assert problem["detail"]


# Pages, headers, health -------------------------------------------------------------------


def _web(node: RunningNode) -> None:
    dist = node.node.settings.web_dist
    (dist / "assets").mkdir(parents=True)
    for name in ("index.html", "clerk.html", "expert.html"):
        (dist / name).write_text(f"<title>{name}</title>")
    (dist / "assets" / "app-1234.js").write_text("1")
    (dist / "secret.txt").write_text("no")


async def test_pages_and_assets(city: City) -> None:
    node = await city.start()
    answer = await _get(city, "/clerk")
    assert answer.status == 503
    assert "not built" in (await answer.json())["detail"]
    _web(node)
    for path, name in {"/": "index", "/clerk": "clerk", "/expert": "expert"}.items():
        answer = await _get(city, path)
        assert f"{name}.html" in await answer.text()
        assert answer.headers["Cache-Control"] == "no-cache"
    answer = await _get(city, "/assets/app-1234.js")
    assert await answer.text() == "1"
    assert "immutable" in answer.headers["Cache-Control"]
    for path in ("..%2fsecret.txt", "%2e%2e%2fsecret.txt", "..", ".", "none.js", "app-1234.js/x"):
        # Encoded, or the client itself would tidy the path up.
        answer = await city.client.get(URL(f"{node.url}/assets/{path}", encoded=True))
        assert answer.status == 404, path


async def test_security_headers_on_every_answer(city: City) -> None:
    node = await city.start()
    _web(node)
    for path in ("/", "/api/settings", "/api/me?workspace=clerk", "/nothing", "/healthz"):
        headers = (await _get(city, path)).headers
        policy = dict(
            part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'self'"
        assert "script-src" not in policy
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert f"ws://localhost:{node.port}" in policy["connect-src"].split()
        assert "[" not in policy["connect-src"], "a literal IPv6 address is no host-source"
        assert policy["frame-ancestors"] == "'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "camera=(self)" in headers["Permissions-Policy"]
    assert (await _get(city, "/api/settings")).headers["Cache-Control"] == "no-store"


async def test_health(city: City) -> None:
    node = await city.start()
    assert (await _get(city, "/healthz")).status == 200
    assert (await _get(city, "/readyz")).status == 200
    node.node.hub.draining = True
    assert (await _get(city, "/readyz")).status == 503


async def test_turn_credentials_come_with_welcome(city: City, turn_secret: str) -> None:
    secret = city.folder / "turn-secret"
    secret.write_text(f"{turn_secret}\n")
    await city.start(
        stun_urls=["stun:turn.example:3478"],
        turn={"urls": ["turn:turn.example:3478"], "secret_file": secret, "life_s": 600},
    )
    terminal = await city.terminal()
    stun, turn = terminal.welcome["ice_servers"]
    assert stun == {"urls": ["stun:turn.example:3478"], "username": None, "credential": None}
    expiry, _, name = turn["username"].partition(":")
    assert name == terminal.participant
    assert 590 < int(expiry) - time.time() <= 600
    await terminal.send("ice.get")
    fresh = await terminal.until("ice.servers")
    assert fresh["expires_in_s"] == 600
    assert len(fresh["ice_servers"]) == 2


@pytest.fixture
def turn_secret() -> str:
    """Not a secret of anything."""
    return "only-for-this-test"
