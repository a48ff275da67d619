//! The user that a task runs as.

use kfp_ir::model::platform::kubernetes::SecurityContext as IrSecurityContext;

use super::{Fragment, KubernetesSetting};

/// The user that a task runs as: KFP's `set_security_context`.
///
/// What the administrator of KFP sets wins, with a warning in the log of the backend. KFP drops all capabilities and forbids
/// more privileges by itself.
///
/// ```
/// use kfp_dsl::kubernetes::SecurityContext;
///
/// let context = SecurityContext::new().run_as_user(1000).run_as_group(3000).run_as_non_root(true);
/// # let _ = context;
/// ```
#[must_use]
#[derive(Clone, Copy, Debug, Default)]
pub struct SecurityContext {
    user: Option<u32>,
    group: Option<u32>,
    non_root: Option<bool>,
}

impl SecurityContext {
    /// Nothing said yet; one of the three has to be.
    pub fn new() -> Self {
        SecurityContext::default()
    }

    /// Runs as the user of that number.
    pub fn run_as_user(self, id: u32) -> Self {
        SecurityContext { user: Some(id), ..self }
    }

    /// Runs in the group of that number.
    pub fn run_as_group(self, id: u32) -> Self {
        SecurityContext { group: Some(id), ..self }
    }

    /// Whether Kubernetes refuses to run it as root.
    pub fn run_as_non_root(self, non_root: bool) -> Self {
        SecurityContext { non_root: Some(non_root), ..self }
    }
}

impl KubernetesSetting for SecurityContext {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        let SecurityContext { user, group, non_root } = self;
        if (user, group, non_root) == (None, None, None) {
            let help = "add `.run_as_user(..)`, `.run_as_group(..)` or `.run_as_non_root(..)`";
            fragment.fault("a security context says nothing", help);
        }
        if (user, non_root) == (Some(0), Some(true)) {
            let help = "choose another user, or drop `run_as_non_root`";
            fragment.fault("user 0 is root, and root is refused", help);
        }
        fragment.config.security_context = Some(IrSecurityContext {
            run_as_user: user.map(i64::from),
            run_as_group: group.map(i64::from),
            run_as_non_root: non_root,
        });
        fragment
    }
}
