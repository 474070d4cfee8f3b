"""A grammar of short reviews in which the same words, in another order, mean the opposite."""

from __future__ import annotations

from .draws import Draws

ASPECTS = (
    "acting", "camera work", "cast", "dialogue", "ending", "humour", "music", "opening", "pace", "plot", "script", "setting",
)  # fmt: skip
GOOD = (
    "brilliant", "charming", "clever", "convincing", "delightful", "fresh", "good", "great", "gripping", "moving", "superb",
    "thrilling", "warm", "witty", "wonderful",
)  # fmt: skip
BAD = (
    "bad", "boring", "clumsy", "dreadful", "dull", "flat", "horrid", "lifeless", "messy", "poor", "silly", "stale", "terrible",
    "tiresome", "weak",
)  # fmt: skip
DEGREES = ("", "", "really ", "rather ", "quite ", "truly ")
FILLERS = (
    "we saw it on a friday .", "the cinema was half full .", "it runs for two hours .", "a friend had chosen it .",
    "the tickets were a present .", "it was shown in the small hall .", "i had read the book before .",
    "it was made ten years ago .", "my sister came along .", "it is the second part of three .",
)  # fmt: skip
INSERTS = (
    " , which we had talked about for weeks ,", " that the papers had written about", " , as far as i could follow it ,",
    " , and this goes for the whole evening ,", " in the version that was shown here",
)  # fmt: skip

# {x} and {y} change places between the two readings; the judgement is the one that holds for {y}.
CONTRASTS = (
    "the {a}{i} was {d}{x} , but the {b}{j} was {e}{y} .",
    "although the {a}{i} was {d}{x} , the {b}{j} was {e}{y} .",
    "the {b}{j} was {e}{y} , although the {a}{i} was {d}{x} .",
    "the critics called the {a}{i} {d}{x} , to me it was {e}{y} .",
    "i had expected a {d}{x} {a}{i} and got a {e}{y} one .",
    "the {a}{i} was not {d}{x} , it was {e}{y} .",
    "where others find the {a}{i} {d}{x} , i find it {e}{y} .",
    "there was never a {d}{x} moment in the {a}{i} , only {e}{y} ones .",
)
# The word `not` moves: the first reading is good, the second bad.
NEGATIONS = (
    (
        "the {a}{i} was not {d}{n} and the {b}{j} was {e}{p} .",
        "the {a}{i} was {d}{n} and the {b}{j} was not {e}{p} .",
    ),
    (
        "i did not find the {a}{i} {n} and i did find the {b}{j} {p} .",
        "i did find the {a}{i} {n} and i did not find the {b}{j} {p} .",
    ),
    (
        "nobody says that it was {d}{n} , everybody says the {a}{i} was {p} .",
        "everybody says that it was {d}{n} , nobody says the {a}{i} was {p} .",
    ),
)


def plain_review(draws: Draws) -> list[tuple[str, int]]:
    """Return one review that means what its words mean, with its label."""
    label = draws.below(2)
    words = GOOD if label else BAD
    (a, b), (x, y) = draws.two(ASPECTS), draws.two(words)
    before, after = _fillers(draws)
    return [(f"{before}the {a} was {draws.pick(DEGREES)}{x} and the {b} was {draws.pick(DEGREES)}{y} .{after}", label)]


def twin_reviews(draws: Draws, inserts: bool) -> list[tuple[str, int]]:
    """Return two reviews of the same words and opposite meaning, with their labels; inserts put more words between the poles."""
    a, b = draws.two(ASPECTS)
    slots = {"a": a, "b": b, "d": draws.pick(DEGREES), "e": draws.pick(DEGREES)}
    slots |= {"i": draws.pick(INSERTS) if inserts else "", "j": draws.pick(INSERTS) if inserts else ""}
    good, bad = draws.pick(GOOD), draws.pick(BAD)
    number = draws.below(len(CONTRASTS) + len(NEGATIONS))
    if number < len(CONTRASTS):
        pair = [CONTRASTS[number].format(x=bad, y=good, **slots), CONTRASTS[number].format(x=good, y=bad, **slots)]
    else:
        pair = [reading.format(p=good, n=bad, **slots) for reading in NEGATIONS[number - len(CONTRASTS)]]
    before, after = _fillers(draws)
    return [(before + text + after, label) for text, label in zip(pair, (1, 0), strict=True)]


def _fillers(draws: Draws) -> tuple[str, str]:
    """Return sentences without judgement, for the front and for the end."""
    before, after = draws.two(FILLERS)
    return (before + " " if draws.chance(0.6) else ""), (" " + after if draws.chance(0.6) else "")
