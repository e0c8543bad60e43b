"""The hypothesis profile of mutation runs, a pytest plugin that only mutmut loads."""

from hypothesis import HealthCheck, Phase, settings

# The same examples each time and no deadline, for luck and load must not decide whether a mutant
# lives. No shrinking: a kill needs a failing example, not a small one.
settings.register_profile(
    "mutation",
    max_examples=15,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
