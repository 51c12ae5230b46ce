"""Keys and tokens: made private, refused with a text that says what to do."""

from pathlib import Path

import jwt
import pytest

from signaling.client import CredentialsError, TerminalKey, TokenFile, load_key, make_key
from signaling.client.credentials import ASSERTION_AUDIENCE


def test_a_made_key_is_private_and_signs_what_its_public_half_verifies(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "terminal.key"
    public = make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assertion = TerminalKey("desk", load_key(path), clock=lambda: 1_000_000.0).sign()
    claims = jwt.decode(
        assertion,
        public,
        algorithms=["EdDSA"],
        audience=ASSERTION_AUDIENCE,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["sub"] == "desk"
    assert claims["exp"] - claims["iat"] == 60
    assert jwt.get_unverified_header(assertion)["kid"] == "desk"


def test_two_assertions_differ(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    key = TerminalKey("desk", load_key(tmp_path / "key"))
    assert key.sign() != key.sign()


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    with pytest.raises(CredentialsError, match="exists already"):
        make_key(tmp_path / "key")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(CredentialsError, match="chmod 600"):
        load_key(tmp_path / "key")


@pytest.mark.parametrize("content", [None, b"nonsense"])
def test_a_missing_or_broken_key_says_how_to_make_one(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
        path.chmod(0o600)
    with pytest.raises(CredentialsError, match="edge_client keygen"):
        load_key(path)


async def test_a_token_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("a.b.c\n")
    tokens = TokenFile(path)
    assert await tokens.bearer() == "a.b.c"
    path.write_text("d.e.f\n")
    assert await tokens.bearer() == "d.e.f"


async def test_a_missing_or_wrong_token_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="etaluukku token"):
        await TokenFile(tmp_path / "none").bearer()
    (tmp_path / "token").write_text("no token")
    with pytest.raises(CredentialsError, match="no access token"):
        await TokenFile(tmp_path / "token").bearer()
