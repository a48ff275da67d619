//! A program as a pipeline, written with the calls of an author.
#![expect(clippy::indexing_slicing, reason = "programs use only values that they have")]

use std::cell::RefCell;
use std::rc::Rc;

use kfp_dsl::IntoInput;
use kfp_dsl::author::Given;
use kfp_dsl::prelude::*;

use super::{Block, Condition, Items as Over, Number, Step, Text, Trial};

/// The pipeline of a program; the program is that of this thread until the next one is asked for.
pub fn pipeline(trial: &Trial) -> Pipeline {
    TRIAL.set(Rc::new(trial.clone()));
    Pipeline::of(trial_main)
}

thread_local! {
    /// Pipeline functions take no arguments of the program that builds them.
    static TRIAL: RefCell<Rc<Trial>> = RefCell::default();
}

/// Makes everything of the sum of what it is given. The retry of a task is told in the environment.
const MAKE: &str = r#"
test "${KFP_RETRY_INDEX-9}" -ge "$5" || exit 1
sum=$(printf '%s|%s|%s|%s|%s|%s' "$0" "$1" "${12-none}" "$2" "$3" "$4" | cksum | cut -d' ' -f1)
for file in "$6" "$7" "$8" "$9" "${10}" "${11}"; do mkdir -p "${file%/*}"; done
printf %s "$0-$sum" > "$6"
echo $((sum % 5)) > "$7"
test $((sum % 2)) = 0 && echo true > "$8" || echo false > "$8"
echo $((sum % 7 / 2)).$((sum % 7 % 2 * 5)) > "$9"
case $((sum % 3)) in
  0) echo '[]' ;;
  1) echo "[\"$0.$sum\"]" ;;
  2) echo "[\"x$sum\", \"y'$sum\"]" ;;
esac > "${10}"
printf %s "a file of $sum" > "${11}"
"#;

/// Makes one of everything.
#[container_component]
fn make(
    name: String,
    a: String,
    b: Option<String>,
    #[default("plain")] c: String,
    #[default(7)] n: i64,
    #[default(0.5)] x: f64,
    #[default(0)] fails: i64,
    text: Output<String>,
    number: Output<i64>,
    flag: Output<bool>,
    half: Output<f64>,
    list: Output<Vec<String>>,
    file: Output<Artifact>,
) -> Container {
    let given =
        [name.to_string(), a.to_string(), c.to_string(), n.to_string(), x.to_string(), fails.to_string()];
    let made = [text.path(), number.path(), flag.path(), half.path(), list.path(), file.path()];
    let optional = b.if_present(|b| [b.to_string()]);
    Container::image("busybox")
        .command(["sh", "-c", MAKE])
        .args(given.into_iter().chain(made).chain([optional]))
}

/// Makes a text of a file.
#[container_component]
fn read(name: String, file: Input<Artifact>, text: Output<String>) -> Container {
    const READ: &str = r#"
sum=$({ printf '%s|' "$0"; cat "$1"; } | cksum | cut -d' ' -f1)
mkdir -p "${2%/*}"
printf %s "$0-$sum" > "$2""#;
    Container::image("busybox").command(["sh", "-c", READ]).args([
        format!("{name}"),
        file.path(),
        text.path(),
    ])
}

/// Makes a text of a list.
#[container_component]
fn join(name: String, items: Vec<String>, text: Output<String>) -> Container {
    const JOIN: &str = r#"
sum=$(printf '%s|%s' "$0" "$1" | tr -d ' \n' | cksum | cut -d' ' -f1)
mkdir -p "${2%/*}"
printf %s "$0-$sum" > "$2""#;
    Container::image("busybox").command(["sh", "-c", JOIN]).args([
        format!("{name}"),
        format!("{items}"),
        text.path(),
    ])
}

#[pipeline]
fn trial_main(p: &mut Scope, start: Value<String>) {
    let trial = TRIAL.with_borrow(Rc::clone);
    let seen = Seen { texts: vec![start], ..Seen::default() };
    if trial.cleanup {
        p.finally(make().name("cleanup").a(start), |p| {
            block(p, &trial.main, seen.clone());
        });
    } else {
        block(p, &trial.main, seen);
    }
}

/// The pipelines that programs call.
macro_rules! inner {
    ($($name:ident $position:literal),*) => {
        $(
            #[pipeline]
            fn $name(p: &mut Scope, text: Value<String>) -> Value<String> {
                called(p, $position, text)
            }
        )*

        fn call(p: &Scope, inner: usize, text: Argument) -> Value<String> {
            match inner {
                $($position => p.task($name().text(text)).output,)*
                _ => unreachable!("programs have fewer pipelines"),
            }
        }
    };
}

inner!(first 0, second 1);

fn called(p: &mut Scope, inner: usize, text: Value<String>) -> Value<String> {
    let trial = TRIAL.with_borrow(Rc::clone);
    let inner = &trial.inner[inner];
    block(p, &inner.body, Seen { texts: vec![text], ..Seen::default() })[inner.result]
}

/// The values that a block sees.
#[derive(Clone, Default)]
struct Seen {
    texts: Vec<Value<String>>,
    numbers: Vec<Value<i64>>,
    flags: Vec<Value<bool>>,
    halves: Vec<Value<f64>>,
    lists: Vec<Value<Vec<String>>>,
    files: Vec<Value<Artifact>>,
}

/// Adds the tasks of a block; gives all the texts it sees at its end.
fn block(p: &mut Scope, steps: &Block, mut seen: Seen) -> Vec<Value<String>> {
    let mut tasks: Vec<Task<MakeOutputs>> = Vec::new();
    for step in steps {
        match step {
            Step::Make { name, a, b, c, n, x, retries, after } => {
                let call = make().name(name.as_str()).a(seen.text(Some(a))).b(seen.text(b.as_ref()));
                let call = call.c(seen.text(c.as_ref())).n(seen.number(n.as_ref()));
                let call = call.fails(i64::from(*retries));
                let mut task = match x {
                    Some(at) => p.task(call.x(seen.halves[*at])),
                    None => p.task(call),
                };
                if *retries {
                    task = task.retries(2);
                }
                if let Some(before) = after.and_then(|after| tasks.get(after)) {
                    task = task.after(before);
                }
                seen.texts.push(task.text);
                seen.numbers.push(task.number);
                seen.flags.push(task.flag);
                seen.halves.push(task.half);
                seen.lists.push(task.list);
                seen.files.push(task.file);
                tasks.push(task);
            }
            Step::Read { name, file } => {
                seen.texts.push(p.task(read().name(name.as_str()).file(seen.files[*file])).text);
            }
            Step::Join { name, list } => {
                seen.texts.push(p.task(join().name(name.as_str()).items(seen.lists[*list])).text);
            }
            Step::Branch { arms, otherwise } => branch(p, arms, otherwise.as_ref(), &mut seen),
            Step::Loop { items, at_most, body, result } => {
                let run = |p: &mut Scope, item: Value<String>| {
                    let mut inside = seen.clone();
                    inside.texts.push(item);
                    block(p, body, inside)[*result]
                };
                let list = match (items, at_most) {
                    (Over::Constant(items), None) => p.for_each(items.clone(), run),
                    (Over::Constant(items), Some(most)) => p.for_each(items.clone().at_most(*most), run),
                    (Over::Made(list), None) => p.for_each(seen.lists[*list], run),
                    (Over::Made(list), Some(most)) => p.for_each(seen.lists[*list].at_most(*most), run),
                };
                seen.lists.push(list);
            }
            Step::Call { inner, text } => {
                let text = seen.text(Some(text));
                seen.texts.push(call(p, *inner, text));
            }
        }
    }
    seen.texts
}

fn branch(
    p: &mut Scope,
    arms: &[(Condition, Block, usize)],
    otherwise: Option<&(Block, usize)>,
    seen: &mut Seen,
) {
    let Some(((first, body, result), more)) = arms.split_first() else { return };
    match otherwise {
        Some((other, chosen)) => {
            let run = |body: &Block, result: usize| {
                let (body, seen) = (body.clone(), seen.clone());
                move |p: &mut Scope| block(p, &body, seen.clone())[result]
            };
            let mut chain = p.when(seen.condition(first), run(body, *result));
            for (condition, body, result) in more {
                chain = chain.else_when(seen.condition(condition), run(body, *result));
            }
            let text = chain.otherwise(run(other, *chosen));
            seen.texts.push(text);
        }
        None => {
            let run = |body: &Block| {
                let (body, seen) = (body.clone(), seen.clone());
                move |p: &mut Scope| {
                    block(p, &body, seen.clone());
                }
            };
            let mut chain = p.when(seen.condition(first), run(body));
            for (condition, body, _) in more {
                chain = chain.else_when(seen.condition(condition), run(body));
            }
        }
    }
}

/// What is given for an input, or that it is left out.
struct Argument(Given);

impl Argument {
    fn left_out() -> Self {
        Argument(IntoInput::<Option<String>>::into_input(None::<Value<String>>))
    }
}

impl IntoInput<String> for Argument {
    fn into_input(self) -> Given {
        self.0
    }
}

impl IntoInput<i64> for Argument {
    fn into_input(self) -> Given {
        self.0
    }
}

impl IntoInput<Option<String>> for Argument {
    fn into_input(self) -> Given {
        self.0
    }
}

impl Seen {
    fn text(&self, text: Option<&Text>) -> Argument {
        let Some(text) = text else { return Argument::left_out() };
        Argument(match text {
            Text::Constant(text) => IntoInput::<String>::into_input(text.as_str()),
            Text::Made(at) => IntoInput::<String>::into_input(self.texts[*at]),
            Text::Mixed(text, at, numbers) => {
                let mut mixed = kfp_dsl::Text::new().with(text).with(self.texts[*at]);
                if let Some((number, half)) = numbers {
                    mixed = mixed.with("/").with(self.numbers[*number]).with(':').with(self.halves[*half]);
                }
                IntoInput::<String>::into_input(mixed)
            }
        })
    }

    fn number(&self, number: Option<&Number>) -> Argument {
        match number {
            None => Argument::left_out(),
            Some(Number::Constant(number)) => Argument(IntoInput::<i64>::into_input(*number)),
            Some(Number::Made(at)) => Argument(IntoInput::<i64>::into_input(self.numbers[*at])),
        }
    }

    fn condition(&self, condition: &Condition) -> Cond {
        match condition {
            Condition::Less(number, than) => self.numbers[*number].lt(*than),
            Condition::Is(number, what) => self.numbers[*number].eq(*what),
            Condition::AtLeast(half, least) => self.halves[*half].ge(*least),
            Condition::Flag(flag) => Cond::from(self.flags[*flag]),
            Condition::Same(text, what) => self.texts[*text].eq(what.as_str()),
            Condition::Not(other) => !self.condition(other),
            Condition::And(a, b) => self.condition(a) & self.condition(b),
            Condition::Or(a, b) => self.condition(a) | self.condition(b),
        }
    }
}
