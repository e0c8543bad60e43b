"""Submissions that take all they can get.

Each is bounded by itself, so that a defence which fails harms no machine: 200 processes, 1 GB of
disk, twice the memory limit, 30 seconds.
"""

from submission import Hostile, before, called, while_loaded

FORKS = """
for _ in range(200):
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
"""
DAEMONS = """
if os.fork() == 0:
    os.setsid()
    for _ in range(100):
        if os.fork() == 0:
            os.setsid()
            time.sleep(30)
            os._exit(0)
    os._exit(0)
os.wait()
"""
BUSY = """
if not os.path.exists("busy"):
    open("busy", "w").close()
    for _ in range(8):
        if os.fork() == 0:
            end = time.time() + 30
            while time.time() < end:
                pass
            os._exit(0)
"""
THREADS = """
if threading.active_count() < 100:
    for _ in range(200):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
"""
LARGE_FILES = """
for n in range(20):
    open(str(n), "wb").write(bytes(50 * 2**20))
time.sleep(5)
"""
MANY_FILES = """
for n in range(20_000):
    open(str(n), "w").close()
time.sleep(5)
"""
MEMORY_OF_MANY = """
for _ in range(6):
    if os.fork() == 0:
        kept = np.ones(2**27)
        time.sleep(30)
        os._exit(0)
time.sleep(8)
"""
# Several in each call: how many calls there are is for the judge to choose.
SHELLS = """
for _ in range(3):
    subprocess.Popen(["sleep", "300"])
"""
TOO_MANY = "more than 64 processes"
TOO_MUCH = "more than 256 MB or 10,000 files|No space left"

SUBMISSIONS = {
    "infinite loop": Hostile(before("while True: pass"), "error", "did not end within"),
    "infinite loop while loaded": Hostile(
        while_loaded("while True: pass"), "error", "takes longer"
    ),
    "sleep": Hostile(before("time.sleep(30)"), "error", "did not end within"),
    "fork bomb": Hostile(before(FORKS), "error", TOO_MANY),
    "fork bomb while loaded": Hostile(while_loaded(FORKS), "error", TOO_MANY),
    "daemons": Hostile(before(DAEMONS), "error", TOO_MANY),
    "busy processes": Hostile(before(BUSY), "ok"),
    "threads": Hostile(before(THREADS), "ok"),
    "shells": Hostile(before(SHELLS), "error", TOO_MANY),
    "memory": Hostile(before("np.ones(2**30)"), "error", "MemoryError"),
    "memory of lists": Hostile(before("kept = [0] * 2**30"), "error", "MemoryError"),
    "memory of many processes": Hostile(
        # On a slow machine, the time is up first.
        before(MEMORY_OF_MANY),
        "error",
        "memory than its limit|did not end",
    ),
    "memory while loaded": Hostile(while_loaded("np.ones(2**30)"), "error", "memory|allocate"),
    "disk": Hostile(before(LARGE_FILES), "error", TOO_MUCH),
    "one large file": Hostile(before("open('a', 'wb').write(bytes(2**27))"), "error", "OSError"),
    "many files": Hostile(before(MANY_FILES), "error", TOO_MUCH),
    "many open files": Hostile(
        before("kept = [open('/dev/null') for _ in range(5000)]"), "error", "OSError"
    ),
    "output": Hostile(before("print('x' * 10**7)"), "ok"),
    "output to every descriptor": Hostile(
        before("for n in 1, 2:\n    os.write(n, b'x' * 10**6)"), "ok"
    ),
    "recursion": Hostile(called("", "return relu(x)"), "error", "RecursionError"),
    "recursion without end": Hostile(
        called("sys.setrecursionlimit(10**9)", "return relu(x)"), "error"
    ),
    "exit": Hostile(before("os._exit(0)"), "error", "exit code 0"),
    "exit while loaded": Hostile(while_loaded("os._exit(0)"), "error", "exit code 0"),
    "polite exit": Hostile(before("sys.exit(0)"), "error", "SystemExit"),
    "segmentation fault": Hostile(before("ctypes.string_at(0)"), "error", "SIGSEGV"),
    "abort": Hostile(before("os.abort()"), "error", "SIGABRT"),
    "suicide": Hostile(before("os.kill(os.getpid(), signal.SIGKILL)"), "error", "SIGKILL"),
    "suspension": Hostile(before("os.kill(os.getpid(), signal.SIGSTOP)"), "error", "did not end"),
    "closed descriptors": Hostile(before("os.closerange(0, 200)"), "error", "exit code"),
}
