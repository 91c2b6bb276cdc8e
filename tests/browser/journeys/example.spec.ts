import { spawnSync } from "node:child_process";
import { expect, test } from "../support/test";

/** The product's example: in the browser, then with curl. */
test("ci-pipeline-prod, from creating it to deleting it", async ({ applications, page, server, api }) => {
  await applications.open();
  const { clientId, secret } = await applications.create("ci-pipeline-prod");
  await applications.stored();

  await applications.select("ci-pipeline-prod");
  await applications.button("Access rules").click();
  await applications.dialog.getByRole("button", { name: "Access rule", exact: true }).click();
  await applications.chooseRole("Researcher");
  await applications.dialog.getByRole("button", { name: "Add cluster", exact: true }).click();
  await applications.dialog.getByRole("textbox", { name: "Name", exact: true }).fill("A");
  await applications.dialog.getByRole("button", { name: "Add", exact: true }).click();
  await applications.scope("Cluster: A").click();
  await applications.saveRule();
  await applications.dialog.getByRole("button", { name: "Close", exact: true }).click();
  await expect(applications.row("ci-pipeline-prod")).toContainText("Researcher · Cluster: A");
  await expect(applications.row("ci-pipeline-prod")).toContainText("Never");

  const token = (secret: string) => {
    const answer = curl("-u", `${clientId}:${secret}`, "-d", "grant_type=client_credentials", `${server.origin}/oauth2/token`);
    return { status: answer.status, token: (answer.body as { access_token?: string }).access_token ?? "" };
  };
  const apps = (bearer: string) => curl("-H", `Authorization: Bearer ${bearer}`, `${server.origin}/api/v1/authorization/me/access-rules`);

  const first = token(secret);
  expect(first.status).toBe(200);
  expect(apps(first.token).status).toBe(200);
  await expect.poll(async () => (await api.applications())[0]?.lastLogin, { timeout: 10_000 }).not.toBeNull();
  await page.reload();
  await applications.ready();
  await expect(applications.row("ci-pipeline-prod")).not.toContainText("Never");

  await applications.select("ci-pipeline-prod");
  await applications.button("Regenerate client secret").click();
  await applications.dialog.getByRole("button", { name: "Regenerate", exact: true }).click();
  const field = applications.dialog.getByRole("textbox", { name: "New client secret", exact: true });
  await expect(field).toBeVisible();
  const fresh = await field.inputValue();
  expect(token(secret).status).toBe(401);
  expect(apps(first.token).status).toBe(401);
  const second = token(fresh);
  expect(second.status).toBe(200);
  await applications.stored();

  await applications.button("Delete").click();
  await applications.dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(applications.row("ci-pipeline-prod")).toHaveCount(0);
  expect(token(secret).status).toBe(401);
  expect(token(fresh).status).toBe(401);
  expect(apps(second.token).status).toBe(401);
});

function curl(...args: string[]): { status: number; body: unknown } {
  const done = spawnSync("curl", ["-sS", "-w", "\n%{http_code}", ...args], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr || String(done.error));
  const lines = done.stdout.split("\n");
  const status = Number(lines.pop());
  return { status, body: JSON.parse(lines.join("\n")) };
}
