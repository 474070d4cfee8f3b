"""Known mistakes of unit 12: entities and their score."""

from __future__ import annotations

from .model import Mistake

ENDS = 'if kind is not None and (mark != "I" or type_ != kind):'
BEGINS = 'if mark != "O" and kind is None:'
ADDED = "spans.append((start, place, kind))"

SPANS = (
    Mistake(
        ADDED,
        "spans.append((start, place - 1, kind))",
        "The end is the last word of the entity: it must be the word behind it, as in a slice.",
    ),
    Mistake(ADDED, "spans.append((kind, start, place))", "The type stands first: a span is (start, end, type)."),
    Mistake(ADDED, "spans.append((start, place - start, kind))", "The second number is the length: it must be the end."),
    Mistake(
        ADDED, 'spans.append((start, place, "B-" + kind))', "The type still has its `B-`: take what stands behind the hyphen."
    ),
    Mistake(ADDED, "spans.append((start + 1, place + 1, kind))", "Start and end are one too high: words count from 0."),
    Mistake(ADDED, "spans.append((start, place))", "The type is missing: a span is (start, end, type)."),
    Mistake(
        '[*tags, "O"]',
        "tags",
        "An entity that reaches to the end of the sentence is lost: nothing ends it. One more `O` behind the last tag helps.",
    ),
    Mistake(
        ENDS,
        'if kind is not None and (mark == "O" or type_ != kind):',
        "Two entities of one type that stand side by side become one: a `B-` always begins a new one.",
    ),
    Mistake(
        ENDS,
        'if kind is not None and mark != "I":',
        "An `I-` of another type goes on with the entity before it: another type ends it.",
    ),
    Mistake(
        ENDS,
        'if start and kind is not None and (mark != "I" or type_ != kind):',
        "An entity that begins at word 0 is never ended: 0 counts as False. Ask whether the start `is not None`.",
    ),
    Mistake(
        ENDS,
        'if kind is not None and mark == "O":',
        "Only an `O` ends an entity: so does every `B-`, and an `I-` of another type.",
    ),
    Mistake(
        BEGINS,
        'if mark == "B" and kind is None:',
        "An `I-` with nothing to go on with is passed over: by the lenient rule it begins an entity.",
    ),
    Mistake(
        BEGINS,
        'if (mark == "B" or place == 0 and mark == "I") and kind is None:',
        "An `I-` begins an entity only at the start of a sentence: it does so wherever it cannot go on with one.",
    ),
    Mistake(
        BEGINS,
        'if (mark == "B" or mark == "I" and tags[place - 1 : place] in ([], ["O"])) and kind is None:',
        "An `I-` behind an entity of another type is passed over: it begins a new one.",
    ),
    Mistake(
        BEGINS,
        'if (mark == "B" or mark == "I" and tags[place - 1 : place] != ["O"]) and kind is None:',
        "An `I-` behind an `O` is passed over: by the lenient rule it begins an entity.",
    ),
    Mistake(
        'tag.partition("-")',
        'tag[:1], None, tag.strip("BIO-")',
        "`strip` takes all letters B, I and O off both ends, those of the type, too (`ITEM`, `GEO`): cut at the first hyphen.",
    ),
    Mistake(
        'tag.partition("-")',
        'tag[:1], None, tag.replace("B-", "").replace("I-", "")',
        "`replace` takes every `B-` and `I-` away, also inside a type (`WEB-SITE`): cut at the first hyphen.",
    ),
    Mistake(
        'tag.partition("-")',
        'tag.rpartition("-")',
        "The tag is cut at its last hyphen: the type is all that stands behind the first one.",
    ),
    Mistake(
        'tag.partition("-")',
        '(tag.split("-") + [None, None])[0], None, (tag.split("-") + ["", ""])[1]',
        "Types with a hyphen are cut short: the type is all that stands behind the first one. `split` cuts at all of them.",
    ),
    Mistake(
        BEGINS,
        "if kind is None:",
        "Words outside are reported as entities without a type: `O` begins nothing.",
    ),
    Mistake(
        "            kind = None\n",
        "            kind = None\n            continue\n",
        "A tag that ends one entity may begin the next: ask both questions at each tag.",
    ),
    Mistake("spans, start, kind = []", "spans, start, kind = set()", "", caught="error"),
    Mistake("return spans", "return spans[::-1]", "The entities stand in reverse order: return them from left to right."),
    Mistake(
        "return spans",
        "return sorted(spans, key=lambda span: span[2])",
        "The entities are sorted by type: return them from left to right.",
    ),
)

RIGHT = "right += len(set(there) & set(found))"
RETURN = "2 * right / (said + true) if right else 0.0"
LOOP = """    right = said = true = 0
    for there, found in zip(true_spans, said_spans, strict=True):
        right += len(set(there) & set(found))
        said, true = said + len(found), true + len(there)
    return 2 * right / (said + true) if right else 0.0  # (12.2)
"""

F1 = (
    Mistake(RETURN, "right / (said + true) if right else 0.0", "The factor 2 of (12.2) is missing."),
    Mistake(RETURN, "right / said if right else 0.0", "This is the precision, right / said: (12.2) has the true ones, too."),
    Mistake(RETURN, "right / true if right else 0.0", "This is the recall, right / true: (12.2) has those that were said, too."),
    Mistake(
        RETURN,
        "(right / said + right / true) / 2 if right else 0.0",
        "This is the plain mean of precision and recall: F1 is the harmonic one (12.2).",
    ),
    Mistake(
        RETURN,
        "right / (said + true - right) if right else 0.0",
        "Right ones are divided by all that occur in either: see (12.2).",
    ),
    Mistake(RETURN, "2 * right / (said + true)", "", caught="error"),
    Mistake(
        RETURN,
        "2 * right / (said + true) if said + true else 1.0",
        "Without any entity it gives 1. Where nothing is right, F1 is 0 by convention.",
    ),
    Mistake(
        RETURN,
        "2 * right / (said + true) if said else 1.0",
        "Where nothing was said it gives 1. Nothing is right then, so F1 is 0.",
    ),
    Mistake(
        RETURN,
        "2 * right // (said + true) if right else 0",
        "The quotient is cut down to a whole number: `//` does that, `/` divides.",
    ),
    Mistake(
        LOOP,
        """    scores = []
    for there, found in zip(true_spans, said_spans, strict=True):
        scores.append(2 * len(set(there) & set(found)) / max(1, len(there) + len(found)))
    return sum(scores) / len(scores)
""",
        "This is the mean of the sentences' scores: count over all sentences together, and divide once.",
    ),
    Mistake(
        LOOP,
        """    scores = []
    for kind in {span[2] for spans in (*true_spans, *said_spans) for span in spans}:
        right = said = true = 0
        for there, found in zip(true_spans, said_spans):
            there, found = ([span for span in spans if span[2] == kind] for spans in (there, found))
            right += len(set(there) & set(found))
            said, true = said + len(found), true + len(there)
        scores.append(2 * right / (said + true))
    return sum(scores) / max(1, len(scores))
""",
        "This is the mean over the types: count all entities together, whatever their type (micro-average).",
    ),
    Mistake(
        LOOP,
        """    there, found = ({span for spans in each for span in spans} for each in (true_spans, said_spans))
    right = len(there & found)
    return 2 * right / (len(there) + len(found)) if right else 0.0
""",
        "Spans of different sentences are mixed: the same numbers may stand in many sentences. Compare sentence by sentence.",
    ),
    Mistake(
        RIGHT,
        "right += len({span[:2] for span in there} & {span[:2] for span in found})",
        "An entity with the wrong type counts as right: start, end and type must all agree.",
    ),
    Mistake(
        RIGHT,
        "right += len({(span[0], span[2]) for span in there} & {(span[0], span[2]) for span in found})",
        "An entity with the wrong end counts as right: start, end and type must all agree.",
    ),
    Mistake(
        RIGHT,
        "right += sum(any(a[2] == b[2] and a[0] < b[1] and b[0] < a[1] for b in there) for a in found)",
        "Entities that only overlap count as right: start, end and type must all agree.",
    ),
    Mistake(
        RIGHT,
        "right += sum(a == b for a, b in zip(there, found))",
        "Spans are compared in pairs by their place in the lists: one that is missing shifts all others, and the order is free.",
    ),
    Mistake(RIGHT, "right += there == found", "Whole sentences are compared: count the entities that two lists share."),
    Mistake(
        "said, true = said + len(found), true + len(there)",
        "said, true = len(found), len(there)",
        "Only the last sentence is counted as said and true: add up over all sentences, as for the right ones.",
    ),
    Mistake(
        "right += len(",
        "right = len(",
        "Only the last sentence is counted as right: add up over all sentences.",
    ),
)
