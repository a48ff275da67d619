//! Lists the pairs: a folder below `pairs` is a module and a test of `tests/pairs.rs`, so that a new pair is a new folder and
//! nothing else.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=pairs");
    let root = env::current_dir()?.join("pairs");
    let mut names = Vec::new();
    for entry in fs::read_dir(&root)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut text = String::new();
    for name in &names {
        let path = root.join(name).join("pipeline.rs");
        let _ = write!(
            text,
            "mod {name} {{\n\
             \x20   #[path = {path:?}]\n    pub(super) mod rust;\n\
             \x20   #[test]\n    fn same_ir() {{\n        super::same_ir({name:?}, &rust::pipeline());\n    }}\n\
             }}\n"
        );
    }
    let _ = writeln!(text, "type Pair = (&'static str, fn() -> Pipeline);\nconst PAIRS: &[Pair] = &[");
    for name in &names {
        let _ = writeln!(text, "    ({name:?}, {name}::rust::pipeline),");
    }
    let _ = writeln!(text, "];");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("pairs.rs"), text)
}
