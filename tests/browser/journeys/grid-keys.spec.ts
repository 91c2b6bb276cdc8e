import { expect } from "../support/test";
import { test } from "../support/seeded";
import type { Console } from "../support/console";

/** The keys of the ARIA grid pattern, each by where it leads: https://www.w3.org/WAI/ARIA/apg/patterns/grid/ */
test("every key of the grid pattern", async ({ applications, page, rows }) => {
  await applications.open();
  const last = rows.length + 1;
  const columns = 8;
  const press = (key: string) => page.keyboard.press(key);
  await applications.rows.first().getByRole("rowheader").click();
  await press("Space"); // a click selects
  await expect.poll(at).toEqual([2, 2]);

  await test.step("arrows, one cell at a time, and not past an edge", async () => {
    await leads("ArrowRight", [2, 3]);
    await leads("ArrowDown", [3, 3]);
    await leads("ArrowLeft", [3, 2]);
    await leads("ArrowUp", [2, 2]);
    await leads("ArrowLeft", [2, 1]);
    await leads("ArrowLeft", [2, 1]);
    await leads("ArrowUp", [1, 1]);
    await leads("ArrowUp", [1, 1]);
  });

  await test.step("Home and End, with and without Ctrl", async () => {
    await leads("ArrowDown", [2, 1]);
    await leads("End", [2, columns]);
    await leads("ArrowRight", [2, columns]);
    await leads("Home", [2, 1]);
    await leads("Control+ArrowRight", [2, columns]);
    await leads("Control+ArrowLeft", [2, 1]);
    await leads("Control+End", [last, columns]);
    await leads("ArrowDown", [last, columns]);
    await leads("Control+Home", [2, 1]);
  });

  await test.step("Page Down and Page Up, a screen at a time", async () => {
    await press("PageDown");
    const [row] = await at();
    expect(row).toBeGreaterThan(8);
    expect(row).toBeLessThan(40);
    await leads("PageDown", [2 * row! - 2, 1]);
    await leads("PageUp", [row!, 1]);
    await leads("PageUp", [2, 1]);
    await leads("Control+ArrowDown", [last, columns]);
    await leads("Control+ArrowUp", [2, 1]);
  });

  await test.step("Space, Shift+Space, Shift+arrows, Ctrl+A", async () => {
    await leads("ArrowRight", [2, 2]);
    await press("Space");
    expect(await selected()).toBe(1);
    await press("Space");
    expect(await selected()).toBe(0);
    await press("Space");
    await press("Shift+ArrowDown");
    await press("Shift+ArrowDown");
    expect(await selected()).toBe(3);
    await press("Shift+ArrowUp");
    expect(await selected()).toBe(2);
    await press("ArrowDown");
    await press("ArrowDown");
    expect(await selected(), "moving alone selects nothing").toBe(2);
    await press("Shift+Space");
    expect(await selected()).toBe(4);
    await press("Shift+PageDown");
    expect(await selected()).toBeGreaterThan(10);
    await press("Shift+Control+End");
    expect(await selected()).toBe(rows.length);
    await press("Shift+Control+Home");
    expect(await selected(), "back to where the range began").toBe(1);
    await press("Control+a");
    expect(await selected()).toBe(rows.length);
    await press("Home");
    await press("Space");
    expect(await selected(), "the row's own checkbox").toBe(rows.length - 1);
  });

  await test.step("F2 and Enter into a cell's controls, Tab among them, Escape and F2 out", async () => {
    await page.goto("/access/applications");
    await applications.ready();
    await applications.rows.first().getByRole("rowheader").click();
    await leads("ArrowRight", [2, 3]);
    for (const [into, out] of [["F2", "Escape"], ["Enter", "F2"]] as const) {
      await press(into);
      expect(await focusedName()).toMatch(/^Copy /);
      await press("Tab");
      expect(await focusedName(), "Tab stays in the cell").toMatch(/^Copy /);
      await press("Shift+Tab");
      await press(out);
      expect(await focusedRole()).toBe("gridcell");
    }
  });

  await test.step("headers: Enter and Space sort, Shift adds, Shift+arrow resizes, Ctrl+Shift+arrow moves", async () => {
    await leads("Control+Home", [2, 1]);
    await leads("ArrowUp", [1, 1]);
    await leads("ArrowRight", [1, 2]);
    await press("Enter");
    await expect(applications.header("Application")).toHaveAttribute("aria-sort", "ascending");
    await press("Space");
    await expect(applications.header("Application")).toHaveAttribute("aria-sort", "descending");
    await leads("End", [1, columns]);
    await press("Shift+Enter");
    await expect(applications.header("Last updated")).toHaveAttribute("aria-sort", "ascending");
    await expect(applications.header("Application")).toHaveAttribute("aria-sort", "descending");
    await leads("ArrowLeft", [1, columns - 1]);
    const width = () => applications.header("Creation time").evaluate((header) => Math.round(header.getBoundingClientRect().width));
    const before = await width();
    await press("Shift+ArrowRight");
    await expect.poll(width).toBe(before + 16);
    await press("Alt+ArrowLeft");
    await expect.poll(width).toBe(before);
    await press("Control+Shift+ArrowLeft");
    await expect.poll(() => applications.headers()).toEqual(["Application", "Client ID", "Access rule(s)", "Last login", "Creation time", "Created by", "Last updated"]);
    await expect.poll(at, "the focus goes with it").toEqual([1, columns - 2]);
    await press("Control+Shift+ArrowRight");
    await expect.poll(() => applications.headers()).toEqual(["Application", "Client ID", "Access rule(s)", "Last login", "Created by", "Creation time", "Last updated"]);
  });

  await test.step("one tab stop", async () => {
    await leads("Control+Home", [2, 1]);
    await press("Tab");
    expect(await at()).toEqual([]);
    await press("Shift+Tab");
    expect(await at(), "back where it was").toEqual([2, 1]);
    expect(await applications.grid.locator('[tabindex="0"]').count()).toBe(1);
  });

  async function leads(key: string, to: number[]) {
    await press(key);
    await expect.poll(at, key).toEqual(to);
  }
  /** Row and column of the cell with the focus, as they are told; none outside of the grid. */
  function at(): Promise<number[]> {
    return page.evaluate(() => {
      const cell = document.activeElement?.closest("[role=grid] [aria-colindex]");
      return cell ? [Number(cell.closest("[role=row]")?.getAttribute("aria-rowindex")), Number(cell.getAttribute("aria-colindex"))] : [];
    });
  }
  function focusedName(): Promise<string> {
    return page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  }
  function focusedRole(): Promise<string> {
    return page.evaluate(() => document.activeElement?.getAttribute("role") ?? "");
  }
  async function selected(): Promise<number> {
    return count(applications);
  }
});

test("the focus stays on its row through a sort, a filter, a scroll and changes of the rows", async ({ applications, page, rows, api }) => {
  await applications.open();
  const { name } = rows[4]!;
  const key = () => page.evaluate(() => document.activeElement?.closest("[role=row]")?.querySelector("input")?.getAttribute("aria-label"));
  await applications.row(name).getByRole("rowheader").click();
  await page.keyboard.press("ArrowRight");
  await applications.grid.evaluate((grid) => grid.scrollTo(0, 4000));
  await page.waitForTimeout(300);
  expect(await key()).toBe(`Select ${name}`);
  await page.evaluate(() => {
    const header = [...document.querySelectorAll<HTMLElement>("[role=columnheader]")].find((header) => header.innerText.startsWith("Creation time"));
    header?.click();
  });
  await expect(applications.header("Creation time")).toHaveAttribute("aria-sort", "ascending");
  expect(await key()).toBe(`Select ${name}`);
  // Another application comes, as from somebody else.
  const other = await api.createApplication("came-meanwhile");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(applications.grid).toHaveAttribute("aria-rowcount", String(rows.length + 2), { timeout: 30_000 });
  expect(await key()).toBe(`Select ${name}`);
  await api.call("DELETE", `/api/v1/apps/${other.id}`);
});

/** How many rows are selected, as the action bar says. */
async function count(applications: Console): Promise<number> {
  const bar = applications.page.getByRole("group", { name: "Actions on the selection" });
  const text = await bar.innerText();
  return Number(/([\d,. ]+) selected/.exec(text)?.[1]?.replace(/\D/g, "") ?? 0);
}
