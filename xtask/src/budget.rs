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

/// On a busy machine the clock says little, so a build whose processor time is within the limit is within it, too.
fn check_time() -> Outcome {
    run(cargo().args(["fetch", "--locked"]))?;
    let before = children_processor_time();
    let took = clean_build()?;
    let used = children_processor_time().zip(before).map(|(after, before)| after.saturating_sub(before));
    println!("kfp-dsl: built clean in {:.1} s of at most {} s", took.as_secs_f64(), BUILD.as_secs());
    if took <= BUILD {
        return Ok(());
    }
    if let Some(used) = used.filter(|used| *used <= BUILD) {
        println!("kfp-dsl: the machine was busy; the build used {:.1} s of a processor", used.as_secs_f64());
        return Ok(());
    }
    Err(format!(
        "a clean build of `kfp-dsl` took {:.1} s, {} s are allowed\nhelp: `cargo build -p kfp-dsl --timings` shows where they go",
        took.as_secs_f64(),
        BUILD.as_secs()
    ))
}

fn clean_build() -> Outcome<Duration> {
    let target = tempfile::tempdir().map_err(|error| format!("cannot make a temporary folder: {error}"))?;
    let start = Instant::now();
    run(cargo()
        .args(["build", "--locked", "--offline", "--quiet", "--package=kfp-dsl", "--jobs=2", "--target-dir"])
        .arg(target.path()))?;
    Ok(start.elapsed())
}

/// Processor time of our ended children and theirs; known on Linux only.
fn children_processor_time() -> Option<Duration> {
    processor_time(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// Reads `cutime` and `cstime`, the 16th and 17th field of proc_pid_stat(5), in hundredths of a second. The second field
/// is a name in parentheses that may hold anything.
fn processor_time(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(13).map(str::parse::<u64>);
    let (user, system) = (fields.next()?.ok()?, fields.next()?.ok()?);
    Some(Duration::from_millis((user + system) * 10))
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

    #[test]
    fn processor_time_is_found_behind_any_name() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 2 3 4 10 20 150 50 20 0 1 0 99";
        assert_eq!(processor_time(stat), Some(Duration::from_secs(2)));
        assert_eq!(processor_time("7 (a) S 1"), None);
    }
}
