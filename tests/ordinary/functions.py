"""Functions as arguments and results, coroutines, decorators."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "functions",
    "Functions",
    setup="import asyncio\nimport functools\nimport inspect\nimport math\nimport operator\n\nimport numpy as np",
    idioms=(
        Idiom(
            "function_as_argument",
            answer="""
            def derivative(f, x, h=1e-5):
                return (f(x + h) - f(x - h)) / (2 * h)
            """,
            tests="""
            assert abs(derivative(lambda x: x**2, 3) - 6) < 1e-6
            assert abs(derivative(math.sin, 0) - 1) < 1e-6
            assert np.allclose(derivative(np.exp, np.array([0.0, 1.0])), [1, np.e])


            def cube(x):
                return x**3


            assert abs(derivative(cube, 2.0, h=1e-4) - 12) < 1e-4
            """,
            other="""
            def derivative(f, x, h=1e-5):
                up, down = map(f, (x + h, x - h))
                return 0.5 * (up - down) / h
            """,
            wrong="""
            def derivative(f, x, h=1e-5):
                return f(x + h) - f(x)
            """,
        ),
        Idiom(
            "callback_is_counted",
            answer="""
            def until_true(f, limit):
                for k in range(limit):
                    if f(k):
                        return k
                return None
            """,
            tests="""
            calls = []


            def probe(k):
                calls.append(k)
                return k == 3


            assert until_true(probe, 10) == 3
            assert calls == [0, 1, 2, 3], "stop at the first one"
            """,
            other="""
            def until_true(f, limit):
                return next((k for k in range(limit) if f(k)), None)
            """,
            wrong="""
            def until_true(f, limit):
                return ([k for k in range(limit) if f(k)] or [None])[0]
            """,
        ),
        Idiom(
            "function_returned",
            answer="""
            def compose(*functions):
                def composed(x):
                    for function in reversed(functions):
                        x = function(x)
                    return x

                return composed
            """,
            tests="""
            assert compose(lambda x: x + 1, lambda x: 2 * x)(5) == 11
            assert compose()(3) == 3
            assert compose(str, abs)(-4) == "4" and callable(compose(len))
            assert list(map(compose(operator.neg), [1, 2])) == [-1, -2]
            """,
            other="""
            def compose(*functions):
                return functools.reduce(lambda f, g: lambda x: f(g(x)), functions, lambda x: x)
            """,
            wrong="""
            def compose(*functions):
                return functools.reduce(lambda f, g: lambda x: g(f(x)), functions, lambda x: x)
            """,
        ),
        Idiom(
            "decorator",
            answer="""
            def counted(function):
                @functools.wraps(function)
                def wrapper(*args, **kwargs):
                    wrapper.calls += 1
                    return function(*args, **kwargs)

                wrapper.calls = 0
                return wrapper
            """,
            tests="""
            @counted
            def area(a, b=1):
                "Area."
                return a * b


            assert area(2) == 2 and area(2, b=3) == 6
            assert area.calls == 2
            assert area.__name__ == "area" and area.__doc__ == "Area."
            """,
            other="""
            class counted:
                def __init__(self, function):
                    functools.update_wrapper(self, function)
                    self.function, self.calls = function, 0

                def __call__(self, *args, **kwargs):
                    self.calls += 1
                    return self.function(*args, **kwargs)
            """,
            wrong="""
            def counted(function):
                def wrapper(*args):
                    return function(*args)

                wrapper.calls = 0
                return wrapper
            """,
        ),
        Idiom(
            "student_function_to_student_function",
            answer="""
            def relu(x):
                return max(0, x)


            def layer(values, activation):
                return [activation(value) for value in values]
            """,
            tests="""
            assert layer([-1, 2], relu) == [0, 2]
            assert layer([-1, 2], activation=abs) == [1, 2]
            """,
            other="""
            relu = lambda x: x if x > 0 else 0
            layer = lambda values, activation: list(map(activation, values))
            """,
            wrong="""
            def relu(x):
                return x


            def layer(values, activation):
                return [activation(value) for value in values]
            """,
        ),
        Idiom(
            "used_as_key_and_vectorized",
            answer="""
            def last_letter(word):
                return word[-1]


            def step(x):
                return 1 if x > 0 else 0
            """,
            tests="""
            assert sorted(["ab", "ca", "bc"], key=last_letter) == ["ca", "ab", "bc"]
            assert np.vectorize(step)(np.array([-1, 0, 2])).tolist() == [0, 0, 1]
            assert list(filter(step, [-2, 5])) == [5]
            assert functools.partial(last_letter, "xyz")() == "z"
            """,
            other="""
            last_letter = lambda word: word[len(word) - 1]
            step = lambda x: int(x > 0)
            """,
            wrong="""
            def last_letter(word):
                return word[0]


            def step(x):
                return 1 if x >= 0 else 0
            """,
        ),
        Idiom(
            "signature_and_source",
            answer="""
            def power(base, exponent=2, *rest, mod=None, **options):
                '''Raise.'''
                result = 1
                for _ in range(exponent):
                    result *= base
                return result if mod is None else result % mod
            """,
            tests=(
                """
                parameters = inspect.signature(power).parameters
                assert list(parameters)[:2] == ["base", "exponent"] and parameters["exponent"].default == 2
                assert parameters["mod"].kind is inspect.Parameter.KEYWORD_ONLY
                assert power.__name__ == "power" and power.__doc__
                """,
                """
                source = inspect.getsource(power)
                assert "**" not in source.split(":", 1)[1] and "pow(" not in source, "write the loop yourself"
                assert power(2, 5) == 32 and power(3, mod=4) == 1 and power(*[2], **{"exponent": 3}) == 8
                """,
            ),
            other="""
            def power(base, exponent=2, *_, mod=None, **__):
                "Multiply again and again."
                return math.prod([base] * exponent) % (mod or 1_000_000)
            """,
            wrong="""
            def power(base, exponent, mod=None):
                return base ** exponent
            """,
        ),
        Idiom(
            "coroutine",
            answer="""
            async def fetch(n):
                await asyncio.sleep(0)
                return [k for k in range(n)]
            """,
            tests="""
            assert await fetch(3) == [0, 1, 2]
            one, two = await asyncio.gather(fetch(1), fetch(2))
            assert one + two == [0, 0, 1]
            """,
            other="""
            async def fetch(n):
                found = []
                while len(found) < n:
                    found.append(len(found))
                    await asyncio.sleep(0.001)
                return found
            """,
            wrong="""
            async def fetch(n):
                return n
            """,
        ),
        Idiom(
            "recursion",
            answer="""
            def depth(tree):
                return 1 + max(map(depth, tree), default=0) if isinstance(tree, list) else 0
            """,
            tests="""
            assert depth([]) == 1 and depth([1, [2, [3]]]) == 3
            deep = []
            for _ in range(50):
                deep = [deep]
            assert depth(deep) == 51
            """,
            other="""
            def depth(tree):
                level, here = 0, [tree]
                while any(isinstance(x, list) for x in here):
                    here = [y for x in here if isinstance(x, list) for y in x]
                    level += 1
                return level
            """,
            wrong="""
            def depth(tree):
                return depth(tree)
            """,
        ),
    ),
)
