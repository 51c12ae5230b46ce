"""How one node is set up: a TOML file, over it the environment, over that the options."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from signaling.protocol.vocabulary import Slug
from signaling.store.addresses import addresses_in

SEED_DIRECTORY = Path(__file__).parent / "seed" / "directory.yaml"
_REPOSITORY = Path(__file__).resolve().parents[2]
_PREFIX = "ETALUUKKU_"


class SettingsError(Exception):
    """The settings cannot be used; the text is one line that says what to change."""


class Turn(BaseModel):
    """A TURN server with time-limited credentials (draft-uberti-behave-turn-rest-00).

    The shared secret is read from `secret_file`, so that it stands in no command line
    and in no configuration that is handed around.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    urls: list[str] = Field(min_length=1)
    secret_file: Path
    life_s: Annotated[float, Field(gt=0, le=86_400)] = 3600.0


class Settings(BaseModel):
    """The settings of one node. Durations are seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tenant: Slug = "pori"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    public_urls: list[str] = Field(default_factory=list)
    """Origins under which browsers reach this service, ``https://etaluukku.pori.fi``."""
    redis_url: str | None = None
    """One address, or those of some nodes of a Redis Cluster, apart by spaces or commas.

    Unset: a private Redis server is started for this node alone.
    """
    directory: Path = SEED_DIRECTORY
    config_dir: Path = Path("config")
    """Holds ``terminals/ID.pem`` and ``trusted/NAME.pem``, public keys only."""
    web_dist: Path = _REPOSITORY / "web" / "dist"
    demo: bool = False
    always_open: bool = False
    """Opening hours are told and not obeyed: for demonstrations in the evening."""
    stun_urls: list[str] = Field(default_factory=list)
    turn: Turn | None = None
    contact_key_file: Path | None = None
    """Keys that contacts of callbacks are sealed with, the same on every node; unset: none can
    be left. See `server.sealing`."""
    feedback: Annotated[str, Field(max_length=254)] = ""
    """Where feedback on accessibility goes to (law 306/2019): an e-mail or web address."""
    access_s: Annotated[float, Field(ge=1, le=86_400)] = 1800.0
    grace_s: Annotated[float, Field(ge=0, le=600)] = 5.0
    room_grace_s: Annotated[float, Field(ge=0, le=600)] = 30.0
    drain_s: Annotated[float, Field(ge=0, le=600)] = 12.0
    """How long a closing node gives everybody to move to another one."""
    reread_s: Annotated[float, Field(gt=0, le=60)] = 1.0
    """How often the directory and the key folders are looked at for changes."""

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Settings:
        if self.demo and not is_loopback(self.host):
            raise ValueError(
                f"the demo signs people in without a password and may only listen on "
                f"loopback, not on {self.host}: leave out --demo, or use --host 127.0.0.1"
            )
        return self

    @model_validator(mode="after")
    def _redis_is_one(self) -> Settings:
        schemes = {urlsplit(url).scheme for url in addresses_in(self.redis_url or "")}
        if not schemes <= {"redis", "rediss", "unix"}:
            raise ValueError("redis_url: expected redis://, rediss:// or unix:// addresses")
        several = len(addresses_in(self.redis_url or "")) > 1
        if several and schemes not in ({"redis"}, {"rediss"}):
            raise ValueError(
                "redis_url: several addresses are nodes of one Redis Cluster: "
                "give all as redis://, or all as rediss://"
            )
        return self

    @model_validator(mode="after")
    def _origins_are_origins(self) -> Settings:
        for url in self.public_urls:
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
                raise ValueError(
                    f"public_urls: {url!r} is no origin; expected for example "
                    "https://etaluukku.example.fi, without a path"
                )
        return self

    @property
    def secure(self) -> bool:
        """Whether browsers come over https only, so that cookies may say so."""
        return bool(self.public_urls) and all(u.startswith("https://") for u in self.public_urls)


def is_loopback(host: str) -> bool:
    """Whether listening on `host`, or coming from it, stays on this machine."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def load_settings(
    file: Path | None,
    environ: Mapping[str, str] = os.environ,
    options: Mapping[str, Any] | None = None,
) -> Settings:
    """The settings; raises `SettingsError` with one line that names what is wrong.

    Relative paths in the file are taken from the file's own folder.
    """
    data: dict[str, Any] = {}
    if file is not None:
        data.update(_read(file))
    data.update(_from_environment(environ))
    data.update({k: v for k, v in (options or {}).items() if v is not None})
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError(_one_line(error, file)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: is not TOML: {error}") from None
    for key in ("directory", "config_dir", "web_dist", "contact_key_file"):
        if isinstance(data.get(key), str):
            data[key] = file.parent / data[key]
    turn = data.get("turn")
    if isinstance(turn, dict) and isinstance(turn.get("secret_file"), str):
        turn["secret_file"] = file.parent / turn["secret_file"]
    return data


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if environ.get("REDIS_URL"):
        data["redis_url"] = environ["REDIS_URL"]
    for name in Settings.model_fields:
        value = environ.get(_PREFIX + name.upper())
        if value and name != "turn":
            data[name] = value.split() if name in {"public_urls", "stun_urls"} else value
    if environ.get(_PREFIX + "TURN_URLS"):
        data["turn"] = {
            "urls": environ[_PREFIX + "TURN_URLS"].split(),
            "secret_file": environ.get(_PREFIX + "TURN_SECRET_FILE", ""),
        }
    return data


def _one_line(error: ValidationError, file: Path | None) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    text = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        text = f"is no setting; the settings are {', '.join(sorted(Settings.model_fields))}"
    return ": ".join(part for part in (str(file) if file else "", where, text) if part)
