//! The README shows code of the recipe, an error, and pieces of both outputs: they must be what the repository holds.

use kfp_app::{App, Request};

const README: &str = include_str!("../../README.md");
const RECIPE: &str = include_str!("../../examples/train-deploy/src/lib.rs");

/// The fenced blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    README
        .split("```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'))
        .collect()
}

/// Whether the lines of `piece` follow one another in `text`, further in or not.
fn has(text: &str, piece: &str) -> bool {
    let piece: Vec<&str> = piece.lines().collect();
    let lines: Vec<&str> = text.lines().collect();
    lines.windows(piece.len()).any(|window| {
        let width = |lines: &[&str]| lines.first().map_or(0, |line| line.len());
        let Some(depth) = width(window).checked_sub(width(&piece)) else { return false };
        window.iter().zip(&piece).all(|(line, shown)| line.get(depth..) == Some(shown))
    })
}

#[test]
fn the_code_is_that_of_the_recipe() {
    let shown: Vec<_> = blocks("rust").into_iter().filter(|block| block.contains("pub fn train")).collect();
    assert_eq!(shown.len(), 2, "a component and the pipeline");
    for block in shown {
        assert!(RECIPE.contains(block), "not in the recipe any more:\n{block}");
    }
}

#[test]
fn the_error_is_that_of_the_compiler() {
    const GOLDEN: &str = include_str!("../ui/call-wrong-artifact.stderr");
    let shown = blocks("text");
    assert_eq!(shown.len(), 1);
    // Line numbers are left out.
    let number = |c: char| c == ' ' || c.is_ascii_digit();
    let mut golden = GOLDEN.lines().map(|line| line.trim_start_matches(number));
    for line in shown[0].lines() {
        assert!(
            golden.any(|said| said == line.trim_start()),
            "the compiler does not say, or not there: {line}"
        );
    }
}

#[test]
fn the_outputs_are_those_of_the_recipe() {
    let compiled = App::new().pipeline(train_deploy::train_deploy).compile(&Request::default()).unwrap();
    let shown = blocks("yaml");
    assert_eq!(shown.len(), compiled.files.len());
    for (block, file) in shown.into_iter().zip(compiled.files) {
        let text = String::from_utf8(file.bytes).unwrap();
        assert!(has(&text, block), "not in {} any more:\n{block}", file.name);
    }
}
