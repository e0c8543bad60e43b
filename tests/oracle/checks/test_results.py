"""Results as data."""

from scratchcnn.oracle.checks.results import NamedBug, named_bug


def test_a_bug_has_the_words_of_the_first_that_knows_it() -> None:
    own, others = {"a": ("A", "look at a")}, {"a": ("other", "elsewhere"), "b": ("B", "at b")}
    assert named_bug("a", "seen", own, others) == NamedBug("a", "A", "look at a", "seen")
    assert named_bug("b", "seen", own, others) == NamedBug("b", "B", "at b", "seen")
