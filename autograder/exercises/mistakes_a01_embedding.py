"""Known mistakes of unit 01: looking up embeddings, and the gradient of their table."""

from __future__ import annotations

from .model import Mistake

_SUM = "np.add.at(d_table, ids, d_embedded)"
_ZEROS = "np.zeros((table_rows, d_embedded.shape[-1]))"

FORWARD = (
    Mistake("[ids]", "[ids - 1]", "Each id got the row before its own. Ids count from 0, as rows do."),
    Mistake(
        "table[ids]",
        "table[ids].sum(axis=-2)",
        "The vectors of a sentence are added up, and the order of the words is lost. Keep one vector per token.",
    ),
    Mistake(
        "table[ids]",
        "table[ids].mean(axis=-2)",
        "The vectors of a sentence are averaged, and the order of the words is lost. Keep one vector per token.",
    ),
    Mistake(
        "table[ids]",
        "table[ids] * (ids != 0)[..., None]",
        "The id 0 got zeros instead of its row. In this table it is a row like any other; the mask keeps padding out.",
    ),
    Mistake(
        "table[ids]",
        "table[ids.ravel()]",
        "All axes of the ids became one. An index of any shape is allowed: its axes come back in the result.",
    ),
    Mistake(
        "table[ids]",
        "table.T[:, ids]",
        "Units come first in the result. Each id becomes one row of the table, so the units are the last axis.",
    ),
    Mistake(
        "table[ids]",
        "np.take(table, ids)",
        "These are single numbers of the table read in one line, not rows: `np.take` wants to be told the axis.",
    ),
    Mistake(
        "table[ids]",
        "table[ids].reshape(len(ids), -1)",
        "The vectors of a sentence were joined into one long vector. Keep time steps and units on axes of their own.",
    ),
    Mistake(
        "table[ids]",
        "np.eye(len(table))[ids]",
        "These are the one-hot vectors. The product with the table is missing, or the lookup that replaces both.",
    ),
)

BACKWARD = (
    Mistake(
        _SUM,
        "d_table[ids] += d_embedded",
        "Of a row that occurs several times, only the last gradient is left: `d_table[ids] = ...` and `d_table[ids] += ...` "
        "write each row once. The gradients of a repeated id add up.",
    ),
    Mistake(
        "    return d_table",
        "    counts = np.bincount(ids.ravel(), minlength=table_rows)\n    return d_table / np.maximum(counts, 1)[:, None]",
        "The gradients of a repeated id are averaged. Equation (1.5) is a sum.",
    ),
    Mistake(
        "    return d_table",
        "    counts = np.bincount(ids.ravel(), minlength=table_rows)\n    return d_table * counts[:, None]",
        "Rows are multiplied by how often their id occurs. The sum in (1.5) already adds every occurrence once.",
    ),
    Mistake(
        "return d_table",
        "return d_table / len(ids)",
        "The sum is divided by the batch size. If the loss is a mean, `d_embedded` knows it already.",
    ),
    Mistake(
        "return d_table",
        "return d_table / ids.size",
        "The sum is divided by the number of tokens. If the loss is a mean, `d_embedded` knows it already.",
    ),
    Mistake(
        "(table_rows, d_embedded",
        "(ids.max() + 1, d_embedded",
        "The gradient has rows up to the largest id only. It must fit the table: `table_rows` rows, also for words not seen.",
    ),
    Mistake(
        "    return d_table",
        "    d_table[0] = 0\n    return d_table",
        "Row 0 got zeros. Nothing special happens to the id 0 here; at padding, `d_embedded` will be zero by itself.",
    ),
    Mistake("d_table, ids,", "d_table, ids - 1,", "Each gradient went to the row before its own. Ids count from 0."),
    Mistake("np.add.at", "np.subtract.at", "The sign is wrong: a gradient is returned here, not yet the step against it."),
    Mistake("return d_table", "return d_table.T", "Rows and units are exchanged: the gradient has the shape of the table."),
    Mistake(
        _SUM,
        "np.add.at(d_table, ids[0], d_embedded[0])",
        "Only the first sample counts. The sum of (1.5) runs over n too.",
    ),
    Mistake(
        _SUM,
        "np.add.at(d_table, ids[..., -1], d_embedded[..., -1, :])",
        "Only the last time step counts. The sum of (1.5) runs over all t.",
    ),
    Mistake(
        _SUM,
        "np.add.at(d_table, ids[..., :-1], d_embedded[..., :-1, :])",
        "The last time step is missing from the sum of (1.5).",
    ),
    Mistake(
        _SUM,
        "np.add.at(d_table, ids, d_embedded.sum(axis=-1, keepdims=True))",
        "All units of a row are equal: the gradient was summed over the units. Each unit keeps its own.",
    ),
    Mistake(
        _SUM,
        "np.add.at(d_table, ids.T.ravel(), d_embedded.reshape(-1, d_embedded.shape[-1]))",
        "Ids and gradients were flattened in different orders, so gradients go to the rows of other tokens.",
    ),
    Mistake(
        _SUM,
        "d_table[ids.ravel()[::-1]] = d_embedded.reshape(-1, d_embedded.shape[-1])[::-1]",
        "Of a row that occurs several times, only the first gradient is left. The gradients of a repeated id add up.",
    ),
    Mistake(
        _SUM,
        "d_table = d_table * 1.0",
        "The table still holds nothing but zeros: is what you add written into the table that you return?",
    ),
    Mistake(
        _SUM,
        "np.add.at(d_table, ids, 1.0)",
        "The table counts how often each id occurs. What must be added up are the gradients of these places.",
    ),
    Mistake(
        "    return d_table",
        "    return d_embedded",
        "This is the gradient of the looked-up vectors, as it came in. It must be gathered into rows of the table.",
    ),
)
