//! The binary `hearth-community`: see `hearth-community --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    community::cli::run(std::env::args_os())
}
