"""Plots that tests look at."""

from ordinary.model import Group, Idiom

_BARS = """
def bars(counts):
    fig, ax = plt.subplots()
    ax.bar(list(counts), list(counts.values()))
    ax.set_ylabel("count")
    return ax
"""

GROUP = Group(
    "plots",
    "Plots",
    setup="%matplotlib inline\nimport io\n\nimport matplotlib.pyplot as plt\nimport numpy as np",
    idioms=(
        Idiom(
            "current_axes",
            answer="""
            def plot_line(x, y):
                plt.figure()
                plt.plot(x, y, label="line")
                plt.title("A line")
                plt.xlabel("x")
                plt.legend()
            """,
            tests="""
            plot_line([0, 1, 2], [1, 3, 5])
            ax = plt.gca()
            assert ax.get_title() == "A line" and ax.get_xlabel() == "x"
            assert len(ax.lines) == 1 and list(ax.lines[0].get_ydata()) == [1, 3, 5]
            assert ax.get_legend() is not None
            plt.close()
            """,
            other="""
            def plot_line(x, y):
                figure, axes = plt.subplots()
                axes.plot(np.asarray(x), np.asarray(y), "o-", label="points")
                axes.set(title="A line", xlabel="x")
                axes.legend()
            """,
            wrong="""
            def plot_line(x, y):
                plt.figure()
                plt.plot(y, x, label="line")
                plt.title("A line")
            """,
        ),
        Idiom(
            "axes_returned",
            answer=_BARS,
            tests="""
            ax = bars({"a": 2, "b": 5})
            assert ax.get_ylabel() == "count"
            assert [patch.get_height() for patch in ax.patches] == [2, 5]
            assert isinstance(ax, plt.Axes)
            plt.close(ax.figure)
            """,
            other="""
            def bars(counts):
                axes = plt.figure().add_subplot()
                for name, number in counts.items():
                    axes.bar(name, number)
                axes.set(ylabel="count")
                return axes
            """,
            wrong=_BARS.replace("counts.values()", "sorted(counts.values(), reverse=True)"),
        ),
        Idiom(
            "figure_returned",
            answer="""
            def panels(n):
                fig, axes = plt.subplots(1, n, figsize=(2 * n, 2))
                return fig
            """,
            tests="""
            fig = panels(3)
            assert len(fig.axes) == 3 and tuple(fig.get_size_inches()) == (6, 2)
            picture = io.BytesIO()
            fig.savefig(picture, format="png")
            assert picture.getvalue().startswith(b"\\x89PNG")
            plt.close(fig)
            """,
            other="""
            def panels(n):
                figure = plt.figure(figsize=(2.0 * n, 2.0))
                for k in range(n):
                    figure.add_subplot(1, n, k + 1)
                return figure
            """,
            wrong="""
            def panels(n):
                return plt.figure(figsize=(2 * n, 2))
            """,
            protected=False,
        ),
        Idiom(
            "drawn_on_given_axes",
            answer="""
            def mark(ax, points):
                xs, ys = zip(*points)
                ax.scatter(xs, ys)
                ax.set_xlim(0, 10)
            """,
            tests="""
            fig, ax = plt.subplots()
            mark(ax, [(1, 2), (3, 4)])
            assert len(ax.collections) == 1 and ax.get_xlim() == (0, 10)
            assert np.allclose(ax.collections[0].get_offsets(), [[1, 2], [3, 4]])
            plt.close(fig)
            """,
            other="""
            def mark(ax, points):
                a = np.array(points)
                ax.scatter(a[:, 0], a[:, 1], marker="x")
                ax.set(xlim=(0, 10))
            """,
            wrong="""
            def mark(ax, points):
                ax.plot(*zip(*points))
            """,
        ),
        Idiom(
            "number_of_figures",
            answer="""
            def draw_two():
                for _ in range(2):
                    plt.figure()
            """,
            tests="""
            plt.close("all")
            draw_two()
            assert len(plt.get_fignums()) == 2
            plt.close("all")
            """,
            other="""
            def draw_two():
                plt.subplots()
                plt.subplots()
            """,
            wrong="""
            def draw_two():
                plt.subplots(1, 2)
            """,
        ),
    ),
)
