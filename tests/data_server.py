"""A local http server that behaves as public ones do on bad days."""

import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Shop:
    """What a server offers, how it misbehaves, and what it was asked.

    Args:
        files: contents by path, which begins with a slash.
    """

    def __init__(self, files):
        self.files = files
        self.asked = []  # (path, Range header or None)
        self.cut_after = []  # bytes after which each next answer breaks off
        self.refuse = []  # status of each next answer
        self.ranges = True
        self.delay = 0.0  # seconds before an answer
        self.address = ""


@contextmanager
def serving(files):
    """Serve files on this machine while the block runs; yields the Shop."""
    shop = Shop(files)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self):
            answer(self, shop)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(handler, shop):
    wanted = handler.headers.get("Range")
    shop.asked.append((handler.path, wanted))
    threading.Event().wait(shop.delay)  # not time.sleep, which tests replace
    content = shop.files.get(handler.path)
    status = shop.refuse.pop(0) if shop.refuse else 404 if content is None else 200
    if status != 200:
        return handler.send_error(status)
    start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]) if wanted and shop.ranges else 0
    if start and start >= len(content):
        return handler.send_error(416)
    handler.send_response(206 if start else 200)
    if start:
        handler.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
    handler.send_header("Content-Length", str(len(content) - start))
    handler.end_headers()
    end = start + shop.cut_after.pop(0) if shop.cut_after else len(content)
    handler.wfile.write(content[start:end])
