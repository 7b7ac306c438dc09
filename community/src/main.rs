//! The program: see `hearth-community --help`.

fn main() {}
