//! The command line of a Rust component: the program of its image, asked to run one component.

/// The option that carries a [code digest](Exec::code).
pub const CODE: &str = "--code";

/// The start of a code digest: the version of what is hashed.
pub const CODE_VERSION: &str = "code/1";

const EXEC: &str = "exec";
const INPUT: [&str; 2] = ["--executor-input", "{{$}}"];

/// `PROGRAM exec COMPONENT [--code code/1:HASH] --executor-input {{$}}`.
///
/// ```
/// use kfp_ir::lang::exec::Exec;
///
/// let words = Exec { program: "/pipelines", component: "train", code: None }.words();
/// assert_eq!(words, ["/pipelines", "exec", "train", "--executor-input", "{{$}}"]);
/// assert_eq!(Exec::of(&words).map(|exec| exec.component), Some("train"));
/// assert_eq!(Exec::of(&["sh".to_owned(), "exec".to_owned()]), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exec<'a> {
    /// The path of the program in the image.
    pub program: &'a str,
    /// The name of the component.
    pub component: &'a str,
    /// The digest of the code that the component was compiled from, where its author chose that it counts in place of
    /// the image. The program refuses to run other code.
    pub code: Option<&'a str>,
}

impl<'a> Exec<'a> {
    /// Reads a command; `None` when it is not that of a Rust component.
    pub fn of(command: &'a [String]) -> Option<Self> {
        let (program, words) = command.split_first()?;
        let words: Vec<&'a str> = words.iter().map(String::as_str).collect();
        let (component, code) = match words.as_slice() {
            [exec, component, rest @ ..] if *exec == EXEC && *rest == INPUT => (component, None),
            [exec, component, option, code, rest @ ..]
                if *exec == EXEC && *option == CODE && *rest == INPUT && is_code(code) =>
            {
                (component, Some(*code))
            }
            _ => return None,
        };
        Some(Exec { program, component, code })
    }

    /// The words of the command.
    pub fn words(&self) -> Vec<String> {
        let code = self.code.map(|code| [CODE, code]);
        let words = [self.program, EXEC, self.component].into_iter().chain(code.into_iter().flatten());
        words.chain(INPUT).map(str::to_owned).collect()
    }
}

/// `code/1:` and a hash.
fn is_code(text: &str) -> bool {
    let hash = text.strip_prefix(CODE_VERSION).and_then(|rest| rest.strip_prefix(':'));
    hash.is_some_and(|hash| hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_as_it_is_written() {
        let code = format!("{CODE_VERSION}:{}", "0f".repeat(32));
        for code in [None, Some(code.as_str())] {
            let exec = Exec { program: "/bin/p", component: "train", code };
            assert_eq!(Exec::of(&exec.words()), Some(exec));
        }
    }

    #[test]
    fn other_commands_are_not_taken_for_one() {
        for command in [
            "",
            "p exec",
            "p exec train",
            "p run train --executor-input {{$}}",
            "p exec train --code latest --executor-input {{$}}",
            "p exec train --executor-input {{$}} more",
        ] {
            let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
            assert_eq!(Exec::of(&words), None, "{command}");
        }
    }
}
