# ---
# jupyter:
#   autograder:
#     title: Tagging
# ---

# %% [markdown]
# # 12 Tagging
#
# One answer for every word: is it a verb, is it part of a person's name? After this unit you can turn rows of tags into
# arrays, train a network that reads in both directions, and leave padding out of every sum. You know why a tagger with 95 %
# right tags can be useless, and by which score taggers are compared. In the assignment your own tagger colours sentences
# that you type.

# %% setup=true

# %%
import os
import re
from collections import Counter, defaultdict

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
import keras
import numpy as np
from IPython.display import display
from keras import ops
from rnndata import load_tagged
from rnnfigures import tagging as fig
from rnnfigures.training import one_line_per_epoch, training_curve

# %% [markdown]
# ## A tag for every word
#
# Linguists sort words into **parts of speech**. Which part is the word `book`? Look at the boxes: each holds a word and its
# tag.

# %%
sentences = {
    "they book a room .": "PRON VERB DET NOUN PUNCT",
    "they read a book .": "PRON VERB DET NOUN PUNCT",
    "the old man the boats .": "DET NOUN VERB DET NOUN PUNCT",
}
for text, tags in sentences.items():
    display(fig.coloured(text.split(), tags.split()))

# %% [markdown]
# A verb once, a noun once. The third sentence is a famous trap: most readers take `man` for a noun, come to the end without
# a verb, and start again: the old ones man the boats. A tag belongs to a word **in its sentence**, and sometimes
# the sentence has to be read to its end.
#
# This is a many-to-many task of equal lengths, the fourth of the five topologies of unit 02: one output for each
# input. The collection *Universal Dependencies* has 17 parts of speech, the same for more than 150 languages. Its English
# part, EWT, is one word away in this course: `load_tagged("ewt")`.
#
# ## Who, where, what
#
# The second famous task is to find **named entities**: people, places, organisations. We use sentences from a grammar, small
# enough that a network learns them in seconds. (`load_tagged("wnut17")` would load messages from the internet instead.)
# Three of them are shown. What decides about the name?

# %%
data = load_tagged("generated")
print(data.source)
print([len(part.words) for part in data[:3]], "sentences to learn from, to choose with, to test with")
for words, tags in list(zip(data.train.words, data.train.tags))[:3]:
    display(fig.coloured(words, tags))

# %% [markdown]
# Up to the name, and often some words beyond it, the three sentences are equal, letter by letter. Only what comes **later**
# tells whether it is a person, a place or an organisation. All sentences are built in such threes, and the three stay
# together in one part of the data. Remember this when we let a network read from left to right.
#
# ## BIO
#
# An entity may have several words, but the network gives one tag for each word. How can tags say where an entity begins
# and ends? Print a sentence with its tags:

# %%
number = next(number for number, tags in enumerate(data.train.tags) if "I-ORG" in tags)
for word, tag in zip(data.train.words[number], data.train.tags[number]):
    print(f"{word:12} {tag}")

# %% [markdown]
# | tag | meaning |
# |---|---|
# | `B-ORG` | an organisation **b**egins at this word |
# | `I-ORG` | this word is **i**nside the same organisation |
# | `O` | **o**utside of all entities |
#
# Why does `B` exist at all? Would `ORG ORG` not do? Not if two entities stand side by side: in *we told Paris Madison was
# ill*, `B-PER B-PER` are two people, `B-PER I-PER` is one with two names. With three types there are seven tags. How often
# does each occur?

# %%
counts = Counter(tag for tags in data.train.tags for tag in tags)
tokens = sum(counts.values())
for tag in data.names:
    print(f"{tag:6} {counts[tag]:6}  {counts[tag] / tokens:.3f}")

# %% [markdown]
# Nine of ten words are outside. This lopsidedness is typical (in the messages of WNUT-17 it is 0.925), and most of what
# goes wrong in this unit goes wrong because of it.
#
# ## Floors first
#
# Before any network: what do we get for nothing? Two taggers that need no learning to speak of. The first says `O`, always.
# The second says for each word the tag that it has most often in the training sentences. How many tags of the test
# sentences are right?

# %%
seen = defaultdict(Counter)  # word -> how often it has which tag
for words, tags in zip(data.train.words, data.train.tags):
    for word, tag in zip(words, tags):
        seen[word][tag] += 1
usual = {word: tally.most_common(1)[0][0] for word, tally in seen.items()}

said = {
    "all O": [["O"] * len(words) for words in data.test.words],
    "usual tag": [[usual.get(word, "O") for word in words] for words in data.test.words],
}

# %%
def share_right(rows):
    """Return the share of the test sentences' tags that are right."""
    there, found = (np.concatenate(list(tags)) for tags in (data.test.tags, rows))
    return np.mean(there == found)


for name, rows in said.items():
    print(f"{name:10} token accuracy {share_right(rows):.3f}")

# %% [markdown]
# 0.89 and 0.95! A tagger that never found anything has an *A* in many schools. Look at what the second one makes of
# a triple (first the truth, then what was said):

# %%
for words, tags, found in list(zip(data.test.words, data.test.tags, said["usual tag"]))[:3]:
    display(fig.coloured(words, tags), fig.coloured(words, found))

# %% [markdown]
# It says the same of the name three times, and two times it is wrong. It cannot do better: for the usual tag of a word the
# sentence does not matter. The words that every sentence has, `the`, `was`, the full stop, make up the 95 %. For English
# parts of speech this floor stands at 0.882, and is just as empty.
#
# ## From tags to entities
#
# So count what people want: not tags, but **entities**. An entity is three things: where it starts, where it ends, and its
# type. We write (start, end, type), and the end is the first word that is *not* inside, as in a slice:
#
# | words | tags | entities |
# |---|---|---|
# | `he met Ann Lee .` | `O O B-PER I-PER O` | (2, 4, PER) |
# | `Paris fired Ann` | `B-ORG O B-PER` | (0, 1, ORG), (2, 3, PER) |
#
# For this lecture a pattern finds them in the text of the tags, each of which we give eight places. `B-` and a type, then
# any number of `I-` with the same type (`\1`):

# %%
PATTERN = re.compile(r"B-(\w+)\s+(?:I-\1\s+)*")


def by_pattern(tags):
    """Return the places of well-formed entities in the text of the tags, with their types."""
    text = "".join(f"{tag:8}" for tag in tags)
    return {(match.start() // 8, match.end() // 8, match[1]) for match in PATTERN.finditer(text)}


print(sorted(by_pattern(["O", "O", "B-PER", "I-PER", "O", "B-LOC"])))

# %% [markdown]
# But a network is free to say what no annotator writes: `O I-ORG`, or `B-PER I-LOC`. Is an `I-` that has nothing to go on
# with an entity? Opinions differ:
#
# | tags | strict | lenient |
# |---|---|---|
# | `O I-ORG I-ORG` | nothing | (1, 3, ORG) |
# | `B-PER I-LOC` | (0, 1, PER) | (0, 1, PER), (1, 2, LOC) |
# | `B-PER B-PER` | (0, 1, PER), (1, 2, PER) | the same |
#
# The program `conlleval`, with which the figures of most papers were computed, is **lenient**: such an `I-` begins an
# entity. Our pattern is strict; yours in the assignment will be lenient. Who compares two figures should know which rule
# made them.
#
# ## Counting entities
#
# An entity counts as right only if start, end and type are all right. A small example, with all the ways to err:

# %%
words = "yesterday Ann Lee of Oslo United met Victoria in Lisbon .".split()
true = "O B-PER I-PER O B-ORG I-ORG O B-PER O B-LOC O".split()
found = "O B-PER I-PER O B-LOC O O O O B-LOC B-LOC".split()
display(fig.coloured(words, true), fig.coloured(words, found))
right = by_pattern(true) & by_pattern(found)
print(f"true {len(by_pattern(true))}, said {len(by_pattern(found))}, right {len(right)}: {sorted(right)}")

# %% [markdown]
# Ann Lee and Lisbon are right. Oslo United has the wrong end and the wrong type: that is one entity missed **and** one
# invented. Victoria was missed, the full stop invented. From the three numbers come two shares, the **precision** (how much
# of what was said is right) and the **recall** (how much of what is there was found):
#
# $$P=\frac{\text{right}}{\text{said}}=\frac24,\qquad R=\frac{\text{right}}{\text{true}}=\frac24\tag{12.1}$$
#
# Who says little can have a high precision, who says much a high recall. Their **harmonic mean** is high only if both are:
#
# $$F_1=\frac{2PR}{P+R}=\frac{2\cdot\text{right}}{\text{said}+\text{true}}\tag{12.2}$$
#
# Here it is 0.5, while 7 of 11 tags are right. For a whole data set the three numbers are first added up over all sentences
# (*micro-average*), then divided once. And who says nothing gets 0, by convention, instead of a division by zero.
#
# What do the two floors get? We join all test sentences into one long one, with an `O` between them, and count there: the
# sums are the same. (In the assignment you add up sentence by sentence.)

# %%
def counted(rows):
    """Return how many entities of the test sentences are true, said and right."""
    true, found = (by_pattern([tag for tags in each for tag in [*tags, "O"]]) for each in (data.test.tags, rows))
    return len(true), len(found), len(true & found)


def harmonic(true, found, right):
    precision, recall = right / max(found, 1), right / true
    return 2 / (1 / precision + 1 / recall) if right else 0.0


for name, rows in said.items():
    print(f"{name:10} true, said, right: {counted(rows)}  F1 {harmonic(*counted(rows)):.3f}")

# %% [markdown]
# That looks different: 0 for the tagger that finds nothing, and less than a half for the other, whose accuracy was
# 0.95. (It gets the cities behind `of` and `in` right, which are always places, and every third name.) By the lenient rule
# it would be 0.472: each `B-PER I-LOC` that it says is then two wrong entities instead of one. **Report F1 where most
# tags are `O`.** Accuracy is fine where all tags matter alike, as with parts of speech.
#
# ## Tags as numbers
#
# Now to the network, and first to its arrays. Words and tags become ids. Sentences have different lengths, and so the
# shorter ones are filled up at the end.

# %%
lengths = sorted(len(words) for words in data.train.words)[::470]
fig.padded_batch(lengths)

# %% [markdown]
# What should stand in the hatched cells of the *target* array? Something that is **no tag**. If padding were 0, and `O`
# had the id 0, too, padding would be a word outside all entities. There are two good customs: padding 0 and
# tags from 1 on, or tags from 0 on and padding -1, which can never be mistaken for a class. In the assignment you use the
# second one. Here we show the first, common where Keras is used; it costs an output that is never right.

# %%
word_ids = {word: number for number, word in enumerate(sorted(seen), start=2)}  # 0 is padding, 1 an unknown word
tag_ids = {tag: number for number, tag in enumerate(data.names, start=1)}  # 0 is padding


def arrays(part):
    """Return ids of words and of tags, both padded with 0 at the end."""
    tables = (part.words, word_ids), (part.tags, tag_ids)
    rows = ([[table.get(item, 1) for item in row] for row in sentences] for sentences, table in tables)
    return [keras.utils.pad_sequences(each, padding="post") for each in rows]


train, validation, test = (arrays(part) for part in data[:3])
print("words", train[0].shape, train[0][0])
print("tags ", train[1].shape, train[1][0])

# %% [markdown]
# ## An accuracy that counts padding
#
# The first trap of this unit lies here. Suppose somebody pads with `O`, and measures the share of right entries of the whole
# array. What does the tagger get that says `O` always?

# %%
cells, real = test[1].size, np.count_nonzero(test[1])
entities = real - np.count_nonzero(test[1] == tag_ids["O"])
print(f"{cells} cells, {real} real tokens, {entities} of them in entities")
print(f"right with padding:    {(cells - entities) / cells:.3f}")
print(f"right without padding: {(real - entities) / real:.3f}")

# %% [markdown]
# Padding is the easiest word of all, and each padded cell counts as a success. Make the batch wider, with one very long
# sentence, and the accuracy rises, though nobody has learnt anything. More than one published figure was made in this way.
# The rule is as in unit 02: **a mean over tokens has real tokens above and below the line.** With the mask $m$, 1 where a
# token is real:
#
# $$\text{accuracy}=\frac{\sum_{b,t}m_{bt}\,[\arg\max_k a_{btk}=y_{bt}]}{\sum_{b,t}m_{bt}}\tag{12.3}$$
#
# ## A loss without padding
#
# The same for the loss. Each token has the cross-entropy of unit 02, and the loss is the mean over the real ones:
#
# $$\ell_{bt}=-\log\mathrm{softmax}(a_{bt})_{y_{bt}}\tag{12.4}$$
# $$L=\frac{\sum_{b,t}m_{bt}\,\ell_{bt}}{\sum_{b,t}m_{bt}}\tag{12.5}$$
#
# One sentence of three words in an array of width five. The probabilities of the right tags are 1/2, 1/4 and 1/2; at
# padding the network is sure already. Three means are possible:

# %%
losses = -np.log([1 / 2, 1 / 4, 1 / 2, 0.99, 0.99])
print(f"all five cells:                         {losses.sum() / 5:.3f}")
print(f"sum over real words, divided by five:   {losses[:3].sum() / 5:.3f}")
print(f"sum over real words, divided by three:  {losses[:3].sum() / 3:.3f}")

# %% [markdown]
# Only the last one is (12.5). The first lets the network spend its effort on padding. The second has the right direction,
# but a size that depends on the width of the array, and thus on the longest sentence in the batch: the learning
# rate changes from batch to batch without anybody noticing.
#
# Which one does Keras compute? It depends on how it is told. Same numbers as above:

# %%
p = np.array([1 / 2, 1 / 4, 1 / 2, 0.99, 0.99])
logits = np.log(np.stack([1 - p, p], axis=-1))[None]  # two classes; class 1 is right in words, and at padding 0 is written
targets, weights = np.array([[1, 1, 1, 0, 0]]), np.array([[1, 1, 1, 0, 0]])
loss = keras.losses.SparseCategoricalCrossentropy
print(f"sample_weight:                        {float(loss(from_logits=True)(targets, logits, sample_weight=weights)):.3f}")
by_sum = loss(from_logits=True, reduction="mean_with_sample_weight")
print(f"sample_weight, mean with its weights: {float(by_sum(targets, logits, sample_weight=weights)):.3f}")
print(f"ignore_class=0:                       {float(loss(from_logits=True, ignore_class=0)(targets, logits)):.3f}")

# %% [markdown]
# Weights alone give the second mean; the other two ways give (12.5). In this lecture we use `ignore_class`. In the
# assignment you write the loss yourself.
#
# ## Both directions
#
# A recurrent network that reads from the left knows at word $t$ the words up to $t$ (unit 02). In our sentences that is
# never enough. A **bidirectional** one (unit 07) has a second layer that reads from the right, and the tag of a word
# sees both states:
#
# $$h_t=[\overrightarrow h_t,\overleftarrow h_t],\qquad a_t=h_tW_y+b_y\tag{12.6}$$

# %%
fig.two_directions()

# %% [markdown]
# At the name the forward state has read *once more Paris*, the backward state *engineers hired Paris*. No word of the
# sentence is missing, and the name is in both. (A price: the whole sentence must be there before the first tag is
# certain. A tagger for live speech cannot wait.)
#
# The second direction makes the mask more important than ever. A reader from the left meets the padding when all is
# done. A reader from the right meets it **first**, and comes to the last word with a state that is full of padding. What do
# three words get, alone, and followed by ten cells of padding?

# %%
keras.utils.set_random_seed(12)
embedding = keras.layers.Embedding(20, 4)
both_ways = keras.layers.Bidirectional(keras.layers.GRU(3, return_sequences=True))
alone, padded = np.array([[5, 7, 9]]), np.array([[5, 7, 9] + 10 * [0]])
reference = ops.convert_to_numpy(both_ways(embedding(alone)))
for name, mask in {"without a mask": None, "with a mask": padded != 0}.items():
    states = ops.convert_to_numpy(both_ways(embedding(padded), mask=mask))[:, :3]
    forward, backward = np.split(np.abs(states - reference) > 1e-6, 2, axis=-1)
    print(f"{name:15} states changed by padding: forward {forward.sum()} of 9, backward {backward.sum()} of 9")

# %% [markdown]
# Without a mask the answer for a sentence depends on how long the *other* sentences of its batch are. With the mask padding
# changes nothing. Give it explicitly, `layer(x, mask=mask)`: a mask that Keras hands on behind the scenes gets lost at the
# first layer that does not know masks.
#
# ## One direction against two
#
# Here is the network: vectors for words, a recurrent layer with all its outputs, one row of logits for each word. The
# recurrent layer is an argument, so that both versions share all else.

# %%
def network(layer):
    """Return a compiled model from ids of words to logits of tags at every step."""
    words, real = keras.Input((None,), name="words"), keras.Input((None,), dtype="bool", name="real")
    states = layer(keras.layers.Embedding(len(word_ids) + 2, 32)(words), mask=real)
    model = keras.Model([words, real], keras.layers.Dense(len(tag_ids) + 1)(states))
    model.compile(keras.optimizers.Adam(0.005), loss(from_logits=True, ignore_class=0))
    return model


def read(part):
    """Return the two inputs of the model."""
    return [part[0], part[0] != 0]

# %% [markdown]
# Train the reader from the left. What would you expect it to reach, given how the sentences are made? The dotted line in the
# curve is the loss of a tagger that knows all words apart, but nothing of the future: it has $\ln 3$ for each of the names,
# and 0 for all else.

# %%
def fitted(layer):
    """Return a trained model and its losses."""
    keras.utils.set_random_seed(12)
    model = network(layer)
    checks = (read(validation), validation[1])
    say = [one_line_per_epoch()]
    history = model.fit(read(train), train[1], batch_size=32, epochs=6, validation_data=checks, verbose=0, callbacks=say)
    return model, history.history


forward, losses_forward = fitted(keras.layers.GRU(32, return_sequences=True))

# %%
sentences_tested, tokens_tested = len(data.validation.words), np.count_nonzero(validation[1])
floor = np.log(3) * sentences_tested / tokens_tested  # one such name in each sentence
training_curve(losses_forward, floor=floor, floor_name="the future unknown", label="loss")

# %% [markdown]
# It comes down to the line and stays there, for training and validation alike. More units or more epochs would not help: the
# words up to the name are the same in three sentences with three tags. Not even learning by heart would, as each beginning
# stands among the training sentences three times, too. Now both directions. Will the curve stop at the dotted line as well?

# %%
both, losses_both = fitted(keras.layers.Bidirectional(keras.layers.GRU(32, return_sequences=True)))

# %%
training_curve(losses_both, floor=floor, floor_name="the future unknown", label="loss")

# %% [markdown]
# It falls through the line as if it were not there. What is that worth in tags and in entities?

# %%
def tags_said(model):
    """Return the most likely tags of the test sentences; output 0, padding, is left out."""
    best = 1 + model.predict(read(test), batch_size=64, verbose=0)[..., 1:].argmax(axis=-1)
    return [[data.names[index - 1] for index in row[: len(words)]] for row, words in zip(best, data.test.words)]


said |= {"one direction": tags_said(forward), "two directions": tags_said(both)}
results = {name: (share_right(rows), harmonic(*counted(rows))) for name, rows in said.items()}
fig.accuracy_and_f1(results)

# %% [markdown]
# Read the blue bars from left to right: 0.89, 0.95, 0.95, 1. Then the hatched ones. The reader from the left has learnt
# nothing that the table of usual tags did not know; the second direction makes the difference. Blue alone would
# have hidden all of it in a few per cent.
#
# ## Reading errors
#
# A number says how often, not what. Always look at errors, first one by one (truth, then what was said):

# %%
wrong = [number for number, tags in enumerate(data.test.tags) if said["one direction"][number] != list(tags)]
for number in wrong[:3]:
    display(fig.coloured(data.test.words[number], data.test.tags[number]))
    display(fig.coloured(data.test.words[number], said["one direction"][number]))

# %% [markdown]
# The place is right, the type is wrong, and behind the name there may even be an `I-` of another type than the `B-`
# before it: the second word (`Harbour`, `Airlines`) was seen, but the tag of the first one was already given.
#
# Then all at once. In a **confusion matrix** each row is a true tag and each column what was said:

# %%
fig.confusion({name: (data.test.tags, said[name]) for name in ("one direction", "two directions")}, data.names)

# %% [markdown]
# On the left the three `B-` tags are taken for each other, and never for `O`: the network knows *that* there is a name, not
# *what* it names. Such a block of errors tells what is missing. Blocks in other places tell other stories: `B-` against
# `I-`, the borders are unclear; one type against `O`, its words are too rare.
#
# ## Real text
#
# Our sentences are clean: one reader solves them. Real ones are not, above all because of words that were never seen in
# training. Floors and published figures for the two sets that `load_tagged` knows:
#
# | set, metric | floor | recurrent networks |
# |---|---|---|
# | English EWT, parts of speech, accuracy | 0.882 (usual tag) | 0.921 with words only (Plank et al. 2016, an older version of the data); about 0.95 if the letters of words are read, too |
# | WNUT-17, entities, F1 | 0 (accuracy 0.925) | 0.419, best of the shared task (Derczynski et al. 2017) |
#
# Three additions bring most of the gain, and all fit into the network above:
#
# - **Unknown words.** Hide some training words (give them the id of unknown words), so that the network learns to look
#   around them. You will do so in the assignment.
# - **Letters.** A second, small recurrent network reads the letters of each word: `-ed`, `-ness`, capitals. Its last state
#   stands beside the vector of the word.
# - **Neighbouring tags.** Our network decides on each tag alone, and may say `O I-PER`. A *conditional random field* on
#   top scores pairs of neighbouring tags, and takes the best row as a whole.

# %% [markdown]
# ## Recap
#
# 1. Tagging gives one answer for each word; BIO tags turn it into entities: (start, end, type).
# 2. A tag may depend on words that are still to come. One direction cannot know them; two can.
# 3. Padding is no tag. It must not be read (mask for the layer), nor be learnt (loss), nor be counted (accuracy).
# 4. Where most tags are `O`, accuracy flatters everybody: count exact entities, F1.
# 5. Floors first: always `O`, and the usual tag of each word.

# %% [markdown]
# ## The equations, and how others write them
#
# | here | Keras | elsewhere |
# |---|---|---|
# | $P$, $R$ (12.1), $F_1$ (12.2) | | `seqeval`, `conlleval`: micro-average of exact entities |
# | accuracy (12.3) | `weighted_metrics` | token accuracy |
# | $\ell_{bt}$ (12.4) | `SparseCategoricalCrossentropy(from_logits=True)` | `nn.CrossEntropyLoss`, classes on axis 1 |
# | $L$ (12.5) | `ignore_class`, `reduction="mean_with_sample_weight"` | `ignore_index=-100` in PyTorch |
# | $h_t=[\overrightarrow h_t,\overleftarrow h_t]$, $a_t=h_tW_y+b_y$ (12.6) | `Bidirectional`, `Dense` | `bidirectional=True` in PyTorch; $a^{\langle t\rangle}$ for $h_t$ |
# | BIO | | IOB2; BIOES and BILOU also mark the last word and entities of one word |

# %% [markdown]
# ## Check yourself
#
# **1.** A tagger for parts of speech has an accuracy of 0.97 with batches of 32 sentences, and 0.92 with batches of one. The
# weights are the same. What happened?
#
# <details><summary>Answer</summary>
#
# Padding is counted as right: in a batch of one there is none. 0.92 is the true figure. (If the states at real words
# differ, too, the mask is missing in the backward direction.)
# </details>
#
# **2.** True: `B-ORG I-ORG I-ORG O`. Said: `B-ORG I-ORG O O`. How many of the tags are right, and what is F1?
#
# <details><summary>Answer</summary>
#
# Three of four tags, accuracy 0.75. One entity is true, one is said, none is right: (0, 2, ORG) is not (0, 3, ORG). F1 is 0.
# </details>
#
# **3.** You turn all sentences round and train the reader of one direction again. Does it solve our data? Would it solve
# parts of speech?
#
# <details><summary>Answer</summary>
#
# Ours yes, nearly: it then reads the words behind a name before the name, and the words in front of it do not matter here.
# In real text words on both sides matter, so it would trade some errors for others.
# </details>

# %% [markdown]
# ## Sources
#
# - L. A. Ramshaw and M. P. Marcus (1995): Text chunking using transformation-based learning. *Third Workshop on Very Large
#   Corpora*. The B, I and O tags. arXiv:cmp-lg/9505040.
# - E. F. Tjong Kim Sang and F. De Meulder (2003): Introduction to the CoNLL-2003 shared task. *CoNLL*. F1 of exact entities,
#   `conlleval`. arXiv:cs/0306050.
# - A. Graves and J. Schmidhuber (2005): Framewise phoneme classification with bidirectional LSTM. *Neural Networks* 18.
# - B. Plank, A. Søgaard and Y. Goldberg (2016): Multilingual part-of-speech tagging with bidirectional LSTM models.
#   *ACL*. arXiv:1604.05529.
#
# **Now build it:** [assignment 12](../assignments/a12_tagging/a12_tagging.ipynb).
