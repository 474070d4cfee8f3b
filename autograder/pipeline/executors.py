"""Where workers run: processes of this machine, this process, or a Dask cluster; all are `concurrent.futures.Executor`."""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import os
import queue
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver, resource_tracker
from typing import Any, NamedTuple

from autograder.kernels import linux
from autograder.notebooks.errors import CourseError

PRELOAD = ["autograder.pipeline.work"]  # modules that workers import while they wait for the first task
SAFE_PATH = "PYTHONSAFEPATH"
_STARTING = threading.Lock()
_ATTEMPTS = 2


def _method() -> str:
    """Return how workers start: from a server that imports once for all, where they can find out that their driver has ended."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):  # not Linux, an old one, or one that is only imitated
        return "spawn"
    return "forkserver"


METHOD = _method()


class WorkerDiedError(Exception):
    """A worker died, or had to be killed, each time that it was given this task."""


class Place(NamedTuple):
    """Where workers run.

    Args:
        executor: takes tasks.
        capacity: how many tasks to hand out at a time.
        local: whether workers share this machine's folders.
    """

    executor: Executor
    capacity: int
    local: bool


def demand_guard() -> None:
    """Stop a worker that runs the script by which grading was started, for it would start workers in its turn.

    Raises:
        CourseError: this process is a worker that has not started yet.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise CourseError('every worker runs the script that grades: call grade() below `if __name__ == "__main__":` there')


def get_ready() -> None:
    """Begin to import what local workers need, ahead of `workers` and while this process imports its own."""
    if METHOD == "forkserver":
        with _nothing_from_here():
            resource_tracker.ensure_running()  # would unblock signals below
            before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # Ctrl-C while it imports is the driver's, too
            try:
                forkserver.set_forkserver_preload(PRELOAD[:1])
                forkserver.ensure_running()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _nothing_from_here() -> Iterator[dict[str, str]]:
    """Let processes that start now import nothing from the folder in which we are, a course, and no library.

    Yields:
        the environment without the variable that does it.
    """
    with _STARTING:  # workers that died are replaced from several threads
        kept = dict(os.environ)
        os.environ[SAFE_PATH] = "1"
        try:
            yield kept
        finally:
            os.environ.pop(SAFE_PATH)
            if SAFE_PATH in kept:
                os.environ[SAFE_PATH] = kept[SAFE_PATH]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def workers(count: int | None = None, scheduler: str | None = None, patience: float | None = None) -> Iterator[Place]:
    """Have workers ready during a block.

    Args:
        count: how many processes of this machine; None for one on each core, 0 to work in this process.
        scheduler: address of a Dask scheduler ("tcp://host:port"), whose workers are used in place of processes.
        patience: after how many seconds a local worker is taken for stuck and killed; None for never.

    Raises:
        CourseError: the scheduler cannot be reached, or has no workers.
    """
    if scheduler:
        with _cluster(scheduler) as place:
            yield place
    elif count == 0:
        yield Place(Here(), 1, True)
    else:
        pool = Pool(count or cores(), patience)
        try:
            yield Place(pool, 2 * (count or cores()) + 1, True)
        finally:
            pool.shutdown(cancel_futures=True)


class Here(Executor):
    """Does each task at once, in this process: for finding faults."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do a task."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _Process:
    """A pool of one process: when it dies, one knows of what."""

    def __init__(self) -> None:
        get_ready()
        context = multiprocessing.get_context(METHOD)
        with _nothing_from_here() as environment:
            self._pool = ProcessPoolExecutor(1, context, _prepare, (os.getpid(), PRELOAD, environment))
            self._started = self._pool.submit(os.getpid)

    def call(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], patience: float | None) -> Any:
        self.started()
        future = self._pool.submit(fn, *args, **kwargs)
        try:
            return future.result(patience)
        except TimeoutError as error:
            self.kill()
            raise BrokenProcessPool("stuck") from error

    def started(self) -> int:
        """Wait until the process works, and return its number."""
        try:
            return self._started.result()
        except BrokenProcessPool as error:  # the error itself stands on stderr
            raise CourseError("the workers die when they start: `--workers 0` grades without them and shows why") from error

    def kill(self) -> None:
        with contextlib.suppress(Exception):
            os.kill(self._started.result(timeout=30), signal.SIGKILL)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


class Pool(ThreadPoolExecutor):
    """A process pool that survives the death of its processes.

    A worker that dies is replaced; the task that it had in hand is tried once more, then given up. No other task notices.

    Args:
        count: how many processes.
        patience: after how many seconds with a task a worker is taken for stuck and killed; None for never.
    """

    def __init__(self, count: int, patience: float | None = None) -> None:
        super().__init__(count, thread_name_prefix="worker")
        self._patience, self._ended, self._changing = patience, False, threading.Lock()
        self._free: queue.LifoQueue[_Process] = queue.LifoQueue()
        self._processes = [_Process() for _ in range(count)]
        for process in self._processes:
            self._free.put(process)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a task done by one of the processes.

        Raises:
            WorkerDiedError: (from the future) two workers died of it.
        """
        return super().submit(self._attempt, fn, args, kwargs)

    def _attempt(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        process = self._free.get()
        try:
            for _ in range(_ATTEMPTS):
                try:
                    return process.call(fn, args, kwargs, self._patience)
                except BrokenProcessPool:
                    process = self._replaced(process)
            raise WorkerDiedError(f"the worker process died {_ATTEMPTS} times in this submission")
        finally:
            self._free.put(process)

    def _replaced(self, dead: _Process) -> _Process:
        dead.close()
        with self._changing:
            if self._ended:
                raise WorkerDiedError("grading was stopped")
            fresh = _Process()
            self._processes[self._processes.index(dead)] = fresh
        return fresh

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all processes; with `cancel_futures` at once, whatever they are doing."""
        with self._changing:
            self._ended = self._ended or cancel_futures
        for process in self._processes if cancel_futures else ():
            process.kill()
        super().shutdown(wait, cancel_futures=cancel_futures)
        for process in self._processes:
            process.close()


def _prepare(driver: int, modules: list[str], environment: dict[str, str]) -> None:
    """Make a fresh worker die with the driver, leave Ctrl-C to it, have its environment, and import what tasks need."""
    if os.getppid() != driver:  # the server's child, or an orphan
        try:
            threading.Thread(target=_die_with, args=(os.pidfd_open(driver),), daemon=True).start()
        except (AttributeError, OSError):
            os._exit(1)
    elif sys.platform == "linux":
        linux.die_with_parent(signal.SIGKILL)
        if os.getppid() != driver:  # it died before the system could be asked
            os._exit(1)
    os.environ.clear()  # the server's is that of the first driver's first moment
    os.environ.update(environment)
    signal.signal(signal.SIGINT, _leave_to_driver)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    for module in modules:
        importlib.import_module(module)
    gc.freeze()  # what was imported stays: no collection need look at it


def _die_with(process: int) -> None:
    """End this process at once when another one, known by a file, has ended: a worker is not a child of its driver."""
    select.select([process], [], [])
    os.kill(os.getpid(), signal.SIGKILL)


def _leave_to_driver(number: int, frame: object) -> None:
    """Do nothing; unlike SIG_IGN, this is not inherited by the kernels that a worker starts."""


@contextlib.contextmanager
def _cluster(scheduler: str) -> Iterator[Place]:
    try:
        from distributed import Client
    except ImportError as error:
        raise CourseError("a cluster needs Dask: run `pip install 'rnn-course[cluster]'`") from error
    try:
        client = Client(scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise CourseError(f"no Dask scheduler answers at {scheduler}: start one with `dask scheduler`") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise CourseError(f"the Dask scheduler at {scheduler} has no workers: start some with `dask worker {scheduler}`")
        executor = client.get_executor(pure=False)
        try:
            yield Place(executor, 2 * threads + 1, False)
        finally:
            executor.shutdown(wait=False)
