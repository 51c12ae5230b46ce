// Made by .ci/generate.py from the Python sources; edits here are lost.

export const PROTOCOL_VERSION = 1 as const;

export const ERROR_CODES = [
  "not_json",
  "unknown_type",
  "invalid_message",
  "too_large",
  "rate_limited",
  "hello_expected",
  "hello_repeated",
  "hello_timeout",
  "version_unsupported",
  "unauthorized",
  "access_expired",
  "resume_invalid",
  "replaced",
  "locked_out",
  "forbidden",
  "not_yours",
  "not_your_ring",
  "asked_oneself",
  "unknown_service",
  "unknown_language",
  "unknown_terminal",
  "unknown_person",
  "unknown_request",
  "unknown_reservation",
  "unknown_room",
  "unknown_participant",
  "unknown_alarm",
  "terminal_offline",
  "terminal_taken",
  "terminal_not_attached",
  "unknown_callback",
  "request_exists",
  "window_closed",
  "callbacks_off",
  "too_many_callbacks",
  "room_over",
  "ring_over",
  "in_another_room",
  "consult_alone",
  "wrong_state",
  "stale_generation",
  "stale_revision",
  "wrong_offerer",
  "unavailable",
  "draining",
  "internal"
] as const;

export const ROLES = [
  "terminal",
  "clerk",
  "expert",
  "interpreter",
  "supervisor",
  "guard",
  "operator"
] as const;

export const SEATS = [
  "at_desk",
  "remote"
] as const;

export const PURPOSES = [
  "voice",
  "face",
  "document",
  "screen"
] as const;

export const PRESENCE_STATES = [
  "offline",
  "available",
  "reserved",
  "busy",
  "wrap_up",
  "away"
] as const;

export const PRESENCE_REASONS = [
  "self",
  "signed_in",
  "break",
  "meeting",
  "training",
  "missed_ring",
  "connection_lost",
  "signed_out",
  "conversation"
] as const;

export const REQUEST_STATES = [
  "pending",
  "reserved",
  "assigned",
  "wrapping",
  "completed",
  "canceled"
] as const;

export const CANCEL_REASONS = [
  "withdrawn",
  "abandoned",
  "unserved",
  "expired"
] as const;

export const DECLINE_REASONS = [
  "busy_now",
  "wrong_service",
  "needs_other_language"
] as const;

export const VISIT_OUTCOMES = [
  "settled",
  "continues",
  "transferred",
  "referred_elsewhere",
  "interrupted"
] as const;

export const RESERVATION_STATES = [
  "pending",
  "accepted",
  "rejected",
  "timed_out",
  "rescinded",
  "canceled"
] as const;

export const ROOM_STATES = [
  "waiting",
  "live",
  "ended"
] as const;

export const END_REASONS = [
  "ended_by_staff",
  "ended_by_resident",
  "staff_left",
  "terminal_lost",
  "unserved"
] as const;

export const AWAY_REASONS = [
  "self",
  "break",
  "meeting",
  "training"
] as const;

export const CLOSE_CODES = {
  "hello_expected": 4400,
  "hello_timeout": 4408,
  "version_unsupported": 4406,
  "unauthorized": 4401,
  "resume_invalid": 4410,
  "replaced": 4409,
  "locked_out": 4403,
  "draining": 1012
} as const;

export const MAY_SEND = {
  "hello": [
    "terminal",
    "clerk",
    "expert",
    "interpreter",
    "supervisor",
    "guard",
    "operator"
  ],
  "access.renew": [
    "terminal",
    "clerk",
    "expert",
    "interpreter",
    "supervisor",
    "guard",
    "operator"
  ],
  "bye": [
    "terminal",
    "clerk",
    "expert",
    "interpreter",
    "supervisor",
    "guard",
    "operator"
  ],
  "ice.get": [
    "terminal",
    "clerk",
    "expert",
    "interpreter"
  ],
  "presence.set": [
    "clerk",
    "expert",
    "interpreter"
  ],
  "presence.prolong": [
    "clerk",
    "expert",
    "interpreter"
  ],
  "supervision.watch": [
    "supervisor",
    "operator"
  ],
  "terminal.report": [
    "terminal"
  ],
  "availability.watch": [
    "terminal",
    "clerk",
    "expert",
    "supervisor",
    "operator"
  ],
  "terminal.attach": [
    "clerk"
  ],
  "terminal.detach": [
    "clerk"
  ],
  "request.create": [
    "terminal",
    "clerk",
    "expert"
  ],
  "request.cancel": [
    "terminal",
    "clerk",
    "expert"
  ],
  "request.conclude": [
    "clerk",
    "expert",
    "interpreter"
  ],
  "request.rate": [
    "terminal"
  ],
  "reservation.accept": [
    "clerk",
    "expert",
    "interpreter"
  ],
  "reservation.reject": [
    "clerk",
    "expert",
    "interpreter"
  ],
  "callback.windows": [
    "terminal",
    "clerk"
  ],
  "callback.create": [
    "terminal",
    "clerk"
  ],
  "callback.withdraw": [
    "terminal",
    "clerk"
  ],
  "callback.finish": [
    "clerk",
    "expert",
    "interpreter"
  ],
  "room.open": [
    "clerk"
  ],
  "room.mode": [
    "clerk",
    "expert"
  ],
  "room.confirm": [
    "terminal",
    "clerk",
    "expert",
    "interpreter"
  ],
  "room.leave": [
    "clerk",
    "expert",
    "interpreter"
  ],
  "room.end": [
    "terminal",
    "clerk"
  ],
  "media.set": [
    "terminal",
    "clerk",
    "expert",
    "interpreter"
  ],
  "offer": [
    "clerk",
    "expert",
    "interpreter"
  ],
  "answer": [
    "terminal",
    "clerk",
    "expert",
    "interpreter"
  ],
  "candidate": [
    "terminal",
    "clerk",
    "expert",
    "interpreter"
  ],
  "restart": [
    "terminal",
    "clerk",
    "expert",
    "interpreter"
  ],
  "alarm.raise": [
    "terminal",
    "clerk",
    "expert",
    "interpreter"
  ],
  "alarm.acknowledge": [
    "clerk",
    "supervisor",
    "guard",
    "operator"
  ],
  "alarm.clear": [
    "clerk",
    "supervisor",
    "guard",
    "operator"
  ]
} as const;

export const AFTER_EXPIRY = [
  "access.renew",
  "alarm.acknowledge",
  "alarm.clear",
  "alarm.raise",
  "answer",
  "bye",
  "callback.finish",
  "callback.withdraw",
  "candidate",
  "ice.get",
  "media.set",
  "offer",
  "request.cancel",
  "reservation.reject",
  "restart",
  "room.confirm",
  "room.end",
  "room.leave",
  "room.mode"
] as const;

export const TEXT_LABEL = "text" as const;

export const TEXT_PROTOCOL = "etaluukku-text-1" as const;

export const DESK_LABEL = "desk" as const;

export const DESK_PROTOCOL = "etaluukku-desk-1" as const;

export const RTT_LABEL = "rtt" as const;

export const RTT_PROTOCOL = "t140" as const;

export const MESSAGE_BYTES = 65536 as const;

export const FRAME_BYTES = 262144 as const;

export const SDP_CHARACTERS = 49152 as const;

export const CANDIDATE_CHARACTERS = 1024 as const;

export const TOKEN_CHARACTERS = 4096 as const;

export const TEXT_CHARACTERS = 200 as const;

export const WRITTEN_CHARACTERS = 2000 as const;

export const WRITTEN_BYTES = 16384 as const;

export const WRITTEN_WAITING = 100 as const;

export const WRITTEN_KEPT = 500 as const;

export const STILL_BYTES = 67108864 as const;

export const DESK_BYTES = 16384 as const;

export const PRINT_BYTES = 20971520 as const;

export const STROKE_POINTS = 250 as const;

export const STROKE_POINTS_AT_ONCE = 32 as const;

export const STROKES = 40 as const;

export const STROKES_AT_ONCE = 64 as const;

export const POINTER_S = 3.0 as const;

export const RTT_CHARACTERS = 2000 as const;

export const TRACKS = 8 as const;

export const MESSAGES_PER_S = 40.0 as const;

export const MESSAGE_BURST = 120 as const;

export const STRIKES_BEFORE_CLOSE = 100 as const;

export const HELLO_TIMEOUT_S = 5.0 as const;

export const PING_INTERVAL_S = 5.0 as const;

export const CALLBACK_AHEAD_S = 1209600.0 as const;

export const PROLONG_S = 60.0 as const;

export const SUPERVISION_INTERVAL_S = 2.0 as const;

export const AVAILABILITY_INTERVAL_S = 0.2 as const;
