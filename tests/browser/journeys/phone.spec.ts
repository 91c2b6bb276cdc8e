import { accessible, expect, test } from "../support/test";
import { requestToken } from "../support/api";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

test("at a phone's width: find one and stop it", async ({ applications, page, server, api }) => {
  const { clientId, secret } = await api.createApplication("leaked-somewhere");
  const cluster = await api.createCluster("A");
  await api.addRule(clientId, "Researcher", "cluster", cluster);
  for (const name of ["steady-1", "steady-2"]) await api.createApplication(name);
  await applications.open();
  await noSideways(page);
  await accessible(page, "phone");

  await applications.search("leaked");
  await expect(applications.rows).toHaveCount(1);
  await applications.select("leaked-somewhere");
  await noSideways(page);
  await accessible(page, "phone, one selected");
  await applications.button("Disable").first().click();
  const sure = applications.dialog.getByRole("button", { name: "Disable", exact: true });
  if (await sure.waitFor({ timeout: 3000 }).then(() => true, () => false)) await sure.click();
  await expect(applications.row("leaked-somewhere")).toContainText("Disabled");
  expect((await requestToken(server, clientId, secret)).status).toBe(401);
});

test("at a phone's width: create, and give access", async ({ applications, page, api }) => {
  await api.createCluster("A");
  await applications.open();
  await applications.create("from-the-phone");
  await noSideways(page);
  await accessible(page, "phone, created");
  await applications.stored();
  await applications.select("from-the-phone");
  await applications.button("Access rules").click();
  await expect(applications.dialog.getByLabel("Client ID")).toHaveValue(/from-the-phone/);
  await expect(applications.dialog.getByRole("definition")).toHaveCount(3);
  await applications.addRule("Researcher", "Cluster: A");
  await noSideways(page);
  await accessible(page, "phone, access rules");
  await applications.dialog.getByRole("button", { name: "Close", exact: true }).click();
  await expect(applications.row("from-the-phone")).toContainText("Researcher");
});

async function noSideways(page: import("@playwright/test").Page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, "nothing to scroll sideways").toBeLessThanOrEqual(0);
}
