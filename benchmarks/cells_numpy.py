"""Training steps of the course's NumPy cells for cells.py, and the products that they cannot do without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import RawArray
from typing import Any

import numpy as np

from autograder.notebooks.reference import load_reference

Array = np.ndarray
Step = Callable[[], Any]
BLOCKS = {"rnn": 1, "lstm": 4, "gru": 3}
RATE = np.float32(1e-3)
KEPT = 30 * 2**20  # bytes; just below what glibc keeps at most


def draw(cell: str, sizes: Sequence[int]) -> tuple[Array, Array, list[Array]]:
    """Return inputs, wanted outputs and weights in float32; the weights of a GRU have two rows of biases."""
    batch, timesteps, features, units = sizes
    rng, columns = np.random.default_rng(0), BLOCKS[cell] * units
    shapes = [(batch, timesteps, features), (batch, timesteps, units), (features, columns), (units, columns), (columns,)]
    x, y, kernel, recurrent_kernel, bias = (rng.normal(size=shape).astype("float32") for shape in shapes)
    kernel, recurrent_kernel = kernel * np.float32(features**-0.5), recurrent_kernel * np.float32(units**-0.5)
    return x, y, [kernel, recurrent_kernel, np.stack([bias, bias]) / 2 if cell == "gru" else bias]


def rnn_forward(x: Array, h_0: Array, kernel: Array, recurrent_kernel: Array, bias: Array) -> tuple[Array, tuple[Array, ...]]:
    """Run a plain RNN, one product for all inputs, states in the place of their sums."""
    (batch, timesteps, features), units = x.shape, h_0.shape[1]
    h_all = np.empty((timesteps + 1, batch, units), x.dtype)
    h_all[0] = h_0
    np.matmul(x.swapaxes(0, 1).reshape(-1, features), kernel, out=h_all[1:].reshape(-1, units))
    for t in range(timesteps):
        h_all[t + 1] += h_all[t] @ recurrent_kernel + bias
        np.tanh(h_all[t + 1], out=h_all[t + 1])
    return h_all[1:].swapaxes(0, 1), (x, h_all)


def rnn_backward(
    d_h_all: Array, d_h_last: Array, cache: tuple[Array, ...], kernel: Array, recurrent_kernel: Array
) -> tuple[Array, ...]:
    """Carry the gradients of a plain RNN back; one product for each weight."""
    x, h_all = cache
    timesteps, batch, units = len(h_all) - 1, *h_all.shape[1:]
    d_a, walk_back, d_h = np.empty((timesteps, batch, units), x.dtype), recurrent_kernel.T.copy(), d_h_last
    for t in reversed(range(timesteps)):
        d_h = d_h + d_h_all[:, t]
        np.multiply(d_h, 1 - h_all[t + 1] * h_all[t + 1], out=d_a[t])
        d_h = d_a[t] @ walk_back
    rows, d_rows = x.swapaxes(0, 1).reshape(timesteps * batch, -1), d_a.reshape(timesteps * batch, -1)
    d_x = (d_rows @ kernel.T).reshape(timesteps, batch, -1).swapaxes(0, 1)
    return d_x, d_h, rows.T @ d_rows, h_all[:-1].reshape(-1, units).T @ d_rows, d_rows.sum(axis=0)


def functions(cell: str) -> tuple[Callable[..., Any], Callable[..., Any], int]:
    """Return forward pass, backward pass and the number of states of a cell."""
    if cell == "rnn":
        return rnn_forward, rnn_backward, 1
    solved = load_reference("a10_make_it_fast")
    return solved[f"{cell}_forward_fused"], solved[f"{cell}_backward_fused"], 2 if cell == "lstm" else 1


def gradients(cell: str, x: Array, y: Array, weights: Sequence[Array], size: int) -> Sequence[Array]:
    """Return the gradients of the squared error, summed over this part of the batch and divided by the whole size."""
    forward, backward, states = functions(cell)
    zeros = [np.zeros((len(x), y.shape[2]), x.dtype)] * states
    h_all, *_, cache = forward(x, *zeros, *weights)
    return list(backward((h_all - y) * np.float32(2 / size), *zeros, cache, *weights[:2])[-3:])


def step(cell: str, sizes: Sequence[int], parts: int = 1) -> Step:
    """Return a training step: forward, squared error, backward, gradient descent; it returns the weights, changed in place.

    Args:
        cell: "rnn", "lstm" or "gru".
        sizes: batch, timesteps, features, units.
        parts: how many processes share the batch, each with its part of the samples. The weights lie in memory that all
            of them see, and its inputs are there before the first step; the caller adds the gradients and changes the
            weights while the others wait.
    """
    x, y, weights = draw(cell, sizes)
    np.empty(KEPT, np.uint8)  # made and dropped: from now on glibc keeps buffers of this size instead of giving them back
    pieces = list(zip(np.array_split(x, parts), np.array_split(y, parts), strict=True))
    weights, *shares = (shared_copies(weights) for _ in pieces)
    others = zip(pieces[1:], shares, strict=True)
    helpers = [Helper(partial(gradients, cell, *piece, weights, y.size), share) for piece, share in others]

    def one() -> list[Array]:
        for helper in helpers:
            helper.start()
        found = [gradients(cell, *pieces[0], weights, y.size), *(helper.result() for helper in helpers)]
        for weight, *parts_of_it in zip(weights, *found, strict=True):
            weight -= RATE * sum(parts_of_it)
        return weights

    return one


def shared_copies(arrays: Sequence[Array]) -> list[Array]:
    """Return copies of float32 arrays in memory that processes forked from now on see too."""
    copies = [np.frombuffer(RawArray("f", each.size), "float32").reshape(each.shape) for each in arrays]
    for copy, each in zip(copies, arrays, strict=True):
        copy[...] = each
    return copies


class Helper:
    """A process that computes gradients of its part of the batch whenever it is told to."""

    def __init__(self, compute: Callable[[], Sequence[Array]], share: Sequence[Array]) -> None:
        self.share = share
        self.pipe, far_end = Pipe()
        get_context("fork").Process(target=self._work, args=(compute, far_end), daemon=True).start()
        far_end.close()

    def _work(self, compute: Callable[[], Sequence[Array]], pipe: Connection) -> None:
        self.pipe.close()  # so that the end of the caller is the end of the pipe
        with suppress(EOFError):
            while pipe.recv_bytes():
                for place, found in zip(self.share, compute(), strict=True):
                    place[...] = found
                pipe.send_bytes(b"done")

    def start(self) -> None:
        """Begin with the weights as they are."""
        self.pipe.send_bytes(b"start")

    def result(self) -> Sequence[Array]:
        """Wait for the gradients; the next start overwrites them."""
        self.pipe.recv_bytes()
        return self.share


def products(cell: str, sizes: Sequence[int]) -> Step:
    """Return the matrix products of a training step, in their shapes and nothing else."""
    batch, timesteps, _, units = sizes
    x, _, (kernel, recurrent_kernel, _) = draw(cell, sizes)
    rows, back, columns = x.reshape(batch * timesteps, -1), recurrent_kernel.T.copy(), BLOCKS[cell] * units
    tall, states = np.ones((len(rows), columns), "float32"), np.ones((len(rows), units), "float32")
    page, state = np.ones((batch, columns), "float32"), np.ones((batch, units), "float32")

    def only() -> None:
        np.matmul(rows, kernel, out=tall)
        for _ in range(timesteps):
            np.matmul(state, recurrent_kernel, out=page)
        for _ in range(timesteps):
            page @ back
        _ = tall @ kernel.T, rows.T @ tall, states.T @ tall

    return only


def best_product() -> Step:
    """Return the product of two square matrices of 1,024 rows."""
    square = np.ones((1024, 1024), "float32")
    out = square.copy()
    return lambda: np.matmul(square, square, out=out)
