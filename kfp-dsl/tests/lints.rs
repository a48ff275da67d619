//! Generated code in a crate with strict lints, in odd places, and through a path that is not `kfp_dsl`.
#![deny(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    unreachable_pub,
    warnings,
    private_bounds,
    private_interfaces,
    missing_debug_implementations
)]
#![deny(
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing
)]
/// Where this crate has kfp-dsl.
pub mod facade {
    pub use kfp_dsl as kfp;
}

use kfp_dsl::prelude::*;

/// A.
pub mod inner {
    use kfp_dsl::prelude::*;
    /// Fits.
    /// # Errors
    /// None.
    #[component(image = "i", crate = crate::facade::kfp)]
    pub fn train(
        dataset: Input<Dataset>,
        learning_rate: f64,
        #[default(10)] epochs: i64,
        r#type: String,
        tags: Option<Vec<String>>,
        model: Output<Model>,
    ) -> Result<()> {
        std::fs::write(
            model.path(),
            format!("{} {learning_rate} {epochs} {type} {tags:?}", dataset.path().display()),
        )?;
        Ok(())
    }
    /// Scores.
    #[derive(Debug, Outputs)]
    #[kfp(crate = crate::facade::kfp)]
    pub struct Scores {
        /// A.
        pub accuracy: f64,
    }
    #[derive(Outputs)]
    #[kfp(crate = crate::facade::kfp)]
    struct Hidden {
        a: f64,
    }
    /// Evaluates.
    /// # Errors
    /// None.
    #[component(image = "i", crate = crate::facade::kfp)]
    pub fn evaluate(model: Input<Model>) -> Result<Scores> {
        let _ = model.path();
        Ok(Scores { accuracy: 0.5 })
    }
    #[component(image = "i", crate = crate::facade::kfp)]
    fn hidden(model: Input<Model>) -> Result<Hidden> {
        let _ = model.path();
        Ok(Hidden { a: 0.5 })
    }
    #[component(image = "i", crate = crate::facade::kfp)]
    pub(crate) fn middle(model: Input<Model>) -> Result<i64> {
        let _ = model.path();
        Ok(4)
    }
    #[component(image = "i", crate = crate::facade::kfp)]
    pub(super) fn upper(model: Input<Model>) -> Result<i64> {
        let _ = model.path();
        Ok(4)
    }
    #[pipeline(crate = crate::facade::kfp)]
    pub(super) fn hidden_pipeline(p: &mut Scope, model: Value<Model>) {
        let a = p.task(hidden().model(model));
        p.task(middle().model(model)).after(&a);
    }
    /// Containers.
    #[container_component(crate = crate::facade::kfp)]
    pub fn push(model: Input<Model>, n: i64, o: Output<String>) -> Container {
        Container::image("x:1").command(["a".to_owned(), format!("{n}"), model.uri(), o.path()])
    }
}
/// Config.
#[derive(Debug, Parameter)]
#[kfp(crate = crate::facade::kfp)]
pub struct Config {
    /// X.
    pub x: f64,
}
/// Kinds.
#[derive(Debug, Clone, Copy, Parameter)]
#[kfp(crate = crate::facade::kfp)]
pub enum Kinds {
    /// A.
    A,
}
/// Tables.
#[derive(Debug, Artifact)]
#[artifact(title = "system.Tables", crate = crate::facade::kfp)]
pub struct Tables;
/// Both.
#[derive(Debug, Bundle)]
#[kfp(crate = crate::facade::kfp)]
pub struct Both {
    /// X.
    pub x: Value<f64>,
}
/// Pipeline.
#[pipeline(name = "abc", crate = crate::facade::kfp)]
pub fn all(
    p: &mut Scope,
    config: Value<Config>,
    model: Value<Model>,
    kinds: Value<Kinds>,
    t: Value<Tables>,
) -> Both {
    let _ = (kinds, t);
    p.task(inner::upper().model(model));
    p.task(inner::hidden_pipeline().model(model));
    p.task(inner::evaluate().model(model)).cpu(1);
    p.task(inner::push().model(model).n(3));
    let x = config.fields().x;
    Both { x: p.task(local_echo().x(x)).output }
}
/// Gives it back.
#[component(image = "i", crate = crate::facade::kfp)]
pub fn local_echo(x: f64) -> Result<f64> {
    Ok(x)
}
/// Local items.
pub fn local() -> Pipeline {
    #[component(image = "i", crate = crate::facade::kfp)]
    fn inside(a: f64) -> Result<f64> {
        Ok(a)
    }
    #[pipeline(crate = crate::facade::kfp)]
    fn here(p: &mut Scope) {
        p.task(inside().a(0.1));
    }
    Pipeline::of(here)
}

#[test]
fn it_builds() {
    let options = kfp_dsl::BuildOptions::default();
    let built = Pipeline::of(all).build(&options).unwrap_or_else(|e| panic!("{e}"));
    let names: std::collections::BTreeSet<_> = built.components.iter().map(|c| c.name).collect();
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        ["evaluate", "hidden", "local-echo", "middle", "push", "upper"]
    );
    assert!(local().build(&options).is_ok());
}
