//! Pictures of small pipelines, as text.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic as tests do")]

use kfp_review::picture::{Kind, LinkKind, Picture};
use kfp_review::{Pipeline, View};

const CHAIN: &str = include_str!("../../kfp-ir/tests/digest/chain.yaml");
const FLOW: &str = include_str!("../../kfp-ir/tests/digest/flow.yaml");

fn pipeline(text: &str) -> Pipeline {
    let source = kfp_ir::codec::read(text, kfp_ir::codec::Format::Yaml).unwrap_or_else(|e| panic!("{e}"));
    Pipeline::new(source.document).unwrap_or_else(|e| panic!("{e}"))
}

fn picture(old: Option<&str>, new: &str) -> Picture {
    let (old, new) = (old.map(pipeline), pipeline(new));
    let old = old.as_ref().map(|old| View::new(old).unwrap());
    Picture::new(old.as_ref(), &View::new(&new).unwrap()).unwrap()
}

#[test]
fn branches_and_loops_are_boxes() {
    let picture = picture(None, FLOW);
    insta::assert_snapshot!("flow_mermaid", picture.to_mermaid());
    insta::assert_snapshot!("flow_dot", picture.to_dot());
    insta::assert_snapshot!("flow_svg", picture.to_svg().unwrap());
    assert!(picture.shapes.iter().any(|shape| shape.kind == Kind::Loop));
    assert!(picture.shapes.iter().any(|shape| shape.kind == Kind::Branch));
}

#[test]
fn a_change_has_colours() {
    let new = CHAIN.replacen("defaultValue: 0.5", "defaultValue: 0.1", 1);
    let picture = picture(Some(CHAIN), &new);
    insta::assert_snapshot!("change_mermaid", picture.to_mermaid());
    insta::assert_snapshot!("change_dot", picture.to_dot());
    let svg = picture.to_svg().unwrap();
    assert!(svg.contains("hit: the earlier result is used") && svg.contains(">changed</text>"), "{svg}");
    let html = picture.to_html().unwrap();
    assert!(html.contains("argument `rate` 0.5 → 0.1"), "the page says why");
}

/// Links of all three kinds, and equal bytes in every run.
#[test]
fn links_say_what_goes_along() {
    let order = CHAIN.replacen("dependentTasks: [train]", "dependentTasks: [make, train]", 1);
    let picture = picture(None, &order);
    let mut kinds: Vec<LinkKind> = picture.links.iter().map(|link| link.kind).collect();
    kinds.sort();
    assert_eq!(kinds, [LinkKind::Artifact, LinkKind::Parameter, LinkKind::Order]);
    let artifact = picture.links.iter().find(|link| link.kind == LinkKind::Artifact).unwrap();
    assert_eq!(
        (artifact.types.as_slice(), artifact.names.as_slice()),
        (&["Dataset".to_owned()][..], &["data → data".to_owned()][..])
    );
    assert_eq!(picture.to_html().unwrap(), self::picture(None, &order).to_html().unwrap());
}
