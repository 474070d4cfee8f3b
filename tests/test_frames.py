"""Tables of pandas cross the border as they are; forged ones are refused."""

import msgpack
import numpy as np
import pandas as pd
import pytest

from autograder.kernels import foreign
from autograder.kernels.plain import Coder, WireError, no_reference
from autograder.kernels.wire import Frame, Kind, frame

CODER = Coder(lambda value: foreign.write(value) or no_reference(value), foreign.read)
DAYS = pd.date_range("2024-02-28", periods=4, freq="D")
COLUMNS = {
    "ints": np.array([3, 1, 2, 4], "int32"),
    "floats": [0.5, np.nan, np.inf, -0.0],
    "flags": [True, False, True, True],
    "texts": ["a", "ü", None, ""],
    "kinds": pd.Categorical(["low", "high", "low", None], ["low", "high"], ordered=True),
    "days": DAYS,
    "zoned": DAYS.tz_localize("Europe/Zurich"),
    "spans": pd.to_timedelta([1, 2, None, 4], unit="h"),
    "whole": pd.array([1, None, 3, 4], "Int64"),
    "maybe": pd.array([True, None, False, True], "boolean"),
    "mixed": pd.Series([1, "a", (2, 3), None], dtype=object),
}
TABLE = pd.DataFrame(COLUMNS)
TABLES = {
    "all": TABLE,
    "days": TABLE.set_axis(DAYS),
    "texts": TABLE.set_axis(pd.Index(list("abca"), name="key")),
    "levels": TABLE[["ints", "floats"]].set_axis(pd.MultiIndex.from_product([["x", "y"], [1, 2]], names=["one", "two"])),
    "twice": TABLE[["ints", "ints"]],
    "numbers": TABLE[["floats"]].set_axis([7], axis=1),
    "sorted": TABLE.sort_values("ints"),
    "part": TABLE.iloc[1:3],
    "empty": pd.DataFrame(),
    "no rows": TABLE.iloc[:0],
    "no columns": pd.DataFrame(index=[1, 2]),
}


def there_and_back(value):
    return frame(Kind.ANSWER, 1, value, CODER).message(CODER)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_as_it_was(name):
    pd.testing.assert_frame_equal(there_and_back(TABLES[name]), TABLES[name])


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_comes_back_as_it_was(name):
    pd.testing.assert_series_equal(there_and_back(TABLE[name]), TABLE[name])


@pytest.mark.parametrize("index", [TABLE.index, DAYS, TABLES["levels"].index, TABLE.columns, pd.Index([1.5, 2.5], name="x")])
def test_an_index_comes_back_as_it_was(index):
    pd.testing.assert_index_equal(there_and_back(index), index)


@pytest.mark.parametrize("value", [pd.Timestamp("2024-02-29T12:00:00.000000001"), pd.Timedelta("1h")])
def test_moments_come_back_as_they_were(value):
    assert there_and_back([value]) == [value]


def test_what_is_missing_stays_missing():
    assert there_and_back({"a": pd.NA})["a"] is pd.NA
    assert there_and_back((pd.NaT,))[0] is pd.NaT


def test_what_is_made_from_it_leaves_the_table_alone():
    table = there_and_back(there := pd.DataFrame({"a": np.arange(3)}))
    table.loc[0, "a"] = 9
    assert there["a"].tolist() == [0, 1, 2]


def test_a_table_of_a_class_of_their_own_is_no_plain_data():
    class Mine(pd.DataFrame):
        pass

    with pytest.raises(WireError):
        frame(Kind.ANSWER, 1, Mine({"a": [1]}), CODER)


INDEX = ["range", 0, 2, 1, None]
ARRAY = ["l", "array", ["a", "<f8", [2], 0, False]]


@pytest.mark.parametrize(
    "forged",
    [
        ["series", ["l", "list", ["l", 1, 2], "M8[ns]"], INDEX, None],
        ["series", ["l", "list", 5, "object"], INDEX, None],
        ["series", ["l", "array", ["l", 1, 2]], INDEX, None],
        ["series", ["l", "category", ["a", "<f8", [2], 0, False], ARRAY, True], INDEX, None],
        ["series", ["l", "zoned", ["a", "<i8", [2], 0, False], "datetime64[ns, Mars/Base]"], INDEX, None],
        ["series", ["l", "zoned", ["a", "<i8", [2], 0, False], "object"], INDEX, None],
        ["frame", ["l", ARRAY], ["l", "a", "b"], INDEX],
        ["frame", 3, 4, 5],
        ["range", "a", 2, 3, None],
        ["range", 0, 1],
        ["levels", ["l"], ["l"]],
        ["moment", "eval", "1"],
        ["moment", "Timestamp", "soon"],
        ["missing", "all"],
        ["index", ARRAY, ["l", 1], None],
    ],
    ids=range(15),
)
def test_forged_tables_are_refused(forged):
    with pytest.raises(WireError):
        Frame(Kind.ANSWER, 1, msgpack.packb(forged), bytearray(16)).message(CODER)
