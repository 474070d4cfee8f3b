"""The payoff of unit 08, run with the right functions: the LSTM beats its floors on names it was never shown."""

import time

import matplotlib as mpl
import pytest

from autograder.notebooks.paths import Course, course_root
from autograder.notebooks.percent import read
from autograder.notebooks.reference import EXECUTED

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("payoff of unit 08")]  # one training for all


@pytest.fixture(scope="module")
def payoff():
    """Return what the solution leaves behind when all its cells have run, and the seconds of all cores that they took."""
    mpl.use("Agg")
    start, namespace = time.process_time(), {"__name__": "__main__"}
    for cell in read(Course(course_root()).assignment_source("a08_language_models")).cells:
        if cell.role in (*EXECUTED, "payoff"):
            exec(cell.text, namespace)
    return namespace, time.process_time() - start


def test_the_network_beats_every_floor_on_held_out_names(payoff):
    namespace, _ = payoff
    results = namespace["results"]
    assert results["LSTM"] < results["trigram"] - 0.05 < results["bigram"] < results["unigram"]


def test_the_floors_were_chosen_inside_the_range_that_was_tried(payoff):
    """A floor at the edge of its grid would be a floor too high: neighbours of the chosen setting are worse."""
    namespace, _ = payoff
    row = namespace["np"].concatenate([[namespace["END"]], *namespace["coded"]["train"]])
    best = namespace["nats_of_table"](namespace["floors"]["trigram"], "validation")
    for smoothing, strength in [(0.003, 16), (1.0, 16), (0.1, 2), (0.1, 200)]:
        bigrams = namespace["bigram_model"](row, namespace["CLASSES"], smoothing)
        table = namespace["trigram_model"](row, bigrams, strength)
        assert namespace["nats_of_table"](table, "validation") > best


def test_it_takes_less_than_three_minutes(payoff):
    """Seconds of all cores together, so that other work on the machine does not count; on free cores the clock shows less."""
    assert payoff[1] < 180


def test_most_of_what_it_invents_is_new(payoff):
    namespace, _ = payoff
    rng = namespace["np"].random.default_rng(1)
    for kind in namespace["KINDS"]:
        names = [namespace["invent"](namespace["weights"], kind, rng) for _ in range(50)]
        assert namespace["novelty"](names, namespace["shown"][kind]) > 0.8
        assert sum(2 <= len(name) <= 20 for name in names) > 35
