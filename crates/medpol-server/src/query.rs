//! The query of a request: which policy, and how much of the answer.
//!
//! A parameter that is unknown is a mistake; it is never passed over.

use axum::extract::Query;
use axum::http::Uri;
use medpol_answer::NamedBy;
use medpol_model::answer::View;
use medpol_report::letter::Reader;
use serde::Deserialize;

use crate::clients::{Client, Right};
use crate::problem::{Problem, ProblemKind};

/// What a query may ask in addition to a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    policy: Option<String>,
    view: Option<String>,
    format: Option<String>,
    #[serde(rename = "for")]
    reader: Option<String>,
}

/// What is sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The answer as JSON.
    Json,
    /// A letter about it, as Markdown.
    Letter(Reader),
}

/// What a query asks in addition to a case.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The policy to decide by; none for the policy that governs.
    pub(crate) policy: Option<String>,
    /// How much of the answer is shown.
    pub(crate) view: View,
    /// What is sent back.
    pub(crate) sent: Sent,
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
                .help("the parameters are `policy`, as `ID` or `ID@VERSION`, `view`: `page`, `decided`, `context` or `all`, and \
                    `format`: `json` or `letter`, the latter with `for`: `provider` or `member`")
        })?;
        let sent = written.sent()?;
        let view = match written.view.as_deref() {
            // A letter is written from everything.
            _ if sent != Sent::Json => View::All,
            None => View::default(),
            Some(word) => View::find(word).ok_or_else(|| {
                Problem::new(ProblemKind::QueryRefused, "there is no such `view`")
                    .help("write `page`, `decided`, `context` or `all`")
            })?,
        };
        Ok(Self { policy: written.policy, view, sent, by: client.named_by() })
    }
}

impl Asked {
    /// The same for a batch, in which every answer is a line.
    pub(crate) fn for_lines(self) -> Result<Self, Problem> {
        match self.sent {
            Sent::Json => Ok(self),
            Sent::Letter(_) => Err(Problem::new(ProblemKind::QueryRefused, "the answers of a batch are lines of JSON")
                .help("leave `format` and `for` away, or ask for each letter by itself")),
        }
    }
}

impl Written {
    fn sent(&self) -> Result<Sent, Problem> {
        let refused = |what: &'static str, help: &'static str| Problem::new(ProblemKind::QueryRefused, what).help(help);
        let readers = "write `for=provider` or `for=member`";
        match (self.format.as_deref(), self.reader.as_deref()) {
            (None | Some("json"), None) => Ok(Sent::Json),
            (None | Some("json"), Some(_)) => {
                Err(refused("only a letter is `for` somebody", "add `format=letter`, or leave `for` away"))
            }
            (Some("letter"), None) => Err(refused("a letter is for somebody", readers)),
            (Some("letter"), Some(word)) => {
                Reader::find(word).map(Sent::Letter).ok_or_else(|| refused("there is no such reader", readers))
            }
            (Some(_), _) => Err(refused("there is no such `format`", "write `json` or `letter`")),
        }
    }
}
