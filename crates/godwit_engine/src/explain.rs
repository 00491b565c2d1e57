//! `explain` and `rules`: what the registry says about itself.

use std::io::{self, Write};

use godwit_assess::probe::Feed;
use godwit_lint::options::OptionDefault;
use godwit_lint::{FixKind, Needs, RULES, RuleDef, selection};
use serde::Serialize;

use crate::config::unknown;
use crate::report::style::Palette;

#[derive(Serialize)]
struct RuleJson {
    rule: &'static str,
    category: &'static str,
    linter: &'static str,
    aliases: Vec<String>,
    severity: &'static str,
    default: bool,
    fix: &'static str,
    needs: &'static str,
    since: &'static str,
    options: Vec<OptionJson>,
}

#[derive(Serialize)]
struct OptionJson {
    name: &'static str,
    #[serde(rename = "type")]
    type_name: &'static str,
    default: serde_json::Value,
    help: &'static str,
}

const fn fix_name(fix: FixKind) -> &'static str {
    match fix {
        FixKind::None => "none",
        FixKind::Safe => "safe",
        FixKind::Unsafe => "unsafe",
    }
}

const fn needs_name(needs: Needs) -> &'static str {
    match needs {
        Needs::Syntax => "syntax",
        Needs::Types => "types",
        Needs::Flow => "flow",
        Needs::Module => "module",
    }
}

fn aliases(rule: &RuleDef) -> Vec<String> {
    let alias = |a: &(&str, &str)| if a.1.is_empty() { a.0.to_owned() } else { format!("{}:{}", a.0, a.1) };
    rule.aliases.iter().map(alias).collect()
}

fn json(rule: &'static RuleDef) -> RuleJson {
    RuleJson {
        rule: rule.id,
        category: rule.category().as_str(),
        linter: rule.linter(),
        aliases: aliases(rule),
        severity: rule.severity.as_str(),
        default: rule.default,
        fix: fix_name(rule.fix),
        needs: needs_name(rule.needs),
        since: rule.since,
        options: rule
            .options
            .iter()
            .map(|o| OptionJson {
                name: o.name,
                type_name: o.type_name(),
                default: default_json(o.default),
                help: o.help,
            })
            .collect(),
    }
}

fn default_json(default: OptionDefault) -> serde_json::Value {
    match default {
        OptionDefault::Bool(b) => b.into(),
        OptionDefault::Int(i) => i.into(),
        OptionDefault::Str(s) => s.into(),
        OptionDefault::List(l) => l.iter().copied().collect(),
    }
}

/// Writes the table of rules.
pub fn rules(as_json: bool, colored: bool, out: &mut dyn Write) -> io::Result<()> {
    if as_json {
        let rules: Vec<RuleJson> = RULES.iter().map(|r| json(r)).collect();
        serde_json::to_writer_pretty(&mut *out, &rules)?;
        return writeln!(out);
    }
    let p = Palette::new(colored);
    let width = RULES.iter().map(|r| r.id.len()).max().unwrap_or(0);
    let mut last = "";
    for rule in RULES {
        let category = rule.category().as_str();
        if category != last {
            if !last.is_empty() {
                writeln!(out)?;
            }
            writeln!(out, "{}{category}{}", p.bold, p.reset)?;
            last = category;
        }
        let mut marks = Vec::new();
        if !rule.default {
            marks.push("off".to_owned());
        }
        if rule.fix != FixKind::None {
            marks.push(format!("{} fix", fix_name(rule.fix)));
        }
        if rule.needs != Needs::Syntax {
            marks.push(format!("needs {}", needs_name(rule.needs)));
        }
        let line = format!(
            "  {:width$}  {}{:28}{} {}",
            rule.id,
            p.dim,
            aliases(rule).join(" "),
            p.reset,
            marks.join(", ")
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    let on = RULES.iter().filter(|r| r.default).count();
    writeln!(out, "\n{} rules, {on} of them on by default. `godwit explain RULE` says more.", RULES.len())
}

/// Writes the pages of the rules that `name` means; `false` and nothing where it means none.
pub fn rule(name: &str, as_json: bool, out: &mut dyn Write) -> io::Result<bool> {
    let rules = selection::select(name);
    if rules.is_empty() || name == "all" {
        return Ok(false);
    }
    if as_json {
        let rules: Vec<RuleJson> = rules.into_iter().map(json).collect();
        serde_json::to_writer_pretty(&mut *out, &rules)?;
        writeln!(out)?;
        return Ok(true);
    }
    // A linter or a category is a list to choose from; a name of one rule is its page.
    if rules.len() > 3 {
        for rule in rules {
            writeln!(out, "{}", rule.id)?;
        }
        return Ok(true);
    }
    for rule in rules {
        writeln!(out, "{}\n", godwit_lint::page(rule.id).unwrap_or(rule.id).trim_end())?;
        let names = aliases(rule);
        let also = if names.is_empty() { String::new() } else { format!("; also {}", names.join(", ")) };
        let state = if rule.default { "on by default" } else { "off by default" };
        writeln!(
            out,
            "{}: {state}, {}, fix: {}, since {}{also}",
            rule.id,
            rule.severity.as_str(),
            fix_name(rule.fix),
            rule.since
        )?;
        for option in rule.options {
            let default = default_json(option.default);
            writeln!(out, "  {} ({}, default {default}): {}", option.name, option.type_name(), option.help)?;
        }
    }
    Ok(true)
}

/// Writes what a probe asks and what its answer is worth; `false` and nothing where no probe has the name.
pub fn probe(name: &str, as_json: bool, out: &mut dyn Write) -> io::Result<bool> {
    let Some(probe) = godwit_assess::probes::find(name) else { return Ok(false) };
    let feeds: Vec<String> = probe
        .feeds
        .iter()
        .map(|feed| match feed {
            Feed::Score(dimension, points) => format!("score: {points} points of {}", dimension.name()),
            Feed::Health(signal, points) => format!("health: {points} points of {}", signal.name()),
            Feed::Ready(item) => format!("readiness: {}", item.name()),
            Feed::Proof(item) => format!("readiness: proves {}", item.name()),
        })
        .collect();
    let profiles: Vec<&str> = probe.profiles.iter().map(|p| p.as_str()).collect();
    if as_json {
        let document = serde_json::json!({
            "probe": probe.id, "question": probe.question, "seed_rows": probe.rows, "feeds": feeds, "profiles": profiles,
            "remedy": probe.remedy.command, "effort": probe.remedy.effort.as_str(),
        });
        serde_json::to_writer_pretty(&mut *out, &document)?;
        writeln!(out)?;
        return Ok(true);
    }
    writeln!(out, "# {}\n\n{}\n", probe.id, probe.question)?;
    for feed in feeds {
        writeln!(out, "- {feed}")?;
    }
    if let Some((dimension, share)) = probe.cap {
        writeln!(out, "- a no caps {} at {:.0} % of its points", dimension.name(), share * 100.0)?;
    }
    let rows: Vec<String> = probe.rows.iter().map(ToString::to_string).collect();
    writeln!(out, "\nTo improve it: {} ({})", probe.remedy.command, probe.remedy.effort.as_str())?;
    writeln!(out, "Asked of: {}. Requirement {}.", profiles.join(", "), rows.join(", "))?;
    Ok(true)
}

/// The ids of all probes.
pub fn probe_ids() -> Vec<&'static str> {
    godwit_assess::probes::PROBES.iter().flat_map(|f| f.iter()).map(|p| p.id).collect()
}

/// The message for a name that neither a rule nor a probe has.
pub fn nothing_named(name: &str) -> String {
    let probes = probe_ids();
    let names = selection::all_names();
    unknown("rule or probe", name, names.iter().map(String::as_str).chain(probes.iter().copied()))
}
