//! The page and the documentation are embedded: when their files change, so does the binary.

fn main() {
    for folder in ["../../target/page", "../../target/site"] {
        // One that is missing would count as changed each time.
        _ = std::fs::create_dir_all(folder);
        println!("cargo::rerun-if-changed={folder}");
    }
}
