"""Homework's report as a person reads it: the verdict, then what shows it."""

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.report.arrays import Lines
from scratchcnn.oracle.report.details import CAME_OUT, EXPECTED, details
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.reveal import Level, reveal_result
from scratchcnn.oracle.report.reveal import reveal as revealed
from scratchcnn.oracle.report.source import edit_title
from scratchcnn.oracle.report.source import place as place_of
from scratchcnn.oracle.report.words import (
    ABSENT,
    Group,
    Judged,
    cases,
    counted,
    finding,
    groups,
    heading,
    headline,
    in_one_line,
    judged,
    printable,
    statuses,
    subject,
    understanding,
)
from scratchcnn.oracle.understanding.calls.frameworks import module_of

COLOURS = {"ok": "green", "convention": "yellow", "unsupported": "yellow"}
# For every regime, the worst status of every layer.
Statuses: TypeAlias = Mapping[str, Mapping[Judged, str]]

COMPARED = {CAME_OUT: "red", EXPECTED: "green", "line": "red"}
# These are shown in full; everything else that is not right takes one line.
IN_FULL = ("wrong", "crash", "timeout")
WIDEST_LABEL = 25
# A reproducer is not cut short before this.
LONGEST_CODE = 100_000
# What can be done about layers that no name or call tells.
ADAPTED = (
    "note: a teacher can say how the layers that are not judged are called: `scratchcnn adapter` "
    "writes the skeleton of a file for it"
)
# Of a report as text, for which no terminal is known.
COLUMNS = 80


def to_text(report: Report) -> str:
    """Return a report as text without colours, as `print` shows it."""
    text = io.StringIO()
    # Rich would take a notebook, or FORCE_COLOR, for a terminal.
    console = Console(file=text, width=COLUMNS, force_terminal=False, force_jupyter=False)
    print_homework(report, console)
    return text.getvalue().rstrip("\n")


def print_homework(
    report: Report, console: Console, *, reveal: Level = "full", explain: bool = False
) -> None:
    """Print what was found in homework.

    Parameters
    ----------
    report : the report
    console : where to print
    reveal : how much of it to show: one of the levels of the function of that name
    explain : whether to show how the layers were understood
    """
    report = revealed(report, reveal)
    found = list(groups(report))
    say(console, headline(report), f"bold {colour(report.verdict)}")
    if report.error is not None and report.results:
        say(console, f"not everything could be judged: {in_one_line(report.error)}", "yellow")
    if report.layers:
        section(console, "What was understood")
        show(console, layers(report, explain=explain))
    if report.results:
        section(console, "What was checked")
        for number, table in enumerate(matrices(report, console.width)):
            if number:
                console.print()
            show(console, table)
    for group in found:
        if group.status in IN_FULL:
            print_failure(group, console, report.target)
    short = [group for group in found if group.status not in IN_FULL]
    if short:
        section(console, "What else is to say")
        show(console, grid((group.status, sentence(group), None) for group in short))
    print_notes(report, console)


def print_first_failure(result: Result, console: Console, *, reveal: Level = "full") -> None:
    """Print the first failure the moment it is found, before the report is complete."""
    say(console, "The first failure, while the other checks go on:", "bold")
    print_failure(Group((reveal_result(result, reveal),)), console)


def print_notes(report: Report, console: Console) -> None:
    """Print the notes and the number of cases."""
    console.print()
    for note in report.notes:
        say(console, f"note: {in_one_line(note)}")
    # An adapter makes nothing from scratch.
    bought = {one.implementation for one in report if one.status == "not_from_scratch"}
    if any(not layer.op and layer.implementation not in bought for layer in report.layers):
        say(console, ADAPTED)
    checks = counted(len(report), "check")
    say(console, f"{checks} on {counted(cases(report), 'case')}, seed {report.seed}")


def say(console: Console, text: str, style: str = "") -> None:
    """Print a text that was made printable as it is: none of it is markup."""
    show(console, Text(drawable(console, text), style))


def show(console: Console, renderable: RenderableType) -> None:
    """Print a table without the spaces that fill its lines."""
    for line in console.render_lines(renderable, pad=False):
        text = Text.assemble(*((drawable(console, part.text), part.style or "") for part in line))
        text.rstrip()
        console.print(text, soft_wrap=True)


def drawable(console: Console, text: str) -> str:
    """Spell out what the console's encoding does not have."""
    return text.encode(console.encoding, "backslashreplace").decode(console.encoding)


def section(console: Console, title: str) -> None:
    """Print the head of a section."""
    console.print()
    console.print(Text(title, "bold"))


def colour(status: str) -> str:
    """Return the colour of a status."""
    return COLOURS.get(status, "red")


def layers(report: Report, *, explain: bool) -> Table:
    """Return a line for every layer: what it is, and how it is used."""
    rows: list[tuple[str, str, str | None]] = []
    for layer in report.layers:
        style = None if layer.op is not None else "yellow"
        rows.append((in_one_line(layer.implementation), understanding(layer), style))
        rows += [("", f"- {in_one_line(reason)}", "dim") for reason in layer.reasons if explain]
    return grid(rows)


def matrices(report: Report, width: int) -> Iterator[Table]:
    """Yield tables of regimes and layers with the worst status of each, as wide as fits."""
    table = statuses(report)
    room = width - max(map(len, table))
    chunk: list[Judged] = []
    for layer in judged(report):
        if chunk and sum(column_width(table, one) for one in [*chunk, layer]) > room:
            yield matrix(table, chunk)
            chunk = []
        chunk.append(layer)
    yield matrix(table, chunk)


def column_width(table: Statuses, layer: Judged) -> int:
    """Return the width of a layer's column, with the space before it."""
    cells = [row[layer] for row in table.values() if layer in row]
    return 2 + max(len(text) for text in (*heading(layer), *cells))


def matrix(table: Statuses, columns: list[Judged]) -> Table:
    """Return a table of regimes and layers; regimes in which none of these ran are left out."""
    drawn = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="none")
    drawn.add_column(overflow="fold")
    for op, implementation in map(heading, columns):
        head = Text(op, "bold").append(f"\n{implementation}", "not bold dim")
        drawn.add_column(head, overflow="fold")
    for regime, row in table.items():
        if any(column in row for column in columns):
            cells = [row.get(column, ABSENT) for column in columns]
            texts = [Text(one, colour(one) if one != ABSENT else "dim") for one in cells]
            drawn.add_row(Text(in_one_line(regime)), *texts)
    return drawn


def print_failure(group: Group, console: Console, target: str = "") -> None:
    """Print what is wrong, with the smallest case that shows it."""
    result = group.shown
    console.print()
    title = Text(f"{group.status}: {drawable(console, subject(result))}: ", colour(group.status))
    show(console, title.append(drawable(console, finding(result)), "bold"))
    if result.location is not None:
        # At the beginning of a line, so that editors make a link of it.
        say(console, f"{place_of(result.location, target)}: {group.status}: {finding(result)}")
    rows = [(label, value, COMPARED.get(label)) for label, value in details(group)]
    if rows:
        show(console, Padding(grid(rows), (0, 0, 0, 2)))
    if result.repair is not None:
        print_code(result.repair.diff, edit_title(result.repair), console)
    if result.reproducer is not None:
        module = in_one_line(module_of(result.implementation))
        place = f"{in_one_line(target) or 'your code'}{f', {module}' if module else ''}"
        print_code(result.reproducer, f"paste under {place}", console)


def print_code(code: str, title: str, console: Console) -> None:
    """Print code between two lines, with nothing beside it: it is there to be copied."""
    console.print(rule(console, f"{title} "))
    text = drawable(console, printable(code.rstrip("\n"), LONGEST_CODE))
    # Whole lines, however long: a broken one would not run.
    console.print(Text(text), soft_wrap=True)
    console.print(rule(console))


def rule(console: Console, title: str = "") -> Text:
    """Return a line across the page, in ASCII where nothing else can be drawn."""
    text = Text(drawable(console, title), "dim")
    text.truncate(console.width)
    line = "-" if console.options.ascii_only else "─"
    return text.append(line * (console.width - text.cell_len))


def sentence(group: Group) -> str:
    """Return what was found and where, in one line."""
    places = f"; in {in_one_line(group.places)}" if group.places else ""
    return f"{subject(group.shown)}: {finding(group.shown)}{places}"


def grid(rows: Iterable[tuple[str, str | Lines, str | None]]) -> Table:
    """Return labels and their texts in two columns."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", overflow="fold", max_width=WIDEST_LABEL)
    table.add_column(overflow="fold")
    for label, value, style in rows:
        cell = Text(value, style or "") if isinstance(value, str) else array_text(value, style)
        table.add_row(Text(label), cell)
    return table


def array_text(rows: Lines, style: str | None) -> Text:
    """Return an array with what is wrong in a colour; its mark is visible without one."""
    wrong = f"bold {style}" if style else ""
    return Text("\n").join(
        Text.assemble(*((span.text, wrong if span.wrong else "") for span in row)) for row in rows
    )
