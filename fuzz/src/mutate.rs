//! Arbitrary IR close to sound IR: bytes choose a sound document and what is changed in it.
//!
//! Changing the bytes of a file breaks nearly always its syntax or a reference, so the code behind the checks would
//! hardly be reached. Here keys, names and values move around within the tree instead.

use serde_json::{Map, Value as Json};

/// The most changes to one document.
const MAX_CHANGES: usize = 24;

/// Values that stand for a kind of input each.
const VALUES: &[&str] = &[
    "null",
    "true",
    "0",
    "1",
    "-1",
    "3.5",
    "1e300",
    "9007199254740993",
    "\"\"",
    "\"0\"",
    "\"a\"",
    "\"A b\"",
    "[]",
    "{}",
    "\"{{$}}\"",
    "\"{{$.inputs.parameters['x']}}\"",
    "\"{{workflow.name}}\"",
    "\"{{=sprig.env('x')}}\"",
    "\"y\"",
    "\"~\"",
    "\"\\u0000\"",
    "\"\\u2028\"",
    "\"line\\nbreak \"",
    "\"3s\"",
    "\"STRING\"",
    "\"NUMBER_INTEGER\"",
    "\"LIST\"",
    "\"STRUCT\"",
    "\"TASK_FINAL_STATUS\"",
    "\"system.Dataset\"",
    "\"ALL_UPSTREAM_TASKS_COMPLETED\"",
    "\"inputs.parameter_values['x'] == 'a'\"",
    "\"parseJson(string_value)[\\\"a\\\"]\"",
    "\"{\\\"Concat\\\": [\\\"a\\\", \\\"b\\\"]}\"",
    "\"{\\\"IfPresent\\\": {\\\"InputName\\\": \\\"x\\\", \\\"Then\\\": [\\\"a\\\"]}}\"",
    "[{\"a\": 1}, {\"a\": 2}]",
    "[1, 2, 3]",
    "{\"isOptional\": true}",
    "{\"constant\": 1}",
    "{\"runtimeValue\": {\"constant\": \"x\"}}",
    "{\"enableCache\": true}",
    "{\"maxRetryCount\": 2, \"backoffDuration\": \"1s\", \"backoffFactor\": 2.0}",
];

/// Our own compiled pipelines, as JSON.
pub fn base_documents() -> Vec<&'static str> {
    macro_rules! snapshots {
        ($($name:literal)*) => { [$(include_str!(concat!("../../tests/tests/snapshots/", $name, ".kfp.json.snap"))),*] };
    }
    let snapshots = snapshots!["hello" "branches" "loops" "exit-handler" "nested" "artifacts" "train-deploy"];
    // A snapshot has a header between two lines `---`.
    snapshots.iter().filter_map(|snapshot| snapshot.splitn(3, "---\n").nth(2)).collect()
}

/// The document that the bytes describe, as JSON.
pub(crate) fn mutated(data: &[u8]) -> String {
    let mut bytes = Bytes(data);
    let documents = base_documents();
    let text = documents.get(usize::from(bytes.next()) % documents.len()).copied().unwrap_or_default();
    let mut document: Json = serde_json::from_str(text).expect("a snapshot is JSON");
    for _ in 0..MAX_CHANGES {
        if bytes.0.is_empty() {
            break;
        }
        change(&mut document, &mut bytes);
    }
    document.to_string()
}

/// The input, read to its end; zeros follow.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// A number below a limit, out of two bytes.
    fn below(&mut self, limit: usize) -> usize {
        usize::from(u16::from_le_bytes([self.next(), self.next()])) % limit.max(1)
    }
}

fn change(document: &mut Json, bytes: &mut Bytes<'_>) {
    let size = count(document);
    let kind = bytes.next() % 8;
    let place = bytes.below(size);
    match kind {
        // Another value, made here or taken from elsewhere.
        0 => {
            let value = VALUES.get(usize::from(bytes.next()) % VALUES.len()).copied().unwrap_or("null");
            let value = serde_json::from_str(value).unwrap_or(Json::Null);
            with(document, place, |node| *node = value);
        }
        1 | 2 => {
            let from = bytes.below(size);
            let mut copy = Json::Null;
            with(document, from, |node| copy = node.clone());
            // A tree inside itself grows without end; a limit keeps the runs short.
            if count(&copy) < 200 {
                with(document, place, |node| *node = copy);
            }
        }
        // One entry less, one with another name, one more.
        3 => with(document, place, |node| remove(node, bytes.next())),
        4 => {
            let key = any_key(document, bytes);
            with(document, place, |node| rename(node, bytes.next(), key));
        }
        5 => {
            let key = any_key(document, bytes);
            with(document, place, |node| double(node, bytes.next(), key));
        }
        // A text of the input itself, and a text that names something in the document.
        6 => {
            let length = usize::from(bytes.next() % 24).min(bytes.0.len());
            let (text, rest) = bytes.0.split_at(length);
            bytes.0 = rest;
            let text = String::from_utf8_lossy(text).into_owned();
            with(document, place, |node| *node = Json::String(text));
        }
        _ => {
            let key = any_key(document, bytes);
            with(document, place, |node| *node = Json::String(key));
        }
    }
}

fn children(node: &mut Json) -> Vec<&mut Json> {
    match node {
        Json::Array(items) => items.iter_mut().collect(),
        Json::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    }
}

fn count(node: &Json) -> usize {
    1 + match node {
        Json::Array(items) => items.iter().map(count).sum(),
        Json::Object(fields) => fields.values().map(count).sum(),
        _ => 0usize,
    }
}

/// Calls `f` for the node with that number, counted from the outside in.
fn with(node: &mut Json, place: usize, f: impl FnOnce(&mut Json)) {
    let mut place = place;
    let mut at = node;
    while place > 0 {
        place -= 1;
        let mut next = None;
        for child in children(at) {
            let size = count(child);
            if place < size {
                next = Some(child);
                break;
            }
            place -= size;
        }
        let Some(child) = next else { return };
        at = child;
    }
    f(at);
}

fn any_key(document: &Json, bytes: &mut Bytes<'_>) -> String {
    fn keys<'j>(node: &'j Json, found: &mut Vec<&'j String>) {
        match node {
            Json::Array(items) => items.iter().for_each(|item| keys(item, found)),
            Json::Object(fields) => {
                for (key, value) in fields {
                    found.push(key);
                    keys(value, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    keys(document, &mut found);
    let at = bytes.below(found.len());
    found.get(at).map_or(String::new(), |key| (*key).clone())
}

fn nth_key(fields: &Map<String, Json>, number: u8) -> Option<String> {
    fields.keys().nth(usize::from(number) % fields.len().max(1)).cloned()
}

fn remove(node: &mut Json, number: u8) {
    match node {
        Json::Array(items) if !items.is_empty() => drop(items.remove(usize::from(number) % items.len())),
        Json::Object(fields) => {
            nth_key(fields, number).and_then(|key| fields.remove(&key));
        }
        _ => {}
    }
}

fn rename(node: &mut Json, number: u8, name: String) {
    if let Json::Object(fields) = node
        && let Some(value) = nth_key(fields, number).and_then(|key| fields.remove(&key))
    {
        fields.insert(name, value);
    }
}

fn double(node: &mut Json, number: u8, name: String) {
    match node {
        Json::Array(items) => items.extend(items.get(usize::from(number) % items.len().max(1)).cloned()),
        Json::Object(fields) => {
            let value = nth_key(fields, number).and_then(|key| fields.get(&key)).cloned();
            fields.extend(value.map(|value| (name, value)));
        }
        _ => {}
    }
}
