//! `style/yoda-condition`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/yoda-condition",
    aliases: &[("staticcheck", "ST1017"), ("gocritic", "yodaStyleExpr")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op: op @ (BinaryOp::Eql | BinaryOp::Neq), x, y } = cx.file[node] else { return };
    let is_constant = |id| literal::is_literal(cx.file, id) || literal::int_value(cx.file, id).is_some() || cx.is_nil(id);
    if !is_constant(x) || is_constant(y) {
        return;
    }
    // A name may be a constant too: `4 == size` is then as good either way.
    if let Some(object) = cx.object(cx.file.unparen(y))
        && object.kind == godwit_syntax::resolve::ObjectKind::Const
    {
        return;
    }
    let (x, y) = (cx.file.text_of(x), cx.file.text_of(y));
    let swapped = format!("{y} {} {x}", op.as_str());
    cx.report_node(node, "don't use Yoda conditions")
        .fix(Fix::safe("swap the operands", vec![Edit::replace(cx.file.span(node), swapped)]));
}
