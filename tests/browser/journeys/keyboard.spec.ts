import { expect, type Locator, type Page, test } from "../support/test";

/** Not one click: from signing in to deleting, with the keys that a person uses. */
test("everything by keyboard alone", async ({ applications, page, api }) => {
  await api.createApplication("first-there");
  await applications.open();

  await test.step("create", async () => {
    await tabTo(page, applications.button("New application").first());
    await page.keyboard.press("Enter");
    await expect(applications.dialog.getByLabel("Name", { exact: true })).toBeFocused();
    await page.keyboard.type("by-keyboard");
    await page.keyboard.press("Enter");
    await expect(applications.dialog.getByRole("textbox", { name: "Client secret", exact: true })).toBeVisible();
    await tabTo(page, applications.dialog.getByRole("checkbox", { name: "I have stored it" }));
    await page.keyboard.press("Space");
    await tabTo(page, applications.dialog.getByRole("button", { name: "Done", exact: true }));
    await page.keyboard.press("Enter");
    await expect(applications.dialog).toHaveCount(0);
    await expect(applications.row("by-keyboard")).toBeVisible();
  });

  await test.step("walk the grid and select", async () => {
    await enterGrid(page, applications.grid);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Space");
    await expect(applications.row("by-keyboard")).toHaveAttribute("aria-selected", "true");
    await expect(applications.row("first-there")).not.toHaveAttribute("aria-selected", "true");
    // One tab stop: the next Tab leaves the grid.
    await page.keyboard.press("Tab");
    expect(await applications.grid.evaluate((grid) => grid.contains(document.activeElement) && grid !== document.activeElement)).toBe(false);
  });

  await test.step("give access, with a cluster added in place", async () => {
    await tabTo(page, applications.button("Access rules"));
    await page.keyboard.press("Enter");
    await tabTo(page, applications.dialog.getByRole("button", { name: "Access rule", exact: true }));
    await page.keyboard.press("Enter");
    const role = applications.dialog.getByLabel("Role", { exact: true });
    await tabTo(page, role);
    await pick(page, role, "Researcher");
    await tabTo(page, applications.dialog.getByRole("button", { name: "Add cluster", exact: true }));
    await page.keyboard.press("Enter");
    await expect(applications.dialog.getByRole("textbox", { name: "Name", exact: true })).toBeFocused();
    await page.keyboard.type("A");
    await page.keyboard.press("Enter");
    await expect(applications.scope("Cluster: A")).toBeVisible();
    await tabTo(page, applications.dialog.getByRole("tree", { name: "Scope" }).getByRole("treeitem").and(page.locator('[tabindex="0"]')));
    await page.keyboard.press("Home");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect(applications.scope("Cluster: A")).toHaveAttribute("aria-selected", "true");
    await tabTo(page, applications.dialog.getByRole("button", { name: "Save rule", exact: true }));
    await page.keyboard.press("Enter");
    await expect(applications.dialog.getByRole("button", { name: /^Delete access rule Researcher/ })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(applications.dialog).toHaveCount(0);
    await expect(applications.row("by-keyboard")).toContainText("Researcher · Cluster: A");
  });

  await test.step("sort by a header", async () => {
    await enterGrid(page, applications.grid);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect(applications.header("Application")).toHaveAttribute("aria-sort", "ascending");
  });

  await test.step("filter and search", async () => {
    await tabTo(page, applications.button("Add filter"));
    await page.keyboard.press("Enter");
    await page.keyboard.type("appl");
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Value", { exact: true })).toBeVisible();
    await tabTo(page, page.getByLabel("Value", { exact: true }));
    await page.keyboard.type("keyboard");
    await tabTo(page, applications.button("Apply"));
    await page.keyboard.press("Enter");
    await expect(applications.rows).toHaveCount(1);
    await tabTo(page, applications.button("Search"));
    await page.keyboard.press("Enter");
    await expect(applications.searchBox).toBeFocused();
    await page.keyboard.type("by-");
    await expect(applications.grid.locator("mark").first()).toBeVisible();
  });

  await test.step("regenerate, then delete", async () => {
    await tabTo(page, applications.button("Regenerate client secret"));
    await page.keyboard.press("Enter");
    await expect(applications.dialog.getByRole("button", { name: "Cancel", exact: true })).toBeFocused();
    await tabTo(page, applications.dialog.getByRole("button", { name: "Regenerate", exact: true }));
    await page.keyboard.press("Enter");
    await expect(applications.dialog.getByRole("textbox", { name: "New client secret", exact: true })).toBeVisible();
    await tabTo(page, applications.dialog.getByRole("button", { name: "Done", exact: true }));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expect(applications.dialog).toHaveCount(0);

    await tabTo(page, applications.button("Delete"));
    await page.keyboard.press("Enter");
    await tabTo(page, applications.dialog.getByRole("button", { name: "Delete", exact: true }));
    await page.keyboard.press("Enter");
    await expect(applications.row("by-keyboard")).toHaveCount(0);
    // The focus is somewhere a person can go on from.
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  });
});

/** Presses Tab until the element has the focus; at most once around. */
async function tabTo(page: Page, target: Locator) {
  for (const key of ["Tab", "Shift+Tab"]) {
    for (let presses = 0; presses < 60; presses++) {
      if (await has(target)) return;
      await page.keyboard.press(key);
    }
  }
  await expect(target, "reached with Tab").toBeFocused();
}

async function has(target: Locator): Promise<boolean> {
  const count = await target.count();
  return count === 1 && target.evaluate((element) => element === document.activeElement);
}

async function enterGrid(page: Page, grid: Locator) {
  for (const key of ["Tab", "Shift+Tab"]) {
    for (let presses = 0; presses < 60; presses++) {
      if (await grid.evaluate((grid) => grid === document.activeElement || grid.contains(document.activeElement))) return;
      await page.keyboard.press(key);
    }
  }
  throw new Error("Tab does not reach the grid");
}

/** Opens a list and goes down to an option. */
async function pick(page: Page, field: Locator, option: string) {
  await page.keyboard.press("Enter");
  const current = () =>
    page.evaluate(() => {
      const focused = document.activeElement;
      const pointed = focused?.getAttribute("aria-activedescendant");
      return (pointed ? document.getElementById(pointed) : focused)?.textContent ?? "";
    });
  await page.keyboard.press("Home");
  for (let presses = 0; presses < 40 && !(await current()).trim().startsWith(option); presses++) {
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(field).toContainText(option);
}
