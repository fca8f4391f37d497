// Has the server do one of its commands for a file: the one that was chosen in a menu, else the active one.
import * as vscode from "vscode";
import type { Server } from "../server";

export function fileAtHand(chosen: unknown): string | undefined {
  const uri = chosen instanceof vscode.Uri ? chosen : vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === "file" ? uri.toString() : undefined;
}

/** A new revision is saved, as a quick fix's is, so that Alembic sees it. Why something could not be done is told to the user. */
export async function ask(server: Server, command: string, argument: object): Promise<void> {
  if (server.launch === undefined) {
    void vscode.window.showWarningMessage("There is no Alembic environment in this workspace: no alembic.ini, and no script.py.mako.");
    return;
  }
  try {
    const { uri } = (await server.execute(command, argument)) ?? {};
    if (typeof uri === "string") await (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))).save();
  } catch (error) {
    void vscode.window.showErrorMessage(`Alembic: ${error instanceof Error ? error.message : String(error)}`);
  }
}
