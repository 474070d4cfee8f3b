"""Processes that do not end, or take everything; each is bounded, so that a limit that fails does no lasting harm.

An attack that reaches its bound says so. What a process without a sandbox would do to this machine is not for stock nbgrader.
"""

from attacks.model import BOAST, CHECK, Attack, answer, chain, first, inserted, others

DAEMON = "daemon that outlives the kernel"
EXIT = "`os._exit`"
LOOPS = "loops that swallow KeyboardInterrupt"
SLOW = "slow cells below the limit"
MEMORY = "memory"
BOMBS = "fork and thread bombs"
DISK = "disk filling"

NAMED = "open('/proc/self/comm', 'w').write('@MARK@')"
SPAWN = """\
import subprocess
subprocess.Popen(["@PYTHON@", "-c", "import time; time.sleep(60)", "@MARK@"], start_new_session=True)
subprocess.Popen(["sh", "-c", "exec 0<&- 1>&- 2>&-; sleep 60; : @MARK@"], preexec_fn=__import__("os").setsid)"""
TWICE = f"""\
import os
import time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        {NAMED}
        for fd in range(0, 256):
            try:
                os.close(fd)
            except OSError:
                pass
        end = time.monotonic() + 60
        while time.monotonic() < end:
            time.sleep(1)
    os._exit(0)"""
THREADS = """\
import threading
import time


def idle():
    end = time.monotonic() + 30
    while time.monotonic() < end:
        time.sleep(0.1)


threading.Thread(target=idle).start()"""
EXIT_CALL = "import os\n\n\ndef double(x):\n    os._exit(0)"
EXIT_TOP = "import os\nos._exit(0)"
ABORT = "import os\n\n\ndef double(x):\n    os.abort()"
SEGFAULT = "import ctypes\n\n\ndef double(x):\n    ctypes.string_at(0)"
SYSTEM_EXIT = "import sys\n\n\ndef double(x):\n    sys.exit(0)"
GENERATOR_EXIT = "def double(x):\n    raise GeneratorExit\n\n\ndef total(values):\n    raise KeyboardInterrupt"
RECURSION = "import sys\nsys.setrecursionlimit(10**9)\n\n\ndef double(x):\n    return double(x)"
SWALLOW = """\
import time


def double(x):
    end = time.monotonic() + 25
    while time.monotonic() < end:
        try:
            while time.monotonic() < end:
                time.sleep(0.01)
        except BaseException:
            pass"""
MASKED = """\
import signal
import time


def double(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP})
    end = time.monotonic() + 25
    while time.monotonic() < end:
        pass"""
LOCKED = "import time\n\n\ndef double(x):\n    pow(7, 10**8, 10**4000001)\n    return sum(range(10**9))"
NAP = "import time\ntime.sleep(0.7 * @SECONDS@)"
NAPS = chain(*[inserted(NAP, "test_double") for _ in range(10)])
SLOW_CALL = "import time\n\n\ndef {head}:\n    time.sleep(0.6 * @SECONDS@)\n    return 0"
HOG = f"""\
def double(x):
    kept = []
    for _ in range(16):
        kept.append(bytearray(b"1") * (256 << 20))
    print("{BOAST} 4 GiB")"""
HOGS = f"""\
import os
import time


def double(x):
    children = []
    for _ in range(6):
        child = os.fork()
        if child == 0:
            {NAMED}
            try:
                kept = bytearray(b"1") * (600 << 20)
                time.sleep(2)
                os._exit(0)
            except BaseException:
                os._exit(1)
        children.append(child)
    if sum(os.waitpid(child, 0)[1] == 0 for child in children) == 6:
        print("{BOAST} 3.6 GB in six processes")
    return 0"""
FORKS = f"""\
import os
import time


def double(x):
    for number in range(1500):
        if os.fork() == 0:
            {NAMED}
            time.sleep(8)
            os._exit(0)
    print("{BOAST} 1500 processes")"""
THREAD_BOMB = f"""\
import threading
import time


def double(x):
    for number in range(3000):
        threading.Thread(target=time.sleep, args=(8,)).start()
    print("{BOAST} 3000 threads")"""
FILL = f"""\
import os
import tempfile

block, total = b"1" * (50 << 20), 0
for place in ("{{place}}",):
    for number in range(60):
        try:
            with open(os.path.join(place, f"@MARK@-{{{{number}}}}"), "wb") as file:
                file.write(block)
            total += len(block)
        except OSError:
            break
if total > 2 << 30:
    print("{BOAST}", total, "bytes in {{place}}")"""
GUARD = "import os\nimport signal\ninside = os.getpid() < 50 and not os.path.exists('@COURSE@')\n"  # a pid namespace of its own
KILL = """\


def double(x):
    if inside:
        try:
            os.kill({whom}, signal.SIGKILL)
        except OSError:
            pass
    return 2 * x"""
STOP = "import os\nimport signal\n\n\ndef double(x):\n    os.kill(os.getpid(), signal.SIGSTOP)\n    return 2 * x"
CLOSE = "import os\n\n\ndef double(x):\n    os.closerange(3, 4096)\n    return 2 * x"
LIMITS = f"""\
import resource
for name in ("RLIMIT_AS", "RLIMIT_DATA", "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_CPU"):
    kind = getattr(resource, name)
    soft, hard = resource.getrlimit(kind)
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if hard != resource.RLIM_INFINITY:
            print("{BOAST}", name)
    except (ValueError, OSError):
        pass"""
BLOAT = "def total(values):\n    return np.zeros((60_000_000, 1), bool)"
HUGE = """\
def {head}:
    return {value}"""

REST = others("double")
ATTACKS = [
    Attack("daemon", "Processes", DAEMON, inserted(SPAWN, "double"), honest=others()),
    Attack("daemon-twice-forked", "Processes", DAEMON, inserted(TWICE, "double"), honest=others()),
    Attack("thread-outlives", "Processes", DAEMON, inserted(THREADS, "double"), honest=others()),
    Attack("exit", "Processes", EXIT, answer(double=EXIT_CALL), honest=REST),
    Attack("exit-at-top", "Processes", EXIT, answer(double=EXIT_TOP), honest=REST),
    Attack("exit-check", "Processes", EXIT, answer(softmax="import os\n\n\ndef softmax(logits):\n    os._exit(0)"), CHECK),
    Attack("abort", "Processes", EXIT, answer(double=ABORT), honest=REST),
    Attack("segfault", "Processes", EXIT, answer(double=SEGFAULT), honest=REST),
    Attack("system-exit", "Processes", EXIT, answer(double=SYSTEM_EXIT), honest=REST),
    Attack("odd-exceptions", "Processes", EXIT, answer(double=GENERATOR_EXIT), honest=others("double", "total")),
    Attack("recursion", "Processes", EXIT, answer(double=RECURSION), honest=REST),
    Attack("swallow", "Processes", LOOPS, answer(double=SWALLOW), honest=REST, stock_safe=False),
    Attack("masked", "Processes", LOOPS, answer(double=MASKED), honest=REST, stock_safe=False),
    Attack("no-bytecode", "Processes", LOOPS, answer(double=LOCKED), honest=REST, stock_safe=False),
    Attack("naps", "Processes", SLOW, NAPS, stock_safe=False),
    Attack(
        "slow-calls",
        "Processes",
        SLOW,
        answer(double=SLOW_CALL.format(head="double(x)"), total=SLOW_CALL.format(head="total(values)")),
        stock_safe=False,
    ),
    Attack("memory", "Processes", MEMORY, answer(double=HOG), honest=REST, stock_safe=False),
    Attack("memory-in-many", "Processes", MEMORY, answer(double=HOGS), honest=REST, stock_safe=False),
    Attack(
        "large-answer", "Processes", MEMORY, answer(double=HUGE.format(head="double(x)", value="np.ones(10**8)")), honest=REST
    ),
    Attack(
        "large-integer",
        "Processes",
        MEMORY,
        answer(total=HUGE.format(head="total(values)", value="1 << 10**7")),
        honest=others("total"),
    ),
    Attack(
        "wide-answer",
        "Processes",
        MEMORY,
        answer(double=HUGE.format(head="double(x)", value="np.broadcast_to(2 * x, (10**9, *x.shape))")),
        honest=REST,
        stock_safe=False,
    ),
    Attack("bloat", "Processes", MEMORY, answer(total=BLOAT), honest=others("total"), stock_safe=False),
    Attack("fork-bomb", "Processes", BOMBS, answer(double=FORKS), honest=REST, stock_safe=False),
    Attack("thread-bomb", "Processes", BOMBS, answer(double=THREAD_BOMB), honest=REST, stock_safe=False),
    Attack("disk-tmp", "Processes", DISK, first(FILL.format(place="/tmp")), stock_safe=False),
    Attack("disk-here", "Processes", DISK, first(FILL.format(place=".")), stock_safe=False),
    Attack("disk-shm", "Processes", DISK, first(FILL.format(place="/dev/shm")), stock_safe=False),
    Attack("kill-all", "Processes", "", answer(double=GUARD + KILL.format(whom="-1")), honest=others(), stock_safe=False),
    Attack(
        "kill-parent",
        "Processes",
        "",
        answer(double=GUARD + KILL.format(whom="os.getppid() or 1")),
        honest=others(),
        stock_safe=False,
    ),
    Attack("stop", "Processes", "", answer(double=STOP), honest=REST, stock_safe=False),
    Attack("close", "Processes", "", answer(double=CLOSE), honest=REST, stock_safe=False),
    Attack("limits", "Processes", "", first(LIMITS), stock_safe=False),
]
