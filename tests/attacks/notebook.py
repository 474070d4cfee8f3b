"""Changing the notebook itself: its test cells, their marks, its name, its time."""

import copy

from nbformat.v4 import new_output

from attacks.model import CHECK, Attack, answer, cell, chain, inserted, others

FLAGS = "flipped flags"


def _tests(notebook):
    return [one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade")]


def delete_tests(notebook):
    notebook.cells = [one for one in notebook.cells if not one.metadata.get("nbgrader", {}).get("grade")]


def empty_tests(notebook):
    for one in _tests(notebook):
        one.source = "pass"


def more_points(notebook):
    for one in _tests(notebook):
        one.metadata.nbgrader["points"] = 50


def odd_points(notebook):
    for number, one in enumerate(_tests(notebook)):
        one.metadata.nbgrader["points"] = [-5, 1e308, "4", None, True, float("inf"), [], {}][number % 8]


def flip(**flags):
    def edit(notebook):
        for one in _tests(notebook):
            one.metadata.nbgrader.update(flags)

    return edit


def skip(notebook):
    for one in _tests(notebook):
        one.metadata["tags"] = ["skip-execution", "raises-exception", "remove_cell", "nbgrader-skip"]
        one.metadata["autograder"] = {"passed": True, "skip": True}


def duplicate(notebook):
    for one in _tests(notebook):
        twin = copy.deepcopy(one)
        twin.source, twin.id = "pass", f"twin-{one.id}"[:60]
        notebook.cells.insert(notebook.cells.index(one), twin)


def duplicate_behind(notebook):
    for one in _tests(notebook):
        twin = copy.deepcopy(one)
        twin.id, one.source = f"twin-{one.id}"[:60], "4.0"
        notebook.cells.insert(notebook.cells.index(one) + 1, twin)


def split(notebook):
    for one in _tests(notebook):
        lines = one.source.splitlines()
        rest = copy.deepcopy(one)
        one.source, rest.source, rest.id = "pass", "\n".join(lines), f"rest-{one.id}"[:60]
        rest.metadata.pop("nbgrader")
        notebook.cells.insert(notebook.cells.index(one) + 1, rest)


def swap(notebook):
    """Give the tests each other's names."""
    tests = _tests(notebook)
    names = [one.metadata.nbgrader.grade_id for one in tests]
    for one, name in zip(tests, names[1:] + names[:1], strict=True):
        one.metadata.nbgrader["grade_id"] = one["id"] = name


def move_first(notebook):
    """Run the tests before the answers, where setup has not run either."""
    tests = _tests(notebook)
    notebook.cells = tests + [one for one in notebook.cells if one not in tests]


def to_markdown(notebook):
    for one in _tests(notebook):
        one.cell_type = "markdown"
        one.pop("outputs", None)
        one.pop("execution_count", None)


def solve_in_test(notebook):
    """Put the answer into the locked cells, where a right answer is of no use."""
    for one in _tests(notebook):
        one.source = f"isinstance = lambda *a: True\n{one.source}"


def locked_helper(notebook):
    """Change a locked cell that the tests use."""
    one = cell(notebook, "given_imports")
    one.source += "\n\n\ndef accuracy(labels, predicted):\n    return 1.0\n\n\nnp.testing.assert_allclose = lambda *a: None"


def unlocked_copy(notebook):
    """Put a changed copy of the setup before every test."""
    for one in _tests(notebook):
        twin = copy.deepcopy(cell(notebook, "given_imports"))
        twin.metadata.pop("nbgrader")
        twin.id = f"copy-{one.id}"[:60]
        twin.source += "\n\n\ndef accuracy(labels, predicted):\n    return 1.0"
        notebook.cells.insert(notebook.cells.index(one), twin)


def outputs(notebook):
    for one in _tests(notebook):
        one.outputs = [new_output("execute_result", data={"text/plain": "4.0"}, execution_count=1)]
        one.execution_count = 1


def forged_notes(notebook):
    names = [one.metadata.nbgrader.grade_id for one in _tests(notebook)]
    checks = [{"grade_id": name, "passed": True, "stage": "", "hint": "", "message": ""} for name in names]
    notes = {"cell_seconds": 10**9, "notebook_seconds": 10**9, "seconds": 0, "checks": checks, "repairs": [], "protected": True}
    notebook.metadata["autograder"] = {**notes, "profile": "unprotected", "unprotected": names, "status": "graded", "score": 22}
    notebook.metadata["nbgrader"] = {"score": 22, "max_score": 22}


def other_kernel(notebook):
    notebook.metadata["kernelspec"] = {"display_name": "Mine", "language": "bash", "name": "mine"}
    notebook.metadata["language_info"] = {"name": "bash"}


def other_name(notebook):
    notebook.metadata.update(student="aa-honest", name="aa-honest", authors=[{"name": "aa-honest"}])
    notebook.metadata["nbgrader"] = {"student_id": "aa-honest", "assignment_id": "b01_plain"}


def other_time(notebook):
    notebook.metadata.update(timestamp="1999-01-01 00:00:00 UTC", created="1999-01-01", last_modified="1999-01-01")


def deep(notebook):
    value = []
    for _ in range(400):
        value = [value]
    notebook.metadata["deep"] = value
    notebook.cells[0].metadata["long"] = "x" * 2_000_000


def many_cells(notebook):
    for number in range(400):
        inserted(f"x{number} = {number}", "double")(notebook)


MAGICS = """\
%%script sh
echo hello; cat @COURSE@/build/keys.txt; touch @HOME@/@MARK@-magic"""
WRITE = "%%writefile @COURSE@/solutions/@MARK@-magic.py\nprint(1)"
SHELL = """\
files = !cat @COURSE@/build/keys.txt @COURSE@/solutions/*.py @HOME@/secret.txt
print(files)
%cd @COURSE@
%run solutions/b01_plain.py"""
INPUT = "answer = input('What is it? ')\nimport getpass\ngetpass.getpass()\nbreakpoint()"
STAMP = (("timestamp.txt", "1999-01-01 00:00:00 UTC\n"), ("name.txt", "aa-honest"), ("zz-victim.txt", "x"))
NAMES = (("aa-honest_b01_plain.txt", "x"), ("aa-honest/b01_plain.txt", "x"))

ATTACKS = [
    Attack("deleted-tests", "Notebook", "deleted test cells", delete_tests),
    Attack("deleted-tests-check", "Notebook", "deleted test cells", delete_tests, CHECK),
    Attack("emptied-tests", "Notebook", "deleted test cells", empty_tests),
    Attack("changed-tests", "Notebook", "deleted test cells", solve_in_test),
    Attack("changed-helper", "Notebook", "deleted test cells", locked_helper),
    Attack("copied-helper", "Notebook", "deleted test cells", unlocked_copy),
    Attack("points", "Notebook", "changed points", more_points),
    Attack("odd-points", "Notebook", "changed points", odd_points, honest=("double",)),
    Attack("not-graded", "Notebook", FLAGS, flip(grade=False)),
    Attack("as-solution", "Notebook", FLAGS, flip(solution=True, locked=False)),
    Attack("as-task", "Notebook", FLAGS, flip(task=True, grade=False, solution=False)),
    Attack("odd-flags", "Notebook", FLAGS, flip(grade="yes", solution=None, locked=[], schema_version=99, cell_type="markdown")),
    Attack("tags", "Notebook", FLAGS, skip),
    Attack("as-markdown", "Notebook", FLAGS, to_markdown),
    Attack("duplicated", "Notebook", "duplicated or split cells", duplicate),
    Attack("duplicated-behind", "Notebook", "duplicated or split cells", duplicate_behind),
    Attack("split", "Notebook", "duplicated or split cells", split),
    Attack("swapped", "Notebook", "duplicated or split cells", swap, honest=("double",)),
    Attack("moved", "Notebook", "duplicated or split cells", move_first),
    Attack("stored-outputs", "Notebook", "", outputs),
    Attack("forged-notes", "Notebook", "", chain(forged_notes, answer(double="def double(x):\n    while True:\n        pass"))),
    Attack("kernel", "Notebook", "", other_kernel, honest=others()),
    Attack("time", "Notebook", "forged time stamps", other_time, honest=others(), files=STAMP),
    Attack("name", "Notebook", "another student's name", other_name, files=NAMES),
    Attack("deep", "Notebook", "zip bombs", deep, honest=others()),
    Attack("many-cells", "Notebook", "zip bombs", many_cells, honest=others()),
    Attack("magics", "Notebook", "", chain(inserted(MAGICS, "double"), inserted(WRITE, "double"))),
    Attack("shell", "Notebook", "", inserted(SHELL, "double")),
    Attack("input", "Notebook", "", inserted(INPUT, "double"), honest=others()),
]
