# ---
# jupyter:
#   autograder:
#     title: Gradient clinic
# ---

# %% [markdown]
# # 04 Gradient clinic
#
# In unit 03 a recurrent network learnt to add two numbers among 10 steps, within a few hundred updates. With 60 steps
# the same network stands still at its baseline for more than a thousand. No line of the code is wrong. What fails is the
# gradient: on its way back through time it dies away, or it swells until one update wrecks the weights.
#
# After this unit you can measure that, say why it happens, and treat it: with clipping, careful first weights, units
# that leak and connections that skip over time. You also know what each remedy does **not** cure.

# %% setup=true

# %%
import importlib.util

import matplotlib.pyplot as plt
import numpy as np
from rnnfigures import COLOR, clinic

# %% [markdown]
# ## The chain of factors
#
# The smallest patient: one unit. The first input is a number, then there is silence, and at the end the network should
# still know the number. To learn that, the error at the end must reach the beginning.
#
# $$h_t = \tanh(x_t + u\,h_{t-1})$$
#
# How fast does $h_t$ follow $h_{t-1}$? Through the weight $u$ and through the slope of tanh, which is $1 - h_t^2$:
#
# $$\frac{\partial h_t}{\partial h_{t-1}} = u\,(1 - h_t^2) \tag{4.1}$$
#
# One step back, one factor. For many steps the factors multiply:
#
# $$\frac{\partial h_T}{\partial h_{T-k}} = \prod_{t=T-k+1}^{T} u\,(1 - h_t^2) \tag{4.2}$$

# %%
clinic.chain_of_factors()

# %% [markdown]
# Five steps with $u = 0.9$, every number printed; the last column is the product so far.

# %%
def states_of(number, u, steps):
    """Return the states of the one-unit network: one number, then silence."""
    states = [np.tanh(number)]
    for _ in range(steps - 1):
        states.append(np.tanh(u * states[-1]))
    return np.array(states)


left = 1.0
for t, h in enumerate(states_of(0.8, 0.9, 6)):
    if t > 0:
        left *= 0.9 * (1 - h**2)  # (4.1), (4.2)
    print(f"step {t}: state {h:.3f}, slope of tanh {1 - h**2:.3f}, gradient left {left:.3f}")

# %% [markdown]
# After five steps less than a quarter is left. Wiggle the first number and look at the last state (3.1):

# %%
up, down = states_of(0.8 + 1e-5, 0.9, 6)[-1], states_of(0.8 - 1e-5, 0.9, 6)[-1]
first_slope = 1 - np.tanh(0.8) ** 2  # from the number to the first state
print("chain of factors", round(left * first_slope, 6), "  wiggling", round((up - down) / 2e-5, 6))

# %% [markdown]
# Before you run the cell: with $u = 1$ nothing is taken away by the weight. Will the gradient
# survive? And with $u = 2$, where each step doubles, will it explode?

# %%
print("u     " + "".join(f"{f'{lag} steps':>12}" for lag in (1, 5, 20, 60)))
for u in [0.5, 0.9, 1.0, 1.1, 2.0]:
    factors = u * (1 - states_of(0.8, u, 61)[1:] ** 2)
    print(f"{u:<6}" + "".join(f"{np.prod(factors[:lag]):>12.1e}" for lag in (1, 5, 20, 60)))

# %% [markdown]
# Every row vanishes. A product of factors below 1 is interest in reverse: $0.9^{60}$ is 0.002, $0.5^{60}$ is
# $10^{-18}$. Even $u = 1$ fades, since every slope of tanh is a little below 1. And $u = 2$ vanishes fastest of all: its
# states are driven to where tanh is flat.
#
# For an explosion the states must stay where tanh is steep, near 0. There the factors are close to $u$ itself:

# %%
for u in [0.9, 1.1, 1.5, 2.0]:
    factors = u * (1 - states_of(1e-9, u, 21)[1:] ** 2)
    print(f"u = {u}: gradient left after 20 steps {np.prod(factors):10.1f}")

# %% [markdown]
# The same weight makes a gradient explode in one state and vanish in another. It is no property of the weights alone.
#
# ## A memory that holds lets no gradient through
#
# In unit 02 the unit with $u = 2$ was a perfect memory, a switch with two resting states. The
# figure plots its new state against its old one.

# %%
clinic.latch()

# %% [markdown]
# Where the curve crosses the diagonal, the state does not change. At 0.96 the curve is **flatter** than the diagonal:
# a small disturbance shrinks at every step, and this is exactly why the switch can be trusted. At 0 it is steeper, a
# disturbance grows, and the state runs away.
#
# But the slope of this curve is our factor (4.1). Disturbance and gradient are multiplied by the same numbers, so where
# one dies out, the other does. A state that is safe against noise cannot tell its beginning what to do better: the
# dilemma that Bengio, Simard and Frasconi proved in 1994.

# %%
rest = states_of(0.8, 2.0, 50)[-1]
print("resting state", round(rest, 4), " factor there", round(2 * (1 - rest**2), 4))
disturbed = rest - 0.1
for step in range(1, 4):
    disturbed = np.tanh(2 * disturbed)
    print(f"disturbance after {step} steps: {rest - disturbed:.5f}")

# %% [markdown]
# ## From one unit to many
#
# With many units the factor becomes a table. Entry $(i, j)$ says how fast the new unit $j$ follows the old unit $i$: the
# weight between the two, times the slope of tanh where the road arrives. It is called the **Jacobian** of the step.
#
# $$J_{t,ij} = \frac{\partial h_{t,j}}{\partial h_{t-1,i}} = W_{h,ij}\,\big(1 - h_{t,j}^2\big) \tag{4.3}$$
#
# Two units, and the entry $(0, 1)$ in slow motion:

# %%
weights = np.array([[0.6, 0.8], [-0.4, 0.9]])
old = np.array([0.5, -0.2])
new = np.tanh(old @ weights)
nudged = np.tanh((old + [1e-5, 0]) @ weights)
print("new state", new.round(3), " shape of the table for a batch: (batch, units, units)")
print("from unit 0 to unit 1, (4.3):", round(0.8 * (1 - new[1] ** 2), 4))
print("by wiggling unit 0:          ", round((nudged[1] - new[1]) / 1e-5, 4))

# %% [markdown]
# Backwards, an old unit collects over all roads that leave it, along a row of the table. So one step back is a product
# with the transposed table, (3.6) and (3.8) of unit 03 in one:
#
# $$dh_{t-1} = dh_t\, J_t^\top = \big(dh_t \odot (1 - h_t^2)\big)\, W_h^\top \tag{4.4}$$
#
# And many steps back are a product of many tables:
#
# $$dh_{T-k} = dh_T\; J_T^\top\, J_{T-1}^\top \cdots J_{T-k+1}^\top \tag{4.5}$$

# %% [markdown]
# ## Circles become needles
#
# What does a product of matrices do to a length? All gradients of length 1 in two units form a circle. One matrix makes
# an ellipse of it. Its half axes are the **singular values** of the matrix: the largest, $\sigma_1$, is the most that any
# gradient can be stretched, the smallest the least.
#
# Three matrices, without tanh: one shrinks, one only turns, one stretches in one direction and shrinks in another. What
# will be left of the circle after four steps?

# %%
angle = np.linspace(0, 2 * np.pi, 200)
circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
turn = np.array([[np.cos(0.5), np.sin(0.5)], [-np.sin(0.5), np.cos(0.5)]])
matrices = {"shrinks": 0.7 * turn, "turns": turn, "stretches": np.array([[1.1, 0.5], [0.2, 0.5]])}
powers = (0, 1, 2, 4)
after = {name: [circle @ np.linalg.matrix_power(m, power).T for power in powers] for name, m in matrices.items()}
clinic.needles(after, powers)

# %%
for name, matrix in matrices.items():
    for power in (1, 10):
        sizes = np.linalg.svd(np.linalg.matrix_power(matrix, power), compute_uv=False)
        print(f"{name:10} {power:2} steps: singular values {sizes[0]:9.5f} {sizes[1]:9.5f}")

# %% [markdown]
# The third is the usual case: a **needle**. In one direction the gradient grows, across it the gradient is gone. Nearly
# all gradients end up pointing the same way, whatever they had to say.
#
# With tanh, every slope is at most 1, so a step can stretch a gradient by no more than $\sigma_1$:
#
# $$\lVert dh_{T-k} \rVert \le \big(\sigma_1(W_h) \cdot \max(1 - h^2)\big)^k\, \lVert dh_T \rVert \tag{4.6}$$
#
# Read it both ways (Pascanu, Mikolov and Bengio 2013). If $\sigma_1 < 1$, the gradient **must** vanish. If it explodes,
# $\sigma_1$ **must** be above 1; but $\sigma_1 > 1$ alone proves nothing, as the flat parts of tanh may still win.

# %% [markdown]
# ## Gradient norm against lag
#
# Now a patient of 16 units and 40 steps. A gradient of length 1 enters at the last state. How long is it before?
#
# $$n_t = \lVert dh_t \rVert = \sqrt{\textstyle\sum_j dh_{t,j}^2} \tag{4.7}$$
#
# You will compute this by (4.4). Here we do it the slow and sure way: wiggle all 16 units of a state, run all copies on
# to the end as one batch, and see how far the end moves.

# %%
UNITS, STEPS, EPSILON = 16, 40, 1e-4
rng = np.random.default_rng(1)
drive = 0.3 * rng.normal(size=(STEPS, UNITS))  # what the inputs add at every step
direction = rng.normal(size=UNITS)
direction /= np.linalg.norm(direction)  # the gradient that enters at the end, of length 1


def run(h, recurrent, start):
    """Return the states from step `start` on; h may be many states, one per row."""
    states = []
    for added in drive[start:]:
        h = np.tanh(added + h @ recurrent)
        states.append(h)
    return states


def length_at(t, h, recurrent):
    """Measure the gradient at state t by wiggling it."""
    rows = np.concatenate([h + EPSILON * np.eye(UNITS), h - EPSILON * np.eye(UNITS)])
    ends = run(rows, recurrent, t + 1)[-1] @ direction
    return np.linalg.norm((ends[:UNITS] - ends[UNITS:]) / (2 * EPSILON))

# %% [markdown]
# Three sizes of random recurrent weights. On a logarithmic axis "the same factor at every step" is a straight line.

# %%
def lengths_by_lag(recurrent):
    states = run(np.zeros(UNITS), recurrent, 0)
    return [1.0] + [length_at(t, states[t], recurrent) for t in reversed(range(STEPS - 1))]


noise = rng.normal(size=(UNITS, UNITS)) / np.sqrt(UNITS)
figure, axes = plt.subplots(figsize=(6, 2.8), layout="constrained")
for size, line in ((0.5, "-"), (1.0, "--"), (3.0, "-.")):
    largest = np.linalg.svd(size * noise, compute_uv=False)[0]
    label = rf"size {size}, $\sigma_1$ = {largest:.2f}"
    axes.semilogy(lengths_by_lag(size * noise), line, color=COLOR["gradient"], label=label)
axes.set(xlabel="lag $k$ (steps before the end)", ylabel="length of the gradient", ylim=(1e-9, 1e9))
axes.legend(frameon=False, loc="upper left")
plt.show()

# %% [markdown]
# The lowest line is nearly straight: the gradient vanishes **exponentially** with the lag. The highest rises so at first;
# then the states that it meets are large, and the flat parts of tanh slow the explosion. Between the two lies a narrow
# ridge. The lowest line has $\sigma_1 < 1$ and must vanish; the middle one has $\sigma_1$ well above 1 and vanishes all
# the same, as (4.6) allows.
#
# Could a larger learning rate not make up for a small gradient? The gradient of a weight is a **sum** over all its uses
# in time (3.13). Here is what each use in a one-unit network with $u = 0.8$ adds to $du$, when the error comes at the
# end of 40 steps.

# %%
u, numbers = 0.8, 0.5 * np.random.default_rng(2).normal(size=40)
states, h = [], 0.0
for number in numbers:
    h = np.tanh(number + u * h)
    states.append(h)
uses, d_h = [], 1.0
for t in reversed(range(1, 40)):
    d_a = d_h * (1 - states[t] ** 2)
    uses.append(abs(d_a * states[t - 1]))  # the use at lag 39 - t
    d_h = d_a * u
share = np.array(uses) / np.sum(uses)
for first, end in ((0, 5), (5, 10), (10, 20), (20, 39)):
    print(f"lags {first:2} to {end - 1:2}: {share[first:end].sum():.7f} of the gradient")

# %% [markdown]
# The near past drowns the far past. A larger learning rate makes both larger and leaves the shares as they are. So
# the network learns what is near first, and what is far late or never.

# %% [markdown]
# ## Too large: clip
#
# An explosion looks different: training goes well for hours, then one step ruins it. A single weight shows why. A unit
# with a bias starts at 0.5 and should be at 0.8 after 20 steps; we draw its loss over $u$.

# %%
def loss_and_slope(u, steps=20):
    """Return the squared error of the last state, and its slope in u."""
    h, d = 0.5, 0.0  # d is the slope of h in u, carried forward
    for _ in range(steps):
        new = np.tanh(u * h - 0.3)
        d = (1 - new**2) * (h + u * d)
        h = new
    return (h - 0.8) ** 2, 2 * (h - 0.8) * d


line = np.linspace(0.8, 2.6, 1000)
figure, axes = plt.subplots(figsize=(6, 2.5), layout="constrained")
axes.plot(line, [loss_and_slope(u)[0] for u in line], color=COLOR["loss"])
axes.set(xlabel="recurrent weight $u$", ylabel="loss $L$")
plt.show()
print("slope at 1.695:", loss_and_slope(1.695)[1].round(1), "   slope at 1.9:", loss_and_slope(1.9)[1].round(3))

# %% [markdown]
# A **cliff**. Left of it the unit forgets its start and falls to the lower resting state; right of it the start is
# kept. In the wall the slope is more than a thousand times that of the valley, and gradient descent that comes upon it
# takes a step to match:

# %%
for limit in (np.inf, 1.0):
    u, path = 1.695, [1.695]
    for _ in range(60):
        slope = loss_and_slope(u)[1]
        u -= 0.1 * max(-limit, min(limit, slope))
        path.append(u)
    name = "not clipped" if limit == np.inf else "clipped at 1"
    print(f"{name:13} u:", np.round(path[:4], 3), "...", np.round(path[-1], 3), " loss", loss_and_slope(u)[0].round(4))

# %% [markdown]
# Without a brake the weight is flung from 1.7 to 11, out on a plain where the unit is saturated and nothing leads back.
# With its step limited, it slides into the valley.
#
# There are two brakes. **By value**: no entry of a gradient may leave the range from $-c$ to $c$.
#
# $$\hat G = \max\big(-c,\, \min(c,\, G)\big) \tag{4.8}$$
#
# **By global norm**: take the length of all gradients of all parameters together, and if it is above $c$, shorten
# everything by one factor.
#
# $$n = \sqrt{\sum_k \sum_{\text{entries}} G_k^2} \tag{4.9}$$
# $$\hat G_k = G_k \cdot \frac{c}{\max(n,\, c)} \tag{4.10}$$

# %%
clinic.two_ways_to_clip()

# %% [markdown]
# By value the step may point elsewhere: steep and twice as steep both come out as $c$. By norm it keeps its direction.
# That is why the norm is preferred, and why it must be **global**: an own factor for each array would again turn the
# step. In numbers, for two parameters of one entry each:

# %%
kernel_slope, bias_slope = 6.0, 8.0
norm = (kernel_slope**2 + bias_slope**2) ** 0.5  # (4.9)
print("norm", norm, " by norm:", kernel_slope * 5 / norm, bias_slope * 5 / norm, " each by its own norm:", 5.0, 5.0)
print("ratio of the two: before", round(8 / 6, 3), " global", round((8 * 0.5) / (6 * 0.5), 3), " each by its own", 1.0)

# %% [markdown]
# Which $c$? Plot the norm during the first hundred updates, the fever curve, and take what most healthy updates stay
# below; 1 to 5 is common.
#
# **Why clipping does not cure vanishing.** It multiplies the whole sum by one number. The shares of near and far stay
# what they were, and a gradient that is too short is not touched at all. Stretching would stretch both:

# %%
for factor in (1.0, 0.01, 1000.0):
    print(f"all times {factor:6}: share of lags 20 and more {np.sum(factor * share[20:]) / np.sum(factor * share):.1e}")

# %% [markdown]
# So clip always, and treat vanishing with other medicine.

# %% [markdown]
# ## Start at the edge
#
# Between vanishing and exploding lies the ridge. Could we start on it? A matrix that keeps the length of every vector is
# called **orthogonal**: it turns and mirrors, and nothing else.
#
# $$W_h\, W_h^\top = I \tag{4.11}$$
#
# All its singular values are 1, and so are those of its powers: no needle, ever. The QR decomposition of a random matrix
# yields one.

# %%
orthogonal, _ = np.linalg.qr(noise)
for power in (1, 40):
    for name, matrix in (("random", noise), ("orthogonal", orthogonal)):
        sizes = np.linalg.svd(np.linalg.matrix_power(matrix, power), compute_uv=False)
        print(f"{name:10} after {power:2} steps: singular values from {sizes[0]:.1e} down to {sizes[-1]:.1e}")
kept = lengths_by_lag(orthogonal)
print("with tanh, gradient left at lags 0, 10, 20, 39:", np.round([kept[lag] for lag in (0, 10, 20, 39)], 3))

# %% [markdown]
# With tanh between the turns a little is lost at every step; the smaller the states, the less. It is a good start and
# costs nothing, so it is the default of Keras. But training moves the weights off the ridge, one way or the other.

# %% [markdown]
# ## Copy first: identity and ReLU
#
# If the slope of tanh takes something away, take a function that does not. ReLU has the slope 1 wherever it is on:
#
# $$h_t = \max(0,\, a_t) \tag{4.12}$$
#
# And of all orthogonal matrices take the plainest, the identity. So Le, Jaitly and Hinton (2015) start a ReLU network
# that only copies its state, with tiny random input weights:
#
# $$W_x \sim \mathcal N(0,\, s^2), \qquad W_h = I, \qquad b = 0 \tag{4.13}$$
#
# What does one unit of it do with a stream of numbers, if its input weight is 0.1? And what if training moves its
# recurrent weight from 1 to 1.02, or to 0.98?

# %%
stream = np.random.default_rng(3).random(100)
for u in (0.98, 1.0, 1.02):
    h = 0.0
    for number in stream:
        h = max(0.0, 0.1 * number + u * h)
    print(f"u = {u}: last state {h:6.2f} (sum of all inputs times 0.1: {0.1 * stream.sum():.2f}), gradient left {u**100:.2f}")

# %% [markdown]
# With $u = 1$ the unit adds up whatever comes in, and hands every gradient on whole: just what the adding problem asks
# for. But there is no ceiling: at 1.02 a gradient grows seven-fold over 100 steps, at 1.1 more than ten thousand-fold.
# This network needs clipping; without it, as you will see, a single gradient ends the training. And a unit that is off
# passes nothing.

# %% [markdown]
# ## Leaky units
#
# Now we change the cell. Let the state keep a fixed part $\gamma$ of itself, with no weight or tanh in between, and take
# only the rest from what the plain cell would compute, the candidate $g_t$:
#
# $$g_t = \tanh(x_t W_x + h_{t-1} W_h + b) \tag{4.14}$$
# $$h_t = \gamma\, h_{t-1} + (1 - \gamma)\, g_t \tag{4.15}$$
#
# It is a bucket with a small hole. Pour for 20 steps (the candidate is 1), then stop (it is 0):

# %%
figure, axes = plt.subplots(figsize=(6, 2.4), layout="constrained")
for gamma, line in ((0.5, ":"), (0.9, "--"), (0.98, "-")):
    h, trace = 0.0, []
    for t in range(60):
        g = 1.0 if t < 20 else 0.0  # the candidate: on for 20 steps, then off
        h = gamma * h + (1 - gamma) * g  # (4.15)
        trace.append(h)
    axes.plot(trace, line, color=COLOR["h"], label=rf"$\gamma$ = {gamma}")
axes.plot([0, 0, 20, 20, 60], [0, 1, 1, 0, 0], color=COLOR["g"], linewidth=1, label="candidate")
axes.set(xlabel="time step", ylabel="state $h_t$")
axes.legend(frameon=False, ncols=2)
plt.show()

# %% [markdown]
# A large $\gamma$ remembers long and reacts slowly: the state needs about $1/(1 - \gamma)$ steps to change, here 2, 10
# and 50.
#
# For the gradient there are now **two roads** from $h_t$ to $h_{t-1}$:

# %%
clinic.leaky_roads()

# %% [markdown]
# The lower road is the plain cell, entered with the part $1 - \gamma$ only:
#
# $$dg_t = (1 - \gamma)\, dh_t \tag{4.16}$$
# $$da_t = dg_t \odot (1 - g_t^2) \tag{4.17}$$
#
# At the old state the two meet and add:
#
# $$dh_{t-1} = \gamma\, dh_t + da_t\, W_h^\top \tag{4.18}$$
#
# and from $da_t$ the other gradients follow as in unit 03:
#
# $$dx_t = da_t\, W_x^\top, \quad dW_x = x_t^\top\, da_t, \quad dW_h = h_{t-1}^\top\, da_t, \quad
# db = \sum_{\text{samples}} da_t \tag{4.19}$$
#
# For one unit the factor of a step is $\gamma + (1 - \gamma)\,u\,(1 - g_t^2)$. Even if the second part is nothing at
# all, the first remains. Sixty steps, with a candidate at rest ($g = 0$):

# %%
for gamma in (0.0, 0.9, 0.98):
    for u in (0.0, 0.5, 1.0):
        factor = gamma + (1 - gamma) * u
        print(f"gamma {gamma:<4} u {u}: factor {factor:.3f}, after 60 steps {factor**60:.1e}")

# %% [markdown]
# Leaky units are an old idea (Mozer 1992). Their limit is that $\gamma$ is fixed: the bucket also leaks when there is
# something worth keeping. Let the network compute $\gamma$ anew at every step, for every unit, and you have a **gate**:
# units 05 and 06.

# %% [markdown]
# ## Skip connections over time
#
# The last remedy builds shorter roads. Besides the state of one step ago, let the cell read that of $d$ steps ago:
#
# $$h_t = \tanh\big(x_t W_x + h_{t-1} W_h + h_{t-d} W_s + b\big) \tag{4.20}$$

# %%
clinic.skip_roads()

# %% [markdown]
# By skips of 10 a gradient passes 10 factors on the way to lag 100, instead of 100. With a factor of 0.8 that is 0.1
# instead of $2 \cdot 10^{-10}$. Let us wiggle a unit with $u = 0.3$ and a skip of 5 with weight 0.7; all states before
# the first step are $h_0 = 0$.

# %%
def last_state(inputs, skip_weight, skip=5):
    states = []
    for t, x in enumerate(inputs):
        far = states[t - skip] if t >= skip else 0.0
        near = states[t - 1] if t >= 1 else 0.0
        states.append(np.tanh(x + 0.3 * near + skip_weight * far))  # (4.20)
    return states[-1]


small_inputs = 0.1 * np.random.default_rng(4).normal(size=31)
for lag in (1, 3, 5, 8, 10, 20, 30):
    bump = 1e-5 * (np.arange(31) == 30 - lag)
    slopes = [(last_state(small_inputs + bump, s) - last_state(small_inputs - bump, s)) / 2e-5 for s in (0.0, 0.7)]
    print(f"lag {lag:2}: without skip {slopes[0]:.1e}   with skip {slopes[1]:.1e}")

# %% [markdown]
# At lag 8 a gradient needs one skip and three single steps, so less is left than at lag 10: the profile is a comb.
# (Without the skip, $0.3^{30}$ is $2 \cdot 10^{-16}$, too faint for wiggling: it prints 0.) The road is shorter,
# yet still a product: the exponential is only stretched.

# %% [markdown]
# ## Which remedy for which complaint
#
# | remedy | against | what it costs, what it leaves |
# |---|---|---|
# | clip by value | exploding | turns the step; vanishing stays |
# | clip by global norm | exploding | one number to choose; vanishing stays |
# | orthogonal start | both, at first | only a start; tanh still takes a little |
# | identity and ReLU | vanishing | may explode, so clip; units may be off |
# | leaky unit | vanishing | reacts slowly; $\gamma$ is fixed |
# | skip connection | vanishing | $d$ states to keep, a kernel more; a comb of lags |
# | gates (unit 05) | vanishing | four times the weights |
#
# To compare networks, divide the lengths by the one at lag 0 and take the mean over a batch, as the assignment does:
#
# $$p_k = \frac{1}{\text{batch}} \sum_n \frac{\lVert dh_{T-k}^{(n)} \rVert}{\lVert dh_T^{(n)} \rVert} \tag{4.21}$$

# %% [markdown]
# ## The same in Keras
#
# The tape must find the same gradient at the initial state as our wiggling. (Importing Keras takes some seconds.)

# %%
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
HAVE_KERAS = all(importlib.util.find_spec(name) for name in ["keras", "tensorflow"])
if HAVE_KERAS:
    import keras
    import tensorflow as tf

    layer = keras.layers.SimpleRNN(UNITS, dtype="float64")  # recurrent_initializer="orthogonal" is the default
    layer.build((None, None, UNITS))
    layer.set_weights([np.eye(UNITS), orthogonal, np.zeros(UNITS)])
    h_0 = tf.zeros((1, UNITS), tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(h_0)
        end = tf.reduce_sum(layer(drive[None], initial_state=h_0) * direction)
    print("tape    ", round(float(tf.norm(tape.gradient(end, h_0))), 9))
    print("wiggling", round(length_at(-1, np.zeros(UNITS), orthogonal), 9))
else:
    print("Keras is not installed here; with it, this cell finds the same length with a tape.")

# %% [markdown]
# With Keras installed the two lengths are equal, up to the error of wiggling. Now the brakes. A Keras optimiser takes
# one of three arguments that are easily confused: `clipvalue`, `clipnorm`, `global_clipnorm`. Two parameters with the
# slopes 6 and 8, limit 5, SGD with rate 1: which keeps the ratio?

# %%
if HAVE_KERAS:
    for name in ("clipvalue", "clipnorm", "global_clipnorm"):
        parameters = [keras.Variable([0.0]), keras.Variable([0.0])]
        optimizer = keras.optimizers.SGD(learning_rate=1.0, **{name: 5.0})
        optimizer.apply([tf.constant([6.0]), tf.constant([8.0])], parameters)
        print(f"{name:16} steps", [float(parameter.numpy()[0]) for parameter in parameters])
    start = keras.layers.SimpleRNN(3, activation="relu", recurrent_initializer="identity", kernel_initializer="random_normal")
    start.build((None, None, 2))
    print("identity and ReLU: recurrent kernel", start.cell.recurrent_kernel.numpy().tolist())
else:
    print("Keras is not installed here; with it, this cell compares its three ways to clip.")

# %% [markdown]
# Only `global_clipnorm` does: it steps by -3 and -4. `clipvalue` and `clipnorm` make both -5; `clipnorm` shortens each
# parameter by its own norm, which is seldom meant. (Adam divides by a running mean of squares, so one huge gradient
# would keep it slow for a thousand updates. All three clip before Adam sees it.)

# %% [markdown]
# ## Recap
#
# 1. A gradient that goes back in time is multiplied by one Jacobian per step; its length falls or grows exponentially
#    with the lag.
# 2. The largest singular value bounds the growth; a state that is held safely has factors below 1.
# 3. Clipping by global norm stops explosions and keeps the direction. It does not change the shares of near and far, so
#    it cannot cure vanishing.
# 4. Orthogonal or identity weights start a network on the ridge between the two.
# 5. Leaky units and skips give the gradient a road with fewer or larger factors. Gates will make that road adjustable.
#
# ### Equations and other notations
#
# | here | what it is | elsewhere |
# |---|---|---|
# | (4.3) $J_{ij} = W_{h,ij}(1 - h_j^2)$ | Jacobian of a step, rows: old units | with column vectors $\mathrm{diag}(1 - h_t^2)\,W_{hh}$, transposed to ours; so does `tape.batch_jacobian` |
# | (4.5) product of Jacobians | gradient over a lag | Pascanu: $\prod_i W_{rec}^\top \mathrm{diag}(\sigma'(x_{i-1}))$ |
# | (4.8) by value | clip each entry | Keras `clipvalue`, PyTorch `clip_grad_value_` |
# | (4.9), (4.10) global norm | clip everything together | Keras `global_clipnorm`, PyTorch `clip_grad_norm_`, TensorFlow `clip_by_global_norm` |
# | (4.13) identity start | IRNN | Keras `recurrent_initializer="identity"` |
# | (4.15) leak | $h = \gamma h_{t-1} + (1 - \gamma) g$ | $\alpha = 1 - \gamma$ (echo state networks), $1/\tau$ (time constant) |
# | (4.20) skip | delay $d$ | NARX network, dilated RNN |

# %% [markdown]
# ## Check yourself
#
# **1.** A tanh network has a recurrent kernel with the singular values 0.9, 0.9 and 0.1. What can you say about a
# gradient after 50 steps without looking at any state?
#
# <details><summary>Answer</summary>
#
# By (4.6) it is at most $0.9^{50} = 0.005$ times as long as at its start. It vanishes, whatever the states are; they can
# only make it worse.
# </details>
#
# **2.** Two gradients, 30 and 0.3, are clipped with limit 3: by value, each by its own norm, by global norm. What comes
# out?
#
# <details><summary>Answer</summary>
#
# By value and each by its own norm: 3 and 0.3, so the step points elsewhere. By global norm the factor is close to 0.1:
# 3 and 0.03.
# </details>
#
# **3.** A leaky network with $\gamma = 0.99$ keeps its gradients over 100 steps and still cannot tell "rings at step 3"
# from "rings at step 4". Why?
#
# <details><summary>Answer</summary>
#
# Only a hundredth of each candidate enters, so a single step hardly shows. Long memory and sharp timing exclude each
# other as long as $\gamma$ is fixed.
# </details>

# %% [markdown]
# ## Sources
#
# - Y. Bengio, P. Simard, P. Frasconi, *Learning long-term dependencies with gradient descent is difficult*. IEEE
#   Transactions on Neural Networks 5(2), 157-166, 1994. The dilemma of the switch. (S. Hochreiter found the vanishing
#   gradient in his diploma thesis, Munich 1991.)
# - R. Pascanu, T. Mikolov, Y. Bengio, *On the difficulty of training recurrent neural networks*. International Conference
#   on Machine Learning, 2013, arXiv:1211.5063. Equation (4.6), the cliff, clipping by norm.
# - Q. V. Le, N. Jaitly, G. E. Hinton, *A simple way to initialize recurrent networks of rectified linear units*. 2015,
#   arXiv:1504.00941. Equation (4.13).
#
# Further: A. M. Saxe and others 2014, arXiv:1312.6120 (orthogonal weights). M. C. Mozer, NIPS 4, 1992; H. Jaeger and
# others, Neural Networks 20(3), 2007 (leaky units). T. Lin and others, IEEE Transactions on Neural Networks 7(6), 1996;
# S. El Hihi, Y. Bengio, NIPS 8, 1996 (skips, several time scales).
#
# **Now you.** In [a04 Gradient clinic](../assignments/a04_gradient_clinic/a04_gradient_clinic.ipynb) you build
# instruments and remedies, and put five networks on one chart.
