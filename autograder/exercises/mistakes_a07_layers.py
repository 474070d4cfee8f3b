"""Known mistakes of unit 07: recurrent layers on top of each other."""

from __future__ import annotations

from autograder.exercises.model import Mistake

STEP = "h_all, layer_cache = rnn_forward(h_all, h_0, *layer, mask)  # (7.7)"
LOOP = "zip(h_0s, layers, strict=True)"

FORWARD = (
    Mistake(
        STEP,
        "h_all, layer_cache = rnn_forward(x, h_0, *layer, mask)",
        "Every layer reads x. From the second layer on, the input is the sequence of states of the layer below, (7.7).",
    ),
    Mistake(
        STEP,
        "h_all, layer_cache = rnn_forward(h_all, h_0, *layer)",
        "The mask is not used. It holds for every layer.",
    ),
    Mistake(
        STEP,
        "h_all, layer_cache = rnn_forward(h_all, h_0, *layer, mask if h_all is x else None)",
        "Only the lowest layer uses the mask. The upper ones move on over the padding: give it to all.",
    ),
    Mistake(
        STEP,
        "h_all, layer_cache = rnn_forward(h_all, 0 * h_0, *layer, mask)",
        "The layers start from zeros. Each has its initial state in `h_0s`.",
    ),
    Mistake(
        STEP,
        "h_all, layer_cache = rnn_forward(h_all, h_0s[0], *layer, mask)",
        "All layers start from the initial state of the lowest. Each has its own in `h_0s`.",
    ),
    Mistake(
        STEP,
        "h_all, layer_cache = rnn_forward(h_all, h_0 if h_all is x else h_all[:, -1], *layer, mask)",
        "Upper layers start from the last state of the layer below, as a decoder would. Here each starts from its own `h_0`.",
    ),
    Mistake(
        STEP,
        "h_all, layer_cache = rnn_forward(h_all, h_0, *layers[0], mask)",
        "All layers use the weights of the lowest. Each has its own in `layers`.",
    ),
    Mistake(
        LOOP,
        "zip(h_0s, layers[::-1], strict=True)",
        "The layers are run from the last of the list to the first. The lowest layer stands first.",
    ),
    Mistake(
        LOOP,
        "zip(h_0s[::-1], layers, strict=True)",
        "The initial states are taken in the other order: `h_0s[0]` belongs to the lowest layer.",
    ),
    Mistake(
        LOOP,
        "zip(h_0s[::-1], layers[::-1], strict=True)",
        "The stack stands on its head: the lowest layer, the first of each list, is the first to run.",
    ),
    Mistake(LOOP, "zip(h_0s[:1], layers[:1], strict=True)", "Only the lowest layer was run."),
    Mistake(
        LOOP,
        "zip(h_0s[: len(layers) - 1 or 1], layers[: len(layers) - 1 or 1], strict=True)",
        "The top layer was not run: with L layers the loop makes L turns.",
    ),
    Mistake(
        "return h_all, caches",
        "return caches[0].h_all, caches",
        "The states of the lowest layer are returned. The answer is read from the top one.",
    ),
    Mistake(
        STEP,
        "below = h_all\n        h_all, layer_cache = rnn_forward(h_all, h_0, *layer, mask)\n"
        "        h_all = h_all + below if below is not x else h_all",
        "The states of the layer below were added to those of each layer. That is a residual connection; (7.7) has none.",
    ),
    Mistake(
        STEP,
        "h_all, layer_cache = rnn_forward(h_all if h_all is x else h_all[:, ::-1], h_0, *layer, mask)",
        "The sequence is turned round between the layers. Every layer reads from the first step to the last.",
    ),
    Mistake(
        STEP,
        "h_all, layer_cache = rnn_forward(h_all if h_all is x else np.tanh(h_all), h_0, *layer, mask)",
        "The states go through tanh once more between the layers. They went through it already.",
    ),
    Mistake(
        "return h_all, caches",
        "return h_all, caches[::-1]",
        "The states are right, but the caches are in the other order: the lowest layer comes first.",
    ),
    Mistake(
        "return h_all, caches",
        "return h_all, caches[-1:] * len(caches)",
        "The states are right, but every cache is that of the top layer. Append each as soon as it is made.",
    ),
    Mistake(
        "return h_all, caches",
        "return h_all, caches[-1]",
        "The states are right, but only the cache of the top layer is returned. Keep one per layer, in a list.",
    ),
    Mistake(
        "return h_all, caches",
        "return h_all, [layer_cache._replace(x=x) for layer_cache in caches]",
        "The states are right, but every cache holds x. The cache of a layer holds what that layer read.",
    ),
)

BACK = "d_below, _, *d_weights = rnn_backward(d_below, nothing, layer_cache, *layer[:2])  # (7.8)"
DOWN = "zip(reversed(cache), reversed(layers), strict=True)"
WALK = (
    f"{DOWN}:\n        nothing = np.zeros_like(layer_cache.h_0)\n        {BACK}\n"
    "        d_layers.append(RNNWeights(*d_weights))\n    return d_below, d_layers[::-1]"
)

BACKWARD = (
    Mistake(
        BACK,
        "d_below, _, *d_weights = rnn_backward(d_h_all, nothing, layer_cache, *layer[:2])",
        "Every layer gets the gradient of the top one. A lower layer gets what the layer above gives out as its d_x, (7.8).",
    ),
    Mistake(
        BACK,
        "d_below, _, *d_weights = rnn_backward(d_below + (0 if layer_cache is cache[-1] else d_h_all), nothing, layer_cache, "
        "*layer[:2])",
        "d_h_all is added again at lower layers. It reaches only the top one; the others get it through the chain.",
    ),
    Mistake(
        DOWN,
        "zip(cache, layers, strict=True)",
        "The layers are undone from the bottom to the top. The gradient comes in at the top layer and goes down.",
    ),
    Mistake(
        WALK,
        WALK.replace(DOWN, "zip(cache, layers, strict=True)").replace("[::-1]", ""),
        "The walk begins at the lowest layer. What the loss says arrives at the top layer first, and d_x leaves at the bottom.",
    ),
    Mistake(
        DOWN,
        "zip(reversed(cache), layers, strict=True)",
        "The caches are taken from the top down, but the weights from the bottom up. Each layer needs its own.",
    ),
    Mistake(
        DOWN,
        "zip(cache, reversed(layers), strict=True)",
        "The weights are taken from the top down, but the caches from the bottom up. Each layer needs its own.",
    ),
    Mistake(
        "return d_below, d_layers[::-1]",
        "return d_below, d_layers",
        "d_layers is in the order of the walk, the top layer first. The lowest layer comes first.",
    ),
    Mistake(
        BACK,
        "d_below, _, *d_weights = rnn_backward(d_below, d_below[:, -1], layer_cache, *layer[:2])",
        "The gradient of the last step enters each layer twice: once in d_h_all and once as d_h_last. d_h_last is zeros here.",
    ),
    Mistake(
        BACK,
        "carried = nothing if layer_cache is cache[-1] else d_h_0\n"
        "        d_below, d_h_0, *d_weights = rnn_backward(d_below, carried, layer_cache, *layer[:2])",
        "The gradient of one layer's initial state goes on as the d_h_last of the layer below. The layers meet only at "
        "their inputs and states: every d_h_last is zeros.",
    ),
    Mistake(
        BACK,
        "d_x, _, *d_weights = rnn_backward(d_below, nothing, layer_cache, *layer[:2])\n"
        "        d_below = d_x * (1 - layer_cache.x**2)",
        "Between the layers the gradient is multiplied with the slope of tanh. The layer below applies that slope itself.",
    ),
    Mistake(
        BACK,
        "d_x, _, *d_weights = rnn_backward(d_below, nothing, layer_cache, *layer[:2])\n        d_below = d_x[:, ::-1]",
        "The gradient is turned round in time between the layers. `d_x` of a layer has the steps in order already.",
    ),
    Mistake(
        BACK,
        "d_x, _, *d_weights = rnn_backward(d_below, nothing, layer_cache, *layer[:2])\n        d_below = d_x + d_below",
        "What came in at a layer is added to what it gives out. That would be a residual connection; (7.8) has none.",
    ),
    Mistake(
        BACK,
        "real = 1.0 if layer_cache.mask is None else layer_cache.mask[:, :, None]\n"
        "        d_below, _, *d_weights = rnn_backward(d_below * real, nothing, layer_cache, *layer[:2])",
        "The gradient at masked steps is thrown away. There the top layer repeats the state before, so it counts: "
        "`rnn_backward` deals with it.",
    ),
    Mistake(
        BACK,
        "d_below, _, *d_weights = rnn_backward(d_below, nothing, layer_cache._replace(mask=None), *layer[:2])",
        "The layers go back without the mask. It lies in each cache, under `mask`.",
    ),
    Mistake(
        "return d_below, d_layers[::-1]",
        "return d_h_all, d_layers[::-1]",
        "d_x is what came in, d_h_all. It is what comes out of the lowest layer.",
    ),
    Mistake(
        BACK,
        "d_x, _, *d_weights = rnn_backward(d_below, nothing, layer_cache, *layer[:2])\n"
        "        d_below = d_x if d_below is d_h_all else d_below",
        "The gradient goes down one layer only, then all layers below get the same. Replace the running gradient in every turn.",
    ),
    Mistake(
        "return d_below, d_layers[::-1]",
        "totals = [RNNWeights(*(sum(parts) for parts in zip(*d_layers)))] * len(d_layers)\n    return d_below, totals",
        "The gradients of all layers are added up. Each layer has weights of its own, and each gets its own gradient.",
    ),
    Mistake(
        "return d_below, d_layers[::-1]",
        "return d_below, d_layers[-1:] * len(d_layers)",
        "All entries of d_layers are those of the lowest layer. Append the gradients of each layer as soon as you have them.",
    ),
    Mistake(
        "return d_below, d_layers[::-1]",
        "return d_below, [RNNWeights(kernel, recurrent_kernel, d_layers[0].bias)\n"
        "        for kernel, recurrent_kernel, _ in d_layers[::-1]]",
        "All biases got the gradient of the top layer's bias.",
    ),
    Mistake(
        "d_layers.append(RNNWeights(*d_weights))",
        "d_layers.append(RNNWeights(d_weights[1], d_weights[0], d_weights[2]))",
        "The gradients of kernel and recurrent kernel are exchanged. `RNNWeights` takes the kernel first.",
    ),
    Mistake(
        "d_layers, d_below = [], d_h_all",
        "cache.reverse()\n    layers = layers[::-1]\n    d_layers, d_below = [], d_h_all\n"
        "    cache, layers = cache[::-1], layers[::-1]",
        "The list of caches was turned round in place. Whoever called the function still needs it: use `reversed(...)`.",
        caught="inputs",
    ),
)
