//! `correctness/errors-as-target`. See the page beside this file.

use godwit_syntax::{NodeId, NodeKind};
use godwit_types::{Checker, Type, TypeId};

use crate::types::implements_error;
use crate::{Check, Cx, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/errors-as-target",
    aliases: &[("govet", "errorsas")],
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, call: NodeId) {
    if !cx.calls_function(call, "errors", &["As"]) {
        return;
    }
    let args = cx.args(call);
    let (&[_, target], Some(types)) = (args.as_slice(), cx.types()) else { return };
    let Some(ty) = types.type_of(target) else { return };
    if let Some(message) = types.ask(|checker| problem(checker, ty)) {
        cx.report_node(call, message);
    }
}

fn problem(checker: &mut Checker, ty: TypeId) -> Option<&'static str> {
    let under = checker.under(ty);
    // An empty interface may hold anything; any other holds no pointer to where the error should go.
    if matches!(checker.types[under], Type::Interface(_)) && checker.type_set(under).is_all() {
        return None;
    }
    let Type::Pointer { elem } = checker.types[under] else {
        return Some(
            "second argument to errors.As must be a non-nil pointer to either a type that implements error, or to any interface type",
        );
    };
    if checker.unalias(elem) == TypeId::ERROR {
        return Some("second argument to errors.As should not be *error");
    }
    let elem_under = checker.under(elem);
    if matches!(checker.types[elem_under], Type::Interface(_)) || implements_error(checker, elem) {
        return None;
    }
    Some(
        "second argument to errors.As must be a non-nil pointer to either a type that implements error, or to any interface type",
    )
}
