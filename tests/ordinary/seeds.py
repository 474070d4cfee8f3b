"""Random numbers: seeds set by tests, generators handed over and shared."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "seeds",
    "Random numbers",
    setup="import random\n\nimport numpy as np",
    idioms=(
        Idiom(
            "seed_then_call",
            answer="""
            def dice(n):
                return np.random.randint(1, 7, size=n)
            """,
            tests="""
            np.random.seed(3)
            expected = np.random.randint(1, 7, size=5)
            np.random.seed(3)
            assert np.array_equal(dice(5), expected)
            """,
            other="""
            def dice(n):
                return np.array([np.random.randint(1, 7) for _ in range(n)])
            """,
            wrong="""
            def dice(n):
                return np.random.randint(0, 6, size=n)
            """,
        ),
        Idiom(
            "seed_draw_call",
            answer="""
            def noisy(x):
                return x + np.random.randn(*x.shape)
            """,
            tests="""
            np.random.seed(0)
            x = np.random.randn(3)
            y = noisy(x)
            np.random.seed(0)
            assert np.allclose(x, np.random.randn(3)) and np.allclose(y - x, np.random.randn(3))
            """,
            other="""
            def noisy(x):
                return x + np.random.normal(size=x.shape)
            """,
            wrong="""
            def noisy(x):
                return x + np.random.rand(*x.shape)
            """,
        ),
        Idiom(
            "seed_call_draw",
            answer="""
            def draw_one():
                return np.random.rand()
            """,
            tests="""
            np.random.seed(5)
            first, second = draw_one(), np.random.rand()
            np.random.seed(5)
            assert (first, second) == (np.random.rand(), np.random.rand())
            """,
            other="""
            def draw_one():
                return float(np.random.random_sample(1)[0])
            """,
            wrong="""
            def draw_one():
                return np.random.rand(2)[1]
            """,
            protected=False,
        ),
        Idiom(
            "standard_library_seed",
            answer="""
            def pick(items):
                return items[random.randrange(len(items))]
            """,
            tests="""
            random.seed(1)
            found = [pick("abc") for _ in range(4)]
            random.seed(1)
            assert found == ["abc"[random.randrange(3)] for _ in range(4)]
            """,
            other="""
            def pick(items):
                index = random.randrange(0, len(items))
                return items[index]
            """,
            wrong="""
            def pick(items):
                return items[0]
            """,
        ),
        Idiom(
            "generator_as_argument",
            answer="""
            def shuffled(items, rng):
                return [items[i] for i in rng.permutation(len(items))]
            """,
            tests="""
            expected = [list("abcd")[i] for i in np.random.default_rng(7).permutation(4)]
            assert shuffled(list("abcd"), np.random.default_rng(7)) == expected
            assert sorted(shuffled(list("abcd"), np.random.default_rng(8))) == list("abcd")
            """,
            other="""
            def shuffled(items, rng):
                order = rng.permutation(len(items))
                return np.array(items)[order].tolist()
            """,
            wrong="""
            def shuffled(items, rng):
                return list(items)
            """,
        ),
        Idiom(
            "generator_shared_by_calls",
            answer="""
            def step(position, rng):
                return position + (1 if rng.random() < 0.5 else -1)
            """,
            tests="""
            rng = np.random.default_rng(2)
            position, walk = 0, []
            for _ in range(6):
                position = step(position, rng)
                walk.append(position)
            draws = np.random.default_rng(2).random(6)
            assert walk == np.cumsum(np.where(draws < 0.5, 1, -1)).tolist()
            """,
            other="""
            def step(position, rng):
                return position + [-1, 1][int(rng.uniform() < 0.5)]
            """,
            wrong="""
            def step(position, rng):
                return position + 1
            """,
        ),
        Idiom(
            "seed_as_argument",
            answer="""
            def sample(n, seed):
                return np.random.default_rng(seed).normal(size=n)
            """,
            tests="""
            assert np.array_equal(sample(4, 1), sample(4, 1))
            assert not np.array_equal(sample(4, 1), sample(4, 2))
            big = sample(10_000, 3)
            assert abs(big.mean()) < 0.05 and abs(big.std() - 1) < 0.05
            """,
            other="""
            def sample(n, seed):
                rng = np.random.RandomState(seed)
                return np.array([rng.standard_normal() for _ in range(n)])
            """,
            wrong="""
            def sample(n, seed):
                return np.random.default_rng().normal(size=n)
            """,
        ),
        Idiom(
            "statistics_of_draws",
            answer="""
            def inside_circle(n):
                x, y = np.random.uniform(-1, 1, (2, n))
                return np.mean(x**2 + y**2 < 1)
            """,
            tests="""
            np.random.seed(11)
            estimates = [4 * inside_circle(20_000) for _ in range(3)]
            assert all(abs(estimate - np.pi) < 0.1 for estimate in estimates)
            assert len(set(estimates)) > 1
            """,
            other="""
            def inside_circle(n):
                hits = sum(random.random() ** 2 + random.random() ** 2 < 1 for _ in range(n))
                return hits / n
            """,
            wrong="""
            def inside_circle(n):
                return np.pi / 4
            """,
        ),
    ),
)
