"""Cases drawn from a seed, and the smallest that fails: the same on every machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from hypothesis import HealthCheck, Phase, Verbosity, find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from scratchcnn.oracle.cases.case import Case


def quiet(examples: int, *phases: Phase) -> settings:
    """Return settings under which nothing is stored, printed or timed."""
    return settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )


@contextmanager
def by_the_seed_alone() -> Iterator[None]:
    """Draw what the seed says, whichever modules are loaded.

    Hypothesis mixes in the constants of every loaded module that is not installed but lies in a
    folder of the user's. With the same seed, a verdict would depend on who imports the oracle.
    """
    harvest = providers._get_local_constants
    nothing = Constants()
    # What may be drawn is remembered.
    providers.CONSTANTS_CACHE.cache.clear()
    providers._get_local_constants = lambda: nothing
    try:
        yield
    finally:
        providers._get_local_constants = harvest
        providers.CONSTANTS_CACHE.cache.clear()


def drawn(cases: st.SearchStrategy[Case], examples: int, base_seed: int) -> list[Case]:
    """Return cases; the same arguments always give the same ones."""
    collected: list[Case] = []

    @seed(base_seed)
    @quiet(examples, Phase.generate)
    @given(cases)
    def collect(case: Case) -> None:
        collected.append(case)

    with by_the_seed_alone():
        collect()
    return collected


def smallest(
    cases: st.SearchStrategy[Case], fails: Callable[[Case], bool], examples: int, base_seed: int
) -> Case | None:
    """Return the smallest case that fails of so many; None if none does."""
    known = quiet(examples, Phase.generate, Phase.shrink)
    with by_the_seed_alone():
        try:
            return find(cases, fails, settings=known, random=Random(base_seed))
        except NoSuchExample:
            return None
