"""Known mistakes of unit 07: reading sequences from both ends."""

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
