"""What a kind of assignment needs: libraries to import beforehand, libraries to withhold, limits."""

from __future__ import annotations

import ast
import re
from dataclasses import asdict, dataclass, field

from autograder.notebooks.errors import CourseError

MIB = 1 << 20
FRAMEWORKS = ("jax", "jaxlib", "keras", "tensorflow", "tf_keras", "torch")

# One core for each child, no GPU, plots into the notebook, sets in the same order every time, and no chatter of TensorFlow.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # each further one would take 64 MiB of address space for a thread
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # Keras imports pandas, that pyarrow, which starts a thread
    "PYTHONHASHSEED": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


@dataclass(frozen=True)
class Limits:
    """What the processes of one child may use.

    Args:
        memory: bytes of address space and data that each process may add to what the libraries take.
        total_memory: bytes of memory of all processes together, files in memory included.
        processes: processes and threads at the same time.
        disk: bytes of all files.
        file_size: bytes of one file.
        open_files: open files of each process.
        cpu: seconds of processor time of each process.
    """

    memory: int = 2048 * MIB
    total_memory: int = 3072 * MIB
    processes: int = 64
    disk: int = 256 * MIB
    file_size: int = 64 * MIB
    open_files: int = 256
    cpu: int = 900

    def json(self) -> dict[str, int]:
        """Return the limits as plain data; a part of it may be sent with a request, as `settings["limits"]`."""
        return asdict(self)


@dataclass(frozen=True)
class Profile:
    """A kind of assignment.

    Args:
        name: its name.
        imports: the modules that the zygote imports; those that are not installed are passed over.
        hidden: the packages that a sandbox does not have, installed or not.
        prepare: "module:function" names, called after the imports.
        limits: what each child may use.
        environment: the environment variables of the zygote and its children.
    """

    name: str
    imports: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    limits: Limits = Limits()
    environment: dict[str, str] = field(default_factory=lambda: dict(ENVIRONMENT))


_CHECKS = (
    "numpy",
    "numpy.fft",
    "numpy.linalg",
    "numpy.ma",
    "numpy.polynomial",
    "numpy.random",
    "numpy.testing",
    "IPython.core.application",
    "IPython.core.crashhandler",
    "IPython.core.interactiveshell",
    "IPython.core.logger",
    "IPython.core.magics.execution",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "pygments.formatters.terminal256",
    "pygments.styles.default",
    "stack_data",
    "autograder.kernels.checker",  # not in a sandbox, where it does not exist
)
_COMMON = (
    *_CHECKS,
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",  # the inline backend itself must find the shell of the child when it is imported
    "PIL.JpegImagePlugin",
    "autograder.kernels.student",
    "rnndata",
    "rnnfigures",
)
CHECKS = Profile("checks", _CHECKS, FRAMEWORKS)  # of a checker whose tests are calls of `check`; no assignment can choose it
_PREPARE = ("autograder.kernels.warm:draw",)
PROFILES = {
    "numpy": Profile("numpy", _COMMON, FRAMEWORKS, _PREPARE),
    "keras": Profile("keras", (*_COMMON, "tensorflow", "keras"), ("torch", "jax", "jaxlib"), _PREPARE),
}


def profile(name: str) -> Profile:
    """Return a profile by its name.

    Args:
        name: "numpy" or "keras".

    Returns:
        The profile.

    Raises:
        CourseError: there is none of that name.
    """
    if name not in PROFILES:
        raise CourseError(f'there is no profile "{name}": known are {", ".join(PROFILES)}')
    return PROFILES[name]


def profile_for(code: str, chosen: str = "") -> Profile:
    """Return the profile that an assignment needs.

    Args:
        code: the code of the assignment's source, all cells joined; lines of magics may be in it.
        chosen: the name that the assignment's own header gives, if it does.

    Returns:
        The chosen profile, else "keras" where the code imports a framework, else "numpy".

    Raises:
        CourseError: there is no profile of the chosen name.
    """
    if chosen:
        return profile(chosen)
    return PROFILES["keras" if _imported(code) & set(FRAMEWORKS) else "numpy"]


def _imported(code: str) -> set[str]:
    """Return the packages that code imports: by its syntax, or line by line where it is no pure Python."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return set(re.findall(r"^\s*(?:import|from)\s+(\w+)", code, re.MULTILINE))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.split(".")[0] for name in names}
