"""NumPy arrays of every kind."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "arrays",
    "Arrays",
    setup="import numpy as np\nfrom numpy.testing import assert_allclose, assert_array_equal",
    idioms=(
        Idiom(
            "testing_functions",
            answer="""
            def softmax(x):
                e = np.exp(x - x.max(axis=-1, keepdims=True))
                return e / e.sum(axis=-1, keepdims=True)
            """,
            tests="""
            x = np.array([[1.0, 2.0, 3.0], [1000.0, 1000.0, 1000.0]])
            assert_allclose(softmax(x).sum(axis=-1), 1)
            assert_allclose(softmax(x)[1], np.full(3, 1 / 3))
            assert softmax(x).shape == x.shape and softmax(x).dtype == np.float64
            np.testing.assert_array_less(0, softmax(x))
            """,
            other="""
            def softmax(x):
                rows = [np.exp(row - np.max(row)) for row in np.atleast_2d(x)]
                return np.stack([row / np.sum(row) for row in rows]).reshape(np.shape(x))
            """,
            wrong="""
            def softmax(x):
                e = np.exp(x - x.max())
                return e / e.sum()
            """,
        ),
        Idiom(
            "allclose_and_equal",
            answer="""
            def normalise(x):
                return (x - x.mean()) / x.std()
            """,
            tests="""
            z = normalise(np.arange(5.0))
            assert np.allclose(z, [-1.41421356, -0.70710678, 0, 0.70710678, 1.41421356])
            assert np.array_equal(z > 0, [False, False, False, True, True])
            assert abs(z.mean()) < 1e-12 and np.isclose(z.std(), 1.0)
            """,
            other="""
            def normalise(x):
                centred = x - np.average(x)
                return centred / np.sqrt(np.mean(centred**2))
            """,
            wrong="""
            def normalise(x):
                return x - x.mean()
            """,
        ),
        Idiom(
            "nan_and_masks",
            answer="""
            def fill(x):
                return np.where(np.isnan(x), np.nanmean(x), x)
            """,
            tests="""
            x = np.array([1.0, np.nan, 3.0])
            assert_array_equal(fill(x), [1, 2, 3])
            assert_array_equal(x, [1, np.nan, 3])
            """,
            other="""
            def fill(x):
                y = x.copy()
                y[np.isnan(y)] = y[~np.isnan(y)].mean()
                return y
            """,
            wrong="""
            def fill(x):
                x[np.isnan(x)] = np.nanmean(x)
                return x
            """,
        ),
        Idiom(
            "odd_layouts",
            answer="""
            def layouts():
                return np.zeros((2, 3), order="F"), np.array(7), np.empty((0, 4)), np.arange(3, dtype=">i4")
            """,
            tests="""
            fortran, scalar, empty, big = layouts()
            assert fortran.flags.f_contiguous and fortran.strides == (8, 16)
            assert scalar.ndim == 0 and scalar == 7 and int(scalar) == 7
            assert empty.shape == (0, 4) and empty.size == 0
            assert big.dtype == np.dtype(">i4") and big.sum() == 3
            """,
            other="""
            def layouts():
                return [np.asfortranarray(np.zeros((2, 3))), np.asarray(7), np.zeros((0, 4)), np.array([0, 1, 2], ">i4")]
            """,
            wrong="""
            def layouts():
                return np.zeros((2, 3)), np.array([7]), np.empty(4), np.arange(3)
            """,
        ),
        Idiom(
            "structured_array",
            answer="""
            def table(names, ages):
                made = np.zeros(len(names), dtype=[("name", "U10"), ("age", "i4")])
                made["name"], made["age"] = names, ages
                return made
            """,
            tests="""
            people = table(["Ada", "Bob"], [36, 7])
            assert people.dtype.names == ("name", "age")
            assert people["age"].sum() == 43 and people[0]["name"] == "Ada"
            """,
            other="""
            def table(names, ages):
                return np.array(list(zip(names, ages)), dtype=[("name", "U10"), ("age", "i4")])
            """,
            wrong="""
            def table(names, ages):
                return np.array(list(zip(names, ages)), dtype=[("name", "U10"), ("years", "i4")])
            """,
        ),
        Idiom(
            "object_array",
            answer="""
            def ragged(rows):
                made = np.empty(len(rows), dtype=object)
                made[:] = rows
                return made
            """,
            tests="""
            rows = ragged([[1], [2, 3], [4, 5, 6]])
            assert rows.dtype == object and rows.shape == (3,)
            assert [len(row) for row in rows] == [1, 2, 3]
            """,
            other="""
            def ragged(rows):
                return np.array([*rows, None], dtype=object)[:-1]
            """,
            wrong="""
            def ragged(rows):
                return np.array(rows[0], dtype=object)
            """,
            protected=False,
        ),
        Idiom(
            "view_of_argument",
            answer="""
            def every_second(x):
                return x[::2]
            """,
            tests="""
            x = np.arange(6)
            view = every_second(x)
            assert np.shares_memory(view, x) and view.base is not None
            view[0] = 100
            assert x[0] == 100
            """,
            other="""
            def every_second(x):
                return x.reshape(-1, 2)[:, 0]
            """,
            wrong="""
            def every_second(x):
                return x[::2].copy()
            """,
            protected=False,
        ),
        Idiom(
            "array_in_place",
            answer="""
            def scale(x, factor):
                x *= factor
            """,
            tests="""
            x = np.ones((2, 2))
            assert scale(x, 3) is None
            assert_array_equal(x, np.full((2, 2), 3.0))
            """,
            other="""
            def scale(x, factor):
                for index in np.ndindex(x.shape):
                    x[index] = factor * x[index]
            """,
            wrong="""
            def scale(x, factor):
                x = x * factor
            """,
        ),
        Idiom(
            "array_arithmetic_in_the_test",
            answer="""
            def rotation(angle):
                return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            """,
            tests="""
            r = rotation(np.pi / 3)
            assert np.allclose(r @ r.T, np.eye(2)) and np.isclose(np.linalg.det(r), 1)
            assert np.allclose(r @ np.array([1, 0]), [0.5, np.sqrt(3) / 2])
            assert np.allclose(np.linalg.matrix_power(r, 6), np.eye(2))
            """,
            other="""
            def rotation(angle):
                z = np.exp(1j * angle)
                return np.stack([[z.real, -z.imag], [z.imag, z.real]])
            """,
            wrong="""
            def rotation(angle):
                return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
            """,
        ),
        Idiom(
            "numpy_scalars",
            answer="""
            def largest(x):
                return np.max(x)
            """,
            tests="""
            found = largest(np.array([1, 5, 2]))
            assert found == 5 and isinstance(found, (int, np.integer))
            assert f"{found:03d}" == "005" and largest(np.array([0.5])) == 0.5
            """,
            other="""
            def largest(x):
                return max(x.tolist())
            """,
            wrong="""
            def largest(x):
                return np.argmax(x)
            """,
        ),
        Idiom(
            "tuple_of_arrays",
            answer="""
            def split(x, y, fraction):
                n = int(len(x) * fraction)
                return x[:n], x[n:], y[:n], y[n:]
            """,
            tests="""
            x, y = np.arange(20).reshape(10, 2), np.arange(10)
            x_train, x_test, y_train, y_test = split(x, y, 0.8)
            assert x_train.shape == (8, 2) and x_test.shape == (2, 2)
            assert_array_equal(np.concatenate([y_train, y_test]), y)
            """,
            other="""
            def split(x, y, fraction):
                at = [int(len(x) * fraction)]
                return [*np.split(x, at), *np.split(y, at)]
            """,
            wrong="""
            def split(x, y, fraction):
                n = int(len(x) * fraction)
                return x[:n], y[:n], x[n:], y[n:]
            """,
        ),
    ),
)
