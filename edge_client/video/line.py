"""How much the path to one receiver carries. Pure; bit rates in bit/s, times in seconds.

Three things tell: the receiver's estimate (REMB, draft-alvestrand-rmcat-remb-03), which
falls at once when packets begin to queue but grows by 8 % a second at most; its reports of lost
packets (RFC 3550, 6.4.1); and the round-trip time, whose growth above its least is the queue.
They bring the rate down to what got through. Up it goes by own steps: fast where nothing is
known against it, slowly near where it went wrong lately.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

START = 1_500_000
"""A good picture in the first second, and the first reports say soon whether it was too much."""
LEAST, MOST = 60_000, 5_000_000

QUEUE_SEEN_S, QUEUE_CLEAN_S, QUEUE_FULL_S = 0.035, 0.06, 0.15
"""Round trips longer than the shortest one by less, or more, than this. Where the line's end is
known to be near, the first sign of a queue is enough not to grow.
"""
LOSS_TOO_HIGH, LOSS_OF_RADIO = 0.10, 0.25
"""Above the one the line is too full (draft-ietf-rmcat-gcc-02, section 6). With a round trip that
has just shown no queue it is a radio that loses packets, and sending less would not help."""
FEW_PACKETS, LOSS_OF_FEW, HARDLY_ANY = 15, 0.5, 5
"""Of so few packets chance alone loses many, and of hardly any all of them."""
EPISODE_S = 2.5
"""Falls within this time are of one trouble."""

EMPTYING = 0.75
"""Of what got through: a queue of 0.4 s is empty, and the voice heard again, after 1.6 s."""

STANDING_S = 1.5
"""A queue that stays as long as this is worth a small step down."""

FAST, FEELING, SLOW = 1.6, 1.25, 1.04
"""Growth in a second: far below where it went wrong, beyond it, and near to it."""
NEAR = (0.8, 1.2)
"""Near: from the one to the other share of where it went wrong."""
USED = 0.5
"""Who sends less than this share of what the line is taken for learns nothing of its end from a
queue: that may be a still on its way, another program, or a machine that was busy for a moment."""
ARRIVES = 0.7
"""An estimate of more than this share of what was sent says only that there was a queue: a browser
takes 0.85 of what arrived, however little was sent. Of a page that rests that is next to nothing."""
YIELD, YIELD_S = 0.85, 0.25
"""What such a queue is worth, and how often: if it stays, what is sent soon is the line's use."""
BESIDE_S = 1.5
"""So long after the last bytes of a still a queue, and what an estimate makes of it, may be theirs."""
FORGET_S = 20.0
"""A trouble is of the past after so long without another."""
UNTRIED = 60_000
"""So much more than is sent may be thought of where the line is narrow and little moves."""
FORGOTTEN = 1.8
"""Who gets along with so many times that rate is on another line now."""
BETWEEN_FALLS_S = 2.0
"""Reports repeat a round trip until the next one is measured, up to 1.5 s later."""
REST_S, REST_BELOW = 0.35, 0.5
"""After a fall by more than this share nothing is sent for so long: the queue, and the voice in
it, passes, and what is sent then is not lost behind it."""
REST_MOST_S = 1.0
DRAINED = 0.7
"""Of the queue, when pictures begin again: what is left delays no voice beyond use."""
THROUGH = 0.75
"""Of what is known to have got through, after a rest."""
OVERFLOWED_TO = 0.03
"""Who has lost nearly all cannot tell a narrow line from a cut one: no lower at once than this."""
CUT_SHARE, CUT_TO = 0.95, 0.5
"""With so much lost in a report the line was cut for a moment rather than narrowed: nothing is known
of where it ends. It is taken for half of what it was, and grows fast when it is back; else a
picture stood still for ten seconds after a second without a line.
"""
COUNTED_S, AGAIN_S = 2.0, 0.8
"""What was counted packet by packet holds so long after the rest against an estimate; after so
long the line may overflow anew.
"""
STALE_S = 0.5
"""So long after such a rest reports still tell of the time before it."""
VOICE_BITS = 60_000
"""What a voice takes of the line, in a second."""
BETWEEN_S = 0.8
"""The same where nothing but reports tells."""
ESTIMATE_S = 2.5
"""An estimate says something for so long."""
LIMIT_S = 2.5
"""An estimate that has stood so long to the bit, though more was sent, is none: a browser's follows
what arrives. The receiver wants no more."""
HOLDS_S = (1.5, 3.0, 4.0)
"""So long it stays after a fall, longer each time that it goes wrong at about the same rate."""
REMEMBERED_S = 60.0
"""The shortest round trip is that of the last minute: paths change."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the receiver newly says of what was sent to it, whichever picture.

    `arrived` and `lost` count packets since the report before; `rtt` in seconds, None when
    the report tells no new one.
    """

    arrived: int
    lost: int
    rtt: float | None = None
    seconds: float = 1.0
    """The time that it covers: since the report before."""

    def __add__(self, other: Report) -> Report:
        """Both together; of two round trips the shorter one, as the other waited for something."""
        trips = [trip for trip in (self.rtt, other.rtt) if trip is not None]
        return Report(
            self.arrived + other.arrived,
            self.lost + other.lost,
            min(trips, default=None),
            max(self.seconds, other.seconds),
        )

    @property
    def lost_share(self) -> float:
        """0 to 1. Packets that came twice make the count negative."""
        whole = self.arrived + self.lost
        return min(1.0, max(0.0, self.lost / whole)) if whole > 0 else 0.0


SMOOTHING = 0.85
"""aiortc's share of what it knew in its smoothed round-trip time, as RFC 6298's for TCP."""


@dataclass
class Reports:
    """One sender's reports, which aiortc tells as sums and smoothed, taken apart again."""

    _arrived: int = 0
    _lost: int = 0
    _smoothed: float | None = None
    _at: float | None = None

    def take(self, arrived: int, lost: int, smoothed: float | None, now: float) -> Report:
        """The sums of packets up to this report, and the smoothed round-trip time, seconds."""
        seconds = 1.0 if self._at is None else now - self._at
        newly = Report(arrived - self._arrived, lost - self._lost, self._newest(smoothed), seconds)
        self._arrived, self._lost, self._smoothed, self._at = arrived, lost, smoothed, now
        return newly

    def _newest(self, smoothed: float | None) -> float | None:
        if smoothed is None or smoothed == self._smoothed:
            return None
        if self._smoothed is None:
            return max(0.0, smoothed)
        return max(0.0, (smoothed - SMOOTHING * self._smoothed) / (1.0 - SMOOTHING))


@dataclass
class Line:
    """The path of one connection."""

    rate: float = START
    _trouble: float | None = None
    """The rate at which it went wrong last."""
    fell_at: float = -math.inf
    _yielded_at: float = -math.inf
    _beside_at: float = -math.inf
    _again: int = 0
    _grown_at: float | None = None
    _remb: float | None = None
    _remb_at: float = -math.inf
    _stands_from: float = math.inf
    """Since when the estimate has not moved though more was sent."""
    _limited: bool = False
    _round_trips: deque[tuple[float, float]] = field(default_factory=deque)
    _queue: float = 0.0
    _rested_from: float = START
    _fell_with: float = START
    """What was sent before the last rest."""
    _counted: bool = False
    """Whether what got through before the last rest is counted, packet by packet."""
    rests_until: float = -math.inf
    """Until then no picture is sent."""

    @property
    def troubled(self) -> bool:
        """Whether it is known where the line ends, about."""
        return self._trouble is not None

    @property
    def queue(self) -> float:
        """How much longer than the shortest one the last round trip took, seconds."""
        return self._queue

    def estimated(self, estimate: float, sent: float, now: float) -> None:
        """The receiver's estimate; `sent` is what was sent in the last second.

        Of a sender with little to say it never gets high, so that only its falling, or less
        than what is sent, is bad news.
        """
        if not math.isfinite(estimate) or estimate <= 0:
            return
        before, self._remb, self._remb_at = self._remb, estimate, now
        if self._limits(before, estimate, sent, now):
            if estimate < self.rate:
                self._fall(0.95 * estimate, now, sent)
            return
        if before is None:
            bad = estimate < 0.85 * sent
        else:
            bad = estimate < 0.97 * before and estimate < 1.2 * sent
        if now < self.rests_until + COUNTED_S and self._counted:
            # While nothing is sent little arrives, and that is all that the estimate says.
            return
        arrives = estimate > ARRIVES * sent or self._beside(now)
        if bad and estimate < self.rate and arrives and self._unused(sent, now):
            self._yield(now)
        elif bad and estimate < self.rate:
            to = 0.95 * estimate
            if before is not None and before < 0.8 * min(sent, self.rate):
                # It has not followed what was sent, and more than it says got through.
                to = max(to, 0.8 * min(sent, self.rate))
            self._fall(to, now, sent, counted=True)
        elif estimate > self.rate and not bad and not self.troubled:
            # After a trouble it may be a leftover from before: it falls only while a queue grows.
            self.rate = min(MOST, estimate)

    def _limits(self, before: float | None, estimate: float, sent: float, now: float) -> bool:
        """Whether the receiver has set a limit, which holds until it says another rate."""
        if estimate != before:
            self._stands_from, self._limited = math.inf, False
        elif not self._limited:
            self._stands_from = min(self._stands_from, now) if sent > estimate else math.inf
            self._limited = now - self._stands_from >= LIMIT_S
        return self._limited

    def overflowed(self, lost: float, delay: float, sent: float, now: float) -> None:
        """This share of what was just sent is lost, by what the receiver asks for again.

        It asked so many seconds after the sending, which is the queue. The more packets it has
        asked for, the better the share is known: so it is counted all through the rest.
        """
        resting = now < self.rests_until
        to = self._after_overflow(lost, self._fell_with if resting else sent)
        if resting:
            self.rate = to
        elif (
            to < self.rate
            and to < REST_BELOW * max(self.rate, sent)
            and now > self.rests_until + AGAIN_S
        ):
            self._fall(to, now, sent)
            # Also within an episode: what is lost from now on is a share of this.
            self._fell_with = sent
        else:
            return
        self._trouble, self._counted = to / THROUGH, True
        # Meanwhile the voice still is sent.
        draining = max(0.4, 1.0 - VOICE_BITS * THROUGH / max(1.0, to))
        rest = min(REST_MOST_S, max(REST_S, DRAINED * delay / draining))
        self.rests_until = max(self.rests_until, self.fell_at + rest)

    @staticmethod
    def _after_overflow(lost: float, sent: float) -> float:
        through = max(1.0 - lost, OVERFLOWED_TO) * sent
        return min(float(MOST), max(float(LEAST), THROUGH * through))

    def reported(self, report: Report, sent: float, now: float) -> None:
        """A receiver's report; `sent` is what was sent in the time that it covers, bit/s."""
        before = self._queue
        if report.rtt is not None:
            self._measure(report.rtt, now)
        lost = report.lost_share
        if self._counted and now < self.rests_until + STALE_S:
            # It tells of the queue that overflowed, and of nobody's sending; both are known.
            return
        if lost >= CUT_SHARE and report.arrived + report.lost >= FEW_PACKETS:
            self._cut(now)
            return
        # A queue that gets shorter is emptying already.
        full = report.rtt is not None and self._queue > QUEUE_FULL_S and self._queue > 0.8 * before
        if full and lost <= self._bearable(report) and self._unused(sent, now):
            self._yield(now)
        elif full or lost > self._bearable(report):
            self._too_full(lost, full, now, sent)
        elif self._queue < (QUEUE_SEEN_S if self.troubled else QUEUE_CLEAN_S):
            self._grow(sent, now)
        elif self._grown_at is not None and now - self._grown_at > STANDING_S:
            # It neither grows nor goes away: what is sent is just what goes through.
            if self._unused(sent, now):
                self._yield(now)
            else:
                self._fall(min(self.rate, sent) * 0.9, now, sent)

    def _too_full(self, lost: float, full: bool, now: float, sent: float) -> None:
        """More was sent than goes through; `full`: a queue says so, too."""
        # What was lost did not get through; a queue has to be emptied, too.
        to = sent * (1.0 - lost) * (EMPTYING if full else 0.9)
        since = now - self.fell_at
        if since > EPISODE_S and lost > LOSS_OF_RADIO:
            self._fall(to, now, sent)
        elif self._has_estimate(now):
            # It counts better; but a queue that stays is one.
            if full and since > BETWEEN_FALLS_S:
                known = min(self.rate, sent)
                self._fall(max(0.5, EMPTYING - self._queue) * known, now, sent)
                self._trouble = known
        elif since > EPISODE_S:
            self._fall(to, now, sent)
        elif since > BETWEEN_S:
            # For a while reports tell of what was sent before the fall, too.
            self._fall(max(to, 0.35 * self.rate), now, sent)

    def _cut(self, now: float) -> None:
        self.rate = max(float(LEAST), CUT_TO * self.rate)
        self.fell_at, self._grown_at = now, now
        self._trouble, self._again = None, 0

    def besides(self, now: float) -> None:
        """Bytes of something else, a still, have just been given to the same line."""
        self._beside_at = now

    def _beside(self, now: float) -> bool:
        return now - self._beside_at < BESIDE_S

    def _unused(self, sent: float, now: float) -> bool:
        return sent < USED * self.rate or self._beside(now)

    def _yield(self, now: float) -> None:
        """Make room without believing that the line has ended here."""
        if now - self._yielded_at >= YIELD_S:
            self.rate = max(float(LEAST), YIELD * self.rate)
            self._yielded_at, self._grown_at = now, now

    def _has_estimate(self, now: float) -> bool:
        return now - self._remb_at < ESTIMATE_S

    def _bearable(self, report: Report) -> float:
        """The share of lost packets that says nothing of a line that is too full."""
        # Packets under way count as arrived, so that right after a loss the count is odd.
        if report.arrived + report.lost < HARDLY_ANY:
            return 1.0
        if report.arrived < 0 or report.arrived + report.lost < FEW_PACKETS:
            return LOSS_OF_FEW
        radio = report.rtt is not None and self._queue < QUEUE_CLEAN_S
        return LOSS_OF_RADIO if radio else LOSS_TOO_HIGH

    def _holds(self, now: float) -> bool:
        return now - self.fell_at < HOLDS_S[self._again]

    def _measure(self, rtt: float, now: float) -> None:
        self._round_trips.append((now, rtt))
        while self._round_trips[0][0] < now - REMEMBERED_S:
            self._round_trips.popleft()
        self._queue = rtt - min(known for _, known in self._round_trips)

    def _fall(self, to: float, now: float, sent: float, counted: bool = False) -> None:
        """Go down; `counted`: by what the receiver has counted, as often as it says so."""
        to = max(float(LEAST), to)
        if to >= self.rate:
            return
        known = self._trouble
        again = known is not None and NEAR[0] * known < self.rate < NEAR[1] * known
        within = now - self.fell_at < EPISODE_S
        if not within:
            self._rested_from = self.rate
            self._fell_with, self._counted = max(sent, to), False
            self._again = min(self._again + 1, len(HOLDS_S) - 1) if again else 0
        if counted or not within or known is None:
            self._trouble = min(self.rate, to / 0.85)
        if to < REST_BELOW * self._rested_from:
            self.rests_until, self._rested_from = now + REST_S, to
        self.rate, self.fell_at, self._grown_at = to, now, now

    def _grow(self, sent: float, now: float) -> None:
        before, self._grown_at = self._grown_at, now
        if before is None:
            before = now - 0.5
        if self._holds(now):
            return
        trouble = self._trouble
        past = now - self.fell_at > FORGET_S
        if trouble is not None and (past or self.rate > FORGOTTEN * trouble):
            self._trouble = trouble = None
        if trouble is None or self.rate <= NEAR[0] * trouble:
            pace = FAST
        else:
            pace = FEELING if self.rate > NEAR[1] * trouble else SLOW
        grown = self.rate * pace ** min(1.0, max(0.0, now - before))
        # More than twice what is sent was never tried: it proves nothing.
        # The estimate says nothing here: near its limit it grows by some kbit/s a second.
        known = max(1.3 * sent, sent + UNTRIED)
        tried = known if trouble is not None else max(2.0 * sent, START)
        limit = self._remb if self._limited and self._remb is not None else float(MOST)
        self.rate = min(float(MOST), max(self.rate, min(grown, tried, limit)))
