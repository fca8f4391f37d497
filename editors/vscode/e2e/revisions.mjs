// usage: revisions.mjs BASE WORKSPACE PICTURES     The example's revisions: two heads are merged, a downgrade is written, a migration is named.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tell } from "./story.mjs";

const [base, folder, pictures] = process.argv.slice(2);
const versions = join(folder, "backend", "alembic", "versions");
const HEAD = "b3e96d05a7f8";
const REVIEW = "5d1c07b2e964";
const OTHER = "a94f3b60d817";
const picture = (name) => join(pictures, `${name}.png`);
const known = new Set(readdirSync(versions));
const made = () => readdirSync(versions).filter((name) => name.endsWith(".py") && !known.has(name)); // by the editor
const headOf = (name) => /^revision.* = ["'](\w+)/m.exec(readFileSync(join(versions, name), "utf8"))[1];

// A revision that is made elsewhere: by a colleague, say.
function write(id, down, message, upgrade) {
  const name = `2025_08_01_${id}_${message.toLowerCase().replaceAll(" ", "_")}.py`;
  writeFileSync(join(versions, name), `"""${message}

Revision ID: ${id}
Revises: ${down}
Create Date: 2025-08-01 09:00:00

"""

import sqlalchemy as sa
from alembic import op

revision: str = "${id}"
down_revision: str | None = "${down}"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
${upgrade}


def downgrade() -> None:
    pass
`);
  known.add(name);
  return name;
}

const review = write(REVIEW, HEAD, "Add task review date", '    op.add_column("task", sa.Column("review_date", sa.Date(), nullable=True))');

await tell(`${base}/?folder=${folder}`, pictures, {
  "merge heads makes one of two": async (w) => {
    await w.open(review);
    await w.status(REVIEW);
    write(OTHER, HEAD, "Add tag note", '    op.add_column("tag", sa.Column("note", sa.String(), nullable=True))');
    await w.status("2 heads");
    await w.command("Alembic: Merge Heads");
    await w.waitForText("down_revision");
    await w.page.locator('.tab.active:not(.dirty)[data-resource-name*="merge"]').waitFor();
    const [name] = made();
    const text = readFileSync(join(versions, name), "utf8");
    assert.ok(text.includes(REVIEW) && text.includes(OTHER), text);
    await w.status(headOf(name));
    await w.shot(picture("merge"));
  },
  "write downgrade undoes the upgrade": async (w) => {
    await w.open(review);
    await w.squiggles("error").first().waitFor();
    await w.command("Alembic: Write Downgrade");
    await w.waitForText('drop_column("review_date")');
    await w.noSquiggle("error");
    await w.shot(picture("downgrade"));
    await w.save();
    assert.match(readFileSync(join(versions, review), "utf8"), /def downgrade\(\) -> None:\n[^#]*drop_column/);
  },
  "create migration, as a command, bears the message that is given": async (w) => {
    await w.status("2"); // the two columns have no field
    await w.command("Alembic: Create Migration");
    await w.answer("Take back what no model has");
    await w.page.locator('.tab.active:not(.dirty)[data-resource-name*="take_back"]').waitFor();
    const text = readFileSync(join(versions, made().find((name) => name.includes("take_back"))), "utf8");
    assert.match(text, /^"""Take back what no model has/);
    assert.match(text, /drop_column\(['"]review_date/);
    assert.match(text, /drop_column\(['"]note/);
    await w.status(/^(?!.*2$)/);
  },
});
