import { accessible, expect, test } from "../support/test";
import { requestToken } from "../support/api";
import { textOf } from "../support/console";

test("creating an application shows its secret once", async ({ applications, page, server, api }) => {
  await applications.open();
  await applications.button("New application").first().click();
  const name = applications.dialog.getByLabel("Name", { exact: true });
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute("autocomplete", "off");
  await accessible(page, "new application");
  await page.keyboard.press("Escape");
  await expect(applications.dialog).toHaveCount(0);
  await expect(applications.button("New application").first()).toBeFocused();

  const { clientId, secret } = await applications.create("ci-pipeline-prod");
  expect(clientId).toMatch(/^ci-pipeline-prod-[a-z0-9]+$/);
  expect(secret).toMatch(/^cls_[0-9A-Za-z]{40,}$/);
  for (const label of ["Client ID", "Client secret"]) {
    const field = applications.dialog.getByRole("textbox", { name: label, exact: true });
    await expect(field).toHaveAttribute("readonly");
    await expect(field).not.toHaveAttribute("type", "password");
    await expect(field).toHaveAttribute("autocomplete", "off");
  }
  await expect(applications.dialog).toContainText("grant_type=client_credentials");
  await accessible(page, "application created");

  // Done is never disabled: the first press points at the tick.
  const done = applications.dialog.getByRole("button", { name: "Done", exact: true });
  await done.click();
  await expect(applications.dialog).toBeVisible();
  await expect(applications.dialog.getByRole("checkbox", { name: "I have stored it" })).not.toBeChecked();
  const waiting = page.waitForEvent("download");
  await applications.dialog.getByRole("button", { name: "Download .env" }).click();
  const env = await textOf(await waiting);
  expect(env).toContain(clientId);
  expect(env).toContain(secret);
  await expect(applications.dialog.getByRole("checkbox", { name: "I have stored it" })).toBeChecked();
  await done.click();
  await expect(applications.dialog).toHaveCount(0);

  await expect(applications.row("ci-pipeline-prod")).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(stored).not.toContain(secret);
  expect((await requestToken(server, clientId, secret)).status).toBe(200);
  expect((await api.applications()).map((application) => application.name)).toEqual(["ci-pipeline-prod"]);
});

test("the short path of creating ends with two presses of Done", async ({ applications }) => {
  await applications.open();
  await applications.create("short-path");
  const done = applications.dialog.getByRole("button", { name: "Done", exact: true });
  await done.click();
  await expect(applications.dialog).toBeVisible();
  await done.click();
  await expect(applications.dialog).toHaveCount(0);
});

test("Enter that is held down creates, and leaves the secret to be seen", async ({ applications, page, api }) => {
  await applications.open();
  await applications.complete();
  await applications.button("New application").first().click();
  await applications.dialog.getByLabel("Name", { exact: true }).fill("held-down");
  await hold(page, "Enter");
  await expect(applications.dialog.getByRole("textbox", { name: "Client secret", exact: true })).toBeVisible();
  await expect(applications.dialog.getByRole("checkbox", { name: "I have stored it" })).not.toBeChecked();
  await applications.stored();

  await applications.select("held-down");
  await applications.button("Regenerate client secret").click();
  await applications.dialog.getByRole("button", { name: "Regenerate", exact: true }).focus();
  await hold(page, "Enter");
  await expect(applications.dialog.getByRole("textbox", { name: "New client secret", exact: true })).toBeVisible();
  await applications.stored();
  expect(await api.applications()).toHaveLength(1);
});

/** As the system repeats a key: the first press, then thirty a second. */
async function hold(page: import("@playwright/test").Page, key: string) {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.down(key);
    await page.waitForTimeout(33);
  }
  await page.keyboard.up(key);
}

/** Changes of applications wait on their way to the server until they are released. */
async function holdAnswers(page: import("@playwright/test").Page) {
  let held = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api/v1/apps/*", async (route) => {
    if (route.request().method() === "GET") return route.fallback();
    held += 1;
    await released;
    await route.fallback();
  });
  return { held: () => held, release };
}

async function middle(button: import("@playwright/test").Locator): Promise<{ x: number; y: number }> {
  const box = (await button.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test("a name that is refused stays, with the reason under it", async ({ applications, page, api, complaints }) => {
  complaints.expect(/status of (400|409)/);
  await api.createApplication("ci-pipeline-prod");
  await applications.open();
  await applications.button("New application").first().click();
  const name = applications.dialog.getByLabel("Name", { exact: true });
  const create = applications.dialog.getByRole("button", { name: "Create", exact: true });
  for (const refused of ["CI-Pipeline-Prod", "   ", "x".repeat(257), "a\u202eb"]) {
    await name.fill(refused);
    await create.click();
    await expect(name).toHaveAttribute("aria-invalid", "true");
    await expect(name).toBeFocused();
    await expect(name).toHaveAccessibleDescription(/\w/);
    await expect(name).toHaveValue(refused);
  }
  await accessible(page, "new application refused");
  await name.fill("日本語 (prod)");
  await create.click();
  await expect(applications.dialog.getByRole("textbox", { name: "Client secret", exact: true })).toBeVisible();
});

test("regenerating: the old secret is dead at once, the new one works", async ({ applications, page, server, api }) => {
  const { clientId, secret } = await api.createApplication("nightly-etl");
  const before = await requestToken(server, clientId, secret);
  await applications.open();
  await applications.select("nightly-etl");
  await applications.button("Regenerate client secret").click();
  await expect(applications.dialog).toContainText("nightly-etl");
  await expect(applications.dialog.getByRole("button", { name: "Cancel", exact: true })).toBeFocused();
  await accessible(page, "regenerate warning");
  expect((await requestToken(server, clientId, secret)).status).toBe(200);

  await applications.dialog.getByRole("button", { name: "Regenerate", exact: true }).click();
  const field = applications.dialog.getByRole("textbox", { name: "New client secret", exact: true });
  await expect(field).toBeVisible();
  const fresh = await field.inputValue();
  await accessible(page, "regenerated");
  const old = await requestToken(server, clientId, secret);
  expect([old.status, old.body.error]).toEqual([401, "invalid_client"]);
  expect((await requestToken(server, clientId, fresh)).status).toBe(200);
  const me = await fetch(`${server.origin}/api/v1/authorization/me/access-rules`, {
    headers: { authorization: `Bearer ${before.body.access_token}` },
  });
  expect(me.status).toBe(401);
  await applications.stored();
  expect(await page.content()).not.toContain(fresh);
});

test("regenerating with an overlap: both secrets work until the old one is ended", async ({ applications, page, server, api }) => {
  const { clientId, secret } = await api.createApplication("nightly-etl");
  await applications.open();
  await applications.select("nightly-etl");
  await applications.button("Regenerate client secret").click();
  await expect(applications.dialog).toContainText(`ends in ${secret.slice(-4)}`);
  await applications.dialog.getByLabel("Previous secret").selectOption("Works for one more day");
  await expect(applications.dialog).not.toContainText("This revokes");
  await accessible(page, "regenerate with an overlap");
  await applications.dialog.getByRole("button", { name: "Regenerate", exact: true }).click();
  const fresh = await applications.dialog.getByRole("textbox", { name: "New client secret", exact: true }).inputValue();
  expect((await requestToken(server, clientId, secret)).status).toBe(200);
  expect((await requestToken(server, clientId, fresh)).status).toBe(200);
  await applications.stored();

  await applications.button("Regenerate client secret").click();
  await expect(applications.dialog).toContainText("The one before it works until");
  await accessible(page, "the previous secret lives");
  await applications.dialog.getByRole("button", { name: "End it now", exact: true }).click();
  await expect(page.getByText("The previous secret is revoked")).toBeVisible();
  await expect(applications.dialog).not.toContainText("The one before it");
  expect((await requestToken(server, clientId, secret)).status).toBe(401);
  expect((await requestToken(server, clientId, fresh)).status).toBe(200);
});

test("disabling and enabling", async ({ applications, page, server, api }) => {
  const { clientId, secret } = await api.createApplication("crm-sync");
  await applications.open();
  await applications.select("crm-sync");
  await applications.button("Disable").first().click();
  await confirm(applications, page, "Disable");
  await expect(applications.row("crm-sync")).toContainText("Disabled");
  expect((await requestToken(server, clientId, secret)).status).toBe(401);

  await applications.button("Enable").first().click();
  await confirm(applications, page, "Enable");
  await expect(applications.row("crm-sync")).not.toContainText("Disabled");
  expect((await requestToken(server, clientId, secret)).status).toBe(200);
});

test("deleting names what stops; then nothing of it works", async ({ applications, page, server, api }) => {
  const { clientId, secret } = await api.createApplication("old-importer");
  await api.createApplication("stays");
  const { body } = await requestToken(server, clientId, secret);
  await applications.open();
  await applications.select("old-importer");
  await applications.button("Delete").click();
  await expect(applications.dialog).toContainText("old-importer");
  await expect(applications.dialog.getByRole("button", { name: "Cancel", exact: true })).toBeFocused();
  await accessible(page, "delete");
  await page.keyboard.press("Escape");
  await expect(applications.row("old-importer")).toBeVisible();

  await applications.button("Delete").click();
  await applications.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(applications.row("old-importer")).toHaveCount(0);
  await expect(applications.row("stays")).toBeVisible();
  expect((await requestToken(server, clientId, secret)).status).toBe(401);
  const me = await fetch(`${server.origin}/api/v1/authorization/me/access-rules`, {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  expect(me.status).toBe(401);
});

test("several at once: a preview, and a result per item", async ({ applications, page, api }) => {
  for (const name of ["bulk-1", "bulk-2", "bulk-3", "apart"]) await api.createApplication(name);
  await applications.open();
  await applications.select("bulk-1", "bulk-2", "bulk-3");
  for (const single of ["Access rules", "Regenerate client secret"]) {
    await expect(applications.button(single)).toHaveCount(0); // they work on one
  }

  await applications.button("Disable").first().click();
  for (const name of ["bulk-1", "bulk-2", "bulk-3"]) await expect(applications.dialog).toContainText(name);
  await accessible(page, "bulk preview");
  await confirm(applications, page, "Disable");
  for (const name of ["bulk-1", "bulk-2", "bulk-3"]) await expect(applications.row(name)).toContainText("Disabled");

  await applications.button("Delete").click();
  await applications.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await closeResult(applications);
  await expect.poll(async () => (await api.applications()).map((application) => application.name)).toEqual(["apart"]);
  await expect(applications.rows).toHaveCount(1);
});

test("what starts a batch may be pressed twice: that neither stops it nor closes what came of it", async ({ applications, page, api }) => {
  const names = ["twice-1", "twice-2", "twice-3", "twice-4", "twice-5", "twice-6"];
  for (const name of names) await api.createApplication(name);
  await applications.open();
  await applications.select(...names);
  const title = applications.dialog.getByRole("heading", { level: 2 });
  const { held, release } = await holdAnswers(page);

  // One press after the other, while it runs.
  await applications.button("Disable").first().click();
  const { x, y } = await middle(applications.dialog.getByRole("button", { name: "Disable", exact: true }));
  await page.mouse.click(x, y);
  await expect.poll(held).toBe(4);
  await page.mouse.click(x, y);
  await expect(applications.button("Stop")).toBeVisible();
  await accessible(page, "bulk running");
  release();
  await expect(title).toHaveText("6 applications disabled");
  await closeResult(applications);

  // A double click whose second press comes when all is done.
  await applications.button("Enable").first().click();
  const enable = await middle(applications.dialog.getByRole("button", { name: "Enable", exact: true }));
  await page.mouse.click(enable.x, enable.y);
  await expect(title).toHaveText("6 applications enabled");
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await expect(title).toHaveText("6 applications enabled");
  await page.mouse.click(enable.x, enable.y); // Close is there
  await expect(applications.dialog).toHaveCount(0);

  await applications.button("Delete").click();
  await applications.dialog.getByRole("button", { name: "Delete", exact: true }).focus();
  await hold(page, "Enter");
  await expect(title).toHaveText("6 applications deleted");
  await closeResult(applications);
  await expect(applications.rows).toHaveCount(0);
});

test("a batch that was stopped goes on; those that are so already aren't counted", async ({ applications, page, api }) => {
  for (const name of ["rest-1", "rest-2", "rest-3", "rest-4", "rest-5", "rest-6", "so-already"]) await api.createApplication(name);
  await applications.open();
  await applications.select("so-already");
  await applications.button("Disable").first().click();
  await confirm(applications, page, "Disable");
  await applications.grid.getByRole("checkbox", { name: "Select all" }).click();
  const title = applications.dialog.getByRole("heading", { level: 2 });
  const { held, release } = await holdAnswers(page);
  await applications.button("Disable").first().click();
  await expect(title).toHaveText("Disable 6 applications?");
  await expect(applications.dialog).toContainText("6 of 7.");
  await applications.dialog.getByRole("button", { name: "Disable", exact: true }).click();
  await expect.poll(held).toBe(4);
  await expect(title).toHaveText("Disabling: 0 of 6");
  await applications.dialog.getByRole("button", { name: "Stop", exact: true }).click();
  release();
  await expect(title).toHaveText("4 of 6 applications disabled");
  await expect(applications.dialog.getByRole("button", { name: "Retry failed", exact: true })).toHaveCount(0);
  await applications.dialog.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(title).toHaveText("6 applications disabled");
  await closeResult(applications);
  expect((await api.applications()).filter((application) => application.enabled)).toEqual([]);
});

test("hundreds at once: a list that is cut, and begins with what failed", async ({ applications, page, server, api, complaints }) => {
  complaints.expect(/status of (503)/);
  server.command(["seed", "--applications", "250", "--rules-per-application", "0"]);
  const all = await api.applications();
  const failing = all.at(-1)!; // by its place beyond those that are listed
  await applications.open();
  await applications.complete();
  await applications.grid.getByRole("checkbox", { name: "Select all" }).click();
  await page.route(`**/api/v1/apps/${failing.id}`, (route) =>
    route.request().method() === "DELETE" ? route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify({ code: 503, message: "Too busy.", error: "overloaded" }) }) : route.fallback(),
  );
  await applications.button("Delete").click();
  const items = applications.dialog.getByRole("list", { name: "Applications" }).getByRole("listitem");
  await expect(items).toHaveCount(200);
  await expect(applications.dialog).toContainText("and 50 others");
  await accessible(page, "many to be deleted");
  await applications.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(applications.dialog.getByRole("heading", { level: 2 })).toHaveText(/^249 of 250 applications/, { timeout: 90_000 });
  await expect(items.first()).toContainText("Too busy.");
  await expect.poll(async () => (await api.applications()).map((application) => application.id)).toEqual([failing.id]);
  await page.unroute(`**/api/v1/apps/${failing.id}`);
  await applications.dialog.getByRole("button", { name: "Retry failed", exact: true }).click();
  await closeResult(applications);
  await expect.poll(async () => (await api.applications()).length).toBe(0);
  await expect(applications.rows).toHaveCount(0);
});

test("two administrators change the same application: neither change is lost silently", async ({ applications, api, complaints }) => {
  complaints.expect(/status of (404|409|412)/);
  const gone = await api.createApplication("gone-meanwhile");
  await applications.open();
  await applications.select("gone-meanwhile");
  await applications.button("Delete").click();
  await api.call("DELETE", `/api/v1/apps/${gone.id}`);
  await applications.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  // It is gone, as asked; whatever the page says, it doesn't stay in the table.
  await closeResult(applications);
  await expect(applications.row("gone-meanwhile")).toHaveCount(0);
});

type Applications = import("../support/console").Console;

/** Confirms in the dialog where there is one, and closes the result. */
async function confirm(applications: Applications, page: import("@playwright/test").Page, action: string) {
  const button = applications.dialog.getByRole("button", { name: action, exact: true });
  const asked = await button.waitFor({ timeout: 3000 }).then(() => true, () => false);
  if (asked) {
    await button.click();
    await closeResult(applications);
  }
  await expect(page.locator("dialog[open]")).toHaveCount(0);
}

async function closeResult(applications: Applications) {
  const close = applications.dialog.getByRole("button", { name: /^(Close|Done)$/ });
  const shown = await close.waitFor({ timeout: 5000 }).then(() => true, () => false);
  if (shown) await close.click();
  await expect(applications.dialog).toHaveCount(0);
}
