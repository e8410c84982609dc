//! Who decides at a plan, and how to reach them: what letters say of it.
//!
//! The words are those of whoever runs the library; nothing is made up.

use std::sync::Arc;

/// Who decides, and how to reach them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The name of the plan.
    pub plan: Arc<str>,
    /// Who decides.
    pub decided_by: Arc<str>,
    /// What a patient calls those who decide.
    pub reviewer: Arc<str>,
    /// What a patient calls those who sent the request.
    pub asked_by: Arc<str>,
    /// The telephone number.
    pub phone: Option<Arc<str>>,
    /// The postal address, or another way to write.
    pub address: Option<Arc<str>>,
    /// When they can be reached.
    pub hours: Option<Arc<str>>,
}
