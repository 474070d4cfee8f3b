"""Plain asserts, partial credit, hidden tests, several test cells."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "credit",
    "Asserts and partial credit",
    (
        Idiom(
            "plain_assert",
            answer="""
            def square(x):
                return x * x
            """,
            tests=("assert square(3) == 9", "assert square(-2) == 4, 'negative numbers too'\nassert square(0) == 0"),
            other="square = lambda x: x ** 2",
            wrong="""
            def square(x):
                return x * abs(x)
            """,
            gets={"wrong": 1.0},
        ),
        Idiom(
            "hidden_tests",
            answer="""
            def is_even(n):
                return n % 2 == 0
            """,
            tests="""
            assert is_even(2)
            ### BEGIN HIDDEN TESTS
            assert not is_even(3)
            assert is_even(0)
            ### END HIDDEN TESTS
            """,
            other="""
            def is_even(n):
                return not n & 1
            """,
            wrong="""
            def is_even(n):
                return True
            """,
        ),
        Idiom(
            "partial_number",
            answer="""
            def grade_letter(score):
                return "A" if score >= 90 else "B" if score >= 80 else "C"
            """,
            tests="""
            cases = {95: "A", 90: "A", 85: "B", 80: "B", 10: "C"}
            sum(grade_letter(score) == letter for score, letter in cases.items()) / len(cases)
            """,
            other="""
            def grade_letter(score):
                for limit, letter in [(90, "A"), (80, "B")]:
                    if score >= limit:
                        return letter
                return "C"
            """,
            wrong="""
            def grade_letter(score):
                return "A" if score > 90 else "B" if score > 80 else "C"
            """,
            gets={"wrong": 0.6},
        ),
        Idiom(
            "partial_counted",
            answer="""
            def clip(x, low, high):
                return max(low, min(x, high))
            """,
            tests="""
            points = 0
            for arguments, expected in [((5, 0, 3), 3), ((-1, 0, 3), 0), ((2, 0, 3), 2), ((3, 3, 3), 3)]:
                try:
                    assert clip(*arguments) == expected
                    points += 1
                except Exception as error:
                    print(type(error).__name__)
            points
            """,
            other="""
            def clip(x, low, high):
                if x < low:
                    return low
                return high if x > high else x
            """,
            wrong="""
            def clip(x, low, high):
                return min(x, high)
            """,
            gets={"wrong": 3.0},
            points=4.0,
        ),
        Idiom(
            "partial_numpy_float",
            answer="""
            def mean(values):
                return sum(values) / len(values)
            """,
            tests="float(np.mean([mean([1, 2]) == 1.5, mean([4.0]) == 4.0]))",
            other="""
            def mean(values):
                total = 0.0
                for value in values:
                    total += value
                return total / len(values)
            """,
            wrong="""
            def mean(values):
                return values[0]
            """,
            gets={"wrong": 0.5},
        ),
        Idiom(
            "last_value_is_a_bool",
            answer="""
            def twice(x):
                return 2 * x
            """,
            tests="bool(twice(2) == 4)",
            other="""
            def twice(x):
                return x + x
            """,
            wrong="""
            def twice(x):
                return x
            """,
            gets={"wrong": 1.0},  # "False" is no number: nbgrader gives all points
        ),
        Idiom(
            "last_value_silenced",
            answer="""
            def half(x):
                return x / 2
            """,
            tests="assert half(4) == 2\nhalf(4);",
            other="""
            def half(x):
                return 0.5 * x
            """,
            wrong="""
            def half(x):
                return x // 3
            """,
        ),
        Idiom(
            "printed_only",
            answer="""
            def triple(x):
                return 3 * x
            """,
            tests="""
            print("triple(2) is", triple(2))
            assert triple(2) == 6, f"triple(2) must be 6, not {triple(2)}"
            print("well done")
            """,
            other="""
            def triple(x):
                return sum([x] * 3)
            """,
            wrong="""
            def triple(x):
                return x * x
            """,
        ),
        Idiom(
            "variables_not_functions",
            answer="total = sum(range(101))\nname = 'Gauss'",
            tests=("assert total == 5050", "assert isinstance(name, str) and name.lower() == 'gauss'"),
            other="total = 100 * 101 // 2\nname = 'GAUSS'",
            wrong="total = sum(range(100))\nname = 'Euler'",
        ),
        Idiom(
            "hidden_solution_in_test",
            answer="""
            def primes(n):
                return [k for k in range(2, n + 1) if all(k % d for d in range(2, k))]
            """,
            tests="""
            def _primes(n):
                sieve = [True] * (n + 1)
                for k in range(2, n + 1):
                    for multiple in range(2 * k, n + 1, k):
                        sieve[multiple] = False
                return [k for k in range(2, n + 1) if sieve[k]]


            for n in (2, 3, 10, 50):
                assert list(primes(n)) == _primes(n), n
            """,
            other="""
            def primes(n):
                found = []
                for k in range(2, n + 1):
                    if not any(k % p == 0 for p in found):
                        found.append(k)
                return found
            """,
            wrong="""
            def primes(n):
                return [k for k in range(2, n + 1) if k % 2 or k == 2]
            """,
        ),
    ),
)
