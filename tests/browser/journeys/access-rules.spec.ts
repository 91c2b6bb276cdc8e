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
