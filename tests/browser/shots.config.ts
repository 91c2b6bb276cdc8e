import { defineConfig } from "@playwright/test";
import { chromium } from "./support/chromium";

/** Pictures of every page, dialog and state, to be looked at: `cargo xtask shots`. */
export default defineConfig({
  testDir: "shots",
  testMatch: "*.shots.ts",
  outputDir: "../../target/shots-run",
  workers: 2,
  fullyParallel: true,
  reporter: [["list"]],
  timeout: 300_000,
  expect: { timeout: 10_000 },
  use: { ...chromium, actionTimeout: 10_000 },
});
