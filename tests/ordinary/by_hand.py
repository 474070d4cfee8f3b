"""Answers graded by hand, task cells, and automatic tests beside them."""

from ordinary.model import Cell, Group, Idiom

_GRADED = {"grade": True, "solution": True}

GROUP = Group(
    "by_hand",
    "Graded by hand",
    setup="# nothing to import",
    idioms=(
        Idiom(
            "code_by_hand",
            before=(
                Cell(
                    "### BEGIN SOLUTION\nprint('anything')\n### END SOLUTION",
                    name="code_answer",
                    flags={**_GRADED, "points": 3.0},
                ),
                Cell(
                    "=== BEGIN MARK SCHEME ===\nAsk for a picture.\n=== END MARK SCHEME ===\nDraw something.",
                    kind="markdown",
                    name="draw_task",
                    flags={"task": True, "points": 4.0, "locked": True},
                ),
                Cell("Say what a loop is.", kind="markdown", name="text_answer", flags={**_GRADED, "points": 2.0}),
            ),
            answer="""
            def loop(n):
                return list(range(n))
            """,
            tests="assert loop(2) == [0, 1]",
            other="""
            def loop(n):
                return [k for k in range(n)]
            """,
            wrong="""
            def loop(n):
                return n
            """,
        ),
        Idiom(
            "test_that_says_nothing",
            answer="unused = 1",
            tests="# the instructor looks at this one",
            other="unused = 2",
            wrong="unused = 0",
            gets={"wrong": 1.0, "raises": 1.0, "blank": 1.0},
        ),
    ),
    by_hand={
        "right": {"code_answer": "print('a loop')", "text_answer": "A loop repeats."},
        "other": {"code_answer": "for _ in range(2):\n    print('again')", "text_answer": "Say what a loop is."},
        "wrong": {"code_answer": "1 / 0", "text_answer": "It repeats, **always**."},
    },
)
