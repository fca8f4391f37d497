"""The house is as DESIGN draws it: who imports whom, what is loaded at start-up, and that every module says what it is for."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import alembic_ls
import pytest

HOUSE = Path(alembic_ls.__file__).parent
ROOT = Path(__file__).parents[1]

# From the ground up. Rooms of one floor do not know of each other.
FLOORS = (
    ("startup",),
    ("text", "worker"),
    ("schema",),
    ("dialects", "findings"),
    ("changes",),
    ("plans",),
    ("syntax", "workspace"),
    ("interpret",),
    ("declare",),
    ("models", "history"),
    ("environment",),
    ("analysis", "writing"),
    ("checks", "fixes", "views"),
    ("lsp",),
    ("cli",),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

MODULES = sorted(HOUSE.rglob("*.py"))
EDITORS = {"pygls", "lsprotocol"}
SLOW = (*sorted(EDITORS), "sqlalchemy", "alembic", "sqlmodel", "sqlglot")


def _name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def _imported(tree: ast.AST) -> Iterator[str]:
    """The dotted names that are imported anywhere below `tree`, in functions and for the type checker too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _at_start_up(tree: ast.Module) -> Iterator[str]:
    """Those that importing the module runs."""
    for node in tree.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _imported(node)


@pytest.fixture(params=MODULES, ids=_name)
def module(request: pytest.FixtureRequest) -> tuple[Path, ast.Module]:
    path: Path = request.param
    return path, ast.parse(path.read_text(encoding="utf-8"))


def test_a_room_imports_from_lower_floors_only(module: tuple[Path, ast.Module]) -> None:
    path, tree = module
    room = path.relative_to(HOUSE).parts[0]
    if room == "__init__.py":
        assert not [name for name in _imported(tree) if name.startswith("alembic_ls.")]
        return
    for name in _imported(tree):
        if name.startswith("alembic_ls."):
            other = name.split(".")[1]
            allowed = other in (room, "__version__") or FLOOR_OF[other] < FLOOR_OF[room]
            assert allowed, f"{room} (floor {FLOOR_OF[room]}) imports {name}"


def test_the_editor_and_the_libraries_are_known_where_they_belong(module: tuple[Path, ast.Module]) -> None:
    path, tree = module
    late = {*SLOW} - EDITORS
    if path.relative_to(HOUSE).parts[0] != "lsp":  # which `serve` alone loads
        late |= EDITORS
        assert not {name.partition(".")[0] for name in _imported(tree)} & EDITORS
    assert not {name.partition(".")[0] for name in _at_start_up(tree)} & late


def test_named_tuples_are_the_ones_that_are_made_fast(module: tuple[Path, ast.Module]) -> None:
    _, tree = module
    assert "typing.NamedTuple" not in _at_start_up(tree), "alembic_ls.startup.named_tuple has it"


def test_patterns_of_modules_are_compiled_when_they_are_used(module: tuple[Path, ast.Module]) -> None:
    path, tree = module
    if path.parent.name != "startup":
        top = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
        calls = [node for each in top for node in ast.walk(each) if isinstance(node, ast.Call)]
        assert not [call for call in calls if ast.unparse(call.func) == "re.compile"], "alembic_ls.startup.regex has it"


def test_a_module_says_in_its_first_line_what_it_is_for(module: tuple[Path, ast.Module]) -> None:
    _, tree = module
    doc = ast.get_docstring(tree)
    assert doc
    assert doc.partition("\n")[0].strip()


@pytest.mark.parametrize("arguments", [["--help"], ["check", "examples/todo"], ["rule"]], ids=" ".join)
def test_a_command_loads_no_library_that_it_does_not_need(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        "from alembic_ls.cli.main import main\n"
        "try:\n"
        f"    status = main({arguments!r})\n"
        "except SystemExit as end:\n"
        "    status = end.code\n"
        f"loaded = sorted(set(sys.modules).intersection({SLOW!r}))\n"
        "sys.exit(f'loaded {loaded}' if loaded else f'status {status}' if status else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
