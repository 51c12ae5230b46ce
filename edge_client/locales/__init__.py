"""Texts that people see, in Finnish, Swedish and English.

One flat JSON file per language: `{"placeholder.camera": "Kamera ei ole käytettävissä", ...}`.
A text may hold named fields in braces: `"{name}: {fps} kuvaa sekunnissa"`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal, get_args

Language = Literal["fi", "sv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


@cache
def texts_of(language: Language) -> Mapping[str, str]:
    """All texts of one language, key to text, read-only."""
    source = resources.files(__name__).joinpath(f"{language}.json")
    return MappingProxyType(json.loads(source.read_text(encoding="utf-8")))


def text(language: Language, key: str, /, **fields: object) -> str:
    """One text with its fields filled in.

    Raises KeyError for a key that no locale file has: a mistake in the program, which the
    locale tests look for.
    """
    return texts_of(language)[key].format(**fields)


def has_text(key: str) -> bool:
    """Whether the locale files know the key (all languages have the same keys)."""
    return key in texts_of("fi")
