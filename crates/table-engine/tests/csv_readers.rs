//! CSV files as independent readers see them: Python's `csv` and LibreOffice.
#![cfg(test)]

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{Item, columns};
use table_engine::{CsvOptions, CsvWriter, Engine, State};

/// Rows of what is hard in a file.
fn rows() -> Vec<Item> {
    let names = [
        "plain",
        "with, comma",
        "with \"quotes\"",
        "two\nlines",
        "two\r\nlines",
        " spaces ",
        "ünïcödé 日本語 🙂",
        "ID",
        "-5",
        "=1+2",
        "'quoted'",
        "",
        "001",
        "1e5",
        "\"",
        "a\tb",
    ];
    let item = |(at, name): (usize, &&str)| Item {
        key: at.to_string(),
        name: (*name).to_owned(),
        token: format!("t{at}"),
        tags: vec!["x; y".to_owned(), format!("tag,{at}")],
        seen: (at % 2 == 0).then_some(1_773_111_600_000),
        size: (at % 3 == 0).then_some(-1.5),
        on: (at % 4 == 0).then_some(true),
        owner: "anna".to_owned(),
        places: Vec::new(),
    };
    names.iter().enumerate().map(item).collect()
}

/// The file, and the cells that a reader must find in it.
fn file_and_cells(neutralise_formulas: bool) -> (String, Vec<Vec<String>>) {
    let columns = columns();
    let state = State::new(&columns);
    let mut engine = Engine::new(columns, rows());
    let view = engine.view(&state, 0);
    let options = CsvOptions {
        neutralise_formulas,
        ..CsvOptions::default()
    };
    let file = CsvWriter::new(&engine, &view, &state.layout, options).collect();
    let header = ["Name", "Token", "Tags", "Seen", "Size", "On", "Owner"];
    let mut cells = vec![header.map(str::to_owned).to_vec()];
    for row in rows() {
        let name = match row.name.as_str() {
            name @ ("-5" | "=1+2") if neutralise_formulas => format!("'{name}"),
            name => name.to_owned(),
        };
        let seen = row.seen.map(|_| "2026-03-10T03:00:00Z".to_owned());
        cells.push(vec![
            name,
            row.token,
            row.tags.join("; "),
            seen.unwrap_or_default(),
            row.size.map(|size| size.to_string()).unwrap_or_default(),
            row.on.map(|on| on.to_string()).unwrap_or_default(),
            row.owner,
        ]);
    }
    (file, cells)
}

/// What Python's `csv` reads, with its default dialect.
fn python(file: &str) -> Vec<Vec<String>> {
    let program = "import csv, io, json, sys\n\
        text = sys.stdin.buffer.read().decode('utf-8')\n\
        json.dump(list(csv.reader(io.StringIO(text, newline=''), strict=True)), sys.stdout)";
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    let mut stdin = child.stdin.take().expect("its input");
    stdin.write_all(file.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn python_reads_the_cells() {
    for neutralise in [true, false] {
        let (file, cells) = file_and_cells(neutralise);
        assert_eq!(python(&file), cells);
    }
}

/// What LibreOffice makes of a file: opened with these import options, saved in another format.
fn libreoffice(folder: &Path, file: &str, import: &str, format: &str) -> String {
    fs::create_dir_all(folder).expect("a folder");
    let source = folder.join("rows.csv");
    fs::write(&source, file).expect("a file");
    let status = Command::new("soffice")
        // A profile of its own, since two of one profile wait for each other.
        .arg(format!(
            "-env:UserInstallation=file://{}",
            folder.join("profile").display()
        ))
        .args(["--headless", &format!("--infilter=CSV:{import}")])
        .args(["--convert-to", format])
        .arg("--outdir")
        .arg(folder.join("out"))
        .arg(&source)
        .status()
        .expect("soffice");
    assert!(status.success());
    let (extension, _) = format.split_once(':').unwrap_or((format, ""));
    fs::read_to_string(folder.join("out/rows").with_extension(extension)).expect("its file")
}

/// `cargo xtask test` runs it where LibreOffice is.
#[test]
#[ignore = "needs LibreOffice"]
fn libreoffice_reads_the_cells() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libreoffice");
    // Comma, quotation mark, UTF-8, from the first line on, all columns as text; written with all texts in quotes.
    let texts = "44,34,76,1,1/2/2/2/3/2/4/2/5/2/6/2/7/2,0,false,false,false";
    let quoted = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false";
    for neutralise in [true, false] {
        let (file, cells) = file_and_cells(neutralise);
        // Lines within a cell end in one way there.
        let one_end = |cell: String| cell.replace("\r\n", "\n");
        let expected: Vec<Vec<String>> = cells
            .into_iter()
            .map(|record| record.into_iter().map(one_end).collect())
            .collect();
        assert_eq!(
            python(&libreoffice(&folder, &file, texts, quoted)),
            expected
        );
    }
    // As a user opens it.
    let (file, _) = file_and_cells(true);
    let sheet = libreoffice(&folder, &file, "44,34,76,1", "fods");
    assert!(sheet.contains("&apos;=1+2") && !sheet.contains("table:formula"));
}
