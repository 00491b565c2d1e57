//! The views for people: bars, states, and what to do next.

use std::io::{self, Write};

use godwit_assess::probe::{Evidence, Outcome, ProbeResult};
use godwit_assess::views::improvements::{Improvement, improvements};
use godwit_assess::views::readiness::{ItemState, Readiness, State, readiness};
use godwit_assess::views::score::DimensionScore;
use godwit_base::Severity;

use super::style::Palette;
use super::text::{count, headline};
use crate::assess::Review;
use crate::escape;
use crate::finding::Finding;

/// Findings and improvements on the first screen.
const N_TOP: usize = 5;
const N_CHEAP: usize = 3;
const BAR: usize = 15;

type Out<'o> = &'o mut dyn Write;

/// The first screen: health, score, P0, the worst findings, the cheapest improvements.
pub fn review(review: &Review, colored: bool, out: Out<'_>) -> io::Result<()> {
    let p = &Palette::new(colored);
    head(review, p, out)?;
    writeln!(out)?;
    health_block(review, p, out)?;
    writeln!(out)?;
    score_block(review, p, out)?;
    writeln!(out)?;
    p0_line(review, p, out)?;
    top_findings(review, p, out)?;
    cheapest(review, p, out)?;
    let root = review.root.trim_end_matches('/');
    let root = if root.is_empty() { ".".into() } else { escape::line(root) };
    writeln!(out)?;
    writeln!(
        out,
        "{}godwit score --explain {root}, godwit ready {root} and godwit check {root} say more.{}",
        p.dim, p.reset
    )?;
    errors(review, p, out)
}

pub fn health(review: &Review, colored: bool, out: Out<'_>) -> io::Result<()> {
    let p = &Palette::new(colored);
    head(review, p, out)?;
    writeln!(out)?;
    health_block(review, p, out)?;
    for signal in &review.health.signals {
        if let Some(item) = signal.held_back_by {
            writeln!(
                out,
                "  {}{} cannot be solid: {item} is missing{}",
                p.dim,
                signal.signal.name(),
                p.reset
            )?;
        }
    }
    errors(review, p, out)
}

/// `explain`: every probe with its evidence, and what would raise it.
pub fn score(review: &Review, explain: bool, colored: bool, out: Out<'_>) -> io::Result<()> {
    let p = &Palette::new(colored);
    head(review, p, out)?;
    writeln!(out)?;
    score_block(review, p, out)?;
    if !explain {
        cheapest(review, p, out)?;
        return errors(review, p, out);
    }
    for dimension in &review.score.dimensions {
        writeln!(out)?;
        let (name, granted, weight) = (dimension.dimension.name(), dimension.granted, dimension.weight);
        writeln!(out, "{}{name}  {granted:.1}/{weight:.0}{}", p.bold, p.reset)?;
        if let Some(probe) = dimension.capped_by {
            writeln!(out, "  {}capped: {probe} found something severe{}", p.red, p.reset)?;
        }
        for row in &dimension.rows {
            let result = review.assessment.results.iter().find(|r| r.probe.id == row.probe);
            let Some(result) = result else { continue };
            let points =
                if row.points > 0.0 { format!("{:.1}/{:.1}", row.granted, row.points) } else { "-".into() };
            probe(result, &points, review, p, out)?;
        }
    }
    writeln!(out)?;
    writeln!(out, "{}What to do, by points per effort{}", p.bold, p.reset)?;
    let all = improvements(&review.assessment, &review.score);
    for improvement in &all {
        one_improvement(improvement, p, out)?;
    }
    errors(review, p, out)
}

pub fn ready(review: &Review, colored: bool, out: Out<'_>) -> io::Result<()> {
    let p = &Palette::new(colored);
    let readiness = readiness(&review.assessment);
    head(review, p, out)?;
    for (title, items) in [("Mandatory (P0)", &readiness.p0), ("Recommended (P1)", &readiness.p1)] {
        let (met, all) = Readiness::count(items);
        writeln!(out)?;
        writeln!(out, "{}{title}: {met} of {all} met{}", p.bold, p.reset)?;
        for item in items {
            ready_item(item, review, p, out)?;
        }
    }
    errors(review, p, out)
}

fn head(review: &Review, p: &Palette, out: Out<'_>) -> io::Result<()> {
    let name =
        if review.module_path.is_empty() { review.root.trim_end_matches('/') } else { &review.module_path };
    let name = if name.is_empty() { "." } else { name };
    writeln!(
        out,
        "{}{}{}  {}: {}, {}",
        p.bold,
        escape::line(name),
        p.reset,
        count(review.n_packages, "package"),
        count(review.report.n_files, "file"),
        count(review.n_lines as usize, "line")
    )?;
    let profile = review.assessment.profile.as_str();
    writeln!(
        out,
        "{}profile {profile}: {}{}",
        p.dim,
        escape::line(&review.assessment.profile_reason),
        p.reset
    )
}

fn band_color(symbol: &str, p: &Palette) -> &'static str {
    match symbol {
        "🔴" => p.red,
        "🟡" => p.yellow,
        _ => p.green,
    }
}

fn health_block(review: &Review, p: &Palette, out: Out<'_>) -> io::Result<()> {
    let health = &review.health;
    let symbol = health.band.symbol();
    let color = band_color(symbol, p);
    writeln!(out, "{}Health{} {color}{}/16{} {symbol}", p.bold, p.reset, health.total, p.reset)?;
    // Two columns of four.
    for (left, right) in health.signals.iter().zip(&health.signals[4..]) {
        let cell = |s: &godwit_assess::views::health::SignalHealth| {
            let (dots, color) = match s.value {
                Some(2) => ("●●", p.green),
                Some(1) => ("●○", p.yellow),
                Some(_) => ("○○", p.red),
                None if !s.applies => ("--", p.dim),
                None => ("??", p.red),
            };
            format!("{color}{dots}{} {:19}", p.reset, s.signal.name())
        };
        let line = format!("  {}  {}", cell(left), cell(right));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn score_block(review: &Review, p: &Palette, out: Out<'_>) -> io::Result<()> {
    let score = &review.score;
    let symbol = score.band.symbol();
    let color = band_color(symbol, p);
    let incomplete = if score.is_complete { "" } else { ", incomplete: a probe crashed" };
    writeln!(
        out,
        "{}Score{} {color}{}/100{} {symbol} {}  {}{} of {} measurable, {} unmeasured{incomplete}{}",
        p.bold,
        p.reset,
        score.total,
        p.reset,
        score.grade,
        p.dim,
        score.total,
        score.measurable,
        score.unmeasured,
        p.reset
    )?;
    for dimension in &score.dimensions {
        dimension_line(dimension, p, out)?;
    }
    Ok(())
}

fn dimension_line(d: &DimensionScore, p: &Palette, out: Out<'_>) -> io::Result<()> {
    if d.weight <= 0.0 {
        return writeln!(
            out,
            "  {:15} {}does not apply; its weight goes to the others{}",
            d.dimension.name(),
            p.dim,
            p.reset
        );
    }
    let cells = |points: f64| ((points / d.weight * BAR as f64) + 0.5).floor() as usize;
    let full = cells(d.granted).min(BAR);
    let open = cells(d.measurable).clamp(full, BAR) - full;
    let rest = BAR - full - open;
    let share = if d.measurable > 0.0 { d.granted / d.measurable } else { 0.0 };
    let color = match () {
        () if share >= 0.8 => p.green,
        () if share >= 0.4 => p.yellow,
        () => p.red,
    };
    let bar = format!(
        "{color}{}{}{}{}{}{}",
        "█".repeat(full),
        p.reset,
        p.dim,
        "░".repeat(open),
        "·".repeat(rest),
        p.reset
    );
    let unmeasured = d.weight - d.measurable;
    let note = match (d.capped_by, unmeasured >= 0.05) {
        (Some(probe), _) => format!("  capped by {probe}"),
        (None, true) => format!("  {unmeasured:.1} unmeasured"),
        (None, false) => String::new(),
    };
    writeln!(
        out,
        "  {:15} {bar} {:4.1}/{:<2.0}{}{note}{}",
        d.dimension.name(),
        d.granted,
        d.weight,
        p.dim,
        p.reset
    )
}

fn p0_line(review: &Review, p: &Palette, out: Out<'_>) -> io::Result<()> {
    let readiness = readiness(&review.assessment);
    let (met, all) = Readiness::count(&readiness.p0);
    let color = if met == all { p.green } else { p.red };
    writeln!(out, "{}P0{} {color}{met} of {all}{} met for production", p.bold, p.reset, p.reset)?;
    let states = [
        (State::Missing, p.red),
        (State::Partial, p.yellow),
        (State::Unknown, p.dim),
        (State::Error, p.red),
        (State::Present, p.green),
        (State::Proven, p.green),
    ];
    for (state, color) in states {
        let names: Vec<&str> =
            readiness.p0.iter().filter(|i| i.state == state).map(|i| i.item.name()).collect();
        if !names.is_empty() {
            writeln!(out, "  {color}{:8}{} {}", state.as_str(), p.reset, names.join(" · "))?;
        }
    }
    Ok(())
}

fn top_findings(review: &Review, p: &Palette, out: Out<'_>) -> io::Result<()> {
    let findings = &review.report.findings;
    writeln!(out)?;
    if findings.is_empty() {
        return writeln!(
            out,
            "{}no findings{} of {}",
            p.green,
            p.reset,
            count(review.report.n_rules, "rule")
        );
    }
    let mut top: Vec<&Finding> = findings.iter().collect();
    let rank = |f: &Finding| {
        const ORDER: [&str; 8] = [
            "correctness",
            "security",
            "suspicious",
            "performance",
            "complexity",
            "style",
            "pedantic",
            "nursery",
        ];
        (f.severity != Severity::Error, ORDER.iter().position(|c| *c == f.category).unwrap_or(ORDER.len()))
    };
    top.sort_by_key(|f| rank(f));
    // One of each rule says more than five of one.
    let mut shown: Vec<&Finding> = Vec::new();
    for finding in top {
        if shown.len() < N_TOP
            && !shown.iter().any(|s| s.rule == finding.rule && s.message == finding.message)
            && shown.iter().filter(|s| s.rule == finding.rule).count() < 1
        {
            shown.push(finding);
        }
    }
    let files: std::collections::BTreeSet<&str> = findings.iter().map(|f| f.file.as_str()).collect();
    writeln!(
        out,
        "{}Findings{} {} in {}; the gravest kinds:",
        p.bold,
        p.reset,
        count(findings.len(), "finding"),
        count(files.len(), "file")
    )?;
    for finding in shown {
        write!(out, "  ")?;
        headline(finding, p, out)?;
    }
    Ok(())
}

fn cheapest(review: &Review, p: &Palette, out: Out<'_>) -> io::Result<()> {
    let all = improvements(&review.assessment, &review.score);
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "{}Cheapest improvements{}", p.bold, p.reset)?;
    for improvement in all.iter().take(N_CHEAP) {
        one_improvement(improvement, p, out)?;
    }
    Ok(())
}

fn one_improvement(improvement: &Improvement<'_>, p: &Palette, out: Out<'_>) -> io::Result<()> {
    let mut gains = Vec::new();
    if improvement.points >= 0.05 {
        gains.push(format!("up to {:.1} points", improvement.points));
    }
    if improvement.health >= 0.05 {
        gains.push("health".to_owned());
    }
    if !improvement.p0.is_empty() {
        gains.push("P0".to_owned());
    }
    let result = improvement.results[0];
    let effort = result.probe.remedy.effort.as_str();
    let why = escape::line(&result.answer.reason);
    writeln!(
        out,
        "  {}{}{}  {}{}, {effort}{}",
        p.cyan,
        improvement.command(),
        p.reset,
        p.green,
        gains.join(", "),
        p.reset
    )?;
    writeln!(out, "      {}{why}{}", p.dim, p.reset)
}

fn mark(outcome: Outcome, p: &Palette) -> (&'static str, &'static str) {
    match outcome {
        Outcome::True => ("✓", p.green),
        Outcome::Partial { .. } => ("◐", p.yellow),
        Outcome::False => ("✗", p.red),
        Outcome::NotApplicable => ("-", p.dim),
        Outcome::Unknown => ("?", p.dim),
        Outcome::Error => ("!", p.red),
    }
}

fn probe(result: &ProbeResult, points: &str, review: &Review, p: &Palette, out: Out<'_>) -> io::Result<()> {
    let (mark, color) = mark(result.answer.outcome, p);
    let (id, reason) = (result.probe.id, escape::line(&result.answer.reason));
    writeln!(out, "  {color}{mark}{} {points:>8}  {id:34} {reason}", p.reset)?;
    for evidence in result.answer.evidence.iter().take(3) {
        evidence_line(evidence, review, p, out)?;
    }
    let more = result.answer.evidence.len().saturating_sub(3);
    if more > 0 {
        writeln!(out, "              {}and {more} more{}", p.dim, p.reset)?;
    }
    Ok(())
}

fn evidence_line(evidence: &Evidence, review: &Review, p: &Palette, out: Out<'_>) -> io::Result<()> {
    let file = format!("{}{}", review.root, evidence.file);
    let line = if evidence.line > 0 { format!(":{}", evidence.line) } else { String::new() };
    let snippet = escape::line(&evidence.snippet);
    let snippet = if snippet.is_empty() { String::new() } else { format!("  {snippet}") };
    writeln!(out, "              {}{}{line}{snippet}{}", p.dim, escape::line(&file), p.reset)
}

fn ready_item(item: &ItemState<'_>, review: &Review, p: &Palette, out: Out<'_>) -> io::Result<()> {
    let (mark, color) = match item.state {
        State::Proven | State::Present => ("✓", p.green),
        State::Partial => ("◐", p.yellow),
        State::Missing => ("✗", p.red),
        State::NotApplicable => ("-", p.dim),
        State::Unknown => ("?", p.dim),
        State::Error => ("!", p.red),
    };
    let reasons: Vec<String> =
        item.results.iter().map(|r| escape::line(&r.answer.reason).into_owned()).collect();
    writeln!(out, "  {color}{mark} {:8}{} {}", item.state.as_str(), p.reset, item.item.name())?;
    writeln!(out, "             {}{}{}", p.dim, reasons.join("; "), p.reset)?;
    if let Some(evidence) = item.results.iter().flat_map(|r| &r.answer.evidence).next() {
        let line = if evidence.line > 0 { format!(":{}", evidence.line) } else { String::new() };
        let file = format!("{}{}", review.root, evidence.file);
        writeln!(out, "             {}{}{line}{}", p.dim, escape::line(&file), p.reset)?;
    }
    let first =
        item.results.iter().find(|r| r.answer.share() < 1.0 && r.answer.outcome != Outcome::NotApplicable);
    if let (false, Some(first)) = (item.state.is_met(), first) {
        writeln!(out, "             {}{}{}", p.cyan, first.probe.remedy.command, p.reset)?;
    }
    Ok(())
}

/// Probes that crashed, which must not be taken for zeros.
fn errors(review: &Review, p: &Palette, out: Out<'_>) -> io::Result<()> {
    for result in review.assessment.results.iter().filter(|r| r.answer.outcome == Outcome::Error) {
        writeln!(
            out,
            "{}error: {}: {}{}",
            p.red,
            result.probe.id,
            escape::line(&result.answer.reason),
            p.reset
        )?;
    }
    Ok(())
}
