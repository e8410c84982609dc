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
    RenameOptions, SaveOptions, ServerCapabilities, ShowMessageParams, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, Uri,
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
    let mut server = Server { connection, workspace: Workspace::open(&root(&params), folders), told: Vec::new() };
    for message in &connection.receiver {
        match message {
            Message::Request(request) => {
                if connection.handle_shutdown(&request)? {
                    return Ok(());
                }
                server.answer(request)?;
            }
            Message::Notification(notification) => server.take(notification)?,
            Message::Response(_) => {}
        }
    }
    // The editor is gone without a word; there is nobody to tell.
    Ok(())
}

/// The folder that is open.
#[expect(deprecated, reason = "older editors say nothing else")]
fn root(params: &InitializeParams) -> PathBuf {
    let folder = params.workspace_folders.as_ref().and_then(|folders| folders.first()).map(|folder| &folder.uri);
    let path = folder.or(params.root_uri.as_ref()).and_then(address::path);
    path.or_else(|| std::env::current_dir().ok()).unwrap_or_default()
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
}

/// What becomes of a request.
type Answered = Result<serde_json::Value, Response>;

impl Server<'_> {
    fn send(&self, message: impl Into<Message>) -> Result<(), Failure> {
        self.connection.sender.send(message.into()).map_err(|error| Failure::Protocol(error.to_string()))
    }

    fn answer(&mut self, request: Request) -> Result<(), Failure> {
        let id = request.id.clone();
        let method = request.method.clone();
        let answered = match &*method {
            Completion::METHOD => read::<Completion>(request).and_then(|params| {
                let at = &params.text_document_position;
                written(&completion::completion(&mut self.workspace, &at.text_document.uri, at.position), &id)
            }),
            HoverRequest::METHOD => read::<HoverRequest>(request).and_then(|params| {
                let at = &params.text_document_position_params;
                written(&hover::hover(&mut self.workspace, &at.text_document.uri, at.position), &id)
            }),
            GotoDefinition::METHOD => read::<GotoDefinition>(request).and_then(|params| {
                let at = &params.text_document_position_params;
                written(&navigation::definition(&mut self.workspace, &at.text_document.uri, at.position), &id)
            }),
            References::METHOD => read::<References>(request).and_then(|params| {
                let at = &params.text_document_position;
                let found = navigation::references(
                    &mut self.workspace,
                    &at.text_document.uri,
                    at.position,
                    navigation::Definitions::of(&params.context),
                );
                written(&found, &id)
            }),
            PrepareRenameRequest::METHOD => read::<PrepareRenameRequest>(request).and_then(|params| {
                written(&rename::prepare(&mut self.workspace, &params.text_document.uri, params.position), &id)
            }),
            Rename::METHOD => read::<Rename>(request).and_then(|params| {
                let at = &params.text_document_position;
                match rename::rename(&mut self.workspace, &at.text_document.uri, at.position, &params.new_name) {
                    Ok(edit) => written(&edit, &id),
                    Err(why) => Err(refused(&id, ErrorCode::RequestFailed, why)),
                }
            }),
            DocumentSymbolRequest::METHOD => read::<DocumentSymbolRequest>(request)
                .and_then(|params| written(&symbols::symbols(&mut self.workspace, &params.text_document.uri), &id)),
            InlayHintRequest::METHOD => read::<InlayHintRequest>(request).and_then(|params| {
                written(&hints::hints(&mut self.workspace, &params.text_document.uri, params.range), &id)
            }),
            CodeLensRequest::METHOD => read::<CodeLensRequest>(request)
                .and_then(|params| written(&lens::lenses(&mut self.workspace, &params.text_document.uri), &id)),
            CodeLensResolve::METHOD => read::<CodeLensResolve>(request)
                .and_then(|lens| written(&lens::resolved(&mut self.workspace, lens), &id)),
            CodeActionRequest::METHOD => read::<CodeActionRequest>(request).and_then(|params| {
                written(&problems::mends(&mut self.workspace, &params.text_document.uri, params.range), &id)
            }),
            Formatting::METHOD => read::<Formatting>(request)
                .and_then(|params| match self.formatted(&params.text_document.uri) {
                    Ok(edits) => written(&edits, &id),
                    Err(why) => Err(refused(&id, ErrorCode::RequestFailed, why)),
                }),
            ExecuteCommand::METHOD => match read::<ExecuteCommand>(request) {
                Ok(params) if params.command == lens::COMMAND => {
                    let run = lens::run(&mut self.workspace, &params.arguments);
                    self.show(&run)?;
                    Ok(serde_json::Value::String(run))
                }
                Ok(params) => {
                    Err(refused(&id, ErrorCode::InvalidParams, format!("there is no command `{}`", params.command)))
                }
                Err(response) => Err(response),
            },
            method => Err(refused(&id, ErrorCode::MethodNotFound, format!("`{method}` is not known here"))),
        };
        self.send(answered.map_or_else(|refusal| refusal, |result| Response::new_ok(id, result)))
    }

    /// A text in the one form, as one edit; none where it is in it already.
    fn formatted(&self, address: &Uri) -> Result<Vec<lsp_types::TextEdit>, String> {
        let Some(buffer) = self.workspace.buffer(address) else { return Ok(Vec::new()) };
        let mut sources = medpol_diagnostics::SourceMap::default();
        match formatted(address.as_str(), buffer.text.as_bytes(), &mut sources) {
            Ok(new) if *new == *buffer.text => Ok(Vec::new()),
            Ok(new_text) => {
                Ok(vec![lsp_types::TextEdit { range: Lines::of(&buffer.text).whole(), new_text }])
            }
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
                let mut text = buffer.text.to_string();
                for change in params.content_changes {
                    match change.range {
                        None => text = change.text,
                        Some(range) => {
                            let lines = Lines::of(&text);
                            let (start, end) = (lines.offset(range.start), lines.offset(range.end));
                            text.replace_range(start.min(end)..end.max(start), &change.text);
                        }
                    }
                }
                self.workspace.put(&address, text, params.text_document.version);
            }
            DidCloseTextDocument::METHOD => {
                let Some(params) = told::<DidCloseTextDocument>(notification) else { return Ok(()) };
                self.workspace.close(&params.text_document.uri);
            }
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => self.workspace.look(),
            _ => return Ok(()),
        }
        // Whoever types faster than that is told of the last state alone.
        if self.connection.receiver.is_empty() { self.publish() } else { Ok(()) }
    }

    fn publish(&mut self) -> Result<(), Failure> {
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

fn refused(id: &RequestId, code: ErrorCode, why: impl Into<String>) -> Response {
    Response::new_err(id.clone(), code as i32, why.into())
}

/// The parameters of a request, or the answer that they are none.
fn read<R: lsp_types::request::Request>(request: Request) -> Result<R::Params, Response>
where
    R::Params: DeserializeOwned,
{
    let Request { id, params, .. } = request;
    serde_json::from_value(params).map_err(|error| refused(&id, ErrorCode::InvalidParams, error.to_string()))
}

fn told<N: lsp_types::notification::Notification>(notification: Notification) -> Option<N::Params>
where
    N::Params: DeserializeOwned,
{
    serde_json::from_value(notification.params).ok()
}

fn written(result: &impl Serialize, id: &RequestId) -> Answered {
    serde_json::to_value(result).map_err(|error| refused(id, ErrorCode::InternalError, error.to_string()))
}
