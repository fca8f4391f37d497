// VS Code's workbench, as one who sits before it uses it.
import { openBrowser } from "./browser.mjs";

const EDITOR = ".editor-group-container.active .editor-instance";
const MENU = ".action-widget .monaco-list-row.action";

export class Workbench {
  static async open(url, { timeout = 30_000, viewport } = {}) {
    const { page, close } = await openBrowser(viewport);
    page.setDefaultTimeout(timeout);
    await page.goto(url, { waitUntil: "domcontentloaded" });
    await page.locator(".monaco-workbench .part.statusbar").waitFor();
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    return Object.assign(new Workbench(), { page, close });
  }

  shot(path) {
    return this.page.screenshot({ path });
  }

  // "task.py", or "task.py:22:5" to put the cursor at line 22, column 5, counted from 1
  async open(spec) {
    const base = spec.split(":")[0].split("/").pop();
    const input = this.page.locator(".quick-input-widget:visible input");
    await this.page.keyboard.press("Control+p");
    await input.waitFor();
    await input.fill(spec);
    await this.page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${base}"]`).waitFor();
    await input.press("Enter");
    await this.page.locator(`.tab.active[data-resource-name="${base}"]`).waitFor();
    await this.page.locator(`${EDITOR} .monaco-editor .view-line`).first().waitFor();
    await this.page.locator(".quick-input-widget:visible").waitFor({ state: "detached" });
  }

  async command(title) {
    const input = this.page.locator(".quick-input-widget:visible input");
    await this.page.keyboard.press("F1");
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor();
    await input.press("Enter");
  }

  // What an open input box or list is given, and taken.
  async answer(text, row) {
    const input = this.page.locator(".quick-input-widget:visible input");
    await input.waitFor();
    await input.fill(text);
    if (row !== undefined) await this.page.locator(".quick-input-list .monaco-list-row", { hasText: row }).first().waitFor();
    await input.press("Enter");
  }

  focusEditor() {
    return this.command("Focus Active Editor Group");
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  // severity: error, warning, info, hint
  squiggles(severity = "warning") {
    return this.page.locator(`${EDITOR} .view-overlays .squiggly-${severity}`);
  }

  async noSquiggle(severity = "warning") {
    await this.page.waitForFunction((at) => document.querySelectorAll(at).length === 0, `${EDITOR} .view-overlays .squiggly-${severity}`);
  }

  // the rows of the problems panel
  async problems() {
    const panel = this.page.locator(".markers-panel");
    if (!(await panel.isVisible())) {
      await this.page.keyboard.press("Control+Shift+M");
      await panel.waitFor();
    }
    const rows = panel.locator(".monaco-list-row");
    await rows.first().waitFor();
    return rows.evaluateAll((all) => all.map((row) => row.innerText.replace(/\s+/g, " ").trim()));
  }

  async closePanel() {
    if (await this.page.locator(".part.panel").isVisible()) await this.page.keyboard.press("Control+j");
  }

  // The hover at the cursor. The marker is shown first and the server's text later: say what to wait for.
  async hover(expected) {
    const hover = this.page.locator(".monaco-hover:visible .monaco-hover-content", { hasText: expected });
    for (let left = 3; ; left--) {
      await this.page.keyboard.press("Control+k");
      await this.page.keyboard.press("Control+i");
      try {
        await hover.first().waitFor({ timeout: 5000 });
        return (await hover.allInnerTexts()).join("\n");
      } catch (error) {
        if (left === 0) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  // The titles of the quick fixes at the cursor. A change that arrives meanwhile closes the menu: it is then asked for again.
  async actions(expected) {
    const rows = this.page.locator(MENU, { hasText: expected });
    for (let left = 5; ; left--) {
      await this.page.keyboard.press("Control+.");
      try {
        await rows.first().waitFor({ timeout: 4000 });
        return (await this.page.locator(MENU).allInnerTexts()).map((text) => text.trim());
      } catch (error) {
        if (left === 0) throw error;
        await this.page.keyboard.press("Escape");
        await this.focusEditor();
      }
    }
  }

  // Takes the entry of the open menu that begins with `title`.
  async pick(title) {
    const focused = this.page.locator(".action-widget .monaco-list-row.focused");
    for (let left = 50; left > 0; left--) {
      if ((await focused.first().innerText().catch(() => "")).trim().startsWith(title)) break;
      await this.page.keyboard.press("ArrowDown");
    }
    await this.page.keyboard.press("Enter");
    await this.page.locator(".action-widget .actionList").waitFor({ state: "hidden" });
  }

  // the visible lines of the active editor
  text() {
    return this.page.locator(`${EDITOR} .monaco-editor .view-lines`).first().evaluate((lines) =>
      [...lines.querySelectorAll(".view-line")]
        .sort((one, other) => parseFloat(one.style.top) - parseFloat(other.style.top))
        .map((line) => line.textContent.replace(/\u00a0/g, " "))
        .join("\n"));
  }

  async waitForText(expected) {
    await this.page.waitForFunction(
      ([at, words]) => [...document.querySelectorAll(at)].some((line) => line.textContent.replace(/\u00a0/g, " ").includes(words)),
      [`${EDITOR} .view-line`, expected],
    );
  }

  tabs() {
    return this.page.locator(".tabs-container .tab").evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute("data-resource-name")));
  }

  activeTab() {
    return this.page.locator(".editor-group-container.active .tab.active").getAttribute("data-resource-name");
  }

  async save() {
    await this.command("File: Save All");
    await this.page.waitForFunction(() => document.querySelector(".tabs-container .tab.dirty") === null);
  }

  // our item in the status bar, once it holds these words
  async status(expected) {
    const item = this.page.locator('.statusbar-item[id="alembic-ls.alembic-ls.alembic-ls.status"]', { hasText: expected });
    await item.waitFor();
    return (await item.innerText()).trim();
  }

  // A notification that holds these words. Driven by a test, VS Code keeps them behind its bell.
  async notification(expected) {
    const center = this.page.locator(".notifications-center.visible");
    const found = center.locator(".notification-list-item", { hasText: expected });
    for (let left = 20; ; left--) {
      if (!(await center.isVisible())) await this.page.locator('.statusbar-item[id="status.notifications"]').click();
      try {
        await found.first().waitFor({ timeout: 1500 });
        return found.first();
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  }

  // Opens the menu of a file or folder in the explorer, and waits for an entry.
  async contextMenu(name, entry) {
    await this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first().click({ button: "right" });
    await this.page.locator(".monaco-menu:visible .action-item", { hasText: entry }).first().waitFor();
  }
}
