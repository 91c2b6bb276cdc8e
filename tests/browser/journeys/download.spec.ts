import { accessible, expect, test } from "../support/test";
import { parseCsv, textOf } from "../support/console";
import { slowTurns } from "../support/slow-turns";

test("a long file shows how far it is, is left by Cancel, and is whole otherwise", async ({ applications, page, api, server }) => {
  void api;
  server.command(["seed", "--applications", "8000"]);
  await applications.open();
  await applications.complete();
  await slowTurns(page);
  const bar = page.getByRole("progressbar", { name: /^Writing applications-/ });

  await test.step("left", async () => {
    const files: unknown[] = [];
    page.on("download", (file) => files.push(file));
    await applications.menu("Download as CSV");
    await expect(bar).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: /^Writing applications-/ })).toHaveCount(1);
    await accessible(page, "a file being written");
    // Work goes on meanwhile.
    await applications.sortBy("Application");
    await page.getByRole("group", { name: /^Writing/ }).getByRole("button", { name: "Cancel" }).click();
    await expect(bar).toHaveCount(0);
    await expect(applications.toast(/was canceled$/)).toBeVisible();
    await expect(applications.button("More")).toBeFocused();
    expect(files).toEqual([]);
  });

  await test.step("whole", async () => {
    const waiting = page.waitForEvent("download");
    await applications.menu("Download as CSV");
    await expect(bar).toBeVisible();
    const far = async () => Number(await bar.getAttribute("value").catch(() => 100));
    const first = await far();
    expect(first).toBeLessThan(100);
    const file = await waiting;
    await expect(bar).toHaveCount(0);
    expect(parseCsv(await textOf(file))).toHaveLength(8001);
  });
});
