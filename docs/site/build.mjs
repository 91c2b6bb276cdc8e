// Makes the table's documentation as static files: node build.mjs --element PACKAGE_FOLDER --out FOLDER
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";
import { style } from "../../crates/table-element/npm/style.mjs";
import { parts, texts } from "./sources.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const { values: { element, out } } = parseArgs({ options: { element: { type: "string" }, out: { type: "string" } } });
if (!element || !out) {
  console.error("node build.mjs --element FOLDER --out FOLDER");
  process.exit(2);
}

/** The pages in the order of the navigation: file, name, and where its text is if not beside this script. */
const PAGES = [
  { file: "index.html", name: "Start", source: "pages/index.md" },
  { file: "gallery.html", name: "Gallery", source: "pages/gallery.md", then: gallery },
  { file: "package.html", name: "Package", source: join(element, "README.md") },
  { file: "reference.html", name: "Reference", source: "pages/reference.md", then: reference },
  { file: "remote.html", name: "Remote data", source: "pages/remote.md" },
  { file: "leptos.html", name: "Leptos", source: "pages/leptos.md" },
  { file: "theming.html", name: "Theming", source: "pages/theming.md", then: theming },
  { file: "texts.html", name: "Texts", source: "pages/texts.md", then: allTexts },
  { file: "accessibility.html", name: "Accessibility", source: "pages/accessibility.md" },
  { file: "performance.html", name: "Performance", source: join(root, "docs/benchmarks/table.md") },
  { file: "migration.html", name: "Coming from…", source: "pages/migration.md" },
];

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "gallery"), { recursive: true });
await cp(element, join(out, "element"), { recursive: true });
await writeFile(join(out, "site.css"), (await readFile(join(root, "crates/table/style/tokens.css"), "utf8")) + (await readFile(join(here, "site.css"), "utf8")));
await cp(join(here, "site.js"), join(out, "site.js"));
for (const file of await examples()) {
  await cp(join(here, "gallery", file), join(out, "gallery", file));
}
await cp(join(here, "gallery/rows.js"), join(out, "gallery/rows.js"));
for (const page of PAGES) {
  const text = await readFile(join(here, page.source).startsWith(here) && !page.source.startsWith("/") ? join(here, page.source) : page.source, "utf8");
  const { html, headings } = render(text.replaceAll("(REFERENCE.md", "(reference.html"));
  const body = html + (page.then ? await page.then() : "");
  await writeFile(join(out, page.file), frame(page, headings, body));
}

/** Markdown as HTML, with headings that can be linked to. */
function render(text) {
  const headings = [];
  let last = "";
  let tables = 0;
  const element = (tag, align, words) => `<${tag}${align === "right" ? ' class="n"' : ""}>${words}</${tag}>`;
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const words = this.parser.parseInline(tokens);
        last = words.replace(/<[^>]*>/g, "");
        const id = slug(last);
        if (depth === 2) {
          headings.push({ id, words });
        }
        return `<h${depth} id="${id}">${words}</h${depth}>\n`;
      },
      table(token) {
        tables += 1;
        const row = (cells, tag) => `<tr>${cells.map((cell, at) => element(cell.text ? tag : "td", token.align[at], this.parser.parseInline(cell.tokens))).join("")}</tr>`;
        return `<div class="wide" tabindex="0" role="region" aria-label="${last}: table ${tables}"><table><thead>${row(token.header, "th")}</thead><tbody>${token.rows.map((cells) => row(cells, "td")).join("")}</tbody></table></div>\n`;
      },
      code({ text: code, lang }) {
        return `<pre tabindex="0"><code${lang ? ` class="language-${lang}"` : ""}>${escape(code)}</code></pre>\n`;
      },
    },
  });
  return { html: marked.parse(text), headings };
}

function frame(page, headings, body) {
  const links = PAGES.map(({ file, name }) => `<li><a href="${file}"${file === page.file ? ' aria-current="page"' : ""}>${name}</a></li>`).join("");
  const inside = headings.length > 2 ? `<nav class="inside" aria-label="On this page"><ul>${headings.map(({ id, words }) => `<li><a href="#${id}">${words}</a></li>`).join("")}</ul></nav>` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.name} · clientele-table</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="site.css">
<script type="module" src="site.js"></script>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header>
<a class="brand" href="index.html">clientele-table</a>
<nav aria-label="Documentation"><ul>${links}</ul></nav>
<label class="theme">Theme <select id="theme"><option value="">System</option><option value="light">Light</option><option value="dark">Dark</option></select></label>
</header>
<div class="columns">
<main id="content">
${body}
</main>
${inside}
</div>
</body>
</html>
`;
}

async function examples() {
  return (await readdir(join(here, "gallery"))).filter((file) => /^\d\d-.*\.js$/.test(file)).sort();
}

/** Each example live, with its code beside it: the code is what runs. */
async function gallery() {
  const all = [];
  for (const file of await examples()) {
    const code = await readFile(join(here, "gallery", file), "utf8");
    const [, title, about] = /^\/\/ (.+)\n((?:\/\/ .+\n)*)/.exec(code);
    const words = about.replace(/^\/\/ /gm, "").trim();
    const shown = code.slice(code.indexOf("\n", code.lastIndexOf("\n// ", code.indexOf("\nimport")) + 1) + 1).trimStart();
    all.push(`<section class="example" aria-labelledby="${slug(title)}">
<h2 id="${slug(title)}">${escape(title)}</h2>
<p>${escape(words)}</p>
<div class="live" data-example="gallery/${file}"></div>
<details><summary>Code</summary><pre tabindex="0"><code class="language-js">${escape(shown)}</code></pre></details>
</section>`);
  }
  return all.join("\n");
}

async function reference() {
  return render(await readFile(join(root, "crates/table-element/npm/REFERENCE.md"), "utf8").then((text) => text.replace(/^# .*\n/, ""))).html;
}

async function theming() {
  const rows = (await style()).tokens.map(({ name, value, about }) => `| \`${name}\` | ${about} | \`${value}\` |`);
  const named = (await parts(root)).map((part) => `\`${part}\``);
  return render(`## Parts\n\n${named.join(", ")}\n\n## Custom properties\n\n| name | what it is | unless the page says otherwise |\n| --- | --- | --- |\n${rows.join("\n")}\n`).html;
}

async function allTexts() {
  const groups = await texts(root);
  return render(Object.entries(groups).map(([group, all]) => `## ${group}\n\n| name | English |\n| --- | --- |\n${all.map(([name, english]) => `| \`${name}\` | ${english.replaceAll("|", "\\|")} |`).join("\n")}\n`).join("\n")).html;
}

function slug(words) {
  return words.toLowerCase().replace(/&[^;]+;/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
