//! The reference page: plain HTML, made of the description once a process, with a style and a script of its own. It
//! asks nobody else for anything.

use std::{fmt::Write as _, sync::LazyLock};

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde_json::Value;

use super::{Fixed, document};

/// Where its style is.
pub(super) const STYLE: &str = "/api/docs/reference.css";
/// Where its script is.
pub(super) const SCRIPT: &str = "/api/docs/reference.js";

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The page.
pub(super) async fn page(headers: HeaderMap) -> Response {
    static PAGE: LazyLock<Fixed> =
        LazyLock::new(|| Fixed::new(html(&document()), "text/html; charset=utf-8"));
    let mut answer = PAGE.answer(&headers);
    answer.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    answer
}

/// The console's tokens, and what the page adds to them.
pub(super) async fn style(headers: HeaderMap) -> Response {
    static STYLE: LazyLock<Fixed> = LazyLock::new(|| {
        let tokens = include_str!("../../../table/style/tokens.css");
        let own = include_str!("reference.css");
        Fixed::new(format!("{tokens}\n{own}"), "text/css; charset=utf-8")
    });
    STYLE.answer(&headers)
}

/// Languages, and trying calls out.
pub(super) async fn script(headers: HeaderMap) -> Response {
    static SCRIPT: LazyLock<Fixed> = LazyLock::new(|| {
        let script = include_str!("reference.js").to_owned();
        Fixed::new(script, "text/javascript; charset=utf-8")
    });
    SCRIPT.answer(&headers)
}

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// An operation with where it is.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    said: &'a Value,
    schemas: &'a Value,
}

fn html(document: &Value) -> String {
    let schemas = &document["components"]["schemas"];
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            if let Some(said) = item.get(method) {
                operations.push(Operation {
                    method,
                    path,
                    said,
                    schemas,
                });
            }
        }
    }
    let mut nav = String::new();
    let mut main = String::new();
    for tag in document["tags"].as_array().into_iter().flatten() {
        let name = text(&tag["name"]);
        let id = slug(name);
        let _ = write!(nav, "<li><a href=\"#{id}\">{}</a></li>", escape(name));
        let _ = write!(
            main,
            "<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{}</h2><p>{}</p>",
            escape(name),
            prose(text(&tag["description"]))
        );
        let of_tag = |operation: &&Operation<'_>| operation.said["tags"][0] == name;
        for operation in operations.iter().filter(of_tag) {
            operation.write(&mut main);
        }
        main.push_str("</section>");
    }
    let mut about = String::new();
    for paragraph in text(&document["info"]["description"]).split("\n\n") {
        let _ = write!(about, "<p>{}</p>", prose(paragraph));
    }
    let mut languages = String::new();
    for (id, name) in LANGUAGES {
        let checked = if id == "curl" { " checked" } else { "" };
        let _ = write!(
            languages,
            "<label><input type=\"radio\" name=\"language\" value=\"{id}\"{checked}> {name}</label>"
        );
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>API reference · Clientele</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"{STYLE}\"><script src=\"{SCRIPT}\" defer></script></head>\
         <body data-lang=\"curl\"><a class=\"skip\" href=\"#content\">Skip to the content</a>\
         <header><a class=\"home\" href=\"/\">Clientele</a><p id=\"who\" role=\"status\"></p></header>\
         <nav aria-label=\"Sections\"><ul>{nav}</ul></nav>\
         <main id=\"content\"><h1>API reference</h1>{about}\
         <p>For programs: <a href=\"/api/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>\
         <fieldset class=\"languages\"><legend>Show calls in</legend>{languages}</fieldset>{main}</main></body></html>"
    )
}

const LANGUAGES: [(&str, &str); 4] = [
    ("curl", "curl"),
    ("python", "Python"),
    ("javascript", "JavaScript"),
    ("rust", "Rust"),
];

impl Operation<'_> {
    fn write(&self, out: &mut String) {
        let id = text(&self.said["operationId"]);
        let summary = text(&self.said["summary"]);
        let _ = write!(
            out,
            "<details class=\"operation\" id=\"{id}\"><summary><span class=\"method {m}\">{}</span> <code>{}</code> <span class=\"summary\">{}</span></summary><p>{}</p>",
            self.method.to_uppercase(),
            escape(self.path),
            prose(summary),
            prose(text(&self.said["description"])),
            m = self.method,
        );
        self.parameters(out);
        if let Some((media, body)) = self.body() {
            let _ = write!(out, "<h3>Body</h3><p><code>{media}</code></p>");
            self.fields(&body["schema"], out);
        }
        out.push_str("<h3>Call</h3>");
        for (language, name) in LANGUAGES {
            let call = self.call(language);
            let _ = write!(
                out,
                "<pre class=\"call {language}\" tabindex=\"0\" aria-label=\"{name}\"><code>{}</code></pre>",
                escape(&call)
            );
        }
        self.answers(out);
        self.form(id, out);
        out.push_str("</details>");
    }

    fn named_parameters(&self) -> impl Iterator<Item = &Value> {
        self.said["parameters"].as_array().into_iter().flatten()
    }

    fn parameters(&self, out: &mut String) {
        if self.said.get("parameters").is_none() {
            return;
        }
        out.push_str("<h3>Parameters</h3><dl>");
        for parameter in self.named_parameters() {
            let _ = write!(
                out,
                "<dt><code>{}</code> <span>{}, in the {}{}</span></dt><dd>{}</dd>",
                escape(text(&parameter["name"])),
                text(&parameter["schema"]["type"]),
                text(&parameter["in"]),
                if parameter["required"] == true {
                    ", needed"
                } else {
                    ""
                },
                prose(text(&parameter["description"]))
            );
        }
        out.push_str("</dl>");
    }

    fn body(&self) -> Option<(&str, &Value)> {
        let content = self.said["requestBody"]["content"].as_object()?;
        content
            .iter()
            .next()
            .map(|(media, body)| (media.as_str(), body))
    }

    /// The members of an object's schema, or of that of an array's items.
    fn fields(&self, schema: &Value, out: &mut String) {
        let schema = self.resolve(schema);
        let schema = match schema.get("items") {
            Some(items) => self.resolve(items),
            None => schema,
        };
        let Some(members) = schema["properties"].as_object() else {
            return;
        };
        let needed = schema["required"].as_array();
        out.push_str("<dl>");
        for (name, member) in members {
            let is_needed = needed.is_some_and(|needed| needed.iter().any(|one| one == name));
            let _ = write!(
                out,
                "<dt><code>{}</code> <span>{}{}</span></dt><dd>{}</dd>",
                escape(name),
                escape(&self.kind(member)),
                if is_needed { "" } else { ", optional" },
                prose(text(&member["description"]))
            );
        }
        out.push_str("</dl>");
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        schema["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next())
            .map_or(schema, |name| &self.schemas[name])
    }

    fn kind(&self, schema: &Value) -> String {
        if let Some(path) = schema["$ref"].as_str() {
            let name = path.rsplit('/').next().unwrap_or_default();
            return match self.schemas[name].get("enum") {
                Some(_) => "string".to_owned(),
                None => name.to_owned(),
            };
        }
        if let Some(items) = schema.get("items") {
            return format!("array of {}", self.kind(items));
        }
        if let Some(either) = schema["anyOf"].as_array() {
            let kinds: Vec<_> = either.iter().map(|one| self.kind(one)).collect();
            return kinds.join(" or ");
        }
        match &schema["type"] {
            Value::Array(kinds) => {
                let kinds: Vec<_> = kinds.iter().map(text).collect();
                kinds.join(" or ")
            }
            kind => text(kind).to_owned(),
        }
    }

    fn answers(&self, out: &mut String) {
        out.push_str("<h3>Answers</h3>");
        for (status, answer) in self.said["responses"].as_object().into_iter().flatten() {
            let _ = write!(
                out,
                "<p class=\"answer\"><strong>{status}</strong> {}</p>",
                prose(text(&answer["description"]))
            );
            let json = &answer["content"]["application/json"];
            if status.starts_with('2') && json.is_object() {
                self.fields(&json["schema"], out);
                let example = serde_json::to_string_pretty(&json["example"]).unwrap_or_default();
                let _ = write!(
                    out,
                    "<pre tabindex=\"0\" aria-label=\"Example\"><code>{}</code></pre>",
                    escape(&example)
                );
            }
        }
    }

    /// "Try it": sent by the page's script with the signed-in session.
    fn form(&self, id: &str, out: &mut String) {
        let media = self.body().map_or("", |(media, _)| media);
        let _ = write!(
            out,
            "<form class=\"try\" data-method=\"{}\" data-path=\"{}\" data-media=\"{media}\"><h3>Try it</h3>",
            self.method.to_uppercase(),
            escape(self.path)
        );
        for parameter in self.named_parameters() {
            let name = escape(text(&parameter["name"]));
            let _ = write!(
                out,
                "<label for=\"{id}-{name}\">{name}</label><input id=\"{id}-{name}\" name=\"{name}\" data-in=\"{}\" autocomplete=\"off\"{}>",
                text(&parameter["in"]),
                if parameter["required"] == true {
                    " required"
                } else {
                    ""
                },
            );
        }
        if let Some((media, body)) = self.body() {
            let example = example(media, &body["example"]);
            let _ = write!(
                out,
                "<label for=\"{id}-body\">Body</label><textarea id=\"{id}-body\" name=\"body\" data-in=\"body\" rows=\"6\" spellcheck=\"false\">{}</textarea>",
                escape(&example)
            );
        }
        out.push_str("<button type=\"submit\">Send</button><output></output></form>");
    }

    fn call(&self, language: &str) -> String {
        let path = self.path.replace("{id}", "ID");
        let method = self.method.to_uppercase();
        let open = self.said["security"]
            .as_array()
            .is_some_and(|all| all.first().is_none_or(|one| one.get("client").is_some()));
        let body = self
            .body()
            .map(|(media, body)| (media, example(media, &body["example"])));
        super::calls::write(language, &method, &path, !open, body)
    }
}

/// An example as it is sent.
fn example(media: &str, example: &Value) -> String {
    if media == "application/json" {
        return serde_json::to_string_pretty(example).unwrap_or_default();
    }
    let pairs: Vec<_> = example
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| format!("{name}={}", text(value)))
        .collect();
    pairs.join("&")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Text with `code` in it.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            let _ = write!(out, "<code>{}</code>", escape(part));
        } else {
            out.push_str(&escape(part));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_every_operation_and_no_inline_script_or_style() {
        let document = document();
        let html = html(&document);
        for endpoint in crate::http::endpoint::all() {
            assert!(
                html.contains(&format!("id=\"{}\"", endpoint.operation)),
                "{}",
                endpoint.operation
            );
        }
        assert!(!html.contains("style=") && !html.contains("onclick"));
        assert_eq!(html.matches("<script").count(), 1);
        let at = |name: &str| html.find(&format!("<h2 id=\"{name}\"")).unwrap();
        assert!(at("applications") < at("access-rules") && at("access-rules") < at("tokens"));
        assert_eq!(prose("a `b<c` & d"), "a <code>b&lt;c</code> &amp; d");
    }
}
