"""Known mistakes of unit 07: reading sequences from both ends, forward and backward."""

from __future__ import annotations

from autograder.exercises.model import Mistake

RIGHT = "to_the_right, forward_cache = rnn_forward(x, h_0_forward, *forward, mask)  # (7.2)"
TURN = "turned_x = reverse_sequences(x, mask)"
TURNED = "rnn_forward(turned_x, h_0_backward, *backward, mask)"
BACK = "to_the_left = reverse_sequences(turned_states, mask)"
WHOLE = f"{TURN}\n    turned_states, backward_cache = {TURNED}  # (7.3)\n    {BACK}"  # the three lines of the backward network

FORWARD = (
    Mistake(
        BACK,
        "to_the_left = turned_states",
        "The states of the backward network are still turned round: its first one belongs to the last word. Turn them round "
        "again before you join.",
    ),
    Mistake(
        TURN,
        "turned_x = x",
        "The backward network reads the sequence from the front, only its states are turned round. Turn its input round too.",
    ),
    Mistake(
        WHOLE,
        "turned_states, backward_cache = rnn_forward(x, h_0_backward, *backward, mask)\n    to_the_left = turned_states",
        "Both networks read from the front. The second must read the sequence turned round, and its states be turned back.",
    ),
    Mistake(
        WHOLE,
        "turned_states, backward_cache = rnn_forward(x[:, ::-1], h_0_backward, *backward, mask)\n"
        "    to_the_left = turned_states[:, ::-1]",
        "The padding was turned round as well, so the backward network reads padding first and misses words. Use your "
        "`reverse_sequences` with the mask.",
    ),
    Mistake(
        WHOLE,
        "turned_mask = None if mask is None else mask[:, ::-1]\n"
        "    turned_states, backward_cache = rnn_forward(x[:, ::-1], h_0_backward, *backward, turned_mask)\n"
        "    to_the_left = turned_states[:, ::-1]",
        "At real steps this is right, at padding it is not: with padding and mask turned to the front, the backward half "
        "holds its initial state there. Use `reverse_sequences`, which leaves padding at the end.",
    ),
    Mistake(
        BACK,
        "to_the_left = reverse_sequences(turned_states, None)",
        "The states of the backward network are turned round without the mask, so its padding comes to the front.",
    ),
    Mistake(
        TURN,
        "turned_x = reverse_sequences(x, None)",
        "The inputs of the backward network are turned round without the mask, so it reads padding where its words should be.",
    ),
    Mistake(
        TURNED,
        "rnn_forward(turned_x, h_0_backward, *backward)",
        "The backward network runs without the mask: its state moves on over the padding.",
    ),
    Mistake(
        RIGHT,
        "to_the_right, forward_cache = rnn_forward(x, h_0_forward, *forward)",
        "The forward network runs without the mask: its state moves on over the padding.",
    ),
    Mistake(
        f"{RIGHT}\n    {TURN}\n    turned_states, backward_cache = {TURNED}",
        f"{RIGHT}\n    {TURN}\n    turned_states, backward_cache = {TURNED}".replace("ward, mask)", "ward)"),
        "Neither network gets the mask: both states move on over the padding.",
    ),
    Mistake(
        TURNED,
        "rnn_forward(turned_x, h_0_backward, *backward, None if mask is None else mask[:, ::-1])",
        "The mask of the backward network is turned round, but the padding stayed at the end. So must the mask.",
    ),
    Mistake(
        "[to_the_right, to_the_left], axis=-1",
        "[to_the_left, to_the_right], axis=-1",
        "The halves are in the other order: the forward half comes first, (7.4).",
    ),
    Mistake(
        "[to_the_right, to_the_left], axis=-1",
        "[to_the_right, to_the_left], axis=1",
        "The two were put one after the other in time. At each step they stand side by side, along the last axis.",
        caught="shape",
    ),
    Mistake(
        "np.concatenate([to_the_right, to_the_left], axis=-1)",
        "to_the_right + to_the_left",
        "The two states were added. In (7.4) they stand side by side, so the result has twice as many units.",
        caught="shape",
    ),
    Mistake(
        "np.concatenate([to_the_right, to_the_left], axis=-1)",
        "np.stack([to_the_right, to_the_left], axis=-1).reshape(*x.shape[:2], -1)",
        "The units of the two networks take turns. All units of the forward half come first, then all of the backward half.",
    ),
    Mistake(
        "np.concatenate([to_the_right, to_the_left], axis=-1)",
        "np.concatenate([to_the_right, to_the_left], axis=-1) * (1 if mask is None else mask[:, :, None])",
        "The states at padded steps were set to zero. They repeat the state before, as `rnn_forward` and "
        "`reverse_sequences` leave them.",
    ),
    Mistake(
        "turned_x, h_0_backward,",
        "turned_x, h_0_forward,",
        "The backward network starts from `h_0_forward`. It has an initial state of its own.",
    ),
    Mistake(
        "rnn_forward(x, h_0_forward, *forward, mask)",
        "rnn_forward(x, h_0_backward, *forward, mask)\n    h_0_backward = h_0_forward",
        "The two initial states are exchanged: `h_0_forward` belongs to the network that reads from the front.",
    ),
    Mistake(
        "turned_x, h_0_backward,",
        "turned_x, to_the_right[:, -1],",
        "The backward network starts from the last state of the forward one. The two do not know of each other: it starts from "
        "`h_0_backward`.",
    ),
    Mistake(
        "turned_x, h_0_backward,",
        "turned_x, 0 * h_0_backward,",
        "The backward network starts from zeros and not from `h_0_backward`.",
    ),
    Mistake(
        "rnn_forward(x, h_0_forward,",
        "rnn_forward(x, 0 * h_0_forward,",
        "The forward network starts from zeros and not from `h_0_forward`.",
    ),
    Mistake(
        "*backward, mask",
        "*forward, mask",
        "Both networks use the weights of the forward one. Each has its own.",
    ),
    Mistake(
        "rnn_forward(x, h_0_forward, *forward, mask)  # (7.2)",
        "rnn_forward(x, h_0_forward, *backward, mask)\n    forward, backward = backward, forward",
        "The weights are exchanged: `forward` belongs to the network that reads from the front.",
    ),
    Mistake(
        "BidirectionalCache(forward_cache, backward_cache)",
        "BidirectionalCache(backward_cache, forward_cache)",
        "The states are right, but the two caches are exchanged.",
    ),
    Mistake(
        "BidirectionalCache(forward_cache, backward_cache)",
        "BidirectionalCache(forward_cache, backward_cache._replace(h_all=to_the_left))",
        "The states are right, but the backward cache holds them turned round again. Keep it as `rnn_forward` returned it.",
    ),
    Mistake(
        "BidirectionalCache(forward_cache, backward_cache)",
        "BidirectionalCache(forward_cache, backward_cache._replace(x=x))",
        "The states are right, but the backward cache holds the inputs from front to end. Keep it as `rnn_forward` returned it.",
    ),
)

CUT = "d_h_all[:, :, :units], d_h_all[:, :, units:]"
JOIN = "d_x_right + d_x_left"

BACKWARD = (
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
