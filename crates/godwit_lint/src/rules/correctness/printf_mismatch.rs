//! `correctness/printf-mismatch`. See the page beside this file.

use godwit_base::{Edit, Fix, Span, sym};
use godwit_syntax::{Node, NodeId};
use godwit_types::check::typestring::Qualifier;
use godwit_types::{Checker, ObjectId, Type, TypeId};

use crate::print_format::{Operation, directive_in, parse, range_in_literal};
use crate::print_operand::{self as operand, Accepts};
use crate::print_wrappers::{self as wrappers, Kind, Printers};
use crate::types::TypeInfo;
use crate::{Check, Cx, FixKind, Needs, OptionDef, RuleDef, rule};

const FUNCS: OptionDef = OptionDef::list(
    "funcs",
    &[],
    "further functions that print, written `path.Func`, `(*path.Type).Method` or by name alone; those that end in `f` take a format",
);

pub static RULE: RuleDef = RuleDef {
    id: "correctness/printf-mismatch",
    aliases: &[("govet", "printf")],
    fix: FixKind::Unsafe,
    needs: Needs::Types,
    options: &[FUNCS],
    check: Check::Package(check),
    ..rule()
};

fn check(contexts: &[Cx<'_>]) {
    let Some(first) = contexts.first() else { return };
    let files = contexts.iter().map(|cx| cx.unit.id).collect();
    let Some(package) = contexts.iter().find_map(Cx::types).map(|types| types.package()) else { return };
    let mut printers = Printers::new(first.rule, first.list_option(&FUNCS), package, files);
    wrappers::find(contexts, &mut printers, &mut |cx, call, kind| {
        cx.report_node(call, format!("missing ... in args forwarded to {}-like function", kind.as_str()));
    });
    for cx in contexts {
        let Some(types) = cx.types() else { continue };
        for node in cx.file.ids() {
            let Node::Call { fun, args, ellipsis } = cx.file[node] else { continue };
            let Some(function) = wrappers::callee(cx, types, node) else { continue };
            let Some(kind) = types.ask(|c| printers.kind(c, function)) else { continue };
            let args: Vec<NodeId> = cx.file.list(args).collect();
            let name = types.ask(|c| wrappers::full_name(c, function));
            let call = Call { cx, types, node, fun, args, ellipsis, kind, name };
            if kind == Kind::Print { call.check_print() } else { call.check_printf() }
        }
    }
    if printers.wants_whole {
        first.want_whole();
    }
}

struct Verb {
    letter: char,
    flags: &'static str,
    accepts: Accepts,
}

const fn verb(letter: char, flags: &'static str, accepts: Accepts) -> Verb {
    Verb { letter, flags, accepts }
}

const NUMBER: &str = " -+.0";
const SHARP_NUMBER: &str = " -+.0#";

const VERBS: &[Verb] = {
    use operand::{ANY, BOOL, COMPLEX, ERROR, FLOAT, INT, POINTER, RUNE, STRING};
    &[
        verb('%', "", 0),
        verb('b', SHARP_NUMBER, INT | FLOAT | COMPLEX | POINTER),
        verb('c', "-", RUNE | INT),
        verb('d', NUMBER, INT | POINTER),
        verb('e', SHARP_NUMBER, FLOAT | COMPLEX),
        verb('E', SHARP_NUMBER, FLOAT | COMPLEX),
        verb('f', SHARP_NUMBER, FLOAT | COMPLEX),
        verb('F', SHARP_NUMBER, FLOAT | COMPLEX),
        verb('g', SHARP_NUMBER, FLOAT | COMPLEX),
        verb('G', SHARP_NUMBER, FLOAT | COMPLEX),
        verb('o', SHARP_NUMBER, INT | POINTER),
        verb('O', SHARP_NUMBER, INT | POINTER),
        verb('p', "-#", POINTER),
        verb('q', SHARP_NUMBER, RUNE | INT | STRING),
        verb('s', NUMBER, STRING),
        verb('t', "-", BOOL),
        verb('T', "-", ANY),
        verb('U', "-#", RUNE | INT),
        verb('v', SHARP_NUMBER, ANY),
        verb('w', SHARP_NUMBER, ERROR),
        verb('x', SHARP_NUMBER, RUNE | INT | STRING | POINTER | FLOAT | COMPLEX),
        verb('X', SHARP_NUMBER, RUNE | INT | STRING | POINTER | FLOAT | COMPLEX),
    ]
};

/// A call of a function that prints.
struct Call<'a> {
    cx: &'a Cx<'a>,
    types: TypeInfo<'a>,
    node: NodeId,
    fun: NodeId,
    args: Vec<NodeId>,
    ellipsis: bool,
    kind: Kind,
    /// The function's full name.
    name: String,
}

impl Call<'_> {
    /// The parameters of the called function, if it is variadic.
    fn variadic_params(&self) -> Option<Vec<ObjectId>> {
        let ty = self.types.type_of(self.fun)?;
        self.types.ask(|c| {
            let under = c.under(ty);
            c.types.signature(under).filter(|s| s.variadic).map(|s| s.params.clone())
        })
    }

    /// An expression as gofmt would write it on its own, as far as that differs from how it stands.
    fn shown(&self, expr: NodeId) -> String {
        if let Node::Binary { op, x, y } = self.cx.file[expr] {
            let is_plain = |x: NodeId| !matches!(self.cx.file[x], Node::Binary { .. });
            if is_plain(x) && is_plain(y) {
                return format!("{} {} {}", self.cx.snippet(x), op.as_str(), self.cx.snippet(y));
            }
        }
        self.cx.snippet(expr)
    }

    fn check_printf(&self) {
        let Some(index) = self.variadic_params().and_then(|p| p.len().checked_sub(2)) else { return };
        // A variable of a declared function type is left alone, whatever it holds.
        if !self.types.type_of(self.fun).is_some_and(|ty| self.is_function(ty)) {
            return;
        }
        let (cx, name) = (self.cx, &self.name);
        let Some(&format_arg) = self.args.get(index) else { return };
        let Some(format) = self.types.constant_string(format_arg) else {
            if index + 1 == self.args.len() && cx.go_at_least(24) {
                let edit = Edit::insert(cx.file.start(format_arg), "\"%s\", ");
                cx.report_node(format_arg, format!("non-constant format string in call to {name}"))
                    .fix(Fix::unsafe_("insert a \"%s\" format string", vec![edit]));
            }
            return;
        };
        let first_arg = index + 1;
        if !format.contains(&b'%') {
            if let Some(&arg) = self.args.get(first_arg) {
                cx.report_node(arg, format!("{name} call has arguments but no formatting directives"));
            }
            return;
        }
        let operations = match parse(&format, first_arg) {
            Ok(operations) => operations,
            Err(problem) => {
                cx.report_node(format_arg, format!("{name} {problem}"));
                return;
            }
        };
        // Number of arguments that are used, the format and those before it included.
        let mut n_used = first_arg;
        for operation in &operations {
            let span = self.operation_span(format_arg, operation);
            // One finding a format is enough.
            match self.check_operation(operation, first_arg, &mut n_used) {
                Ok(true) => {}
                Ok(false) => return,
                Err(message) => {
                    cx.report(span, message);
                    return;
                }
            }
            if operation.verb == 'w' && self.kind == Kind::Printf {
                cx.report(span, format!("{name} does not support error-wrapping directive %w"));
                return;
            }
        }
        if self.ellipsis && n_used + 1 >= self.args.len() {
            return;
        }
        // Who numbers arguments may leave some out.
        if operations.iter().any(|o| o.is_indexed || o.width.is_indexed || o.precision.is_indexed) {
            return;
        }
        if n_used < self.args.len() {
            let (expected, given) = (n_used - first_arg, self.args.len() - first_arg);
            cx.report_node(
                self.node,
                format!("{name} call needs {} but has {}", count(expected), count(given)),
            );
        }
    }

    /// Where an operation stands in the format; the whole format if that is no literal.
    fn operation_span(&self, format_arg: NodeId, operation: &Operation) -> Span {
        let file = self.cx.file;
        if let Node::BasicLit { .. } = file[format_arg]
            && let Some(range) = range_in_literal(file.text_of(format_arg), &operation.range)
        {
            let start = file.start(format_arg);
            return Span::new(start + range.start as u32, start + range.end as u32);
        }
        file.span(format_arg)
    }

    /// Compares an operation with its arguments. `Ok(false)`: there is nothing to say of the rest of the format.
    fn check_operation(&self, operation: &Operation, first_arg: usize, n_used: &mut usize) -> Result<bool, String> {
        let (name, text, types) = (&self.name, &operation.text, self.types);
        let known = VERBS.iter().find(|v| v.letter == operation.verb);
        let mut accepts = known.map_or(0, |v| v.accepts);
        if operation.verb == 'q' && self.cx.go_at_least(26) {
            accepts = operand::RUNE | operand::BYTE | operand::STRING;
        }
        let arg_type = self.args.get(operation.arg).and_then(|&a| types.type_of(a));
        let is_formatter =
            accepts != operand::ERROR && arg_type.is_some_and(|ty| types.ask(|c| operand::is_formatter(c, ty)));
        if !is_formatter {
            let Some(known) = known else {
                return Err(format!("{name} format {text} has unknown verb {}", operation.verb));
            };
            let unknown_flag = operation.flags.chars().find(|&f| f != '0' && !known.flags.contains(f));
            if let Some(flag) = unknown_flag {
                return Err(format!("{name} format {text} has unrecognized flag {flag}"));
            }
        }
        for star in [operation.width.arg, operation.precision.arg].into_iter().flatten() {
            let Some(arg) = self.argument(operation, star, first_arg)? else { return Ok(false) };
            let ty = types.type_of(arg);
            if let Some(Err(reason)) = ty.map(|ty| types.ask(|c| operand::fits(c, operand::INT, ty))) {
                let (shown, details) = (self.shown(arg), in_parentheses(&reason));
                return Err(format!("{name} format {text} uses non-int {shown}{details} as argument of *"));
            }
            *n_used = (*n_used).max(star + 1);
        }
        if operation.verb == '%' {
            return Ok(true);
        }
        *n_used = (*n_used).max(operation.arg + 1);
        if is_formatter {
            return Ok(true);
        }
        let Some(arg) = self.argument(operation, operation.arg, first_arg)? else { return Ok(false) };
        let Some(ty) = types.type_of(arg) else { return Ok(true) };
        if !matches!(operation.verb, 'p' | 'T') && self.is_function(ty) {
            return Err(format!("{name} format {text} arg {} is a func value, not called", self.shown(arg)));
        }
        if let Err(reason) = types.ask(|c| operand::fits(c, accepts, ty)) {
            let ty = types.ask(|c| c.type_string_with(ty, Qualifier::Path));
            let (shown, details) = (self.shown(arg), in_parentheses(&reason));
            return Err(format!("{name} format {text} has arg {shown} of wrong type {ty}{details}"));
        }
        // `#` prints the value itself, except where it means something else.
        let calls_methods = accepts & operand::STRING != 0
            && operation.verb != 'T'
            && (!operation.flags.contains('#') || matches!(operation.verb, 'q' | 'x' | 'X'));
        if calls_methods && let Some(method) = self.recursive_method(arg, ty) {
            let shown = self.shown(arg);
            return Err(format!("{name} format {text} with arg {shown} causes recursive {method} method call"));
        }
        Ok(true)
    }

    /// The argument of that index; `None` if it may be one of those that `args...` stands for.
    fn argument(&self, operation: &Operation, index: usize, first_arg: usize) -> Result<Option<NodeId>, String> {
        let n_args = self.args.len();
        if index + 1 < n_args || index + 1 == n_args && !self.ellipsis {
            return Ok(self.args.get(index).copied());
        }
        if self.ellipsis {
            return Ok(None);
        }
        let (number, given) = (index - first_arg + 1, count(n_args.saturating_sub(first_arg)));
        let (name, text) = (&self.name, &operation.text);
        Err(format!("{name} format {text} reads arg #{number}, but call has {given}"))
    }

    fn is_function(&self, ty: TypeId) -> bool {
        self.types.ask(|c| matches!(c.types[ty], Type::Signature(_)))
    }

    /// The `String` or `Error` method that an argument stands in and that printing it would call.
    fn recursive_method(&self, arg: NodeId, ty: TypeId) -> Option<String> {
        let (file, types) = (self.cx.file, self.types);
        let value = match file[arg] {
            Node::Unary { op: godwit_syntax::UnaryOp::Addr, x } => x,
            _ => arg,
        };
        if !matches!(file[value], Node::Ident { .. }) {
            return None;
        }
        let declaration = self.cx.enclosing().declaration(arg)?;
        let Node::FuncDecl(ext) = file[declaration] else { return None };
        let func = file.func_decl(ext);
        let name = file.text_of(func.name);
        if !matches!(name, "String" | "Error") {
            return None;
        }
        let receiver = crate::signature::receiver(file, declaration)?.name?;
        if types.object(value)? != types.object(receiver)? {
            return None;
        }
        let own = types.object(func.name)?;
        types.ask(|c: &mut Checker| {
            let method = operand::method(c, ty, name)?;
            let is_own = c.origin_object(method) == c.origin_object(own);
            (is_own && !operand::is_formatter(c, ty) && operand::gives_string(c, method))
                .then(|| c.func_full_name(method))
        })
    }

    fn check_print(&self) {
        let (cx, types, name) = (self.cx, self.types, &self.name);
        let Some(params) = self.variadic_params() else { return };
        let Some((&last, before)) = params.split_last() else { return };
        if !types.ask(|c| wrappers::takes_anything(c, last)) {
            return;
        }
        let Some(args @ [first, ..]) = self.args.get(before.len()..) else { return };
        if before.is_empty()
            && let Node::Selector { x, sel } = cx.file[*first]
            && matches!(cx.file[x], Node::Ident { .. })
            && cx.file.ident(x) == Some(sym::OS)
            && cx.file.text_of(sel).starts_with("Std")
        {
            let shown = self.shown(*first);
            cx.report_node(self.node, format!("{name} does not take io.Writer but has first arg {shown}"));
        }
        if let Some(directive) = types.constant_string(*first).and_then(|text| directive_in(&text)) {
            let message = format!("{name} call has possible Printf formatting directive {directive}");
            cx.report_node(self.node, message);
        }
        if name.ends_with("ln")
            && let Some(&last) = args.last()
            && types.constant_string(last).is_some_and(|text| text.ends_with(b"\n"))
        {
            cx.report_node(self.node, format!("{name} arg list ends with redundant newline"));
        }
        for &arg in args {
            let Some(ty) = types.type_of(arg) else { continue };
            if self.is_function(ty) {
                let shown = self.shown(arg);
                cx.report_node(self.node, format!("{name} arg {shown} is a func value, not called"));
            }
            if let Some(method) = self.recursive_method(arg, ty) {
                let shown = self.shown(arg);
                cx.report_node(self.node, format!("{name} arg {shown} causes recursive call to {method} method"));
            }
        }
    }
}

fn in_parentheses(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(" ({reason})") }
}

fn count(n: usize) -> String {
    if n == 1 { "1 arg".to_owned() } else { format!("{n} args") }
}
