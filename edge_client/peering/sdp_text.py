"""The little that is read from, and changed in, an SDP text (RFC 8866). Pure."""

from __future__ import annotations

from dataclasses import dataclass

_CANDIDATE = "a=candidate:"
_END_OF_CANDIDATES = "a=end-of-candidates"


@dataclass(frozen=True, slots=True)
class MediaLine:
    """One m-line: its kind (audio, video, application) and `mid` (RFC 8843)."""

    kind: str
    mid: str


def media_lines(sdp: str) -> list[MediaLine]:
    """The m-lines in order; one without a mid has ''."""
    found: list[MediaLine] = []
    for line in sdp.splitlines():
        if line.startswith("m="):
            found.append(MediaLine(line[2:].split(" ", 1)[0], ""))
        elif line.startswith("a=mid:") and found:
            found[-1] = MediaLine(found[-1].kind, line.removeprefix("a=mid:").strip())
    return found


@dataclass(frozen=True, slots=True)
class FoundCandidate:
    """A candidate that stood in the SDP, and whose m-line it belongs to."""

    mid: str
    index: int
    text: str


def take_candidates(sdp: str) -> tuple[str, list[FoundCandidate], bool]:
    """The SDP without its candidates, the candidates, and whether there are no more.

    aiortc resolves candidates in a description one after another before it goes on, and an
    unresolvable ``.local`` name costs a second; given one by one they hold nothing up.
    """
    kept: list[str] = []
    found: list[FoundCandidate] = []
    complete = False
    lines = media_lines(sdp)
    index = -1
    for line in sdp.splitlines():
        if line.startswith("m="):
            index += 1
        if line.startswith(_CANDIDATE) and 0 <= index < len(lines):
            found.append(FoundCandidate(lines[index].mid, index, line.removeprefix("a=").strip()))
        elif line.strip() == _END_OF_CANDIDATES:
            complete = True
        else:
            kept.append(line)
    return "\r\n".join(kept) + "\r\n", found, complete


_OPUS = "opus/48000/2"
_PICTURES = frozenset({"H264/90000", "VP8/90000"})
_OPUS_WISHES = "minptime=10;useinbandfec=1"


def with_error_correction(sdp: str) -> str:
    """The SDP that asks for Opus with in-band error correction (RFC 7587, 6.1).

    aiortc writes no `fmtp` for Opus, and without one a browser sends none.
    """
    lines = sdp.splitlines()
    told = {line.split(" ", 1)[0] for line in lines if line.startswith("a=fmtp:")}
    kept: list[str] = []
    for line in lines:
        kept.append(line)
        name, _, codec = line.partition(" ")
        if name.startswith("a=rtpmap:") and codec.strip().lower() == _OPUS:
            wishes = name.replace("rtpmap", "fmtp")
            if wishes not in told:
                kept.append(f"{wishes} {_OPUS_WISHES}")
    return "\r\n".join(kept) + "\r\n"


_RED = "red/48000/2"


def with_redundancy(sdp: str) -> str:
    """The SDP that says of what packets that bring earlier ones again are made (RFC 2198, 4).

    They stand behind plain Opus: a browser sends what comes first, and may take the other
    where packets get lost.
    """
    parts = ("\r\n" + "\r\n".join(sdp.splitlines())).split("\r\nm=")
    kept = [_with_redundancy(part) if part.startswith("audio ") else part for part in parts]
    return "\r\nm=".join(kept).removeprefix("\r\n") + "\r\n"


def _with_redundancy(media: str) -> str:
    """The same of one m-line with its attributes."""
    lines = media.split("\r\n")
    kinds: dict[str, str] = {}
    for line in lines:
        name, _, codec = line.partition(" ")
        if name.startswith("a=rtpmap:"):
            kinds.setdefault(codec.strip().lower(), name.removeprefix("a=rtpmap:"))
    opus, red = kinds.get(_OPUS), kinds.get(_RED)
    if opus is None or red is None:
        return media
    head = lines[0].split(" ")
    offered = [each for each in head[3:] if each != red]
    offered.insert(offered.index(opus) + 1 if opus in offered else len(offered), red)
    kept = [" ".join([*head[:3], *offered])]
    for line in lines[1:]:
        kept.append(line)
        if line.startswith(f"a=rtpmap:{red} ") and f"a=fmtp:{red} {opus}/{opus}" not in lines:
            kept.append(f"a=fmtp:{red} {opus}/{opus}")
    return "\r\n".join(kept)


def with_fast_start(sdp: str, bitrate: int) -> str:
    """The SDP that lets a browser begin its pictures at `bitrate` bit/s.

    Chromium begins at 300 kbit/s and grows by 8 % a second; it reads where to begin from the
    other side's `fmtp`. Others pass over what they do not know.
    """
    wish = f"x-google-start-bitrate={bitrate // 1000}"
    lines = sdp.splitlines()
    told = {line.split(" ", 1)[0] for line in lines if line.startswith("a=fmtp:")}
    pictures: set[str] = set()
    kept: list[str] = []
    for line in lines:
        name, _, codec = line.partition(" ")
        if name.startswith("a=rtpmap:") and codec.strip().upper() in _PICTURES:
            pictures.add(name.replace("rtpmap", "fmtp"))
        if name in pictures and "x-google-start-bitrate" not in line:
            kept.append(f"{line};{wish}")
            continue
        kept.append(line)
        added = name.replace("rtpmap", "fmtp")
        if name.startswith("a=rtpmap:") and added in pictures and added not in told:
            kept.append(f"{added} {wish}")
    return "\r\n".join(kept) + "\r\n"
