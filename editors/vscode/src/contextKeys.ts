// What the menus ask: whether the server runs, and which folders hold revisions and models.
import * as vscode from "vscode";
import type { Server } from "./server";

export function keepContextKeys(server: Server): vscode.Disposable {
  const show = () => {
    const { environments } = server.status;
    const paths = (uris: readonly string[]) => uris.map((uri) => vscode.Uri.parse(uri).fsPath);
    set("isRunning", server.launch !== undefined);
    set("versionFolders", paths(environments.flatMap((each) => each.versionLocations)));
    set("modelFolders", paths(environments.flatMap((each) => each.modelFolders)));
  };
  return server.onDidChange(show);
}

function set(name: string, value: unknown): void {
  void vscode.commands.executeCommand("setContext", `alembic-ls.${name}`, value);
}
