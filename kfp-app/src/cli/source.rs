//! Source text for snippets: finding a line costs the same in a file of any size.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// A line longer than this is shown in part: a JSON file may be one line.
const MAX_LINE: usize = 240;

/// How much of a long line is shown before the place that is meant.
const LEAD: usize = 60;

/// A file with an index of its lines.
#[derive(Debug)]
pub(crate) struct Source {
    name: String,
    text: String,
    /// The byte offset of each line.
    lines: Vec<usize>,
}

impl Source {
    pub(crate) fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = printable(text.into());
        let newlines = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        let lines = std::iter::once(0).chain(newlines).collect();
        Source { name: name.into(), text, lines }
    }

    /// The token at that line and character, both counted from one; `None` when the file has no such place. Character
    /// zero means the first that is not blank.
    pub(crate) fn token(&self, line: usize, column: usize) -> Option<SourceSpan> {
        let range = self.line(line.checked_sub(1)?)?;
        let text = self.text.get(range.clone())?;
        let blank = || text.chars().take_while(|c| c.is_whitespace()).count();
        let skip = column.checked_sub(1).unwrap_or_else(blank);
        let at = match text.char_indices().nth(skip) {
            Some((at, _)) => at,
            None if skip == text.chars().count() => text.len(),
            None => return None,
        };
        let len = token_length(text.get(at..)?);
        Some((range.start + at, len).into())
    }

    /// The bytes of a line, without its end; lines count from zero.
    fn line(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.lines.get(line)?;
        let end = self.lines.get(line + 1).map_or(self.text.len(), |next| next - 1);
        Some(start..end)
    }

    fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Moves an offset down to the start of its character.
    fn floor(&self, offset: usize) -> usize {
        (0..=offset).rev().find(|i| self.text.is_char_boundary(*i)).unwrap_or(0)
    }

    /// The range to show for a span, and its first line.
    fn excerpt(&self, span: &SourceSpan, before: usize, after: usize) -> Option<(Range<usize>, usize)> {
        let end = span.offset().checked_add(span.len())?;
        let (first, last) = (self.line_at(span.offset()), self.line_at(end));
        let own = self.line(first)?.start..self.line(last)?.end;
        if end > own.end.max(span.offset() + 1) {
            return None;
        }
        let wide = first.saturating_sub(before)..=(last + after).min(self.lines.len() - 1);
        if wide.clone().filter_map(|l| self.line(l)).all(|l| l.len() <= MAX_LINE) {
            return Some((self.line(*wide.start())?.start..self.line(*wide.end())?.end, *wide.start()));
        }
        if first != last || span.len() > MAX_LINE - LEAD {
            return None;
        }
        let start = own.start.max(self.floor(span.offset().saturating_sub(LEAD)));
        Some((start..self.floor(own.end.min(start + MAX_LINE)), first))
    }
}

/// Replaces control characters, which would command the terminal, by characters of the same length in bytes.
fn printable(text: String) -> String {
    let control = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.contains(control) {
        return text;
    }
    let mut text = text.replace("\r\n", " \n");
    if text.contains(control) {
        text = text
            .chars()
            .map(|c| {
                if !control(c) {
                    c
                } else if c.is_ascii() {
                    '?'
                } else {
                    '¿'
                }
            })
            .collect();
    }
    text
}

/// A quoted text, a word, or one character.
fn token_length(text: &str) -> usize {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$');
    let mut chars = text.char_indices();
    match chars.next() {
        None => 0,
        Some((_, quote @ ('"' | '\''))) => match chars.find(|(_, c)| *c == quote) {
            Some((end, _)) if end < MAX_LINE / 2 => end + 1,
            _ => 1,
        },
        Some((_, c)) if word(c) => {
            let end = chars.find(|(_, c)| !word(*c)).map_or(text.len(), |(end, _)| end);
            if end < MAX_LINE / 2 { end } else { c.len_utf8() }
        }
        Some((_, c)) => c.len_utf8(),
    }
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (range, first) = self.excerpt(span, before, after).ok_or(MietteError::OutOfBounds)?;
        let data = self.text.as_bytes().get(range.clone()).ok_or(MietteError::OutOfBounds)?;
        // The reader takes an excerpt without context for the exact place, to name it.
        let exact = before == 0 && after == 0;
        let from = if exact { span.offset() } else { range.start };
        let line_start = self.lines.get(self.line_at(from)).copied().unwrap_or(0);
        let column = self.text.get(line_start..from).map_or(0, |t| t.chars().count());
        let line_count = self.line_at(range.end) - first + 1;
        let shown: SourceSpan = (range.start, range.len()).into();
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, shown, first, column, line_count)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &Source, line: usize, column: usize, context: usize) -> (String, usize, usize) {
        let span = source.token(line, column).unwrap();
        let contents = source.read_span(&span, context, context).unwrap();
        (String::from_utf8(contents.data().to_vec()).unwrap(), contents.line(), contents.column())
    }

    #[test]
    fn finds_lines_and_tokens() {
        let source = Source::new("f", "a: 1\r\nbé: 'x y'\n\tc: d-e f\n");
        assert_eq!(shown(&source, 2, 5, 1), ("a: 1 \nbé: 'x y'\n\tc: d-e f".into(), 0, 0));
        assert_eq!(source.token(2, 5).unwrap(), (11, 5).into());
        assert_eq!(shown(&source, 2, 5, 0).1, 1);
        assert_eq!(shown(&source, 2, 5, 0).2, 4);
        assert_eq!(source.token(3, 5).unwrap().len(), 3);
        assert_eq!(source.token(4, 1).unwrap().len(), 0, "the end of the file");
        assert_eq!((source.token(0, 1), source.token(2, 99), source.token(9, 1)), (None, None, None));
        assert_eq!(Source::new("f", "").token(1, 1).unwrap().len(), 0);
    }

    #[test]
    fn cuts_long_lines_at_characters() {
        let source = Source::new("f", "ä".repeat(10_000));
        let span = SourceSpan::from((10_000, 2));
        let contents = source.read_span(&span, 1, 1).unwrap();
        assert!(contents.data().len() <= MAX_LINE);
        assert!(std::str::from_utf8(contents.data()).is_ok());
        assert!(contents.span().offset() <= 10_000 && contents.column() * 2 == contents.span().offset());
    }

    #[test]
    fn never_commands_the_terminal() {
        let source = Source::new("f", "a\u{1b}[31m\u{9b}b");
        assert_eq!(shown(&source, 1, 1, 0).0, "a?[31m¿b");
    }
}
