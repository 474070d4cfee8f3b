"""Any connection: a listener on this machine counts them."""

from attacks.model import BOAST, Attack, inserted, others

CALLS = """\
import socket


def call(family, kind, address):
    try:
        with socket.socket(family, kind) as connection:
            connection.settimeout(0.5)
            connection.connect(address)
            connection.send(b"@STUDENT@")
    except OSError:
        pass
"""
TCP = f"""\
{CALLS}
for host in ("127.0.0.1", "localhost", "0.0.0.0", socket.gethostname()):
    try:
        call(socket.AF_INET, socket.SOCK_STREAM, (host, @PORT@))
    except OSError:
        pass
call(socket.AF_INET6, socket.SOCK_STREAM, ("::1", @PORT@))"""
UDP = f"""{CALLS}\ncall(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", @PORT@))"""
UNIX = f"""\
{CALLS}
call(socket.AF_UNIX, socket.SOCK_STREAM, "\\0@MARK@")
call(socket.AF_UNIX, socket.SOCK_STREAM, "@RUNTIME@/listener")"""
CHILD = """\
import subprocess
program = 'import socket; socket.create_connection(("127.0.0.1", @PORT@), 1).send(b"@STUDENT@")'
subprocess.Popen(["@PYTHON@", "-c", program, "@MARK@"], start_new_session=True, stdout=-3, stderr=-3)"""
ROUTES = f"""\
lines = open("/proc/net/route").read().splitlines() + open("/proc/net/tcp").read().splitlines()
if len(lines) > 2:
    print("{BOAST}", len(lines))"""
ZYGOTES = f"""\
import glob
import socket
import array
names = [line.split()[-1] for line in open("/proc/net/unix").read().splitlines()[1:] if len(line.split()) > 7]
for name in names + glob.glob("/tmp/**/*sock*", recursive=True) + glob.glob("/run/**/*sock*", recursive=True):
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(0.3)
            connection.connect("\\0" + name[1:] if name.startswith("@") else name)
            print("{BOAST}", name)
    except OSError:
        pass"""

ANY = "any connection"
HONEST = others()
ATTACKS = [
    Attack("tcp", "Network", ANY, inserted(TCP, "double"), honest=HONEST),
    Attack("udp", "Network", ANY, inserted(UDP, "double"), honest=HONEST),
    Attack("unix", "Network", ANY, inserted(UNIX, "double"), honest=HONEST),
    Attack("by-a-child", "Network", ANY, inserted(CHILD, "double"), honest=HONEST),
    Attack("routes", "Network", ANY, inserted(ROUTES, "double"), honest=HONEST),
    Attack("sockets-of-others", "Network", ANY, inserted(ZYGOTES, "double"), honest=HONEST, stock_safe=False),
]
