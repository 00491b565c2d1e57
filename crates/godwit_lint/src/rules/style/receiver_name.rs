//! `style/receiver-name`. See the page beside this file.

use godwit_base::Symbol;
use godwit_syntax::{Node, NodeId};
use rustc_hash::FxHashMap;

use crate::{Check, Cx, OptionDef, RuleDef, rule, signature};

const MAX_LENGTH: OptionDef = OptionDef::int("max-length", 0, "the most letters a name may have; 0: any number");

pub static RULE: RuleDef = RuleDef {
    id: "style/receiver-name",
    aliases: &[("revive", "receiver-naming"), ("staticcheck", "ST1006")],
    options: &[MAX_LENGTH],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    let mut seen: FxHashMap<Symbol, Symbol> = FxHashMap::default();
    for decl in cx.file.decls() {
        check_method(cx, decl, &mut seen);
    }
}

fn check_method(cx: &Cx<'_>, decl: NodeId, seen: &mut FxHashMap<Symbol, Symbol>) {
    if !matches!(cx.file[decl], Node::FuncDecl(_)) {
        return;
    }
    let Some(receiver) = signature::receiver(cx.file, decl) else { return };
    let Some((ident, name)) = receiver.name.and_then(|n| Some((n, cx.file.ident(n)?))) else { return };
    let Some(base) = signature::base_type_name(cx.file, receiver.ty) else { return };
    if name.is_blank() {
        cx.report_node(ident, "receiver name should not be an underscore, omit the name if it is unused");
        return;
    }
    if matches!(name.as_str(), "this" | "self") {
        cx.report_node(
            ident,
            "receiver name should be a reflection of its identity; don't use generic names such as \"this\" or \"self\"",
        );
        return;
    }
    let max = cx.int_option(&MAX_LENGTH);
    if max > 0 && name.as_str().chars().count() as i64 > max {
        cx.report_node(ident, format!("receiver name {name} is longer than {max} characters")).code("receiver-naming");
        return;
    }
    match seen.get(&base) {
        Some(&previous) if previous != name => {
            cx.report_node(
                ident,
                format!("receiver name {name} should be consistent with previous receiver name {previous} for {base}"),
            )
            .code("receiver-naming");
        }
        Some(_) => {}
        None => {
            seen.insert(base, name);
        }
    }
}
