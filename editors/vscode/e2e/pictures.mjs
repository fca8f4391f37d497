// usage: pictures.mjs BASE WORKSPACE PICTURES     The pictures of README.md: a small window, and nothing in it that is not talked of.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tell } from "./story.mjs";

const [base, folder, pictures] = process.argv.slice(2);
const picture = (name) => join(pictures, `readme-${name}.png`);
const models = join(folder, "backend", "app", "models");
const lineOf = (file, words) => readFileSync(join(models, file), "utf8").split("\n").findIndex((line) => line.includes(words)) + 1;

await tell(`${base}/?folder=${folder}`, pictures, {
  "the history of a column": async (w) => {
    await w.open(`models/task.py:${lineOf("task.py", "position: int")}:6`);
    await w.status("b3e96d05a7f8");
    await w.command("View: Toggle Primary Side Bar Visibility");
    await w.hover("History");
    await w.page.waitForTimeout(500);
    await w.shot(picture("history"));
    await w.page.keyboard.press("Escape");
  },
  "a field that no revision makes": async (w) => {
    await w.open(`models/task.py:${lineOf("task.py", "title: str")}:6`);
    await w.page.keyboard.press("End");
    await w.type("\nestimate: int | None = None");
    await w.squiggles().first().waitFor();
    await w.page.keyboard.press("Home");
    await w.page.locator(".codelens-decoration", { hasText: "not migrated" }).first().waitFor();
    await w.hover("Quick Fix");
    await w.hover("Not migrated");
    await w.page.waitForTimeout(500);
    await w.shot(picture("field"));
    await w.page.keyboard.press("Escape");
  },
  "its migration": async (w) => {
    await w.page.setViewportSize({ width: 960, height: 680 });
    await w.actions("Create migration");
    await w.pick("Create migration");
    await w.waitForText("def upgrade");
    await w.page.locator('.tab.active:not(.dirty)[data-resource-name*="estimate"]').waitFor();
    await w.page.waitForTimeout(1000);
    await w.shot(picture("migration"));
  },
}, { width: 960, height: 700 });
