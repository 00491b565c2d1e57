//! `style/mixed-receiver-names`. See the page beside this file.

use std::collections::BTreeMap;

use godwit_base::Symbol;
use godwit_syntax::{Node, NodeId};

use crate::{Check, Cx, RuleDef, rule, signature};

pub static RULE: RuleDef = RuleDef {
    id: "style/mixed-receiver-names",
    aliases: &[("staticcheck", "ST1016")],
    default: false,
    check: Check::Package(check),
    ..rule()
};

/// The methods of a type.
struct Methods {
    /// File and name of the first method, exported ones and then the alphabet deciding.
    first: (usize, NodeId),
    /// How often each receiver name is used, in order of the names.
    names: BTreeMap<&'static str, u32>,
}

fn check(files: &[Cx<'_>]) {
    let mut types: Vec<(Symbol, Methods)> = Vec::new();
    for (index, cx) in files.iter().enumerate().filter(|(_, cx)| !cx.is_generated()) {
        for decl in cx.file.decls() {
            let Node::FuncDecl(ext) = cx.file[decl] else { continue };
            let Some(receiver) = signature::receiver(cx.file, decl) else { continue };
            let Some(base) = signature::base_type_name(cx.file, receiver.ty) else { continue };
            let own = (index, cx.file.func_decl(ext).name);
            let at = types.iter().position(|(ty, _)| *ty == base).unwrap_or_else(|| {
                types.push((base, Methods { first: own, names: BTreeMap::new() }));
                types.len() - 1
            });
            let order = |(file, name): (usize, NodeId)| {
                let name = files[file].file.text_of(name);
                (!name.starts_with(char::is_uppercase), name)
            };
            if order(own) < order(types[at].1.first) {
                types[at].1.first = own;
            }
            // A receiver without a name, or with a blank one, agrees with any.
            let name = receiver.name.and_then(|n| cx.file.ident(n)).filter(|n| !n.is_blank());
            if let Some(name) = name {
                *types[at].1.names.entry(name.as_str()).or_default() += 1;
            }
        }
    }
    for (_, methods) in types.iter().filter(|(_, methods)| methods.names.len() > 1) {
        let mut seen: Vec<_> = methods.names.iter().map(|(name, n)| format!("{n}x {name:?}")).collect();
        seen.sort();
        let (file, name) = methods.first;
        files[file].report_node(
            name,
            format!("methods on the same type should have the same receiver name (seen {})", seen.join(", ")),
        );
    }
}
