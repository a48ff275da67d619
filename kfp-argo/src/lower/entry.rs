//! Fields and items that may turn out to be missing in a run, and the objects and lists made of them.

use crate::expr::Expr;

/// A value that may be missing.
pub(super) enum Entry {
    /// It is there.
    Always(Expr),
    /// JSON text, or empty text when it is left out.
    Maybe(Expr),
}

impl Entry {
    /// Made from the JSON text of an input; left out when that is `null`.
    pub(super) fn unless_null(input: &Expr, value: Expr) -> Self {
        let null = input.clone().equals(Expr::text("null"));
        Self::Maybe(Expr::choose(null, Expr::text(""), value.json()))
    }

    fn json(self) -> Expr {
        match self {
            Self::Always(value) => value.json(),
            Self::Maybe(json) => json,
        }
    }
}

/// An object with those fields that are there.
pub(super) fn object(fields: Vec<(impl Into<String>, Entry)>) -> Expr {
    let sure = |entry: &Entry| matches!(entry, Entry::Always(_));
    if fields.iter().all(|(_, entry)| sure(entry)) {
        let fields = fields.into_iter().map(|(key, entry)| match entry {
            Entry::Always(value) | Entry::Maybe(value) => (key.into(), value),
        });
        return Expr::Map(fields.collect());
    }
    let texts = fields.into_iter().map(|(key, entry)| {
        let key = Expr::text(format!("{}:", serde_json::Value::from(key.into())));
        match entry {
            Entry::Always(value) => Expr::concat([key, value.json()]),
            Entry::Maybe(json) => {
                Expr::choose(json.clone().equals(Expr::text("")), Expr::text(""), Expr::concat([key, json]))
            }
        }
    });
    Expr::object(texts.collect())
}

/// A list of those items that are there.
pub(super) fn list(items: Vec<Entry>) -> Expr {
    if items.iter().all(|entry| matches!(entry, Entry::Always(_))) {
        let items = items.into_iter().map(|entry| match entry {
            Entry::Always(value) | Entry::Maybe(value) => value,
        });
        return Expr::List(items.collect());
    }
    Expr::array(items.into_iter().map(Entry::json).collect())
}

/// What is put into a pod by a patch, because it is not known before the run.
#[derive(Default)]
pub(super) struct Patch {
    /// Fields of the pod.
    pub(super) pod: Vec<(String, Entry)>,
    /// Fields of its main container.
    pub(super) main: Vec<(&'static str, Entry)>,
}

impl Patch {
    /// The patch as a template takes it.
    pub(super) fn tag(self) -> Option<String> {
        let mut pod = self.pod;
        if !self.main.is_empty() {
            let mut main = vec![("name", Entry::Always(Expr::text("main")))];
            main.extend(self.main);
            pod.insert(0, ("containers".to_owned(), Entry::Always(Expr::List(vec![object(main)]))));
        }
        (!pod.is_empty()).then(|| object(pod).carried().tag())
    }
}
