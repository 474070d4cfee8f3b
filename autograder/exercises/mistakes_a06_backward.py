"""Known mistakes of unit 06: one step back through a GRU."""

from __future__ import annotations

from .mistakes_a06_parameters import PARAMETERS
from .model import Mistake

ROADS = "d_h * z + d_s * r + d_a_z @ w_hz.T + d_a_r @ w_hr.T"
FROM_H = """    d_g = d_h * (1 - z)  # (6.16)
    d_z = d_h * (h_prev - g)  # (6.17)
    d_a_g = d_g * (1 - g**2)  # (6.18)
    d_a_z = d_z * z * (1 - z)  # (6.19)
    d_s = d_a_g @ w_hg.T  # (6.20)
    d_r = d_s * h_prev  # (6.21)
    d_a_r = d_r * r * (1 - r)  # (6.22)
    d_h_prev = d_h * z +"""
FROM_ROADS = FROM_H[FROM_H.index("    d_s =") :] + " d_s * r"

FOUR_ROADS = (
    Mistake(
        ROADS,
        "d_s * r + d_a_z @ w_hz.T + d_a_r @ w_hr.T",
        "One of the four roads to the old state is missing: what the update gate KEPT of it went straight into h, (6.23).",
    ),
    Mistake(
        ROADS,
        "d_h * z + d_a_z @ w_hz.T + d_a_r @ w_hr.T",
        "One of the four roads to the old state is missing: the CANDIDATE read it too, shortened by the reset gate, (6.23).",
    ),
    Mistake(
        ROADS,
        "d_h * z + d_s * r + d_a_r @ w_hr.T",
        "One of the four roads to the old state is missing: the UPDATE gate read it too, (6.23).",
    ),
    Mistake(
        ROADS,
        "d_h * z + d_s * r + d_a_z @ w_hz.T",
        "One of the four roads to the old state is missing: the RESET gate read it too, (6.23).",
    ),
    Mistake(
        ROADS,
        "d_h * z + d_s * r",
        "Two of the four roads to the old state are missing: both gates read it too, (6.23).",
    ),
    Mistake(
        ROADS,
        "d_h * z",
        "Three of the four roads to the old state are missing: candidate and both gates read it too, (6.23).",
    ),
    Mistake(
        ROADS,
        "d_a_z @ w_hz.T + d_a_r @ w_hr.T + d_a_g @ w_hg.T",
        "d_h_prev was computed as in a plain cell, from one product. Count the uses of the old state in exercise 2, also those "
        "without a matrix.",
    ),
    Mistake(
        "d_h * z + d_s * r",
        "d_h * z + d_s",
        "On the road through the candidate the reset gate is missing: the candidate saw r times the old state, (6.23).",
    ),
    Mistake(
        "d_h * z + d_s * r",
        "d_h + d_s * r",
        "d_h goes to the old state whole. The update gate let through only its share z, (6.23).",
    ),
    Mistake(
        "d_h * z + d_s * r",
        "d_h * (1 - z) + d_s * r",
        "On the straight road z and 1 - z are exchanged: z weighed the old state.",
    ),
    Mistake(
        "d_h * z + d_s * r",
        "d_h * z + d_r * r",
        "On the road through the candidate stands d_r. The gradient of the shortened state is d_s, (6.20).",
    ),
    Mistake(
        "d_a_z @ w_hz.T",
        "d_a_z @ w_hz",
        "The update gate's block is not transposed in d_h_prev. It is square, so no error tells: compare with (6.23).",
    ),
    Mistake(
        "d_a_r @ w_hr.T",
        "d_a_r @ w_hr",
        "The reset gate's block is not transposed in d_h_prev. It is square, so no error tells: compare with (6.23).",
    ),
    Mistake(
        "d_a_z @ w_hz.T + d_a_r @ w_hr.T",
        "d_a_z @ w_hr.T + d_a_r @ w_hz.T",
        "In d_h_prev each gate is sent back through the other gate's block.",
    ),
    Mistake(
        "d_a_z @ w_hz.T",
        "d_z @ w_hz.T",
        "In d_h_prev the update gate's road starts from d_z. It leads through the sigmoid first, so it starts from d_a_z.",
    ),
    Mistake(
        "d_a_r @ w_hr.T",
        "d_r @ w_hr.T",
        "In d_h_prev the reset gate's road starts from d_r. It leads through the sigmoid first, so it starts from d_a_r.",
    ),
)

WHOLE = (
    Mistake(
        FROM_H,
        FROM_H.replace("(1 - z)  # (6.16)", "z  # (6.16)")
        .replace("(h_prev - g)", "(g - h_prev)")
        .replace("d_h * z +", "d_h * (1 - z) +"),
        "z and 1 - z are exchanged throughout: this is the backward pass of the other convention (Gamma_u of the lecture, which "
        "weighs the candidate). Here z weighed the OLD state.",
    ),
    Mistake(
        "d_s = d_a_g @ w_hg.T  # (6.20)\n    d_r = d_s * h_prev",
        "d_s = d_a_g @ w_hg.T  # (6.20)\n    d_r = d_a_g * (h_prev @ w_hg)",
        "d_r was computed for the reset AFTER the product. In this cell the reset gate met the old state itself, (6.21).",
    ),
    Mistake(
        FROM_ROADS,
        FROM_ROADS.replace("d_a_g @ w_hg.T", "(d_a_g * r) @ w_hg.T")
        .replace("d_s * h_prev", "d_a_g * (h_prev @ w_hg)")
        .replace("d_s * r", "d_s"),
        "This is the way back for the reset AFTER the product. Here the gate met the old state itself: first (6.20), without r, "
        "then (6.21), and d_s times r in (6.23).",
    ),
    Mistake(
        "d_s = d_a_g @ w_hg.T",
        "d_s = (d_a_g * r) @ w_hg.T",
        "There is an r too many in d_s. (6.20) leads back through the weights only; r comes in when d_s goes on, (6.23).",
    ),
    Mistake(
        "d_s * r + d_a_z @",
        "(d_a_g * r) @ w_hg.T + d_a_z @",
        "In d_h_prev the reset gate acts before the way back through the weights: that is right for the reset AFTER the product. "
        "Here: first (6.20), then times r.",
    ),
)

GATES = (
    Mistake(
        "d_g = d_h * (1 - z)",
        "d_g = d_h * z",
        "z and 1 - z are exchanged in (6.16): the candidate came in with the weight 1 - z.",
    ),
    Mistake("d_g = d_h * (1 - z)", "d_g = d_h", "The candidate's weight 1 - z is missing in (6.16)."),
    Mistake(
        "(h_prev - g)",
        "(g - h_prev)",
        "The sign of d_z is the wrong way round: opening z moves h from g towards the old state, (6.17).",
    ),
    Mistake("(h_prev - g)", "h_prev", "(6.17) has two terms: z also takes away from the candidate, through 1 - z."),
    Mistake("(h_prev - g)", "(-g)", "(6.17) has two terms: z also gives the old state its weight."),
    Mistake("(h_prev - g)", "(h - g)", "In (6.17) the new state stands where the previous one belongs."),
    Mistake("(h_prev - g)", "(h_prev + g)", "The sign of the candidate is wrong in (6.17): it was weighed with 1 MINUS z."),
    Mistake(
        "d_g * (1 - g**2)",
        "d_g",
        "The slope of tanh is missing: d_g went on as it came in. Look at (6.18).",
    ),
    Mistake(
        "d_g * (1 - g**2)",
        "d_g * g * (1 - g)",
        "g * (1 - g) is the slope of a sigmoid. The candidate was squashed with tanh, (6.18).",
    ),
    Mistake(
        "(1 - g**2)",
        "(1 - np.tanh(g) ** 2)",
        "g went through tanh a second time. What the cache holds as g already is the tanh.",
    ),
    Mistake("(1 - g**2)", "(1 - g)", "The slope of tanh has a square: look at (6.18)."),
    Mistake(
        "(1 - g**2)",
        "(1 - h**2)",
        "The slope of tanh is taken at the new state. The tanh made the candidate g, so the slope belongs there, (6.18).",
    ),
    Mistake(
        "d_z * z * (1 - z)",
        "d_z",
        "The slope of the sigmoid is missing for the update gate: look at (6.19).",
    ),
    Mistake(
        "d_z * z * (1 - z)",
        "d_z * z",
        "The slope of the sigmoid is z (1 - z): for the update gate one factor is missing, (6.19).",
    ),
    Mistake(
        "d_z * z * (1 - z)",
        "d_z * (1 - z**2)",
        "1 - z squared is the slope of tanh. The update gate was squashed with a sigmoid, (6.19).",
    ),
    Mistake(
        "d_z * z * (1 - z)",
        "d_z * sigmoid(z) * (1 - sigmoid(z))",
        "z went through the sigmoid a second time. What the cache holds as z is already squashed.",
    ),
    Mistake("d_z * z * (1 - z)", "d_z * r * (1 - r)", "The slope of the reset gate was used for the update gate, (6.19)."),
    Mistake(
        "d_r * r * (1 - r)",
        "d_r",
        "The slope of the sigmoid is missing for the reset gate: look at (6.22).",
    ),
    Mistake(
        "d_r * r * (1 - r)",
        "d_r * r",
        "The slope of the sigmoid is r (1 - r): for the reset gate one factor is missing, (6.22).",
    ),
    Mistake(
        "d_r * r * (1 - r)",
        "d_r * (1 - r**2)",
        "1 - r squared is the slope of tanh. The reset gate was squashed with a sigmoid, (6.22).",
    ),
    Mistake(
        "d_r * r * (1 - r)",
        "d_r * sigmoid(r) * (1 - sigmoid(r))",
        "r went through the sigmoid a second time. What the cache holds as r is already squashed.",
    ),
    Mistake(
        "d_s = d_a_g @ w_hg.T",
        "d_s = d_g @ w_hg.T",
        "d_s starts from d_g. The road leads through the tanh first, so it starts from d_a_g, (6.20).",
    ),
    Mistake(
        "d_s = d_a_g @ w_hg.T",
        "d_s = d_a_g @ w_hg",
        "The candidate's block is not transposed in d_s. It is square, so no error tells: compare with (6.20).",
    ),
    Mistake(
        "d_s = d_a_g @ w_hg.T",
        "d_s = d_a_g @ w_hr.T",
        "d_s went back through the reset gate's block. The shortened state met the candidate's block, (6.20).",
    ),
    Mistake("d_r = d_s * h_prev", "d_r = d_s * h", "In (6.21) the new state stands where the previous one belongs."),
    Mistake(
        "d_r = d_s * h_prev",
        "d_r = d_s * r",
        "In (6.21) the gate stands where the old state belongs: each factor of a product gets the OTHER one.",
    ),
    Mistake(
        "d_r = d_s * h_prev",
        "d_r = d_h * h_prev",
        "d_r starts from d_h. The reset gate acts through the shortened state only, so it starts from d_s, (6.21).",
    ),
    Mistake("d_r = d_s * h_prev", "d_r = d_s", "(6.21) lacks a factor: what was the reset gate multiplied with?"),
    Mistake("d_r = d_s * h_prev", "d_r = d_s * g", "In (6.21) the candidate stands where the previous state belongs."),
)

CELL = (*FOUR_ROADS, *WHOLE, *GATES, *PARAMETERS)
