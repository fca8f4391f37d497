// The Python that runs the server: the setting's, else the Python extension's choice where it is new enough, else python3.
import { execFile } from "node:child_process";
import type { Chosen } from "./pythonExtension";
import type { Settings } from "./settings";

export const OLDEST = [3, 10] as const;
const PATIENCE = 20_000; // milliseconds for an interpreter to tell its version: the first start of one may be slow

export interface Interpreter {
  readonly command: readonly string[];
  readonly version: string;
  readonly source: string; // for people
}

export interface Candidate {
  readonly command: readonly string[];
  readonly source: string;
}

/** None was good: what was tried, and what became of it. */
export class NoInterpreter extends Error {
  constructor(readonly tried: readonly string[]) {
    super(`Alembic needs Python ${OLDEST.join(".")} or newer to run its server: ${tried.join("; ")}.`);
  }
}

/** In the order in which they are tried. One that is set is the only one: what the user says is not passed over. */
export function candidates(settings: Settings, chosen: readonly Chosen[]): Candidate[] {
  if (settings.interpreter.length > 0) return [{ command: settings.interpreter, source: "the setting alembic-ls.interpreter" }];
  const ofPythonExtension = chosen.map((each) => ({ command: [each.executable], source: "the Python extension" }));
  const names = process.platform === "win32" ? [["python"], ["py", "-3"]] : [["python3"], ["python"]];
  return [...ofPythonExtension, ...names.map((command) => ({ command, source: "the search path" }))];
}

/** The first that is new enough. Throws NoInterpreter. They are started in `cwd`, which must not be a folder of the workspace. */
export async function findInterpreter(from: readonly Candidate[], cwd: string): Promise<Interpreter> {
  const tried: string[] = [];
  for (const candidate of from) {
    const version = await versionOf(candidate.command, cwd);
    if (version !== undefined && isNewEnough(version)) return { ...candidate, version };
    tried.push(`${candidate.command.join(" ")} (${candidate.source}) ${version === undefined ? "cannot be started" : `is ${version}`}`);
  }
  throw new NoInterpreter(tried);
}

function versionOf(command: readonly string[], cwd: string): Promise<string | undefined> {
  const [program = "", ...first] = command;
  const script = "import sys; print('%d.%d.%d' % sys.version_info[:3])"; // Python 2 has to understand it too
  return new Promise((resolve) => {
    execFile(program, [...first, "-E", "-s", "-c", script], { cwd, timeout: PATIENCE, windowsHide: true }, (error, out) => {
      resolve(error === null && /^\d+\.\d+\.\d+$/.test(out.trim()) ? out.trim() : undefined);
    });
  });
}

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
