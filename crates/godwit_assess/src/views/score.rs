//! The score: points awarded in eight dimensions. What does not apply gives its weight to the rest of its dimension; what
//! is unknown earns nothing and is told apart from what is false.

use super::Band;
use crate::probe::{Assessment, Dimension, Feed, Outcome};

#[derive(Clone, Debug, PartialEq)]
pub struct DimensionScore {
    pub dimension: Dimension,
    pub granted: f64,
    /// Points that could be measured.
    pub measurable: f64,
    /// 0 where nothing of the dimension applies; the others then share its weight, so that the sum stays 100.
    pub weight: f64,
    /// A severe finding that limits the dimension, by the id of its probe.
    pub capped_by: Option<&'static str>,
    pub rows: Vec<Row>,
}

/// One probe's share in a dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub probe: &'static str,
    pub granted: f64,
    /// After re-spreading; 0 where the question does not arise.
    pub points: f64,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    pub dimensions: Vec<DimensionScore>,
    /// Sum of granted points.
    pub raw: f64,
    /// `raw`, rounded half up.
    pub total: u32,
    pub measurable: u32,
    pub unmeasured: u32,
    pub band: Band,
    pub grade: &'static str,
    /// Whether no probe crashed.
    pub is_complete: bool,
}

pub fn score(assessment: &Assessment) -> Score {
    let weights = weights(assessment);
    let dimensions: Vec<DimensionScore> =
        weights.iter().map(|&(d, weight)| dimension(assessment, d, weight)).collect();
    let raw: f64 = dimensions.iter().map(|d| d.granted).sum();
    let measurable: f64 = dimensions.iter().map(|d| d.measurable).sum();
    let total = half_up(raw);
    let (band, grade) = match total {
        0..=40 => (Band::Red, "needs rewrite"),
        41..=60 => (Band::Yellow, "significant gaps"),
        61..=80 => (Band::Green, "solid"),
        _ => (Band::Diamond, "exemplary"),
    };
    let measurable = half_up(measurable);
    let is_complete = !assessment.has_errors();
    Score {
        dimensions,
        raw,
        total,
        measurable,
        unmeasured: 100 - measurable.min(100),
        band,
        grade,
        is_complete,
    }
}

pub(super) fn half_up(points: f64) -> u32 {
    (points + 0.5 + 1e-9).floor() as u32
}

/// The points that a probe has in a dimension.
fn points_in(feeds: &[Feed], dimension: Dimension) -> f64 {
    feeds
        .iter()
        .map(|f| if let Feed::Score(d, p) = f { if *d == dimension { *p } else { 0.0 } } else { 0.0 })
        .sum()
}

/// The dimensions with their weights after those that do not apply have given theirs away.
fn weights(assessment: &Assessment) -> Vec<(Dimension, f64)> {
    let applies = |d: Dimension| {
        let open = |r: &crate::probe::ProbeResult| {
            r.answer.outcome != Outcome::NotApplicable && points_in(r.probe.feeds, d) > 0.0
        };
        assessment.results.iter().any(open)
    };
    let weight = |d: Dimension| if applies(d) { d.weight() } else { 0.0 };
    let sum: f64 = Dimension::ALL.iter().map(|&d| weight(d)).sum();
    let scale = if sum > 0.0 { 100.0 / sum } else { 0.0 };
    Dimension::ALL.iter().map(|&d| (d, weight(d) * scale)).collect()
}

fn dimension(assessment: &Assessment, dimension: Dimension, weight: f64) -> DimensionScore {
    let points = |feeds: &[Feed]| points_in(feeds, dimension);
    let fed: Vec<_> =
        assessment.results.iter().map(|r| (r, points(r.probe.feeds))).filter(|(_, p)| *p > 0.0).collect();
    let applicable: f64 =
        fed.iter().filter(|(r, _)| r.answer.outcome != Outcome::NotApplicable).map(|(_, p)| p).sum();
    let spread = if applicable > 0.0 { weight / applicable } else { 0.0 };
    let (mut granted, mut measurable) = (0.0, 0.0);
    let mut rows = Vec::new();
    let mut cap: Option<(&'static str, f64)> = None;
    for (result, points) in fed {
        let outcome = result.answer.outcome;
        let points = if outcome == Outcome::NotApplicable { 0.0 } else { points * spread };
        let earned = points * result.answer.share();
        if !matches!(outcome, Outcome::NotApplicable | Outcome::Unknown | Outcome::Error) {
            measurable += points;
        }
        granted += earned;
        rows.push(Row { probe: result.probe.id, granted: earned, points, outcome });
    }
    for result in &assessment.results {
        if let Some((capped, share)) = result.probe.cap
            && capped == dimension
            && is_severe(result.answer.outcome)
            && cap.is_none_or(|(_, least)| share < least)
        {
            cap = Some((result.probe.id, share));
        }
    }
    let mut capped_by = None;
    if let Some((probe, share)) = cap
        && granted > weight * share
    {
        granted = weight * share;
        capped_by = Some(probe);
    }
    DimensionScore { dimension, granted, measurable, weight, capped_by, rows }
}

/// One credential or one query with text pasted in is one too many.
const fn is_severe(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::False | Outcome::Partial { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_rounded_half_up() {
        assert_eq!((half_up(40.5), half_up(40.49), half_up(0.0), half_up(99.9999999999)), (41, 40, 0, 100));
    }
}
