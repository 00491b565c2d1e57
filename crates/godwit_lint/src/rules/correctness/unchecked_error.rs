//! `correctness/unchecked-error`. See the page beside this file.

use godwit_base::{Span, sym};
use godwit_syntax::{Node, NodeId, NodeKind, UnaryOp};
use godwit_types::check::typestring::Qualifier;
use godwit_types::{Checker, ObjectId, Type, TypeId};

use crate::types::implements_error;
use crate::{Check, Cx, Needs, OptionDef, RuleDef, rule};

const EXCLUDE: OptionDef = OptionDef::list(
    "exclude-functions",
    &[],
    "functions whose errors need no check, written `path.Func` or `(*path.Type).Method`",
);

pub static RULE: RuleDef = RuleDef {
    id: "correctness/unchecked-error",
    aliases: &[("errcheck", ""), ("gosec", "G104")],
    needs: Needs::Types,
    options: &[EXCLUDE],
    check: Check::Nodes(&[NodeKind::ExprStmt, NodeKind::GoStmt, NodeKind::DeferStmt], check),
    ..rule()
};

/// Functions that never fail, or whose failure nobody can act on.
const EXCLUDED: &[&str] = &[
    "(*bytes.Buffer).Write",
    "(*bytes.Buffer).WriteByte",
    "(*bytes.Buffer).WriteRune",
    "(*bytes.Buffer).WriteString",
    "(*crypto/sha3.SHA3).Write",
    "(*crypto/sha3.SHAKE).Read",
    "(*crypto/sha3.SHAKE).Write",
    "(*hash/maphash.Hash).Write",
    "(*hash/maphash.Hash).WriteByte",
    "(*hash/maphash.Hash).WriteString",
    "(*io.PipeReader).CloseWithError",
    "(*io.PipeWriter).CloseWithError",
    "(*math/rand.Rand).Read",
    "(*strings.Builder).Write",
    "(*strings.Builder).WriteByte",
    "(*strings.Builder).WriteRune",
    "(*strings.Builder).WriteString",
    "(hash.Hash).Write",
    "crypto/rand.Read",
    "fmt.Print",
    "fmt.Printf",
    "fmt.Println",
    "math/rand.Read",
];

fn check(cx: &Cx<'_>, stmt: NodeId) {
    let (Node::ExprStmt { x: call } | Node::GoStmt { call } | Node::DeferStmt { call }) = cx.file[stmt]
    else {
        return;
    };
    let call = cx.file.unparen(call);
    let Some(types) = cx.types() else { return };
    if let Node::Unary { op: UnaryOp::Recv, .. } = cx.file[call] {
        // An error that is received and dropped.
        if types.is_error(call) {
            cx.report(cx.file.span(call), "Error return value is not checked");
        }
        return;
    }
    let Node::Call { fun, .. } = cx.file[call] else { return };
    if cx.is_builtin_call(call, sym::RECOVER) {
        // What a panic was about.
        cx.report(cx.file.span(call), "Error return value is not checked");
        return;
    }
    let Some(result) = types.type_of(call) else { return };
    if !types.ask(|checker| has_error(checker, result)) || is_excluded(cx, call) {
        return;
    }
    let fun = cx.file.unparen(fun);
    let message = match cx.file[fun] {
        Node::Selector { .. } => format!("Error return value of `{}` is not checked", cx.snippet(fun)),
        _ => "Error return value is not checked".to_owned(),
    };
    let paren = cx.file.anchor(call);
    cx.report(Span::new(paren, cx.file.end(call)), message);
}

/// Whether one of the results is an error.
fn has_error(checker: &mut Checker, result: TypeId) -> bool {
    match &checker.types[result] {
        Type::Tuple(vars) => {
            let vars = vars.clone();
            vars.iter().any(|&v| {
                let ty = checker.type_of_object(v);
                implements_error(checker, ty)
            })
        }
        _ => implements_error(checker, result),
    }
}

fn is_excluded(cx: &Cx<'_>, call: NodeId) -> bool {
    let (Some(types), Some(function)) = (cx.types(), cx.called_function(call)) else { return false };
    let Node::Call { fun, .. } = cx.file[call] else { return false };
    let mut fun = cx.file.unparen(fun);
    if let Node::Index { x, .. } | Node::IndexList { x, .. } = cx.file[fun] {
        fun = cx.file.unparen(x);
    }
    // The list is for users of a package; inside of it, its functions have bare names.
    if !matches!(cx.file[fun], Node::Selector { .. }) {
        return false;
    }
    let receiver = types.selection(fun).map(|(_, _, recv)| recv);
    let names = types.ask(|checker| names_of(checker, function, receiver));
    let mut listed = false;
    for name in &names {
        listed |= EXCLUDED.contains(&name.as_str()) || cx.list_option_has(&EXCLUDE, name);
    }
    listed
        || names.iter().any(|n| {
            matches!(n.as_str(), "fmt.Fprint" | "fmt.Fprintf" | "fmt.Fprintln") && writes_safely(cx, call)
        })
}

/// The function's full name; for a method of an interface also that in each interface
/// on the way there: `Write` of a `hash.Hash` is `(io.Writer).Write` and `(hash.Hash).Write`.
fn names_of(checker: &mut Checker, function: ObjectId, receiver: Option<TypeId>) -> Vec<String> {
    let origin = checker.origin_object(function);
    let mut names = vec![checker.func_full_name(origin)];
    let method = checker.objects[function].name;
    let mut todo: Vec<TypeId> = receiver.into_iter().collect();
    let mut seen = Vec::new();
    while let Some(ty) = todo.pop() {
        let under = checker.under(ty);
        let Type::Interface(interface) = &checker.types[under] else { continue };
        if seen.contains(&ty) {
            continue;
        }
        seen.push(ty);
        todo.extend(&interface.embeddeds);
        let holds = checker.type_set(under).methods.iter().any(|&m| checker.objects[m].name == method);
        if holds {
            names.push(format!("({}).{method}", checker.type_string_with(ty, Qualifier::Path)));
        }
    }
    names
}

/// Whether the first argument is a buffer, which cannot fail, or standard error, where nothing helps.
fn writes_safely(cx: &Cx<'_>, call: NodeId) -> bool {
    let Some(&first) = cx.args(call).first() else { return false };
    if cx.is_qualified(first, "os", "Stderr") {
        return true;
    }
    let Some(types) = cx.types() else { return false };
    let Some(ty) = types.type_of(first) else { return false };
    let text = types.ask(|checker| checker.type_string_with(ty, Qualifier::Path));
    matches!(text.as_str(), "*bytes.Buffer" | "*strings.Builder")
}
