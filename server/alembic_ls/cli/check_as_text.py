"""The result of `check` for people."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, TextIO

from alembic_ls.cli.colour import Colour
from alembic_ls.cli.opened import Opened
from alembic_ls.cli.snippet import Snippets
from alembic_ls.findings.finding import SEVERITIES, Finding
from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.cli.check import Checked

_MANY = 20
_ADOPTION = (
    "Where these are old: `--baseline FILE --update-baseline` notes down all that is found, and `--baseline FILE` then tells what is new;\n"
    "`--since REVISION` makes what is wrong with that revision and older ones information.\n"
)


def write(checked: list[Checked], options: Namespace, out: TextIO) -> None:
    """Write the findings, `full` with the source line or `concise` in a line each, and what they amount to."""
    paint = Colour(out)
    snippets = Snippets(paint)
    for each in checked:
        for finding in each.findings:
            if options.output_format == "full":
                out.write(_full(finding, each.opened, paint, snippets) + "\n")
            else:
                out.write(_concise(finding, each.opened, paint))
        if options.unknowns:
            out.writelines(_unknown(unknown, each.opened, paint) for unknown in each.unknowns)
    write_summary(checked, options, out)


def write_summary(checked: list[Checked], options: Namespace, out: TextIO) -> None:
    """Write what each environment is, and what all findings amount to."""
    paint = Colour(out)
    for each in checked:
        out.write(_environment(each, paint))
    out.write(_summary(checked, options.unknowns))
    if options.baseline is None and sum(len(each.findings) for each in checked) > _MANY:
        out.write(_ADOPTION)


def _concise(finding: Finding, opened: Opened, paint: Colour) -> str:
    rule = paint(f"{finding.severity}[{finding.rule}]", finding.severity)
    return f"{_place(finding.where, opened)}: {rule} {opened.message(finding)}\n"


def _full(finding: Finding, opened: Opened, paint: Colour, snippets: Snippets) -> str:
    found, _, remedy = opened.message(finding).rpartition("; ")  # every message ends with what to do
    head = paint(f"{finding.severity}[{finding.rule}]", finding.severity) + paint(f": {found or remedy}", "bold")
    span = opened.main.span(finding.where)
    lines = [head, *snippets.of(span, _place(finding.where, opened), finding.severity)]
    if found:
        lines.append(snippets.note(remedy))
    lines += [snippets.note(f"{related.message}: {_place(related.where, opened)}") for related in finding.related]
    return "\n".join(lines) + "\n"


def _place(where: Anchor, opened: Opened) -> str:
    span = opened.main.span(where)
    return f"{opened.shown(span.path)}:{span.start_line + 1}:{span.start_character + 1}"


def _unknown(unknown: Unknown, opened: Opened, paint: Colour) -> str:
    place = f"{_place(unknown.where, opened)}: " if unknown.where is not None else ""
    return f"{place}{paint('unknown', 'hint')} {unknown.reason}\n"


def _environment(checked: Checked, paint: Colour) -> str:
    opened, project = checked.opened, checked.opened.main
    dialects = ", ".join(each.dialect for each in opened.projects)
    assumed = " (assumed: --dialect can name another)" if project.environment.dialects.assumed else ""
    counts = f"{_count(len(project.models().tables), 'table')}, {_count(len(project.graph.by_id), 'revision')}"
    return paint(f"{opened.name}: {dialects}{assumed}, {counts}, {len(checked.unknowns)} unknown", "faint") + "\n"


def _summary(checked: list[Checked], listed: bool) -> str:
    findings = [finding for each in checked for finding in each.findings]
    counts = [(severity, sum(finding.severity == severity for finding in findings)) for severity in SEVERITIES]
    kinds = ", ".join(_count(number, severity) for severity, number in counts if number)
    known = sum(each.known for each in checked)
    found = f"{_count(len(findings), 'finding')}: {kinds}" if findings else _nothing(checked)
    if known:
        found += f", and {known} known already" if findings else f", {known} known already"
    unknown = sum(len(each.unknowns) for each in checked)
    ways = "" if listed or not unknown else " (--unknowns lists them)"
    return f"{found}; {_count(unknown, 'thing')} could not be followed{ways}.\n"


def _nothing(checked: list[Checked]) -> str:
    if any(each.known for each in checked):
        return "Nothing new"
    # Of models that were guessed it is not told that no revision creates them: to say that all is covered would be too much.
    is_part = any(each.selection.left_out or each.opened.main.reading.guessed is not None for each in checked)
    return "Nothing to tell" if is_part else "The revisions cover the models"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 or thing == "information" else f"{number} {thing}s"
