//! Workflows run to their end without a cluster: on Argo's own controller, with pods that are processes of this machine.
#![expect(clippy::unwrap_used, clippy::panic, reason = "an engine that breaks fails the test")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::engine::{installed, interpreter};
use crate::skip;

/// A workflow to run.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// What the answer is called; unlike that of all others.
    pub name: String,
    /// The workflow, with the objects it needs before it.
    pub yaml: String,
    /// Parameters that the run sets, as Argo's text.
    pub parameters: BTreeMap<String, String>,
    /// Files that are in the artifact store before, by uri.
    pub stored: BTreeMap<String, String>,
    /// What people answer at suspended nodes: the outputs, by the name of the task.
    pub answers: BTreeMap<String, BTreeMap<String, String>>,
    /// Other objects that are there before: secrets, config maps, claims.
    pub objects: Vec<Value>,
    /// The run after whose end this one starts, in the same namespace; empty for one by itself.
    pub after: String,
}

/// What became of a run.
#[derive(Clone, Debug, Deserialize)]
pub struct Ran {
    /// The name of the run.
    pub name: String,
    /// Argo's phase, or `Stalled` where nothing moved any more, or `TooLate`.
    pub phase: String,
    /// The uid of the workflow.
    pub uid: String,
    /// Argo's message.
    #[serde(default)]
    pub message: String,
    /// The nodes of Argo's status.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub nodes: Vec<Node>,
    /// The pods that ran.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub pods: Vec<Pod>,
    /// The artifacts, by key below the uid of the workflow.
    #[serde(default)]
    pub stored: BTreeMap<String, String>,
}

/// A node of Argo's status.
#[derive(Clone, Debug, Deserialize)]
pub struct Node {
    /// Names of tasks, from the workflow's on.
    pub name: String,
    /// Argo's type of the node: `Pod`, `DAG`, ..
    pub kind: String,
    /// Argo's phase.
    pub phase: String,
    /// Argo's message.
    #[serde(default)]
    pub message: String,
    /// Input parameters.
    #[serde(default)]
    pub inputs: BTreeMap<String, String>,
    /// Output parameters.
    #[serde(default)]
    pub outputs: BTreeMap<String, String>,
    /// Whether the result of an earlier pod was taken.
    #[serde(default)]
    pub hit: bool,
    /// Under which key.
    #[serde(default)]
    pub key: String,
}

/// A pod that ran.
#[derive(Clone, Debug, Deserialize)]
pub struct Pod {
    /// The name of its node.
    pub node: String,
    /// How it ended.
    pub phase: String,
    /// The exit code of the program.
    pub code: i32,
    /// The command line as the controller gave it.
    #[serde(default)]
    pub command: Vec<String>,
    /// What the program printed.
    #[serde(default)]
    pub log: String,
    /// Why the pod failed around its program.
    #[serde(default)]
    pub message: String,
}

fn null_as_empty<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

impl Ran {
    /// The names of tasks that lead to a node, without those of the workflow and of iterations and attempts.
    pub fn path(name: &str) -> String {
        let names = name.split('.').skip(1).map(|part| part.split('(').next().unwrap_or(part));
        names.collect::<Vec<_>>().join(".")
    }

    /// The last output parameter of that name of a node at that path.
    pub fn output(&self, path: &str, parameter: &str) -> Option<&str> {
        let mut nodes = self.nodes.iter().filter(|node| Self::path(&node.name) == path);
        nodes.find_map(|node| node.outputs.get(parameter)).map(String::as_str)
    }

    /// What every task that succeeded made, as [`local_runs`] tells it.
    pub fn made(&self) -> Vec<Value> {
        let pods = self.nodes.iter().filter(|node| node.kind == "Pod" && node.phase == "Succeeded");
        let mut made: Vec<Value> = pods.map(|node| self.made_by(node)).collect();
        made.sort_by_key(Value::to_string);
        made
    }

    fn made_by(&self, node: &Node) -> Value {
        let mut outputs = serde_json::Map::new();
        for (name, value) in node.outputs.iter().filter(|(name, _)| *name != "kfp-out") {
            outputs.insert(name.clone(), Value::String(value.clone()));
        }
        let report: Value = node
            .outputs
            .get("kfp-out")
            .map(|report| serde_json::from_str(report).unwrap())
            .unwrap_or_default();
        let of = |key| report.get(key).and_then(Value::as_object).into_iter().flatten();
        outputs.extend(of("parameterValues").map(|(name, value)| (name.clone(), value.clone())));
        for (name, list) in of("artifacts") {
            let artifact = list.pointer("/artifacts/0").unwrap();
            let uri = artifact.get("uri").and_then(Value::as_str).unwrap_or_default();
            let key = uri.splitn(5, '/').nth(4).unwrap_or_default();
            let files = self.stored.iter().filter_map(|(found, text)| {
                let below = found.strip_prefix(key)?;
                (below.is_empty() || below.starts_with('/'))
                    .then(|| (below.trim_start_matches('/').to_owned(), Value::String(text.clone())))
            });
            let files: serde_json::Map<_, _> = files.collect();
            let metadata =
                artifact.get("metadata").cloned().unwrap_or_else(|| Value::Object(Default::default()));
            outputs.insert(name.clone(), serde_json::json!({"files": files, "metadata": metadata}));
        }
        let path = Self::path(&node.name);
        let task = path.rsplit('.').next().unwrap_or_default();
        let root = format!("s3://my-bucket/{}/", self.uid);
        comparable(serde_json::json!({"task": task, "outputs": outputs}), &root)
    }

    /// What went wrong, for the message of a test.
    pub fn story(&self) -> String {
        let mut lines = vec![format!("{}: {} {}", self.name, self.phase, self.message)];
        for node in self.nodes.iter().filter(|node| node.phase != "Succeeded") {
            lines.push(format!("  {} ({}) {}: {}", node.name, node.kind, node.phase, node.message));
        }
        for pod in self.pods.iter().filter(|pod| pod.phase != "Succeeded") {
            let end: String = pod.log.chars().rev().take(600).collect::<Vec<_>>().into_iter().rev().collect();
            lines.push(format!("  pod {} ended with {}: {}\n{end}", pod.node, pod.code, pod.message));
        }
        lines.join("\n")
    }
}

/// Also in `conformance/python/local_runs.py`.
const SAME_LOTS: &str = "import random\nrandom.seed(7)\n";

/// A value with the places of a run named alike everywhere, and with numbers as they are compared.
fn comparable(value: Value, root: &str) -> Value {
    match value {
        Value::String(text) => {
            let path = root.replace("s3://", "/s3/");
            text.replace(root, "ROOT/").replace(&path, "ROOT/").replace("/kfp-workspace", "WORKSPACE").into()
        }
        Value::Number(number) => number.as_f64().into(),
        Value::Array(items) => items.into_iter().map(|item| comparable(item, root)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, comparable(value, root))).collect()
        }
        other => other,
    }
}

#[derive(Serialize)]
struct Case<'a> {
    name: &'a str,
    file: &'a Path,
    parameters: &'a BTreeMap<String, String>,
    stored: &'a BTreeMap<String, String>,
    answers: &'a BTreeMap<String, BTreeMap<String, String>>,
    objects: &'a [Value],
    after: &'a str,
}

/// What Argo objects cost before they run.
#[derive(Clone, Debug, Deserialize)]
pub struct Counts {
    /// Bytes of the file.
    pub bytes: usize,
    /// Templates.
    pub templates: usize,
    /// Tasks and steps in all templates.
    pub tasks: usize,
    /// Pods of a run: a loop counts as one iteration, a branch as taken.
    pub pods: usize,
    /// Nodes of Argo's status, counted likewise.
    pub nodes: usize,
}

/// Counts what files of Argo objects cost, in their order.
///
/// # Panics
///
/// When the engine fails.
#[track_caller]
pub fn count(files: &[std::path::PathBuf]) -> Option<Vec<Counts>> {
    let output = Command::new(installed("argo")?).arg("count").args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    Some(lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// Runs pipelines with `kfp.local`: cases with `name`, `file` and `arguments`. What the tasks made, by name.
///
/// # Panics
///
/// When it cannot be started or fails.
#[track_caller]
pub fn local_runs(cases: &[Value]) -> Option<BTreeMap<String, Value>> {
    let mut command = crate::engine::python("local_runs.py")?;
    let file = tempfile::NamedTempFile::new().unwrap();
    let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
    fs::write(file.path(), lines.join("\n")).unwrap();
    let output = command.arg(file.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let made = lines.lines().map(|line| {
        let run: Value = comparable(serde_json::from_str(line).unwrap(), "ROOT/");
        (run.get("name").and_then(Value::as_str).unwrap().to_owned(), run)
    });
    Some(made.collect())
}

/// Runs workflows at the same time; `None`, loudly, where the engine is missing or the machine cannot run pods.
///
/// `programs` are put in the path of every pod before those of this machine.
///
/// # Panics
///
/// When the engine fails or does not answer for every run.
#[track_caller]
pub fn run(runs: &[Run], programs: &[(&str, &Path)]) -> Option<BTreeMap<String, Ran>> {
    let argo = installed("argo")?;
    let python = interpreter()?;
    // `bin/python` of a virtual environment.
    let packages = python.ancestors().nth(2).unwrap_or(&python).to_path_buf();
    let folder = tempfile::tempdir().unwrap();
    let tools = folder.path().join("tools");
    fs::create_dir_all(&tools).unwrap();
    // Components install packages before they start; what is installed here has to do, and nothing is fetched.
    let python = format!(
        "#!/bin/sh\ncase \"$1 $2\" in '-m pip' | '-m ensurepip') exit 0 ;; esac\nexport PYTHONPATH=/kfp-test-bin\nexec '{}' -s -B \"$@\"\n",
        python.display()
    );
    // Programs that draw lots draw the same ones in every run.
    fs::write(tools.join("sitecustomize.py"), SAME_LOTS).unwrap();
    for (name, text) in [("python3", &*python), ("python", &*python), ("pip", "#!/bin/sh\n")] {
        executable(&tools.join(name), text.as_bytes());
    }
    for (name, program) in programs {
        executable(&tools.join(name), &fs::read(program).unwrap());
    }
    let probe = folder.path().join("probe");
    let possible = Command::new(&argo).arg("possible").arg(&probe).output().unwrap();
    if !possible.status.success() {
        skip(&format!("mount namespaces, for pods: {}", String::from_utf8_lossy(&possible.stderr).trim()));
        return None;
    }
    let mut lines = String::new();
    for (i, run) in runs.iter().enumerate() {
        let file = folder.path().join(format!("{i}.yaml"));
        fs::write(&file, &run.yaml).unwrap();
        let case = Case {
            name: &run.name,
            file: &file,
            parameters: &run.parameters,
            stored: &run.stored,
            answers: &run.answers,
            objects: &run.objects,
            after: &run.after,
        };
        lines += &serde_json::to_string(&case).unwrap();
        lines.push('\n');
    }
    let cases = folder.path().join("cases");
    fs::write(&cases, lines).unwrap();
    let mut command = Command::new(&argo);
    command.env("KFP_POD_FOLDER", &packages);
    command.args([OsStr::new("run"), folder.path().as_os_str(), cases.as_os_str()]);
    let output = command.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let answers = String::from_utf8(output.stdout).unwrap();
    let ran = answers.lines().map(|line| {
        let ran: Ran = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        (ran.name.clone(), ran)
    });
    let ran: BTreeMap<String, Ran> = ran.collect();
    for run in runs {
        assert!(ran.contains_key(&run.name), "no answer for `{}`: {complaint}", run.name);
    }
    Some(ran)
}

fn executable(path: &Path, content: &[u8]) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
