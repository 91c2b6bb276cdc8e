import { defineConfig } from "@playwright/test";
import { chromium } from "./support/chromium";

/** Journeys through the page, against the real server, by roles and accessible names. */
export default defineConfig({
  testDir: "journeys",
  outputDir: "../../target/browser-tests",
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  reporter: [["list"]],
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    ...chromium,
    actionTimeout: 15_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
});
