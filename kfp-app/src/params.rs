//! `--param name=value`: defaults of pipeline inputs, read as the input's type.

use std::collections::BTreeSet;

use kfp_ir::Document;
use kfp_ir::codec::nearest;
use kfp_ir::model::{ComponentInputParameter, ComponentInputsSpec, ParameterType, Struct, Value};

use crate::text::{listing, shorten};
use crate::{Error, Kind, Problem};

/// Integers beyond this are not exact in the IR, which carries doubles.
const MAX_EXACT: i64 = 1 << 53;

/// Sets the defaults of pipeline inputs, given as name and text, in every one of the named documents that has the
/// input. The text is read as the input's type.
///
/// # Errors
/// All of these at once: an input that no pipeline has, an artifact, a name given twice, a value of another type.
pub fn apply(documents: &mut [(String, Document)], params: &[(String, String)]) -> Result<(), Error> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, text) in params {
        if !seen.insert(name) {
            problems.push(Problem::new(format!("the input `{name}` is set twice")).help("give it one value"));
            continue;
        }
        let mut known = false;
        for (pipeline, document) in documents.iter_mut() {
            let Some(inputs) = inputs_mut(document) else { continue };
            if inputs.artifacts.contains_key(name) {
                known = true;
                problems.push(
                    Problem::new(format!(
                        "the input `{name}` is an artifact, and only parameters can be set"
                    ))
                    .pipeline(&*pipeline),
                );
            } else if let Some(input) = inputs.parameters.get_mut(name) {
                known = true;
                match parse(input, text) {
                    Ok(value) => {
                        input.default_value = Some(value);
                        input.is_optional = true;
                    }
                    Err((message, help)) => problems.push(
                        Problem::new(format!("the input `{name}` {message}")).pipeline(&*pipeline).help(help),
                    ),
                }
            }
        }
        if !known {
            problems.push(unknown(name, documents));
        }
    }
    Error::check(Kind::Usage, problems)
}

fn inputs_mut(document: &mut Document) -> Option<&mut ComponentInputsSpec> {
    document.pipeline.root.as_mut()?.input_definitions.as_mut()
}

fn unknown(name: &str, documents: &[(String, Document)]) -> Problem {
    let inputs: BTreeSet<&str> = documents
        .iter()
        .filter_map(|(_, d)| d.pipeline.root.as_ref()?.input_definitions.as_ref())
        .flat_map(|inputs| inputs.parameters.keys().map(String::as_str))
        .collect();
    let of = match documents {
        [(pipeline, _)] => format!("the pipeline `{pipeline}` has no input `{name}`"),
        _ => format!("none of the selected pipelines has an input `{name}`"),
    };
    let help = match nearest(name, inputs.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if inputs.is_empty() => "there are no inputs to set".to_owned(),
        None => format!("the inputs are {}", listing(inputs)),
    };
    Problem::new(of).help(help)
}

/// Reads the text as a value of the input's type. The error is the end of a sentence that starts with the input, and
/// advice.
fn parse(input: &ComponentInputParameter, text: &str) -> Result<Value, (String, String)> {
    let wrong =
        |what: &str, help: &str| Err((format!("takes {what}, not `{}`", shorten(text)), help.to_owned()));
    let value = match input.parameter_type {
        ParameterType::String => Value::String(text.to_owned()),
        ParameterType::Boolean => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return wrong("a truth value", "write `true` or `false`"),
        },
        ParameterType::NumberInteger => match text.parse::<i64>() {
            Ok(n) if (-MAX_EXACT..=MAX_EXACT).contains(&n) =>
            {
                #[expect(clippy::cast_precision_loss, reason = "exact within this range")]
                Value::Number(n as f64)
            }
            Ok(_) => {
                return wrong("an integer within ±2^53", "the IR carries numbers as doubles; use a string");
            }
            Err(_) => return wrong("an integer", "write digits only, such as `10`"),
        },
        ParameterType::NumberDouble => match text.parse::<f64>() {
            Ok(n) if n.is_finite() => Value::Number(n),
            Ok(_) => return wrong("a finite number", "the IR has neither infinity nor NaN"),
            Err(_) => return wrong("a number", "write it as `0.1` or `1e-3`"),
        },
        ParameterType::List => match serde_json::from_str(text) {
            Ok(json @ serde_json::Value::Array(_)) => from_json(json)?,
            _ => return wrong("a list", "write it as JSON, such as `[1, 2]`, quoted for the shell"),
        },
        ParameterType::Struct => match serde_json::from_str(text) {
            Ok(json @ serde_json::Value::Object(_)) => from_json(json)?,
            _ => return wrong("a struct", "write it as JSON, such as `{\"lr\": 0.1}`, quoted for the shell"),
        },
        ParameterType::Unspecified | ParameterType::TaskFinalStatus | ParameterType::TaskConfig => {
            return Err((
                format!("has the type {}, which is filled in by the engine", input.parameter_type.name()),
                "leave it out".to_owned(),
            ));
        }
    };
    if input.literals.is_empty() || input.literals.contains(&value) {
        Ok(value)
    } else {
        let allowed = input.literals.iter().map(|v| match v {
            Value::String(s) => s.clone(),
            other => display(other),
        });
        let help = format!("the values are {}", listing(allowed));
        Err((format!("does not allow `{}`", shorten(text)), help))
    }
}

/// Depth is bounded by the JSON reader.
fn from_json(json: serde_json::Value) -> Result<Value, (String, String)> {
    Ok(match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(b),
        serde_json::Value::String(s) => Value::String(s),
        serde_json::Value::Number(n) => {
            let exact = n.as_i64().is_none_or(|i| (-MAX_EXACT..=MAX_EXACT).contains(&i))
                && (n.is_f64() || n.as_i64().is_some());
            match n.as_f64() {
                Some(double) if exact && double.is_finite() => Value::Number(double),
                _ => {
                    return Err((
                        format!("holds the number `{n}`, which the IR cannot carry exactly"),
                        "numbers are doubles there; use a string".to_owned(),
                    ));
                }
            }
        }
        serde_json::Value::Array(items) => {
            Value::List(items.into_iter().map(from_json).collect::<Result<_, _>>()?)
        }
        serde_json::Value::Object(map) => Value::Struct(Struct(
            map.into_iter().map(|(k, v)| Ok((k, from_json(v)?))).collect::<Result<_, (String, String)>>()?,
        )),
    })
}

/// A value as `--param` would take it, and as lists show it: JSON, integers without a fraction.
pub(crate) fn display(value: &Value) -> String {
    serde_json::Value::from(value.clone()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kfp_ir::model::ComponentSpec;

    fn document(inputs: &[(&str, ParameterType)]) -> Document {
        let parameters = inputs
            .iter()
            .map(|(name, ty)| {
                let parameter = ComponentInputParameter { parameter_type: *ty, ..Default::default() };
                ((*name).to_owned(), Box::new(parameter))
            })
            .collect();
        let definitions = ComponentInputsSpec { parameters, ..Default::default() };
        let mut document = Document::default();
        document.pipeline.root =
            Some(ComponentSpec { input_definitions: Some(definitions), ..Default::default() });
        document
    }

    fn set(ty: ParameterType, text: &str) -> Result<Value, String> {
        let mut documents = [("p".to_owned(), document(&[("x", ty)]))];
        apply(&mut documents, &[("x".to_owned(), text.to_owned())]).map_err(|e| e.to_string())?;
        let [(_, mut document)] = documents;
        let input = inputs_mut(&mut document).unwrap().parameters.remove("x").unwrap();
        assert!(input.is_optional);
        Ok(input.default_value.unwrap())
    }

    #[test]
    fn reads_values_by_type() {
        use ParameterType as T;
        assert_eq!(set(T::String, "1"), Ok(Value::String("1".into())));
        assert_eq!(set(T::String, ""), Ok(Value::String(String::new())));
        assert_eq!(set(T::NumberInteger, "-7"), Ok(Value::Number(-7.0)));
        assert_eq!(set(T::NumberDouble, "1e-3"), Ok(Value::Number(0.001)));
        assert_eq!(set(T::Boolean, "true"), Ok(Value::Bool(true)));
        assert_eq!(set(T::List, "[1, \"a\"]").map(|v| display(&v)), Ok("[1,\"a\"]".to_owned()));
        assert_eq!(
            set(T::Struct, "{\"a\": {\"b\": null}}").map(|v| display(&v)),
            Ok("{\"a\":{\"b\":null}}".into())
        );
    }

    #[test]
    fn refuses_what_does_not_fit() {
        use ParameterType as T;
        for (ty, text, message) in [
            (T::NumberInteger, "1.5", "takes an integer, not `1.5`"),
            (T::NumberInteger, "9007199254740993", "takes an integer within ±2^53"),
            (T::NumberInteger, "99999999999999999999", "takes an integer, not"),
            (T::NumberDouble, "inf", "takes a finite number"),
            (T::NumberDouble, "abc", "takes a number, not `abc`"),
            (T::Boolean, "yes", "takes a truth value, not `yes`"),
            (T::List, "{}", "takes a list, not `{}`"),
            (T::Struct, "[1", "takes a struct, not `[1`"),
            (T::List, "[9007199254740993]", "holds the number `9007199254740993`"),
            (T::List, "[18446744073709551615]", "holds the number `18446744073709551615`"),
            (T::TaskFinalStatus, "x", "which is filled in by the engine"),
        ] {
            let error = set(ty, text).unwrap_err();
            assert!(error.contains(message), "{text}: {error}");
        }
    }

    #[test]
    fn reports_everything_at_once() {
        let mut a = document(&[("epochs", ParameterType::NumberInteger), ("uri", ParameterType::String)]);
        inputs_mut(&mut a).unwrap().artifacts.insert("model".into(), Default::default());
        let b = document(&[("epochs", ParameterType::Boolean)]);
        let params = ["epoch=1", "epochs=x", "model=m", "uri=a", "uri=b"]
            .map(|p| p.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())).unwrap());
        let error = apply(&mut [("a".into(), a), ("b".into(), b)], &params).unwrap_err();
        insta::assert_snapshot!(error, @r"
        error: none of the selected pipelines has an input `epoch`
          help: did you mean `epochs`?

        error: the input `epochs` takes an integer, not `x`
          in pipeline `a`
          help: write digits only, such as `10`

        error: the input `epochs` takes a truth value, not `x`
          in pipeline `b`
          help: write `true` or `false`

        error: the input `model` is an artifact, and only parameters can be set
          in pipeline `a`

        error: the input `uri` is set twice
          help: give it one value
        ");
    }
}
