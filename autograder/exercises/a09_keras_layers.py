"""Unit 09, layers for Keras: what its cells, its loop and its layer are asked."""

from __future__ import annotations

import numpy as np

from . import mistakes_a09_carrying as carrying
from . import mistakes_a09_gru as gru
from . import mistakes_a09_lstm as lstm
from . import mistakes_a09_simple as simple
from . import mistakes_a09_time as time
from .draw import Generator, gap_mask, normal
from .model import Arguments, Draw, Exercise, Output, Tolerance

UNIT = ("sample", "unit")
STEPS = ("sample", "time step", "feature")
LSTM_STATES = ("h_prev", "c_prev")
FIRST = ("bias", "recurrent_kernel", "kernel")
FLOAT32 = Tolerance(2e-4, 2e-5, "both sides compute in float32, in another order of operations and on other machines")


def _weights(rng: Generator, features: int, units: int, blocks: int, rows: int = 0) -> Arguments:
    bias = normal(rng, rows, blocks * units) if rows else normal(rng, blocks * units)
    kernel, recurrent = normal(rng, features, blocks * units, scale=0.8), normal(rng, units, blocks * units, scale=0.8)
    return {"bias": bias, "kernel": kernel, "recurrent_kernel": recurrent}


def _normalisers(rng: Generator, units: int) -> Arguments:
    """Return gains around 1 and offsets for the three normalisations of a cell."""
    sizes = {"norm_c": units, "norm_h": 4 * units, "norm_x": 4 * units}
    gains = {f"{name}/gamma": 1 + normal(rng, size) for name, size in sizes.items()}
    return gains | {f"{name}/beta": normal(rng, size) for name, size in sizes.items()}


def _cell_draw(
    batch: int, features: int, units: int, blocks: int, *, states: tuple[str, ...] = ("h_prev",), norms: bool = False
) -> Draw:
    def draw(rng: Generator) -> Arguments:
        inputs = {"x_t": normal(rng, batch, features, scale=1.0)} | {
            name: normal(rng, batch, units, scale=1.0) for name in states
        }
        weights = _weights(rng, features, units, blocks) | (_normalisers(rng, units) if norms else {})
        upstream = [normal(rng, batch, units) for _ in range(1 + len(states))]
        return {"config": {"units": units}} | inputs | {"weights": weights, "upstream": upstream}

    return draw


def _gru_draw(batch: int, features: int, units: int, *, reset_after: bool) -> Draw:
    forward = _cell_draw(batch, features, units, 3)

    def draw(rng: Generator) -> Arguments:
        arguments = forward(rng)
        weights = _weights(rng, features, units, 3, 2 if reset_after else 0)
        return arguments | {"config": {"units": units, "reset_after": reset_after}, "weights": weights}

    return draw


def _questions(*weights: str, states: tuple[str, ...] = ("h_prev",)) -> tuple[Output, ...]:
    """Return the outputs of the probe `one_step`."""
    first = {"bias": (), "recurrent_kernel": ("row", "row"), "kernel": ()}
    words = {"bias": "`bias` before training", "kernel": "the range of `kernel` before training"}
    words["recurrent_kernel"] = "`recurrent_kernel` before training (products of its rows)"
    return (
        Output("the arguments in get_config", kind="any"),
        Output("state_size", kind="int"),
        Output("the number of weights before build", kind="int"),
        Output("weights after build", kind="any"),
        *(Output(words[name].replace("`", "'"), first[name]) for name in FIRST),
        Output("the output of one step", UNIT),
        *(Output(f"the new state {number} ({name[0]})", UNIT) for number, name in enumerate(states)),
        Output("the gradient of x_t", ("sample", "feature")),
        *(Output(f"the gradient of {name}", UNIT) for name in states),
        *(Output(f"the gradient of {name}") for name in sorted(weights)),
        Output("the output of a copy made from get_config()", UNIT),
    )


PLAIN = ("kernel", "recurrent_kernel", "bias")
NORMS = tuple(f"norm_{place}/{name}" for place in "chx" for name in ("beta", "gamma"))
LOOP_SIZES = (4, 3, 5)  # of the output and the two states of the probe's cell


def _one_sided_mask(rng: Generator, batch: int, timesteps: int) -> np.ndarray:
    """Return a mask with gaps that is not its own mirror image, so that one that was not turned round is seen."""
    for _ in range(100):
        mask = gap_mask(rng, batch, timesteps)
        if not np.array_equal(mask, mask[:, ::-1]):
            return mask
    raise ValueError(f"all masks of {batch} x {timesteps} are their own mirror images: draw longer ones")


def _loop_draw(batch: int, timesteps: int, features: int, *, masked: bool) -> Draw:
    def draw(rng: Generator) -> Arguments:
        output, h, c = LOOP_SIZES
        return {
            "x": normal(rng, batch, timesteps, features, scale=1.0),
            "mask": _one_sided_mask(rng, batch, timesteps) if masked else None,
            "y_0": normal(rng, batch, output),
            "h_0": normal(rng, batch, h),
            "c_0": normal(rng, batch, c),
            "kernel": normal(rng, features, sum(LOOP_SIZES)),
            "recurrent_kernel": normal(rng, h + c, sum(LOOP_SIZES)),
            "upstream": [normal(rng, batch, timesteps, output), normal(rng, batch, h), normal(rng, batch, c)],
        }

    return draw


def _layer_draw(
    batch: int, timesteps: int, features: int, *, masked: bool = False, initial: bool = False, **switches: bool
) -> Draw:
    loop = _loop_draw(batch, timesteps, features, masked=masked)

    def draw(rng: Generator) -> Arguments:
        arguments = loop(rng)
        of_output, *of_states = arguments.pop("upstream")
        states = [arguments.pop("h_0"), arguments.pop("c_0")]
        of_output = of_output if switches.get("return_sequences") else of_output[:, -1]
        del arguments["y_0"]
        return {
            "switches": switches,
            "sizes": list(LOOP_SIZES),
            **arguments,
            "initial_state": states if initial else None,
            "upstream": [of_output, *(of_states if switches.get("return_state") else ())],
        }

    return draw


def _filled_draw(features: int, units: int, blocks: int, rows: int = 0) -> Draw:
    def draw(rng: Generator) -> Arguments:
        return {"weights": _weights(rng, features, units, blocks, rows)}

    return draw


def _torch_draw(features: int, units: int, blocks: int) -> Draw:
    def draw(rng: Generator) -> Arguments:
        shapes = {"weight_ih": (blocks * units, features), "weight_hh": (blocks * units, units)}
        return {name: normal(rng, *shape) for name, shape in shapes.items()} | {
            name: normal(rng, blocks * units) for name in ("bias_ih", "bias_hh")
        }

    return draw


_OUTPUT = Output("the output", kind="float")
_KERNELS = (Output("the gradient of the cell's kernel"), Output("the gradient of the cell's recurrent_kernel"))

EXERCISES = (
    Exercise(
        name="SimpleRNNCell",
        outputs=_questions(*PLAIN),
        cases=(_cell_draw(3, 5, 4, 1), _cell_draw(2, 3, 3, 1)),
        mistakes=simple.CELL,
        where="09_keras_layers, The contract of a cell",
        tolerance=FLOAT32,
        probe="one_step",
    ),
    Exercise(
        name="LSTMCell",
        outputs=_questions(*PLAIN, states=LSTM_STATES),
        cases=(_cell_draw(3, 5, 4, 4, states=LSTM_STATES), _cell_draw(2, 3, 3, 4, states=LSTM_STATES)),
        mistakes=lstm.CELL,
        where="09_keras_layers, Two states, four blocks",
        tolerance=FLOAT32,
        probe="one_step",
    ),
    Exercise(
        name="GRUCell",
        outputs=_questions(*PLAIN),
        cases=(_gru_draw(2, 3, 3, reset_after=True), _gru_draw(5, 2, 3, reset_after=False)),
        mistakes=gru.CELL,
        where="09_keras_layers, Arguments of your own",
        tolerance=FLOAT32,
        probe="one_step",
    ),
    Exercise(
        name="run_cell",
        outputs=(
            Output("outputs", ("sample", "time step", "output")),
            Output("states[0]", UNIT),
            Output("states[1]", UNIT),
            Output("the gradient of sequences", STEPS),
            Output("the gradient of output"),
            *(Output(f"the gradient of states[{number}]") for number in (0, 1)),
            *_KERNELS,
        ),
        cases=(_loop_draw(2, 6, 7, masked=False), _loop_draw(3, 6, 2, masked=True), _loop_draw(2, 1, 3, masked=False)),
        mistakes=time.LOOP,
        where="09_keras_layers, Any cell over time",
        tolerance=FLOAT32,
        probe="over_time",
    ),
    Exercise(
        name="Recurrent",
        outputs=(
            _OUTPUT,
            Output("state h behind the output"),
            Output("state c behind the output"),
            Output("the gradient of sequences", STEPS),
            *(Output(f"the gradient of initial_state[{number}]") for number in (0, 1)),
            *_KERNELS,
            Output("the output of a second call"),
            Output("self.states (side by side) after a second call"),
            Output("the output after reset_state()"),
        ),
        cases=(
            _layer_draw(2, 3, 5),
            _layer_draw(3, 4, 2, masked=True, initial=True, return_sequences=True, return_state=True),
            _layer_draw(3, 4, 2, masked=True, go_backwards=True, return_sequences=True),
            _layer_draw(3, 4, 2, masked=True, stateful=True, return_state=True),
            _layer_draw(2, 2, 1, stateful=True, initial=True, go_backwards=True),
            _layer_draw(2, 5, 4, masked=True),
        ),
        mistakes=time.LAYER,
        where="09_keras_layers, The switches",
        tolerance=FLOAT32,
        probe="layer_over_time",
    ),
    Exercise(
        name="LayerNormLSTMCell",
        outputs=_questions(*PLAIN, *NORMS, states=LSTM_STATES),
        cases=(_cell_draw(3, 5, 4, 4, states=LSTM_STATES, norms=True),),
        mistakes=lstm.NORMALISED,
        where="09_keras_layers, Layers inside a layer",
        tolerance=FLOAT32,
        probe="one_step",
    ),
    Exercise(
        name="numpy_to_keras",
        outputs=tuple(Output(f"the weight {name} of the cell") for name in PLAIN),
        cases=(_filled_draw(5, 4, 1), _filled_draw(3, 3, 1), _filled_draw(2, 3, 4), _filled_draw(4, 2, 3, 2)),
        mistakes=carrying.NUMPY,
        where="09_keras_layers, One set of weights",
        probe="filled",
    ),
    Exercise(
        name="torch_to_keras",
        outputs=(
            Output("kernel", ("feature", "gate unit")),
            Output("recurrent_kernel", ("unit", "gate unit")),
            Output("bias"),
        ),
        cases=(_torch_draw(5, 3, 3), _torch_draw(2, 3, 4), _torch_draw(5, 4, 1), _torch_draw(3, 3, 3)),
        mistakes=carrying.TORCH,
        where="09_keras_layers, One set of weights",
    ),
)
