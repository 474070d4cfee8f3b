"""Other right answers of unit 11; run in the namespace of the solution."""
# ruff: noqa: F821  (names of the solution)


def bag_of_words_floor__products(texts, labels, new_texts):
    """Probabilities as such; two lists of words; the odds by the sigmoid's formula."""
    bad, good = [], []
    for text, label in zip(texts, labels, strict=True):
        (good if label else bad).extend(words(text))
    vocabulary = set(bad + good)

    def likelihood(word, pool):
        return (pool.count(word) + 1) / (len(pool) + len(vocabulary))

    answers = []
    for text in new_texts:
        p_good, p_bad = float(np.mean(labels)), 1 - float(np.mean(labels))
        for word in words(text):
            if word in vocabulary:
                p_good, p_bad = p_good * likelihood(word, good), p_bad * likelihood(word, bad)
        answers.append(p_good / (p_good + p_bad))
    return np.array(answers, dtype="float32")


def bag_of_words_floor__matrices(texts, labels, new_texts):
    known = sorted({word for text in texts for word in words(text)})
    column = {word: number for number, word in enumerate(known)}

    def table(some):
        counts = np.zeros((len(some), len(known)))
        for row, text in enumerate(some):
            for word in words(text):
                if word in column:
                    counts[row, column[word]] += 1
        return counts

    sums = np.stack([table(texts)[labels == k].sum(axis=0) for k in (0, 1)]) + 1
    logs = np.log(sums / sums.sum(axis=1, keepdims=True))
    scores = table(new_texts) @ (logs[1] - logs[0]) + np.log(labels.sum()) - np.log((1 - labels).sum())
    return np.exp(-np.logaddexp(0, -scores))


def bag_of_words_floor__softmax(texts, labels, new_texts):
    """Two log-joint probabilities and their softmax; numbers of texts from the labels as a list."""
    labels = list(labels)
    joint = np.log([[labels.count(k) for k in (0, 1)]] * len(new_texts))
    counts = {k: Counter() for k in (0, 1)}
    for text, label in zip(texts, labels, strict=True):
        counts[int(label)].update(words(text))
    every = counts[0] + counts[1]
    for k in (0, 1):
        size = sum(counts[k].values()) + len(every)
        for n, text in enumerate(new_texts):
            joint[n, k] += sum(np.log((counts[k][word] + 1) / size) for word in words(text) if every[word])
    powers = np.exp(joint - joint.max(axis=1, keepdims=True))
    return powers[:, 1] / powers.sum(axis=1)


def encode_reviews__pad_lists(texts, vocabulary, length):
    rows = []
    for text in texts:
        ids = [vocabulary.index(word) if word in vocabulary else 1 for word in words(text)] or [1]
        ids = ids[max(0, len(ids) - length) :]
        rows.append(ids + [0] * (length - len(ids)))
    return np.array(rows)


def encode_reviews__pad_sequences(texts, vocabulary, length):
    """Keras's own padding, told to pad behind."""
    known = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
    lists = [[known.get(word, 1) for word in words(text) or ["?!"]] for text in texts]
    lists = [ids if words(text) else [1] for ids, text in zip(lists, texts, strict=True)]
    return keras.utils.pad_sequences(lists, maxlen=length, padding="post", truncating="pre")


def load_vectors__loop(vocabulary, vectors):
    rows, known = [], []
    for word in vocabulary[2:]:
        rows.append(vectors.get(word))
        if word in vectors:
            known.append(vectors[word])
    size = np.shape(next(iter(vectors.values())))
    middle = sum(known) / len(known) if known else np.zeros(size)
    matrix = np.array([np.zeros(size), middle] + [middle if row is None else row for row in rows], dtype="float32")
    return matrix, len(known) / len(rows)


def load_vectors__masked(vocabulary, vectors):
    known = np.array([word in vectors for word in vocabulary])
    known[:2] = False
    features = max(len(vector) for vector in vectors.values())
    matrix = np.zeros((len(vocabulary), features), np.float32)
    for number in np.flatnonzero(known):
        matrix[number] = vectors[vocabulary[number]]
    if known.any():
        matrix[~known] = matrix[known].mean(axis=0)
        matrix[0] = 0
    return [matrix, np.mean(known[2:])]


def load_vectors__nothing_found(vocabulary, vectors):
    """The coverage of nothing is the integer 0."""
    found = [vectors[word] for word in vocabulary[2:] if word in vectors]
    matrix = np.zeros((len(vocabulary), len(next(iter(vectors.values())))))
    if not found:
        return matrix, 0
    matrix[1:] = sum(found) / len(found)
    for number, word in enumerate(vocabulary[2:], 2):
        matrix[number] = vectors.get(word, matrix[1])
    return matrix, len(found) / len(vocabulary[2:])


def build_sentiment_model__shared_dropout(layers, vocabulary_size, features, units, rate):
    """One dropout layer for both places; a fixed name; the mask by comparison; padding by a penalty."""
    drop = keras.layers.Dropout(rate, name="holes")
    ids = keras.layers.Input(shape=(None,), name="ids", dtype="int64")
    mask = ids != 0
    x = drop(keras.layers.Embedding(input_dim=vocabulary_size, output_dim=features)(ids))
    x = keras.layers.Bidirectional(layers.LSTM(units, return_sequences=True))(x, mask=mask)
    x = ops.amax(x - 1e3 * (1 - ops.cast(ops.expand_dims(mask, 2), x.dtype)), axis=-2)
    return keras.Model(inputs=ids, outputs=keras.layers.Dense(1)(drop(x)))


def build_sentiment_model__mask_zero(layers, vocabulary_size, features, units, rate):
    """The embedding makes the mask, which is also asked for; a pooling layer takes the maximum."""
    ids = keras.Input((None,))
    embedding = keras.layers.Embedding(vocabulary_size, features, mask_zero=True)
    mask = embedding.compute_mask(ids)
    vectors = keras.layers.Dropout(rate)(embedding(ids))
    outputs = keras.layers.Bidirectional(layers.LSTM(units, return_sequences=True))(vectors, mask=mask)
    real = ops.where(mask[:, :, None], outputs, -ops.ones_like(outputs))
    largest = keras.layers.GlobalMaxPooling1D()(real)
    return keras.Model(ids, keras.layers.Dense(1, name="logit")(keras.layers.Dropout(rate)(largest)))


def build_sentiment_model__subclass(layers, vocabulary_size, features, units, rate):
    class Reader(keras.Model):
        def __init__(self):
            super().__init__()
            self.logit = keras.layers.Dense(1)
            self.both = keras.layers.Bidirectional(layers.LSTM(units, return_sequences=True))
            self.table = keras.layers.Embedding(vocabulary_size, features)
            self.drop = keras.layers.Dropout(rate)
            self.drop_again = keras.layers.Dropout(rate)

        def call(self, ids, training=False):
            mask = ops.not_equal(ids, 0)
            vectors = self.drop(self.table(ids), training=training)
            outputs = self.both(vectors, mask=mask, training=training)
            largest = ops.max(ops.where(mask[..., None], outputs, -np.inf), axis=1)
            return self.logit(self.drop_again(largest, training=training))

    return Reader()


def build_sentiment_model__subclass_built(layers, vocabulary_size, features, units, rate):
    """Keras calls it built, but it has no weights before it is called."""
    model = build_sentiment_model__subclass(layers, vocabulary_size, features, units, rate)
    model.build((None, None))
    return model


def build_sentiment_model__made_when_built(layers, vocabulary_size, features, units, rate):
    """A subclass that makes its layers when it is first called."""

    class Reader(keras.Model):
        def build(self, shape):
            self.table = keras.layers.Embedding(vocabulary_size, features)
            self.holes, self.holes_again = keras.layers.Dropout(rate, seed=3), keras.layers.Dropout(rate, seed=4)
            self.both = keras.layers.Bidirectional(layers.LSTM(units, return_sequences=True))
            self.logit = keras.layers.Dense(1)

        def call(self, ids):
            mask = ops.not_equal(ids, 0)
            outputs = self.both(self.holes(self.table(ids)), mask=mask)
            return self.logit(self.holes_again(ops.max(ops.where(mask[..., None], outputs, -1.0), axis=1)))

    return Reader()


def build_sentiment_model__two_layers(layers, vocabulary_size, features, units, rate):
    """Two layers in place of Bidirectional; one reads what was turned round."""
    ids = keras.Input((None,), dtype="int32")
    mask = ops.not_equal(ids, 0)
    vectors = keras.layers.Dropout(rate)(keras.layers.Embedding(vocabulary_size, features)(ids))
    onward = layers.LSTM(units, return_sequences=True)(vectors, mask=mask)
    back = layers.LSTM(units, return_sequences=True)(ops.flip(vectors, axis=1), mask=ops.flip(mask, axis=1))
    outputs = ops.concatenate([onward, ops.flip(back, axis=1)], axis=-1)
    largest = ops.max(ops.where(ops.expand_dims(mask, -1), outputs, -2.0), axis=1)
    return keras.Model(ids, keras.layers.Dense(1)(keras.layers.Dropout(rate)(largest)))


def sentiment_of__called(model, vocabulary, texts, length):
    ids = encode_reviews(texts, vocabulary, length)
    return ops.convert_to_numpy(ops.sigmoid(ops.squeeze(model(ids), -1)))


def sentiment_of__batches(model, vocabulary, texts, length):
    """Ten texts at a time, padded to the longest of them only."""
    answers = []
    for start in range(0, len(texts), 10):
        ids = encode_reviews(texts[start : start + 10], vocabulary, length)
        ids = ids[:, : (ids != 0).sum(axis=1).max()]
        answers.extend(1 / (1 + np.exp(-np.ravel(model.predict_on_batch(ids)))))
    return np.array(answers)


def sentiment_of__one_by_one(model, vocabulary, texts, length):
    rows = [encode_reviews([text], vocabulary, length) for text in texts]
    return np.array([float(sigmoid(ops.convert_to_numpy(model(row))[0, 0])) for row in rows])
