import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { Api } from "./api";
import { Server } from "./server";
import { Console } from "./console";
import { localPage } from "./local-page";

export { expect } from "@playwright/test";
export type { Page, Locator } from "@playwright/test";

/** What a page complained about; whatever a test doesn't expect fails it. */
export class Complaints {
  readonly list: string[] = [];
  private readonly expected: RegExp[] = [];

  /** The test brings these about itself. */
  expect(...patterns: RegExp[]) {
    this.expected.push(...patterns);
  }

  get unexpected(): string[] {
    return this.list.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
  }

  /** Listens to a page: console errors, uncaught errors, CSP reports, requests to elsewhere. */
  async watch(page: Page, origin: string) {
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`CSP: ${event.violatedDirective} blocks ${event.blockedURI || event.sample} in ${event.sourceFile}:${event.lineNumber}`),
      );
    });
    page.on("console", (message) => {
      if (message.type() === "error" || /panicked at/.test(message.text())) {
        this.list.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    page.on("pageerror", (error) => this.list.push(`uncaught: ${error.stack ?? error.message}`));
    page.on("crash", () => this.list.push("the page crashed"));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) this.list.push(`asks elsewhere: ${url}`);
    });
  }
}

type Fixtures = {
  /** A server with an empty database, removed after the test. */
  server: Server;
  complaints: Complaints;
  /** The first administrator, through the API; the browser is signed in too. */
  api: Api;
  /** The Applications page, signed in. */
  applications: Console;
};

export const test = base.extend<Fixtures>({
  server: async ({}, use, info) => {
    const server = await Server.start();
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach("server log", { body: server.log });
    await server.remove();
  },

  complaints: async ({}, use) => {
    const complaints = new Complaints();
    await use(complaints);
    expect(complaints.unexpected, "console errors, uncaught errors, CSP reports").toEqual([]);
  },

  baseURL: async ({ server }, use) => use(server.origin),

  page: async ({ page, server, complaints }, use) => {
    await complaints.watch(page, server.origin);
    await localPage(page.context(), server.origin);
    await use(page);
  },

  api: async ({ server, context }, use) => {
    const api = await Api.setUp(server);
    await signInBrowser(context, api);
    await use(api);
  },

  applications: async ({ page, api }, use) => {
    void api;
    await use(new Console(page));
  },
});

/** Gives the browser the session of an API client. */
export async function signInBrowser(context: import("@playwright/test").BrowserContext, api: Api) {
  const [name, ...value] = api.cookie.split("=");
  await context.addCookies([
    { name: name!, value: value.join("="), url: api.server.origin, httpOnly: true, sameSite: "Strict" },
  ]);
}

/** axe finds nothing: WCAG 2.2 A and AA, and axe's own best practices. */
export async function accessible(page: Page, where: string, without: string[] = []) {
  // Colours are measured as they end up.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished)));
  const { violations } = await new AxeBuilder({ page }).disableRules(without).analyze();
  const findings = violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} (${node.failureSummary?.split("\n").slice(1).join("; ").trim()})`));
  expect(findings, `axe on ${where}`).toEqual([]);
}
