import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, type Page } from "../support/test";
import { test } from "../support/seeded";
import type { Console } from "../support/console";
import { slowTurns } from "../support/slow-turns";

const folder = resolve(import.meta.dirname, "../../../target/shots/table");

/** The table where it is easily broken: from right to left, pinned, held, magnified, in the system's colours, at work. */
test.describe("pictures of the table", () => {
  test.use({ viewport: { width: 1100, height: 640 } });
  test.beforeAll(() => void mkdirSync(folder, { recursive: true }));

  for (const direction of ["ltr", "rtl"] as const) {
    test(direction, async ({ applications, page }) => {
      await applications.open();
      await applications.complete();
      await page.evaluate((direction) => (document.documentElement.dir = direction), direction);
      await applications.sortBy("Created by");
      await applications.sortBy("Application", { add: true });
      await applications.rows.nth(2).getByRole("rowheader").click();
      await page.keyboard.press("Shift+ArrowDown");
      await shot(page, `${direction}-selected`);
      await applications.button("Columns").click();
      await page.getByRole("button", { name: "Pin Last login", exact: true }).click();
      await shot(page, `${direction}-columns`);
      await page.keyboard.press("Escape");
      await applications.grid.evaluate((grid, by) => grid.scrollBy(by, 0), direction === "rtl" ? -120 : 120);
      await shot(page, `${direction}-pinned-and-scrolled`);
      await hold(applications, page);
      await shot(page, `${direction}-header-held`);
      await page.keyboard.press("Escape");
      await page.mouse.up();
      await applications.startFilter("Creation time");
      await shot(page, `${direction}-filter`);
    });
  }

  test("forced colours", async ({ applications, page }) => {
    await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    await applications.open();
    await applications.complete();
    await applications.rows.nth(1).getByRole("rowheader").click();
    await page.keyboard.press("ArrowDown");
    await applications.search("prod");
    await shot(page, "forced-colours");
    await applications.button("Columns").click();
    await page.getByRole("button", { name: "Pin Last login", exact: true }).click();
    await shot(page, "forced-colours-columns");
    await page.keyboard.press("Escape");
    await hold(applications, page);
    await shot(page, "forced-colours-header-held");
  });

  test("400 % zoom", async ({ applications, page }) => {
    await page.setViewportSize({ width: 320, height: 256 });
    await applications.open();
    await applications.complete();
    await shot(page, "zoom");
    await applications.rows.first().getByRole("checkbox").check();
    await shot(page, "zoom-selected");
    await applications.button("More").click();
    await shot(page, "zoom-more");
  });

  test("a file being written", async ({ applications, page, server }) => {
    server.command(["seed", "--applications", "20000"]);
    await applications.open();
    await applications.complete();
    await slowTurns(page);
    await applications.menu("Download as CSV");
    await expect(page.getByRole("progressbar", { name: /^Writing/ })).toBeVisible();
    await page.screenshot({ path: join(folder, "file-being-written.png") });
  });
});

async function shot(page: Page, name: string) {
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Holds the header of Created by over Client ID. */
async function hold(applications: Console, page: Page) {
  const from = (await applications.header("Created by").boundingBox())!;
  const to = (await applications.header("Client ID").boundingBox())!;
  await page.mouse.move(from.x + 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width - 20, to.y + 10, { steps: 5 });
}
