"""How the inputs of unit 12 are drawn."""

from __future__ import annotations

import numpy as np

from .draw import Generator, gap_mask, normal
from .model import Arguments, Draw

TYPES = ("PER", "LOC", "ORG")
Span = tuple[int, int, str]


def tag_rows(*lengths: int) -> Draw:
    """Draw one row of tags for each length; the order of the names is drawn, too, and every name occurs where there is room."""

    def draw(rng: Generator) -> Arguments:
        tags = ["O", *(f"{mark}-{kind}" for kind in TYPES for mark in "BI")]
        names = [tags[place] for place in rng.permutation(len(tags))]
        rows = [[str(tag) for tag in rng.choice(names, length)] for length in lengths]
        longest = max(rows, key=len)
        longest[:2] = names[0], names[-1]
        return {"tags": rows, "names": names}

    return draw


def tag_rows_by_hand(rng: Generator) -> Arguments:
    """Return rows whose ids stand in the tests: 1 2 0, 0, and nothing at all."""
    return {"tags": [["B-PER", "I-PER", "O"], ["O"], []], "names": ["O", "B-PER", "I-PER"]}


def tokens(batch: int, timesteps: int, classes: int, *, padded: bool = False, level: float = 0.0) -> Draw:
    """Draw logits, targets and a mask with gaps; behind the mask stand tags, or -1 where `padded`. `level` makes logits large."""

    def draw(rng: Generator) -> Arguments:
        logits = normal(rng, batch, timesteps, classes, scale=2.0)
        targets, mask = rng.integers(0, classes, (batch, timesteps)), gap_mask(rng, batch, timesteps)
        sure = rng.random((batch, timesteps)) < 0.5  # else a class is hit by chance only, and few accuracies are possible
        logits += 3.0 * (sure[..., None] & (np.arange(classes) == targets[..., None]))
        if padded:
            targets[~mask] = -1
        if level:
            logits = np.round(logits) * level
        return {"logits": logits, "targets": targets, "mask": mask}

    return draw


def tokens_by_hand(rng: Generator) -> Arguments:
    """Return probabilities 1/2, 1/4, 1/8, 1/4 of the right tags with padding between and behind: 2 ln 2 on the average."""
    half, fourth, eighth, padding = [1 / 4, 1 / 4, 1 / 2], [1 / 4, 1 / 2, 1 / 4], [1 / 8, 3 / 4, 1 / 8], [0.9, 0.05, 0.05]
    logits = np.log([[half, padding, fourth, padding], [eighth, fourth, padding, padding]])
    targets = np.array([[2, -1, 0, 1], [0, 2, -1, -1]])
    return {"logits": logits, "targets": targets, "mask": np.array([[1, 0, 1, 0], [1, 1, 0, 0]], dtype=bool)}


def spans_of(text: str) -> Draw:
    return lambda rng: {"tags": text.split()}


def wild_tags(length: int, types: tuple[str, ...] = TYPES) -> Draw:
    """Draw tags without any order, as a network may say them; every third one repeats the type before it."""

    def draw(rng: Generator) -> Arguments:
        tags: list[str] = []
        kind = types[0]
        for _ in range(length):
            kind = kind if rng.random() < 0.6 else str(rng.choice(types))
            tags.append(str(rng.choice(["O", f"B-{kind}", f"I-{kind}"], p=[0.25, 0.3, 0.45])))
        return {"tags": tags}

    return draw


def _spans(rng: Generator, many: int) -> list[Span]:
    starts = 4 * np.arange(many)
    kinds = rng.choice(TYPES, many)
    return [(int(start), int(start) + int(rng.integers(1, 4)), str(kind)) for start, kind in zip(starts, kinds, strict=True)]


def _wrong(rng: Generator, span: Span, how: int) -> list[Span]:
    """Return what is said instead of an entity: the same, another type, another end, another start, nothing, or one more."""
    start, end, kind = span
    other = TYPES[(TYPES.index(kind) + 1) % len(TYPES)]
    ways: list[list[Span]] = [[span], [(start, end, other)], [(start, end + 1, kind)], [(start + 1, end + 1, kind)], []]
    return [*ways, [span, (start + 3, start + 4, other)]][how]


def span_lists(*counts: int) -> Draw:
    """Draw true and said entities of sentences, in which every way to err occurs; some entities stand in several sentences."""

    def draw(rng: Generator) -> Arguments:
        true = [_spans(rng, many) for many in counts]
        ways = iter([*rng.permutation(6), *rng.choice(6, sum(counts), p=[0.4, 0.12, 0.12, 0.12, 0.12, 0.12])])
        said = [[new for span in spans for new in _wrong(rng, span, int(next(ways)))] for spans in true]
        true[-1], said[-1] = [(90, 91, "PER"), *true[0]], [(90, 91, "PER"), (9, 10, "LOC")]
        return {"true_spans": true, "said_spans": [[spans[place] for place in rng.permutation(len(spans))] for spans in said]}

    return draw


def spans_by_hand(rng: Generator) -> Arguments:
    """Return 4 true entities, 5 said, 3 of them right: F1 is 6 / 9. The two sentences differ in what they share."""
    true: list[list[Span]] = [[(0, 2, "PER"), (3, 4, "LOC")], [(0, 1, "PER"), (2, 4, "ORG")], []]
    said: list[list[Span]] = [[(0, 2, "PER"), (0, 1, "PER")], [(2, 4, "ORG"), (0, 1, "PER")], [(3, 4, "LOC")]]
    return {"true_spans": true, "said_spans": said}


def spans_given(true: list[list[Span]], said: list[list[Span]]) -> Draw:
    return lambda rng: {"true_spans": true, "said_spans": said}


def tagger(batch: int, timesteps: int, *, words: int = 11, **config: object) -> Draw:
    """Draw ids with padding at the end for a model that is built and run but not trained."""

    def draw(rng: Generator) -> Arguments:
        ids = rng.integers(1, words, (batch, timesteps)).astype("int32")
        lengths = np.append(timesteps, rng.integers(1, timesteps - 1, batch - 1))
        real = np.arange(timesteps) < lengths[:, None]
        return {"config": {"words": words, **config}, "inputs": np.where(real, ids, 0).astype("int32"), "real": real}

    return draw


NAMES, DECIDERS, WORDS, CLASSES = 3, 3, 12, 4


def decided_later(rng: Generator) -> Arguments:
    """Draw sentences in which the tag of a name is decided by a word behind it, for a short training."""
    (ids, targets), (held_out, truth) = (_decided(rng, many) for many in (480, 150))
    arguments = tagger(4, 6, words=WORDS, classes=CLASSES, features=12, units=12, layers="keras.layers")(rng)
    return arguments | {
        "train": (ids, np.maximum(targets, 0)),
        "fit": {"sample_weight": (targets >= 0).astype("float32"), "epochs": 8, "batch_size": 120},
        "loss": "logits",
        "rate": 0.05,
        "held_out": held_out,
        "_score": "accuracy",
        "_truth": np.where(targets_of_names(held_out), truth, -1),
        "_least": 0.6,
        "_floor": "a tagger that does not know what is to come reaches 0.33",
    }


def targets_of_names(ids: np.ndarray) -> np.ndarray:
    """Return where the names stand: ids 2 to 4."""
    return np.asarray((ids >= 2) & (ids < 2 + NAMES))


def _decided(rng: Generator, many: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ids and targets: some words, a name, some words, a word that decides the name's tag, a word, padding."""
    ids, targets = np.zeros((many, 7), dtype="int32"), np.full((many, 7), -1)
    for row, tags in zip(ids, targets, strict=True):
        before, between, kind = (int(rng.integers(0, high)) for high in (3, 2, DECIDERS))
        length = before + between + 3
        row[:length], tags[:length] = rng.integers(2 + NAMES + DECIDERS, WORDS, length), 0
        row[before], tags[before] = rng.integers(2, 2 + NAMES), 1 + kind
        row[before + 1 + between] = 2 + NAMES + kind
    return ids, targets
