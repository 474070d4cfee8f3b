"""A class with attacks in it, graded once; tests then look at what each got."""

from __future__ import annotations

import time
from collections.abc import Iterable

from attack_place import Place
from attack_run import Outcome, deserved, effects, hand_in, judge
from attacks.model import Attack

from autograder.pipeline.feedback import feedback
from autograder.pipeline.grade import grade, register
from autograder.pipeline.results import results


class Graded:
    """What came of a class.

    Args:
        place: where it is graded.
        assignments: all of them are handed in before the first is graded.
        attacks: those on these assignments.
    """

    def __init__(self, place: Place, assignments: Iterable[str], attacks: Iterable[Attack]) -> None:
        self.place = place
        self.seconds: dict[str, float] = {}
        self.deserved: dict[str, dict[str, float]] = {}
        attacks, found = list(attacks), {}
        tried = {name: [one for one in attacks if one.assignment == name] for name in assignments}
        for name, mine in tried.items():
            hand_in(place, name, mine)
            register(place.course, name)
        place.note()
        released = place.released()
        for name, mine in tried.items():
            began = time.monotonic()
            found[name] = [result.student for result in grade(place.course, name)]
            self.seconds[name] = time.monotonic() - began
            feedback(place.course, name)
            self.deserved[name] = deserved(place, name, mine)
        self.effects = effects(place, released)
        self.outcomes = {name: self._judged(name, mine, found[name]) for name, mine in tried.items()}

    def _judged(self, name: str, attacks: list[Attack], students: list[str]) -> dict[str, Outcome]:
        latest = {result.student: result.score for result in results(self.place.course, name)}
        return judge(self.place, name, attacks, {student: latest.get(student) for student in students})

    def of(self, attack: Attack) -> Outcome:
        """Return what an attack got."""
        return self.outcomes[attack.assignment][attack.student]
