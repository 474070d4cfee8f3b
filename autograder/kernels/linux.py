"""The few Linux system calls that Python does not have: namespaces, mounts, capabilities, process flags."""

from __future__ import annotations

import contextlib
import ctypes
import os

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
ENTERED = {"pid": NEWPID, "user": NEWUSER, "mnt": NEWNS, "net": NEWNET, "ipc": NEWIPC, "uts": NEWUTS}
READ_ONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, RECURSIVE, PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18

_DETACH = 2
_PDEATHSIG, _DUMPABLE, _KEEPCAPS, _BOUNDING_DROP, _SUBREAPER, _NO_NEW_PRIVILEGES, _AMBIENT = 1, 4, 8, 24, 36, 38, 47
_AMBIENT_CLEAR = 4
_SECCOMP, _SECCOMP_FILTER = 22, 2
_CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave the namespaces that `flags` names for new ones."""
    _call("unshare", flags)


def enter(namespace: int, kind: int) -> None:
    """Enter a namespace; that of processes is entered by the next process that is forked."""
    _call("setns", namespace, kind)


def mount(source: str, target: str, kind: str, flags: int = 0, data: str = "") -> None:
    """Mount a file system, or change a mount."""
    _call("mount", source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode())


def unmount(target: str) -> None:
    """Take a mount away, busy or not."""
    _call("umount2", target.encode(), _DETACH)


def _prctl(option: int, value: int = 0, other: int = 0) -> None:
    zero = ctypes.c_ulong(0)
    _call("prctl", option, ctypes.c_ulong(value), ctypes.c_ulong(other), zero, zero)


def die_with_parent(signal: int) -> None:
    """Ask for a signal when the thread that forked this process ends."""
    _prctl(_PDEATHSIG, signal)


def adopt_orphans() -> None:
    """Become the parent of every descendant that loses its own."""
    _prctl(_SUBREAPER, 1)


def dumpable(yes: bool) -> None:
    """Say whether processes of the same user may look into this one."""
    _prctl(_DUMPABLE, int(yes))


def become(user: int, group: int) -> None:
    """Turn from root into another user, keeping the capabilities until the next user namespace."""
    _prctl(_KEEPCAPS, 1)
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    sets = (_Sets * 2)()
    header = _Header(_CAPABILITY_VERSION, 0)
    _call("capget", ctypes.byref(header), sets)
    for half in sets:
        half.effective = half.permitted
    _call("capset", ctypes.byref(header), sets)
    dumpable(True)


def drop_privileges() -> None:
    """Give up every capability for good, and any privilege that a later program could bring."""
    _prctl(_NO_NEW_PRIVILEGES, 1)
    with contextlib.suppress(OSError):  # ends at the first number that the kernel does not know
        for number in range(64):
            _prctl(_BOUNDING_DROP, number)
    _prctl(_AMBIENT, _AMBIENT_CLEAR)
    _call("capset", ctypes.byref(_Header(_CAPABILITY_VERSION, 0)), (_Sets * 2)())


def filter_calls(program: int) -> None:
    """Install a filter of system calls; see `seccomp`.

    Args:
        program: the address of a `struct sock_fprog`.
    """
    _prctl(_SECCOMP, _SECCOMP_FILTER, program)
