//! What pages of this repository say of it must still be there: the code in `docs/from-python.md` and `docs/guide.md` is cut from
//! tested files, the rules of `docs/rules.md` name codes and goldens, and all of them link to files and headings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const FROM_PYTHON: &str = include_str!("../../docs/from-python.md");
const GUIDE: &str = include_str!("../../docs/guide.md");

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

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files from which the code of a page is cut.
fn cited(page: &str) -> BTreeSet<String> {
    let root = root();
    let mut wrong = Vec::new();
    let mut sources = BTreeSet::new();
    for Excerpt { line, source, code } in excerpts(page) {
        let Some(source) = source else {
            wrong.push(format!("line {line}: no comment says from where"));
            continue;
        };
        match std::fs::read_to_string(root.join(&source)) {
            Ok(text) if !code.is_empty() && holds(&text, &code) => {}
            Ok(_) => wrong.push(format!("line {line}: not in {source}:\n{code}")),
            Err(error) => wrong.push(format!("line {line}: cannot read {source}: {error}")),
        }
        sources.insert(source);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    sources
}

#[test]
fn the_code_for_people_who_know_kfp_is_that_of_the_pairs() {
    let sources = cited(FROM_PYTHON);
    for side in ["py", "rs"] {
        let pair = |source: &&String| source.starts_with("tests/pairs/") && source.ends_with(side);
        let shown = sources.iter().filter(pair).count();
        assert!(shown >= 15, "only {shown} pairs are shown in {side}");
    }
}

#[test]
fn the_code_of_the_guide_is_tested() {
    assert_eq!(Vec::from_iter(cited(GUIDE)), ["examples/imported/src/lib.rs", "tests/tests/guide.rs"]);
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

/// The lines of a page outside of fenced code.
fn prose(page: &str) -> String {
    page.split("```").step_by(2).collect()
}

/// The name under which a heading can be linked to.
fn anchor(heading: &str) -> String {
    let letter = |c: char| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
        _ => None,
    };
    heading.trim().to_lowercase().chars().filter_map(letter).collect()
}

/// Whether a file has that heading; any file has none.
fn has_heading(file: &Path, name: &str) -> bool {
    let Ok(text) = std::fs::read_to_string(file) else { return false };
    let prose = prose(&text);
    let mut headings = prose.lines().filter(|line| line.starts_with('#'));
    headings.any(|line| anchor(line.trim_start_matches('#')) == name)
}

/// The links of a page to files and headings that are not there.
fn broken(page: &Path) -> Vec<String> {
    let (Ok(text), Some(folder)) = (std::fs::read_to_string(page), page.parent()) else {
        return vec![format!("{}: no page", page.display())];
    };
    let prose = prose(&text);
    let mut broken = Vec::new();
    for target in between(&prose, "](", ")").into_iter().filter(|target| !target.starts_with("http")) {
        let (path, heading) = target.split_once('#').unwrap_or((target, ""));
        let file = if path.is_empty() { page.to_owned() } else { folder.join(path) };
        if !file.exists() || !(heading.is_empty() || has_heading(&file, heading)) {
            broken.push(format!("{}: {target}", page.display()));
        }
    }
    broken
}

#[test]
fn links_lead_somewhere() {
    let folders = ["", "docs", "benches", "fuzz", "tests/conformance", "tests/oracle", "tests/ui"];
    let mut pages = Vec::new();
    for folder in folders {
        let entries = std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        pages.extend(entries.filter(|path| path.extension().is_some_and(|found| found == "md")));
    }
    assert!(pages.len() > 15, "only {} pages", pages.len());
    let broken: Vec<_> = pages.iter().flat_map(|page| broken(page)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn links_to_nowhere_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.md");
    let text =
        "# One `two` (3)\n[a](#one-two-3) [b](#one) [c](page.md#one-two-3) [d](no.md)\n```\n[e](f)\n```\n";
    std::fs::write(&page, text).unwrap();
    assert_eq!(broken(&page), ["#one", "no.md"].map(|target| format!("{}: {target}", page.display())));
}

#[test]
fn crates_depend_on_what_the_architecture_says() {
    let page = include_str!("../../ARCHITECTURE.md");
    let quoted = |cell: &'static str| cell.split('`').skip(1).step_by(2);
    let mut crates = 0;
    for row in page.lines().filter(|line| line.starts_with("| `kfp-")) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let name = quoted(cells[0]).next().unwrap().trim_end_matches("/src");
        let manifest = std::fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dependencies]\n").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        let names = dependencies.lines().filter_map(|line| line.split(['.', ' ']).next());
        let actual: BTreeSet<&str> = names.filter(|name| name.starts_with("kfp-")).collect();
        let said: BTreeSet<&str> = quoted(cells[2]).filter(|name| name.starts_with("kfp-")).collect();
        assert_eq!(said, actual, "{name}");
        crates += 1;
    }
    assert_eq!(crates, 8);
}
