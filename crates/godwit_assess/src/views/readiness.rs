//! The readiness list: what production needs (P0) and what it should have (P1).

use crate::probe::{Assessment, Feed, Item, Outcome, ProbeResult};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// A run showed it.
    Proven,
    /// The code and configuration have it.
    Present,
    Partial,
    Missing,
    NotApplicable,
    Unknown,
    /// The probe crashed.
    Error,
}

impl State {
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Proven => "proven",
            State::Present => "present",
            State::Partial => "partial",
            State::Missing => "missing",
            State::NotApplicable => "not applicable",
            State::Unknown => "unknown",
            State::Error => "error",
        }
    }

    /// Whether the item needs no more work.
    pub const fn is_met(self) -> bool {
        matches!(self, State::Proven | State::Present | State::NotApplicable)
    }
}

pub struct ItemState<'a> {
    pub item: Item,
    pub state: State,
    /// The probes that speak of the item, the deciding one first.
    pub results: Vec<&'a ProbeResult>,
}

pub struct Readiness<'a> {
    pub p0: Vec<ItemState<'a>>,
    pub p1: Vec<ItemState<'a>>,
}

impl Readiness<'_> {
    pub fn any_missing(&self) -> bool {
        self.p0.iter().any(|i| i.state == State::Missing)
    }

    pub fn has_errors(&self) -> bool {
        self.p0.iter().chain(&self.p1).any(|i| i.state == State::Error)
    }

    /// `(met, all)` of a list; what does not apply is not counted.
    pub fn count(items: &[ItemState<'_>]) -> (usize, usize) {
        let counted = items.iter().filter(|i| i.state != State::NotApplicable);
        counted.fold((0, 0), |(met, all), i| (met + usize::from(i.state.is_met()), all + 1))
    }
}

pub fn readiness(assessment: &Assessment) -> Readiness<'_> {
    let of = |items: &[Item]| items.iter().map(|&item| item_state(assessment, item)).collect();
    Readiness { p0: of(&Item::P0), p1: of(&Item::P1) }
}

fn item_state(assessment: &Assessment, item: Item) -> ItemState<'_> {
    let fed = |kind: fn(&Feed) -> Option<Item>| -> Vec<&ProbeResult> {
        assessment.results.iter().filter(|r| r.probe.feeds.iter().any(|f| kind(f) == Some(item))).collect()
    };
    let proofs = fed(|f| if let Feed::Proof(i) = f { Some(*i) } else { None });
    let signs = fed(|f| if let Feed::Ready(i) = f { Some(*i) } else { None });
    let state = if proofs.iter().chain(&signs).any(|r| r.answer.outcome == Outcome::Error) {
        State::Error
    } else {
        decide(&proofs, &signs)
    };
    let mut results = signs;
    results.extend(proofs);
    ItemState { item, state, results }
}

/// A proof decides; without one, the signs do.
fn decide(proofs: &[&ProbeResult], signs: &[&ProbeResult]) -> State {
    let outcome = |r: &&ProbeResult| r.answer.outcome;
    if proofs.iter().any(|p| outcome(p) == Outcome::True) {
        return State::Proven;
    }
    if proofs.iter().any(|p| matches!(outcome(p), Outcome::Partial { .. })) {
        return State::Partial;
    }
    if proofs.iter().any(|p| outcome(p) == Outcome::False) {
        return State::Missing;
    }
    let judged: Vec<Outcome> = signs.iter().map(outcome).filter(|o| *o != Outcome::NotApplicable).collect();
    if judged.is_empty() {
        let open = signs.is_empty() && proofs.iter().any(|p| outcome(p) == Outcome::Unknown);
        return if open { State::Unknown } else { State::NotApplicable };
    }
    if judged.iter().all(|o| *o == Outcome::Unknown) {
        return State::Unknown;
    }
    if judged.iter().all(|o| *o == Outcome::True) {
        return State::Present;
    }
    if judged.iter().all(|o| matches!(o, Outcome::False | Outcome::Unknown)) {
        return State::Missing;
    }
    State::Partial
}
