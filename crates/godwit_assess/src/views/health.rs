//! The health check: eight signals of 0, 1 or 2.

use super::Band;
use crate::probe::{Assessment, Feed, Item, Outcome, ProbeResult, Signal};

#[derive(Clone, Debug, PartialEq)]
pub struct SignalHealth {
    pub signal: Signal,
    /// `None`: a probe of the signal crashed, or nothing of it applies.
    pub value: Option<u8>,
    /// Whether anything is asked of this kind of project.
    pub applies: bool,
    /// Share of the measurable points; `None` where nothing can be measured.
    pub share: Option<f64>,
    /// The P0 item that keeps the signal from 2.
    pub held_back_by: Option<&'static str>,
    pub n_unknown: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    pub signals: Vec<SignalHealth>,
    pub total: u8,
    pub band: Band,
    /// Whether every signal has a value.
    pub is_complete: bool,
}

/// The points of a probe for a signal.
fn points(result: &ProbeResult, signal: Signal) -> f64 {
    let of = |feed: &Feed| match feed {
        Feed::Health(s, points) if *s == signal => *points,
        Feed::Score(dimension, points) if signal.dimension() == Some(*dimension) => *points,
        _ => 0.0,
    };
    result.probe.feeds.iter().map(of).sum()
}

pub fn health(assessment: &Assessment) -> Health {
    let signals: Vec<SignalHealth> = Signal::ALL.iter().map(|&s| signal(assessment, s)).collect();
    // Signals that do not apply are left out, and the rest is scaled to 16.
    let n_applicable = signals.iter().filter(|s| s.applies).count().max(1) as f64;
    let sum: u8 = signals.iter().filter_map(|s| s.value).sum();
    let total = super::score::half_up(f64::from(sum) * 8.0 / n_applicable) as u8;
    let band = match total {
        0..=6 => Band::Red,
        7..=10 => Band::Yellow,
        11..=14 => Band::Green,
        _ => Band::Diamond,
    };
    let is_complete = signals.iter().all(|s| s.value.is_some() || !s.applies);
    Health { signals, total, band, is_complete }
}

fn signal(assessment: &Assessment, signal: Signal) -> SignalHealth {
    let (mut measurable, mut granted, mut n_unknown) = (0.0, 0.0, 0);
    let (mut crashed, mut applies, mut held_back_by) = (false, false, None);
    for result in &assessment.results {
        let points = points(result, signal);
        let p0 = result.probe.feeds.iter().find_map(|f| match f {
            Feed::Ready(item) if Item::P0.contains(item) => Some(*item),
            _ => None,
        });
        if points <= 0.0 {
            continue;
        }
        applies |= result.answer.outcome != Outcome::NotApplicable;
        match result.answer.outcome {
            Outcome::NotApplicable => {}
            Outcome::Unknown => n_unknown += 1,
            Outcome::Error => crashed = true,
            outcome => {
                measurable += points;
                granted += points * result.answer.share();
                if outcome == Outcome::False {
                    held_back_by = held_back_by.or(p0.map(Item::name));
                }
            }
        }
    }
    let share = (measurable > 0.0).then(|| granted / measurable);
    let value = match share {
        _ if crashed || !applies => None,
        Some(share) if share >= 0.8 && held_back_by.is_none() => Some(2),
        Some(share) if share >= 0.3 => Some(1),
        _ => Some(0),
    };
    SignalHealth { signal, value, applies, share, held_back_by, n_unknown }
}
