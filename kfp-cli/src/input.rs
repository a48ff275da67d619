//! Reading files: which form they have, and what is wrong with them.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use kfp_app::cli::Terminal;
use kfp_app::{Error, Kind, Problem, parse_lock, pin};
use kfp_ir::Document;
use kfp_ir::codec::{self, Format, Places, ReadError, proto};
use kfp_ir::import::{Import, import};
use kfp_ir::model::Value;
use kfp_ir::pass::pin::Lock;
use kfp_ir::path::IrPath;
use kfp_ir::target::{Engine, Target};
use kfp_ir::valid::{self, Finding, Info, Severity};

use crate::report::show;

/// A file that was read, or what kept it from being read.
pub(crate) struct Input {
    /// The name for messages.
    pub(crate) name: String,
    /// The text, for messages that show it; nothing for binary files.
    pub(crate) text: Option<String>,
    /// The document, unless something is wrong with the file.
    pub(crate) document: Option<Document>,
    /// What reading found, with positions.
    pub(crate) findings: Vec<Finding>,
    /// The form of the file.
    pub(crate) format: kfp_app::Format,
    /// The content of the file.
    pub(crate) bytes: Vec<u8>,
    /// The platform settings beside a binary file.
    pub(crate) platform: Option<Vec<u8>>,
    places: Option<Places>,
}

impl Input {
    /// A file of which only the name and the form are known.
    fn new(name: String, format: kfp_app::Format) -> Self {
        let (text, document, platform, places) = Default::default();
        Input { name, text, document, findings: Vec::new(), format, bytes: Vec::new(), platform, places }
    }
}

/// The code of a file that cannot be read at all.
pub(crate) const IO: &str = "io";

/// The code of a file that should be a text.
const ENCODING: &str = "IR002";

/// The code of a file that holds something else.
const NO_PIPELINE: &str = "IR009";

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// The system does not give its content; everything else is among the findings.
pub(crate) fn read(path: &Path) -> Result<Input, Error> {
    let (name, bytes) = content(path)?;
    of_bytes(name, path, bytes)
}

/// The name of a file for messages, and its text.
///
/// # Errors
/// The system does not give its content, or it is no text.
pub(crate) fn text(path: &Path) -> Result<(String, String), Error> {
    let (name, bytes) = content(path)?;
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            Ok((name, text))
        }
        Err(_) => {
            let problem = Problem::new(format!("`{name}` is not UTF-8")).help("save the file as UTF-8");
            Err(Error::new(Kind::Invalid, Problem { code: Some(ENCODING.to_owned()), ..problem }))
        }
    }
}

/// Reads what a file held; its form is told by the name in `path`.
///
/// # Errors
/// As [`read`], for the platform settings beside a binary pipeline.
pub(crate) fn of_bytes(name: String, path: &Path, bytes: Vec<u8>) -> Result<Input, Error> {
    let form = form(path, &bytes);
    let mut input = Input::new(name, form.format(&bytes));
    let result = match form {
        _ if bytes.iter().all(u8::is_ascii_whitespace) => Err(no_pipeline("the file is empty", None)),
        Form::Binary { guessed } => {
            input.platform = platform(path)?;
            let document = binary(&bytes, input.platform.as_deref());
            let document = document.map(|document| input.document = Some(document));
            let help = "compiled pipelines are YAML, JSON, or protobuf messages of the type `PipelineSpec`";
            document.map_err(|e| {
                if guessed { no_pipeline("this is no compiled pipeline", Some(help)) } else { e }
            })
        }
        Form::Text(format) => {
            let text = String::from_utf8_lossy(&bytes);
            // Positions count without the mark that some editors put first.
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            input.text = Some(text.to_owned());
            codec::read_bytes(&bytes, format).map_err(|e| resource(text).unwrap_or(e)).map(|source| {
                input.findings = source.findings;
                input.places = Some(source.places);
                input.document = Some(source.document);
            })
        }
    };
    if let Err(ReadError { findings }) = result {
        input.findings = findings;
    }
    input.bytes = bytes;
    Ok(input)
}

/// Reads the component of a file, or of standard input for `-`.
///
/// # Errors
/// The system does not give its content; everything else is among the findings.
pub(crate) fn imported(path: &Path) -> Result<(Input, Option<Import>), Error> {
    let (name, bytes) = content(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut input = Input::new(name, kfp_app::Format::Yaml);
    input.text = Some(text.to_owned());
    let result = match std::str::from_utf8(&bytes) {
        _ if bytes.iter().all(u8::is_ascii_whitespace) => Err(no_pipeline("the file is empty", None)),
        Ok(_) => import(text).map_err(|e| resource(text).unwrap_or(e)),
        Err(_) => {
            let help = "components are YAML or JSON files; a compiled binary becomes one with `kfpc convert`";
            Err(unreadable(ENCODING, "this is not UTF-8", Some(help)))
        }
    };
    match result {
        Ok(import) => {
            input.findings.clone_from(&import.findings);
            Ok((input, Some(import)))
        }
        Err(ReadError { findings }) => {
            input.findings = findings;
            Ok((input, None))
        }
    }
}

/// The name of a file for messages.
pub(crate) fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() }
}

/// The name of a file for messages, and its bytes.
///
/// # Errors
/// The system does not give them, or standard input is named a second time.
pub(crate) fn content(path: &Path) -> Result<(String, Vec<u8>), Error> {
    let name = shown(path);
    let bytes = bytes(path).map_err(|e| {
        let problem = Problem::io("read", Path::new(&name), &e);
        let problem = Problem { code: Some(IO.to_owned()), ..problem };
        let problem = match e.kind() {
            std::io::ErrorKind::IsADirectory => problem.help("name the files in it"),
            _ => problem,
        };
        Error::new(Kind::Io, problem)
    })?;
    Ok((name, bytes))
}

/// The one finding about a file that holds something else.
fn no_pipeline(message: &str, help: Option<&str>) -> ReadError {
    unreadable(NO_PIPELINE, message, help)
}

fn unreadable(code: &'static str, message: &str, help: Option<&str>) -> ReadError {
    let finding = Finding {
        code,
        severity: Severity::Error,
        message: message.to_owned(),
        path: IrPath::default(),
        position: None,
        help: help.map(str::to_owned),
    };
    ReadError { findings: vec![finding] }
}

/// What to say of a Kubernetes object: not that each of its fields is unknown.
fn resource(text: &str) -> Option<ReadError> {
    let values = codec::yaml::values(text).ok()?;
    let Some(Value::Struct(fields)) = values.first() else { return None };
    let (Some(Value::String(kind)), Some(_)) = (fields.get("kind"), fields.get("apiVersion")) else {
        return None;
    };
    let message = format!("this is a Kubernetes object of the kind `{kind}`, not a compiled pipeline");
    let help = "name the file that `compile` calls `.kfp.yaml`, or that the KFP SDK wrote";
    Some(no_pipeline(&message, Some(help)))
}

impl Input {
    /// Checks the document for an engine. The findings are those of reading and of the check.
    pub(crate) fn check(&mut self, target: Target) -> Option<Info> {
        let document = self.document.as_ref()?;
        let mut checked = valid::check(document, &target);
        if let (Some(info), Engine::Argo) = (&checked.info, target.capabilities().engine) {
            checked.findings.extend(unlowered(document, info, target));
        }
        if let Some(places) = &self.places {
            places.locate(&mut checked.findings);
        }
        self.findings.extend(checked.findings);
        checked.info
    }

    /// Gives problems about this document their line.
    pub(crate) fn problems(&self, mut findings: Vec<Finding>) -> Vec<Problem> {
        if let Some(places) = &self.places {
            places.locate(&mut findings);
        }
        findings.into_iter().map(|finding| Problem::from_finding(finding, Some(&self.name))).collect()
    }
}

/// What Argo cannot run although it is right.
fn unlowered(document: &Document, info: &Info, target: Target) -> Vec<Finding> {
    let profile = kfp_argo::Profile::ALL.iter().copied().find(|p| kfp_app::engine_of(*p) == target);
    let options = kfp_argo::Options { profile: profile.unwrap_or_default(), ..kfp_argo::Options::default() };
    match kfp_argo::lower(document, info, &options) {
        Ok(_) => Vec::new(),
        Err(errors) => kfp_app::unlowered(errors),
    }
}

fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path);
    }
    static READ: AtomicBool = AtomicBool::new(false);
    if READ.swap(true, Ordering::Relaxed) {
        return Err(std::io::Error::other("it can be read only once, save it in a file"));
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

enum Form {
    Binary {
        /// Not by the extension.
        guessed: bool,
    },
    /// `None`: told by the first character.
    Text(Option<Format>),
}

impl Form {
    fn format(&self, bytes: &[u8]) -> kfp_app::Format {
        match self {
            Form::Binary { .. } => kfp_app::Format::Pb,
            Form::Text(Some(Format::Json)) => kfp_app::Format::Json,
            Form::Text(Some(Format::Yaml)) => kfp_app::Format::Yaml,
            Form::Text(None) => match bytes.trim_ascii_start().first() {
                Some(b'{') => kfp_app::Format::Json,
                _ => kfp_app::Format::Yaml,
            },
        }
    }
}

fn form(path: &Path, bytes: &[u8]) -> Form {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("yaml" | "yml") => Form::Text(Some(Format::Yaml)),
        Some("json") => Form::Text(Some(Format::Json)),
        Some("pb" | "binpb") => Form::Binary { guessed: false },
        // Binary messages are full of small numbers, which are no characters of any text.
        _ if bytes.iter().any(|b| b.is_ascii_control() && !b.is_ascii_whitespace()) => {
            Form::Binary { guessed: true }
        }
        _ => Form::Text(None),
    }
}

fn binary(pipeline: &[u8], platform: Option<&[u8]>) -> Result<Document, ReadError> {
    Ok(Document { pipeline: proto::decode(pipeline)?, platform: platform.map(proto::decode).transpose()? })
}

/// The platform settings beside a binary pipeline.
fn platform(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    if path.as_os_str() == "-" {
        return Ok(None);
    }
    let path = platform_path(path);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::new(Kind::Io, Problem::io("read", &path, &e))),
    }
}

/// Where the platform settings of a binary pipeline are: `x.platform.pb` for `x.pb` and for `x.kfp.pb`.
pub(crate) fn platform_path(path: &Path) -> PathBuf {
    let stem = path.with_extension("");
    let stem = if stem.extension().is_some_and(|e| e == "kfp") { stem.with_extension("") } else { stem };
    let mut name = stem.into_os_string();
    name.push(".platform.pb");
    name.into()
}

/// A document without errors.
pub(crate) struct Checked {
    /// The file that it comes from.
    pub(crate) input: Input,
    pub(crate) document: Document,
    /// What the check learnt.
    pub(crate) info: Info,
}

/// Reads a file, sets defaults of pipeline inputs, pins images, and checks the result for an engine. Everything that was found goes
/// to standard error.
///
/// # Errors
/// The file cannot be read, the defaults do not fit, or the document has errors.
pub(crate) fn checked(
    path: &Path,
    target: Target,
    params: &[(String, String)],
    lock: Option<&Path>,
    terminal: &mut Terminal<'_>,
) -> Result<Checked, Error> {
    checked_input(read(path)?, target, params, lock, terminal)
}

/// As [`checked`], for a file that was read.
pub(crate) fn checked_input(
    mut input: Input,
    target: Target,
    params: &[(String, String)],
    lock: Option<&Path>,
    terminal: &mut Terminal<'_>,
) -> Result<Checked, Error> {
    if let Some(document) = input.document.take() {
        let name = document.pipeline.pipeline_info.as_ref().map_or_else(String::new, |i| i.name.clone());
        let mut documents = [(name, document)];
        kfp_app::set_defaults(&mut documents, params)?;
        let [(_, mut document)] = documents;
        if let Some(path) = lock {
            pin(&mut document, &read_lock(path)?, &path.display().to_string())?;
        }
        input.document = Some(document);
    }
    let info = input.check(target);
    let findings = std::mem::take(&mut input.findings);
    show(&input.problems(findings), Some(&input), terminal);
    match (info, input.document.take()) {
        (Some(info), Some(document)) => Ok(Checked { input, document, info }),
        _ => Err(refused(&format!("{target} cannot run"), &input)),
    }
}

/// Reads a lock: a file, or REV:PATH in Git.
///
/// # Errors
/// It cannot be read, or all that is wrong with it.
pub(crate) fn read_lock(path: &Path) -> Result<Lock, Error> {
    let bytes = crate::revision::read(path)?.bytes;
    parse_lock(&path.display().to_string(), &String::from_utf8_lossy(&bytes))
}

/// The last line after findings that stop a command.
pub(crate) fn refused(what: &str, input: &Input) -> Error {
    Error::new(Kind::Invalid, Problem::new(format!("{what} `{}`", input.name)))
}
