"""Other right answers of unit 09; run in the namespace of the solution."""
# ruff: noqa: F821, N801, E731  (names of the solution)


class SimpleRNNCell__concatenated(keras.layers.Layer):
    """One product for both; the config is updated in place; weights in another order; the state size is a list."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = (units,)

    def build(self, input_shape):
        add = self.add_weight
        self.bias = add((self.units,), initializer=keras.initializers.Zeros(), name="bias")
        self.kernel = add((input_shape[1], self.units), name="kernel")
        self.recurrent_kernel = add(
            (self.units, self.units), initializer=keras.initializers.Orthogonal(), name="recurrent_kernel"
        )
        super().build(input_shape)

    def call(self, inputs, states, training=None):
        both = ops.concatenate([inputs, states[0]], axis=1)
        h = ops.tanh(ops.matmul(both, ops.concatenate([self.kernel, self.recurrent_kernel], axis=0)) + self.bias)
        return [h, (h,)]

    def get_config(self):
        config = super().get_config()
        config.update(units=self.units)
        return config


class SimpleRNNCell__einsum(keras.Layer):
    @property
    def state_size(self):
        return self.units

    def __init__(self, units, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = units

    def build(self, input_shape):
        for name, rows, initializer in (
            ("kernel", input_shape[-1], "glorot_uniform"),
            ("recurrent_kernel", self.units, "orthogonal"),
        ):
            setattr(self, name, self.add_weight(shape=[rows, self.units], initializer=initializer, name=name))
        self.bias = self.add_weight(shape=[self.units], initializer="zeros", name="bias")

    def call(self, inputs, states):
        (h_prev,) = states
        a = ops.einsum("bf,fu->bu", inputs, self.kernel) + ops.dot(h_prev, self.recurrent_kernel)
        e = ops.exp(2 * ops.add(a, self.bias))
        h = (e - 1) / (e + 1)
        return h, [h]

    def get_config(self):
        return dict(super().get_config(), units=self.units)


class LSTMCell__sliced(Cell):
    """Blocks cut by hand; a tuple as state size and as states; the bias made by NumPy."""

    def __init__(self, units, **kwargs):
        super().__init__(units, **kwargs)
        self.state_size = (units, units)

    def build(self, input_shape):
        u = self.units
        self.recurrent_kernel = self.add_weight(shape=(u, 4 * u), initializer="orthogonal", name="recurrent_kernel")
        self.kernel = self.add_weight(shape=(input_shape[-1], 4 * u), initializer="glorot_uniform", name="kernel")
        ones = np.repeat([0.0, 1.0, 0.0, 0.0], u)
        self.bias = self.add_weight(shape=(4 * u,), initializer=lambda shape, dtype=None: ops.cast(ones, dtype), name="bias")

    def call(self, inputs, states):
        u, (h, c) = self.units, states
        a = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel)
        a = a + self.bias
        gates = keras.activations.sigmoid(a)
        new_c = gates[:, u : 2 * u] * c + gates[:, :u] * keras.activations.tanh(a[:, 2 * u : 3 * u])
        new_h = gates[:, 3 * u :] * ops.tanh(new_c)
        return new_h, (new_h, new_c)


class LSTMCell__gate_by_gate(Cell):
    """One product per gate; the state size is a property."""

    @property
    def state_size(self):
        return [self.units, self.units]

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], self.units * 4))
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel", shape=(self.units, self.units * 4), initializer="orthogonal"
        )
        self.bias = self.add_weight(name="bias", shape=(self.units * 4,), initializer=forget_bias)

    def call(self, inputs, states):
        def sums(k):
            part = slice(k * self.units, (k + 1) * self.units)
            return inputs @ self.kernel[:, part] + states[0] @ self.recurrent_kernel[:, part] + self.bias[part]

        c = ops.sigmoid(sums(1)) * states[1] + ops.sigmoid(sums(0)) * ops.tanh(sums(2))
        h = ops.sigmoid(sums(3)) * ops.tanh(c)
        return h, [h, c]


class GRUCell__two_ways(GRUArguments):
    def build(self, input_shape):
        u = self.units
        self.kernel = self.add_weight(shape=(input_shape[-1], 3 * u), initializer="glorot_uniform", name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(u, 3 * u), initializer="orthogonal", name="recurrent_kernel")
        self.bias = self.add_weight(shape=(2, 3 * u) if self.reset_after else (3 * u,), initializer="zeros", name="bias")

    def call(self, inputs, states):
        return self.after(inputs, states[0]) if self.reset_after else self.before(inputs, states[0])

    def after(self, x, h_prev):
        first, second = ops.unstack(ops.convert_to_tensor(self.bias), num=2, axis=0)
        q, p = ops.split(x @ self.kernel + first, 3, axis=1), ops.split(h_prev @ self.recurrent_kernel + second, 3, axis=1)
        z, r = (ops.sigmoid(a + b) for a, b in zip(q[:2], p[:2], strict=True))
        g = ops.tanh(q[2] + r * p[2])
        h = g + z * (h_prev - g)
        return h, [h]

    def before(self, x, h_prev):
        u = self.units
        q, kernel = x @ self.kernel + self.bias, ops.convert_to_tensor(self.recurrent_kernel)
        z_r = ops.sigmoid(q[:, : 2 * u] + h_prev @ kernel[:, : 2 * u])
        g = ops.tanh(q[:, 2 * u :] + (z_r[:, u:] * h_prev) @ kernel[:, 2 * u :])
        h = z_r[:, :u] * h_prev + (1 - z_r[:, :u]) * g
        return h, (h,)


class GRUCell__one_bias(GRUCell__two_ways):
    def call(self, inputs, states):
        h_prev, u = states[0], self.units
        rows = ops.reshape(self.bias, (-1, 3 * u))
        both = ops.sum(rows, axis=0)
        a = inputs @ self.kernel
        p = h_prev @ self.recurrent_kernel
        z = ops.sigmoid(a[:, :u] + p[:, :u] + both[:u])
        r = ops.sigmoid(a[:, u : 2 * u] + p[:, u : 2 * u] + both[u : 2 * u])
        if self.reset_after:
            inner = r * (p[:, 2 * u :] + rows[1, 2 * u :])
        if not self.reset_after:
            inner = (r * h_prev) @ self.recurrent_kernel[:, 2 * u :]
        h = (1 - z) * ops.tanh(a[:, 2 * u :] + rows[0, 2 * u :] + inner) + z * h_prev
        return h, [h]


def run_cell__python_loop(cell, sequences, output, states, mask=None):
    outputs = []
    for t in range(sequences.shape[1]):
        new_output, new_states = cell(sequences[:, t], states)
        if mask is not None:
            real = mask[:, t, None]
            new_output = ops.where(real, new_output, output)
            new_states = [ops.where(real, new, old) for new, old in zip(new_states, states, strict=True)]
        output, states = new_output, list(new_states)
        outputs.append(output)
    return ops.stack(outputs, axis=1), states


def run_cell__arithmetic(cell, sequences, output, states, mask=None):
    real = ops.ones_like(sequences[:, :, 0]) if mask is None else ops.cast(mask, sequences.dtype)

    def step(carry, now):
        x_t, m = now
        old, *before = carry
        new, after = cell(x_t, before)
        made = [m * b + (1 - m) * a for a, b in zip([old, *before], [new, *after], strict=True)]
        return tuple(made), made[0]

    xs = ops.transpose(sequences, (1, 0, 2)), ops.transpose(real)[:, :, None]
    carry, outputs = scan(step, (output, *states), xs)
    return [ops.transpose(outputs, (1, 0, 2)), list(carry[1:])]


class Recurrent__branches(Shaped):
    def call(self, sequences, initial_state=None, mask=None, training=False):
        output, states = self.zeros(sequences)
        if initial_state is not None:
            states = self.as_tensors(initial_state)
        elif self.stateful:
            states = self.as_tensors(self.states)
        if self.go_backwards:
            sequences = sequences[:, ::-1]
            if mask is not None:
                mask = mask[:, ::-1]
        outputs, states = run_cell(self.cell, sequences, output, states, mask=mask)
        if self.stateful:
            for i in range(len(self.states)):
                self.states[i].assign(states[i])
        if not self.return_sequences:
            outputs = outputs[:, -1, :]
        if self.return_state:
            return [outputs, *states]
        return outputs

    def reset_state(self):
        if self.states is None:
            return
        for variable in self.states:
            variable.assign(0 * variable)


class Recurrent__own_loop(Shaped):
    def call(self, sequences, initial_state=None, mask=None, training=False):
        output, states = self.zeros(sequences)
        if self.stateful:
            states = self.as_tensors(self.states)
        states = states if initial_state is None else list(initial_state)
        steps = range(sequences.shape[1])
        outputs = []
        for t in reversed(steps) if self.go_backwards else steps:
            made, new = self.cell(sequences[:, t], states)
            if mask is not None:
                made = ops.where(mask[:, t][:, None], made, output)
                new = [ops.where(mask[:, t][:, None], a, b) for a, b in zip(new, states, strict=True)]
            output, states = made, new
            outputs.append(output)
        if self.stateful:
            [variable.assign(state) for variable, state in zip(self.states, states, strict=True)]
        result = ops.stack(outputs, axis=1) if self.return_sequences else output
        return (result, states[0], states[1]) if self.return_state else result

    def reset_state(self):
        for variable in self.states or ():
            variable.assign(np.zeros(variable.shape))


class LayerNormLSTMCell__one_by_one(LSTMCell):
    def __init__(self, units, **kwargs):
        super().__init__(units, **kwargs)
        self.norm_x, self.norm_h, self.norm_c = (keras.layers.LayerNormalization(name=f"norm_{place}") for place in "xhc")

    def build(self, input_shape):
        LSTMCell.build(self, input_shape)
        four = (input_shape[0], 4 * self.units)
        self.norm_x.build(four)
        self.norm_h.build(four)
        self.norm_c.build((input_shape[0], self.units))

    def call(self, inputs, states):
        u = self.units
        a = self.bias + self.norm_h(ops.matmul(states[0], self.recurrent_kernel)) + self.norm_x(ops.matmul(inputs, self.kernel))
        c = ops.sigmoid(a[:, u : 2 * u]) * states[1] + ops.sigmoid(a[:, :u]) * ops.tanh(a[:, 2 * u : 3 * u])
        h = ops.tanh(self.norm_c(c)) * ops.sigmoid(a[:, 3 * u :])
        return [h, [h, c]]


class LayerNormLSTMCell__by_hand(LayerNormLSTMCell__one_by_one):
    """Normalises itself, with the gains and offsets of the layers."""

    def call(self, inputs, states):
        def norm(a, layer):
            mean = ops.mean(a, axis=-1, keepdims=True)
            return (a - mean) * ops.rsqrt(ops.var(a, axis=-1, keepdims=True) + layer.epsilon) * layer.gamma + layer.beta

        a = norm(inputs @ self.kernel, self.norm_x) + norm(states[0] @ self.recurrent_kernel, self.norm_h) + self.bias
        i, f, g, o = ops.split(a, 4, axis=1)
        c = ops.sigmoid(f) * states[1] + ops.sigmoid(i) * ops.tanh(g)
        h = ops.sigmoid(o) * ops.tanh(norm(c, self.norm_c))
        return h, [h, c]


def numpy_to_keras__set_weights(cell, weights):
    cell.set_weights([weights[variable.name] for variable in cell.weights])
    return cell


def numpy_to_keras__by_path(cell, weights):
    _ = [variable.assign(weights[variable.path.split("/")[-1]].astype("float32")) for variable in cell.variables]
    return cell


def numpy_to_keras__attributes(cell, weights):
    _ = [getattr(cell, name).assign(array) for name, array in weights.items()]
    return cell


def torch_to_keras__sliced(weight_ih, weight_hh, bias_ih, bias_hh):
    units = weight_hh.shape[1]
    order = np.arange(weight_hh.shape[0])
    gru = len(order) == 3 * units
    if gru:
        order = np.r_[units : 2 * units, 0:units, 2 * units : 3 * units]
    bias = np.array([bias_ih[order], bias_hh[order]])
    return weight_ih[order].T, np.transpose(weight_hh[order]), bias if gru else bias.sum(axis=0)


def torch_to_keras__reshaped_float32(weight_ih, weight_hh, bias_ih, bias_hh):
    weight_ih, weight_hh, bias_ih, bias_hh = (a.astype(np.float32) for a in (weight_ih, weight_hh, bias_ih, bias_hh))
    units = weight_hh.shape[1]
    if weight_hh.shape[0] != 3 * units:
        return [weight_ih.T.copy(), weight_hh.T.copy(), np.add(bias_ih, bias_hh)]
    swap = lambda a: a.reshape(3, units, -1)[[1, 0, 2]].reshape(a.shape)
    return swap(weight_ih).T, swap(weight_hh).T, np.vstack([swap(bias_ih), swap(bias_hh)])
