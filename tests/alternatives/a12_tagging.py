"""Other right answers of unit 12; run in the namespace of the solution."""
# ruff: noqa: F821, N801  (names of the solution)


def encode_tags__lists(tags, names):
    places = {name: number for number, name in enumerate(names)}
    width = len(max(tags, key=len))
    ids = [[places[tag] for tag in row] + [NO_TAG] * (width - len(row)) for row in tags]
    mask = [[True] * len(row) + [False] * (width - len(row)) for row in tags]
    return np.array(ids, dtype="int32"), np.array(mask, dtype=bool)


def encode_tags__by_lengths(tags, names):
    lengths = np.array([len(row) for row in tags])
    mask = np.arange(lengths.max())[None, :] < lengths[:, None]
    ids = -np.ones(mask.shape, dtype=int)
    ids[mask] = [list(names).index(tag) for row in tags for tag in row]
    return ids, mask


def encode_tags__keras(tags, names):
    rows = [[names.index(tag) for tag in row] for row in tags]
    ids = keras.utils.pad_sequences(rows, padding="post", value=NO_TAG)
    return ids, ids >= 0


def masked_loss__by_keras(logits, targets, mask):
    losses = keras.losses.sparse_categorical_crossentropy(ops.where(mask, targets, 0), logits, from_logits=True)
    return ops.sum(ops.where(mask, losses, 0.0)) / ops.sum(ops.cast(mask, "float32"))


def masked_loss__ignored_class(logits, targets, mask):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)
    return loss(ops.where(mask, targets, -1), logits)


def masked_loss__by_log_sum_exp(logits, targets, mask):
    targets = ops.cast(ops.where(mask, targets, 0), "int32")
    right = ops.take_along_axis(logits, ops.expand_dims(targets, -1), axis=-1)
    losses = ops.logsumexp(logits, axis=-1) - ops.squeeze(right, axis=-1)
    weights = ops.cast(mask, "float32") / ops.sum(ops.cast(mask, "float32"))
    return ops.sum(weights * losses)


def masked_loss__selected(logits, targets, mask):
    """Keep the real tokens only, before anything is computed."""
    losses = keras.losses.sparse_categorical_crossentropy(targets[mask], logits[mask], from_logits=True)
    return ops.mean(losses)


def masked_loss__weights(logits, targets, mask):
    real = ops.cast(mask, "float32")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    return loss(ops.maximum(targets, 0), logits, sample_weight=real) / ops.sum(real)


def masked_loss__steps(logits, targets, mask):
    """One time step after the other: `fit` knows their number."""
    real, total = ops.cast(mask, "float32"), 0.0
    for t in range(logits.shape[1]):
        wrong = keras.losses.sparse_categorical_crossentropy(ops.maximum(targets[:, t], 0), logits[:, t], from_logits=True)
        total = total + ops.sum(wrong * real[:, t])
    return total / ops.sum(real)


def masked_accuracy__selected(logits, targets, mask):
    said = ops.argmax(logits, axis=-1)
    return ops.mean(ops.cast(ops.equal(said[mask], ops.cast(targets, said.dtype)[mask]), "float32"))


def masked_accuracy__by_keras(logits, targets, mask):
    right = keras.metrics.sparse_categorical_accuracy(targets, logits)
    real = ops.cast(mask, right.dtype)
    return ops.sum(right * real) / ops.sum(real)


def masked_accuracy__counted(logits, targets, mask):
    hits = ops.where(mask, ops.equal(ops.cast(ops.argmax(logits, axis=2), "int32"), ops.cast(targets, "int32")), False)
    return ops.count_nonzero(hits) / ops.count_nonzero(mask)


def build_tagger__sequential(words, classes, features=32, units=32, bidirectional=True, layers=keras.layers):
    """A Sequential hands the mask of the embedding on by itself where there is one layer to take it."""
    recurrent = layers.LSTM(units, return_sequences=True)
    return keras.Sequential(
        [
            keras.layers.Embedding(words, features, mask_zero=True),
            keras.layers.Bidirectional(recurrent) if bidirectional else recurrent,
            keras.layers.Dense(classes),
        ]
    )


class build_tagger__subclass(keras.Model):
    def __init__(self, words, classes, features=32, units=32, bidirectional=True, layers=keras.layers):
        super().__init__()
        self.dense = keras.layers.Dense(classes, name="tags")
        self.table = keras.layers.Embedding(words, features)
        self.reader = layers.LSTM(units, return_sequences=True)
        if bidirectional:
            self.reader = keras.layers.Bidirectional(self.reader, merge_mode="concat")

    def call(self, ids):
        return self.dense(self.reader(self.table(ids), mask=ids != 0))


def build_tagger__subclass_built(*sizes, **others):
    model = build_tagger__subclass(*sizes, **others)
    model.build((None, None))
    return model


def build_tagger__made_when_built(words, classes, features=32, units=32, bidirectional=True, layers=keras.layers):
    class Tagger(keras.Model):
        def build(self, shape):
            self.table = keras.layers.Embedding(words, features)
            reader = layers.LSTM(units, return_sequences=True)
            self.reader = keras.layers.Bidirectional(reader) if bidirectional else reader
            self.dense = keras.layers.Dense(classes)

        def call(self, ids):
            return self.dense(self.reader(self.table(ids), mask=ops.not_equal(ids, PAD)))

    return Tagger()


def build_tagger__two_layers(words, classes, features=32, units=32, bidirectional=True, layers=keras.layers):
    """Both directions by hand, the second turned round before they are joined; a mask made by the embedding."""
    ids = keras.Input(shape=(None,), name="words")
    embedding = keras.layers.Embedding(input_dim=words, output_dim=features, mask_zero=True)
    vectors, mask = embedding(ids), embedding.compute_mask(ids)
    states = layers.LSTM(units, return_sequences=True)(vectors, mask=mask)
    if bidirectional:
        backward = layers.LSTM(units, return_sequences=True, go_backwards=True)(vectors, mask=mask)
        states = keras.layers.Concatenate()([states, ops.flip(backward, axis=1)])
    logits = keras.layers.TimeDistributed(keras.layers.Dense(classes))(states)
    return keras.Model(inputs=[ids], outputs=[logits])


def entity_spans__look_around(tags):
    """Decide at each word from its two neighbours."""
    spans = []
    for place, tag in enumerate(tags):
        if tag == "O":
            continue
        before = tags[place - 1] if place else "O"
        if tag[0] == "B" or before[2:] != tag[2:]:
            spans.append([place, place + 1, tag[2:]])
        else:
            spans[-1][1] = place + 1
    return [tuple(span) for span in spans]


def entity_spans__while(tags):
    spans, place = [], 0
    while place < len(tags):
        start, kind = place, tags[place].partition("-")[2]
        place += 1
        if not kind:
            continue
        while place < len(tags) and tags[place] == f"I-{kind}":
            place += 1
        spans.append((start, place, kind))
    return spans


def entity_spans__numpy(tags):
    """Spans of NumPy's integers and texts."""
    tags = np.array([*tags, "O"])
    kinds = np.array([tag[2:] for tag in tags])
    begins = [k for k, tag in enumerate(tags) if tag[0] == "B" or (tag[0] == "I" and (k == 0 or kinds[k - 1] != kinds[k]))]
    spans = []
    for start in np.array(begins, dtype=int):
        end = start + 1
        while tags[end] == "I-" + kinds[start]:
            end += 1
        spans.append((start, end, kinds[start]))
    return spans


def entity_spans__generator(tags):
    start = None
    for place in range(len(tags) + 1):
        kind = None if start is None else tags[start].split("-", 1)[1]
        if start is not None and (place == len(tags) or tags[place] != "I-" + kind):
            yield start, place, kind
            start = None
        if place < len(tags) and tags[place] != "O" and start is None:
            start = place


def entity_f1__precision_and_recall(true_spans, said_spans):
    true = {(number, *span) for number, spans in enumerate(true_spans) for span in spans}
    said = {(number, *span) for number, spans in enumerate(said_spans) for span in spans}
    right = len(true & said)
    if right == 0:
        return 0.0
    precision, recall = right / len(said), right / len(true)
    return 2 * precision * recall / (precision + recall)


def entity_f1__numpy(true_spans, said_spans):
    right = sum(span in there for there, found in zip(true_spans, said_spans, strict=True) for span in found)
    total = sum(map(len, true_spans)) + sum(map(len, said_spans))
    return np.float64(2 * right) / max(total, 1)


def entity_f1__integers(true_spans, said_spans):
    """Nothing right gives the integer 0, all right 1."""
    right = sum(len({*there} & {*found}) for there, found in zip(true_spans, said_spans, strict=True))
    if not right:
        return 0
    total = sum(map(len, true_spans)) + sum(map(len, said_spans))
    return 1 if 2 * right == total else 2 * right / total
