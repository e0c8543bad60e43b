import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest


def load_score() -> ModuleType:
    # Tests are no packages, so a script beside one cannot be imported by name.
    spec = importlib.util.spec_from_file_location("score", Path(__file__).with_name("score.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


score = load_score()

DIFF = """\
--- scratchcnn/ops/sliding/conv.py
+++ scratchcnn/ops/sliding/conv.py
@@ -3,3 +3,3 @@
     total = 0
-    total += a * b
+    total += a / b
     return total"""
NAME = "scratchcnn.ops.sliding.conv.x_conv2d__mutmut_7"
ENTRY = {
    "function": "scratchcnn.ops.sliding.conv.conv2d",
    "before": "total += a * b",
    "after": "total += a / b",
    "why": "b is always 1",
}


def mutant(status="survived", name=NAME, diff=DIFF):
    return score.Mutant(name, status, diff)


@pytest.mark.parametrize("after", ["strict=None)", "strict=False)", ")"])
def test_what_a_zip_asserts_changes_nothing(after):
    diff = f"@@ -1 +1 @@\n-    pairs = zip(a, b, strict=True)\n+    pairs = zip(a, b, {after}"
    verdict = score.judge([*killed(3), mutant(diff=diff)], [])
    assert (verdict.problems, verdict.equivalent, verdict.score) == ([], 1, 1.0)
    assert score.judge([mutant("not checked", diff=diff)], []).problems


def test_a_survivor_without_a_difference_is_no_matter_of_a_zip():
    assert score.judge([mutant(diff="")], []).problems


def test_another_change_beside_what_a_zip_asserts_is_none_of_it():
    diff = "@@ -1 +1 @@\n-    f(zip(a, b, strict=True), 1)\n+    f(zip(a, b, strict=True), 2)"
    assert score.judge([mutant(diff=diff)], []).problems


def killed(count):
    return [
        mutant("killed", name=f"scratchcnn.ops.sliding.pool.x_f__mutmut_{i}", diff="")
        for i in range(count)
    ]


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("scratchcnn.ops.sliding.conv.x_conv2d__mutmut_12", "scratchcnn.ops.sliding.conv.conv2d"),
        ("scratchcnn.ops.sliding.conv.x__pad__mutmut_1", "scratchcnn.ops.sliding.conv._pad"),
        (
            "scratchcnn.nn.layers_with_parameters.xǁDenseǁforward__mutmut_3",
            "scratchcnn.nn.layers_with_parameters.Dense.forward",
        ),
        (
            "scratchcnn.nn.layers_with_parameters.xǁDenseǁ__init____mutmut_1",
            "scratchcnn.nn.layers_with_parameters.Dense.__init__",
        ),
    ],
)
def test_function_of_undoes_the_mangling(name, function):
    assert score.function_of(name) == function


@pytest.mark.parametrize(
    "only",
    [
        "scratchcnn.nn.layers_with_parameters",
        "scratchcnn.nn.layers_with_parameters.Dense.forward",
        "scratchcnn.*",
        "*",
    ],
)
def test_patterns_of_reach_a_method(only):
    name = "scratchcnn.nn.layers_with_parameters.xǁDenseǁforward__mutmut_3"
    assert any(score.fnmatchcase(name, pattern) for pattern in score.patterns_of(only))


def test_patterns_of_a_function_leave_its_neighbour_alone():
    neighbour = "scratchcnn.ops.sliding.conv.x_conv2d_transpose__mutmut_3"
    patterns = score.patterns_of("scratchcnn.ops.sliding.conv.conv2d")
    assert not any(score.fnmatchcase(neighbour, pattern) for pattern in patterns)
    assert any(score.fnmatchcase(NAME, pattern) for pattern in patterns)


def test_lines_of_strips_and_leaves_the_header_out():
    assert score.lines_of(DIFF) == ("total += a * b", "total += a / b")


def test_lines_of_keeps_a_changed_line_that_looks_like_a_header():
    diff = DIFF.replace("-    total", "---total").replace("+    total", "+++total")
    assert score.lines_of(diff) == ("--total += a * b", "++total += a / b")


def test_lines_of_joins_several_lines():
    diff = "--- a.py\n+++ a.py\n@@ -1,2 +1 @@\n-f(\n-  x)\n+f()"
    assert score.lines_of(diff) == ("f(\nx)", "f()")


def test_a_kill_leaves_nothing_to_say():
    verdict = score.judge(killed(3), [])
    assert verdict == score.Verdict(total=3, killed=3, equivalent=0, problems=[])
    assert verdict.score == 1.0


def test_zero_mutants_is_a_problem():
    assert score.judge([], []).problems == ["there are no mutants"]


STATUSES = """\
survived, timeout, no tests, segfault, suspicious, skipped, not checked, caught by type check, \
check was interrupted by user"""


@pytest.mark.parametrize("status", STATUSES.split(", "))
def test_everything_but_a_kill_survives(status):
    verdict = score.judge([*killed(3), mutant(status)], [])
    assert verdict.problems == [f"{status}: scratchcnn.ops.sliding.conv.conv2d\n{DIFF}"]
    assert verdict.killed == 3
    assert verdict.score == 0.75


@pytest.mark.parametrize("status", ["survived", "timeout", "no tests"])
def test_a_listed_survivor_is_accepted_and_left_out_of_the_score(status):
    verdict = score.judge([*killed(19), mutant(status)], [ENTRY])
    assert verdict == score.Verdict(total=20, killed=19, equivalent=1, problems=[])
    assert verdict.score == 1.0


def test_a_mutant_that_never_ran_cannot_be_listed():
    problems = score.judge([*killed(19), mutant("not checked")], [ENTRY]).problems
    assert problems[0].startswith("not checked: ")


def test_matching_does_not_look_at_the_number():
    renumbered = mutant(name=NAME.replace("_7", "_70"))
    assert score.judge([*killed(19), renumbered], [ENTRY]).problems == []


@pytest.mark.parametrize("field", ["function", "before", "after"])
def test_an_entry_for_another_change_does_not_match(field):
    verdict = score.judge([*killed(39), mutant()], [ENTRY | {field: "other"}])
    assert len(verdict.problems) == 2
    assert verdict.problems[0].startswith("survived: ")
    assert "does not exist" in verdict.problems[1]


def test_a_listed_mutant_that_is_killed_is_stale():
    verdict = score.judge([*killed(19), mutant("killed")], [ENTRY])
    assert len(verdict.problems) == 1
    assert "is killed" in verdict.problems[0]
    assert verdict.equivalent == 0


def test_twins_on_equal_lines_need_an_entry_each():
    twins = [mutant(), mutant(name=NAME.replace("_7", "_8"))]
    assert len(score.judge([*killed(38), *twins], [ENTRY]).problems) == 1
    assert score.judge([*killed(38), *twins], [ENTRY, ENTRY]).problems == []


def test_a_partial_run_judges_neither_stale_entries_nor_their_share():
    assert score.judge(killed(1), [ENTRY], partial=True).problems == []
    assert score.judge([mutant()], [ENTRY], partial=True).problems == []
    assert len(score.judge([mutant()], [], partial=True).problems) == 1


@pytest.mark.parametrize(("others", "problems"), [(19, 0), (18, 1)])
def test_a_twentieth_of_the_mutants_may_be_equivalent(others, problems):
    assert len(score.judge([*killed(others), mutant()], [ENTRY]).problems) == problems


def test_read_statuses_walks_the_folder(tmp_path):
    meta = tmp_path / "scratchcnn" / "ops" / "sliding" / "conv.py.meta"
    meta.parent.mkdir(parents=True)
    meta.write_text(json.dumps({"exit_code_by_key": {NAME: 1, NAME + "1": None}}), "utf-8")
    source = Path("scratchcnn/ops/sliding/conv.py")
    assert list(score.read_statuses(tmp_path)) == [(source, NAME, 1), (source, NAME + "1", None)]


def test_read_statuses_refuses_a_file_without_mutants(tmp_path):
    (tmp_path / "conv.py.meta").write_text(json.dumps({"exit_code_by_key": {}}), "utf-8")
    with pytest.raises(score.ScoreError, match=r"conv\.py is listed"):
        list(score.read_statuses(tmp_path))


def test_read_statuses_lets_a_package_be_empty(tmp_path):
    (tmp_path / "__init__.py.meta").write_text(json.dumps({"exit_code_by_key": {}}), "utf-8")
    assert list(score.read_statuses(tmp_path)) == []


def test_tail_stops_the_spinner():
    assert score.tail("⠋ Stats\r⠙ Stats\r⠹ Stats\n⠸ Done\n", 2) == " Stats\n Done"


def test_tail_counts_a_line_that_was_overwritten():
    assert score.tail("a\n1/3\r2/3\r3/3\n\n", 2) == "2/3\n3/3"


class TestToml:
    """Python 3.10 cannot read it, and never has to: mutation runs on 3.11."""

    @pytest.fixture(autouse=True)
    def _needs_tomllib(self):
        pytest.importorskip("tomllib")

    def text(self, **changes):
        fields = {key: value for key, value in (ENTRY | changes).items() if value is not None}
        return "[[mutant]]\n" + "\n".join(f"{k} = {json.dumps(v)}" for k, v in fields.items())

    def test_reads_an_entry(self):
        assert score.load_equivalents(self.text()) == [ENTRY]

    def test_an_empty_list_is_fine(self):
        assert score.load_equivalents("") == []

    @pytest.mark.parametrize(
        "changes", [{"why": " "}, {"why": None}, {"function": ""}, {"number": "3"}]
    )
    def test_refuses_an_entry_without_an_argument(self, changes):
        with pytest.raises(score.ScoreError, match="argument"):
            score.load_equivalents(self.text(**changes))

    def test_the_list_of_this_project_is_well_formed(self):
        score.load_equivalents(score.EQUIVALENTS.read_text("utf-8"))

    def test_every_pattern_must_have_mutants(self):
        text = '[tool.mutmut]\nonly_mutate = ["a/*.py", "b.py", "c.py"]'
        assert score.missing_sources(text, {"a/x.py", "c.py"}) == ["b.py"]


def test_of_every_function_the_first_mutant_is_in_the_sample():
    (pattern,) = score.chosen(None, every=False)
    ends = [one for one in range(1, 21) if score.fnmatchcase(f"a.x_f__mutmut_{one}", pattern)]
    assert ends == [1, 11]


def test_every_mutant_is_run_when_asked_for():
    assert score.chosen(None, every=True) == ["*"]


def test_one_module_is_run_whole():
    assert score.chosen("a.b", every=False) == score.patterns_of("a.b")


def test_what_took_too_long_is_tried_once_more(monkeypatch, tmp_path):
    runs = []
    answers = iter([[mutant("timeout"), *killed(1)], [mutant("killed"), *killed(1)]])
    monkeypatch.setattr(score, "ROOT", tmp_path)
    monkeypatch.setattr(score, "MUTANTS", tmp_path / "mutants")
    monkeypatch.setattr(score, "run_mutmut", runs.append)
    monkeypatch.setattr(score, "collect", lambda only, listed: next(answers))
    monkeypatch.setattr(score, "load_equivalents", lambda text: [])
    monkeypatch.chdir(tmp_path)
    assert score.main([]) == 0
    assert runs == [score.SAMPLE, [NAME]]


def test_a_survivor_is_not_tried_again():
    assert score.too_slow([mutant("survived"), mutant("killed"), mutant("no tests")]) == []
