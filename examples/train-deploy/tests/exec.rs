//! Plays the launcher: runs the components one after the other as a cluster would, each in a process of its own.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic as tests do")]

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

/// A pipeline root on this machine.
struct Run {
    folder: tempfile::TempDir,
}

/// The type of an artifact, and where it is.
type Artifact<'a> = (&'a str, &'a str, PathBuf);

impl Run {
    fn new() -> Self {
        Run { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, task: &str, file: &str) -> PathBuf {
        self.folder.path().join(task).join(file)
    }

    /// Runs a component with a clean environment, in `/`, and returns what it published.
    fn exec(
        &self,
        component: &str,
        parameters: Value,
        inputs: &[Artifact],
        outputs: &[(&str, &str)],
    ) -> Value {
        let published = self.path(component, "executor_output.json");
        let outputs: Vec<Artifact> =
            outputs.iter().map(|&(name, kind)| (name, kind, self.path(component, name))).collect();
        std::fs::create_dir_all(self.folder.path().join(component)).unwrap();
        let input = json!({
            "inputs": {"parameterValues": parameters, "artifacts": artifacts(inputs)},
            "outputs": {"artifacts": artifacts(&outputs), "outputFile": published},
        });
        let ended = Command::new(env!("CARGO_BIN_EXE_train-deploy"))
            .args(["exec", component, "--executor-input", &input.to_string()])
            .env_clear()
            .current_dir("/")
            .output()
            .unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        match std::fs::read_to_string(published) {
            Ok(text) => serde_json::from_str(&text).unwrap(),
            Err(_) => json!({}),
        }
    }

    /// Splits, trains and evaluates; returns what `evaluate` published.
    fn evaluate(&self, noise: f64) -> Value {
        self.exec(
            "split",
            json!({"rows": 5000, "noise": noise, "seed": 7}),
            &[],
            &[("train", "system.Dataset"), ("test", "system.Dataset")],
        );
        self.exec(
            "train",
            json!({"learning_rate": 0.5, "epochs": 200}),
            &[("dataset", "system.Dataset", self.path("split", "train"))],
            &[("model", "system.Model")],
        );
        self.exec(
            "evaluate",
            json!({}),
            &[
                ("model", "system.Model", self.path("train", "model")),
                ("dataset", "system.Dataset", self.path("split", "test")),
            ],
            &[("metrics", "system.Metrics"), ("confusion", "system.ClassificationMetrics")],
        )
    }
}

fn artifacts(list: &[Artifact]) -> Value {
    list.iter()
        .map(|(name, kind, path)| {
            let one = json!({
                "name": name,
                "type": {"schemaTitle": kind, "schemaVersion": "0.0.1"},
                "uri": uri(path),
                "metadata": {},
            });
            (name.to_string(), json!({"artifacts": [one]}))
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn accuracy(published: &Value) -> f64 {
    published["parameterValues"]["accuracy"].as_f64().unwrap()
}

#[test]
fn the_chain_learns_and_is_judged_on_held_out_rows() {
    let run = Run::new();
    let published = run.evaluate(0.5);
    assert!(accuracy(&published) > 0.92, "{published}");
    assert!(published["parameterValues"]["auc"].as_f64().unwrap() > 0.95, "{published}");
    let metrics = &published["artifacts"]["metrics"]["artifacts"][0]["metadata"];
    assert_eq!(metrics["accuracy"], published["parameterValues"]["accuracy"]);
    let confusion = &published["artifacts"]["confusion"]["artifacts"][0]["metadata"]["confusionMatrix"];
    let rows = confusion["rows"].as_array().unwrap();
    let total: f64 =
        rows.iter().flat_map(|r| r["row"].as_array().unwrap()).map(|n| n.as_f64().unwrap()).sum();
    assert_eq!(total, 1000.0, "a fifth of the rows is held out");
}

/// The gate of the compiled pipeline is `accuracy >= threshold`; here it is applied to what really came out.
#[test]
fn the_gate_flips_with_the_threshold_and_with_the_data() {
    let clean = accuracy(&Run::new().evaluate(0.5));
    let noisy = accuracy(&Run::new().evaluate(5.0));
    let gate = |accuracy: f64, threshold: f64| accuracy >= threshold;
    assert!(gate(clean, 0.9), "{clean}");
    assert!(!gate(clean, 0.99), "{clean}");
    assert!(!gate(noisy, 0.9), "{noisy}");
}

#[test]
fn equal_inputs_give_equal_bytes() {
    let [a, b] = [Run::new(), Run::new()];
    a.evaluate(0.5);
    b.evaluate(0.5);
    let model = |run: &Run| std::fs::read(run.path("train", "model")).unwrap();
    assert_eq!(model(&a), model(&b));
}

#[test]
fn a_failing_component_says_why_and_leaves_nothing() {
    let run = Run::new();
    let published = run.path("train", "executor_output.json");
    let input = json!({
        "inputs": {
            "parameterValues": {"learning_rate": 0.5, "epochs": 200},
            "artifacts": artifacts(&[("dataset", "system.Dataset", run.path("split", "missing"))]),
        },
        "outputs": {
            "artifacts": artifacts(&[("model", "system.Model", run.path("train", "model"))]),
            "outputFile": published,
        },
    });
    let ended = Command::new(env!("CARGO_BIN_EXE_train-deploy"))
        .args(["exec", "train", "--executor-input", &input.to_string()])
        .output()
        .unwrap();
    let message = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{message}");
    assert!(message.contains("`train`") && message.contains("missing"), "{message}");
    assert!(!published.exists());
}
