"""Tagged sentences: generated ones in which the future decides the tag, and two public sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from . import sources
from .draws import Draws
from .fetch import fetch
from .shapes import Data, DataError, Tagged, collect, demand, demand_positive, divide

TAGGED = ("generated", "ewt", "wnut17")
ENTITY_TAGS = ("O", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-PER", "I-PER")

# Each can be a person, a place or an organisation.
NAMES = (
    "Adelaide", "Austin", "Charlotte", "Chelsea", "Florence", "Georgia", "Jackson", "Jordan", "Lincoln", "Lourdes", "Madison",
    "Paris", "Phoenix", "Santiago", "Savannah", "Sheffield", "Sydney", "Teddy", "Victoria", "Washington",
)  # fmt: skip
OPENINGS = (
    "", "yesterday", "in spring", "as we heard ,", "he said that", "they wrote that", "people know that", "once more",
    "it is true that", "everybody remembers how",
)  # fmt: skip
MIDDLES = (
    "", "", ", as the papers wrote ,", ", which surprised nobody ,", ", after a long winter ,", ", it is said ,",
    ", and this is new ,", ", more than ever before ,",
)  # fmt: skip
# What follows the name and so decides what it names; `*` stands before the second word of a name, `@` before a place, `%` before
# a person.
FUTURES = {
    "PER": (
        "smiled at the guests", "was born in @Lisbon", "wrote a poem", "married %Anna", "has two sisters", "forgot the umbrella",
        "plays the violin", "*Miller answered the letter", "*Brown met %Peter in @Oslo", "*Roosevelt was a great president",
    ),
    "LOC": (
        "lies on a river", "has two million inhabitants", "was flooded in the night", "is north of @Lisbon", "has three bridges",
        "is hot in summer", "is far from @Oslo", "*Beach was closed to swimmers", "*Harbour was full of ships",
        "*Hills are green again",
    ),
    "ORG": (
        "hired new engineers", "opened a factory in @Lisbon", "sold its shares", "lost the match against @Oslo",
        "raised its prices", "was bought by a rival", "fired %Peter", "*Airlines cancelled all flights",
        "*Bank lent money to %Anna", "*United won the cup",
    ),
}  # fmt: skip


def load_tagged(name: str = "generated", *, size: int | None = None, seed: int = 0) -> Data[Tagged]:
    """Return sentences with one tag a word.

    Args:
        name: "generated" (people, places, organisations); "ewt" (parts of speech of 16,622 English sentences) or "wnut17"
            (entities in 5,690 messages and comments) are downloaded.
        size: number of sentences of all parts together; of "generated" 3,000 unless given. Public sets keep the first ones of
            each part.
        seed: of "generated" only.

    Returns:
        Data of Tagged; names are the tags, sorted, "O" first. In generated sentences the kind of a name is decided by the words
        after it alone: each stands in three sentences that are equal up to there, once as a person, once as a place, once as an
        organisation, all in the same part. The parts of public sets are the official ones; no sentence is empty.

    Raises:
        ValueError: an unknown name or a wrong size.
        DataError: a public set cannot be had or read.
    """
    demand("load_tagged", "name", name, TAGGED)
    demand_positive("load_tagged", "size", size)
    if name == "generated":
        return _generated(size or 3000, seed)
    if name == "ewt":
        parts = [_tagged(_read(fetch(form), 10, 1, 3)) for form in sources.EWT.values()]
        source = "Universal Dependencies English EWT 2.16 (Silveira et al., LREC 2014), CC BY-SA 4.0."
    else:
        parts = [_tagged(_read(fetch(form), 2, 0, 1)) for form in sources.WNUT17.values()]
        source = "WNUT 2017 emerging entities (Derczynski et al., W-NUT 2017), CC BY 4.0."
    names = sorted(
        {tag for part in parts for tags in part.tags for tag in tags}, key=lambda tag: (tag != "O", tag.rpartition("-")[2], tag)
    )
    return collect((part if size is None else _first(part, size, parts) for part in parts), names, source)


def _first(part: Tagged, size: int, parts: Sequence[Tagged]) -> Tagged:
    kept = max(1, round(size * len(part.words) / sum(len(each.words) for each in parts)))
    return Tagged(part.words[:kept], part.tags[:kept])


def _tagged(sentences: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> Tagged:
    kept = list(sentences)
    return Tagged(tuple(words for words, _ in kept), tuple(tags for _, tags in kept))


def _generated(size: int, seed: int) -> Data[Tagged]:
    draws, triples = Draws(seed), dict[tuple[str, str, str], list[tuple[tuple[str, ...], tuple[str, ...]]]]()
    if size > 3 * len(NAMES) * len(OPENINGS) * len(set(MIDDLES)):
        most = 3 * len(NAMES) * len(OPENINGS) * len(set(MIDDLES))
        raise ValueError(f"load_tagged: there are only {most} generated sentences, received size {size}.")
    while 3 * len(triples) < size:
        start = (draws.pick(OPENINGS), draws.pick(NAMES), draws.pick(MIDDLES))
        if start not in triples:
            triples[start] = _triple(draws, *start)
    parts = divide(triples, key=" ".join)
    tagged = [_tagged(sentence for start in part for sentence in triples[start]) for part in parts]
    source = f"Generated by a grammar of rnndata (seed {seed}); nobody ever wrote these sentences."
    return collect(tagged, ENTITY_TAGS, source, generated=True)


def _triple(draws: Draws, opening: str, name: str, middle: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return three sentences that are equal up to the end of the middle; a second word of the name comes at once or never."""
    begin = not middle and draws.chance(0.5)
    sentences = []
    for kind, futures in FUTURES.items():
        future = draws.pick([text for text in futures if text.startswith("*") == begin])
        pieces = [(word, "O") for word in opening.split()] + [(name, f"B-{kind}")] + [(word, "O") for word in middle.split()]
        pieces += [_piece(word, kind) for word in future.split()] + [(".", "O")]
        words, tags = zip(*pieces, strict=True)
        sentences.append((words, tags))
    return sentences


def _piece(word: str, kind: str) -> tuple[str, str]:
    tag = {"*": f"I-{kind}", "@": "B-LOC", "%": "B-PER"}.get(word[0], "O")
    return (word if tag == "O" else word[1:]), tag


def _read(path: Path, columns: int, word: int, tag: int) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the sentences of a file with one word a line, columns parted by tabs, sentences by empty lines.

    In files of ten columns a line with `#` is a comment, and ids as `3-4` (words written as one) and `5.1` (a word left out) are
    passed over.
    """
    pieces: list[tuple[str, str]] = []
    for number, raw in enumerate([*path.read_text("utf-8-sig").split("\n"), ""], 1):
        line = raw.rstrip("\r")
        if not line.strip():
            if pieces:
                words, tags = zip(*pieces, strict=True)
                yield words, tags
            pieces = []
            continue
        if columns == 10 and line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != columns or not cells[tag].strip() or not cells[word].strip():
            raise DataError(f"{path.name}, line {number}: expected {columns} columns parted by tabs, received {line[:60]!r}.")
        if columns == 2 or cells[0].isdigit():
            pieces.append((cells[word].strip(), cells[tag].strip()))
