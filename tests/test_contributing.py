"""The tutorial of CONTRIBUTING.md, followed to the letter in a copy of the course."""

import pytest
from fork import ROOT, boxes, run
from fork import copy as copy_course


def append(path, text):
    path.write_text(path.read_text().rstrip() + "\n\n\n" + text)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    root = tmp_path_factory.mktemp("copy")
    copy_course(root)
    cells, declaration, alternative = (box.text for box in boxes(ROOT / "CONTRIBUTING.md", "python"))
    append(root / "solutions" / "a02_rnn_forward.py", cells)
    append(
        root / "autograder" / "exercises" / "a02_rnn_forward.py",
        declaration.replace("Exercise(", "EXERCISES += (Exercise(", 1).rstrip().rstrip(",") + ",)\n",
    )
    append(root / "tests" / "alternatives" / "a02_rnn_forward.py", alternative)
    return root


@pytest.mark.slow
def test_the_tutorial_leads_to_a_sound_exercise(copy):
    built = run(copy, "build", "a02")
    assert built.returncode == 0, built.stderr
    assert "wrote autograder/vectors/a02_rnn_forward.npz" in built.stdout
    assert run(copy, "lint").stdout == "Sources and releases are sound.\n"
    verified = run(copy, "verify", "a02")
    assert "ok   relu: 2 cases, 4 mistakes rejected and named, 1 other right answers accepted" in verified.stdout
    assert verified.returncode == 0
    assert "np.maximum(a, 0.0)" not in (copy / "assignments" / "a02_rnn_forward" / "a02_rnn_forward.ipynb").read_text()
