"""The terminal's texts: the same ones in every language."""

from __future__ import annotations

import string

import pytest

from edge_client.devices.status import Reason, SourceState, SourceStatus
from edge_client.locales import LANGUAGES, Language, has_text, text, texts_of


def fields_of(line: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(line) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing_and_no_text_is_empty(language: Language) -> None:
    assert texts_of(language).keys() == texts_of("fi").keys()
    assert all(line.strip() for line in texts_of(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_are_the_same(language: Language) -> None:
    for key, line in texts_of("fi").items():
        assert fields_of(texts_of(language)[key]) == fields_of(line), key


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_explained(reason: Reason) -> None:
    status = SourceStatus(SourceState.FAILED, reason, 0.0)
    sentences = {status.explain(language) for language in LANGUAGES}
    assert len(sentences) == len(LANGUAGES)
    if reason not in {Reason.LIVE, Reason.OFF}:
        assert has_text(f"advice.{reason}")


def test_unknown_key_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        text("fi", "no.such.text")
