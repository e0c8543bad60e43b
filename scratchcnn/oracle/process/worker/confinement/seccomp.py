"""System calls that homework may not make, refused by the kernel (seccomp(2), bpf(4)).

They fail with EPERM: sockets of every kind, memory that no process is seen to have, looking into
other processes, and what namespaces and file systems are made of.
"""

import ctypes
import errno
import platform
import struct
from collections.abc import Mapping

from .namespaces import CLONE_NEWUSER, done, kernel

# By machine: the number by which the kernel knows it (linux/audit.h), and its system calls
# (asm/unistd_64.h; asm-generic/unistd.h).
AUDIT_ARCHITECTURES: Mapping[str, int] = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS: Mapping[str, Mapping[str, int]] = {
    "x86_64": {
        "socket": 41,
        "ptrace": 101,
        "process_vm_readv": 310,
        "process_vm_writev": 311,
        "shmget": 29,
        "semget": 64,
        "msgget": 68,
        "mq_open": 240,
        "memfd_create": 319,
        "add_key": 248,
        "request_key": 249,
        "keyctl": 250,
        "bpf": 321,
        "userfaultfd": 323,
        "unshare": 272,
        "setns": 308,
        "mount": 165,
        "umount2": 166,
        "pivot_root": 155,
        "chroot": 161,
        "open_by_handle_at": 304,
        "perf_event_open": 298,
        "kcmp": 312,
        "clone": 56,
        "prctl": 157,
    },
    "aarch64": {
        "socket": 198,
        "ptrace": 117,
        "process_vm_readv": 270,
        "process_vm_writev": 271,
        "shmget": 194,
        "semget": 190,
        "msgget": 186,
        "mq_open": 180,
        "memfd_create": 279,
        "add_key": 217,
        "request_key": 218,
        "keyctl": 219,
        "bpf": 280,
        "userfaultfd": 282,
        "unshare": 97,
        "setns": 268,
        "mount": 40,
        "umount2": 39,
        "pivot_root": 41,
        "chroot": 51,
        "open_by_handle_at": 265,
        "perf_event_open": 241,
        "kcmp": 272,
        "clone": 220,
        "prctl": 167,
    },
}
# The same on all machines: what is newer than Linux 5.1.
NEWER = {
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "pidfd_getfd": 438,
    "mount_setattr": 442,
    "memfd_secret": 447,
}
CLONE3 = 435
# x32 has the numbers of x86_64, with this bit set.
X32 = 0x40000000
PR_SET_DUMPABLE, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 4, 22, 2
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
# A filter reads `struct seccomp_data`: the number, the architecture, and from 16 the arguments.
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


def refuse_calls() -> str:
    """Refuse these calls to this process and all that it starts, for good; return what enforces it.

    The process must have given up its rights (`namespaces.drop_rights`).

    Raises
    ------
    OSError
        This machine's calls are not known here, or its kernel has no filters.
    """
    machine = platform.machine()
    if machine not in CALLS or struct.calcsize("P") != 8:
        raise OSError(f"the system calls of {machine} are not known")
    code = program(machine)
    filters = ctypes.create_string_buffer(code, len(code))
    # struct sock_fprog: the number of instructions, and where they are.
    described = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(filters))
    done(
        kernel().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.create_string_buffer(described)),
        "prctl",
    )
    return "seccomp"


def program(machine: str) -> bytes:
    """Return a filter of classic BPF."""
    calls = dict(CALLS[machine])
    clone, prctl = calls.pop("clone"), calls.pop("prctl")
    refused = sorted([*calls.values(), *NEWER.values()])
    eperm, enosys = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS
    code = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, AUDIT_ARCHITECTURES[machine]),
        (RETURN, 0, 0, eperm),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, eperm),
        # Its flags lie where a filter cannot look; libraries then take the older call.
        (EQUAL, 0, 1, CLONE3),
        (RETURN, 0, 0, enosys),
        (EQUAL, 0, 3, clone),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (ANY_BIT, 0, 1, CLONE_NEWUSER),
        (RETURN, 0, 0, eperm),
        (LOAD, 0, 0, NUMBER),
        # A process that cannot be inspected cannot be counted.
        (EQUAL, 0, 3, prctl),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUAL, 0, 1, PR_SET_DUMPABLE),
        (RETURN, 0, 0, eperm),
        (LOAD, 0, 0, NUMBER),
    ]
    for number in refused:
        code += [(EQUAL, 0, 1, number), (RETURN, 0, 0, eperm)]
    code.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)
