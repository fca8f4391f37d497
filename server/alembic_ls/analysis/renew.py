"""A project after some of its files changed, at the least cost."""

from __future__ import annotations

from alembic_ls.analysis.patch import patch_module
from alembic_ls.analysis.project import Project
from alembic_ls.interpret.modules import Module


def renewed(project: Project, changed: frozenset[str]) -> Project:
    """The project as its files are now, `changed` being the paths of those that are others than when it was read.

    The project given is not to be used afterwards: what is the same is taken over from it. Where only revisions changed, the models stay
    read; where only classes of models changed, those alone are made again; else everything is read again, but for the revisions.
    """
    revisions = frozenset(path for path in changed if _is_revision(project, path))
    if revisions == changed:
        return project.with_revisions(changed)
    if _is_patched(project, changed - revisions):
        return project.with_revisions(changed) if revisions else project.with_models(changed)
    basis = None if _runs_project_code(project) else project
    return Project(project.environment, project.dialect, project.files, basis, revisions)


def _is_revision(project: Project, path: str) -> bool:
    return path.endswith(".py") and any(path.startswith(place + "/") for place in project.environment.version_locations)


def _is_patched(project: Project, changed: frozenset[str]) -> bool:
    """Brings the modules of these paths up to date; False where one is no module that was read, or cannot be changed in place."""
    modules = {module.path: module for module in project.machine.modules.values() if isinstance(module, Module)}
    if not project.is_read:
        return False
    for path in changed:
        module, text = modules.get(path), project.files.text(path)
        if module is None or text is None or not module.lively or not patch_module(project.machine, project.mapper, module, text):
            return False
    return True


def _runs_project_code(project: Project) -> bool:
    """True where a revision imports from the project: what it does may depend on any of its modules."""
    finder = project.machine.finder
    return any(
        finder.is_first_party(line.split()[1].partition(".")[0])
        for text in project.graph.texts.values()
        for line in text.splitlines()
        if line.startswith(("from ", "import ")) and len(line.split()) > 1
    )
