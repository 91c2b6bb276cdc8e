import { expect, test } from "../support/test";
import { slowTurns } from "../support/slow-turns";

/** What a large table or a slow machine needs several turns for: the last view stays until the next is made, and then all that
 *  tells of it follows. */
test("a view that is made in turns", async ({ applications, page, api, server }) => {
  server.command(["seed", "--applications", "3000"]);
  const rows = await api.applications();
  await applications.open();
  await applications.complete();
  await slowTurns(page, 20);
  const creator = rows[0]!.createdBy;
  const own = rows.filter((row) => row.createdBy === creator).length;
  await applications.filterSet("Created by", null, creator);
  await expect(applications.grid).toHaveAttribute("aria-rowcount", String(own + 1));
  await expect(page.locator("footer")).toContainText(`${own.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`);

  await applications.sortBy("Application");
  await expect(applications.grid).not.toHaveAttribute("aria-busy");
  const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const first = rows.filter((row) => row.createdBy === creator).map((row) => row.name).sort(natural.compare)[0]!;
  await expect(applications.row(first)).toHaveAttribute("aria-rowindex", "2");

  await applications.search("prod");
  const found = rows.filter((row) => row.createdBy === creator && /prod/i.test([row.name, row.clientId, ...(row.accessRules ?? []).map((rule) => rule.scopeName)].join(" "))).length;
  await expect(applications.grid).toHaveAttribute("aria-rowcount", String(found + 1));
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Remove filter/ }).click();
  await expect(applications.grid).toHaveAttribute("aria-rowcount", String(rows.length + 1));
});
