import { accessible, expect, test } from "../support/test";

test("on a fresh installation a cluster, a department and a project are added in place", async ({ applications, page, api }) => {
  await api.createApplication("ci-pipeline-prod");
  await applications.open();
  await applications.select("ci-pipeline-prod");
  await applications.button("Access rules").click();
  await expect(applications.dialog).toContainText("ci-pipeline-prod");
  await accessible(page, "access rules, none yet");
  await applications.dialog.getByRole("button", { name: "Access rule", exact: true }).click();
  await applications.chooseRole("Researcher");
  await accessible(page, "new access rule");

  for (const [kind, name, label] of [
    ["cluster", "A", "Cluster: A"],
    ["department", "Research", "Department: Research"],
    ["project", "vision", "Project: vision"],
  ] as const) {
    await addUnit(applications, kind, name);
    await expect(applications.scope(label)).toBeVisible();
    await applications.scope(label).click();
  }
  await accessible(page, "scope tree with units");
  await applications.scope("Cluster: A").click({ position: { x: 40, y: 8 } });
  await expect(applications.scope("Cluster: A")).toHaveAttribute("aria-selected", "true");
  await applications.saveRule();
  await expect(applications.dialog).toContainText("Researcher");
  await applications.dialog.getByRole("button", { name: "Close", exact: true }).click();
  await expect(applications.row("ci-pipeline-prod")).toContainText("Researcher · Cluster: A");

  const [application] = await api.applications();
  expect(application!.accessRules).toMatchObject([{ roleName: "Researcher", scopeType: "cluster", scopeName: "A" }]);
});

test("a rule is found in the tree by search, deleted by its trash button, and gone from the row", async ({ applications, page, api }) => {
  const { id } = await api.createApplication("notebook");
  const cluster = await api.createCluster("A");
  const department = await api.createDepartment("Research", cluster);
  for (const project of ["genomics", "vision", "speech"]) await api.createProject(project, cluster, department);
  await api.addRule(id, "Viewer", "tenant", await api.account());
  await applications.open();
  await expect(applications.row("notebook")).toContainText("Viewer · Account");
  await applications.select("notebook");
  await applications.button("Access rules").click();
  await applications.dialog.getByRole("button", { name: "Access rule", exact: true }).click();
  await applications.chooseRole("Researcher");
  await applications.dialog.getByRole("searchbox").fill("vis");
  await expect(applications.scope("Project: vision")).toBeVisible();
  await expect(applications.scope("Project: speech")).toHaveCount(0);
  await accessible(page, "scope tree searched");
  await applications.scope("Project: vision").click();
  await applications.saveRule();

  await accessible(page, "access rules");
  const trash = applications.dialog.getByRole("button", { name: /^Delete access rule Viewer/ });
  await trash.click();
  await expect(trash).toHaveCount(0);
  await applications.dialog.getByRole("button", { name: "Close", exact: true }).click();
  await expect(applications.row("notebook")).toContainText("Researcher · Project: vision");
  await expect(applications.row("notebook")).not.toContainText("Viewer");
  const [application] = await api.applications();
  expect(application!.accessRules).toHaveLength(1);
});

test("an application that somebody deletes meanwhile: its rules say so, and offer nothing", async ({ applications, page, api, complaints }) => {
  complaints.expect(/status of 404/);
  const cluster = await api.createCluster("A");
  const gone = async (name: string) => {
    await expect(applications.dialog.getByRole("alert")).toHaveText(`Somebody deleted ${name} meanwhile. Nothing is left to do.`);
    await expect(applications.dialog.getByRole("button", { name: "Close", exact: true })).toBeFocused();
    await expect(applications.dialog.getByRole("button")).toHaveCount(2); // with the cross
    await expect(page.getByText(/^Access rule .* deleted$/)).toHaveCount(0);
    await expect(applications.dialog).not.toContainText("No access rules yet");
    await accessible(page, "access rules of what is gone");
    await page.keyboard.press("Enter");
    await expect(applications.dialog).toHaveCount(0);
    await expect(applications.row(name)).toHaveCount(0);
  };
  const open = async (name: string) => {
    const { id } = await api.createApplication(name);
    await api.addRule(id, "Viewer", "cluster", cluster);
    await applications.open();
    await expect(applications.row(name)).toContainText("Viewer · Cluster: A");
    await applications.select(name);
    return () => api.call("DELETE", `/api/v1/apps/${id}`);
  };
  const rules = async (name: string) => {
    const remove = await open(name);
    await applications.button("Access rules").click();
    await expect(applications.dialog.getByRole("button", { name: "Access rule", exact: true })).toBeVisible();
    return remove;
  };

  // A rule of it is deleted.
  let remove = await rules("gone-1");
  await page.waitForLoadState("networkidle");
  await remove();
  await applications.dialog.getByRole("button", { name: /^Delete access rule Viewer/ }).click();
  await gone("gone-1");

  // It is given one.
  remove = await rules("gone-2");
  await applications.dialog.getByRole("button", { name: "Access rule", exact: true }).click();
  await applications.chooseRole("Researcher");
  await applications.scope("Cluster: A").click();
  await remove();
  await applications.dialog.getByRole("button", { name: "Save rule", exact: true }).click();
  await gone("gone-2");

  // The dialog is opened when it is gone already.
  remove = await open("gone-3");
  await remove();
  await applications.button("Access rules").click();
  await gone("gone-3");

  // One that was deleted before is to come back.
  remove = await rules("gone-4");
  await applications.dialog.getByRole("button", { name: /^Delete access rule Viewer/ }).click();
  const undo = applications.dialog.getByRole("button", { name: "Undo", exact: true });
  await undo.hover(); // so that it stays
  await remove();
  await undo.click();
  await expect(applications.toast("is not restored").first()).toContainText("Somebody deleted gone-4 meanwhile.");
});

test("what is missing in a rule is said at its field", async ({ applications, api }) => {
  await api.createApplication("notebook");
  await applications.open();
  await applications.select("notebook");
  await applications.button("Access rules").click();
  await applications.dialog.getByRole("button", { name: "Access rule", exact: true }).click();
  await applications.dialog.getByRole("button", { name: "Save rule", exact: true }).click();
  await expect(applications.dialog.getByLabel("Role", { exact: true })).toHaveAccessibleDescription(/\w/);
  await expect(applications.dialog.getByRole("button", { name: "Save rule", exact: true })).toBeVisible();
});

test("more rules than fit collapse to +N, which opens the dialog", async ({ applications, page, api }) => {
  const { id } = await api.createApplication("many-rules");
  const cluster = await api.createCluster("A");
  await api.addRule(id, "Viewer", "tenant", await api.account());
  for (const role of ["Researcher", "Editor", "ML engineer", "Viewer"]) await api.addRule(id, role, "cluster", cluster);
  await applications.open();
  const more = applications.row("many-rules").getByRole("button", { name: /all of many-rules/ });
  await more.click();
  await expect(applications.dialog.getByRole("button", { name: /^Delete access rule/ })).toHaveCount(5);
  await page.keyboard.press("Escape");
  await expect(applications.dialog).toHaveCount(0);
});

async function addUnit(applications: import("../support/console").Console, kind: string, name: string) {
  await applications.dialog.getByRole("button", { name: `Add ${kind}`, exact: true }).click();
  await applications.dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await applications.dialog.getByRole("button", { name: "Add", exact: true }).click();
}
