import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, signInBrowser, test } from "../support/test";
import { ADMIN, Api, requestToken } from "../support/api";
import { Console } from "../support/console";

const root = resolve(import.meta.dirname, "../../..");

const looks = [
  { name: "light", colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1440, height: 900 } },
  { name: "phone-light", colorScheme: "light", viewport: { width: 390, height: 844 } },
  { name: "phone-dark", colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

for (const look of looks) {
  test.describe(look.name, () => {
    test.use({ colorScheme: look.colorScheme, viewport: look.viewport, hasTouch: look.name.startsWith("phone"), deviceScaleFactor: look.name.startsWith("phone") ? 2 : 1 });

    test(`pictures, ${look.name}`, async ({ page, server, context, complaints }) => {
      complaints.expect(/./); // failures are staged here
      const folder = join(root, "target/shots", look.name);
      mkdirSync(folder, { recursive: true });
      const console_ = new Console(page);
      const isPhone = look.name.startsWith("phone");
      const failed: string[] = [];

      /** Brings a state about and takes its picture; what goes wrong doesn't stop the others. */
      async function shot(name: string, bring: () => Promise<unknown> = async () => {}) {
        try {
          await bring();
        } catch (error) {
          failed.push(`${name}: ${String(error).split("\n")[0]}`);
        }
        await page.waitForTimeout(300);
        await page.screenshot({ path: join(folder, `${name}.png`) });
      }
      const dialogButton = (name: string | RegExp) => console_.dialog.getByRole("button", { name, exact: typeof name === "string" });
      async function leave() {
        for (let tries = 0; tries < 5 && (await page.locator("dialog[open]").count()); tries++) {
          await page.keyboard.press("Escape");
          await page.waitForTimeout(150);
        }
        await page.keyboard.press("Escape");
      }

      await shot("00-set-up", async () => page.goto(await server.setupAddress()));
      await shot("01-set-up-refused", async () => {
        await page.getByLabel("Organisation", { exact: true }).fill("Northwind");
        await page.getByLabel("Email", { exact: true }).fill("ada@northwind");
        await page.getByLabel("Password", { exact: true }).fill("short");
        await page.getByRole("button", { name: "Create administrator" }).click();
      });
      const api = await Api.setUp(server);
      await shot("02-sign-in", () => page.goto("/sign-in"));
      await shot("03-sign-in-refused", async () => {
        await page.getByLabel("Email", { exact: true }).fill(ADMIN.email);
        await page.getByLabel("Password", { exact: true }).fill("not the password");
        await page.getByRole("button", { name: "Sign in" }).click();
        await expect(page.getByRole("alert")).toBeVisible();
      });

      await signInBrowser(context, api);
      await shot("10-no-applications", () => console_.open());
      await shot("11-account-menu", async () => {
        if (isPhone) await page.getByRole("button", { name: "Navigation", exact: true }).click();
        await page.getByRole("navigation").getByRole("button").last().click({ timeout: 3000 });
      });
      if (isPhone) await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");

      server.command(["seed", "--applications", "1000", "--random-seed", "42"]);
      const ci = await api.createApplication("ci-pipeline-prod");
      const clusters = await api.call<{ uuid: string; name: string }[]>("GET", "/api/v1/clusters");
      const cluster = clusters.find((cluster) => cluster.name === "A")?.uuid ?? clusters[0]?.uuid ?? (await api.createCluster("A"));
      await api.addRule(ci.id, "Researcher", "cluster", cluster);
      await api.addRule(ci.id, "Viewer", "tenant", await api.account());
      await requestToken(server, ci.clientId, ci.secret);
      await page.waitForTimeout(1500);

      await shot("12-loading", async () => {
        await page.route("**/api/v1/apps?*", (route) => new Promise((later) => setTimeout(later, 3000)).then(() => route.fallback()));
        await page.goto("/access/applications");
        await page.waitForTimeout(900);
      });
      await page.unroute("**/api/v1/apps?*");
      await shot("13-load-failed", async () => {
        await page.route("**/api/v1/apps?*", (route) =>
          route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify({ code: 503, message: "The database does not answer.", error: "unavailable", requestId: "5e0c41d27b9f" }) }),
        );
        await page.goto("/access/applications");
        await expect(page.getByText("5e0c41d27b9f")).toBeVisible();
      });
      await page.unroute("**/api/v1/apps?*");
      await shot("14-thousand-rows", () => console_.open());
      await shot("15-one-selected", () => console_.select("ci-pipeline-prod"));
      await shot("16-several-selected", async () => {
        for (const box of (await console_.rows.getByRole("checkbox").all()).slice(3, 7)) await box.check();
      });
      await shot("17-disable-several", () => console_.button("Disable").first().click());
      await leave();
      await shot("18-delete-several", () => console_.button("Delete").click());
      await leave();

      await console_.open();
      await shot("20-new-application", () => console_.button("New application").first().click());
      await shot("21-name-refused", async () => {
        await console_.dialog.getByLabel("Name", { exact: true }).fill("CI-pipeline-prod");
        await dialogButton("Create").click();
        await expect(console_.dialog.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
      });
      await shot("22-offline", async () => {
        await context.setOffline(true);
        await console_.dialog.getByLabel("Name", { exact: true }).fill("nightly-report");
        await dialogButton("Create").click();
        await expect(console_.dialog.getByRole("alert")).toBeVisible();
      });
      await context.setOffline(false);
      await shot("23-created", async () => {
        await dialogButton(/^(Create|Retry|Try again)$/).first().click();
        await expect(console_.dialog.getByRole("textbox", { name: "Client secret", exact: true })).toBeVisible();
      });
      await shot("24-points-at-the-tick", () => dialogButton("Done").click());
      await shot("25-toast", () => dialogButton("Done").click());
      await leave();

      await console_.open();
      await console_.search("ci-pipeline-prod").catch(() => {});
      await shot("30-access-rules", async () => {
        await console_.select("ci-pipeline-prod");
        await console_.button("Access rules").click();
        await expect(dialogButton(/^Delete access rule/).first()).toBeVisible();
      });
      await shot("31-new-access-rule", () => dialogButton("Access rule").click());
      await shot("32-roles", () => console_.dialog.getByLabel("Role", { exact: true }).click());
      await shot("33-role-chosen", async () => {
        await page.keyboard.press("Escape");
        await console_.chooseRole("Researcher");
      });
      await shot("34-scope-searched", () => console_.dialog.getByRole("searchbox").fill("re"));
      await shot("35-add-in-place", async () => {
        await console_.dialog.getByRole("searchbox").fill("");
        await dialogButton("Add cluster").click();
      });
      await leave();
      await shot("40-regenerate", () => console_.button("Regenerate client secret").click());
      await shot("41-regenerated", async () => {
        await dialogButton("Regenerate").click();
        await expect(console_.dialog.getByRole("textbox", { name: "New client secret", exact: true })).toBeVisible();
      });
      await console_.stored();
      await shot("50-delete", () => console_.button("Delete").click());
      await leave();
      await shot("51-disabled", async () => {
        await console_.button("Disable").first().click();
        await dialogButton("Disable").click({ timeout: 3000 }).catch(() => {});
      });
      await leave();

      await console_.open();
      await shot("60-add-filter", () => console_.button("Add filter").click());
      await leave();
      for (const [number, column] of [[61, "Application"], [62, "Created by"], [63, "Access rule: scope"], [64, "Last login"]] as const) {
        await shot(`${number}-filter-${column.toLowerCase().replace(/\W+/g, "-")}`, () => console_.startFilter(column));
        await leave();
      }
      // A phone shows what fits it, and sorts by a menu.
      if (isPhone) await shot("65-sort", () => console_.button("Sort").click());
      else await shot("65-columns", () => console_.button("Columns").click());
      await leave();
      await shot("66-more", () => console_.button("More").click());
      await leave();
      await shot("67-filtered-sorted-searched", async () => {
        await console_.filterText("Application", null, "prod");
        if (!isPhone) await console_.sortBy("Application");
        await console_.search("re");
      });
      await shot("68-no-match", () => console_.searchBox.fill("no such application"));
      await shot("70-connection-lost", async () => {
        await console_.open();
        await server.stop();
        await page.waitForTimeout(12_000);
      });
      await server.launch();
      await shot("80-not-found", () => page.goto("/no/such/page"));

      expect(failed, "states that could not be brought about").toEqual([]);
    });
  });
}
