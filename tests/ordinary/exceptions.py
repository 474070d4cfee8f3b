"""Exceptions that must be raised, and test cases of unittest."""

from ordinary.model import Cell, Group, Idiom

GROUP = Group(
    "exceptions",
    "Exceptions",
    setup="import unittest\n\nimport numpy as np",
    idioms=(
        Idiom(
            "try_except_else",
            answer="""
            def root(x):
                if x < 0:
                    raise ValueError("x must not be negative")
                return x**0.5
            """,
            tests=(
                "assert root(9) == 3",
                """
                try:
                    root(-1)
                except ValueError as error:
                    assert "negative" in str(error)
                else:
                    raise AssertionError("root(-1) must raise a ValueError")
                """,
            ),
            other="""
            def root(x):
                if x >= 0:
                    return pow(x, 1 / 2)
                raise ValueError(f"{x} is negative")
            """,
            wrong="""
            def root(x):
                return abs(x) ** 0.5
            """,
            gets={"wrong": 1.0},
        ),
        Idiom(
            "assert_raises",
            answer="""
            def pop(items):
                if not items:
                    raise IndexError("nothing left")
                return items.pop()
            """,
            tests="""
            case = unittest.TestCase()
            with case.assertRaises(IndexError):
                pop([])
            with case.assertRaisesRegex(IndexError, "nothing|empty"):
                pop([])
            case.assertRaises(IndexError, pop, [])
            case.assertEqual(pop([1, 2]), 2)
            """,
            other="""
            def pop(items):
                try:
                    return items[-1]
                except IndexError:
                    raise IndexError("the list is empty") from None
            """,
            wrong="""
            def pop(items):
                return items.pop() if items else None
            """,
        ),
        Idiom(
            "exception_class_of_student",
            answer="""
            class TooSmall(ValueError):
                def __init__(self, value, code=7):
                    super().__init__(f"{value} is too small")
                    self.value, self.code = value, code


            def guard(x):
                if x < 10:
                    raise TooSmall(x)
                return x
            """,
            tests=(
                """
                assert issubclass(TooSmall, ValueError)
                assert guard(10) == 10
                """,
                """
                try:
                    guard(3)
                except TooSmall as error:
                    assert error.value == 3 and error.code == 7 and "too small" in error.args[0]
                else:
                    assert False, "nothing was raised"
                """,
                """
                caught = None
                try:
                    guard(3)
                except ValueError as error:
                    caught = error
                assert type(caught).__name__ == "TooSmall" and isinstance(caught, TooSmall)
                """,
            ),
            other="""
            class TooSmall(ValueError):
                code = 7

                def __init__(self, value):
                    self.value = value
                    ValueError.__init__(self, "too small: " + str(value))


            def guard(x):
                if not x < 10:
                    return x
                raise TooSmall(x)
            """,
            wrong="""
            class TooSmall(Exception):
                pass


            def guard(x):
                if x < 10:
                    raise TooSmall("too small")
                return x
            """,
        ),
        Idiom(
            "exception_class_given",
            before=(Cell("class Overdrawn(Exception):\n    pass", name="given_exception"),),
            answer="""
            def withdraw(balance, amount):
                if amount > balance:
                    raise Overdrawn(amount - balance)
                return balance - amount
            """,
            tests="""
            assert withdraw(5, 2) == 3
            try:
                withdraw(5, 7)
                assert False
            except Overdrawn as error:
                assert error.args == (2,)
            """,
            other="""
            def withdraw(balance, amount):
                rest = balance - amount
                if rest < 0:
                    raise Overdrawn(-rest)
                return rest
            """,
            wrong="""
            def withdraw(balance, amount):
                return balance - amount
            """,
        ),
        Idiom(
            "library_exception",
            answer="""
            def solve(a, b):
                return np.linalg.solve(a, b)
            """,
            tests="""
            assert np.allclose(solve(np.diag([2.0, 4.0]), np.ones(2)), [0.5, 0.25])
            try:
                solve(np.zeros((2, 2)), np.ones(2))
            except np.linalg.LinAlgError:
                pass
            else:
                raise AssertionError("a singular matrix cannot be solved")
            """,
            other="""
            def solve(a, b):
                return np.linalg.inv(a).dot(b)
            """,
            wrong="""
            def solve(a, b):
                return np.linalg.pinv(a) @ b
            """,
        ),
        Idiom(
            "chained",
            answer="""
            def parse(text):
                try:
                    return int(text)
                except ValueError as error:
                    raise TypeError("no number") from error
            """,
            tests="""
            assert parse("12") == 12
            try:
                parse("x")
            except TypeError as error:
                assert isinstance(error.__cause__, ValueError)
            else:
                assert False
            """,
            other="""
            def parse(text):
                try:
                    number = int(text)
                except Exception as problem:
                    raise TypeError(text) from problem
                return number
            """,
            wrong="""
            def parse(text):
                if not text.isdigit():
                    raise TypeError("no number")
                return int(text)
            """,
        ),
        Idiom(
            "test_case_and_runner",
            answer="""
            def reverse(text):
                return text[::-1]
            """,
            tests="""
            class TestReverse(unittest.TestCase):
                def test_word(self):
                    self.assertEqual(reverse("abc"), "cba")

                def test_empty(self):
                    self.assertEqual(reverse(""), "")

                def test_number(self):
                    with self.assertRaises(TypeError):
                        reverse(5)


            suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestReverse)
            found = unittest.TestResult()
            suite.run(found)
            assert found.testsRun == 3 and found.wasSuccessful(), found.failures + found.errors
            """,
            other="""
            def reverse(text):
                if not isinstance(text, str):
                    raise TypeError("a text is needed")
                return "".join(reversed(text))
            """,
            wrong="""
            def reverse(text):
                return text
            """,
        ),
        Idiom(
            "must_not_raise",
            answer="""
            def safe_divide(a, b):
                return a / b if b else None
            """,
            tests="""
            try:
                found = safe_divide(1, 0)
            except ZeroDivisionError:
                assert False, "division by zero"
            assert found is None
            assert safe_divide(1, 2) == 0.5
            """,
            other="""
            def safe_divide(a, b):
                try:
                    return a / b
                except ZeroDivisionError:
                    return None
            """,
            wrong="""
            def safe_divide(a, b):
                return a / b
            """,
        ),
    ),
)
