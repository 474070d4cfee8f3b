"""Known mistakes of unit 04: first weights, and skip connections."""

from __future__ import annotations

from .model import Mistake

INIT = (
    Mistake(
        "rng.normal(0.0, scale,",
        "rng.normal(0.0, 1.0,",
        "The kernel is not scaled: its standard deviation is 1 whatever `scale` is.",
    ),
    Mistake(
        "rng.normal(0.0, scale,",
        "rng.normal(0.0, np.sqrt(scale),",
        "The spread of the kernel is the root of `scale`. `scale` is the standard deviation, not the variance.",
    ),
    Mistake(
        "rng.normal(0.0, scale,",
        "rng.normal(0.0, scale**2,",
        "The spread of the kernel is the square of `scale`. `scale` is the standard deviation, not its root.",
    ),
    Mistake(
        "rng.normal(0.0, scale,",
        "rng.normal(0.0, 0.001,",
        "The spread of the kernel is 0.001 whatever `scale` is: use the argument.",
    ),
    Mistake(
        "rng.normal(0.0, scale,",
        "rng.normal(scale, 1.0,",
        "`scale` stands in the place of the mean. The mean is 0; the second argument of rng.normal is the standard deviation.",
    ),
    Mistake(
        "rng.normal(0.0, scale, (features, units))",
        "scale * rng.random((features, units))",
        "The entries of the kernel lie between 0 and `scale`, all positive. They should be normal numbers around 0.",
    ),
    Mistake(
        "rng.normal(0.0, scale, (features, units))",
        "rng.random((features, units))",
        "The entries of the kernel lie between 0 and 1, whatever `scale` is. They should be normal numbers around 0.",
    ),
    Mistake(
        "rng.normal(0.0, scale,",
        "rng.normal(scale, scale,",
        "The mean of the kernel is `scale`. The mean is 0; `scale` is the standard deviation only.",
    ),
    Mistake(
        "rng.normal(0.0, scale, (features, units))",
        "np.ones((features, 1)) * rng.normal(0.0, scale, units)",
        "All rows of the kernel are the same. Draw a number for each entry, not only for each unit.",
    ),
    Mistake(
        "rng.normal(0.0, scale, (features, units))",
        "rng.uniform(-scale, scale, (features, units))",
        "The entries of the kernel are uniform between -scale and scale. They should be normal with standard deviation `scale`.",
    ),
    Mistake(
        "rng.normal(0.0, scale, (features, units))",
        "np.abs(rng.normal(0.0, scale, (features, units)))",
        "The entries of the kernel are all positive. Normal numbers with mean 0 have both signs.",
    ),
    Mistake(
        "rng.normal(0.0, scale, (features, units))",
        "rng.normal(0.0, scale * np.sqrt(6 / (features + units)), (features, units))",
        "The spread of the kernel depends on the sizes. Here the standard deviation is `scale`, whatever the sizes.",
    ),
    Mistake(
        "rng.normal(0.0, scale, (features, units))",
        "np.full((features, units), rng.normal(0.0, scale))",
        "All entries of the kernel are the same random number. Draw one for each: give the shape to rng.normal.",
    ),
    Mistake(
        "rng.normal(0.0, scale, (features, units))",
        "np.random.default_rng(0).normal(0.0, scale, (features, units))",
        "The kernel is the same at every call: a new generator with a fixed seed is made inside. Draw from `rng`.",
    ),
    Mistake(
        "rng.normal(0.0, scale, (features, units))",
        "np.random.normal(0.0, scale, (features, units))",
        "The numbers do not come from `rng`, so nobody can repeat an experiment with the same seed. Draw from `rng`.",
    ),
    Mistake(
        "np.eye(units)",
        "np.eye(units) + rng.normal(0.0, scale, (units, units))",
        "The recurrent kernel is the identity plus noise. Here it is the identity itself: only the kernel is random.",
    ),
    Mistake(
        "np.eye(units)",
        "rng.normal(0.0, scale, (units, units))",
        "The recurrent kernel is random like the kernel. It is the identity: only the kernel is random.",
    ),
    Mistake(
        "np.eye(units)",
        "np.ones((units, units))",
        "The recurrent kernel is all ones. The identity has ones on the diagonal only.",
    ),
    Mistake(
        "np.eye(units)", "np.zeros((units, units))", "The recurrent kernel is 0: nothing would be remembered. It is the identity."
    ),
    Mistake(
        "np.eye(units)",
        "scale * np.eye(units)",
        "The recurrent kernel is the identity times `scale`. Only the kernel is scaled.",
    ),
    Mistake(
        "np.eye(units)",
        "np.linalg.qr(rng.normal(size=(units, units)))[0]",
        "The recurrent kernel is a random orthogonal matrix. That is another remedy; here it is the identity.",
    ),
    Mistake("np.zeros(units)", "np.ones(units)", "The bias is 1. It is 0 in (4.13)."),
    Mistake(
        "np.zeros(units)",
        "rng.normal(0.0, scale, units)",
        "The bias is random. It is 0 in (4.13): only the kernel is random.",
    ),
    Mistake(
        "(features, units))",
        "(units, features))",
        "The kernel has its axes exchanged: features first, then units.",
        caught="shape",
    ),
    Mistake(
        "np.eye(units)",
        "np.eye(features)",
        "The recurrent kernel has the size of the input. It leads from units to units.",
        caught="shape",
    ),
    Mistake("np.zeros(units)", "np.zeros((1, units))", "The bias has one axis, of length units.", caught="shape"),
    Mistake(
        "np.eye(units)", "np.eye(units, dtype=int)", "The recurrent kernel holds integers; weights are floats.", caught="dtype"
    ),
    Mistake(
        "return kernel, recurrent_kernel, bias", "return kernel, recurrent_kernel", "The bias is missing.", caught="structure"
    ),
)

SKIP = (
    Mistake(" + bias", "", "The bias is missing: look at the last term of (4.20)."),
    Mistake(" + states[-skip] @ skip_kernel", "", "The skip is missing: where is the third product of (4.20)?"),
    Mistake(
        " + states[-1] @ recurrent_kernel", "", "The state of one step ago is missing: where is the second product of (4.20)?"
    ),
    Mistake("x[:, t] @ kernel + ", "", "The input has no influence: where is the first product of (4.20)?"),
    Mistake(
        "states[-1] @ recurrent_kernel + states[-skip] @ skip_kernel",
        "states[-1] @ skip_kernel + states[-skip] @ recurrent_kernel",
        "The two kernels are exchanged: the recurrent kernel belongs to the state of one step ago, the skip kernel to that of "
        "`skip` steps ago.",
    ),
    Mistake(
        "states[-skip] @ skip_kernel",
        "states[-1] @ skip_kernel",
        "The skip reads the state of one step ago. It reaches back `skip` steps, (4.20).",
    ),
    Mistake(
        "states[-skip] @ skip_kernel",
        "states[-skip] @ recurrent_kernel",
        "The skip uses the recurrent kernel. It has a kernel of its own.",
    ),
    Mistake(
        "states = [h_0] * skip  # all that may be asked for before the first step\n",
        "states = [h_0] * (skip + 1)\n    skip = skip + 1\n",
        "The skip reaches back one step too far. With skip 1 it reads the same state as the recurrent kernel.",
    ),
    Mistake(
        "states[-skip] @ skip_kernel",
        "states[-max(skip - 1, 1)] @ skip_kernel",
        "The skip reaches back one step too few: with skip 2 it reads the state before the one that the recurrent kernel reads.",
    ),
    Mistake(
        "states[-skip] @ skip_kernel",
        "(states[-skip] if t >= skip else 0 * h_0) @ skip_kernel",
        "Before the sequence the skip reads zeros. All states before the first step are h_0.",
    ),
    Mistake(
        "states[-skip] @ skip_kernel",
        "(states[-skip] if t >= skip - 1 else 0 * h_0) @ skip_kernel",
        "The skip begins with the first step that lies `skip` steps behind h_0, and reads zeros before. All states before the "
        "first step are h_0.",
    ),
    Mistake(
        "states[-skip] @ skip_kernel",
        "(states[skip:] + [0 * h_0] * (x.shape[1] - t))[t - skip] @ skip_kernel",
        "At the first steps t - skip is negative, and such an index counts from the end. All states before the first step are "
        "h_0.",
    ),
    Mistake(
        "states[-skip] @ skip_kernel",
        "states[skip - 1] @ skip_kernel",
        "The skip reads the same state at every step. Which state lies `skip` steps before THIS one?",
    ),
    Mistake(
        "states[-skip] @ skip_kernel",
        "(states[-skip] if t >= skip else states[-1]) @ skip_kernel",
        "Before there are enough states the skip reads the state of one step ago. All states before the first step are h_0.",
    ),
    Mistake(
        "states = [h_0] * skip",
        "states = [np.zeros_like(h_0)] * skip",
        "The network starts from zeros. It starts from h_0, at all times before the first step.",
    ),
    Mistake(
        "states[-1] @ recurrent_kernel",
        "states[skip - 1] @ recurrent_kernel",
        "The recurrent kernel reads h_0 at every step. It reads the state of one step ago.",
    ),
    Mistake(
        "states[-1] @ recurrent_kernel",
        "states[-skip] @ recurrent_kernel",
        "Both products read the state of `skip` steps ago. The recurrent kernel reads that of one step ago, (4.20).",
    ),
    Mistake(
        "states[-1] @ recurrent_kernel",
        "(states[-1] if t else 0 * h_0) @ recurrent_kernel",
        "At the first step the recurrent kernel reads zeros. The state before the first step is h_0.",
    ),
    Mistake(
        "states[-skip] @ skip_kernel",
        "(states[-skip] if t > skip else h_0) @ skip_kernel",
        "The skip reads h_0 one step too long: at step `skip`, counted from 0, it reaches the first state of the sequence.",
    ),
    Mistake(
        "np.stack(states[skip:], axis=1)",
        "np.stack(states[:-skip], axis=1)",
        "The last states were left off, and copies of h_0 are returned. h_all begins with the state after the first step.",
    ),
    Mistake(
        "np.stack(states[skip:], axis=1)",
        "np.stack(states[skip - 1 : -1], axis=1)",
        "The states are off by one step: h_all begins with the state after the first step, not with h_0.",
    ),
    Mistake(
        "states[-1] @ recurrent_kernel",
        "states[-1] @ recurrent_kernel.T",
        "The recurrent kernel is transposed; it is square, so NumPy cannot complain. (4.20) has no transpose.",
    ),
    Mistake(
        "states[-skip] @ skip_kernel",
        "states[-skip] @ skip_kernel.T",
        "The skip kernel is transposed; it is square, so NumPy cannot complain. (4.20) has no transpose.",
    ),
    Mistake(
        "states.append(np.tanh(a))",
        "states.append(a)",
        "The tanh is missing.",
    ),
    Mistake(
        "+ states[-skip] @ skip_kernel + bias\n        states.append(np.tanh(a))",
        "+ bias\n        states.append(np.tanh(a) + states[-skip] @ skip_kernel)",
        "The skip is added outside of tanh. In (4.20) all products are added first.",
    ),
    Mistake(
        "states.append(np.tanh(a))",
        "states.append(np.tanh(a) + states[-skip])",
        "The skipped state was added once more, outside of tanh. It comes in through the skip kernel only, (4.20).",
    ),
    Mistake(
        "np.stack(states[skip:], axis=1)",
        "np.stack(states[skip:], axis=0)",
        "Time comes first in your answer: samples come first, then time steps.",
        caught="shape",
    ),
    Mistake(
        "np.stack(states[skip:], axis=1)",
        "np.stack(states, axis=1)",
        "The copies of h_0 are returned as well: h_all has one state per step.",
        caught="shape",
    ),
)
