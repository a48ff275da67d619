//! The recipe: split → train → evaluate → gate → register → approve → deploy, with a notice at the end whatever happened.
//!
//! The first three steps are Rust functions; they run in a container that holds this very program. Register, deploy and the
//! notice call tools that a cluster has, so they are container components. The approval is a step of Argo's own; on KFP,
//! which has none, a container waits for the answer.

pub mod learn;

use std::time::Duration;

use kfp_dsl::argo::{Approval, Decision};
use kfp_dsl::prelude::*;
use learn::Logistic;

/// The image that holds this program.
pub const IMAGE: &str = "ghcr.io/acme/train-deploy:0.1.0";

/// Makes customer data and holds out a part of it.
#[component(image = IMAGE)]
pub fn split(
    /// How many customers.
    rows: i64,
    /// The deviation of the error in the labels: 0 is perfect data.
    noise: f64,
    /// Equal seeds give equal data.
    #[default(7)]
    seed: u32,
    /// The rows to learn from.
    train: Output<Dataset>,
    /// The rows to judge by: every fifth.
    test: Output<Dataset>,
) -> Result<()> {
    let rows = usize::try_from(rows).map_err(|_| format!("`rows` is {rows}; give a number from 0"))?;
    let all = learn::generate(rows, noise, seed.into());
    let (held_out, kept): (Vec<_>, Vec<_>) = all.into_iter().enumerate().partition(|(i, _)| i % 5 == 0);
    let strip = |rows: Vec<(usize, learn::Row)>| rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>();
    learn::save_rows(&strip(kept), train.path())?;
    learn::save_rows(&strip(held_out), test.path())?;
    Ok(())
}

/// Fits a logistic regression.
#[component(image = IMAGE)]
pub fn train(
    dataset: Input<Dataset>,
    learning_rate: f64,
    #[default(200)] epochs: u32,
    model: Output<Model>,
) -> Result<()> {
    let rows = learn::load_rows(dataset.path())?;
    if rows.is_empty() {
        return Err("the training data has no rows".into());
    }
    Logistic::fit(&rows, learning_rate, epochs).save(model.path())?;
    model.set_metadata("framework", "plain rust");
    Ok(())
}

/// How good a model is.
#[derive(Outputs)]
pub struct Scores {
    /// The share of held-out rows whose label the model guesses.
    pub accuracy: f64,
    /// The area under the ROC curve.
    pub auc: f64,
}

/// Scores a model on rows that it has not seen.
#[component(image = IMAGE)]
pub fn evaluate(
    model: Input<Model>,
    dataset: Input<Dataset>,
    metrics: Output<Metrics>,
    confusion: Output<ClassificationMetrics>,
) -> Result<Scores> {
    let found = learn::evaluate(&Logistic::load(model.path())?, &learn::load_rows(dataset.path())?);
    metrics.log_metric("accuracy", found.accuracy);
    metrics.log_metric("auc", found.auc);
    confusion.log_confusion_matrix(&["stayed", "churned"], &found.confusion)?;
    Ok(Scores { accuracy: found.accuracy, auc: found.auc })
}

const REGISTER: &str = r#"version=$(sha256sum "$1" | cut -c 1-12)
aws s3 cp "$1" "$2/$version/model"
mkdir -p "$(dirname "$3")"
printf %s "$version" > "$3"
"#;

/// Copies the model into the registry bucket, under the hash of its content: registering it again changes nothing.
#[container_component]
pub fn register(model: Input<Model>, registry: String, version: Output<String>) -> Container {
    Container::image("amazon/aws-cli:2.31.5").command(["sh", "-ec", REGISTER, "register"]).args([
        model.path(),
        registry.to_string(),
        version.path(),
    ])
}

/// How long somebody has to say yes.
const PATIENCE: Duration = Duration::from_secs(3 * 24 * 3600);

/// Waits for an answer where the engine cannot: the question is a config map, and whoever answers writes to it
/// (`kubectl patch configmap NAME -p '{"data": {"decision": "approve", "by": "me"}}'`). The service account of the run needs
/// the right to get, create and delete config maps.
const ASK: &str = r#"name=approval-$(printf %s "$2" | sha256sum | cut -c 1-12)
kubectl get configmap "$name" || kubectl create configmap "$name" --from-literal=prompt="$2" --from-literal=choices="$4"
read_answer() { kubectl get configmap "$name" -o "jsonpath={.data.$1}"; }
end=$(($(date +%s) + $6))
while decision=$(read_answer decision || true); [ -z "$decision" ] && [ "$(date +%s)" -lt "$end" ]; do sleep 10; done
mkdir -p "$(dirname "${10}")" "$(dirname "${12}")"
printf %s "${decision:-$8}" > "${10}"
read_answer by > "${12}"
kubectl delete configmap "$name"
"#;

const DEPLOY: &str = r#"kubectl apply -f - <<EOF
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: $1
spec:
  predictor:
    model:
      modelFormat:
        name: churn
      storageUri: $2/$3
EOF
"#;

/// Points the inference service at the version; `kubectl apply` makes a second run change nothing.
#[container_component]
pub fn deploy(service: String, registry: String, version: String) -> Container {
    Container::image("alpine/k8s:1.34.1")
        .command(["sh", "-ec", DEPLOY, "deploy"])
        .args([service, registry, version].map(|value| value.to_string()))
}

/// Tells the team that the run is over.
#[container_component]
pub fn notify(webhook: String) -> Container {
    Container::image("curlimages/curl:8.16.0")
        .command(["curl", "--fail", "--silent", "--data", "the churn pipeline has ended"])
        .args([webhook.to_string()])
}

/// Trains a churn model and deploys it when it is good enough and somebody agrees.
#[pipeline(name = "train-deploy")]
pub fn train_deploy(
    p: &mut Scope,
    /// How many customers to learn from and judge by.
    #[default(5000)]
    rows: Value<i64>,
    /// The deviation of the error in the labels.
    #[default(0.5)]
    noise: Value<f64>,
    #[default(0.5)] learning_rate: Value<f64>,
    /// The accuracy on held-out rows from which a model is deployed.
    #[default(0.9)]
    threshold: Value<f64>,
    /// Where models are kept.
    #[default("s3://models/churn")]
    registry: Value<String>,
    /// Who is told when the run is over.
    #[default("http://notifier.default/churn")]
    webhook: Value<String>,
) {
    // A notice is an effect outside: a result from the cache would tell nobody.
    let always = Settings::new().uncached();
    p.finally(notify().webhook(webhook).with(&always), |p| {
        let data = p.task(split().rows(rows).noise(noise));
        let trained = p
            .task(train().dataset(data.train).learning_rate(learning_rate))
            .cpu("1")
            .memory("512Mi")
            .retries(2);
        let scores = p.task(evaluate().model(trained.model).dataset(data.test));

        p.when(scores.output.accuracy.ge(threshold), |p| {
            let version = p.task(register().model(trained.model).registry(registry)).version;
            let asked = p.approval(
                Approval::ask(text!("Deploy version {version} of the churn model?"))
                    .timeout(PATIENCE, Decision::Reject)
                    .container("alpine/k8s:1.34.1", ["sh", "-ec", ASK, "ask"]),
            );
            p.when(asked.decision.eq(Decision::Approve), |p| {
                p.task(deploy().service("churn").registry(registry).version(version)).uncached();
            });
        });
    });
}
