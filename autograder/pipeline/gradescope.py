"""Results as Gradescope shows them to a student: one test for each exercise, and never a word of the solution."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution

from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course
from autograder.pipeline.diagnosis import diagnosis
from autograder.pipeline.filling import Told, number
from autograder.pipeline.matching import grade_id
from autograder.pipeline.results import ExerciseResult, Result, results

UNREADABLE = (
    "Nothing was graded, because your notebook could not be read. {} Save it again, download it as .ipynb and hand that in."
)
_RIGHT, _UNWRITTEN = "Right.", "Not written yet: the answer still raises NotImplementedError."
_STAGES = {
    "error": "Your code raised an error.",
    "values": "The values are wrong.",
    "time": "It took too long and was stopped.",
    "crash": "The process that ran it ended.",
    "not run": "It did not run.",
    "unwritten": _UNWRITTEN,
}


def document(result: Result, titles: dict[str, str], trusted: bool = True) -> dict[str, Any]:
    """Return what Gradescope expects in results.json.

    Args:
        result: of one submission.
        titles: from exercises to their headings.
        trusted: whether students' code could read nothing of the solution. Where it could, texts that it may have written (the
            messages of errors) are left out.

    Returns:
        Plain data: one test for each exercise that was graded, visible to the student; no other output.
    """
    graded = [exercise for exercise in result.exercises if exercise.points is not None]
    tests = [_test(at, exercise, titles, trusted) for at, exercise in enumerate(graded, start=1)]
    found: dict[str, Any] = {"output": _words(result), "output_format": "text", "visibility": "visible"}
    found |= {"stdout_visibility": "hidden", "execution_time": round(result.seconds, 2), "tests": tests}
    if not tests:
        found["score"] = 0.0
    return found


def graded_result(notebook: NotebookNode, seconds: float) -> Result:
    """Return the result of a graded notebook without a gradebook: points by nbgrader's own rules.

    Args:
        notebook: what the grading steps made of a submission.
        seconds: that it took.
    """
    notes = notebook.metadata.get("autograder", {})
    exercises = tuple(_exercise(cell) for cell in notebook.cells if is_grade(cell))
    return Result(
        student="",
        score=sum(exercise.points or 0.0 for exercise in exercises),
        max_score=sum(exercise.max_points for exercise in exercises),
        seconds=seconds,
        repairs=tuple(notes.get("repairs", ())),
        exercises=exercises,
        unprotected=tuple(notes.get("unprotected", ())),
        sandboxed=bool(notes.get("sandboxed", True)),
    )


def titles_of(notebook: NotebookNode) -> dict[str, str]:
    """Return what exercises are called: the last heading above each test, or its own name.

    Args:
        notebook: the release.
    """
    heading, found = "", {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            lines = re.findall(r"^#{1,4}\s+(.+)$", cell.source, re.MULTILINE)
            heading = _plain(lines[-1]) if lines else heading
        elif cell.metadata.get("nbgrader", {}).get("grade"):
            found[grade_id(cell).removeprefix("test_")] = heading
    counts = Counter(found.values())
    return {name: _joined(title, name) if counts[title] > 1 or not title else title for name, title in found.items()}


def read_titles(path: Path) -> dict[str, str]:
    """Return what the exercises of a released notebook are called."""
    return titles_of(nbformat.read(path, as_version=4)) if path.exists() else {}


def write_results(course: Course, assignment: str, folder: Path, told: Told) -> None:
    """Write results.json for each student who handed in an assignment.

    Args:
        course: where everything lies.
        assignment: its full name.
        folder: takes STUDENT/results.json.
        told: takes who has none.

    Raises:
        CourseError: nothing has been graded.
    """
    found = results(course, assignment)
    if not found:
        raise CourseError(f"nothing of {assignment} has been graded: run `autograder grade {assignment}`")
    titles = read_titles(course.released(assignment))
    for result in found:
        path = folder / result.student / "results.json"
        if result.score is None:
            path.unlink(missing_ok=True)
            continue
        save(path, document(result, titles, result.sandboxed))
    told.add("No results.json, because nothing is graded", (result.student for result in found if result.score is None))


def save(path: Path, data: dict[str, Any]) -> None:
    """Write results.json in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(draft, path)


def _exercise(cell: NotebookNode) -> ExerciseResult:
    points, most = determine_grade(cell)
    data = diagnosis(cell) if not is_solution(cell) else {}
    texts = {key: str(data.get(key, "")) for key in ("stage", "hint", "message")}
    return ExerciseResult(grade_id(cell).removeprefix("test_"), points, most, **texts)


def _test(at: int, exercise: ExerciseResult, titles: dict[str, str], trusted: bool) -> dict[str, Any]:
    return {
        "name": titles.get(exercise.name) or exercise.name,
        "number": str(at),
        "score": exercise.points,
        "max_score": exercise.max_points,
        "status": "passed" if exercise.passed else "failed",
        "output": _RIGHT if exercise.passed else _why(exercise, trusted),
        "output_format": "text",
        "visibility": "visible",
    }


def _why(exercise: ExerciseResult, trusted: bool) -> str:
    general = _STAGES.get(exercise.stage, "It is not right yet.")
    message = exercise.message if trusted or exercise.stage == "hidden" else general
    if exercise.stage == "unwritten":
        return _UNWRITTEN
    return "\n".join(dict.fromkeys(part for part in (message or general, exercise.hint) if part))


def _words(result: Result) -> str:
    by_hand = [exercise for exercise in result.exercises if exercise.points is None]
    parts = [result.sentence] if result.sentence else []
    parts += [f"Repaired: {repair}" for repair in result.repairs]
    if by_hand:
        points = number(sum(exercise.max_points for exercise in by_hand))
        parts.append(f"{len(by_hand)} answers worth {points} points are graded by a person.")
    if not result.sandboxed:
        parts.append("There is no sandbox on this machine: answers ran without one, tests in a process of their own.")
    return "\n".join(parts)


def _plain(heading: str) -> str:
    bare = re.sub(r"\s*\(\s*[\d.,]+\s*points?\s*\)\s*$", "", heading.strip(), flags=re.IGNORECASE)
    return re.sub(r"[*`$]|\\[a-z]+(?=\W)", "", bare).strip()


def _joined(title: str, name: str) -> str:
    return f"{title}: {name}" if title else name
