"""A process's own view of the machine: Linux namespaces, entered without privileges."""

import ctypes
import os
import sys

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE, MNT_DETACH = 2, 4, 1 << 14, 1 << 18, 2
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
# Of the 64-bit capability sets, which are handed over in two halves (capget(2)).
LINUX_CAPABILITY_VERSION_3 = 0x20080522


def kernel() -> ctypes.CDLL:
    """Return the C library of Linux; OSError elsewhere."""
    if not sys.platform.startswith("linux"):
        raise OSError("only Linux has namespaces")
    return ctypes.CDLL(None, use_errno=True)


def done(result: int, name: str) -> None:
    """Raise the OSError of a call that failed."""
    if result < 0:
        raise OSError(ctypes.get_errno(), name)


def leave(flags: int) -> None:
    """Leave the namespaces of `flags` (unshare(2)); a user namespace grants the right.

    A process that has threads may not do so, and of the namespace of processes only the children
    become members.
    """
    libc, uid, gid = kernel(), os.getuid(), os.getgid()
    if libc.unshare(flags | CLONE_NEWUSER) == 0:
        # The same numbers inside: what belongs to the user still does (user_namespaces(7)).
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {uid} 1"),
            ("gid_map", f"{gid} {gid} 1"),
        ):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
        return
    # Where user namespaces are forbidden, root may do without.
    done(libc.unshare(flags), "unshare")


def can_leave(flags: int) -> bool:
    """Return whether this process could leave the namespaces of `flags`; it stays where it is.

    A process that got half-way could not return, so a child process tries.
    """
    child = os.fork()
    if child == 0:
        try:
            leave(flags)
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def mount_in_memory(directory: str, size: int, files: int) -> None:
    """Put a file system in memory over a directory, in this namespace alone (tmpfs(5))."""
    libc = kernel()
    # What is mounted in here is not to be seen outside.
    done(libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None), "mount")
    options = f"size={size},nr_inodes={files},mode=0700".encode()
    place = os.fsencode(directory)
    done(libc.mount(b"tmpfs", place, b"tmpfs", MS_NOSUID | MS_NODEV, options), "mount")


def unmount(directory: str) -> None:
    """Unmount what covers a directory, even if it is still in use (umount(2))."""
    done(kernel().umount2(os.fsencode(directory), MNT_DETACH), "umount2")


def hide_memory() -> None:
    """Keep processes without privileges from inspecting this one (prctl(2))."""
    done(kernel().prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl")


def drop_rights() -> None:
    """Give up every capability, so that no program that is started can regain one."""
    libc = kernel()
    done(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
    done(libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")


def ask_to_die_with_the_parent(signal: int) -> None:
    """Ask the kernel for a signal when the parent is gone (prctl(2))."""
    done(kernel().prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0), "prctl")


def adopt_orphans() -> None:
    """Become the parent of every descendant that loses its own (prctl(2))."""
    done(kernel().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")
