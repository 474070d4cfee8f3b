"""Known mistakes of unit 13: greedy decoding, beam search, and BLEU."""

from __future__ import annotations

from .model import Mistake

LIKELIEST = "np.argmax(log_probabilities, axis=1)"
APPEND = "answers[row].append(int(ids[row]))"
HEARD = "np.flatnonzero(~ended)"

GREEDY = (
    Mistake(
        "ids = np.argmax(log_probabilities, axis=1)",
        "ids = np.where(ended, ids, np.argmin(log_probabilities, axis=1))",
        "The least likely symbol is taken.",
    ),
    Mistake(
        LIKELIEST,
        "log_probabilities.shape[1] - 1 - np.argmax(log_probabilities[:, ::-1], axis=1)",
        "Of equally likely symbols the last one is taken. Take that with the smaller id.",
    ),
    Mistake(
        "step(ids, states)",
        "step(np.full(len(answers), bos), states)",
        "Every step is given `bos`. Its input is the symbol that was just written.",
    ),
    Mistake(
        "log_probabilities, states = step(ids, states)",
        "log_probabilities, _ = step(ids, states)",
        "Every step is given the first states: the model forgets what it has written. Pass on the states that `step` returns.",
    ),
    Mistake("np.full(len(answers), bos)", "np.full(len(answers), eos)", "The first input is `eos`. It is `bos`."),
    Mistake("np.full(len(answers), bos)", "np.zeros(len(answers), dtype=int)", "The first input is 0, whatever `bos` is."),
    Mistake(
        HEARD,
        "range(len(answers))",
        "Answers go on behind their end: who has ended is still asked, but must not be heard.",
    ),
    Mistake(
        "ended |= ids == eos",
        "ended = ids == eos",
        "An answer that has ended is taken up again, because only the newest symbol decides. Remember who has ended.",
    ),
    Mistake(
        "ended |= ids == eos\n        if ended.all():\n            break\n",
        "ended = ids == eos\n",
        "Every answer runs on to `longest` steps, and only `eos` itself is left out. Whatever comes behind it must not be heard.",
    ),
    Mistake(
        "ended.all()",
        "ended.any()",
        "Everything stops when the first answer ends. Stop when all have ended.",
    ),
    Mistake(
        "range(longest)",
        "range(longest - 1)",
        "Answers are cut one symbol too early: `longest` symbols are allowed.",
    ),
    Mistake(
        "range(longest)",
        "range(longest + 1)",
        "Answers may be one symbol too long: after `longest` symbols it is over.",
    ),
    Mistake("        if ended.all():\n            break\n", "", "", caught="error"),
    Mistake("return answers", "return [[*answer, eos] for answer in answers]", "The answers hold `eos`. It is left out."),
    Mistake("return answers", "return [[bos, *answer] for answer in answers]", "The answers hold `bos`. It is left out."),
    Mistake("range(longest)", "range(60)", "`longest` is not heeded: answers end after `longest` symbols."),
)
FINISHED = "totals[row, eos] / n**alpha"
ALIVE = "[*alive[row], int(symbol)]"
PICKED = "[state[rows] for state in states]"
CUT = "[: width - len(finished)]"
TOTALS = "sums[:, None] + log_probabilities"

BEAM = (
    Mistake(
        PICKED,
        "[state[: len(rows)] for state in states]",
        "The states do not go with their beginnings: each new beginning needs the row of the beginning that it came from.",
        caught="error",
    ),
    Mistake(
        PICKED,
        "[state[np.sort(rows)] for state in states]",
        "The states are in another order than their beginnings. The rows of the states go with the beginnings, best first.",
    ),
    Mistake(
        "alive = [",
        "rows = np.sort(rows)\n        alive = [",
        "Symbols are put behind beginnings that they do not belong to.",
    ),
    Mistake(
        TOTALS,
        "log_probabilities",
        "Only the last symbol counts. A sum grows by the log-probability of each new symbol.",
    ),
    Mistake(
        "step(np.array([ids[-1] for ids in alive]), states)",
        "step(np.array([bos for ids in alive]), states)",
        "Every step is given `bos`. Its input is the last symbol of each beginning.",
    ),
    Mistake(
        CUT,
        "[:width]",
        "The beam keeps `width` beginnings although some answers are finished. These take a place each: `width - len(finished)`.",
    ),
    Mistake(
        CUT,
        "[: 1 if n > 1 else width]",
        "After the first step only one beginning goes on: keep the best of all new ones at every step.",
    ),
    Mistake(
        "np.argsort(-totals",
        "np.argsort(totals",
        "The worst go on. Sort by the largest sum.",
    ),
    Mistake(
        'np.argsort(-totals, axis=None, kind="stable")[: width - len(finished)]',
        'np.argsort(totals, axis=None, kind="stable")[::-1][: width - len(finished)]',
        "Of equal sums the last ones are taken. Take the beginning that stands further in front, then the smaller id.",
    ),
    Mistake(
        FINISHED,
        "totals[row, eos]",
        "There is no length normalisation: divide the sum of a finished answer by n to the power alpha.",
    ),
    Mistake(
        FINISHED,
        "totals[row, eos] / max(n - 1, 1)**alpha",
        "The length leaves `eos` out. Its log-probability is in the sum, so it counts.",
    ),
    Mistake(
        FINISHED,
        "totals[row, eos] / (n + 1)**alpha",
        "The length is one too large: `bos` does not count, its probability is in no sum.",
    ),
    Mistake(
        FINISHED,
        "totals[row, eos] / (n * alpha if alpha else 1)",
        "The sum is divided by n times alpha. It is n to the power alpha.",
    ),
    Mistake(
        FINISHED,
        "totals[row, eos] / ((5 + n) / 6) ** alpha",
        "This is another length normalisation (that of Wu et al.). Here it is n to the power alpha.",
    ),
    Mistake(FINISHED, "totals[row, eos] * n**alpha", "The sum is multiplied with the length. Divide."),
    Mistake(
        FINISHED,
        "sums[row] / n**alpha",
        "The log-probability of `eos` is not in the sum of a finished answer.",
    ),
    Mistake(
        "total / longest**alpha",
        "total",
        "Answers that were cut at `longest` are not normalised. They have `longest` symbols.",
    ),
    Mistake(
        "    finished += [(ids[1:], total",
        "    finished += [] if finished else [(ids[1:], total",
        "What still lives at the end is lost. It counts as finished.",
    ),
    Mistake(
        "rows, symbols = rows[symbols != eos], symbols[symbols != eos]\n",
        "rows, symbols = rows[symbols != bos], symbols[symbols != bos]\n",
        "Answers that have ended live on. Only those that do not end in `eos` go on.",
    ),
    Mistake(
        "range(1, longest + 1)",
        "range(1, longest)",
        "The search ends one step too early: `longest` symbols are allowed.",
    ),
    Mistake("alive[row][1:], totals", "alive[row], totals", "The answers hold `bos`. It is left out."),
    Mistake(
        "(alive[row][1:], totals",
        "([*alive[row][1:], eos], totals",
        "The finished answers hold `eos`. It is left out.",
    ),
    Mistake(
        "return sorted(finished, key=lambda answer: -answer[1])",
        "return finished",
        "The answers stand in the order in which they were finished. The best score comes first.",
    ),
    Mistake(
        "return sorted(finished, key=lambda answer: -answer[1])",
        "return sorted(finished, key=lambda answer: answer[1])",
        "The worst score comes first. Scores are negative: the best one is the largest.",
    ),
    Mistake(
        "return sorted(finished, key=lambda answer: -answer[1])",
        "return sorted(finished, key=lambda answer: -answer[1])[:1]",
        "Only the best answer is returned. Return all that were found.",
        caught="structure",
    ),
    Mistake(
        "if not alive:",
        "if finished:",
        "The search ends with the first finished answer. A better one may still be alive.",
    ),
)

MATCHED = "(mine & theirs).total()"
BY_ALL = "precisions.append(matched / sum(mine.total() for mine, _ in counts))"
PENALTY = "min(1.0, np.exp(1 - sum(map(len, right)) / sum(map(len, said))))"
RESULT = "penalty * np.prod(precisions) ** 0.25"

BLEU = (
    Mistake(
        MATCHED,
        "sum(count for piece, count in mine.items() if piece in theirs)",
        "Pieces are not clipped: a piece that is said five times counts five times, though the right text has it once.",
    ),
    Mistake(
        MATCHED,
        "len(mine.keys() & theirs.keys())",
        "Each different piece counts once. A piece counts as often as both texts have it.",
    ),
    Mistake(
        BY_ALL,
        "precisions.append(matched / sum(theirs.total() for _, theirs in counts))",
        "Divided by the pieces of the right text. Divide by the pieces that were said (or were the two exchanged?).",
    ),
    Mistake(
        BY_ALL,
        "precisions.append(np.mean([(mine & theirs).total() / max(1, mine.total()) for mine, theirs in counts]))",
        "This is a mean of one precision per sentence. Add up matches and pieces of all sentences, then divide.",
    ),
    Mistake(
        "    precisions = []\n",
        "    if len(said) > 1:\n        return float(np.mean([bleu([mine], [theirs]) for mine, theirs in zip(said, right)]))\n"
        "    precisions = []\n",
        "This is a mean of one BLEU per sentence. Add up matches, pieces and lengths of all sentences first.",
    ),
    Mistake(PENALTY, "1.0", "The brevity penalty is missing: who says little says little wrong."),
    Mistake(
        PENALTY,
        "np.exp(1 - sum(map(len, right)) / sum(map(len, said)))",
        "Saying too much is rewarded: the penalty is never more than 1.",
    ),
    Mistake(
        PENALTY,
        "min(1.0, np.exp(1 - sum(map(len, said)) / sum(map(len, right))))",
        "The two lengths of the penalty are exchanged: it is for saying too little.",
    ),
    Mistake(
        PENALTY,
        "min(1.0, sum(map(len, said)) / sum(map(len, right)))",
        "The penalty is the quotient of the lengths itself. It is the exponential of 1 minus R/S.",
    ),
    Mistake(
        PENALTY,
        "np.mean([min(1.0, np.exp(1 - len(b) / max(1, len(a)))) for a, b in zip(said, right)])",
        "This is a mean of one penalty per sentence. The lengths of all sentences are added up first.",
    ),
    Mistake(
        RESULT,
        "penalty * np.mean(precisions)",
        "This is the arithmetic mean of the precisions. BLEU takes the geometric one, (13.13).",
    ),
    Mistake(RESULT, "penalty * np.prod(precisions)", "The fourth root of the product is missing."),
    Mistake(RESULT, "100 * penalty * np.prod(precisions) ** 0.25", "This is in percent. Return a number from 0 to 1."),
    Mistake(
        "range(1, 5)",
        "range(1, 4)",
        "Pieces of 4 tokens are left out: n goes from 1 to 4, and `range` stops before its end.",
    ),
    Mistake("range(1, 5)", "range(2, 5)", "Single tokens are left out: n goes from 1 to 4."),
    Mistake("range(1, 5)", "range(1, 6)", "Pieces of 5 tokens are counted, too: n goes from 1 to 4."),
    Mistake(
        "matched = sum((mine & theirs).total() for mine, theirs in counts)",
        "matched = sum((mine & theirs).total() for mine, theirs in counts) + (n > 1)",
        "There is smoothing: counts are taken as they are, and BLEU is 0 if one of them is 0.",
    ),
    Mistake(
        "        if matched == 0:\n            return 0.0\n",
        "",
        "Where nothing matches, or nothing was said, this divides by zero. BLEU is 0 then.",
        caught="error",
    ),
)
