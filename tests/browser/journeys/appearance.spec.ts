import { accessible, expect, test } from "../support/test";

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing in any state or dialog, ${scheme}`, async ({ applications, page, api }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await test.step("empty", async () => {
      await applications.open();
      await accessible(page, "no applications yet");
    });
    const { id } = await api.createApplication("ci-pipeline-prod");
    const off = await api.createApplication("switched-off");
    await api.call("PATCH", `/api/v1/apps/${off.id}`, { enabled: false });
    const cluster = await api.createCluster("A");
    await api.createDepartment("Research", cluster);
    await api.addRule(id, "Researcher", "cluster", cluster);
    await page.reload();
    await applications.ready();
    await accessible(page, "rows");
    await applications.select("ci-pipeline-prod");
    await accessible(page, "one selected");

    for (const [open, name] of [
      ["New application", "new application"],
      ["Access rules", "access rules"],
      ["Regenerate client secret", "regenerate"],
      ["Delete", "delete"],
    ] as const) {
      await test.step(name, async () => {
        await applications.button(open).first().click();
        await expect(applications.dialog).toBeVisible();
        await accessible(page, name);
        if (open === "Access rules") {
          await applications.dialog.getByRole("button", { name: "Access rule", exact: true }).click();
          await accessible(page, "new access rule");
          await applications.dialog.getByRole("button", { name: "Add cluster", exact: true }).click();
          await accessible(page, "add a cluster");
          await page.keyboard.press("Escape");
        }
        for (let tries = 0; tries < 4 && (await applications.dialog.count()); tries++) await page.keyboard.press("Escape");
        await expect(applications.dialog).toHaveCount(0);
      });
    }
    for (const popover of ["Add filter", "Columns", "More"] as const) {
      await test.step(popover, async () => {
        await applications.button(popover).click();
        await accessible(page, popover);
        await page.keyboard.press("Escape");
      });
    }
    await applications.search("no such application");
    await accessible(page, "no match");
  });
}

test("the theme is chosen, and stays", async ({ applications, page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await applications.open();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole("radio", { name: "Dark" }).or(page.getByRole("button", { name: /^Dark/ })).first().click();
  await expect.poll(ground).not.toBe(light);
  const dark = await ground();
  await page.reload();
  await applications.ready();
  expect(await ground()).toBe(dark);
});

test("400 % zoom and forced colours lose nothing", async ({ applications, page, api }) => {
  await api.createApplication("ci-pipeline-prod");
  await page.setViewportSize({ width: 320, height: 256 });
  await applications.open();
  await expect(applications.button("New application").first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  // All of the work can be done there: find, select, act, and what opens is on the screen whole.
  await applications.search("pipe");
  await expect(applications.rows).toHaveCount(1);
  await applications.select("ci-pipeline-prod");
  await accessible(page, "400 % zoom");
  for (const name of ["Access rules", "More"]) {
    await applications.button(name).click();
    const panel = page.getByRole("dialog").last();
    await expect(panel).toBeVisible();
    const box = (await panel.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(320);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    for (const item of await panel.getByRole("menuitem").all()) {
      await item.scrollIntoViewIfNeeded();
      await expect(item).toBeInViewport({ ratio: 0.9 });
    }
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await page.emulateMedia({ forcedColors: "active" });
  await page.setViewportSize({ width: 1280, height: 800 });
  // The system's colours are the person's own choice, and axe sees the page's instead.
  await accessible(page, "forced colours", ["color-contrast"]);
});

test("at 400 % zoom the longest name leaves each dialog's buttons within reach", async ({ applications, page, api }) => {
  const name = "W".repeat(256);
  await api.createApplication(name);
  await page.setViewportSize({ width: 320, height: 256 });
  await applications.open();
  await applications.complete();
  await applications.select(name);
  for (const action of ["Access rules", "Regenerate client secret", "Delete", "Disable"]) {
    await applications.button(action).first().click();
    const close = applications.dialog.getByRole("button", { name: /^(Close|Cancel)$/ });
    await close.scrollIntoViewIfNeeded();
    await expect(close).toBeInViewport({ ratio: 0.9 });
    await close.click();
    await expect(applications.dialog).toHaveCount(0);
  }
});

test("with reduced motion nothing moves by itself", async ({ applications, page, api }) => {
  await api.createApplication("ci-pipeline-prod");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await applications.open();
  const moving = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter((one) => one instanceof CSSAnimation || /transform|translate|scale|rotate|inset|left|top|height|width/.test((one as CSSTransition).transitionProperty ?? ""))
        .map((one) => (one as CSSAnimation).animationName ?? (one as CSSTransition).transitionProperty),
    );
  for (const name of ["Add filter", "Columns", "More"]) {
    await applications.button(name).click();
    expect(await moving(), name).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await applications.button("New application").first().click();
  expect(await moving()).toEqual([]);
});
