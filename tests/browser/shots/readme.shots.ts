import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "../support/test";
import { requestToken } from "../support/api";

const folder = resolve(import.meta.dirname, "../../../docs/images");

for (const scheme of ["light", "dark"] as const) {
  test(`the README's picture, ${scheme}`, async ({ applications, page, server, api }) => {
    test.skip(!process.env.CLIENTELE_README_SHOTS, "only with --readme");
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 1440, height: 900 });
    server.command(["seed", "--applications", "1000", "--random-seed", "42"]);
    const { id, clientId, secret } = await api.createApplication("ci-pipeline-prod");
    const cluster = await api.createCluster("A").catch(async () => {
      const clusters = await api.call<{ uuid: string; name: string }[]>("GET", "/api/v1/clusters");
      return clusters.find(({ name }) => name === "A")!.uuid;
    });
    await api.addRule(id, "Researcher", "cluster", cluster);
    await requestToken(server, clientId, secret);
    await page.waitForTimeout(1500); // last logins are written every second
    await applications.open();
    await applications.select("ci-pipeline-prod");
    await applications.search("prod");
    await page.waitForTimeout(2000);
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `applications-${scheme}.png`) });
  });
}
