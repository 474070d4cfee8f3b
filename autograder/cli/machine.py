"""The command that looks at the machine: doctor."""

from __future__ import annotations

import click


@click.command(short_help="Say what this machine can do, and what to install for more.")
def doctor() -> int:
    """Say what this machine can do, and what to install or set for the rest; 1 where the sandbox does not work."""
    from autograder.kernels import doctor as kernels
    from autograder.pipeline.show import console

    findings = kernels.examine()
    kernels.show(findings, console())
    return int(not kernels.possible(findings))
