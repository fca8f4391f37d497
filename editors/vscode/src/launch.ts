// How the server is started, and what it is told at the start: made anew from the settings, and compared with what runs.
import * as path from "node:path";
import * as vscode from "vscode";
import { candidates, findInterpreter, type Interpreter } from "./interpreter";
import { chosenByPythonExtension, type Chosen } from "./pythonExtension";
import { readSettings, type Settings } from "./settings";

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly interpreter: Interpreter | undefined; // undefined where a program is set that is no Python
  readonly options: Readonly<Record<string, unknown>>; // the server's initializationOptions
}

/** What is to run as things are now. Throws NoInterpreter. */
export async function planLaunch(extension: string): Promise<Launch> {
  const settings = readSettings();
  const chosen = await chosenByPythonExtension();
  const options = optionsFor(settings, chosen);
  const [program, ...args] = settings.path;
  if (program !== undefined) {
    return { command: program, args: [...args, "serve", "--stdio"], cwd: extension, interpreter: undefined, options };
  }
  const interpreter = await findInterpreter(candidates(settings, chosen), extension);
  const [command = "", ...first] = interpreter.command;
  return { command, args: [...first, ...serving(settings, extension)], cwd: extension, interpreter, options };
}

function serving(settings: Settings, extension: string): string[] {
  const script = path.join(extension, "bundled", "serve.py");
  return settings.importStrategy === "fromEnvironment" ? [script, "--from-environment"] : ["-I", script];
}

function optionsFor(settings: Settings, chosen: readonly Chosen[]): Record<string, unknown> {
  const said = settings.ofServer["sitePackages"];
  const own = settings.projectInterpreter === "" ? chosen.map((each) => each.environment) : [settings.projectInterpreter];
  const sitePackages = [...(Array.isArray(said) ? (said as string[]) : []), ...own.filter((each) => each !== undefined)];
  return {
    ...settings.ofServer,
    ...(sitePackages.length > 0 ? { sitePackages } : {}),
    trusted: vscode.workspace.isTrusted,
  };
}

/** True where the server must be started again to go from one to the other: it takes other options as it runs, but no more trust. */
export function mustRestart(from: Launch, to: Launch): boolean {
  const start = (launch: Launch) => JSON.stringify([launch.command, launch.args, launch.options["trusted"]]);
  return start(from) !== start(to);
}
