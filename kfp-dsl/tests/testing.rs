//! `kfp_dsl::testing` as a user's unit tests use it.

use std::fs;
use std::path::PathBuf;

use kfp_dsl::prelude::*;
use kfp_dsl::testing::Trial;

#[derive(Clone, Debug, Parameter, PartialEq)]
struct Settings {
    rate: f64,
    layers: Vec<i64>,
}

#[derive(Clone, Copy, Debug, Parameter, PartialEq)]
enum Optimizer {
    Sgd,
    Adam,
}

#[derive(Outputs)]
struct Trained {
    accuracy: f64,
    settings: Settings,
    optimizer: Optimizer,
}

#[component(image = "x")]
fn train(
    dataset: Input<Dataset>,
    settings: Settings,
    optimizer: Optimizer,
    #[default(10)] epochs: i64,
    warm_start: Option<Input<Model>>,
    model: Output<Model>,
) -> Result<Trained> {
    let before = warm_start.as_ref().map(Input::read_to_string).transpose()?.unwrap_or_default();
    model.write(format!("{before}{}x{epochs}", dataset.read_to_string()?.trim()))?;
    model.set_metadata("epochs", epochs);
    if let Some(warm_start) = warm_start {
        model.set_metadata("before", warm_start.get_metadata::<i64>("epochs")?.unwrap_or(0));
    }
    Ok(Trained { accuracy: settings.rate, settings, optimizer })
}

#[component(image = "x")]
fn join(parts: Input<Vec<Dataset>>, whole: Output<Dataset>) -> Result<i64> {
    fs::create_dir(whole.path())?;
    for (number, part) in parts.iter().enumerate() {
        fs::write(whole.path().join(number.to_string()), part.read()?)?;
    }
    Ok(parts.len() as i64)
}

fn settings() -> Settings {
    Settings { rate: 0.25, layers: vec![8, 4] }
}

#[test]
fn a_component_runs_from_files_to_files() {
    let made = Trial::of(train().settings(settings()).optimizer(Optimizer::Adam))
        .artifact("dataset", "a,b\n")
        .run()
        .unwrap();
    assert_eq!(made.parameter::<f64>("accuracy").unwrap(), 0.25);
    assert_eq!(made.parameter::<Settings>("settings").unwrap(), settings());
    assert_eq!(made.parameter::<Optimizer>("optimizer").unwrap(), Optimizer::Adam);
    let model = made.artifact::<Model>("model").unwrap();
    assert_eq!(model.read_to_string().unwrap(), "a,bx10");

    let call = train().settings(settings()).optimizer(Optimizer::Sgd).epochs(3);
    let again = Trial::of(call).artifact("dataset", "c").artifact_from("warm_start", &model).run().unwrap();
    let model = again.artifact::<Model>("model").unwrap();
    assert_eq!(model.read_to_string().unwrap(), "a,bx10cx3");
    assert_eq!(model.get_metadata::<i64>("before").unwrap(), Some(10));
}

#[test]
fn parameters_can_be_given_by_name() {
    let made = Trial::of(train())
        .parameter("settings", settings())
        .parameter("optimizer", "sgd")
        .parameter("epochs", 2)
        .artifact("dataset", "d")
        .run()
        .unwrap();
    assert_eq!(made.artifact::<Model>("model").unwrap().read_to_string().unwrap(), "dx2");
}

#[test]
fn lists_and_directories_of_artifacts_work() {
    let made = Trial::of(join()).artifact("parts", "one").artifact("parts", "two").run().unwrap();
    assert_eq!(made.parameter::<i64>("Output").unwrap(), 2);
    let whole = made.artifact::<Dataset>("whole").unwrap();
    assert_eq!(fs::read_to_string(whole.path().join("1")).unwrap(), "two");
    let path: PathBuf = whole.path().to_owned();
    drop(made);
    assert!(!path.exists());
    assert_eq!(Trial::of(join()).run().unwrap().parameter::<i64>("Output").unwrap(), 0);
}

#[test]
fn mistakes_are_reported_together() {
    let failure =
        Trial::of(train().settings(Settings { rate: f64::NAN, layers: vec![] }).epochs(1).epochs(2))
            .parameter("optimiser", "Sgd")
            .parameter("dataset", 1)
            .artifact("dataset", "a")
            .artifact("dataset", "b")
            .metadata("rows", f64::INFINITY)
            .run()
            .unwrap_err();
    let text = failure.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "component `train` failed: what the test gives does not fit",
            "  - input `settings`: `rate`: `NaN` is not a finite number: the IR cannot hold it",
            "  - parameter `epochs` is given twice",
            "  - metadata `rows`: `inf` is not a finite number: the IR cannot hold it",
            "  - the component has no input parameter `optimiser`; did you mean `optimizer`?",
            "  - the component has no input parameter `dataset`",
            "  - artifact `dataset` is given twice",
        ]
    );
    assert_eq!(failure.component(), "train");
}

#[test]
fn failures_of_the_component_come_back() {
    let failure =
        Trial::of(train().settings(settings()).epochs(1)).parameter("optimizer", "Newton").run().unwrap_err();
    let text = failure.to_string();
    assert!(text.contains("input artifact `dataset` (`system.Dataset`) is missing"), "{text}");
    assert!(text.contains("input `optimizer`: `Newton` is not one of `sgd`, `adam`"), "{text}");
    let gone = Trial::of(join()).artifact_at("parts", "/no/such/file").run().unwrap_err();
    assert_eq!(
        gone.to_string(),
        "component `join` failed: cannot read `/no/such/file`: No such file or directory (os error 2)\n  \
         note: there is nothing at the path of input `parts`: `/no/such/file`"
    );
    assert_eq!(format!("{gone:?}"), gone.to_string());
}

#[test]
fn outputs_have_the_names_and_types_of_the_component() {
    let made = Trial::of(join()).run().unwrap();
    assert_eq!(
        made.parameter::<i64>("count").unwrap_err().to_string(),
        "component `join` has no output parameter `count`; it has `Output`"
    );
    assert_eq!(
        made.parameter::<String>("Output").unwrap_err().to_string(),
        "output `Output`: expected text, found `0`"
    );
    assert_eq!(
        made.artifact::<Dataset>("hole").unwrap_err().to_string(),
        "component `join` has no output artifact `hole`; it has `whole`"
    );
}

#[test]
fn handles_can_go_to_other_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Input<Model>>();
    check::<Output<Model>>();
}
