//! The command `size`.

use std::fmt::Write as _;

use kfp_app::Error;
use kfp_app::cli::{Exit, Terminal};
use kfp_argo::{Limits, NODE_BYTES, Options, Profile, Size};
use kfp_ir::codec::yaml;
use kfp_ir::target::Target;
use serde_json::{Value, json};

use crate::args::{ReportFormat, SizeArgs};
use crate::input::{Checked, Input, checked_input, content, of_bytes, refused};
use crate::report::show;

/// How many templates are listed.
const LISTED: usize = 20;

pub(crate) fn run(args: &SizeArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let limits = Limits::of(args.profile);
    let (name, bytes) = content(&args.file)?;
    let objects = match workflows(&bytes) {
        Some(objects) => objects,
        None => lowered(of_bytes(name, &args.file, bytes)?, args.profile, terminal)?,
    };
    let mut sizes = Vec::new();
    for object in &objects {
        let kind = object.get("kind").and_then(Value::as_str).unwrap_or("object").to_owned();
        sizes.extend(Size::of(object).map(|size| (kind, size)));
    }
    let fits =
        sizes.iter().all(|(_, size)| size.bytes <= limits.bytes && size.templates.len() <= limits.templates);
    match args.format {
        ReportFormat::Text => {
            for (kind, size) in &sizes {
                terminal.out(text(kind, size, limits))?;
            }
        }
        ReportFormat::Json => {
            let objects: Vec<Value> = sizes.iter().map(|(kind, size)| object(kind, size)).collect();
            let all = json!({
                "version": 1, "fits": fits, "limits": {"bytes": limits.bytes}, "objects": objects,
            });
            terminal.out(format!("{all:#}\n"))?;
        }
    }
    Ok(if fits { Exit::Ok } else { Exit::Findings })
}

/// The objects of a file, if it holds Argo objects.
fn workflows(bytes: &[u8]) -> Option<Vec<Value>> {
    let documents = yaml::values(std::str::from_utf8(bytes).ok()?).ok()?;
    let objects: Vec<Value> = documents.iter().map(kfp_argo::to_json).collect();
    let ours = |object: &Value| {
        object.get("apiVersion").and_then(Value::as_str).is_some_and(|v| v.starts_with("argoproj.io/"))
    };
    objects.iter().any(ours).then_some(objects)
}

fn lowered(input: Input, profile: Profile, terminal: &mut Terminal<'_>) -> Result<Vec<Value>, Error> {
    // Not the check for Argo, which also refuses what is too large.
    let Checked { input, document, info } = checked_input(input, Target::Kfp217, &[], None, terminal)?;
    // What is too large is measured all the same.
    let limits = Limits { bytes: usize::MAX, ..Limits::of(profile) };
    match kfp_argo::lower(&document, &info, &Options { limits, ..Options::new(profile) }) {
        Ok(lowered) => Ok(lowered.manifests.iter().filter_map(|m| serde_json::to_value(m).ok()).collect()),
        Err(errors) => {
            show(&input.problems(kfp_app::unlowered(errors)), Some(&input), terminal);
            Err(refused("Argo cannot run", &input))
        }
    }
}

fn text(kind: &str, size: &Size, limits: Limits) -> String {
    let mut out = String::new();
    let percent = size.bytes.saturating_mul(100) / limits.bytes.max(1);
    let _ = writeln!(
        out,
        "{kind}: {} bytes, {percent} % of the {} that a cluster stores",
        size.bytes, limits.bytes
    );
    if size.bytes > limits.bytes {
        let _ = writeln!(out, "  {} bytes too many", size.bytes - limits.bytes);
    }
    let _ = writeln!(
        out,
        "status: about {} bytes more for {} nodes, {NODE_BYTES} for each",
        size.status_bytes(),
        size.nodes
    );
    let most =
        if limits.templates == usize::MAX { String::new() } else { format!(" of {}", limits.templates) };
    let _ = writeln!(out, "templates: {}{most}", size.templates.len());
    let width = size.templates.iter().map(|(_, bytes)| bytes.to_string().len()).max().unwrap_or_default();
    for (name, bytes) in size.templates.iter().take(LISTED) {
        let _ = writeln!(out, "  {bytes:>width$}  {name}");
    }
    if size.templates.len() > LISTED {
        let _ = writeln!(out, "  and {} smaller ones", size.templates.len() - LISTED);
    }
    out
}

fn object(kind: &str, size: &Size) -> Value {
    let templates: Vec<Value> =
        size.templates.iter().map(|(name, bytes)| json!({"name": name, "bytes": bytes})).collect();
    json!({
        "kind": kind, "bytes": size.bytes, "nodes": size.nodes.to_string(),
        "statusBytes": size.status_bytes(), "templates": templates,
    })
}
