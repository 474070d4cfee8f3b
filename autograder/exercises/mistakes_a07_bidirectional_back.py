"""Known mistakes of unit 07: the gradient of reading sequences from both ends."""

from __future__ import annotations

from autograder.exercises.model import Mistake

CUT = "d_h_all[:, :, :units], d_h_all[:, :, units:]"
JOIN = "d_x_right + d_x_left"

TWO_WALKS = (
    "rnn_backward(d_to_the_right, nothing, cache.forward, *forward[:2])\n"
    "    d_turned = reverse_sequences(d_to_the_left, mask)\n"
    "    d_x_turned, _, *d_backward = rnn_backward(d_turned, nothing, "
)

MISTAKES = (
    Mistake(
        "d_turned = reverse_sequences(d_to_the_left, mask)",
        "d_turned = d_to_the_left",
        "The gradient goes into the backward network without being turned round, but that network saw everything turned round.",
    ),
    Mistake(
        "d_x_left = reverse_sequences(d_x_turned, mask)",
        "d_x_left = d_x_turned",
        "The gradient of x that the backward network gives is still turned round when it is added. Turn it round again.",
    ),
    Mistake(
        "d_turned = reverse_sequences(d_to_the_left, mask)\n"
        "    d_x_turned, _, *d_backward = rnn_backward(d_turned, nothing, cache.backward, *backward[:2])\n"
        "    d_x_left = reverse_sequences(d_x_turned, mask)",
        "d_x_left, _, *d_backward = rnn_backward(d_to_the_left, nothing, cache.backward, *backward[:2])",
        "Nothing is turned round. The backward network saw everything turned round: turn its gradient before, and its "
        "gradient of x after.",
    ),
    Mistake(
        "reverse_sequences(d_to_the_left, mask)",
        "reverse_sequences(d_to_the_left, None)",
        "The gradient of the backward half is turned round without the mask, so the one of padding comes to the front.",
    ),
    Mistake(
        "reverse_sequences(d_x_turned, mask)",
        "reverse_sequences(d_x_turned, None)",
        "The gradient of x from the backward network is turned round without the mask. Padding stays at the end.",
    ),
    Mistake(
        "mask = cache.forward.mask",
        "mask = None",
        "Things are turned round without the mask, padding included, both before and after the backward network.",
    ),
    Mistake(
        CUT,
        "d_h_all[:, :, units:], d_h_all[:, :, :units]",
        "The halves of d_h_all are exchanged: the forward half stands first, (7.5).",
    ),
    Mistake(
        CUT,
        "d_h_all[:, :, ::2], d_h_all[:, :, 1::2]",
        "d_h_all was cut into every second unit. The first `units` columns belong to the forward network, the rest to the other.",
    ),
    Mistake(
        CUT,
        "d_h_all[:, :, :units], d_h_all[:, :, :units]",
        "The forward half of d_h_all went into both networks.",
    ),
    Mistake(JOIN, "d_x_right", "d_x lacks what the backward network says about x: both read it, so their gradients add, (7.6)."),
    Mistake(JOIN, "d_x_left", "d_x lacks what the forward network says about x: both read it, so their gradients add, (7.6)."),
    Mistake(
        JOIN,
        "(d_x_right + d_x_left) / 2",
        "d_x is the mean of the two gradients. (7.6) is a sum: both networks act on the loss in full.",
    ),
    Mistake(JOIN, "d_x_right - d_x_left", "One gradient of x is subtracted from the other. They add, (7.6)."),
    Mistake(
        JOIN,
        "np.concatenate([d_x_right, d_x_left], axis=-1)",
        "The two gradients of x stand side by side. x is one tensor that both networks read, so they add, (7.6).",
        caught="shape",
    ),
    Mistake(
        JOIN,
        "reverse_sequences(d_x_right, mask) + d_x_turned",
        "d_x as a whole is turned round: the part of the backward network must be turned, not that of the forward one.",
    ),
    Mistake(
        "RNNWeights(*d_forward), RNNWeights(*d_backward)",
        "RNNWeights(*d_backward), RNNWeights(*d_forward)",
        "d_forward and d_backward are exchanged.",
    ),
    Mistake(
        "RNNWeights(*d_forward), RNNWeights(*d_backward)",
        "*[RNNWeights(*(a + b for a, b in zip(d_forward, d_backward)))] * 2",
        "The weight gradients of the two networks are added. They have weights of their own; only x is shared.",
    ),
    Mistake(
        "cache.backward, *backward[:2])",
        "cache.backward, *forward[:2])",
        "The gradient goes back through the backward network with the weights of the forward one.",
    ),
    Mistake(
        "cache.forward, *forward[:2])",
        "cache.forward, *backward[:2])",
        "The gradient goes back through the forward network with the weights of the backward one.",
    ),
    Mistake(
        "rnn_backward(d_turned, nothing, cache.backward,",
        "rnn_backward(d_turned, nothing, cache.forward,",
        "The backward network goes back with the cache of the forward one. Each cache belongs to its own network.",
    ),
    Mistake(
        "rnn_backward(d_to_the_right, nothing, cache.forward,",
        "rnn_backward(d_to_the_right, nothing, cache.backward,",
        "The forward network goes back with the cache of the backward one. Each cache belongs to its own network.",
    ),
    Mistake(
        "rnn_backward(d_to_the_right, nothing, ",
        "rnn_backward(d_to_the_right, d_to_the_right[:, -1], ",
        "The gradient of the last step enters the forward network twice: in d_h_all and as d_h_last. d_h_last is zeros here.",
    ),
    Mistake(
        "rnn_backward(d_turned, nothing, ",
        "rnn_backward(d_turned, d_turned[:, -1], ",
        "The gradient of the backward network's last step enters twice: in d_h_all and as d_h_last. d_h_last is zeros here.",
    ),
    Mistake(
        TWO_WALKS,
        TWO_WALKS.replace("t, nothing", "t, d_to_the_right[:, -1]").replace("d, nothing", "d, d_turned[:, -1]"),
        "Both networks get the gradient of their last step twice: in d_h_all and as d_h_last. d_h_last is zeros here.",
    ),
    Mistake(
        TWO_WALKS,
        TWO_WALKS.replace("t, nothing", "t, d_h_all[:, -1, :units]").replace("d, nothing", "d, d_h_all[:, -1, units:]"),
        "The last column of d_h_all went into both networks once more, as d_h_last (and the backward network ends at the first "
        "word, not at the last). d_h_last is zeros here.",
    ),
    Mistake(
        "nothing = np.zeros_like(cache.forward.h_0)",
        "d_h_all = d_h_all if mask is None else d_h_all * mask[:, :, None]\n"
        "    d_to_the_right, d_to_the_left = d_h_all[:, :, :units], d_h_all[:, :, units:]\n"
        "    nothing = np.zeros_like(cache.forward.h_0)",
        "The gradient at padded steps is thrown away. There the states repeat the one before, so it counts: "
        "`rnn_backward` deals with it.",
    ),
    Mistake(
        "rnn_backward(d_to_the_right, nothing, cache.forward,",
        "rnn_backward(d_to_the_right, nothing, cache.forward._replace(mask=None),",
        "The forward network goes back without the mask. It lies in the cache, under `mask`.",
    ),
    Mistake(
        "rnn_backward(d_turned, nothing, cache.backward,",
        "rnn_backward(d_turned, nothing, cache.backward._replace(mask=None),",
        "The backward network goes back without the mask. It lies in the cache, under `mask`.",
    ),
    Mistake(
        "d_turned = reverse_sequences(d_to_the_left, mask)",
        "d_h_all[:, :, units:] = reverse_sequences(d_to_the_left, mask)\n    d_turned = d_h_all[:, :, units:]",
        "d_h_all was changed in place. Whoever called the function still needs it: make a new array.",
        caught="inputs",
    ),
)
