"""Tells watchers how many can serve each service, in rounds rather than at every change."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping

from signaling.protocol import AvailabilityState, LanguageAvailability, ServiceAvailability
from signaling.protocol.limits import AVAILABILITY_INTERVAL_S
from signaling.store.api import Store, StoreUnavailable

from .building import wait_told
from .connection import Connection
from .directory_model import Directory, Service

OPENING_INTERVAL_S = 5.0
"""How often opening hours are looked at: nothing else happens when a service opens or closes."""
SERVICES_A_MESSAGE = 100
"""More are told in several messages, to stay far below the limit of 64 KiB."""


class AvailabilityBoard:
    """One task reads and tells, so that an older count never overtakes a newer one."""

    def __init__(
        self,
        store: Store,
        directory: Callable[[], Directory],
        opening: Callable[[Service], tuple[bool, float | None]],
        *,
        callbacks: bool = False,
    ) -> None:
        """`opening` says of a service whether it is closed now, and when it opens (seconds).

        `callbacks`: whether any can be left here.
        """
        self._store = store
        self._directory = directory
        self._opening = opening
        self._callbacks = callbacks
        self._watching: set[Connection] = set()
        self._new: set[Connection] = set()
        self._changed: set[str] = set()
        self._everything = False
        self._closed: dict[str, bool] = {}
        self._wake = asyncio.Event()

    def watch(self, connection: Connection) -> None:
        """Tell it everything at once, and every change from now on."""
        self._watching.add(connection)
        self._new.add(connection)
        self._wake.set()

    def forget(self, connection: Connection) -> None:
        """The socket is gone."""
        self._watching.discard(connection)
        self._new.discard(connection)

    def changed(self, service: str | None) -> None:
        """Counts of the service may have changed; None: of any service."""
        if service is None:
            self._everything = True
        else:
            self._changed.add(service)
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), OPENING_INTERVAL_S)
            self._wake.clear()
            self._note_openings()
            try:
                await self._welcome_new()
                await asyncio.sleep(AVAILABILITY_INTERVAL_S)
                await self._welcome_new()
                await self._tell_changes()
            except StoreUnavailable:
                # Nothing is lost: after the outage everything is told anew.
                self._everything = True
                await asyncio.sleep(AVAILABILITY_INTERVAL_S)
                self._wake.set()

    def _note_openings(self) -> None:
        """Services that have opened or closed since the last look have changed."""
        if not self._watching:
            return
        now = {id_: self._opening(s)[0] for id_, s in self._directory().services.items()}
        before = self._closed
        self._changed |= {id_ for id_, closed in now.items() if before.get(id_, closed) != closed}
        self._closed = now

    async def _welcome_new(self) -> None:
        if not self._new:
            return
        messages = await self._read(self._directory().services)
        new, self._new = self._new, set()
        _tell(new, messages)

    async def _tell_changes(self) -> None:
        everything, changed = self._everything, self._changed
        if not everything and not changed:
            return
        self._everything, self._changed = False, set()
        if not self._watching:
            return
        services = self._directory().services
        try:
            ids = services if everything else [s for s in services if s in changed]
            messages = await self._read(ids)
        except StoreUnavailable:
            self._everything = True
            raise
        _tell(self._watching, messages)

    async def _service(
        self, directory: Directory, service: Service, counts: Mapping[str, tuple[int, int]]
    ) -> ServiceAvailability:
        closed, opens_in_s = self._opening(service)
        told = []
        for offer in directory.offers[service.id]:
            pools = directory.pools[service.id, offer.key]
            available = sum(counts[pool][0] for pool in pools)
            on_duty = sum(counts[pool][1] for pool in pools)
            wait = None
            if on_duty and not closed:
                wait = wait_told(await self._store.wait(service.rules, (pools,)))
            told.append(
                LanguageAvailability(
                    language=offer.language,
                    into=offer.into,
                    available=available,
                    on_duty=on_duty,
                    wait=wait,
                )
            )
        return ServiceAvailability(
            service=service.id, languages=told, closed=closed, opens_in_s=opens_in_s
        )

    async def _read(self, ids: Iterable[str]) -> list[AvailabilityState]:
        directory = self._directory()
        services = [directory.services[id_] for id_ in ids]
        pools = [
            pool
            for service in services
            for offer in directory.offers[service.id]
            for pool in directory.pools[service.id, offer.key]
        ]
        counts = await self._store.availability(pools)
        told = [await self._service(directory, service, counts) for service in services]
        return [
            AvailabilityState(
                services=told[start : start + SERVICES_A_MESSAGE], callbacks=self._callbacks
            )
            for start in range(0, len(told), SERVICES_A_MESSAGE)
        ]


def _tell(connections: Iterable[Connection], messages: list[AvailabilityState]) -> None:
    for connection in list(connections):
        for message in messages:
            connection.say(message)
