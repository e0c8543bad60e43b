"""Submissions that look for what is not theirs: answers, files, the network, other processes.

What their attacks find they keep, and fail with; "ok" means that nothing was found.
"""

from submission import Hostile, called, unless_stolen

SECRET = "a-secret-of-the-grader"
# Where everybody may write, and under what name it is done.
PLACES = ("/dev/shm", "/run", "/var/tmp", "/tmp")
WRITTEN = "written-by-a-hostile-submission"

PARENT = """
parent = os.getppid()
for name in ("mem", "environ", "maps"):
    try:
        with open(f"/proc/{parent}/{name}", "rb") as file:
            stolen.append(file.name)
    except OSError:
        pass
try:
    stolen += os.listdir(f"/proc/{parent}/fd")
except OSError:
    pass
"""
TRACE = """
parent = os.getppid()
libc = ctypes.CDLL(None, use_errno=True)
PTRACE_SEIZE, PTRACE_DETACH = 0x4206, 17
if libc.ptrace(PTRACE_SEIZE, parent, None, None) == 0:
    stolen.append(parent)
    libc.ptrace(PTRACE_DETACH, parent, None, None)
"""
WALK = """
for start in ("PLACE", os.getcwd() + "/..", os.path.expanduser("~")):
    for directory, _, files in os.walk(start):
        for name in files:
            if name.startswith(("report", "results", "grades", "points", "adapter", "secret")):
                try:
                    with open(os.path.join(directory, name), "rb") as file:
                        if b"SECRET" in file.read():
                            stolen.append(os.path.join(directory, name))
                except OSError:
                    pass
"""
LINKS = """
os.symlink("PLACE", "link")
for path in ("link/secret.txt", "link/points.toml", "link/adapter.py"):
    try:
        stolen.append(open(path).read())
    except OSError:
        pass
"""
HARD_LINK = """
os.link("PLACE/secret.txt", "mine")
stolen.append(open("mine").read())
"""
LOOK_FOR_ANSWERS = """
expected = np.maximum(x, 0)
frame = sys._getframe()
seen = list(gc.get_objects())
while frame:
    seen += list(frame.f_locals.values())
    frame = frame.f_back
found = [
    it for it in seen
    if type(it) is np.ndarray and it is not expected and it.shape == x.shape
    and it.dtype == x.dtype and np.array_equal(it, expected) and not np.array_equal(it, x)
]
"""
TORCH_BY_FILE = """
import site
for library in {*sys.path, *site.getsitepackages()}:
    path = os.path.join(library, "torch", "__init__.py")
    try:
        stolen.append(open(path).read(10))
        spec = importlib.util.spec_from_file_location("innocent", path)
        sys.modules["innocent"] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        stolen.append(module)
    except Exception:
        pass
"""
TORCH_LIBRARY = """
import site
for library in {*sys.path, *site.getsitepackages()}:
    for path in glob.glob(os.path.join(library, "torch", "lib", "libtorch*")) + [
        os.path.join(library, "torch", "lib", "libtorch_cpu.so")
    ]:
        try:
            stolen.append(ctypes.CDLL(path))
        except OSError:
            pass
"""
JUDGE = """
sys.meta_path[:] = [it for it in sys.meta_path if "NoFrameworks" not in repr(it)]
for name in ("scratchcnn.ops", "reference.ops", "torch"):
    try:
        # An empty folder can be imported too; and whoever steals has to show more than a name.
        module = importlib.import_module(name)
        stolen += filter(None, [getattr(module, "__file__", None)])
    except ImportError:
        pass
"""
SECOND_PYTHON = """
program = "import torch; print(torch.relu)"
done = subprocess.run([sys.executable, "-c", program], capture_output=True)
if done.returncode == 0:
    stolen.append(done.stdout)
"""
NETWORK = """
for family, address in (
    (socket.AF_INET, ("127.0.0.1", PORT)),
    (socket.AF_INET, ("8.8.8.8", 53)),
    (socket.AF_INET6, ("::1", PORT)),
):
    with socket.socket(family) as connection:
        connection.settimeout(1)
        try:
            connection.connect(address)
            stolen.append(address)
        except OSError:
            pass
"""
ABSTRACT_SOCKET = """
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect("\\0SECRET-PORT")
    stolen.append("socket")
"""
SIGNALS = """
# Only where there are no others: a defence that fails may harm no machine.
for pid in [os.getppid(), *([1, -1] if os.getpid() == 2 else [])]:
    try:
        os.kill(pid, SIGNAL)
    except OSError:
        pass
"""
LOCAL_SOCKET = """
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect("PLACE/socket")
    stolen.append("socket")
"""
ENVIRONMENT = """
stolen += [it for it in os.environ.items() if "SECRET" in "".join(it)]
"""
SHARED_MEMORY = """
for place in PLACES:
    path = f"{place}/WRITTEN"
    try:
        open(path, "x").close()
        stolen.append(path)
    except OSError:
        pass
"""


def submissions(place: str, port: int) -> dict[str, Hostile]:
    """Return the thieves, told where there is something to steal."""

    known = {
        "SECRET": SECRET,
        "PLACES": str(PLACES),
        "PLACE": place,
        "PORT": str(port),
        "WRITTEN": WRITTEN,
    }

    def thief(attack: str) -> Hostile:
        for word, meaning in known.items():
            attack = attack.replace(word, meaning)
        return Hostile(unless_stolen(attack), "ok")

    signals = {
        f"signal {name}": Hostile(unless_stolen(SIGNALS.replace("SIGNAL", f"signal.{name}")), "ok")
        for name in ("SIGTERM", "SIGKILL", "SIGSTOP")
    }
    return signals | {
        "proc": thief(PARENT),
        "ptrace": thief(TRACE),
        "files": thief(WALK),
        "links": thief(LINKS),
        "hard link": thief(HARD_LINK),
        "answers in memory": Hostile(
            called(LOOK_FOR_ANSWERS, "return found[0] if found else np.zeros_like(x)"), "error"
        ),
        "torch by another name": thief(TORCH_BY_FILE),
        "the library of torch": thief(TORCH_LIBRARY),
        "the judge's own code": thief(JUDGE),
        "another Python": thief(SECOND_PYTHON),
        "network": thief(NETWORK),
        "abstract socket": thief(ABSTRACT_SOCKET),
        "local socket": thief(LOCAL_SOCKET),
        "environment": thief(ENVIRONMENT),
        "shared memory": thief(SHARED_MEMORY),
    }
