"""Hundreds of random changes to a notebook: reading and repair never crash, and no point is moved."""

from __future__ import annotations

import json
import random

import nbformat
import pytest
from damage_cases import Case
from tiny_course import POINTS, TOTAL, answered, make_course, released

from autograder.pipeline.matching import mark
from autograder.pipeline.reading import UnreadableError, parse_notebook
from autograder.pipeline.repair import repair

MUTATIONS = 300
SEED = 20250309
STRANGE = [None, True, 0, -1, 2**70, 1e308, "", "code", "\ud800", "x\0y", [], [None], {}, {"a": None}, [[]], "[]", 4.5]
KEYS = ["source", "cell_type", "metadata", "id", "cells", "nbgrader", "grade_id", "outputs", "x"]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("mutations") / "course")
    return Case(answered(course), released(course), None, TOTAL)


def places(value, found):
    """List every place in JSON, as pairs of a container and a key."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found.append((value, key))
        places(inner, found)
    return found


def clone(value):
    return json.loads(json.dumps(value))


def mutated(rng, content, others):
    """Change some places of a notebook: replace, delete, copy, rename."""
    for _ in range(rng.randint(1, 8)):
        container, key = rng.choice(places(content, []) or [(content, "cells")])
        deed = rng.choice(["strange", "other", "delete", "copy", "rename"])
        if deed == "strange":
            container[key] = rng.choice(STRANGE)
        elif deed == "other":
            container[key] = clone(rng.choice(others))
        elif deed == "delete":
            container.pop(key, None) if isinstance(container, dict) else container.pop(key)
        elif deed == "copy" and isinstance(container, list):
            container.insert(key, clone(container[key]))
        elif isinstance(container, dict) and key in container:
            container[rng.choice(KEYS)] = container.pop(key)
    return content


def scrambled(rng, data):
    """Change some bytes of a file, of every second one none."""
    data = bytearray(data)
    for _ in range(rng.choice([0, 0, 0, 1, 3])):
        at = rng.randrange(len(data))
        data[at : at + rng.choice([0, 1, 1, 40])] = bytes(rng.choices(range(256), k=rng.choice([0, 1, 1, 3])))
    return bytes(data)


def test_mutations_never_crash_reading_and_repair(case):
    rng, read = random.Random(SEED), 0
    sound = json.loads(nbformat.writes(case.notebook))
    others = [container[key] for container, key in places(sound, [])]
    for number in range(MUTATIONS):
        data = scrambled(rng, json.dumps(mutated(rng, clone(sound), others)).encode())
        try:
            direct = parse_notebook(data)
        except UnreadableError:
            continue
        read += 1
        notebook, sentences = case.repaired(data)
        assert repair(direct, case.release) == sentences, number
        nbformat.writes(notebook).encode()
        tests = [mark(cell) for cell in notebook.cells if mark(cell).get("grade")]
        assert {one["grade_id"]: one["points"] for one in tests} == {f"test_{name}": POINTS[name] for name in POINTS}, number
        assert len(tests) == len(POINTS), number
    assert read > MUTATIONS // 2
