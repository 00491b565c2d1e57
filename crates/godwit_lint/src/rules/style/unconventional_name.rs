//! `style/unconventional-name`. See the page beside this file.

use godwit_syntax::{AssignOp, DeclKind, List, Node, NodeId, NodeKind, RangeTok};

use crate::names::{INITIALISMS, conventional, is_screaming, is_suspect};
use crate::{Check, Cx, OptionDef, RuleDef, rule, signature};

const ALLOW: OptionDef =
    OptionDef::list("allow-initialisms", &[], "initialisms that may be written in any case, such as ID");

const BLOCK: OptionDef = OptionDef::list("block-initialisms", &[], "further initialisms");

const UPPER_CASE_CONST: OptionDef =
    OptionDef::bool("upper-case-const", false, "let constants be in ALL_CAPS");

const SKIP_INITIALISMS: OptionDef =
    OptionDef::bool("skip-initialism-name-checks", false, "do not look at initialisms");

pub static RULE: RuleDef = RuleDef {
    id: "style/unconventional-name",
    aliases: &[("revive", "var-naming"), ("staticcheck", "ST1003")],
    options: &[ALLOW, BLOCK, UPPER_CASE_CONST, SKIP_INITIALISMS],
    check: Check::Nodes(
        &[
            NodeKind::FuncDecl,
            NodeKind::GenDecl,
            NodeKind::Assign,
            NodeKind::Range,
            NodeKind::StructType,
            NodeKind::InterfaceType,
        ],
        check,
    ),
    ..rule()
};

const TEST_PREFIXES: &[&str] = &["Test", "Benchmark", "Fuzz", "Example"];

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::FuncDecl(ext) => {
            let func = cx.file.func_decl(ext);
            let name = cx.file.text_of(func.name);
            // What go test calls by name, or was meant to.
            if cx.is_test() && TEST_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
                return;
            }
            let thing = if func.recv.is_some() { "method" } else { "func" };
            // What C calls is named for C, unless Go can call it too.
            let for_c = is_exported_to_c(cx, node) && !name.starts_with(char::is_uppercase);
            if !for_c {
                check_name(cx, func.name, thing);
            }
            func_type(cx, func.ty, thing);
        }
        Node::GenDecl { kind, specs, .. } => gen_decl(cx, kind, specs),
        Node::Assign { op: AssignOp::Define, lhs, .. } => {
            cx.file.list(lhs).for_each(|n| check_name(cx, n, "var"))
        }
        Node::Range { ext, tok: RangeTok::Define } => {
            let range = cx.file.range_stmt(ext);
            [range.key, range.value].into_iter().flatten().for_each(|n| check_name(cx, n, "range var"));
        }
        Node::StructType { fields } => {
            if let Node::FieldList { fields } = cx.file[fields] {
                for field in cx.file.list(fields) {
                    if let Node::Field { names, .. } = cx.file[field] {
                        cx.file.list(names).for_each(|n| check_name(cx, n, "struct field"));
                    }
                }
            }
        }
        // Names of interface methods are often given by the types that have them.
        Node::InterfaceType { methods } => {
            for method in signature::params(cx.file, methods) {
                if method.name.is_some() {
                    func_type(cx, method.ty, "interface method");
                }
            }
        }
        _ => {}
    }
}

fn gen_decl(cx: &Cx<'_>, kind: DeclKind, specs: List) {
    let thing = match kind {
        DeclKind::Import => return,
        DeclKind::Const => "const",
        DeclKind::Type => "type",
        DeclKind::Var => "var",
    };
    for spec in cx.file.list(specs) {
        match cx.file[spec] {
            Node::TypeSpec { name, .. } => check_name(cx, name, thing),
            Node::ValueSpec { names, .. } => cx.file.list(names).for_each(|n| check_name(cx, n, thing)),
            _ => {}
        }
    }
}

fn func_type(cx: &Cx<'_>, ty: NodeId, thing: &str) {
    if !matches!(cx.file[ty], Node::FuncType { .. }) {
        return;
    }
    let (params, results) = signature::func_type(cx.file, ty);
    for (list, part) in [(params, "parameter"), (results, "result")] {
        for name in list.into_iter().filter_map(|p| p.name) {
            check_name(cx, name, &format!("{thing} {part}"));
        }
    }
}

fn check_name(cx: &Cx<'_>, ident: NodeId, thing: &str) {
    let Some(name) = cx.file.ident(ident) else { return };
    let name = name.as_str();
    // database/sql gave the first its name; the second is a unit.
    if name == "_" || matches!(name, "LastInsertId" | "kWh") {
        return;
    }
    if !is_suspect(name) && !cx.has_list_option(&BLOCK) {
        return;
    }
    if thing == "const" && cx.bool_option(&UPPER_CASE_CONST) && is_upper_case(name) {
        return;
    }
    const ALL_CAPS: &str = "don't use ALL_CAPS in Go names; use CamelCase";
    let screams = name.len() >= 5 && is_screaming(name);
    if screams && name.len() > 5 {
        cx.report_node(ident, ALL_CAPS);
        return;
    }
    let should = match cx.bool_option(&SKIP_INITIALISMS) {
        true => conventional(name, &|_| false),
        false => conventional(name, &|word| {
            (INITIALISMS.contains(&word) && !cx.list_option_has(&ALLOW, word))
                || cx.list_option_has(&BLOCK, word)
        }),
    };
    if should == name {
        // A short name with nothing between its words to take away.
        if screams && name.bytes().filter(u8::is_ascii_uppercase).count() >= 2 {
            cx.report_node(ident, ALL_CAPS);
        }
        return;
    }
    let has_underscore = name.len() > 2 && name.char_indices().skip(1).any(|(_, c)| c == '_');
    let start = if has_underscore { "don't use underscores in Go names; " } else { "" };
    // staticcheck knows no plural of ID, and leaves underscores at the end alone.
    let is_revives = should == name.trim_end_matches('_') || should.replace("IDs", "Ids") == name;
    let code = if is_revives { "var-naming" } else { "" };
    cx.report_node(ident, format!("{start}{thing} {name} should be {should}")).code(code);
}

/// `MAX_SIZE`, `_MAX`, but not `MAX__SIZE` or `MAX_`.
fn is_upper_case(name: &str) -> bool {
    let name = name.strip_prefix('_').unwrap_or(name);
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.split('_').all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        })
}

fn is_exported_to_c(cx: &Cx<'_>, func: NodeId) -> bool {
    let Some(group) = cx.file.doc(func) else { return false };
    cx.file.group(group).iter().any(|&c| cx.file.comment_text(c).starts_with("//export "))
}
