"""A value of an object that is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class MadeOnce(Generic[T]):
    """`functools.cached_property` without its lock.

    In Python 3.11 all objects of a class share that lock, so that two cameras' pictures would be
    converted one after the other. Two threads may make the same value twice here: that does no
    harm.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, instance: Any, owner: type | None = None) -> T:
        made = self._make(instance)
        instance.__dict__[self._name] = made
        return made
