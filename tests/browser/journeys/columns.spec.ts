import { accessible, expect, type Page } from "../support/test";
import { test } from "../support/seeded";
import type { Console } from "../support/console";

const COLUMNS = ["Application", "Client ID", "Access rule(s)", "Last login", "Created by", "Creation time", "Last updated"];

for (const direction of ["ltr", "rtl"] as const) {
  test(`a header is dragged to its new place, ${direction}`, async ({ applications, page }) => {
    await applications.open();
    await applications.complete();
    await turn(page, direction);
    const { mouse } = page;
    // Between the third and the fourth, from the sixth.
    const from = await middle(applications, "Creation time");
    const to = await edge(applications, "Last login", "start", direction);
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 2, from.y);
    await expect(page.locator(".ct-drop"), "no drag yet").toHaveCount(0);
    await mouse.move((from.x + to.x) / 2, from.y);
    await mouse.move(to.x, to.y + 3);
    const line = page.locator(".ct-drop");
    await expect(line).toBeVisible();
    expect(Math.abs((await line.boundingBox())!.x - to.x)).toBeLessThan(8);
    await mouse.up();
    await expect(line).toHaveCount(0);
    expect(await applications.headers()).toEqual(["Application", "Client ID", "Access rule(s)", "Creation time", "Last login", "Created by", "Last updated"]);
    await expect(page.getByRole("status").filter({ hasText: "Creation time, 4 of 7" })).toHaveCount(1);
    for (const header of await applications.grid.getByRole("columnheader").all()) {
      expect(await header.getAttribute("aria-sort"), "a drag is no click").toBeNull();
    }
    // The next click is one.
    await applications.sortBy("Creation time");
    await expect(applications.header("Creation time")).toHaveAttribute("aria-sort", "ascending");

    await test.step("Escape leaves it where it was", async () => {
      const from = await middle(applications, "Last updated");
      const to = await middle(applications, "Client ID");
      await mouse.move(from.x, from.y);
      await mouse.down();
      await mouse.move(to.x, to.y, { steps: 4 });
      await expect(line).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(line).toHaveCount(0);
      await mouse.up();
      expect((await applications.headers()).at(-1)).toBe("Last updated");
      await expect(applications.header("Last updated")).not.toHaveAttribute("aria-sort");
    });
    await page.reload();
    await applications.ready();
    expect((await applications.headers())[3], "it is in the address").toBe("Creation time");
  });

  test(`an edge is dragged, doubly clicked and moved by keys, ${direction}`, async ({ applications, page }) => {
    await applications.open();
    await turn(page, direction);
    const width = (label = "Client ID") => applications.header(label).evaluate((header) => Math.round(header.getBoundingClientRect().width));
    const before = await width();
    const grip = await edge(applications, "Client ID", "end", direction);
    const on = direction === "rtl" ? -1 : 1;
    await page.mouse.move(grip.x - on * 3, grip.y);
    await page.mouse.down();
    await page.mouse.move(grip.x + on * 57, grip.y, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => width()).toBe(before + 60);
    const wide = await edge(applications, "Client ID", "end", direction);
    await page.mouse.dblclick(wide.x - on * 3, wide.y);
    await expect.poll(() => width()).not.toBe(before + 60);
    // As wide as the widest on screen needs: nothing is cut.
    const cut = await applications.grid.locator(".ct-body .ct-k-id > .ct-t").evaluateAll((texts) => texts.filter((text) => text.scrollWidth > text.clientWidth).length);
    expect(cut).toBe(0);
    const fitted = await width();
    await applications.header("Client ID").focus();
    await page.keyboard.press(direction === "rtl" ? "Shift+ArrowLeft" : "Shift+ArrowRight");
    await expect.poll(() => width()).toBe(fitted + 16);
  });

  test(`pinned columns stay while the others scroll, ${direction}`, async ({ applications, page }) => {
    await page.setViewportSize({ width: 900, height: 700 });
    await applications.open();
    await turn(page, direction);
    await applications.button("Columns").click();
    const pin = page.getByRole("button", { name: "Pin Last login", exact: true });
    await expect(pin).toHaveAttribute("aria-pressed", "false");
    await pin.click();
    await expect(pin).toHaveAttribute("aria-pressed", "true");
    await expect(pin, "the focus stays with it").toBeFocused();
    await accessible(page, "columns, one pinned");
    await page.keyboard.press("Escape");
    expect((await applications.headers()).slice(0, 3)).toEqual(["Application", "Last login", "Client ID"]);
    const left = (label: string) => applications.header(label).evaluate((header) => Math.round(header.getBoundingClientRect().x));
    const before = [await left("Application"), await left("Last login"), await left("Client ID")];
    await applications.grid.evaluate((grid, by) => grid.scrollBy(by, 0), direction === "rtl" ? -150 : 150);
    await expect.poll(() => left("Client ID")).not.toBe(before[2]);
    expect([await left("Application"), await left("Last login")]).toEqual(before.slice(0, 2));
    // What the keyboard reaches isn't hidden beneath them.
    await applications.rows.first().getByRole("rowheader").click();
    await page.keyboard.press("End");
    for (let presses = 0; presses < 4; presses++) await page.keyboard.press(direction === "rtl" ? "ArrowRight" : "ArrowLeft");
    const [cell, pinned] = await page.evaluate(() => {
      const cell = document.activeElement!;
      const pinned = cell.parentElement!.querySelector('[aria-colindex="3"]')!;
      const box = (of: Element) => [of.getBoundingClientRect().left, of.getBoundingClientRect().right] as const;
      return [box(cell), box(pinned)];
    });
    if (direction === "rtl") expect(cell[1]).toBeLessThanOrEqual(pinned[0] + 1);
    else expect(cell[0]).toBeGreaterThanOrEqual(pinned[1] - 1);
    // It is kept in this browser, and let go again.
    await page.reload();
    await applications.ready();
    await applications.button("Columns").click();
    await expect(pin).toHaveAttribute("aria-pressed", "true");
    await pin.click();
    await page.keyboard.press("Escape");
    await expect(applications.grid.locator(".ct-h > .is-pinned")).toHaveCount(1);
  });
}

test("from right to left the arrows follow the eye, and scrolling reaches the last column", async ({ applications, page }) => {
  await page.setViewportSize({ width: 900, height: 700 });
  await applications.open();
  await turn(page, "rtl");
  const column = () => page.evaluate(() => document.activeElement?.closest("[aria-colindex]")?.getAttribute("aria-colindex"));
  await applications.rows.first().getByRole("rowheader").click();
  await page.keyboard.press("ArrowLeft");
  expect(await column()).toBe("3");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  expect(await column()).toBe("1");
  await page.keyboard.press("End");
  expect(await column()).toBe("8");
  const [cell, grid] = await page.evaluate(() => {
    const box = (of: Element) => [of.getBoundingClientRect().left, of.getBoundingClientRect().right] as const;
    return [box(document.activeElement!), box(document.querySelector("[role=grid]")!)];
  });
  expect(cell[0]).toBeGreaterThanOrEqual(grid[0] - 1);
  expect(cell[1]).toBeLessThanOrEqual(grid[1] + 1);
  await accessible(page, "from right to left");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(900);
});

test.describe("by touch", () => {
  test.use({ hasTouch: true });

  test("a swipe over the headers scrolls, a long press moves one", async ({ applications, page }) => {
    await page.setViewportSize({ width: 900, height: 700 });
    await applications.open();
    await applications.complete();
    const session = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", x?: number, y?: number) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined ? [] : [{ x, y: y! }] });
    const glide = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
      for (let step = 1; step <= 10; step++) {
        await touch("touchMove", from.x + ((to.x - from.x) * step) / 10, from.y);
        await page.waitForTimeout(20);
      }
    };
    const scrolled = () => applications.grid.evaluate((grid) => grid.scrollLeft);
    const from = await middle(applications, "Access rule(s)");
    await touch("touchStart", from.x, from.y);
    await glide(from, { x: from.x - 160, y: from.y });
    await touch("touchEnd");
    await expect.poll(scrolled).toBeGreaterThan(50);
    expect(await applications.headers()).toEqual(COLUMNS);

    await applications.grid.evaluate((grid) => grid.scrollTo(0, 0));
    await expect.poll(scrolled).toBe(0);
    await page.waitForTimeout(300);
    const rules = await middle(applications, "Access rule(s)");
    const client = await middle(applications, "Client ID");
    await touch("touchStart", rules.x, rules.y);
    await page.waitForTimeout(600);
    await expect(page.locator(".ct-drop")).toBeVisible();
    await glide(rules, { x: client.x - 40, y: client.y });
    await touch("touchEnd");
    await expect(page.locator(".ct-drop")).toHaveCount(0);
    expect((await applications.headers()).slice(0, 3)).toEqual(["Application", "Access rule(s)", "Client ID"]);
    expect(await scrolled(), "the finger moved the column, not the page").toBe(0);
  });
});

async function turn(page: Page, direction: "ltr" | "rtl") {
  await page.evaluate((direction) => (document.documentElement.dir = direction), direction);
}

async function middle(applications: Console, label: string): Promise<{ x: number; y: number }> {
  const box = (await applications.header(label).boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Where a header starts or ends, in the direction of reading. */
async function edge(applications: Console, label: string, which: "start" | "end", direction: "ltr" | "rtl"): Promise<{ x: number; y: number }> {
  const box = (await applications.header(label).boundingBox())!;
  const isLeft = (which === "start") === (direction === "ltr");
  return { x: isLeft ? box.x : box.x + box.width, y: box.y + box.height / 2 };
}
