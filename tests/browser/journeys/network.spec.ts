import { accessible, expect, test } from "../support/test";

test.beforeEach(({ complaints }) => complaints.expect(/Failed to load resource/));

test("offline: the dialog keeps what was typed, and goes on once the network is back", async ({ applications, page, context }) => {
  await applications.open();
  await applications.button("New application").first().click();
  const name = applications.dialog.getByLabel("Name", { exact: true });
  await name.fill("typed-offline");
  await context.setOffline(true);
  await applications.dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(applications.dialog.getByRole("alert")).toBeVisible();
  await expect(name).toHaveValue("typed-offline");
  await accessible(page, "create failed");

  await context.setOffline(false);
  await applications.dialog.getByRole("button", { name: /^(Create|Retry|Try again)$/ }).first().click();
  await expect(applications.dialog.getByRole("textbox", { name: "Client secret", exact: true })).toBeVisible();
  await applications.stored();
  await expect(applications.rows).toHaveCount(1);
});

test("a part of the page that does not arrive is said, and fetched again", async ({ applications, page, complaints }) => {
  complaints.expect(/Failed to fetch/);
  await page.route("**/later-*", (route) => route.abort());
  await applications.open();
  await applications.button("New application").first().click();
  const toast = page.getByText("A part of the page could not be loaded");
  await expect(toast).toBeVisible();
  await accessible(page, "a part is missing");
  await page.unroute("**/later-*");
  await page.getByRole("button", { name: "Retry", exact: true }).click();
  await expect(applications.dialog.getByLabel("Name", { exact: true })).toBeFocused();
});

test("an answer that is lost on its way makes no second application", async ({ applications, page, api }) => {
  await applications.open();
  let lost = false;
  await page.route("**/api/v1/apps", async (route) => {
    if (route.request().method() !== "POST" || lost) return route.fallback();
    lost = true;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await applications.button("New application").first().click();
  await applications.dialog.getByLabel("Name", { exact: true }).fill("once-only");
  await applications.dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(applications.dialog.getByRole("alert")).toBeVisible();
  await applications.dialog.getByRole("button", { name: /^(Create|Retry|Try again)$/ }).first().click();
  await expect.poll(async () => (await api.applications()).length).toBe(1);
});

test("a rule and a cluster whose answers are lost are there, and can be worked with", async ({ applications, page, api, complaints }) => {
  complaints.expect(/status of 409/, /ERR_CONNECTION_RESET/);
  await api.createApplication("notebook");
  await api.createCluster("A");
  await applications.open();
  await applications.complete();
  await applications.select("notebook");
  const lose = (pattern: string) => {
    let lost = false;
    return page.route(pattern, async (route) => {
      if (lost || route.request().method() !== "POST") return route.fallback();
      lost = true;
      await route.fetch();
      await route.abort("connectionreset");
    });
  };
  await applications.button("Access rules").click();
  await applications.dialog.getByRole("button", { name: "Access rule", exact: true }).click();
  await applications.chooseRole("Researcher");

  await lose("**/api/v1/clusters");
  await applications.dialog.getByRole("button", { name: "Add cluster", exact: true }).click();
  const name = applications.dialog.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("B");
  await name.press("Enter");
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await name.press("Enter");
  await expect(applications.scope("Cluster: B"), "it was made by the first try").toBeVisible();
  await name.press("Escape");
  await applications.scope("Cluster: B").click();

  await lose("**/api/v1/authorization/access-rules");
  const save = applications.dialog.getByRole("button", { name: "Save rule", exact: true });
  await save.click();
  await expect(applications.dialog.getByRole("alert")).toBeVisible();
  await save.click();
  await expect(applications.dialog.getByRole("alert")).toContainText("already exists");
  await applications.dialog.getByRole("button", { name: "Back", exact: true }).click();
  await expect(applications.dialog.getByRole("button", { name: "Delete access rule Researcher · Cluster: B", exact: true })).toBeVisible();
});

test("500 while loading: what happened, the request's ID, and Retry", async ({ applications, page, api }) => {
  await api.createApplication("behind-the-error");
  let failing = true;
  let asked = 0;
  await page.route("**/api/v1/apps?*", (route) => {
    asked += 1;
    return failing
      ? route.fulfill({
          status: 500,
          contentType: "application/json",
          body: JSON.stringify({ code: 500, message: "Something went wrong here.", error: "internal", requestId: "req-1234" }),
        })
      : route.fallback();
  });
  await page.goto("/access/applications");
  await expect(page.getByText(/req-1234/)).toBeVisible();
  await accessible(page, "load failed");
  // While it still fails: the page tries again by itself too, and would take the button away.
  const before = asked;
  await page.getByRole("button", { name: /^Retry/ }).first().click();
  await expect.poll(() => asked).toBeGreaterThan(before);
  failing = false;
  await expect(applications.row("behind-the-error")).toBeVisible();
});

test("500 while saving a rule: role and scope stay chosen", async ({ applications, page, api }) => {
  await api.createApplication("notebook");
  await api.createCluster("A");
  await applications.open();
  await applications.select("notebook");
  await applications.button("Access rules").click();
  await applications.dialog.getByRole("button", { name: "Access rule", exact: true }).click();
  await applications.chooseRole("Researcher");
  await applications.scope("Cluster: A").click();
  let failing = true;
  await page.route("**/api/v1/authorization/access-rules", (route) =>
    failing && route.request().method() === "POST"
      ? route.fulfill({ status: 503, contentType: "application/json", headers: { "retry-after": "1" }, body: JSON.stringify({ code: 503, message: "Too busy.", error: "overloaded" }) })
      : route.fallback(),
  );
  await applications.dialog.getByRole("button", { name: "Save rule", exact: true }).click();
  await expect(applications.dialog.getByRole("alert")).toBeVisible();
  await expect(applications.scope("Cluster: A")).toHaveAttribute("aria-selected", "true");
  await accessible(page, "rule not saved");
  failing = false;
  await applications.saveRule();
  await applications.dialog.getByRole("button", { name: "Close", exact: true }).click();
  await expect(applications.row("notebook")).toContainText("Researcher · Cluster: A");
});

test("deleting that the server misses is tried again with Enter", async ({ applications, server, api, page }) => {
  await api.createApplication("to-be-deleted");
  await applications.open();
  await applications.complete();
  await applications.select("to-be-deleted");
  await applications.button("Delete").click();
  await server.stop();
  const button = applications.dialog.getByRole("button", { name: "Delete", exact: true });
  await button.click();
  await expect(applications.dialog.getByRole("alert")).toBeVisible();
  await expect(button).toBeFocused();
  await server.launch();
  await page.keyboard.press("Enter");
  await expect(applications.dialog).toHaveCount(0);
  expect(await api.applications()).toEqual([]);
});

test("what works on a later try takes away that it failed", async ({ applications, server, api, page }) => {
  const { id } = await api.createApplication("notebook");
  await api.addRule(id, "Viewer", "tenant", await api.account());
  await applications.open();
  await applications.complete();
  await applications.select("notebook");
  await applications.button("Access rules").click();
  await page.waitForLoadState("networkidle");
  await server.stop();
  const trash = applications.dialog.getByRole("button", { name: /^Delete access rule/ });
  await trash.click();
  const failed = page.getByText("Access rule Viewer · Account is not deleted");
  await expect(failed).toBeVisible();
  await server.launch();
  await trash.click();
  await expect(page.getByText("Access rule Viewer · Account deleted")).toBeVisible();
  await expect(failed).toHaveCount(0);
});

test("a slow network: skeleton rows first, nothing blocks, a second press does nothing twice", async ({ applications, page, api }) => {
  await api.createApplication("slow-lane");
  await page.route("**/api/v1/**", async (route) => {
    await new Promise((later) => setTimeout(later, 1500));
    await route.fallback();
  });
  await page.goto("/access/applications");
  await expect(page.getByRole("grid")).toHaveAttribute("aria-busy", "true");
  await accessible(page, "loading");
  await expect(applications.row("slow-lane")).toBeVisible();
  await applications.button("New application").first().click();
  await applications.dialog.getByLabel("Name", { exact: true }).fill("pressed-twice");
  const create = applications.dialog.getByRole("button", { name: /^Creat/ });
  await create.dblclick();
  await expect(applications.dialog.getByRole("textbox", { name: "Client secret", exact: true })).toBeVisible();
  expect(await api.applications()).toHaveLength(2);
});

test("the server restarts under an open page: rows stay, work goes on", async ({ applications, server, api, page }) => {
  await api.createApplication("before-the-restart");
  await applications.open();
  await applications.complete();
  await server.stop();
  await applications.button("New application").first().click();
  await applications.dialog.getByLabel("Name", { exact: true }).fill("after-the-restart");
  await applications.dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(applications.dialog.getByRole("alert")).toBeVisible();
  await expect(applications.row("before-the-restart")).toBeVisible();
  await server.launch();
  await applications.dialog.getByRole("button", { name: /^(Create|Retry|Try again)$/ }).first().click();
  await expect(applications.dialog.getByRole("textbox", { name: "Client secret", exact: true })).toBeVisible();
  await applications.stored();
  await expect(applications.rows).toHaveCount(2);
  void page;
});
