//! The other way in: a build script that writes the Rust of components to a file.

fn main() -> Result<(), kfp_import::Error> {
    kfp_import::Build::new().component("components/plot.yaml").write("components.rs")
}
