//! Names that Argo accepts, made from the names of the IR.

use std::collections::HashSet;

/// Words that end a `depends` expression early when a task has them as its name.
pub(crate) const RESERVED: &[&str] = &[
    "not",
    "in",
    "and",
    "or",
    "true",
    "false",
    "nil",
    "let",
    "if",
    "else",
    "matches",
    "contains",
    "startsWith",
    "endsWith",
];

/// The longest name of a template or task (Argo's resource definitions).
const LONGEST: usize = 128;

/// Hands out names, each once.
#[derive(Debug, Default)]
pub(crate) struct Names(HashSet<String>);

impl Names {
    /// Names that are taken from the start.
    pub(crate) fn taken(names: &[&str]) -> Self {
        Names(names.iter().map(|n| (*n).to_owned()).collect())
    }

    /// That name, or the first of `name-2`, `name-3` that is free.
    pub(crate) fn unique(&mut self, name: String) -> String {
        if self.0.insert(name.clone()) {
            return name;
        }
        let mut n = 2usize;
        loop {
            let suffix = format!("-{n}");
            let keep = name.len().min(LONGEST - suffix.len());
            let candidate = format!("{}{suffix}", name.get(..keep).unwrap_or(&name));
            if self.0.insert(candidate.clone()) {
                return candidate;
            }
            n += 1;
        }
    }
}

/// A name for a template or task: `[a-zA-Z][-a-zA-Z0-9]*`, at most 128 characters, no word of the expression language.
pub(crate) fn resource(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ if out.is_empty() => {}
            _ => out.push('-'),
        }
    }
    while out.ends_with('-') {
        out.pop();
    }
    if !out.starts_with(|c: char| c.is_ascii_alphabetic()) {
        out.insert_str(0, "t-");
    }
    if RESERVED.contains(&out.as_str()) {
        out.push_str("-task");
    }
    out.truncate(LONGEST);
    out
}

/// A name for a parameter or artifact: `[-a-zA-Z0-9_]+`.
pub(crate) fn argument(name: &str) -> String {
    let out: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '-' })
        .collect();
    if out.is_empty() { "-".to_owned() } else { out }
}

/// A name for the object: lower-case letters, digits and hyphens, at most `longest` characters.
pub(crate) fn object(name: &str, longest: usize) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    out.truncate(longest);
    while out.ends_with('-') {
        out.pop();
    }
    if out.is_empty() { "pipeline".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resource_names() {
        for (name, expected) in [
            ("train", "train"),
            ("a_b.c d", "a-b-c-d"),
            ("1st", "t-1st"),
            ("contains", "contains-task"),
            ("", "t-"),
            ("ü", "t-"),
            ("-x-", "x"),
        ] {
            assert_eq!(resource(name), expected, "{name}");
        }
        assert_eq!(resource(&"x".repeat(300)).len(), LONGEST);
    }

    #[test]
    fn names_are_handed_out_once() {
        let mut names = Names::taken(&["main"]);
        assert_eq!(names.unique("main".into()), "main-2");
        assert_eq!(names.unique("main".into()), "main-3");
        let long = "x".repeat(LONGEST);
        assert_eq!(names.unique(long.clone()), long);
        assert_eq!(names.unique(long).len(), LONGEST);
    }

    #[test]
    fn object_names() {
        assert_eq!(object("My  Pipeline_1", 58), "my-pipeline-1");
        assert_eq!(object("", 58), "pipeline");
        assert_eq!(object("-- a", 58), "a");
    }
}
