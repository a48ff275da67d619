//! The small languages inside the strings of the IR.

use kfp_ir::lang::argument::Argument;
use kfp_ir::lang::cel;
use kfp_ir::lang::condition::{Condition, Constant, Operand};
use kfp_ir::lang::placeholder::{ArtifactPart, Placeholder, Segment, Template};
use kfp_ir::lang::selector::Selector;

use crate::plant::plant;

/// Any text as an argument: templates print to the letter, the structured ones to an equal argument.
pub fn placeholders(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let template = Template::parse(text);
    assert_eq!(template.to_string(), text);
    let texts = |pair: &[Segment]| matches!(pair, [Segment::Text(_), Segment::Text(_)]);
    assert!(!template.segments.windows(2).any(texts), "two texts in a row: {template:?}");
    for placeholder in template.placeholders() {
        // Standing alone in single quotes it is the same, unless its name has the mark that ends it.
        let printed = placeholder.to_string();
        if !names(placeholder).any(|name| name.contains("']")) {
            assert_eq!(Placeholder::parse(&printed).as_ref(), Some(placeholder), "{printed}");
        }
        plant(|| placeholder.input() == Some("~"));
    }

    let argument = Argument::parse(text);
    let printed = argument.to_string();
    assert_eq!(Argument::parse(&printed), argument);
    argument.templates();
    argument.deciding_inputs();

    match Selector::parse(text) {
        Ok(selector) => assert_eq!(Selector::parse(&selector.to_string()), Ok(selector)),
        Err(error) => assert!(error.offset <= text.len(), "{error}"),
    }
}

/// What stands in quotes in a placeholder.
fn names(placeholder: &Placeholder) -> impl Iterator<Item = &str> {
    use Placeholder::{InputArtifact, InputParameter, OutputArtifact, OutputParameterFile};
    let (name, part) = match placeholder {
        InputParameter(name) | OutputParameterFile(name) => (Some(name), None),
        InputArtifact(name, part) | OutputArtifact(name, part) => (Some(name), Some(part)),
        _ => (None, None),
    };
    let key = match part {
        Some(ArtifactPart::Metadata(key)) => key.as_ref(),
        _ => None,
    };
    name.into_iter().chain(key).map(String::as_str)
}

/// Any text as a condition: what is read prints to a text that reads to the same.
pub fn conditions(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let condition = match cel::parse(text) {
        Ok(condition) => condition,
        Err(error) => {
            assert!(error.offset <= text.len() && text.is_char_boundary(error.offset), "{error}");
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let printed = cel::print(&condition);
    let again = match cel::parse(&printed) {
        Ok(again) => again,
        Err(error) => panic!("cannot read `{printed}`, printed from `{text}`: {error}"),
    };
    assert_eq!(cel::print(&again), printed, "printed from `{text}`");
    assert_eq!(again.operands().len(), condition.operands().len());
    if !rewrites_constants(&condition) {
        assert_eq!(again, condition, "`{text}` became `{printed}`");
    }
    let infinite =
        |operand: &&Operand| matches!(operand, Operand::Constant(Constant::Double(d)) if d.is_infinite());
    plant(|| condition.comparisons().len() > 4 && condition.operands().iter().any(infinite));
}

/// Whether printing changes a constant: one that is compared with another type is written in that type, and a NaN is
/// never equal.
fn rewrites_constants(condition: &Condition) -> bool {
    let nan = |operand: &&Operand| matches!(operand, Operand::Constant(Constant::Double(d)) if d.is_nan());
    let constant = |operand: &Operand| matches!(operand, Operand::Constant(_));
    condition.operands().iter().any(nan)
        || condition
            .comparisons()
            .iter()
            .any(|(left, _, right)| (constant(left) || constant(right)) && left.kind() != right.kind())
}
