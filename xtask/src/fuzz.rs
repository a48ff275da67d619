//! Fuzzing with cargo-fuzz: the targets of `fuzz/`, what they start from, and the proof that they find a panic.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use crate::cargo_tool::CargoTool;
use crate::process::{cargo, run};
use crate::{Outcome, workspace};

const CARGO_FUZZ: CargoTool = CargoTool { name: "cargo-fuzz", version: "0.13.1", options: &["--debug"] };

/// Every target, with the dictionary of its language.
const TARGETS: &[(&str, Option<&str>)] = &[
    ("yaml", Some("ir")),
    ("json", Some("ir")),
    ("proto", None),
    ("placeholders", Some("lang")),
    ("conditions", Some("lang")),
    ("check_emit", Some("ir")),
];

/// An input of which a target takes longer than this is a finding.
const SECONDS_PER_INPUT: u32 = 20;

/// The longest input, in bytes: enough for every form of a small pipeline.
const MAX_INPUT: u32 = 16 * 1024;

/// Runs the fuzz targets, each for a while; a finding is an error and is kept below `target/fuzz`.
///
/// Starts from the seeds in `fuzz/seeds`, our own compiled pipelines, the IR files below `KFP_TEST_CORPUS`, and what
/// earlier runs have found. Needs a C++ compiler.
#[derive(Args)]
pub(crate) struct Fuzz {
    /// The targets to run; all of them when none is given
    #[arg(value_name = "TARGET", value_parser = clap::builder::PossibleValuesParser::new(TARGETS.iter().map(|t| t.0)))]
    targets: Vec<String>,

    /// How long to run each target, in seconds
    #[arg(long, default_value_t = 60)]
    seconds: u32,

    /// Plant a panic behind each target, and fail unless the fuzzer finds it within that time
    #[arg(long)]
    self_test: bool,
}

impl Fuzz {
    pub(crate) fn run(&self) -> Outcome {
        let program = CARGO_FUZZ.find_or_install()?;
        let folder = workspace::target()?.join("fuzz");
        write_seeds(&folder)?;
        let mut failed = String::new();
        for (target, dictionary) in TARGETS {
            if !self.targets.is_empty() && !self.targets.iter().any(|wanted| wanted == target) {
                continue;
            }
            let mut session = Session { program: &program, folder: &folder, target, dictionary: *dictionary };
            let outcome = if self.self_test { session.finds_plant(self) } else { session.is_quiet(self) };
            if let Err(error) = outcome {
                failed += &format!("\n{target}: {error}");
            }
        }
        if failed.is_empty() { Ok(()) } else { Err(format!("fuzzing found something{failed}")) }
    }
}

/// What the targets start from, besides the small files in the repository.
fn write_seeds(folder: &Path) -> Outcome {
    let mut command = cargo();
    command
        .args([
            "run",
            "--quiet",
            "--locked",
            "--manifest-path=fuzz/Cargo.toml",
            "--example=seeds",
            "--target-dir",
        ])
        .arg(folder.join("build"))
        .arg("--")
        .arg(folder.join("seeds"));
    if let Some(corpus) = std::env::var_os("KFP_TEST_CORPUS") {
        command.arg(Path::new(&corpus).join("kfp-ir"));
    }
    run(&mut command)
}

/// One target at work.
struct Session<'a> {
    program: &'a Path,
    folder: &'a Path,
    target: &'static str,
    dictionary: Option<&'static str>,
}

impl Session<'_> {
    fn is_quiet(&mut self, fuzz: &Fuzz) -> Outcome {
        let findings = self.make(&["findings", self.target])?;
        run(&mut self.command(fuzz, "libfuzzer", "corpus", &findings)?)
            .map_err(|error| format!("{error}\nhelp: the input lies in {}", findings.display()))
    }

    /// Runs with the planted panic, from a corpus of its own so that no earlier run helps.
    fn finds_plant(&mut self, fuzz: &Fuzz) -> Outcome {
        let own = self.folder.join("planted").join(self.target);
        // A failure shows itself when the folder is made again.
        let _ = fs::remove_dir_all(&own);
        let findings = self.make(&["planted", self.target, "findings"])?;
        let mut command = self.command(fuzz, "libfuzzer,planted", "planted", &findings)?;
        let output = command.output().map_err(|error| format!("cannot start cargo-fuzz: {error}"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() && said.contains("planted: the fuzzer has found it") {
            println!("{}: found the planted panic", self.target);
            return Ok(());
        }
        let last = said.lines().rev().take(15).collect::<Vec<_>>();
        let last = last.into_iter().rev().collect::<Vec<_>>().join("\n");
        Err(format!("the planted panic was not found in {} seconds\n{last}", fuzz.seconds))
    }

    fn command(&self, fuzz: &Fuzz, features: &str, corpus: &str, findings: &Path) -> Outcome<Command> {
        let mut command = Command::new(self.program);
        command
            .current_dir(workspace::root())
            // The coverage that guides the fuzzer is an unstable option of the compiler.
            .env("RUSTC_BOOTSTRAP", "1")
            .args(["run", "--fuzz-dir=fuzz", "--features", features])
            // No code here is unsafe: there is nothing for an address sanitizer to find.
            .args(["--sanitizer=none", "--target-dir"])
            .arg(self.folder.join("build"))
            .arg(self.target)
            .arg(self.make(&[corpus, self.target, "grown"])?)
            .arg(self.folder.join("seeds").join(self.target));
        let own = workspace::root().join("fuzz/seeds").join(self.target);
        if own.is_dir() {
            command.arg(own);
        }
        command.arg("--").arg(format!("-max_total_time={}", fuzz.seconds));
        command.arg(format!("-timeout={SECONDS_PER_INPUT}")).arg(format!("-max_len={MAX_INPUT}"));
        command.args(["-print_final_stats=1", "-rss_limit_mb=4096"]);
        command.arg(format!("-artifact_prefix={}/", findings.display()));
        if let Some(dictionary) = self.dictionary {
            let path = workspace::root().join("fuzz/dict").join(format!("{dictionary}.dict"));
            command.arg(format!("-dict={}", path.display()));
        }
        Ok(command)
    }

    fn make(&self, parts: &[&str]) -> Outcome<PathBuf> {
        let folder = parts.iter().fold(self.folder.to_owned(), |path, part| path.join(part));
        fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
        Ok(folder)
    }
}
