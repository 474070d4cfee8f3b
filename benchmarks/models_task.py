"""What models.py knows of a task."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple


class Task(NamedTuple):
    """A public set, what is measured on it, and who measures it.

    Args:
        title: name of task and set.
        metric: what is measured, with its unit.
        published: figures of others.
        aim: what the course wants to reach.
        load: returns the data; may need the network.
        floors: from the data to figures that need no recurrent network, by their names.
        train: from data, seed and settings to figures on the test part, by their names. Everything is chosen on validation data.
        settings: a NamedTuple.
        formats: how each figure is written; the first is the one that is asked for.
        note: one sentence about how the figure comes about.
    """

    title: str
    metric: str
    published: str
    aim: str
    load: Callable[[], Any]
    floors: Callable[[Any], dict[str, float]]
    train: Callable[[Any, int, Any], dict[str, float]]
    settings: Any
    formats: dict[str, str]
    note: str = ""


@cache
def course(assignment: str) -> dict[str, Any]:
    """Return what the solution of an assignment defines."""
    from autograder.notebooks.reference import reference

    return reference(assignment).namespace
