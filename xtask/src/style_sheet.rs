//! Makes one style sheet of a built page's several: one request instead of seven, and words that two of them share compress once.

use std::fs;
use std::path::Path;

use crate::{Result, fingerprint};

/// Puts the page's style sheets into one, in their order.
pub(crate) fn join(page: &Path) -> Result {
    let problem =
        |name: &str, error: std::io::Error| format!("{}: {error}", page.join(name).display());
    let index = "index.html";
    let html = fs::read_to_string(page.join(index)).map_err(|error| problem(index, error))?;
    let links = links(&html);
    let Some((first, _)) = links.first() else {
        return Err("the page that Trunk built has no style sheet".to_owned());
    };
    let mut sheet = String::new();
    for (_, name) in &links {
        let text = fs::read_to_string(page.join(name)).map_err(|error| problem(name, error))?;
        sheet.push_str(text.trim_end());
        sheet.push('\n');
    }
    let names: Vec<&str> = links.iter().map(|(_, name)| *name).collect();
    let name = format!("style-{}.css", fingerprint::of_files(page, &names, &[])?);
    let mut joined = html.replacen(first, &format!("<link href=/{name} rel=stylesheet>"), 1);
    for (link, _) in &links[1..] {
        joined = joined.replacen(link, "", 1);
    }
    for old in names {
        fs::remove_file(page.join(old)).map_err(|error| problem(old, error))?;
    }
    fs::write(page.join(&name), sheet).map_err(|error| problem(&name, error))?;
    fs::write(page.join(index), joined).map_err(|error| problem(index, error))
}

/// The links to style sheets, and the names of their files.
fn links(html: &str) -> Vec<(&str, &str)> {
    html.split_inclusive('>')
        .filter_map(|piece| Some(&piece[piece.find("<link ")?..]))
        .filter(|link| link.contains("stylesheet"))
        .filter_map(|link| {
            let (_, after) = link.split_once("href=")?;
            let name = after.trim_start_matches(['"', '/']);
            Some((link, &name[..name.find(".css")? + ".css".len()]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_found_as_written_and_as_minified() {
        let html = "<link rel=\"stylesheet\" href=\"/a-1.css\" integrity=\"x\"/><link href=/i.svg rel=icon>\
                    <link href=/b-2.css integrity=y rel=stylesheet><p>";
        let names: Vec<_> = links(html).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["a-1.css", "b-2.css"]);
        assert_eq!(
            links(html)[1].0,
            "<link href=/b-2.css integrity=y rel=stylesheet>"
        );
    }
}
