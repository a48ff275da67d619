//! The digest of a component's code: of the tokens of its function, of files that its author names, and of a version.
//!
//! `docs/digests.md` says to the byte what is hashed. White space and comments do not enter: the tokens are those that the
//! compiler sees, printed by `syn`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use sha2::{Digest as _, Sha256};
use syn::{ItemFn, LitStr};

use crate::errors::Errors;
use crate::options::Code;

/// What is hashed; a change of it raises the number.
const VERSION: &str = "code/1";

/// The digest as text, and items that make the compiler look at the files again when they change.
pub(crate) fn digest(code: &Code, function: &ItemFn, errors: &mut Errors) -> (String, TokenStream) {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| {
        if !code.sources.is_empty() {
            errors
                .at(&code.path, "`sources` are looked for in the folder of `Cargo.toml`, and there is none");
        }
        PathBuf::new()
    });
    let mut files = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for source in &code.sources {
        let path = source.value();
        if seen.contains(&path) {
            errors.at(source, format!("`{path}` is named twice"));
        }
        if let Some(bytes) = read(&folder, source, &path, errors) {
            files.push((path.clone(), bytes));
        }
        seen.push(path);
    }
    let version = code.version.as_ref().map(LitStr::value).unwrap_or_default();
    let tracked = &seen;
    let track = quote! {
        #(const _: &[u8] = ::core::include_bytes!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #tracked));)*
    };
    (hash(&words(function), &mut files, &version), track)
}

fn read(folder: &Path, source: &LitStr, path: &str, errors: &mut Errors) -> Option<Vec<u8>> {
    if path.is_empty() || Path::new(path).is_absolute() || path.contains('\\') {
        errors
            .at(source, "name a file by its path from the folder of `Cargo.toml`, with `/` between folders");
        return None;
    }
    let file = folder.join(path);
    if file.is_dir() {
        // The compiler would not notice a new file in it.
        errors.at(source, format!("`{path}` is a folder: name the files in it"));
        return None;
    }
    match std::fs::read(&file) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            errors.at(source, format!("cannot read `{path}` in the folder of `Cargo.toml`: {error}"));
            None
        }
    }
}

/// `code/1:` and the hash of the record.
fn hash(words: &[String], files: &mut [(String, Vec<u8>)], version: &str) -> String {
    files.sort();
    let mut record = Record::default();
    record.add(VERSION);
    record.add(&words.len().to_string());
    words.iter().for_each(|word| record.add(word));
    record.add(&files.len().to_string());
    for (path, bytes) in files {
        record.add(path);
        record.add(&hexadecimal(&normal(bytes)));
    }
    record.add(version);
    format!("{VERSION}:{}", hexadecimal(record.0.as_bytes()))
}

/// Texts, each with its length, so that no two lists of texts are the same bytes.
#[derive(Default)]
struct Record(String);

impl Record {
    fn add(&mut self, text: &str) {
        let _ = write!(self.0, "{}:{text},", text.len());
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Text with the line ends of Unix, whatever git made of them; other files as they are.
fn normal(bytes: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.replace("\r\n", "\n").into_bytes(),
        Err(_) => bytes.to_vec(),
    }
}

/// The tokens of the arguments, of what is returned and of the body.
fn words(function: &ItemFn) -> Vec<String> {
    let (inputs, output, body) = (&function.sig.inputs, &function.sig.output, &function.block);
    let mut words = Vec::new();
    flatten(quote!((#inputs) #output #body), &mut words);
    words
}

fn flatten(tokens: TokenStream, words: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    // A sign that is written right behind another one belongs to it: `&&` is not `& &`.
    let mut joint = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(hash)
                if hash.as_char() == '#' && tokens.peek().is_some_and(is_documentation) =>
            {
                tokens.next();
                joint = false;
            }
            TokenTree::Punct(punct) => {
                match words.last_mut().filter(|_| joint) {
                    Some(last) => last.push(punct.as_char()),
                    None => words.push(punct.as_char().to_string()),
                }
                joint = punct.spacing() == Spacing::Joint;
            }
            TokenTree::Group(group) => {
                joint = false;
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                let word = |text: &str| (!text.is_empty()).then(|| text.to_owned());
                words.extend(word(open));
                flatten(group.stream(), words);
                words.extend(word(close));
            }
            other => {
                joint = false;
                words.push(other.to_token_stream().to_string());
            }
        }
    }
}

/// `[doc = ".."]`, which a doc comment is to the compiler.
fn is_documentation(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket && first.is_some_and(|first| first.to_string() == "doc")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(function: &str) -> String {
        let function: ItemFn = syn::parse_str(function).unwrap();
        hash(&words(&function), &mut [], "")
    }

    /// The vector of `docs/digests.md`.
    #[test]
    fn the_specification_shows_one() {
        const SPECIFICATION: &str = include_str!("../../docs/digests.md");
        let function: ItemFn = syn::parse_str("fn twice(x: i64) -> Result<i64> { Ok(x * 2) }").unwrap();
        let mut files = [("src/rate.txt".to_owned(), b"0.5\r\n".to_vec())];
        let digest = hash(&words(&function), &mut files, "2");
        let record = "6:code/1,2:18,1:(,1:x,1::,3:i64,1:),2:->,6:Result,1:<,3:i64,1:>,1:{,2:Ok,1:(,1:x,1:*,1:2,1:),1:},";
        assert!(SPECIFICATION.contains(record));
        assert!(SPECIFICATION.contains(&digest), "{digest}");
    }

    #[test]
    fn layout_comments_and_names_do_not_enter() {
        let plain = of("fn f(a: bool, b: bool) -> Result<bool> { Ok(a && b) }");
        let other = "/// Says more.\npub(crate) fn g(\n    /// The first.\n    a: bool, b: bool\n) -> Result<bool> {\n    // why\n    Ok(a && b)\n}";
        assert_eq!(of(other), plain);
        for changed in [
            "fn f(a: bool, b: bool) -> Result<bool> { Ok(a & &b) }",
            "fn f(a: bool, b: bool) -> Result<bool> { Ok(a || b) }",
            "fn f(a: bool, c: bool) -> Result<bool> { Ok(a && c) }",
            "fn f(a: bool, b: i64) -> Result<bool> { Ok(a && b) }",
        ] {
            assert_ne!(of(changed), plain, "{changed}");
        }
    }

    #[test]
    fn files_and_the_version_enter() {
        let file = |text: &str| [("data.txt".to_owned(), text.as_bytes().to_vec())];
        let of = |files: &mut [(String, Vec<u8>)], version: &str| hash(&[], files, version);
        let digests = [of(&mut [], ""), of(&mut [], "2"), of(&mut file("a\n"), ""), of(&mut file("b\n"), "")];
        let distinct: std::collections::BTreeSet<_> = digests.iter().collect();
        assert_eq!(distinct.len(), digests.len());
        assert_eq!(of(&mut file("a\r\n"), ""), digests[2]);
        let two = || [("a".to_owned(), vec![1]), ("b".to_owned(), vec![2])];
        let mut turned = two();
        turned.reverse();
        assert_eq!(of(&mut two(), ""), of(&mut turned, ""));
    }
}
