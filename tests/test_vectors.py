"""Vectors: what is stored comes back, what is damaged is said."""

from typing import NamedTuple

import numpy as np
import pytest

from autograder.checking import vectors
from autograder.checking.callables import CALLABLES
from autograder.checking.codec import decode, encode, same_signature, signature
from autograder.checking.spec import Case, Output, Property, Spec, Tolerance
from autograder.verification.freeze import up_to_date


class Cache(NamedTuple):
    x: np.ndarray
    mask: np.ndarray | None


VALUES = [
    None,
    True,
    3,
    0.5,
    "text",
    [1, (2.5, None)],
    {"a": 1, 2: "b"},
    np.arange(6.0).reshape(2, 3),
    np.array([True, False]),
    np.float32(0.25),
    np.zeros((0, 3)),
    Cache(np.ones(2), None),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_come_back(value):
    arrays = []
    back = decode(encode(value, arrays), arrays)
    if isinstance(value, np.ndarray | np.generic):
        assert back.dtype == value.dtype
        np.testing.assert_array_equal(back, value)
    elif isinstance(value, Cache):
        assert back._fields == ("x", "mask")
        np.testing.assert_array_equal(back.x, value.x)
    else:
        assert back == value
        assert type(back) is type(value)


def test_functions_are_stored_by_name():
    name, function = next(iter(CALLABLES.items()))
    assert encode(function, []) == {"callable": name}
    assert decode({"callable": name}, []) is function


def test_random_generators_go_on_where_they_were():
    rng = np.random.default_rng(3)
    rng.normal(size=5)
    stored = encode(rng, [])
    assert decode(stored, []).normal() == rng.normal()


def test_what_is_not_plain_data_is_refused():
    with pytest.raises(TypeError, match="cannot store a object"):
        encode(object(), [])


def test_signatures_tell_outputs_apart():
    value = np.random.default_rng(0).normal(size=(3, 4))
    assert same_signature(signature(value), signature(value.astype(np.float32)))
    for other in (value.T, value[::-1], value * 1.01, value + 0.01, value[:2], (value, value), value.reshape(4, 3)):
        assert not same_signature(signature(value), signature(other))


def spec(**changes):
    case = Case(
        {"x": np.ones((2, 3)), "cache": Cache(np.ones(2), None)}, np.full((2, 3), 0.5), ([[[2, 3], [1.0, 2.0, 3.0]]], None)
    )
    given = {
        "name": "layer",
        "assignment": "a00",
        "points": 2.0,
        "outputs": (Output("h", ("sample",)), Output("cache", fields=(Output("x"),))),
        "where": "00",
        "cases": (case,),
        "hints": ("One.", "Two."),
        "tolerance": Tolerance(1e-3, 1e-4, "wide"),
        "properties": (Property("batch", ("x",)),),
    }
    return Spec(**(given | changes))


def test_specs_come_back(tmp_path):
    vectors.save(tmp_path / "a00.npz", [spec()])
    [back] = vectors.load(tmp_path / "a00.npz")
    for key in ("name", "assignment", "points", "outputs", "where", "hints", "tolerance", "properties"):
        assert getattr(back, key) == getattr(spec(), key)
    assert back.cases[0].mistakes == spec().cases[0].mistakes
    assert up_to_date([spec()], tmp_path / "a00.npz")


def test_saving_twice_gives_the_same_bytes(tmp_path):
    for name in ("one.npz", "two.npz"):
        vectors.save(tmp_path / name, [spec()])
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


@pytest.mark.parametrize(
    "changes",
    [{"points": 3.0}, {"hints": ("One.", "Other.")}, {"cases": ()}, {"cases": (Case({"x": np.zeros((2, 3))}, np.ones(2)),)}],
    ids=["points", "hints", "fewer cases", "other case"],
)
def test_any_change_is_out_of_date(tmp_path, changes):
    vectors.save(tmp_path / "a00.npz", [spec()])
    assert not up_to_date([spec(**changes)], tmp_path / "a00.npz")
    assert not up_to_date([spec()], tmp_path / "missing.npz")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 torn"])
def test_a_damaged_file_is_one_clear_sentence(tmp_path, monkeypatch, content):
    monkeypatch.setattr(vectors, "FOLDER", tmp_path)
    vectors.assignment.cache_clear()
    (tmp_path / "a98.npz").write_bytes(content)
    with pytest.raises(LookupError, match=r"The file a98.npz of the student package is damaged: install the package again."):
        vectors.assignment("a98")
