// Writes custom-elements.json (Custom Elements Manifest 1.0.0) and REFERENCE.md from types/index.d.ts and the style sheet.
// `node custom-elements.mjs --check` says whether they are as they would be written, and changes nothing.
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { style } from "./style.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const TYPES = "types/index.d.ts";
const SOURCE = ts.createSourceFile(TYPES, await readFile(join(here, TYPES), "utf8"), ts.ScriptTarget.Latest, true);
const ELEMENT = SOURCE.statements.find((each) => ts.isClassDeclaration(each) && each.name.text === "ClienteleTable");
const EVENTS = SOURCE.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === "ClienteleTableEventMap");

const one = (text) => text.replace(/\s+/g, " ").trim();
const about = (node) => one(ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? "").join(" "));
const type = (node) => one(node?.getText(SOURCE) ?? "");

/** What the class's `@slot` and such say: `name - words`, with a type in braces before an attribute's. */
function tags(name) {
  return ts.getJSDocTags(ELEMENT).filter((tag) => tag.tagName.text === name).map((tag) => {
    const text = one(SOURCE.text.slice(tag.tagName.end, tag.end).replace(/^\s*\*\/?/gm, ""));
    const [, of, what, words] = /^(?:\{([^}]*)\}\s+)?([\w-]+) - (.*?)(?: \*\/?)?$/.exec(text) ?? fail(`@${name} ${text}`);
    return { of, name: what, description: words };
  });
}

function fail(what) {
  throw new Error(`${TYPES}: cannot read ${what}`);
}

const fields = new Map();
const methods = new Map();
for (const member of ELEMENT.members) {
  const name = member.name?.getText(SOURCE);
  if (!name || /EventListener$/.test(name)) {
    continue;
  }
  if (ts.isMethodDeclaration(member)) {
    methods.set(name, {
      kind: "method",
      name,
      description: about(member),
      parameters: member.parameters.map((each) => ({ name: each.name.getText(SOURCE), optional: Boolean(each.questionToken), type: { text: type(each.type) } })),
      return: { type: { text: type(member.type) } },
    });
    continue;
  }
  const setter = ts.isSetAccessor(member);
  const field = fields.get(name) ?? { kind: "field", name, description: "", type: { text: "" } };
  field.description ||= about(member);
  field.type.text = type(setter ? member.parameters[0].type : member.type) || field.type.text;
  if (member.modifiers?.some((each) => each.kind === ts.SyntaxKind.ReadonlyKeyword)) {
    field.readonly = true;
  }
  fields.set(name, field);
}
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const attributes = tags("attr").map(({ of, name, description }) => ({
  name,
  description,
  type: { text: of },
  ...(fields.has(camel(name)) && { fieldName: camel(name) }),
}));
for (const attribute of attributes.filter((each) => each.fieldName)) {
  fields.get(attribute.fieldName).attribute = attribute.name;
}
const events = EVENTS.members.map((member) => ({ name: member.name.text, description: about(member), type: { text: type(member.type) } }));
const bare = ({ name, description }) => ({ name, description });
const { tokens } = await style();
const properties = tokens.map(({ name, value, about }) => ({ name, ...(about && { description: about }), default: value }));

const manifest = {
  schemaVersion: "1.0.0",
  readme: "README.md",
  modules: [
    {
      kind: "javascript-module",
      path: "clientele-table.js",
      declarations: [
        {
          kind: "class",
          customElement: true,
          name: "ClienteleTable",
          tagName: "clientele-table",
          superclass: { name: "HTMLElement" },
          description: about(ELEMENT),
          attributes,
          members: [...fields.values(), ...methods.values()],
          events,
          slots: tags("slot").map(bare),
          cssParts: tags("csspart").map(bare),
          cssProperties: properties,
        },
      ],
      exports: [{ kind: "js", name: "ClienteleTable", declaration: { name: "ClienteleTable", module: "clientele-table.js" } }],
    },
    {
      kind: "javascript-module",
      path: "define.js",
      exports: [{ kind: "custom-element-definition", name: "clientele-table", declaration: { name: "ClienteleTable", module: "clientele-table.js" } }],
    },
  ],
};

const cell = (text) => text.replaceAll("|", "\\|");
const table = (heads, rows) => [`| ${heads.join(" | ")} |`, `|${heads.map(() => " --- ").join("|")}|`, ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`)].join("\n");
const code = (text) => (text ? `\`${text}\`` : "");
const signature = ({ name, parameters, return: { type } }) => `${name}(${parameters.map((each) => each.name + (each.optional ? "?" : "") + ": " + each.type.text).join(", ")}): ${type.text}`;
/** The declarations that the properties, events and methods are made of, as they stand. */
const shapes = SOURCE.statements.filter((each) => each !== ELEMENT && each !== EVENTS && (ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each)) && each.name.text !== "ClienteleTableProps");
const reference = `# Reference of \`<clientele-table>\`

Written by \`custom-elements.mjs\` from the types and the style sheet. The package's \`custom-elements.json\` says the same to editors.

## Attributes

${table(["attribute", "type", "what it is"], attributes.map((each) => [code(each.name), code(each.type.text), each.description]))}

## Properties

${table(["property", "type", "what it is"], [...fields.values()].map((each) => [code(each.name), code(each.type.text), (each.readonly ? "Read only. " : "") + each.description]))}

## Methods

${[...methods.values()].map((each) => `- \`${signature(each)}\`<br>${each.description}`).join("\n")}

## Events

All are composed, and all bubble but \`error\`.

${table(["event", "type", "what it is"], events.map((each) => [code(each.name), code(each.type.text), each.description]))}

## Slots

${table(["slot", "what it is for"], manifest.modules[0].declarations[0].slots.map((each) => [code(each.name), each.description]))}

## Parts

${table(["part", "what it is"], manifest.modules[0].declarations[0].cssParts.map((each) => [code(`::part(${each.name})`), each.description]))}

## Custom properties

${table(["property", "at first", "what it is"], properties.map((each) => [code(each.name), code(each.default), each.description ?? ""]))}

## Types

\`\`\`ts
${shapes.map((each) => SOURCE.text.slice(each.getStart(SOURCE, true), each.end)).join("\n\n")}
\`\`\`
`;

const written = { "custom-elements.json": JSON.stringify(manifest, null, 2) + "\n", "REFERENCE.md": reference };
for (const [file, text] of Object.entries(written)) {
  if (!process.argv.includes("--check")) {
    await writeFile(join(here, file), text);
  } else if ((await readFile(join(here, file), "utf8").catch(() => "")) !== text) {
    console.error(`${file} is not what the types say: run node custom-elements.mjs in crates/table-element/npm`);
    process.exitCode = 1;
  }
}
