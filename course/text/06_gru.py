# ---
# jupyter:
#   autograder:
#     title: Gated recurrent units
# ---

# %% [markdown]
# # 06 Gated recurrent units
#
# After this lecture you can explain a GRU gate by gate, starting from a version with a single gate. You know which of
# two opposite conventions a book means when it says "update gate", why libraries move the reset gate to the other side
# of a matrix product, by which four roads a gradient returns to the old state, and what RNN, GRU and LSTM cost. In the
# assignment you build the cells, run them backwards, and let three networks compete.

# %% setup=true

# %%
import importlib.util
import math
import os
import time

import matplotlib.pyplot as plt
import numpy as np
from rnnfigures import COLOR
from rnnfigures import gru as fig

# %% [markdown]
# ## A memory that can be held still
#
# A voltmeter with a **hold** button. When you press it, the reading of this moment is stored; until you press again,
# the display must show the stored number, whatever the needle does. Here are ten time steps, and what the display
# should show.

# %%
reading = [0.3, -0.1, 0.2, 0.5, -0.4, 0.1, 0.4, -0.2, 0.1, -0.3]
button = [1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
wanted = [0.3, 0.3, 0.3, 0.3, -0.4, -0.4, -0.4, -0.4, -0.4, -0.4]
for name, row in [("reading", reading), ("button", button), ("wanted", wanted)]:
    print(f"{name:8}", "".join(f"{value:6}" for value in row))

# %% [markdown]
# Can a plain recurrent unit do it? It has four numbers: two input weights, a recurrent weight, a bias. We let the
# computer guess: of 20,000 draws the best is kept. Will it come close?

# %%
rng = np.random.default_rng(0)
w_reading, w_button, w_state, w_bias = rng.normal(0, 1.5, size=(4, 20_000))  # 20,000 units side by side
h, shown = np.zeros(20_000), []
for x, pressed in zip(reading, button):
    h = np.tanh(w_reading * x + w_button * pressed + w_state * h + w_bias)
    shown.append(h)
errors = np.sqrt(np.mean((np.array(shown).T - wanted) ** 2, axis=1))
best = np.argmin(errors)
print("best plain unit:", np.array(shown)[:, best].round(2))
print(f"typical error {errors[best]:.2f}; a display that is stuck at 0 has {np.sqrt(np.mean(np.square(wanted))):.2f}")

# %% [markdown]
# It is better than a stuck display, but holds no number still, for the state is computed **anew** every time, always with
# the same weights. A large $w_h$ keeps the past but never lets the new reading in; a small one lets every reading in.
# What is missing is a **decision**, made at every step: keep, or write?

# %% [markdown]
# ## One gate: the simplified GRU
#
# A decision can be a number between 0 and 1. Call it $z_t$, the **update gate**: 1 means "the old state stays", 0 means
# "take the proposal". The network is to learn *when* to do which, so the gate is computed from input and old state, with
# weights of its own. The sigmoid $\sigma(a) = 1 / (1 + e^{-a})$ brings it between 0 and 1.
#
# $$z_t = \sigma(x_t W_{xz} + h_{t-1} W_{hz} + b_z) \tag{6.1}$$
#
# The proposal is the plain cell of unit 02. It is called the **candidate**:
#
# $$g_t = \tanh(x_t W_{xg} + h_{t-1} W_{hg} + b_g) \tag{6.2}$$
#
# And the new state is a mixture of the two:
#
# $$h_t = z_t \odot h_{t-1} + (1 - z_t) \odot g_t \tag{6.3}$$
#
# The sign $\odot$ is a product entry by entry: each unit has a gate of its own.

# %%
fig.gated_step(reset=False)

# %% [markdown]
# Follow the blue line: the old state can walk straight through to the new one, without a matrix and without a tanh.
# That is what the plain cell lacks.
#
# For the voltmeter the weights can be set by hand. The gate looks at the button only: pressed, the sum is -8 and the
# gate is near 0; not pressed, it is +8 and the gate is near 1. The candidate is the tanh of the reading.

# %%
def sigmoid(a):
    return 1 / (1 + math.exp(-a))


def hold_step(x, pressed, h_prev):
    """One step of a unit with one gate: z, g and the new state."""
    z = sigmoid(-16 * pressed + 8)  # (6.1)
    g = math.tanh(x)  # (6.2)
    return z, g, z * h_prev + (1 - z) * g  # (6.3)


h, held = 0.0, []
for x, pressed, want in zip(reading, button, wanted):
    z, g, h = hold_step(x, pressed, h)
    held.append(h)
    print(f"reading {x:4}  button {pressed}  z {z:.3f}  candidate {g:6.3f}  state {h:6.3f}  wanted {want:4}")

# %% [markdown]
# The candidate always runs after the needle; the gate lets nobody listen, except at the two presses. (The state is 0.291
# and not 0.3, because tanh bends a little.)

# %%
figure, axes = plt.subplots(figsize=(6, 2.6), layout="constrained")
steps = np.arange(1, 11)
axes.plot(steps, reading, "o:", color=COLOR["x"], markersize=4, label="reading $x_t$")
axes.plot(steps, np.array(shown)[:, best], "x--", color=COLOR["floor"], label="best plain unit")
axes.step(steps, held, where="post", color=COLOR["h"], label="gated unit $h_t$")
for press in (1, 5):
    axes.axvline(press, color=COLOR["z"], linewidth=6, alpha=0.3)
axes.set(xlabel="time step $t$ (orange: the button is pressed)", ylabel="voltage")
figure.legend(loc="outside right center", frameon=False)
plt.show()

# %% [markdown]
# A gate need not be all or nothing. At $z = 0.9$ each step keeps 90 % of the state, two steps keep 81 %. After how many
# steps is half of it gone? Guess for $z = 0.99$ before you run the cell.

# %%
for z in [0.5, 0.73, 0.9, 0.99, 0.999]:
    print(f"z = {z:<6} half is left after {math.log(0.5) / math.log(z):6.1f} steps, after 30 steps {z**30:.1e} is left")

# %% [markdown]
# So the gate sets the **time scale** of its unit, and can change it at every step. Note the first two rows: a fresh
# network with $b_z = 0$ or $b_z = 1$ starts at $\sigma(0) = 0.5$ or $\sigma(1) = 0.73$, and after 30 steps hardly
# anything is left. The end of the assignment measures what a larger bias changes.

# %% [markdown]
# ## Two conventions of the update gate
#
# Now a trap. Many books and papers let the gate weigh the **candidate** instead. In the notation of many courses it is
# called $\Gamma_u$:
#
# $$h_t = \Gamma_u \odot g_t + (1 - \Gamma_u) \odot h_{t-1} \tag{6.4}$$
#
# Nothing is different except the name of what is near 1: $\Gamma_u = 1 - z_t$. It is one slider with two scales.

# %%
fig.two_conventions(0.7)

# %% [markdown]
# Cho et al. (2014), who invented the cell, let $z$ weigh the old state, as do Keras, PyTorch and this course. Chung et
# al. (2014) let it weigh the candidate. **Before you compare two texts, set the gate to 1 and ask: does the state stand
# still?**
#
# Weights can be carried over from one convention to the other:
#
# $$1 - \sigma(a) = \sigma(-a) \tag{6.5}$$

# %%
for a in [-2.0, 0.5, 3.0]:
    print(f"a = {a:4}: sigma(a) = {sigmoid(a):.3f}, 1 - sigma(a) = {1 - sigmoid(a):.3f}, sigma(-a) = {sigmoid(-a):.3f}")

# %% [markdown]
# In the other convention our voltmeter has the gate sum $+16 \cdot \text{button} - 8$, and the same states. And a bias
# that makes a cell remember is **positive** for $z$, but **negative** for $\Gamma_u$.

# %% [markdown]
# ## A second gate: what may be forgotten
#
# A scorekeeper at a game. Every step brings some goals; a whistle starts a new count, to which the goals of its own step
# already belong.

# %%
goals = [1, 0, 2, 1, 3, 0, 1]
whistle = [0, 0, 0, 0, 1, 0, 0]
wanted_score = [1, 1, 3, 4, 3, 3, 4]

# %% [markdown]
# Adding is easy: let the candidate be "old state plus goals" and keep $z$ near 0. (The unit counts in hundredths, where
# tanh is almost a straight line.) But at the whistle the candidate should be the goals **alone**. The update gate
# cannot help: it can keep the whole old state, or take the candidate, and the candidate contains the old state.
#
# What is needed is a gate **inside** the candidate, on the old state only: the **reset gate** $r_t$, in some lectures
# the **relevance gate** $\Gamma_r$. It says how relevant the old state is for the proposal.
#
# $$r_t = \sigma(x_t W_{xr} + h_{t-1} W_{hr} + b_r) \tag{6.6}$$
# $$s_t = r_t \odot h_{t-1} \tag{6.7}$$
# $$g_t = \tanh(x_t W_{xg} + s_t W_{hg} + b_g) \tag{6.8}$$

# %%
fig.gated_step(reset=True)

# %% [markdown]
# Together with (6.1) and (6.3) this is the full GRU. Compare with the first figure: only the road from the old state to
# the candidate has changed. For the scorekeeper, $r$ is near 0 at the whistle and near 1 otherwise:

# %%
def score_step(points, blown, h_prev, with_reset):
    z = sigmoid(-10)  # always take the candidate
    r = sigmoid(10 - 20 * blown) if with_reset else 1.0  # (6.6)
    s = r * h_prev  # (6.7)
    g = math.tanh(0.01 * points + 1.0 * s)  # (6.8), recurrent weight 1
    return z * h_prev + (1 - z) * g  # (6.3)


for name, with_reset in [("one gate", False), ("two gates", True)]:
    h, scores = 0.0, []
    for points, blown in zip(goals, whistle):
        h = score_step(points, blown, h, with_reset)
        scores.append(round(100 * h, 1))
    print(f"{name:10}", scores)
print(f"{'wanted':10}", wanted_score)

# %% [markdown]
# Without the reset gate the second round is added to the first. With it, the unit starts again within a single step. A
# trained unit may do any of these, at any step:
#
# | | $r$ near 1 | $r$ near 0 |
# |---|---|---|
# | $z$ near 1 | hold | hold |
# | $z$ near 0 | a plain recurrent cell | start again from the input |
#
# Training finds what a gate stands for.

# %% [markdown]
# ## Many units: three blocks
#
# With several features and units the three sets of weights lie side by side, in Keras's order: update gate **z**, reset
# gate **r**, candidate **g** (Keras's own name for the third is h). For 3 features and 4 units:

# %%
fig.weight_blocks(features=3, units=4)

# %% [markdown]
# So `kernel` is $W_x = [\,W_{xz} \mid W_{xr} \mid W_{xg}\,]$, (features, 3 units); `recurrent_kernel` is
# $W_h = [\,W_{hz} \mid W_{hr} \mid W_{hg}\,]$, (units, 3 units); and `bias` is (3 units,). One number in slow motion: the
# reset gate of the third unit (index 2), second sample (index 1). Which column does it use?

# %%
features, units = 3, 4
x_t, h_prev = rng.normal(size=(2, features)), rng.normal(size=(2, units))
kernel, recurrent_kernel = rng.normal(size=(features, 3 * units)), rng.normal(size=(units, 3 * units))
bias = rng.normal(size=3 * units)

n, j = 1, 2
column = units + j  # the second block
a = bias[column]
for k in range(features):
    a += x_t[n, k] * kernel[k, column]
for i in range(units):
    a += h_prev[n, i] * recurrent_kernel[i, column]
print(f"column {column}: r[{n}, {j}] = {sigmoid(a):.3f}")

# %% [markdown]
# Every gate looks at **all** old units (the sum over $i$), but acts on its own unit only. In (6.8) the sum runs over the
# shortened $s_i = r_i h_i$: each unit is shortened by its own reset gate before the candidates read it.

# %% [markdown]
# ## Reset before or after the product
#
# In (6.7) and (6.8) the gate comes first and the product with the weights second. In a second version of the GRU it is
# the other way round. Take two units and look at what unit 0 of the candidate hears from the old state:
#
# - **before**: each *sender* is turned down by its own gate, then all are added up;
# - **after**: all senders are added up, then the *receiver's* gate turns the sum down.

# %%
h_0, h_1 = 0.5, -1.0  # the old state
r_0, r_1 = 0.9, 0.1  # the reset gates
w_00, w_10 = 0.8, 0.6  # weights from both units to unit 0 of the candidate
print(f"before: {r_0 * h_0 * w_00 + r_1 * h_1 * w_10:.2f}")
print(f"after:  {r_0 * (h_0 * w_00 + h_1 * w_10):.2f}")

# %% [markdown]
# Two different numbers, so two different cells: weights trained for one do not fit the other. (With a single unit,
# sender and receiver are the same, and so are the two versions.) Neither is known to learn better, and Cho et al. had
# both, one in a draft, one in print. Why have the second at all? Look at what has to wait for what.

# %%
fig.before_and_after()

# %% [markdown]
# With the reset before, the candidate's product has to wait for the gate, and the gate for another product. With the
# reset after, no product needs a gate, so all three blocks are made at once. A graphics card does a large product hardly
# more slowly than a small one, but pays for each start, at every time step. Therefore cuDNN, NVIDIA's library, knows
# only the second form, and Keras takes it by default, with one bias for each of the two products:
#
# $$q_t = x_t W_x + b_0 \tag{6.9}$$
# $$p_t = h_{t-1} W_h + b_1 \tag{6.10}$$
# $$z_t = \sigma(q^z_t + p^z_t) \tag{6.11}$$
# $$r_t = \sigma(q^r_t + p^r_t) \tag{6.12}$$
# $$g_t = \tanh(q^g_t + r_t \odot p^g_t) \tag{6.13}$$
#
# where $q^z_t$ is the first block of $q_t$, and so on. For the gates only the sum of the biases counts; in the candidate
# $r_t$ acts on the second alone.
#
# A processor shows it, too. The next cell measures the products of one step for 16 samples. (Times depend on the
# machine; look at the ratio.)

# %%
def microseconds(work, repeats=300, trials=7):
    """Return the best mean time of a function over some trials."""
    best = math.inf
    for _ in range(trials):
        start = time.perf_counter()
        for _ in range(repeats):
            work()
        best = min(best, (time.perf_counter() - start) / repeats)
    return 1e6 * best


for units in [8, 16, 32, 64]:
    h = rng.normal(size=(16, units)).astype("float32")
    three = rng.normal(size=(units, 3 * units)).astype("float32")
    two, one = three[:, : 2 * units].copy(), three[:, 2 * units :].copy()
    at_once, in_a_row = microseconds(lambda: h @ three), microseconds(lambda: (h @ two, h @ one))
    print(f"{units:4} units: one product {at_once:6.1f} us, two in a row {in_a_row:6.1f} us, ratio {in_a_row / at_once:.2f}")

# %% [markdown]
# Both columns do the same multiplications. The smaller the matrices, the more the second start costs.
#
# In Keras the layer `GRU` has a switch, `reset_after`. For 3 features and 4 units the two kernels are (3, 12) and (4, 12)
# either way; the bias has the shape (12,), or (2, 12) with `reset_after=True`, the default. If Keras is installed, the next
# cell asks the layer itself. (Importing it takes a few seconds.)

# %%
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
HAS_KERAS = all(importlib.util.find_spec(name) for name in ["keras", "tensorflow"])
if HAS_KERAS:
    import keras

    for after in [False, True]:
        large = keras.layers.GRU(4, reset_after=after)
        large.build((None, None, 3))
        print(f"reset_after={after}:", {weight.name: tuple(weight.shape) for weight in large.weights})
    print("default: reset_after =", keras.layers.GRU(4).reset_after)
else:
    print("Keras is not installed here, so its layers are not asked; everything else works without it.")

# %% [markdown]
# ## Over all time steps
#
# The loop is that of unit 02, with its mask: at a masked step the state stays.
#
# $$\tilde h_t = \mathrm{cell}(x_t, h_{t-1}) \tag{6.14}$$
# $$h_t = m_t\,\tilde h_t + (1 - m_t)\,h_{t-1} \tag{6.15}$$
#
# Here is a single unit with two features, all weights written out; the third of five steps is padding.

# %%
w = {"z": [0.5, -1.0, 0.8, 0.2], "r": [-0.7, 0.4, 1.1, -0.3], "g": [1.2, 0.6, -0.9, 0.1]}  # two inputs, state, bias


def gru_step(x_t, h_prev, w):
    def total(letter, state):
        first, second, recurrent, bias = w[letter]
        return x_t[0] * first + x_t[1] * second + state * recurrent + bias

    z = sigmoid(total("z", h_prev))  # (6.1)
    r = sigmoid(total("r", h_prev))  # (6.6)
    s = r * h_prev  # (6.7)
    g = math.tanh(total("g", s))  # (6.8)
    return z * h_prev + (1 - z) * g, (z, r, g)  # (6.3)

# %%
x = [(1.0, 0.5), (-0.5, 1.0), (9.0, 9.0), (0.3, -1.2), (0.0, 0.7)]
real = [True, True, False, True, True]
h, states = 0.0, []
for x_t, is_real in zip(x, real):
    if is_real:
        h, _ = gru_step(x_t, h, w)
    states.append(h)
print("states", np.round(states, 4))

# %% [markdown]
# The third state repeats the second; the rubbish 9.0 left no trace.
#
# The layer of Keras takes our numbers too, sorted into blocks: one column per letter. It gives the same states, to about
# seven digits, as it computes in float32.

# %%
if HAS_KERAS:
    columns = np.array([w["z"], w["r"], w["g"]]).T  # (4, 3): two input rows, the recurrent row, the bias row
    layer = keras.layers.GRU(1, return_sequences=True, reset_after=False)
    layer.build((None, None, 2))
    layer.set_weights([columns[:2], columns[2:3], columns[3]])
    outputs = layer(np.array([x], dtype="float32"), mask=np.array([real]))
    by_keras = keras.ops.convert_to_numpy(outputs)[0, :, 0]
    print("Keras ", by_keras.round(4))
    print("largest difference from our loop:", f"{np.abs(by_keras - states).max():.0e}")
else:
    print("Keras is not installed here, so this comparison is left out.")

# %% [markdown]
# ## Four roads back
#
# The gradient $dh_t$ has arrived at the new state (reset before the product); where does it go? Count the places where
# the old state was **used**: kept (6.3), read by the update gate (6.1), shortened for the candidate (6.7), read by the
# reset gate (6.6). Four uses, so four gradients, and they add up.

# %%
fig.four_roads()

# %% [markdown]
# Take the equations one by one, from the last to the first. In (6.3) the candidate was multiplied by $1 - z$, so that
# is its share. And if $z$ moves a little, $h$ moves by $h_{t-1} - g$: away from the candidate, towards the old state.
#
# $$dg_t = dh_t \odot (1 - z_t) \tag{6.16}$$
# $$dz_t = dh_t \odot (h_{t-1} - g_t) \tag{6.17}$$
#
# Call the sums inside the two sigmas and the tanh $a^z_t$, $a^r_t$ and $a^g_t$. The slope of tanh is $1 - g^2$, that of
# the sigmoid $z(1 - z)$, both from what the forward pass kept.
#
# $$da^g_t = dg_t \odot (1 - g_t^2) \tag{6.18}$$
# $$da^z_t = dz_t \odot z_t \odot (1 - z_t) \tag{6.19}$$
#
# From the candidate back to $s_t = r_t \odot h_{t-1}$, a product of two things, each of which gets the other as its
# factor:
#
# $$ds_t = da^g_t\, W_{hg}^\top \tag{6.20}$$
# $$dr_t = ds_t \odot h_{t-1} \tag{6.21}$$
# $$da^r_t = dr_t \odot r_t \odot (1 - r_t) \tag{6.22}$$
#
# And the four roads meet at the old state:
#
# $$dh_{t-1} = dh_t \odot z_t + ds_t \odot r_t + da^z_t\, W_{hz}^\top + da^r_t\, W_{hr}^\top \tag{6.23}$$
#
# In numbers, for the single unit from above, with $dh_t = 1$:

# %%
x_t, h_prev = (0.3, -1.2), 0.4
_, (z, r, g) = gru_step(x_t, h_prev, w)
d_a_g = 1.0 * (1 - z) * (1 - g * g)  # (6.16), (6.18)
d_a_z = 1.0 * (h_prev - g) * z * (1 - z)  # (6.17), (6.19)
d_s = d_a_g * w["g"][2]  # (6.20)
d_a_r = d_s * h_prev * r * (1 - r)  # (6.21), (6.22)
roads = {"kept": 1.0 * z, "candidate": d_s * r, "update gate": d_a_z * w["z"][2], "reset gate": d_a_r * w["r"][2]}
print({name: round(value, 4) for name, value in roads.items()})

# %%
above, below = (gru_step(x_t, h_prev + step, w)[0] for step in (1e-6, -1e-6))
print(f"sum of the four roads {sum(roads.values()):.8f}")
print(f"by wiggling           {(above - below) / 2e-6:.8f}")

# %% [markdown]
# Leave out a road, and a network will still learn something: without a test such a mistake is hard to notice. The rest,
# with the blocks side by side, $da_t = [\,da^z_t \mid da^r_t \mid da^g_t\,]$:
#
# $$dx_t = da_t\, W_x^\top \tag{6.24}$$
# $$dW_x = x_t^\top\, da_t \tag{6.25}$$
# $$dW_h = [\,h_{t-1}^\top\, da^z_t \mid h_{t-1}^\top\, da^r_t \mid s_t^\top\, da^g_t\,] \tag{6.26}$$
# $$db = \sum_{\text{samples}} da_t \tag{6.27}$$
#
# In (6.26) the candidate's block met $s_t$, not $h_{t-1}$. Over all steps it is the walk of unit 03: gradients from above
# and from the right add up, masked steps pass everything on, and parameters sum over time.
#
# $$dh_t = dh_t^{\text{above}} + dh_t^{\text{right}} \tag{6.28}$$
# $$d\tilde h_t = m_t\, dh_t, \qquad dh_{t-1}^{\text{right}} = m_t\, dh_{t-1}^{\text{cell}} + (1 - m_t)\, dh_t \tag{6.29}$$
# $$dW_x = \sum_t dW_x^{(t)}, \qquad dW_h = \sum_t dW_h^{(t)}, \qquad db = \sum_t db^{(t)} \tag{6.30}$$

# %% [markdown]
# ## How far a gradient travels
#
# The first road has no matrix and no slope of a tanh in it: the gradient is multiplied by $z$, and where $z$ is 1 it
# arrives **undiminished**. For the voltmeter it is the only road. How much does the last state change if an earlier one
# is changed a little? We take forty steps with presses at 1 and 15, and compare with the best plain unit.

# %%
long_button = [1 if step in (1, 15) else 0 for step in range(1, 41)]
slopes = {"gated unit": [], "plain unit": []}
h = 0.0
for pressed, x in zip(long_button, np.tile(reading, 4)):
    h = np.tanh(w_reading[best] * x + w_button[best] * pressed + w_state[best] * h + w_bias[best])
    slopes["plain unit"].append(w_state[best] * (1 - h * h))
    slopes["gated unit"].append(sigmoid(-16 * pressed + 8))  # z, the share of the old state

# %%
figure, axes = plt.subplots(figsize=(6, 2.6), layout="constrained")
for (name, factors), style, color in zip(slopes.items(), ("o-", "x--"), (COLOR["gradient"], COLOR["floor"])):
    reaching = np.cumprod([1.0, *factors[:0:-1]])[::-1]  # from the last state back to each earlier one
    axes.plot(np.arange(1, 41), np.abs(reaching), style, color=color, markersize=3, label=name)
axes.axvline(15, color=COLOR["z"], linewidth=6, alpha=0.3, label="button pressed")
axes.set(xlabel="the state of step $t$ is changed", ylabel="effect on the last state")
figure.legend(loc="outside right center", frameon=False)
plt.show()

# %% [markdown]
# In the plain unit a change is forgotten within a few steps. In the gated unit it lasts from step 15 to the end, at full
# strength, and reaches no further back than the press that wrote the state: what was there before has been overwritten,
# so it *should* get no gradient. (On the other three roads gradients can still vanish or explode: keep clipping, unit
# 04.)

# %% [markdown]
# ## What it costs
#
# Each block has a kernel, a recurrent kernel and a bias. With $D$ features and $H$ units:
#
# $$n_{\text{rnn}} = H\,(D + H + 1) \tag{6.31}$$
# $$n_{\text{gru}} = 3\,n_{\text{rnn}} \tag{6.32}$$
# $$n_{\text{gru, reset after}} = n_{\text{gru}} + 3\,H \tag{6.33}$$
# $$n_{\text{lstm}} = 4\,n_{\text{rnn}} \tag{6.34}$$
#
# Each entry of the two kernels is multiplied and added once per step and sample, 2 operations (unit 10 measures the
# time). So a GRU does three quarters of the work of an LSTM with as many units, and three times that of a plain cell. It
# carries one vector from step to step, an LSTM two. For 32 features and 128 units, Keras's `SimpleRNN`, `GRU` and `LSTM`
# have 20,608, 62,208 and 82,432 parameters; with its second row of biases, the GRU is 384 above three times the plain
# cell.

# %%
D, H = 32, 128
for name, blocks in {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}.items():
    counted = ""
    if HAS_KERAS:
        layer = getattr(keras.layers, name)(H)
        layer.build((None, None, D))
        counted = f", {layer.count_params():7,} parameters as Keras counts them"
    print(f"{name:10} {2 * blocks * H * (D + H):8,} operations per step and sample{counted}")

# %% [markdown]
# Which one should you take? Chung et al. (2014) found both gated cells ahead of the plain one, clearly so on speech
# signals, and no winner between them. Jozefowicz et al. (2015) compared thousands of cells: the GRU beat the LSTM on most
# of their tasks, but an LSTM with a forget bias of 1 closed the gap. One difference is of principle: a GRU's state that
# starts between -1 and 1 stays there, while an LSTM's cell state can count without limit. When it matters, try both.

# %% [markdown]
# ## Recap
#
# 1. A plain cell rewrites its state at every step; a gated one decides, unit by unit, how much of it stays.
# 2. Simplified GRU: one gate $z$ mixes old state and candidate. Full GRU: a second gate $r$ decides how much of the old
#    state the candidate may see.
# 3. Here $z$ weighs the old state. Where it weighs the candidate, the signs of its weights are turned round.
# 4. Reset before the product: the sender is turned down. After: the receiver, and the old state needs one product per step
#    instead of two, hence cuDNN.
# 5. Backwards four roads lead to the old state, and the first, weighed by $z$, carries a gradient as far as $z$
#    stays near 1.
#
# ## The equations, and how others write them
#
# | here | in code | lecture notation | Chung et al. 2014 | PyTorch |
# |---|---|---|---|---|
# | $h$ | `h` | $c^{\langle t\rangle} = a^{\langle t\rangle}$ | $h_t$ | `h_t` |
# | $z$ (6.1), weighs $h_{t-1}$ | `z` | $1 - \Gamma_u$ | $1 - z_t$ | `z_t` |
# | $r$ (6.6) | `r` | $\Gamma_r$ | $r_t$ | `r_t` |
# | $g$ (6.8) | `g` | $\tilde c^{\langle t\rangle}$ | $\tilde h_t$ | `n_t` |
# | $h = z \odot h_{t-1} + (1 - z) \odot g$ (6.3) | `h` | $\Gamma_u * \tilde c^{\langle t\rangle} + (1 - \Gamma_u) * c^{\langle t-1\rangle}$ | $(1 - z_t) h_{t-1} + z_t \tilde h_t$ | `(1 - z) * n + z * h` |
# | reset before (6.7), (6.8) | `reset_after=False` | before | before | not offered |
# | reset after (6.13) | `reset_after=True` | not used | not used | always |
# | blocks z, r, g | `kernel[:, :units]` is z | separate matrices | separate matrices | r, z, n, stacked as rows |

# %% [markdown]
# ## Check yourself
#
# **1.** In a text you read: "if the update gate is 1, the unit takes the new candidate". A bias of +3 is
# recommended to help it remember. Can that be right?
#
# <details><summary>Answer</summary>
#
# No. In that convention the gate weighs the candidate, so +3 makes it 0.95 and the unit forgets 95 % per step. It must
# be -3 there; +3 is right where $z$ weighs the old state.
# </details>
#
# **2.** All reset gates are 1. Which cell is left, and does it matter whether the reset stands before or after the
# product?
#
# <details><summary>Answer</summary>
#
# The simplified GRU with its single gate. It does not matter then: a factor of 1 can stand anywhere (and with two rows
# of biases only their sum counts).
# </details>
#
# **3.** You have a budget of 100,000 parameters and 40 features. About how many units can a GRU have, how many an LSTM?
#
# <details><summary>Answer</summary>
#
# GRU: 3 H (H + 41) = 100,000 gives H of about 163. LSTM: 4 H (H + 41) = 100,000 gives about 139.
# </details>

# %% [markdown]
# ## Sources
#
# - K. Cho, B. van Merriënboer, C. Gulcehre, D. Bahdanau, F. Bougares, H. Schwenk, Y. Bengio (2014): Learning phrase
#   representations using RNN encoder-decoder for statistical machine translation. *EMNLP*, 1724-1734. The cell is in
#   section 2.3.
# - J. Chung, C. Gulcehre, K. Cho, Y. Bengio (2014): Empirical evaluation of gated recurrent neural networks on sequence
#   modeling. NIPS 2014 workshop on deep learning, arXiv:1412.3555. The other convention, and a comparison with the LSTM.
# - R. Jozefowicz, W. Zaremba, I. Sutskever (2015): An empirical exploration of recurrent network architectures. *ICML*,
#   PMLR 37, 2342-2350.
#
# **Now build it:** [assignment 06](../assignments/a06_gru/a06_gru.ipynb).
