// What the user has set under `alembic-ls`; README.md and package.json say what each means.
import * as os from "node:os";
import * as vscode from "vscode";

export const SECTION = "alembic-ls";

export interface Settings {
  readonly importStrategy: "useBundled" | "fromEnvironment";
  readonly interpreter: readonly string[];
  readonly projectInterpreter: string;
  readonly path: readonly string[];
  readonly ofServer: Readonly<Record<string, unknown>>; // what the server itself understands
}

// The server calls them by the same names.
const OF_SERVER = [
  "dialects",
  "config",
  "scriptLocation",
  "versionLocations",
  "importRoots",
  "sitePackages",
  "since",
  "debounce",
  "cache",
  "logLevel",
] as const;

export function readSettings(): Settings {
  const given = vscode.workspace.getConfiguration(SECTION);
  return {
    importStrategy: given.get<"useBundled" | "fromEnvironment">("importStrategy", "useBundled"),
    interpreter: given.get<string[]>("interpreter", []).map(filledIn),
    projectInterpreter: filledIn(given.get<string>("projectInterpreter", "")),
    path: given.get<string[]>("path", []).map(filledIn),
    ofServer: Object.fromEntries(
      OF_SERVER.map((name): [string, unknown] => [name, given.get<unknown>(name)]).filter(([, value]) => isSaid(value)),
    ),
  };
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/** The variables that VS Code's own settings know, and `~`. */
function filledIn(text: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return text
    .replaceAll("${workspaceFolder}", folder)
    .replaceAll("${userHome}", os.homedir())
    .replace(/\$\{env:(\w+)\}/g, (_: string, name: string) => process.env[name] ?? "")
    .replace(/^~(?=$|[/\\])/, os.homedir());
}
