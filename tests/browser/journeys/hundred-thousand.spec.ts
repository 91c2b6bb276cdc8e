import { expect, type Page, test } from "../support/test";
import { parseCsv } from "../support/console";
import { LongTasks } from "../support/long-tasks";

const ROWS = 100_000;
const rowCount = (rows: number) => String(rows + 1);
/** Waits by itself: the assertions' own way looks through the document, which takes long enough to be taken for the page's work. */
const counts = (page: Page, rows: number) => page.waitForFunction((count) => document.querySelector("[role=grid]")?.getAttribute("aria-rowcount") === count, rowCount(rows));

// A trace copies the document at each step, which takes longer than what is measured here.
test.use({ trace: "off" });

/** Everything that the table does, with more rows than anybody has. What is asserted is that nothing is lost or forgotten. */
test("100,000 applications: loading, typing, sorting, filters, scrolling, selecting, CSV", async ({ applications, page, api, server }, info) => {
  test.setTimeout(240_000);
  const tasks = await LongTasks.watch(page, "100,000 applications", info);
  await page.addInitScript(() => {
    const said = ((window as unknown as { loading: string[] }).loading = []) as string[];
    new MutationObserver(() => {
      const text = document.querySelector("footer")?.textContent ?? "";
      if (said.at(-1) !== text) said.push(text);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  server.command(["seed", "--applications", String(ROWS), "--rules-per-application", "1"]);
  await page.waitForTimeout(100); // connections that the server closed meanwhile are noticed
  const rows = await api.applications();
  expect(rows).toHaveLength(ROWS);
  const names = (some: typeof rows) => some.slice(0, 10).map((row) => row.name);
  const shown = async () => (await applications.column("Application")).slice(0, 10).map((name) => name.replace(/\s*Disabled$/, ""));

  await test.step("loading", async () => {
    await page.goto("/access/applications");
    await expect(applications.rows.first()).toBeVisible();
    const painted = await page.evaluate(() => new Promise<number>((done) => requestAnimationFrame(() => done(performance.now()))));
    await counts(page, ROWS);
    const whole = await page.evaluate(() => performance.now());
    tasks.say(`first rows after ${Math.round(painted)} ms, all after ${Math.round(whole)} ms`);
    const said = await page.evaluate(() => (window as unknown as { loading: string[] }).loading);
    expect(said.some((text) => text.includes("Loading applications"))).toBe(true);
    await expect(applications.status).toContainText("100,000 of 100,000");
    expect(await shown()).toEqual(names(rows));
    await page.waitForTimeout(3000); // what searching needs is made meanwhile
    await tasks.report("loading");
  });

  await test.step("typing", async () => {
    for (const words of ["grafana", "prod airflow"]) {
      await applications.searchBox.or(applications.button("Search")).first().click();
      await applications.searchBox.fill("");
      await applications.searchBox.pressSequentially(words, { delay: 30 });
      const found = rows.filter((row) => words.split(" ").every((word) => textOf(row).includes(word)));
      expect(found.length).toBeGreaterThan(0);
      await counts(page, found.length);
      await expect.poll(shown).toEqual(names(found));
    }
    await applications.searchBox.fill("");
    await counts(page, ROWS);
    await tasks.report("typing 19 characters and clearing them twice");
  });

  await test.step("sorting", async () => {
    const oldest = [...rows].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
    for (const first of [oldest, rows]) {
      await applications.sortBy("Creation time");
      await expect.poll(shown).toEqual(names(first));
    }
    await tasks.report("sorting by a time, and back");
    for (const direction of ["ascending", "descending"]) {
      await applications.sortBy("Application");
      await expect(applications.header("Application")).toHaveAttribute("aria-sort", direction);
      await expect(applications.grid).not.toHaveAttribute("aria-busy");
    }
    await tasks.report("sorting by name, and back");
    await applications.sortBy("Created by");
    await applications.sortBy("Access rule(s)", { add: true });
    await expect(applications.grid).not.toHaveAttribute("aria-busy");
    await tasks.report("sorting by two columns");
  });

  await test.step("filters", async () => {
    const creator = rows[0]!.createdBy;
    await applications.filterSet("Created by", null, creator);
    const own = rows.filter((row) => row.createdBy === creator);
    await counts(page, own.length);
    await tasks.report("filter of a list");
    await applications.filterText("Application", null, "canary", "etl");
    const both = own.filter((row) => /canary|etl/i.test(row.name));
    await counts(page, both.length);
    await tasks.report("filter of texts");
    await page.goto("/access/applications"); // the view starts anew, by its address
    await counts(page, ROWS);
    await page.waitForTimeout(2000);
    await tasks.report("loading again");
  });

  await test.step("scrolling, to the last row", async () => {
    await applications.rows.first().getByRole("rowheader").hover();
    for (let times = 0; times < 30; times++) await page.mouse.wheel(0, 900);
    for (const part of [0.2, 0.9, 0.5]) await applications.grid.evaluate((grid, part) => (grid.scrollTop = grid.scrollHeight * part), part);
    await tasks.report("scrolling");
    await applications.grid.evaluate((grid) => (grid.scrollTop = 0));
    await applications.rows.first().getByRole("rowheader").click();
    await page.keyboard.press("Control+End");
    const last = page.locator(`[aria-rowindex="${rowCount(ROWS)}"]`);
    await expect(last).toBeInViewport({ ratio: 0.9 });
    await expect(last).toContainText(rows.at(-1)!.name);
    expect(await applications.rows.count(), "only what is on screen is in the document").toBeLessThan(120);
    await page.keyboard.press("Control+Home");
    await expect(page.locator('[aria-rowindex="2"]')).toBeInViewport({ ratio: 0.9 });
    await tasks.report("to the end and back");
  });

  await test.step("selecting one, a range, all", async () => {
    const bar = page.getByRole("group", { name: "Actions on the selection" });
    await applications.rows.first().getByRole("checkbox").check();
    await expect(bar).toContainText("1 selected");
    await tasks.report("selecting one");
    await applications.rows.first().getByRole("rowheader").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Shift+Space");
    await expect(bar).toContainText("100,000 selected");
    await tasks.report("a range of all");
    await applications.grid.getByRole("checkbox", { name: "Select all" }).click();
    await expect(bar).not.toContainText("100,000 selected");
    await tasks.report("selecting none");
    await applications.grid.getByRole("checkbox", { name: "Select all" }).click();
    await expect(bar).toContainText("100,000 selected");
    await tasks.report("selecting all");
    await applications.search("canary");
    await expect(bar).toContainText("100,000 selected");
    await page.keyboard.press("Escape");
    await tasks.report("typing with all selected");
  });

  await test.step("CSV", async () => {
    await counts(page, ROWS);
    const file = await applications.downloadCsv();
    await tasks.report("CSV");
    const ids = parseCsv(file.text).map((record) => record[1]);
    expect(ids).toHaveLength(ROWS + 1);
    expect(new Set(ids.slice(1))).toEqual(new Set(rows.map((row) => row.clientId)));
  });
});

/** What the search looks at, of names in ASCII. */
function textOf(row: { name: string; clientId: string; createdBy: string; accessRules?: { roleName: string; scopeName: string }[] }): string {
  return [row.name, row.clientId, row.createdBy, ...(row.accessRules ?? []).flatMap((rule) => [rule.roleName, rule.scopeName])].join("\n").toLowerCase();
}
