import { expect, test } from "../support/test";
import { Reader } from "../support/reader";

/** The table as Chromium tells it to a screen reader, state by state, held against `tests/browser/trees/`. docs/accessibility.md
 *  walks through it. After a change that is meant: `--update-snapshots`, and read the difference. */
test("the table as a screen reader is given it", async ({ applications, page, api }) => {
  const reader = await Reader.of(page);
  const cluster = await api.createCluster("A");
  for (const name of ["batch-scoring", "airflow", "crm-sync"]) {
    const { id } = await api.createApplication(name);
    if (name === "airflow") await api.addRule(id, "Researcher", "cluster", cluster);
  }
  const ids = (await api.applications()).map((row) => row.clientId);
  /** What differs from run to run is named instead. */
  const tree = async (role = "region", name = "Applications") => {
    let text = await reader.tree(role, name);
    for (const id of ids) text = text.replaceAll(id, "‹client id›");
    return text.replaceAll(/\bjust now\b|\b\d+ min ago\b/g, "‹time›");
  };

  await applications.open();
  await applications.complete();
  expect(await tree()).toMatchSnapshot("rows.txt");

  await test.step("sorted by two headers, one row selected, the focus in a cell", async () => {
    await applications.sortBy("Created by");
    await applications.sortBy("Application", { add: true });
    await applications.row("airflow").getByRole("rowheader").click();
    await page.keyboard.press("ArrowRight");
    await expect(applications.row("airflow")).toHaveAttribute("aria-selected", "true");
    expect(await tree("grid", "Applications")).toMatchSnapshot("sorted-and-selected.txt");
  });

  await test.step("in a cell's control", async () => {
    await page.keyboard.press("F2");
    expect((await reader.focused()).replace(ids[1]!, "‹client id›")).toBe("button “Copy ‹client id›”");
    await page.keyboard.press("Escape");
    expect(await reader.focused()).toContain("gridcell");
  });

  await test.step("filtered, with nothing left", async () => {
    await applications.filterText("Application", null, "nothing-has-this");
    await expect(applications.rows).toHaveCount(0);
    expect(await tree()).toMatchSnapshot("no-match.txt");
    await page.getByRole("button", { name: /^Remove filter/ }).click();
  });

  await test.step("columns, one of them pinned", async () => {
    await applications.button("Columns").click();
    await page.getByRole("button", { name: "Pin Last login", exact: true }).click();
    expect(await tree("dialog", "Columns")).toMatchSnapshot("columns.txt");
    await page.keyboard.press("Escape");
    expect(await tree("grid", "Applications")).toMatchSnapshot("pinned.txt");
  });

  await test.step("the headers alone, without applications", async () => {
    await applications.button("Add filter").click();
    await page.getByRole("option", { name: "Created by", exact: true }).click();
    await expect(page.getByRole("checkbox", { name: "ada@northwind.example" })).toBeVisible();
    expect(await tree("dialog", "Filter Created by")).toMatchSnapshot("filter.txt");
  });
});
