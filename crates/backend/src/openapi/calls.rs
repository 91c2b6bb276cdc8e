//! Ready-made calls, in the languages that people ask from.

use std::fmt::Write as _;

/// A call in a language. `body`: its media type and text.
pub(super) fn write(
    language: &str,
    method: &str,
    path: &str,
    with_token: bool,
    body: Option<(&str, String)>,
) -> String {
    match language {
        "python" => python(method, path, with_token, body),
        "javascript" => javascript(method, path, with_token, body),
        "rust" => rust(method, path, with_token, body),
        _ => curl(method, path, with_token, body),
    }
}

fn curl(method: &str, path: &str, with_token: bool, body: Option<(&str, String)>) -> String {
    let mut call = String::from("curl");
    if method != "GET" {
        let _ = write!(call, " -X {method}");
    }
    let _ = write!(call, " \"$CLIENTELE_URL{path}\"");
    if with_token {
        call.push_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
    }
    if let Some((media, body)) = body {
        let _ = write!(
            call,
            " \\\n  -H 'Content-Type: {media}' \\\n  --data '{body}'"
        );
    }
    call
}

fn python(method: &str, path: &str, with_token: bool, body: Option<(&str, String)>) -> String {
    let mut call = format!(
        "import os, requests\n\nanswer = requests.request(\n    \"{method}\",\n    os.environ[\"CLIENTELE_URL\"] + \"{path}\","
    );
    let mut headers = Vec::new();
    if with_token {
        headers.push("\"Authorization\": \"Bearer \" + os.environ[\"TOKEN\"]".to_owned());
    }
    if let Some((media, _)) = &body {
        headers.push(format!("\"Content-Type\": \"{media}\""));
    }
    if !headers.is_empty() {
        let _ = write!(call, "\n    headers={{{}}},", headers.join(", "));
    }
    if let Some((_, body)) = body {
        let _ = write!(call, "\n    data='''{body}'''.encode(),");
    }
    call.push_str("\n)\nanswer.raise_for_status()\nprint(answer.text)");
    call
}

fn javascript(method: &str, path: &str, with_token: bool, body: Option<(&str, String)>) -> String {
    let mut call = format!(
        "const answer = await fetch(`${{process.env.CLIENTELE_URL}}{path}`, {{\n  method: \"{method}\","
    );
    let mut headers = Vec::new();
    if with_token {
        headers.push("Authorization: `Bearer ${process.env.TOKEN}`".to_owned());
    }
    if let Some((media, _)) = &body {
        headers.push(format!("\"Content-Type\": \"{media}\""));
    }
    if !headers.is_empty() {
        let _ = write!(call, "\n  headers: {{ {} }},", headers.join(", "));
    }
    if let Some((_, body)) = body {
        let _ = write!(call, "\n  body: `{body}`,");
    }
    call.push_str("\n});\nif (!answer.ok) throw new Error(await answer.text());\nconsole.log(await answer.text());");
    call
}

fn rust(method: &str, path: &str, with_token: bool, body: Option<(&str, String)>) -> String {
    let mut call = format!(
        "// reqwest = {{ version = \"0.12\", features = [\"blocking\"] }}\nlet url = std::env::var(\"CLIENTELE_URL\")?;\nlet answer = reqwest::blocking::Client::new()\n    .request(reqwest::Method::{method}, format!(\"{{url}}{path}\"))"
    );
    if with_token {
        call.push_str("\n    .bearer_auth(std::env::var(\"TOKEN\")?)");
    }
    if let Some((media, body)) = body {
        let _ = write!(
            call,
            "\n    .header(\"Content-Type\", \"{media}\")\n    .body(r#\"{body}\"#)"
        );
    }
    call.push_str("\n    .send()?\n    .error_for_status()?;\nprintln!(\"{}\", answer.text()?);");
    call
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_holds_what_it_must() {
        for language in ["curl", "python", "javascript", "rust"] {
            let body = Some(("application/json", "{\"name\":\"x\"}".to_owned()));
            let call = write(language, "POST", "/api/v1/apps", true, body);
            for part in [
                "POST",
                "/api/v1/apps",
                "TOKEN",
                "application/json",
                "{\"name\":\"x\"}",
            ] {
                assert!(call.contains(part), "{language}: {part} in {call}");
            }
            let open = write(language, "GET", "/healthz", false, None);
            assert!(!open.contains("TOKEN"), "{open}");
        }
    }
}
