# ---
# jupyter:
#   autograder:
#     title: Translation
# ---

# %% [markdown]
# # 13 Translation
#
# After this unit you can build a network that reads a sequence and writes another one of a different length: an encoder and
# a decoder, trained with the right answers given, joined by attention that leaves padding out. You can search for the best
# answer instead of the first that comes to mind, and you know what exact match and BLEU say and what they hide. In the
# assignment you write all of that yourself, and translate between two languages of your choice.

# %% setup=true

# %%
import datetime
import os
from collections import Counter

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
import keras
import numpy as np
from keras import ops
from rnndata import PHRASE_LANGUAGES, load_translation
from rnnfigures import translation as fig
from rnnfigures.training import one_line_per_epoch, training_curve

keras.utils.set_random_seed(13)
print("Keras", keras.__version__, "on", keras.config.backend())

# %% [markdown]
# ## Many to many, and not equally many
#
# In unit 12 every word got one tag: input and output were of the same length, step by step. In a translation they are not,
# and neither is the order:

# %%
LANGUAGES = [language for language in PHRASE_LANGUAGES if language not in ("it", "nb", "uk")]  # these three are kept for later
dates = load_translation("date", LANGUAGES, "iso", difficulty=2, size=12500)
for pair in list(zip(*dates.train))[:8]:
    print("{:>36}  →  {}".format(*pair))

# %% [markdown]
# This is real language: the phrases are those of the Unicode CLDR, which your telephone uses, too. A date comes in one of
# twenty languages, and short, long, or with the day of the week; the answer is always ISO 8601. The network is told neither
# the language nor the format. Whoever wants to solve this by rules needs twenty lists of months and an idea of what `г.`
# means. Summaries, answers to questions, captions, speech and program code are tasks of the same form.
#
# The same function makes pairs in any two of 23 languages: change one line.

# %%
for kind, source, target in [("duration", "pl", "fr"), ("count", "de", "en"), ("unit", "en", "ru"), ("time", "en", "iso")]:
    pairs = load_translation(kind, source, target, difficulty=2, size=50).train
    print(f"{kind:9} {pairs.source[0]}  →  {pairs.target[0]}")
try:
    load_translation("count", "hu", "en")
except ValueError as error:
    print(error)

# %% [markdown]
# Our tokens are **signs** (letters, digits, spaces), so there are no unknown words, and rarely an unknown sign. Both sides
# begin with the sign BOS and end with EOS; padding stands at the end (unit 01).

# %%
PAD, UNK, BOS, EOS = 0, 1, 2, 3


def alphabet_of(texts):
    """Give each sign an id, from 4 on."""
    return {sign: index for index, sign in enumerate(sorted(set("".join(texts))), 4)}


def as_ids(texts, alphabet, longest):
    """Return an array of ids, a row for each text: BOS, its signs, EOS, padding."""
    rows = [[BOS, *(alphabet.get(sign, UNK) for sign in text), EOS] for text in texts]
    return np.array([row + [PAD] * (longest + 2 - len(row)) for row in rows], dtype="int32")


def as_text(ids, alphabet):
    """Return the text of a row of ids, up to EOS."""
    signs = {index: sign for sign, index in alphabet.items()} | {UNK: "□", BOS: "", PAD: ""}
    ids = list(ids)
    return "".join(signs[index] for index in ids[: ids.index(EOS) if EOS in ids else None])


small = alphabet_of(["5. März", "2025-03-05"])
row = as_ids(["5. Mai"], small, 8)[0]
print(row, repr(as_text(row, small)), "- the letter i was never seen")

# %% [markdown]
# ## The floors
#
# What can be had **without** a network? Three answers that need no learning:
#
# - **copy** the source,
# - always say the **most frequent** target,
# - find the **nearest** source among the training pairs, the one that shares most pairs of neighbouring signs, and say its
#   translation.
#
# An answer counts when it is right to the last sign: **exact match**. How far will each get?

# %%
def two_signs(texts, pieces):
    """Return for each text how often it has each piece of two signs, scaled to length 1."""
    table = np.zeros((len(texts), len(pieces)), dtype="float32")
    for row, text in zip(table, texts):
        for piece in zip(text, text[1:]):
            if piece in pieces:
                row[pieces[piece]] += 1
    return table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)


def nearest(texts, pairs):
    """Return the translation of the most similar training source for each text."""
    every = {piece for text in pairs.source for piece in zip(text, text[1:])}
    pieces = {piece: index for index, piece in enumerate(sorted(every))}
    alike = two_signs(texts, pieces) @ two_signs(pairs.source, pieces).T
    return [pairs.target[k] for k in alike.argmax(axis=1)]

# %%
def exact(said, right):
    """Return the share of answers that are right to the last sign."""
    return np.mean([mine == theirs for mine, theirs in zip(said, right)])


def floors(data, texts=500):
    """Print what the three floors reach on the first test texts."""
    source, target = (side[:texts] for side in data.test)
    often = Counter(data.train.target).most_common(1)[0][0]
    for name, said in [("copy", source), ("most frequent", [often] * len(source)), ("nearest", nearest(source, data.train))]:
        same = np.mean([a == b for mine, right in zip(said, target) for a, b in zip(mine.ljust(len(right)), right)])
        print(f"{name:14} exact match {exact(said, target):.3f}   signs in their place {same:.2f}")


floors(dates)

# %% [markdown]
# Copying is right where a language writes ISO by itself, as Lithuanian does in figures. Otherwise nobody gets a date right:
# the meanings of the test part do not occur in the training part, in any language. Yet the neighbour has nearly three of four
# signs in their place: the century and the hyphens come by themselves. So accuracy **per sign** is flattering. Some published
# examples even count the padding, which is always right, and report 88 % for a model that gets few sentences right.
#
# ## A reader and a writer
#
# Two networks share the work (Sutskever et al. 2014; Cho et al. 2014). The **encoder** reads the whole source; its vectors
# are $k_s$. The **decoder** is a language model (unit 08), with a state $d_t$, that begins where the encoder ended and
# writes until it says EOS:

# %%
fig.bottleneck()

# %% [markdown]
# $$k_s=[\overrightarrow{h}_s;\,\overleftarrow{h}_s]\tag{13.1}$$
# $$d_t=f(d_{t-1},\,y_{t-1}),\qquad p(y_t\mid y_0\dots y_{t-1},x)=\mathrm{softmax}(d_t W_y+b_y)\tag{13.2}$$
#
# The encoder may read in both directions, as it has the whole text before it; the decoder cannot, as its future is not yet
# written. Here is an encoder of built-in layers. It makes the mask itself and hands it to the layer that needs it. A small
# dense layer turns the last states into the first state of the decoder.

# %%
def make_reader(signs, units):
    """Return a model from ids to the decoder's first state, the keys, and the mask (1 = real)."""
    ids = keras.Input((None,), dtype="int32")
    real = ops.not_equal(ids, PAD)
    vectors = keras.layers.Embedding(signs, units)(ids)
    gru = keras.layers.GRU(units, return_sequences=True, return_state=True)
    outputs, last, last_backward = keras.layers.Bidirectional(gru)(vectors, mask=real)
    first = keras.layers.Dense(units, activation="tanh")(ops.concatenate([last, last_backward], axis=-1))
    keys = keras.layers.Dense(units)(outputs)
    return keras.Model(ids, [first, keys, ops.cast(real, "int32")])


for array in make_reader(signs=30, units=8)(as_ids(["5. März", "7. Mai"], small, 10)):
    print(tuple(array.shape))

# %% [markdown]
# Two texts, twelve steps each, eight units: the decoder's first state, the keys, the mask.
#
# ## Teacher forcing
#
# How does the decoder learn? In training we know the right answer, so we give it that: at step $t$ the right sign $y_{t-1}$
# goes in, whatever the network would have said, and the right sign $y_t$ is asked for. This is **teacher forcing**. All steps
# can then be computed at once. Inputs and targets are the same row, shifted by one:

# %%
row = as_ids(["2025-03-05"], small, 10)[0]
name = {index: sign for sign, index in small.items()} | {BOS: "▶", EOS: "■"}
print("given: ", *(name[index] for index in row[:-1]))
print("asked: ", *(name[index] for index in row[1:]))

# %% [markdown]
# Without the shift the decoder would see the very sign that it is to say. Its loss falls to 0 within minutes, and it has
# learned to copy its input: a loss that is too good is the sign of this mistake.
#
# The loss is the mean of $-\log p$ over all **real** signs, EOS included and padding left out:
#
# $$L=-\frac1N\sum_{b,t:\;y_{b,t+1}\ne\mathrm{PAD}}\log p(y_{b,t+1}\mid y_{b,0}\dots y_{b,t},x_b)\tag{13.8}$$
#
# There is a price. Later nobody gives it the right signs, and what it is given is what it said:

# %%
fig.teacher_forcing()

# %% [markdown]
# Once wrong, it is in a place where it never was in training. This is called **exposure bias**. Remedies exist (now and then
# the network's own sign is given already in training: *scheduled sampling*, Bengio et al. 2015); a good model makes few first
# mistakes, and that often suffices.
#
# ## One vector for everything
#
# Look at the first figure again. Whatever the source says goes through one vector, the last state, be it three signs or
# three hundred. To see what that costs we take a task with short and long texts: durations of one part and of two.

# %%
def joined(first, second):
    """Return two data sets as one."""
    parts = [type(one)(*(x + y for x, y in zip(one, other))) for one, other in zip(first[:3], second[:3])]
    return first._replace(train=parts[0], validation=parts[1], test=parts[2])


one_part, two_parts = (load_translation("duration", "en", "es", difficulty=k, size=size) for k, size in ((1, 690), (2, 2500)))
durations = joined(one_part, two_parts)
print("\n".join("  →  ".join(pair) for pair in [*zip(*durations.train)][:2] + [*zip(*durations.train)][-2:]))
floors(durations)

# %% [markdown]
# The decoder, once without and once with attention. What `Attention` does comes in a moment; first we watch the difference.
# The state of the decoder and the context stand side by side before the last layers.

# %%
def make_writer(signs, units, attention):
    """Return a model from first state, keys, mask and given ids to logits and attention weights."""
    first, keys = keras.Input((units,)), keras.Input((None, units))
    real, given = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(signs, units)(given)
    d = keras.layers.GRU(units, return_sequences=True)(vectors, initial_state=first)
    looks = keras.layers.Attention()
    context, weights = looks([d, keys], mask=[None, ops.not_equal(real, 0)], return_attention_scores=True)
    both = ops.concatenate([context if attention else 0 * context, d], axis=-1)  # without attention: nothing to see
    logits = keras.layers.Dense(signs)(keras.layers.Dense(units, activation="tanh")(both))
    return keras.Model([first, keys, real, given], [logits, weights])

# %%
class Pair:
    """A reader, a writer, and what belongs to their texts."""

    def __init__(self, data, units=64, attention=True):
        self.alphabets = [alphabet_of(texts) for texts in data.train]
        self.longest = [max(len(text) for part in data[:3] for text in part[side]) for side in (0, 1)]
        self.reader = make_reader(len(self.alphabets[0]) + 4, units)
        self.writer = make_writer(len(self.alphabets[1]) + 4, units, attention)
        source, given = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
        self.model = keras.Model([source, given], self.writer([*self.reader(source), given])[0])

    def fit(self, data, epochs, batch_size, rate):
        """Train with teacher forcing; the rate falls to 0 along a cosine."""
        source, target = (as_ids(data.train[k], self.alphabets[k], self.longest[k]) for k in (0, 1))
        falling = keras.optimizers.schedules.CosineDecay(rate, epochs * len(source) // batch_size)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=PAD)
        self.model.compile(keras.optimizers.Adam(falling, clipnorm=1.0), loss)
        fit = {"batch_size": batch_size, "epochs": epochs, "verbose": 0, "callbacks": [one_line_per_epoch()]}
        return self.model.fit([source, target[:, :-1]], target[:, 1:], **fit).history

# %%
plain, looking = Pair(durations, attention=False), Pair(durations, attention=True)
print("one vector")
losses = {"one vector": plain.fit(durations, epochs=6, batch_size=64, rate=0.01)}
print("with attention")
losses["with attention"] = looking.fit(durations, epochs=3, batch_size=64, rate=0.01)

# %% [markdown]
# Both in one figure. Compare the two at the same epoch, and where each of them ends:

# %%
training_curve(losses, label="nats per sign")

# %% [markdown]
# The same number of units and of pairs; one vector was even given twice the epochs. The losses already tell; but they were
# measured with teacher forcing.
# The test is to let both write alone, sign by sign: say the likeliest sign, put it behind what was said, read all that again.
# (Reading it all again is lazy. The assignment keeps the state of the decoder instead.)

# %%
def write(pair, texts):
    """Let a pair write the likeliest signs; return the answers and the attention weights."""
    read = pair.reader.predict_on_batch(as_ids(texts, pair.alphabets[0], max(map(len, texts))))
    said = np.full((len(texts), 1), BOS, dtype="int32")
    for _ in range(pair.longest[1] + 1):
        logits, weights = pair.writer.predict_on_batch([*read, said])
        said = np.concatenate([said, logits[:, -1:].argmax(axis=-1).astype("int32")], axis=1)
    return [as_text(row, pair.alphabets[1]) for row in said], weights

# %%
source, target = durations.test
right = {}
for name, pair in [("with attention", looking), ("one vector", plain)]:
    said, _ = write(pair, source)
    right[name] = np.array([mine == theirs for mine, theirs in zip(said, target)])
    print(f"{name:15} exact match {right[name].mean():.3f}   {source[-1]} → {said[-1]}")
fig.exact_by_length(np.array([len(text) for text in source]), right)

# %% [markdown]
# One vector gets most single parts right. Of two parts it gets the grammar right and the numbers wrong: the answers look like
# durations, of something else. More training and more units would help; but the longer the texts, the more it takes. With
# attention nearly every answer is exact after seconds, short or long. Why?
#
# ## Look, but not at padding
#
# Bahdanau, Cho and Bengio (2015) gave the decoder the right to look back. At every step its state is a **query** $q_t$. A
# **score** $e_{ts}$ says how well the query goes with each key $k_s$. A softmax turns the scores into weights that sum to 1, and
# the keys mixed with these weights are the **context** $c_t$:
#
# $$\alpha_{ts}=\frac{m_s\,e^{\,e_{ts}}}{\sum_{s'}m_{s'}\,e^{\,e_{ts'}}}\tag{13.5}$$
# $$c_t=\sum_s\alpha_{ts}\,k_s\tag{13.6}$$

# %%
fig.one_look()

# %% [markdown]
# Everything here has a gradient, so the network learns by itself where to look. Nobody tells it.
#
# The mask $m_s$ stands **inside** the sum. Here is one query, five keys, the last two padding. What happens if the mask is
# forgotten, or put behind the softmax?

# %%
scores, real = np.array([1.0, 2.0, 0.5, 1.5, 1.5]), np.array([1, 1, 1, 0, 0])
raised = np.exp(scores)
print("forgotten:          ", (raised / raised.sum()).round(2))
print("behind the softmax: ", (raised / raised.sum() * real).round(2), " sum", (raised / raised.sum() * real).sum().round(2))
print("before the softmax: ", (raised * real / (raised * real).sum()).round(2))

# %% [markdown]
# Forgotten, the context is half made of padding. Behind the softmax the weights do not sum to 1, and how much is missing depends
# on how much padding the **longest text in the batch** brought: the same text gets another translation in other company. In
# practice a very small number, such as $-10^9$, takes the place of the scores of padding; not $-\infty$, since a text without
# any real sign would then become 0/0.
#
# ## Two ways to score
#
# Bahdanau's score is a network of one hidden layer, **additive**. Luong, Pham and Manning (2015) multiply,
# **multiplicative**:
#
# $$e_{ts}=\tanh(q_t W_q+k_s W_k)\cdot v\tag{13.3}$$
# $$e_{ts}=q_t\,W\,k_s^\top\tag{13.4}$$
#
# One query with one key, two features each, with all weights the identity or ones:

# %%
q, k, v = np.array([1.0, -0.5]), np.array([0.5, 2.0]), np.ones(2)
print("additive:       tanh(1.5) + tanh(1.5) =", (np.tanh(q + k) @ v).round(3))
print("multiplicative: 1 · 0.5 - 0.5 · 2 =    ", q @ k)

# %% [markdown]
# For $T$ steps out, $S$ steps in and $H$ units the additive score takes the tanh of $T \cdot S \cdot H$ numbers, which have to be
# kept for the way back; the multiplicative one is a matrix product. It is faster, and the additive one was found better for
# wide vectors, whose products grow large; dividing by $\sqrt H$ mends that, and so transformers do it (Vaswani et al. 2017).
# Keras's `Attention` is (13.4) without $W$, which our dense layer on the keys makes up for.
#
# There is another difference. Bahdanau's decoder looks **before** its step, with $d_{t-1}$, and the context goes into the
# recurrent layer; so training must go step by step. Luong's looks **after** it, with $d_t$, as ours:
#
# $$a_t=\tanh([c_t;\,d_t]\,W_a+b_a),\qquad\text{logits}_t=a_t W_y+b_y\tag{13.7}$$
#
# Then the recurrent layer does not depend on the attention, and all steps of a batch are computed at once.
#
# ## Dates in twenty languages
#
# Now the first task: 10,000 dates, three epochs. What should the floor of the loss be? A network that only knows how often
# each sign occurs would pay the entropy of that.

# %%
signs = Counter(sign for text in dates.train.target for sign in text + "■")
shares = np.array(list(signs.values())) / signs.total()
entropy = -np.sum(shares * np.log(shares))
pair = Pair(dates, units=64)
history = pair.fit(dates, epochs=3, batch_size=64, rate=0.01)

# %%
training_curve(history, floor=entropy, floor_name="each sign as often as it occurs", label="nats per sign")

# %%
source, target = (side[:1000] for side in dates.test)
said, weights = write(pair, source)
floor = exact(nearest(source, dates.train), target)
print(f"exact match {exact(said, target):.4f} on {len(said)} dates that were not in training, nearest neighbour {floor:.3f}")
wrong = [(text, mine, right) for text, mine, right in zip(source, said, target) if mine != right]
for text, mine, right in wrong[:3]:
    print(f"wrong: {text} → {mine}, right is {right}")

# %% [markdown]
# What does it look at? Each row of the map is a sign that was written, and dark fields are the signs it looked at.

# %%
example = next(k for k, text in enumerate(source) if "Ιουνίου" in text or "Juni" in text)
read, written = [*"▶", *source[example], "■"], [*said[example], "■"]
fig.attention_map(weights[example][: len(written), : len(read)], read, written)

# %% [markdown]
# For the year it goes to the end of the text, then to the name of the month, then to the front for the day: it has learned the
# order of the parts, and one or two signs of a name tell it from all other months. For a hyphen there is nothing to read, and
# it may rest anywhere. Nor need it look at exactly the sign that it writes: as the keys know their neighbours, the place next
# to it does as well. So such a map shows where a network looked, not what it understood.
#
# Over three seeds this model had an exact match of 0.999 ± 0.002 (mean and standard deviation).
#
# **Beyond what it has seen.** A model should say how far it reaches. Three languages were kept out. Italian writes its months
# much like Spanish and Catalan, Norwegian like Swedish and German, Ukrainian like nobody in the training. Guess first: how many
# of their dates with the month as a word will be right?

# %%
for language in ("it", "nb", "uk"):
    unseen = load_translation("date", language, "iso", difficulty=2, size=3000).test
    words = [k for k, text in enumerate(unseen.source) if any(sign.isalpha() for sign in text)]
    texts, answers = ([side[k] for k in words] for side in unseen)
    print(f"{language}  exact match {exact(write(pair, texts)[0], answers):.3f} on {len(texts)}, such as {texts[1]}")

# %% [markdown]
# And formats: English dates with months that it knows, in an order, a spelling or with signs between that it saw in no language.

# %%
endings = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
formats = [
    lambda day: f"{day:%B} {day.day}{endings.get(day.day, 'th')}, {day.year}",
    lambda day: f"{day.year} {day:%B} {day.day}",
    lambda day: f"{day.day}  {day:%B}  {day.year}",
    lambda day: f"{day.day}/{day:%B}/{day.year}",
    lambda day: f"{day:%B} {day.day}, {day.year}".upper(),
]
answers = dates.test.target[:300]
for say in formats:
    texts = [say(datetime.date.fromisoformat(text)) for text in answers]
    said, _ = write(pair, texts)
    print(f"exact match {exact(said, answers):.3f}   {texts[1]} → {said[1]}")
print("                    March 2025 →", write(pair, ["March 2025"])[0][0])

# %% [markdown]
# Norwegian is read without fault, Italian often (0.68 to 0.88 in four runs), Ukrainian hardly (0.01 to 0.14): a figure for
# new languages says which. Another order and other signs between do next to no harm. An ordinal does some, since nowhere in the
# training do Latin letters stand directly behind a number. Capitals do most: `D` is another sign than `d`, and that both are the
# same letter stands nowhere in the data. But whatever it is given, it answers with a date, sure of itself: `March 2025` has no
# day, and gets one. The exact match of the test part holds for what is like the test part, and for nothing else.
#
# ## Greedy
#
# So far we took the likeliest sign at each step. Is that the likeliest **text**? The probability of a text is a product:
#
# $$\log p(y\mid x)=\sum_t\log p(y_t\mid y_0\dots y_{t-1},x)\tag{13.9}$$
#
# Here is a model that can be computed by hand. It knows three signs and the end ■. What does greedy say?

# %%
ways = {
    "": {"a": 0.6, "b": 0.4}, "a": {"■": 0.3, "a": 0.3, "b": 0.2, "c": 0.2},
    "b": {"c": 0.9, "■": 0.1}, "bc": {"■": 0.9, "a": 0.1},
}
fig.hand_tree(ways)

# %% [markdown]
# Greedy goes to `a`, the better first sign, and then everything is unlikely: 0.6 · 0.3 = 0.18. The best text begins with the
# second best sign: 0.4 · 0.9 · 0.9 = 0.324. To look at **all** texts is impossible, as their number grows with the power of
# the length.
#
# ## Beam search
#
# The compromise: keep the best few beginnings, say $K=2$. At each step let each of them go on with every sign, and of all these
# keep the best $K$. Beginnings that end in ■ are finished and go to a list. The second step by hand:

# %%
beam = {"a": 0.6, "b": 0.4}
longer = {text + sign: p * q for text, p in beam.items() for sign, q in ways[text].items()}
for text, p in sorted(longer.items(), key=lambda item: -item[1]):
    print(f"{text:3} {p:.2f}")

# %% [markdown]
# The best two are `bc` and one of the two with 0.18, `a■` say, which is finished. The better beginning `a` has lost its lead.
# In the third step `bc■` is found. A beam of width 1 is greedy; one as wide as the vocabulary is long still promises nothing.
# And the states of the decoder must go with their beginnings: `bc` goes on from the state behind `b`. To forget that is the
# classic mistake.
#
# ## Length
#
# Each factor is below 1, so each further sign makes a text less likely, and a beam, as it looks further than greedy, finds the short
# answers that greedy misses; in large models even the empty one. The remedy is to compare per length (Wu et al. 2016 divide by
# $((5+n)/6)^\alpha$):
#
# $$\text{score}=\frac1{n^\alpha}\sum_{t=1}^n\log p(y_t\mid y_1\dots y_{t-1},x)\tag{13.10}$$
#
# A short text with a log-probability of -2.0, and a long one with -3.0. Which is better?

# %%
for alpha in (0.0, 0.4, 0.7, 1.0):
    short, long = -2.0 / 4**alpha, -3.0 / 9**alpha
    print(f"alpha {alpha}: 4 signs {short:.3f}, 9 signs {long:.3f}, so the {'short' if short > long else 'long'} one")

# %% [markdown]
# Usual are widths of 4 to 10 and an $\alpha$ of 0.6 to 1, chosen on the validation part. Is it worth it? For our dates hardly:
# the network is sure at each sign. Where many texts are right, as in the translation of sentences, a beam is commonly worth one
# or two points of BLEU.
#
# ## BLEU
#
# "In an hour" or "within one hour"? For sentences exact match is too strict. **BLEU** (Papineni et al. 2002) counts the pieces of
# $n=1,2,3,4$ tokens that what was said shares with what is right. A piece counts at most as often as it occurs in the right
# text. By hand:

# %%
said, right = "the cat sat on the the".split(), "the cat sat on the mat today".split()
for n in (1, 2, 3, 4):
    mine, theirs = (Counter(zip(*(text[k:] for k in range(n)))) for text in (said, right))
    shared = {" ".join(piece): min(count, theirs[piece]) for piece, count in mine.items()}
    print(f"{n}: {sum(shared.values())} of {mine.total()}  ", shared)

# %% [markdown]
# The third "the" does not count: it is *clipped*. So $p_1$ to $p_4$ are 5/6, 4/5, 3/4, 2/3. What was said has 6 tokens, what is
# right 7: who says little says little wrong, so there is a **brevity penalty**, $e^{1-7/6}$:
#
# $$\text{BLEU}=\min(1,e^{1-R/S})\cdot(p_1p_2p_3p_4)^{1/4}\tag{13.13}$$

# %%
print("BLEU", round(np.exp(1 - 7 / 6) * (5 / 6 * 4 / 5 * 3 / 4 * 2 / 3) ** 0.25, 3))

# %% [markdown]
# For a whole test set the counts $p_n$ (13.11) and the lengths $S$, $R$ (13.12) are added up over all sentences **before** anything is
# divided; a mean of sentences is another number. And what a token is decides a lot: numbers of two papers can be compared only if
# both cut sentences in the same way. The program `sacrebleu` exists for that. BLEU knows no meaning: "the cat did not sit"
# shares much with "the cat did sit".
#
# **Real sentences.** One switch loads them: `load_translation("tatoeba", "en", "fr", size=10000)`. For the first 10,000 pairs,
# published models of one recurrent layer on words report a BLEU around 0.4; to come near that takes an hour on two cores rather
# than a minute, words or pieces of words as tokens, and dropout.
#
# ## Recap
#
# 1. The encoder reads everything, the decoder writes until EOS; in training it is given the right signs, shifted by one.
# 2. One vector between them is a bottleneck; attention lets every step look at every key.
# 3. Scores are additive or multiplicative; padding is masked before the softmax, so that real weights sum to 1.
# 4. Beam search keeps the best few beginnings with their states, and compares scores per length.
# 5. Exact match, BLEU and accuracy per sign tell different things; each needs its floor, and none says more than its test part.

# %% [markdown]
# ## The equations, and how others write them
#
# | here | elsewhere |
# |---|---|
# | keys $k_s$ (13.1), decoder state $d_t$ (13.2) | $h_j$, $s_i$ (Bahdanau); $\bar h_s$, $h_t$ (Luong); $a^{\langle t'\rangle}$, $s^{\langle t\rangle}$ (Coursera) |
# | additive score (13.3) | $e_{ij}=v_a^\top\tanh(W_a s_{i-1}+U_a h_j)$; `AdditiveAttention` in Keras has $v$ only |
# | multiplicative score (13.4) | $h_t^\top W_a\bar h_s$, "general"; "dot" without $W$; `Attention` in Keras |
# | weights (13.5), context (13.6) | $\alpha_{ij}$, $c_i$; $a_t(s)$, $c_t$; softmax$(QK^\top)V$ with one matrix for keys and values |
# | $a_t$ (13.7) | $\tilde h_t$, the attentional state (Luong) |
# | loss (13.8), log-probability (13.9) | NLL; exp of it per token is the perplexity (unit 08) |
# | score (13.10) | $\alpha$; `length_penalty` in Hugging Face |
# | $p_n$ (13.11), $\min(1,e^{1-R/S})$ (13.12), BLEU (13.13) | $p_n$, BP with $c$ for $S$, $r$ for $R$; times 100 |

# %% [markdown]
# ## Check yourself
#
# **1.** The loss of a colleague's decoder falls to 0.001 in one epoch; alone, it writes the same sign for ever. What happened?
#
# <details><summary>Answer</summary>
#
# Inputs and targets are not shifted against each other: in training the decoder is given the very sign it is to say, so it
# learns to repeat its input. Alone it repeats BOS or whatever it said first.
# </details>
#
# **2.** A sentence is translated differently when it is alone and when it is in a batch with a longer one. Where do you look?
#
# <details><summary>Answer</summary>
#
# At the masks. Either attention gives weight to the padding (no mask, or mask behind the softmax), or the encoder's backward
# direction reads the padding before it comes to the first real sign.
# </details>
#
# **3.** With a beam of 10 the BLEU is lower than with a beam of 3, though the log-probabilities are higher. How can that be?
#
# <details><summary>Answer</summary>
#
# A wide beam finds texts that are likelier but shorter, since each sign costs; the brevity penalty and the missing words lower the
# BLEU. Length normalisation helps. The likeliest text under the model need not be the best translation.
# </details>

# %% [markdown]
# ## Sources
#
# - D. Bahdanau, K. Cho and Y. Bengio (2015): Neural machine translation by jointly learning to align and translate. *ICLR*.
#   arXiv:1409.0473; before it I. Sutskever, O. Vinyals and Q. Le (2014): arXiv:1409.3215.
# - M.-T. Luong, H. Pham and C. Manning (2015): Effective approaches to attention-based neural machine translation. *EMNLP*.
#   arXiv:1508.04025.
# - K. Papineni et al. (2002): BLEU: a method for automatic evaluation of machine translation. *ACL*; M. Post (2018): A call for
#   clarity in reporting BLEU scores. arXiv:1804.08771.
#
# **Now build it:** [assignment 13](../assignments/a13_translation/a13_translation.ipynb).
