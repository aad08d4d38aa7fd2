"""The program that `sandbox` starts in a process of its own to run what stands in a lecture. It imports nothing of lecprep.

It reads one line of JSON, the order: `blocks` of Python (null: left out), a `mark`, the `folder` to work in, and limits. It runs the
blocks one after the other, as the cells of a notebook, and prints what they print; after each comes a line that begins with
the mark: what the block raised, as JSON. The first such line says what this system could not forbid (`lacks`), and one
that says `ended` tells how the process ended that ran the blocks.

While its standard input stays open it runs. When that ends, with whoever gave the order, it ends everything that the
blocks have started: on Linux by a process namespace, or as the process to which orphans fall; elsewhere its process group.

Sources: unshare(2), user_namespaces(7), pid_namespaces(7), mount_setattr(2), landlock(7), capabilities(7), prctl(2).
"""

from __future__ import annotations

import contextlib
import json
import linecache
import os
import select
import signal
import sys
import traceback
import types
from pathlib import Path
from typing import Any

NOBODY = 65534

# Of <linux/sched.h>, <linux/mount.h>, <linux/prctl.h>, <linux/landlock.h>. These system calls have one number everywhere.
_CLONE_NEWNS, _CLONE_NEWIPC, _CLONE_NEWUSER = 0x20000, 0x8000000, 0x10000000
_CLONE_NEWPID, _CLONE_NEWNET = 0x20000000, 0x40000000
_MS_NOSUID, _MS_NODEV, _AT_FDCWD, _AT_RECURSIVE, _MOUNT_ATTR_RDONLY = 2, 4, -100, 0x8000, 1
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 24, 36, 38
_SYS_MOUNT_SETATTR, _SYS_CREATE_RULESET, _SYS_ADD_RULE, _SYS_RESTRICT_SELF = 442, 444, 445, 446
_CAPABILITY_VERSION = 0x20080522
_READ, _READ_FILE, _WRITE_FILE = 0b1101, 0b100, 0b10  # execute, read files, list folders
# By the version of Landlock: how many rights over files there are.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_ALL_FILE_RIGHTS = 16
_NET_SINCE, _SCOPE_SINCE = 4, 6

# What Python and the programs of the system need to start; nothing of anybody's own lies there.
_READABLE = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix", "/snap", "/home/linuxbrew",
             "/etc/ld.so.cache", "/etc/localtime")  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_SEMAPHORES = "/dev/shm"  # noqa: S108  # where the C library makes them; used only when a folder of our own covers it


def main() -> None:
    """Do as the order says. Never returns where processes can fork."""
    order = json.loads(sys.stdin.buffer.readline())
    if not hasattr(os, "fork"):
        _run(order, ["network", "files", "memory", "processes"])
        return
    is_apart = False
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")  # rather this than the author's editor
        with contextlib.suppress(OSError):
            os.setresuid(NOBODY, -1, -1)  # whose real user is root has no limit of processes
        is_apart = _may_be_apart(order) and _stand_apart(order)
        _libc().prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    child = os.fork()
    if child == 0:
        _begin(order, is_apart)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker)
    ended = None
    while ended is None:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == child:
            ended = os.waitstatus_to_exitcode(status)
        elif not pid and 0 in select.select([0, woken], [], [])[0]:
            break
        elif not pid:
            os.read(woken, 64)
    if sys.platform == "linux":
        _end_orphans()
    with contextlib.suppress(OSError):  # whoever listened may have gone
        _tell(order, 1, {"ended": ended})
    os.killpg(0, signal.SIGKILL)


# --- what the system forbids ----------------------------------------------------------------------------------------


def _libc() -> Any:
    import ctypes

    return ctypes.CDLL(None, use_errno=True)


def _may_be_apart(order: dict[str, Any]) -> bool:
    """Tell whether this system lets a process stand apart, by trying it in one that ends: half of it cannot be taken back."""
    child = os.fork()
    if child == 0:
        is_apart = False
        with contextlib.suppress(BaseException):
            is_apart = _stand_apart(order)
        os._exit(0 if is_apart else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _stand_apart(order: dict[str, Any]) -> bool:
    """Enter namespaces of its own: no network, no other processes, all files read-only but a small folder in memory."""
    import ctypes

    libc, user, group = _libc(), os.geteuid(), os.getegid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWPID | _CLONE_NEWNET | _CLONE_NEWIPC):
        return False
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError:
        return False
    read_only = (ctypes.c_uint64 * 4)(_MOUNT_ATTR_RDONLY, 0, 0, 0)
    if libc.syscall(_SYS_MOUNT_SETATTR, _AT_FDCWD, b"/", _AT_RECURSIVE, read_only, ctypes.c_size_t(32)):
        return False
    options = f"size={order['disk']},nr_inodes=4096,mode=0700".encode()
    for folder in (order["folder"], _SEMAPHORES):
        if Path(folder).is_dir() and libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", _MS_NOSUID | _MS_NODEV, options):  # fmt: skip
            return False
    os.chdir(order["folder"])
    return True


def _begin(order: dict[str, Any], is_apart: bool) -> None:
    """Run the blocks in this process; where it is the first of a namespace, in a child of it."""
    if is_apart:
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        os.setsid()  # a signal to one's group reaches no process outside
        worker = os.fork()
        if worker:
            while (ended := os.waitpid(-1, 0))[0] != worker:
                pass  # an orphan
            code = os.waitstatus_to_exitcode(ended[1])
            os._exit(code if code >= 0 else 128 - code)
    _limit(order, is_apart)
    if sys.platform == "linux":
        lacks = _see_little(order, is_apart)
    else:
        lacks = ["files", "memory", "processes"]
    _run(order, lacks if is_apart else ["network", *lacks])


def _limit(order: dict[str, Any], is_apart: bool) -> None:
    """Limit what this process and its children may take."""
    import resource

    limits = {
        "RLIMIT_CORE": 0,
        "RLIMIT_DATA": order["memory"],
        "RLIMIT_AS": 8 * order["memory"],  # libraries reserve far more than they use
        "RLIMIT_FSIZE": order["disk"],
        "RLIMIT_NOFILE": 256,
    }
    if sys.platform == "linux":
        # In a namespace they are counted anew; elsewhere all of this user count.
        limits["RLIMIT_NPROC"] = order["processes"] + (0 if is_apart else _processes_of(os.getuid()))
    for name, limit in limits.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (limit, limit))
    os.nice(5)


def _processes_of(user: int) -> int:
    """Return how many processes and threads a user has."""
    count = 0
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and folder.stat().st_uid == user:
                count += sum(1 for _ in (folder / "task").iterdir())
    return count


def _see_little(order: dict[str, Any], is_apart: bool) -> list[str]:
    """Give up all rights, and by Landlock all files but those of Python, of the system and of the folder to work in.

    Returns what could not be forbidden: other people's files, or signals to their processes.
    """
    import ctypes

    libc = _libc()
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in range(64):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    libc.capset((ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)())
    version = libc.syscall(_SYS_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    signals = [] if is_apart or version >= _SCOPE_SINCE else ["processes"]
    if version < 1:
        return ["files", *signals]
    everything = (1 << _FILE_RIGHTS.get(version, _ALL_FILE_RIGHTS)) - 1
    attributes = [everything]
    if version >= _NET_SINCE:
        attributes.append(0b11)  # to listen and to connect
    if version >= _SCOPE_SINCE:
        attributes.append(0b11)  # sockets and signals of other processes
    handled = (ctypes.c_uint64 * len(attributes))(*attributes)
    rules = libc.syscall(_SYS_CREATE_RULESET, handled, ctypes.c_size_t(ctypes.sizeof(handled)), 0)
    if rules < 0:
        return ["files", *signals]
    of_python = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *sys.path}
    readable = sorted({str(Path(path).resolve()) for path in of_python if path} | set(_READABLE))
    own = [order["folder"], _SEMAPHORES] if is_apart else [order["folder"]]
    allowed = [*((path, _READ) for path in readable), *((path, _READ_FILE | _WRITE_FILE) for path in _DEVICES),
               *((path, everything) for path in own)]  # fmt: skip
    for path, rights in allowed:
        with contextlib.suppress(OSError):
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            if not Path(path).is_dir():
                rights &= _READ_FILE | _WRITE_FILE
            rule = rights.to_bytes(8, sys.byteorder) + place.to_bytes(4, sys.byteorder, signed=True)
            libc.syscall(_SYS_ADD_RULE, rules, 1, rule, 0)
            os.close(place)
    is_restricted = libc.syscall(_SYS_RESTRICT_SELF, rules, 0) == 0
    os.close(rules)
    return signals if is_restricted else ["files", *signals]


def _end_orphans() -> None:
    """End every process that has fallen to this one, whatever group or session it chose; a namespace ends with its first process."""
    while own := _children():
        for child in own:
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, 0)


def _children() -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                # The name, in brackets, may hold anything.
                fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                if int(fields[1]) == os.getpid():
                    found.append(int(folder.name))
    return found


# --- running blocks -------------------------------------------------------------------------------------------------


def _tell(order: dict[str, Any], to: int, message: dict[str, Any]) -> None:
    _write(to, _told(order, message))


def _told(order: dict[str, Any], message: dict[str, Any]) -> bytes:
    return f"{order['mark']}{json.dumps(message)}\n".encode()


def _write(to: int, data: bytes) -> None:
    while data:
        data = data[os.write(to, data) :]


def _run(order: dict[str, Any], lacks: list[str]) -> None:
    """Run the blocks, and end the process."""
    own, out = os.getpid(), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # for as long as we run
    notebook = types.ModuleType("__main__")
    sys.modules["__main__"] = notebook
    out_of_memory = _told(order, {"is_out_of_memory": True})
    _tell(order, out, {"lacks": lacks})
    printed: Any = None
    for number, source in enumerate(order["blocks"]):
        if source is None:
            continue
        if sys.stdout is not printed or printed.closed:
            os.dup2(out, 1)
            # By lines, as on a terminal: what a child prints comes at its place, and nothing is printed twice.
            printed = sys.stdout = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115  # the next blocks print to it
        name = f"<block {number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        raised: dict[str, Any] | None = None
        try:
            exec(compile(source, name, "exec", dont_inherit=True), notebook.__dict__)  # noqa: S102  # what this program is for, once confined
        except SystemExit:
            pass
        except MemoryError:
            _write(out, out_of_memory)
            os._exit(0)
        except BaseException as problem:
            raised = _described(problem, name)
        shown: Any = sys.stdout
        for stream in (shown, printed):
            with contextlib.suppress(BaseException):
                stream.flush()
        if os.getpid() != own:
            os._exit(0)  # a fork of the block's, which has run into our loop
        _tell(order, out, {"raised": raised})
    os._exit(0)


def _described(problem: BaseException, name: str) -> dict[str, Any]:
    """Return what a block raised, as Python says it, and on which of its lines."""
    line, said = 0, type(problem).__name__
    with contextlib.suppress(BaseException):
        said = "".join(traceback.format_exception_only(problem)[-1 if isinstance(problem, SyntaxError) else 0])
        at = problem.__traceback__
        while at:
            line = at.tb_lineno if at.tb_frame.f_code.co_filename == name else line
            at = at.tb_next
    return {"line": line or getattr(problem, "lineno", 0) or 1, "said": said.strip()[:1000]}


if __name__ == "__main__":
    main()
