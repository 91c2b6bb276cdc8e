import { readFileSync } from "node:fs";
import { accessible, expect, test as base } from "../support/test";
import type { Application } from "../support/api";
import { Console, parseCsv } from "../support/console";
import { test } from "../support/seeded";

test("newest first, with no header marked as sorted", async ({ applications, rows }) => {
  await applications.open();
  expect(await applications.headers()).toEqual([
    "Application", "Client ID", "Access rule(s)", "Last login", "Created by", "Creation time", "Last updated",
  ]);
  const shown = await names(applications);
  expect(shown.slice(0, 10)).toEqual(rows.slice(0, 10).map((row) => row.name));
  for (const header of await applications.grid.getByRole("columnheader").all()) {
    expect((await header.getAttribute("aria-sort")) ?? "").not.toMatch(/ascending|descending/);
  }
  await expect(applications.grid).toHaveAttribute("aria-rowcount", "301");
});

test("sorting by one and by several headers", async ({ applications, rows }) => {
  await applications.open();
  await applications.sortBy("Application");
  await expect(applications.header("Application")).toHaveAttribute("aria-sort", "ascending");
  const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const sorted = rows.map((row) => row.name).sort(natural.compare);
  expect((await names(applications)).slice(0, 15)).toEqual(sorted.slice(0, 15));
  await applications.sortBy("Application");
  await expect(applications.header("Application")).toHaveAttribute("aria-sort", "descending");
  expect((await names(applications)).slice(0, 15)).toEqual(sorted.reverse().slice(0, 15));

  await applications.sortBy("Created by");
  await applications.sortBy("Creation time", { add: true });
  const both = [...rows].sort(
    (a, b) => natural.compare(a.createdBy, b.createdBy) || Date.parse(a.createdAt) - Date.parse(b.createdAt),
  );
  expect((await names(applications)).slice(0, 15)).toEqual(both.slice(0, 15).map((row) => row.name));

  // By time, not by text; those who never came are last either way.
  await applications.sortBy("Last login");
  const logins = rows.filter((row) => row.lastLogin).sort((a, b) => Date.parse(a.lastLogin!) - Date.parse(b.lastLogin!));
  expect((await names(applications)).slice(0, 10)).toEqual(logins.slice(0, 10).map((row) => row.name));
  await applications.sortBy("Last login");
  expect((await names(applications)).slice(0, 10)).toEqual(logins.reverse().slice(0, 10).map((row) => row.name));
});

test("search matches over the columns, highlighted as typed", async ({ applications, page, rows }) => {
  await applications.open();
  const word = rows[5]!.name.slice(0, 4);
  await applications.search(word);
  const found = rows.filter((row) => searchText(row).includes(word.toLowerCase()));
  await expect(applications.grid).toHaveAttribute("aria-rowcount", String(found.length + 1));
  expect((await names(applications)).slice(0, 10)).toEqual(found.slice(0, 10).map((row) => row.name));
  // The last letter may change the marks alone, so there is no row count to wait for.
  const marks = async () => [...new Set((await applications.grid.locator("mark").allInnerTexts()).map((mark) => mark.toLowerCase()))];
  await expect.poll(marks).toEqual([word.toLowerCase()]);
  await accessible(page, "search with matches");

  await applications.searchBox.fill("nothing-is-called-so");
  await expect(applications.rows).toHaveCount(0);
  await accessible(page, "no match");
  await page.keyboard.press("Escape");
  await expect(applications.grid).toHaveAttribute("aria-rowcount", "301");
});

test("a text filter, edited and removed by its chip", async ({ applications, page, rows }) => {
  await applications.open();
  const word = rows[3]!.name.slice(0, 3).toLowerCase();
  await applications.filterText("Application", null, word);
  const count = (keep: (name: string) => boolean) => String(rows.filter((row) => keep(row.name.toLowerCase())).length + 1);
  await expect(applications.grid).toHaveAttribute("aria-rowcount", count((name) => name.includes(word)));
  await accessible(page, "a text filter");

  await page.getByRole("button", { name: /^Edit filter Application/ }).click();
  await applications.operator("starts with");
  await applications.apply();
  await expect(applications.grid).toHaveAttribute("aria-rowcount", count((name) => name.startsWith(word)));

  await page.getByRole("button", { name: /^Remove filter/ }).click();
  await expect(applications.grid).toHaveAttribute("aria-rowcount", "301");
});

test("a list filter with counts, several filters at once", async ({ applications, page, rows }) => {
  await applications.open();
  const byCreator = tally(rows.map((row) => row.createdBy));
  const [creator, many] = byCreator[0]!;
  await applications.startFilter("Created by");
  await accessible(page, "a list filter");
  await page.getByRole("checkbox", { name: creator, exact: true }).check();
  await applications.apply();
  await expect(applications.grid).toHaveAttribute("aria-rowcount", String(many + 1));

  const roles = tally(rows.filter((row) => row.createdBy === creator).flatMap((row) => [...new Set((row.accessRules ?? []).map((rule) => rule.roleName))]));
  const [role, withRole] = roles[0]!;
  await applications.filterSet("Access rule: role", null, role);
  await expect(applications.grid).toHaveAttribute("aria-rowcount", String(withRole + 1));
  await expect(page.getByText(/2 filters/)).toBeVisible();
});

test("a scope finds what lies beneath it too", async ({ applications, api }) => {
  const tree = await api.call<Unit>("GET", "/api/v1/org-unit/tree");
  const cluster = tree.children.find((unit) => unit.scopeType === "cluster" && unit.children.length > 0)!;
  const beneath = new Set(all(cluster).map((unit) => unit.scopeId));
  const rows = await api.applications();
  const expected = rows.filter((row) => row.accessRules?.some((rule) => beneath.has(rule.scopeId)));
  await applications.open();
  await applications.filterSet("Access rule: scope", null, `Cluster: ${cluster.name}`);
  await expect(applications.grid).toHaveAttribute("aria-rowcount", String(expected.length + 1));
});

test("time filters: never, older than, within the last", async ({ applications, page, rows }) => {
  await applications.open();
  await applications.startFilter("Last login");
  await accessible(page, "a time filter");
  await applications.operator("never");
  await applications.apply();
  await expect(applications.grid).toHaveAttribute("aria-rowcount", String(rows.filter((row) => !row.lastLogin).length + 1));
  await page.getByRole("button", { name: /^Remove filter/ }).click();

  const day = 24 * 3600 * 1000;
  const age = (row: Application) => Date.now() - Date.parse(row.createdAt);
  for (const [operator, keep] of [
    ["within the last", (row: Application) => age(row) <= 90 * day],
    ["older than", (row: Application) => age(row) > 90 * day],
  ] as const) {
    await applications.startFilter("Creation time");
    await applications.operator(operator);
    await page.getByLabel("Value", { exact: true }).fill("90");
    await applications.apply();
    await expect(applications.grid).toHaveAttribute("aria-rowcount", String(rows.filter(keep).length + 1));
    await page.getByRole("button", { name: /^Remove filter/ }).click();
  }
});

test("columns: hide, show, order", async ({ applications, page }) => {
  await applications.open();
  await applications.button("Columns").click();
  await accessible(page, "columns");
  await page.getByRole("checkbox", { name: "Show Client ID" }).uncheck();
  await page.getByRole("checkbox", { name: "Show Created by" }).uncheck();
  await page.keyboard.press("Escape");
  expect(await applications.headers()).toEqual(["Application", "Access rule(s)", "Last login", "Creation time", "Last updated"]);
  await page.reload();
  await applications.ready();
  expect(await applications.headers()).toEqual(["Application", "Access rule(s)", "Last login", "Creation time", "Last updated"]);

  await applications.button("Columns").click();
  await page.getByRole("checkbox", { name: "Show Client ID" }).check();
  await page.getByRole("button", { name: "Move Last updated", exact: true }).press("ArrowUp");
  await page.keyboard.press("Escape");
  expect(await applications.headers()).toEqual(["Application", "Client ID", "Access rule(s)", "Last login", "Last updated", "Creation time"]);
});

test("views by name: ready-made ones, and one's own, kept and forgotten", async ({ applications, page, rows }) => {
  const total = String(rows.length + 1);
  await applications.open();
  await applications.button("More").click();
  const panel = page.getByRole("dialog", { name: "More" });
  await accessible(page, "More with views");
  await panel.getByRole("button", { name: "Never used", exact: true }).click();
  const never = String(rows.filter((row) => !row.lastLogin).length + 1);
  await expect(applications.grid).toHaveAttribute("aria-rowcount", never);
  await expect(page).toHaveURL(/filter=last_login:never/);

  await applications.button("More").click();
  await panel.getByRole("textbox", { name: "Name of this view" }).fill("Idle since ever");
  await panel.getByRole("button", { name: "Save view" }).click();
  await expect(panel.getByRole("button", { name: "Idle since ever", exact: true })).toBeVisible();
  await page.goto("/access/applications");
  await applications.ready();
  await expect(applications.grid).toHaveAttribute("aria-rowcount", total);
  await applications.button("More").click();
  await panel.getByRole("button", { name: "Idle since ever", exact: true }).click();
  await expect(applications.grid).toHaveAttribute("aria-rowcount", never);
  await page.goBack();
  await expect(applications.grid).toHaveAttribute("aria-rowcount", total);

  await applications.button("More").click();
  await panel.getByRole("button", { name: "Forget Idle since ever", exact: true }).click();
  await expect(panel.getByRole("button", { name: "Idle since ever", exact: true })).toHaveCount(0);
});

test("the CSV file holds exactly what the table shows", async ({ applications, page, rows }) => {
  await applications.open();
  await applications.button("Columns").click();
  await page.getByRole("checkbox", { name: "Show Client ID" }).uncheck();
  await page.keyboard.press("Escape");
  await applications.sortBy("Application");
  const { name, text } = await applications.downloadCsv();
  expect(name).toMatch(/^applications-\d{4}-\d{2}-\d{2}\.csv$/);
  expect(text.startsWith("\ufeffApplication,")).toBe(true);
  const [header, ...records] = parseCsv(text);
  expect(header).toEqual(["Application", "Access rule(s)", "Last login", "Created by", "Creation time", "Last updated"]);
  expect(records).toHaveLength(rows.length);
  const shown = await names(applications);
  expect(records.slice(0, shown.length).map((record) => record[0]!.replace(/^'/, ""))).toEqual(shown);
  const byName = new Map(rows.map((row) => [row.name, row]));
  for (const record of records) {
    const row = byName.get(record[0]!.replace(/^'/, ""))!;
    expect(record[1]!.split("; ").filter(Boolean).sort()).toEqual((row.accessRules ?? []).map(ruleText).sort());
    expect(Date.parse(record[2] || "0")).toBe(Date.parse(row.lastLogin ?? "0"));
    expect(record[3]).toBe(row.createdBy);
    expect(Date.parse(record[4]!)).toBe(Date.parse(row.createdAt));
    expect(record[4]).toMatch(/Z$/);
  }
});

test.describe("on a server of its own", () => {
  base("names that a spreadsheet would run are neutralised in the file", async ({ applications, api }) => {
    const cases = JSON.parse(readFileSync(new URL("../../cases/cases.json", import.meta.url), "utf8")) as {
      csv: { names: { name: string; cell: string }[] };
    };
    for (const { name } of cases.csv.names) await api.createApplication(name);
    await applications.open();
    const { text } = await applications.downloadCsv();
    const cells = parseCsv(text).slice(1).map((record) => record[0]);
    expect(cells).toEqual(cases.csv.names.map(({ cell }) => cell).reverse());
    expect(text.endsWith("\r\n")).toBe(true);
  });
});

type Unit = { scopeType: string; scopeId: string; name: string; children: Unit[] };

function all(unit: Unit): Unit[] {
  return [unit, ...(unit.children ?? []).flatMap(all)];
}

/** `Researcher · Cluster: A`, as the table shows it. */
function ruleText(rule: { roleName: string; scopeType: string; scopeName: string }): string {
  const kind = rule.scopeType[0]!.toUpperCase() + rule.scopeType.slice(1);
  return `${rule.roleName} · ${rule.scopeType === "tenant" ? "Account" : `${kind}: ${rule.scopeName}`}`;
}

/** What search looks in, times apart. */
function searchText(row: Application): string {
  return [row.name, row.clientId, ...(row.accessRules ?? []).map(ruleText), row.createdBy].join("\n").toLowerCase();
}

function tally(values: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

async function names(applications: Console): Promise<string[]> {
  return (await applications.column("Application")).map((text) => text.split("\n")[0]!.trim());
}
