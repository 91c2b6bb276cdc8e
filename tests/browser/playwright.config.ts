import { defineConfig } from "@playwright/test";
import { chromium } from "./support/chromium";

/** Journeys through the page, against the real server, by roles and accessible names. */
export default defineConfig({
  testDir: "journeys",
  outputDir: "../../target/browser-tests",
  snapshotPathTemplate: "{testDir}/../trees/{arg}{ext}",
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  // A shared machine stalls at times. What passes only on a later try is listed as flaky.
  retries: process.env.CI ? 2 : 0,
  reporter: [["list"]],
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    ...chromium,
    actionTimeout: 30_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
});
