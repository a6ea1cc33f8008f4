//! The program `garita`: see `garita --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    garita::cli::main()
}
