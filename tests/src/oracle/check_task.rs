//! Which tasks are valid in both languages.

use std::collections::HashSet;

use super::check::{Invalid, Walk};
use super::program::{Arg, Base, Callee, Input, Need, Piece, Ref, Task, Ty, URI};
use super::settings::Settings;

impl Walk<'_> {
    pub(super) fn task(&mut self, task: &Task, exit: bool) -> Result<(), Invalid> {
        if let Callee::Pipeline(index) = task.callee
            && index >= self.index
        {
            return Err("a pipeline calls a later one".to_owned());
        }
        if !matches!(task.callee, Callee::Component(_)) && container_only(&task.settings) {
            return Err("a pipeline or importer has settings of a container".to_owned());
        }
        if matches!(task.callee, Callee::Importer(_)) && matches!(task.arguments.get(URI), Some(Arg::Text(_)))
        {
            return Err("an address that is put together in the run".to_owned());
        }
        if let Callee::Importer(index) = task.callee {
            self.importer(index, task)?;
        }
        let inputs = self.program.inputs(task.callee);
        if task.arguments.keys().any(|name| !inputs.iter().any(|input| input.name == *name)) {
            return Err("an argument is not an input".to_owned());
        }
        let name = match task.callee {
            Callee::Component(index) => self.program.components.get(index).map(|c| c.name.as_str()),
            Callee::Importer(_) => Some("importer"),
            Callee::Pipeline(index) => self.program.pipelines.get(index).map(|p| p.name.as_str()),
        };
        self.sdk.name(task.id, name.unwrap_or_default());
        let conditions = self.sdk.conditions.clone();
        for value in conditions.iter().chain(task.arguments.values().flat_map(Arg::values)) {
            self.reads(value, false)?;
        }
        for value in task.arguments.values().filter(|a| a.value().is_none()).flat_map(Arg::values) {
            self.sdk.prints(value)?;
        }
        for input in inputs {
            let given = task.arguments.get(&input.name);
            match (given, input.ty) {
                (given, Ty::Status) if given.is_some() || !exit => {
                    return Err("a final status of nothing".to_owned());
                }
                (None, _) if input.need == Need::Required && input.ty != Ty::Status => {
                    return Err(format!("`{}` is not given", input.name));
                }
                (Some(argument), _) => self.argument(task.callee, input, argument, exit)?,
                (None, _) => {}
            }
        }
        let defaults = self.program.pipelines.get(self.index).map(|pipeline| &pipeline.defaults);
        if defaults
            .is_some_and(|d| d.kubernetes.iter().any(|setting| task.settings.kubernetes.contains(setting)))
        {
            return Err("a setting of the pod twice".to_owned());
        }
        if task.whatever {
            self.whatever(task, exit)?;
        }
        for (_, value) in &task.dynamic {
            if exit || !matches!(task.callee, Callee::Component(_)) {
                return Err("a dynamic setting of no container".to_owned());
            }
            // The SDK hands a setting into a group only where an argument takes the value in, too.
            let argument = task.arguments.values().flat_map(Arg::values).any(|read| read == value);
            let known = matches!(value, Ref::Input(_) | Ref::Output(..)) && !self.optional.contains(value);
            if self.used(value)? != Ty::One(Base::Text) || !argument || !known {
                return Err("a dynamic setting of what is no text given as an argument".to_owned());
            }
        }
        if let Some(other) = task.after.iter().find(|other| !self.tasks.contains(other)) {
            return Err(format!("waits for task {other}, which is not visible"));
        }
        // On KFP nothing can wait for a task that runs whatever happened: our check says so.
        if !exit && !task.whatever {
            self.tasks.insert(task.id);
            for (name, ty) in self.facts.outputs(self.program, task.callee) {
                self.make(Ref::Output(task.id, name), ty);
            }
        }
        Ok(())
    }

    fn importer(&self, index: usize, task: &Task) -> Result<(), Invalid> {
        let nested = self.index + 1 < self.program.pipelines.len();
        if nested && self.program.importers.get(index).is_some_and(|importer| importer.workspace) {
            return Err("only the pipeline that is compiled has a workspace".to_owned());
        }
        for (key, argument) in &task.arguments {
            for value in argument.values() {
                let known = match value {
                    Ref::Input(_) | Ref::Item(_) => true,
                    Ref::Output(other, _) => !self.beside.contains(other),
                    Ref::Field(..) | Ref::OneOf(..) | Ref::Collected(..) => false,
                };
                if key == URI && !known {
                    return Err("KFP looks up an address among the inputs of the graph only".to_owned());
                }
                if matches!(value, Ref::Item(_) | Ref::Field(..) | Ref::Collected(..)) && key != URI {
                    return Err(
                        "the SDK has no types for items in metadata, and takes no lists of loops".to_owned()
                    );
                }
            }
            // The SDK numbers them in the order of a hash map.
            let several = |text: &&Vec<Piece>| {
                let values: HashSet<&Ref> = text.iter().filter_map(Piece::value).collect();
                values.len() > 1
            };
            if argument.texts().iter().any(|text| several(&text)) {
                return Err("the SDK names several values of a text in metadata in a random order".to_owned());
            }
        }
        Ok(())
    }

    /// A task that runs whatever happened before it.
    fn whatever(&self, task: &Task, exit: bool) -> Result<(), Invalid> {
        if exit || matches!(task.callee, Callee::Importer(_)) {
            return Err("an exit task or importer that runs whatever happened".to_owned());
        }
        let read = task.arguments.values().flat_map(Arg::values);
        let made = read.filter_map(|value| match value {
            Ref::Output(task, _) => Some(task),
            _ => None,
        });
        if !made.chain(&task.after).any(|other| self.beside.contains(other)) {
            return Err("a task that runs whatever happened before it, where nothing did".to_owned());
        }
        for input in self.program.inputs(task.callee) {
            let Some(argument) = task.arguments.get(&input.name) else {
                if input.need == Need::Optional {
                    return Err("the SDK fails on an optional input that is left out".to_owned());
                }
                continue;
            };
            let of_tasks = argument.values().any(|value| !matches!(value, Ref::Input(_)));
            if of_tasks && (input.need == Need::Required || argument.value().is_none()) {
                return Err(format!("`{}` may have no value", input.name));
            }
        }
        Ok(())
    }

    fn argument(&self, callee: Callee, input: &Input, argument: &Arg, exit: bool) -> Result<(), Invalid> {
        let nested = matches!(callee, Callee::Pipeline(_));
        for value in argument.values().filter(|_| argument.value().is_none()) {
            let ty = self.used(value)?;
            if matches!(value, Ref::Item(_)) && ty != Ty::One(Base::Text) {
                return Err("the SDK takes every item in a text for text".to_owned());
            }
            let printed = matches!(ty, Ty::One(Base::Text | Base::Int | Base::Num | Base::Flag));
            if !printed || self.optional.contains(value) || (exit && !matches!(value, Ref::Input(_))) {
                return Err(format!("{value:?} in a text"));
            }
            if matches!(value, Ref::OneOf(..)) {
                return Err("the SDK refuses a one-of in a text".to_owned());
            }
        }
        match argument {
            Arg::Text(_) | Arg::Texts(_) if nested => {
                Err("KFP puts texts together where a container starts: we refuse it".to_owned())
            }
            Arg::Text(_) if input.ty == Ty::One(Base::Text) => Ok(()),
            Arg::Texts(_) if input.ty == Ty::List(Base::Text) => Ok(()),
            Arg::Text(_) | Arg::Texts(_) => Err(format!("a text for {:?}", input.ty)),
            Arg::Constant(_) if input.ty.is_artifact() => Err("an artifact as a constant".to_owned()),
            Arg::Constant(_) => Ok(()),
            Arg::Value(value) => {
                let ty = self.used(value)?;
                if exit && !matches!(value, Ref::Input(_)) {
                    return Err("an exit task depends on another".to_owned());
                }
                if self.optional.contains(value) && input.need != Need::Optional {
                    return Err("a value that may be missing for an input that may not".to_owned());
                }
                // The SDK compares the types of lists of artifacts as a whole.
                if ty.fits(input.ty) { Ok(()) } else { Err(format!("{ty:?} for {:?}", input.ty)) }
            }
        }
    }
}

fn container_only(settings: &Settings) -> bool {
    let Settings { display_name, retry, caching, .. } = settings;
    let allowed = Settings {
        display_name: display_name.clone(),
        retry: retry.clone(),
        caching: caching.clone(),
        ..Settings::default()
    };
    *settings != allowed
}
