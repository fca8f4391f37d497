"""Runs in a project's own interpreter: a job a line on stdin, an answer a line on stdout; each job in a process of its own.

The libraries that the project uses are imported once; the project itself is imported by each job anew, for each has other models.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
import traceback
import warnings


def main() -> None:
    """Answer until stdin ends. {"do": "preload" | "describe" | "judge", …}."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        job = json.loads(line)
        answer = preload(job["modules"]) if job["do"] == "preload" else in_a_child(job)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def preload(modules: list[str]) -> dict[str, object]:
    """Import what is not the project's; what does not let itself be imported so is left."""
    for module in modules:
        try:
            importlib.import_module(module)
        except BaseException:
            continue
    return {}


def in_a_child(job: dict[str, object]) -> object:
    """The answer of a process that does the job and ends."""
    with tempfile.TemporaryFile("w+") as answer, tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if not child:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            try:
                answer.write(json.dumps(_done(job)))
                answer.flush()
            except BaseException:
                answer.seek(0)
                answer.truncate()
                answer.write(json.dumps({"crash": traceback.format_exc()[-3000:]}))
                answer.flush()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        answer.seek(0)
        text = answer.read()
        given = json.loads(text) if text else {"crash": "the process ended without an answer"}
        if "crash" in given:
            said.seek(0)
            given["crash"] += said.read()[-3000:]
        return given


def _done(job: dict[str, object]) -> object:
    os.environ.update(job["environment"])  # type: ignore[call-overload]
    os.chdir(job["folder"])  # type: ignore[arg-type]
    import trial

    return trial.describe(job) if job["do"] == "describe" else trial.judge(job)


if __name__ == "__main__":
    main()
