"""Run mutmut over the mathematics and the verdicts, and fail unless every survivor is argued for.

A mutant is one small change to the source. The tests should notice it; the few changes that nobody
could notice are listed, with the argument, in `equivalent.toml` beside this file. Only what a `zip`
asserts of its lengths needs no entry. Everything else that was not plainly killed counts as a
survivor: a timeout, a crash and a mutant that no test reaches.

    python tests/mutation/score.py                                   # one in ten, as CI does
    python tests/mutation/score.py --every                           # every one, in an hour
    python tests/mutation/score.py --only scratchcnn.ops.sliding.pool        # one module
    python tests/mutation/score.py --only scratchcnn.ops.sliding.pool.maxpool2d  # one function
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EQUIVALENTS = Path(__file__).with_name("equivalent.toml")
MUTANTS = ROOT / "mutants"
LOG = MUTANTS / "run.log"
MAX_EQUIVALENT_SHARE = 0.05
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
# Those whose number ends in 1, and so the first of every function. An edit shifts the
# numbers, so that in time all come up.
SAMPLE = ["*__mutmut_*1"]
EVERY = ["*"]
FIELDS = ("function", "before", "after", "why")

# What a `zip` says of the lengths of its arguments: it asserts, and changes nothing.
STRICT = re.compile(r",\s*(strict=\w+)?\)")
# What a mutant is known by: its function, and the lines before and after. Its number is not part of
# it, because that shifts with every edit above.
Change = tuple[str, str, str]


class ScoreError(Exception):
    """The run cannot be judged at all."""


@dataclass(frozen=True)
class Mutant:
    """One mutant and what became of it."""

    name: str
    status: str
    diff: str

    @property
    def change(self) -> Change:
        """The content by which `equivalent.toml` names it."""
        return (function_of(self.name), *lines_of(self.diff))

    @property
    def asserts_alone(self) -> bool:
        """Whether it only changes what a `zip` asserts of lengths that are the same."""
        before, after = (STRICT.sub(")", text) for text in lines_of(self.diff))
        return "strict=True" in self.diff and before == after


@dataclass(frozen=True)
class Verdict:
    """What the run amounts to."""

    total: int
    killed: int
    equivalent: int
    problems: list[str]

    @property
    def score(self) -> float:
        """Share of the killed among those that could be killed."""
        return self.killed / max(self.total - self.equivalent, 1)


def function_of(mutant_name: str) -> str:
    """Turn mutmut's mangled name into the dotted name of the function or method.

    >>> function_of("scratchcnn.nn.layers_with_parameters.xǁDenseǁforward__mutmut_3")
    'scratchcnn.nn.layers_with_parameters.Dense.forward'
    """
    module, _, mangled = mutant_name.rpartition(".")
    name = mangled.rpartition("__mutmut_")[0]
    plain = name[1:].strip("ǁ").replace("ǁ", ".") if "ǁ" in name else name.removeprefix("x_")
    return f"{module}.{plain}"


def patterns_of(only: str) -> list[str]:
    """Spell a dotted module, function or method as mutmut's mangled patterns."""
    parts = only.split(".")
    patterns = [f"{only}.*", ".".join([*parts[:-1], f"x_{parts[-1]}__mutmut_*"])]
    if len(parts) > 1:
        patterns.append(".".join([*parts[:-2], f"xǁ{parts[-2]}ǁ{parts[-1]}__mutmut_*"]))
    return patterns


def chosen(only: str | None, every: bool) -> list[str]:
    """Return the patterns of the mutants to run."""
    if only:
        return patterns_of(only)
    return EVERY if every else SAMPLE


def lines_of(diff: str) -> tuple[str, str]:
    """Take the removed and the added lines out of a unified diff, each stripped."""
    body = [line for line in diff.splitlines() if not re.match(r"(---|\+\+\+) \S+\.py$", line)]
    before, after = (
        "\n".join(line[1:].strip() for line in body if line.startswith(sign)) for sign in "-+"
    )
    return before, after


def load_equivalents(text: str) -> list[dict[str, str]]:
    """Read the list of argued survivors, refusing one without an argument."""
    import tomllib  # Not there in 3.10, where only this module's own tests run.

    entries: list[dict[str, str]] = tomllib.loads(text).get("mutant", [])
    for entry in entries:
        # A mutation may add or delete lines, so only `before` and `after` may be empty.
        if set(entry) != set(FIELDS) or not entry["function"] or not entry["why"].strip():
            raise ScoreError(f"an entry needs {', '.join(FIELDS)} and an argument: {entry}")
    return entries


def missing_sources(pyproject: str, sources: set[str]) -> list[str]:
    """Find what `only_mutate` names but no mutated file answers to: it was renamed, or split."""
    import tomllib

    patterns: list[str] = tomllib.loads(pyproject)["tool"]["mutmut"]["only_mutate"]
    return [p for p in patterns if not any(fnmatchcase(source, p) for source in sources)]


def read_statuses(mutants: Path) -> Iterator[tuple[Path, str, int | None]]:
    """Yield the source file, the name and the exit code of every mutant."""
    for meta in sorted(mutants.rglob("*.py.meta")):
        source = meta.relative_to(mutants).with_suffix("")
        codes: dict[str, int | None] = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        if not codes and source.name != "__init__.py":
            # mutmut leaves out what it cannot parse or wrap, with a warning at most.
            raise ScoreError(f"{source} is listed for mutation but has no mutants")
        for name, code in codes.items():
            yield source, name, code


def judge(
    mutants: Iterable[Mutant], equivalents: Iterable[dict[str, str]], *, partial: bool = False
) -> Verdict:
    """Match survivors with the list, both ways; a partial run cannot call an entry stale."""
    mutants = list(mutants)
    entries = Counter((e["function"], e["before"], e["after"]) for e in equivalents)
    allowed = entries.copy()
    problems: list[str] = [] if mutants else ["there are no mutants"]
    asserted = 0
    for mutant in mutants:
        if mutant.status == "killed":
            continue
        if mutant.status != "not checked" and mutant.asserts_alone:
            asserted += 1
            continue
        # A mutant that was never run proves nothing, listed or not.
        if mutant.status != "not checked" and allowed[mutant.change] > 0:
            allowed[mutant.change] -= 1
        else:
            problems.append(f"{mutant.status}: {function_of(mutant.name)}\n{mutant.diff}")
    listed = (entries - (+allowed)).total()
    if not partial:
        problems += [stale_entry(change, mutants) for change in (+allowed).elements()]
        if listed > MAX_EQUIVALENT_SHARE * len(mutants):
            problems.append(f"{listed} of {len(mutants)} mutants are listed: more than 5%")
    killed = sum(mutant.status == "killed" for mutant in mutants)
    return Verdict(len(mutants), killed, listed + asserted, problems)


def stale_entry(change: Change, mutants: Iterable[Mutant]) -> str:
    """Say why an entry of the list has no survivor of its own."""
    exists = any(change == mutant.change for mutant in mutants)
    fate = "is killed" if exists else "does not exist"
    function, before, after = change
    return f"stale entry in {EQUIVALENTS.name}, the mutant {fate}: {function}\n-{before}\n+{after}"


def tail(log: str, count: int = 40) -> str:
    """Give the last lines, without the spinner that mutmut turns in front of some."""
    lines = (line.lstrip(SPINNER) for line in re.split(r"[\r\n]+", log))
    # The spinner turns by repeating its line.
    return "\n".join([line for line, _ in groupby(lines) if line.strip()][-count:])


def run_mutmut(patterns: list[str]) -> None:
    """Run mutmut with its output in a file, and a sign of life each minute."""
    MUTANTS.mkdir(exist_ok=True)
    single = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "MKL", "OPENBLAS")}
    # mutmut hands the tests of a mutant over in the order of a set.
    environment = {**os.environ, **single, "PYTHONHASHSEED": "0"}
    command = [str(Path(sys.executable).with_name("mutmut")), "run", *patterns]
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=environment
        )
        while True:
            try:
                status = process.wait(timeout=60)
                break
            except subprocess.TimeoutExpired:
                print(tail(LOG.read_text("utf-8"), 1), flush=True)
    if status != 0:
        raise ScoreError(f"mutmut ended with {status}:\n{tail(LOG.read_text('utf-8'))}")


def collect(patterns: list[str], listed: set[str]) -> list[Mutant]:
    """Read what mutmut stored; only survivors and listed functions are worth a diff."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code

    statuses = list(read_statuses(MUTANTS))
    sources = {source.as_posix() for source, _, _ in statuses}
    if missing := missing_sources((ROOT / "pyproject.toml").read_text("utf-8"), sources):
        raise ScoreError(f"nothing was mutated in {', '.join(missing)}")
    mutants = []
    for source, name, code in statuses:
        if not any(fnmatchcase(name, pattern) for pattern in patterns):
            continue
        status = status_by_exit_code[code]
        wanted = status != "killed" or function_of(name) in listed
        mutants.append(
            Mutant(name, status, get_diff_for_mutant(name, path=source) if wanted else "")
        )
    return mutants


def too_slow(mutants: Iterable[Mutant]) -> list[str]:
    """Name the mutants whose tests ran into the time limit: the machine may have been busy."""
    return [mutant.name for mutant in mutants if mutant.status == "timeout"]


def parse_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--only",
        metavar="PATTERN",
        help="a dotted module, function or Class.method (with * if need be); for development",
    )
    parser.add_argument("--every", action="store_true", help="run every mutant, not one in ten")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run, judge and report."""
    asked = parse_arguments(arguments)
    patterns = chosen(asked.only, asked.every)
    start = time.monotonic()
    os.chdir(ROOT)  # mutmut's own functions look for `mutants` here.
    if asked.only is None:
        # mutmut keeps verdicts of earlier runs and does not see that a test has changed.
        shutil.rmtree(MUTANTS, ignore_errors=True)
    try:
        equivalents = load_equivalents(EQUIVALENTS.read_text("utf-8"))
        run_mutmut([] if patterns == EVERY else patterns)
        listed = {entry["function"] for entry in equivalents}
        mutants = collect(patterns, listed)
        if hasty := too_slow(mutants):
            print(f"{len(hasty)} mutants took too long, and are tried once more")
            run_mutmut(hasty)
            mutants = collect(patterns, listed)
    except ScoreError as error:
        print(error)
        return 1
    verdict = judge(mutants, equivalents, partial=patterns != EVERY)
    for problem in verdict.problems:
        print(problem, end="\n\n")
    print(
        f"{verdict.total} mutants, {verdict.killed} killed,"
        f" {verdict.equivalent} equivalent ({verdict.equivalent / max(verdict.total, 1):.1%}),"
        f" score {verdict.score:.1%}, {time.monotonic() - start:.0f} s"
    )
    return 1 if verdict.problems else 0


if __name__ == "__main__":
    sys.exit(main())
