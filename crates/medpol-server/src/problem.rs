//! Errors as a client reads them: problem documents (RFC 9457).
//!
//! A problem holds what the client sent and what is wrong with it, and goes to that client only.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_report::diagnostic::Listed;
use schemars::JsonSchema;
use serde::Serialize;

use crate::clients::{Client, Role};

/// The media type of a problem document.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// When to ask again, in seconds, where the answer may be another then.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");

/// Why a client does not get what it asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// Names the kind of problem; the last part of it is stable.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong this time.
    pub detail: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What is wrong with the document that was sent, with lines and columns.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub listed: Option<Box<Listed>>,
}

/// The kinds of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    /// The case has mistakes.
    CaseRefused,
    /// The query has mistakes.
    QueryRefused,
    /// Nothing has this address.
    NotFound,
    /// The address has no such method.
    MethodNotAllowed,
    /// No token, or the wrong one.
    Unauthorized,
    /// A web page asks.
    CrossOrigin,
    /// The server is asked under another name.
    OtherHost,
    /// The client's role may not ask this.
    Forbidden,
    /// Rollbacks are refused here.
    RollbackRefused,
    /// The body is no document that is read here.
    UnsupportedMediaType,
    /// The body is too long.
    BodyTooLarge,
    /// The body took too long.
    BodyTimeout,
    /// The body broke off.
    BodyUnreadable,
    /// There is nothing to go back to.
    NothingToRollBack,
    /// No rollback is in force.
    NothingToLift,
    /// The answer could not be recorded.
    LogUnavailable,
    /// There is no library without errors yet.
    NotReady,
    /// Too many are waiting already.
    Overloaded,
    /// The answer was not found in time.
    TimeLimit,
    /// The library that the first lines of a batch were answered by is not kept any more.
    LibraryReplaced,
    /// A bug.
    Internal,
}

impl ProblemKind {
    const fn name(self) -> &'static str {
        match self {
            Self::CaseRefused => "case-refused",
            Self::QueryRefused => "query-refused",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Unauthorized => "unauthorized",
            Self::CrossOrigin => "cross-origin",
            Self::OtherHost => "other-host",
            Self::Forbidden => "forbidden",
            Self::RollbackRefused => "rollback-refused",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::BodyTooLarge => "body-too-large",
            Self::BodyTimeout => "body-timeout",
            Self::BodyUnreadable => "body-unreadable",
            Self::NothingToRollBack => "nothing-to-roll-back",
            Self::NothingToLift => "nothing-to-lift",
            Self::LogUnavailable => "decision-log-unavailable",
            Self::NotReady => "not-ready",
            Self::Overloaded => "overloaded",
            Self::TimeLimit => "time-limit",
            Self::LibraryReplaced => "library-replaced",
            Self::Internal => "internal",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::CaseRefused => "the case has mistakes",
            Self::QueryRefused => "the query has mistakes",
            Self::NotFound => "nothing has this address",
            Self::MethodNotAllowed => "the address has no such method",
            Self::Unauthorized => "a token is needed",
            Self::CrossOrigin => "web pages are not served",
            Self::OtherHost => "the server has another name",
            Self::Forbidden => "the role of the token may not ask this",
            Self::RollbackRefused => "rollbacks are refused here",
            Self::UnsupportedMediaType => "the body is of a kind that is not read here",
            Self::BodyTooLarge => "the body is too long",
            Self::BodyTimeout => "the body took too long",
            Self::BodyUnreadable => "the body broke off",
            Self::NothingToRollBack => "there is nothing to go back to",
            Self::NothingToLift => "there is no rollback to lift",
            Self::LogUnavailable => "the decision cannot be recorded",
            Self::NotReady => "there is no library yet",
            Self::Overloaded => "too many requests are waiting",
            Self::TimeLimit => "the answer took too long",
            Self::LibraryReplaced => "the library was replaced",
            Self::Internal => "the server made a mistake",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::CaseRefused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::QueryRefused | Self::BodyUnreadable => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::CrossOrigin | Self::Forbidden | Self::RollbackRefused => StatusCode::FORBIDDEN,
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::NothingToRollBack | Self::NothingToLift | Self::LibraryReplaced => StatusCode::CONFLICT,
            Self::LogUnavailable | Self::NotReady | Self::Overloaded | Self::TimeLimit => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl Problem {
    pub(crate) fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("https://medpol.dev/problems/{}", kind.name()),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail: detail.into(),
            help: None,
            listed: None,
        }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// What is wrong with a case.
    pub(crate) fn of_case(diagnostics: &[Diagnostic], sources: &SourceMap) -> Self {
        let count = match diagnostics.iter().map(Diagnostic::number).sum::<usize>() {
            1 => "1 problem".to_owned(),
            count => format!("{count} problems"),
        };
        let problem = Self::new(ProblemKind::CaseRefused, format!("the case was not decided: it has {count}"));
        Self { listed: Some(Box::new(Listed::of(diagnostics, sources))), ..problem }
    }

    /// That a client's role may not ask something.
    pub(crate) fn forbidden(client: &Client, needed: &str) -> Self {
        let role = client.role.map_or("none", Role::word);
        Self::new(ProblemKind::Forbidden, format!("`{}` has the role `{role}`", client.name))
            .help(format!("{needed}; roles are given in the token file, as `name role token`"))
    }

    pub(crate) fn internal() -> Self {
        Self::new(ProblemKind::Internal, "the request was not answered because of a bug")
            .help("other requests are not affected; send the decision id and time to whoever runs this server")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Response::new(Body::from(serde_json::to_vec(&self).unwrap_or_default()));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
