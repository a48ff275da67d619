//! The form of the compile-fail goldens: what a user reads when a mistake does not compile.
//!
//! Every `tests/ui/NAME.rs` has a golden `NAME.stderr` and is named in `tests/ui/README.md`; there are no other
//! goldens. A golden holds
//!
//! 1. as many errors as the file has mistakes: one, or as many as its comment `// mistakes: N` says, and no warning;
//! 2. every error at the user's own token: in the user's file, and not at the `#[..]` that ran a macro;
//! 3. in every error whose words are ours a text in backticks that holds a name the user wrote (the compiler's own
//!    errors, those with another code than E0277, at least stand at the user's token);
//! 4. no name the user cannot know: none that starts with `__`, none of `INTERNAL`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{Outcome, workspace};

/// What must not appear: names of generated code, of our private modules and of how it is made.
const INTERNAL: &[&str] = &[
    "kfp_dsl::author",
    "kfp_dsl::run",
    "kfp_dsl::kinds",
    "kfp_dsl_macros",
    "kfp_ir::",
    "PhantomData",
    "panicked",
    "Missing<",
    "Given<",
];

/// Checks all goldens and lists every breach.
pub(crate) fn run() -> Outcome {
    let folder = workspace::root().join("tests/ui");
    let (cases, breaches) = check_folder(&folder)?;
    if breaches.is_empty() {
        println!("tests/ui: {cases} goldens in form");
        return Ok(());
    }
    breaches.iter().for_each(|breach| eprintln!("{breach}"));
    Err(format!(
        "{} breaches of form in {cases} goldens of tests/ui\nhelp: the rules stand in xtask/src/ui.rs",
        breaches.len()
    ))
}

fn check_folder(folder: &Path) -> Outcome<(usize, Vec<String>)> {
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))
    };
    let (sources, goldens) = (stems(folder, "rs")?, stems(folder, "stderr")?);
    let list = read(&folder.join("README.md"))?;
    let mut breaches = Vec::new();
    for name in goldens.difference(&sources) {
        breaches.push(format!("{name}.stderr: there is no {name}.rs"));
    }
    for name in &sources {
        if !list.contains(name.as_str()) {
            breaches.push(format!("{name}.rs: README.md does not list it"));
        }
        if goldens.contains(name) {
            let source = read(&folder.join(format!("{name}.rs")))?;
            let golden = read(&folder.join(format!("{name}.stderr")))?;
            breaches.extend(check(&source, &golden).into_iter().map(|text| format!("{name}.stderr: {text}")));
        } else {
            breaches.push(format!("{name}.rs: it has no golden"));
        }
    }
    Ok((sources.len(), breaches))
}

/// The names of the files with this extension, without it.
fn stems(folder: &Path, extension: &str) -> Outcome<BTreeSet<String>> {
    let entries =
        fs::read_dir(folder).map_err(|error| format!("cannot list `{}`: {error}", folder.display()))?;
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect())
}

/// Breaches of one golden.
fn check(source: &str, golden: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let errors = errors(golden);
    let mistakes = mistakes(source);
    if errors.len() != mistakes {
        breaches.push(format!("{} errors for {mistakes} mistakes", errors.len()));
    }
    if golden.lines().any(|line| line.starts_with("warning")) {
        breaches.push("a warning beside the error".to_owned());
    }
    for line in golden.lines().filter(|line| !is_excerpt(line)) {
        let hidden = words(line).find(|word| word.starts_with("__") && word.ends_with(char::is_alphanumeric));
        if let Some(name) = hidden.or_else(|| INTERNAL.iter().copied().find(|name| line.contains(name))) {
            breaches.push(format!("the internal name `{name}` in `{}`", line.trim()));
        }
    }
    let names = identifiers(source);
    for error in errors {
        let title = error.first().copied().unwrap_or_default();
        if !at_users_token(source, &error) {
            breaches.push(format!("not at the user's token: `{title}`"));
        }
        let ours = !title.starts_with("error[") || title.starts_with("error[E0277]");
        let named = error
            .iter()
            .filter(|line| !is_excerpt(line))
            .flat_map(|line| line.split('`').skip(1).step_by(2))
            .any(|quoted| !identifiers(quoted).is_disjoint(&names));
        if ours && !named {
            breaches.push(format!("names nothing the user wrote: `{title}`"));
        }
    }
    breaches
}

/// The lines of every error, its notes included.
fn errors(golden: &str) -> Vec<Vec<&str>> {
    let mut found: Vec<Vec<&str>> = Vec::new();
    let mut inside = false;
    for line in golden.lines() {
        let starts = line.starts_with("error");
        inside = starts || inside && !line.starts_with("warning");
        if starts {
            found.push(Vec::new());
        }
        if let (true, Some(last)) = (inside, found.last_mut()) {
            last.push(line);
        }
    }
    found
}

/// What the comment `// mistakes: N` says, or one.
fn mistakes(source: &str) -> usize {
    source
        .lines()
        .find_map(|line| line.trim().strip_prefix("// mistakes:"))
        .and_then(|number| number.trim().parse().ok())
        .unwrap_or(1)
}

/// Whether the line shows source code: `12 | code`. Lines below it, with carets and labels, have no number.
fn is_excerpt(line: &str) -> bool {
    line.split_once('|').is_some_and(|(number, _)| {
        let number = number.trim();
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether the error's first place is in the test's file and not at an attribute.
fn at_users_token(source: &str, error: &[&str]) -> bool {
    let Some(place) = error.iter().find_map(|line| line.trim_start().strip_prefix("--> ")) else {
        return false;
    };
    let mut parts = place.rsplit(':');
    let (column, line, file) = (parts.next(), parts.next(), parts.next());
    let number = |text: Option<&str>| text.and_then(|text| text.trim().parse::<usize>().ok());
    let (Some(column), Some(line), Some(file)) = (number(column), number(line), file) else {
        return false;
    };
    let text = source.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let token: String = text.chars().skip(column.saturating_sub(1)).take(2).collect();
    ["ui/", "tests/ui/"].iter().any(|folder| file.starts_with(folder)) && token != "#["
}

/// The words of a text that can be identifiers.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty() && !word.starts_with(|first: char| first.is_ascii_digit()))
}

/// The identifiers in a text: no words of Rust, no type parameters.
fn identifiers(text: &str) -> BTreeSet<&str> {
    const KNOWN: &[&str] = &[
        "as", "fn", "for", "if", "impl", "in", "let", "main", "mut", "of", "pub", "ref", "self", "std",
        "the", "to", "use", "where", "kfp_dsl", "prelude",
    ];
    words(text)
        .filter(|word| !KNOWN.contains(word))
        .filter(|word| word.len() > 1 || word.starts_with(char::is_lowercase))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str =
        "use kfp_dsl::prelude::*;\n#[component]\nfn train(dataset: Instant) {}\nfn main() {}\n";
    const GOOD: &str = "error: `Instant` is not an input type\n --> tests/ui/01.rs:3:19\n  |\n3 | fn train(dataset: Instant) {}\n  |                   ^^^^^^^ use `i64`\n";

    fn breaches(golden: &str) -> Vec<String> {
        check(SOURCE, golden)
    }

    #[test]
    fn a_good_golden_has_no_breach() {
        assert_eq!(breaches(GOOD), Vec::<String>::new());
    }

    #[test]
    fn one_error_per_mistake() {
        assert_eq!(breaches(&format!("{GOOD}\n{GOOD}")), ["2 errors for 1 mistakes"]);
        assert_eq!(
            check(&format!("// mistakes: 2\n\n{}", &SOURCE[25..]), &format!("{GOOD}\n{GOOD}")),
            [""; 0]
        );
        assert_eq!(breaches(""), ["0 errors for 1 mistakes"]);
    }

    #[test]
    fn no_warning() {
        assert_eq!(breaches(&format!("{GOOD}\nwarning: unused")), ["a warning beside the error"]);
    }

    #[test]
    fn no_internal_name_outside_the_users_code() {
        let golden = GOOD.replace("use `i64`", "required by `__private::Bound`");
        assert_eq!(
            breaches(&golden),
            ["the internal name `__private` in `|                   ^^^^^^^ required by `__private::Bound``"]
        );
        assert_eq!(check(&SOURCE.replace("dataset", "__data"), &GOOD.replace("dataset", "__data")), [""; 0]);
    }

    #[test]
    fn the_place_is_the_users_token() {
        let title = "not at the user's token: `error: `Instant` is not an input type`";
        assert_eq!(breaches(&GOOD.replace("01.rs:3:19", "01.rs:2:1")), [title]);
        assert_eq!(breaches(&GOOD.replace("tests/ui/01.rs", "kfp-dsl/src/lib.rs")), [title]);
        assert_eq!(breaches(&GOOD.replace("-->", "")), [title]);
    }

    #[test]
    fn the_text_names_what_the_user_wrote() {
        assert_eq!(
            breaches(&GOOD.replace("`Instant` is", "this is")),
            ["names nothing the user wrote: `error: this is not an input type`"]
        );
        let golden = GOOD.replace("error: `Instant` is", "error[E0308]: this is");
        assert_eq!(breaches(&golden), Vec::<String>::new());
    }

    #[test]
    fn the_goldens_of_this_repository_are_in_form() {
        let folder = workspace::root().join("tests/ui");
        let (cases, breaches) = check_folder(&folder).unwrap();
        assert!(breaches.is_empty(), "{}", breaches.join("\n"));
        assert!(cases >= 40, "only {cases} mistakes are covered");
    }
}
