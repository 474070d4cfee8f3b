"""What a student's process shows: kept where it is text or a picture, dropped where it is not, and never dear to read."""

import time
import tracemalloc

import msgpack
import numpy as np
import pytest

from autograder.kernels.outputs import MOST_BODY, Outputs, harmless
from autograder.kernels.plain import WireError
from autograder.kernels.shell import _texts
from autograder.kernels.texts import DROPPED
from autograder.kernels.wire import FLAT, Frame, Kind, frame

HUGE = 10**5000
FORGED = [
    {"output_type": "stream", "text": [HUGE]},
    {"output_type": "stream", "name": np.array(["a", "b"]), "text": "x"},
    {"output_type": np.array([1, 2])},
    {"output_type": ["stream"]},
    {"output_type": "display_data", "data": {"text/plain": [HUGE]}},
    {"output_type": "error", "evalue": HUGE},
    {"output_type": "stream", "text": {"text": "x"}},
    {"output_type": "execute_result", "data": []},
    ("stream", "text"),
    7,
    None,
]
TWICE = [["l", ["@", number], ["@", number]] for number in range(60)]


@pytest.mark.parametrize("output", FORGED, ids=range(len(FORGED)))
def test_forged_outputs_are_left_out(output):
    shown = Outputs()
    shown.add_students(frame(Kind.OUTPUT, 1, output))
    assert shown.items == []


@pytest.mark.parametrize(
    ("text", "blob"),
    [(["l", ["l", "x"], *TWICE], 0), (["l", *[["a", "|u1", [2**20], 0, False]] * 3000], 2**20)],
    ids=["lists in lists", "arrays of the same bytes"],
)
def test_a_small_output_is_never_large_to_read(text, blob):
    body = msgpack.packb(["d", "output_type", "stream", "text", text])
    start = time.monotonic()
    tracemalloc.start()
    Outputs().add_students(Frame(Kind.OUTPUT, 1, body, bytearray(blob)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * 2**20
    assert time.monotonic() - start < 5


def test_an_output_that_is_too_large_is_said_to_be_missing_once():
    shown = Outputs()
    for _ in range(3):
        shown.add_students(frame(Kind.OUTPUT, 1, {"output_type": "stream", "text": "x" * MOST_BODY}))
    assert shown.items == [{"output_type": "stream", "name": "stdout", "text": DROPPED}]


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stderr", "text": "a\n"},
        {"output_type": "display_data", "data": {"text/plain": "x", "image/png": "aGk="}, "metadata": {}},
        {"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {}, "execution_count": None},
        {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": ["a", "b"]},
    ],
    ids=lambda output: output["output_type"],
)
def test_honest_outputs_are_kept_as_they_are(output):
    shown = Outputs()
    shown.add_students(frame(Kind.OUTPUT, 1, harmless(output), FLAT))
    assert shown.items == [output]


def test_a_picture_that_came_as_bytes_is_text():
    assert _texts({"image/png": b"\x89PNG", "text/plain": "x"}) == {"image/png": "iVBORw==", "text/plain": "x"}


def test_of_all_forms_of_a_picture_text_and_png_are_kept():
    data = {"text/html": "<b>x</b>", "text/plain": "x", "image/svg+xml": "<svg/>", "application/json": {"a": 1}}
    assert harmless({"output_type": "display_data", "data": data})["data"] == {"text/plain": "x"}


ONCE = ["a", "|u1", [2**20], 0, False]


@pytest.mark.parametrize("again", [ONCE, ["0", "|V1048576", [], 0, False], ["a", "|u1", [2**19, 2], 5, True]], ids=str)
def test_bytes_are_read_once_so_that_a_message_is_no_larger_inside(again):
    assert len(Frame(Kind.ANSWER, 1, msgpack.packb(["l", ONCE]), bytearray(2**20)).message()) == 1
    tracemalloc.start()
    with pytest.raises(WireError):
        Frame(Kind.ANSWER, 1, msgpack.packb(["l", *[again] * 3000]), bytearray(2**20 + 5)).message()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5 * 2**20


def test_arrays_that_are_one_object_are_written_and_read_as_one():
    array = np.arange(6.0)
    one, other, third = frame(Kind.ANSWER, 1, [array, array, array.copy()]).message()
    assert one is other
    assert third is not one
    np.testing.assert_array_equal(third, array)


@pytest.mark.parametrize(
    "message",
    [
        ["l", ["l", "x"], ["@", 0], ["@", 0]],
        ["d", "text", ["a", "|u1", [2], 0, False]],
        ["d", "text", ["i", "0x1"]],
        ["t", 1],
        [["l"], 1],
        [],
    ],
    ids=str,
)
def test_a_flat_message_holds_lists_and_dicts_and_shares_nothing(message):
    with pytest.raises(WireError):
        Frame(Kind.OUTPUT, 1, msgpack.packb(message), bytearray(4)).message(FLAT)


def test_a_flat_message_is_read_as_it_was_written():
    lines = ["one", "two"]
    told = {"text": "x", "number": 3, "none": None, "lines": lines, "again": lines}
    assert frame(Kind.OUTPUT, 1, told, FLAT).message(FLAT) == told
