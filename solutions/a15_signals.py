# ---
# jupyter:
#   autograder:
#     title: Signals
#     cell_seconds: 120
# ---

# %% [markdown]
# # Assignment 15: Signals
#
# Numbers that arrive one after the other, and letters that were never meant to be read: a forecast of the power that a
# building will draw, and the question whether a piece of DNA starts a gene. You cut a series into windows that do not peek
# into the future, write the two floors that every forecast must beat, build a forecaster and a reader of DNA, and measure
# on a small set how good a model is, without ever asking it about an example that it has seen.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded. Replace `raise NotImplementedError()` by your code, 15 lines at most. Numbers of equations
# are those of the lecture [15 Signals](../../course/15_signals.ipynb).

# %% setup=true

# %% [markdown]
# **Given to you**: imports, and the bases that a letter of DNA may stand for.

# %% given="imports"
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
import keras
import numpy as np

BASES = {"A": "A", "C": "C", "G": "G", "T": "T", "N": "ACGT", "R": "AG", "Y": "CT", "S": "CG", "W": "AT", "D": "AGT"}

# %% [markdown]
# ## Exercise 1: windows (3 points)
#
# A long series becomes many examples: each is a **window** of the past and, right behind it, the values that are to be
# forecast. The number of values to forecast is the **horizon**. Example $k$ of a series $v_0, v_1, \dots$ is
#
# $$X_k=[\,v_k,\dots,v_{k+W-1}\,],\qquad y_k=[\,v^{(j)}_{k+W},\dots,v^{(j)}_{k+W+H-1}\,]\tag{15.1}$$
#
# with window $W$, horizon $H$, and $j$ the feature that is forecast. No value stands in the window and in the target of one
# example: that would be a **leak**. A series of $N$ steps has $N-W-H+1$ examples.
#
# Two inputs must be refused with a `ValueError` and a sentence that says why: a series with a missing value (NaN), which
# would silently turn every weight of a network into NaN; and a series that is too short for a single example.
#
# - `values`: float, `(steps, features)`; `window`, `horizon`: numbers of steps; `target`: the column to forecast
# - returns `inputs`, float, `(examples, window, features)`, and `targets`, float, `(examples, horizon)`

# %% solution="make_windows"
def make_windows(values, window, horizon, target=0):
    """Cut a series (steps, features) into inputs (examples, window, features) and targets (examples, horizon)."""
    ### BEGIN SOLUTION
    if np.isnan(values).any():
        raise ValueError(f"the series must have no missing value; row {np.isnan(values).any(axis=1).argmax()} has one")
    examples = len(values) - window - horizon + 1
    if examples < 1:
        raise ValueError(f"the series must have at least {window + horizon} steps, received {len(values)}")
    starts = np.arange(examples)[:, None]
    inputs = values[starts + np.arange(window)]
    targets = values[starts + window + np.arange(horizon), target]
    return inputs, targets
    ### END SOLUTION

# %% see=true
values = np.array([[0.0, 10.0], [1.0, 11.0], [2.0, 12.0], [3.0, 13.0], [4.0, 14.0], [5.0, 15.0]])
inputs, targets = make_windows(values, window=3, horizon=2, target=1)
print("inputs", inputs.shape, " targets", targets.shape)
for x, y in zip(inputs, targets):
    print("first feature", x[:, 0], "-> second feature", y)

# %% test="make_windows" points=3
check(make_windows)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Look at the two refusals first: then the rest may trust its input. A loop over $k$ with two slices does it; the target
# begins where the window ends. How many $k$ are there? For the shortest series, $N=W+H$, exactly one.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.isnan(values).any()`; `np.stack([values[k : k + window] for k in range(...)])`, and likewise for the targets, from
# the column `target`. Without a loop: indices `np.arange(examples)[:, None] + np.arange(window)`, or
# `np.lib.stride_tricks.sliding_window_view`.
# </details>

# %% [markdown]
# ## Exercise 2: the naive floor (1 point)
#
# The simplest forecast says that nothing changes: every coming value is the last one seen.
#
# $$\hat y_{k,h}=v^{(j)}_{k+W-1},\qquad h=0,\dots,H-1\tag{15.2}$$
#
# - `inputs`: float, `(examples, window, features)`; `horizon`; `target`: the column
# - returns float, `(examples, horizon)`

# %% solution="naive_forecast"
def naive_forecast(inputs, horizon, target=0):
    """Forecast the last value seen of a feature, for all steps of the horizon. Returns (examples, horizon)."""
    ### BEGIN SOLUTION
    return np.repeat(inputs[:, -1:, target], horizon, axis=1)  # (15.2)
    ### END SOLUTION

# %% see=true
some = np.arange(12.0).reshape(2, 3, 2)  # 2 examples, a window of 3, 2 features
print(naive_forecast(some, horizon=4), "\n", naive_forecast(some, horizon=4, target=1))

# %% test="naive_forecast" points=1
check(naive_forecast)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# The last step of the window, the column `target`, once for each step of the horizon. A view that is stretched and not
# copied is fine, too.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.repeat(array, horizon, axis=1)` needs an axis to repeat: `inputs[:, -1:, target]` keeps it.
# </details>

# %% [markdown]
# ## Exercise 3: the seasonal floor (2 points)
#
# Power follows the clock: the best guess for tomorrow at 9 is today at 9. With a **season** of $S$ steps the seasonal naive
# forecast repeats the last season that was seen, as often as the horizon needs it:
#
# $$\hat y_{k,h}=v^{(j)}_{k+W-S+(h \bmod S)}\tag{15.3}$$
#
# The horizon may be longer than the season: the values come round again, and none of them is taken from the future. A window
# that is shorter than the season is refused with a `ValueError`.
#
# - `inputs`: float, `(examples, window, features)`; `horizon`; `season`; `target`
# - returns float, `(examples, horizon)`

# %% solution="seasonal_naive_forecast"
def seasonal_naive_forecast(inputs, horizon, season, target=0):
    """Forecast by repeating the last season of a feature. Returns (examples, horizon)."""
    ### BEGIN SOLUTION
    if season > inputs.shape[1]:
        raise ValueError(f"the window must hold a season of {season} steps, received {inputs.shape[1]}")
    last_season = inputs[:, inputs.shape[1] - season :, target]
    return last_season[:, np.arange(horizon) % season]  # (15.3)
    ### END SOLUTION

# %% see=true
row = np.arange(10.0, 16.0).reshape(1, 6, 1)  # one example: 10 ... 15
for season, horizon in [(3, 3), (3, 2), (3, 7), (1, 3)]:
    print(f"season {season}, horizon {horizon}:", seasonal_naive_forecast(row, horizon, season)[0])

# %% test="seasonal_naive_forecast" points=2
check(seasonal_naive_forecast)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Cut out the last season: `season` values of one feature. Step $h$ of the forecast is its value number $h \bmod S$. With a
# season of 1 this is the naive forecast.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.arange(horizon) % season` are the places in the last season; an array of places works as an index:
# `last_season[:, places]`.
# </details>

# %% [markdown]
# ## Exercise 4: a forecaster (3 points)
#
# A recurrent network reads the window, and says all $H$ values at once (a **direct** forecast) from its last state $h_W$. Its
# first guess should not be zero but the naive floor, so it only learns what to **add** to the last value:
#
# $$\hat y_{k}=v^{(j)}_{k+W-1}+h_W\,W_{hy}+b_y\tag{15.4}$$
#
# The last value is one number, the rest a row of $H$; it is added to each. The inputs are scaled already, outside the model.
#
# - `layers`: `keras.layers`, or a module with recurrent layers of your own. Take the GRU from it: `layers.GRU(...)`
# - `units`: of **one GRU** with its default arguments; the layer behind it, from `keras.layers`, has `horizon` outputs and
#   no activation
# - `features`: of each step; the length of the window stays open (`None`)
# - returns a `keras.Model` that is not compiled: from `(batch, window, features)` to `(batch, horizon)`

# %% solution="build_forecaster"
def build_forecaster(units, horizon, features, target=0, layers=keras.layers):
    """Return a model that forecasts all steps of the horizon as what a GRU adds to the last value."""
    ### BEGIN SOLUTION
    inputs = keras.Input((None, features))
    state = layers.GRU(units)(inputs)
    change = keras.layers.Dense(horizon)(state)
    return keras.Model(inputs, inputs[:, -1, target : target + 1] + change)  # (15.4)
    ### END SOLUTION

# %% see=true
model = build_forecaster(units=5, horizon=4, features=2)
forecast = model(some.astype("float32"))
print("output:", tuple(forecast.shape), " weights:", sorted(tuple(weight.shape) for weight in model.weights))
model.set_weights([0 * array for array in model.get_weights()])  # a network that says nothing
print("without weights:", np.asarray(model(some.astype("float32")))[0], " the naive floor:", naive_forecast(some, 4)[0])

# %% test="build_forecaster" points=3
check(build_forecaster)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Three things in a row: an input of open length, a recurrent layer that gives its last state only, a dense layer. Then the
# sum: which slice of the input has the shape `(batch, 1)`?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `keras.Input((None, size))`; `layers.GRU(units)(...)`; `keras.layers.Dense(horizon)(...)`. A slice of an
# input and a sum work as in NumPy: `inputs[:, -1, target : target + 1] + ...`. At the end `keras.Model(inputs, ...)`.
# </details>

# %% [markdown]
# ## Exercise 5: DNA as numbers (3 points)
#
# DNA is a text of four letters. They have no order and no distances, so each becomes a **one-hot** row of four, in the
# order A, C, G, T. Sequencing machines write other letters where they are not sure: `N` for any base, `R` for A or G. Such
# a letter becomes equal shares of the bases that it may be. Which these are stands in `BASES` at the top, bases included.
#
# Sequences of different lengths are padded with rows of zeros **at the end**; a mask says which rows are letters.
#
# An unknown letter (also a small one) and an empty sequence are refused with a `ValueError` that names them: both mean that
# a file was read wrongly, and a model would find a use even for that.
#
# - `sequences`: a list of strings, of different lengths
# - returns `letters`, float, `(examples, longest, 4)`, and `mask`, bool, `(examples, longest)`, True where there is a letter

# %% solution="encode_dna"
def encode_dna(sequences):
    """Turn strings into one-hot letters (examples, longest, 4), padded at the end, and a mask (examples, longest)."""
    ### BEGIN SOLUTION
    longest = max(len(sequence) for sequence in sequences)
    letters = np.zeros((len(sequences), longest, 4))
    mask = np.zeros((len(sequences), longest), dtype=bool)
    for number, sequence in enumerate(sequences):
        if not sequence:
            raise ValueError(f"sequence {number} is empty")
        mask[number, : len(sequence)] = True
        for place, letter in enumerate(sequence):
            if letter not in BASES:
                raise ValueError(f"letters must be in {''.join(BASES)}, received {letter!r} in sequence {number}")
            for base in BASES[letter]:
                letters[number, place, "ACGT".index(base)] = 1 / len(BASES[letter])
    return letters, mask
    ### END SOLUTION

# %% see=true
letters, mask = encode_dna(["GATR", "CN"])
print(letters[0], "\n", letters[1], "\n", mask)
for wrong in (["GAXA"], ["GAT", ""]):
    try:
        encode_dna(wrong)
    except ValueError as error:
        print(f"{wrong}: refused")

# %% test="encode_dna" points=3
check(encode_dna)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Begin with zeros everywhere and False everywhere: then padding needs no work. Each letter puts `1 / number of bases` into
# the columns of its bases. Refuse before you write.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `BASES[letter]` is a string of bases, `"ACGT".index(base)` the column of one of them; `letter not in BASES` finds what has
# to be refused; `enumerate(...)` gives places and letters.
# </details>

# %% [markdown]
# ## Exercise 6: a reader of DNA (3 points)
#
# A recurrent network on single letters has a hard time: a motif has six of them, and a sequence 120. So the letters go
# through a **convolution** first, whose filters are short words that are compared with every place; a **pooling** keeps the
# best match of each `pool` places in a row; and a GRU reads what is left, 30 steps instead of 120 (Quang and Xie 2016).
#
# The mask has to be pooled as well: step $s$ is real where **all** its places $s\cdot p,\dots,s\cdot p+p-1$ are letters. As
# padding stands at the end, it is enough to look at the last of them. Then padding changes nothing at all.
#
# - inputs in this order: `letters`, float, `(batch, timesteps, 4)`, and `mask`, bool, `(batch, timesteps)`; open length
# - a `Conv1D` of `filters` filters of `width` letters, `padding="same"`, `activation="relu"`; a `MaxPooling1D` over `pool`
#   places; one GRU of `units` from `layers`, given the pooled mask; a dense layer with one output, no activation: the logit
# - returns a `keras.Model` that is not compiled, called as `model([letters, mask])`

# %% solution="build_dna_classifier"
def build_dna_classifier(units, filters, width=8, pool=4, layers=keras.layers):
    """Return a model from letters and mask to the logit that a sequence is of class 1, (batch, 1)."""
    ### BEGIN SOLUTION
    letters = keras.Input((None, 4))
    mask = keras.Input((None,), dtype="bool")
    matches = keras.layers.Conv1D(filters, width, padding="same", activation="relu")(letters)
    best = keras.layers.MaxPooling1D(pool)(matches)
    state = layers.GRU(units)(best, mask=mask[:, pool - 1 :: pool])
    return keras.Model([letters, mask], keras.layers.Dense(1)(state))
    ### END SOLUTION

# %% see=true
reader = build_dna_classifier(units=6, filters=5)
short, longer = encode_dna(["ACGTTGCAAC"]), encode_dna(["ACGTTGCAAC", "T" * 23])
one, two = (np.asarray(reader([letters[:1], mask[:1]])) for letters, mask in (short, longer))
print("output:", one.shape, " weights:", sorted(tuple(weight.shape) for weight in reader.weights))
print("the same with and without padding:", bool(np.allclose(one, two, atol=1e-5)))

# %% test="build_dna_classifier" points=3
check(build_dna_classifier)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Two inputs, then four layers in a row. Pooling over 4 places makes 2 steps of 10 places (0 to 3, 4 to 7; the rest is left
# out). Which two places of the mask tell whether these steps are real?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `keras.Input((None,), dtype="bool")`; `mask[:, pool - 1 :: pool]` takes every `pool`-th place; `layers.GRU(units)(best,
# mask=...)`; `keras.Model([first, second], output)`.
# </details>

# %% [markdown]
# ## Exercise 7: leave one out (2 points)
#
# With 100 examples nobody wants to give 20 away for a test, and 20 would say little. **Leave-one-out** uses all of them: for
# each example a model is trained on all **others**, and asked about this one only. It costs as many models as there are
# examples, and no answer comes from a model that has seen the question.
#
# - `fit_and_predict(train_inputs, train_labels, test_inputs)`: trains a new model and returns the predicted classes of
#   `test_inputs`, an array with one entry per test example; all three are arrays, examples first
# - `inputs`: `(examples, ...)`; `labels`: int, `(examples,)`
# - returns bool, `(examples,)`: True where the prediction was **wrong**

# %% solution="leave_one_out_errors"
def leave_one_out_errors(fit_and_predict, inputs, labels):
    """Predict each example by a model trained on all others. Returns (examples,), True where that went wrong."""
    ### BEGIN SOLUTION
    errors = np.zeros(len(labels), dtype=bool)
    for i in range(len(labels)):
        others = np.arange(len(labels)) != i
        predicted = fit_and_predict(inputs[others], labels[others], inputs[i : i + 1])
        errors[i] = predicted[0] != labels[i]
    return errors
    ### END SOLUTION

# %% see=true
def usual_class(train_inputs, train_labels, test_inputs):
    """Predict the class that is most frequent among the training examples."""
    return np.full(len(test_inputs), np.bincount(train_labels).argmax())


def nearest(train_inputs, train_labels, test_inputs):
    """Predict the class of the nearest training example."""
    distances = [np.abs(train_inputs - test).reshape(len(train_inputs), -1).sum(axis=1) for test in test_inputs]
    return train_labels[np.argmin(distances, axis=1)]


points, classes = np.array([[0.0], [1.0], [2.0], [7.0], [8.0], [4.9]]), np.array([0, 0, 0, 1, 1, 0])
print("nearest:", leave_one_out_errors(nearest, points, classes))
print("usual class, 3 of each:", leave_one_out_errors(usual_class, points, np.array([0, 0, 0, 1, 1, 1])))

# %% test="leave_one_out_errors" points=2
check(leave_one_out_errors)

# %% [markdown]
# (The second line is worth a thought. With as many examples of each class, the "usual class" is wrong **every** time: the one
# that is left out makes its own class the smaller one.)
#
# <details><summary>Hint 1: what to look at</summary>
#
# A loop over the examples. Take the others, inputs and labels alike; the one that is asked about stays a batch of one. The
# answer is an array of one entry.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# Comparing `np.arange(...)` with `i` gives a mask, which works as an index into both arrays. Or `np.delete(inputs, i, axis=0)`.
# `inputs[i : i + 1]` keeps the first axis.
# </details>

# %% [markdown]
# ## Payoff: tomorrow's power, and how sure we are
#
# One line chooses the series: `"generated"` is the power that a building draws, hour by hour; `"chicago"`, `"beijing"` and
# `"airline"` are real and downloaded. `target` is the column to forecast, `known` are columns that are known in advance (the
# calendar is, the weather is not): they may be shifted so that the network reads, at every step, the calendar of one horizon
# later. `every` thins out the windows for training, which overlap almost wholly.
#
# Another line chooses **whose GRU** your models use, Keras's or yours of assignment 09. From the same weights both compute
# the same, as assignment 09 has checked; the first weights are drawn in another order, so the figures differ a little.

# %% payoff=true
from autograder.checking.modules import load_module
from rnndata import load_series

layers = keras.layers  # or your own of assignment 09: layers = load_module("my_layers")
SERIES = "generated"  # or "chicago", "beijing", "airline"
SETTINGS = {
    "generated": {"target": 0, "window": 48, "horizon": 24, "season": 24, "known": [2], "every": 3, "epochs": 6},
    "chicago": {"target": 1, "window": 56, "horizon": 14, "season": 7, "known": [2, 3, 4], "every": 1, "epochs": 20},
    "beijing": {"target": 0, "window": 48, "horizon": 24, "season": 24, "known": [], "every": 9, "epochs": 6},
    "airline": {"target": 0, "window": 24, "horizon": 12, "season": 12, "known": [], "every": 1, "epochs": 60},
}
data, now = load_series(SERIES), SETTINGS[SERIES]
TARGET, WINDOW, HORIZON, SEASON = now["target"], now["window"], now["horizon"], now["season"]
print(data.names, [part.values.shape for part in data[:3]])
print(data.source)

# %% [markdown]
# **Given to you**: the series is scaled with mean and spread of the **training part only**; validation and test windows may
# begin in the part before them, for that is the past, but all their targets lie in their own part. Each part then goes
# through your `make_windows`.

# %% given="parts"
def scaled_parts(data, window, horizon, known):
    """Return windows of the three parts, scaled, and the mean and spread that scaled them."""
    mean, spread = data.train.values.mean(axis=0), data.train.values.std(axis=0)
    whole = np.concatenate([part.values for part in data[:3]])
    whole = ((whole - mean) / np.where(spread > 0, spread, 1)).astype("float32")
    ends = np.cumsum([len(part.values) for part in data[:3]])
    ends[-1] -= horizon  # behind it the calendar of one horizon later is not known
    whole[:-horizon, known] = whole[horizon:, known]
    starts = [0, ends[0] - window, ends[1] - window]
    parts = [make_windows(whole[start:end], window, horizon, TARGET) for start, end in zip(starts, ends)]
    return parts, mean[TARGET], spread[TARGET]

# %% payoff=true
(train, validation, test), mean, spread = scaled_parts(data, WINDOW, HORIZON, now["known"])
train = tuple(array[:: now["every"]] for array in train)
print("training windows:", train[0].shape, "->", train[1].shape)


def floors(part):
    """Return the two forecasts that need no training."""
    inputs = part[0]
    return {
        "naive": naive_forecast(inputs, HORIZON, TARGET),
        "seasonal naive": seasonal_naive_forecast(inputs, HORIZON, SEASON, TARGET),
    }


for name, forecast in floors(test).items():
    print(f"{name:15} mean absolute error {spread * np.abs(forecast - test[1]).mean():8.2f}")

# %% [markdown]
# These are the numbers to beat. Now your forecaster, with the mean absolute error as its loss (of scaled values). The dotted
# line is the seasonal floor on the validation part.

# %% payoff=true
from rnnfigures.training import one_line_per_epoch, training_curve

keras.utils.set_random_seed(15)
forecaster = build_forecaster(24, HORIZON, train[0].shape[2], TARGET, layers)
forecaster.compile(keras.optimizers.Adam(0.005), "mae")
history = forecaster.fit(
    *train, validation_data=validation, epochs=now["epochs"], batch_size=64, verbose=0, callbacks=[one_line_per_epoch()]
).history
floor = np.abs(floors(validation)["seasonal naive"] - validation[1]).mean()
training_curve(history, floor=floor, floor_name="seasonal naive (validation)", label="MAE, scaled")

# %% [markdown]
# **Intervals.** The errors on the validation part tell how far off a method usually is, for each step ahead. Their 10 % and
# 90 % quantiles, added to a forecast, make an interval that ought to hold the truth four times out of five, for the floors as
# well as for the network. Whether it does is measured on the test: the **coverage**. MASE is the error in units of the
# seasonal floor on the training part.

# %% payoff=true
def with_intervals(part):
    """Return for each method its forecasts of a part in the units of the series."""
    said = floors(part) | {"your forecaster": keras.ops.convert_to_numpy(forecaster(part[0]))}
    return {name: mean + spread * forecast for name, forecast in said.items()}


truth = mean + spread * test[1]
unit = spread * np.abs(floors(train)["seasonal naive"] - train[1]).mean()
came_before = mean + spread * validation[1]
spans = {
    name: np.quantile(came_before - forecast, [0.1, 0.9], axis=0) for name, forecast in with_intervals(validation).items()
}
said = with_intervals(test)
for name, forecast in said.items():
    low, high = forecast + spans[name][0], forecast + spans[name][1]
    covered = np.mean((truth >= low) & (truth <= high))
    error = np.abs(forecast - truth).mean()
    print(f"{name:15}  MAE {error:8.2f}  MASE {error / unit:.2f}  interval {np.mean(high - low):8.2f} wide, coverage {covered:.2f}")

from rnnfigures import signals as fig

PLACE = 400 % len(truth)  # which example of the test: try others
shown = {name: (said[name][PLACE], *(said[name][PLACE] + span for span in spans[name])) for name in ("naive", "your forecaster")}
fig.forecasts(mean + spread * test[0][PLACE, :, TARGET], truth[PLACE], shown, data.names[TARGET])

# %% [markdown]
# All three intervals are made in the same honest way and hold about what they promise. What tells the methods apart is the
# width: a forecast that is worth something says more than "anything between night and noon".
#
# The coverage need not come out at 0.80. Validation and test are different months, and errors grow with the cold: an interval
# promises only what stays as it was.
#
# ## Payoff: the order of two motifs
#
# Each sequence of 120 bases holds `TTGACA` and `TATAAT` once. In a promoter they stand in this order, in all others in the
# other one, with the same letters around them: counting cannot tell, not even counting words of four letters. So the floor is
# 0.50.

# %% payoff=true
from rnndata import load_dna

genome = load_dna("generated")
encoded = [[letters.astype("float32"), mask] for letters, mask in (encode_dna(part.texts) for part in genome[:3])]
keras.utils.set_random_seed(15)
reader = build_dna_classifier(units=24, filters=16, layers=layers)
loss = keras.losses.BinaryCrossentropy(from_logits=True)
reader.compile(keras.optimizers.Adam(0.01), loss, metrics=[keras.metrics.BinaryAccuracy("accuracy", threshold=0.0)])
history = reader.fit(
    encoded[0],
    genome.train.labels,
    validation_data=(encoded[1], genome.validation.labels),
    epochs=8,
    batch_size=32,
    verbose=0,
    callbacks=[one_line_per_epoch()],
).history
print(f"right on the test: {reader.evaluate(encoded[2], genome.test.labels, verbose=0)[1]:.3f}")
training_curve(history, "accuracy", floor=0.5, floor_name="guessing")

# %% [markdown]
# The curve stays at guessing for a while and then rises at once: as long as no filter has found a motif, there is no order
# to be learned.
#
# Does it look at the motifs? Cover six places at a time with "any base", and see what becomes of the logit of one promoter.

# %% payoff=true
place = int(np.flatnonzero(genome.test.labels == 1)[0])
text = genome.test.texts[place]
covered = [text[:k] + "NNNNNN" + text[k + 6 :] for k in range(len(text) - 5)]
letters, mask = encode_dna([text, *covered])
logits = keras.ops.convert_to_numpy(reader([letters.astype("float32"), mask]))[:, 0]
fig.effect_of_letters(logits[1:] - logits[0], {motif: text.index(motif) for motif in ("TTGACA", "TATAAT")}, text)

# %% [markdown]
# ## Payoff: what forty examples teach
#
# Two thousand examples are a luxury. The set on which promoters were first learned had 106, so every method was measured by
# **leaving one out**. One line chooses: `"promoters"` is that set (57 bases around the start of a gene of E. coli, downloaded;
# some minutes); `"generated"` is 40 pieces of 40 bases of the sequences above, cut so that they begin at most two
# bases before the first motif, as the real ones are lined up with the start of the gene.

# %% payoff=true
DNA = "generated"  # or "promoters"
if DNA == "generated":
    chosen = [2 * pair + pair % 2 for pair in range(40)]  # one of each pair of twins
    firsts = [min(genome.train.texts[k].index(motif) for motif in ("TTGACA", "TATAAT")) for k in chosen]
    cuts = [max(0, first - k % 3) for k, first in zip(chosen, firsts)]
    texts = [genome.train.texts[k][cut : cut + 40] for k, cut in zip(chosen, cuts)]
    answers, steps = genome.train.labels[chosen], 20
else:
    small = load_dna(DNA)
    texts = [text for part in small[:3] for text in part.texts]
    answers, steps = np.concatenate([part.labels for part in small[:3]]), 40
few, real = encode_dna(texts)
few = few.astype("float32")
print(few.shape, np.bincount(answers))

# %% [markdown]
# **Given to you**: one reader, put back to its first weights before each example is left out. That is as good as a new one,
# and saves the time of building it. A row of letters that holds a number is a real one, so the mask comes from the letters.

# %% payoff=true
keras.utils.set_random_seed(15)
student = build_dna_classifier(units=12, filters=32, width=6, layers=layers)
student.compile(keras.optimizers.Adam(0.02), keras.losses.BinaryCrossentropy(from_logits=True))
student.optimizer.build(student.trainable_variables)
variables = student.trainable_variables + student.optimizer.variables
first_values = [keras.ops.convert_to_numpy(variable + 0) for variable in variables]


def train_anew(train_inputs, train_labels, test_inputs):
    """Train a reader from its first weights, and return the classes that it predicts."""
    for variable, value in zip(variables, first_values):
        variable.assign(value)
    inputs = [train_inputs, train_inputs.any(axis=2)]
    for _ in range(steps):
        student.train_on_batch(inputs, train_labels)
    return (keras.ops.convert_to_numpy(student([test_inputs, test_inputs.any(axis=2)]))[:, 0] > 0).astype(int)


def nearest_count(train_inputs, train_labels, test_inputs):
    """Predict the class of the example with the nearest numbers of A, C, G and T."""
    return nearest(train_inputs.sum(axis=1), train_labels, test_inputs.sum(axis=1))

# %% payoff=true
import time

rivals = {"usual class": usual_class, "nearest count": nearest_count, "nearest": nearest, "your reader": train_anew}
for name, rival in rivals.items():
    start = time.perf_counter()
    errors = leave_one_out_errors(rival, few, answers)
    print(f"{name:14} {errors.sum():3} errors of {len(errors)}   {time.perf_counter() - start:5.1f} s")

# %% [markdown]
# Forty models cost forty trainings. Counting letters guesses, and the usual class is worse than a guess, for the reason
# that you saw in exercise 7. Where examples are lined up, comparing place by place (`nearest`) is hard to beat. On the real
# promoters the published figures are: nearest neighbour 13 errors of 106, a feed-forward network 8, a network that began with
# the knowledge of biologists 4 (Towell et al. 1990). Train again with another seed before you believe a difference of two.

# %%
check.summary("a15_signals")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
