// All revisions to choose from, by message, id or date; the newest first.
import * as vscode from "vscode";
import type { Revision } from "../protocol";
import type { Server } from "../server";

interface Item extends vscode.QuickPickItem {
  readonly revision: Revision;
}

export async function goToRevision(server: Server): Promise<void> {
  const items = server.revisions().then((revisions) => revisions.map(item));
  const picked = await vscode.window.showQuickPick(items, {
    title: "Go to Revision",
    placeHolder: "By its message, its id or its date",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) return;
  const { uri, range } = picked.revision;
  const selection = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
}

function item(revision: Revision): Item {
  const head = revision.isHead ? "$(git-commit) " : "";
  const detail = [revision.date?.slice(0, 10), vscode.workspace.asRelativePath(vscode.Uri.parse(revision.scriptLocation))];
  return {
    label: `${head}${revision.message === "" ? revision.id : revision.message}`,
    description: revision.id,
    detail: detail.filter((each) => each !== undefined).join(" · "),
    revision,
  };
}
