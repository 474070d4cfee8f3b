"""Figures of the course, each drawn by code: a function returns a `Drawing` that a notebook shows."""

from .forward_plots import probability_bars, state_over_time, surprise_curve, token_losses, transformed_paths
from .gradients import (
    central_difference,
    gradients_meet,
    masked_step_back,
    one_step_back,
    sums_over_time,
    transpose_roads,
    truncation_windows,
)
from .style import COLOR, STYLE, Drawing, arrow, box, canvas, drawing, new_figure
from .topologies import five_topologies
from .unrolling import cell_flow, combined_shapes, folded_and_unrolled, kernel_shapes

__all__ = [
    "COLOR",
    "STYLE",
    "Drawing",
    "arrow",
    "box",
    "canvas",
    "cell_flow",
    "central_difference",
    "combined_shapes",
    "drawing",
    "five_topologies",
    "folded_and_unrolled",
    "gradients_meet",
    "kernel_shapes",
    "masked_step_back",
    "new_figure",
    "one_step_back",
    "probability_bars",
    "state_over_time",
    "sums_over_time",
    "surprise_curve",
    "token_losses",
    "transformed_paths",
    "transpose_roads",
    "truncation_windows",
]
