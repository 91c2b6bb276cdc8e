import { type Download, expect, type Locator, type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";

/** The Applications page by its roles and accessible names; nothing here knows how it is built. */
export class Console {
  constructor(readonly page: Page) {}

  async open(query = "") {
    await this.page.goto(`/access/applications${query}`);
    await this.ready();
  }

  /** The table shows rows, or says why there are none. */
  async ready() {
    await expect(this.page.getByRole("heading", { name: "Applications", level: 1 })).toBeVisible();
    await expect(this.page.locator('[aria-busy="true"]')).toHaveCount(0);
    await expect(this.rows.or(this.page.getByRole("main").getByRole("heading", { level: 2 })).first()).toBeVisible();
  }

  get grid(): Locator {
    return this.page.getByRole("grid");
  }

  /** The data rows in the DOM, without the header. */
  get rows(): Locator {
    return this.grid.getByRole("row").filter({ has: this.page.getByRole("gridcell") });
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.page.getByRole("checkbox", { name: `Select ${name}`, exact: true }) });
  }

  /** The text of one column in the rows that are on screen, from the top. */
  async column(label: string): Promise<string[]> {
    const headers = await this.headers();
    const at = headers.indexOf(label);
    if (at < 0) throw new Error(`no column ${label} among ${headers.join(", ")}`);
    const columns = await this.grid.getByRole("columnheader").evaluateAll((all) => all.map((h) => h.getAttribute("aria-colindex")));
    const labelled = await this.grid.getByRole("columnheader").evaluateAll((all) => all.map((h) => (h as HTMLElement).innerText.trim()));
    const index = columns[labelled.findIndex((text) => text.replace(/\s*\d$/, "") === label)];
    const found = await this.rows.evaluateAll(
      (rows, index) =>
        rows.map((row) => ({
          at: Number(row.getAttribute("aria-rowindex")),
          text: (row.querySelector(`[aria-colindex="${index}"]`) as HTMLElement | null)?.innerText.trim() ?? "",
        })),
      index,
    );
    return found.sort((a, b) => a.at - b.at).map((cell) => cell.text);
  }

  /** The labels of the columns that show, in their order. */
  async headers(): Promise<string[]> {
    const texts = await this.grid.getByRole("columnheader").evaluateAll((all) =>
      all
        .map((header) => ({ at: Number(header.getAttribute("aria-colindex")), text: (header as HTMLElement).innerText.trim() }))
        .sort((a, b) => a.at - b.at)
        .map((header) => header.text.replace(/\s*\d$/, "")),
    );
    return texts.filter((text) => text !== "");
  }

  header(label: string): Locator {
    return this.grid.getByRole("columnheader", { name: new RegExp(`^${escape(label)}`) });
  }

  async sortBy(label: string, options: { add?: boolean } = {}) {
    await this.header(label).click({ modifiers: options.add ? ["Shift"] : [], position: { x: 24, y: 10 } });
  }

  async select(...names: string[]) {
    for (const name of names) await this.page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  get dialog(): Locator {
    return this.page.locator("dialog[open]").last();
  }

  /** What the page has just told the person. */
  toast(text: string | RegExp): Locator {
    return this.page.getByRole("status").or(this.page.getByRole("alert")).filter({ hasText: text });
  }

  /** Dialogs and menus come after the table: waits for them, before the network goes away. */
  async complete() {
    await this.page.waitForFunction(() => performance.getEntriesByType("resource").some((entry) => entry.name.includes("/later-")));
    await this.page.waitForLoadState("networkidle");
  }

  async search(text: string) {
    await this.openSearch();
    await this.searchBox.pressSequentially(text, { delay: 20 });
  }

  async openSearch() {
    if (await this.searchBox.isVisible()) await this.searchBox.click();
    else await this.button("Search").click();
    await expect(this.searchBox).toBeFocused();
  }

  get searchBox(): Locator {
    return this.page.getByRole("searchbox", { name: "Search", exact: true });
  }

  /** New application → name → Create; the dialog then shows what it was given. */
  async create(name: string): Promise<{ clientId: string; secret: string }> {
    await this.button("New application").first().click();
    await this.dialog.getByLabel("Name", { exact: true }).fill(name);
    await this.dialog.getByRole("button", { name: "Create", exact: true }).click();
    const secret = this.dialog.getByRole("textbox", { name: "Client secret", exact: true });
    await expect(secret).toBeVisible();
    return {
      clientId: await this.dialog.getByRole("textbox", { name: "Client ID", exact: true }).inputValue(),
      secret: await secret.inputValue(),
    };
  }

  /** Ticks that the secret is stored, and leaves. */
  async stored() {
    await this.dialog.getByRole("checkbox", { name: "I have stored it" }).check();
    await this.dialog.getByRole("button", { name: "Done", exact: true }).click();
    await expect(this.dialog).toHaveCount(0);
  }

  /** In the dialog of access rules: + Access rule, a role, a scope, Save rule. */
  async addRule(role: string, scope: string) {
    await this.dialog.getByRole("button", { name: "Access rule", exact: true }).click();
    await this.chooseRole(role);
    await this.scope(scope).click();
    await this.saveRule();
  }

  async saveRule() {
    await this.dialog.getByRole("button", { name: "Save rule", exact: true }).click();
    await expect(this.dialog.getByRole("button", { name: "Save rule", exact: true })).toHaveCount(0);
  }

  async chooseRole(role: string) {
    await choose(this.page, this.dialog.getByLabel("Role", { exact: true }), role);
  }

  scope(name: string): Locator {
    return this.dialog.getByRole("tree", { name: "Scope" }).getByRole("treeitem", { name, exact: true });
  }

  /** Add filter → column; the second step of the popover. */
  async startFilter(column: string) {
    await this.button("Add filter").click();
    await this.page.getByRole("option", { name: column, exact: true }).click();
  }

  async operator(name: string) {
    await choose(this.page, this.page.getByLabel("Operator", { exact: true }), name);
  }

  async apply() {
    await this.button("Apply").click();
    await expect(this.button("Apply")).toHaveCount(0);
  }

  async filterText(column: string, operator: string | null, ...values: string[]) {
    await this.startFilter(column);
    if (operator) await this.operator(operator);
    for (const [n, value] of values.entries()) {
      if (n > 0) await this.page.getByLabel("Value", { exact: true }).press("Enter");
      await this.page.getByLabel("Value", { exact: true }).fill(value);
    }
    await this.apply();
  }

  async filterSet(column: string, operator: string | null, ...values: string[]) {
    await this.startFilter(column);
    if (operator) await this.operator(operator);
    for (const value of values) await this.page.getByRole("checkbox", { name: value, exact: true }).check();
    await this.apply();
  }

  /** What the status line says. */
  get status(): Locator {
    return this.page.getByText(/^\s*(\d[\d,.\u202f\u00a0 ]* of )?\d[\d,.\u202f\u00a0 ]*( applications?)?\s*(·|$)/).last();
  }

  async menu(item: string) {
    await this.button("More").click();
    await this.page.getByRole("menuitem", { name: new RegExp(`^${escape(item)}`) }).click();
  }

  async downloadCsv(): Promise<{ name: string; text: string }> {
    const waiting = this.page.waitForEvent("download");
    await this.menu("Download as CSV");
    const download = await waiting;
    return { name: download.suggestedFilename(), text: await textOf(download) };
  }
}

export async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), "utf8");
}

/** Picks an option of a select, a listbox or a combobox. */
export async function choose(page: Page, field: Locator, option: string) {
  if ((await field.evaluate((element) => element.tagName)) === "SELECT") {
    await field.selectOption({ label: option });
    return;
  }
  await field.click();
  await page.getByRole("option", { name: option, exact: true }).or(page.getByRole("option", { name: new RegExp(`^${escape(option)}\\b`) })).first().click();
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A CSV file's records, by RFC 4180, without the byte order mark. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = "";
  let quoted = false;
  const body = text.replace(/^\ufeff/, "");
  for (let at = 0; at < body.length; at++) {
    const c = body[at]!;
    if (quoted) {
      if (c !== '"') field += c;
      else if (body[at + 1] === '"') (field += '"'), at++;
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") record.push(field), (field = "");
    else if (c === "\r" && body[at + 1] === "\n") {
      records.push([...record, field]);
      record = [];
      field = "";
      at++;
    } else field += c;
  }
  if (field || record.length) records.push([...record, field]);
  return records;
}
