"""Simple models that the generated data must defeat, and rules that they must not."""

from collections import Counter

import numpy as np


def logistic_accuracy(train, labels, test, answers, steps=300):
    """Return the test accuracy of logistic regression on feature matrices; trained by full-batch Adam with weight decay."""
    scale = np.abs(train).max(axis=0) + 1e-9
    x, weights, bias = train / scale, np.zeros(train.shape[1]), 0.0
    first, second = np.zeros(len(weights) + 1), np.zeros(len(weights) + 1)
    for step in range(1, steps + 1):
        error = 1 / (1 + np.exp(-(x @ weights + bias))) - labels
        gradient = np.append(x.T @ error / len(x) + 1e-4 * weights, error.mean())
        first, second = 0.9 * first + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
        update = 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        weights, bias = weights - update[:-1], bias - update[-1]
    return float(np.mean(((test / scale) @ weights + bias > 0) == answers))


def bags(texts, pieces, known=None):
    """Return how often each known piece occurs in each text, and the known pieces."""
    counts = [Counter(pieces(text)) for text in texts]
    known = known or sorted(set().union(*counts))
    place = {piece: number for number, piece in enumerate(known)}
    matrix = np.zeros((len(texts), len(known)))
    for row, count in enumerate(counts):
        for piece, number in count.items():
            if piece in place:
                matrix[row, place[piece]] = number
    return matrix, known


def bag_accuracy(data, pieces):
    """Return the test accuracy of logistic regression on bags of pieces."""
    train, known = bags(data.train.texts, pieces)
    test, _ = bags(data.test.texts, pieces, known)
    return logistic_accuracy(train, data.train.labels, test, data.test.labels)


def judgement(text, good, bad):
    """Return the class of a generated review by rules: find the clause that counts, then its word, then its negation."""
    [sentence] = [part for part in text.split(" .") if set(part.split()) & (good | bad)]
    sentence = sentence.strip()
    words = sentence.split()
    sides = [place for place, word in enumerate(words) if word in good | bad]
    if "not" in words or "nobody" in words or words[0] == "everybody":  # the word with a negation is turned round
        flips = words.index("not" if "not" in words else "nobody")
        turned = min((place for place in sides if place > flips), default=None)
        values = [(words[place] in good) != (place == turned) for place in sides]
        assert values[0] == values[-1]
        return int(values[0])
    if " although " in sentence:  # the main clause is the first one
        return int(words[sides[0]] in good)
    return int(words[sides[-1]] in good)
