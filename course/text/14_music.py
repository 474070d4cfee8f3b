# ---
# jupyter:
#   autograder:
#     title: Music
#     extra: music
# ---

# %% [markdown]
# # 14 Music
#
# After this unit you can turn music into what a network reads and back: a folk tune as a row of letters, a chorale as frames
# of 88 keys. You can say how good a model of music is in nats, and which numbers it must beat before it is worth training. You
# know how a network writes one sign after the other, how to keep it to a form, and how to hear and print what it wrote. In the
# assignment your network invents fiddle tunes, and another puts three voices under melodies of Bach.
#
# This is **one to many**: a start sign goes in, a whole piece comes out.

# %% setup=true

# %%
import math
import os
from collections import Counter, defaultdict

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
import keras
import numpy as np
from keras import ops
from rnndata import load_chorales, load_tunes
from rnnfigures import abc_notation, listening
from rnnfigures import music as fig
from rnnfigures.training import one_line_per_epoch, training_curve

keras.utils.set_random_seed(14)

# %% [markdown]
# ## Two ways to write music down
#
# What is one time step of music? There are two answers, and they lead to two kinds of network.

# %%
fig.two_representations()

# %% [markdown]
# In **letters**, as people have typed folk tunes since the 1980s, a step is one character, and exactly one of some 55 can come
# next: a softmax, as in unit 08. In **frames**, a step is a moment, a quarter note for us, and any set of the 88 keys of a piano
# can sound in it: 88 sigmoids, one yes or no for each key. Letters are short and hold rhythm, bars and repeats, but one
# voice only. Frames take any number of voices, but every moment costs a step, whether anything happens or not.
#
# ## Letters
#
# The tunes of Ryan's Mammoth Collection (Boston 1883) come with music21, a library for music. One of them:

# %%
tunes = load_tunes("fiddle")
print(len(tunes.train.tunes), len(tunes.validation.tunes), len(tunes.test.tunes), "tunes")
print(tunes.test.titles[3])
print(tunes.test.tunes[3])

# %% [markdown]
# This is **ABC**. `M:` is the metre (`C|` is two half notes to the bar), `L:` the length of a plain letter, `K:` the key. Then
# the notes: `G` and `g` are an octave apart, `,` and `'` go further, `A2` is twice as long, `A/` half as long, `^ = _` are sharp,
# natural and flat, `|` is a bar line, `:|` repeats. The same tune as a musician reads it, and as it sounds:

# %%
score = listening.tune_score(tunes.test.tunes[3], tunes.test.titles[3])
listening.draw_score(score, "The tune as a score: sixteen bars in G major.")

# %%
notes = listening.score_notes(score)
listening.play([note for note in notes if note[0] < 16], seconds=0.35)

# %% [markdown]
# For a network every character gets an id, a tune begins with BOS and ends with EOS, and short tunes are filled up with PAD:
#
# $$[\,\mathrm{BOS},\ s_1,\ \dots,\ s_n,\ \mathrm{EOS},\ \mathrm{PAD},\ \dots,\ \mathrm{PAD}\,]\tag{14.1}$$
#
# A tune that is too long is cut, and a cut tune has **no** EOS. Why? Because EOS is what tells the network where music ends.
# Had every cut tune one, it would learn that tunes stop anywhere, after so many characters. How long are they?

# %%
lengths = np.array([len(tune) for tune in tunes.train.tunes])
print("characters per tune: half below", int(np.median(lengths)), " nine of ten below", int(np.quantile(lengths, 0.9)), " most", lengths.max())

# %% [markdown]
# ## A floor that writes
#
# Before any network: tables. Count which character follows each row of $k$ characters, and write by drawing from the counts.
# The longer the row, the better the text. What else happens as $k$ grows?

# %%
START, STOP = "\x02", "\x03"


def count_table(texts, k):
    """Return, for every row of k characters, how often each character follows."""
    table = defaultdict(Counter)
    for text in texts:
        text = START * k + text + STOP
        for place in range(k, len(text)):
            table[text[place - k : place]][text[place]] += 1
    return table


# %%
def write_by_table(table, k, rng, most=400):
    text = START * k
    while len(text) < most + k and not text.endswith(STOP):
        counts = table[text[-k:]]
        share = np.array(list(counts.values())) / counts.total()
        text += list(counts)[rng.choice(len(share), p=share)]
    return text.strip(START + STOP)


rng = np.random.default_rng(14)
print(write_by_table(count_table(tunes.train.tunes, 2), 2, rng)[:150])

# %% [markdown]
# With two characters it looks like ABC, but bars have any length. A strict reader can tell. It says whether a
# text can be read as ABC, and what share of its inner bars is as long as the metre demands. (Bars beside repeats and ends may
# be shorter, and do not count.) We also look for the longest piece that is copied from the book.

# %%
book = "\n\n".join(tunes.train.tunes)
print(" k   ABC   right bars   copied characters")
for k in (2, 4, 6, 10):
    table = count_table(tunes.train.tunes, k)
    texts = [write_by_table(table, k, rng) for _ in range(20)]
    good = [text for text in texts if abc_notation.is_tune(text)]
    bars = abc_notation.share_of_right_bars(good)
    print(f"{k:2} {len(good) / len(texts):5.0%} {bars:9.0%} {np.mean([abc_notation.longest_copy(text, book) for text in texts[:5]]):12.0f}")
real = [tune for tune in tunes.test.tunes if abc_notation.is_tune(tune)]
print(f"book {len(real) / len(tunes.test.tunes):3.0%} {abc_notation.share_of_right_bars(real):9.0%}")

# %% [markdown]
# The table faces a choice of two evils: with short rows it forgets how full the bar is, with long ones it copies. No table
# can count the beats of a bar **and** forget which notes they were. A network with a state can, and this is what to ask of it:
# bars as right as those of the table that copies, with notes of its own.
#
# In nats, the floors of the assignment are the uniform guess ($\log 56=4.03$ per character), the frequencies of characters, and
# the table with $k=1$.
#
# ## A network that can go on
#
# In training a network reads a whole tune at once, and its targets are the same ids one place further: **teacher forcing**
# (unit 08). When it writes, it reads one character, the one that it has just drawn, again and again. So its state must be
# handed out, kept by us, and handed in:
#
# $$[\,\text{ids}\,(B,T),\ h_0\,(B,H)\,]\;\longmapsto\;[\,\text{logits}\,(B,T,K),\ h_{\text{last}}\,(B,H)\,]\tag{14.2}$$
#
# Is reading in two pieces, with the state carried by hand, the same as reading at once?

# %%
layer = keras.layers.GRU(3, return_sequences=True, return_state=True)
x = np.random.default_rng(1).normal(size=(1, 7, 2)).astype("float32")
at_once, _ = layer(x)
first, state = layer(x[:, :4])
second, _ = layer(x[:, 4:], initial_state=[state])
print("largest difference:", float(ops.max(ops.abs(ops.concatenate([first, second], axis=1) - at_once))) < 1e-6 and "below 1e-6")

# %% [markdown]
# It is. A mask matters here more than elsewhere: a short tune's last state must be that of its last character, and not what the
# padding made of it. In this course the mask is always handed to the layer, `mask=ids != 0`.
#
# ## Writing with constraints
#
# The network gives logits $o$; we divide by the temperature $\tau$ and draw. As in unit 08, but now with wishes about the form:
#
# $$p_k\propto e^{\,o_k/\tau}\text{ for all ids }k\text{ that are allowed},\qquad p_k=0\text{ for all others}\tag{14.3}$$
#
# Here is what may follow the beginning of a reel by the table with $k=3$. Which of these bars changes most with $\tau$?

# %%
counts = count_table(tunes.train.tunes, 3)["def"]
labels, often = zip(*counts.most_common(8))
o = np.log(np.array(often) / counts.total())
shares = {tau: np.exp(o / tau) / np.exp(o / tau).sum() for tau in (0.5, 1.0, 2.0)}
fig.temperatures(labels, shares)

# %% [markdown]
# Cold, the likeliest takes nearly all; hot, they come closer. In music cold means repeats, the same bar eight times; hot means
# wrong bars. Somewhere between 0.6 and 0.9 lie the tunes one would like to play.
#
# **Constraints** are rules that the network need not learn, as we can enforce them. What is not allowed gets the logit minus
# infinity **before** the softmax, so the others share its part:

# %%
logits = np.log([0.5, 0.3, 0.15, 0.05])  # of: the end, A, B, c
for name, barred in (("free", []), ("not the end", [0]), ("neither end nor B", [0, 2])):
    scores = logits.copy()
    scores[barred] = -np.inf
    print(f"{name:18}", (np.exp(scores) / np.exp(scores).sum()).round(3))

# %% [markdown]
# Rules that we use: no end before a least length, never PAD or BOS, only the $k$ likeliest. The order matters: who takes the
# likeliest first and forbids the end afterwards may have nothing left.
#
# Rules can do more: no bar line before the bar is full, only notes of the key. Every rule makes texts more correct and tells less
# about what the network has learnt. Therefore bars are not enforced in the assignment. They are counted.
#
# ## Frames
#
# Now the other representation. A chorale comes as a list of frames, and every frame names its keys by MIDI numbers: 60 is the C
# in the middle, one more is one key to the right. The piano has the numbers 21 to 108:
#
# $$x_{tk}=\begin{cases}1&\text{if }k+21\text{ is one of the numbers of frame }t\\0&\text{else}\end{cases}\tag{14.4}$$

# %%
chorales = load_chorales("music21")
print(len(chorales.train.pieces), len(chorales.validation.pieces), len(chorales.test.pieces), "chorales of J. S. Bach")
piece = chorales.test.pieces[3][:24]
for numbers in piece[:3]:
    print(numbers, [fig.name_of(number) for number in numbers], "columns", [number - 21 for number in numbers])

# %% [markdown]
# Four voices, so four ones among 88 numbers. Keras has a layer that makes such rows, of the numbers from 0 on; those below 21
# are cut off, and so 0 may fill up frames of fewer voices. Drawn with time to the right it is a **piano roll**:

# %%
def in_frames(pieces, longest=64):
    """Return rolls (pieces, longest, 88), padded at the end or cut there, and their mask."""
    numbers, mask = np.zeros((len(pieces), longest, 6), int), np.zeros((len(pieces), longest), bool)
    for row, real, piece in zip(numbers, mask, pieces):
        real[: len(piece)] = True
        for t, frame in enumerate(piece[:longest]):
            row[t, : len(frame)] = frame
    many_hot = keras.layers.CategoryEncoding(109, output_mode="multi_hot")
    rows = ops.convert_to_numpy(many_hot(numbers.reshape(-1, 6)))
    return rows.reshape(*mask.shape, 109)[..., 21:], mask


train, train_mask = in_frames(chorales.train.pieces)
new, new_mask = in_frames(chorales.validation.pieces)
fig.piano_roll([(t, 1, number) for t, frame in enumerate(piece) for number in frame])

# %% [markdown]
# ## Nats per frame
#
# How good is a model of chorales? It says for each key, after the frames up to $t$, how likely it is to sound in the next. The
# surprise of a frame is the sum of the 88 surprises, and the score is the mean over frames:
#
# $$L=\frac{\sum_n\sum_{t\ge1}m_{nt}\sum_{k=1}^{88}\ell(o_{n,t-1,k},\ x_{ntk})}{\sum_n\sum_{t\ge1}m_{nt}}\tag{14.5}$$
#
# Three things are easily done wrong. The **first frame** is not scored, for nothing was read before it. **Padding** is
# not scored: it is all zeros, which every model predicts, and a mean over it looks splendid. And keys are **summed**, not
# averaged: published numbers are per frame.
#
# For one key with logit $o$ and truth $x$, $\ell(o,x)=-x\log\sigma(o)-(1-x)\log(1-\sigma(o))$. Put it into code as it stands, and make
# the model very sure:

# %%
for o in (2.0, 20.0, 40.0):
    sigma = 1 / (1 + math.exp(-o))
    print(f"o = {o:4}  sigma(o) = {sigma!r:20}  surprise of a silent key:", -math.log(1 - sigma) if sigma < 1 else "log of 0")

# %% [markdown]
# At 40 the sigmoid is rounded to 1, and the surprise, which should be 40, is infinite. Worked out on paper the same quantity is
#
# $$\ell(o,x)=\max(o,0)-o\,x+\log(1+e^{-|o|})\tag{14.6}$$
#
# where nothing can overflow, as the exponent is never positive.
#
# **The floors.** If every key is a coin, a frame costs $88\log2=61.0$ nats. A table of how often each key sounds does much
# better. A table with two rows per key, one for after silence and one for after sound, does better still: in Bach the next
# frame often keeps a key. That is a Markov chain for each key, and it knows nothing of harmony.

# %%
def surprise(share, x):
    """Return nats per frame of probabilities for frames (frames, 88)."""
    return float(-np.log(np.where(x > 0, share, 1 - share)).sum(axis=-1).mean())


was, x = train[:, :-1][train_mask[:, 1:]], train[:, 1:][train_mask[:, 1:]]
was_new, x_new = new[:, :-1][new_mask[:, 1:]], new[:, 1:][new_mask[:, 1:]]
often = (x.sum(axis=0) + 0.1) / (len(x) + 0.2)
after_sound = ((x * was).sum(axis=0) + 0.1) / (was.sum(axis=0) + 0.2)
after_silence = ((x * (1 - was)).sum(axis=0) + 0.1) / ((1 - was).sum(axis=0) + 0.2)
nats = {"coins": surprise(0.5, x_new), "frequency of each key": surprise(often, x_new)}
nats["Markov chain of each key"] = surprise(np.where(was_new > 0, after_sound, after_silence), x_new)
print({name: round(value, 2) for name, value in nats.items()})

# %% [markdown]
# ## What a network adds
#
# A GRU reads the frames, and a `Dense` layer gives 88 logits at every step. The targets are the frames one step later. Two
# things against learning 300 chorales by heart: dropout, and **transposition**, every piece moved up or down by some keys. The bias of
# the output starts at -3, as $\sigma(-3)=0.05$ is about four keys of 88: else the first hundred updates would be spent on silencing
# all keys, and a GRU that is pushed so hard one way saturates. What must the curve reach to be worth anything? The dotted line.

# %%
def frame_loss(targets, logits):
    """Return the surprise of each frame."""
    return ops.sum(keras.losses.binary_crossentropy(targets[..., None], logits[..., None], from_logits=True), axis=-1)


def next_frames(rolls, mask):
    """Return targets and weights for fit: the next frame, and 1 where it is real, so that the mean is over real frames."""
    real = np.concatenate([mask[:, 1:], np.zeros_like(mask[:, :1])], axis=1)
    return np.roll(rolls, -1, axis=1), real * (real.size / real.sum())


frames, mask = keras.Input((None, 88)), keras.Input((None,), dtype="bool")
h_all = keras.layers.GRU(128, return_sequences=True)(keras.layers.Dropout(0.2)(frames), mask=mask)
few = keras.initializers.Constant(-3.0)
logits = keras.layers.Dense(88, bias_initializer=few)(keras.layers.Dropout(0.3)(h_all))
model = keras.Model([frames, mask], logits + 0.0)  # a sum carries no mask: the weights above decide which frames count

# %%
EPOCHS, rng = 6, np.random.default_rng(14)
moved = [np.stack([np.roll(roll, rng.integers(-5, 6), axis=1) for roll in train]) for _ in range(4)]
epoch = [(rolls, *next_frames(rolls, train_mask)) for rolls in moved]
rolls, targets, weights = (np.concatenate(each) for each in zip(*epoch))
masks = np.concatenate([train_mask] * len(moved))
rate = keras.optimizers.schedules.CosineDecay(4e-3, EPOCHS * -(-len(rolls) // 16))
model.compile(keras.optimizers.Adam(rate, clipnorm=1.0), frame_loss)
new_targets, new_weights = next_frames(new, new_mask)
fitted = model.fit([rolls, masks], targets, sample_weight=weights, batch_size=16, epochs=EPOCHS, verbose=0,
                   validation_data=([new, new_mask], new_targets, new_weights), callbacks=[one_line_per_epoch()])

# %%
training_curve(fitted.history, floor=nats["Markov chain of each key"], floor_name="Markov chain", label="nats per frame")

# %%
nats["network"] = fitted.history["val_loss"][-1]
fig.floors_and_network(nats)

# %% [markdown]
# The network is below the chains of single keys. The difference is what it knows of the others: which keys belong together, and
# where a line is going. (One line of text above stands for four passes, each in other keys.)
#
# For comparison, on the split of the published tables, `load_chorales("jsb")`, the Markov chain costs 10.49 nats, and Bai et al.
# (2018) report 8.91 for a plain RNN, 8.45 for an LSTM, 8.43 for a GRU. On folk tunes with chords, `load_chorales("nottingham")`,
# the chain costs 5.15 and their LSTM 3.29. Those are other pieces than ours: numbers of different sets are never compared.
#
# One weakness is built in. The 88 sigmoids decide **independently**, given the past. If the harmony may be either C or G, half of
# each key set is likely, and drawing each key by itself may give a mixture of both. So in the assignment the network is told
# something that ties the voices together, the melody, and three keys below it are drawn without replacement: a constraint
# again.
#
# ## From frames to notes
#
# To be heard or printed a roll must become notes: start, length, pitch. Here frames have lost something for good:

# %%
fig.held_or_struck()

# %% [markdown]
# Ones without a gap can be one long note or several short ones. We read them as **one note, held**. How often may that be wrong?

# %%
highest = [[max(frame) for frame in piece if frame] for piece in chorales.train.pieces]
same = np.mean([a == b for melody in highest for a, b in zip(melody, melody[1:])])
print(f"the highest key stays the same from one frame to the next in {same:.0%} of the cases")

# %% [markdown]
# Many of those are notes that were sung again. Other encodings keep the difference, with a second roll for beginnings, or with
# events such as "key 60 down", "wait", "key 60 up"; they pay with more steps.
#
# ## A sound made of numbers
#
# Sound is pressure over time, some ten thousand numbers a second. A note of pitch $p$ (MIDI) is a sine of frequency
# $440\cdot2^{(p-69)/12}$ hertz. Alone it sounds like a whistle. Add weaker sines of twice, three times the frequency, and let the
# whole die away, and it is a plucked string. It must rise from zero and return to zero, else the loudspeaker clicks.

# %%
fig.shape_of_a_sound()

# %%
seconds = np.arange(int(0.8 * listening.RATE)) / listening.RATE
wave = sum(np.sin(2 * np.pi * number * 440 * seconds) / 2**number for number in (1, 2, 3, 4)) * np.exp(-3 * seconds)
print("length", len(wave), " largest", round(float(np.abs(wave).max()), 2), " last", round(float(wave[-1]), 3))

# %% [markdown]
# The last number is not 0, so this sound would end with a click. `listening.sound` brings every note back to 0, adds what sounds
# together, and scales the sum to at most 0.9: what is above
# 1 would be cut off and crackle. Look at the numbers of a sound before you turn up the volume:

# %%
bach = [(t, 1, number) for t, frame in enumerate(piece) for number in frame]
samples = listening.sound(bach, seconds=0.6)
print(f"{len(samples) / listening.RATE:.1f} s, largest {np.abs(samples).max():.2f}, root mean square {np.sqrt(np.mean(samples**2)):.2f}, "
      f"ends {samples[0]:.3f} and {samples[-1]:.3f}")

# %%
listening.play(bach, seconds=0.6)

# %% [markdown]
# And printed. `voices_score` gives the highest key of each frame to the soprano, the next one to the alto, and so on;
# `listening.keep` writes two files into the folder of this notebook, MIDI to play and MusicXML for a program such as MuseScore.

# %%
printed = listening.voices_score(piece, chorales.test.titles[3])
files = listening.keep(printed, "bach")
listening.draw_score(printed, "Six bars of a chorale in four voices on two staves.")

# %% [markdown]
# ## Recap
#
# 1. Letters give one softmax a step and one voice; frames give 88 sigmoids a step and any number of voices.
# 2. A cut tune has no EOS; padding stands at the end and is told to the layer.
# 3. A network writes when its state goes in and out; constraints bar ids before the softmax.
# 4. Nats per frame: sum over keys, mean over real frames, without the first one; from logits.
# 5. Tables come first: if the network's bars are no better than theirs, or its nats no lower, it has learnt nothing.

# %% [markdown]
# ## The equations, and how others write them
#
# | here | elsewhere |
# |---|---|
# | ids with BOS, EOS, PAD (14.1) | `<s>`, `</s>` as in folk-rnn; "start token" |
# | state in, state out (14.2) | `stateful=True`, `initial_state`; hidden, `hx` in PyTorch |
# | $p_k\propto e^{o_k/\tau}$ where allowed (14.3) | $1/T$ or $\beta$ for $1/\tau$; "logit masking", "constrained decoding" |
# | $x_{tk}$ (14.4) | piano roll, multi-hot vector, $v^{(t)}$ in Boulanger-Lewandowski |
# | $L$ (14.5) | NLL, "loss" in the tables of Bai et al.; minus log-likelihood (LL) in Boulanger-Lewandowski |
# | $\ell(o,x)$ (14.6) | binary cross-entropy with logits, `BCEWithLogitsLoss`, softplus$(o)-ox$ |

# %% [markdown]
# ## Check yourself
#
# **1.** A model reports 2.1 nats per frame on chorales, a quarter of the published numbers. Its author pads all pieces to the
# longest one. What do you ask first?
#
# <details><summary>Answer</summary>
#
# Whether padding is in the mean. Empty frames cost nearly nothing, so every one of them pulls the mean down. Then: whether keys
# were summed, and whether the logits of step $t$ were compared with frame $t$ or with frame $t+1$.
# </details>
#
# **2.** A network writes lovely tunes that never end. In training all tunes were cut to 100 characters. Why?
#
# <details><summary>Answer</summary>
#
# Most tunes are longer than that, and a cut tune has no EOS: the network has hardly ever seen one. It needs longer rows. To put an
# EOS behind every cut tune would be worse: it would then stop after 100 characters, wherever it is.
# </details>
#
# **3.** Why is the loss of 88 sigmoids not enough to draw good chords, even for a model with the lowest possible loss?
#
# <details><summary>Answer</summary>
#
# It gives the probability of each key alone. If two chords are equally likely, all keys of both have 0.5, and independent draws
# mix them. One has to draw one key after the other, each given those before, or tie them by what is told, as the melody does.
# </details>

# %% [markdown]
# ## Sources
#
# - N. Boulanger-Lewandowski, Y. Bengio and P. Vincent (2012): Modeling temporal dependencies in high-dimensional sequences.
#   *ICML*. arXiv:1206.6392. The chorales as 88 keys, and the measure.
# - B. L. Sturm, J. F. Santos, O. Ben-Tal and I. Korshunova (2016): Music transcription modelling and composition using deep
#   learning. arXiv:1604.08723. Folk tunes as text.
# - S. Bai, J. Z. Kolter and V. Koltun (2018): An empirical evaluation of generic convolutional and recurrent networks for
#   sequence modeling. arXiv:1803.01271. The numbers quoted above.
#
# **Now build it:** [assignment 14](../assignments/a14_music/a14_music.ipynb).
