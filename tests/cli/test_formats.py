"""The formats for other programs: each as its readers want it, with the same findings at the same places."""

from __future__ import annotations

import json
import os
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

Run = Callable[..., Any]
MakeProject = Callable[..., Path]

FORMATS = ("github", "gitlab", "sarif", "junit")
HARD = 'c<&">é,%:'  # for XML, for commands, for URIs


class Told(NamedTuple):
    """What a format says of one finding, counted from 1."""

    rule: str
    severity: str
    path: str
    line: int
    column: int | None
    end_column: int | None  # exclusive


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with hard letters in which the projects are made, and no service around it."""
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BITBUCKET_CLONE_DIR", "BUILD_SOURCESDIRECTORY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def faulty(project: MakeProject) -> Path:
    """A project with findings of several severities, letters that are hard to write, and columns that encodings count otherwise."""
    folder = project("a b,é%")
    models = folder / "models.py"
    text = models.read_text(encoding="utf-8")
    text = text.replace("sa.Column('c', sa", f"*(), '😀é' and sa.Column('{HARD}', sa", 1)
    text += "x = '😀'  # alembic-ls: ignore[extra-column]\ny = '😀'  # alembic-ls: ignored\n"
    models.write_text(text, encoding="utf-8")
    (folder / "pyproject.toml").write_text("[tool.alembic-ls]\nseverity.missing-column = 'error'\n")
    return folder


def _of_json(said: Any, folder: str) -> set[Told]:
    return {
        Told(
            finding["rule"],
            finding["severity"],
            f"{folder}/{finding['path']}",
            finding["range"]["start"]["line"] + 1,
            finding["range"]["start"]["character"] + 1,
            finding["range"]["end"]["character"] + 1,
        )
        for environment in said.json["environments"]
        for finding in environment["findings"]
    }


def _undone(text: str) -> str:
    for escaped, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escaped, character)
    return text


def _of_github(out: str) -> Iterator[Told]:
    levels = {"error": "error", "warning": "warning", "notice": "information"}
    for line in out.splitlines():
        if not line.startswith("::"):
            continue
        found = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert found
        properties = {name: _undone(value) for name, _, value in (part.partition("=") for part in found[2].split(","))}
        assert _undone(found[3]).startswith(f"{properties['file']}:{properties['line']}:{properties['col']}: ")
        rule = re.fullmatch(r"alembic-ls \((.*)\)", properties["title"])
        assert rule
        place = properties["file"], int(properties["line"]), int(properties["col"]), int(properties["endColumn"]) + 1
        yield Told(rule[1], levels[found[1]], *place)


_PLACE = {
    "type": "object",
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
    "required": ["line", "column"],
    "additionalProperties": False,
}
# What https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format asks for.
_GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^(/|\./)|\\"}},
                    "positions": {"type": "object", "properties": {"begin": _PLACE, "end": _PLACE}, "required": ["begin"]},
                },
                "required": ["path", "positions"],
                "additionalProperties": False,
            },
        },
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
    },
}


def _of_gitlab(out: str) -> Iterator[Told]:
    document = json.loads(out)
    jsonschema.validate(document, _GITLAB)
    assert len({issue["fingerprint"] for issue in document}) == len(document)
    severities = {"critical": "error", "major": "warning", "minor": "information", "info": "hint"}
    for issue in document:
        begin, end = issue["location"]["positions"]["begin"], issue["location"]["positions"]["end"]
        place = issue["location"]["path"], begin["line"], begin["column"], end["column"]
        yield Told(issue["check_name"], severities[issue["severity"]], *place)


_TEXT = {"type": "object", "properties": {"text": {"type": "string", "minLength": 1}}, "required": ["text"]}
_LOCATION = {
    "type": "object",
    "properties": {
        "artifactLocation": {
            "type": "object",
            "properties": {"uri": {"type": "string", "pattern": r"^[\w./%~-]+$"}, "uriBaseId": {"const": "%SRCROOT%"}},
            "required": ["uri", "uriBaseId"],
            "additionalProperties": False,
        },
        "region": {
            "type": "object",
            "properties": {
                name: {"type": "integer", "minimum": 1} for name in ("startLine", "startColumn", "endLine", "endColumn")
            },
            "required": ["startLine", "startColumn", "endLine", "endColumn"],
            "additionalProperties": False,
        },
    },
    "required": ["artifactLocation", "region"],
    "additionalProperties": False,
}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
# The part of SARIF 2.1.0's own schema that we use; what it does not name it forbids too.
_SARIF = {
    "type": "object",
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "tool": {
                        "type": "object",
                        "properties": {
                            "driver": {
                                "type": "object",
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": _TEXT,
                                                "help": _TEXT,
                                                "defaultConfiguration": {
                                                    "type": "object",
                                                    "properties": {"level": _LEVEL},
                                                    "additionalProperties": False,
                                                },
                                            },
                                            "required": ["id"],
                                            "additionalProperties": False,
                                        },
                                    },
                                },
                                "required": ["name"],
                                "additionalProperties": False,
                            }
                        },
                        "required": ["driver"],
                        "additionalProperties": False,
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": _LEVEL,
                                "message": _TEXT,
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "properties": {"physicalLocation": _LOCATION},
                                        "additionalProperties": False,
                                    },
                                },
                                "relatedLocations": {
                                    "type": "array",
                                    "uniqueItems": True,
                                    "items": {
                                        "type": "object",
                                        "properties": {
                                            "id": {"type": "integer", "minimum": 0},
                                            "message": _TEXT,
                                            "physicalLocation": _LOCATION,
                                        },
                                        "additionalProperties": False,
                                    },
                                },
                                "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
                            },
                            "required": ["message"],
                            "additionalProperties": False,
                        },
                    },
                    "properties": {"type": "object"},
                },
                "required": ["tool"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["version", "runs"],
    "additionalProperties": False,
}


def _of_sarif(out: str) -> Iterator[Told]:
    document = json.loads(out)
    jsonschema.validate(document, _SARIF)
    (run,) = document["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    fingerprints = [tuple(result["partialFingerprints"].items()) for result in run["results"]]
    assert len(set(fingerprints)) == len(fingerprints)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        location = result["locations"][0]["physicalLocation"]
        region, path = location["region"], urllib.parse.unquote(location["artifactLocation"]["uri"])
        severity = {"note": "information"}.get(result["level"], result["level"])
        yield Told(result["ruleId"], severity, path, region["startLine"], region["startColumn"], region["endColumn"])


# Of https://github.com/jenkinsci/xunit-plugin's schema for JUnit: element → attributes and elements in it.
_JUNIT = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "time", "hostname", "timestamp"}, {"testcase"}),
    "testcase": ({"name", "classname", "time", "group"}, {"failure", "system-out"}),
    "failure": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}


def _of_junit(out: str) -> Iterator[Told]:
    document = ElementTree.fromstring(out.encode("ascii"))
    assert document.tag == "testsuites"
    for element in document.iter():
        attributes, inner = _JUNIT[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= inner
    for suite in document:
        assert int(suite.attrib["tests"]) == len(suite)
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        for case in suite:
            text = "".join(case.itertext())
            found = re.fullmatch(r"(.*):(\d+):(\d+): (\w+)\[(.*?)\] .*", text, re.DOTALL)
            assert found
            assert (case.find("failure") is not None) == (found[4] in ("error", "warning"))
            assert case.attrib["classname"] == found[1]
            yield Told(found[5], found[4], found[1], int(found[2]), int(found[3]), None)


_READERS = {"github": _of_github, "gitlab": _of_gitlab, "sarif": _of_sarif, "junit": _of_junit}


@pytest.mark.parametrize("format_", FORMATS)
def test_it_says_the_same_as_json(format_: str, faulty: Path, run: Run) -> None:
    expected = _of_json(run("check", faulty, "--output-format", "json"), faulty.name)
    assert {(told.rule, told.severity) for told in expected} == {
        ("missing-column", "error"),
        ("unused-ignore", "information"),
        ("unknown-ignore", "warning"),
    }
    said = run("check", faulty, "--output-format", format_)
    assert (said.status, said.err) == (1, "")
    told = set(_READERS[format_](said.out))
    if format_ == "junit":  # which has no end
        expected = {each._replace(end_column=None) for each in expected}
    assert told == expected


@pytest.mark.parametrize("format_", FORMATS)
def test_a_column_counts_code_points_from_one(format_: str, faulty: Path, run: Run) -> None:
    lines = (faulty / "models.py").read_text(encoding="utf-8").split("\n")
    for told in _READERS[format_](run("check", faulty, "--output-format", format_).out):
        if told.rule != "missing-column":
            assert told.column is not None
            line = lines[told.line - 1]
            assert line[told.column - 1 :].startswith("# alembic-ls: ")
            assert told.end_column is None or line[told.column - 1 : told.end_column - 1] == line[line.index("#") :]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_clean_project(format_: str, run: Run, examples: Path) -> None:
    said = run("check", examples / "todo", "--output-format", format_)
    assert (said.status, said.err) == (0, "")
    if format_ == "junit":
        assert said.out.count("<testcase") == 1
        assert "<failure" not in said.out
    else:
        assert list(_READERS[format_](said.out)) == []


@pytest.mark.parametrize(
    ("format_", "variable"), [("github", "GITHUB_WORKSPACE"), ("gitlab", "CI_PROJECT_DIR"), ("sarif", "GITHUB_WORKSPACE")]
)
def test_paths_begin_at_the_checkout(
    format_: str, variable: str, faulty: Path, run: Run, monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    monkeypatch.chdir(faulty)
    assert {told.path for told in _READERS[format_](run("check", "--output-format", format_).out)} == {"models.py"}
    monkeypatch.setenv(variable, str(here))
    assert {told.path for told in _READERS[format_](run("check", "--output-format", format_).out)} == {f"{faulty.name}/models.py"}
    monkeypatch.setenv(variable, str(here / "elsewhere"))
    assert {told.path for told in _READERS[format_](run("check", "--output-format", format_).out)} == {"models.py"}


def _fingerprints(out: str) -> list[str]:
    document = json.loads(out)
    if isinstance(document, list):
        return [issue["fingerprint"] for issue in document]
    return [result["partialFingerprints"]["alembicLs/v1"] for result in document["runs"][0]["results"]]


@pytest.mark.parametrize("format_", ["gitlab", "sarif"])
def test_fingerprints_stay_when_lines_move_and_differ_for_what_is_alike(format_: str, faulty: Path, run: Run) -> None:
    before = _fingerprints(run("check", faulty, "--output-format", format_).out)
    models = faulty / "models.py"
    text = "z = 1\n\n\n" + models.read_text(encoding="utf-8") + "w = 1  # alembic-ls: ignored\n"
    models.write_text(text, encoding="utf-8")
    after = _fingerprints(run("check", faulty, "--output-format", format_).out)
    assert set(before) < set(after)
    assert len(set(after)) == len(after) == len(before) + 1


def test_a_message_with_letters_that_xml_has_not(project: MakeProject, run: Run) -> None:
    folder = project()
    models = folder / "models.py"
    models.write_text(models.read_text().replace("sa.Column('c'", r"sa.Column('c\x01\n\ud800'"), encoding="utf-8")
    out = run("check", folder, "--output-format", "junit").out
    assert [told.rule for told in _of_junit(out)] == ["missing-column"]
    assert (
        len([line for line in run("check", folder, "--output-format", "github").out.splitlines() if line.startswith("::")]) == 1
    )
    for format_ in ("gitlab", "sarif", "json"):
        json.loads(run("check", folder, "--output-format", format_).out)
    assert os.listdir(folder)
