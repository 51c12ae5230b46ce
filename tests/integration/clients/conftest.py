"""The scenarios' city, for programs that run as processes of their own."""

from tests.scenarios.conftest import city

__all__ = ["city"]
