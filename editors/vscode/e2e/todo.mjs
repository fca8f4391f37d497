// usage: todo.mjs BASE WORKSPACE PICTURES     The example, from a new field to its migration, as one who works on it sees it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tell } from "./story.mjs";

const [base, folder, pictures] = process.argv.slice(2);
const versions = join(folder, "backend", "alembic", "versions");
const HEAD = "b3e96d05a7f8";
const picture = (name) => join(pictures, `${name}.png`);
const known = new Set(readdirSync(versions));
const made = () => readdirSync(versions).filter((name) => name.endsWith(".py") && !known.has(name)); // by the editor
const headOf = (name) => /^revision.* = ["'](\w+)/m.exec(readFileSync(join(versions, name), "utf8"))[1];
const lineOf = (path, words) => readFileSync(join(folder, path), "utf8").split("\n").findIndex((line) => line.includes(words)) + 1;

await tell(`${base}/?folder=${folder}`, pictures, {
  "the status bar tells the head and that nothing is left": async (w) => {
    await w.open(`models/task.py:${lineOf("backend/app/models/task.py", "position: int")}:1`);
    await w.status(HEAD);
    assert.equal(await w.squiggles().count(), 0);
  },
  "a field that is typed is underlined, and a problem": async (w) => {
    await w.page.keyboard.press("End");
    await w.type("\nestimate: int | None = None");
    await w.squiggles().first().waitFor();
    const problems = await w.problems();
    assert.ok(problems.some((row) => row.includes("`task.estimate`") && row.includes("missing-column")), problems.join("\n"));
    await w.status(/b3e96d05a7f8.*1/);
    await w.shot(picture("problem"));
    await w.closePanel();
  },
  "the hover tells a column's history": async (w) => {
    await w.open(`models/task.py:${lineOf("backend/app/models/task.py", "title: str")}:6`);
    const text = await w.hover("VARCHAR(200)");
    assert.match(text, /4d0b1f6a92c7/);
    await w.shot(picture("hover"));
    await w.page.keyboard.press("Escape");
  },
  "create migration makes the revision, and nothing is left": async (w) => {
    await w.open(`models/task.py:${lineOf("backend/app/models/task.py", "position: int") + 1}:6`);
    const titles = await w.actions("Create migration");
    assert.equal(titles[0], "Create migration: add estimate to task");
    await w.shot(picture("actions"));
    await w.pick("Create migration");
    await w.waitForText("def upgrade");
    await w.page.locator('.tab.active:not(.dirty)[data-resource-name*="estimate"]').waitFor();
    const name = await w.activeTab();
    assert.deepEqual(made(), [name]);
    const text = readFileSync(join(versions, name), "utf8");
    assert.match(text, /add_column\(.*estimate/s);
    assert.match(text, /drop_column\(.*estimate/s);
    const head = headOf(name);
    await w.status(head);
    await w.shot(picture("migration"));
    await w.open("models/task.py");
    await w.noSquiggle();
    assert.ok((await w.status(head)).endsWith(head), "nothing is left");
    await w.save();
  },
  "the status bar tells it all": async (w) => {
    await w.open("models/task.py");
    await w.page.locator('.statusbar-item[id="alembic-ls.alembic-ls.alembic-ls.status"]').hover();
    await w.page.locator(".monaco-hover:visible", { hasText: "alembic.ini" }).waitFor();
    await w.shot(picture("status"));
    await w.page.mouse.move(700, 200);
  },
  "a revision is found by its message": async (w) => {
    await w.command("Alembic: Go to Revision");
    const input = w.page.locator(".quick-input-widget:visible input");
    await w.page.locator(".quick-input-list .monaco-list-row", { hasText: "Create comment" }).waitFor();
    await input.fill("position");
    await w.page.locator(".quick-input-list .monaco-list-row").first().waitFor();
    await w.shot(picture("revisions"));
    await w.answer("Fill the pos", "Fill the position");
    await w.page.locator('.tab.active[data-resource-name*="27d8c16be94f"]').waitFor();
  },
  "the menus of files and folders have it": async (w) => {
    await w.contextMenu("models", "Create Migration");
    await w.page.keyboard.press("Escape");
    await w.contextMenu(/_27d8c16be94f_/, "Write Downgrade");
    await w.page.waitForTimeout(300); // it fades in
    await w.shot(picture("menu"));
    await w.page.keyboard.press("Escape");
  },
  "the walkthrough opens": async (w) => {
    await w.command("Welcome: Open Walkthrough...");
    await w.answer("Migrations that keep", "Migrations that keep");
    await w.page.locator(".getting-started-step", { hasText: "See what no revision covers" }).first().waitFor();
    await w.shot(picture("walkthrough"));
  },
});
