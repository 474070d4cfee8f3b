"""Known mistakes of unit 08: the share of names that are new."""

from __future__ import annotations

from .model import Mistake

TIDY = 'unicodedata.normalize("NFC", name).casefold()'
NEW = f"[name for name in names if {TIDY} not in known]"
TIDY_KNOWN = 'unicodedata.normalize("NFC", name).casefold() for name in training_names'

NOVELTY = (
    Mistake(
        ".casefold() not in known",
        ".casefold() in known",
        "This is the share of names that do stand in the training set. Novelty is the other part.",
    ),
    Mistake(
        "len(new) / len(names)",
        "len(new) / len(training_names)",
        "The number of training names is under the fraction bar. The share is one of the names written.",
    ),
    Mistake(
        "len(new) / len(names)",
        "len(set(new)) / len(set(names))",
        "Names written twice are counted once. Here every name written counts.",
    ),
    Mistake(
        "len(new) / len(names)",
        "len(set(new)) / len(names)",
        "New names that were written twice are counted once on top, but twice under the fraction bar.",
    ),
    Mistake(
        'unicodedata.normalize("NFC", name)',
        "name",
        "An accent stored as a sign of its own makes a name look new. Normalise both sides to NFC first.",
    ),
    Mistake(
        ".casefold()",
        "",
        "Capital letters make a name look new. Both sides need `.casefold()`.",
    ),
    Mistake(
        ".casefold()",
        ".lower()",
        "`.lower()` leaves the German ß as it is, while its capitals are SS. `.casefold()` makes both alike.",
    ),
    Mistake(
        TIDY_KNOWN,
        "name for name in training_names",
        "Only the names written are tidied. The training names need the same, or they no longer match.",
    ),
    Mistake(
        'unicodedata.normalize("NFC", name).casefold() not in known',
        "name not in known",
        "Only the training names are tidied. The names written need the same, or they no longer match.",
    ),
    Mistake(
        "len(new) / len(names) if names else 0.0",
        "len({tidy for tidy in (" + TIDY + " for name in names)} - known) / len({" + TIDY + " for name in names})",
        "Sets were compared, so names written twice, or in two spellings, count once. Here every name written counts.",
    ),
    Mistake(
        TIDY,
        "name",
        "Nothing is tidied: capital letters and stored accents make a name look new. Both sides need NFC and `.casefold()`.",
    ),
    Mistake(
        "len(new) / len(names) if names else 0.0",
        "len(set(names) - set(training_names)) / len(set(names))",
        "Sets of untidied names were compared. Both sides need NFC and `.casefold()`, and every name written counts.",
    ),
    Mistake(
        f"{TIDY} not in known",
        "not any(" + TIDY + " in other for other in known)",
        "A name that is only a part of a training name counts as known. Two names are the same if they agree as a whole.",
    ),
    Mistake(
        f"{TIDY} not in known",
        "not any(other in " + TIDY + " for other in known)",
        "A name that only holds a training name counts as known. Two names are the same if they agree as a whole.",
    ),
    Mistake(
        TIDY,
        '"".join(a for a in unicodedata.normalize("NFD", name) if not unicodedata.combining(a)).casefold()',
        'Accents were taken away, but "Peru" and "Péru" are two names. NFC only stores the same accent in the same way.',
    ),
    Mistake(
        TIDY,
        'unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()',
        "All that is not plain ASCII was taken away: accents, ß, whole alphabets. NFC only stores the same sign in the same way.",
    ),
    Mistake("if names else 0.0", "if names else 1.0", "Nothing written has nothing new in it: an empty list gives 0.0."),
    Mistake("len(new) / len(names)", "100.0 * len(new) / len(names)", "This is a percentage. A share lies between 0 and 1."),
    Mistake("len(new) / len(names)", "float(len(new))", "This is the number of new names. Divide by how many were written."),
    Mistake(
        " if names else 0.0",
        "",
        "Nothing written means a division by zero: return 0.0 for an empty list.",
        caught="error",
    ),
)
