// What the Python extension has chosen. All that is known of it is here; without it, nothing is chosen.
import { PVSC_EXTENSION_ID, PythonExtension } from "@vscode/python-extension";
import * as vscode from "vscode";

export interface Chosen {
  readonly executable: string;
  readonly environment: string | undefined; // the folder of the virtual environment; undefined for an interpreter of the system
}

/** What it has chosen for each folder of the workspace, each once. It is not asked in an untrusted workspace. */
export async function chosenByPythonExtension(): Promise<Chosen[]> {
  const api = await pythonExtension();
  if (api === undefined) return [];
  const folders = vscode.workspace.workspaceFolders ?? [undefined];
  const found = await Promise.all(folders.map((folder) => chosenFor(api, folder)));
  return [...new Map(found.filter((each) => each !== undefined).map((each) => [each.executable, each])).values()];
}

async function chosenFor(api: PythonExtension, folder: vscode.WorkspaceFolder | undefined): Promise<Chosen | undefined> {
  const active = api.environments.getActiveEnvironmentPath(folder?.uri);
  const resolved = await api.environments.resolveEnvironment(active);
  const executable = resolved?.executable.uri?.fsPath;
  if (executable === undefined) return undefined;
  return { executable, environment: resolved?.environment === undefined ? undefined : resolved.executable.sysPrefix };
}

/** Calls `then` whenever another interpreter is chosen. */
export async function whenChosenAnew(then: () => void): Promise<vscode.Disposable | undefined> {
  return (await pythonExtension())?.environments.onDidChangeActiveEnvironmentPath(then);
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  if (!vscode.workspace.isTrusted || vscode.extensions.getExtension(PVSC_EXTENSION_ID) === undefined) return undefined;
  try {
    return await PythonExtension.api();
  } catch {
    return undefined; // it could not start, which is its own to tell
  }
}
