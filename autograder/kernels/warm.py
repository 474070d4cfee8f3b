"""What a zygote does once so that its children need not: nothing here runs an operation of TensorFlow."""

from __future__ import annotations

import io


def draw() -> None:
    """Draw a small figure: matplotlib looks for its fonts, and imports the rest of itself."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.add_subplot(title="x", xlabel="x", ylabel="y")
    axes.plot([0, 1], [0, 1], label="$x$")
    axes.legend()
    FigureCanvasAgg(figure).print_png(io.BytesIO())
