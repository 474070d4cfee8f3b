"""Right answers written in other ways than the solution: `exercise__variant`. They run in the solution's namespace."""
# ruff: noqa: F821  (names of the solution)

import numpy as np


def build_vocabulary__plain_dictionary(tokens, max_size=None, min_count=1):
    counts = {}
    for token in tokens:
        counts[token] = counts.get(token, 0) + 1
    for token in SPECIAL:
        counts.pop(token, None)
    pairs = sorted((-count, token) for token, count in counts.items() if count >= min_count)
    vocabulary = list(SPECIAL) + [token for _, token in pairs]
    return vocabulary if max_size is None else vocabulary[:max_size]


def build_vocabulary__two_stable_sorts(tokens, max_size=None, min_count=1):
    ranked = sorted(set(tokens) - set(SPECIAL))
    ranked.sort(key=tokens.count, reverse=True)
    ranked = [token for token in ranked if tokens.count(token) >= min_count]
    return (*SPECIAL, *ranked)[:max_size]


def build_vocabulary__most_common_of_sorted(tokens, max_size=None, min_count=1):
    others = Counter(sorted(token for token in tokens if token not in SPECIAL))
    room = None if max_size is None else max_size - 4
    return [PAD, UNK, BOS, EOS] + [token for token, count in others.most_common(room) if count >= min_count]


def build_vocabulary__numpy(tokens, max_size=None, min_count=1):
    distinct, counts = np.unique([token for token in tokens if token not in SPECIAL], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    ranked = [distinct[index] for index in order if counts[index] >= min_count]
    return ([np.str_(token) for token in SPECIAL] + ranked)[:max_size]


def encode__list_index(tokens, vocabulary):
    return np.array([vocabulary.index(token) if token in vocabulary else vocabulary.index(UNK) for token in tokens])


def encode__filled_with_unknown(tokens, vocabulary):
    id_of = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
    ids = np.full(len(tokens), 1, dtype=np.int32)
    for t, token in enumerate(tokens):
        if token in id_of:
            ids[t] = id_of[token]
    return ids


def encode__comparison(tokens, vocabulary):
    equal = np.array(tokens)[:, None] == np.array(vocabulary)[None, :]
    return np.where(equal.any(axis=1), equal.argmax(axis=1), 1)


def decode__numpy_index(ids, vocabulary):
    return np.array(vocabulary)[ids].tolist()


def decode__numpy_strings(ids, vocabulary):
    return list(np.array(vocabulary)[ids])


def decode__map_to_tuple(ids, vocabulary):
    return tuple(map(vocabulary.__getitem__, ids))


def one_hot__comparison(ids, classes):
    return (ids[..., None] == np.arange(classes)).astype(float)


def one_hot__float32(ids, classes):
    return np.eye(classes, dtype=np.float32)[ids]


def one_hot__put_along_axis(ids, classes):
    vectors = np.zeros((*ids.shape, classes))
    np.put_along_axis(vectors, ids[..., None], 1, axis=-1)
    return vectors


def one_hot__loop(ids, classes):
    vectors = np.zeros((ids.size, classes))
    for row, number in zip(vectors, ids.ravel(), strict=True):
        row[number] = 1
    return vectors.reshape((*ids.shape, classes))


def pad_batch__stacked_rows(sequences, length=None, truncate="post"):
    if length is None:
        length = max(map(len, sequences))
    rows, marks = [], []
    for sequence in sequences:
        kept = list(sequence)
        while len(kept) > length:
            kept.pop(-1 if truncate == "post" else 0)
        missing = length - len(kept)
        marks.append([True] * len(kept) + [False] * missing)
        rows.append(kept + [0] * missing)
    return [np.array(rows, dtype=np.int32), np.array(marks)]


def pad_batch__mask_from_lengths(sequences, length=None, truncate="post"):
    timesteps = length or max(len(s) for s in sequences)
    cut = [s[:timesteps] if truncate == "post" else s[max(0, len(s) - timesteps) :] for s in sequences]
    mask = np.arange(timesteps) < np.array([len(s) for s in cut])[:, None]
    ids = np.zeros(mask.shape, int)
    ids[mask] = np.concatenate(cut)
    return ids, mask


def pad_batch__np_pad(sequences, length=None, truncate="post"):
    t = max(s.shape[0] for s in sequences) if length is None else length
    sequences = [s[-t:] if truncate == "pre" else s[:t] for s in sequences]
    ids = np.stack([np.pad(s, (0, t - s.size)) for s in sequences])
    mask = np.stack([np.pad(np.ones(s.size, bool), (0, t - s.size)) for s in sequences])
    return ids, mask


def bucket_batches__longest_first(lengths, batch_size):
    order = np.argsort(-lengths, kind="stable")
    return [order[start : start + batch_size] for start in range(0, len(lengths), batch_size)]


def bucket_batches__split_at(lengths, batch_size):
    return np.split(np.lexsort((np.arange(len(lengths)), lengths)), np.arange(batch_size, len(lengths), batch_size))


def bucket_batches__the_rest_first_and_shuffled(lengths, batch_size):
    order = sorted(range(len(lengths)), key=lambda index: (lengths[index], -index))
    rest = len(order) % batch_size
    batches = [order[:rest]] if rest else []
    batches += [order[start : start + batch_size] for start in range(rest, len(order), batch_size)]
    rng = np.random.default_rng()
    return [tuple(rng.permutation(batches[index])) for index in rng.permutation(len(batches))]


def bucket_batches__generator(lengths, batch_size):
    waiting = list(np.argsort(lengths))
    while waiting:
        yield waiting[:batch_size]
        del waiting[:batch_size]


def embedding_forward__product(ids, table):
    return np.eye(len(table))[ids] @ table


def embedding_forward__take_float32(ids, table):
    return np.take(table.astype(np.float32), ids, axis=0)


def embedding_forward__loop(ids, table):
    return np.array([table[number] for number in ids.ravel()]).reshape(*ids.shape, table.shape[1])


def embedding_backward__product(d_embedded, ids, table_rows):
    vectors = np.eye(table_rows)[ids.ravel()]
    return vectors.T @ d_embedded.reshape(-1, d_embedded.shape[-1])


def embedding_backward__loop_over_tokens(d_embedded, ids, table_rows):
    d_table = np.zeros((table_rows, d_embedded.shape[-1]), np.float32)
    for place in np.ndindex(ids.shape):
        d_table[ids[place]] += d_embedded[place]
    return d_table


def embedding_backward__row_by_row(d_embedded, ids, table_rows):
    return np.stack([d_embedded[ids == row].sum(axis=0) for row in range(table_rows)])


def embedding_backward__bincount(d_embedded, ids, table_rows):
    columns = np.moveaxis(d_embedded, -1, 0).reshape(d_embedded.shape[-1], -1)
    return np.array([np.bincount(ids.ravel(), weights=column, minlength=table_rows) for column in columns]).T
