//! What `kfp-dsl` may cost its users: the crates it pulls in and the time they take to build.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use clap::Args;

use crate::Outcome;
use crate::process::{cargo, output, run};

/// Crates in the default tree, our own and those of the macros included.
const CRATES: usize = 40;

/// Time of a clean debug build on two cores, download aside.
const BUILD: Duration = Duration::from_secs(20);

/// Checks what `kfp-dsl` costs a user who adds it to a crate.
#[derive(Args)]
pub(crate) struct Budget {
    /// Print the crates that are counted
    #[arg(long)]
    pub(crate) list: bool,

    /// Also measure a clean build on two cores
    #[arg(long)]
    pub(crate) time: bool,
}

impl Budget {
    pub(crate) fn run(&self) -> Outcome {
        let tree = output(cargo().args([
            "tree",
            "--locked",
            "--package=kfp-dsl",
            "--edges=normal,build",
            "--prefix=none",
            "--format={p}",
        ]))?;
        let crates = distinct(&tree);
        if self.list {
            crates.iter().for_each(|name| println!("{name}"));
        }
        println!("kfp-dsl: {} crates of at most {CRATES}", crates.len());
        if crates.len() > CRATES {
            return Err(format!(
                "`kfp-dsl` pulls in {} crates, {CRATES} are allowed\nhelp: `cargo tree -p kfp-dsl -e normal,build` shows who needs them",
                crates.len()
            ));
        }
        if self.time { check_time() } else { Ok(()) }
    }
}

/// Name and version of every crate of the tree, once.
fn distinct(tree: &str) -> BTreeSet<String> {
    tree.lines()
        .map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
        .filter(|name| !name.is_empty())
        .collect()
}

/// A busy machine can spoil one measurement, so one above the limit is measured again.
fn check_time() -> Outcome {
    run(cargo().args(["fetch", "--locked"]))?;
    let mut took = clean_build()?;
    if took > BUILD {
        took = took.min(clean_build()?);
    }
    println!("kfp-dsl: built clean in {:.1} s of at most {} s", took.as_secs_f64(), BUILD.as_secs());
    if took > BUILD {
        return Err(format!(
            "a clean build of `kfp-dsl` took {:.1} s, {} s are allowed\nhelp: `cargo build -p kfp-dsl --timings` shows where they go",
            took.as_secs_f64(),
            BUILD.as_secs()
        ));
    }
    Ok(())
}

fn clean_build() -> Outcome<Duration> {
    let target = tempfile::tempdir().map_err(|error| format!("cannot make a temporary folder: {error}"))?;
    let start = Instant::now();
    run(cargo()
        .args(["build", "--locked", "--offline", "--quiet", "--package=kfp-dsl", "--jobs=2", "--target-dir"])
        .arg(target.path()))?;
    Ok(start.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_per_version() {
        let tree = "kfp-dsl v0.1.0 (/home/me/kfp-dsl)\nserde v1.0.1\nserde v1.0.1 (*)\nserde v2.0.0\n\nsyn v3.0.0 (proc-macro)\n";
        assert_eq!(
            distinct(tree).into_iter().collect::<Vec<_>>(),
            ["kfp-dsl v0.1.0", "serde v1.0.1", "serde v2.0.0", "syn v3.0.0"]
        );
    }
}
