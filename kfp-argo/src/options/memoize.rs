//! Results of earlier runs in place of new pods.

use std::time::Duration;

/// Where the results of earlier runs are kept, and how old they may be: see [`Options::memoize`](super::Options::memoize).
///
/// Argo keeps them in config maps of the controller's namespace, 1 MiB each: the values of output parameters, and the
/// places of artifacts. A result that finds no room lets its task end with an error although it has succeeded, so what is
/// old has to be deleted, by whoever runs the cluster or by the controller itself (`CACHE_GC_PERIOD`).
///
/// ```
/// use std::time::Duration;
/// use kfp_argo::{Memoize, Options};
///
/// let month = Duration::from_secs(30 * 24 * 3600);
/// let options = Options { memoize: Some(Memoize { max_age: Some(month), ..Memoize::default() }), ..Options::default() };
/// assert_eq!(options.memoize.unwrap().cache, "kfp-memo");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memoize {
    /// How old a result may be, in whole seconds; any age when absent.
    pub max_age: Option<Duration>,
    /// What the names of the config maps start with; the namespace of the workflow and the shard follow.
    pub cache: String,
    /// Over how many config maps the results are spread.
    pub shards: Shards,
}

impl Default for Memoize {
    fn default() -> Self {
        Memoize { max_age: None, cache: "kfp-memo".to_owned(), shards: Shards::default() }
    }
}

/// Over how many config maps results are spread, by the first digits of their keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shards {
    /// One: 1 MiB for all results of a namespace.
    One,
    /// 16.
    #[default]
    Some,
    /// 256.
    Many,
}

impl Shards {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::One, Self::Some, Self::Many];

    /// The number.
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Some => "16",
            Self::Many => "256",
        }
    }

    /// How many hexadecimal digits tell them apart.
    pub(crate) fn digits(self) -> u8 {
        match self {
            Self::One => 0,
            Self::Some => 1,
            Self::Many => 2,
        }
    }
}
