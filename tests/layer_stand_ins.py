"""The course's layers behind constructors like Keras's own, so that Keras's own tests can question them.

What the course does not teach is refused, so that no test passes for want of it: dropout and other activations. Initialisers,
regularisers and constraints are Keras's own affair, handed on to `add_weight`.
"""

from __future__ import annotations

from typing import Any

REFUSED = {
    "activation": "tanh",
    "recurrent_activation": "sigmoid",
    "dropout": 0.0,
    "recurrent_dropout": 0.0,
    "seed": None,
    "activity_regularizer": None,
}
DROPOUT = ("dropout", "recurrent_dropout")
IGNORED = ("implementation", "use_cudnn")  # other ways to the same numbers
WEIGHTS = {"kernel": "kernel", "recurrent_kernel": "recurrent", "bias": "bias"}  # the names of weights, and in arguments
KINDS = ("initializer", "regularizer", "constraint")


class NotTaughtError(Exception):
    """An argument of Keras that the course's layers do not have."""


def taught(arguments: dict[str, Any], without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return arguments without those that change nothing and those of `without`, refusing what the course does not teach."""
    arguments = {name: value for name, value in arguments.items() if name not in without}
    for name, default in REFUSED.items():
        if arguments.get(name, default) != default:
            raise NotTaughtError(name)
    return {name: value for name, value in arguments.items() if name not in (*REFUSED, *IGNORED)}


def stand_ins(unit: dict[str, Any], keras: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return classes by the names of Keras's own.

    Args:
        unit: the namespace of the solution of assignment 09.
        keras: Keras.
        without: arguments that are left out, as if nobody had given them.
    """
    register = keras.saving.register_keras_serializable(package="stand_ins")
    rnn = register(_rnn(unit["Recurrent"], keras))
    made: dict[str, Any] = {"RNN": rnn}
    for name in ("SimpleRNN", "LSTM", "GRU"):
        cell = register(_cell(unit[f"{name}Cell"], keras, without))
        made |= {f"{name}Cell": cell, name: register(_layer(name, rnn, cell, without))}
    return made


def _cell(parent: Any, keras: Any, without: tuple[str, ...]) -> Any:
    class Cell(parent):  # type: ignore[misc]
        """A cell of the course whose weights are made as its caller asks."""

        def __init__(self, units: int, use_bias: bool = True, unit_forget_bias: bool = True, **arguments: Any) -> None:
            arguments = taught(arguments, without)
            asked: dict[str, dict[str, Any]] = {name: {} for name in WEIGHTS}
            for name, kind in ((name, kind) for name in WEIGHTS for kind in KINDS):
                wanted = arguments.pop(f"{WEIGHTS[name]}_{kind}", None)
                if wanted is not None:
                    asked[name][kind] = getattr(keras, f"{kind}s").get(wanted)
            super().__init__(units, **arguments)
            self.asked = asked
            self.use_bias, self.unit_forget_bias = use_bias, unit_forget_bias

        def add_weight(self, shape: Any = None, initializer: Any = None, *, name: str | None = None, **other: Any) -> Any:
            asked = self.asked[name or ""]
            initializer = self._bias(initializer, shape) if name == "bias" else asked.get("initializer", initializer)
            other |= {kind: asked[kind] for kind in KINDS[1:] if kind in asked}
            return super().add_weight(shape, initializer, name=name, **other)

        def _bias(self, usual: Any, shape: Any) -> Any:
            asked = self.asked["bias"].get("initializer")
            if not self.use_bias:
                return "zeros"
            if parent.__name__ != "LSTMCell":
                return asked or usual
            if not self.unit_forget_bias:
                return asked or "zeros"
            if asked is None:
                return usual
            units = shape[0] // 4
            parts = [asked((units,)), keras.ops.ones((units,)), asked((2 * units,))]
            return lambda shape, dtype: keras.ops.cast(keras.ops.concatenate(parts), dtype)

        def get_config(self) -> dict[str, Any]:
            told = {
                f"{WEIGHTS[name]}_{kind}": getattr(keras, f"{kind}s").serialize(one)
                for name, asked in self.asked.items()
                for kind, one in asked.items()
            }
            return {**super().get_config(), **told, "use_bias": self.use_bias, "unit_forget_bias": self.unit_forget_bias}

    Cell.__name__ = Cell.__qualname__ = parent.__name__
    return Cell


def _rnn(parent: Any, keras: Any) -> Any:
    class RNN(parent):  # type: ignore[misc]
        """The course's loop.

        Added here: `unroll`, which is another way to the same numbers; zeros at masked steps; inputs of integers, which become
        numbers of the layer's precision; and outputs in that precision where that of the cell is another.
        """

        def __init__(self, cell: Any, unroll: bool = False, zero_output_for_mask: bool = False, **switches: Any) -> None:
            super().__init__(keras.layers.StackedRNNCells(cell) if isinstance(cell, list) else cell, **switches)
            self.unroll, self.zero_output_for_mask = unroll, zero_output_for_mask

        def call(self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
            sequences = keras.ops.cast(sequences, self.compute_dtype)
            answer = super().call(sequences, initial_state=initial_state, mask=mask, training=training)
            answer = keras.tree.map_structure(lambda tensor: keras.ops.cast(tensor, self.compute_dtype), answer)
            if mask is None or not (self.zero_output_for_mask and self.return_sequences):
                return answer
            outputs, *states = answer if self.return_state else [answer]
            mask = keras.ops.flip(mask, axis=1) if self.go_backwards else mask
            outputs = keras.ops.where(keras.ops.expand_dims(mask, -1), outputs, 0.0)
            return (outputs, *states) if self.return_state else outputs

        def get_config(self) -> dict[str, Any]:
            return {**super().get_config(), "unroll": self.unroll, "zero_output_for_mask": self.zero_output_for_mask}

    return RNN


def _layer(name: str, parent: Any, cell_class: Any, without: tuple[str, ...]) -> Any:
    of_layer = ("return_sequences", "return_state", "go_backwards", "stateful", "unroll", "zero_output_for_mask", "name", "dtype")
    of_layer += ("trainable",)

    class Layer(parent):  # type: ignore[misc]
        """A layer that makes its cell itself."""

        def __init__(self, units: int, **arguments: Any) -> None:
            arguments = taught(arguments, without)
            mine = {key: arguments.pop(key) for key in of_layer if key in arguments}
            super().__init__(cell_class(units, dtype=mine.pop("dtype", None), **arguments), **mine)

        def get_config(self) -> dict[str, Any]:
            config = super().get_config()
            config.pop("cell")
            of_cell = {key: value for key, value in self.cell.get_config().items() if key not in ("name", "dtype", "trainable")}
            return {**config, **of_cell}

        @classmethod
        def from_config(cls, config: dict[str, Any]) -> Any:
            return cls(**config)

    Layer.__name__ = Layer.__qualname__ = name
    return Layer
