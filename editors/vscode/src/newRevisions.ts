// A revision that a quick fix has made is shown: VS Code makes the file and leaves it closed.
import * as vscode from "vscode";
import type { Server } from "./server";

export function showNewRevisions(server: Server): vscode.Disposable {
  return vscode.workspace.onDidCreateFiles(async ({ files }) => {
    const folders = server.status.environments.flatMap((each) => each.versionLocations).map((uri) => vscode.Uri.parse(uri).path);
    const made = files.find((uri) => folders.some((folder) => uri.path.startsWith(`${folder}/`)) && uri.path.endsWith(".py"));
    if (made !== undefined) await vscode.window.showTextDocument(made, { preview: false });
  });
}
