//! A program that carries its pipeline with it: compiled when the program was built, so always the one it was built with.

use std::io::{self, Write};

/// The IR that the build script made.
const HELLO: &str = include_str!(concat!(env!("OUT_DIR"), "/hello.kfp.yaml"));

fn main() -> io::Result<()> {
    io::stdout().write_all(HELLO.as_bytes())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_pipeline_is_inside() {
        assert!(super::HELLO.contains("name: hello"), "{}", super::HELLO);
    }
}
