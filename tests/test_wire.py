"""The border between the processes: everything plain arrives as it was, nothing forged does harm."""

import collections
import datetime
import math
import random
import socket
import struct
import threading
import tracemalloc
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgpack
import numpy as np
import pytest

from autograder.kernels import foreign
from autograder.kernels.plain import Coder, WireError
from autograder.kernels.wire import HEADER, MAGIC, MOST_BODY, Channel, ClosedError, Frame, Kind, frame

Point = collections.namedtuple("Point", "x y")
VALUES = [
    None,
    True,
    -7,
    2**100,
    -(2**63),
    1.5,
    math.inf,
    "Grüße 🎈",
    b"\0\xff",
    bytearray(b"ab"),
    1 + 2j,
    [1, [2, (3,)], {}],
    (),
    {"a": 1, 2: [3], (4, "x"): None},
    {1, 2},
    frozenset({3}),
    collections.Counter("aab"),
    collections.OrderedDict(b=1, a=2),
    collections.deque([1, 2]),
    range(2, 9, 3),
    slice(None, 3),
    Ellipsis,
    Fraction(1, 3),
    Decimal("1.10"),
    Point(1, [2]),
]
ARRAYS = [
    np.arange(6).reshape(2, 3),
    np.zeros((2, 3), order="F"),
    np.array(7.5),
    np.empty((0, 4)),
    np.arange(3, dtype=">i4"),
    np.arange(10)[::3],
    np.array([True, False]),
    np.array(["a", "bcd"]),
    np.array([b"x"]),
    np.array(["2020-01-01", "NaT"], dtype="datetime64[D]"),
    np.array([1 + 1j], dtype=np.complex64),
    np.array([(1, 2.5)], dtype=[("i", "i4"), ("f", "f8", (1,))]),
]


def sent(value, coder=None):
    coder = coder or Coder()
    return frame(Kind.ANSWER, 1, value, coder).message(coder)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_plain_values_arrive_as_they_were(value):
    came = sent(value)
    assert came == value
    if not isinstance(value, Point):
        assert type(came) is type(value)


def test_named_tuples_keep_their_names():
    came = sent(Point(1, 2))
    assert (type(came).__name__, came._fields) == ("Point", ("x", "y"))


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_arrays_arrive_as_they_were(array):
    came = sent(array)
    assert type(came) is np.ndarray
    assert (came.dtype, came.shape) == (array.dtype, array.shape)
    assert came.flags.f_contiguous == array.flags.f_contiguous or array.strides[0] == 24
    np.testing.assert_array_equal(came, array)
    assert came.flags.writeable


def test_numpys_scalars_stay_scalars():
    came = sent([np.float32(1.5), np.int8(3), np.bool_(True), np.str_("a")])
    assert [type(item) for item in came] == [np.float32, np.int8, np.bool_, np.str_]


def test_one_object_stays_one_object():
    row, array = [0], np.zeros(2)
    came = sent([row, row, {"a": array, "b": array}, [0]])
    assert came[0] is came[1] is not came[3]
    assert came[2]["a"] is came[2]["b"]


def test_what_libraries_derive_from_containers_becomes_plain():
    came = sent(collections.defaultdict(list, a=[1]))
    assert (type(came), came) == (dict, {"a": [1]})


@pytest.mark.parametrize(
    "value", [np.dtype("f4"), int, np.float32, datetime.date(2020, 2, 3), datetime.timedelta(1), Path("a/b")]
)
def test_types_dates_and_paths_arrive(value):
    coder = Coder(lambda item: foreign.write(item) or pytest.fail("not written"), foreign.read)
    assert sent(value, coder) == value


class Odd:
    def __eq__(self, other):
        return True

    __hash__ = None


class OddList(list):
    pass


OddList.__module__ = "__main__"


@pytest.mark.parametrize(
    "value",
    [object(), Odd(), OddList([1]), np.ma.masked_array([1], [True]), np.array([object()]), len, 1 << 200_000],
    ids=["object", "always equal", "own list", "masked", "objects", "function", "huge"],
)
def test_everything_else_is_refused(value):
    with pytest.raises(WireError):
        sent([value])


def test_what_is_nested_without_end_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises((WireError, RecursionError)):
        sent([endless])


def rubbish(rng, depth=0):
    """Return data as a forged body might hold: tags with contents that do not fit."""
    kind = rng.randrange(9 if depth < 6 else 6)
    if kind == 0:
        return rng.choice([None, True, -1, 2**63, 1e308, "", "a", "<f8", "|O", "a" * 50, b"x"])
    if kind < 3:
        return rng.randrange(-3, 10**12)
    if kind < 6:
        return rng.choice("a0@ltdsfnbcr/e?i%.quo")
    tag = rng.choice([*"a0@ltdsfnbcr/e?i%.quo", "ref", "fn", "tensor", ""])
    return [tag, *(rubbish(rng, depth + 1) for _ in range(rng.randrange(5)))]


def read(body, blob=b""):
    try:
        Frame(Kind.ANSWER, 1, body, bytearray(blob)).message(Coder())
    except WireError:
        return False
    return True


def test_forged_bodies_are_refused_or_read_and_never_cost_memory():
    rng = random.Random(0)
    tracemalloc.start()
    fine = sum(read(msgpack.packb(rubbish(rng)), rng.randbytes(rng.randrange(64))) for _ in range(4000))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0 < fine < 4000
    assert most < 40 * 2**20


def test_damaged_bodies_are_refused_or_read():
    rng = random.Random(1)
    whole = frame(Kind.ANSWER, 1, VALUES[:10] + [array.copy() for array in ARRAYS[:6]])
    for _ in range(4000):
        body, blob = bytearray(whole.body), bytearray(whole.blob)
        for _ in range(rng.randrange(1, 4)):
            part = rng.choice([body, blob])
            part[rng.randrange(len(part))] = rng.randrange(256)
        read(bytes(body[: rng.randrange(1, len(body) + 1)]), blob[: rng.randrange(len(blob) + 1)])
    assert read(whole.body, whole.blob)


@pytest.mark.parametrize(
    "described",
    [
        ["a", "|O", [1], 0, False],
        ["a", "<f8", [2**40], 0, False],
        ["a", "<f8", [-1], 0, False],
        ["a", "<f8", [1], -8, False],
        ["a", "<f8", [1], 10**18, False],
        ["a", "(1000000000,)f8", [1], 0, False],
        ["a", "<f8", [1] * 40, 0, False],
        ["a", [["x", "|O"]], [1], 0, False],
        ["a", "<f8,<f8", [1], 0, False],
        ["n", "X", ["class"], [1]],
        ["n", "X", ["a"] * 1000, [1] * 1000],
        ["@", 5],
    ],
    ids=str,
)
def test_arrays_and_tuples_that_are_not_what_they_say_are_refused(described):
    assert not read(msgpack.packb(described), bytes(16))


def test_a_depth_of_thousands_is_refused():
    body = b"\x92\xa1l" * 5000 + b"\xc0"
    assert not read(body)


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def test_frames_travel_whole(pair):
    one, other = pair
    array = np.random.default_rng(0).normal(size=(500, 1000))
    thread = threading.Thread(target=lambda: Channel(other).send(frame(Kind.ANSWER, 3, {"x": array}), 10))
    thread.start()
    came = one.receive(10)
    thread.join()
    assert (came.kind, came.number) == (Kind.ANSWER, 3)
    np.testing.assert_array_equal(came.message()["x"], array)


@pytest.mark.parametrize(
    "header",
    [
        HEADER.pack(b"nope", 1, 0, 0, 0),
        HEADER.pack(MAGIC, 99, 0, 0, 0),
        HEADER.pack(MAGIC, 5, 0, MOST_BODY + 1, 0),
        HEADER.pack(MAGIC, 5, 0, 0, 2**40),
    ],
    ids=["magic", "kind", "body", "arrays"],
)
def test_a_forged_header_is_refused_before_anything_is_read(pair, header):
    one, other = pair
    other.sendall(header)
    with pytest.raises(WireError):
        one.receive(5)


def test_promised_bytes_take_no_memory_until_they_come(pair):
    one, other = pair
    other.sendall(HEADER.pack(MAGIC, 5, 0, 0, 200 * 2**20))
    tracemalloc.start()
    with pytest.raises(TimeoutError):
        one.receive(0.2)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * 2**20


def test_the_end_of_the_other_is_told(pair):
    one, other = pair
    other.sendall(struct.pack("!I", 1))
    other.close()
    with pytest.raises(ClosedError):
        one.receive(5)


def test_what_is_too_large_is_not_sent(pair):
    one, other = pair
    with pytest.raises(WireError, match="MiB"):
        Channel(one.sock, most_bytes=100).send(frame(Kind.ANSWER, 1, np.zeros(100)), 1)
    other.setblocking(False)
    with pytest.raises(BlockingIOError):
        other.recv(1)
