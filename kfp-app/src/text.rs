//! Small pieces of text for messages and tables.

/// Names in backticks, the first eight of them.
pub fn listing<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    const LIMIT: usize = 8;
    let mut names = names.into_iter();
    let shown: Vec<_> = names.by_ref().take(LIMIT).map(|n| format!("`{}`", n.as_ref())).collect();
    let more = if names.next().is_some() { ", .." } else { "" };
    shown.join(", ") + more
}

/// User input for a message: cut when long, without characters that command a terminal.
pub(crate) fn shorten(text: &str) -> String {
    const LIMIT: usize = 60;
    let mut short = printable_line(&text.chars().take(LIMIT).collect::<String>());
    if text.chars().nth(LIMIT).is_some() {
        short.push('…');
    }
    short
}

/// A line without characters that command a terminal.
pub(crate) fn printable_line(line: &str) -> String {
    line.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_texts_are_short() {
        assert_eq!(listing(["a", "b"]), "`a`, `b`");
        assert_eq!(listing(["x"; 9]).matches('x').count(), 8);
        assert_eq!(shorten("a\u{1b}b"), "a\u{fffd}b");
        assert_eq!(shorten(&"é".repeat(99)).chars().count(), 61);
    }
}
