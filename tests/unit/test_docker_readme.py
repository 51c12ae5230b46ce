"""What docker/README.md and the terminal's unit name exists."""

from __future__ import annotations

import configparser
import re
import shlex
import tomllib
from pathlib import Path

from edge_client.__main__ import BAD_CONFIGURATION
from edge_client.__main__ import parser as terminal_parser
from signaling.cli.main import build_parser
from tests.support.redis_rights import rights
from tests.unit.docker_files import DOCKER, NODES, ROOT, SERVICES

README = (DOCKER / "README.md").read_text()


def _commands() -> list[list[str]]:
    """Every line that the reader is to type, and what stands in the text as a command."""
    lines = re.findall(r"^ {4,}(\S.*)$", README, re.MULTILINE)
    lines += re.findall(r"`(docker compose [^`]+)`", README)
    return [shlex.split(line) for line in lines]


def _inner(words: list[str]) -> list[str]:
    """The command that is run as another user or in a container."""
    if words[0] == "runuser":
        return words[words.index("--") + 1 :]
    if words[:3] == ["docker", "compose", "exec"]:
        return words[4:]
    if words[:3] == ["docker", "compose", "run"]:
        (service,) = set(NODES) & set(words)
        return ["etaluukku", *words[words.index(service) + 1 :]]
    return words


def test_the_commands_exist() -> None:
    tried: list[str] = []
    for program, *words in map(_inner, _commands()):
        name = Path(program).name
        if name == "etaluukku":
            build_parser().parse_args(words)
        elif name == "edge_client":
            terminal_parser("en").parse_args(words)
        tried.append(name)
    assert (tried.count("etaluukku"), tried.count("edge_client")) == (3, 3)


def test_the_services_exist() -> None:
    compose = [words[2:] for words in _commands() if words[:2] == ["docker", "compose"]]
    named = {
        word
        for action, *words in compose
        if action in {"up", "exec", "logs"}
        for word in words
        if not word.startswith("-") and word not in _after_service(action, words)
    }
    assert named == {*NODES, "turn"}


def _after_service(action: str, words: list[str]) -> list[str]:
    return words[1:] if action == "exec" else []


def test_the_files_exist() -> None:
    links = re.findall(r"`((?:tests|docker|edge_client|signaling)/[\w./-]+)`", README)
    links += re.findall(r"(?:\.\./|/opt/etaluukku/)((?!\.venv)[\w./-]+\.\w+)", README)
    assert len(links) >= 5
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_ports_are_those_that_are_open() -> None:
    lines = (DOCKER / "turnserver.conf").read_text().splitlines()
    conf = dict(line.split("=", 1) for line in lines if re.match(r"[a-z-]+-port=", line))
    plain, tls = conf["listening-port"], conf["tls-listening-port"]
    published = {f"{port.split(':')[0]}/tcp" for port in SERVICES["proxy"]["ports"]}
    relayed = f"{conf['min-port']}–{conf['max-port']}/udp"
    open_ports = published | {f"{plain}/udp", f"{plain}/tcp", f"{tls}/tcp", relayed}
    assert set(re.findall(r"\b\d[\d–]*/(?:tcp|udp)\b", README)) == open_ports
    for url in SERVICES["signaling-1"]["environment"]["ETALUUKKU_TURN_URLS"].split():
        port = tls if url.startswith("turns:") else plain
        assert f":{port}?" in url


def test_the_unit_starts_the_terminal_that_the_readme_installs() -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.read(DOCKER / "etaluukku-terminal.service")
    service = unit["Service"]
    program, *words = shlex.split(service["ExecStart"])
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert Path(program).name in scripts
    assert f" {program} " in README
    settings = terminal_parser("en").parse_args(words).config
    assert f"/edge_client/examples/terminal.toml {settings}\n" in README
    assert service["RestartPreventExitStatus"] == str(BAD_CONFIGURATION)
    assert service["User"] != "root"
    assert f"useradd --system --home-dir /var/lib/{service['StateDirectory']} " in README


def test_the_rights_in_redis_are_those_that_the_contract_suite_has() -> None:
    told = re.search(r"ACL SETUSER etaluukku on >SECRET (.+?)\n\n", README, re.DOTALL)
    assert told is not None
    assert set(told[1].split()) == set(rights("pori"))
