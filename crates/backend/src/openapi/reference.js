// The reference page: which language calls show in, and trying them out with the signed-in session.
"use strict";

const who = document.getElementById("who");

fetch("/api/v1/session", { credentials: "same-origin" })
  .then((answer) => (answer.ok ? answer.json() : null))
  .then((user) => {
    who.textContent = user ? `Signed in as ${user.username}` : "Not signed in: only open calls can be tried";
  })
  .catch(() => {
    who.textContent = "The server can't be reached";
  });

for (const choice of document.querySelectorAll("input[name=language]")) {
  choice.addEventListener("change", () => {
    document.body.dataset.lang = choice.value;
  });
}

/** Opens the operation that the address names. */
function open() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener("hashchange", open);
open();

/** What a form asks for: the address and the request. */
function request(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = {};
  let body;
  for (const field of form.querySelectorAll("[data-in]")) {
    const value = field.value.trim();
    if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(value));
    else if (field.dataset.in === "query" && value) query.set(field.name, value);
    else if (field.dataset.in === "header" && value) headers[field.name] = value;
    else if (field.dataset.in === "body") body = value;
  }
  if (body !== undefined) headers["Content-Type"] = form.dataset.media;
  const address = query.size > 0 ? `${path}?${query}` : path;
  return [address, { method: form.dataset.method, headers, body, credentials: "same-origin" }];
}

for (const form of document.querySelectorAll("form.try")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const output = form.querySelector("output");
    const button = form.querySelector("button");
    button.disabled = true;
    output.textContent = "…";
    try {
      const answer = await fetch(...request(form));
      const text = await answer.text();
      let shown = text;
      try {
        shown = JSON.stringify(JSON.parse(text), null, 2);
      } catch {
        // Not JSON: as it is.
      }
      output.textContent = `${answer.status} ${answer.statusText}\n${shown}`.trim();
    } catch (error) {
      output.textContent = `The server can't be reached: ${error.message}`;
    }
    button.disabled = false;
  });
}
