"""The services that a resident may choose from, as the server's directory tells them."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from signaling.client import Credentials
from signaling.protocol import Names

TIMEOUT_S = 10.0


class DirectoryError(Exception):
    """The directory could not be read; the text says why."""


class _Told(BaseModel):
    """A newer server may tell more than we understand."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Theme(_Told):
    """What a matter is about, whichever office does it."""

    id: str
    name: Names


class Service(_Told):
    """A service card."""

    id: str
    theme: str | None = None
    interpreting: bool = False
    name: Names
    description: Names
    languages: list[str]
    hours: Names
    papers: Names


class Directory(_Told):
    """All service cards, in their order."""

    themes: list[Theme] = []
    services: list[Service] = []

    def service(self, id_: str | None) -> Service | None:
        """The service of that id."""
        return next((each for each in self.services if each.id == id_), None)


def directory_url(endpoint: str) -> str:
    """Where the server tells its directory, from the terminals' WebSocket address."""
    parts = urlsplit(endpoint)
    scheme = {"wss": "https", "ws": "http"}[parts.scheme]
    path = parts.path.removesuffix("/ws/terminal") + "/api/directory"
    return urlunsplit(parts._replace(scheme=scheme, path=path))


async def read_directory(endpoint: str, credentials: Credentials) -> Directory:
    """Ask the server. Raises `DirectoryError`, `CredentialsError`."""
    headers = {"Authorization": f"Bearer {await credentials.bearer()}"}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.get(directory_url(endpoint), headers=headers) as answer,
        ):
            if answer.status != 200:
                raise DirectoryError(f"the server answered {answer.status}")
            return Directory.model_validate_json(await answer.read())
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise DirectoryError(type(error).__name__) from None
    except ValidationError as error:
        raise DirectoryError(f"{error.error_count()} fields cannot be read") from None
