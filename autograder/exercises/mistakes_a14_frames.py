"""Known mistakes of unit 14: a chorale as frames, their score, and frames as notes."""

from __future__ import annotations

from .model import Mistake

INSIDE = "if LOWEST <= number < LOWEST + KEYS:"
SET = "frames[t, number - LOWEST] = 1.0"
ZEROS = 'np.zeros((len(chorale), KEYS), dtype="float32")'
LOOP = """\
    for t, numbers in enumerate(chorale):
        for number in numbers:
"""

TO_FRAMES = (
    Mistake(
        INSIDE,
        "if number < LOWEST + KEYS:",
        "Numbers below 21 strike keys at the other end of the piano: a negative index counts from the end. Leave them out.",
    ),
    Mistake(
        INSIDE,
        "if 0 <= number < LOWEST + KEYS:",
        "The number 20 strikes the highest key: a negative index counts from the end. Leave out what is below 21.",
    ),
    Mistake(INSIDE, "if LOWEST <= number:", "Numbers above 108 are on no piano: leave them out.", caught="error"),
    Mistake(INSIDE, "if True:", "Numbers that are on no piano must be left out.", caught="error"),
    Mistake(INSIDE, "if LOWEST < number < LOWEST + KEYS:", "The lowest key, 21, is left out: it is on the piano."),
    Mistake(INSIDE, "if LOWEST <= number < LOWEST + KEYS - 1:", "The highest key, 108, is left out: it is on the piano."),
    Mistake(
        f"            {INSIDE}\n                {SET}",
        "            frames[t, np.clip(number - LOWEST, 0, KEYS - 1)] = 1.0",
        "Numbers that are on no piano strike its lowest or highest key. Leave them out.",
    ),
    Mistake(SET, "frames[t, LOWEST + KEYS - 1 - number] = 1.0", "High and low are exchanged: key 0 is the lowest, 21."),
    Mistake(SET, "frames[t, number - LOWEST - 1] = 1.0", "Every key is one too low: the number 21 is key 0."),
    Mistake(
        SET,
        "frames[t, (number - LOWEST + 1) % KEYS] = 1.0",
        "Every key is one too high: the number 21 is key 0.",
    ),
    Mistake(
        SET,
        "frames[t, number - LOWEST] += 1.0",
        "A number that stands twice in a frame gives 2. A key sounds or not: set it to 1, do not add.",
    ),
    Mistake(SET, "frames[t, number - LOWEST] = number", "The entries hold MIDI numbers. They are 1 where a key sounds."),
    Mistake(
        LOOP,
        "    for t, numbers in enumerate([numbers for numbers in chorale if numbers]):\n        for number in numbers:\n",
        "Silent frames are skipped, so all later ones move forward. Silence is a row of zeros in its place.",
    ),
    Mistake(
        LOOP,
        LOOP.replace("in numbers:", "in list(numbers)[:1]:"),
        "Only one number of each frame is struck. All of them sound together.",
    ),
    Mistake(
        LOOP,
        "    for t, numbers in enumerate(chorale):\n        for number in numbers or (chorale[t - 1] if t else ()):\n",
        "A silent frame repeats the one before. It is a row of zeros.",
    ),
    Mistake(
        f"{SET}  # (14.4)",
        "frames[t:, number - LOWEST] = 1.0",
        "A key that is struck once sounds to the end. It sounds in the frames that name it.",
    ),
    Mistake(ZEROS, ZEROS.replace("float32", "int64"), "", caught="dtype"),
    Mistake(ZEROS, "np.zeros((len(chorale), 128))", "", caught="shape"),
    Mistake("return frames", "return frames.T", "", caught="shape"),
)

LOSSES = "np.maximum(o, 0) - o * x + np.log1p(np.exp(-np.abs(o)))"
SLICES = "o, x, real = logits[:, :-1], frames[:, 1:], mask[:, 1:]"
SUM = "np.sum(losses, axis=-1)"
MEAN = "float(np.sum(per_frame * real) / np.sum(real))"

NLL = (
    Mistake(
        SLICES,
        "o, x, real = logits, frames, mask",
        "Logits and frames of the same step are compared: the model has seen that frame. Its logits speak about the next one.",
    ),
    Mistake(
        SLICES,
        "o, x, real = logits[:, 1:], frames[:, 1:], mask[:, 1:]",
        "The first frame is left out, but logits and frames of the same step are compared: logits speak about the next frame.",
    ),
    Mistake(
        SLICES,
        "o, x, real = logits[:, 1:], frames[:, :-1], mask[:, :-1]",
        "Logits are compared with the frame before. They speak about the one that follows.",
    ),
    Mistake(
        "mask[:, 1:]",
        "mask[:, :-1]",
        "The mask of the frame that was read decides. What counts is whether the frame that is predicted is real.",
    ),
    Mistake(
        "real = logits[:, :-1], frames[:, 1:], mask[:, 1:]",
        "real = logits[:, :-2], frames[:, 2:], mask[:, 2:]",
        "The second frame is not scored. Only the first one is left out.",
        caught="values",
    ),
    Mistake(LOSSES, "-(x * np.log(1 / (1 + np.exp(-o))) + (1 - x) * np.log(1 - 1 / (1 + np.exp(-o))))", "", caught="finite"),
    Mistake(
        LOSSES,
        "-(x * np.log(np.clip(1 / (1 + np.exp(-np.clip(o, -500, 500))), 1e-7, 1 - 1e-7))"
        " + (1 - x) * np.log(np.clip(1 - 1 / (1 + np.exp(-np.clip(o, -500, 500))), 1e-7, 1 - 1e-7)))",
        "Clipping the probabilities bounds the price of being sure and wrong. (14.6) needs no clipping.",
    ),
    Mistake(
        LOSSES,
        "np.maximum(o, 0) - o * x",
        "The last term of (14.6), log(1 + exp(-|o|)), is missing.",
    ),
    Mistake(LOSSES, LOSSES.replace("- o * x", "+ o * x"), "The term o x of (14.6) has the wrong sign."),
    Mistake(LOSSES, LOSSES.replace("- o * x", "- o * (1 - x)"), "Zeros and ones are exchanged: (14.6) has o x, not o (1 - x)."),
    Mistake(LOSSES, LOSSES.replace("-np.abs(o)", "np.minimum(np.abs(o), 700)"), "The exponent of (14.6) is minus |o|."),
    Mistake(
        LOSSES,
        "x * (" + LOSSES + ")",
        "Only keys that sound are scored. A key that is silent was predicted as well: all 88 count.",
    ),
    Mistake(
        LOSSES,
        "np.logaddexp(0, o * 1.0) - o",
        "Every key is scored as if it sounded: the frames have no influence.",
    ),
    Mistake(LOSSES, f"({LOSSES}) / np.log(2)", "The unit is bits. Nats are asked for: do not divide by log 2."),
    Mistake(
        SUM, "np.mean(losses, axis=-1)", "The mean over the keys is taken. The surprise of a frame is the sum over its keys."
    ),
    Mistake(
        MEAN,
        "float(np.sum(per_frame * real))",
        "The sum over all frames is returned: divide by the number of real ones.",
    ),
    Mistake(
        MEAN,
        "float(np.mean(per_frame * real))",
        "The sum is divided by all frames, padding included: divide by the number of real ones.",
    ),
    Mistake(MEAN, "float(np.mean(per_frame))", "Padding counts: only real frames do."),
    Mistake(
        MEAN,
        "float(np.sum(per_frame * real) / np.sum(mask))",
        "The first frames are not scored but counted: divide by the number of frames that are scored.",
    ),
    Mistake(
        MEAN,
        "float(np.sum(per_frame * real) / len(real))",
        "The sum is divided by the number of pieces: divide by the number of real frames.",
    ),
    Mistake(
        MEAN,
        "float(np.mean(np.sum(per_frame * real, axis=1) / np.sum(real, axis=1).clip(1)))",
        "Every piece counts alike, however long. The mean is over frames: sum everything, then divide once.",
    ),
    Mistake(MEAN, "float(-np.sum(per_frame * real) / np.sum(real))", "The sign is wrong: a surprise is at least 0."),
)

ENDED = "[*frames[:, key], 0]"
APPEND = "notes.append((start, t - start, key + LOWEST))"
SORTED = "sorted(notes, key=lambda note: (note[0], note[2]))"

TO_NOTES = (
    Mistake(ENDED, "frames[:, key]", "A note that sounds to the last frame is lost: close what is open when the roll ends."),
    Mistake("t - start,", "t - start + 1,", "Every note is one frame too long: it ends before the first frame without it."),
    Mistake("t - start,", "t,", "The second item is the frame in which the note ends. Its length is asked for."),
    Mistake("t - start,", "t - start - 1,", "Every note is one frame too short: a note in one frame has length 1."),
    Mistake("(start, t - start,", "(start + 1, t - start,", "Every note starts one frame late: frames are counted from 0."),
    Mistake("key + LOWEST", "key", "The third item is the place of the key. The MIDI number is asked for: add 21."),
    Mistake("key + LOWEST", "key + LOWEST - 1", "Every pitch is one too low: key 0 is the number 21."),
    Mistake("key + LOWEST", "KEYS - 1 - key + LOWEST", "High and low are exchanged: key 0 is the lowest, 21."),
    Mistake(
        APPEND,
        "notes += [(each, 1, key + LOWEST) for each in range(start, t)]",
        "Every frame is a note of its own. Ones without a gap are one note, held.",
    ),
    Mistake(
        "                start = None\n    return",
        "                pass\n    return",
        "A key is not let go: after the first note of a column every silence closes it again.",
    ),
    Mistake(
        APPEND,
        "notes.append((start, t - start, key + LOWEST)) if not any(key + LOWEST == note[2] for note in notes) else None",
        "Only the first note of each key is kept.",
    ),
    Mistake(SORTED, "sorted(notes)", "Notes that start together are ordered by length. Order them by pitch."),
    Mistake(SORTED, "notes", "The notes are ordered by pitch, then by start. Start comes first."),
    Mistake(
        SORTED,
        "sorted(notes, key=lambda note: (note[0], -note[2]))",
        "Notes that start together are ordered from high to low. The lowest comes first.",
    ),
    Mistake(
        SORTED,
        "sorted((s, p, n) for s, n, p in notes)",
        "Length and pitch are exchanged: the order is start, length, pitch.",
    ),
    Mistake("range(frames.shape[1])", "range(1, frames.shape[1])", "The lowest key is never looked at."),
    Mistake("range(frames.shape[1])", "range(frames.shape[1] - 1)", "The highest key is never looked at."),
    Mistake("range(frames.shape[1])", "range(frames.shape[0])", "", caught="values"),
)
