//! The program: the server with the page that was built before it, and the table's documentation where that was built too. A
//! package of its own, so that another page leaves the server as it is.

use clientele_backend::http::page::{File, Page};
use mimalloc::MiMalloc;
use rust_embed::RustEmbed;

/// glibc's has threads that serve wait for each other: `docs/benchmarks/tokens.md` has what that takes.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[derive(RustEmbed)]
#[folder = "../../target/page"]
#[allow_missing = true]
struct Built;

#[derive(RustEmbed)]
#[folder = "../../target/site"]
#[allow_missing = true]
struct Docs;

fn file(path: &str) -> Option<File> {
    let found = match path.strip_prefix("docs/") {
        Some(path) => Docs::get(path),
        None => Built::get(path),
    }?;
    Some(File {
        sha256: found.metadata.sha256_hash(),
        data: found.data,
    })
}

fn main() -> std::process::ExitCode {
    clientele_backend::cli::main(Page::new(file))
}
