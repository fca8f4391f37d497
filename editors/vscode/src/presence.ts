// Whether there is an Alembic environment in the workspace. The server finds out all about it; this only says whether to start it.
import * as vscode from "vscode";
import type { Settings } from "./settings";

export const SIGNS = "**/{alembic.ini,script.py.mako}";
const LIBRARIES = "**/{site-packages,dist-packages,node_modules,.git}/**"; // Alembic itself is there, with its templates

/** True for a file that is there where an environment is: a folder that was copied or moved may only be told of as a whole. */
export function isSign(uri: vscode.Uri): boolean {
  return /\/(alembic\.ini|script\.py\.mako|env\.py)$/.test(uri.path);
}

export async function hasEnvironment(settings: Settings): Promise<boolean> {
  if (settings.ofServer["config"] !== undefined || settings.ofServer["scriptLocation"] !== undefined) return true;
  return (await vscode.workspace.findFiles(SIGNS, LIBRARIES, 1)).length > 0;
}
