"""Known mistakes of unit 09: carrying weights over from NumPy and from PyTorch."""

from __future__ import annotations

from .model import Mistake

ASSIGN = "variable.assign(weights[variable.name])"
NUMPY = (
    Mistake(
        ASSIGN,
        "variable.assign(weights[variable.name].T)",
        "The kernels are transposed on the way. Shapes stay as they are: the course has Keras's layout.",
    ),
    Mistake(
        ASSIGN,
        'variable.assign(weights[variable.name].T if variable.name == "recurrent_kernel" and variable.shape[0] == '
        "variable.shape[1] else weights[variable.name])",
        "The recurrent kernel is transposed on the way; where it is square nobody complains. Shapes stay as they are.",
    ),
    Mistake(
        ASSIGN,
        'swap = {"kernel": "recurrent_kernel", "recurrent_kernel": "kernel"}\n        '
        "variable.assign(weights[swap.get(variable.name, variable.name)])",
        "Kernel and recurrent kernel are exchanged.",
    ),
    Mistake(
        "    for variable in cell.weights:\n        variable.assign(weights[variable.name])",
        "    cell.set_weights([weights[name] for name in sorted(weights)])",
        "",
        caught="error",
    ),
    Mistake(ASSIGN, 'if variable.name != "bias":\n            variable.assign(weights[variable.name])', "The bias is left out."),
    Mistake(
        ASSIGN,
        'if variable.name == "kernel":\n            variable.assign(weights[variable.name])',
        "Only the kernel is filled.",
    ),
    Mistake(ASSIGN, "pass", "The variables stay as they were: `variable.assign(array)` changes one."),
    Mistake(
        ASSIGN,
        "variable.assign_add(weights[variable.name])",
        "The arrays are added to what the variables held: `assign` replaces it.",
    ),
    Mistake("return cell", "return cell.weights", "", caught="error"),
)

SWAPPED = "np.concatenate([z, r, n]) for r, z, n in parts"
GRU_RETURN = "return weight_ih.T, weight_hh.T, np.stack([bias_ih, bias_hh])"
LAST = "return weight_ih.T, weight_hh.T, bias_ih + bias_hh"
TORCH = (
    Mistake(
        "if blocks == 3:", "if False:", "A GRU is treated like an LSTM: it has its blocks in another order, and keeps two biases."
    ),
    Mistake(
        "len(weight_hh) // weight_hh.shape[1]",
        "len(weight_ih) // weight_ih.shape[1]",
        "The blocks are counted by the features: `weight_ih` has a column per feature. `weight_hh` has one per unit.",
    ),
    Mistake(
        "if blocks == 3:",
        "if len(weight_hh) % 3 == 0:",
        "Whatever can be cut into three is taken for a GRU, also an LSTM of 3 units. Count the blocks: rows by units.",
    ),
    Mistake(SWAPPED, "np.concatenate([r, z, n]) for r, z, n in parts", "The GRU's blocks stay in PyTorch's order r, z, n."),
    Mistake(
        SWAPPED,
        "np.concatenate([z, n, r]) for r, z, n in parts",
        "The GRU's blocks are put into the order z, n, r. Here it is z, r, n (n is g).",
    ),
    Mistake(
        SWAPPED, "np.concatenate([n, z, r]) for r, z, n in parts", "The GRU's blocks are reversed. Only r and z change places."
    ),
    Mistake(
        SWAPPED,
        "np.concatenate([-z, r, n]) for r, z, n in parts",
        "The signs of the update gate are turned round. PyTorch's z weighs the old state, as here: no change is needed.",
    ),
    Mistake(
        "(weight_ih, weight_hh, bias_ih, bias_hh)]\n        weight_ih, weight_hh, bias_ih, bias_hh =",
        "(weight_ih, weight_hh)]\n        weight_ih, weight_hh =",
        "The GRU's biases stay in PyTorch's order: all four arrays have the blocks r, z, n.",
    ),
    Mistake(
        "(weight_ih, weight_hh, bias_ih, bias_hh)]\n        weight_ih, weight_hh, bias_ih, bias_hh =",
        "(bias_ih, bias_hh)]\n        bias_ih, bias_hh =",
        "The GRU's kernels stay in PyTorch's order: all four arrays have the blocks r, z, n.",
    ),
    Mistake(
        GRU_RETURN,
        LAST,
        "The GRU's two biases are added up. It resets after the product, so they stay two rows, (2, 3 units).",
    ),
    Mistake(
        GRU_RETURN, GRU_RETURN.replace("bias_ih, bias_hh", "bias_hh, bias_ih"), "The two rows of the GRU's bias are exchanged."
    ),
    Mistake(
        GRU_RETURN,
        GRU_RETURN.replace("np.stack", "np.concatenate"),
        "The GRU's two biases are joined to one row. They are two rows, (2, 3 units).",
    ),
    Mistake(
        "(weight_ih, weight_hh, bias_ih, bias_hh)]\n        weight_ih, weight_hh, bias_ih, bias_hh =",
        "(weight_ih, bias_ih, bias_hh)]\n        weight_ih, bias_ih, bias_hh =",
        "The GRU's `weight_hh` stays in PyTorch's order: all four arrays have the blocks r, z, n.",
    ),
    Mistake(
        "weight_ih.T, weight_hh.T",
        "weight_ih.reshape(weight_ih.shape[::-1]), weight_hh.reshape(weight_hh.shape[::-1])",
        "The kernels are reshaped, which mixes their numbers. Rows become columns by `.T`.",
    ),
    Mistake(
        GRU_RETURN,
        GRU_RETURN.replace("weight_ih.T, weight_hh.T", "weight_ih, weight_hh"),
        "The GRU's kernels are not transposed.",
    ),
    Mistake(
        GRU_RETURN,
        GRU_RETURN.replace("weight_ih.T, weight_hh.T", "weight_hh.T, weight_ih.T"),
        "The GRU's kernel and recurrent kernel are exchanged: `ih` leads from the inputs.",
    ),
    Mistake(
        GRU_RETURN,
        GRU_RETURN.replace("np.stack([bias_ih, bias_hh])", "np.stack([bias_ih, bias_hh], axis=1)"),
        "The GRU's biases are two columns. They are two rows, (2, 3 units).",
    ),
    Mistake(
        LAST,
        LAST.replace("bias_ih + bias_hh", "bias_ih"),
        "The second bias is left out: in an RNN or LSTM the two are added up.",
    ),
    Mistake(
        LAST,
        LAST.replace("bias_ih + bias_hh", "np.stack([bias_ih, bias_hh])"),
        "An RNN's or LSTM's biases are two rows. They are added up, to (blocks · units,).",
    ),
    Mistake(LAST, LAST.replace("weight_ih.T", "weight_ih"), "The kernel of an RNN or LSTM is not transposed."),
    Mistake(LAST, LAST.replace("weight_hh.T", "weight_hh"), "The recurrent kernel of an RNN or LSTM is not transposed."),
    Mistake(
        LAST,
        "i, f, g, o = np.split(weight_hh.T, 4, axis=1) if blocks == 4 else [weight_hh.T[:, :0]] * 3 + [weight_hh.T]\n"
        "    return weight_ih.T, np.concatenate([i, f, o, g], axis=1), bias_ih + bias_hh",
        "The LSTM's blocks are put into another order. PyTorch has i, f, g, o, as here.",
    ),
    Mistake(
        LAST,
        LAST.replace("weight_ih.T, weight_hh.T", "weight_hh.T, weight_ih.T"),
        "Kernel and recurrent kernel of an RNN or LSTM are exchanged: `ih` leads from the inputs.",
    ),
)
