import { requestToken } from "../support/api";
import { expect, test } from "../support/test";

test("what others change shows by itself, and disturbs nothing", async ({ applications, page, api, server }) => {
  for (const name of ["stays", "renamed", "deleted", "used"]) await api.createApplication(name);
  const used = await api.createApplication("used-later");
  const asked: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/\/api\/v1\/(apps|changes)$/.test(url.pathname)) asked.push(url.pathname);
  });
  await applications.open();
  await applications.select("stays", "deleted");
  await applications.search("e");
  await applications.row("stays").getByRole("rowheader").click();
  const known = await api.applications();
  const id = (name: string) => known.find((one) => one.name === name)!.id;

  await api.call("PATCH", `/api/v1/apps/${id("renamed")}`, { name: "renamed-elsewhere" });
  await api.call("DELETE", `/api/v1/apps/${id("deleted")}`);
  await api.createApplication("new-elsewhere");
  await api.addRule(id("stays"), "Viewer", "tenant", await api.account());
  await requestToken(server, used.clientId, used.secret);
  // As when the tab comes back; by itself it asks every ten seconds.
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(applications.row("renamed-elsewhere")).toBeVisible();
  await expect(applications.row("new-elsewhere")).toBeVisible();
  await expect(applications.row("deleted")).toHaveCount(0);
  await expect(applications.row("stays")).toContainText("Viewer");
  await expect(applications.row("used-later")).not.toContainText("Never");
  await expect(applications.searchBox).toHaveValue("e");
  await expect(applications.row("stays")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("group", { name: "Actions on the selection" })).toContainText("1 selected");
  await expect(applications.row("stays").getByRole("rowheader")).toBeFocused();
  expect(asked.filter((path) => path.endsWith("/apps")), "the list is asked for once").toHaveLength(1);

  await api.createApplication("one-more");
  await expect(applications.row("one-more")).toBeVisible({ timeout: 15_000 });
});
