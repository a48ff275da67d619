//! What a function says, whichever macro reads it.

use proc_macro2::TokenStream;
use syn::{Expr, Ident, LitStr, Path, Type, Visibility};

/// What callers see of a component or pipeline.
pub(crate) struct Interface {
    /// Where kfp-dsl is.
    pub(crate) krate: Path,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    /// The name in the IR.
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) inputs: Vec<Input>,
}

/// A component: its interface and its body.
pub(crate) struct Component {
    pub(crate) interface: Interface,
    pub(crate) image: Option<Expr>,
    /// The settings of a task that the body receives as data.
    pub(crate) task_config: Option<Expr>,
    /// The digest of its code, where that counts in place of the image, and items that track its files.
    pub(crate) code: Option<(String, TokenStream)>,
    /// What the file of an imported component holds.
    pub(crate) ir: Option<LitStr>,
    /// The outputs that are arguments.
    pub(crate) outputs: Vec<Output>,
    /// What the function returns, unless it is `()`.
    pub(crate) returns: Option<Type>,
    pub(crate) body: Body,
}

pub(crate) struct Input {
    pub(crate) ident: Ident,
    /// The name in the IR.
    pub(crate) name: String,
    /// The type of the argument.
    pub(crate) ty: Type,
    /// The type of the values that it takes.
    pub(crate) kind: Type,
    pub(crate) presence: Presence,
    pub(crate) docs: String,
}

/// Whether a call must give an input.
pub(crate) enum Presence {
    Required,
    /// The function sees `None`.
    Optional,
    Default(Box<Expr>),
    /// The default of an imported component, as JSON.
    Json(String),
    /// The engine fills it in.
    Engine,
}

pub(crate) struct Output {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) kind: Type,
    pub(crate) docs: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// Runs in the container.
    Rust,
    /// Describes the container.
    Container,
    /// There is none: a file says what runs.
    Imported { pipeline: bool },
}

impl Interface {
    /// `train_model` as `TrainModel`, followed by `suffix`.
    pub(crate) fn camel(&self, suffix: &str) -> Ident {
        Ident::new(&(camel(&plain(&self.ident)) + suffix), self.ident.span())
    }

    /// The types that the macro makes or that mean something else inside of what it makes.
    pub(crate) fn generated(&self) -> Vec<Ident> {
        let fixed = [self.call(), self.camel("Outputs")];
        fixed.into_iter().chain(self.required().map(Input::state)).collect()
    }

    /// The type of a call.
    pub(crate) fn call(&self) -> Ident {
        self.camel("Call")
    }

    /// The inputs that a call must give.
    pub(crate) fn required(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(|i| matches!(i.presence, Presence::Required))
    }
}

impl Input {
    /// The type parameter of a call that says whether the input was given: `HasDataset`.
    pub(crate) fn state(&self) -> Ident {
        Ident::new(&format!("Has{}", camel(&plain(&self.ident))), self.ident.span())
    }
}

fn camel(snake: &str) -> String {
    let mut camel = String::with_capacity(snake.len());
    for word in snake.split('_') {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.extend(letters);
    }
    camel
}

/// The text of an identifier, without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}
