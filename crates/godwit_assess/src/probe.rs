//! A probe: one question about a project, the evidence that answers it, and what the answer is worth in each view.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::probes::PROBES;
use crate::profile::Profile;
use crate::project::Project;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    True,
    /// `good` of `of`.
    Partial {
        good: u32,
        of: u32,
    },
    False,
    /// The question does not arise in this project.
    NotApplicable,
    /// The evidence that would answer it is not there, or needs an analysis that is not done yet.
    Unknown,
    /// The probe crashed: never a zero, the score is incomplete.
    Error,
}

impl Outcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::True => "true",
            Outcome::Partial { .. } => "partial",
            Outcome::False => "false",
            Outcome::NotApplicable => "not applicable",
            Outcome::Unknown => "unknown",
            Outcome::Error => "error",
        }
    }

    /// `True` or `False` where all or none is good, `Partial` between, `NotApplicable` of nothing.
    pub const fn of(good: usize, of: usize) -> Outcome {
        if of == 0 {
            Outcome::NotApplicable
        } else if good >= of {
            Outcome::True
        } else if good == 0 {
            Outcome::False
        } else {
            Outcome::Partial { good: good as u32, of: of as u32 }
        }
    }
}

/// A place that speaks for or against.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Relative to the project.
    pub file: String,
    /// 1-based; 0: the whole file.
    pub line: u32,
    pub snippet: String,
}

impl Evidence {
    pub fn file(file: impl Into<String>) -> Self {
        Evidence { file: file.into(), line: 0, snippet: String::new() }
    }

    pub fn at(file: impl Into<String>, line: u32, snippet: &str) -> Self {
        let mut text: String = snippet.trim().chars().take(MAX_SNIPPET).collect();
        if text.len() < snippet.trim().len() {
            text.push('…');
        }
        Evidence { file: file.into(), line, snippet: text }
    }
}

const MAX_SNIPPET: usize = 100;
/// More places of one kind say nothing new.
const MAX_EVIDENCE: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub outcome: Outcome,
    /// The outcome in words, with its numbers.
    pub reason: String,
    /// `(good, of)` where sites were counted, for the confidence bound.
    pub sites: Option<(u32, u32)>,
    pub evidence: Vec<Evidence>,
}

impl Answer {
    pub fn new(outcome: Outcome, reason: impl Into<String>) -> Self {
        Answer { outcome, reason: reason.into(), sites: None, evidence: Vec::new() }
    }

    pub fn yes(reason: impl Into<String>) -> Self {
        Answer::new(Outcome::True, reason)
    }

    pub fn no(reason: impl Into<String>) -> Self {
        Answer::new(Outcome::False, reason)
    }

    pub fn not_applicable(reason: impl Into<String>) -> Self {
        Answer::new(Outcome::NotApplicable, reason)
    }

    pub fn unknown(reason: impl Into<String>) -> Self {
        Answer::new(Outcome::Unknown, reason)
    }

    pub fn when(condition: bool, yes: impl Into<String>, no: impl Into<String>) -> Self {
        if condition { Answer::yes(yes) } else { Answer::no(no) }
    }

    /// A checklist: `good` of `of` things that one can list.
    pub fn checklist(good: usize, of: usize, reason: impl Into<String>) -> Self {
        Answer::new(Outcome::of(good, of), reason)
    }

    /// A sample of sites: few good ones prove less than many.
    pub fn sites(good: usize, of: usize, what: &str) -> Self {
        let mut answer = Answer::new(Outcome::of(good, of), format!("{good} of {of} {what}"));
        answer.sites = Some((good as u32, of as u32));
        answer
    }

    pub fn because(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.evidence.extend(evidence);
        self.evidence.sort();
        self.evidence.dedup();
        self.evidence.truncate(MAX_EVIDENCE);
        self
    }

    /// The share of the probe's points that the answer earns.
    pub fn share(&self) -> f64 {
        match (self.outcome, self.sites) {
            (Outcome::True | Outcome::Partial { .. }, Some((good, of))) => wilson(good, of),
            (Outcome::True, None) => 1.0,
            (Outcome::Partial { good, of }, None) => f64::from(good) / f64::from(of.max(1)),
            _ => 0.0,
        }
    }
}

/// `1 place`, `2 places`.
pub fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// The lower end of the one-sided 90 % confidence interval of a share (Wilson): one good site of one is weaker proof than
/// a hundred of a hundred.
pub fn wilson(good: u32, of: u32) -> f64 {
    const Z: f64 = 1.2816;
    if of == 0 {
        return 0.0;
    }
    let (n, p) = (f64::from(of), f64::from(good) / f64::from(of));
    let centre = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((centre - spread) / (1.0 + Z * Z / n)).clamp(0.0, 1.0)
}

/// The eight dimensions of the score, with the seed's weights.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Dimension {
    Errors,
    Concurrency,
    Testing,
    Organisation,
    Observability,
    Security,
    Performance,
    Documentation,
}

impl Dimension {
    pub const ALL: [Dimension; 8] = [
        Dimension::Errors,
        Dimension::Concurrency,
        Dimension::Testing,
        Dimension::Organisation,
        Dimension::Observability,
        Dimension::Security,
        Dimension::Performance,
        Dimension::Documentation,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Dimension::Errors => "Error handling",
            Dimension::Concurrency => "Concurrency",
            Dimension::Testing => "Testing",
            Dimension::Organisation => "Organisation",
            Dimension::Observability => "Observability",
            Dimension::Security => "Security",
            Dimension::Performance => "Performance",
            Dimension::Documentation => "Documentation",
        }
    }

    pub const fn weight(self) -> f64 {
        match self {
            Dimension::Errors | Dimension::Concurrency | Dimension::Testing | Dimension::Organisation => 15.0,
            _ => 10.0,
        }
    }
}

/// The eight signals of the health check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Signal {
    Structure,
    Errors,
    Concurrency,
    Testing,
    Observability,
    Configuration,
    Delivery,
    Documentation,
}

impl Signal {
    pub const ALL: [Signal; 8] = [
        Signal::Structure,
        Signal::Errors,
        Signal::Concurrency,
        Signal::Testing,
        Signal::Observability,
        Signal::Configuration,
        Signal::Delivery,
        Signal::Documentation,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Signal::Structure => "Project structure",
            Signal::Errors => "Error handling",
            Signal::Concurrency => "Concurrency safety",
            Signal::Testing => "Testing",
            Signal::Observability => "Observability",
            Signal::Configuration => "Configuration",
            Signal::Delivery => "CI/CD",
            Signal::Documentation => "Documentation",
        }
    }

    /// The dimension whose probes answer for the signal; configuration and delivery have probes of their own.
    pub const fn dimension(self) -> Option<Dimension> {
        Some(match self {
            Signal::Structure => Dimension::Organisation,
            Signal::Errors => Dimension::Errors,
            Signal::Concurrency => Dimension::Concurrency,
            Signal::Testing => Dimension::Testing,
            Signal::Observability => Dimension::Observability,
            Signal::Documentation => Dimension::Documentation,
            Signal::Configuration | Signal::Delivery => return None,
        })
    }
}

/// The lines of the readiness list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Item {
    Race,
    Coverage,
    Logging,
    Shutdown,
    Health,
    ConfigValidation,
    Wrapping,
    LintClean,
    Docker,
    Vulnerabilities,
    Tracing,
    Metrics,
    RequestId,
    RateLimit,
    Headers,
    Integration,
    Migrations,
    Pipeline,
}

impl Item {
    pub const P0: [Item; 10] = [
        Item::Race,
        Item::Coverage,
        Item::Logging,
        Item::Shutdown,
        Item::Health,
        Item::ConfigValidation,
        Item::Wrapping,
        Item::LintClean,
        Item::Docker,
        Item::Vulnerabilities,
    ];
    pub const P1: [Item; 8] = [
        Item::Tracing,
        Item::Metrics,
        Item::RequestId,
        Item::RateLimit,
        Item::Headers,
        Item::Integration,
        Item::Migrations,
        Item::Pipeline,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Item::Race => "race-clean test suite",
            Item::Coverage => "over 80 % coverage of business logic",
            Item::Logging => "structured logging",
            Item::Shutdown => "graceful shutdown on signals",
            Item::Health => "health endpoints /healthz and /readyz",
            Item::ConfigValidation => "configuration validated at startup",
            Item::Wrapping => "errors wrapped with context throughout",
            Item::LintClean => "golangci-lint clean under a strict config",
            Item::Docker => "multi-stage image on scratch or distroless",
            Item::Vulnerabilities => "govulncheck clean",
            Item::Tracing => "OpenTelemetry tracing",
            Item::Metrics => "Prometheus metrics",
            Item::RequestId => "request id propagation",
            Item::RateLimit => "rate limiting",
            Item::Headers => "security headers",
            Item::Integration => "integration tests with testcontainers",
            Item::Migrations => "database migrations",
            Item::Pipeline => "pipeline lint, test, build, deploy",
        }
    }
}

/// Where an answer counts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Feed {
    /// Points of the score, and through it of the signal with that dimension.
    Score(Dimension, f64),
    /// Points of a signal that no dimension answers for.
    Health(Signal, f64),
    /// The item is present where the answer is true.
    Ready(Item),
    /// The item is proven where the answer is true.
    Proof(Item),
}

/// How to earn the points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Remedy {
    /// The exact command, or the change in one line.
    pub command: &'static str,
    pub effort: Effort,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Effort {
    /// One command or one line.
    Minutes,
    /// A change in a few places.
    Hour,
    /// A change throughout.
    Day,
    Days,
}

impl Effort {
    /// Relative cost, for "points per effort".
    pub const fn cost(self) -> f64 {
        match self {
            Effort::Minutes => 1.0,
            Effort::Hour => 4.0,
            Effort::Day => 16.0,
            Effort::Days => 48.0,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Effort::Minutes => "minutes",
            Effort::Hour => "an hour",
            Effort::Day => "a day",
            Effort::Days => "days",
        }
    }
}

pub struct Probe {
    /// `family/kebab-name`.
    pub id: &'static str,
    pub question: &'static str,
    /// Rows of the inventory of requirements.
    pub rows: &'static [u16],
    pub feeds: &'static [Feed],
    /// The profiles in which the question arises.
    pub profiles: &'static [Profile],
    pub remedy: Remedy,
    /// A plain no caps the dimension at this share of its points.
    pub cap: Option<(Dimension, f64)>,
    pub ask: fn(&Project) -> Answer,
}

pub const ANY: &[Profile] = &[Profile::Service, Profile::Library, Profile::Cli];
pub const PROGRAMS: &[Profile] = &[Profile::Service, Profile::Cli];
pub const SERVICE: &[Profile] = &[Profile::Service];

impl Probe {
    pub fn points(&self) -> f64 {
        let score = |f: &Feed| if let Feed::Score(_, points) = f { *points } else { 0.0 };
        self.feeds.iter().map(score).sum()
    }
}

/// A probe and what it found.
pub struct ProbeResult {
    pub probe: &'static Probe,
    pub answer: Answer,
}

/// All answers, in the order of the store.
pub struct Assessment {
    pub profile: Profile,
    /// Why the profile was chosen.
    pub profile_reason: String,
    pub results: Vec<ProbeResult>,
}

impl Assessment {
    pub fn has_errors(&self) -> bool {
        self.results.iter().any(|r| r.answer.outcome == Outcome::Error)
    }
}

/// Asks every probe of `probes`; a crash of one is its own error row.
pub fn assess_with(project: &Project, probes: &[&'static Probe]) -> Assessment {
    let (profile, profile_reason) = (project.profile, project.profile_reason.clone());
    let ask = |&probe: &&'static Probe| {
        let answer = if probe.profiles.contains(&profile) {
            catch_unwind(AssertUnwindSafe(|| (probe.ask)(project))).unwrap_or_else(|payload| {
                let text = payload.downcast_ref::<&str>().map(|s| s.to_string());
                let text = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
                Answer::new(Outcome::Error, format!("the probe crashed, please report it: {text}"))
            })
        } else {
            Answer::not_applicable(format!("does not apply to a {}", profile.as_str()))
        };
        ProbeResult { probe, answer }
    };
    Assessment { profile, profile_reason, results: probes.iter().map(ask).collect() }
}

pub fn assess(project: &Project) -> Assessment {
    let probes: Vec<&'static Probe> = PROBES.iter().flat_map(|family| family.iter()).collect();
    assess_with(project, &probes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_sites_prove_less_than_many() {
        assert!(wilson(1, 1) < 0.5);
        assert!(wilson(10, 10) > 0.8 && wilson(10, 10) < 0.9);
        assert!(wilson(1000, 1000) > 0.99);
        assert!(wilson(0, 10) < 0.001);
        assert!((wilson(5, 10) - 0.31).abs() < 0.05);
    }

    #[test]
    fn the_points_of_each_dimension_are_its_weight() {
        for dimension in Dimension::ALL {
            let of = |f: &Feed| {
                if let Feed::Score(d, p) = f { if *d == dimension { *p } else { 0.0 } } else { 0.0 }
            };
            let sum: f64 = PROBES.iter().flat_map(|f| f.iter()).flat_map(|p| p.feeds).map(of).sum();
            assert!((sum - dimension.weight()).abs() < 1e-9, "{}: {sum}", dimension.name());
        }
        assert_eq!(Dimension::ALL.iter().map(|d| d.weight()).sum::<f64>(), 100.0);
    }

    #[test]
    fn every_item_of_the_readiness_list_has_a_probe_and_ids_are_unique() {
        let probes: Vec<&Probe> = PROBES.iter().flat_map(|f| f.iter()).collect();
        for item in Item::P0.iter().chain(&Item::P1) {
            let feeds = |f: &Feed| matches!(f, Feed::Ready(i) | Feed::Proof(i) if i == item);
            assert!(probes.iter().any(|p| p.feeds.iter().any(feeds)), "{item:?}");
        }
        let mut ids: Vec<&str> = probes.iter().map(|p| p.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), probes.len());
        assert!(probes.iter().all(|p| !p.rows.is_empty() && p.question.ends_with('?')));
    }
}
