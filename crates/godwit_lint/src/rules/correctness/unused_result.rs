//! `correctness/unused-result`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};
use godwit_types::check::typestring::Qualifier;
use godwit_types::{Checker, ObjectId, Type, TypeId};

use crate::{Check, Cx, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/unused-result",
    aliases: &[("govet", "unusedresult")],
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::ExprStmt], check),
    ..rule()
};

/// Functions that do nothing but compute their result, by package.
const FUNCTIONS: &[(&str, &[&str])] = &[
    ("context", &["WithCancel", "WithDeadline", "WithTimeout", "WithValue"]),
    ("errors", &["New"]),
    ("fmt", &["Append", "Appendf", "Appendln", "Errorf", "Sprint", "Sprintf", "Sprintln"]),
    ("maps", &["All", "Clone", "Collect", "Equal", "EqualFunc", "Keys", "Values"]),
    (
        "slices",
        &[
            "All",
            "AppendSeq",
            "Backward",
            "BinarySearch",
            "BinarySearchFunc",
            "Chunk",
            "Clip",
            "Clone",
            "Collect",
            "Compact",
            "CompactFunc",
            "Compare",
            "CompareFunc",
            "Concat",
            "Contains",
            "ContainsFunc",
            "Delete",
            "DeleteFunc",
            "Equal",
            "EqualFunc",
            "Grow",
            "Index",
            "IndexFunc",
            "Insert",
            "IsSorted",
            "IsSortedFunc",
            "Max",
            "MaxFunc",
            "Min",
            "MinFunc",
            "Repeat",
            "Replace",
            "Sorted",
            "SortedFunc",
            "SortedStableFunc",
            "Values",
        ],
    ),
    ("sort", &["Reverse"]),
];

fn check(cx: &Cx<'_>, stmt: NodeId) {
    let Node::ExprStmt { x } = cx.file[stmt] else { return };
    let call = cx.file.unparen(x);
    if !matches!(cx.file[call], Node::Call { .. }) {
        return;
    }
    let (Some(function), Some(types)) = (cx.called_function(call), cx.types()) else { return };
    let message = types.ask(|checker| message(checker, function));
    if let Some(message) = message {
        cx.report_node(call, message);
    }
}

fn message(checker: &mut Checker, function: ObjectId) -> Option<String> {
    let name = checker.objects[function].name.as_str();
    let ty = checker.type_of_object(function);
    let sig = checker.types.signature(ty)?;
    if let Some(recv) = sig.recv {
        // String() string and Error() string, whatever their receiver.
        let [result] = *sig.results else { return None };
        if !sig.params.is_empty() || !matches!(name, "Error" | "String") {
            return None;
        }
        let result = checker.type_of_object(result);
        if !is_string(checker, result) {
            return None;
        }
        let recv = checker.type_of_object(recv);
        let recv = checker.type_string_with(recv, Qualifier::Path);
        return Some(format!("result of ({recv}).{name} call not used"));
    }
    let path = checker.objects[function].pkg.map(|p| checker.packages[p].path.clone())?;
    let (_, names) = FUNCTIONS.iter().find(|(p, _)| *p == &*path)?;
    names.contains(&name).then(|| format!("result of {path}.{name} call not used"))
}

fn is_string(checker: &Checker, ty: TypeId) -> bool {
    ty == TypeId::STRING && matches!(checker.types[ty], Type::Basic(_))
}
