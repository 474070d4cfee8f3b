"""Known mistakes of unit 13: encoder, decoder, and the loss."""

from __future__ import annotations

from .model import Mistake

READ = "self.reader(self.embedding(ids), mask=mask)"
STATES = "[ops.concatenate(pair, axis=-1) for pair in pairs]"
PAIRS = "zip(states[:half], states[half:])"
BIDIRECTIONAL = "keras.layers.Bidirectional(recurrent)"

ENCODER = (
    Mistake(
        READ,
        "self.reader(self.embedding(ids))",
        "The recurrent layer is not told the mask: it reads the padding, and backward even begins with it. Pass `mask=mask`.",
    ),
    Mistake(
        "ops.not_equal(ids, PAD)",
        "ops.equal(ids, PAD)",
        "The mask works the wrong way round: True marks a real step.",
    ),
    Mistake(
        "ops.not_equal(ids, PAD)",
        "ops.greater(ids, UNK)",
        "Unknown signs are masked like padding. Only `PAD` is padding: `UNK` stands for a sign that is there.",
    ),
    Mistake(
        STATES,
        "[ops.concatenate(pair[::-1], axis=-1) for pair in pairs]",
        "The two halves of a state are in the wrong order: forward first, then backward.",
    ),
    Mistake(
        STATES,
        "[ops.add(*[ops.concatenate([each, each], axis=-1) for each in pair]) / 2 for pair in pairs]",
        "The states of the two directions are averaged. Put them side by side: each has half of the units.",
    ),
    Mistake(
        STATES,
        "[ops.concatenate([pair[0], pair[0]], axis=-1) for pair in pairs]",
        "The forward states are there twice, the backward ones not at all.",
    ),
    Mistake(
        PAIRS,
        "list(zip(states[:half], states[half:]))[::-1]",
        "The states are in the wrong order: h first, then c.",
    ),
    Mistake(
        PAIRS,
        "zip(states[0::2], states[1::2])",
        "The wrong states are joined. First come all states of the forward layer, then all of the backward one.",
    ),
    Mistake(STATES, "ops.concatenate(states, axis=-1)", "", caught="error"),
    Mistake(
        "keys, mask\n",
        "self.embedding(ids), mask\n",
        "The keys are the embeddings, which know nothing of their neighbours. Return the outputs of the recurrent layer.",
    ),
    Mistake(
        BIDIRECTIONAL,
        'keras.layers.Bidirectional(recurrent, merge_mode="ave")',
        "",
        caught="shape",
    ),
    Mistake(
        "getattr(layers, kind)",
        "getattr(keras.layers, kind)",
        "The recurrent layer is always that of `keras.layers`. Take it from the argument `layers`: `getattr(layers, kind)`.",
    ),
    Mistake("getattr(layers, kind)", "layers.LSTM", "", caught="error"),
    Mistake(
        "keras.layers.Embedding(symbols, units)",
        "keras.layers.Embedding(symbols + 1, units)",
        "The embedding has one row too many: `symbols` counts padding and the other signs already.",
    ),
    Mistake("(units // 2,", "(units,", "The recurrent layer is too wide: each direction has half of the units."),
    Mistake("return_sequences=True, return_state=True", "return_state=True", "", caught="error"),
    Mistake("return_sequences=True, return_state=True", "return_sequences=True", "", caught="error"),
    Mistake(
        "keys, *states = ",
        "ids = ops.flip(ids, axis=1)\n        keys, *states = ",
        "The ids are turned round first. `Bidirectional` reads in both directions by itself.",
    ),
    # These answer as a right encoder does, until one is trained.
    Mistake("ops.not_equal(ids, PAD)", "np.asarray(ids) != PAD", "", caught="error"),
    Mistake(
        BIDIRECTIONAL,
        f"{BIDIRECTIONAL}\n        self.embedding.trainable = self.reader.trainable = False",
        "",
        caught="score",
    ),
)

CONTEXT = "ops.concatenate([context, d], axis=-1)"

DECODER = (
    Mistake(
        CONTEXT,
        "ops.concatenate([d, context], axis=-1)",
        "State and context are exchanged: in (13.7) the context comes first.",
    ),
    Mistake("self.attention(d, keys, mask)", "self.attention(d, keys)", "", caught="error"),
    Mistake(
        "self.attention(d, keys, mask)",
        "self.attention(self.embedding(ids), keys, mask)",
        "The query is the embedding of the symbol. It is d_t, the output of the recurrent layer at the same step.",
    ),
    Mistake(
        "self.attention(d, keys, mask)",
        "self.attention(ops.concatenate([ops.zeros_like(d[:, :1]), d[:, :-1]], axis=1), keys, mask)",
        "The query is the state of the step before. Here it is d_t, the state after the symbol was read.",
    ),
    Mistake(
        ", initial_state=states)",
        ")",
        "The writer begins with zeros: what the encoder read is lost. Pass `initial_state=states`.",
    ),
    Mistake(
        "return logits, states, weights",
        "return ops.softmax(logits), states, weights",
        "These are probabilities. `call` returns the logits as they are; the loss takes the softmax.",
    ),
    Mistake(
        "self.output_layer(self.combine(d))",
        "self.output_layer(self.combine(ops.tanh(d)))",
        "There is one tanh too many: `combine` has its own.",
    ),
    Mistake("self.output_layer(self.combine(d))", "self.output_layer(d)", "", caught="structure"),
    Mistake(CONTEXT, "context", "Only the context goes on. In (13.7) it stands beside the state d_t."),
    Mistake(
        "ops.log_softmax(logits[:, 0], axis=-1)",
        "logits[:, 0]",
        "`step` returns logits. Beam search adds up log-probabilities: take `ops.log_softmax`.",
    ),
    Mistake(
        "ops.log_softmax(logits[:, 0], axis=-1)",
        "ops.softmax(logits[:, 0], axis=-1)",
        "`step` returns probabilities. Asked for are their logarithms: `ops.log_softmax`.",
    ),
    Mistake(
        "ops.log_softmax(logits[:, 0], axis=-1)",
        "ops.log_softmax(logits[:, 0], axis=0)",
        "The softmax of `step` runs over the samples. It runs over the symbols, the last axis.",
    ),
    Mistake("ops.log_softmax(logits[:, 0], axis=-1)", "ops.log_softmax(logits, axis=-1)", "", caught="shape"),
    Mistake("ops.log_softmax(logits[:, 0], axis=-1)", "ops.log_softmax(ops.squeeze(logits))", "", caught="shape"),
    Mistake(
        "logits, states, weights = self(",
        "logits, _, weights = self(",
        "`step` hands back the states that it was given: the writer forgets what it has written.",
    ),
    Mistake("weights = None if weights is None else weights[:, 0]", "weights = weights[:, 0]", "", caught="error"),
    Mistake("if self.attention is not None:", "if True:", "", caught="error"),
    Mistake(
        "self(ids[:, None], states, keys, mask)",
        "self(ids[:, None], [0 * state for state in states], keys, mask)",
        "`step` begins with zeros at every step. It goes on from the states that it is given.",
    ),
    Mistake("return logits, states, weights", "return logits", "", caught="error"),
    # These answer as a right decoder does, until one is trained.
    Mistake("if self.attention is not None:", "if self.attention is not None and ops.any(mask):", "", caught="error"),
    Mistake("d, *states = self.writer(", "self.trainable = False\n        d, *states = self.writer(", "", caught="score"),
)

TARGETS = "ids[:, 1:]"
MEAN = "ops.sum(losses * real) / ops.sum(real)"
LOSSES = "keras.losses.sparse_categorical_crossentropy(targets, logits, from_logits=True)"

LOSS = (
    Mistake(
        TARGETS,
        "ids[:, :-1]",
        "The targets are not shifted: each symbol is to be predicted from itself, and the writer learns to copy its input. "
        "The target of a step is the next symbol.",
    ),
    Mistake(TARGETS, "ids", "", caught="error"),
    Mistake(
        MEAN,
        "ops.mean(losses)",
        "Padding counts: leave it out of the sum and out of the count.",
    ),
    Mistake(
        MEAN,
        "ops.mean(losses * real)",
        "Padding is left out of the sum but not out of the count: divide by the number of real symbols.",
    ),
    Mistake(
        MEAN,
        "ops.sum(losses) / ops.sum(real)",
        "Padding is left out of the count but not out of the sum: multiply the losses with `real`.",
    ),
    Mistake(MEAN, "ops.sum(losses * real)", "This is the sum. Divide by the number of real symbols."),
    Mistake(
        MEAN,
        "ops.sum(losses * real) / ops.cast(ops.shape(ids)[0], logits.dtype)",
        "The sum is divided by the batch. Divide by the number of real symbols.",
    ),
    Mistake(
        MEAN,
        "ops.mean(ops.sum(losses * real, axis=1) / ops.sum(real, axis=1))",
        "The mean is taken per sentence first, so symbols of short ones weigh more. Every real symbol weighs the same.",
    ),
    Mistake(
        "ops.not_equal(targets, PAD)",
        "ops.not_equal(ids[:, :-1], PAD)",
        "The mask is that of the inputs. A prediction counts where its target is real.",
    ),
    Mistake(
        "ops.not_equal(targets, PAD)",
        "ops.logical_and(ops.not_equal(targets, PAD), ops.not_equal(targets, EOS))",
        "`EOS` is left out. The writer has to learn when to stop.",
    ),
    Mistake(
        "ops.not_equal(targets, PAD)",
        "ops.greater(targets, UNK)",
        "Unknown signs are left out like padding. Only `PAD` is padding: `UNK` stands for a sign that is there.",
    ),
    Mistake(
        f"return {MEAN}",
        f"return ops.exp({MEAN})",
        "This is the perplexity. The loss is its logarithm, the mean of (13.8) as it is.",
    ),
    Mistake("ops.sum(real)", "np.count_nonzero(targets)", "", caught="error"),
    Mistake("/ ops.sum(real)", "/ float(ops.sum(real))", "", caught="error"),
    Mistake(
        LOSSES,
        "-ops.sum(ops.log_softmax(logits) * ops.cast(ids[:, 1:, None] == ops.arange(logits.shape[-1]), logits.dtype), axis=-1)",
        "",
        caught="error",
    ),
    Mistake("from_logits=True", "from_logits=False", "The logits are taken for probabilities: say `from_logits=True`."),
    Mistake(
        MEAN,
        f"({MEAN}) / np.log(2)",
        "This is in bits. The loss is in nats, with the natural logarithm.",
    ),
    Mistake(
        MEAN,
        f"-{MEAN}",
        "The sign is the wrong way round: a loss falls while the model learns.",
    ),
    Mistake(MEAN, "losses * real", "", caught="shape"),
)
