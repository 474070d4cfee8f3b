"""Makes nbgrader's own commands (autograde, generate_feedback, export, formgrader) use the folders and steps of this course."""

from autograder.pipeline.config import configure

configure(get_config())  # noqa: F821  (nbgrader defines get_config)
