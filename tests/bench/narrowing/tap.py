"""RTP packets as they pass an interface: when, of which stream, which number. Takes root.

The headers of SRTP are not encrypted (RFC 3711, 3.1). Times of both ends are one clock's.
"""

from __future__ import annotations

import socket
import struct
import threading

ETH_P_ALL = 3
ETHERNET, UDP = 14, 17
PACKET_OUTGOING = 4
SO_TIMESTAMPNS = 35
"""Linux, asm-generic/socket.h."""

Packet = tuple[float, int, int, int]
"""Time in seconds, SSRC, sequence number, size with IP and UDP headers in bytes."""


class Tap:
    """Listens to an interface of this process' namespace from now on."""

    def __init__(self, interface: str, *, outgoing: bool) -> None:
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 2**20)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.bind((interface, ETH_P_ALL))
        self._outgoing = outgoing
        self._packets: list[Packet] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def packets(self) -> list[Packet]:
        """All so far."""
        return list(self._packets)

    def _listen(self) -> None:
        while True:
            data, told, _, address = self._socket.recvmsg(2048, 64)
            # The kernel's time: this thread may be late on a busy machine.
            seconds, nanoseconds = struct.unpack("qq", told[0][2][:16])
            now = seconds + nanoseconds / 1e9
            if (address[2] == PACKET_OUTGOING) is self._outgoing:
                packet = read(data, now)
                if packet is not None:
                    self._packets.append(packet)


def read(data: bytes, now: float) -> Packet | None:
    """An Ethernet frame with RTP of a media stream in it; None for anything else."""
    if len(data) < ETHERNET + 20 + 8 + 12 or data[12:14] != b"\x08\x00":
        return None
    header = (data[ETHERNET] & 0x0F) * 4
    if data[ETHERNET + 9] != UDP:
        return None
    rtp = data[ETHERNET + header + 8 :]
    # Version 2, and no RTCP (RFC 5761, 4).
    if len(rtp) < 12 or rtp[0] >> 6 != 2 or 192 <= rtp[1] <= 223:
        return None
    number, _, ssrc = struct.unpack("!HII", rtp[2:12])
    return now, ssrc, number, len(data) - ETHERNET
