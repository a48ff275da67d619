//! The enumerations of the IR.

/// Defines an enumeration with its protobuf numbers and JSON names.
macro_rules! kinds {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $number:literal, $json:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant = $number,)* }

        impl $name {
            /// Every value, in the order of the protobuf numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in the JSON and YAML forms.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $json),* }
            }

            /// The value of that JSON name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|k| k.name() == name)
            }

            /// The number in the binary form.
            pub fn number(self) -> i32 {
                self as i32
            }

            /// The value of that protobuf number.
            pub fn from_number(number: i32) -> Option<Self> {
                Self::ALL.iter().copied().find(|k| k.number() == number)
            }
        }
    };
}

kinds! {
    /// The type of a parameter (`ParameterType.ParameterTypeEnum`).
    ParameterType {
        /// Not given.
        #[default] Unspecified = 0, "PARAMETER_TYPE_ENUM_UNSPECIFIED";
        /// A double.
        NumberDouble = 1, "NUMBER_DOUBLE";
        /// An integer; it travels as a double.
        NumberInteger = 2, "NUMBER_INTEGER";
        /// Text.
        String = 3, "STRING";
        /// A truth value.
        Boolean = 4, "BOOLEAN";
        /// A list of any values.
        List = 5, "LIST";
        /// A map from text to any values.
        Struct = 6, "STRUCT";
        /// The final status of another task, given to an exit task.
        TaskFinalStatus = 7, "TASK_FINAL_STATUS";
        /// The Kubernetes settings of the task itself.
        TaskConfig = 8, "TASK_CONFIG";
    }
}

kinds! {
    /// The parameter types before KFP 2.0 (`PrimitiveType.PrimitiveTypeEnum`). Deprecated in KFP.
    PrimitiveType {
        /// Not given.
        #[default] Unspecified = 0, "PRIMITIVE_TYPE_UNSPECIFIED";
        /// An integer.
        Int = 1, "INT";
        /// A double.
        Double = 2, "DOUBLE";
        /// Text.
        String = 3, "STRING";
    }
}

kinds! {
    /// When a task may start, seen from the tasks before it (`TriggerPolicy.TriggerStrategy`).
    TriggerStrategy {
        /// Not given: the same as `AllUpstreamTasksSucceeded`.
        #[default] Unspecified = 0, "TRIGGER_STRATEGY_UNSPECIFIED";
        /// All tasks before it succeeded.
        AllUpstreamTasksSucceeded = 1, "ALL_UPSTREAM_TASKS_SUCCEEDED";
        /// All tasks before it ended, with whatever result.
        AllUpstreamTasksCompleted = 2, "ALL_UPSTREAM_TASKS_COMPLETED";
    }
}

kinds! {
    /// A group of task settings that a component may receive as data (`TaskConfigPassthroughTypeEnum`).
    TaskConfigPassthroughType {
        /// Not given.
        #[default] None = 0, "NONE";
        /// CPU, memory and accelerators.
        Resources = 1, "RESOURCES";
        /// Environment variables.
        Env = 2, "ENV";
        /// Node and pod affinity.
        KubernetesAffinity = 3, "KUBERNETES_AFFINITY";
        /// Tolerations.
        KubernetesTolerations = 4, "KUBERNETES_TOLERATIONS";
        /// The node selector.
        KubernetesNodeSelector = 5, "KUBERNETES_NODE_SELECTOR";
        /// Volumes and their mounts.
        KubernetesVolumes = 6, "KUBERNETES_VOLUMES";
    }
}
