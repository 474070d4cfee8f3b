"""Globals that calls change, and names that tests set or replace."""

from ordinary.model import Cell, Group, Idiom

GROUP = Group(
    "names",
    "Global names",
    setup="from unittest import mock",
    idioms=(
        Idiom(
            "global_changed_by_a_call",
            answer="""
            visits = 0


            def visit():
                global visits
                visits += 1
            """,
            tests="""
            before = visits
            visit()
            visit()
            assert visits == before + 2
            """,
            other="""
            visits = 0


            def visit():
                globals()["visits"] += 1
            """,
            wrong="""
            visits = 0


            def visit():
                visits = 1
            """,
        ),
        Idiom(
            "global_set_by_the_test",
            before=(Cell("RATE = 2", name="given_rate"),),
            answer="""
            def price(amount):
                return amount * RATE
            """,
            tests="""
            assert price(3) == 6
            RATE = 10
            assert price(3) == 30, "use RATE, not 2"
            RATE = 2
            """,
            other="""
            def price(amount):
                return RATE * amount
            """,
            wrong="""
            def price(amount):
                return amount * 2
            """,
        ),
        Idiom(
            "helper_replaced_by_the_test",
            answer="""
            def fetch(key):
                return {"a": 1}[key]


            def double_of(key):
                return 2 * fetch(key)
            """,
            tests=(
                """
                assert double_of("a") == 2
                original = fetch
                fetch = lambda key: 100
                try:
                    assert double_of("a") == 200
                finally:
                    fetch = original
                """,
                """
                with mock.patch("__main__.fetch", return_value=5) as fetched:
                    assert double_of("b") == 10
                fetched.assert_called_once_with("b")
                """,
            ),
            other="""
            def fetch(key):
                return 1 if key == "a" else None


            def double_of(key):
                value = fetch(key)
                return value + value
            """,
            wrong="""
            def fetch(key):
                return {"a": 1}[key]


            def double_of(key):
                return 2
            """,
        ),
        Idiom(
            "names_in_globals",
            answer="answer = 42\n\n\ndef helper():\n    return answer",
            tests="""
            assert "answer" in globals() and "helper" in dir()
            assert globals()["answer"] == 42
            assert eval("helper()") == 42
            """,
            other="helper = lambda: answer\nanswer = 6 * 7",
            wrong="Answer = 42\n\n\ndef helper():\n    return 42",
            raises="raise RuntimeError('no idea')",
        ),
        Idiom(
            "closure_with_memory",
            answer="""
            def make_counter():
                count = 0

                def counter():
                    nonlocal count
                    count += 1
                    return count

                return counter
            """,
            tests="""
            one, two = make_counter(), make_counter()
            assert (one(), one(), two()) == (1, 2, 1)
            """,
            other="""
            import itertools


            def make_counter():
                return itertools.count(1).__next__
            """,
            wrong="""
            count = 0


            def make_counter():
                def counter():
                    global count
                    count += 1
                    return count

                return counter
            """,
        ),
        Idiom(
            "cached",
            answer="""
            from functools import lru_cache


            @lru_cache(maxsize=None)
            def ways(n):
                return 1 if n < 2 else ways(n - 1) + ways(n - 2)
            """,
            tests="""
            assert ways(5) == 8
            assert ways(90) == 4660046610375530309
            """,
            other="""
            def ways(n, memory={}):
                if n not in memory:
                    memory[n] = 1 if n < 2 else ways(n - 1) + ways(n - 2)
                return memory[n]
            """,
            wrong="""
            def ways(n):
                return n
            """,
        ),
    ),
)
