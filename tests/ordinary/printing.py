"""What answers print, warn or ask for, and the magics of IPython."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "printing",
    "Output, input, magics",
    setup="""\
import io
import sys
import time
import unittest
import warnings
from contextlib import redirect_stdout
from unittest import mock""",
    idioms=(
        Idiom(
            "redirect_stdout",
            answer="""
            def greet(name):
                print(f"Hello {name}!")
            """,
            tests="""
            captured = io.StringIO()
            with redirect_stdout(captured):
                greet("Ada")
            assert captured.getvalue() == "Hello Ada!\\n"
            """,
            other="""
            def greet(name):
                sys.stdout.write("Hello " + name + "!\\n")
            """,
            wrong="""
            def greet(name):
                return f"Hello {name}!"
            """,
        ),
        Idiom(
            "replaced_stdout",
            answer="""
            def table(n):
                for k in range(1, n + 1):
                    print(k, k * k, sep="\\t")
            """,
            tests="""
            before, sys.stdout = sys.stdout, io.StringIO()
            try:
                table(3)
                text = sys.stdout.getvalue()
            finally:
                sys.stdout = before
            assert text.split() == ["1", "1", "2", "4", "3", "9"]
            """,
            other="""
            def table(n):
                print("\\n".join(f"{k} {k ** 2}" for k in range(1, n + 1)))
            """,
            wrong="""
            def table(n):
                for k in range(n):
                    print(k, k * k)
            """,
        ),
        Idiom(
            "capture_magic",
            answer="""
            def stars(n):
                print("*" * n)
            """,
            tests=("%%capture shown\nstars(3)\nstars(5)", "assert shown.stdout.split() == ['***', '*****']"),
            other="""
            def stars(n):
                for _ in range(n):
                    print("*", end="")
                print()
            """,
            wrong="""
            def stars(n):
                print("*", n)
            """,
            # a cell that only captures cannot fail by a wrong answer; what it had captured before stays
            gets={"wrong": 1.0},
        ),
        Idiom(
            "mocked_print",
            answer="""
            def shout(text):
                print(text.upper())
            """,
            tests="""
            with mock.patch("builtins.print") as printed:
                shout("hi")
            printed.assert_called_once_with("HI")
            """,
            other="""
            def shout(text):
                loud = text.swapcase() if text.islower() else text.upper()
                print(loud)
            """,
            wrong="""
            def shout(text):
                print(text)
            """,
        ),
        Idiom(
            "mocked_input",
            answer="""
            def ask():
                return int(input("How many? "))
            """,
            tests="""
            with mock.patch("builtins.input", return_value="7"):
                assert ask() == 7
            with mock.patch("builtins.input", side_effect=["1", "2"]) as asked:
                assert ask() + ask() == 3
            assert asked.call_count == 2
            """,
            other="""
            def ask():
                print("How many?")
                return int(float(input()))
            """,
            wrong="""
            def ask():
                return input("How many? ")
            """,
        ),
        Idiom(
            "timing",
            answer="""
            def triangle(n):
                return n * (n + 1) // 2
            """,
            tests=(
                """
                start = time.time()
                assert triangle(10**6) == 500000500000
                assert time.time() - start < 1
                """,
                "%timeit -n 3 -r 2 triangle(100)\nassert triangle(4) == 10",
            ),
            other="""
            def triangle(n):
                return sum(range(n + 1))
            """,
            wrong="""
            def triangle(n):
                return n * n // 2
            """,
        ),
        Idiom(
            "time_magic",
            answer="""
            def collatz(n):
                steps = 0
                while n != 1:
                    n = 3 * n + 1 if n % 2 else n // 2
                    steps += 1
                return steps
            """,
            tests="%time steps = collatz(27)\nassert steps == 111",
            other="""
            def collatz(n):
                return 0 if n == 1 else 1 + collatz(n // 2 if n % 2 == 0 else 3 * n + 1)
            """,
            wrong="""
            def collatz(n):
                return n
            """,
            # time lets the error of its statement be shown, then steps is missing
        ),
        Idiom(
            "warning_caught",
            answer="""
            def old(x):
                warnings.warn("use new()", DeprecationWarning, stacklevel=2)
                return x
            """,
            tests="""
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                assert old(1) == 1
            assert len(caught) == 1 and issubclass(caught[0].category, DeprecationWarning)
            assert "new" in str(caught[0].message)
            """,
            other="""
            def old(x):
                warnings.warn(DeprecationWarning("please call new"))
                return x
            """,
            wrong="""
            def old(x):
                print("use new()")
                return x
            """,
        ),
        Idiom(
            "warning_asserted",
            answer="""
            def lossy(x):
                if x != int(x):
                    warnings.warn(f"{x} is rounded", UserWarning)
                return int(x)
            """,
            tests="""
            case = unittest.TestCase()
            with case.assertWarns(UserWarning):
                assert lossy(1.5) == 1
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                assert lossy(2.0) == 2
            """,
            other="""
            def lossy(x):
                whole = x // 1
                if whole < x:
                    warnings.warn("rounded")
                return int(whole)
            """,
            wrong="""
            def lossy(x):
                warnings.warn("rounded")
                return int(x)
            """,
        ),
        Idiom(
            "writes_to_stderr",
            answer="""
            def loud(x):
                return x + 1
            """,
            tests="assert loud(1) == 2",
            other="""
            def loud(x):
                print("loud was called", file=sys.stderr)
                return x + 1
            """,
            wrong="""
            def loud(x):
                return x
            """,
            gets={"other": 0.0},  # nbgrader gives nothing to a cell that writes to stderr; we do
        ),
    ),
)
