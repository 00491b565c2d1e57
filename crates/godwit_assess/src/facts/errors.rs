//! Errors: how they are wrapped, compared, answered.

use godwit_base::sym;
use godwit_syntax::{BinaryOp, Node, NodeId};

use super::SiteKind;
use super::collect::{Collector, Function};

/// Whether an expression is called like an error.
fn is_error_name(text: &str) -> bool {
    text == "err" || text == "e" || text.ends_with("Err") || text.ends_with("err") && text.len() <= 8
}

/// `ErrNotFound`, `pkg.ErrX`, `io.EOF`.
fn is_sentinel(text: &str) -> bool {
    let name = text.rsplit('.').next().unwrap_or(text);
    text == "io.EOF"
        || name.strip_prefix("Err").is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase()))
}

pub fn errorf(cx: &mut Collector<'_>, call: NodeId) {
    let args = cx.args(call);
    let Some((&format, rest)) = args.split_first() else { return };
    let Some(format) = cx.string(format) else { return };
    let wraps = format.contains("%w");
    let with_error = rest.iter().any(|&a| {
        let text = cx.file.text_of(a);
        is_error_name(text) || text.strip_suffix(".Error()").is_some_and(is_error_name) || is_sentinel(text)
    });
    if wraps || with_error {
        cx.site(SiteKind::ErrorfWrap, wraps, call);
    }
}

pub fn comparison(cx: &mut Collector<'_>, id: NodeId) {
    let Node::Binary { op: BinaryOp::Eql | BinaryOp::Neq, x, y } = cx.file[id] else { return };
    let (x, y) = (cx.file.text_of(x), cx.file.text_of(y));
    if (is_error_name(x) && is_sentinel(y)) || (is_sentinel(x) && is_error_name(y)) {
        // Readers return io.EOF itself, and comparing it is the documented way.
        if x != "io.EOF" && y != "io.EOF" {
            cx.site(SiteKind::ErrorTest, false, id);
        }
    }
}

pub fn sentinel(cx: &mut Collector<'_>, spec: NodeId) {
    let Node::ValueSpec { names, values, .. } = cx.file[spec] else { return };
    let package_level = cx.file.parent(spec).and_then(|d| cx.file.parent(d)) == Some(cx.file.root());
    if !package_level || cx.facts.is_test {
        return;
    }
    let pairs: Vec<_> = cx.file.list(names).zip(cx.file.list(values)).collect();
    for (name, value) in pairs {
        let made =
            matches!(cx.callee(value), Some(("errors" | "github.com/pkg/errors", "New") | ("fmt", "Errorf")));
        let text = cx.file.text_of(name);
        if made && (text.starts_with("Err") || text.starts_with("err")) {
            cx.site(SiteKind::Sentinel, true, name);
        }
    }
}

/// `if err != nil { … return err }`.
pub fn branch(cx: &mut Collector<'_>, id: NodeId) {
    let Node::If(ext) = cx.file[id] else { return };
    let stmt = cx.file.if_stmt(ext);
    let Node::Binary { op: BinaryOp::Neq, x, y } = cx.file[stmt.cond] else { return };
    let name = cx.file.text_of(x);
    if cx.file.ident(y) != Some(sym::NIL) || !is_error_name(name) {
        return;
    }
    let name = name.to_owned();
    let Node::Block { stmts, .. } = cx.file[stmt.then] else { return };
    let (mut logs, mut returns) = (false, false);
    for statement in cx.file.list(stmts) {
        match cx.file[statement] {
            Node::Return { results } => {
                returns |= cx.file.list(results).any(|r| mentions(cx, r, &name));
            }
            Node::ExprStmt { x } => logs |= is_log_call(cx, x) && mentions(cx, x, &name),
            _ => {}
        }
    }
    if returns {
        cx.site(SiteKind::ErrorBranch, !logs, id);
    }
}

fn mentions(cx: &Collector<'_>, id: NodeId, name: &str) -> bool {
    cx.file.subtree(id).any(|n| matches!(cx.file[n], Node::Ident { name: ident } if ident.as_str() == name))
}

fn is_log_call(cx: &Collector<'_>, call: NodeId) -> bool {
    if let Some((path, name)) = cx.callee(call) {
        return path == "log" && name.starts_with("Print")
            || path == "log/slog" && name.starts_with(char::is_uppercase);
    }
    const LEVELS: [&str; 12] = [
        "Debug",
        "Info",
        "Warn",
        "Error",
        "DebugContext",
        "InfoContext",
        "WarnContext",
        "ErrorContext",
        "Errorf",
        "Warnf",
        "Infof",
        "Errorw",
    ];
    cx.method(call).is_some_and(|(receiver, name)| {
        let receiver = cx.file.text_of(receiver).to_lowercase();
        LEVELS.contains(&name)
            && (receiver.ends_with("log") || receiver.ends_with("logger") || receiver.ends_with("slog"))
    })
}

/// `panic` and its kin. Allowed in main, init, `Must…` and where a switch cannot come.
pub fn abort(cx: &mut Collector<'_>, id: NodeId, function: Option<&Function>) {
    let Some(function) = function else { return };
    let name = function.name.as_str();
    let in_main = cx.facts.package == "main" && name == "main" && function.receiver.is_empty();
    if in_main
        || name == "init"
        || name.starts_with("Must")
        || name.starts_with("must")
        || cx.facts.is_generated
    {
        return;
    }
    // Commands may end where they are told to.
    if cx.facts.package == "main" && cx.callee(id).is_some() {
        return;
    }
    // A recovered panic that is none of the handler's business is passed on.
    if cx.callee(id).is_none()
        && function.body.is_some_and(|body| cx.file.text_of(body).contains("recover()"))
    {
        return;
    }
    let unreachable = cx.args(id).first().and_then(|&a| cx.string(a)).is_some_and(|text| {
        let text = text.to_lowercase();
        ["unreachable", "impossible", "not reached", "bug", "internal error", "invariant"]
            .iter()
            .any(|w| text.contains(w))
    });
    if !unreachable {
        cx.site(SiteKind::Abort, false, id);
    }
}

/// A function with two tests of errors and an HTTP status maps errors at the boundary.
pub fn mapper(cx: &mut Collector<'_>, function: &Function) {
    let Some(body) = function.body else { return };
    let (mut n_tests, mut n_statuses) = (0, 0);
    for id in cx.file.subtree(body) {
        match cx.qualified(id) {
            Some(("errors", "Is" | "As" | "AsType")) => n_tests += 1,
            Some(("net/http" | "google.golang.org/grpc/codes", name))
                if name.starts_with("Status") || name.chars().next().is_some_and(char::is_uppercase) =>
            {
                n_statuses += 1;
            }
            _ => {}
        }
    }
    if n_tests >= 2 && n_statuses >= 2 {
        cx.site(SiteKind::ErrorMapper, true, function.decl);
    }
}

/// `http.Error(w, err.Error(), …)`.
pub fn leak(cx: &mut Collector<'_>, call: NodeId) {
    let args = cx.args(call);
    let Some(&text) = args.get(1) else { return };
    let text = cx.file.text_of(text);
    if text.strip_suffix(".Error()").is_some_and(is_error_name) {
        cx.site(SiteKind::ErrorLeak, false, call);
    }
}
