"""Containers of the standard library, in and out."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "containers",
    "Containers",
    setup="""\
import math
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import PurePosixPath""",
    idioms=(
        Idiom(
            "nested_plain",
            answer="""
            def invert(table):
                return {value: key for key, value in table.items()}
            """,
            tests="""
            assert invert({"a": 1, "b": (2, 3)}) == {1: "a", (2, 3): "b"}
            assert invert({}) == {}
            """,
            other="""
            def invert(table):
                return dict(map(reversed, table.items()))
            """,
            wrong="""
            def invert(table):
                return table
            """,
        ),
        Idiom(
            "sets",
            answer="""
            def common(a, b):
                return set(a) & set(b)
            """,
            tests="""
            assert common([1, 2, 2], [2, 3]) == {2}
            assert type(common("ab", "b")) in (set, frozenset)
            assert len(common([1], [2])) == 0
            """,
            other="""
            def common(a, b):
                return frozenset(x for x in a if x in b)
            """,
            wrong="""
            def common(a, b):
                return set(a) | set(b)
            """,
        ),
        Idiom(
            "namedtuple_of_student",
            answer="""
            Point = namedtuple("Point", "x y")


            def middle(p, q):
                return Point((p.x + q.x) / 2, (p.y + q.y) / 2)
            """,
            tests="""
            m = middle(Point(0, 0), Point(2, 4))
            assert m.x == 1 and m.y == 2
            assert m == (1, 2) and tuple(m) == (1, 2)
            assert Point._fields == ("x", "y")
            """,
            other="""
            from typing import NamedTuple


            class Point(NamedTuple):
                x: float
                y: float


            def middle(p, q):
                return Point(*[(a + b) / 2 for a, b in zip(p, q)])
            """,
            wrong="""
            Point = namedtuple("Point", "x y")


            def middle(p, q):
                return Point(p.x + q.x, p.y + q.y)
            """,
        ),
        Idiom(
            "counter_and_defaultdict",
            answer="""
            def letters(text):
                return Counter(text.lower())
            """,
            tests="""
            assert letters("Abba") == Counter("abba")
            assert letters("xyx")["x"] == 2
            assert letters("xyx").get("q", 0) == 0
            """,
            other="""
            def letters(text):
                counts = defaultdict(int)
                for letter in text.lower():
                    counts[letter] += 1
                return counts
            """,
            wrong="""
            def letters(text):
                return Counter(set(text.lower()))
            """,
        ),
        Idiom(
            "deque_methods",
            answer="""
            def rotated(values, k):
                queue = deque(values)
                queue.rotate(k)
                return queue
            """,
            tests="""
            queue = rotated([1, 2, 3, 4], 1)
            assert list(queue) == [4, 1, 2, 3]
            assert queue.popleft() == 4 and len(queue) == 3
            """,
            other="""
            def rotated(values, k):
                k = k % len(values)
                return deque([*values[-k:], *values[:-k]])
            """,
            wrong="""
            def rotated(values, k):
                return deque(values)
            """,
        ),
        Idiom(
            "numbers_of_all_kinds",
            answer="""
            def numbers():
                return 2**100, 1 + 2j, Fraction(1, 3), Decimal("0.1"), float("inf"), True, None
            """,
            tests="""
            big, z, third, tenth, inf, yes, nothing = numbers()
            assert big == 1267650600228229401496703205376
            assert z.imag == 2 and abs(third - Fraction(1, 3)) == 0 and tenth * 10 == 1
            assert math.isinf(inf) and yes is True and nothing is None
            """,
            other="""
            def numbers():
                return [1 << 100, complex(1, 2), Fraction(2, 6), Decimal(1) / 10, math.inf, not False, None]
            """,
            wrong="""
            def numbers():
                return 2.0**100, 1 - 2j, 1 / 3, 0.1, 1e300, 1, 0
            """,
        ),
        Idiom(
            "dates_and_paths",
            answer="""
            def due(start, days):
                return start + timedelta(days=days), PurePosixPath("home") / str(start.year)
            """,
            tests="""
            day, path = due(date(2024, 2, 28), 2)
            assert day == date(2024, 3, 1) and day.weekday() == 4
            assert path.name == "2024" and str(path.parent) == "home"
            """,
            other="""
            def due(start, days):
                return date.fromordinal(start.toordinal() + days), PurePosixPath(f"home/{start:%Y}")
            """,
            wrong="""
            def due(start, days):
                return start, PurePosixPath("home/2024")
            """,
        ),
        Idiom(
            "enum_of_student",
            answer="""
            class Colour(Enum):
                RED = 1
                GREEN = 2

                def next(self):
                    return Colour.GREEN if self is Colour.RED else Colour.RED
            """,
            tests="""
            assert Colour.RED.next() is Colour.GREEN
            assert Colour(2) is Colour.GREEN and Colour["RED"].value == 1
            assert [colour.name for colour in Colour] == ["RED", "GREEN"]
            """,
            other="""
            Colour = Enum("Colour", "RED GREEN")
            Colour.next = lambda self: Colour(3 - self.value)
            """,
            wrong="""
            class Colour(Enum):
                RED = 1
                GREEN = 2

                def next(self):
                    return self
            """,
            raises="""
            class Colour(Enum):
                RED = 1
                GREEN = 2

                def next(self):
                    raise RuntimeError("no idea")
            """,
        ),
        Idiom(
            "ordered_dict_and_bytes",
            answer="""
            def encode(words):
                return OrderedDict((word, word.encode("utf-8")) for word in sorted(words))
            """,
            tests="""
            table = encode({"bé", "a"})
            assert list(table) == ["a", "bé"] and list(table.values()) == [b"a", b"b\\xc3\\xa9"]
            assert isinstance(table, dict) and isinstance(table["a"], bytes)
            """,
            other="""
            def encode(words):
                return {word: bytes(word, "utf-8") for word in sorted(words)}
            """,
            wrong="""
            def encode(words):
                return {word: word for word in sorted(words)}
            """,
        ),
        Idiom(
            "list_elements_by_index",
            answer="""
            def matrix(rows, columns):
                return [[0] * columns for _ in range(rows)]
            """,
            tests="""
            m = matrix(2, 3)
            assert len(m) == 2 and len(m[0]) == 3 and m[-1][:2] == [0, 0]
            m[0][0] = 7
            assert m[1][0] == 0, "the rows must not be one list"
            """,
            other="""
            def matrix(rows, columns):
                made = []
                for _ in range(rows):
                    made.append([0 for _ in range(columns)])
                return made
            """,
            wrong="""
            def matrix(rows, columns):
                return [[0] * columns] * rows
            """,
        ),
    ),
)
