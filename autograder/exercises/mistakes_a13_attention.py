"""Known mistakes of unit 13: weights from scores, and the two attentions."""

from __future__ import annotations

from .model import Mistake

SOFTMAX = "ops.softmax(ops.where(real, scores, -1e9), axis=-1) * ops.cast(real, scores.dtype)"
REAL = "ops.expand_dims(mask, 1)"
CONTEXT = "weights @ keys"

ATTEND = (
    Mistake(
        SOFTMAX,
        "ops.softmax(scores, axis=-1)",
        "Padding takes part: it has weights and stands in the context. Give its scores a very small number before the softmax.",
    ),
    Mistake(
        SOFTMAX,
        "ops.softmax(scores, axis=-1) * ops.cast(real, scores.dtype)",
        "Padding is masked after the softmax only, so the weights of real steps no longer sum to 1. Mask the scores before it.",
    ),
    Mistake(
        SOFTMAX,
        "ops.softmax(ops.where(real, scores, 0.0), axis=-1) * ops.cast(real, scores.dtype)",
        "The scores of padding are set to 0, and e^0 = 1 still counts in the sum. They need a very small number, like -1e9.",
    ),
    Mistake(
        SOFTMAX,
        "ops.softmax(scores * ops.cast(real, scores.dtype), axis=-1)",
        "The scores of padding are multiplied by 0, and e^0 = 1 is a weight. They need a very small number, like -1e9.",
    ),
    Mistake(
        SOFTMAX,
        "ops.softmax(ops.where(real, scores, -1e9), axis=-1)",
        "A sample without any real step has equal weights on its padding. They must all be 0: multiply with the mask, too.",
    ),
    Mistake(SOFTMAX, "ops.softmax(ops.where(real, scores, -np.inf), axis=-1)", "", caught="finite"),
    Mistake(
        SOFTMAX,
        "ops.softmax(ops.where(real, scores, -1e9), axis=1) * ops.cast(real, scores.dtype)",
        "The softmax runs over the steps out. Each step out shares its attention among the steps in, the last axis.",
    ),
    Mistake(
        SOFTMAX,
        "ops.softmax(ops.where(real, scores, -1e9), axis=0) * ops.cast(real, scores.dtype)",
        "The softmax runs over the samples. Each sample is a sentence of its own: take the last axis.",
    ),
    Mistake(
        SOFTMAX,
        "ops.softmax(ops.where(real, -1e9, scores), axis=-1) * ops.cast(real, scores.dtype)",
        "The mask works the wrong way round: True marks a real step, which keeps its score.",
    ),
    Mistake(
        SOFTMAX,
        "ops.sigmoid(scores) * ops.cast(real, scores.dtype)",
        "Each weight is between 0 and 1, but they do not sum to 1: take a softmax, not a sigmoid.",
    ),
    Mistake(
        SOFTMAX,
        "ops.where(real, ops.exp(scores), 0.0) / ops.sum(ops.where(real, ops.exp(scores), 0.0), axis=-1, keepdims=True)",
        "",
        caught="finite",
    ),
    Mistake(
        SOFTMAX,
        "ops.softmax(ops.where(real, scores / np.sqrt(keys.shape[-1]), -1e9), axis=-1) * ops.cast(real, scores.dtype)",
        "The scores are scaled by the square root of the width. Transformers do that, (13.5) does not.",
    ),
    Mistake(
        SOFTMAX,
        "ops.cast(ops.one_hot(ops.argmax(ops.where(real, scores, -1e9), axis=-1), scores.shape[-1]), scores.dtype)"
        " * ops.cast(real, scores.dtype)",
        "All attention goes to the one best step, and no gradient flows back to the scores: take the softmax.",
    ),
    Mistake(
        CONTEXT,
        "weights @ (keys * ops.cast(ops.expand_dims(mask, -1), keys.dtype)) / ops.cast(keys.shape[1], keys.dtype)",
        "The context is divided by the number of steps. The weights sum to 1 already.",
    ),
    Mistake(
        CONTEXT,
        "ops.max(ops.expand_dims(weights, -1) * ops.expand_dims(keys, 1), axis=2)",
        "The context is the largest weighted key. (13.6) is a sum.",
    ),
    Mistake(
        "return context, weights",
        "return context, ops.where(real, scores, 0.0)",
        "The second thing returned is the scores. Return the weights that came out of the softmax.",
    ),
    Mistake(
        "return context, weights",
        "return ops.stop_gradient(context), weights",
        "No gradient flows through the context, so nothing that lies before the attention can learn.",
    ),
    Mistake("return context, weights", "return weights, context", "", caught="shape"),
    Mistake("return context, weights", "return context", "", caught="error"),
    Mistake(REAL, "ops.expand_dims(mask, 2)", "", caught="error"),
)

SUM = "ops.sum(ops.tanh(from_queries + from_keys) * self.score_kernel, axis=-1)"
ADDED = 'self.score_kernel = self.add_weight(shape=(self.units,), name="score_kernel")'

ADDITIVE = (
    Mistake(
        SUM,
        "ops.sum((from_queries + from_keys) * self.score_kernel, axis=-1)",
        "The tanh is missing. Without it the query adds the same number to all scores, and the softmax takes that away again.",
    ),
    Mistake(
        SUM,
        "ops.sum(ops.tanh(from_queries * from_keys) * self.score_kernel, axis=-1)",
        "Query and key are multiplied. Additive attention adds them before the tanh.",
    ),
    Mistake(
        SUM,
        "ops.sum((ops.tanh(from_queries) + ops.tanh(from_keys)) * self.score_kernel, axis=-1)",
        "The weights do not depend on the query: every step looks at the same place. Add both parts first, then take one tanh.",
    ),
    Mistake(
        SUM,
        "ops.tanh(ops.sum((from_queries + from_keys) * self.score_kernel, axis=-1))",
        "The tanh stands outside. It belongs to the hidden layer, before the product with v.",
    ),
    Mistake(
        SUM,
        "ops.sum(ops.tanh(from_queries + from_keys), axis=-1)",
        "The product with v, `score_kernel`, is missing: all hidden units count alike.",
    ),
    Mistake(
        SUM,
        "ops.mean(ops.tanh(from_queries + from_keys) * self.score_kernel, axis=-1)",
        "The product with v is a mean over the units. It is a sum.",
    ),
    Mistake(
        SUM,
        "ops.sum(ops.sigmoid(from_queries + from_keys) * self.score_kernel, axis=-1)",
        "The hidden layer has a sigmoid. (13.3) has tanh.",
    ),
    Mistake(
        SUM,
        "ops.sum(ops.relu(from_queries + from_keys) * self.score_kernel, axis=-1)",
        "The hidden layer has a ReLU. (13.3) has tanh.",
    ),
    Mistake(
        "attend(scores, keys, mask)",
        "attend(scores, keys)",
        "The mask is not handed on to `attend`, so padding is looked at.",
    ),
    Mistake(
        "attend(scores, keys, mask)",
        "attend(scores, ops.tanh(keys), mask)",
        "The context is mixed from something else than the keys themselves. Hand the keys to `attend` as they came.",
    ),
    Mistake(
        "attend(scores, keys, mask)",
        "attend(ops.stop_gradient(scores), keys, mask)",
        "No gradient flows back to the scores, so the three weights cannot learn.",
    ),
    Mistake(
        "return attend(scores, keys, mask)",
        "return attend(scores, keys, mask)[0]",
        "",
        caught="error",
    ),
    Mistake(
        ADDED,
        'self.score_kernel = self.add_weight(shape=(self.units,), name="score_kernel", trainable=False)\n'
        '        self.bias = self.add_weight(shape=(self.units,), name="bias")',
        "There are weights that (13.3) does not have. There are three: `query_kernel`, `key_kernel`, `score_kernel`.",
    ),
    Mistake(
        '(queries_shape[-1], self.units), name="query_kernel"',
        '(queries_shape[-1], self.units), name="kernel"',
        "A weight has another name. They are called `query_kernel`, `key_kernel` and `score_kernel`.",
    ),
    Mistake("keys_shape[-1]", "queries_shape[-1]", "", caught="error"),
)

GENERAL = "(queries @ self.kernel) @ ops.swapaxes(keys, 1, 2)"

MULTIPLICATIVE = (
    Mistake(
        "attend(scores, keys, mask)",
        "attend(scores, keys)",
        "The mask is not handed on to `attend`, so padding is looked at.",
    ),
    Mistake(
        GENERAL,
        "ops.tanh(queries @ self.kernel) @ ops.swapaxes(keys, 1, 2)",
        "There is a tanh. It belongs to additive attention; (13.4) has none.",
    ),
    Mistake(
        GENERAL,
        f"{GENERAL} / np.sqrt(keys.shape[-1])",
        "The scores are divided by the square root of the width. Transformers do that, (13.4) does not.",
    ),
    Mistake(
        GENERAL,
        f"ops.tanh({GENERAL})",
        "The scores go through a tanh, so they stay between -1 and 1 and attention is never sure. (13.4) has none.",
    ),
    Mistake(
        GENERAL,
        "ops.mean(ops.expand_dims(queries @ self.kernel, 2) * ops.expand_dims(keys, 1), axis=-1)",
        "The scalar product is a mean over the features. It is a sum.",
    ),
    Mistake(
        GENERAL,
        "ops.sum(ops.expand_dims(queries @ self.kernel, 2) + ops.expand_dims(keys, 1), axis=-1)",
        "Query and key are added. Multiplicative attention takes their scalar product.",
    ),
    Mistake(
        "ops.swapaxes(keys, 1, 2)",
        "ops.reshape(keys, (keys.shape[0], keys.shape[2], keys.shape[1]))",
        "The keys are not turned but cut anew: `reshape` keeps all numbers in their order, `swapaxes` exchanges the axes.",
    ),
    Mistake(GENERAL, "queries @ ops.swapaxes(keys, 1, 2)", "", caught="error"),
    Mistake(GENERAL, "(queries @ self.kernel) @ keys", "", caught="error"),
    Mistake(
        "attend(scores, keys, mask)",
        "attend(ops.stop_gradient(scores), keys, mask)",
        "No gradient flows back to the scores, so the kernel cannot learn.",
    ),
    Mistake("shape=(queries_shape[-1], keys_shape[-1])", "shape=(keys_shape[-1], queries_shape[-1])", "", caught="error"),
    Mistake(
        'name="kernel"',
        'name="weight"',
        "The weight has another name. It is called `kernel`.",
    ),
    Mistake(
        'name="kernel")',
        'name="kernel")\n        self.bias = self.add_weight(shape=(keys_shape[-1],), name="bias")',
        "There is a weight that (13.4) does not have. There is one, `kernel`.",
    ),
)
