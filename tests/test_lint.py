"""Each rule of the linter: what triggers it, at which line, and that a sound source triggers none."""

import pytest
from synthetic import ASSIGNMENT, LECTURE, put, small_course

from autograder.notebooks import lint, percent, regions
from autograder.notebooks.paths import Course

REGION = """\
    ### BEGIN SOLUTION
    twice_as_much = x + x
    return twice_as_much
    ### END SOLUTION
"""
TRAINED = "# %%\nhistory = model.fit(x).history\n\n"
LONG = "# %%\n" + "".join(f"print({number})\n" for number in range(26))

# rule, what is replaced, what stands there instead, the text of the line that must be named
CASES = [
    ("source", "# %% [markdown]\n# # Double it", "import os\n\n# %% [markdown]\n# # Double it", "import os"),
    ("source", "#   autograder:\n", "#   autograder: [\n", "# ---"),
    ("swallowed", "# Write `double`.\n", "# Write `double`.\n\nlost = 1\n", "lost = 1"),
    ("header", 'given="imports"', 'given="imports" locked=true', '# %% given="imports" locked=true'),
    ("header", 'given="imports"', "given=imports", "# %% given=imports"),
    ("header", 'given="imports"', 'imports given="imports"', '# %% imports given="imports"'),
    ("header", 'given="imports"', 'given="the imports"', '# %% given="the imports"'),
    ("header", "see=true", "see=1", "# %% see=1"),
    ("header", "see=true", "see=true points=1", "# %% see=true points=1"),
    ("header", "payoff=true", "payoff=true see=true", "# %% payoff=true see=true"),
    ("header", "# %% [markdown]\n# Write", "# %% [markdown] see=true\n# Write", "# %% [markdown] see=true"),
    ("header", "# %% [markdown]\n# Write", "# %% [raw]\n# Write", "# %% [raw]"),
    ("setup", "# %% setup=true\n", "", '# %% given="imports"'),
    ("setup", "# %% payoff=true", "# %% setup=true\n\n# %% payoff=true", "# %% setup=true@2"),
    ("setup", "# %% setup=true\n", "# %% setup=true\nimport os\n", "import os"),
    ("extra", "#   autograder:\n", "#   autograder:\n#     extra: musik\n", "#     extra: musik"),
    ("length", "# %% payoff=true", LONG + "\n# %% payoff=true", "print(25)"),
    ("syntax", "print(double(root(4.0)))", "one = 1\nprint(double(root(4.0))", "print(double(root(4.0))"),
    ("id", '# %% given="imports"', '# %% given="imports"\n\n# %% given="imports"', '# %% given="imports"@2'),
    ("points", " points=2", "", '# %% test="double"'),
    ("points", "points=2", "points=0", '# %% test="double" points=0'),
    ("points", "points=2", 'points="2"', '# %% test="double" points="2"'),
    ("points", "points=2", "points=true", '# %% test="double" points=true'),
    ("pair", '# %% test="double" points=2\ncheck(double)\n', "", '# %% solution="double"'),
    ("pair", '# %% test="root"', '# %% test="other" points=1\ncheck(other)\n\n# %% test="root"', '# %% test="other" points=1'),
    ("name", '"double"', '"doubled"', '# %% solution="doubled"'),
    ("markers", REGION, "    return x + x\n", '# %% solution="double"'),
    ("markers", "    ### END SOLUTION\n\n# %% see", "\n# %% see", "    ### BEGIN SOLUTION"),
    ("markers", "    ### BEGIN SOLUTION\n    twice", "    twice", "    ### END SOLUTION"),
    ("markers", "    twice_as_much = x", "    ### BEGIN SOLUTION\n    twice_as_much = x", "    ### BEGIN SOLUTION@2"),
    ("markers", "print(double(2.0))", "### BEGIN SOLUTION\nprint(double(2.0))\n### END SOLUTION", "### BEGIN SOLUTION"),
    (
        "markers",
        "# Write `double`.",
        "# Write between BEGIN SOLUTION and its end.",
        "# Write between BEGIN SOLUTION and its end.",
    ),
    ("stub", REGION, "    return x + x\n### BEGIN SOLUTION\ntwo = 2\n### END SOLUTION\n", "### BEGIN SOLUTION"),
    ("stub", REGION, "    if x == 0:\n        return x\n" + REGION, "    ### BEGIN SOLUTION"),
    ("stub", REGION, "    if x:\n" + REGION.replace("    ", "        ") + "    return x\n", "        ### BEGIN SOLUTION"),
    (
        "stub",
        REGION,
        "    def inner():\n" + REGION.replace("    ", "        ") + "    return inner()\n",
        "        ### BEGIN SOLUTION",
    ),
    (
        "stub",
        "    ### BEGIN SOLUTION\n    return sqrt",
        "    for y in [x]:\n    ### BEGIN SOLUTION\n        return sqrt",
        "    ### BEGIN SOLUTION@2",
    ),
    ("curve", "# %% payoff=true", TRAINED + "# %% payoff=true", "history = model.fit(x).history"),
    ("leak", "print(double(root(4.0)))", "x = 1\ntwice_as_much = x + x", "twice_as_much = x + x"),
    (
        "leak",
        "# Write `double`.",
        "# Write `double`: say `return twice_as_much`.",
        "# Write `double`: say `return twice_as_much`.",
    ),
]


def numbered(text, wanted):
    """Return the line number of the n-th line "text@n"."""
    wanted, _, count = wanted.partition("@")
    found = [number for number, line in enumerate(text.splitlines(), 1) if line == wanted]
    return found[int(count or 1) - 1]


def linted(tmp_path, text, name="solutions/a11_double.py"):
    return lint.lint(put(tmp_path / name, text))


@pytest.mark.parametrize(("rule", "old", "new", "line"), CASES, ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)])
def test_rule_names_the_line(tmp_path, rule, old, new, line):
    assert old in ASSIGNMENT
    text = ASSIGNMENT.replace(old, new)
    found = [(finding.rule, finding.line) for finding in linted(tmp_path, text)]
    assert (rule, numbered(text, line)) in found


def test_every_rule_has_a_case():
    assert {case[0] for case in CASES} == {"source", *lint.ASSIGNMENT}


def test_a_sound_assignment_and_a_sound_lecture_pass(tmp_path):
    assert linted(tmp_path, ASSIGNMENT) == []
    assert linted(tmp_path, LECTURE, "course/text/01_doubling.py") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    ### BEGIN SOLUTION\n    twice", "    if x < 0:\n        raise ValueError(x)\n    ### BEGIN SOLUTION\n    twice"),
        ("print(double(2.0))", "# %time\nprint(double(2.0))\n# copy the number"),
        ("print(double(2.0))", '"""\n# %% solution="none"\n"""\nprint(double(2.0))'),
        ("print(double(2.0))", "\n".join(f"print({number})" for number in range(25))),
        (
            "from math import sqrt",
            "from math import sqrt\n\n\ndef given(x):\n    twice_as_much = x + x\n    return twice_as_much",
        ),
        ("# Write `double`.", "# Write `double`.\n#\n#     code = shown(1)\n#\n# # A title"),
        ("points=2", "points=0.5"),
    ],
)
def test_sound_variants_pass(tmp_path, old, new):
    assert old in ASSIGNMENT
    assert linted(tmp_path, ASSIGNMENT.replace(old, new)) == []


def test_a_class_with_stubs_in_its_methods_passes(tmp_path):
    text = """\
# %% setup=true

# %% solution="Cell"
class Cell:
    def build(self):
        ### BEGIN SOLUTION
        self.built_with_weights = True
        ### END SOLUTION

    def call(self, x):
        ### BEGIN SOLUTION
        return x * self.built_with_weights
        ### END SOLUTION

# %% test="Cell" points=1
check(Cell)
"""
    assert linted(tmp_path, text) == []
    found = linted(tmp_path, text.replace("    def call(self, x):\n", "    def call(self, x):\n        return x\n"))
    assert [(finding.rule, finding.line) for finding in found] == [("stub", 12)]


@pytest.mark.parametrize(
    ("rule", "old", "new", "line"),
    [
        ("role", "# %%\nprint", "# %% see=true\nprint", "# %% see=true"),
        ("swallowed", "# What doubling is.", "# What doubling is.\nx = 1", "x = 1"),
        ("header", "# %%\nprint", "# %% id=3\nprint", "# %% id=3"),
        ("length", "print(2 + 2)", "\n".join(f"print({number})" for number in range(26)), "print(25)"),
        ("syntax", "print(2 + 2)", "print(2 +)", "print(2 +)"),
        ("markers", "print(2 + 2)", "### BEGIN SOLUTION", "### BEGIN SOLUTION"),
        ("setup", "# %% setup=true\n", "", "# %%"),
    ],
)
def test_rules_of_lectures(tmp_path, rule, old, new, line):
    text = LECTURE.replace(old, new)
    found = linted(tmp_path, text, "course/text/01_doubling.py")
    assert (rule, numbered(text, line)) in [(finding.rule, finding.line) for finding in found]


CURVED = [
    "history = model.fit(x).history\ntraining_curve(history)",
    "history = model.fit(x)\n\n# %% [markdown]\n# ### What it is\n\n# %%\ndisplay(training_curve(history.history, floor=1.0))",
    "losses = {}\nfor name in names:\n    losses[name] = model.fit(x).history\ntraining_curve(losses)",
    "losses = {}\nlosses |= {name: model.fit(x).history for name in names}\nfig.two_losses(losses)",
    "for name in names:\n    history = model.fit(x).history\n    display(training_curve(history))",
    "one, losses = model.fit(x).history, {}\nlosses['other'] = model.fit(x).history\ntraining_curve({'one': one, **losses})",
    "def train():\n    return model, model.fit(x)\n\n\ntrained, history = train()\ntraining_curve(history)",
    "def train():\n    return training_curve(model.fit(x).history)\n\n\ntrain()",
    "training_curve(model.fit(x).history)",
    "def never_called():\n    model.fit(x)",
    "%matplotlib inline\nprint(model.fitted(x))",
]
UNCURVED = [
    ("model.fit(x)", "model.fit(x)"),
    ("for name in names:\n    model.fit(x)\ntraining_curve(names)", "    model.fit(x)"),
    ("history = model.fit(x)\ntraining_curve(other)", "history = model.fit(x)"),
    ("training_curve(history)\nhistory = model.fit(x)", "history = model.fit(x)"),
    ("history = model.fit(x)\nhistory = model.fit(y)\ntraining_curve(history)", "history = model.fit(x)"),
    ("for x in all:\n    history = model.fit(x)\ntraining_curve(history)", "    history = model.fit(x)"),
    ("losses['one'] = model.fit(x)\nlosses['two'] = model.fit(y)\ntraining_curve(losses['two'])", "losses['one'] = model.fit(x)"),
    ("def train():\n    return model.fit(x)\n\n\ndef twice():\n    train()\n    train()\n\n\ntwice()", "twice()"),
    ("class Pair:\n    def learn(self):\n        self.model.fit(x)\n\n\nPair().learn()", "Pair().learn()"),
    (
        "history = model.fit(x)\n\n# %% [markdown]\n# So.\n#\n# ## Another one\n\n# %%\ntraining_curve(history)",
        "history = model.fit(x)",
    ),
]


@pytest.mark.parametrize("code", CURVED)
def test_a_training_is_drawn(tmp_path, code):
    assert linted(tmp_path, LECTURE.replace("print(2 + 2)", code), "course/text/11_doubling.py") == []


@pytest.mark.parametrize(("code", "line"), UNCURVED)
def test_a_training_that_is_not_drawn_is_found(tmp_path, code, line):
    text = LECTURE.replace("print(2 + 2)", code)
    found = linted(tmp_path, text, "course/text/15_doubling.py")
    assert ("curve", numbered(text, line)) in [(finding.rule, finding.line) for finding in found]


def test_units_without_models_need_no_curve(tmp_path):
    text = LECTURE.replace("print(2 + 2)", "model.fit(x)")
    for name in ("course/text/10_doubling.py", "solutions/a09_double.py", "solutions/notes.py"):
        assert "curve" not in [finding.rule for finding in linted(tmp_path, text, name)]


def test_a_finding_can_be_jumped_to(tmp_path):
    (finding,) = linted(tmp_path, ASSIGNMENT.replace("points=2", "points=0"))
    assert str(finding).startswith(f"{tmp_path}/solutions/a11_double.py:{finding.line}: ")
    assert str(finding).endswith(" [points]")


def test_a_source_that_is_read_already_is_linted_too(tmp_path):
    source = percent.parse(ASSIGNMENT.replace("points=2", "points=0"), tmp_path / "a01_double.py")
    assert [finding.rule for finding in lint.lint(source)] == ["points"]


def test_a_file_that_is_missing_or_no_text_is_a_finding(tmp_path):
    (tmp_path / "binary.py").write_bytes(b"\xff\xfe\x00")
    assert [finding.rule for name in ("none.py", "binary.py") for finding in lint.lint(tmp_path / name)] == ["source"] * 2


def test_the_course_is_linted_with_its_releases(tmp_path):
    course = small_course(tmp_path)
    assert lint.lint_course(course) == []
    put(course.text / "02_bad.py", "# %%\n1 +\n")
    put(course.released("a01_double"), '{\n "source": [\n  "    twice_as_much = x + x\\n"\n ]\n}\n')
    found = lint.lint_course(course)
    assert [(finding.file.name, finding.line, finding.rule) for finding in found] == [
        ("02_bad.py", 1, "setup"),
        ("02_bad.py", 2, "syntax"),
        ("a01_double.ipynb", 3, "leak"),
    ]


def test_answers_leave_out_what_is_short_or_handed_out():
    source = percent.parse(ASSIGNMENT.replace("from math", "half = 2\n# twice_as_much = x + x\nfrom math"))
    assert regions.answers(source) == {
        "return twice_as_much": numbered("\n".join(source.lines), "    return twice_as_much"),
        "return sqrt(1.0 * x)": numbered("\n".join(source.lines), "    return sqrt(1.0 * x)"),
    }
    assert regions.telling("    for step in range(timesteps):") == ""
    assert regions.telling("    # a comment of some length") == ""
    assert regions.telling("    h = np.tanh(a)  # (2.2)") == "h = np.tanh(a)"


def test_the_sources_of_this_course_pass(root):
    assert [str(finding) for finding in lint.lint_course(Course(root))] == []
