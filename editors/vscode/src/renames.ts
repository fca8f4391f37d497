// After a field or class is renamed with F2, the rename migration is offered. The rename itself is the Python server's.
import * as vscode from "vscode";

const RULES = new Set<unknown>(["renamed-column", "renamed-table"]);
const PATIENCE = 10_000; // milliseconds after the edit, in which the finding is its consequence

export function offerRenameMigrations(): vscode.Disposable {
  const renamed = new Map<string, number>(); // URI → when a name in it was replaced by another
  const offered = new Set<string>();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document.languageId === "python" && isRename(event)) renamed.set(event.document.uri.toString(), Date.now());
    }),
    vscode.languages.onDidChangeDiagnostics((event) => {
      for (const uri of event.uris) {
        const found = vscode.languages.getDiagnostics(uri).filter((each) => each.source === "alembic-ls" && RULES.has(each.code));
        const when = renamed.get(uri.toString()) ?? 0;
        for (const diagnostic of found) {
          const key = `${uri.toString()} ${diagnostic.message}`;
          if (Date.now() - when < PATIENCE && !offered.has(key)) void offer(uri, diagnostic);
          offered.add(key); // also where it stood there before: it is no news
        }
      }
    }),
  );
}

/** True for an edit of names that is not typed letter by letter. Of a rename VS Code passes on only the letters that differ. */
function isRename({ contentChanges, reason }: vscode.TextDocumentChangeEvent): boolean {
  const areNames = contentChanges.every((each) => /^\w*$/u.test(each.text));
  return reason === undefined && areNames && (contentChanges.length > 1 || contentChanges.some((each) => each.text.length > 1));
}

async function offer(uri: vscode.Uri, diagnostic: vscode.Diagnostic): Promise<void> {
  const [name = "it"] = /(?<=`)[^`]+(?=`)/.exec(diagnostic.message) ?? [];
  const question = `${name} has another name in the database. Alembic would drop that with its values: shall a migration rename it?`;
  const answer = await vscode.window.showInformationMessage(question, "Create Rename Migration");
  if (answer === undefined) return;
  const kind = vscode.CodeActionKind.QuickFix.value;
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, diagnostic.range, kind, 10);
  const action = actions.find((each) => each.title.startsWith("Create migration") && /rename/i.test(each.title));
  if (action?.edit !== undefined) await vscode.workspace.applyEdit(action.edit, { isRefactoring: true });
  if (action?.command !== undefined) {
    await vscode.commands.executeCommand(action.command.command, ...((action.command.arguments ?? []) as unknown[]));
  }
}
