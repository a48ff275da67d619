//! Python functions that choose where their outputs are, told from their source, which stands in the command.

use kfp_ir::model::ContainerSpec;

/// What the source of a component does about the places of its outputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Whether it makes uris of its own: those of its report count, and everything in its folder is stored.
    pub(super) uris: bool,
    /// Whether such a uri may be outside of that folder, where nothing is stored but by the component itself.
    pub(super) elsewhere: bool,
    /// Whether it writes an output to a path of its own, where nothing is taken from.
    pub(super) paths: bool,
}

impl Chosen {
    /// Looks for what KFP's SDK offers for it (KFP: `sdk/python/kfp/dsl/types/artifact_types.py`).
    pub(super) fn of(container: &ContainerSpec) -> Self {
        let mut chosen = Chosen::default();
        for text in container.command.iter().chain(&container.args) {
            chosen.elsewhere |= attributes(text, ".uri").chain(keywords(text, "uri")).any(|uri| !is_own(uri));
            chosen.elsewhere |= attributes(text, ".path").next().is_some();
            chosen.paths |= text.contains(".set_path(") || attributes(text, ".custom_path").next().is_some();
            chosen.uris |= chosen.elsewhere || text.contains("get_uri(");
        }
        chosen
    }
}

/// Whether an expression of Python begins with a uri below the folder of the task.
fn is_own(expression: &str) -> bool {
    ["get_uri(", "dsl.get_uri(", "kfp.dsl.get_uri("].iter().any(|call| expression.starts_with(call))
}

/// What is assigned to an attribute; those of `self` are not of an artifact.
fn attributes<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    text.match_indices(name)
        .filter(|(at, _)| !text.get(..*at).is_some_and(|before| before.ends_with("self")))
        .filter_map(move |(at, name)| assigned(text.get(at + name.len()..)?.trim_start_matches(' ')))
}

/// What is given for an argument of that name; those are written without spaces.
fn keywords<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    let starts = |at: usize| text.get(..at).is_some_and(|t| t.ends_with(['(', ',', ' ', '\n', '\t']));
    text.match_indices(name)
        .filter(move |(at, _)| starts(*at))
        .filter_map(move |(at, name)| assigned(text.get(at + name.len()..)?))
}

fn assigned(rest: &str) -> Option<&str> {
    rest.strip_prefix('=').filter(|value| !value.starts_with('=')).map(str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_source() {
        let none = Chosen::default();
        let own = Chosen { uris: true, ..none };
        let elsewhere = Chosen { elsewhere: true, ..own };
        for (source, expected) in [
            ("open(m.path).read(); print(m.uri); uri = 'x'; self.path = 3", none),
            ("if m.uri == 'x' or m.path == uri: pass", none),
            ("return Model(uri=dsl.get_uri(), metadata={})", own),
            ("return Model(\n    uri=get_uri(suffix='model'))", own),
            ("m.uri = dsl.get_uri('a')", own),
            ("return dsl.get_uri()", own),
            ("m.uri = 's3://b/k'", elsewhere),
            ("m.uri='oci://b/k'", elsewhere),
            ("m.path = '/s3/b/k'", elsewhere),
            ("return Dataset(uri=f'gs://b/{x}')", elsewhere),
            ("return Dataset(name='d', uri=dsl.get_uri()), Dataset(uri=x)", elsewhere),
            ("m.set_path('/x')", Chosen { paths: true, ..none }),
            ("m.custom_path = '/x'", Chosen { paths: true, ..none }),
        ] {
            let container = ContainerSpec { command: vec![source.to_owned()], ..ContainerSpec::default() };
            assert_eq!(Chosen::of(&container), expected, "{source}");
        }
    }
}
