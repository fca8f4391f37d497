// A revision that comes after all heads.
import type { Server } from "../server";
import { ask, fileAtHand } from "./ask";

export async function mergeHeads(server: Server, chosen?: unknown): Promise<void> {
  await ask(server, "alembic-ls.mergeHeads", { uri: fileAtHand(chosen) });
}
