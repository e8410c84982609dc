//! The conversation with the editor: what is asked, in which order, and what is answered.
//!
//! What an answer holds is made by the other modules.

use std::path::PathBuf;

use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, RequestId, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument,
    Notification as _, PublishDiagnostics, ShowMessage,
};
use lsp_types::request::{
    CodeActionRequest, CodeLensRequest, CodeLensResolve, Completion, DocumentSymbolRequest, ExecuteCommand, Formatting,
    GotoDefinition, HoverRequest, InlayHintRequest, PrepareRenameRequest, References, Rename, Request as _,
};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionOptions,
    ExecuteCommandOptions, HoverProviderCapability, InitializeParams, MessageType, OneOf, PublishDiagnosticsParams,
    RenameOptions, SaveOptions, ServerCapabilities, ShowMessageParams, TextDocumentContentChangeEvent,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions, Uri,
};
use medpol_syntax::{NotFormatted, formatted};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::place::Lines;
use crate::workspace::{Folders, Workspace};
use crate::{address, completion, hints, hover, lens, navigation, problems, rename, symbols};

/// Why the server ended before it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The editor broke the rules of the protocol.
    #[error("the editor does not keep to the protocol: {0}")]
    Protocol(String),
    /// Standard input or output failed.
    #[error("the editor cannot be reached: {0}")]
    Stream(#[from] std::io::Error),
}

impl From<ProtocolError> for Failure {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error.to_string())
    }
}

/// Serves an editor over standard input and output until it says that it is done.
///
/// # Errors
///
/// When the conversation ends otherwise.
pub fn serve_on_stdio(folders: &Folders) -> Result<(), Failure> {
    let (connection, threads) = Connection::stdio();
    let done = serve(&connection, folders);
    drop(connection);
    threads.join()?;
    done
}

/// Serves one editor until it says that it is done.
///
/// # Errors
///
/// When the conversation ends otherwise.
pub fn serve(connection: &Connection, folders: &Folders) -> Result<(), Failure> {
    let (id, params) = connection.initialize_start()?;
    let params: InitializeParams =
        serde_json::from_value(params).map_err(|error| Failure::Protocol(error.to_string()))?;
    let answer = serde_json::json!({
        "capabilities": capabilities(),
        "serverInfo": { "name": "medpol", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer)?;
    let mut server = Server {
        connection,
        workspace: Workspace::open(&root(&params, folders), folders),
        told: Vec::new(),
        news: News::Told,
    };
    for message in &connection.receiver {
        match message {
            Message::Request(request) => {
                if connection.handle_shutdown(&request)? {
                    return Ok(());
                }
                server.publish()?;
                server.answer(request)?;
            }
            Message::Notification(notification) => server.take(notification)?,
            Message::Response(_) => {}
        }
    }
    // The editor is gone without a word; there is nobody to tell.
    Ok(())
}

/// The folder that is open; the one that the server was started in where the editor names none.
#[expect(deprecated, reason = "older editors say nothing else")]
fn root(params: &InitializeParams, folders: &Folders) -> PathBuf {
    let folder = params.workspace_folders.as_ref().and_then(|folders| folders.first()).map(|folder| &folder.uri);
    let path = folder.or(params.root_uri.as_ref()).and_then(address::path);
    path.unwrap_or_else(|| folders.root.clone())
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([":", " ", ".", "[", "{"].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: lsp_types::WorkDoneProgressOptions::default(),
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![lens::COMMAND.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        document_formatting_provider: Some(OneOf::Left(true)),
        ..ServerCapabilities::default()
    }
}

struct Server<'c> {
    connection: &'c Connection,
    workspace: Workspace,
    /// The files of which problems were told last time.
    told: Vec<String>,
    news: News,
}

/// Whether something changed since problems were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    ToTell,
    Told,
}

/// What becomes of a request.
type Answered = Result<serde_json::Value, Box<Response>>;

impl Server<'_> {
    fn send(&self, message: impl Into<Message>) -> Result<(), Failure> {
        self.connection.sender.send(message.into()).map_err(|error| Failure::Protocol(error.to_string()))
    }

    fn answer(&mut self, request: Request) -> Result<(), Failure> {
        let id = request.id.clone();
        let method = request.method.clone();
        let answered = match &*method {
            ExecuteCommand::METHOD => self.execute(request)?,
            Completion::METHOD
            | HoverRequest::METHOD
            | GotoDefinition::METHOD
            | References::METHOD
            | PrepareRenameRequest::METHOD
            | Rename::METHOD => self.about_a_place(request),
            _ => self.about_a_document(request),
        };
        self.send(answered.map_or_else(|refusal| *refusal, |result| Response::new_ok(id, result)))
    }

    /// Answers what is asked of a place in a document.
    fn about_a_place(&mut self, request: Request) -> Answered {
        let (workspace, method) = (&mut self.workspace, request.method.clone());
        match &*method {
            Completion::METHOD => reply::<Completion, _>(request, |params| {
                let at = params.text_document_position;
                Ok(completion::completion(workspace, &at.text_document.uri, at.position))
            }),
            HoverRequest::METHOD => reply::<HoverRequest, _>(request, |params| {
                let at = params.text_document_position_params;
                Ok(hover::hover(workspace, &at.text_document.uri, at.position))
            }),
            GotoDefinition::METHOD => reply::<GotoDefinition, _>(request, |params| {
                let at = params.text_document_position_params;
                Ok(navigation::definition(workspace, &at.text_document.uri, at.position))
            }),
            References::METHOD => reply::<References, _>(request, |params| {
                let (at, wanted) = (params.text_document_position, navigation::Definitions::of(params.context));
                Ok(navigation::references(workspace, &at.text_document.uri, at.position, wanted))
            }),
            PrepareRenameRequest::METHOD => reply::<PrepareRenameRequest, _>(request, |params| {
                Ok(rename::prepare(workspace, &params.text_document.uri, params.position))
            }),
            _ => reply::<Rename, _>(request, |params| {
                let at = params.text_document_position;
                rename::rename(workspace, &at.text_document.uri, at.position, &params.new_name)
            }),
        }
    }

    /// Answers what is asked of a whole document, and that anything else is not known.
    fn about_a_document(&mut self, request: Request) -> Answered {
        let (workspace, method) = (&mut self.workspace, request.method.clone());
        match &*method {
            DocumentSymbolRequest::METHOD => reply::<DocumentSymbolRequest, _>(request, |params| {
                Ok(symbols::symbols(workspace, &params.text_document.uri))
            }),
            InlayHintRequest::METHOD => reply::<InlayHintRequest, _>(request, |params| {
                Ok(hints::hints(workspace, &params.text_document.uri, params.range))
            }),
            CodeLensRequest::METHOD => {
                reply::<CodeLensRequest, _>(request, |params| Ok(lens::lenses(workspace, &params.text_document.uri)))
            }
            CodeLensResolve::METHOD => reply::<CodeLensResolve, _>(request, |lens| Ok(lens::resolved(workspace, lens))),
            CodeActionRequest::METHOD => reply::<CodeActionRequest, _>(request, |params| {
                Ok(problems::mends(workspace, &params.text_document.uri, params.range))
            }),
            Formatting::METHOD => reply::<Formatting, _>(request, |params| self.formatted(&params.text_document.uri)),
            method => {
                let why = format!("`{method}` is not known here");
                Err(refused(&request.id, ErrorCode::MethodNotFound, why).into())
            }
        }
    }

    /// Runs a command, and shows what came of it.
    fn execute(&mut self, request: Request) -> Result<Answered, Failure> {
        let id = request.id.clone();
        Ok(match read::<ExecuteCommand>(request) {
            Ok(params) if params.command == lens::COMMAND => {
                let run = lens::run(&mut self.workspace, &params.arguments);
                self.show(&run)?;
                Ok(serde_json::Value::String(run))
            }
            Ok(params) => {
                Err(refused(&id, ErrorCode::InvalidParams, format!("there is no command `{}`", params.command)).into())
            }
            Err(response) => Err(response),
        })
    }

    /// A text in the one form, as one edit; none where it is in it already.
    fn formatted(&self, address: &Uri) -> Result<Vec<lsp_types::TextEdit>, String> {
        let Some(buffer) = self.workspace.buffer(address) else { return Ok(Vec::new()) };
        let mut sources = medpol_diagnostics::SourceMap::default();
        match formatted(address.as_str(), buffer.text.as_bytes(), &mut sources) {
            Ok(new) if *new == *buffer.text => Ok(Vec::new()),
            Ok(new_text) => Ok(vec![lsp_types::TextEdit { range: Lines::of(&buffer.text).whole(), new_text }]),
            Err(NotFormatted::Json | NotFormatted::NoDocument) => Ok(Vec::new()),
            Err(NotFormatted::Unread(_)) => Err("the text cannot be read: mend its errors first".to_owned()),
            Err(NotFormatted::Different) => {
                Err("in the one form it would not say the same: please report this, with the file".to_owned())
            }
        }
    }

    fn show(&self, text: &str) -> Result<(), Failure> {
        let params = ShowMessageParams { typ: MessageType::INFO, message: text.to_owned() };
        self.send(Notification::new(ShowMessage::METHOD.to_owned(), params))
    }

    /// Takes what the editor says, and tells what is wrong now. What it says and is not known matters to nobody.
    fn take(&mut self, notification: Notification) -> Result<(), Failure> {
        match &*notification.method {
            DidOpenTextDocument::METHOD => {
                let Some(params) = told::<DidOpenTextDocument>(notification) else { return Ok(()) };
                let document = params.text_document;
                self.workspace.put(&document.uri, document.text, document.version);
            }
            DidChangeTextDocument::METHOD => {
                let Some(params) = told::<DidChangeTextDocument>(notification) else { return Ok(()) };
                let address = params.text_document.uri;
                let Some(buffer) = self.workspace.buffer(&address) else { return Ok(()) };
                let text = params.content_changes.into_iter().fold(buffer.text.to_string(), changed);
                self.workspace.put(&address, text, params.text_document.version);
            }
            DidCloseTextDocument::METHOD => {
                let Some(params) = told::<DidCloseTextDocument>(notification) else { return Ok(()) };
                self.workspace.close(&params.text_document.uri);
            }
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => self.workspace.look(),
            _ => return Ok(()),
        }
        self.news = News::ToTell;
        // Whoever types faster than that is told of the last state alone: before the next answer, or when nothing more comes.
        if self.connection.receiver.is_empty() { self.publish() } else { Ok(()) }
    }

    /// Tells what is wrong now, if something changed since that was told.
    fn publish(&mut self) -> Result<(), Failure> {
        if self.news == News::Told {
            return Ok(());
        }
        self.news = News::Told;
        let all = problems::published(&mut self.workspace);
        let now: Vec<String> = all.iter().map(|file| file.uri.as_str().to_owned()).collect();
        // What is mended is told too.
        let mended: Vec<PublishDiagnosticsParams> = self
            .told
            .iter()
            .filter(|address| !now.contains(address))
            .filter_map(|address| Some(PublishDiagnosticsParams::new(address.parse().ok()?, Vec::new(), None)))
            .collect();
        for params in all.into_iter().chain(mended) {
            self.send(Notification::new(PublishDiagnostics::METHOD.to_owned(), params))?;
        }
        self.told = now;
        Ok(())
    }
}

/// A text with one change.
fn changed(mut text: String, change: TextDocumentContentChangeEvent) -> String {
    let Some(range) = change.range else { return change.text };
    let lines = Lines::of(&text);
    let (start, end) = (lines.offset(range.start), lines.offset(range.end));
    text.replace_range(start.min(end)..end.max(start), &change.text);
    text
}

fn refused(id: &RequestId, code: ErrorCode, why: impl Into<String>) -> Response {
    Response::new_err(id.clone(), code as i32, why.into())
}

/// The parameters of a request, or the answer that they are none.
fn read<R: lsp_types::request::Request>(request: Request) -> Result<R::Params, Box<Response>>
where
    R::Params: DeserializeOwned,
{
    let Request { id, params, .. } = request;
    serde_json::from_value(params).map_err(|error| refused(&id, ErrorCode::InvalidParams, error.to_string()).into())
}

fn told<N: lsp_types::notification::Notification>(notification: Notification) -> Option<N::Params>
where
    N::Params: DeserializeOwned,
{
    serde_json::from_value(notification.params).ok()
}

/// The answer to a request of a kind: what is made of its parameters, or why nothing is.
fn reply<R: lsp_types::request::Request, T: Serialize>(
    request: Request,
    make: impl FnOnce(R::Params) -> Result<T, String>,
) -> Answered
where
    R::Params: DeserializeOwned,
{
    let id = request.id.clone();
    let answer = make(read::<R>(request)?).map_err(|why| Box::new(refused(&id, ErrorCode::RequestFailed, why)))?;
    serde_json::to_value(answer).map_err(|error| refused(&id, ErrorCode::InternalError, error.to_string()).into())
}
