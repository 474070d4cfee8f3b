"""Other right answers of unit 13; run in the namespace of the solution."""
# ruff: noqa: F821, N801


def attend__by_hand(scores, keys, mask=None):
    """Largest score off, exponential, masked sum; einsum."""
    real = ops.ones_like(scores) if mask is None else ops.cast(mask, "float32")[:, None, :] * ops.ones_like(scores)
    scores = ops.where(real > 0, scores, -1e9)
    raised = ops.exp(scores - ops.stop_gradient(ops.max(scores, axis=-1, keepdims=True))) * real
    weights = raised / ops.maximum(ops.sum(raised, axis=2, keepdims=True), 1e-9)
    return ops.einsum("bts,bsf->btf", weights, keys), weights


def attend__added(scores, keys, mask=None):
    """A large negative number is added at padding; two cases; a list is returned."""
    if mask is None:
        weights = keras.activations.softmax(scores)
        return [ops.matmul(weights, keys), weights]
    padding = 1.0 - ops.cast(ops.expand_dims(mask, axis=-2), "float32")
    weights = ops.softmax(scores - 1e9 * padding)
    weights = ops.where(ops.expand_dims(mask, 1), weights, 0.0)
    return [ops.sum(weights[..., None] * keys[:, None], axis=2), weights]


class AdditiveAttention__matrix(keras.layers.Layer):
    """Weights in another order, v used as a matrix, every score written out by `where`."""

    def __init__(self, units, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.units = units

    def build(self, queries_shape, keys_shape):
        self.score_kernel = self.add_weight(shape=(self.units,), initializer="random_normal", name="score_kernel")
        self.key_kernel = self.add_weight(shape=(keys_shape[-1], self.units), initializer="glorot_uniform", name="key_kernel")
        self.query_kernel = self.add_weight(shape=(queries_shape[-1], self.units), name="query_kernel")
        super().build(queries_shape)

    def call(self, queries, keys, mask=None):
        hidden = ops.tanh(
            ops.einsum("btq,qu->btu", queries, self.query_kernel)[:, :, None]
            + ops.einsum("bsk,ku->bsu", keys, self.key_kernel)[:, None]
        )
        scores = ops.squeeze(ops.matmul(hidden, ops.expand_dims(self.score_kernel, -1)), axis=-1)
        return attend__by_hand(scores, keys, mask)

    def get_config(self):
        return dict(super().get_config(), units=self.units)


class AdditiveAttention__loop(AdditiveAttention):
    """One query after the other; built with the shapes of all arguments."""

    def build(self, queries_shape, keys_shape, mask_shape=None):
        u = self.units
        self.query_kernel = self.add_weight((queries_shape[2], u), name="query_kernel")
        self.key_kernel = self.add_weight((keys_shape[2], u), name="key_kernel")
        self.score_kernel = self.add_weight((u,), name="score_kernel")

    def call(self, queries, keys, mask=None):
        from_keys = ops.matmul(keys, self.key_kernel)
        rows = [
            ops.einsum("bsu,u->bs", ops.tanh(from_keys + ops.matmul(query, self.query_kernel)[:, None]), self.score_kernel)
            for query in ops.unstack(queries, axis=1)
        ]
        return tuple(attend(ops.stack(rows, axis=1), keys, mask))


class MultiplicativeAttention__einsum(keras.layers.Layer):
    def build(self, queries_shape, keys_shape, mask_shape=None):
        self.kernel = self.add_weight(name="kernel", shape=(queries_shape[-1], keys_shape[-1]), initializer="orthogonal")

    def call(self, queries, keys, mask=None):
        return attend__added(ops.einsum("btq,qk,bsk->bts", queries, self.kernel, keys), keys, mask)


class MultiplicativeAttention__keys_first(MultiplicativeAttention):
    """The kernel goes to the keys."""

    def call(self, queries, keys, mask=None):
        moved = ops.matmul(keys, ops.transpose(self.kernel))
        return attend(ops.matmul(queries, ops.transpose(moved, (0, 2, 1))), keys, mask)


class Encoder__two_layers(keras.Model):
    """Two layers instead of Bidirectional; the embedding makes a mask, too."""

    def __init__(self, symbols, units, layers=keras.layers, kind="LSTM"):
        super().__init__()
        make = layers.LSTM if kind == "LSTM" else layers.GRU
        self.backward = make(units // 2, "tanh", return_sequences=True, return_state=True, go_backwards=True)
        self.forward = make(units // 2, return_sequences=True, return_state=True)
        self.table = keras.layers.Embedding(symbols, units)

    def call(self, ids, training=False):
        mask = ids > 0
        vectors = self.table(ids)
        there, *first = self.forward(vectors, mask=mask)
        back, *second = self.backward(vectors, mask=mask)
        keys = ops.concatenate([there, ops.flip(back, axis=1)], axis=2)
        states = []
        for one, other in zip(first, second, strict=True):
            states.append(ops.concatenate([one, other], axis=1))
        return states, keys, mask


class Encoder__mask_of_embedding(keras.layers.Layer):
    """A layer, not a model; the mask comes from the embedding; states by cases."""

    def __init__(self, symbols, units, layers=keras.layers, kind="LSTM"):
        super().__init__()
        self.kind = kind
        self.embedding = keras.layers.Embedding(input_dim=symbols, output_dim=units, mask_zero=True)
        cell = getattr(layers, kind)
        both = cell(units // 2, activation="tanh", use_bias=True, return_state=True, return_sequences=True)
        self.both = keras.layers.Bidirectional(both, merge_mode="concat")

    def call(self, ids):
        mask = self.embedding.compute_mask(ids)
        if self.kind == "LSTM":
            keys, h_f, c_f, h_b, c_b = self.both(self.embedding(ids), mask=mask)
            states = [ops.concatenate((h_f, h_b), -1), ops.concatenate((c_f, c_b), -1)]
        else:
            keys, h_f, h_b = self.both(self.embedding(ids), mask=mask)
            states = [ops.concatenate((h_f, h_b), -1)]
        return (states, keys, mask)


class Decoder__cases(Writer):
    """Two cases written out; the step goes its own way."""

    def call(self, ids, states, keys=None, mask=None, training=False):
        answer = self.writer(self.embedding(ids), initial_state=list(states))
        d, states = answer[0], list(answer[1:])
        if self.attention is None:
            return self.output_layer(self.combine(d)), states, None
        context, weights = self.attention(d, keys, mask=mask)
        return self.output_layer(self.combine(ops.concatenate([context, d], axis=2))), states, weights

    def step(self, ids, states, keys=None, mask=None):
        answer = self.call(ops.expand_dims(ids, 1), states, keys, mask)
        logits = ops.squeeze(answer[0], axis=1)
        said = logits - ops.logsumexp(logits, axis=-1, keepdims=True)
        return said, answer[1], None if self.attention is None else ops.squeeze(answer[2], axis=1)


class Decoder__one_by_one(Writer):
    """Call is a loop over step's own work, with a list of what comes out."""

    def call(self, ids, states, keys=None, mask=None):
        logits, weights = [], []
        for t in range(ids.shape[1]):
            said, states, looked = self.once(ids[:, t], states, keys, mask)
            logits.append(said)
            weights.append(looked)
        return ops.stack(logits, axis=1), states, None if self.attention is None else ops.stack(weights, axis=1)

    def once(self, ids, states, keys, mask):
        d, *states = self.writer(self.embedding(ops.reshape(ids, (-1, 1))), initial_state=states)
        looked = None
        if self.attention:
            context, looked = self.attention(d, keys, mask)
            d, looked = ops.concatenate([context, d], axis=-1), looked[:, 0]
        return self.output_layer(self.combine(d[:, 0])), states, looked

    def step(self, ids, states, keys=None, mask=None):
        said, states, looked = self.once(ids, states, keys, mask)
        return ops.log(ops.softmax(said)), states, looked


def translation_loss__log_softmax(ids, logits):
    targets = ids[:, 1:]
    said = ops.log_softmax(logits, axis=-1)
    picked = ops.take_along_axis(said, ops.expand_dims(ops.cast(targets, "int32"), -1), axis=-1)[..., 0]
    real = targets != 0
    return -ops.sum(ops.where(real, picked, 0.0)) / ops.cast(ops.sum(real), "float32")


def translation_loss__keras(ids, logits):
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=PAD, reduction="sum")(
        ids[:, 1:], logits
    ) / ops.cast(ops.count_nonzero(ids[:, 1:]), "float32")


def translation_loss__one_hot(ids, logits):
    targets = ops.one_hot(ops.cast(ids[:, 1:], "int64"), logits.shape[-1], dtype="float32")
    losses = ops.categorical_crossentropy(targets, logits, from_logits=True)
    real = ops.sign(ops.cast(ids[:, 1:], "float32"))
    return ops.mean(losses * real) / ops.mean(real)


def greedy_decode__cut_afterwards(step, states, bos, eos, longest):
    """All columns first, cut at the end sign afterwards."""
    ids, columns = np.array([bos] * len(states[0])), []
    while len(columns) < longest:
        said, states = step(ids, states)
        ids = said.argmax(axis=-1)
        columns.append(ids)
        if all(eos in row for row in np.stack(columns, axis=1)):
            break
    answers = []
    for row in np.stack(columns, axis=1).tolist():
        answers.append(row[: row.index(eos)] if eos in row else row)
    return answers


def greedy_decode__only_the_living(step, states, bos, eos, longest):
    """Samples that have ended are no longer asked; tuples of NumPy integers."""
    answers = {row: [] for row in range(len(states[0]))}
    living, ids = np.arange(len(answers)), np.full(len(answers), bos)
    for _ in range(longest):
        if not len(living):
            break
        said, states = step(ids, states)
        ids = np.argmax(said, axis=1)
        on = ids != eos
        living, ids, states = living[on], ids[on], [state[on] for state in states]
        for row, index in zip(living, ids, strict=True):
            answers[row].append(index)
    return tuple(tuple(answer) for answer in answers.values())


def beam_search__sorted_list(step, states, bos, eos, longest, width, alpha=0.0):
    """Plain lists and tuples, one sort over all continuations."""
    alive, finished = [(0.0, [])], []
    for n in range(1, longest + 1):
        last = np.array([ids[-1] if ids else bos for _, ids in alive])
        said, states = step(last, states)
        every = [
            (total + said[row, symbol], row, symbol) for row, (total, _) in enumerate(alive) for symbol in range(said.shape[1])
        ]
        every = sorted(every, key=lambda one: -one[0])[: width - len(finished)]
        rows, following = [], []
        for total, row, symbol in every:
            ids = alive[row][1]
            if symbol == eos:
                finished.append((ids, total / n**alpha))
            else:
                rows.append(row)
                following.append((total, [*ids, symbol]))
        alive, states = following, [np.asarray(state)[rows] for state in states]
        if not alive:
            break
    finished.extend((ids, total / n**alpha) for total, ids in alive)
    finished.sort(key=lambda answer: answer[1], reverse=True)
    return finished


def beam_search__partitioned(step, states, bos, eos, longest, width, alpha=0.0):
    """Divmod instead of unravel_index, lexsort for the ties, normalised in the end, an array of all beginnings."""
    alive, sums, finished = np.full((1, 1), bos), np.zeros((1, 1)), []
    while len(alive) and alive.shape[1] <= longest:
        said, states = step(alive[:, -1], states)
        totals = (sums + said).ravel()
        best = np.lexsort((np.arange(totals.size), -totals))[: width - len(finished)]
        rows, symbols = divmod(best, said.shape[1])
        grown = np.concatenate([alive[rows], symbols[:, None]], axis=1)
        ends = symbols == eos
        finished += [
            (list(map(int, row[1:-1])), total, len(row) - 1) for row, total in zip(grown[ends], totals[best[ends]], strict=True)
        ]
        alive, sums, states = grown[~ends], totals[best[~ends], None], [state[rows[~ends]] for state in states]
    finished += [(row[1:].tolist(), total[0], len(row) - 1) for row, total in zip(alive, sums, strict=True)]
    scored = [(ids, float(total / length**alpha)) for ids, total, length in finished]
    return [scored[k] for k in np.argsort([-score for _, score in scored], kind="stable")]


def bleu__logarithms(said, right):
    """Logarithms, and counts in plain dicts."""
    matched, total = np.zeros(4), np.zeros(4)
    for mine, theirs in zip(said, right, strict=True):
        for n in range(1, 5):
            left = [tuple(theirs[k : k + n]) for k in range(len(theirs) - n + 1)]
            for k in range(len(mine) - n + 1):
                piece = tuple(mine[k : k + n])
                total[n - 1] += 1
                if piece in left:
                    left.remove(piece)
                    matched[n - 1] += 1
    if not matched.all():
        return 0
    spoken, wanted = sum(len(text) for text in said), sum(len(text) for text in right)
    return float(np.exp(np.mean(np.log(matched / total)) + min(0.0, 1 - wanted / spoken)))


def bleu__min_of_counts(said, right):
    precisions = np.zeros(4)
    for n in (1, 2, 3, 4):
        hits = tries = 0
        for mine, theirs in zip(said, right, strict=True):
            counted = pieces(theirs, n)
            hits += sum(min(count, counted[piece]) for piece, count in pieces(mine, n).items())
            tries += max(0, len(mine) - n + 1)
        precisions[n - 1] = hits / tries if tries else 0
    spoken, wanted = sum(map(len, said)), sum(map(len, right))
    penalty = 1 if spoken >= wanted else np.exp(1 - wanted / spoken) if spoken else 0
    return penalty * np.prod(precisions) ** (1 / 4)
