//! The container that a `#[container_component]` function describes.

use kfp_ir::model::platform::argo::ArgoExecutorConfig;

/// A container: image, command and arguments, with placeholders in them.
///
/// ```
/// use kfp_dsl::Container;
///
/// let container = Container::image("busybox").command(["sh", "-c"]).args(["echo hello"]).env("LANG", "C");
/// assert_eq!(container.command, ["sh", "-c"]);
/// ```
#[must_use]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Container {
    /// The image.
    pub image: String,
    /// The command; KFP ignores the entry point of the image.
    pub command: Vec<String>,
    /// The arguments.
    pub args: Vec<String>,
    /// Environment variables, in order.
    pub env: Vec<(String, String)>,
    /// What Argo does instead; see [`Container::on_argo`].
    pub(crate) argo: Option<Box<ArgoExecutorConfig>>,
    /// What is wrong with that, in words.
    pub(crate) faults: Vec<String>,
}

impl Container {
    /// A container of that image.
    pub fn image(image: impl Into<String>) -> Self {
        Container { image: image.into(), ..Container::default() }
    }

    /// Adds to the command. KFP ignores the entry point of the image, so there must be one.
    pub fn command<S: Into<String>>(mut self, command: impl IntoIterator<Item = S>) -> Self {
        self.command.extend(command.into_iter().map(Into::into));
        self
    }

    /// Adds arguments.
    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets an environment variable. KFP does not resolve placeholders here.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }
}
