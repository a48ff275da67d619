//! Names of the IR as Rust identifiers.

/// Words that no identifier may be, of any edition.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Words that cannot be written as raw identifiers, either.
const NEVER_RAW: &[&str] = &["self", "super", "crate"];

/// A name as an identifier in snake case: `learning-rate` as `learning_rate`, `Output` as `output`, `type` as `r#type`,
/// `2nd` as `_2nd`; empty when no letter or digit is left.
///
/// ```
/// use kfp_import::identifier;
///
/// assert_eq!(identifier("dataURI"), "data_uri");
/// assert_eq!(identifier("self"), "self_");
/// assert_eq!(identifier("--"), "");
/// ```
pub fn identifier(name: &str) -> String {
    let snake = snake(name);
    if snake.trim_matches('_').is_empty() {
        return String::new();
    }
    if snake.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("_{snake}");
    }
    if NEVER_RAW.contains(&snake.as_str()) {
        return format!("{snake}_");
    }
    if KEYWORDS.contains(&snake.as_str()) {
        return format!("r#{snake}");
    }
    snake
}

/// Without regard to keywords.
fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before: Option<char> = None;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() && c != '_' {
            if !out.ends_with('_') && !out.is_empty() {
                out.push('_');
            }
        } else {
            let boundary = before.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            if c.is_ascii_uppercase() && boundary {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
        }
        before = Some(c);
    }
    if name.ends_with('_') { out } else { out.trim_end_matches('_').to_owned() }
}

/// A name as a type: `adam-w` as `AdamW`; empty when it would not start with a letter.
pub(crate) fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut start = true;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() {
            start = true;
            continue;
        }
        out.push(if start { c.to_ascii_uppercase() } else { c });
        start = false;
    }
    match out.starts_with(|c: char| c.is_ascii_alphabetic()) && out != "Self" {
        true => out,
        false => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_identifiers() {
        for (name, expected) in [
            ("x", "x"),
            ("learning-rate", "learning_rate"),
            ("pipelinechannel--a-b", "pipelinechannel_a_b"),
            ("type", "r#type"),
            ("Self", "self_"),
            ("crate", "crate_"),
            ("2nd", "_2nd"),
            ("_x", "_x"),
            ("x_", "x_"),
            ("_", ""),
            ("Größe", "gr_e"),
            ("modelURI", "model_uri"),
        ] {
            assert_eq!(identifier(name), expected, "{name}");
        }
        assert_eq!(
            (camel("adam-w").as_str(), camel("1st").as_str(), camel("self").as_str()),
            ("AdamW", "", "")
        );
    }
}
