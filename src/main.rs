//! The `wijkgids` program; everything it does is in the library.

use std::process::ExitCode;

/// Rendering and indexing make many small values on two and more threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    wijkgids::cli::run()
}
