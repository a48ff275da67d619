//! What lowering reports: errors, and what Argo does otherwise than KFP.

use std::fmt;

use kfp_ir::path::IrPath;

use crate::features;

/// How closely Argo does what the IR says; [`features`] has the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exactness {
    /// The same result in every case; reported only where the way to it may surprise.
    Exact,
    /// The same result in the usual case; the message says what differs.
    Approximate,
    /// Not expressible: a document that needs it is refused.
    Impossible,
}

impl Exactness {
    /// The word for it in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Approximate => "approximate",
            Self::Impossible => "impossible",
        }
    }
}

/// Something that the emitted workflow does otherwise than KFP would.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// A stable code, such as `AR201`.
    pub code: &'static str,
    /// How bad it is.
    pub exactness: Exactness,
    /// Where in the document.
    pub path: IrPath,
    /// What differs.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Loss {
    /// Whether it is for reports only: nothing differs in the result, or something that hardly matters.
    pub fn is_note(&self) -> bool {
        self.exactness == Exactness::Exact || features::of(self.code).is_some_and(|feature| feature.quiet)
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}\n  at {}", self.exactness.name(), self.code, self.message, self.path)?;
        write_help(f, self.help.as_deref())
    }
}

/// Something that keeps a document from being lowered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LowerError {
    /// A stable code, such as `AR101`.
    pub code: &'static str,
    /// Where in the document.
    pub path: IrPath,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for LowerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}\n  at {}", self.code, self.message, self.path)?;
        write_help(f, self.help.as_deref())
    }
}

impl std::error::Error for LowerError {}

fn write_help(f: &mut fmt::Formatter<'_>, help: Option<&str>) -> fmt::Result {
    match help {
        Some(help) => write!(f, "\n  help: {help}"),
        None => Ok(()),
    }
}

/// Everything that keeps a document from being lowered, in document order; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LowerErrors(pub Vec<LowerError>);

impl fmt::Display for LowerErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for LowerErrors {}

/// Collects errors and losses while lowering goes on.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) errors: Vec<LowerError>,
    pub(crate) losses: Vec<Loss>,
}

impl Report {
    pub(crate) fn error(
        &mut self,
        code: &'static str,
        path: impl Into<IrPath>,
        message: impl Into<String>,
        help: &str,
    ) {
        self.errors.push(LowerError {
            code,
            path: path.into(),
            message: message.into(),
            help: (!help.is_empty()).then(|| help.to_owned()),
        });
    }

    /// Something that differs; how closely Argo does it stands in the table of features.
    pub(crate) fn differs(
        &mut self,
        code: &'static str,
        path: impl Into<IrPath>,
        message: impl Into<String>,
        help: &str,
    ) {
        let exactness = features::of(code).map_or(Exactness::Approximate, |feature| feature.exactness);
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.losses.push(Loss { code, exactness, path: path.into(), message: message.into(), help });
    }
}
