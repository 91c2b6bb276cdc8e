import { readFileSync } from "node:fs";
import { expect, test } from "../support/test";

type Case = { data_rows_in_view: number; aria_rowcount: number; header_rowindex: number; rowindex_of_view_index: Record<string, number> };

test("rows are counted and numbered as they are in view, after a filter and a sort too", async ({ applications, page, api, server }) => {
  const { table } = JSON.parse(readFileSync(new URL("../../cases/cases.json", import.meta.url), "utf8")) as { table: { aria: { cases: Case[] }[] } };
  const [all, filtered, sorted] = table.aria[0]!.cases as [Case, Case, Case];
  server.command(["seed", "--applications", String(all.data_rows_in_view - filtered.data_rows_in_view)]);
  for (let n = 0; n < filtered.data_rows_in_view; n++) await api.createApplication(`numbered-${n}`);
  await applications.open();
  await numbered(all);
  await applications.filterText("Application", null, "numbered-");
  await numbered(filtered);
  expect(await first()).toContain("numbered-36");
  await applications.sortBy("Application");
  await numbered(sorted);
  expect(await first()).toContain("numbered-0");

  async function numbered(expected: Case) {
    await expect(applications.grid).toHaveAttribute("aria-rowcount", String(expected.aria_rowcount));
    await expect(applications.grid.getByRole("row").filter({ has: page.getByRole("columnheader") })).toHaveAttribute("aria-rowindex", String(expected.header_rowindex));
    // Row by row through the keyboard: the index of the row that has the focus is one more than before.
    await applications.rows.first().getByRole("rowheader").click();
    await page.keyboard.press("Control+Home");
    for (const [at, index] of Object.entries(expected.rowindex_of_view_index)) {
      if (Number(at) === expected.data_rows_in_view - 1) await page.keyboard.press("Control+End");
      else if (Number(at) > 0) {
        while (Number(await focusedIndex()) < index) await page.keyboard.press(index - Number(await focusedIndex()) > 60 ? "PageDown" : "ArrowDown");
      }
      await expect.poll(focusedIndex).toBe(String(index));
      // Every row in the document is numbered once, without a gap around the one with the focus.
      const indices = await applications.rows.evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex"))).sort((a, b) => a - b));
      expect(new Set(indices).size).toBe(indices.length);
      expect(indices).toContain(index);
    }
  }
  async function first(): Promise<string | undefined> {
    await page.keyboard.press("Control+Home");
    await expect(page.locator('[aria-rowindex="2"]')).toBeVisible();
    return (await applications.column("Application"))[0];
  }
  function focusedIndex(): Promise<string | null> {
    return page.evaluate(() => document.activeElement?.closest("[role=row]")?.getAttribute("aria-rowindex") ?? null);
  }
});

test("rows that were loaded follow the density and the window", async ({ applications, page, api }) => {
  for (const name of ["one", "two", "three"]) await api.createApplication(name);
  await applications.open();
  await expect(applications.rows).toHaveCount(3);
  // How far a row's top is from the one above, and how high it is.
  const rows = () => applications.rows.evaluateAll((all) => {
    const [first, second] = all.map((row) => row.getBoundingClientRect()).sort((a, b) => a.top - b.top);
    return [second!.top - first!.top, first!.height].map(Math.round);
  });
  await expect.poll(rows).toEqual([32, 32]);
  const wide = (await applications.grid.boundingBox())!.width;

  await applications.button("More").click();
  await page.getByText("Comfortable").click();
  await page.keyboard.press("Escape");
  await expect.poll(rows).toEqual([40, 40]);

  await page.setViewportSize({ width: 1000, height: 700 });
  const columns = () => applications.rows.first().evaluate((row) => row.lastElementChild!.getBoundingClientRect().right);
  await expect.poll(async () => (await columns()) - (await applications.grid.boundingBox())!.x).toBeLessThan(wide);
  await page.setViewportSize({ width: 390, height: 700 });
  await expect(applications.button("Columns")).toBeHidden();
  await expect.poll(async () => new Set(await rows()).size).toBe(1);
});
