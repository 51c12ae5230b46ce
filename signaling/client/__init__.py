"""The Python end of the wire, with reconnect and resume. Used by both Python clients."""

from .alarm import raise_alarm
from .answers import NotConnectedError
from .connection import SignalingClient, Told
from .credentials import (
    Credentials,
    CredentialsError,
    TerminalKey,
    Token,
    TokenFile,
    load_key,
    make_key,
    public_pem,
    write_public,
)
from .machine import Connected, Lost
from .verdicts import Verdict
from .world import RoomView, World

__all__ = [
    "Connected",
    "Credentials",
    "CredentialsError",
    "Lost",
    "NotConnectedError",
    "RoomView",
    "SignalingClient",
    "TerminalKey",
    "Token",
    "TokenFile",
    "Told",
    "Verdict",
    "World",
    "load_key",
    "make_key",
    "public_pem",
    "raise_alarm",
    "write_public",
]
