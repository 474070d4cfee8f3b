# ---
# jupyter:
#   autograder:
#     title: Signals
# ---

# %% [markdown]
# # 15 Signals
#
# After this unit you can forecast a series without fooling yourself: you cut it into windows that do not leak, know the two
# floors that every forecast must beat, forecast one step or many, and say how sure you are and whether that was true. You
# can tell what a sensor saw, read DNA letter by letter, and find out which letters a network looked at.

# %% setup=true

# %%
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import ops
from rnndata import load_activity, load_dna, load_series
from rnnfigures import COLOR
from rnnfigures import signals as fig
from rnnfigures.training import one_line_per_epoch, training_curve

keras.utils.set_random_seed(15)


def ask(model, inputs):
    """Return what a model says, as an array."""
    return ops.convert_to_numpy(model(inputs, training=False))

# %% [markdown]
# ## A building
#
# Our series is the power that a building draws, hour by hour for sixty weeks, with the temperature outside and whether it is
# a weekend. (The building does not exist; real series are one word away: `load_series("chicago")`, `"beijing"`, `"airline"`.)
# What would you say tomorrow at 9 will be like?

# %%
series = load_series("generated")
print(series.names)
for name, part in zip(("train", "validation", "test"), series[:3]):
    print(f"{name:10} {part.values.shape}  {part.times[0]} to {part.times[-1]}")

# %%
figure, axes = plt.subplots(figsize=(6, 2.3), layout="constrained")
axes.plot(series.train.times[:336], series.train.values[:336, 0], color=COLOR["h"], linewidth=1)
axes.set(ylabel="power (kW)")
axes.tick_params(axis="x", labelsize=7)
plt.show()

# %% [markdown]
# Two weeks: a hump every day, lower at weekends, on a base that moves with the weather. Power is needed for work and for
# heating, and the heating answers the cold of three hours ago.
#
# The three parts follow each other **in time**. Nothing else would be fair: whoever forecasts stands at one moment and knows
# what was before it.
#
# ## Windows
#
# A network wants examples, and there is one long series. So it is cut into **windows** of $W$ steps of the past, each with a
# **target**, the $H$ steps behind it; $H$ is called the **horizon**:
#
# $$X_k=[\,v_k,\dots,v_{k+W-1}\,],\qquad y_k=[\,v^{(j)}_{k+W},\dots,v^{(j)}_{k+W+H-1}\,]\tag{15.1}$$
#
# The window holds all features $v$, the target only feature $j$, the one that is forecast. Neighbouring windows overlap, and
# that has a consequence. What is wrong on the left?

# %%
fig.leaking_split()

# %% [markdown]
# Each filled example on the left has neighbours that were trained on: they share nearly all of its window, and its target is
# part of **their** windows and targets. A test on such examples asks for what was told. How much does that flatter? Take a
# model that can only remember: it looks for the training window nearest in time, and says what came after that one. (Many
# tables have a column with the date, from which a network can learn to do just this.)
#
# Keras cuts pieces for us; each holds a window of 48 hours and the 24 behind it.

# %%
WINDOW, HORIZON = 48, 24
mean, spread = series.train.values.mean(axis=0), series.train.values.std(axis=0)


def pieces(part, every=3):
    """Return scaled pieces (examples, 72, features), one that begins at every third hour."""
    scaled = ((part.values - mean) / spread).astype("float32")
    cut = keras.utils.timeseries_dataset_from_array(scaled, None, WINDOW + HORIZON, sequence_stride=every, batch_size=8192)
    return np.concatenate(list(cut.as_numpy_iterator()))


train, validation, test = (pieces(part) for part in series[:3])
print(train.shape, validation.shape, test.shape)

# %%
hourly = pieces(series.train, every=1)[:, WINDOW:, 0]


def remember(known, asked):
    """Say what came after the known window that is nearest in time; return the mean absolute error in kW."""
    nearest = [known[np.argmin(np.abs(known - start))] for start in asked]
    return spread[0] * np.abs(hourly[nearest] - hourly[asked]).mean()


starts, cut = np.arange(len(hourly)), int(0.8 * len(hourly))
mixed = np.random.default_rng(1).permutation(starts)
print(f"split at random: {remember(mixed[:cut], mixed[cut:]):5.2f} kW")
print(f"split in time:   {remember(starts[:cut], starts[cut + HORIZON - 1 :]):5.2f} kW")

# %% [markdown]
# The same model on the same series: split at random it looks splendid, for an hour beside nearly every test window lies one
# whose target it knows. Split in time it has nothing to say. (The 23 windows that are left out there are those whose targets
# lie on both sides of the cut.)
#
# **Rules.** Split first, cut afterwards. The first test windows may begin in the part before, for that is the past; their
# targets may not. A missing value must be filled from the past only (`load_series` takes the value before it), never from
# both sides, and one that is left in poisons a network silently:

# %%
layer = keras.layers.GRU(2)
holes = train[:3, :WINDOW].copy()
holes[1, 20, 1] = np.nan
print(ops.convert_to_numpy(layer(holes)).round(2))

# %% [markdown]
# In training, one such example turns every weight into NaN. So refuse it at the door.
#
# ## Scaling: with numbers of the past
#
# `mean` and `spread` above are those of the training part. Why not of the whole series, so that everything is nicely around
# zero?

# %%
for name, part in zip(("train", "validation", "test"), series[:3]):
    print(f"{name:10} mean {part.values[:, 0].mean():.1f} kW, spread {part.values[:, 0].std():.1f} kW")

# %% [markdown]
# Because that would be a leak, too: the mean of the test part tells of the winter that is to come. Validation and test are
# scaled with the numbers of the training part, and where they then lie off zero, that is the truth.
#
# ## Floors first
#
# Before any network: how well can one do without? The **naive** forecast says that nothing changes, the **seasonal naive** one
# that everything comes again after a season of $S$ steps.
#
# $$\hat y_{k,h}=v^{(j)}_{k+W-1},\qquad h=0,\dots,H-1\tag{15.2}$$
# $$\hat y_{k,h}=v^{(j)}_{k+W-S+(h \bmod S)}\tag{15.3}$$
#
# Forecasting a value by the one $n$ hours before it makes the errors $|v_t-v_{t-n}|$. That is all we need: naive, $h+1$ hours
# lie between, and seasonal with $S=24$, always 24. Which will be better one hour ahead, which a day ahead?

# %%
power = series.test.values[:, 0]


def error_of_lag(lag):
    return np.abs(power[lag:] - power[:-lag]).mean()


by_step = {
    "naive": np.array([error_of_lag(h + 1) for h in range(HORIZON)]),
    "seasonal naive": np.full(HORIZON, error_of_lag(24)),
}
for name, errors in by_step.items():
    print(f"{name:15} first hour {errors[0]:5.2f}   last hour {errors[-1]:5.2f}   mean {errors.mean():5.2f} kW")

# %% [markdown]
# For the next two hours "nothing changes" is the better guess, then "as yesterday" is. Half a day ahead, the naive
# forecast says noon for midnight.
#
# The **mean absolute error**, MAE, has the unit of the series. To compare series, divide it by the error of the seasonal floor
# on the training part. That is **MASE**: below 1 is better than the floor usually is (Hyndman and Koehler 2006).
#
# $$\mathrm{MASE}=\mathrm{MAE}\;\Big/\;\frac1{N-S}\sum_{t=S}^{N-1}|v_t-v_{t-S}|$$

# %%
usual = np.abs(series.train.values[24:, 0] - series.train.values[:-24, 0]).mean()
for name, errors in by_step.items():
    print(f"{name:15} MASE {errors.mean() / usual:.2f}")

# %% [markdown]
# On the test even the seasonal floor is above 1: a cold winter is harder than the year before it.
#
# ## All steps at once
#
# The **direct** way: a GRU reads the window, and one dense layer says all 24 values at once. The loss is the mean absolute
# error, as that is what we will be judged by. The curve shows training and validation beside the better floor, which is dotted:
# after how many epochs are both below it?

# %%
def split(pieces):
    return pieces[:, :WINDOW], pieces[:, WINDOW:, 0]


direct = keras.Sequential([keras.Input((None, 3)), keras.layers.GRU(24), keras.layers.Dense(HORIZON)])
direct.compile(keras.optimizers.Adam(0.005), "mae")
history = direct.fit(
    *split(train), validation_data=split(validation), epochs=8, batch_size=64, verbose=0, callbacks=[one_line_per_epoch()]
).history

# %%
lagged = series.validation.values[:, 0]
floor = np.abs(lagged[24:] - lagged[:-24]).mean() / spread[0]
training_curve(history, floor=floor, floor_name="seasonal naive (validation)", label="MAE, scaled")

# %%
inputs, targets = split(test)
forecast = ask(direct, inputs)
by_step["direct"] = spread[0] * np.abs(forecast - targets).mean(axis=0)
print(f"direct: {by_step['direct'].mean():.2f} kW, MASE {by_step['direct'].mean() / usual:.2f}")

# %% [markdown]
# That is well below both floors. What the network adds to "as yesterday" is the weekend, which it is told, and the weather,
# which it has seen.
#
# Two improvements, which the assignment makes. First, the network need not invent the level: let it say only what is to be
# **added to the last value**, so that a network that has learned nothing is the naive forecast:
#
# $$\hat y_{k}=v^{(j)}_{k+W-1}+h_W\,W_{hy}+b_y\tag{15.4}$$
#
# Second, what is **known in advance** may be told in advance. Tomorrow's calendar is known, so the weekend column may be
# shifted by a day. Tomorrow's weather is not; shifting that column would be the leak again.
#
# ## One step, again and again
#
# The **recursive** way: a network that forecasts one step, all features of it; what it says is appended to the window, and it
# is asked again, 24 times. It is a language model for numbers (unit 08). Its floor is the naive forecast of one step. See how far
# below it the curve comes: one step ahead, "as now" is hard to beat.

# %%
one_step = keras.Sequential([keras.Input((None, 3)), keras.layers.GRU(24), keras.layers.Dense(3)])
one_step.compile(keras.optimizers.Adam(0.005), "mae")


def next_row(pieces):
    return pieces[:, :WINDOW], pieces[:, WINDOW]


history = one_step.fit(
    *next_row(train), validation_data=next_row(validation), epochs=8, batch_size=64, verbose=0, callbacks=[one_line_per_epoch()]
).history
floor = np.abs(validation[:, WINDOW] - validation[:, WINDOW - 1]).mean()
training_curve(history, floor=floor, floor_name="naive (validation)", label="MAE of one step, scaled")

# %%
window, said = inputs, []
for _ in range(HORIZON):
    row = ask(one_step, window)
    said.append(row[:, 0])
    window = np.concatenate([window[:, 1:], row[:, None]], axis=1)
by_step["recursive"] = spread[0] * np.abs(np.stack(said, axis=1) - targets).mean(axis=0)
fig.error_by_step(by_step, "kW")

# %% [markdown]
# At the first hour both networks beat "nothing changes". From then on the recursive one feeds on its own errors: it has never
# seen a window that it had partly made up, and before the day is over it is worse than "as yesterday". (Teacher forcing has
# this price in every unit.) The direct one was trained on what it is asked. The recursive way still has its place: one model
# serves every horizon, and it can draw several possible futures.
#
# ## How sure?
#
# "52 kW" is half an answer. A forecast to act upon says between which values it will be, four times out of five. Two
# ways lead there.
#
# **Quantiles of past errors.** Collect the errors on the validation part, for each step ahead, and add their 10 % and 90 %
# quantiles to each new forecast. It works for any method, so also for the floors.

# %%
errors = validation[:, WINDOW:, 0] - ask(direct, validation[:, :WINDOW])
low, high = (forecast + np.quantile(errors, q, axis=0) for q in (0.1, 0.9))

before = series.validation.values[:, 0] / spread[0]
now = ((power - mean[0]) / spread[0])[: len(power) - HORIZON]
spans = [np.quantile(before[h + 1 :] - before[: -h - 1], [0.1, 0.9]) for h in range(HORIZON)]

# %% [markdown]
# **A loss that asks for a quantile.** The absolute error punishes too high and too low alike, and is least at the median.
# Punish them unequally, and the best answer moves to another quantile (the **pinball loss**):
#
# $$L_q(y,\hat y)=\max\bigl(q\,(y-\hat y),\;(q-1)\,(y-\hat y)\bigr)\tag{15.5}$$
#
# With $q=0.9$ it costs nine times as much to stay below the truth as to be above it. Which constant is cheapest for a
# thousand lopsided numbers?

# %%
numbers = np.random.default_rng(3).exponential(10, 1000)
for q in (0.1, 0.5, 0.9):
    costs = [np.maximum(q * (numbers - c), (q - 1) * (numbers - c)).mean() for c in range(60)]
    print(f"q={q}: cheapest constant {np.argmin(costs):2}, and {np.mean(numbers < np.argmin(costs)):.2f} of the numbers are below it")

# %% [markdown]
# So a network with three answers a step, each with its own $q$, learns three quantiles: a lower end, the median, an upper
# end. Its floor: the same loss of the constant quantiles of the training targets. In the curve, look at the distance of the
# validation from that floor.

# %%
QUANTILES = np.array([0.1, 0.5, 0.9], dtype="float32")


def pinball(truth, said):
    below = ops.expand_dims(truth, -1) - said
    return ops.mean(ops.maximum(QUANTILES * below, (QUANTILES - 1) * below))


three = [keras.layers.GRU(24), keras.layers.Dense(HORIZON * 3), keras.layers.Reshape((HORIZON, 3))]
spreading = keras.Sequential([keras.Input((None, 3)), *three])
spreading.compile(keras.optimizers.Adam(0.005), pinball)
history = spreading.fit(
    *split(train), validation_data=split(validation), epochs=8, batch_size=64, verbose=0, callbacks=[one_line_per_epoch()]
).history
constant = np.quantile(train[:, WINDOW:, 0], QUANTILES).astype("float32")
floor = float(pinball(validation[:, WINDOW:, 0], constant))
training_curve(history, floor=floor, floor_name="constant quantiles (validation)", label="pinball loss")

# %% [markdown]
# Are the promises kept? Count on the test how often the truth lies inside: the **coverage**. And look at the width, for an
# interval from zero to a thousand is always right.

# %%
def report(name, low, high, truth):
    coverage = np.mean((truth >= low) & (truth <= high))
    print(f"{name:26} coverage {coverage:.2f}   {spread[0] * np.mean(high - low):5.1f} kW wide")


came = np.stack([((power - mean[0]) / spread[0])[h + 1 :][: len(now)] for h in range(HORIZON)], axis=1)
report("naive, past errors", *(now[:, None] + np.array(spans)[:, end] for end in (0, 1)), came)
report("direct, past errors", low, high, targets)
answer = ask(spreading, inputs)
report("direct, quantile loss", answer[..., 0], answer[..., 2], targets)

# %%
place = 150
latest = inputs[place, -1, 0]
bands = {
    "naive": (np.full(HORIZON, latest), *(latest + np.array(spans)[:, end] for end in (0, 1))),
    "direct, quantile loss": (answer[place, :, 1], answer[place, :, 0], answer[place, :, 2]),
}
in_kw = {name: tuple(mean[0] + spread[0] * each for each in band) for name, band in bands.items()}
fig.forecasts(mean[0] + spread[0] * inputs[place, :, 0], mean[0] + spread[0] * targets[place], in_kw, "power (kW)")

# %% [markdown]
# All three keep their promise within a few hundredths; nothing guarantees it, for tomorrow's errors need not be like
# yesterday's. But the naive interval is honest and useless, nearly as wide as the whole day, and the network's is a band of
# about a third of that. Always report coverage **and** width, on data from after the training.
#
# ## Sensors: a class for a whole sequence
#
# Now the question is not what comes, but what it was. An accelerometer on a belt has three axes, 20 readings a second; a
# recording of 40 to 80 steps is one of four movements. Every movement has a partner that is the same backward: means and
# spreads tell sitting down from walking, but not sitting down from standing up.

# %%
moves = load_activity("generated")
print(moves.names, len(moves.train.sequences), len(moves.test.sequences))
figure, panels = plt.subplots(1, 4, figsize=(6, 1.8), sharey=True, layout="constrained")
for label, axes in enumerate(panels):
    example = moves.train.sequences[int(np.flatnonzero(moves.train.labels == label)[0])]
    for axis, color in enumerate((COLOR["h"], COLOR["f"], COLOR["loss"])):
        axes.plot(example[:, axis], color=color, linewidth=1)
    axes.set_title(moves.names[label], fontsize=8)
panels[0].set_ylabel("acceleration (g)")
plt.show()

# %% [markdown]
# The floor: describe each recording by mean, spread, least and most of each axis, and take the class whose average description
# is nearest.

# %%
def describe(part):
    rows = [np.concatenate([s.mean(0), s.std(0), s.min(0), s.max(0)]) for s in part.sequences]
    return np.stack(rows)


centres = np.stack([describe(moves.train)[moves.train.labels == label].mean(axis=0) for label in range(4)])
distances = np.linalg.norm(describe(moves.test)[:, None] - centres, axis=2)
floor = np.mean(distances.argmin(axis=1) == moves.test.labels)
print(f"without order: {floor:.3f} (guessing: 0.25)")

# %% [markdown]
# The network reads in order. Recordings have different lengths, so they are padded **at the end**, and a mask goes along.
# Look in the curve for the epoch in which it passes the dotted line.

# %%
def padded(part):
    """Return readings (examples, 80, 3), and a mask that is True where there is a reading."""
    values = np.zeros((len(part.sequences), 80, 3), dtype="float32")
    lengths = np.array([len(sequence) for sequence in part.sequences])
    for row, sequence in zip(values, part.sequences):
        row[: len(sequence)] = sequence
    return [values, np.arange(80) < lengths[:, None]]


readings, real = keras.Input((80, 3)), keras.Input((80,), dtype="bool")
state = keras.layers.GRU(16)(readings, mask=real)
watcher = keras.Model([readings, real], keras.layers.Dense(4)(state))
watcher.compile(keras.optimizers.Adam(0.01), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])

# %%
history = watcher.fit(
    padded(moves.train),
    moves.train.labels,
    validation_data=(padded(moves.validation), moves.validation.labels),
    epochs=10,
    batch_size=32,
    verbose=0,
    callbacks=[one_line_per_epoch()],
).history
training_curve(history, "accuracy", floor=floor, floor_name="without order")

# %% [markdown]
# One number hides **which** classes are confused. A **confusion matrix** shows it: rows are the truth, columns what was said,
# the diagonal is right.

# %%
said = ask(watcher, padded(moves.test)).argmax(axis=1)
counts = np.zeros((4, 4), dtype=int)
np.add.at(counts, (moves.test.labels, said), 1)
print(f"accuracy {np.mean(said == moves.test.labels):.3f}, without order {floor:.3f}")
fig.confusion(counts, moves.names)

# %% [markdown]
# What is left off the diagonal, if anything, lies between partners: the ones that only order tells apart. (`load_activity("arem")`
# loads recordings of people who really moved.)
#
# ## Letters as numbers
#
# The last signal has four values: DNA is a text of A, C, G and T. Numbering them 0 to 3 would claim that C lies between A and
# G. So each letter becomes a **one-hot** row, as in unit 01, and no embedding is needed: four columns are few.

# %%
fig.one_hot("TATAATGCAC")

# %% [markdown]
# Files hold other letters, too, as that of `load_dna("splice")`: N for "any base", R for A or G. Such a letter is best a row of
# **shares**: a quarter each for N, a half each for R. It then says just what is known. Letters that stand for nothing, and empty
# sequences, are errors of reading, and are refused.
#
# ## Motifs, and their order
#
# A **promoter** is a piece of DNA at which the reading of a gene begins. In bacteria two short words mark it, `TTGACA` and
# some 17 letters on `TATAAT`. Our generated sequences hold both words once, at changing places; in a promoter they stand in
# this order, in the others in the other. Each has a twin with the same letters and the words exchanged. What can counting
# know?

# %%
genome = load_dna("generated")
print(genome.names, len(genome.train.texts), len(genome.test.texts))


def frequent(texts, size):
    """Return how often each word of `size` letters occurs in each text."""
    words = {text[k : k + size] for text in genome.train.texts[:400] for k in range(len(text) - size + 1)}
    return np.array([[text.count(word) for word in sorted(words)] for text in texts], dtype=float)


for size in (1, 3):
    x, y = frequent(genome.train.texts, size), 2.0 * genome.train.labels - 1
    centre = x.mean(axis=0)
    weights = np.linalg.lstsq(x - centre, y, rcond=None)[0]
    right = np.mean(((frequent(genome.test.texts, size) - centre) @ weights > 0) == genome.test.labels)
    print(f"counting words of {size}: right {right:.2f}")

# %% [markdown]
# Guessing. Order decides, and order over a distance: a job for a recurrent network. But 120 single letters are a long way, and
# a word of six letters is a lot to notice one by one. So two layers go before it: a **convolution**, whose filters are
# compared with every place as a stencil would be, and a **pooling** that keeps the best match of each four places. The GRU then
# reads 30 steps, in which "first word", "second word" are single events (Quang and Xie 2016).
# The curve begins at guessing: does it rise bit by bit, or at once?

# %%
def in_rows(texts):
    """Return sequences of one length that hold sure letters only."""
    return (np.array([list(text) for text in texts])[..., None] == np.array(list("ACGT"))).astype("float32")


stages = [
    keras.layers.Conv1D(16, 8, padding="same", activation="relu"),
    keras.layers.MaxPooling1D(4),
    keras.layers.Bidirectional(keras.layers.GRU(16)),
    keras.layers.Dense(1),
]
finder = keras.Sequential([keras.Input((120, 4)), *stages])
loss = keras.losses.BinaryCrossentropy(from_logits=True)
finder.compile(keras.optimizers.Adam(0.01), loss, metrics=[keras.metrics.BinaryAccuracy("accuracy", threshold=0.0)])

# %%
history = finder.fit(
    in_rows(genome.train.texts),
    genome.train.labels,
    validation_data=(in_rows(genome.validation.texts), genome.validation.labels),
    epochs=7,
    batch_size=32,
    verbose=0,
    callbacks=[one_line_per_epoch()],
).history
print(f"right on the test: {finder.evaluate(in_rows(genome.test.texts), genome.test.labels, verbose=0)[1]:.3f}")
training_curve(history, "accuracy", floor=0.5, floor_name="counting words")

# %% [markdown]
# From guessing to nearly all, within an epoch or two: while no filter knows a motif there is nothing to put in order, and as
# soon as one does, everything follows.
#
# In this lecture all sequences have one length. Where they have not, the mask must be pooled like the letters: a pooled step
# is real where all its places are. You will do that in the assignment.
#
# ## Which letters matter?
#
# A network that is right may be right for a wrong reason (one file per class, one sequencing machine, ...). **Occlusion** asks
# it: cover a few places, and see how far the logit moves. Covering means "any base", a quarter in each column.

# %%
place = int(np.flatnonzero(genome.test.labels == 1)[3])
text = genome.test.texts[place]
rows = in_rows([text])
covered = np.repeat(rows, 115, axis=0)
for k in range(115):
    covered[k, k : k + 6] = 0.25
logits = ask(finder, np.concatenate([rows, covered]))[:, 0]
fig.effect_of_letters(logits[1:] - logits[0], {word: text.index(word) for word in ("TTGACA", "TATAAT")}, text)

# %% [markdown]
# The logit falls where a motif is covered, and hardly anywhere else. Nobody told the network these words. (With one motif
# gone, the other, and its place, may still give a hint, so the two need not matter alike.)
#
# ## Few examples: leave one out
#
# Of real promoters, 106 sequences were published with the first networks for them. A fifth of that, 21, is a poor test: one
# error more is 5 %. **Cross-validation** lets every example be tested: in $n$ rounds, each time another $n$-th is kept back.
# Here with five parts, a nearest-neighbour model, and 60 of our sequences, one of each pair of twins:

# %%
some = [2 * pair + pair % 2 for pair in range(60)]
x, y = in_rows([genome.train.texts[k] for k in some]), genome.train.labels[some]


def errors_of_nearest(known, asked):
    distances = np.abs(x[asked][:, None] - x[known]).sum(axis=(2, 3))
    return int(np.sum(y[known][distances.argmin(axis=1)] != y[asked]))


everything = np.arange(60)
folds = np.array_split(np.random.default_rng(1).permutation(60), 5)
print("asked about what it knows:", errors_of_nearest(everything, everything), "errors of 60")
print("kept back, five parts:    ", sum(errors_of_nearest(np.setdiff1d(everything, fold), fold) for fold in folds), "errors of 60")

# %% [markdown]
# The first line is no result: who has memorised everything knows everything. The second is what the model is worth, which is
# a guess. At the limit, each part holds one example: **leave-one-out**. It wastes least, is the same however one
# shuffles, and costs as many trainings as there are examples. Published for the 106 promoters: nearest neighbour 13 errors, a
# feed-forward network 8, one that began with biologists' rules 4 (Towell et al. 1990).
#
# One trap remains: examples that belong together. Leave one of two twins out, and its sister in the training set has the same letters and
# the opposite answer. Leave both out. In the real set many sequences overlap, and those pairs flatter.
#
# ## Recap
#
# 1. Split in time, then cut windows, scale with numbers of the training part; refuse missing values.
# 2. Naive and seasonal naive come first; MASE below 1 beats the floor.
# 3. Direct forecasts are trained on what they are asked; recursive ones feed on their own errors.
# 4. An interval is judged by coverage and width, on data from after the training.
# 5. Order over a distance needs a recurrent network; floors of counts, confusion matrices and occlusion show that it is
#    used; with few examples, leave one out.

# %% [markdown]
# ## The equations, and how others write them
#
# | here | elsewhere |
# |---|---|
# | window $W$, horizon $H$, season $S$ (15.1) | lookback, lead time $h$, period $m$; `sequence_length` in Keras |
# | naive, seasonal naive (15.2), (15.3) | persistence; $\hat y_{T+h\mid T}=y_{T+h-m(\lfloor (h-1)/m\rfloor+1)}$ with $h$ from 1 (Hyndman) |
# | last value plus a change (15.4) | residual forecast; differencing |
# | direct, recursive | multi-output or MIMO; iterated, autoregressive |
# | pinball loss $L_q$ (15.5) | quantile loss, $\rho_\tau$ with $\tau=q$ |
# | coverage of an interval | PICP; quantiles of past errors are split conformal prediction |
# | one-hot letters, shares for N and R | position weight matrix; IUPAC codes |

# %% [markdown]
# ## Check yourself
#
# **1.** A colleague fills missing values with the mean of the values before and after them, then splits in time. What may go
# wrong, and where most?
#
# <details><summary>Answer</summary>
#
# A filled value knows the value behind it, so the window tells of its own target wherever a gap lies just before the
# horizon. Long gaps are worst, and the border between training and test lets the test flow into the training.
# </details>
#
# **2.** A forecast of daily sales has MAE 12 and the naive one 30. Is it good?
#
# <details><summary>Answer</summary>
#
# One cannot tell: sales follow the week, so the floor to beat is the seasonal naive one with $S=7$. If that has 11, the network has learned
# less than "as last week".
# </details>
#
# **3.** Your interval is meant to hold 80 % and holds 97 % of the test. Should you be pleased?
#
# <details><summary>Answer</summary>
#
# No: it is wider than it has to be, and tells less than it could. Perhaps the errors were collected in a wilder time.
# </details>

# %% [markdown]
# ## Sources
#
# - R. J. Hyndman and A. B. Koehler (2006): Another look at measures of forecast accuracy. *International Journal of Forecasting*
#   22, 679-688.
# - D. Quang and X. Xie (2016): DanQ: a hybrid convolutional and recurrent deep neural network for quantifying the function of
#   DNA sequences. *Nucleic Acids Research* 44, e107.
# - G. G. Towell, J. W. Shavlik and M. O. Noordewier (1990): Refinement of approximate domain theories by knowledge-based
#   neural networks. *AAAI*, 861-866.
#
# **Now build it:** [assignment 15](../assignments/a15_signals/a15_signals.ipynb).
