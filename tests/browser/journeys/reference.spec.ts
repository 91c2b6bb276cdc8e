import { expect, test } from "../support/test";

test.describe("the API reference", () => {
  test("loads under its policy, and begins with applications and access rules", async ({ page, server, complaints, api }) => {
    void api;
    await page.goto(`${server.origin}/api/docs`);
    await expect(page.getByRole("heading", { level: 1, name: "API reference" })).toBeVisible();
    const sections = page.getByRole("heading", { level: 2 });
    await expect(sections.nth(0)).toHaveText("Applications");
    await expect(sections.nth(1)).toHaveText("Access rules");
    await expect(page.getByRole("status").first()).toContainText("Signed in as");
    expect(complaints.unexpected).toEqual([]);
  });

  test("shows calls in the language that is chosen", async ({ page, server, api }) => {
    void api;
    await page.goto(`${server.origin}/api/docs#create_application`);
    const operation = page.locator("#create_application");
    await expect(operation.getByLabel("curl", { exact: true })).toBeVisible();
    await page.getByRole("radio", { name: "Python" }).check();
    await expect(operation.getByLabel("Python", { exact: true })).toBeVisible();
    await expect(operation.getByLabel("curl", { exact: true })).toBeHidden();
  });

  test("a call is tried with the signed-in session", async ({ page, server, complaints, api }) => {
    void api;
    await page.goto(`${server.origin}/api/docs#create_application`);
    const making = page.locator("#create_application");
    await making.getByLabel("Body").fill('{"name": "made in the reference"}');
    await making.getByRole("button", { name: "Send" }).click();
    await expect(making.locator("output")).toContainText("201");
    const listing = page.locator("#list_applications");
    await listing.locator("summary").click();
    await listing.getByRole("button", { name: "Send" }).click();
    await expect(listing.locator("output")).toContainText("made in the reference");
    expect(complaints.unexpected).toEqual([]);
  });

  test("fits a phone, in the dark too", async ({ page, server, api }) => {
    void api;
    await page.setViewportSize({ width: 375, height: 700 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(`${server.origin}/api/docs#list_access_rules`);
    await expect(page.locator("#list_access_rules")).toHaveAttribute("open", "");
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    expect(wider).toBe(false);
  });
});
