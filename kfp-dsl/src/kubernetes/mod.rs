//! What a task asks of its pod: secrets, volumes, nodes, and what else Kubernetes has.
//!
//! Everything here is given to [`Task::kubernetes`](crate::Task::kubernetes), or to
//! [`Settings::kubernetes`](crate::Settings::kubernetes) for several tasks. It becomes the `kubernetes` part of the platform
//! spec, the second document of an IR file, as with KFP's `kfp.kubernetes`.
//!
//! ```
//! use kfp_dsl::kubernetes::{Effect, PvcMount, Secret, Toleration};
//! use kfp_dsl::prelude::*;
//!
//! #[container_component]
//! fn train() -> Container {
//!     Container::image("busybox").command(["true"])
//! }
//!
//! #[pipeline]
//! fn demo(p: &mut Scope, claim: Value<String>) {
//!     p.task(train())
//!         .accelerator("nvidia.com/gpu", 1)
//!         .kubernetes(Secret::named("warehouse").env("password", "DB_PASSWORD"))
//!         .kubernetes(PvcMount::new(claim, "/data"))
//!         .kubernetes(Toleration::exists("nvidia.com/gpu").effect(Effect::NoSchedule));
//! }
//! ```
//!
//! | here | KFP |
//! |---|---|
//! | [`Secret`] | `use_secret_as_env`, `use_secret_as_volume` |
//! | [`ConfigMap`] | `use_config_map_as_env`, `use_config_map_as_volume` |
//! | [`PvcMount`], [`CreatePvc`], [`DeletePvc`] | `mount_pvc`, `CreatePVC`, `DeletePVC` |
//! | [`EphemeralVolume`], [`EmptyDir`], [`SharedMemory`] | `add_ephemeral_volume`, `empty_dir_mount` |
//! | [`NodeSelector`] | `add_node_selector`, `add_node_selector_json` |
//! | [`NodeAffinity`] | `add_node_affinity`, `add_node_affinity_json` |
//! | [`PodAffinity`] | in the IR only; KFP's backend ignores it |
//! | [`Toleration`] | `add_toleration`, `add_toleration_json` |
//! | [`PodMetadata`] | `add_pod_label`, `add_pod_annotation` |
//! | [`ImagePullPolicy`], [`ImagePullSecret`] | `set_image_pull_policy`, `set_image_pull_secrets` |
//! | [`FieldPath`] | `use_field_path_as_env` |
//! | [`SecurityContext`] | `set_security_context` |
//! | [`InitContainer`] | `add_init_container`, newer than KFP 2.17 |
//! | [`Task::timeout`](crate::Task::timeout) | `set_timeout` |
//!
//! Names can come from a run (`Value<String>`). The values of secrets cannot: a secret is no input of a component.

mod check;
mod claim;
mod config_map;
mod create_pvc;
mod empty_dir;
mod ephemeral_volume;
mod field_path;
mod fragment;
mod image;
mod init_container;
mod json;
mod keyed;
mod node_affinity;
mod node_selector;
mod pod_affinity;
mod pod_metadata;
mod requirement;
mod secret;
mod security_context;
mod toleration;

pub use claim::{AccessMode, PvcMount};
pub use config_map::ConfigMap;
pub use create_pvc::{CreatePvc, CreatePvcOutputs, DeletePvc};
pub use empty_dir::{EmptyDir, SharedMemory};
pub use ephemeral_volume::EphemeralVolume;
pub use field_path::FieldPath;
pub use fragment::{Fragment, KubernetesSetting};
pub use image::{ImagePullPolicy, ImagePullSecret};
pub use init_container::InitContainer;
pub use json::{SettingJson, SettingList};
pub use node_affinity::NodeAffinity;
pub use node_selector::NodeSelector;
pub use pod_affinity::PodAffinity;
pub use pod_metadata::PodMetadata;
pub use requirement::Requirement;
pub use secret::Secret;
pub use security_context::SecurityContext;
pub use toleration::{Effect, Toleration};

pub(crate) use check::{is_size, together};
pub(crate) use fragment::{Fault, Slot};
