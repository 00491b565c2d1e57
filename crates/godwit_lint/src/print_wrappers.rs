//! Which functions print as fmt's Print and Printf do: those of the standard library that are known to, and functions that
//! hand their own `args ...any` (and `format string`) on to such a function.
//!
//! Methods of interfaces print if a method behind them does (`print_interfaces`), in files of go1.26 on. What is declared
//! elsewhere is judged on demand: functions in `print_foreign`, all else in `print_package`.

use godwit_base::FileId;
use godwit_syntax::{File, Node, NodeId, UnaryOp};
use godwit_types::{Checker, ObjectId, ObjectKind, PackageId, Type, TypeId};
use rustc_hash::FxHashMap;

use crate::pass::Cx;
use crate::print_package;
use crate::rule::RuleDef;
use crate::types::TypeInfo;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Print,
    Printf,
    /// As Printf, and `%w` wraps.
    Errorf,
}

/// Name of the fact how a function prints: an index into [`Kind::ALL`], or its length.
const FACT: &str = "printf";

impl Kind {
    const ALL: [Kind; 3] = [Kind::Print, Kind::Printf, Kind::Errorf];

    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Print => "print",
            Kind::Printf => "printf",
            Kind::Errorf => "errorf",
        }
    }
}

/// The names of the known functions by what is in front of them.
const KNOWN: &[(&str, &[&str])] = &[
    (
        "fmt.",
        &[
            "Append", "Appendf", "Appendln", "Errorf", "Fprint", "Fprintf", "Fprintln", "Print", "Printf",
            "Println", "Sprint", "Sprintf", "Sprintln",
        ],
    ),
    ("log.", LOG),
    ("(*log.Logger).", LOG),
    ("(*testing.common).", TESTING),
    ("(testing.TB).", TESTING),
    ("runtime/trace.", &["Logf"]),
];
const LOG: &[&str] =
    &["Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln", "Print", "Printf", "Println"];
const TESTING: &[&str] = &["Error", "Errorf", "Fatal", "Fatalf", "Log", "Logf", "Skip", "Skipf"];

/// What is known of functions so far.
pub struct Printers {
    rule: &'static RuleDef,
    kinds: FxHashMap<ObjectId, Option<Kind>>,
    /// Functions that the configuration names, in full or by name alone.
    named: Vec<String>,
    package: PackageId,
    /// The files that are linted: their functions are for [`find`] to judge.
    files: Vec<FileId>,
    depth: usize,
    /// How something prints that the package declares in other files may depend on both: all are to be linted together.
    pub wants_whole: bool,
}

/// Longest chain of functions of other packages that is followed from one to the next.
const MAX_FOREIGN: usize = 30;

impl Printers {
    pub fn new(rule: &'static RuleDef, named: Vec<String>, package: PackageId, files: Vec<FileId>) -> Self {
        Printers { rule, kinds: FxHashMap::default(), named, package, files, depth: 0, wants_whole: false }
    }

    /// All that prints, as far as anybody asked.
    pub(crate) fn found(&self) -> impl Iterator<Item = (ObjectId, Kind)> {
        self.kinds.iter().filter_map(|(&object, &kind)| Some((object, kind?)))
    }

    /// Whether the package that is linted declares something in a file that is not.
    fn is_hidden(&self, checker: &Checker, object: ObjectId) -> bool {
        let object = &checker.objects[object];
        object.pkg == Some(self.package) && !self.files.contains(&object.pos.file)
    }

    /// How a function prints, if it does.
    pub fn kind(&mut self, checker: &mut Checker, function: ObjectId) -> Option<Kind> {
        let function = checker.origin_object(function);
        if let Some(&kind) = self.kinds.get(&function) {
            return kind;
        }
        let is_foreign = !self.files.contains(&checker.objects[function].pos.file);
        let fact = is_foreign.then(|| checker.facts.get(&(FACT, function)).copied()).flatten();
        if let Some(fact) = fact {
            let kind = Kind::ALL.get(fact as usize).copied();
            self.kinds.insert(function, kind);
            return kind;
        }
        // Functions may call each other: who is asked again meanwhile prints nothing.
        self.kinds.insert(function, None);
        let kind = self.known(checker, function).or_else(|| self.foreign(checker, function));
        self.kinds.insert(function, kind);
        // What was found on the way to another function may lack what that one was about to tell.
        if is_foreign && self.depth == 0 && !self.wants_whole {
            let fact =
                kind.and_then(|kind| Kind::ALL.iter().position(|&k| k == kind)).unwrap_or(Kind::ALL.len());
            checker.facts.insert((FACT, function), fact as u32);
        }
        kind
    }

    fn foreign(&mut self, checker: &mut Checker, function: ObjectId) -> Option<Kind> {
        if self.files.contains(&checker.objects[function].pos.file) || self.depth >= MAX_FOREIGN {
            return None;
        }
        if !checker.objects[function].is_func() || print_package::is_method_of_interface(checker, function) {
            if !print_package::could_print(checker, function) {
                return None;
            }
            if self.is_hidden(checker, function) {
                self.wants_whole |= print_package::may_print(checker, function);
                return None;
            }
            return print_package::kind(checker, function, self.rule, &self.named);
        }
        self.depth += 1;
        let kind = crate::print_foreign::kind(checker, function, &mut |c, f| self.kind(c, f));
        self.depth -= 1;
        kind
    }

    fn known(&self, checker: &mut Checker, function: ObjectId) -> Option<Kind> {
        let name = checker.objects[function].name.as_str();
        let is_candidate = !self.named.is_empty() || KNOWN.iter().any(|(_, names)| names.contains(&name));
        if !is_candidate {
            return None;
        }
        let full = full_name(checker, function);
        if full == "fmt.Errorf" {
            return Some(Kind::Errorf);
        }
        let prefix = full.strip_suffix(name).unwrap_or(&full);
        let listed = KNOWN.iter().any(|(p, names)| *p == prefix && names.contains(&name));
        if !listed && !self.named.iter().any(|n| *n == full || n.eq_ignore_ascii_case(name)) {
            return None;
        }
        Some(if name.ends_with('f') { Kind::Printf } else { Kind::Print })
    }
}

/// A function's name with package or receiver; a variable's alone.
pub fn full_name(checker: &mut Checker, function: ObjectId) -> String {
    if checker.objects[function].is_func() {
        checker.func_full_name(function)
    } else {
        checker.objects[function].name.as_str().to_owned()
    }
}

/// The function that a call calls, or the variable that holds it.
pub fn callee(cx: &Cx<'_>, types: TypeInfo<'_>, call: NodeId) -> Option<ObjectId> {
    let Node::Call { fun, .. } = cx.file[call] else { return None };
    let mut fun = cx.file.unparen(fun);
    if let Node::Index { x, .. } | Node::IndexList { x, .. } = cx.file[fun] {
        fun = cx.file.unparen(x);
    }
    let ident = match cx.file[fun] {
        Node::Ident { .. } => fun,
        Node::Selector { sel, .. } => sel,
        _ => return None,
    };
    let object = types.object(ident)?;
    let is_value =
        |c: &mut Checker| matches!(c.objects[object].kind, ObjectKind::Func { .. } | ObjectKind::Var { .. });
    types.ask(is_value).then_some(object)
}

/// A function that may turn out to print.
struct Candidate {
    object: ObjectId,
    /// Index of its file.
    file: usize,
    /// `None`: a method of an interface.
    body: Option<NodeId>,
    format: Option<ObjectId>,
    args: ObjectId,
    /// Candidates that hand their arguments on to this one, and by which call; none for a method of an interface, which
    /// stands for the methods behind it.
    callers: Vec<(usize, Option<NodeId>)>,
}

/// Finds the functions of the package that print. `report` is told of calls that hand on `args` without `...`.
pub fn find(contexts: &[Cx<'_>], printers: &mut Printers, report: &mut dyn FnMut(&Cx<'_>, NodeId, Kind)) {
    let mut candidates = Vec::new();
    for (file, cx) in contexts.iter().enumerate() {
        collect(cx, file, &mut candidates);
    }
    let by_object: FxHashMap<ObjectId, usize> =
        candidates.iter().enumerate().map(|(i, c)| (c.object, i)).collect();
    let mut behind: Vec<(usize, ObjectId)> = Vec::new();
    let types = contexts.iter().find_map(Cx::types);
    let has_hidden =
        |types: TypeInfo<'_>| types.ask(|c| print_package::has_hidden_interfaces(c, types.package()));
    if candidates.iter().any(|candidate| candidate.body.is_none()) || types.is_some_and(has_hidden) {
        for cx in contexts {
            let Some(types) = cx.types() else { continue };
            crate::print_interfaces::implementations(cx, types, &mut |method, by| {
                behind.extend(by_object.get(&method).map(|&index| (index, by)));
                printers.wants_whole |=
                    types.ask(|c| printers.is_hidden(c, method) && print_package::could_print(c, method));
            });
        }
        behind.sort();
        behind.dedup();
    }
    for (index, by) in behind {
        let Some(types) = contexts[candidates[index].file].types() else { continue };
        if let Some(&called) = by_object.get(&by) {
            candidates[called].callers.push((index, None));
        }
        if let Some(kind) = types.ask(|c| printers.kind(c, by)) {
            spread(contexts, &candidates, (index, None), kind, printers, report);
        }
    }
    for index in 0..candidates.len() {
        let cx = &contexts[candidates[index].file];
        let Some(types) = cx.types() else { continue };
        printers.wants_whole |= types.ask(|c| printers.is_hidden(c, candidates[index].object));
        for call in forwarding_calls(cx, types, &candidates[index]) {
            let Some(function) = callee(cx, types, call) else { continue };
            let (function, kind) = types.ask(|c| (c.origin_object(function), printers.kind(c, function)));
            if let Some(&called) = by_object.get(&function) {
                candidates[called].callers.push((index, Some(call)));
            }
            if let Some(kind) = kind {
                spread(contexts, &candidates, (index, Some(call)), kind, printers, report);
            }
        }
    }
}

fn collect(cx: &Cx<'_>, file: usize, candidates: &mut Vec<Candidate>) {
    let Some(types) = cx.types() else { return };
    if cx.go_at_least(crate::print_interfaces::LANGUAGE) {
        for method in crate::print_interfaces::methods(cx, types) {
            types.ask(|checker| {
                let sig = checker.type_of_object(method);
                let Some((format, args)) = print_params(checker, sig) else { return };
                let object = checker.origin_object(method);
                candidates.push(Candidate { object, file, body: None, format, args, callers: Vec::new() });
            });
        }
    }
    for node in cx.file.ids() {
        let (object, body, sig) = match cx.file[node] {
            Node::FuncDecl(ext) => {
                let func = cx.file.func_decl(ext);
                let (Some(body), true) = (func.body, is_variadic(cx.file, func.ty)) else { continue };
                let Some(object) = types.object(func.name) else { continue };
                (object, body, types.ask(|c| c.type_of_object(object)))
            }
            Node::FuncLit { ty, body } => {
                if !is_variadic(cx.file, ty) {
                    continue;
                }
                let (Some(object), Some(sig)) = (assigned_to(cx, types, node), types.type_of(node)) else {
                    continue;
                };
                (object, body, sig)
            }
            _ => continue,
        };
        types.ask(|checker| {
            let Some((format, args)) = print_params(checker, sig) else { return };
            let object = checker.origin_object(object);
            let body = Some(body);
            candidates.push(Candidate { object, file, body, format, args, callers: Vec::new() });
        });
    }
}

pub(crate) fn is_variadic(file: &File, ty: NodeId) -> bool {
    let Node::FuncType { params, .. } = file[ty] else { return false };
    let Node::FieldList { fields } = file[params] else { return false };
    let Some(Node::Field { ty: Some(ty), .. }) = file.list_last(fields).map(|f| file[f]) else {
        return false;
    };
    matches!(file[ty], Node::Ellipsis { .. })
}

/// What a function literal is directly assigned to, as it is written.
pub(crate) fn target_of(file: &File, lit: NodeId) -> Option<NodeId> {
    let (targets, values) = match file[file.parent(lit)?] {
        Node::ValueSpec { names, values, .. } => (names, values),
        Node::Assign { lhs, rhs, .. } => (lhs, rhs),
        _ => return None,
    };
    let index = file.list(values).position(|v| v == lit)?;
    file.list_get(targets, index)
}

/// The variable or field that a function literal is directly assigned to.
fn assigned_to(cx: &Cx<'_>, types: TypeInfo<'_>, lit: NodeId) -> Option<ObjectId> {
    let target = target_of(cx.file, lit)?;
    let object = match cx.file[target] {
        Node::Ident { .. } => types.object(target)?,
        Node::Selector { sel, .. } => types.object(sel)?,
        _ => return None,
    };
    types.ask(|c| c.objects[object].is_var()).then_some(object)
}

/// The parameters `format string` (if it is there) and `args ...any` at the end of a signature.
pub(crate) fn print_params(checker: &mut Checker, sig: TypeId) -> Option<(Option<ObjectId>, ObjectId)> {
    let sig = checker.types.signature(sig)?;
    if !sig.variadic {
        return None;
    }
    let params = sig.params.clone();
    let (&args, before) = params.split_last()?;
    let format = before.last().copied().filter(|&p| checker.type_of_object(p) == TypeId::STRING);
    takes_anything(checker, args).then_some((format, args))
}

/// Whether a variadic parameter is `...any`.
pub fn takes_anything(checker: &mut Checker, param: ObjectId) -> bool {
    let ty = checker.type_of_object(param);
    let Type::Slice { elem } = checker.types[ty] else { return false };
    let elem = checker.unalias(elem);
    matches!(checker.types[elem], Type::Interface(_)) && checker.type_set(elem).is_all()
}

fn is_param(cx: &Cx<'_>, types: TypeInfo<'_>, expr: NodeId, param: Option<ObjectId>) -> bool {
    param.is_some() && matches!(cx.file[expr], Node::Ident { .. }) && types.object(expr) == param
}

/// The calls in a candidate's body whose last argument is its `args`, up to where `format` or `args` may have changed.
fn forwarding_calls(cx: &Cx<'_>, types: TypeInfo<'_>, candidate: &Candidate) -> Vec<NodeId> {
    let of_interest = |&id: &NodeId| {
        matches!(cx.file[id], Node::Assign { .. } | Node::Unary { op: UnaryOp::Addr, .. } | Node::Call { .. })
    };
    let Some(body) = candidate.body else { return Vec::new() };
    let mut nodes: Vec<NodeId> = cx.file.subtree(body).filter(of_interest).collect();
    // Outer before inner, in source order.
    nodes.sort_by_key(|&id| (cx.file.start(id), std::cmp::Reverse(id)));
    let is_own = |expr: NodeId| {
        is_param(cx, types, expr, candidate.format) || is_param(cx, types, expr, Some(candidate.args))
    };
    let mut calls = Vec::new();
    for node in nodes {
        match cx.file[node] {
            Node::Assign { lhs, .. } if cx.file.list(lhs).any(is_own) => break,
            Node::Unary { x, .. } if is_own(x) => break,
            Node::Call { args, .. }
                if cx.file.list_last(args).is_some_and(|a| is_param(cx, types, a, Some(candidate.args))) =>
            {
                calls.push(node);
            }
            _ => {}
        }
    }
    calls
}

/// Notes that a candidate prints, because of a call in it, and then those that call it.
fn spread(
    contexts: &[Cx<'_>],
    candidates: &[Candidate],
    first: (usize, Option<NodeId>),
    kind: Kind,
    printers: &mut Printers,
    report: &mut dyn FnMut(&Cx<'_>, NodeId, Kind),
) {
    let mut work = vec![first];
    while let Some((index, call)) = work.pop() {
        let candidate = &candidates[index];
        let cx = &contexts[candidate.file];
        if call.is_some_and(|call| !hands_on(cx, candidate, call, kind, report)) {
            continue;
        }
        if printers.kinds.insert(candidate.object, Some(kind)) != Some(Some(kind)) {
            work.extend(candidate.callers.iter().copied());
        }
    }
}

/// Whether a call hands on the candidate's parameters as they are.
fn hands_on(
    cx: &Cx<'_>,
    candidate: &Candidate,
    call: NodeId,
    kind: Kind,
    report: &mut dyn FnMut(&Cx<'_>, NodeId, Kind),
) -> bool {
    let (Node::Call { fun, args, ellipsis }, Some(types)) = (cx.file[call], cx.types()) else { return false };
    let n_args = cx.file.n_list(args);
    if kind != Kind::Print {
        let format = n_args.checked_sub(2).and_then(|i| cx.file.list_get(args, i));
        if !format.is_some_and(|f| is_param(cx, types, f, candidate.format)) {
            return false;
        }
    }
    if ellipsis {
        return true;
    }
    let Some(ty) = types.type_of(fun) else { return false };
    let n_params = types.ask(|c| c.types.signature(ty).map(|s| s.params.len()));
    // With more arguments than parameters, `...` could not be added: `args` is one of the values.
    if n_params.is_some_and(|n| n_args <= n) {
        report(cx, call, kind);
    }
    false
}
