import type { PlaywrightTestConfig } from "@playwright/test";

/** The installed Chromium, kept from asking the network for anything of its own. */
export const chromium: NonNullable<PlaywrightTestConfig["use"]> = {
  browserName: "chromium",
  // Not UTC and with summer time, so that a confusion of zones shows.
  timezoneId: "Europe/Berlin",
  locale: "en-GB",
  viewport: { width: 1280, height: 800 },
  launchOptions: {
    executablePath: process.env.CLIENTELE_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};
