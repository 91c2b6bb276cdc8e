//! The program.

fn main() -> std::process::ExitCode {
    clientele_backend::cli::main()
}
