//! A run: programs, compiled by both compilers and compared.

use std::fmt;

use kfp_dsl::Names;
use kfp_ir::Document;

use super::check::{Facts, check};
use super::plant::Bug;
use super::program::Program;
use super::sdk::Sdk;
use super::shrink::shrink;
use super::{build, generate, print};

/// A program, and what both compilers made of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its number in the run.
    pub number: u64,
    /// The program.
    pub program: Program,
    /// What is known of it.
    pub facts: Facts,
    /// What the SDK compiled.
    pub theirs: Result<Document, String>,
    /// What we built.
    pub ours: Result<Document, String>,
}

impl Case {
    /// How the two differ, one line each; nothing when they are the same.
    pub fn differences(&self) -> Vec<String> {
        match (&self.theirs, &self.ours) {
            (Ok(theirs), Ok(ours)) => crate::differences(theirs, ours),
            (Err(theirs), Ok(_)) => vec![format!("the SDK refuses it: {theirs}")],
            (Ok(_), Err(ours)) => vec![format!("we refuse it: {ours}")],
            (Err(theirs), Err(ours)) => {
                vec![format!("the SDK refuses it: {theirs}"), format!("we refuse it, too: {ours}")]
            }
        }
    }
}

/// Compares the programs of those numbers.
///
/// # Errors
///
/// When the SDK cannot be asked.
pub fn run(sdk: &mut Sdk, seed: u64, numbers: std::ops::Range<u64>) -> std::io::Result<Vec<Case>> {
    let programs = numbers.map(|number| (number, generate(seed, number)));
    compare(sdk, programs.map(|(number, (program, facts))| (number, program, facts)).collect())
}

fn compare(sdk: &mut Sdk, programs: Vec<(u64, Program, Facts)>) -> std::io::Result<Vec<Case>> {
    let sources: Vec<String> = programs.iter().map(|(_, program, _)| print(program)).collect();
    let compiled = sdk.compile(&sources)?;
    let cases = programs.into_iter().zip(compiled).map(|((number, program, facts), theirs)| {
        let ours = build(&program, &facts, Names::Sdk);
        Case { number, program, facts, theirs, ours }
    });
    Ok(cases.collect())
}

/// The smallest program that can be found in which the compilers still differ in the same kind of way, with our side broken
/// by a bug where one is planted.
///
/// # Errors
///
/// When the SDK cannot be asked.
pub fn smallest(sdk: &mut Sdk, case: &Case, bug: Option<Bug>) -> std::io::Result<Case> {
    let mut failed = None;
    let broken = |mut case: Case| {
        if let (Some(bug), Ok(ours)) = (bug, &mut case.ours) {
            bug(ours);
        }
        case
    };
    let refused = |case: &Case| (case.theirs.is_err(), case.ours.is_err());
    let wanted = refused(case);
    let mut holds = |candidates: &[Program]| {
        let known = candidates.iter().map(|program| check(program).map(|facts| (0, program.clone(), facts)));
        let known: Vec<_> = known.collect::<Result<_, _>>().unwrap_or_default();
        match compare(sdk, known) {
            Ok(cases) => cases
                .into_iter()
                .map(broken)
                .map(|case| refused(&case) == wanted && !case.differences().is_empty())
                .collect(),
            Err(error) => {
                failed.get_or_insert(error);
                Vec::new()
            }
        }
    };
    let program = shrink(&case.program, &mut holds);
    if let Some(error) = failed {
        return Err(error);
    }
    let facts = check(&program).map_err(std::io::Error::other)?;
    let found = compare(sdk, vec![(case.number, program, facts)])?;
    let found = found.into_iter().next().map(broken);
    found.ok_or_else(|| std::io::Error::other("a program was lost"))
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "case {}; the SDK, then ours:", self.number)?;
        for difference in self.differences() {
            writeln!(f, "  {difference}")?;
        }
        write!(f, "{}", print(&self.program))
    }
}
