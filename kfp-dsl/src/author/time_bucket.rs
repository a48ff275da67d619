//! The time of a run, as an input that changes once an hour, day or month.

use kfp_ir::model::ParameterType;

use crate::author::composed::placeholders::JOB_CREATE_TIME;
use crate::author::graph::Caching;
use crate::author::setting_text::SettingSource;
use crate::author::{
    Arguments, Body, Call, ComponentDef, Constant as _, Container, Given, InputDef, IntoInput, Outgoing,
    OutputDef, Parts, Settings, TaskOutputs, Value,
};
use crate::kinds::KindSpec;

const TEXT: KindSpec = KindSpec::parameter(ParameterType::String);

/// Checks that the time is one, then keeps its start.
const CUT: &str = r#"case "$1" in
[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:*) ;;
*) echo "error: '$1' is no time" >&2; exit 1 ;;
esac
mkdir -p "$(dirname "$3")"
printf "%.$2s" "$1" > "$3""#;

static TIME_BUCKET: ComponentDef = ComponentDef {
    name: "time-bucket",
    docs: "Cuts the time of the run to its hour, day or month.",
    inputs: &[
        InputDef {
            name: "created",
            kind: TEXT,
            optional: false,
            default: None,
            docs: "When the run was created, in UTC.",
        },
        InputDef {
            name: "length",
            kind: KindSpec::parameter(ParameterType::NumberInteger),
            optional: false,
            default: None,
            docs: "How many characters of it stay.",
        },
    ],
    outputs: &[OutputDef { name: "bucket", kind: TEXT, docs: "The start of the time." }],
    returns: &[],
    body: Body::Container(|| {
        Container::image("busybox:1.36").command(["sh", "-ec", CUT, "time-bucket"]).args([
            "{{$.inputs.parameters['created']}}",
            "{{$.inputs.parameters['length']}}",
            "{{$.outputs.parameters['bucket'].output_file}}",
        ])
    }),
    task_config: &[],
    module: module_path!(),
    file: file!(),
    line: line!(),
};

/// When the run was created, cut to its hour, day or month, for tasks that depend on something outside of the pipeline:
/// given as an input, it makes such a task run again in the next hour, day or month, and what depends on it when it
/// gives something else.
///
/// Neither KFP nor Argo can cut a time by itself, so it is a small task that runs in every run. No pod is needed where whoever
/// starts a run gives the time: for an input of the pipeline, KFP fills in `[[CurrentTime.2006-01-02]]`, in recurring runs
/// `[[ScheduledTime.2006-01-02]]`, and a command line `$(date -u +%F)`.
///
/// ```
/// use kfp_dsl::prelude::*;
/// use kfp_dsl::TimeBucket;
///
/// #[container_component]
/// fn download(day: String, rows: Output<Dataset>) -> Container {
///     Container::image("busybox").command(["download"]).args([day.to_string(), rows.path()])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     let day = p.task(TimeBucket::daily()).bucket;
///     p.task(download().day(day));
/// }
///
/// assert!(Pipeline::of(demo).build(&Default::default()).is_ok());
/// ```
#[must_use = "it gives a time when it is made a task: `p.task(TimeBucket::daily())`"]
#[derive(Clone, Debug)]
pub struct TimeBucket {
    length: i64,
    image: Option<String>,
}

impl TimeBucket {
    const fn of(length: i64) -> Self {
        TimeBucket { length, image: None }
    }

    /// Another text every hour, in UTC: `2026-11-26T03`.
    pub const fn hourly() -> Self {
        TimeBucket::of(13)
    }

    /// Another text every day, in UTC: `2026-11-26`.
    pub const fn daily() -> Self {
        TimeBucket::of(10)
    }

    /// Another text every month, in UTC: `2026-11`.
    pub const fn monthly() -> Self {
        TimeBucket::of(7)
    }

    /// Runs in another image with a shell, in place of `busybox:1.36`.
    pub fn image(mut self, image: impl Into<String>) -> Self {
        self.image = Some(image.into());
        self
    }
}

#[diagnostic::do_not_recommend]
impl Call for TimeBucket {
    type Outputs = TimeBucketOutputs;

    fn into_parts(self) -> Parts {
        let created = IntoInput::<String>::into_input(JOB_CREATE_TIME);
        let arguments = Arguments::new().with(0, created).with(1, Given::constant(self.length.constant()));
        let mut parts = Parts::component(&TIME_BUCKET, arguments);
        parts.settings = Some(Box::new(Settings {
            image: self.image.map(SettingSource::from),
            caching: Some(Caching::Off),
            ..Settings::default()
        }));
        parts
    }
}

/// The output of a [`TimeBucket`].
#[derive(Debug)]
pub struct TimeBucketOutputs {
    /// The start of the time.
    pub bucket: Value<String>,
}

impl TaskOutputs for TimeBucketOutputs {
    fn bind(next: &mut Outgoing) -> Self {
        TimeBucketOutputs { bucket: next.output() }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// What the program writes for a time, or what it says.
    fn cut(created: &str, bucket: &TimeBucket) -> Result<String, String> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("out/bucket");
        let length = bucket.length.to_string();
        let ended = Command::new("sh")
            .args(["-ec", CUT, "time-bucket", created, &length])
            .arg(&file)
            .output()
            .unwrap();
        match ended.status.success() {
            true => Ok(std::fs::read_to_string(file).unwrap()),
            false => Err(String::from_utf8(ended.stderr).unwrap()),
        }
    }

    #[test]
    fn a_time_is_cut_and_nothing_else_is() {
        let created = "2026-11-26T03:04:05Z";
        for (bucket, expected) in [
            (TimeBucket::hourly(), "2026-11-26T03"),
            (TimeBucket::daily(), "2026-11-26"),
            (TimeBucket::monthly(), "2026-11"),
        ] {
            assert_eq!(cut(created, &bucket).as_deref(), Ok(expected));
        }
        let placeholder = "{{$.pipeline_job_create_time_utc}}";
        let error = cut(placeholder, &TimeBucket::daily()).unwrap_err();
        assert_eq!(error, format!("error: '{placeholder}' is no time\n"));
    }
}
