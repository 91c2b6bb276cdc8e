import { expect, test } from "../support/test";

test.beforeEach(async ({ api }) => {
  for (const name of ["app-1", "app-2", "app-10", "abc-import", "abc-export"]) await api.createApplication(name);
});

test("a link reproduces the table as it stands", async ({ applications, page, context }) => {
  await applications.open();
  await applications.sortBy("Application");
  await applications.search("app");
  await applications.button("Columns").click();
  await page.getByRole("checkbox", { name: "Show Client ID" }).uncheck();
  await page.keyboard.press("Escape");
  await applications.filterText("Client ID", "starts with", "app-1", "app-2");
  const state = { names: await applications.column("Application"), headers: await applications.headers() };
  const link = page.url();

  const other = await context.newPage();
  const elsewhere = new (applications.constructor as new (page: import("@playwright/test").Page) => typeof applications)(other);
  await other.goto(link);
  await elsewhere.ready();
  expect({ names: await elsewhere.column("Application"), headers: await elsewhere.headers() }).toEqual(state);
  await expect(elsewhere.header("Application")).toHaveAttribute("aria-sort", "ascending");
});

test("back undoes one change of view at a time", async ({ applications, page }) => {
  await page.goto("/access/applications");
  await applications.ready();
  await page.goto("about:blank");
  // A link that is not in normal form: unknown parts, a default spelt out.
  await page.goto("/access/applications?unknown=1&q=&");
  await applications.ready();
  await applications.sortBy("Application");
  await expect(applications.header("Application")).toHaveAttribute("aria-sort", "ascending");
  await applications.search("abc");
  await expect(applications.rows).toHaveCount(2);
  await page.waitForTimeout(1200); // the burst of typing is over
  await page.goBack();
  await expect(applications.rows).toHaveCount(5);
  await expect(applications.header("Application")).toHaveAttribute("aria-sort", "ascending");
  await page.goBack();
  await expect(applications.header("Application")).not.toHaveAttribute("aria-sort", /ascending|descending/);
  await page.goBack();
  await expect(page).toHaveURL("about:blank");
});

test("forward redoes, and a reload keeps the view", async ({ applications, page }) => {
  await applications.open();
  await applications.sortBy("Application");
  await applications.sortBy("Application");
  await page.goBack();
  await expect(applications.header("Application")).toHaveAttribute("aria-sort", "ascending");
  await page.goForward();
  await expect(applications.header("Application")).toHaveAttribute("aria-sort", "descending");
  await page.reload();
  await applications.ready();
  await expect(applications.header("Application")).toHaveAttribute("aria-sort", "descending");
});

test("back, then the same link again, leads on and back", async ({ applications, page, server }) => {
  await page.goto("/no/such/page");
  const link = page.getByRole("main").getByRole("link", { name: /Applications/ });
  for (let times = 0; times < 2; times++) {
    await link.click();
    await applications.ready();
    await expect(page).toHaveURL(`${server.origin}/access/applications`);
    await page.goBack();
    await expect(page).toHaveURL(`${server.origin}/no/such/page`);
  }
});

test("an address that isn't there says so, with a way back", async ({ page, applications }) => {
  await page.goto("/no/such/page");
  await page.getByRole("link", { name: /Applications/ }).first().click();
  await applications.ready();
});

test("what is pasted into the search by mistake is cut, and stays through a reload", async ({ applications, page, api }) => {
  await api.createApplication("found-by-all");
  await applications.open();
  await applications.openSearch();
  await applications.searchBox.fill("x".repeat(100_000));
  await expect(applications.searchBox).toHaveValue("x".repeat(500));
  await expect(applications.grid).toHaveAttribute("aria-rowcount", "1");
  await page.reload();
  await expect(applications.searchBox).toHaveValue("x".repeat(500));
  await page.getByRole("button", { name: "Clear search" }).first().click();
  await expect(applications.row("found-by-all")).toBeVisible();
});

test("a filter too long for an address filters, and a reload still leads to the page", async ({ applications, page, api }) => {
  await api.createApplication("found-by-all");
  await applications.open();
  await applications.filterText("Application", null, "x".repeat(9_000));
  await expect(applications.grid).toHaveAttribute("aria-rowcount", "1");
  expect(page.url().length).toBeLessThan(8000);
  await page.reload();
  await applications.ready();
  await expect(applications.row("found-by-all")).toBeVisible();
});
