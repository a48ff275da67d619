//! A signature as Rust source, for people and for the compiler.

use std::fmt::Write as _;

use kfp_ir::model::ParameterType;

use crate::literal;
use crate::signature::{Input, Kind, Output, Presence, Signature, TypeDef};

/// How source is written.
struct Style<'a> {
    /// The path of kfp-dsl with `::` behind it; empty where its prelude is in scope.
    krate: &'a str,
    /// Paths that no name of the author can shadow.
    full: bool,
}

impl Signature {
    /// The function as an author would write it, with the types that are made for it. The names are those of kfp-dsl's
    /// prelude.
    pub fn shown(&self) -> String {
        let style = Style { krate: "", full: false };
        let mut out = String::new();
        for def in &self.types {
            type_def(&mut out, &style, "pub ", self, def);
            out.push('\n');
        }
        docs(&mut out, "", &self.docs);
        let _ = write!(out, "pub fn {}(", self.function);
        self.arguments(&mut out, &style);
        out.push_str(")\n");
        out
    }

    /// The types that are made for the component, as items of that visibility (`pub`, or nothing), with kfp-dsl at that
    /// path.
    pub fn items(&self, visibility: &str, krate: &str) -> String {
        let (visibility, krate) = (spaced(visibility), format!("{krate}::"));
        let style = Style { krate: &krate, full: true };
        let mut out = String::new();
        for def in &self.types {
            type_def(&mut out, &style, &visibility, self, def);
        }
        out
    }

    /// The function for kfp-dsl's attribute: without a body, and with the names and defaults of the file.
    pub fn function(&self, visibility: &str, krate: &str) -> String {
        let (visibility, prefix) = (spaced(visibility), format!("{krate}::"));
        let style = Style { krate: &prefix, full: true };
        let mut out = String::new();
        docs(&mut out, "", &self.docs);
        let _ = write!(out, "{visibility}fn {}(", self.function);
        self.arguments(&mut out, &style);
        out.push_str(") {}\n");
        out
    }

    /// Everything, as a build script writes it.
    pub fn source(&self, visibility: &str, krate: &str) -> String {
        let mut out = self.items(visibility, krate);
        let (name, ir) = (literal::quoted(&self.name), literal::quoted(&self.ir));
        let pipeline = if self.pipeline { "pipeline, " } else { "" };
        let _ = writeln!(
            out,
            "#[{krate}::__private::imported_component({pipeline}name = {name}, ir = {ir}, crate = {krate})]"
        );
        out.push_str(&self.function(visibility, krate));
        out
    }

    fn arguments(&self, out: &mut String, style: &Style<'_>) {
        for input in &self.inputs {
            out.push('\n');
            docs(out, "    ", &input.docs);
            out.push_str("    ");
            match (&input.presence, style.full) {
                (Presence::Default(value), true) => {
                    let value = literal::quoted(&literal::json(value));
                    let _ =
                        write!(out, "#[kfp(name = {}, default = {value})] ", literal::quoted(&input.name));
                }
                (_, true) => {
                    let _ = write!(out, "#[kfp(name = {})] ", literal::quoted(&input.name));
                }
                (Presence::Default(value), false) => {
                    let _ = write!(out, "#[default({})] ", literal::rust(value, input.parameter));
                }
                (_, false) => {}
            }
            let _ = write!(out, "{}: {},", input.ident, input_type(input, style));
        }
        for Output { ident, name, kind, docs: text } in &self.outputs {
            out.push('\n');
            docs(out, "    ", text);
            out.push_str("    ");
            if style.full {
                let _ = write!(out, "#[kfp(name = {})] ", literal::quoted(name));
            }
            let _ = write!(out, "{ident}: {}Output<{}>,", style.krate, inner(kind, style));
        }
        if !(self.inputs.is_empty() && self.outputs.is_empty()) {
            out.push('\n');
        }
    }
}

fn spaced(visibility: &str) -> String {
    if visibility.is_empty() { String::new() } else { format!("{visibility} ") }
}

fn docs(out: &mut String, indent: &str, text: &str) {
    for line in text.trim().lines() {
        let line = line.trim_end();
        let space = if line.is_empty() { "" } else { " " };
        let _ = writeln!(out, "{indent}///{space}{}", line.replace('\r', " "));
    }
}

fn input_type(input: &Input, style: &Style<'_>) -> String {
    let mut ty = inner(&input.kind, style);
    let artifact = match &input.kind {
        Kind::Artifact { .. } => true,
        Kind::Given { artifact, .. } => artifact.is_some(),
        Kind::Parameter(_) | Kind::Literals(_) => false,
    };
    if artifact {
        ty = format!("{}Input<{ty}>", style.krate);
    }
    if input.presence == Presence::Optional {
        let option = if style.full { "::core::option::Option" } else { "Option" };
        ty = format!("{option}<{ty}>");
    }
    ty
}

/// The type without `Input`, `Output` and `Option` around it.
fn inner(kind: &Kind, style: &Style<'_>) -> String {
    let Style { krate, full } = *style;
    let json = if full { format!("{krate}__private::Json") } else { "serde_json::Value".to_owned() };
    let vec = if full { "::std::vec::Vec" } else { "Vec" };
    match kind {
        Kind::Given { ty, artifact: Some(true) } if !is_list(ty) => format!("{vec}<{ty}>"),
        Kind::Given { ty, .. } => ty.clone(),
        Kind::Literals(name) => name.clone(),
        Kind::Parameter(ty) => match ty {
            ParameterType::NumberInteger => "i64".to_owned(),
            ParameterType::NumberDouble => "f64".to_owned(),
            ParameterType::Boolean => "bool".to_owned(),
            ParameterType::List => format!("{vec}<{json}>"),
            ParameterType::Struct => json,
            ParameterType::TaskFinalStatus => format!("{krate}FinalStatus"),
            _ if full => "::std::string::String".to_owned(),
            _ => "String".to_owned(),
        },
        Kind::Artifact { name, generated, list } => {
            let ty = if *generated { name.clone() } else { format!("{krate}{name}") };
            if *list { format!("{vec}<{ty}>") } else { ty }
        }
    }
}

/// Whether a type that the caller gave says itself that it is a list.
fn is_list(ty: &str) -> bool {
    let outer = ty.split('<').next().unwrap_or_default();
    ty.contains('<') && outer.rsplit("::").next().is_some_and(|name| name.trim() == "Vec")
}

fn type_def(out: &mut String, style: &Style<'_>, visibility: &str, signature: &Signature, def: &TypeDef) {
    let krate = style.krate;
    let function = &signature.function;
    let option = |out: &mut String| {
        if style.full {
            let _ = writeln!(out, "#[kfp(crate = {})]", krate.trim_end_matches("::"));
        }
    };
    match def {
        TypeDef::Literals { name, input, variants } => {
            let _ = writeln!(out, "/// The values that the input `{input}` of [`{function}`] may have.");
            let _ = writeln!(out, "#[derive(Clone, Copy, Debug, PartialEq, Eq, {krate}Parameter)]");
            option(out);
            let _ = writeln!(out, "{visibility}enum {name} {{");
            for (variant, text) in variants {
                let text = literal::quoted(text);
                let _ = writeln!(out, "    /// {text}.\n    #[kfp(rename = {text})]\n    {variant},");
            }
            out.push_str("}\n");
        }
        TypeDef::Artifact { name, title, version } => {
            let _ = writeln!(out, "/// The artifact type `{title}` of [`{function}`].");
            let _ = writeln!(out, "#[derive(Debug, {krate}Artifact)]");
            let (title, version) = (literal::quoted(title), literal::quoted(version));
            let own = if style.full {
                format!(", crate = {}", krate.trim_end_matches("::"))
            } else {
                String::new()
            };
            let _ = writeln!(out, "#[artifact(title = {title}, version = {version}{own})]");
            let _ = writeln!(out, "{visibility}struct {name};");
        }
    }
}
