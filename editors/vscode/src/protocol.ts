// What the server and we tell each other besides the language server protocol: server/alembic_ls/lsp/status.py, revisions.py and fixing.py.
import type { Range } from "vscode-languageclient";

export const STATUS = "alembic-ls/status";
export const REVISIONS = "alembic-ls/revisions";

export interface Environment {
  readonly config: string | null;
  readonly scriptLocation: string;
  readonly versionLocations: readonly string[];
  readonly modelFolders: readonly string[];
  readonly dialects: readonly string[];
  readonly heads: readonly { readonly id: string; readonly message: string }[];
  readonly drift: number;
}

export interface Status {
  readonly environments: readonly Environment[];
  readonly busy: boolean;
}

export interface Revision {
  readonly id: string;
  readonly message: string;
  readonly date: string | null;
  readonly isHead: boolean;
  readonly down: readonly string[];
  readonly scriptLocation: string;
  readonly uri: string;
  readonly range: Range;
}

export interface Done {
  readonly applied: boolean;
  readonly uri?: string | null; // of the first new file
}
