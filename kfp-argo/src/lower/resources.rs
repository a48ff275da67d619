//! CPU, memory and accelerators: fixed ones as they are, computed ones by a patch of the pod.

use kfp_ir::model::ResourceSpec;
use kfp_ir::path::IrPath;

use crate::expr::Expr;
use crate::lower::Context;
use crate::lower::entry::{Entry, Patch};
use crate::lower::leaf::Leaf;
use crate::lower::placeholder::Texts;
use crate::model::{Container, Resources};

/// Sets what the container needs.
pub(super) fn lower(
    cx: &mut Context<'_>,
    texts: &Texts<'_>,
    leaf: &Leaf<'_>,
    container: &mut Container,
    patch: &mut Patch,
) {
    let Some(spec) = &leaf.container.resources else { return };
    let path = leaf.path.key("resources");
    let mut fixed = Resources::default();
    let mut limits = Vec::new();
    let mut requests = Vec::new();
    for (kind, text, is_limit, path) in amounts(spec, &path) {
        match texts.setting(cx, &text, &path) {
            Some(value) if is_limit => limits.push((Expr::text(kind), value)),
            Some(value) => requests.push((Expr::text(kind), value)),
            None if is_limit => _ = fixed.limits.insert(kind.to_owned(), text),
            None => _ = fixed.requests.insert(kind.to_owned(), text),
        }
    }
    if let Some((kind, count, path)) = accelerator(spec, &path) {
        let computed = (texts.setting(cx, &kind, &path), texts.setting(cx, &count, &path));
        match computed {
            (None, None) => _ = fixed.limits.insert(kind, count),
            (k, c) => limits.push((k.unwrap_or(Expr::text(kind)), c.unwrap_or(Expr::text(count)))),
        }
    }
    if fixed != Resources::default() {
        container.resources = Some(fixed);
    }
    if limits.is_empty() && requests.is_empty() {
        return;
    }
    let named =
        [("limits", limits), ("requests", requests)].into_iter().filter(|(_, pairs)| !pairs.is_empty());
    let amounts = named.map(|(name, pairs)| (name.to_owned(), given(pairs))).collect();
    patch.main.push(("resources", Entry::Always(Expr::Map(amounts))));
}

/// Those amounts that are not empty in the run; an empty one asks for nothing.
fn given(pairs: Vec<(Expr, Expr)>) -> Expr {
    let entries = pairs.into_iter().map(|(kind, amount)| {
        let entry = Expr::concat([kind.json(), Expr::text(":"), amount.clone().json()]);
        Expr::choose(amount.equals(Expr::text("")), Expr::text(""), entry)
    });
    Expr::object(entries.collect())
}

/// The amounts, each in the newer text or the older number (gigabytes for memory).
fn amounts<'p>(
    spec: &ResourceSpec,
    path: &'p IrPath,
) -> impl Iterator<Item = (&'static str, String, bool, IrPath)> + 'p {
    let pick = |text: &str, number: f64, unit: &str| {
        if !text.is_empty() {
            Some(text.to_owned())
        } else if number > 0.0 {
            Some(format!("{number}{unit}"))
        } else {
            None
        }
    };
    let all = [
        ("cpu", pick(&spec.resource_cpu_limit, spec.cpu_limit, ""), true, "resourceCpuLimit"),
        ("memory", pick(&spec.resource_memory_limit, spec.memory_limit, "G"), true, "resourceMemoryLimit"),
        ("cpu", pick(&spec.resource_cpu_request, spec.cpu_request, ""), false, "resourceCpuRequest"),
        (
            "memory",
            pick(&spec.resource_memory_request, spec.memory_request, "G"),
            false,
            "resourceMemoryRequest",
        ),
    ];
    all.into_iter().filter_map(|(kind, text, limit, field)| Some((kind, text?, limit, path.key(field))))
}

fn accelerator(spec: &ResourceSpec, path: &IrPath) -> Option<(String, String, IrPath)> {
    let accelerator = spec.accelerator.as_ref()?;
    let kind =
        if accelerator.resource_type.is_empty() { &accelerator.r#type } else { &accelerator.resource_type };
    let count = if accelerator.resource_count.is_empty() {
        accelerator.count.to_string()
    } else {
        accelerator.resource_count.clone()
    };
    (!kind.is_empty() && count != "0").then(|| (kind.clone(), count, path.key("accelerator")))
}
