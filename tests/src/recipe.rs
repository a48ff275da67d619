//! The components that the compile-fail cases of `tests/ui` use: train, evaluate, register, deploy.

use kfp_dsl::prelude::*;

/// Where the components live.
pub const IMAGE: &str = "ghcr.io/acme/churn:1.4.0";

/// Splits the rows at random.
#[component(image = IMAGE)]
pub fn split(
    uri: String,
    #[default(0.2)] test_ratio: f64,
    train: Output<Dataset>,
    test: Output<Dataset>,
) -> Result<i64> {
    let train_rows = uri.len() as f64 * (1.0 - test_ratio);
    std::fs::write(train.path(), format!("{train_rows}"))?;
    std::fs::write(test.path(), &uri)?;
    Ok(uri.len() as i64)
}

/// Fits a model.
#[component(image = IMAGE)]
pub fn train(
    dataset: Input<Dataset>,
    learning_rate: f64,
    #[default(10)] epochs: i64,
    warm_start: Option<Input<Model>>,
    model: Output<Model>,
) -> Result<()> {
    let start = warm_start.map(|model| model.path().to_owned());
    let text = format!("{:?} {learning_rate} {epochs} {start:?}", dataset.path());
    Ok(std::fs::write(model.path(), text)?)
}

/// How good a model is.
#[derive(Debug, PartialEq, Outputs)]
pub struct Scores {
    /// The share of right answers.
    pub accuracy: f64,
    /// The area under the curve.
    pub auc: f64,
}

/// Scores a model.
#[component(image = IMAGE)]
pub fn evaluate(model: Input<Model>, dataset: Input<Dataset>) -> Result<Scores> {
    let same = model.path() == dataset.path();
    Ok(Scores { accuracy: if same { 0.0 } else { 0.9 }, auc: 0.8 })
}

/// Picks the best of several models.
#[component(image = IMAGE)]
pub fn best(models: Input<Vec<Model>>, accuracies: Vec<f64>, model: Output<Model>) -> Result<()> {
    Ok(std::fs::write(model.path(), format!("{} of {}", accuracies.len(), models.len()))?)
}

/// Registers a model.
#[container_component]
pub fn register(model: Input<Model>, name: String, version: Output<String>) -> Container {
    Container::image("ghcr.io/acme/registry-cli:3").command(["registry"]).args([
        "push".to_owned(),
        format!("--name={name}"),
        format!("--model={}", model.uri()),
        format!("--version-to={}", version.path()),
    ])
}

/// Deploys a version.
#[container_component]
pub fn deploy(version: String, replicas: i64) -> Container {
    Container::image("ghcr.io/acme/deployer:2")
        .command(["deploy"])
        .args([format!("--version={version}"), format!("--replicas={replicas}")])
}

/// Tells a channel.
#[container_component]
pub fn notify(channel: String) -> Container {
    Container::image("curlimages/curl:8.9.1")
        .command(["curl"])
        .args([format!("https://hooks.example.org/{channel}")])
}
