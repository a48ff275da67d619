//! The table of everything that a check can report.

use crate::valid::Severity;

/// One kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about, in one line.
    pub title: &'static str,
}

/// The rule of that code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}

macro_rules! rules {
    ($($name:ident = $code:literal, $severity:ident, $title:literal;)*) => {
        $(pub(crate) const $name: Rule = Rule { code: $code, severity: Severity::$severity, title: $title };)*

        /// Every rule of [`check`](crate::valid::check), in the order of the codes.
        pub static RULES: &[Rule] = &[$($name),*];
    };
}

rules! {
    PIPELINE_NAME = "IR100", Error, "a pipeline has no valid name";
    SCHEMA_VERSION = "IR101", Error, "the schema version is not the one that engines read";
    NO_ROOT = "IR102", Error, "a pipeline has no graph of tasks at its top";
    NO_TASKS = "IR103", Error, "a graph has no task that runs";
    ROOT_INPUT = "IR104", Error, "a pipeline has an input that no run can give";

    ONE_OF = "IR105", Error, "two fields are set of which one can be";

    COMPONENT_BODY = "IR110", Error, "a component is not exactly one of graph and executor";
    EXECUTOR_LABEL = "IR111", Error, "a component names an executor that does not exist";
    PARAMETER_TYPE = "IR112", Error, "a parameter has no type";
    DEFAULT_TYPE = "IR113", Error, "a default value does not have the type of its parameter";
    LITERALS = "IR114", Error, "the allowed values of a parameter contradict its type or default";
    ARTIFACT_TYPE = "IR115", Error, "an artifact has no type";
    LIST_OUTPUT = "IR116", Error, "a container has a list of artifacts as output";

    UNUSED_DEFAULT = "IR117", Warning, "a default of a container does not have the type of its parameter";

    TASK_CONFIG_LOST = "IR118", Error, "a component takes settings away from its tasks and does not receive them";
    TASK_CONFIG_IDLE = "IR119", Warning, "nothing comes of a passthrough of task settings";

    NAME = "IR120", Error, "a name cannot be used by the engine";
    COMPONENT_REF = "IR121", Error, "a task refers to no existing component";
    DEPENDENT_TASK = "IR122", Error, "a task waits for a task that does not exist";
    RETRY = "IR123", Error, "a retry policy has an impossible value";
    RETRY_PRECISION = "IR124", Warning, "the engine waits whole seconds between attempts";
    CACHE_KEY = "IR125", Warning, "the engine ignores the cache key";

    TASK_NAMES = "IR126", Error, "two tasks of a graph have one name in the workflow";
    AFTER_EXIT = "IR127", Error, "a task waits for a task that the engine runs at the end";
    EXIT_ALONE = "IR128", Error, "the engine never runs a task that waits for no other";
    HOOKLESS = "IR129", Error, "the engine never runs a task after failures that waits only for loops or importers";

    ONE_SOURCE = "IR130", Error, "a task input does not have exactly one source";
    UNKNOWN_INPUT = "IR131", Error, "a task gives an input that its component does not have";
    MISSING_INPUT = "IR132", Error, "a task does not give a required input";
    PRODUCER_TASK = "IR133", Error, "an input comes from a task that does not exist";
    PRODUCER_OUTPUT = "IR134", Error, "an input comes from an output that does not exist";
    GRAPH_INPUT = "IR135", Error, "an input comes from a graph input that does not exist";
    INPUT_TYPE = "IR136", Error, "an input gets a value of another type";
    INPUT_CONVERSION = "IR137", Warning, "an input gets a value of another type, which the engine converts";
    CONSTANT_TYPE = "IR138", Error, "a constant does not have the type of the input";
    CONSTANT_LITERAL = "IR139", Error, "a constant is not among the allowed values";
    INPUT_ARTIFACT = "IR140", Error, "an input gets an artifact of another type";
    INPUT_LIST = "IR141", Error, "an input mixes up one artifact and a list of artifacts";
    SELECTOR = "IR142", Error, "a part of a parameter cannot be selected";
    OMITTED_INPUT = "IR143", Warning, "the engine fails when this input is left out";
    OLD_VALUE = "IR144", Error, "something is written in a form that engines no longer read";
    ITEM_KEY = "IR145", Error, "a part of a loop item is used that the item does not have";
    FLAT_LIST = "IR146", Warning, "the engine makes one flat list of what two loops collect";

    CONDITION_TEXT = "IR150", Error, "a condition cannot be read";
    CONDITION_FORM = "IR151", Warning, "a condition is beyond what this toolkit understands";
    CONDITION_INPUT = "IR152", Error, "a condition uses an input that its task does not give";
    CONDITION_TYPES = "IR153", Error, "a condition compares values that cannot be compared";

    TWO_ITERATORS = "IR155", Error, "a task has two iterators";
    ARTIFACT_ITERATOR = "IR156", Error, "the engine cannot loop over artifacts";
    ITERATOR_FORM = "IR157", Error, "an iterator does not say what it loops over";
    ITEM_INPUT = "IR158", Error, "an iterator fills an input that its component does not have";
    RAW_ITEMS = "IR159", Error, "the items of a loop are not a JSON list";
    ITEM_TYPE = "IR160", Error, "an item of a loop has another type than the input it fills";
    ITEMS_INPUT = "IR161", Error, "a loop runs over an input that is not given or not a list";
    NO_ITEMS = "IR162", Warning, "a loop has no items";
    PARALLELISM = "IR163", Error, "a loop has an impossible limit of parallel iterations";
    IDLE_POLICY = "IR164", Warning, "a task without iterator has an iterator policy";

    OUTPUT_UNDECLARED = "IR165", Error, "a graph gives an output that it does not declare";
    OUTPUT_WITHOUT_SOURCE = "IR166", Error, "a graph declares an output that nothing gives";
    OUTPUT_SOURCE = "IR167", Error, "a graph output does not have exactly one kind of source";
    OUTPUT_TASK = "IR168", Error, "a graph output comes from a task that does not exist";
    OUTPUT_KEY = "IR169", Error, "a graph output comes from a task output that does not exist";
    OUTPUT_TYPE = "IR170", Error, "a graph output has another type than its source";
    OUTPUT_BRANCHES = "IR171", Warning, "a graph output has no value when none of its branches runs";
    OUTPUT_LIST = "IR172", Warning, "a graph output is declared as a list and is none";

    STATUS_STRATEGY = "IR175", Error, "a final status is read by a task that only runs after success";
    STATUS_PRODUCER = "IR176", Error, "the engine gives the final status of another task";
    TWO_EXIT_TASKS = "IR177", Warning, "the engine runs only one of several exit tasks";
    EXIT_INPUT = "IR178", Warning, "a task that runs after failures needs a value that may not exist";
    EXIT_EACH = "IR179", Warning, "the engine runs a task after failures when one of those it waits for ends, not when all have";

    EXECUTOR_KIND = "IR180", Error, "an executor is not exactly one kind of executor";
    EXECUTOR_UNSUPPORTED = "IR181", Error, "the engine cannot run this kind of executor";
    IMAGE = "IR182", Error, "a container has no image";
    NOTHING_TO_RUN = "IR183", Error, "a container has neither command nor arguments";
    FIRST_ARGUMENT = "IR184", Warning, "the engine runs the first argument instead of the image's entry point";
    ENV_NAME = "IR185", Error, "an environment variable has no valid name";
    QUANTITY = "IR186", Error, "an amount of a resource cannot be read";
    REQUEST_LIMIT = "IR187", Error, "a container requests more than its limit";
    LONG_ARGUMENT = "IR188", Warning, "an argument is longer than an operating system accepts";
    IGNORED_FIELD = "IR189", Warning, "the engine ignores a setting";

    IMPORTER_URI = "IR190", Error, "an importer does not have exactly one address";
    IMPORTER_CONDITION = "IR191", Error, "the engine cannot import under a condition";
    IMPORTER_ORDER = "IR192", Warning, "the engine does not let an importer wait for other tasks";
    IMPORTER_LOOP = "IR193", Warning, "the engine cannot import inside a loop";
    IMPORTER_SOURCE = "IR194", Error, "the engine cannot import from the output of a task in the same graph";
    IMAGE_NAME = "IR195", Error, "an image has no valid name";
    IMPORTER_OUTPUT = "IR196", Error, "an importer does not give exactly one artifact";
    IMPORTER_REGISTRY = "IR197", Error, "the engine cannot import this from a registry";
    IMPORTER_TYPE = "IR198", Error, "an importer imports another type than its component declares";

    PLACEHOLDER_NAME = "IR200", Error, "a placeholder names an input or output that does not exist";
    PLACEHOLDER_UNRESOLVED = "IR201", Warning, "the engine leaves a placeholder as it is";
    ARGUMENT_UNRESOLVED = "IR202", Warning, "the engine leaves a conditional argument as it is";
    PLACEHOLDER_UNKNOWN = "IR203", Warning, "text looks like a placeholder and is none";
    ARGO_EXPANDS = "IR204", Warning, "Argo replaces a part of a text";
    WORKSPACE = "IR205", Error, "a workspace is used and not configured";

    PLATFORM_LABEL = "IR210", Error, "platform settings name an executor that does not exist";
    PLATFORM_VALUE = "IR211", Error, "a platform setting has an impossible value";
    PLATFORM_IGNORED = "IR212", Warning, "the engine ignores a platform setting";
    PLATFORM_UNKNOWN = "IR213", Error, "the engine does not know a platform setting";
    PIPELINE_CONFIG = "IR214", Error, "the configuration of a pipeline has an impossible value";

    KUBERNETES_NAME = "IR215", Error, "Kubernetes does not accept a name";
    KUBERNETES_LABEL = "IR216", Error, "Kubernetes does not accept a label or annotation";
    MOUNTS = "IR217", Error, "two volumes of a container are in each other's place";
    ARGO_ONLY = "IR218", Error, "only Argo has what an executor does";

    TWO_LOOPS = "IR220", Error, "the engine cannot loop over one component twice";
    SHARED_RETRY = "IR221", Warning, "tasks share a graph and not its retry policy";
    SAME_CONTAINER = "IR222", Error, "the engine mixes up components with equal containers";
    TEMPLATE_NAME = "IR223", Error, "a component is called like a template of the engine";
    TASK_CYCLE = "IR225", Error, "tasks wait for each other";
    COMPONENT_CYCLE = "IR226", Error, "components contain each other";

    SIZE = "IR230", Warning, "the workflow is larger than a cluster accepts";
    MANY_ITEMS = "IR231", Warning, "a loop has more items than the engine handles well";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_titles_plain() {
        assert!(RULES.is_sorted_by(|a, b| a.code < b.code));
        for rule in RULES {
            assert!(!rule.title.ends_with('.'), "{rule:?}");
            assert_eq!(super::rule(rule.code), Some(rule));
        }
    }
}
