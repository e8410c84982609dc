//! The query of a request: which policy, and how much of the answer.
//!
//! A parameter that is unknown is a mistake; it is never passed over.

use axum::extract::Query;
use axum::http::Uri;
use medpol_answer::NamedBy;
use medpol_model::answer::View;
use serde::Deserialize;

use crate::clients::{Client, Right};
use crate::problem::{Problem, ProblemKind};

/// What a query may ask in addition to a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    policy: Option<String>,
    view: Option<String>,
}

/// What a query asks in addition to a case.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The policy to decide by; none for whatever governs.
    pub(crate) policy: Option<String>,
    /// How much of the answer is shown.
    pub(crate) view: View,
    /// Who named the policy, if one is named.
    pub(crate) by: NamedBy,
}

impl Asked {
    /// What a client asks that may ask for decisions.
    pub(crate) fn of(uri: &Uri, client: &Client) -> Result<Self, Problem> {
        if !client.may(Right::Decisions) {
            return Err(Problem::forbidden(client, "decisions need the role `decide` or `author`"));
        }
        let Query(written) = Query::<Written>::try_from_uri(uri).map_err(|error| {
            Problem::new(ProblemKind::QueryRefused, error.body_text())
                .help("the parameters are `policy`, as `ID` or `ID@VERSION`, and `view`: `page`, `decided`, `context` or `all`")
        })?;
        let view = match written.view.as_deref() {
            None => View::default(),
            Some(word) => View::find(word).ok_or_else(|| {
                Problem::new(ProblemKind::QueryRefused, "there is no such `view`")
                    .help("write `page`, `decided`, `context` or `all`")
            })?,
        };
        Ok(Self { policy: written.policy, view, by: client.named_by() })
    }
}
