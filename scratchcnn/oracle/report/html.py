"""The report as a notebook shows it: one fragment of HTML that contains all it needs."""

from typing import Any

from jinja2 import Environment, StrictUndefined

from scratchcnn.oracle.report.details import details
from scratchcnn.oracle.report.pictures import largest, picture
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.source import edit_title
from scratchcnn.oracle.report.words import (
    ABSENT,
    Group,
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

LONGEST_CODE = 100_000

TEMPLATE = """\
<div class="scratchcnn-report">
<style>
.scratchcnn-report {
  --good: #116329; --bad: #b3261e; --said: #7d4e00; --line: #8884;
  background: #fff; color: #1c1c1c; padding: 0.2em 1em;
}
@media (prefers-color-scheme: dark) {
  .scratchcnn-report {
    --good: #6fdd8b; --bad: #ff8a80; --said: #f0b860;
    background: #1e1e1e; color: #e8e8e8;
  }
}
.scratchcnn-report table { border-collapse: collapse; margin: 0.5em 0; }
.scratchcnn-report th, .scratchcnn-report td {
  border-bottom: 1px solid var(--line); padding: 0.2em 0.8em 0.2em 0;
  text-align: left; vertical-align: top; background: none; color: inherit;
}
.scratchcnn-report tr { background: none; }
.scratchcnn-report th { font-weight: normal; opacity: 0.75; }
.scratchcnn-report pre { margin: 0; background: none; color: inherit; overflow-x: auto; }
.scratchcnn-report pre.code { border: 1px solid var(--line); padding: 0.5em; }
.scratchcnn-report .good { color: var(--good); }
.scratchcnn-report .bad { color: var(--bad); }
.scratchcnn-report .said { color: var(--said); }
.scratchcnn-report .wide { overflow-x: auto; }
.scratchcnn-report .wide :is(th, td) { overflow-wrap: normal; }
.scratchcnn-report th[scope=row] { white-space: nowrap; }
.scratchcnn-report figure { margin: 0.5em 0; }
.scratchcnn-report .maps { display: flex; flex-wrap: wrap; gap: 0.5em 1.5em; margin: 0.5em 0; }
.scratchcnn-report .maps > div { max-width: 100%; }
.scratchcnn-report svg { display: block; max-width: 100%; height: auto; }
.scratchcnn-report svg rect { stroke: #8886; stroke-width: 0.03; }
.scratchcnn-report svg, .scratchcnn-report .scale span {
  -webkit-print-color-adjust: exact; print-color-adjust: exact;
}
.scratchcnn-report svg circle { fill: #111; stroke: #fff; stroke-width: 0.06; }
.scratchcnn-report .scale { display: flex; align-items: center; gap: 0.5em; }
.scratchcnn-report .scale span { display: inline-block; width: 8em; height: 0.8em; }
.scratchcnn-report mark { background: none; color: var(--bad); font-weight: bold; }
</style>
<p class="{{ colour(verdict) }}"><strong>{{ headline }}</strong></p>
{%- for line in told %}
<p>{{ line }}</p>
{%- endfor %}
{%- if layers %}
<div class="wide">
<table>
<tr><td></td>{% for op, implementation in layers %}<th scope="col">{{ op }}<br>\
{{ implementation }}</th>{% endfor %}</tr>
{%- for regime, statuses in rows %}
<tr><th scope="row">{{ regime }}</th>{% for status in statuses %}<td class="{{ colour(status) }}">\
{{ status }}</td>{% endfor %}</tr>
{%- endfor %}
</table>
</div>
{%- endif %}
{%- for group in found %}
<details{{ " open" if loop.first }}><summary><span class="{{ colour(group.status) }}">\
{{ group.status }}</span>: {{ group.subject }}: {{ group.finding }}</summary>
{%- if group.picture %}
{%- set drawn = group.picture %}
<figure>
<figcaption>{{ drawn.caption }}. Dots mark what is wrong.</figcaption>
<div class="maps">
{%- for panel in drawn.panels %}
<div>{{ panel.title }}
<svg viewBox="0 0 {{ drawn.columns }} {{ drawn.rows }}" \
width="{{ [24 * drawn.columns, 60] | max }}" role="img" aria-label="{{ panel.title }}: \
{{ drawn.rows }} rows, {{ drawn.columns }} columns, {{ panel.wrong }} wrong">
{%- for cell in panel.cells %}
<rect x="{{ cell.column }}" y="{{ cell.row }}" width="1" height="1" fill="{{ cell.colour }}">\
<title>{{ cell.text }}</title></rect>{% if cell.wrong %}<circle cx="{{ cell.column + 0.5 }}" \
cy="{{ cell.row + 0.5 }}" r="0.14"/>{% endif %}
{%- endfor %}
</svg></div>
{%- endfor %}
</div>
<div class="scale">-{{ drawn.scale }} <span role="img" aria-label="from blue over white to red" \
style="background: linear-gradient(to right, {{ drawn.ends | join(", ") }})"></span> \
{{ drawn.scale }}</div>
</figure>
{%- endif %}
<table>
{%- for label, value in group.rows %}
<tr><th scope="row">{{ label }}</th><td>{% if value is string %}{{ value }}{% else %}<pre>\
{% for line in value %}{% for span in line %}{% if span.wrong %}<mark>{{ span.text }}</mark>\
{% else %}{{ span.text }}{% endif %}{% endfor %}
{% endfor %}</pre>{% endif %}</td></tr>
{%- endfor %}
</table>
{%- if group.edit %}
<p>{{ group.proof }}:</p>
<pre class="code">{{ group.edit }}</pre>
{%- endif %}
{%- if group.code %}
<pre class="code">{{ group.code }}</pre>
{%- endif %}
</details>
{%- endfor %}
<p>{{ count }}</p>
</div>
"""
COLOURS = {"ok": "good", "convention": "said", "unsupported": "said", ABSENT: ""}


def to_html(report: Report) -> str:
    """Return the report as a fragment; everything that it says is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    layers = judged(report)
    unread = [report.error] if report.error is not None and report.results else []
    understood = [f"{layer.implementation}: {understanding(layer)}" for layer in report.layers]
    return environment.from_string(TEMPLATE).render(
        colour=lambda status: COLOURS.get(status, "bad"),
        verdict=report.verdict,
        headline=headline(report),
        told=[in_one_line(line) for line in [*unread, *understood, *report.notes]],
        layers=[heading(layer) for layer in layers],
        rows=[
            (in_one_line(regime), [row.get(layer, ABSENT) for layer in layers])
            for regime, row in statuses(report).items()
        ],
        found=[group_data(group) for group in groups(report)],
        count=f"{counted(len(report), 'check')} on {counted(cases(report), 'case')}, "
        f"seed {report.seed}",
    )


def group_data(group: Group) -> dict[str, Any]:
    """Return what the template says of some results in which the same was found."""
    code, repair = group.shown.reproducer, group.shown.repair
    return {
        "status": group.status,
        "subject": subject(group.shown),
        "finding": finding(group.shown),
        "rows": list(details(group)),
        "picture": picture(largest(group)),
        "edit": repair and printable(repair.diff, LONGEST_CODE),
        "proof": repair and edit_title(repair),
        "code": code and printable(code, LONGEST_CODE),
    }
