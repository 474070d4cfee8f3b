# ---
# jupyter:
#   autograder:
#     title: Language models
#     cell_seconds: 180
# ---

# %% [markdown]
# # Assignment 08: Language models
#
# A language model answers one question: given what was written so far, how likely is each next letter? From this one
# answer follow three arts: to **score** (which of two sentences is better English?), to **compare** (which model is
# less surprised?), and to **write**. You build all three in eight short functions. At the end your functions teach an
# LSTM the names of all countries, cities and languages, in a tongue of your choice, and it invents new ones.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded: open the second only after the first. Replace `raise NotImplementedError()` by your
# code, 15 lines at most. Numbers of equations are those of the lecture [08 Language
# models](../../course/08_language_models.ipynb).

# %% setup=true

# %% [markdown]
# **Given to you**: NumPy and the softmax of unit 02. A *token* is what the model counts as one symbol, here mostly a
# letter; every token has an id.

# %% given="imports"
import unicodedata

import numpy as np


def softmax(logits):
    """Turn logits (..., classes) into probabilities over the last axis; a logit of -inf becomes probability 0."""
    exponentials = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)  # (2.8)

# %% given="toy"
LETTERS = "_abn"  # the ids 0, 1, 2, 3; "_" stands between words
toy_ids = np.array([LETTERS.index(letter) for letter in "_banana_ban_"])
toy_table = np.array([  # how likely each letter (column) is behind each letter (row), in such words
    [0.04, 0.04, 0.88, 0.04], [0.25, 0.02, 0.03, 0.70], [0.04, 0.88, 0.04, 0.04], [0.30, 0.60, 0.05, 0.05],
])


def spell(ids):
    """Write ids as letters."""
    return "".join(LETTERS[index] for index in ids)

# %% [markdown]
# ## Exercise 1: a model made by counting (2 points)
#
# The simplest language model that looks back at all looks back one token. Go along a long row of tokens $s_0, s_1,
# \dots, s_{N-1}$ and count how often $b$ stands directly behind $a$:
#
# $$n_{ab} = \text{number of } t \text{ with } s_t = a \text{ and } s_{t+1} = b \tag{8.3}$$
#
# Then turn counts into probabilities. So that a pair never seen is unlikely instead of impossible, every pair gets
# $\sigma$ occurrences for free ($K$ is the number of classes, the different ids):
#
# $$p(b \mid a) = \frac{n_{ab} + \sigma}{\sum_k n_{ak} + \sigma K} \tag{8.4}$$
#
# - `ids`: $s$, `(tokens,)`, int; `classes`: $K$, at least one more than the largest id; `smoothing`: $\sigma > 0$
# - returns `probabilities`, `(classes, classes)`: row = token before, column = token behind, each row adds up to 1
#
# This is the floor that the LSTM of the payoff must beat.

# %% solution="bigram_model"
def bigram_model(ids, classes, smoothing):
    """Estimate the probability of each token behind each token.

    Args:
        ids: (tokens,), int, one long row. classes: int, how many different ids there are.
        smoothing: float above 0, added to the count of every pair.

    Returns:
        probabilities: (classes, classes), rows: token before, columns: token behind.
    """
    ### BEGIN SOLUTION
    counts = np.zeros((classes, classes))
    np.add.at(counts, (ids[:-1], ids[1:]), 1)  # (8.3)
    smoothed = counts + smoothing
    probabilities = smoothed / np.sum(smoothed, axis=1, keepdims=True)  # (8.4)
    return probabilities
    ### END SOLUTION

# %% see=true
print(spell(toy_ids), "   rows and columns:", *LETTERS)
print(bigram_model(toy_ids, 4, smoothing=0.1).round(2))
print("behind a token never seen:", bigram_model(toy_ids, 5, smoothing=0.1)[4].round(2))

# %% test="bigram_model" points=2
check(bigram_model)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# How many pairs are there in a row of 12 tokens? The first half of all pairs is "all tokens but the last", the second
# half is "all tokens but the first". What does a row of the smoothed table add up to? Compare with the denominator of
# (8.4). And mind that the same pair may occur many times.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `counts[before, behind] += 1` with **arrays** counts a repeated pair only once. `np.add.at(counts, (before, behind),
# 1)` counts it every time; a plain Python loop does too. Begin with `np.zeros`, which are floats: to whole numbers
# 0.3 cannot be added. Then divide by the row sums with `axis=1, keepdims=True`.
# </details>

# %% [markdown]
# ## Exercise 2: a long text in batches (3 points)
#
# A network reads a long row of $N$ tokens in chunks, and it reads `batch` places of the row at once. Cut the row into
# `batch` equal strips of $L = \lfloor (N-1) / \text{batch} \rfloor$ tokens, one per sample; then cut all strips into
# chunks of $\ell$ time steps. The target of every token is the token **behind** it:
#
# $$x^{(j)}_{bt} = s_{\,bL + j\ell + t}, \qquad y^{(j)}_{bt} = s_{\,bL + j\ell + t + 1} \tag{8.14}$$
#
# Here $j = 0, 1, \dots$ counts the chunks, $b$ the samples, $t = 0 \dots \ell - 1$ the steps of a chunk. So sample $b$
# of chunk $j$ goes on where sample $b$ of chunk $j - 1$ stopped, and the network's state can be carried over.
#
# - `ids`: $s$, `(tokens,)`, int; `batch`; `timesteps`: $\ell$
# - returns a list of pairs `(x, targets)`, both `(batch, timesteps)`. The last pair is shorter where $\ell$ does not
#   divide $L$. Tokens left over behind the last strip are not used.

# %% solution="language_model_batches"
def language_model_batches(ids, batch, timesteps):
    """Cut one long row of tokens into batches whose samples continue each other.

    Args:
        ids: (tokens,), int. batch: int. timesteps: int, of one chunk.

    Returns:
        batches: list of (x, targets), each (batch, timesteps), the last one with fewer time steps if need be.
    """
    ### BEGIN SOLUTION
    length = (len(ids) - 1) // batch  # one token must be left over, as the last target
    x = ids[: batch * length].reshape(batch, length)
    targets = ids[1 : batch * length + 1].reshape(batch, length)
    batches = []
    for start in range(0, length, timesteps):
        stop = start + timesteps
        batches.append((x[:, start:stop], targets[:, start:stop]))  # (8.14)
    return batches
    ### END SOLUTION

# %% see=true
for x, targets in language_model_batches(np.arange(16), batch=2, timesteps=3):
    print("x", x.tolist(), "  targets", targets.tolist())

# %% test="language_model_batches" points=3
check(language_model_batches)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Look at the numbers above: 16 tokens make two strips of $\lfloor 15/2 \rfloor = 7$. Read sample 0 across the three
# chunks: 0 to 6 without a gap. Make the two strips of inputs first and the two strips of targets next; only then cut
# both along time. Where in the row do the targets begin, and where do they end?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `ids[:batch * length].reshape(batch, length)` lays the strips below each other. The same slice moved by one gives the
# targets. Cutting along time is `truncated_chunks` of unit 03: `for start in range(0, length, timesteps)`, then
# `x[:, start:start + timesteps]`; a slice that reaches beyond the end just stops there.
# </details>

# %% [markdown]
# ## Exercise 3: perplexity (1 point)
#
# How surprised was a model, on average, by the tokens that really came? The cross-entropy $L$ says it in nats. Its
# exponential is easier to imagine: a perplexity of 7 means as unsure as if it had to guess among 7 equally likely
# tokens at every step.
#
# $$L = -\frac{\sum_{n,t} m_{nt} \log p_{nt}}{\sum_{n,t} m_{nt}} \tag{8.6}$$
# $$\text{perplexity} = e^{L} \tag{8.7}$$
#
# - `log_probabilities`: $\log p_{nt}$, the natural logarithm of the probability of each token that came, `(batch,
#   timesteps)`; `mask`: $m$, bool, `(batch, timesteps)`. What stands at padding must not count, wherever it stands.
# - returns one number, at least 1
#
# With it you can compare a table of counts with an LSTM: whoever is less perplexed by new text is the better model.

# %% solution="perplexity"
def perplexity(log_probabilities, mask):
    """Compute the perplexity per real token.

    Args:
        log_probabilities: (batch, timesteps), natural logarithms. mask: (batch, timesteps), bool, True = real token.

    Returns:
        perplexity: float.
    """
    ### BEGIN SOLUTION
    loss = -np.sum(log_probabilities * mask) / np.sum(mask)  # (8.6)
    return float(np.exp(loss))  # (8.7)
    ### END SOLUTION

# %% see=true
toy_log = np.log([[1 / 2, 1 / 4, 1 / 4], [1 / 8, 1 / 9, 1 / 9]])
print(round(perplexity(toy_log, np.array([[True, True, True], [True, False, False]])), 3))
print(round(perplexity(np.log(np.full((1, 5), 1 / 7)), np.full((1, 5), True)), 3))

# %% test="perplexity" points=1
check(perplexity)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# In the first example four tokens are real. Their surprises are 1, 2, 2 and 3 times $\log 2$, 8 in all, 2 each: so
# $e^{2 \log 2} = 4$. By what number do you divide, and what happens first, the mean or the exponential?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.sum(log_probabilities * mask)` leaves padding out of the sum, `np.sum(mask)` out of the count. Mind the sign, then
# `np.exp`.
# </details>

# %% [markdown]
# ## Exercise 4: the score of a sentence (3 points)
#
# The probability of a whole sentence is a product, one factor per token, so its logarithm is a sum:
#
# $$\log P(\text{sentence}_n) = \sum_t m_{nt} \log p_{nt,\,y_{nt}}, \qquad p_{nt} = \mathrm{softmax}(o_{nt}) \tag{8.5}$$
#
# Take the logarithm of softmax on paper, as in (2.9): $\log p_k = (o_k - \max_j o_j) - \log \sum_j e^{o_j - \max_j
# o_j}$. A probability that the computer rounds to 0 has no logarithm.
#
# - `logits`: $o$, `(batch, timesteps, classes)`; `targets`: $y$, ids, `(batch, timesteps)`; `mask`: bool, `(batch,
#   timesteps)`
# - returns one score per sentence, `(batch,)`, in nats, at most 0: **sums**, not means
#
# Speech recognisers and translators use such scores to choose among candidates that sound or mean the same.

# %% solution="sentence_log_probability"
def sentence_log_probability(logits, targets, mask):
    """Compute the log-probability of each sentence of a batch.

    Args:
        logits: (batch, timesteps, classes), may be as large as 1e4.
        targets: (batch, timesteps), int. mask: (batch, timesteps), bool, True = real token.

    Returns:
        scores: (batch,), in nats.
    """
    ### BEGIN SOLUTION
    shifted = logits - np.max(logits, axis=-1, keepdims=True)
    log_probabilities = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))  # (2.9)
    chosen = np.take_along_axis(log_probabilities, targets[:, :, None], axis=-1)[:, :, 0]  # (batch, timesteps)
    scores = np.sum(chosen * mask, axis=1)  # (8.5)
    return scores
    ### END SOLUTION

# %% see=true
words = np.array([[0, 2, 1, 3, 0], [0, 3, 1, 2, 0], [0, 2, 1, 0, 0]])  # the last one is shorter
real = np.array([[True] * 4, [True] * 4, [True, True, True, False]])
scores = sentence_log_probability(np.log(toy_table)[words[:, :-1]], words[:, 1:], real)
for word, mask, score in zip(words, real, scores, strict=True):
    print(f"{spell(word[1:][mask]):5} {score:.2f} nats")

# %% test="sentence_log_probability" points=3
check(sentence_log_probability)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# This is your loss of unit 02 without its last step: there the surprises of the whole batch were averaged, here the
# log-probabilities of each sentence are added. Which axis disappears? A longer sentence has more factors below 1, so
# its score is lower: that is meant to be so.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.take_along_axis(log_probabilities, targets[:, :, None], axis=-1)[:, :, 0]` picks the token that came, at every
# step. Multiply by the mask and `np.sum(..., axis=1)`.
# </details>

# %% [markdown]
# ## Exercise 5: drawing the next token (4 points)
#
# To write, draw the next token from the model's probabilities. Four wishes come on top, in this order:
#
# 1. **Temperature** $\tau$: all logits are divided by it. Below 1 the likely becomes likelier, above 1 all become more
#    alike: $p_k \propto e^{o_k / \tau}$ (8.9).
# 2. **Banned** ids (the sign for "unknown", say) must never be drawn.
# 3. **Top-k**: of those not banned, only the `top_k` with the largest logits stay.
# 4. **Top-p**, or nucleus: take the probabilities of those that stay, from the likeliest down. Once those *before* an
#    id already add up to `top_p` or more, it is out. So the smallest group that reaches `top_p` stays, and the
#    likeliest always does.
#
# Whoever is out gets the logit $-\infty$, so its probability is $e^{-\infty} = 0$, and softmax shares everything among
# those that stay:
#
# $$k \sim \mathrm{softmax}(o'), \qquad o'_k = o_k / \tau \text{ if } k \text{ stays, else } -\infty \tag{8.11}$$
#
# - `logits`: $o$, `(classes,)`; `rng`: a NumPy random generator, **the only source of chance you use**;
#   `temperature`; `top_k`: int or `None` (all stay), may be larger than the number of classes; `top_p`: float or `None`;
#   `banned`: a tuple of ids
# - returns one id, an `int`. The check draws 700 times in each of its cases and looks how often each id comes.

# %% solution="sample_index"
def sample_index(logits, rng, temperature=1.0, top_k=None, top_p=None, banned=()):
    """Draw an id from the softmax of logits, sharpened, cut and censored as asked.

    Args:
        logits: (classes,), float; they are not changed. rng: numpy.random.Generator.
        temperature: float above 0. top_k: int or None. top_p: float or None. banned: tuple of ids.

    Returns:
        index: int.
    """
    ### BEGIN SOLUTION
    scores = logits / temperature  # (8.9), a new array
    scores[list(banned)] = -np.inf
    if top_k is not None:
        scores[np.argsort(-scores)[top_k:]] = -np.inf
    if top_p is not None:
        order = np.argsort(-scores)  # from the likeliest down
        falling = softmax(scores)[order]
        before = np.cumsum(falling) - falling  # what those ahead of each add up to
        scores[order[before >= top_p]] = -np.inf
    return int(rng.choice(len(scores), p=softmax(scores)))  # (8.11)
    ### END SOLUTION

# %% see=true
def shares(**wishes):
    """Draw 5000 times and tell how often each id came."""
    rng = np.random.default_rng(1)
    draws = [sample_index(np.log([0.42, 0.3, 0.18, 0.1]), rng, **wishes) for _ in range(5000)]
    return (np.bincount(draws, minlength=4) / 5000).round(1)


print("as they are     ", shares())
print("temperature 0.5 ", shares(temperature=0.5))
print("top 2           ", shares(top_k=2))
print("nucleus 0.7     ", shares(top_p=0.7))
print("id 0 banned     ", shares(banned=(0,)))

# %% test="sample_index" points=4
check(sample_index)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Keep one array of logits and go through the wishes one by one; each wish only sets some entries to minus infinity.
# Make the plain draw work first, then add one wish at a time and look at the free cell. Banned ids are out before the
# top-k are chosen, so that k others stay. For the nucleus, sort the probabilities and ask of each: how much do those
# **before** it add up to? Finally: is the array you write into a new one? If NumPy says "Probabilities contain NaN",
# print your logits just before the draw: either nobody has stayed, or an exponential was too large.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.argsort(-scores)` lists the ids from the largest logit down; `[top_k:]` of that list are out. `np.cumsum(falling)`
# adds up including the entry itself: subtract it to get what stands before. `scores[list(ids)] = -np.inf` with a list
# or array of ids; a tuple means something else there. Draw with `rng.choice(classes, p=probabilities)`.
# </details>

# %% [markdown]
# ## Exercise 6: writing (3 points)
#
# Draw a token, feed it back, draw the next, until the model says that it is done:
#
# $$k_t \sim \mathrm{softmax}(o'_t), \qquad x_{t+1} = k_t, \qquad \text{stop when } k_t = \text{end} \tag{8.12}$$
#
# The network hides behind a function `step(id, state)` that returns `(logits, state)`: the logits `(classes,)` of the
# token behind `id`, and the state to hand to the next call. What a state is, is the network's business.
#
# - `first_id`: what is read first, no part of the result (it may well be the end sign of the text before); `end_id`: the
#   end sign, **no part of the result** either; `max_length`: at most so many ids are written; the other arguments are
#   those of `sample_index`
# - returns the list of ids written, possibly empty

# %% solution="generate"
def generate(step, state, first_id, end_id, rng, max_length, temperature=1.0, top_k=None, top_p=None, banned=()):
    """Let a language model write until it draws the end sign.

    Args:
        step: function (id, state) -> (logits, state). state: what the first call of step is given.
        first_id, end_id: int. rng: numpy.random.Generator. max_length: int, of the result.
        temperature, top_k, top_p, banned: as in sample_index.

    Returns:
        ids: list of int, without first_id and end_id.
    """
    ### BEGIN SOLUTION
    ids, index = [], first_id
    while len(ids) < max_length:
        logits, state = step(index, state)
        index = sample_index(logits, rng, temperature, top_k, top_p, banned)  # (8.12)
        if index == end_id:
            break
        ids.append(index)
    return ids
    ### END SOLUTION

# %% see=true
def step_of_counts(index, state):
    """Look the next token up in the table at the top; a table needs no state."""
    return np.log(toy_table[index]), state


rng = np.random.default_rng(0)
lengths = [len(generate(step_of_counts, None, 0, 0, rng, max_length=9)) for _ in range(500)]
print("longest:", max(lengths), "  mean length:", round(np.mean(lengths)))
print("always the likeliest letter:", spell(generate(step_of_counts, None, 0, 0, rng, 9, top_k=1)))

# %% test="generate" points=3
check(generate)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Two variables change from turn to turn: the last id and the state. Both go into `step`, both come out new. Where in
# the loop must the question "is this the end sign?" stand, so that the end sign is not written down?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# A `while` loop over the length of the list, or a `for` loop over `range(max_length)`. In it: call `step` with the two
# variables and unpack both results, call `sample_index` with `rng` and all four wishes handed on (in its order, or by
# name), then `break` or `append`.
# </details>

# %% [markdown]
# ## Exercise 7: a loss for very many classes (3 points)
#
# With a vocabulary of a million words, most of the time goes into the denominator of softmax: a million products, for
# one right word. **Sampled softmax** compares the right class $y$ with a handful of classes $S$ drawn at random, class
# $k$ with probability $q_k$. Often drawn classes would be punished more often; subtracting $\log q_k$ makes up for it:
#
# $$\tilde o_k = h \cdot V_{\cdot k} + c_k - \log q_k \tag{8.15}$$
# $$L = -\frac{1}{B} \sum_{n} \log \frac{e^{\tilde o_{n,\,y_n}}}{e^{\tilde o_{n,\,y_n}} + \sum_{k \in S,\; k \ne y_n}
# e^{\tilde o_{nk}}} \tag{8.16}$$
#
# $B$ is the number of samples. If $y_n$ happens to be among the drawn classes, that draw is left out for sample $n$ (a
# class cannot be its own rival); a rival drawn twice counts twice. $S$ is the same for the whole batch.
#
# - `h`: `(batch, units)`; `target`: $y$, ids, `(batch,)`; `output_kernel`: $V$, `(units, classes)`; `output_bias`: $c$;
#   `sampled_ids`: $S$, ids, `(samples,)`; `proposal`: $q$, `(classes,)`
# - returns `loss`, one number in nats. Subtract the largest $\tilde o$ before you exponentiate.

# %% solution="sampled_softmax_loss"
def sampled_softmax_loss(h, target, output_kernel, output_bias, sampled_ids, proposal):
    """Compute the mean cross-entropy among the right class and a few drawn ones (Jean et al. 2015).

    Args:
        h: (batch, units). target: (batch,), int. output_kernel: (units, classes). output_bias: (classes,).
        sampled_ids: (samples,), int. proposal: (classes,), the probability with which each class is drawn.

    Returns:
        loss: float, in nats.
    """
    ### BEGIN SOLUTION
    correction = output_bias - np.log(proposal)
    right = np.sum(h * output_kernel[:, target].T, axis=1) + correction[target]  # (8.15), (batch,)
    rivals = h @ output_kernel[:, sampled_ids] + correction[sampled_ids]  # (batch, samples)
    rivals = np.where(sampled_ids == target[:, None], -np.inf, rivals)
    scores = np.concatenate([right[:, None], rivals], axis=1)
    shifted = scores - np.max(scores, axis=1, keepdims=True)
    loss = np.mean(np.log(np.sum(np.exp(shifted), axis=1)) - shifted[:, 0])  # (8.16)
    return float(loss)
    ### END SOLUTION

# %% see=true
rng = np.random.default_rng(2)
toy_h, toy_kernel, toy_target = rng.normal(size=(2, 4)), rng.normal(size=(4, 5000)), np.array([17, 4321])
even = np.full(5000, 1 / 5000)
every = sampled_softmax_loss(toy_h, toy_target, toy_kernel, np.zeros(5000), np.arange(5000), even)
print("all 5000 classes:", round(every, 2))
rough = [
    sampled_softmax_loss(toy_h, toy_target, toy_kernel, np.zeros(5000), rng.integers(0, 5000, 100), even)
    for _ in range(200)
]
print("100 of them, mean of 200 draws:", round(np.mean(rough) + np.log(5000 / 100), 1), "(log 50 added)")

# %% test="sampled_softmax_loss" points=3
check(sampled_softmax_loss)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Make an array of scores `(batch, 1 + samples)`: the right class in column 0, the rivals behind it. Then the loss is an
# ordinary cross-entropy whose right class is always number 0. The logit of the right class needs, for each sample, one
# column of the kernel: sample $n$ with column $y_n$. A rival that equals the target gets the score $-\infty$.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `output_kernel[:, sampled_ids]` takes columns. `np.sum(h * output_kernel[:, target].T, axis=1)` is one dot product per
# sample. `sampled_ids == target[:, None]` has the shape `(batch, samples)`; `np.where` puts `-np.inf` there. Then
# `np.concatenate` with `axis=1`.
# </details>

# %% [markdown]
# ## Exercise 8: invented or remembered? (1 point)
#
# A model that has learnt its text by heart writes beautifully. Novelty tells how much of what it writes is its own:
#
# $$\text{novelty} = \frac{\text{number of names written that are not in the training set}}{\text{number of names written}}
# \tag{8.17}$$
#
# Two names are the same if they agree after two tidyings: `unicodedata.normalize("NFC", name)`, because "é" may be
# stored as one sign or as "e" and an accent, and `.casefold()`, which makes small and capital letters alike.
#
# - `names`: list of strings; a name written twice counts twice; `training_names`: list of strings
# - returns a number from 0 to 1; 0.0 for an empty list

# %% solution="novelty"
def novelty(names, training_names):
    """Compute the share of names that do not stand in the training set.

    Args:
        names: list of str, what was written. training_names: list of str.

    Returns:
        share: float from 0 to 1.
    """
    ### BEGIN SOLUTION
    known = {unicodedata.normalize("NFC", name).casefold() for name in training_names}
    new = [name for name in names if unicodedata.normalize("NFC", name).casefold() not in known]
    return len(new) / len(names) if names else 0.0  # (8.17)
    ### END SOLUTION

# %% see=true
print(novelty(["Spain", "Spaim", "SPAIN", "Grimbia"], ["Spain", "France"]))
print(novelty(["Pe\u0301rou"], ["P\u00e9rou"]), "(the same name, stored in two ways)")

# %% test="novelty" points=1
check(novelty)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Tidy both sides in the same way, then look each written name up. By which of the two lists do you divide? What is
# divided by zero when nothing was written?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# A set of tidied training names makes `in` fast. Count with `sum(... for name in names)` or the length of a list.
# </details>

# %% [markdown]
# ## Payoff: countries that are not on any map
#
# Now everything together. The text is a long row of names of countries, cities and languages. In front of each stands a
# sign that says what kind of name follows, behind each stands an end sign. So one network learns all three, and you
# order by kind what it shall invent.
#
# Choose a language below. About 80 % of its names train, 10 % choose the settings, 10 % are for the final number.
# Letters that come fewer than three times become one sign for "unknown", which we never want to see written: it is
# banned.

# %% payoff=true
from rnndata import KINDS, LANGUAGES, load_names

LANGUAGE, SEED = "en", 0
print("languages to choose from:", *LANGUAGES)
parts = {part: [] for part in ("train", "validation", "test")}
for kind in KINDS:
    for part, names in load_names(kind, LANGUAGE)._asdict().items():
        parts[part] += [(kind, name) for name in names]
letters = "".join(name for _, name in parts["train"])
VOCABULARY = ["END", "UNKNOWN", *KINDS] + sorted(letter for letter in set(letters) if letters.count(letter) >= 3)
END, UNKNOWN, CLASSES = 0, 1, len(VOCABULARY)
IDS = {token: index for index, token in enumerate(VOCABULARY)}


def encode(kind, name):
    """Return the ids of one name, between the sign of its kind and the end sign."""
    return [IDS[kind]] + [IDS.get(letter, UNKNOWN) for letter in name] + [END]


coded = {part: [encode(kind, name) for kind, name in named] for part, named in parts.items()}
print({part: len(named) for part, named in parts.items()}, "names,", CLASSES, "tokens")

# %% [markdown]
# **First the floors.** Your `bigram_model` looks back one token. A trigram looks back two: it counts how often $k$
# stood behind the pair $a, b$. Most such pairs are rare, so it adds pseudo-counts in the proportion of the bigram's
# opinion (lecture, equation 8.8) instead of the same number for all. How strongly to smooth is chosen on the validation
# names. A model that does not beat these tables is not worth its name.

# %% payoff=true
def trigram_model(ids, bigrams, strength):
    """Return probabilities (classes, classes, classes) of each token behind each pair, leaning on the bigrams."""
    counts = np.zeros((CLASSES,) * 3)
    np.add.at(counts, (ids[:-2], ids[1:-1], ids[2:]), 1)
    return (counts + strength * bigrams) / (counts.sum(axis=2, keepdims=True) + strength)  # (8.8)


def nats_of_table(table, part):
    """Return nats per token of a table that looks back as far as it has axes; signs of kind are given, not guessed."""
    row = np.concatenate([[END], *coded[part]])
    two_back, one_back, token = row[:-2], row[1:-1], row[2:]
    log_p = np.log(table[(two_back, one_back, token)[3 - table.ndim :]])
    return np.log(perplexity(log_p[None], ~np.isin(token, [IDS[kind] for kind in KINDS])[None]))


row = np.concatenate([[END], *coded["train"]])
unigrams = (np.bincount(row, minlength=CLASSES) + 0.1) / (len(row) + 0.1 * CLASSES)
bigrams = min((bigram_model(row, CLASSES, s) for s in (0.01, 0.03, 0.1, 0.3, 1)), key=lambda p: nats_of_table(p, "validation"))
tables = (trigram_model(row, bigram_model(row, CLASSES, s), r) for s in (0.01, 0.03, 0.1, 0.3) for r in (4, 8, 16, 32, 64))
trigrams = min(tables, key=lambda p: nats_of_table(p, "validation"))
floors = {"unigram": unigrams, "bigram": bigrams, "trigram": trigrams}
for name, table in floors.items():
    print(f"{name:8} {nats_of_table(table, 'validation'):.3f} nats per character, validation")

# %% [markdown]
# **Then the network**: the LSTM of unit 05, forward and backward, and Adam of unit 03. They are given, so that nothing
# depends on how far you got there; put your own in their place if you like. To be quick, they multiply the inputs of
# all time steps at once (unit 10 tells more), and they need no mask: padding, where there is any, stands at the end.

# %% given="lstm_cache"
from typing import NamedTuple


class LSTMCache(NamedTuple):
    x: np.ndarray  # (batch, timesteps, features)
    h_0: np.ndarray  # (batch, units)
    c_0: np.ndarray
    gates: list  # one tuple (i, f, g, o) per time step, each (batch, units)
    c_all: np.ndarray  # (batch, timesteps, units)
    h_all: np.ndarray


def sigmoid(a):
    """Squash to between 0 and 1: the curve of 1 / (1 + exp(-a)), without overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * a)

# %% given="lstm_forward"
def lstm_forward(x, h_0, c_0, kernel, recurrent_kernel, bias):
    """Run an LSTM over all time steps: h_all (batch, timesteps, units), c_last (batch, units) and a cache."""
    inputs = np.tensordot(x, kernel, axes=1) + bias  # x @ kernel, all steps in one product; gates in the order i, f, g, o
    h, c, gates, states = h_0, c_0, [], []
    for t in range(x.shape[1]):
        a_i, a_f, a_g, a_o = np.split(inputs[:, t] + h @ recurrent_kernel, 4, axis=1)
        i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
        c = f * c + i * g
        h = o * np.tanh(c)
        gates.append((i, f, g, o))
        states.append((c, h))
    c_all, h_all = (np.stack(state, axis=1) for state in zip(*states, strict=True))
    return h_all, c, LSTMCache(x, h_0, c_0, gates, c_all, h_all)

# %% given="lstm_backward"
def lstm_backward(d_h_all, d_h_last, d_c_last, cache, kernel, recurrent_kernel):
    """Carry the gradient back through all time steps: d_x, d_h_0, d_c_0, d_kernel, d_recurrent_kernel, d_bias."""
    x, h_0, c_0, gates, c_all, h_all = cache
    d_a = np.empty((*h_all.shape[:2], 4 * h_all.shape[2]), dtype=h_all.dtype)
    d_h, d_c = d_h_last, d_c_last
    for t in reversed(range(x.shape[1])):
        i, f, g, o = gates[t]
        tanh_c = np.tanh(c_all[:, t])
        c_prev = c_all[:, t - 1] if t > 0 else c_0
        d_h = d_h + d_h_all[:, t]
        d_c = d_c + d_h * o * (1 - tanh_c**2)
        d_i, d_f, d_g, d_o = d_c * g, d_c * c_prev, d_c * i, d_h * tanh_c
        d_gates = [d_i * i * (1 - i), d_f * f * (1 - f), d_g * (1 - g**2), d_o * o * (1 - o)]
        d_a[:, t] = np.concatenate(d_gates, axis=1)
        d_h, d_c = d_a[:, t] @ recurrent_kernel.T, d_c * f
    h_before = np.concatenate([h_0[:, None], h_all[:, :-1]], axis=1)
    d_kernel, d_recurrent_kernel = (np.tensordot(left, d_a, axes=([0, 1], [0, 1])) for left in (x, h_before))
    return np.tensordot(d_a, kernel.T, axes=1), d_h, d_c, d_kernel, d_recurrent_kernel, np.sum(d_a, axis=(0, 1))

# %% given="adam"
def adam_update(parameter, gradient, m, v, step, learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Move a parameter one step of Adam: the new parameter, m and v (equations 3.17 to 3.22)."""
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat, v_hat = m / (1 - beta_1**step), v / (1 - beta_2**step)
    return parameter - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def clip_by_global_norm(gradients, limit):
    """Shrink all gradients together where their common norm exceeds the limit (unit 04)."""
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))
    return [gradient * min(1.0, limit / norm) for gradient in gradients]

# %% [markdown]
# One update: read a chunk, compare with the targets, go back. Only ten thousand letters are there to learn from, so the
# network would soon know them by heart. Two kinds of **dropout** make that harder: one letter in five is blanked, and
# at the output 30 % of the units, chosen anew for every chunk, are silenced for all its steps (unit 07).

# %% payoff=true
UNITS, BATCH, TIMESTEPS, EPOCHS, RATE = 64, 16, 20, 80, 8e-3


def one_hot(ids):
    return np.eye(CLASSES, dtype=np.float32)[ids]


def gradients_of(x, targets, h_0, c_0, weights, rng):
    """Return the gradients of one chunk, and the state to carry on."""
    kept_letters = (rng.random(x.shape) < 0.8) / np.float32(0.8)
    kept_units = (rng.random((len(x), 1, UNITS)) < 0.7) / np.float32(0.7)
    h_all, c_last, cache = lstm_forward(one_hot(x) * kept_letters[:, :, None], h_0, c_0, *weights[:3])
    logits = (h_all * kept_units) @ weights[3] + weights[4]
    guessed = ~np.isin(targets, [IDS[kind] for kind in KINDS])  # nobody can guess which kind comes next
    d_logits = (softmax(logits) - one_hot(targets)) * (guessed / guessed.sum(dtype=np.float32))[:, :, None]
    d_h_all = d_logits @ weights[3].T * kept_units
    d_output_kernel = np.tensordot(h_all * kept_units, d_logits, axes=([0, 1], [0, 1]))
    zeros = np.zeros_like(h_0)  # the gradient stops at the border of the chunk
    _, _, _, *d_weights = lstm_backward(d_h_all, zeros, zeros, cache, *weights[:2])
    return [*d_weights, d_output_kernel, np.sum(d_logits, axis=(0, 1))], h_all[:, -1], c_last

# %% [markdown]
# To judge the network, your `sentence_log_probability` scores names it has never seen. To let it write, your `generate`
# needs a `step`; the state that it hands on is the pair of $h$ and $c$. In training a name always came behind the end
# sign of another one, so here too the network reads an end sign first: it is a sign to forget what was before.

# %% payoff=true
NOTHING = np.zeros((1, UNITS), dtype=np.float32)


def nats_of_network(weights, part):
    """Return nats per token on the names of a part, each one read by itself; its first two signs are given, not guessed."""
    longest = max(map(len, coded[part]))
    ids = np.array([[END, *name] + [END] * (longest - len(name)) for name in coded[part]])
    mask = np.array([(np.arange(longest) > 0) & (np.arange(longest) < len(name)) for name in coded[part]])
    zeros = np.tile(NOTHING, (len(ids), 1))
    h_all, _, _ = lstm_forward(one_hot(ids[:, :-1]), zeros, zeros, *weights[:3])
    scores = sentence_log_probability(h_all @ weights[3] + weights[4], ids[:, 1:], mask)
    return -np.sum(scores) / np.sum(mask)


def invent(weights, kind, rng, **wishes):
    """Let the network write one name."""
    def step(index, state):
        h_all, c, _ = lstm_forward(one_hot([[index]]), *state, *weights[:3])
        return (h_all[0, 0] @ weights[3] + weights[4]).astype(float), (h_all[:, 0], c)

    _, state = step(END, (NOTHING, NOTHING))
    ids = generate(step, state, IDS[kind], END, rng, 30, banned=(UNKNOWN, *map(IDS.get, KINDS)), **wishes)
    return "".join(VOCABULARY[index] for index in ids)

# %% [markdown]
# Every epoch shuffles the names and lays them end to end; your `language_model_batches` cuts the row into chunks, and
# the state is carried from chunk to chunk. The learning rate falls to zero in a straight line. Watch the invented names
# grow up.

# %% payoff=true
import time

rng, start = np.random.default_rng(SEED), time.perf_counter()
orthogonal = [np.linalg.qr(rng.normal(size=(UNITS, UNITS)))[0] for _ in range(4)]
weights = [rng.normal(size=(CLASSES, 4 * UNITS)) / 5, 0.7 * np.hstack(orthogonal), np.repeat([0.0, 1.0, 0.0, 0.0], UNITS)]
weights += [rng.normal(size=(UNITS, CLASSES)) / 10, np.zeros(CLASSES)]
weights = [weight.astype(np.float32) for weight in weights]
means, step, curve = [(np.zeros_like(weight), np.zeros_like(weight)) for weight in weights], 0, []
for epoch in range(1, EPOCHS + 1):
    row = np.concatenate([coded["train"][index] for index in rng.permutation(len(coded["train"]))])
    batches = language_model_batches(row, BATCH, TIMESTEPS)
    h = c = np.zeros((BATCH, UNITS), dtype=np.float32)
    for x, targets in batches:
        step += 1
        gradients, h, c = gradients_of(x, targets, h, c, weights, rng)
        rate = RATE * (1 - step / (EPOCHS * len(batches)))
        gradients = clip_by_global_norm(gradients, 1.0)
        moved = [adam_update(*item, *mean, step, rate) for *item, mean in zip(weights, gradients, means, strict=True)]
        weights, means = [weight for weight, _, _ in moved], [(m, v) for _, m, v in moved]
    if epoch % 4 == 0:
        curve.append(nats_of_network(weights, "validation"))
    if epoch % 8 == 0:
        kind = KINDS[epoch // 8 % 3]
        print(f"epoch {epoch:2d}  {curve[-1]:.3f} nats  {time.perf_counter() - start:3.0f} s  a {kind}: {invent(weights, kind, rng)}")

# %% payoff=true
import matplotlib.pyplot as plt
from rnnfigures import COLOR

figure, axes = plt.subplots(figsize=(6, 3), layout="constrained")
axes.plot(range(4, EPOCHS + 1, 4), curve, "o-", markersize=3, color=COLOR["loss"], label="LSTM")
for (name, table), line in zip(floors.items(), (":", "-.", "--"), strict=True):
    axes.axhline(nats_of_table(table, "validation"), color=COLOR["floor"], linestyle=line, label=name)
axes.set(xlabel="epoch", ylabel="nats per character, validation", title=f"Names of places and languages ({LANGUAGE})")
axes.legend(frameon=False, ncols=2)
plt.show()
results = {name: nats_of_table(table, "test") for name, table in floors.items()}
results["LSTM"] = nats_of_network(weights, "test")
print("test names   nats per character   bits per character   perplexity")
for name, nats in results.items():
    print(f"{name:10} {nats:16.3f} {nats / np.log(2):20.3f} {np.exp(nats):17.2f}")

# %% [markdown]
# The table that looks back one letter helps a lot, the one that looks back two a little more, and the network, which
# may look back as far as it likes, beats both. Now let it write: a star marks a name that it was shown in training, a
# plus one that really exists although it was **never shown**.

# %% payoff=true
rng = np.random.default_rng(SEED)
shown = {kind: [name for other, name in parts["train"] if other == kind] for kind in KINDS}
hidden = {kind: [name for part in ("validation", "test") for other, name in parts[part] if other == kind] for kind in KINDS}
for kind in KINDS:
    print(f"\n{kind}:")
    for temperature in (0.3, 0.7, 1.0, 1.3):
        names = [invent(weights, kind, rng, temperature=temperature) for _ in range(60)]
        marked = [name + ("" if novelty([name], shown[kind]) else "*") for name in names[:5]]
        marked = [name + ("" if novelty([name], hidden[kind]) else "+") for name in marked]
        print(f"  temperature {temperature}: {len(set(names))} different, {novelty(names, shown[kind]):4.0%} new: {', '.join(marked)}")

# %% [markdown]
# Cold, it plays safe: the same beginnings and endings again and again. Hot, it is original and hard to pronounce.
# Somewhere between lie the names that could be on a map.
#
# Nearly everything is new, because dropout kept the network from learning the list by heart. Switch it off (0.8 and 0.7
# become 1.0 where the letters and units are kept) and train again: the validation curve turns and climbs above the
# trigram's line, and more stars appear. Or try another `LANGUAGE`, or `top_k=5` and `top_p=0.9` in the last cell.

# %%
check.summary("a08_language_models")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
