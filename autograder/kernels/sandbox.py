"""The bubblewrap command line of a zygote, and the folder of what its children may import."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from autograder.kernels.isolate import BOX, HOME
from autograder.kernels.profiles import Profile
from autograder.kernels.zygote import withheld
from autograder.notebooks.errors import CourseError

STAGED = "/opt/course"
MOVED = "/opt/python"
COVERED = ("/tmp", "/dev", "/proc", BOX)  # noqa: S108
PACKAGE = Path(__file__).resolve().parents[1]
SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store")
SETTINGS = ("alternatives", "fonts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "mime.types")
ENTRANCES = ("zygote", "student", "jupyter", "warm")
SWITCHES = {
    "kernel.unprivileged_userns_clone": ("0", "1"),
    "kernel.apparmor_restrict_unprivileged_userns": ("1", "0"),
    "user.max_user_namespaces": ("0", "10000"),
}
_PERMITTED = ("autograder", "autograder.checking", "autograder.kernels")
_ACCOUNTS = {
    "passwd": "student:x:1000:1000::/box/home:/bin/sh\n",
    "group": "student:x:1000:\n",
    "hosts": "127.0.0.1 localhost student\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


class SandboxError(CourseError):
    """A sandbox cannot be made here.

    Args:
        problem: what is wrong.
        remedy: what to install or to set, as the end of a sentence.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem}: {remedy}" if remedy else problem)
        self.problem, self.remedy = problem, remedy


def bubblewrap() -> str:
    """Return the path of bubblewrap.

    Raises:
        SandboxError: it is not installed, or this is not Linux.
    """
    if sys.platform != "linux":
        raise SandboxError("the sandbox needs Linux", "grade in a virtual machine or a container, or with --unsandboxed")
    found = shutil.which("bwrap", path=os.environ.get("PATH", "") + ":/usr/bin:/usr/local/bin")
    if not found:
        raise SandboxError("bubblewrap is missing", "install it (apt-get install bubblewrap, dnf install bubblewrap)")
    return found


def remedy(message: str) -> str:
    """Return what to do about a message of bubblewrap or of the kernel, as the end of a sentence."""
    for name, (bad, good) in SWITCHES.items():
        path = Path("/proc/sys", *name.split("."))
        if path.exists() and path.read_text().strip() == bad:
            return f"run as root: sysctl -w {name}={good}"
    if "proc" in message:
        return "in a container, start it with --privileged, or with --security-opt seccomp=unconfined,systempaths=unconfined"
    return "allow user namespaces (in a container: start it with --privileged), or grade with --unsandboxed what you trust"


def stage(folder: Path, profile: Profile) -> None:
    """Fill a folder with what a sandbox binds besides the system and Python.

    Args:
        folder: an empty folder; gets `course` (the packages for students and the programs of the children), `etc`, `hidden`.
        profile: what the zygote is for.
    """
    course = folder / "course"
    for source, target in _staged_files():
        (course / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, course / target)
    for name in ("rnndata", "rnnfigures"):
        spec = importlib.util.find_spec(name)
        for place in (spec and spec.submodule_search_locations) or ():
            shutil.copytree(place, course / name, ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copyfile)
    (folder / "etc").mkdir()
    for name, text in _ACCOUNTS.items():
        (folder / "etc" / name).write_text(text)
    for name in profile.hidden:
        (folder / "hidden" / name).mkdir(parents=True)
        (folder / "hidden" / name / "__init__.py").write_text(f"raise ModuleNotFoundError({withheld(name)!r}, name={name!r})\n")
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def _staged_files() -> Iterator[tuple[Path, str]]:
    """Return every file of the package that a child may read, and its place in the staged folder."""
    for path in (PACKAGE / "__init__.py", *sorted((PACKAGE / "checking").rglob("*")), *sorted((PACKAGE / "vectors").iterdir())):
        if path.is_file() and path.suffix != ".pyc":
            yield path, f"autograder/{path.relative_to(PACKAGE)}"
    for name in closure(ENTRANCES):
        yield PACKAGE / "kernels" / f"{name}.py", f"autograder/kernels/{name}.py"


def closure(entrances: Sequence[str]) -> list[str]:
    """Return the modules of this package that some of them need, themselves included.

    Args:
        entrances: names of modules in `autograder.kernels`; those that do not exist are passed over.

    Returns:
        The names, sorted, with `__init__`.

    Raises:
        CourseError: one of them imports the grading side.
    """
    found: set[str] = set()
    wanted = {"__init__", *entrances}
    while wanted - found:
        name = min(wanted - found)
        found.add(name)
        path = PACKAGE / "kernels" / f"{name}.py"
        for module in _imports(path) if path.exists() else ():
            package, _, last = module.rpartition(".")
            if module.startswith("autograder.") and not module.startswith(_PERMITTED[1:]):
                raise CourseError(
                    f"{path} imports {module}, which no sandbox may hold: move what it needs out of the grading side"
                )
            if package == "autograder.kernels":
                wanted.add(last)
    return sorted(name for name in found if (PACKAGE / "kernels" / f"{name}.py").exists())


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "autograder.kernels" if node.level == 1 else ""
            whole = ".".join(part for part in (base, node.module) if part)
            yield whole
            if whole == "autograder.kernels":
                yield from (f"{whole}.{alias.name}" for alias in node.names)


def command(folder: Path, profile: Profile, environment: dict[str, str]) -> list[str]:
    """Return the command line up to the program: a read-only root of nothing but what is needed, and no network.

    Args:
        folder: what `stage` has filled.
        profile: what the zygote is for.
        environment: the environment variables, besides those that the sandbox sets itself.

    Returns:
        The command line, to be followed by that of the program.

    Raises:
        SandboxError: bubblewrap is missing.
        CourseError: Python lies where it cannot be bound without the course.
    """
    shared = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--hostname", "student", "--clearenv"]
    chosen = {"PATH": _path(), "LANG": "C.UTF-8", "HOME": HOME, "PYTHONPATH": _module_path(), "PYTHONDONTWRITEBYTECODE": "1"}
    variables = [part for name, value in (chosen | environment).items() for part in ("--setenv", name, value)]
    places = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", BOX, "--dir", HOME]  # noqa: S108
    mounts = [*_system(), *_python(), *_hidden(folder, profile), "--ro-bind", str(folder / "course"), STAGED]
    accounts = [part for name in _ACCOUNTS for part in ("--ro-bind", str(folder / "etc" / name), f"/etc/{name}")]
    closing = [*_masked("--remount-ro"), "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME]
    running = ["--cap-add", "ALL", "--as-pid-1", "--new-session", "--"]
    return [bubblewrap(), *shared, *variables, *places, *mounts, *accounts, *closing, *running]


def _system() -> Iterator[str]:
    yield from _parents([STAGED, "/etc/passwd"])
    yield from ("--ro-bind", "/usr", "/usr")
    for name in SYSTEM:
        if os.path.islink(name):
            yield from ("--symlink", os.readlink(name), name)
        elif os.path.isdir(name):
            yield from ("--ro-bind", name, name)
    for name in SETTINGS:
        yield from ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    yield from _masked("--tmpfs")


def _masked(option: str) -> list[str]:
    """Return an option for the course, where it lies in a folder of the system that is bound as a whole."""
    root = str(PACKAGE.parent)
    return [option, root] if root.startswith("/usr/") else []


def _parents(places: Iterable[str]) -> Iterator[str]:
    """Make the folders above some places, open to every user: bubblewrap would make them for root alone."""
    root = str(PACKAGE.parent)
    for folder in sorted({str(parent) for place in places for parent in Path(place).parents} - {"/", *COVERED}):
        if not folder.startswith("/usr") or Path(folder).is_relative_to(root):
            yield from ("--perms", "0755", "--dir", folder)


def _python() -> Iterator[str]:
    places = python_places()
    yield from _parents([*places, *places.values()])
    for folder, target in places.items():
        yield from ("--ro-bind", folder, target)
        if target != folder:
            yield from ("--symlink", target, folder)


def python_places() -> dict[str, str]:
    """Return the folders of this Python and of its packages, and where each lies in the sandbox.

    It is the same place but for folders below /tmp, which every child covers with an empty one: there a link leads elsewhere.

    Raises:
        CourseError: a folder holds the course too.
    """
    found: dict[str, str] = {}
    root = PACKAGE.parent
    for folder in sorted({os.path.abspath(place) for place in _python_folders()}, key=len):
        path = Path(folder)
        if path.is_relative_to("/usr") and not path.is_relative_to(root):
            continue  # bound with the system, the course masked
        if (root / "solutions").is_relative_to(path) or folder in ("/", os.path.expanduser("~")):
            raise CourseError(f"{folder} holds Python and the course: make a virtual environment of its own, as `make` does")
        if not any(path.is_relative_to(other) for other in found):
            found[folder] = f"{MOVED}/{len(found)}" if folder.startswith(tuple(f"{place}/" for place in COVERED)) else folder
    return found


def links() -> dict[str, str]:
    """Return the links that each child must make in its own /tmp, so that Python is found: their places and where they lead."""
    return {folder: target for folder, target in python_places().items() if folder != target}


def _python_folders() -> Iterator[str]:
    yield from (sys.prefix, sys.base_prefix, sys.base_exec_prefix, os.path.realpath(sys.base_prefix))
    yield os.path.dirname(os.path.dirname(os.path.realpath(sys.executable)))
    yield from _packages()


def _packages() -> list[str]:
    return [path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages") and os.path.isdir(path)]


def _module_path() -> str:
    outside = [path for path in _packages() if not path.startswith((f"{sys.prefix}/", f"{sys.base_prefix}/"))]
    return os.pathsep.join([STAGED, *outside])


def _path() -> str:
    return os.pathsep.join([os.path.join(sys.prefix, "bin"), "/usr/local/bin", "/usr/bin", "/bin"])


def _hidden(folder: Path, profile: Profile) -> Iterator[str]:
    """Lay a package that says why it is not there over each one that is withheld."""
    moved = links()
    for place in _packages():
        for name in profile.hidden:
            path = os.path.join(place, name)
            if os.path.isdir(path):
                held = next((other for other in moved if path.startswith(f"{other}/")), "")
                yield from ("--ro-bind", str(folder / "hidden" / name), moved.get(held, "") + path.removeprefix(held))
