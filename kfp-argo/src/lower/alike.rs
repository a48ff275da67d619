//! Containers that differ in fixed texts only become one template, which is given those texts.
//!
//! Only done when a workflow has more templates than Argo takes: a template of its own is easier to read.

use std::collections::{BTreeMap, HashMap};

use crate::expr::Expr;
use crate::lower::equal::Firsts;
use crate::model::{Arguments, LifecycleHook, Parameter, Template};

/// What a task uses in place of a merged template: the template, and its texts.
type Instead = (String, Vec<(String, String)>);

/// Merges templates until there are no more than `limit`, or nothing is left to merge.
pub(super) fn merge(
    templates: Vec<Template>,
    hooks: &mut BTreeMap<String, LifecycleHook>,
    limit: usize,
) -> Vec<Template> {
    if templates.len() <= limit {
        return templates;
    }
    let mut templates = templates;
    let mut shapes = Shapes::default();
    for (i, template) in templates.iter_mut().enumerate().filter(|(_, t)| t.container.is_some()) {
        shapes.add(i, template);
    }
    let mut groups: Vec<Vec<usize>> =
        shapes.groups.into_iter().map(|(_, members)| members).filter(|members| members.len() > 1).collect();
    groups.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
    let mut count = templates.len();
    let mut templates: Vec<Option<Template>> = templates.into_iter().map(Some).collect();
    // What tasks of each merged template use instead.
    let mut uses: HashMap<String, Instead> = HashMap::new();
    for members in groups {
        if count <= limit {
            break;
        }
        count -= members.len() - 1;
        one(&mut templates, &members, &mut uses);
    }
    let mut kept: Vec<Template> = templates.into_iter().flatten().collect();
    let instead = |template: &mut String, arguments: &mut Arguments| {
        let Some((merged, texts)) = uses.get(template) else { return };
        template.clone_from(merged);
        let given = texts
            .iter()
            .map(|(name, text)| Parameter { value: Some(text.clone()), ..Parameter::named(name) });
        arguments.parameters.extend(given);
    };
    for task in kept.iter_mut().filter_map(|t| t.dag.as_mut()).flat_map(|dag| &mut dag.tasks) {
        instead(&mut task.template, &mut task.arguments);
        for hook in task.hooks.values_mut() {
            instead(&mut hook.template, &mut hook.arguments);
        }
    }
    for hook in hooks.values_mut() {
        instead(&mut hook.template, &mut hook.arguments);
    }
    kept
}

/// Makes one template of several of one shape.
fn one(templates: &mut [Option<Template>], members: &[usize], uses: &mut HashMap<String, Instead>) {
    let mut all: Vec<(String, Vec<String>)> = Vec::with_capacity(members.len());
    for i in members {
        let Some(Some(template)) = templates.get_mut(*i) else { continue };
        let texts = texts(template).into_iter().map(|text| text.clone()).collect();
        all.push((template.name.clone(), texts));
    }
    let Some((first, own)) = all.first() else { return };
    let differ =
        |position: usize, text: &String| all.iter().any(|(_, texts)| texts.get(position) != Some(text));
    let differing: Vec<usize> =
        own.iter().enumerate().filter(|(position, text)| differ(*position, text)).map(|(p, _)| p).collect();
    let name = |n: usize| format!("kfp-text-{n}");
    for (member, texts) in &all {
        let given = differing.iter().enumerate();
        let given = given.filter_map(|(n, position)| Some((name(n), texts.get(*position)?.clone())));
        uses.insert(member.clone(), (first.clone(), given.collect()));
    }
    for (n, i) in members.iter().enumerate() {
        let Some(template) = templates.get_mut(*i) else { continue };
        if n > 0 {
            *template = None;
            continue;
        }
        let Some(template) = template else { continue };
        for (position, text) in texts(template).into_iter().enumerate() {
            if let Some(n) = differing.iter().position(|p| *p == position) {
                *text = Expr::Input(name(n)).tag();
            }
        }
        template.inputs.parameters.extend((0..differing.len()).map(|n| Parameter::named(name(n))));
    }
}

/// The texts of a container in which Argo replaces nothing.
fn texts(template: &mut Template) -> Vec<&mut String> {
    let Some(container) = &mut template.container else { return Vec::new() };
    let values = container.env.iter_mut().filter_map(|variable| variable.value.as_mut());
    let all = std::iter::once(&mut container.image)
        .chain(&mut container.command)
        .chain(&mut container.args)
        .chain(values);
    all.filter(|text| !text.contains("{{")).collect()
}

/// What templates have in common that differ in such texts only, and which templates those are.
#[derive(Default)]
struct Shapes {
    groups: Vec<(Template, Vec<usize>)>,
    /// The groups by their shapes.
    firsts: Firsts,
}

impl Shapes {
    fn add(&mut self, position: usize, template: &mut Template) {
        // What is left without the texts is the shape; they are put back.
        let name = std::mem::take(&mut template.name);
        let own: Vec<String> = texts(template).into_iter().map(std::mem::take).collect();
        let groups = &self.groups;
        let group = self.firsts.of(&*template, groups.len(), |group| Some(&groups.get(group)?.0));
        match self.groups.get_mut(group) {
            Some((_, members)) => members.push(position),
            None => self.groups.push((template.clone(), vec![position])),
        }
        template.name = name;
        for (text, own) in texts(template).into_iter().zip(own) {
            *text = own;
        }
    }
}
