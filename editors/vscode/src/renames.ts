// After a field or class is renamed with F2, the rename migration is offered. The rename itself is the Python server's.
import * as vscode from "vscode";

const RULES = new Set<unknown>(["renamed-column", "renamed-table"]);
const PATIENCE = 10_000; // milliseconds after the edit, in which the finding is its consequence
const WORD = /^[^\W\d]\w*$/u;

export function offerRenameMigrations(): vscode.Disposable {
  const renamed = new Map<string, number>(); // URI → when a name in it was replaced by another
  const offered = new Set<string>();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => {
      const isRename = event.reason === undefined && event.contentChanges.some((each) => each.rangeLength > 1 && each.text.length > 1 && WORD.test(each.text));
      if (event.document.languageId === "python" && isRename) renamed.set(event.document.uri.toString(), Date.now());
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

async function offer(uri: vscode.Uri, diagnostic: vscode.Diagnostic): Promise<void> {
  const answer = await vscode.window.showInformationMessage(`${diagnostic.message}. A migration can rename it there too.`, "Create Rename Migration");
  if (answer === undefined) return;
  const kind = vscode.CodeActionKind.QuickFix.value;
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, diagnostic.range, kind, 10);
  const action = actions.find((each) => each.title.startsWith("Create migration") && /rename/i.test(each.title));
  if (action?.edit !== undefined) await vscode.workspace.applyEdit(action.edit, { isRefactoring: true });
  if (action?.command !== undefined) {
    await vscode.commands.executeCommand(action.command.command, ...((action.command.arguments ?? []) as unknown[]));
  }
}
