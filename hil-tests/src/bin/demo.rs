//! The binary `demo`: the whole system on one machine.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    if let Some(code) = hil::demo::as_other(std::env::args_os()) {
        return code;
    }
    match hil::demo::run(&hil::demo::Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}
