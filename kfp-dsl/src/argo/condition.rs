//! What a Kubernetes object looks like, as a condition that Argo can wait for.
//!
//! Argo reads such conditions as label selectors over paths (argo-workflows: `workflow/executor/resource.go`): all of some
//! comparisons of a field with a constant. What does not fit into that is refused when the pipeline is built.

use std::ops;

/// The longest value in a label selector.
const LONGEST: usize = 63;

/// A field of an object, by its path: `status.phase`.
pub fn field(path: impl Into<String>) -> ObjectField {
    ObjectField(path.into())
}

/// A field of a Kubernetes object; made by [`field`].
#[must_use]
#[derive(Clone, Debug)]
pub struct ObjectField(String);

/// A condition on the fields of a Kubernetes object. Combine with `&`, `|` and `!`.
///
/// ```
/// use kfp_dsl::argo::field;
///
/// let good = field("status.succeeded").gt(0) & !field("status.phase").eq("Failed");
/// assert_eq!(good.selector().unwrap(), "status.succeeded > 0,status.phase != Failed");
/// let either = field("a").eq("x") | field("b").eq("y");
/// assert!(either.selector().unwrap_err().contains("two fields"));
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct ObjectCondition(Tree);

#[derive(Clone, Debug)]
enum Tree {
    /// The field is one of these, or none of them.
    In(String, Vec<String>, bool),
    /// The field is a whole number that is greater, or less.
    Greater(String, i64),
    Less(String, i64),
    /// The field is there, or is not.
    Exists(String, bool),
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

impl ObjectField {
    /// Whether it is that text.
    pub fn eq(self, value: impl Into<String>) -> ObjectCondition {
        self.is_in([value])
    }

    /// Whether it is another text, or missing.
    pub fn ne(self, value: impl Into<String>) -> ObjectCondition {
        !self.eq(value)
    }

    /// Whether it is one of these texts.
    pub fn is_in<S: Into<String>>(self, values: impl IntoIterator<Item = S>) -> ObjectCondition {
        ObjectCondition(Tree::In(self.0, values.into_iter().map(Into::into).collect(), true))
    }

    /// Whether it is a whole number greater than that.
    pub fn gt(self, number: i64) -> ObjectCondition {
        ObjectCondition(Tree::Greater(self.0, number))
    }

    /// Whether it is a whole number less than that.
    pub fn lt(self, number: i64) -> ObjectCondition {
        ObjectCondition(Tree::Less(self.0, number))
    }

    /// Whether it is that whole number or a greater one.
    pub fn ge(self, number: i64) -> ObjectCondition {
        self.gt(number.saturating_sub(1))
    }

    /// Whether it is that whole number or a lesser one.
    pub fn le(self, number: i64) -> ObjectCondition {
        self.lt(number.saturating_add(1))
    }

    /// Whether it is there.
    pub fn exists(self) -> ObjectCondition {
        ObjectCondition(Tree::Exists(self.0, true))
    }
}

impl ops::BitAnd for ObjectCondition {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        ObjectCondition(Tree::All(vec![self.0, other.0]))
    }
}

impl ops::BitOr for ObjectCondition {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        ObjectCondition(Tree::Any(vec![self.0, other.0]))
    }
}

impl ops::Not for ObjectCondition {
    type Output = Self;

    fn not(self) -> Self {
        ObjectCondition(self.0.negated())
    }
}

impl ObjectCondition {
    /// The condition as Argo's label selector.
    ///
    /// # Errors
    /// What a selector cannot say, in words.
    pub fn selector(&self) -> Result<String, String> {
        let mut parts = Vec::new();
        self.0.print(&mut parts)?;
        Ok(parts.join(","))
    }
}

impl Tree {
    fn negated(self) -> Tree {
        match self {
            Tree::In(field, values, is) => Tree::In(field, values, !is),
            Tree::Exists(field, is) => Tree::Exists(field, !is),
            Tree::Greater(field, number) => Tree::Less(field, number.saturating_add(1)),
            Tree::Less(field, number) => Tree::Greater(field, number.saturating_sub(1)),
            Tree::All(parts) => Tree::Any(parts.into_iter().map(Tree::negated).collect()),
            Tree::Any(parts) => Tree::All(parts.into_iter().map(Tree::negated).collect()),
        }
    }

    /// Adds the requirements, all of which must hold.
    fn print(&self, parts: &mut Vec<String>) -> Result<(), String> {
        match self {
            Tree::All(all) => all.iter().try_for_each(|part| part.print(parts)),
            Tree::Any(any) => {
                let mut values = Vec::new();
                let name = one_field(any, &mut values)?;
                Tree::In(name.to_owned(), values, true).print(parts)
            }
            Tree::In(field, values, is) => {
                path(field)?;
                values.iter().try_for_each(|value| allowed(value))?;
                parts.push(match (values.as_slice(), is) {
                    ([], _) => return Err(format!("`{field}` is compared with no value")),
                    ([one], true) => format!("{field} == {one}"),
                    ([one], false) => format!("{field} != {one}"),
                    (several, true) => format!("{field} in ({})", several.join(", ")),
                    (several, false) => format!("{field} notin ({})", several.join(", ")),
                });
                Ok(())
            }
            Tree::Greater(field, number) => number_of(parts, field, ">", *number),
            Tree::Less(field, number) => number_of(parts, field, "<", *number),
            Tree::Exists(field, is) => {
                path(field)?;
                parts.push(format!("{}{field}", if *is { "" } else { "!" }));
                Ok(())
            }
        }
    }
}

/// The one field that all alternatives compare with a text; a selector has no other way to say "or".
fn one_field<'t>(any: &'t [Tree], values: &mut Vec<String>) -> Result<&'t str, String> {
    let mut name: Option<&str> = None;
    for part in any {
        let found = match part {
            Tree::In(field, more, true) => {
                values.extend(more.iter().cloned());
                field.as_str()
            }
            Tree::Any(inner) => one_field(inner, values)?,
            _ => {
                return Err("Argo's selectors have `or` between texts of one field only".to_owned());
            }
        };
        if name.is_some_and(|name| name != found) {
            return Err("Argo's selectors have no `or` between two fields".to_owned());
        }
        name = Some(found);
    }
    name.ok_or_else(|| "a condition of no alternatives never holds".to_owned())
}

fn number_of(parts: &mut Vec<String>, field: &str, sign: &str, number: i64) -> Result<(), String> {
    path(field)?;
    if number < 0 {
        return Err(format!("`{field} {sign} {number}` has a negative number, which no selector takes"));
    }
    parts.push(format!("{field} {sign} {number}"));
    Ok(())
}

/// A path is the key of a label to the parser of selectors.
fn path(field: &str) -> Result<(), String> {
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let fits = field.len() <= LONGEST && field.chars().all(sound);
    match fits && ends(field.chars().next()) && ends(field.chars().next_back()) {
        true => Ok(()),
        false => Err(format!("`{field}` is no path that a selector takes, such as `status.phase`")),
    }
}

fn allowed(value: &str) -> Result<(), String> {
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let ends = |c: Option<char>| c.is_none_or(|c| c.is_ascii_alphanumeric());
    let fits = value.len() <= LONGEST && value.chars().all(sound);
    match fits && ends(value.chars().next()) && ends(value.chars().next_back()) && !value.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "`{value}` is no value of a selector: letters, digits, `-`, `_` and `.`, {LONGEST} at most"
        )),
    }
}
