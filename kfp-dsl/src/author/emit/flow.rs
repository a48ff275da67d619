//! How values reach the tasks that use them: what each group must take in and pass out, and what waits for what.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::column::Column;
use super::names::children;
use super::plan::Plan;
use crate::author::graph::{At, GroupId, GroupKind, Handle, Items, Source, TaskId, ValueId};
use crate::author::{BuildError, Place};
use crate::kinds::KindSpec;

/// A task of a dag: a task of the author, or a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Node {
    Task(TaskId),
    Group(GroupId),
}

/// Where a value is found inside the dag that owns it.
#[derive(Clone, Debug)]
pub(super) enum Reference<'p> {
    /// An input of the dag's component.
    Input(Rc<str>),
    /// An output of one of the dag's tasks.
    Output { task: &'p str, key: Rc<str> },
}

/// An output of a group.
#[derive(Clone, Debug)]
pub(super) struct Surfaced {
    pub(super) kind: KindSpec,
    /// The tasks inside that give it, with their output keys. Several are alternatives.
    pub(super) from: Vec<(String, Rc<str>)>,
    pub(super) one_of: bool,
}

/// The dags that own the values of one name.
///
/// The items of two loops over one list have one name in the SDK. That is all right as long as no group can be given both:
/// as long as neither loop is inside the other.
struct Owners {
    first: GroupId,
    /// All of them, once there are several.
    all: HashSet<GroupId>,
    /// The dags around those.
    around: HashSet<GroupId>,
}

impl Owners {
    fn add(&mut self, plan: &Plan<'_>, owner: GroupId) {
        for owner in [self.first, owner] {
            self.all.insert(owner);
            let mut outer = plan.parent[owner];
            while let Some(group) = outer.filter(|group| self.around.insert(*group)) {
                outer = plan.parent[group];
            }
        }
    }

    /// Whether there is a group inside both that dag and one of these.
    fn meet(&self, plan: &Plan<'_>, owner: GroupId) -> bool {
        if self.all.is_empty() {
            return plan.inside(owner, self.first) || plan.inside(self.first, owner);
        }
        let mut at = Some(owner);
        while let Some(group) = at {
            if self.all.contains(&group) {
                return true;
            }
            at = plan.parent[group];
        }
        self.around.contains(&owner)
    }
}

/// The flow of values through the groups of one graph.
pub(super) struct Flow<'p, 'g> {
    plan: &'p Plan<'g>,
    /// What is wrong with the graph.
    pub(super) problems: Vec<BuildError>,
    /// The values that each group takes in from outside, by the name of its input.
    pub(super) injected: Column<GroupId, BTreeMap<Rc<str>, ValueId>>,
    /// The outputs of each group.
    pub(super) surfaced: Column<GroupId, BTreeMap<Rc<str>, Surfaced>>,
    /// What each task waits for, among the tasks of its dag.
    pub(super) task_waits: Column<TaskId, Vec<Node>>,
    /// What each group waits for, among the tasks of the dag around it.
    pub(super) group_waits: Column<GroupId, Vec<Node>>,
    passed: HashSet<(GroupId, ValueId)>,
    opened: Column<ValueId, bool>,
    names: Column<ValueId, Option<Rc<str>>>,
    taken: HashMap<Rc<str>, Owners>,
}

impl<'p, 'g> Flow<'p, 'g> {
    pub(super) fn new(plan: &'p Plan<'g>) -> Self {
        let (groups, tasks) = (plan.graph.groups.len(), plan.graph.tasks.len());
        let values = plan.graph.values.len();
        Flow {
            plan,
            problems: Vec::new(),
            injected: Column::filled(groups, BTreeMap::new()),
            surfaced: Column::filled(groups, BTreeMap::new()),
            task_waits: Column::filled(tasks, Vec::new()),
            group_waits: Column::filled(groups, Vec::new()),
            passed: HashSet::new(),
            opened: Column::filled(values, false),
            names: Column::filled(values, None),
            taken: HashMap::new(),
        }
    }

    /// The value behind a handle, if what is in `dag` may use it; else the mistake is noted.
    ///
    /// `user` says what uses it, such as "input `x` of `train`".
    pub(super) fn usable(
        &mut self,
        handle: Handle,
        dag: GroupId,
        at: At,
        user: &dyn Fn() -> String,
    ) -> Option<ValueId> {
        let plan = self.plan;
        if handle.graph != plan.graph.id {
            let error =
                BuildError::new("B105", format!("{} comes from another pipeline", user()), Place::from(at))
                    .note(
                        format!("this is inside pipeline `{}`, defined", plan.graph.name),
                        Place::from(plan.graph.at),
                    )
                    .help(
                        "give the pipeline an input for it, and pass the value where the pipeline is called",
                    );
            self.problems.push(error);
            return None;
        }
        let id = plan.canon[handle.value];
        if plan.inside(dag, plan.owner(id)) {
            return Some(id);
        }
        let (group, made) = (plan.group(plan.owner(id)), plan.value(handle.value).at);
        let (place, way) = match group.kind {
            GroupKind::Loop { .. } => {
                ("a loop", "return it from the loop body: outside, it is the list of all iterations")
            }
            GroupKind::Exit { .. } => ("the body of a `finally`", "return it from the body of the `finally`"),
            _ => ("a branch", "return a value from each branch of the `when`, down to `otherwise`"),
        };
        let error = BuildError::new(
            "B104",
            format!("{} was made inside {place} that has ended", user()),
            Place::from(at),
        )
        .note("the value was made", Place::from(made))
        .note(format!("{place} was opened"), Place::from(group.at))
        .help(way);
        self.problems.push(error);
        None
    }

    /// Makes a value reach `dag`: through the outputs of groups out to its owner, through inputs of groups from there.
    ///
    /// Of a field, the whole struct is brought: a group that loops must not be given a field of it. KFP's driver looks up
    /// the field once for the loop and again for every iteration, where it has been replaced (kfp: `resolve.go`).
    pub(super) fn bring(&mut self, id: ValueId, dag: GroupId) {
        let (id, _) = self.base(id);
        self.open(id);
        let owner = self.plan.owner(id);
        let mut at = dag;
        while at != owner
            && let Some(parent) = self.plan.parent[at]
            && self.pass_in(id, at, parent)
        {
            at = parent;
        }
    }

    /// Makes a value an input of a group that reads it itself: here a field is looked up on the way in.
    pub(super) fn bring_to_group(&mut self, id: ValueId, group: GroupId) {
        match self.plan.parent[group] {
            Some(parent) if !self.base(id).1.is_empty() => {
                self.bring(id, parent);
                self.pass_in(id, group, parent);
            }
            _ => self.bring(id, group),
        }
    }

    /// Gives a group an input for a value; whether it is new.
    fn pass_in(&mut self, id: ValueId, group: GroupId, parent: GroupId) -> bool {
        let new = self.passed.insert((group, id));
        if new {
            let name = self.input_name(id);
            self.injected[group].insert(name, id);
            if parent == self.plan.owner(id)
                && let Some(producer) = self.producer(id)
            {
                self.group_waits[group].push(producer);
            }
        }
        new
    }

    /// The value that holds a field, and the keys that lead to it from there; other values are their own base.
    pub(super) fn base(&self, id: ValueId) -> (ValueId, Vec<&'static str>) {
        let (mut base, mut keys) = (id, Vec::new());
        while let Source::Field { of, key } = &self.plan.value(base).source {
            base = self.plan.canon[*of];
            keys.push(*key);
        }
        keys.reverse();
        (base, keys)
    }

    /// The task of the owning dag that makes the value.
    pub(super) fn producer(&self, id: ValueId) -> Option<Node> {
        match &self.plan.value(id).source {
            Source::Input(_) | Source::Item(_) => None,
            Source::Output { task, .. } => Some(Node::Task(*task)),
            Source::Field { of, .. } => self.producer(*of),
            Source::OneOf { branches: of, .. }
            | Source::Collected { of, .. }
            | Source::Exported { of, .. } => Some(Node::Group(*of)),
        }
    }

    /// Makes groups pass out what the value is made of.
    pub(super) fn open(&mut self, id: ValueId) {
        if std::mem::replace(&mut self.opened[id], true) {
            return;
        }
        let node = self.plan.value(id);
        match &node.source {
            Source::Input(_) | Source::Output { .. } | Source::Item(_) => {}
            Source::Field { of, .. } => self.open(self.plan.canon[*of]),
            Source::Collected { of, value } => {
                let what = "a loop body";
                if let Some((inner, _)) = self.pass_out(*of, *value, what, true) {
                    self.open(inner);
                }
            }
            Source::Exported { of, value } => {
                let what = "the body of a `finally`";
                if let Some((inner, _)) = self.pass_out(*of, *value, what, false) {
                    self.open(inner);
                }
            }
            Source::OneOf { branches, values } => {
                let mut from = Vec::with_capacity(values.len());
                for (branch, value) in children(self.plan.group(*branches)).zip(values) {
                    if let Some((inner, key)) = self.pass_out(branch, *value, "a branch", false) {
                        from.push((self.plan.names.groups[branch].clone(), key));
                        self.open(inner);
                    }
                }
                let name = self.key(id);
                self.surfaced[*branches].insert(name, Surfaced { kind: node.kind, from, one_of: true });
            }
        }
    }

    /// Gives a group an output for a value made directly inside it.
    fn pass_out(
        &mut self,
        group: GroupId,
        value: Handle,
        what: &str,
        list: bool,
    ) -> Option<(ValueId, Rc<str>)> {
        let plan = self.plan;
        let at = plan.group(group).at;
        let inner = self.usable(value, plan.dag[group], at, &|| format!("what {what} returns"))?;
        let node = plan.value(inner);
        let made_inside = plan.owner(inner) == plan.dag[group];
        let Some((task, key)) = self.output(inner).filter(|_| made_inside) else {
            let error = BuildError::new(
                "B112",
                format!("{what} returns a value that no task inside it makes"),
                Place::from(at),
            )
            .note("the value was made", Place::from(node.at))
            .note("KFP passes values out of a group only from tasks inside it", None)
            .help(format!(
                "return the output of a task that {what} runs; a component that copies its input will do"
            ));
            self.problems.push(error);
            return None;
        };
        let kind = if list { node.kind.list() } else { node.kind };
        let name = self.key(inner);
        self.surfaced[group]
            .insert(name.clone(), Surfaced { kind, from: vec![(task.to_owned(), key)], one_of: false });
        Some((inner, name))
    }

    /// The task and output key that give a value in its owner's dag; `None` for inputs, items and fields.
    pub(super) fn output(&mut self, id: ValueId) -> Option<(&'p str, Rc<str>)> {
        let names = &self.plan.names;
        match &self.plan.value(id).source {
            Source::Input(_) | Source::Item(_) | Source::Field { .. } => None,
            Source::Output { task, name } => Some((names.tasks[*task].as_str(), Rc::from(*name))),
            Source::OneOf { branches: of, .. }
            | Source::Collected { of, .. }
            | Source::Exported { of, .. } => Some((names.groups[*of].as_str(), self.key(id))),
        }
    }

    /// How what is in `dag` names a value that [`bring`](Self::bring) has brought there, and the keys of the fields to take.
    pub(super) fn reference(&mut self, id: ValueId, dag: GroupId) -> (Reference<'p>, Vec<&'static str>) {
        let plan = self.plan;
        let (base, keys) = self.base(id);
        if dag != plan.owner(base) {
            return (Reference::Input(self.input_name(base)), keys);
        }
        let reference = match &plan.value(base).source {
            Source::Input(index) => Reference::Input(Rc::from(plan.input(*index).name.as_ref())),
            _ => match self.output(base) {
                Some((task, key)) => Reference::Output { task, key },
                None => Reference::Input(self.input_name(base)),
            },
        };
        (reference, keys)
    }

    /// The name of the group output that carries a value out of a group.
    ///
    /// A group passes a value out under the name that it has inside the group, also through several loops.
    fn key(&mut self, id: ValueId) -> Rc<str> {
        match &self.plan.value(id).source {
            Source::OneOf { branches, .. } => Rc::from(self.one_of_key(id, *branches)),
            Source::Collected { of, .. } | Source::Exported { of, .. } => match self.passed_out(id) {
                Some(inner) => self.key(inner),
                // What another pipeline made is an error elsewhere.
                None => Rc::from(self.plan.names.groups[*of].as_str()),
            },
            Source::Input(_) | Source::Output { .. } | Source::Item(_) | Source::Field { .. } => {
                self.input_name(id)
            }
        }
    }

    fn one_of_key(&self, id: ValueId, branches: GroupId) -> String {
        let number = self.plan.oneofs.get(&id).copied().unwrap_or(1);
        format!("pipelinechannel--{}-oneof-{number}", self.plan.names.groups[branches])
    }

    /// The type of the value that inputs of that name carry.
    pub(super) fn kind_of(&self, name: &str) -> Option<KindSpec> {
        let values = self.plan.graph.values.iter().zip(self.names.iter());
        values.filter(|(_, known)| known.as_deref() == Some(name)).map(|(node, _)| node.kind).next()
    }

    /// The name of the group input that carries a value (SDK `pipelinechannel--…`).
    pub(super) fn input_name(&mut self, id: ValueId) -> Rc<str> {
        if let Some(name) = &self.names[id] {
            return name.clone();
        }
        let stem = self.stem(id);
        let owner = self.plan.owner(id);
        let mut name: Rc<str> = Rc::from(format!("pipelinechannel--{stem}"));
        // `train-loop` with an output `item` and the item of a loop over `train` would have one name.
        let mut n = 2;
        while self.taken.get(&name).is_some_and(|owners| owners.meet(self.plan, owner)) {
            name = Rc::from(format!("pipelinechannel--{stem}-{n}"));
            n += 1;
        }
        match self.taken.entry(name.clone()) {
            Entry::Occupied(mut owners) => owners.get_mut().add(self.plan, owner),
            Entry::Vacant(new) => {
                new.insert(Owners { first: owner, all: HashSet::new(), around: HashSet::new() });
            }
        }
        self.names[id] = Some(name.clone());
        name
    }

    fn stem(&mut self, id: ValueId) -> String {
        let plan = self.plan;
        match &plan.value(id).source {
            Source::Input(index) => plan.input(*index).name.clone().into_owned(),
            Source::Output { task, name } => format!("{}-{name}", plan.names.tasks[*task]),
            Source::Item(group) => match (plan.names.raw_items.get(group), plan.items(*group)) {
                (Some(number), _) => format!("loop-item-param-{number}"),
                (None, Some(Items::Value(list))) if list.graph == plan.graph.id => {
                    format!("{}-loop-item", self.stem(plan.canon[list.value]))
                }
                (None, _) => "loop-item".to_owned(),
            },
            Source::Field { of, key } => format!("{}-subvar-{key}", self.stem(plan.canon[*of])),
            Source::OneOf { branches: of, .. }
            | Source::Collected { of, .. }
            | Source::Exported { of, .. } => {
                let key = self.key(id);
                format!("{}-{key}", plan.names.groups[*of])
            }
        }
    }

    /// The value inside the group that a loop or a `finally` passes out.
    fn passed_out(&self, id: ValueId) -> Option<ValueId> {
        match &self.plan.value(id).source {
            Source::Collected { value, .. } | Source::Exported { value, .. }
                if value.graph == self.plan.graph.id =>
            {
                Some(self.plan.canon[value.value])
            }
            _ => None,
        }
    }
}
