//! `style/duration-unit-suffix`. See the page beside this file.

use godwit_syntax::{AssignOp, List, Node, NodeId, NodeKind};
use godwit_types::check::typestring::Qualifier;
use godwit_types::{Checker, Type, TypeId};

use crate::types::is_named;
use crate::{Check, Cx, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/duration-unit-suffix",
    aliases: &[("staticcheck", "ST1011")],
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::ValueSpec, NodeKind::Field, NodeKind::Assign], check),
    ..rule()
};

/// Units as names have them.
pub const SUFFIXES: &[&str] = &[
    "Hour",
    "Hours",
    "Min",
    "Mins",
    "Minutes",
    "Minute",
    "Sec",
    "Secs",
    "Seconds",
    "Second",
    "Msec",
    "Msecs",
    "Milli",
    "Millis",
    "Milliseconds",
    "Millisecond",
    "Usec",
    "Usecs",
    "Microseconds",
    "Microsecond",
    "MS",
    "Ms",
    "US",
    "Us",
];

/// The units that hardly end other words.
fn is_plain_unit(suffix: &str) -> bool {
    matches!(
        suffix,
        "Sec"
            | "Secs"
            | "Seconds"
            | "Msec"
            | "Msecs"
            | "Milli"
            | "Millis"
            | "Milliseconds"
            | "Usec"
            | "Usecs"
            | "Microseconds"
            | "MS"
            | "Ms"
    )
}

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::Field { names, .. } if !is_receiver(cx, node) => each(cx, names),
        Node::ValueSpec { names, .. } => each(cx, names),
        Node::Assign { op: AssignOp::Define, lhs, .. } => each(cx, lhs),
        _ => {}
    }
}

fn is_receiver(cx: &Cx<'_>, field: NodeId) -> bool {
    let list = cx.file.parent(field);
    let function = list.and_then(|list| cx.file.parent(list));
    matches!(function.map(|f| cx.file[f]), Some(Node::FuncDecl(ext)) if cx.file.func_decl(ext).recv == list)
}

fn each(cx: &Cx<'_>, names: List) {
    for name in cx.file.list(names) {
        // The longest suffix tells the unit.
        let Some(ident) = cx.file.ident(name) else { continue };
        let text = ident.as_str();
        if !text.ends_with(['c', 's', 'i', 'S']) {
            continue;
        }
        let units = SUFFIXES.iter().filter(|s| is_plain_unit(s) && text.ends_with(**s));
        let Some(suffix) = units.max_by_key(|s| s.len()) else { continue };
        let Some((types, object)) = cx.types().and_then(|types| Some((types, types.object(name)?))) else { continue };
        let ty = types.ask(|checker| {
            // In `a, err := f()` one of the two may be there already.
            let is_declared_here = checker.objects[object].pos.offset == cx.file.start(name);
            let ty = checker.type_of_object(object);
            (is_declared_here && is_duration(checker, ty)).then(|| checker.type_string_with(ty, Qualifier::Path))
        });
        if let Some(ty) = ty {
            cx.report_node(name, format!("var {text} is of type {ty}; don't use unit-specific suffix {suffix:?}"));
        }
    }
}

/// A Duration or a pointer to one.
fn is_duration(checker: &mut Checker, ty: TypeId) -> bool {
    let mut plain = checker.unalias(ty);
    if let Type::Pointer { elem } = checker.types[plain] {
        plain = checker.unalias(elem);
    }
    match &checker.types[plain] {
        Type::Named(named) => is_named(checker, named.obj, "time", "Duration"),
        _ => false,
    }
}
