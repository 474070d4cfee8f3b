# ---
# jupyter:
#   autograder:
#     title: Language models
# ---

# %% [markdown]
# # 08 Language models
#
# A language model says how likely every next word is. After this lecture you can turn that into the score of a
# sentence, into one honest number for comparing models, and into a writer, and you know how a network is taught to do
# it. In the assignment you build all of it, and an LSTM in NumPy invents countries.

# %% setup=true

# %%
import itertools
import math
from collections import Counter

import matplotlib.pyplot as plt
import numpy as np
from rnnfigures import COLOR
from rnnfigures.language import changed_bars, few_of_many, product_of_words, strips_and_chunks, teacher_forcing

# %% [markdown]
# ## Which sentence is better?
#
# You dictate to a telephone, and noise swallows the last word. Was it
#
# - *the MRT of Singapore is not stable*, or
# - *the MRT of Singapore is not NUS*?
#
# (The MRT is Singapore's metro, NUS a university.) You know at once, and also that *Singapore MRT is not stable* is
# more likely than *stable not is MRT Singapore*, the same five words. A machine that knows it too needs a number for
# every sentence: its probability.
#
# Most sentences never occurred before, so they cannot be counted. But a sentence is written one word after the other,
# so its probability is a product, exactly and without any assumption. With $w_0$ for the start:
#
# $$P(w_1, \dots, w_T) = \prod_{t=1}^{T} P(w_t \mid w_0, \dots, w_{t-1}) \tag{8.1}$$

# %%
product_of_words()

# %% [markdown]
# The product of the figure is 0.0012. So all we need is an answer to one question: **given everything so far, how likely
# is each next word?** Whatever answers it is a **language model**.
#
# "Everything so far" grows. Recurrent networks are made for that: the state $h_t$ sums up the words read, and the output
# layer and softmax of unit 02 turn it into one probability for each of $K$ words,
#
# $$P(w_{t+1} = k \mid w_0, \dots, w_t) \approx p_{t,k} = \mathrm{softmax}(h_t V + c)_k \tag{8.2}$$
#
# But first something simpler, the floor that every network has to beat.

# %% [markdown]
# ## A text small enough to read
#
# A little grammar makes sentences: one train *is* and many trains *are*, also if something stands in between, as in *the
# trains of Singapore are late*. The full stop ends a sentence and begins the next one.

# %%
NOUNS = {"is": ["MRT", "train", "bus", "library", "campus"], "are": ["trains", "buses", "lines", "students", "libraries"]}
PLACES, QUALITIES = ["Singapore", "NUS", "Changi", "Jurong"], ["stable", "fast", "late", "full", "new", "quiet"]


def sentence(rng):
    """Write one sentence, as a list of words with a full stop."""
    verb = str(rng.choice(["is", "are"]))
    noun, place = str(rng.choice(NOUNS[verb])), str(rng.choice(PLACES))
    near = str(rng.choice(PLACES))
    subject = [["the", noun, "of", place], ["the", noun, "of", place, "near", near], [place, noun]][rng.integers(3)]
    middle = ["not"] * (rng.random() < 0.4) + ["very"] * (rng.random() < 0.3)
    return [*subject, verb, *middle, str(rng.choice(QUALITIES)), "."]


rng = np.random.default_rng(8)
train, test = ([sentence(rng) for _ in range(count)] for count in (2000, 300))
print(*[" ".join(words) for words in train[:4]], sep="\n")
row = ["."] + [word for words in train for word in words]
vocabulary = sorted(set(row))
print(len(row), "words in the training text,", len(vocabulary), "different ones")

# %% [markdown]
# ## Counting pairs
#
# The simplest model that looks back at all looks back **one** word. How often did $b$ follow $a$, compared with
# everything that followed $a$?
#
# $$n_{ab} = \text{number of } t \text{ with } s_t = a \text{ and } s_{t+1} = b \tag{8.3}$$
#
# Here $s$ is the whole text, word after word. A pair that never occurred would get the probability 0 and make a whole
# sentence impossible. So every pair gets $\sigma$ occurrences for free (**smoothing**). Each of the $K$ words that may
# follow got its $\sigma$, so $\sigma K$ comes under the fraction bar:
#
# $$p(b \mid a) = \frac{n_{ab} + \sigma}{\sum_k n_{ak} + \sigma K} \tag{8.4}$$
#
# This is a **bigram model**. What do you expect behind *not*?

# %%
pairs, firsts = Counter(itertools.pairwise(row)), Counter(row[:-1])


def p(after, before, smoothing=0.1):
    """Return the probability of one word behind another."""
    return (pairs[before, after] + smoothing) / (firsts[before] + smoothing * len(vocabulary))  # (8.4)


for before, after in [("not", "stable"), ("not", "NUS"), ("Singapore", "is"), ("Singapore", "are"), ("trains", "are")]:
    print(f"{before:>9} {after:6} {pairs[before, after]:4} times, p = {p(after, before):.4f}")

# %% [markdown]
# *not NUS* never occurred and is very unlikely, but not impossible. Whether *is* or *are* follows *Singapore* is a
# toss-up: train or trains, which would decide it, lies further back.
#
# ## Scoring sentences
#
# A product of many small numbers is soon too small for a computer, so one adds logarithms. For sentence $n$ of a batch,
# with the mask $m$ that leaves out padding and $y_{nt}$ for the word that really comes at step $t$:
#
# $$\log P(\text{sentence}_n) = \sum_t m_{nt} \log p_{nt,\,y_{nt}} \tag{8.5}$$
#
# With one sentence and pairs from a table, that is a plain sum. Which sentence of each pair will win?

# %%
def score(text, look_up=p):
    """Return the log-probability of a sentence under the bigram model."""
    words = [".", *text.split(), "."]
    return sum(math.log(look_up(after, before)) for before, after in itertools.pairwise(words))


def compare(*texts, scorer=score):
    for text in texts:
        print(f"{scorer(text):8.2f} nats   {text}")
    print()


compare("the MRT of Singapore is not stable", "the MRT of Singapore is not NUS")
compare("Singapore MRT is not stable", "stable not is MRT Singapore")
compare("the trains of Singapore are late", "the trains of Singapore is late")

# %% [markdown]
# *stable* beats *NUS*, and the right order the wrong one. (A difference of 5 nats means $e^5 \approx 150$
# times as likely.) A model that counts single words only, a bag of words, gives both orders the same score:

# %%
def p_alone(after, before):
    """Return how likely a word is anywhere."""
    return row.count(after) / len(row)


for text in ["Singapore MRT is not stable", "stable not is MRT Singapore"]:
    print(f"{score(text, p_alone):8.2f} nats   {text}")

# %% [markdown]
# The third pair of the cell before was nearly a draw: behind *Singapore*, the bigram model cannot know better. Keep this
# pair in mind. And a longer sentence has more factors below 1: compare sentences of about the same length.
#
# ## Cross-entropy, perplexity, bits
#
# Which of two models is better? The one that is less surprised by **new** text. The surprise at one word is $-\log p$;
# its mean over all real words is the cross-entropy of unit 02:
#
# $$L = -\frac{\sum_{n,t} m_{nt} \log p_{nt}}{\sum_{n,t} m_{nt}} \tag{8.6}$$
#
# where $p_{nt}$ is the probability that the model gave to the word that came. Its unit is the nat. Divided by $\log 2 =
# 0.693$ it becomes **bits**: one bit is one fair yes-or-no question. Its exponential is the **perplexity**: with
# perplexity 7 a model is as unsure as if it chose among 7 equally likely words at every step.
#
# $$\text{perplexity} = e^{L} \tag{8.7}$$
#
# By hand: four words came, with probabilities 1/2, 1/4, 1/4 and 1/8. What are the three numbers?

# %%
given = [1 / 2, 1 / 4, 1 / 4, 1 / 8]
nats = -sum(math.log(value) for value in given) / 4
print(f"{nats:.3f} nats = {nats / math.log(2):.1f} bits = perplexity {math.exp(nats):.1f}")
print("four equally likely words:", f"{math.log(4):.3f} nats")

# %% [markdown]
# Surprises of 1, 2, 2 and 3 bits: 2 on average. Three traps: the mean comes **before** the exponential; padding stays out
# of the sum *and* of the count; logarithm and power have one base. Now the bigrams, on 300 new sentences:

# %%
def nats_per_word(scorer):
    """Return the cross-entropy on the test sentences; every full stop is a word."""
    return -sum(scorer(" ".join(words[:-1])) for words in test) / sum(map(len, test))


for name, table in {"each word alone": p_alone, "bigram": p}.items():
    nats = nats_per_word(lambda text, table=table: score(text, table))
    print(f"{name:16} {nats:.3f} nats   perplexity {math.exp(nats):.2f}")
print(f"{'all words alike':16} {math.log(len(vocabulary)):.3f} nats   perplexity {len(vocabulary):.2f}")

# %% [markdown]
# ## More than one word back
#
# Why not look back two words, or four? The counts run dry: with $K$ words there are $K^2$ pairs and $K^3$
# triples, and the text does not grow with them.

# %%
for size in (1, 2, 3, 4, 5):
    seen = set(zip(*[row[back:] for back in range(size)], strict=False))
    met = {run for words in test for run in zip(*[words[back:] for back in range(size)], strict=False)}
    new = len(met - seen) / len(met)
    print(f"runs of {size}: {len(vocabulary) ** size:12,} possible, {len(seen):4} seen; of those in the test {new:4.0%} are new")

# %% [markdown]
# In this tiny language 3 % of the runs of four and 10 % of the runs of five are new; in names of the real world, which
# come below, it is more. The remedy: where the long memory knows little, **lean on the shorter one**. The trigram gives
# its free occurrences not to all words alike but in the proportion of the bigram's opinion. With $n_{abk}$ for how often
# $k$ followed the pair $a, b$, and a strength $r$:
#
# $$p(k \mid a, b) = \frac{n_{abk} + r\, p(k \mid b)}{\sum_j n_{abj} + r} \tag{8.8}$$
#
# Seen a thousand times, the pair speaks for itself; never seen, it repeats what the bigram says. $r$ and $\sigma$ are
# chosen on text set aside for that (validation), never on the test.

# %%
triples, doubles = Counter(zip(row, row[1:], row[2:], strict=False)), Counter(itertools.pairwise(row[:-1]))


def score_by_trigram(text, strength=10.0):
    """Return the log-probability of a sentence under the trigram model."""
    words, total = [".", *text.split(), "."], math.log(p(text.split()[0], "."))
    for a, b, k in zip(words, words[1:], words[2:], strict=False):
        total += math.log((triples[a, b, k] + strength * p(k, b)) / (doubles[a, b] + strength))  # (8.8)
    return total


nats = nats_per_word(score_by_trigram)
print(f"trigram: {nats:.3f} nats, perplexity {math.exp(nats):.2f}")
compare("the trains of Singapore are late", "the trains of Singapore is late", scorer=score_by_trigram)

# %% [markdown]
# Better, but *of Singapore* still says nothing about trains. Tables that look back $n - 1$ words are called **n-grams**:
# the floors of every network.

# %% [markdown]
# ## Teacher forcing
#
# How does a network learn (8.2)? It reads the text, and at every step it must guess the next word: the **targets are the
# inputs, moved by one**. No labels are needed; every text is its own teacher.

# %%
teacher_forcing()

# %% [markdown]
# Look at the left half. Suppose the network guesses *line* in place of *bus*. The loss says so, but the next input is
# *bus* all the same. This is **teacher forcing**: all inputs are known before the start, and the network practises on
# good text, not on its own babble. The price: in writing (right half) it reads its own words, errors included, which it
# never practised (*exposure bias*).
#
# Two slips are common. If the targets are **not** moved, the network reads the very word it should guess; it copies, and
# its loss falls to zero. And without the end sign as last target it never learns to stop.

# %%
words = train[0]
print("reads   " + "".join(f"{word:>11}" for word in [".", *words[:-1]]))
print("guesses " + "".join(f"{word:>11}" for word in words))

# %% [markdown]
# ## Drawing the next token
#
# A model gives probabilities; a writer has to choose. Always taking the likeliest word is dull: one beginning always gives
# one sentence, often one that runs in circles. So **draw from the distribution**: a word with
# probability 0.3 is taken in 30 of 100 cases. Here is what a network might say behind *the train is*:

# %%
WORDS = ["late", "full", "fast", "green", "NUS"]
logits = np.array([2.0, 1.5, 1.0, -0.5, -1.5])
exponentials = [math.exp(o) for o in logits]
probabilities = [e / sum(exponentials) for e in exponentials]
draws = Counter(rng.choice(WORDS, size=1000, p=probabilities).tolist())
for word, probability in zip(WORDS, probabilities, strict=True):
    print(f"{word:6} p = {probability:.3f}   drawn {draws[word]:3} times of 1000")

# %% [markdown]
# ### Temperature
#
# Divide the logits by a number $\tau$ before softmax. Only differences of logits count: $\tau < 1$ makes them larger and
# the choice sharper, $\tau > 1$ does the opposite.
#
# $$p_k \propto e^{o_k / \tau} \tag{8.9}$$
#
# What comes out for $\tau$ near 0? And for a very large $\tau$?

# %%
def heated(temperature):
    weights = [math.exp(o / temperature) for o in logits]
    return [weight / sum(weights) for weight in weights]


changed_bars(WORDS, probabilities, {f"temperature {tau}": heated(tau) for tau in (0.4, 1.0, 3.0)})

# %% [markdown]
# Towards 0 the likeliest takes all, towards infinity all become alike. At 1 nothing changes. The
# **logits** are divided; divided probabilities, made to add up to 1 again, would be the old ones.
#
# ### Top-k, nucleus, and words never to be said
#
# Of 50,000 words each wrong one may be very unlikely; yet there are so many that one comes now and then and spoils a
# text. So the tail is cut off before the draw:
#
# - **Top-k**: only the $k$ likeliest stay.
# - **Nucleus** (top-p): the likeliest stay until together they reach the share $p$. Where the model is sure, few stay;
#   where it is not, many.
# - **Banned** words never come. UNK, the sign for an unknown word, is good for reading, but not for writing.
#
# The nucleus for $p = 0.8$: go down from the likeliest, and ask of each word what those *before* it add up to.
#
# $$k \text{ stays} \iff \sum_{j \text{ likelier than } k} p_j < p \tag{8.10}$$

# %%
before = 0.0
for word, probability in zip(WORDS, probabilities, strict=True):  # here they are sorted already
    print(f"{word:6} p = {probability:.3f}   before it {before:.3f}   {'stays' if before < 0.8 else 'out'}")
    before += probability

# %% [markdown]
# With *full* the sum is still below 0.8, so *fast* is needed too. Those that are out get the logit $-\infty$, since
# $e^{-\infty} = 0$, and softmax shares everything among the others:
#
# $$k \sim \mathrm{softmax}(o'), \qquad o'_k = o_k / \tau \text{ if } k \text{ stays, else } -\infty \tag{8.11}$$
#
# ($k \sim p$ means: $k$ is drawn with probabilities $p$.) Setting a logit to 0 would not do: $e^0 = 1$.

# %%
def left_over(*stay):
    """Share everything among those that stay."""
    weights = [e if word in stay else 0.0 for word, e in zip(WORDS, exponentials, strict=True)]
    return [weight / sum(weights) for weight in weights]


panels = {"top-k, k = 2": left_over("late", "full"), "nucleus 0.8": left_over("late", "full", "fast")}
changed_bars(WORDS, probabilities, panels | {"late banned": left_over("full", "fast", "green", "NUS")})

# %% [markdown]
# With several wishes the order matters. Here: temperature, banned words, top-k, nucleus.
#
# ## Writing
#
# Draw a word, read it, draw the next:
#
# $$k_t \sim \mathrm{softmax}(o'_t), \qquad x_{t+1} = k_t, \qquad \text{stop when } k_t = \text{end} \tag{8.12}$$
#
# Three things are easily forgotten: the draw becomes the next **input**; the **state** goes with it; and somebody must
# watch for the **end sign** (EOS), and for a largest length in case it never comes. Our bigram table writes twenty words,
# and nobody watches:

# %%
word, written = ".", []
for _ in range(20):
    word = str(rng.choice(vocabulary, p=[p(after, word, 0.001) for after in vocabulary]))  # the draw is what is read next
    written.append(word)
print(" ".join(written))

# %% [markdown]
# It runs on past every full stop, here the end sign. And its whole memory is one word.
#
# ## Characters or words
#
# | | characters | words |
# |---|---|---|
# | vocabulary | about a hundred | tens of thousands and more |
# | a sentence of 20 words | about 100 steps: long memory needed | 20 steps |
# | unknown words | none; it can invent new ones | UNK |
# | output layer | cheap | dear (see below) |
#
# Pieces of words lie between the two; large models use them.
#
# Perplexities **per word** and **per character** cannot be compared. But both models give a probability to the whole
# text, so divide by the same number. **Bits per character** is usual:
#
# $$\text{bits per character} = \frac{-\log P(\text{text})}{\log 2 \cdot \text{number of characters}} \tag{8.13}$$
#
# We count pairs of letters as we counted pairs of words. Which table knows the test text better?

# %%
letters, test_text = " ".join(row), " " + " ".join(word for words in test for word in words)
letter_pairs, letter_firsts, alphabet = Counter(itertools.pairwise(letters)), Counter(letters[:-1]), set(letters)
surprise = 0.0
for a, b in itertools.pairwise(test_text):
    surprise -= math.log((letter_pairs[a, b] + 0.1) / (letter_firsts[a] + 0.1 * len(alphabet)))
by_letters, by_words = surprise / math.log(2), nats_per_word(score) * sum(map(len, test)) / math.log(2)
print(f"letters: {by_letters / (len(test_text) - 1):.2f} bits per character")
print(f"words:   {by_words / (len(test_text) - 1):.2f} bits per character")

# %% [markdown]
# One word back reaches much further than one letter back. With letters a long memory is needed: work for an LSTM.
#
# ### The floors on real names
#
# In the assignment the LSTM learns names of countries, cities and languages from CLDR, a collection of what things are
# called in many languages. What must it beat there? Tables of letters: (8.4) for no letter and for one letter back,
# (8.8) for two. Each name ends with the sign `$`, which is guessed too, and begins behind two of them. $\sigma$ and $r$
# are chosen on validation names.

# %%
from rnndata import KINDS, load_names

PARTS = ("train", "validation", "test")
names = {part: [name for kind in KINDS for name in getattr(load_names(kind, "en"), part)] for part in PARTS}
SIGNS = {*"".join(names["train"]), "$", "?"}  # "?" stands for all letters that never came in training
coded = {part: ["$$" + "".join(a if a in SIGNS else "?" for a in name) + "$" for name in names[part]] for part in PARTS}


def runs_of(part, size):
    """Return all runs of letters whose last letter is to be guessed."""
    return [name[i - size + 1 : i + 1] for name in coded[part] for i in range(2, len(name))]


run_counts = Counter(run for size in (1, 2, 3) for run in runs_of("train", size))
head_counts = Counter(run[:-1] for size in (1, 2, 3) for run in runs_of("train", size))


def p_of_last(run, smoothing, strength):
    """Return the probability of the last letter behind the others."""
    if len(run) < 3:
        return (run_counts[run] + smoothing) / (head_counts[run[:-1]] + smoothing * len(SIGNS))  # (8.4)
    return (run_counts[run] + strength * p_of_last(run[1:], smoothing, strength)) / (head_counts[run[:-1]] + strength)  # (8.8)

# %%
def nats_per_character(part, size, *setting):
    runs = runs_of(part, size)
    return -sum(math.log(p_of_last(run, *setting)) for run in runs) / len(runs)


settings = list(itertools.product((0.01, 0.03, 0.1, 0.3, 1), (1, 3, 10, 30, 100)))
print("nats per character, test names")
for size, name in enumerate(["unigram", "bigram", "trigram"], start=1):
    best = min(settings, key=lambda setting, size=size: nats_per_character("validation", size, *setting))
    met = set(runs_of("test", size))
    new = len(met - set(runs_of("train", size))) / len(met)
    print(f"{name:8} {nats_per_character('test', size, *best):.3f}   ({new:3.0%} of its runs are new)")

# %% [markdown]
# A quarter of the runs of three were never seen, and still the trigram wins, because it leans on the bigram.
#
# ## Long texts in chunks
#
# A novel is one row of a million tokens. Unit 03 cut such a row into chunks of $\ell$ steps: the state is carried on,
# the gradient stops at the border. To be fast, read several places of the novel at once, one per sample: cut the $N$
# tokens into **strips** of $L = \lfloor (N - 1) / \text{batch} \rfloor$, then all strips into chunks.

# %%
strips_and_chunks()

# %% [markdown]
# $$x^{(j)}_{bt} = s_{\,bL + j\ell + t}, \qquad y^{(j)}_{bt} = s_{\,bL + j\ell + t + 1} \tag{8.14}$$
#
# Chunk $j$, sample $b$, step $t$, all counted from 0. Why $N - 1$? The very last token is only a target. In numbers: 19
# tokens, 2 samples, 3 steps.

# %%
length = (19 - 1) // 2
for chunk in range(3):
    for sample in range(2):
        places = [sample * length + chunk * 3 + step for step in range(3)]
        print(f"chunk {chunk}, sample {sample}:  reads {places}, guesses {[place + 1 for place in places]}")

# %% [markdown]
# Sample 0 reads 0 to 8 without a gap, so its state can be carried from chunk to chunk. With neighbouring pieces side by
# side in one batch, sample 0 would next continue what sample 1 had read.

# %% [markdown]
# ## Very many classes
#
# With a million words, the output layer is nearly everything. For 256 units, one step costs:

# %%
units, known = 256, 1_000_000
print(f"LSTM step       {8 * units * (units + units):14,} operations")
print(f"full softmax    {2 * units * known:14,}")
print(f"100 rivals only {2 * units * 101:14,}")

# %% [markdown]
# In training there is a way round it. The loss wants the right word up and the others down; it is enough to press down
# **a few, drawn by chance**: **sampled softmax**.

# %%
few_of_many()

# %% [markdown]
# Frequent words are the serious rivals, so they are drawn more often: word $k$ with probability $q_k$. But so they are
# pressed down more often. Subtracting $\log q_k$ makes up for that, for the right word $y$ as for its rivals $S$:
#
# $$\tilde o_k = h \cdot V_{\cdot k} + c_k - \log q_k \tag{8.15}$$
# $$L = -\frac{1}{B} \sum_{n} \log \frac{e^{\tilde o_{n,\,y_n}}}{e^{\tilde o_{n,\,y_n}} + \sum_{k \in S,\; k \ne y_n}
# e^{\tilde o_{nk}}} \tag{8.16}$$
#
# with $B$ samples. A drawn word that happens to be the right one is left out: nobody is their own rival.
#
# Does the correction work? Take six words with equal logits; the first is drawn in half of the cases. Which share of the
# sum does each get, over many draws of 50 rivals?

# %%
q = [0.5, 0.2, 0.1, 0.1, 0.05, 0.05]
plain, corrected = np.zeros(6), np.zeros(6)
for _ in range(400):
    counts = np.bincount(rng.choice(6, size=50, p=q), minlength=6)  # all logits are 0, so each draw weighs exp(0) = 1
    plain += counts / counts.sum() / 400
    weighed = [count * math.exp(-math.log(share)) for count, share in zip(counts, q, strict=True)]
    corrected += np.array(weighed) / sum(weighed) / 400
print("without correction", plain.round(2))
print("with correction   ", corrected.round(2))

# %% [markdown]
# Without it the frequent word is pressed down ten times as hard as a rare one; with it all are treated alike.

# %% [markdown]
# ## Invented or remembered
#
# A model that writes well may have learnt its text by heart. So see how much of what it writes is **new**:
#
# $$\text{novelty} = \frac{\text{number of names written that are not in the training set}}{\text{number of names written}}
# \tag{8.17}$$
#
# Tables of letters write names of cities, looking back one to five letters.

# %%
cities = load_names("city", "en").train
for back in (1, 2, 3, 4, 5):
    follow = {}
    for city in cities:
        padded = "^" * back + city + "$"
        for i in range(len(city) + 1):
            follow.setdefault(padded[i : i + back], []).append(padded[i + back])
    written = []
    for _ in range(300):
        name = "^" * back
        while not name.endswith("$"):
            name += str(rng.choice(follow[name[-back:]]))
        written.append(name.strip("^$"))
    remembered = sum(name in cities for name in written)
    print(f"{back} back: {300 - remembered:3} of 300 are new, as", ", ".join(name[:20] for name in written[:5]))

# %% [markdown]
# Looking back one letter, all is new and little can be pronounced; looking back five, nearly all are real. So report
# both: novelty, and the surprise at names never shown. Two spellings of one name are no novelty: compare after
# `normalize("NFC", ...)`, because "é" may be stored as one sign or two, and `casefold`.

# %% [markdown]
# ## The same in Keras
#
# Now the network: embedding, LSTM, output layer, taught by teacher forcing on our 2000 sentences. The mask keeps padding
# out of the loss.

# %%
import importlib.util
import os

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # no start-up messages of TensorFlow
HAS_KERAS = all(importlib.util.find_spec(name) for name in ["keras", "tensorflow"])
IDS = {word: index for index, word in enumerate(vocabulary)}


def arrays(sentences, longest=11):
    """Return inputs, targets and mask, each (batch, timesteps)."""
    ids = [[IDS[word] for word in [".", *words]] for words in sentences]
    padded = np.array([row + [0] * (longest + 1 - len(row)) for row in ids])
    mask = np.array([[t + 1 < len(row) for t in range(longest)] for row in ids])
    return padded[:, :-1], padded[:, 1:], mask


x, y, mask = arrays(train)
print("one sentence reads  ", x[0], "\nguesses             ", y[0], "\nmask                ", mask[0].astype(int))

# %%
if HAS_KERAS:
    import keras

    keras.utils.set_random_seed(8)
    model = keras.Sequential([
        keras.layers.Embedding(len(vocabulary), 16),
        keras.layers.LSTM(48, return_sequences=True),
        keras.layers.Dense(len(vocabulary)),
    ])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="mean_with_sample_weight")
    model.compile(keras.optimizers.Adam(0.01), loss, jit_compile=False)
    history = model.fit(x, y, sample_weight=mask.astype("float32"), batch_size=40, epochs=6, verbose=0)
    print("nats per word in training:", *np.round(history.history["loss"], 2))
else:
    print("Keras is not installed here; with it, this cell trains a small LSTM.")

# %% [markdown]
# How good is each model on new sentences, and how good could anybody be? We know the grammar, so we know: its own entropy
# is the least possible surprise. With Keras, the cell also checks that (8.6), from the network's logits, gives Keras's number.

# %%
def grammar_nats(words):
    """Return the surprise of the grammar at its own sentence."""
    choices = math.log(2 * 5 * 3 * 6)  # verb, noun, pattern, quality
    choices += math.log(4) * sum(word in PLACES for word in words)
    return choices - math.log(0.4 if "not" in words else 0.6) - math.log(0.3 if "very" in words else 0.7)


results = {"each word alone": nats_per_word(lambda text: score(text, p_alone)), "bigram": nats_per_word(score)}
results["trigram"] = nats_per_word(score_by_trigram)
if HAS_KERAS:
    x, y, mask = arrays(test)
    o = model.predict(x, verbose=0).astype(float)
    log_p = o - np.log(np.sum(np.exp(o), axis=-1, keepdims=True))
    results["LSTM"] = -sum(log_p[n, t, y[n, t]] for n, t in zip(*np.nonzero(mask), strict=True)) / mask.sum()  # (8.6)
    by_keras = model.evaluate(x, y, sample_weight=mask.astype("float32"), batch_size=300, verbose=0)
    print(f"by (8.6) {results['LSTM']:.4f} nats, by Keras {by_keras:.4f}")
results["the grammar"] = sum(map(grammar_nats, test)) / sum(map(len, test))

# %%
figure, axes = plt.subplots(figsize=(6, 2.3), layout="constrained")
colors = [COLOR["loss"] if name == "LSTM" else COLOR["floor"] for name in results]
bars = axes.barh(list(results), list(results.values()), color=colors)
axes.bar_label(bars, [f" {nats:.2f}: perplexity {math.exp(nats):.1f}" for nats in results.values()])
axes.set(xlabel="nats per word, test sentences", xlim=(0, 5.5))  # room for the label of the longest bar
axes.invert_yaxis()
plt.show()

# %% [markdown]
# With Keras, the network lies close to what is possible. What does it know that the tables do not? The pair we kept in
# mind:

# %%
def score_by_network(text):
    x, y, _ = arrays([[*text.split(), "."]])
    o = model.predict(x, verbose=0)[0].astype(float)
    return sum(o[t, y[0, t]] - math.log(sum(math.exp(value) for value in o[t])) for t in range(len(text.split()) + 1))


if HAS_KERAS:
    compare("the trains of Singapore are late", "the trains of Singapore is late", scorer=score_by_network)
    compare("the MRT of Singapore is not stable", "the MRT of Singapore is not NUS", scorer=score_by_network)
    compare("Singapore MRT is not stable", "stable not is MRT Singapore", scorer=score_by_network)
else:
    print("Keras is not installed here; with it, this cell scores the sentences once more.")

# %% [markdown]
# With Keras, all three pairs are clear now: the state carried the plural over *of Singapore*. No table with two words of
# memory can do that.

# %% [markdown]
# ## Recap
#
# 1. The probability of a text is a product: each token given all before it.
# 2. Counting pairs and triples gives n-grams: smooth them, choose on validation text, and beat them.
# 3. Perplexity is the exponential of the loss per token; bits per character make all models comparable.
# 4. Teacher forcing: read the text, guess it one step ahead. Long texts are read in strips and chunks with a carried
#    state; huge vocabularies are trained with a few sampled rivals.
# 5. Writing is drawing and reading back: temperature, top-k, nucleus, banned tokens, an end sign. Report novelty.
#
# ## The equations, and how others write them
#
# | here | in code | elsewhere |
# |---|---|---|
# | (8.1) $\prod_t P(w_t \mid w_0, \dots, w_{t-1})$ | | $P(y^{\langle 1\rangle}, \dots, y^{\langle T_y\rangle})$, chain rule |
# | (8.4) smoothing by $\sigma$ | `smoothing` | add-k, Lidstone; $\sigma = 1$ is Laplace |
# | (8.5) score of a sentence | `scores` | `score`, sum of `log_softmax(...).gather(...)` in PyTorch |
# | (8.6) $L$, (8.7) $e^L$ | `perplexity` | PPL; bits: $\log_2$ of it, BPC for characters (8.13) |
# | (8.8) lean on the shorter one | `trigram_model` | Dirichlet prior; kin: back-off, interpolation, Kneser-Ney |
# | (8.9) temperature $\tau$ | `temperature` | $T$; softmax with inverse temperature $\beta = 1 / \tau$ |
# | (8.10) nucleus | `top_p` | top-p sampling |
# | (8.12) reading back | `generate` | sampling novel sequences |
# | (8.14) strips and chunks | `language_model_batches` | `batchify` and `get_batch`; `stateful=True` in Keras |
# | (8.15), (8.16) sampled softmax | `proposal`, `sampled_ids` | `tf.nn.sampled_softmax_loss`; $-\log(S q_k)$ for $S$ draws: the same loss |

# %% [markdown]
# ## Check yourself
#
# **1.** A model gives the four tokens of a test text the probabilities 0.5, 0.5, 0.5 and 0. What is its perplexity, and
# what was forgotten?
#
# <details><summary>Answer</summary>
#
# Infinite, as is the surprise at a probability of 0. Smoothing was forgotten.
# </details>
#
# **2.** After one epoch the training loss of your language model is 0.001 nats, and what it writes is rubbish. What do
# you suspect?
#
# <details><summary>Answer</summary>
#
# The targets are not moved: the network reads the token that it should guess, and copies it. In writing it copies its
# own last token for ever.
# </details>
#
# **3.** Probabilities 0.6, 0.3, 0.1. What stays with top-k for $k = 2$, with a nucleus of 0.5, and with a nucleus of
# 0.65? With which probabilities are they drawn?
#
# <details><summary>Answer</summary>
#
# Top-2: the first two, 2/3 and 1/3. Nucleus 0.5: only the first. Nucleus 0.65: before the second stands 0.6, less than
# 0.65, so it stays; before the third stands 0.9. Again 2/3 and 1/3.
# </details>

# %% [markdown]
# ## Sources
#
# - C. E. Shannon (1951): Prediction and entropy of printed English. *Bell System Technical Journal* 30 (1), 50-64.
# - D. J. C. MacKay and L. C. B. Peto (1995): A hierarchical Dirichlet language model. *Natural Language Engineering* 1
#   (3), 289-308. Equation (8.8).
# - T. Mikolov, M. Karafiát, L. Burget, J. Černocký and S. Khudanpur (2010): Recurrent neural network based language
#   model. *Interspeech*, 1045-1048.
# - S. Jean, K. Cho, R. Memisevic and Y. Bengio (2015): On using very large target vocabulary for neural machine
#   translation. *ACL*, 1-10. Sampled softmax.
# - A. Holtzman, J. Buys, L. Du, M. Forbes and Y. Choi (2020): The curious case of neural text degeneration. *ICLR*.
#   arXiv:1904.09751. The nucleus.
#
# **Now build it:** [assignment 08](../assignments/a08_language_models/a08_language_models.ipynb).
