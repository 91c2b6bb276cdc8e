import { expect } from "../support/test";
import { test } from "../support/seeded";
import { parseCsv, textOf } from "../support/console";
import { heard, Reader } from "../support/reader";

/** Without eyes and without a mouse: what has the focus is known by role and name alone, what happened by what is announced. */
test("an application is found, filtered for, sorted, selected and exported without seeing the page", async ({ page, rows }) => {
  const reader = await Reader.of(page);
  await page.goto("/access/applications");
  await tabTo("button “Search”");

  await test.step("find", async () => {
    const word = rows[7]!.name.slice(0, 5).toLowerCase();
    const found = rows.filter((row) => text(row).includes(word)).length;
    await page.keyboard.press("Enter");
    await until("searchbox “Search”");
    await page.keyboard.type(word, { delay: 30 });
    await hears(`${found} of ${rows.length} applications match`);
    await page.keyboard.press("Escape");
    await hears(`All ${rows.length} applications shown`);
  });

  const creator = rows[0]!.createdBy;
  const own = rows.filter((row) => row.createdBy === creator);
  await test.step("filter", async () => {
    await tabTo("button “Add filter”");
    await page.keyboard.press("Enter");
    await until(/^combobox/);
    await page.keyboard.type("created b");
    await page.keyboard.press("Enter");
    // The focus goes there by itself, in a frame or two.
    await until(/^searchbox “Find among/);
    await page.keyboard.type(creator);
    await tabTo(`checkbox “${creator}”`, 30);
    await page.keyboard.press("Space");
    await tabTo("button “Apply”", 30);
    await page.keyboard.press("Enter");
    await hears(`${own.length} of ${rows.length} applications match`);
  });

  await test.step("sort", async () => {
    await tabTo(/^(row|column)header|^gridcell|^checkbox “Select/);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowRight");
    await until("columnheader “Application”");
    await page.keyboard.press("Enter");
    await hears("Sorted by Application, ascending");
  });

  const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const sorted = own.map((row) => row.name).sort(natural.compare);
  await test.step("select", async () => {
    await page.keyboard.press("ArrowDown");
    await until(new RegExp(`^rowheader “${escape(sorted[0]!)}`));
    await page.keyboard.press("Space");
    await hears("1 selected");
    await page.keyboard.press("Shift+ArrowDown");
    await until(new RegExp(`^rowheader “${escape(sorted[1]!)}`));
    await hears("2 selected");
    await page.keyboard.press("Control+a");
    await hears(`${own.length} selected`);
  });

  await test.step("export", async () => {
    await tabTo("button “More”");
    await page.keyboard.press("Enter");
    await until("menuitem “Download as CSV”");
    const waiting = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    const download = await waiting;
    await hears(new RegExp(`${escape(download.suggestedFilename())} saved`));
    const records = parseCsv(await textOf(download)).slice(1);
    expect(records.map((record) => record[0]!.replace(/^'/, ""))).toEqual(sorted);
  });

  /** Presses Tab until this is read out. */
  async function tabTo(wanted: string | RegExp, most = 60) {
    const said: string[] = [];
    for (let presses = 0; presses < most; presses++) {
      const now = await reader.focused();
      if (is(now, wanted)) return;
      said.push(now);
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not reach ${wanted}; it reads ${said.join(" · ")}`);
  }
  async function until(wanted: string | RegExp) {
    await expect.poll(async () => is(await reader.focused(), wanted) || (await reader.focused())).toBe(true);
  }
  async function hears(wanted: string | RegExp) {
    const all: string[] = [];
    await expect
      .poll(async () => {
        all.push(...(await heard(page)));
        return all.some((said) => (typeof wanted === "string" ? said.includes(wanted) : wanted.test(said))) || all.join(" · ");
      })
      .toBe(true);
  }
});

function is(spoken: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? spoken === wanted : wanted.test(spoken);
}

function text(row: { name: string; clientId: string; createdBy: string; accessRules?: { roleName: string; scopeName: string }[] }): string {
  const rules = (row.accessRules ?? []).map((rule) => `${rule.roleName} ${rule.scopeName}`);
  return [row.name, row.clientId, row.createdBy, ...rules].join("\n").toLowerCase();
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
