//! Pipelines as authors write them, built through the public API.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "the outcome of a test is a panic")]

use kfp_dsl::prelude::*;
use kfp_dsl::{BuildErrors, BuildOptions, Built};
use kfp_ir::back::kfp;
use kfp_ir::model::{ComponentSpec, ParameterType, Value as IrValue};

const IMAGE: &str = "ghcr.io/acme/churn:1.4.0";

/// Splits the rows at random.
#[component(image = IMAGE)]
fn split(
    /// Where the rows are.
    uri: String,
    #[default(0.2)] test_ratio: f64,
    train: Output<Dataset>,
    test: Output<Dataset>,
) -> Result<i64> {
    std::fs::write(train.path(), &uri)?;
    std::fs::write(test.path(), format!("{test_ratio}"))?;
    Ok(i64::try_from(uri.len())?)
}

/// Fits a model.
#[component(image = IMAGE)]
fn train(
    dataset: Input<Dataset>,
    learning_rate: f64,
    #[default(10)] epochs: i64,
    warm_start: Option<Input<Model>>,
    model: Output<Model>,
) -> Result<()> {
    let text = format!("{:?} {learning_rate} {epochs} {}", dataset.path(), warm_start.is_some());
    Ok(std::fs::write(model.path(), text)?)
}

#[derive(Debug, PartialEq, Outputs)]
struct Scores {
    /// The share of right answers.
    accuracy: f64,
    auc: f64,
}

#[component(image = IMAGE)]
fn evaluate(model: Input<Model>, dataset: Input<Dataset>) -> Result<Scores> {
    let same = model.path() == dataset.path();
    Ok(Scores { accuracy: if same { 0.0 } else { 0.9 }, auc: 0.8 })
}

#[component(image = IMAGE)]
fn best(models: Input<Vec<Model>>, accuracies: Vec<f64>, model: Output<Model>) -> Result<()> {
    Ok(std::fs::write(model.path(), format!("{} of {}", accuracies.len(), models.len()))?)
}

#[container_component]
fn register(model: Input<Model>, name: String, tag: Option<String>, version: Output<String>) -> Container {
    Container::image("ghcr.io/acme/registry-cli:3").command(["registry"]).args([
        "push".to_owned(),
        format!("--name={name}"),
        format!("--model={}", model.uri()),
        tag.if_present(|tag| [format!("--tag={tag}")]),
        format!("--version-to={}", version.path()),
    ])
}

#[container_component]
fn deploy(version: String, replicas: i64) -> Container {
    Container::image("ghcr.io/acme/deployer:2")
        .command(["deploy"])
        .args([format!("--version={version}"), format!("--replicas={replicas}")])
}

#[component(image = IMAGE)]
fn notify(channel: String, status: FinalStatus) -> Result<()> {
    if channel.is_empty() { Err(status.state.into()) } else { Ok(()) }
}

/// A straight-line helper is an ordinary function.
fn train_and_score(p: &Scope, data: &SplitOutputs, rate: Value<f64>) -> (Value<Model>, ScoresHandles) {
    let trained = p.task(train().dataset(data.train).learning_rate(rate)).cpu(4).memory("16Gi").retries(2);
    let scores = p.task(evaluate().model(trained.model).dataset(data.test));
    (trained.model, scores.output)
}

/// Trains, evaluates and deploys.
#[pipeline(name = "churn", display_name = "Churn")]
fn churn(
    p: &mut Scope,
    /// Where the rows are.
    uri: Value<String>,
    #[default(0.1)] learning_rate: Value<f64>,
    #[default(0.9)] threshold: Value<f64>,
    #[default(false)] dry_run: Value<bool>,
) -> Value<Model> {
    p.defaults(Settings::new().env("LOG", "info"));
    p.finally(notify().channel("ml-ops"), |p| {
        let data = p.task(split().uri(uri));
        let (model, scores) = train_and_score(p, &data, learning_rate);
        let good = scores.accuracy.ge(threshold) & scores.auc.gt(0.75);
        let tuned = |p: &mut Scope, rate: f64| {
            p.task(train().dataset(data.train).learning_rate(rate).epochs(50).warm_start(model)).model
        };
        let champion = p
            .named("gate")
            .when(good, |p| tuned(p, 0.001))
            .else_when(scores.accuracy.gt(0.5), |p| tuned(p, 0.01))
            .otherwise(|p| tuned(p, 0.1));
        p.when(!dry_run, |p| {
            let registered = p.task(register().model(champion).name("churn"));
            p.task(deploy().version(registered.version).replicas(2)).uncached();
        });
        champion
    })
}

/// What [`sweep`] finds.
#[derive(Bundle)]
struct Swept {
    /// The best model.
    model: Value<Model>,
    accuracies: Value<Vec<f64>>,
}

/// One model for each learning rate, and the best of them.
#[pipeline]
fn sweep(p: &mut Scope, uri: Value<String>, #[default(vec![0.1, 0.01])] rates: Value<Vec<f64>>) -> Swept {
    let data = p.task(split().uri(uri).test_ratio(0.3));
    let (models, accuracies): (Collected<Model>, Collected<f64>) = p.for_each(rates.at_most(2), |p, rate| {
        let (model, scores) = train_and_score(p, &data, rate);
        (model, scores.accuracy)
    });
    let model = p.task(best().models(models).accuracies(accuracies)).model;
    Swept { model, accuracies }
}

#[pipeline]
fn twice(p: &mut Scope, uri: Value<String>, tag: Value<Option<String>>) -> Swept {
    let first = p.task(sweep().uri(uri));
    let second = p.task(sweep().uri("gs://other").rates([0.5])).after(&first);
    p.task(register().model(first.output.model).name("first").tag(tag));
    Swept { model: first.output.model, accuracies: second.output.accuracies }
}

fn build(pipeline: impl kfp_dsl::IntoPipeline) -> Result<Built, BuildErrors> {
    Pipeline::of(pipeline).build(&BuildOptions::default())
}

fn yaml(built: &Built) -> String {
    let checked = kfp_ir::valid::check(&built.document, &kfp_ir::target::Target::KfpMaster);
    kfp::yaml(&built.document, &checked.info.expect("valid")).expect("written")
}

fn root(built: &Built) -> &ComponentSpec {
    built.document.pipeline.root.as_ref().unwrap()
}

fn message(pipeline: impl kfp_dsl::IntoPipeline) -> String {
    build(pipeline).map(|b| yaml(&b)).unwrap_err().to_string()
}

#[test]
fn the_recipe_builds() {
    let built = build(churn).unwrap_or_else(|e| panic!("{e}"));
    let mut used: Vec<_> = built.components.iter().map(|c| c.name).collect();
    let mut all: Vec<_> = Pipeline::of(churn).components().iter().map(|c| c.name).collect();
    used.sort_unstable();
    all.sort_unstable();
    assert_eq!(used, ["deploy", "evaluate", "notify", "register", "split", "train"]);
    assert_eq!(all, used);
    let inputs = root(&built).input_definitions.as_ref().unwrap();
    assert_eq!(
        inputs.parameters.keys().collect::<Vec<_>>(),
        ["dry_run", "learning_rate", "threshold", "uri"]
    );
    assert_eq!(inputs.parameters["uri"].description, "Where the rows are.");
    assert_eq!(inputs.parameters["learning_rate"].default_value, Some(IrValue::Number(0.1)));
    let outputs = root(&built).output_definitions.as_ref().unwrap();
    assert_eq!(outputs.artifacts.keys().collect::<Vec<_>>(), ["Output"]);
    let text = yaml(&built);
    assert!(text.contains("# Name: churn\n"), "{text}");
    assert!(text.contains("ghcr.io/acme/registry-cli:3"), "{text}");
    // No call in it gives a tag, so there is nothing left to decide.
    assert!(text.contains("--version-to=") && !text.contains("IfPresent"), "{text}");
}

#[test]
fn a_pipeline_builds_the_same_bytes_again_and_in_other_threads() {
    let first = yaml(&build(twice).unwrap_or_else(|e| panic!("{e}")));
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(|| yaml(&build(twice).unwrap()))).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), first);
    }
}

#[test]
fn a_pipeline_inside_a_pipeline_gives_its_outputs() {
    let built = build(twice).unwrap_or_else(|e| panic!("{e}"));
    let outputs = root(&built).output_definitions.as_ref().unwrap();
    assert_eq!(outputs.artifacts["model"].description, "The best model.");
    assert_eq!(outputs.parameters["accuracies"].parameter_type, ParameterType::List);
    assert!(root(&built).input_definitions.as_ref().unwrap().parameters["tag"].is_optional);
}

#[derive(Clone, Copy, Debug, PartialEq, Parameter)]
enum Optimizer {
    Sgd,
    #[kfp(rename = "adam-w")]
    AdamW,
}

#[derive(Clone, Debug, PartialEq, Parameter)]
struct Schedule {
    warmup: i64,
    decay: f64,
}

#[derive(Clone, Debug, PartialEq, Parameter)]
struct Config {
    optimizer: Optimizer,
    schedule: Schedule,
    #[kfp(rename = "layer-sizes")]
    layers: Vec<u16>,
    note: Option<String>,
}

fn config() -> Config {
    let schedule = Schedule { warmup: 3, decay: 0.5 };
    Config { optimizer: Optimizer::AdamW, schedule, layers: vec![64, 8], note: None }
}

#[component(image = IMAGE)]
fn fit(
    optimizer: Optimizer,
    decay: f64,
    layers: Vec<u16>,
    #[default(config())] all: Config,
) -> Result<Config> {
    Ok(Config { optimizer, layers, schedule: Schedule { decay, ..all.schedule }, note: None })
}

#[component(image = IMAGE)]
fn show(decay: f64, warmup: i64) -> Result<()> {
    if decay < 0.0 { Err(format!("{warmup}").into()) } else { Ok(()) }
}

#[pipeline]
fn structs(p: &mut Scope, config: Value<Config>) {
    let of = config.fields();
    let schedule = of.schedule.fields();
    let fitted = p.task(fit().optimizer(of.optimizer).decay(schedule.decay).layers(of.layers).all(config));
    let after = fitted.output.fields().schedule.fields();
    p.when(of.optimizer.eq(Optimizer::Sgd), |p| {
        p.task(show().decay(after.decay).warmup(after.warmup));
    });
    p.for_each([Schedule { warmup: 1, decay: 0.1 }, Schedule { warmup: 2, decay: 0.2 }], |p, schedule| {
        p.task(show().decay(schedule.fields().decay).warmup(schedule.fields().warmup));
    });
}

#[test]
fn struct_parameters_give_their_fields() {
    let text = yaml(&build(structs).unwrap_or_else(|e| panic!("{e}")));
    for selector in [
        "parseJson(string_value)[\\\"schedule\\\"][\\\"decay\\\"]",
        "[\\\"warmup\\\"]",
        "[\\\"layer-sizes\\\"]",
    ] {
        assert!(text.contains(selector), "{selector} is not in\n{text}");
    }
    assert!(text.contains("literals:"), "{text}");
    assert!(text.contains("adam-w"), "{text}");
}

#[test]
fn struct_and_enum_values_convert_both_ways() {
    let value = config().to_value().unwrap();
    assert_eq!(Config::from_value(&value), Ok(config()));
    let told = |key: &str, value: IrValue| {
        let IrValue::Struct(mut fields) = config().to_value().unwrap() else { panic!() };
        fields.0.insert(key.to_owned(), value);
        Config::from_value(&IrValue::Struct(fields)).unwrap_err().to_string()
    };
    let text = |s: &str| IrValue::String(s.to_owned());
    assert_eq!(
        told("optimizer", text("adam")),
        "`optimizer`: expected one of `sgd`, `adam-w`, found the text `adam`"
    );
    assert_eq!(
        told("momentum", text("x")),
        "there is no field `momentum`; the fields are `optimizer`, `schedule`, `layer-sizes`, `note`"
    );
    let big = IrValue::List(vec![IrValue::Number(1.0), IrValue::Number(70_000.0)]);
    assert_eq!(told("layer-sizes", big), "`layer-sizes[1]`: `70000` is not between 0 and 65535");
}

#[test]
fn component_bodies_are_ordinary_functions() {
    let folder = tempfile::tempdir().unwrap();
    let (rows, test) = (folder.path().join("rows"), folder.path().join("test"));
    assert_eq!(SplitCall::body("abc".to_owned(), 0.5, Output::at(&rows), Output::at(&test)).unwrap(), 3);
    assert_eq!(std::fs::read_to_string(&rows).unwrap(), "abc");
    let scores = EvaluateCall::body(Input::at(&rows), Input::at(&test)).unwrap();
    assert_eq!(scores, Scores { accuracy: 0.9, auc: 0.8 });
}

#[pipeline]
fn recursive(p: &mut Scope, depth: Value<i64>) {
    p.task(recursive().depth(depth));
}

#[pipeline]
fn doubled(p: &mut Scope, uri: Value<String>) {
    p.task(split().test_ratio(0.1).uri(uri).test_ratio(0.2));
}

#[pipeline]
fn constants(p: &mut Scope) {
    p.task(deploy().version("1").replicas(1_i64 << 60));
    p.task(split().uri("x").test_ratio(f64::NAN));
}

#[test]
fn what_the_types_cannot_see_is_told_with_the_place() {
    let text = message(recursive);
    assert!(text.contains("error[B122]: pipeline `recursive` calls itself"), "{text}");
    assert!(text.contains("tests/authoring.rs:"), "{text}");
    let text = message(doubled);
    assert!(text.contains("error[B121]: input `test_ratio` of `split` was given twice"), "{text}");
    let text = message(constants);
    assert_eq!(text.matches("error[B106]").count(), 2, "{text}");
    assert!(text.contains("outside ±2^53"), "{text}");
    assert!(text.contains("not a finite number"), "{text}");
}

#[pipeline]
fn fan(p: &mut Scope, uri: Value<String>) {
    let data = p.task(split().uri(uri));
    for _ in 0..100_000 {
        p.task(train().dataset(data.train).learning_rate(0.1));
    }
}

#[test]
fn a_hundred_thousand_tasks_are_recorded_in_linear_time() {
    let started = std::time::Instant::now();
    assert_eq!(Pipeline::of(fan).components().len(), 2);
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

#[test]
fn a_long_chain_of_conditions_is_no_deep_tree() {
    #[pipeline]
    fn long(p: &mut Scope, n: Value<i64>) {
        let all = (1..20_000_i64).fold(n.gt(0), |all, i| all & n.ne(i));
        p.when(all, |p| {
            p.task(deploy().version("1").replicas(n));
        });
    }
    std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(|| assert_eq!(Pipeline::of(long).components().len(), 1))
        .unwrap()
        .join()
        .unwrap();
}
