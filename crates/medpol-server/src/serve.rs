//! The server from its start to its end: listening, accepting, reloading, shutting down.
//!
//! What a request is answered is not known here.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use medpol_library::Live;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, sleep, timeout_at};
use tower::ServiceExt;

use crate::answering;
use crate::connections::{Connections, Place};
use crate::decision_log::DecisionLog;
use crate::hosts::Hosts;
use crate::meters::Meters;
use crate::pool::{Pool, PoolSize};
use crate::routes::routes;
use crate::settings::{Limits, Settings};
use crate::signals::{self, Signals};
use crate::site::{Ids, Site};
use crate::stream::Stream;

/// The largest head of a request.
const HEAD: usize = 32 << 10;
/// How much of an answer the system takes on for a client that has not read it yet.
const SENT_AHEAD: u32 = 256 << 10;
/// Connections that wait to be accepted.
const BACKLOG: u32 = 1024;
/// How often what was counted is folded into the page.
const FOLDING: Duration = Duration::from_secs(5);
/// Checks of documents at a time: each makes a whole library. One that was begun keeps its place to its end.
const CHECKS: usize = 2;
/// Checks of documents that may wait.
const CHECKS_WAITING: usize = 64;
/// Requests for the status and for policies that are answered at a time; decisions never keep them waiting.
const TELLING: usize = 2;
/// Such requests that may wait.
const TELLING_WAITING: usize = 1024;
/// For each thread, how many decisions that nobody waits for any more may come to their end beside it.
const GIVEN_UP: usize = 4;
/// The least time for the last records to be written once the server stops.
const RECORDING: Duration = Duration::from_millis(500);

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
    let limits = settings.limits;
    let log = settings.decision_log.as_ref().map(|log| {
        DecisionLog::open(log, limits.answer_time)
            .map_err(|source| ServeError::DecisionLog { file: log.file.clone(), source })
    });
    let site = Arc::new(Site {
        live,
        limits,
        clients: settings.clients,
        hosts: Hosts::of(settings.listen, &settings.hosts),
        rollback: settings.rollback,
        log: log.transpose()?,
        lost_lines: settings.lost_lines,
        meters: Meters::new()?,
        ids: Ids::new(),
        deciding: Pool::new(PoolSize {
            threads: limits.threads,
            queue: limits.queue,
            given_up: limits.threads * GIVEN_UP,
            time: limits.answer_time,
        }),
        checking: Pool::new(PoolSize { threads: CHECKS, queue: CHECKS_WAITING, given_up: 0, time: limits.answer_time }),
        telling: Pool::new(PoolSize {
            threads: TELLING,
            queue: TELLING_WAITING,
            given_up: 0,
            time: limits.answer_time,
        }),
        connections: Arc::new(Connections::new(limits.connections)),
        generations: Arc::default(),
    });
    answering::warm_up(&site);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let signals = Signals::new()?;
        let listen = settings.listen;
        let listener = listener(listen).map_err(|source| ServeError::Address { listen, source })?;
        listening(listener.local_addr()?);
        tokio::spawn(fold(Arc::clone(&site)));
        run(site, listener, signals).await;
        Ok(())
    });
    // What is still being computed is waited for by nobody.
    runtime.shutdown_background();
    served
}

/// Listens. The system takes on no more of an answer than this, however much a client leaves unread.
fn listener(listen: SocketAddr) -> io::Result<TcpListener> {
    let socket = if listen.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    socket.set_send_buffer_size(SENT_AHEAD)?;
    socket.bind(listen)?;
    socket.listen(BACKLOG)
}

async fn fold(site: Arc<Site>) {
    loop {
        sleep(FOLDING).await;
        site.meters.fold();
        site.generations.sweep(site.live.snapshot().map_or(0, |snapshot| snapshot.generation));
    }
}

/// Accepts connections until a signal says to stop.
async fn run(site: Arc<Site>, listener: TcpListener, mut signals: Signals) {
    let open = GracefulShutdown::new();
    tokio::select! {
        () = until_stopped(&site, &mut signals) => {}
        () = accept(&site, &listener, &open) => {}
    }
    drop(listener);
    tracing::info!("finishing the requests in flight");
    let end = Instant::now() + site.limits.closing_time;
    tokio::select! {
        finished = timeout_at(end, open.shutdown()) => if finished.is_err() {
            tracing::warn!("some requests took too long and were cut off");
        },
        () = until_stopped(&site, &mut signals) => tracing::warn!("asked to stop again: requests in flight were cut off"),
    }
    if let Some(log) = &site.log {
        let lost = log.close(end.max(Instant::now() + RECORDING)).await;
        if lost > 0 {
            tracing::error!(lost, "the decision log did not take its last records");
        }
    }
}

/// Until a signal says to stop.
async fn until_stopped(site: &Site, signals: &mut Signals) {
    loop {
        match signals.next().await {
            signals::Signal::Reopen => reopen(site),
            signals::Signal::Stop => return,
        }
    }
}

/// Accepts connections.
async fn accept(site: &Arc<Site>, listener: &TcpListener, open: &GracefulShutdown) {
    let router = routes(site);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let place = site.connections.place(|| site.meters.gave_way.increment(1)).await;
                connect(site, &router, open, stream, place);
            }
            Err(error) => {
                // Usually there are no more files to be had.
                tracing::warn!(%error, "a connection cannot be accepted");
                if site.connections.make_room() {
                    site.meters.gave_way.increment(1);
                }
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// Answers the requests of a connection, in a task of its own.
fn connect(site: &Arc<Site>, router: &Router, open: &GracefulShutdown, stream: TcpStream, place: Place) {
    // Answers are written whole; waiting to fill a packet would only delay them.
    let _ = stream.set_nodelay(true);
    let activity = Arc::clone(&place.activity);
    let router = router.clone().map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Arc::clone(&activity));
        request
    });
    let stream = Stream::new(stream, Arc::clone(&place.activity), site.limits.write_time);
    let service = TowerToHyperService::new(router);
    let connection = open.watch(configured(&site.limits).serve_connection(TokioIo::new(stream), service));
    let site = Arc::clone(site);
    tokio::spawn(async move {
        site.meters.connections.increment(1);
        tokio::select! {
            // What goes wrong here is the client's: it left, said nothing, or did not speak HTTP.
            ended = connection => if ended.is_err() {
                tracing::debug!("a connection broke off or took too long");
            },
            () = place.activity.has_to_leave() => tracing::debug!("a connection made room for another"),
        }
        site.meters.connections.decrement(1);
        drop(place);
    });
}

fn configured(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_time).max_buf_size(HEAD).keep_alive(true);
    http
}

fn reopen(site: &Site) {
    if let Some(log) = &site.log {
        log.reopen();
    }
}
