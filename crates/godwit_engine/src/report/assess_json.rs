//! The views for programs; `docs/json-schema.md` describes the document, `docs/schema/review.schema.json` is its schema.

use std::io::{self, Write};

use godwit_assess::probe::{Evidence, Feed, Outcome};
use godwit_assess::views::improvements::improvements;
use godwit_assess::views::readiness::{ItemState, readiness};
use serde_json::{Value, json};

use super::json::{FindingJson, SCHEMA, TOOL, problems};
use crate::assess::Review;

/// Which parts of the document a command writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Review,
    Health,
    Score,
    Ready,
}

pub fn write(review: &Review, part: Part, out: &mut dyn Write) -> io::Result<()> {
    let all = part == Part::Review;
    let mut document = json!({
        "schema": SCHEMA,
        "tool": TOOL,
        "project": {
            "path": if review.root.is_empty() { "." } else { review.root.trim_end_matches('/') },
            "module": review.module_path,
            "profile": review.assessment.profile.as_str(),
            "profile_reason": review.assessment.profile_reason,
            "packages": review.n_packages,
            "files": review.report.n_files,
            "lines": review.n_lines,
        },
        "complete": !review.report.is_incomplete,
        "problems": problems(&review.report),
        "probes": probes(review),
    });
    if all || part == Part::Health {
        document["health"] = health(review);
    }
    if all || part == Part::Score {
        document["score"] = score(review);
        document["improvements"] = improvement_list(review);
    }
    if all || part == Part::Ready {
        let readiness = readiness(&review.assessment);
        document["readiness"] = json!({ "p0": items(&readiness.p0), "p1": items(&readiness.p1) });
    }
    if all {
        let findings: Vec<FindingJson<'_>> = review.report.findings.iter().map(FindingJson::from).collect();
        document["findings"] = serde_json::to_value(findings)?;
    }
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Two decimals are all that is meant.
fn points(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}

fn health(review: &Review) -> Value {
    let signals: Vec<Value> = review.health.signals.iter().map(|s| {
        json!({ "name": s.signal.name(), "value": s.value, "applies": s.applies, "share": s.share.map(points), "held_back_by": s.held_back_by, "unknown": s.n_unknown })
    }).collect();
    json!({ "total": review.health.total, "max": 16, "band": review.health.band.symbol(), "complete": review.health.is_complete, "signals": signals })
}

fn score(review: &Review) -> Value {
    let score = &review.score;
    let dimensions: Vec<Value> = score.dimensions.iter().map(|d| {
        let rows: Vec<Value> = d.rows.iter().map(|r| {
            json!({ "probe": r.probe, "granted": points(r.granted), "points": points(r.points), "outcome": r.outcome.as_str() })
        }).collect();
        json!({
            "name": d.dimension.name(), "granted": points(d.granted), "measurable": points(d.measurable), "weight": points(d.weight),
            "capped_by": d.capped_by, "rows": rows,
        })
    }).collect();
    json!({
        "total": score.total, "raw": points(score.raw), "max": 100, "measurable": score.measurable, "unmeasured": score.unmeasured,
        "band": score.band.symbol(), "grade": score.grade, "complete": score.is_complete, "dimensions": dimensions,
    })
}

fn improvement_list(review: &Review) -> Value {
    improvements(&review.assessment, &review.score)
        .iter()
        .map(|i| {
            json!({
                "command": i.command(),
                "effort": i.results[0].probe.remedy.effort.as_str(),
                "points": points(i.points),
                "probes": i.results.iter().map(|r| r.probe.id).collect::<Vec<_>>(),
                "p0": i.p0.iter().map(|item| item.name()).collect::<Vec<_>>(),
            })
        })
        .collect()
}

fn items(items: &[ItemState<'_>]) -> Value {
    items
        .iter()
        .map(|i| {
            json!({
                "item": i.item.name(),
                "state": i.state.as_str(),
                "probes": i.results.iter().map(|r| r.probe.id).collect::<Vec<_>>(),
            })
        })
        .collect()
}

fn probes(review: &Review) -> Value {
    review.assessment.results.iter().map(|r| {
        let (good, of) = match (r.answer.sites, r.answer.outcome) {
            (Some((good, of)), _) => (Some(good), Some(of)),
            (None, Outcome::Partial { good, of }) => (Some(good), Some(of)),
            _ => (None, None),
        };
        let evidence = |e: &Evidence| json!({ "file": format!("{}{}", review.root, e.file), "line": e.line, "snippet": e.snippet });
        json!({
            "id": r.probe.id,
            "question": r.probe.question,
            "seed_rows": r.probe.rows,
            "outcome": r.answer.outcome.as_str(),
            "good": good,
            "of": of,
            "reason": r.answer.reason,
            "evidence": r.answer.evidence.iter().map(evidence).collect::<Vec<_>>(),
            "feeds": r.probe.feeds.iter().map(feed).collect::<Vec<_>>(),
            "remedy": { "command": r.probe.remedy.command, "effort": r.probe.remedy.effort.as_str() },
        })
    }).collect()
}

fn feed(feed: &Feed) -> Value {
    match feed {
        Feed::Score(dimension, points) => {
            json!({ "view": "score", "name": dimension.name(), "points": points })
        }
        Feed::Health(signal, points) => json!({ "view": "health", "name": signal.name(), "points": points }),
        Feed::Ready(item) => json!({ "view": "readiness", "name": item.name(), "proof": false }),
        Feed::Proof(item) => json!({ "view": "readiness", "name": item.name(), "proof": true }),
    }
}
