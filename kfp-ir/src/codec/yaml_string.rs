//! How a string is written in YAML so that every reader reads it back.
//!
//! PyYAML (the KFP SDK), `sigs.k8s.io/yaml` (Kubernetes, Argo), `yaml.v3` (KFP's API server) and serde-saphyr disagree
//! on what unquoted text means. So text is left unquoted only where none of them could see anything else.

use std::fmt::Write as _;

/// YAML readers accept a key without `?` only up to 1024 characters.
const MAX_SIMPLE_KEY: usize = 1000;

/// Whether a key of this length needs the explicit form.
pub(super) fn is_long_key(key: &str) -> bool {
    key.len() > MAX_SIMPLE_KEY || key.len() > MAX_SIMPLE_KEY / 10 && quoted_len(key) > MAX_SIMPLE_KEY
}

fn quoted_len(key: &str) -> usize {
    let mut quoted = String::new();
    write_inline(&mut quoted, key);
    quoted.len()
}

/// Writes the string on one line, with quotes where they are needed.
pub(super) fn write_inline(out: &mut String, s: &str) {
    if is_plain(s) {
        out.push_str(s);
    } else {
        write_quoted(out, s);
    }
}

/// Writes the string as a value; clean text of several lines becomes a literal block at that indentation.
pub(super) fn write_value(out: &mut String, s: &str, indent: usize) {
    if is_block(s) { write_block(out, s, indent) } else { write_inline(out, s) }
}

fn write_block(out: &mut String, s: &str, indent: usize) {
    let body = s.strip_suffix('\n');
    out.push_str(if body.is_some() { "|" } else { "|-" });
    for line in body.unwrap_or(s).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            super::yaml::pad(out, indent);
            out.push_str(line);
        }
    }
}

fn write_quoted(out: &mut String, s: &str) {
    out.push('"');
    escape(out, s, |c| matches!(c, '"' | '\\'));
    out.push('"');
}

/// Writes text with its special characters, and those that `also` names, as escapes of YAML's double quotes.
pub(crate) fn escape(out: &mut String, s: &str, also: fn(char) -> bool) {
    let mut rest = s;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| also(*c) || is_special(*c)) {
        let (clean, tail) = rest.split_at(at);
        out.push_str(clean);
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '"' | '\\' => out.extend(['\\', c]),
            c if u32::from(c) <= 0xFFFF => push(out, format_args!("\\u{:04x}", u32::from(c))),
            c => push(out, format_args!("\\U{:08x}", u32::from(c))),
        }
        rest = tail.get(c.len_utf8()..).unwrap_or_default();
    }
    out.push_str(rest);
}

pub(super) fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // A string takes everything.
    let _ = out.write_fmt(text);
}

/// Characters that some reader refuses, folds or drops when they stand as they are.
fn is_special(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\u{0}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => true,
        // Surrogates do not exist in Rust; the last two of every plane are no characters.
        c => u32::from(c) & 0xFFFE == 0xFFFE,
    }
}

/// Text of several lines in which a literal block keeps every character: no leading or trailing blanks that a reader
/// would have to guess about.
fn is_block(s: &str) -> bool {
    s.contains('\n')
        && !s.starts_with([' ', '\n', '\t'])
        && !s.ends_with("\n\n")
        && !s.ends_with([' ', '\t'])
        && !s.contains(" \n")
        && !s.contains("\t\n")
        && s.chars().all(|c| matches!(c, '\n' | '\t') || !is_special(c))
}

/// Whether every reader takes the unquoted text for text: it starts with a letter, `/` or `_`, holds only harmless
/// ASCII, and is no word with a meaning.
fn is_plain(s: &str) -> bool {
    let bytes = s.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    if !(first.is_ascii_alphabetic() || matches!(first, b'/' | b'_')) || matches!(last, b' ' | b':') {
        return false;
    }
    let mut before = 0;
    for &byte in bytes {
        let harmless = byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'@' | b'+' | b'=' | b'(' | b')' | b';' | b'$' | b':')
            // A space after a colon makes a map; two spaces may be folded.
            || (byte == b' ' && !matches!(before, b' ' | b':'));
        if !harmless {
            return false;
        }
        before = byte;
    }
    !is_reserved(s)
}

fn is_reserved(s: &str) -> bool {
    const WORDS: [&str; 11] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"];
    s.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(s))
}
