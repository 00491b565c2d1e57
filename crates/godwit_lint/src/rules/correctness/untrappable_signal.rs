//! `correctness/untrappable-signal`. See the page beside this file.

use godwit_syntax::NodeId;

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/untrappable-signal",
    aliases: &[("staticcheck", "SA1016")],
    check: Check::Calls(&["os/signal"], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(callee) = cx.callee(node) else { return };
    let skip = match callee.name.as_str() {
        "Notify" | "NotifyContext" => 1,
        "Ignore" | "Reset" => 0,
        _ => return,
    };
    for arg in cx.args(node).into_iter().skip(skip) {
        let name = unconverted(cx, arg);
        let Some(signal) = cx.qualified(name) else { continue };
        if signal.is("os", "Kill") || signal.is("syscall", "SIGKILL") {
            cx.report_node(
                arg,
                format!("{} cannot be trapped (did you mean syscall.SIGTERM?)", cx.file.text_of(name)),
            );
        } else if signal.is("syscall", "SIGSTOP") {
            cx.report_node(arg, "syscall.SIGSTOP cannot be trapped");
        }
    }
}

/// The signal in `os.Signal(signal)`.
fn unconverted(cx: &Cx<'_>, arg: NodeId) -> NodeId {
    let arg = cx.constant_expr(arg);
    match cx.args(arg)[..] {
        [signal] if cx.is_call_to(arg, "os", "Signal") => cx.file.unparen(signal),
        _ => arg,
    }
}
