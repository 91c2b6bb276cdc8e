import { expect, test } from "../support/test";
import { LongTasks } from "../support/long-tasks";

// A trace copies the document at each step, which takes longer than what is measured here.
test.use({ trace: "off" });

test("10,000 applications: first rows, typing, scrolling to the last row", async ({ applications, page, server, api }, info) => {
  test.setTimeout(240_000);
  void api;
  server.command(["seed", "--applications", "10000"]);
  const tasks = await LongTasks.watch(page, "10,000 applications", info);
  await applications.open(); // warms the server and the browser's cache
  const start = Date.now();
  await page.goto("/access/applications");
  await expect(applications.rows.first()).toBeVisible();
  const painted = await page.evaluate(() => new Promise<number>((done) => requestAnimationFrame(() => done(performance.now()))));
  await expect(applications.grid).toHaveAttribute("aria-rowcount", "10001");
  tasks.say(`first rows ${Math.round(painted)} ms after navigation (${Date.now() - start} ms as seen from outside)`);

  await page.waitForTimeout(2000); // the index is built in slices meanwhile
  await tasks.report("loading");
  await applications.search("prod-1 res");
  await page.waitForTimeout(300);
  await applications.searchBox.fill("");
  await applications.searchBox.pressSequentially("viewer", { delay: 30 });
  await page.waitForTimeout(500);
  await tasks.report("typing 16 characters");

  await applications.searchBox.fill("");
  await expect(applications.grid).toHaveAttribute("aria-rowcount", "10001");
  await applications.sortBy("Application");
  await applications.rows.first().getByRole("gridcell").nth(1).click();
  await page.keyboard.press("Control+End");
  await expect(page.locator('[aria-rowindex="10001"]')).toBeVisible();
  await tasks.report("sorting and going to the end");
  expect(await applications.rows.count(), "only what is on screen is in the document").toBeLessThan(120);
});

test("the page as served: compressed, immutable, within its budget", async ({ page, server, api }) => {
  void api;
  const weights: [string, number][] = [];
  const pending: Promise<void>[] = [];
  page.on("response", (response) => {
    const url = new URL(response.url());
    if (url.pathname.startsWith("/api/")) return;
    pending.push(
      (async () => {
        const { responseBodySize } = await response.request().sizes();
        weights.push([url.pathname, responseBodySize]);
        const headers = await response.allHeaders();
        if (/\.(js|css|wasm)$/.test(url.pathname)) {
          expect(headers["content-encoding"], url.pathname).toBe("br");
          expect(headers["cache-control"], url.pathname).toContain("immutable");
        }
        if (url.pathname.endsWith(".wasm")) expect(headers["content-type"]).toBe("application/wasm");
      })(),
    );
  });
  await page.goto("/access/applications");
  await expect(page.getByRole("heading", { name: "Applications", level: 1 })).toBeVisible();
  // Dialogs and menus come by themselves, after the table.
  const isLater = (path: string) => path.startsWith("/later-");
  await expect.poll(() => weights.filter(([path]) => isLater(path)).length).toBe(1);
  await Promise.all(pending);
  const before = weights.filter(([path]) => !isLater(path));
  const sum = before.reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`    before the table shows: ${sum} bytes in ${before.length} files; later ${weights.find(([path]) => isLater(path))?.[1]} bytes`);
  expect(before.length).toBeGreaterThan(2);
  expect(sum).toBeLessThanOrEqual(Number(process.env.CLIENTELE_PAGE_BUDGET ?? Infinity));

  // Whoever can't take brotli gets gzip; a wrong hash is no page.
  const [script] = weights.find(([path]) => path.endsWith(".js"))!;
  const gzip = await fetch(server.origin + script, { headers: { "accept-encoding": "gzip" } });
  expect(gzip.headers.get("content-encoding")).toBe("gzip");
  expect((await fetch(server.origin + script.replace(/-\w+\.js$/, "-0000000000000000.js"))).status).toBe(404);
  const html = await fetch(`${server.origin}/access/applications`);
  const policy = html.headers.get("content-security-policy") ?? "";
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toContain("'unsafe-eval'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(html.headers.get("cache-control")).toMatch(/no-cache|no-store/);
});
