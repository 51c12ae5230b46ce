// Made by .ci/generate.py from the Python sources; edits here are lost.

export const PICTURE_HEADER_BYTES = 13 as const;

export const PICTURES = {
  "counterpart_face": 1,
  "own_document": 2,
  "counterpart_screen": 3,
  "own_face": 4,
  "interpreter_face": 5
} as const;

export const METER_STEPS = 12 as const;

export const SCREENS = [
  "start",
  "choosing",
  "connecting",
  "conversation",
  "on_hold",
  "with_clerk",
  "ended"
] as const;
