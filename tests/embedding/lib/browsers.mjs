// Chromium and Firefox, each started once, and pages whose complaints are gathered.
import puppeteer from "puppeteer-core";
import { Table } from "./table.mjs";
import { waitFor } from "./wait.mjs";

const OPTIONS = {
  chromium: { browser: "chrome", executablePath: process.env.CLIENTELE_CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--js-flags=--expose-gc"] },
  firefox: { browser: "firefox", executablePath: process.env.CLIENTELE_FIREFOX, protocol: "webDriverBiDi" },
};
const running = new Map();

/** The browsers that these tests have. */
export const BROWSERS = Object.keys(OPTIONS).filter((name) => OPTIONS[name].executablePath);

async function browser(name) {
  if (!running.has(name)) {
    running.set(name, puppeteer.launch({ headless: true, ...OPTIONS[name] }));
  }
  return running.get(name);
}

export async function closeBrowsers() {
  await Promise.all([...running.values()].map(async (started) => (await started.catch(() => undefined))?.close()));
}

/**
 * Opens an address, calls `use(page, table)` and fails for whatever the page complained of.
 * @param {{ allow?: RegExp, first?: Function, scheme?: "light" | "dark" }} [options] complaints that are expected; what runs in the page
 *   before anything else of it; the system's colours
 */
export async function visit(name, url, use, { allow, first, scheme = "light" } = {}) {
  const page = await (await browser(name)).newPage();
  const complaints = [];
  try {
    // Firefox 140 (ESR) takes the size, and does not know the orientation that Puppeteer sends with it.
    await page.setViewport({ width: 1200, height: 800 }).catch((error) => {
      if (!/setScreenOrientationOverride.*unknown command/.test(error.message)) throw error;
    });
    await waitFor(page, () => innerWidth === 1200);
    await page.emulateMediaFeatures?.([{ name: "prefers-color-scheme", value: scheme }]).catch(() => {});
    page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warn"].includes(message.type()) || /Content[- ]Security[- ]Policy/.test(message.text())) {
        complaints.push(`${message.type()}: ${message.text()} ${message.location()?.url ?? ""}`);
      }
    });
    await page.evaluateOnNewDocument(() => {
      window.violations = [];
      document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
    });
    if (first) {
      await page.evaluateOnNewDocument(`(${first})()`);
    }
    await page.goto(url, { waitUntil: "load" });
    const given = await use(page, new Table(page));
    complaints.push(...(await page.evaluate(() => window.violations)).map((each) => `violates the policy: ${each}`));
    const bad = complaints.filter((each) => !allow?.test(each));
    if (bad.length) {
      throw new Error(`the page complained:\n${bad.join("\n")}`);
    }
    return given;
  } catch (error) {
    if (complaints.length) {
      error.message += `\n(the page said: ${complaints.slice(0, 8).join("\n")})`;
    }
    throw error;
  } finally {
    await page.close();
  }
}
