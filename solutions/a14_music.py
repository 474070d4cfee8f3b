# ---
# jupyter:
#   autograder:
#     title: Music
#     cell_seconds: 180
#     extra: music
# ---

# %% [markdown]
# # Assignment 14: Music
#
# A folk tune is a row of letters, a chorale is a row of frames. You write what turns music into either and back, a network
# that carries its state in and out, and the loop that lets it write. At the end your network invents tunes, and another
# one puts three voices under melodies of Bach. You read them as a score, hear them, and keep them as files for a music
# program.
#
# Each exercise has a statement, a cell for your answer, a free cell that prints a few numbers to compare with, a check,
# and two hints that are folded. Replace `raise NotImplementedError()` by your code, 15 lines at most. Numbers of equations
# are those of the lecture [14 Music](../../course/14_music.ipynb).

# %% setup=true

# %% [markdown]
# **Given to you**: imports, the three signs that are no letters, the numbers of the piano, and a tune to try things on.

# %% given="imports"
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
import keras
import numpy as np
from keras import ops

PAD, BOS, EOS = 0, 1, 2  # padding, beginning and end of a tune; the characters follow from 3 on
KEYS, LOWEST = 88, 21  # keys of a piano, and the MIDI number of the lowest


def softmax(logits):
    """Turn logits into probabilities over the last axis; a logit of -inf becomes probability 0."""
    exponentials = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)  # (2.8)


CHARACTERS = "\n 124/:=>ABCDEGKLM|abcde"
TUNE = "M:2/4\nL:1/4\nK:C\nCD|EG|c2|"

# %% [markdown]
# ## Exercise 1: a tune becomes ids (2 points)
#
# A network reads numbers. The character at place $j$ of `characters` gets the id $j + 3$, since 0, 1 and 2 are PAD, BOS and
# EOS. A row for the network is
#
# $$[\,\mathrm{BOS},\ s_1,\ \dots,\ s_n,\ \mathrm{EOS},\ \mathrm{PAD},\ \dots,\ \mathrm{PAD}\,] \tag{14.1}$$
#
# with `max_length` numbers in all. Three things happen with real tunes:
#
# - A character that is not in `characters` is left out.
# - A tune that is too long is cut behind `max_length` numbers. A cut tune has no EOS, for it does not end there: a network
#   that was told otherwise would stop in the middle of a bar.
# - An empty tune is BOS, EOS and padding.
#
# Arguments: `tune`: text; `characters`: text, all different; `max_length`: int, at least 2. Returns `ids`, `(max_length,)`, int.

# %% solution="encode_tune"
def encode_tune(tune, characters, max_length):
    """Turn a tune in ABC into ids between BOS and EOS, padded at the end or cut there.

    Args:
        tune: str. characters: str, the vocabulary without PAD, BOS and EOS. max_length: int.

    Returns:
        ids: (max_length,), int.
    """
    ### BEGIN SOLUTION
    letters = [3 + characters.index(character) for character in tune if character in characters]
    row = [BOS, *letters, EOS][:max_length]
    return np.array(row + [PAD] * (max_length - len(row)))  # (14.1)
    ### END SOLUTION

# %% see=true
print(encode_tune("c2|e", CHARACTERS, 8), encode_tune("c?2!", CHARACTERS, 6))
print(encode_tune("c2|e", CHARACTERS, 5), encode_tune("c2|e", CHARACTERS, 6), encode_tune("", CHARACTERS, 3))

# %% test="encode_tune" points=2
check(encode_tune)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Make the row without padding first, BOS and EOS included, as a list. Cut it, then fill it up. What is left to fill when it
# was cut?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `characters.index(character)` is a place, `character in characters` a question; `[...][:max_length]`; `[PAD] * number` is
# an empty list where the number is 0. `np.array(...)` at the end.
# </details>

# %% [markdown]
# ## Exercise 2: ids become a tune (1 point)
#
# The way back, for what a network has written. Reading stops before the first EOS, if there is one. PAD and BOS are no
# characters and are left out wherever they stand.
#
# Arguments: `ids`: a list or an array of ints; `characters`: text. Returns a text.

# %% solution="decode_tune"
def decode_tune(ids, characters):
    """Turn ids into the text of a tune: up to the first EOS, without PAD and BOS.

    Args:
        ids: ints, a list or (length,). characters: str.

    Returns:
        tune: str.
    """
    ### BEGIN SOLUTION
    ids = list(ids)
    if EOS in ids:
        ids = ids[: ids.index(EOS)]
    return "".join(characters[index - 3] for index in ids if index > EOS)
    ### END SOLUTION

# %% see=true
print(decode_tune(encode_tune(TUNE, CHARACTERS, 40), CHARACTERS) == TUNE)
print(decode_tune([BOS, 24, 6, PAD, 21, EOS, 26], CHARACTERS))

# %% test="decode_tune" points=1
check(decode_tune)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Two steps: cut the list at the first EOS, then turn what is left into characters. Which place does the id 3 stand for?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `list(ids)` works for arrays, too; a list knows `EOS in ids` and `ids.index(EOS)`. `"".join(...)` makes one text.
# </details>

# %% [markdown]
# ## Exercise 3: a network whose state goes in and out (3 points)
#
# To write a tune, a network must take **one** character, say what may follow, and hand you its state, so that it can go on
# from there with the next one. In training it reads whole tunes at once, from a state of zeros. One model does both if the
# state is an input **and** an output:
#
# $$[\,\text{ids}\,(B, T),\ h_0\,(B, H)\,] \;\longmapsto\; [\,\text{logits}\,(B, T, K),\ h_{\text{last}}\,(B, H)\,] \tag{14.2}$$
#
# Inside: an `Embedding` of `features` numbers per id, one `GRU` with `units` units that returns all its outputs and its last
# state, and a `Dense` layer that gives $K$ = `classes` logits at every step (no softmax).
#
# - The recurrent layer comes from `layers`, which is `keras.layers` or a module with your own.
# - It must be **told** which steps are padding, with `mask=`: those whose id is 0. Else a short tune's last state would be
#   that of its padding.
# - Return a `keras.Model` with both inputs and both outputs in this order. It is not compiled here.

# %% solution="build_tune_model"
def build_tune_model(layers, classes, features, units):
    """Build a model from [ids, state] to [logits, last state].

    Args:
        layers: where `GRU` comes from. classes: int, how many different ids there are.
        features: int, size of an id's vector. units: int, of the GRU.

    Returns:
        model: keras.Model; ids (batch, timesteps), int32, and state (batch, units)
            to logits (batch, timesteps, classes) and state (batch, units).
    """
    ### BEGIN SOLUTION
    ids = keras.Input((None,), dtype="int32")
    state = keras.Input((units,))
    vectors = keras.layers.Embedding(classes, features)(ids)
    gru = layers.GRU(units, return_sequences=True, return_state=True)
    h_all, h_last = gru(vectors, initial_state=[state], mask=ops.not_equal(ids, PAD))
    return keras.Model([ids, state], [keras.layers.Dense(classes)(h_all), h_last])  # (14.2)
    ### END SOLUTION

# %% see=true
model = build_tune_model(keras.layers, classes=9, features=4, units=5)
tiny = np.array([[1, 3, 4, 2, 0, 0], [1, 5, 6, 7, 8, 2]])
logits, state = model([tiny, np.zeros((2, 5), "float32")])
print("logits", tuple(logits.shape), " state", tuple(state.shape), " weights", model.count_params())
_, shorter = model([tiny[:1, :4], np.zeros((1, 5), "float32")])
print("padding changes the last state:", not np.allclose(state[:1], shorter, atol=1e-5))

# %% test="build_tune_model" points=3
check(build_tune_model)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Write it in Keras's functional way: two `keras.Input`, three layers, one `keras.Model`. A GRU with `return_state=True`
# gives two things. The state of a GRU is one tensor, but `initial_state` wants a list.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `keras.Input((None,), dtype="int32")` for the ids; `layers.GRU` with `return_sequences` and `return_state`, called on the
# vectors with `initial_state=[...]` and `mask=...`; `ops.not_equal(ids, PAD)`; `keras.Model([...], [...])`.
# </details>

# %% [markdown]
# ## Exercise 4: let it write (4 points)
#
# The loop is that of unit 08: draw an id, feed it back, carry the state. New are wishes about the form of what is written.
# With $o$ the logits of a step,
#
# $$p_k \propto e^{\,o_k / \tau} \text{ for all ids } k \text{ that are allowed}, \qquad p_k = 0 \text{ for all others} \tag{14.3}$$
#
# Not allowed are
#
# 1. the ids in `banned`, at every step;
# 2. the end sign `end_id`, as long as fewer than `min_length` ids are written: a tune of three notes is none;
# 3. all but the `top_k` likeliest of those that 1 and 2 leave, if `top_k` is not None.
#
# `step(index, state)` returns the logits `(classes,)` of what follows, a NumPy array, and the new state. It is your
# network, or anything else that answers. The first call reads `first_id`, which is not part of the result. When `end_id`
# is drawn, writing ends, and the end sign is not part of the result either. At the latest it ends after `max_length` ids.
#
# Returns `ids`, a list of ints. Draw with the `rng` that you are given, a `numpy.random.Generator`.

# %% solution="sample_tune"
def sample_tune(step, state, first_id, end_id, rng, max_length, min_length=0, temperature=1.0, top_k=None, banned=()):
    """Write a row of ids, one after the other.

    Args: step: from (index, state) to logits (classes,) and the new state. state: what the first call gets.
        min_length, max_length: how many ids at least and at most. temperature: above 0. banned: tuple of ints.

    Returns: ids: list of int, without first_id and end_id.
    """
    ### BEGIN SOLUTION
    ids, index = [], first_id
    while len(ids) < max_length:
        logits, state = step(index, state)
        scores = logits / temperature
        scores[list(banned)] = -np.inf
        if len(ids) < min_length:
            scores[end_id] = -np.inf
        if top_k is not None:
            scores[np.argsort(-scores)[top_k:]] = -np.inf
        index = int(rng.choice(len(scores), p=softmax(scores)))  # (14.3)
        if index == end_id:
            break
        ids.append(index)
    return ids
    ### END SOLUTION

# %% see=true
def alphabet(index, state):
    """Say a, b, c, ... with certainty; after c the end is a little likelier than d."""
    logits = -50.0 - np.arange(8)
    logits[state], logits[7] = 5.0, 6.0 if state > 2 else -50.0
    return logits, state + 1


rng = np.random.default_rng(14)
for wishes in ({"temperature": 0.01}, {"min_length": 5, "temperature": 0.01}, {"min_length": 6, "banned": (0,), "top_k": 1}):
    print("".join("abcdefgh"[index] for index in sample_tune(alphabet, 0, 7, 7, rng, 6, **wishes)), wishes)

# %% test="sample_tune" points=4
check(sample_tune)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Work on a new array, `logits / temperature`, and not in the logits of somebody else. An id that is not allowed gets the
# logit minus infinity; mind the order of the three. In the third line above the letter a is banned, so b stands first, the
# likeliest of what is left.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# A list of places in brackets, `[list(banned)]`, sets several entries at once; `np.argsort(-scores)` lists the ids from the
# likeliest down; what stands from place `top_k` on is out. `rng.choice(number, p=...)` draws. A `while` loop with `break`.
# </details>

# %% [markdown]
# ## Exercise 5: a chorale becomes frames (2 points)
#
# The other representation is a picture of 88 columns, a **piano roll**. Frame $t$ is a row of zeros with a one for every key
# that sounds in it. The MIDI numbers of a piano go from 21 to 108:
#
# $$x_{tk} = \begin{cases} 1 & \text{if } k + 21 \text{ is one of the numbers of frame } t \\ 0 & \text{else} \end{cases} \tag{14.4}$$
#
# - `chorale`: a list with one tuple, list or set of MIDI numbers for each frame; an empty one is silence: a row of zeros
# - Numbers below 21 and above 108 are on no piano. Leave them out.
# - Returns `frames`, `(timesteps, 88)`, floats. An empty chorale gives shape (0, 88).

# %% solution="chorale_to_frames"
def chorale_to_frames(chorale):
    """Turn frames of MIDI numbers into a piano roll of zeros and ones.

    Args:
        chorale: list of frames, each a tuple, list or set of int.

    Returns:
        frames: (timesteps, 88), float.
    """
    ### BEGIN SOLUTION
    frames = np.zeros((len(chorale), KEYS), dtype="float32")
    for t, numbers in enumerate(chorale):
        for number in numbers:
            if LOWEST <= number < LOWEST + KEYS:
                frames[t, number - LOWEST] = 1.0  # (14.4)
    return frames
    ### END SOLUTION

# %% see=true
frames = chorale_to_frames([(48, 55, 64, 72), (), (20, 21, 108, 109)])
print(frames.shape, "ones at", np.argwhere(frames).tolist())
print(chorale_to_frames([]).shape)

# %% test="chorale_to_frames" points=2
check(chorale_to_frames)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Begin with zeros of the right shape; then every number sets one entry. In NumPy a negative index counts from the end: which
# key would the number 20 strike?
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `np.zeros((len(chorale), KEYS))`; `for t, numbers in enumerate(chorale)`; `if LOWEST <= number < LOWEST + KEYS`.
# </details>

# %% [markdown]
# ## Exercise 6: nats per frame (3 points)
#
# A model says for each of the 88 keys, by itself, how likely it is to sound in the **next** frame: 88 logits $o_{nt}$, after
# it has read the frames up to $t$. The surprise of a frame is the sum over its keys, and the score is the mean over all real
# frames but the first of each piece, before which there was nothing to read:
#
# $$L = \frac{\sum_n \sum_{t \ge 1} m_{nt} \sum_{k=1}^{88} \ell(o_{n,t-1,k},\ x_{ntk})}{\sum_n \sum_{t \ge 1} m_{nt}} \tag{14.5}$$
#
# with, for one key, $\ell(o, x) = -x \log \sigma(o) - (1 - x) \log(1 - \sigma(o))$. In this form it breaks down where
# $\sigma(o)$ is rounded to 0 or 1. Worked out on paper it is
#
# $$\ell(o, x) = \max(o, 0) - o\,x + \log(1 + e^{-|o|}) \tag{14.6}$$
#
# which never overflows. (`np.log1p(a)` is $\log(1 + a)$, exact for small $a$.)
#
# - `logits`: $o$, `(batch, timesteps, keys)`; `frames`: $x$, zeros and ones, the same shape; `mask`: bool, `(batch, timesteps)`,
#   True for real frames. The last logits of a piece say what would come after its end: they are not scored.
# - returns one number, in nats

# %% solution="frame_nll"
def frame_nll(logits, frames, mask):
    """Compute the negative log-likelihood per frame.

    Args:
        logits: (batch, timesteps, keys): at step t about frame t + 1; may be as large as 1e4.
        frames: (batch, timesteps, keys), zeros and ones. mask: (batch, timesteps), bool, True = real frame.

    Returns:
        nll: float, in nats.
    """
    ### BEGIN SOLUTION
    o, x, real = logits[:, :-1], frames[:, 1:], mask[:, 1:]
    losses = np.maximum(o, 0) - o * x + np.log1p(np.exp(-np.abs(o)))  # (14.6)
    per_frame = np.sum(losses, axis=-1)
    return float(np.sum(per_frame * real) / np.sum(real))  # (14.5)
    ### END SOLUTION

# %% see=true
toy_frames = np.array([[[1, 0], [1, 1], [0, 1]]], dtype=float)  # one piece, three frames, two keys
everywhere = np.ones((1, 3), dtype=bool)
print("knows nothing:", round(frame_nll(np.zeros((1, 3, 2)), toy_frames, everywhere), 4), " 2 log 2 =", round(2 * np.log(2), 4))
sure = 1e4 * np.array([[[1.0, 1.0], [-1.0, 1.0], [0.3, -0.7]]])
print("sure and right:", frame_nll(sure, toy_frames, everywhere), " sure and wrong:", frame_nll(-sure, toy_frames, everywhere))

# %% test="frame_nll" points=3
check(frame_nll)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Lay the three arrays so that they belong together: the logits of step 0 and frame 1, the logits of step 1 and frame 2, and
# so on. Which of the two loses its first entry, which its last? The mask goes with the frames. Sum over keys, mean over frames.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# `logits[:, :-1]`, `frames[:, 1:]`, `mask[:, 1:]`; `np.maximum(o, 0)`, `np.log1p(np.exp(-np.abs(o)))`; `np.sum(..., axis=-1)`;
# divide by `np.sum(mask[:, 1:])`.
# </details>

# %% [markdown]
# ## Exercise 7: frames become notes (3 points)
#
# To hear or print a piano roll, it must become notes: when a key goes down, for how long, and which key. A roll cannot tell a
# note that is held from one that is struck again. We decide that ones in a column **without a gap are one note, held**.
#
# - `frames`: `(timesteps, 88)`, zeros and ones
# - returns a list of tuples `(start, length, pitch)` of ints: frame in which the note begins, number of frames, MIDI number
#   ($k + 21$), ordered by start, and by pitch where several notes start together

# %% solution="frames_to_notes"
def frames_to_notes(frames):
    """Turn a piano roll into notes; ones in a column without a gap are one note.

    Args:
        frames: (timesteps, 88), zeros and ones.

    Returns:
        notes: list of (start, length, pitch), ints: frames, frames, MIDI number; ordered by start, then by pitch.
    """
    ### BEGIN SOLUTION
    notes = []
    for key in range(frames.shape[1]):
        start = None
        for t, sounds in enumerate([*frames[:, key], 0]):  # silence at the end closes what still sounds
            if sounds and start is None:
                start = t
            elif not sounds and start is not None:
                notes.append((start, t - start, key + LOWEST))
                start = None
    return sorted(notes, key=lambda note: (note[0], note[2]))
    ### END SOLUTION

# %% see=true
toy = chorale_to_frames([(60, 64), (60, 67), (67,), (60, 67)])
for start, length, pitch in frames_to_notes(toy):
    print(f"frame {start}, {length} long, MIDI {pitch}")

# %% test="frames_to_notes" points=3
check(frames_to_notes)

# %% [markdown]
# <details><summary>Hint 1: what to look at</summary>
#
# Go through one column. A note begins where there is a one and none before it, and ends where the next is a zero, or the roll
# is over. The last case is the one that is forgotten.
# </details>
#
# <details><summary>Hint 2: which call</summary>
#
# Either a loop that remembers `start`, with a row of zeros added at the end; or `np.diff` of the column with zeros at both
# ends: +1 where a note begins, -1 behind its end; turn what it gives into `int`. Plain `sorted(notes)` would order by start and
# then by length: `sorted(notes, key=lambda note: (note[0], note[2]))`.
# </details>

# %% [markdown]
# ## Payoff: your network invents tunes
#
# One line chooses whose GRU computes, Keras's or yours of assignment 09. From the same weights both compute the same, as
# assignment 09 has checked; the first weights are drawn in another order, so the figures differ a little.
#
# Another line chooses the music: about 1,000 fiddle tunes, printed in Boston in 1883. Spaces beside bar lines are taken out, as
# they tell nothing. About 80 % of the tunes train, 10 % are for the score below.
#
# **First the floors.** Who knows nothing needs $\log 56 = 4.03$ nats per character. Counting characters, and pairs of them, is
# free of any network.

# %% payoff=true
import re

from autograder.checking.modules import load_module
from IPython.display import display
from rnndata import load_chorales, load_tunes
from rnnfigures import abc_notation, listening
from rnnfigures import music as fig
from rnnfigures.training import one_line_per_epoch, training_curve

layers = keras.layers  # or your own of assignment 09: layers = load_module("my_layers")
data = load_tunes("fiddle")  # or "oneills", "aird", "essen"; "irish" and "nottingham" are downloaded
tunes = {part: [re.sub(r" ?\| ?", "|", tune) for tune in getattr(data, part).tunes] for part in ("train", "validation")}
characters = "".join(data.names)
print({part: len(each) for part, each in tunes.items()}, "tunes,", len(characters), "characters,", data.source)
print(tunes["train"][0])

# %% payoff=true
MAX_LENGTH, CLASSES = 225, len(characters) + 3
ids = {part: np.stack([encode_tune(tune, characters, MAX_LENGTH) for tune in each]) for part, each in tunes.items()}
before, behind = ids["train"][:, :-1], ids["train"][:, 1:]
pairs = np.full((CLASSES, CLASSES), 0.1)
np.add.at(pairs, (before[behind > 0], behind[behind > 0]), 1)
now, coming = ids["validation"][:, :-1], ids["validation"][:, 1:]
real = coming > 0
floors = {"uniform": np.log(CLASSES), "unigram": -np.log(pairs.sum(axis=0)[coming[real]] / pairs.sum()).mean()}
floors["bigram"] = -np.log((pairs / pairs.sum(axis=1, keepdims=True))[now[real], coming[real]]).mean()
print({name: round(float(value), 3) for name, value in floors.items()}, "nats per character, validation")

# %% [markdown]
# **Then the network.** In training it starts every tune from a state of zeros, and only its logits matter. The loss counts real
# characters alone. The learning rate falls to zero along a cosine. In the curve, see when the validation passes the dotted line
# of the bigram, and whether the two curves part in the end.

# %% payoff=true
UNITS, EPOCHS = 128, 7
keras.utils.set_random_seed(14)
model = build_tune_model(layers, CLASSES, 32, UNITS)


def zeros(rows):
    return np.zeros((len(rows), UNITS), "float32")


reads = [keras.Input((None,), dtype="int32"), keras.Input((UNITS,))]
trainer = keras.Model(reads, model(reads)[0] + 0.0)  # a sum carries no mask: only the loss decides what counts
rate = keras.optimizers.schedules.CosineDecay(0.01, EPOCHS * -(-len(before) // 32))
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=PAD)
trainer.compile(keras.optimizers.Adam(rate, clipnorm=1.0), loss)
validation = ([now, zeros(now)], coming)
settings = {"batch_size": 32, "epochs": EPOCHS, "verbose": 0, "callbacks": [one_line_per_epoch()]}
history = trainer.fit([before, zeros(before)], behind, validation_data=validation, **settings).history
training_curve(history, floor=floors["bigram"], floor_name="bigram", label="nats per character")

# %% [markdown]
# Now it writes. `step` hands your network one character and its state, and gets both back. At least 80 characters are asked
# for, and PAD and BOS are banned. Afterwards a strict reader of ABC says whether each text **is** a tune, and whether its
# bars are as long as the metre demands. Nobody told the network what a bar is. In the lecture a table that looks at ten
# characters had three of four bars right, but only because it copied pieces of some ninety characters from the book.
#
# Then comes one of them, the one with the most right bars: as the network wrote it, as a score, and as sound. The files are
# for a music program, MuseScore say.

# %% payoff=true
def step(index, state):
    """Return the logits of what follows one character, and the new state."""
    logits, state = model.predict_on_batch([np.array([[index]]), state])
    return logits[0, 0].astype(float), state


def invent(rng, **wishes):
    """Return a tune."""
    settings = {"max_length": 400, "min_length": 80, "temperature": 0.7, "banned": (PAD, BOS)} | wishes
    return decode_tune(sample_tune(step, zeros([0]), BOS, EOS, rng, **settings), characters)


rng, book = np.random.default_rng(14), "\n\n".join(tunes["train"])
written = {temperature: [invent(rng, temperature=temperature) for _ in range(8)] for temperature in (0.4, 0.7, 1.0)}
written["the book"] = tunes["validation"]
for source, texts in written.items():
    good = [text for text in texts if abc_notation.is_tune(text)]
    bars = abc_notation.share_of_right_bars(good)
    copy = np.mean([abc_notation.longest_copy(text, book) for text in texts[:8]])
    print(f"{source!s:9} {len(good) / len(texts):4.0%} are ABC; {bars:4.0%} of their inner bars are right; {copy:3.0f} characters copied")
    print(*(f"          not read: {why}\n" for why in filter(None, map(abc_notation.complaint, texts[:8]))), sep="", end="")

# %% payoff=true
good = [text for text in written[0.7] + written[0.4] if abc_notation.is_tune(text)]
if not good:
    print("None of its tunes can be read, so here is one of the book:")
tune = max(good or tunes["validation"], key=lambda text: np.nan_to_num(abc_notation.share_of_right_bars([text])))
print(tune)
score = listening.tune_score(tune, "Invented" if good else "From the book")
files = listening.keep(score, "invented_tune")
beats = [note for note in listening.score_notes(score) if note[0] < 32]  # the first 32 quarter notes
display(listening.draw_score(score, "The tune as a score."), listening.play(beats, seconds=0.4))

# %% [markdown]
# ## Payoff: three voices under a melody of Bach
#
# The second network reads chorales. Besides the frame that sounds, it is **told the melody note that comes next**, and has to
# say which keys sound with it. In half of the pieces that note is hidden in training: so the same network can also be asked
# what comes next without any help, which is what the floors are asked.
#
# **First the floors**, three of them: every key is a coin; every key has its own frequency; every key has two, one for when it
# sounded a frame before, one for when it did not (a Markov chain for each key).
#
# In training every chorale comes three times, each time moved up or down by up to five keys: music theory calls it
# transposition, and it makes several chorales of one. (In the lines of the training half of the pieces are told the melody,
# which lowers their figure, and dropout raises it. In the validation the melody is hidden.)

# %% payoff=true
chorales = load_chorales("music21")
LONGEST = 64


def in_rolls(pieces):
    """Return piano rolls (pieces, LONGEST, 88), padded at the end or cut there, and their mask."""
    rolls, mask = np.zeros((len(pieces), LONGEST, KEYS), "float32"), np.zeros((len(pieces), LONGEST), bool)
    for number, piece in enumerate(pieces):
        frames = chorale_to_frames(piece[:LONGEST])
        rolls[number, : len(frames)], mask[number, : len(frames)] = frames, True
    return rolls, mask


rolls, masks = {}, {}
for part in ("train", "validation", "test"):
    rolls[part], masks[part] = in_rolls(getattr(chorales, part).pieces)
print({part: len(roll) for part, roll in rolls.items()}, "chorales,", chorales.source)

# %% payoff=true
def log_odds(share):
    return np.log(share / (1 - share))


x, real = rolls["train"], masks["train"]
was, follows = x[:, :-1][real[:, 1:]], x[:, 1:][real[:, 1:]]
alone = log_odds((follows.sum(axis=0) + 0.1) / (len(follows) + 0.2))
on, off = ((np.sum(follows * kind, axis=0) + 0.1) / (np.sum(kind, axis=0) + 0.2) for kind in (was, 1 - was))


def chorale_nll(logits, part="validation"):
    return frame_nll(np.broadcast_to(logits, rolls[part].shape), rolls[part], masks[part])


x = rolls["validation"]
nll = {"coins": chorale_nll(np.zeros(KEYS)), "frequency of each key": chorale_nll(alone)}
nll["Markov chain of each key"] = chorale_nll(np.where(x > 0, log_odds(on), log_odds(off)))
print({name: round(value, 2) for name, value in nll.items()}, "nats per frame")

# %% payoff=true
def melody_of(x, hidden=()):
    """Return the highest key of the frame that comes next, one-hot; zeros behind the end, in silence, and in hidden pieces."""
    coming = np.concatenate([x[:, 1:], np.zeros_like(x[:, :1])], axis=1)
    highest = KEYS - 1 - np.argmax(coming[..., ::-1], axis=-1)
    melody = np.eye(KEYS, dtype="float32")[highest] * coming.any(axis=-1, keepdims=True)
    melody[list(hidden)] = 0.0
    return melody


def transposed(x, rng):
    """Return every roll moved by up to five keys, as far as the piano goes."""
    return np.stack([np.roll(roll, rng.integers(-5, 6), axis=1) for roll in x])


reads = [keras.Input((LONGEST, KEYS)), keras.Input((LONGEST, KEYS)), keras.Input((LONGEST,), dtype="bool")]
both = keras.layers.Dropout(0.2)(keras.layers.Concatenate()(reads[:2]))
h_all = layers.GRU(160, return_sequences=True)(both, mask=reads[2])
few = keras.initializers.Constant(-3.0)  # at first about four keys of 88 are likely
logits = keras.layers.Dense(KEYS, bias_initializer=few)(keras.layers.Dropout(0.3)(h_all))
harmoniser = keras.Model(reads, logits + 0.0)  # without a mask: the weights below decide which frames count

# %% payoff=true
def nats(targets, logits):
    """Return the surprise of each frame, for fit."""
    return ops.sum(keras.losses.binary_crossentropy(targets[..., None], logits[..., None], from_logits=True), axis=-1)


def asked(part, told):
    """Return the network's nats per frame, with the melody told or hidden."""
    melody = melody_of(rolls[part], () if told else range(len(rolls[part])))
    return frame_nll(harmoniser.predict([rolls[part], melody, masks[part]], verbose=0), rolls[part], masks[part])


def lesson(x, mask, hidden):
    """Return inputs, targets and weights for fit; a weight is 1 on average, and 0 where no frame comes next."""
    coming = np.concatenate([mask[:, 1:], np.zeros_like(mask[:, :1])], axis=1)
    return [x, melody_of(x, hidden), mask], np.roll(x, -1, axis=1), coming * (coming.size / coming.sum())

# %% payoff=true
rng, copies, epochs = np.random.default_rng(14), 3, 5
x = np.concatenate([transposed(rolls["train"], rng) for _ in range(copies)])
learn = lesson(x, np.concatenate([masks["train"]] * copies), np.flatnonzero(rng.random(len(x)) < 0.5))
judge = lesson(rolls["validation"], masks["validation"], range(len(rolls["validation"])))
rate = keras.optimizers.schedules.CosineDecay(6e-3, epochs * -(-len(x) // 32))
harmoniser.compile(keras.optimizers.Adam(rate, clipnorm=1.0), nats)
settings = {"batch_size": 32, "epochs": epochs, "verbose": 0, "callbacks": [one_line_per_epoch()]}
history = harmoniser.fit(*learn[:2], sample_weight=learn[2], validation_data=judge, **settings).history
floor = nll["Markov chain of each key"]
training_curve(history, floor=floor, floor_name="Markov chain", label="nats per frame")

# %% payoff=true
nll["network, melody hidden"] = asked("validation", told=False)
display(fig.floors_and_network(nll))
for name, told in (("hidden", False), ("told", True)):
    print(f"test chorales, melody {name}: {asked('test', told):.2f} nats per frame")

# %% [markdown]
# The bars are what your `frame_nll` says of new chorales, the melody hidden. With the melody told the number must not be compared
# with the floors: they were not told. (Nor with published tables, which
# have other chorales.) But it is what harmonising is about.
#
# To harmonise, draw frame by frame, again with constraints: the given melody note always sounds, nothing sounds above it, and
# three keys below it are drawn, one after the other, by (14.3). The first chord is Bach's.

# %% payoff=true
def harmonise(x, frames, rng, temperature=0.4):
    """Return a roll (LONGEST, 88) whose melody and first frame are those of x, and whose lower voices are the network's."""
    melody, mine = melody_of(x[None]), np.zeros_like(x)
    mine[0] = x[0]
    for t in range(frames - 1):
        logits = harmoniser.predict_on_batch([mine[None], melody, np.arange(LONGEST)[None] < frames])[0, t].astype(float)
        if melody[0, t].any():
            top = int(np.argmax(melody[0, t]))
            chances = softmax(np.clip(logits[:top], -30, 30) / temperature)
            mine[t + 1, [top, *rng.choice(top, 3, replace=False, p=chances)]] = 1.0
    return mine


piece = 3  # which of the test chorales
frames = min(int(masks["test"][piece].sum()), 32)
bach = rolls["test"][piece]
mine = harmonise(bach, frames, np.random.default_rng(14))
same = np.mean([len(set(np.flatnonzero(a)) & set(np.flatnonzero(b))) for a, b in zip(mine[1:frames], bach[1:frames])])
print(f"{chorales.test.titles[piece]}: of the four keys of a frame, {same:.1f} are Bach's on average (the melody always is)")
numbers = [[int(key) + LOWEST for key in np.flatnonzero(row)] for row in mine[:frames]]
score = listening.voices_score(numbers, "Melody: Bach. Lower voices: network")
files = listening.keep(score, "harmonised_chorale")
listening.draw_score(score, "The chorale as a score: the melody of Bach in the highest voice, three invented voices below.")

# %% payoff=true
for name, roll in (("the network's three voices", mine), ("Bach's own", bach)):
    print(name)
    display(listening.play(frames_to_notes(roll[:frames]), seconds=0.6))

# %% [markdown]
# Try another `piece`, a higher `temperature`, a tune of your own as `text` for `listening.tune_score`, or give the tune
# network a beginning: read it to `step`, sign by sign, and let `sample_tune` go on from the state that comes out.

# %%
check.summary("a14_music")

# %% [markdown]
# ## How to hand in
#
# 1. Run everything once from a clean start: **Runtime > Restart session and run all** in Colab, **Kernel > Restart
#    Kernel and Run All Cells** in Jupyter.
# 2. **File > Download > Download .ipynb** in Colab, **File > Download** in Jupyter.
# 3. Upload the file to your course page. Your checks are run again there, on other inputs too, and give your points. You
#    may hand in several times; the newest counts.
