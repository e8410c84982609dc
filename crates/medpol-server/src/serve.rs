//! The server from its start to its end: listening, accepting, reloading, shutting down.
//!
//! What a request is answered is not known here.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use medpol_library::Live;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};

use crate::answering;
use crate::decision_log::DecisionLog;
use crate::hosts::Hosts;
use crate::meters::Meters;
use crate::routes::routes;
use crate::settings::{Limits, Settings};
use crate::signals::{self, Signals};
use crate::site::{Ids, Site};

/// The largest head of a request.
const HEAD: usize = 32 << 10;
/// How often what was counted is folded into the page.
const FOLDING: Duration = Duration::from_secs(5);
/// Checks of documents at a time.
const CHECKS: usize = 2;

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Others than this machine could reach it, and anybody would be answered.
    #[error("`{0}` can be reached from other machines, and no token is asked for")]
    Exposed(SocketAddr),
    /// The address cannot be listened on.
    #[error("`{listen}` cannot be listened on: {source}")]
    Address {
        /// The address.
        listen: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The decision log cannot be opened.
    #[error("the decision log `{}` cannot be written: {source}", file.display())]
    DecisionLog {
        /// The file.
        file: std::path::PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The runtime or its signals are not to be had.
    #[error("the server cannot be set up: {0}")]
    SetUp(#[from] io::Error),
    /// A bug in the counters.
    #[error("the metrics cannot be set up: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
}

/// Serves until a signal asks it to stop, and then finishes the requests in flight.
///
/// `listening` is called once with the address, when requests are accepted; with port 0 in the
/// settings, the system chooses one.
///
/// # Errors
///
/// When it cannot start. Once it serves, it does not fail.
pub fn serve(settings: Settings, live: Arc<Live>, listening: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    if settings.clients.is_none() && !settings.listen.ip().is_loopback() {
        return Err(ServeError::Exposed(settings.listen));
    }
    let log = settings
        .decision_log
        .as_ref()
        .map(|log| DecisionLog::open(log).map_err(|source| ServeError::DecisionLog { file: log.file.clone(), source }));
    let site = Arc::new(Site {
        live,
        limits: settings.limits,
        clients: settings.clients,
        hosts: Hosts::of(settings.listen, &settings.hosts),
        rollback: settings.rollback,
        log: log.transpose()?,
        meters: Meters::new()?,
        ids: Ids::new(),
        checks: Semaphore::new(CHECKS),
    });
    answering::warm_up(&site);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let signals = Signals::new()?;
        let listen = settings.listen;
        let listener = TcpListener::bind(listen).await.map_err(|source| ServeError::Address { listen, source })?;
        listening(listener.local_addr()?);
        tokio::spawn(fold(Arc::clone(&site)));
        run(site, listener, signals).await;
        Ok(())
    })
}

async fn fold(site: Arc<Site>) {
    loop {
        sleep(FOLDING).await;
        site.meters.fold();
    }
}

/// Accepts connections until a signal says to stop.
async fn run(site: Arc<Site>, listener: TcpListener, mut signals: Signals) {
    let router = routes(&site);
    let room = Arc::new(Semaphore::new(site.limits.connections));
    let open = GracefulShutdown::new();
    loop {
        tokio::select! {
            signal = signals.next() => match signal {
                signals::Signal::Reopen => reopen(&site),
                signals::Signal::Stop => break,
            },
            Some((stream, place)) = accept(&listener, &room) => {
                connect(&site, &router, &open, stream, place);
            }
        }
    }
    drop(listener);
    tracing::info!("finishing the requests in flight");
    if timeout(site.limits.closing_time, open.shutdown()).await.is_err() {
        tracing::warn!("some requests took too long and were cut off");
    }
}

/// The next connection, once there is room for it.
async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return Some((stream, place)),
            Err(error) => {
                // Usually there are no more files to be had; some will be given back.
                tracing::warn!(%error, "a connection cannot be accepted");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// Answers the requests of a connection, in a task of its own.
fn connect(site: &Arc<Site>, router: &Router, open: &GracefulShutdown, stream: TcpStream, place: OwnedSemaphorePermit) {
    // Answers are written whole; waiting to fill a packet would only delay them.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router.clone());
    let connection = configured(&site.limits).serve_connection(TokioIo::new(stream), service);
    let connection = open.watch(connection);
    let site = Arc::clone(site);
    tokio::spawn(async move {
        site.meters.connections.increment(1);
        // What goes wrong here is the client's: it left, said nothing, or did not speak HTTP.
        let ended = connection.await;
        site.meters.connections.decrement(1);
        if ended.is_err() {
            tracing::debug!("a connection broke off or took too long");
        }
        drop(place);
    });
}

fn configured(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_time).max_buf_size(HEAD).keep_alive(true);
    http
}

fn reopen(site: &Site) {
    let Some(log) = &site.log else { return };
    match log.reopen() {
        Ok(()) => tracing::info!("the decision log was opened again"),
        Err(error) => tracing::error!(%error, "the decision log cannot be opened again"),
    }
}
