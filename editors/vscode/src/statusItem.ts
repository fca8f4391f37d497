// The item in the status bar: the head of the environment at hand, and how much no revision covers yet.
import * as vscode from "vscode";
import type { Environment } from "./protocol";
import type { Server } from "./server";

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("alembic-ls.status", vscode.StatusBarAlignment.Right, 100);
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly server: Server) {
    this.item.name = "Alembic";
    this.item.command = { title: "Alembic", command: "workbench.action.quickOpen", arguments: [">Alembic: "] };
    this.subscriptions = vscode.Disposable.from(
      server.onDidChange(() => { this.show(); }),
      vscode.window.onDidChangeActiveTextEditor(() => { this.show(); }),
    );
    this.show();
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.item.dispose();
  }

  private show(): void {
    const { status, wrong, launch } = this.server;
    const at = environmentAtHand(status.environments);
    this.item.backgroundColor = wrong === undefined ? undefined : new vscode.ThemeColor("statusBarItem.errorBackground");
    if (wrong !== undefined) {
      this.item.text = "$(error) Alembic";
      this.item.tooltip = wrong;
    } else if (launch === undefined || (at === undefined && !status.busy)) {
      this.item.hide();
      return;
    } else {
      this.item.text = `${status.busy ? "$(loading~spin)" : "$(database)"} ${at === undefined ? "Alembic" : summary(at)}`;
      this.item.tooltip = tooltip(status.environments);
    }
    this.item.accessibilityInformation = { label: `Alembic: ${at === undefined ? (wrong ?? "reading") : spoken(at)}` };
    this.item.show();
  }
}

/** The environment that the active file belongs to, as near as its folders tell: the first where none does. */
function environmentAtHand(environments: readonly Environment[]): Environment | undefined {
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const nearness = (each: Environment) => {
    const folder = (each.config ?? each.scriptLocation).replace(/[^/]*$/, "");
    return active?.startsWith(folder) === true ? folder.length : 0;
  };
  return environments.reduce<Environment | undefined>(
    (best, each) => (best === undefined || nearness(each) > nearness(best) ? each : best),
    undefined,
  );
}

function summary(environment: Environment): string {
  return `${headsOf(environment)} ${environment.drift === 0 ? "$(check)" : `$(warning) ${String(environment.drift)}`}`;
}

function headsOf({ heads }: Environment): string {
  return heads.length === 1 ? (heads[0]?.id.slice(0, 12) ?? "") : heads.length === 0 ? "no revision" : `${String(heads.length)} heads`;
}

function spoken(environment: Environment): string {
  return `${headsOf(environment)}, ${left(environment)}`;
}

function left({ drift }: Environment): string {
  return drift === 0 ? "every model is covered by revisions" : `${String(drift)} ${drift === 1 ? "difference is" : "differences are"} not covered by a revision`;
}

function tooltip(environments: readonly Environment[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString("", true);
  text.isTrusted = { enabledCommands: ["alembic-ls.client.createMigration", "alembic-ls.client.mergeHeads", "alembic-ls.client.goToRevision"] };
  for (const each of environments) {
    const place = vscode.workspace.asRelativePath(vscode.Uri.parse(each.config ?? each.scriptLocation));
    text.appendMarkdown("**").appendText(place).appendMarkdown(`** · ${each.dialects.join(", ")}\n\n`);
    for (const head of each.heads) text.appendMarkdown(`$(git-commit) \`${head.id}\` `).appendText(head.message).appendMarkdown("\n\n");
    if (each.heads.length > 1) text.appendMarkdown("$(git-merge) [Merge heads](command:alembic-ls.client.mergeHeads)\n\n");
    text.appendMarkdown(`${each.drift === 0 ? "$(check)" : "$(warning)"} ${left(each)}\n\n`);
    if (each.drift > 0) text.appendMarkdown("$(new-file) [Create migration](command:alembic-ls.client.createMigration)\n\n");
  }
  return text.appendMarkdown("$(search) [Go to revision](command:alembic-ls.client.goToRevision)");
}
