"""A filter of system calls: memory that nobody counts, sockets that no namespace holds, and doors into the kernel are refused."""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import struct

from . import linux

# What is refused, with its numbers on x86_64 and aarch64. Memory outside every limit, kernel keys that all children share,
# looking into other processes, namespaces and mounts, and what a notebook has no use for.
REFUSED = {
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "clone3": (435, 435),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "quotactl": (179, 60),
    "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
}
FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, 16)  # 16: netlink, by which libraries list the network cards
MACHINES = {"x86_64": (0xC000003E, 41, 56), "aarch64": (0xC00000B7, 198, 220)}  # the audit's name; numbers of socket and clone
NAMESPACES = linux.NEWUSER | linux.NEWNS | linux.NEWPID | linux.NEWNET | linux.NEWIPC | linux.NEWUTS

_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENT = 0, 4, 16
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_X32 = 0x40000000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def program(machine: str) -> bytes:
    """Return the filter for a kind of machine.

    Args:
        machine: as `os.uname` names it.

    Returns:
        Instructions of the classic Berkeley packet filter; empty for machines that are not known here.
    """
    if machine not in MACHINES:
        return b""
    name, make_socket, clone = MACHINES[machine]
    column = list(MACHINES).index(machine)
    refuse, unknown = _ERROR | errno.EPERM, _ERROR | errno.ENOSYS
    code = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, name), (_RETURN, 0, 0, unknown), (_LOAD, 0, 0, _NUMBER)]
    code += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, unknown)]
    for numbers in REFUSED.values():
        code += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, unknown)]
    code += [(_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _ARGUMENT), (_ANY_BIT, 0, 1, NAMESPACES), (_RETURN, 0, 0, refuse)]
    code += [(_LOAD, 0, 0, _NUMBER), (_EQUAL, 0, 2 + len(FAMILIES), make_socket), (_LOAD, 0, 0, _ARGUMENT)]
    code += [(_EQUAL, len(FAMILIES) - number, 0, int(family)) for number, family in enumerate(FAMILIES)]
    code += [(_RETURN, 0, 0, _ERROR | errno.EAFNOSUPPORT), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)


def install() -> None:
    """Filter the system calls of this process and of all that it starts, for good."""
    code = program(os.uname().machine)
    if code:
        whole = _Program(len(code) // 8, code)
        linux.filter_calls(ctypes.addressof(whole))
