//! The code of `docs/guide.md`, which compiles and does what the guide says. That the two are the same is tested in `docs.rs`.
#![expect(
    unreachable_pub,
    unused_variables,
    dead_code,
    reason = "the guide shows functions of a user's library, not all of which run here"
)]

mod components {
    use kfp_dsl::prelude::*;

    /// Fits a model.
    #[component(image = "ghcr.io/acme/churn:1.4.0")]
    pub fn train(
        dataset: Input<Dataset>,
        learning_rate: f64,
        #[default(10)] epochs: i64,
        warm_start: Option<Input<Model>>,
        model: Output<Model>,
    ) -> Result<f64> {
        let rows = std::fs::read_to_string(dataset.path())?;
        model.write(format!("{} rows", rows.lines().count()))?;
        Ok(0.9)
    }

    /// Pushes a model to the registry.
    #[container_component]
    pub fn register(model: Input<Model>, name: String, version: Output<String>) -> Container {
        Container::image("ghcr.io/acme/registry-cli:3").command(["registry", "push"]).args([
            format!("--name={name}"),
            format!("--model={}", model.uri()),
            format!("--version-to={}", version.path()),
        ])
    }

    #[pipeline(name = "churn")]
    pub fn churn(p: &mut Scope, data: Value<Dataset>, #[default(0.9)] threshold: Value<f64>) {
        let trained = p.task(train().dataset(data).learning_rate(0.1)).cpu("4").memory("16Gi").retries(2);
        p.when(trained.output.ge(threshold), |p| {
            p.task(register().model(trained.model).name("churn"));
        });
    }

    fn main() -> std::process::ExitCode {
        kfp_app::App::new().pipeline(churn).executable("/app/churn").run()
    }

    #[test]
    fn a_trial_runs_a_component() -> kfp_dsl::Result<()> {
        use kfp_dsl::testing::Trial;

        let outcome = Trial::of(train().learning_rate(0.1)).artifact("dataset", "1,2\n3,4\n").run()?;
        assert_eq!(outcome.parameter::<f64>("Output")?, 0.9);
        assert_eq!(outcome.artifact::<Model>("model")?.read_to_string()?, "2 rows");
        Ok(())
    }

    #[test]
    fn a_pipeline_becomes_a_text() -> std::result::Result<(), Box<dyn std::error::Error>> {
        let yaml = kfp_app::emit(churn, kfp_app::Target::Kfp, kfp_app::Format::Yaml)?;
        insta::assert_snapshot!(String::from_utf8(yaml)?);
        Ok(())
    }
}

mod settings {
    use std::time::Duration;

    use kfp_dsl::kubernetes::{Effect, PvcMount, Secret, Toleration};
    use kfp_dsl::prelude::*;

    #[container_component]
    fn prepare(folder: String) -> Container {
        Container::image("busybox").command(["mkdir"]).args([folder.to_string()])
    }

    #[container_component]
    fn train() -> Container {
        Container::image("busybox").command(["true"])
    }

    #[pipeline]
    pub fn nightly(p: &mut Scope, memory: Value<String>, claim: Value<String>) {
        p.config(
            PipelineConfig::new()
                .workspace(Workspace::of("10Gi"))
                .active_deadline(Duration::from_secs(6 * 3600)),
        );
        p.defaults(
            Settings::new().retries(2).kubernetes(Secret::named("warehouse").env("password", "DB_PASSWORD")),
        );
        p.task(prepare().folder(format!("{WORKSPACE_PATH}/features"))).memory(memory);
        p.task(train())
            .accelerator("nvidia.com/gpu", 1)
            .kubernetes(PvcMount::new(claim, "/data"))
            .kubernetes(Toleration::exists("nvidia.com/gpu").effect(Effect::NoSchedule));
    }

    #[test]
    fn the_settings_fit() {
        Pipeline::of(nightly).build(&kfp_dsl::BuildOptions::default()).unwrap();
    }
}

mod texts {
    use kfp_dsl::placeholders::JOB_ID;
    use kfp_dsl::prelude::*;
    use kfp_dsl::{concat, text};

    #[container_component]
    fn make(name: Output<String>) -> Container {
        Container::image("busybox").command(["sh", "-c", "echo x > $0"]).args([name.path()])
    }

    #[container_component]
    fn store(to: String, tags: Vec<String>) -> Container {
        Container::image("busybox").command(["echo"]).args([to.to_string(), tags.to_string()])
    }

    #[container_component]
    fn pull(name: String, tag: Option<String>) -> Container {
        Container::image("acme/pull:1").command(["pull"]).args([
            concat([name.to_string(), tag.text_if_present(|tag| format!(":{tag}"), ":latest")]),
            tag.if_present(|tag| ["--tag".to_owned(), tag.to_string()]),
        ])
    }

    #[pipeline]
    fn composed(p: &mut Scope, bucket: Value<String>, rate: Value<f64>) {
        let made = p.task(make());
        p.task(
            store()
                .to(text!("s3://{bucket}/{JOB_ID}/{}", made.name))
                .tags(vec![text!("rate-{rate}"), "fixed".into()]),
        );
        p.task(pull().name("churn"));
    }

    #[test]
    fn the_texts_fit() {
        Pipeline::of(composed).build(&kfp_dsl::BuildOptions::default()).unwrap();
    }
}
