//! What to do next: the points that can still be earned, by how little each costs.

use std::collections::BTreeMap;

use super::score::Score;
use crate::probe::{Assessment, Feed, Item, Outcome, ProbeResult, Signal};

pub struct Improvement<'a> {
    /// The probes it would turn, the one worth most first.
    pub results: Vec<&'a ProbeResult>,
    /// Points of the score.
    pub points: f64,
    /// Health points of signals that no dimension answers for.
    pub health: f64,
    /// P0 items it would serve.
    pub p0: Vec<Item>,
}

impl Improvement<'_> {
    pub fn command(&self) -> &'static str {
        self.results[0].probe.remedy.command
    }

    /// Points per effort. A health point weighs as a point, a P0 item as three.
    fn rate(&self) -> f64 {
        let worth = self.points + self.health + 3.0 * self.p0.len() as f64;
        worth / self.results[0].probe.remedy.effort.cost()
    }
}

/// All improvements, the cheapest first. Probes with the same command are one improvement.
pub fn improvements<'a>(assessment: &'a Assessment, score: &Score) -> Vec<Improvement<'a>> {
    let mut open_points: BTreeMap<&str, f64> = BTreeMap::new();
    for row in score.dimensions.iter().flat_map(|d| &d.rows) {
        *open_points.entry(row.probe).or_default() += row.points - row.granted;
    }
    let mut by_command: Vec<Improvement<'a>> = Vec::new();
    for result in &assessment.results {
        let open = match result.answer.outcome {
            Outcome::False | Outcome::Partial { .. } => 1.0 - result.answer.share(),
            // What a command can prove is worth its points; what only a later analysis can tell is not advice.
            Outcome::Unknown if result.answer.reason.starts_with(crate::probes::NEEDS_RUN) => 1.0,
            _ => continue,
        };
        let points = open_points.get(result.probe.id).copied().unwrap_or(0.0);
        let health = result
            .probe
            .feeds
            .iter()
            .map(|f| match f {
                Feed::Health(Signal::Configuration | Signal::Delivery, points) => points * open,
                _ => 0.0,
            })
            .sum::<f64>();
        let is_unmet = result.answer.outcome != Outcome::Unknown;
        let p0: Vec<Item> = result
            .probe
            .feeds
            .iter()
            .filter_map(|f| match f {
                Feed::Ready(item) if Item::P0.contains(item) && is_unmet => Some(*item),
                _ => None,
            })
            .collect();
        if points + health <= 0.05 && p0.is_empty() {
            continue;
        }
        match by_command.iter_mut().find(|i| i.command() == result.probe.remedy.command) {
            Some(same) => {
                same.results.push(result);
                same.points += points;
                same.health += health;
                same.p0.extend(p0);
            }
            None => by_command.push(Improvement { results: vec![result], points, health, p0 }),
        }
    }
    by_command.sort_by(|a, b| {
        b.rate().total_cmp(&a.rate()).then_with(|| a.results[0].probe.id.cmp(b.results[0].probe.id))
    });
    by_command
}
