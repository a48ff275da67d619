//! The pipelines of a program, and what can be done with them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kfp_dsl::author::{ComponentCall, ComponentDef, IntoPipeline, Pipeline};

use crate::{Error, Kind, Problem, Request, write_into};

/// How workflows for Argo are written: [`kfp_argo::Options`].
#[cfg(feature = "argo")]
pub type ArgoOptions = kfp_argo::Options;

/// How workflows for Argo are written: nothing to choose in a build without Argo.
#[cfg(not(feature = "argo"))]
pub type ArgoOptions = ();

/// The pipelines of a program as a command line and as a library.
///
/// ```no_run
/// # use kfp_dsl::prelude::*;
/// use std::process::ExitCode;
///
/// #[container_component]
/// fn hello(name: String) -> Container {
///     Container::image("busybox").command(["echo"]).args([format!("hello, {name}")])
/// }
///
/// #[pipeline]
/// fn greet(p: &mut Scope, #[default("world")] name: Value<String>) {
///     p.task(hello().name(name));
/// }
///
/// fn main() -> ExitCode {
///     kfp_app::App::new().pipeline(greet).run()
/// }
/// ```
#[derive(Debug, Default)]
pub struct App {
    pub(crate) pipelines: Vec<Pipeline>,
    pub(crate) components: Vec<&'static ComponentDef>,
    pub(crate) executable: Option<String>,
    pub(crate) argo: ArgoOptions,
}

impl App {
    /// A program without pipelines.
    pub fn new() -> Self {
        App::default()
    }

    /// Adds a `#[pipeline]` function.
    #[must_use]
    pub fn pipeline(mut self, pipeline: impl IntoPipeline) -> Self {
        self.pipelines.push(pipeline.into_pipeline());
        self
    }

    /// Lets `exec` run a `#[component]` function that none of the pipelines uses, such as one that pipelines of other
    /// programs use.
    #[must_use]
    pub fn component<C: ComponentCall>(mut self, _component: impl Fn() -> C) -> Self {
        self.components.push(C::DEF);
        self
    }

    /// Says where this program is in the images of its Rust components. `--executable` overrides it.
    #[must_use]
    pub fn executable(mut self, path: impl Into<String>) -> Self {
        self.executable = Some(path.into());
        self
    }

    /// Says how workflows for Argo are written: artifact store, namespace, service account, version.
    #[cfg(feature = "argo")]
    #[must_use]
    pub fn argo(mut self, options: ArgoOptions) -> Self {
        self.argo = options;
        self
    }

    /// Does what the command line of the process says.
    ///
    /// `exec` comes before everything else: it needs no environment and no working directory, and builds nothing that
    /// it does not run.
    pub fn run(self) -> ExitCode {
        let mut args = std::env::args_os();
        let program = args.next().unwrap_or_default();
        let mut args = args.peekable();
        if args.next_if(|first| first == "exec").is_some() {
            return self.exec(args);
        }
        self.command_line(std::iter::once(program).chain(args).collect())
    }

    /// Runs a component. `args` are the arguments after the word `exec`.
    fn exec(&self, args: impl IntoIterator<Item = OsString>) -> ExitCode {
        let used = self.pipelines.iter().flat_map(|p| p.components());
        kfp_dsl::run::exec(self.components.iter().copied().chain(used), args)
    }

    #[cfg(feature = "cli")]
    fn command_line(&self, args: Vec<OsString>) -> ExitCode {
        let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
        crate::cli::run(self, args, &mut crate::cli::Terminal::standard(&mut out, &mut err)).into()
    }

    #[cfg(not(feature = "cli"))]
    #[expect(clippy::unused_self, reason = "the form of the other build")]
    fn command_line(&self, _: Vec<OsString>) -> ExitCode {
        use std::io::Write as _;
        let text = "error: this program was built to run components only\n  help: call it as `exec <COMPONENT>`, or build \
                    it with the feature `cli` of `kfp-app`";
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(std::io::stderr(), "{text}");
        ExitCode::from(2)
    }

    /// Does what `args` say, the first of which is the name of the program, and returns the exit code.
    ///
    /// Output is plain text of a fixed width. `exec` is refused here, because a component owns the streams of its process.
    #[cfg(feature = "cli")]
    pub fn run_from<A: Into<OsString>>(
        &self,
        args: impl IntoIterator<Item = A>,
        out: &mut dyn std::io::Write,
        err: &mut dyn std::io::Write,
    ) -> u8 {
        let args = args.into_iter().map(Into::into).collect();
        crate::cli::run(self, args, &mut crate::cli::Terminal::plain(out, err)).code()
    }

    /// Writes what the default request emits into a folder, and returns the paths of the files.
    ///
    /// A file that already has the right content is not touched.
    ///
    /// # Errors
    /// As [`App::compile`], and for files that cannot be written; then no half-written file is left.
    pub fn write_to(&self, dir: impl AsRef<Path>) -> Result<Vec<PathBuf>, Error> {
        let compiled = self.compile(&Request::default())?;
        write_into(dir.as_ref(), compiled.files.iter().map(|f| (f.name.as_str(), f.bytes.as_slice())))
    }

    /// Writes into `OUT_DIR`, for build scripts whose package has its pipelines in a crate of its own among the
    /// `[build-dependencies]`.
    ///
    /// Cargo runs such a script again when the crate of pipelines changes, because the script is linked anew; the one
    /// line that this prints keeps it from running at any other change.
    ///
    /// ```no_run
    /// # mod pipelines { pub fn app() -> kfp_app::App { kfp_app::App::new() } }
    /// // build.rs
    /// fn main() -> Result<(), kfp_app::Error> {
    ///     pipelines::app().write_to_out_dir().map(drop)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`App::write_to`], and outside of a build script.
    pub fn write_to_out_dir(&self) -> Result<Vec<PathBuf>, Error> {
        let Some(dir) = std::env::var_os("OUT_DIR") else {
            let problem = Problem::new("there is no `OUT_DIR`, so this is no build script");
            return Err(Error::new(
                Kind::Usage,
                problem.help("write to a folder of your choice with `write_to`"),
            ));
        };
        let paths = self.write_to(Path::new(&dir))?;
        #[expect(clippy::print_stdout, reason = "how a build script talks to Cargo")]
        {
            println!("cargo::rerun-if-changed=build.rs");
        }
        Ok(paths)
    }
}
