"""Generators, iterators, lazy results."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "generators",
    "Generators",
    setup="import itertools\nimport types\nfrom itertools import islice",
    idioms=(
        Idiom(
            "list_or_generator",
            answer="""
            def squares(n):
                return [k * k for k in range(n)]
            """,
            tests="assert list(squares(4)) == [0, 1, 4, 9]\nassert sum(squares(3)) == 5",
            other="""
            def squares(n):
                for k in range(n):
                    yield k**2
            """,
            wrong="""
            def squares(n):
                return [k * k for k in range(1, n)]
            """,
        ),
        Idiom(
            "infinite",
            answer="""
            def fibonacci():
                a, b = 0, 1
                while True:
                    yield a
                    a, b = b, a + b
            """,
            tests=(
                """
                assert list(islice(fibonacci(), 7)) == [0, 1, 1, 2, 3, 5, 8]
                assert next(fibonacci()) == 0
                """,
                """
                numbers = fibonacci()
                assert isinstance(numbers, types.GeneratorType)
                assert [next(numbers) for _ in range(3)] == [0, 1, 1]
                assert next(x for x in numbers if x > 50) == 55
                """,
            ),
            other="""
            def fibonacci():
                last = [0, 1]
                yield from last
                while True:
                    last = [last[1], sum(last)]
                    yield last[1]
            """,
            wrong="""
            def fibonacci():
                a, b = 1, 1
                while True:
                    yield a
                    a, b = b, a + b
            """,
        ),
        Idiom(
            "exhausted",
            answer="""
            def countdown(n):
                while n:
                    yield n
                    n -= 1
            """,
            tests="""
            g = countdown(2)
            assert next(g) == 2 and next(g) == 1
            try:
                next(g)
                raise AssertionError("it must end")
            except StopIteration:
                pass
            assert next(g, None) is None and list(g) == []
            """,
            other="""
            def countdown(n):
                yield from range(n, 0, -1)
            """,
            wrong="""
            def countdown(n):
                while n >= 0:
                    yield n
                    n -= 1
            """,
        ),
        Idiom(
            "send_and_close",
            answer="""
            def averager():
                total, count, mean = 0.0, 0, None
                while True:
                    total += yield mean
                    count += 1
                    mean = total / count
            """,
            tests="""
            mean = averager()
            assert next(mean) is None
            assert mean.send(10) == 10 and mean.send(20) == 15
            mean.close()
            """,
            other="""
            def averager():
                seen, mean = [], None
                while True:
                    seen.append((yield mean))
                    mean = sum(seen) / len(seen)
            """,
            wrong="""
            def averager():
                mean = None
                while True:
                    mean = yield mean
            """,
        ),
        Idiom(
            "iterator_class",
            answer="""
            class Range:
                def __init__(self, n):
                    self.n, self.i = n, 0

                def __iter__(self):
                    return self

                def __next__(self):
                    if self.i >= self.n:
                        raise StopIteration
                    self.i += 1
                    return self.i - 1
            """,
            tests="""
            assert [x for x in Range(3)] == [0, 1, 2]
            r = Range(2)
            assert iter(r) is r and next(r) == 0 and max(r) == 1
            assert dict(zip("ab", Range(5))) == {"a": 0, "b": 1}
            """,
            other="""
            class Range:
                def __init__(self, n):
                    self._all = iter(range(n))

                def __iter__(self):
                    return self

                def __next__(self):
                    return next(self._all)
            """,
            wrong="""
            class Range:
                def __init__(self, n):
                    self.n = n

                def __iter__(self):
                    return iter(range(1, self.n))
            """,
        ),
        Idiom(
            "lazy_in_and_out",
            answer="""
            def evens(numbers):
                return (x for x in numbers if x % 2 == 0)
            """,
            tests="""
            assert list(islice(evens(itertools.count()), 3)) == [0, 2, 4]
            assert list(evens(x for x in (1, 2, 3))) == [2]
            assert list(evens([])) == []
            """,
            other="""
            def evens(numbers):
                return filter(lambda x: not x % 2, numbers)
            """,
            wrong="""
            def evens(numbers):
                return (x for x in numbers if x % 2)
            """,
        ),
        Idiom(
            "views_and_zips",
            answer="""
            def pairs(a, b):
                return zip(a, b)
            """,
            tests="""
            assert [x * y for x, y in pairs([1, 2], [3, 4])] == [3, 8]
            assert dict(pairs("ab", [1, 2])) == {"a": 1, "b": 2}
            """,
            other="""
            def pairs(a, b):
                return dict(zip(a, b)).items()
            """,
            wrong="""
            def pairs(a, b):
                return list(zip(b, a))
            """,
        ),
        Idiom(
            "batches",
            answer="""
            def batches(data, size):
                for start in range(0, len(data), size):
                    yield data[start : start + size]
            """,
            tests="""
            count = 0
            for batch in batches(list(range(10)), 4):
                assert len(batch) <= 4
                count += len(batch)
            assert count == 10
            assert [len(batch) for batch in batches("abcde", 2)] == [2, 2, 1]
            """,
            other="""
            def batches(data, size):
                return [data[i : i + size] for i in range(0, len(data), size)]
            """,
            wrong="""
            def batches(data, size):
                for start in range(0, len(data) - size + 1, size):
                    yield data[start : start + size]
            """,
        ),
    ),
)
