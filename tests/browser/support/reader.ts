import type { CDPSession, Page } from "@playwright/test";

type Value = { value?: unknown };
type Node = {
  nodeId: string;
  ignored: boolean;
  role?: Value;
  name?: Value;
  value?: Value;
  properties?: { name: string; value: Value }[];
  childIds?: string[];
  backendDOMNodeId?: number;
};

/** States that a screen reader says, in the order it is told them. */
const STATES = ["focused", "selected", "checked", "pressed", "expanded", "disabled", "busy", "multiselectable", "hasPopup", "modal"];
/** What Chromium's tree leaves out of its nodes, though it tells it the system. */
const ATTRIBUTES = ["aria-rowcount", "aria-colcount", "aria-rowindex", "aria-colindex", "aria-sort"];

/** Chromium's accessibility tree: what a screen reader is given, and no more. */
export class Reader {
  private constructor(private readonly session: CDPSession) {}

  static async of(page: Page): Promise<Reader> {
    const session = await page.context().newCDPSession(page);
    await session.send("Accessibility.enable");
    await session.send("DOM.enable");
    // What is said, in order; a text that stays is said once.
    await page.addInitScript(() => {
      const said = ((window as unknown as { said: string[] }).said = []) as string[];
      const listen = () =>
        new MutationObserver((changes) => {
          for (const { target } of changes) {
            const element = target instanceof Element ? target : target.parentElement;
            const region = element?.closest("[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]");
            const text = region?.textContent?.replace(/\s+/g, " ").trim();
            if (text && said.at(-1) !== text) said.push(text);
          }
        }).observe(document, { subtree: true, childList: true, characterData: true });
      listen();
    });
    return new Reader(session);
  }

  /** The part of the tree from a role with a name on, a line a node: role, name, states. */
  async tree(role: string, name: string): Promise<string> {
    const { nodes } = (await this.session.send("Accessibility.getFullAXTree")) as { nodes: Node[] };
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const root = nodes.find((node) => !node.ignored && node.role?.value === role && node.name?.value === name);
    if (!root) throw new Error(`no ${role} “${name}” in the tree`);
    const lines: string[] = [];
    const walk = async (node: Node, depth: number): Promise<void> => {
      const role = String(node.role?.value ?? "");
      // Texts are in the names of what holds them.
      const shown = !node.ignored && !["none", "generic", "InlineTextBox", "StaticText", "LineBreak", "ListMarker"].includes(role);
      if (shown) lines.push("  ".repeat(depth) + (await this.line(node)));
      for (const id of node.childIds ?? []) {
        const child = byId.get(id);
        if (child) await walk(child, shown ? depth + 1 : depth);
      }
    };
    await walk(root, 0);
    return `${lines.join("\n")}\n`;
  }

  /** What has the focus, as it is read out: `button “Search”`. */
  async focused(): Promise<string> {
    const { nodes } = (await this.session.send("Accessibility.getFullAXTree")) as { nodes: Node[] };
    const is = (node: Node) => node.properties?.some(({ name, value }) => name === "focused" && value.value === true);
    // The document has it too.
    const node = nodes.filter((node) => !node.ignored && is(node)).at(-1);
    return node ? spoken(node) : "";
  }

  private async line(node: Node): Promise<string> {
    const states = STATES.flatMap((state) => {
      const value = node.properties?.find(({ name }) => name === state)?.value.value;
      if (value === undefined || value === false || value === "false") return [];
      return value === true || value === "true" ? [state] : [`${state}=${value}`];
    });
    if (node.backendDOMNodeId && ["grid", "row", "columnheader", "gridcell", "rowheader"].includes(String(node.role?.value))) {
      const { node: element } = await this.session.send("DOM.describeNode", { backendNodeId: node.backendDOMNodeId });
      const attributes = element.attributes ?? [];
      for (const name of ATTRIBUTES) {
        const at = attributes.findIndex((text, at) => at % 2 === 0 && text === name);
        if (at >= 0) states.push(`${name.slice("aria-".length)}=${attributes[at + 1]}`);
      }
    }
    return [spoken(node), ...states].join(", ");
  }
}

function spoken(node: Node): string {
  const name = String(node.name?.value ?? "").replace(/\s+/g, " ").trim();
  return `${node.role?.value}${name ? ` “${name}”` : ""}`;
}

/** What was announced since it was last asked. */
export function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { said: string[] }).said.splice(0));
}
