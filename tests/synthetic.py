"""A small course in a temporary folder, for the tests of the notebook tools."""

from autograder.notebooks.paths import Course

LECTURE = """\
# ---
# jupyter:
#   autograder:
#     title: Doubling
# ---

# %% [markdown]
# # Doubling
# What doubling is.

# %% setup=true

# %%
print(2 + 2)
"""

ASSIGNMENT = '''\
# ---
# jupyter:
#   autograder:
#     title: Double it
# ---

# %% [markdown]
# # Double it
# Each exercise returns its number, changed.

# %% setup=true

# %% given="imports"
from math import sqrt

# %% [markdown]
# Write `double`.

# %% solution="double"
def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    twice_as_much = x + x
    return twice_as_much
    ### END SOLUTION

# %% see=true
print(double(2.0))

# %% test="double" points=2
check(double)

# %% solution="root"
def root(x):
    """Return the root of x."""
    ### BEGIN SOLUTION
    return sqrt(1.0 * x)
    ### END SOLUTION

# %% test="root" points=3
check(root)

# %% payoff=true
print(double(root(4.0)))

# %%
check.summary("a01_double")
'''

PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "small-course"
version = "0.1"
authors = [{ name = "A Teacher" }]
dependencies = ["numpy>=2"]

[project.optional-dependencies]
grading = ["nbgrader"]
music = ["music21"]

[tool.setuptools]
include-package-data = false
packages = ["autograder", "autograder.checking", "rnndata", "rnnfigures"]

[tool.setuptools.package-dir]
autograder = "autograder"
rnndata = "datasets/rnndata"
rnnfigures = "course/figures"

[tool.setuptools.package-data]
autograder = ["vectors/*.npz"]
rnndata = ["texts/*.txt"]

[tool.ruff]
line-length = 100
"""

PACKAGE = (
    "autograder/__init__.py",
    "autograder/__main__.py",
    "autograder/checking/__init__.py",
    "autograder/vectors/a01_double.npz",
    "autograder/exercises/__init__.py",
    "autograder/notebooks/__init__.py",
    "autograder/cli/__init__.py",
    "datasets/README.md",
    "datasets/rnndata/__init__.py",
    "datasets/rnndata/texts/words.txt",
    "course/figures/__init__.py",
    "LICENSE",
)


def put(path, text=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def small_course(root, assignment=ASSIGNMENT):
    """Write a course of one lecture and one assignment, with the sources of a student package."""
    put(root / "course" / "text" / "01_doubling.py", LECTURE)
    put(root / "solutions" / "a01_double.py", assignment)
    put(root / "pyproject.toml", PROJECT)
    for name in PACKAGE:
        put(root / name, f'"""{name}"""\n')
    return Course(root)


def shown(name):
    """Stand in for the executed solution: the see cell is the sixth cell."""
    assert name == "a01_double"
    return {5: "4.0\n"}
