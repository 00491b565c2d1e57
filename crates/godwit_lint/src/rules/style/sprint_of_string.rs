//! `style/sprint-of-string`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{LitKind, Node, NodeId, NodeKind};
use godwit_types::{BasicKind, Checker, Type, TypeId};

use crate::print_operand::{gives_string, method};
use crate::types::implements_error;
use crate::{Check, Cx, FixKind, Needs, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/sprint-of-string",
    aliases: &[("gocritic", "redundantSprint")],
    fix: FixKind::Unsafe,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

enum Text {
    /// The operand is a string.
    Is,
    /// It has a method `String() string`.
    Has,
}

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(callee) = cx.callee(node).filter(|c| c.path == "fmt") else { return };
    let arg = match (callee.name.as_str(), &cx.args(node)[..]) {
        ("Sprint", &[arg]) => arg,
        ("Sprintf", &[format, arg])
            if literal::string_value(cx.file, format).is_some_and(|f| f == "%s" || f == "%v") =>
        {
            arg
        }
        _ => return,
    };
    // `fmt.Sprint("text")` is `redundant-sprint`.
    let is_literal = matches!(cx.file[cx.file.unparen(arg)], Node::BasicLit { kind: LitKind::String });
    if is_literal && callee.name.as_str() == "Sprint" || matches!(cx.file[node], Node::Call { ellipsis: true, .. }) {
        return;
    }
    let Some(types) = cx.types() else { return };
    let Some(ty) = types.type_of(arg) else { return };
    let Some(text) = types.ask(|checker| text_of(checker, ty)) else { return };
    let operand = cx.snippet(arg);
    let (message, new) = match text {
        Text::Is => (format!("{operand} is already string"), cx.file.text_of(arg).to_owned()),
        Text::Has => (format!("use {operand}.String() instead"), format!("{}.String()", cx.file.text_of(arg))),
    };
    let mut edits = vec![Edit::replace(cx.file.span(node), new)];
    edits.extend(cx.edit_import_unused_after("fmt", 1));
    cx.report_node(node, message).fix(Fix::unsafe_("leave fmt out", edits));
}

fn text_of(checker: &mut Checker, ty: TypeId) -> Option<Text> {
    let plain = checker.unalias(ty);
    if let Type::Basic(BasicKind::String | BasicKind::UntypedString) = checker.types[plain] {
        return Some(Text::Is);
    }
    // A value with `Error` is printed by that, whatever `String` gives.
    if implements_error(checker, ty) {
        return None;
    }
    let string = method(checker, ty, "String")?;
    gives_string(checker, string).then_some(Text::Has)
}
