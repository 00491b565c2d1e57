//! `correctness/malformed-build-tag`. See the page beside this file.

use godwit_base::Span;
use godwit_syntax::Comment;
use godwit_syntax::constraint::{self, Expr};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/malformed-build-tag",
    aliases: &[("govet", "buildtag")],
    check: Check::File(check),
    ..rule()
};

/// Expressions over more tags are not compared.
const MAX_TAGS: usize = 12;

#[derive(Default)]
struct Found {
    go_build: Option<Expr>,
    plus_build: Option<(Span, Expr)>,
    /// Something is wrong already: comparing the two forms would say it again.
    broken: bool,
}

fn check(cx: &Cx<'_>) {
    let interesting = |c: &&Comment| {
        let text = cx.file.comment_text(**c);
        text.starts_with("//") && (text.contains("//go:build") || text.contains("+build"))
    };
    if !cx.file.comments.iter().any(|c| interesting(&c)) {
        return;
    }
    let package = cx.file.package_offset();
    let mut found = Found::default();
    let (mut go_ok, mut plus_ok) = (true, true);
    for &group in cx.comment_groups() {
        let span = cx.file.group_span(group);
        plus_ok &= span.end + 1 < package;
        go_ok &= span.start < package;
        for &comment in cx.file.group(group) {
            let text = cx.file.comment_text(comment);
            plus_ok &= text.starts_with("//");
            if !interesting(&&comment) {
                continue;
            }
            if text.contains("+build") {
                plus_line(cx, comment.span(), text, plus_ok, &mut found);
            }
            if text.contains("//go:build") {
                go_line(cx, comment.span(), text, go_ok, &mut found);
            }
        }
    }
    if let (false, Some(go), Some((span, plus))) = (found.broken, &found.go_build, &found.plus_build)
        && !equivalent(go, plus)
    {
        cx.report(*span, "+build lines do not match //go:build condition");
    }
}

fn go_line(cx: &Cx<'_>, span: Span, line: &str, ok: bool, found: &mut Found) {
    let Some(text) = constraint::go_build_text(line) else {
        let tight = format!("//{}", line[2..].trim());
        if !line.starts_with("//go:build") && constraint::go_build_text(&tight).is_some() {
            cx.report(span, "malformed //go:build line (space between // and go:build)");
        }
        return;
    };
    if !ok {
        found.broken = true;
        cx.report(span, "misplaced //go:build comment");
        return;
    }
    if found.go_build.is_some() {
        found.broken = true;
        cx.report(span, "unexpected extra //go:build line");
    }
    match constraint::parse_go_build(text) {
        Ok(expr) => {
            go_tags(cx, span, &expr);
            found.go_build.get_or_insert(expr);
        }
        Err(error) => {
            found.broken = true;
            cx.report(span, format!("parsing //go:build line: {error}"));
        }
    }
}

fn plus_line(cx: &Cx<'_>, span: Span, line: &str, ok: bool, found: &mut Found) {
    let line = line.trim();
    let Some(text) = constraint::plus_build_text(line) else {
        if ok {
            cx.report(span, "possible malformed +build comment");
        }
        return;
    };
    if !ok {
        found.broken = true;
        cx.report(span, "misplaced +build comment");
    }
    for arg in text.split_whitespace() {
        for term in arg.split(',') {
            let name = term.strip_prefix('!').unwrap_or(term);
            let problem = if name.starts_with('!') {
                "invalid double negative in build constraint"
            } else if !name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                "invalid non-alphanumeric build constraint"
            } else {
                continue;
            };
            found.broken = true;
            cx.report(span, format!("{problem}: {arg}"));
        }
    }
    if found.broken {
        return;
    }
    let expr = constraint::parse_plus_build(text);
    go_tags(cx, span, &expr);
    found.plus_build = Some(match found.plus_build.take() {
        None => (span, expr),
        Some((first, before)) => (first, Expr::And(Box::new(before), Box::new(expr))),
    });
}

fn tags(expr: &Expr) -> Vec<String> {
    let mut tags = Vec::new();
    expr.eval(&mut |tag| {
        if !tags.iter().any(|t| t == tag) {
            tags.push(tag.to_owned());
        }
        false
    });
    tags
}

/// Reports tags that look like a Go version and are none.
fn go_tags(cx: &Cx<'_>, span: Span, expr: &Expr) {
    let is_version = |tag: &str| Expr::Tag(tag.to_owned()).go_version().is_some();
    for tag in tags(expr) {
        let malformed = if tag.starts_with("go1") {
            !is_version(&tag)
        } else {
            ["go.", "g1.", "go"]
                .iter()
                .filter_map(|p| tag.strip_prefix(p))
                .any(|s| is_version(&format!("go1.{s}")))
        };
        if malformed {
            cx.report(span, format!("invalid go version {tag:?} in build constraint"));
        }
    }
}

/// Whether two expressions hold for the same tags, tried out for all of them.
fn equivalent(a: &Expr, b: &Expr) -> bool {
    let mut names = tags(a);
    names.extend(tags(b));
    names.sort();
    names.dedup();
    if names.len() > MAX_TAGS {
        return true;
    }
    (0..1u32 << names.len()).all(|set| {
        let mut holds = |tag: &str| names.iter().position(|n| n == tag).is_some_and(|i| set >> i & 1 == 1);
        a.eval(&mut holds) == b.eval(&mut holds)
    })
}
