"""What stands between a child and everything else: namespaces, mounts, limits, and the loss of every privilege."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from . import linux

BOX = "/box"
HOME, WORK = f"{BOX}/home", f"{BOX}/work"
NOBODY = 65534
STUDENT = 1000
INODES = 20_000
_COVERED = ("/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus")
_NAMESPACES = linux.NEWUSER | linux.NEWNS | linux.NEWPID | linux.NEWNET | linux.NEWIPC | linux.NEWUTS


def prepare() -> None:
    """Prepare a zygote, once: no groups of root's, and nothing that bubblewrap laid over parts of /proc.

    A process in a namespace below could not mount its own /proc otherwise.
    """
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.setgroups([])
    for path in _COVERED:
        with contextlib.suppress(OSError):
            linux.unmount(path)


def leave(disk: int, links: Mapping[str, str]) -> None:
    """Leave the zygote's namespaces; the next process that is forked is the first one of the new ones.

    Args:
        disk: bytes that all files together may take.
        links: symbolic links to make in the empty places, and where they lead.

    Raises:
        OSError: the kernel forbids it.
    """
    if os.geteuid() == os.stat("/proc/sys").st_uid == 0:
        linux.become(NOBODY, NOBODY)  # the machine's root is exempt from the limit of processes, and may write to /proc/sys
    user, group = os.geteuid(), os.getegid()
    linux.unshare(_NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{STUDENT} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{STUDENT} {group} 1")
    linux.mount("none", "/", "", linux.RECURSIVE | linux.PRIVATE)
    _own_files(disk)
    for place, target in links.items():
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.symlink(target, place)
    socket.sethostname("student")


def _own_files(disk: int) -> None:
    """Lay empty memory over every place that can be written."""
    linux.mount("box", BOX, "tmpfs", linux.NOSUID | linux.NODEV, f"size={disk},nr_inodes={INODES},mode=755")
    for name, target in (("home", ""), ("work", ""), ("tmp", "/tmp"), ("shm", "/dev/shm")):  # noqa: S108
        os.mkdir(f"{BOX}/{name}")
        if target:
            linux.mount(f"{BOX}/{name}", target, "", linux.BIND)
    linux.mount("devpts", "/dev/pts", "devpts", linux.NOSUID | linux.NOEXEC, "newinstance,ptmxmode=0666,mode=620")


def settle() -> None:
    """Finish what only the first process of the new namespaces can do: its own /proc, and no further namespaces inside."""
    linux.mount("proc", "/proc", "proc", linux.NOSUID | linux.NODEV | linux.NOEXEC)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


def enter(namespaces: list[int]) -> None:
    """Enter namespaces that are ready, in the order of `linux.ENTERED`, as the one user that they have."""
    for fd, (name, kind) in zip(namespaces, linux.ENTERED.items(), strict=True):
        if name != "pid":
            linux.enter(fd, kind)
    os.setresgid(STUDENT, STUDENT, STUDENT)
    os.setresuid(STUDENT, STUDENT, STUDENT)
    linux.dumpable(True)


def restrict(limits: Mapping[str, int], sandboxed: bool) -> None:
    """Set the limits of this process and of those that it will start.

    Args:
        limits: see `profiles.Limits`.
        sandboxed: whether the process has namespaces of its own, so that processes can be counted.
    """
    used = _mapped()
    chosen = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: used + limits["memory"],
        resource.RLIMIT_DATA: used + limits["memory"],
        resource.RLIMIT_FSIZE: limits["file_size"],
        resource.RLIMIT_NOFILE: limits["open_files"],
    }
    if sandboxed and _counted_apart():
        chosen[resource.RLIMIT_NPROC] = limits["processes"]
    for name, value in chosen.items():
        _limit(name, value, value)
    _limit(resource.RLIMIT_CPU, limits["cpu"], limits["cpu"] + 5)


def _limit(name: int, soft: int, hard: int) -> None:
    _, most = resource.getrlimit(name)
    bound = [value if most == resource.RLIM_INFINITY else min(value, most) for value in (soft, hard)]
    with contextlib.suppress(ValueError, OSError):  # macOS has limits that cannot be set
        resource.setrlimit(name, (bound[0], bound[1]))


def _counted_apart() -> bool:
    """Return whether the kernel counts the processes of a user namespace apart from all others of the same user."""
    return tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) >= (5, 14)


def _mapped() -> int:
    """Return how many bytes of address space this process has, 0 where that cannot be read."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 4 << 30  # macOS maps a lot more than it uses


def fresh(home: str, work: str) -> None:
    """Make the process like one that was just started: signals, umask, folders, random numbers.

    Args:
        home: the folder for HOME.
        work: the folder to work in.
    """
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN if number == signal.SIGPIPE else signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.umask(0o077)
    os.environ["HOME"] = home
    os.chdir(work)
    if generator := sys.modules.get("numpy.random"):  # Python's own generator starts anew in every fork
        generator.seed()


def arrange(keep: list[int], stdout: int, stderr: int) -> list[int]:
    """Lay out the open files: 0 empty, 1 and 2 as given, then those to keep; all others are closed.

    Args:
        keep: the files to keep.
        stdout: the file for 1, or -1 to throw output away.
        stderr: the file for 2, or -1.

    Returns:
        The new numbers of the files to keep, in order.
    """
    null = os.open(os.devnull, os.O_RDWR)
    wanted = [null, stdout if stdout >= 0 else null, stderr if stderr >= 0 else null, *keep]
    high = max(*wanted, len(wanted)) + 1
    moved = []
    for number, fd in enumerate(wanted):
        os.dup2(fd, high + number)
        moved.append(high + number)
    for number, fd in enumerate(moved):
        os.dup2(fd, number, inheritable=number < 3)
    os.closerange(len(wanted), 1 << 16)
    return list(range(3, len(wanted)))
