import { accessible, expect, test } from "../support/test";
import { ADMIN, Api } from "../support/api";
import { Console } from "../support/console";

test("the first administrator: set-up leads on, signed in, and closes behind itself", async ({ page, server }) => {
  await page.goto(await server.setupAddress());
  const email = page.getByLabel("Email", { exact: true });
  const password = page.getByLabel("Password", { exact: true });
  await expect(password).toHaveAttribute("autocomplete", "new-password");
  await accessible(page, "set-up");

  await page.getByLabel("Organisation", { exact: true }).fill(ADMIN.organisation);
  await email.fill(ADMIN.email);
  await password.fill("short");
  await page.getByRole("button", { name: "Create administrator" }).click();
  // Refused in words, at the field; nothing typed is lost.
  await expect(password).toHaveAttribute("aria-invalid", "true");
  await expect(email).toHaveValue(ADMIN.email);
  await accessible(page, "set-up with an error");

  await password.fill(ADMIN.password);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page).toHaveURL(`${server.origin}/access/applications`);
  await expect(page.getByRole("heading", { name: "Applications", level: 1 })).toBeVisible();

  // The address is void now.
  const again = await fetch(`${server.origin}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.origin },
    body: JSON.stringify({ token: "anything", ...ADMIN }),
  });
  expect(again.ok).toBe(false);
});

test("signing in, with a wrong password first, and out", async ({ page, server, complaints }) => {
  complaints.expect(/status of 401/);
  await Api.setUp(server);
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  const email = page.getByLabel("Email", { exact: true });
  const password = page.getByLabel("Password", { exact: true });
  await expect(email).toHaveAttribute("autocomplete", "username");
  await expect(password).toHaveAttribute("autocomplete", "current-password");
  await accessible(page, "sign-in");

  await email.fill(ADMIN.email);
  await password.fill("not the password at all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(email).toHaveValue(ADMIN.email);
  await accessible(page, "sign-in refused");

  await password.fill(ADMIN.password);
  await password.press("Enter");
  await new Console(page).ready();
  await expect(page).toHaveURL(`${server.origin}/access/applications`);

  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in/);
  // Neither the address nor the back button lead in again.
  await page.goto("/access/applications");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("whoever was given a password changes it first, and can do nothing else before", async ({ page, server, complaints }) => {
  complaints.expect(/status of 40[13]/);
  const api = await Api.setUp(server);
  const { tempPassword } = await api.call<{ tempPassword: string }>("POST", "/api/v1/users", {
    email: "grace@northwind.example",
    resetPassword: true,
  });
  await page.goto("/sign-in");
  await page.getByLabel("Email", { exact: true }).fill("grace@northwind.example");
  await page.getByLabel("Password", { exact: true }).fill(tempPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  const dialog = page.getByRole("dialog", { name: "Change password" });
  await expect(dialog).toContainText("Choose one of your own");
  await accessible(page, "a temporary password");
  await dialog.getByLabel("Current password", { exact: true }).fill(tempPassword);
  await dialog.getByLabel("New password", { exact: true }).fill("violet-harbour-lantern-4");
  await dialog.getByRole("button", { name: "Change password" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Applications", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "grace@northwind.example" })).toBeVisible();
});

test("a link to a view leads there after signing in", async ({ page, server, complaints }) => {
  complaints.expect(/status of 401/);
  await Api.setUp(server);
  const link = "/access/applications?q=prod";
  await page.goto(link);
  await page.getByLabel("Email", { exact: true }).fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await new Console(page).ready();
  await expect(page).toHaveURL(server.origin + link);
});

test("a session that ends while the page is open leads to sign-in", async ({ applications, page, api, complaints }) => {
  complaints.expect(/status of 401/);
  await applications.open();
  await api.call("DELETE", "/api/v1/session");
  await applications.button("New application").first().click();
  await applications.dialog.getByLabel("Name", { exact: true }).fill("late");
  await applications.dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});

async function signOut(page: import("@playwright/test").Page) {
  const direct = page.getByRole("button", { name: "Sign out" });
  const item = page.getByRole("menuitem", { name: "Sign out" });
  if (!(await direct.isVisible())) await page.getByRole("navigation").getByRole("button").last().click();
  await direct.or(item).click();
}
