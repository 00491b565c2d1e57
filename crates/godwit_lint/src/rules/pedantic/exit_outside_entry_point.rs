//! `pedantic/exit-outside-entry-point`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use super::suspicious_exit_outside_main::is_reported;
use crate::{Check, Cx, RuleDef, rule, signature};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/exit-outside-entry-point",
    aliases: &[("revive", "deep-exit")],
    default: false,
    check: Check::Nodes(&[NodeKind::ExprStmt], check),
    ..rule()
};

/// What ends the program, alone or by way of the flags it reads.
const EXITS: &[(&str, &[&str])] = &[
    ("os", &["Exit"]),
    ("syscall", &["Exit"]),
    ("log", &["Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"]),
    ("flag", &["Parse", "NewFlagSet"]),
];

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::ExprStmt { x: call } = cx.file[node] else { return };
    let Node::Call { fun, args, .. } = cx.file[call] else { return };
    let Node::Selector { x, sel } = cx.file[fun] else { return };
    let (Some(package), Some(name)) = (cx.file.ident(x), cx.file.ident(sel)) else { return };
    let (package, name) = (package.as_str(), name.as_str());
    if !EXITS.iter().any(|(p, names)| *p == package && names.contains(&name)) {
        return;
    }
    let mut mode = "";
    if name == "NewFlagSet" {
        // Other modes return the error.
        let is_exit = |m: NodeId| cx.file.text_of(m) == "flag.ExitOnError";
        if !cx.file.list_get(args, 1).is_some_and(is_exit) {
            return;
        }
        mode = " with flag.ExitOnError";
    }
    if is_entry_point(cx, node) || is_reported(cx, node) {
        return;
    }
    cx.report_node(call, format!("calls to {package}.{name}{mode} only in main() or init() functions"));
}

/// Whether the declaration around is run by the runtime or by `go test`.
fn is_entry_point(cx: &Cx<'_>, node: NodeId) -> bool {
    let Some(declaration) = cx.enclosing().declaration(node) else { return false };
    let Node::FuncDecl(ext) = cx.file[declaration] else { return false };
    let func = cx.file.func_decl(ext);
    match cx.file.text_of(func.name) {
        "main" | "init" => true,
        "TestMain" => cx.is_test(),
        name => {
            let has_params = matches!(cx.file[func.ty], Node::FuncType { params, .. }
                if !signature::params(cx.file, params).is_empty());
            cx.is_test() && !has_params && is_example(name)
        }
    }
}

fn is_example(name: &str) -> bool {
    name.strip_prefix("Example").is_some_and(|rest| !rest.starts_with(char::is_lowercase))
}
