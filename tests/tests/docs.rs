//! The code in `docs/from-python.md` is cut from the pairs and other tested files, and the rules of `docs/rules.md` name codes and
//! goldens: they must still be there.

use std::collections::BTreeSet;
use std::path::Path;

const PAGE: &str = include_str!("../../docs/from-python.md");

/// A fenced block, and the file from which the comment before it says that it is cut.
struct Excerpt {
    line: usize,
    source: Option<String>,
    code: String,
}

/// The blocks of code of a page. A comment holds for the blocks up to the next comment or heading.
fn excerpts(page: &str) -> Vec<Excerpt> {
    let mut found = Vec::new();
    let mut cited = None;
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if line.starts_with('#') {
            cited = None;
        } else if let Some(comment) = line.strip_prefix("<!-- ") {
            cited = comment.strip_suffix(" -->").and_then(|comment| comment.split_once(": "));
        } else if let Some(language) = line.strip_prefix("```") {
            let code: Vec<&str> =
                lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            let extension = match language {
                "python" => "py",
                "rust" => "rs",
                _ => continue,
            };
            let source = match cited {
                Some(("pair", name)) => Some(format!("tests/pairs/{name}/pipeline.{extension}")),
                Some(("file", path)) => Some(path.to_owned()),
                _ => None,
            };
            found.push(Excerpt { line: number + 1, source, code: code.join("\n") });
        }
    }
    found
}

/// Whether the lines of `piece` follow one another in `text`, all of them further in by the same amount.
fn holds(text: &str, piece: &str) -> bool {
    let text: Vec<&str> = text.lines().collect();
    let piece: Vec<&str> = piece.lines().collect();
    text.windows(piece.len()).any(|window| {
        let indentation =
            window.first().and_then(|line| line.strip_suffix(line.trim_start())).unwrap_or_default();
        window.iter().zip(&piece).all(|(line, shown)| {
            if shown.is_empty() { line.is_empty() } else { line.strip_prefix(indentation) == Some(shown) }
        })
    })
}

#[test]
fn the_code_for_people_who_know_kfp_is_that_of_the_pairs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut wrong = Vec::new();
    let mut pairs = BTreeSet::new();
    for Excerpt { line, source, code } in excerpts(PAGE) {
        let Some(source) = source else {
            wrong.push(format!("line {line}: no comment says from where"));
            continue;
        };
        match std::fs::read_to_string(root.join(&source)) {
            Ok(text) if !code.is_empty() && holds(&text, &code) => {}
            Ok(_) => wrong.push(format!("line {line}: not in {source}:\n{code}")),
            Err(error) => wrong.push(format!("line {line}: cannot read {source}: {error}")),
        }
        if source.starts_with("tests/pairs/") {
            pairs.insert(source);
        }
    }
    assert!(wrong.is_empty(), "docs/from-python.md:\n{}", wrong.join("\n"));
    for side in ["py", "rs"] {
        let cited = pairs.iter().filter(|source| source.ends_with(side)).count();
        assert!(cited >= 15, "only {cited} pairs are shown in {side}");
    }
}

#[test]
fn changed_and_uncited_code_is_seen() {
    assert!(holds("fn f() {\n    a(1);\n\n    b();\n}\n", "a(1);\n\nb();"));
    assert!(!holds("fn f() {\n    a(1);\n\n    b();\n}\n", "a(2);\n\nb();"));
    assert!(!holds("fn f() {\n    a(1);\n  b();\n}\n", "a(1);\nb();"));
    let page =
        "<!-- pair: x -->\n```rust\na\n```\n```python\nb\n```\n# Next\n```rust\nc\n```\n```sh\nd\n```\n";
    let found: Vec<_> = excerpts(page).into_iter().map(|e| (e.line, e.source, e.code)).collect();
    let source = |extension: &str| Some(format!("tests/pairs/x/pipeline.{extension}"));
    let expected = [(2, source("rs"), "a"), (5, source("py"), "b"), (9, None, "c")];
    assert_eq!(found, expected.map(|(line, source, code)| (line, source, code.to_owned())));
}

/// The pieces of a text between two marks.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0)).collect()
}

#[test]
fn rules_have_codes_and_goldens_that_exist() {
    const RULES: &str = include_str!("../../docs/rules.md");
    const ERRORS: &str = include_str!("../../docs/errors.md");
    let goldens = between(RULES, "(../tests/ui/", ")");
    assert!(goldens.len() > 30, "only {} goldens", goldens.len());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let missing: Vec<_> = goldens.iter().filter(|golden| !folder.join(golden).is_file()).collect();
    assert!(missing.is_empty(), "{missing:?}");

    let is_code = |word: &&&str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
        digits.len() == 3 && word.len() > 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut codes = BTreeSet::new();
    for row in RULES.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| # ")) {
        let pieces: Vec<&str> = row.split('`').collect();
        codes.extend(pieces.iter().filter(is_code).copied());
        assert!(
            row.contains("::") || row.contains("o check") || row.contains("nothing to check"),
            "no test: {row}"
        );
    }
    assert!(codes.len() > 100, "only {} codes", codes.len());
    let unknown: Vec<_> = codes.iter().filter(|code| !ERRORS.contains(&format!("### {code}\n"))).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
