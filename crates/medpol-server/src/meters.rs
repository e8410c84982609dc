//! What is counted, and the page that Prometheus reads.
//!
//! Labels are routes, statuses and results: never an id of a case, never a fact.

use std::time::Duration;

use medpol_model::answer::Outcome;
use metrics::{Counter, Gauge, Key, Label, Level, Metadata, Recorder, Unit};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use crate::decision_log::LogHealth;
use crate::gone::GoneCounts;
use crate::pool::{NoResult, PoolFigures};

/// Upper bounds of the buckets of request times, in seconds.
const BUCKETS: [f64; 12] = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0];

const ABOUT: Metadata<'static> = Metadata::new("medpol", Level::INFO, None);

/// The counters of one server.
pub(crate) struct Meters {
    recorder: PrometheusRecorder,
    page: PrometheusHandle,
    met: Counter,
    not_met: Counter,
    unknown: Counter,
    not_applicable: Counter,
    refused: Counter,
    unrecorded: Counter,
    lost_lines: Counter,
    unwritten: Gauge,
    /// Requests that ended in a bug.
    pub(crate) panics: Counter,
    /// Open connections.
    pub(crate) connections: Gauge,
    in_flight: Gauge,
    /// Connections that had to make room for others.
    pub(crate) gave_way: Counter,
    queue_full: Counter,
    time_limit: Counter,
    running: Gauge,
    waiting: Gauge,
    given_up: Gauge,
    generation: Gauge,
    policies: Gauge,
    is_failing: Gauge,
    is_incomplete: Gauge,
    unreadable: Gauge,
    is_log_failing: Gauge,
    gone_waiting: Gauge,
    gone_published: Gauge,
    gone_kept: Gauge,
}

/// A request that is being answered; counted until this is dropped.
pub(crate) struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

/// The state of the library and of the logs, as the page shows it.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    /// The generation that is served.
    pub(crate) generation: u64,
    /// Its policy versions.
    pub(crate) policies: usize,
    /// 1 while what is on disk is refused, else 0.
    pub(crate) failing: u8,
    /// Its files that cannot be read.
    pub(crate) unreadable: usize,
    /// Policy versions that are gone from disk.
    pub(crate) gone: GoneCounts,
    /// Whether decisions are being recorded.
    pub(crate) log: LogHealth,
    /// Lines of what happens that could not be written.
    pub(crate) lost_lines: u64,
}

impl Meters {
    pub(crate) fn new() -> Result<Self, BuildError> {
        let seconds = Matcher::Full("medpol_http_request_duration_seconds".to_owned());
        let recorder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &BUCKETS)?.build_recorder();
        describe(&recorder);
        let counter = |name: &'static str| recorder.register_counter(&Key::from_name(name), &ABOUT);
        let gauge = |name: &'static str| recorder.register_gauge(&Key::from_name(name), &ABOUT);
        let result = |word: &'static str| {
            let labels = vec![Label::new("result", word)];
            recorder.register_counter(&Key::from_parts("medpol_answers_total", labels), &ABOUT)
        };
        let gone = |state: &'static str| {
            let labels = vec![Label::new("state", state)];
            recorder.register_gauge(&Key::from_parts("medpol_library_gone_policies", labels), &ABOUT)
        };
        Ok(Self {
            met: result("met"),
            not_met: result("not_met"),
            unknown: result("unknown"),
            not_applicable: result("not_applicable"),
            refused: result("refused"),
            unrecorded: counter("medpol_decision_log_failures_total"),
            lost_lines: counter("medpol_log_lines_lost_total"),
            unwritten: gauge("medpol_decision_log_waiting"),
            panics: counter("medpol_panics_total"),
            connections: gauge("medpol_http_connections"),
            in_flight: gauge("medpol_http_requests_in_flight"),
            gave_way: counter("medpol_http_connections_gave_way_total"),
            queue_full: counter("medpol_queue_full_total"),
            time_limit: counter("medpol_time_limit_total"),
            running: gauge("medpol_pool_running"),
            waiting: gauge("medpol_pool_waiting"),
            given_up: gauge("medpol_pool_given_up"),
            generation: gauge("medpol_library_generation"),
            policies: gauge("medpol_library_policies"),
            is_failing: gauge("medpol_library_reload_failing"),
            is_incomplete: gauge("medpol_library_incomplete"),
            unreadable: gauge("medpol_library_unreadable_files"),
            is_log_failing: gauge("medpol_decision_log_failing"),
            gone_waiting: gone("waiting"),
            gone_published: gone("published"),
            gone_kept: gone("kept"),
            page: recorder.handle(),
            recorder,
        })
    }

    /// Counts an answer; `None` is a case that was refused.
    pub(crate) fn answered(&self, outcome: Option<Outcome>) {
        let counter = match outcome {
            Some(Outcome::Met) => &self.met,
            Some(Outcome::NotMet) => &self.not_met,
            Some(Outcome::Unknown) => &self.unknown,
            Some(Outcome::NotApplicable) => &self.not_applicable,
            None => &self.refused,
        };
        counter.increment(1);
    }

    /// Counts a request that is being answered.
    pub(crate) fn in_flight(&self) -> InFlight {
        self.in_flight.increment(1);
        InFlight(self.in_flight.clone())
    }

    /// Counts what was not computed.
    pub(crate) fn not_computed(&self, reason: NoResult) {
        match reason {
            NoResult::QueueFull => self.queue_full.increment(1),
            NoResult::NotBegun | NoResult::NotDone => self.time_limit.increment(1),
            NoResult::Panicked => self.panics.increment(1),
        }
    }

    /// Shows how busy the pools are.
    pub(crate) fn show_load(&self, deciding: PoolFigures, checking: PoolFigures) {
        let set = |gauge: &Gauge, deciding: usize, checking: usize| {
            gauge.set(f64::from(u32::try_from(deciding + checking).unwrap_or(u32::MAX)));
        };
        set(&self.running, deciding.running, checking.running);
        set(&self.waiting, deciding.waiting, checking.waiting);
        set(&self.given_up, deciding.given_up, checking.given_up);
    }

    /// Counts a request that was answered, under the pattern of its address.
    pub(crate) fn requested(&self, route: &str, status: u16, took: Duration) {
        let route = Label::new("route", route.to_owned());
        let by_status = vec![route.clone(), Label::new("status", status.to_string())];
        let counted = Key::from_parts("medpol_http_requests_total", by_status);
        self.recorder.register_counter(&counted, &ABOUT).increment(1);
        let timed = Key::from_parts("medpol_http_request_duration_seconds", vec![route]);
        self.recorder.register_histogram(&timed, &ABOUT).record(took.as_secs_f64());
    }

    /// The page as it is now.
    pub(crate) fn page(&self, figures: &Figures) -> String {
        let narrow = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        self.generation.set(narrow(figures.generation));
        self.policies.set(narrow(u64::try_from(figures.policies).unwrap_or(u64::MAX)));
        self.is_failing.set(f64::from(figures.failing));
        self.is_incomplete.set(f64::from(u8::from(figures.unreadable > 0)));
        self.unreadable.set(narrow(u64::try_from(figures.unreadable).unwrap_or(u64::MAX)));
        let count = |count: usize| narrow(u64::try_from(count).unwrap_or(u64::MAX));
        self.gone_waiting.set(count(figures.gone.waiting));
        self.gone_published.set(count(figures.gone.published));
        self.gone_kept.set(count(figures.gone.kept));
        let log = &figures.log;
        self.is_log_failing.set(f64::from(u8::from(log.failing.is_some() || log.blocked.is_some())));
        self.unwritten.set(narrow(u64::try_from(log.waiting).unwrap_or(u64::MAX)));
        self.unrecorded.absolute(log.failures);
        self.lost_lines.absolute(figures.lost_lines);
        self.page.render()
    }

    /// Folds what was recorded into the page, so that it does not pile up where nobody reads it.
    pub(crate) fn fold(&self) {
        self.page.run_upkeep();
    }
}

fn describe(recorder: &PrometheusRecorder) {
    let counters = [
        ("medpol_answers_total", "Cases by what they came to."),
        ("medpol_http_requests_total", "Requests by route and status."),
        ("medpol_decision_log_failures_total", "Decisions that could not be recorded."),
        ("medpol_log_lines_lost_total", "Lines of what happens that could not be written to stderr."),
        ("medpol_panics_total", "Requests that ended in a bug."),
        ("medpol_http_connections_gave_way_total", "Connections that were closed because others needed their place."),
        ("medpol_queue_full_total", "Requests that were refused because too many were waiting."),
        ("medpol_time_limit_total", "Requests and lines of batches that were not answered in time."),
    ];
    for (name, about) in counters {
        recorder.describe_counter(name.into(), None, about.into());
    }
    let gauges = [
        ("medpol_http_connections", "Open connections."),
        ("medpol_http_requests_in_flight", "Requests that are being answered."),
        ("medpol_pool_running", "What is being decided or checked."),
        ("medpol_pool_waiting", "Requests that wait to be decided or checked."),
        ("medpol_pool_given_up", "What nobody waits for any more and has not ended yet."),
        ("medpol_library_generation", "The generation of the library that is served."),
        ("medpol_library_policies", "Policy versions of the library that is served."),
        (
            "medpol_library_reload_failing",
            "1 while the files on disk are not what is served because they have errors or are not as they were locked.",
        ),
        ("medpol_library_incomplete", "1 while a file of the library that is served cannot be read."),
        ("medpol_library_unreadable_files", "Files of the library that is served that cannot be read."),
        (
            "medpol_library_gone_policies",
            "Policy versions that are gone from disk: still served for a while, no longer served, or kept.",
        ),
        ("medpol_decision_log_failing", "1 while decisions cannot be recorded."),
        ("medpol_decision_log_waiting", "Decisions that wait to be recorded."),
    ];
    for (name, about) in gauges {
        recorder.describe_gauge(name.into(), None, about.into());
    }
    let about = "From the head of a request to the head of its answer.";
    recorder.describe_histogram("medpol_http_request_duration_seconds".into(), Some(Unit::Seconds), about.into());
}
