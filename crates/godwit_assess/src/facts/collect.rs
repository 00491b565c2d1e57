//! One pass over a file, declaration by declaration.

use std::collections::BTreeMap;

use godwit_base::sym;
use godwit_syntax::{File, LitKind, Node, NodeId};

use super::{
    FileFacts, FunctionFact, HeaderFact, ImportFact, Site, SiteKind, Use, docs, errors, names, secrets, sql,
    tests_of,
};

/// Sites of one kind and file beyond these are dropped: nobody reads them, and their share does not move.
const MAX_SITES: usize = 4000;
/// Longer strings are no routes.
const MAX_ROUTE: usize = 48;

/// Gathers the facts of a file. `path` is relative to the project, with forward slashes.
pub fn collect(path: &str, file: &File) -> FileFacts {
    let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
    let mut facts = FileFacts {
        path: path.to_owned(),
        dir: dir.to_owned(),
        package: file.package_name().map_or(String::new(), |n| file.text_of(n).to_owned()),
        is_test: path.ends_with("_test.go"),
        is_generated: file.is_generated(),
        has_errors: !file.errors.is_empty(),
        n_lines: file.lines.n_lines(),
        has_package_doc: file.package_doc().is_some(),
        build_tags: build_tags(file),
        ..FileFacts::default()
    };
    let mut qualifiers = BTreeMap::new();
    for spec in file.imports() {
        let import = file.import_path(spec).to_owned();
        let name = match file[spec] {
            Node::ImportSpec { name: Some(name), .. } => file.text_of(name).to_owned(),
            _ => default_name(&import).to_owned(),
        };
        facts.imports.push(ImportFact { path: import.clone(), line: file.line(file.start(spec)) });
        if name != "_" && name != "." {
            qualifiers.insert(name, import);
        }
    }
    let mut collector = Collector { file, facts, qualifiers, queries: None };
    for decl in file.decls() {
        let function = Function::of(file, decl, &collector);
        if let Some(function) = &function {
            collector.function(decl, function);
        }
        docs::declaration(&mut collector, decl);
        for id in file.subtree(decl) {
            collector.node(id, function.as_ref());
        }
    }
    collector.facts
}

/// The last element of an import path that is no version, without a `go-` before or `.go` behind.
fn default_name(path: &str) -> &str {
    let is_version =
        |p: &str| p.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let last = path.rsplit('/').find(|p| !is_version(p)).unwrap_or(path);
    let last = last.rsplit_once('.').filter(|(_, v)| is_version(v)).map_or(last, |(name, _)| name);
    last.strip_prefix("go-").unwrap_or(last)
}

fn build_tags(file: &File) -> Vec<String> {
    let Some(line) = file.go_build_line() else { return Vec::new() };
    let text = file.comment_text(line).trim_start_matches("//go:build");
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
    words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// The function declaration around a node.
pub struct Function {
    pub name: String,
    pub receiver: String,
    pub decl: NodeId,
    pub body: Option<NodeId>,
    /// Whether a parameter is a `context.Context` or an `*http.Request`.
    pub has_context: bool,
}

impl Function {
    fn of(file: &File, decl: NodeId, collector: &Collector<'_>) -> Option<Function> {
        let Node::FuncDecl(ext) = file[decl] else { return None };
        let func = file.func_decl(ext);
        let receiver = func.recv.map_or("", |r| file.text_of(r));
        let receiver = receiver.trim_matches(['(', ')']).rsplit([' ', '*']).next().unwrap_or("");
        let receiver = receiver.split('[').next().unwrap_or("").to_owned();
        let Node::FuncType { params, .. } = file[func.ty] else { return None };
        let mut has_context = false;
        file.for_each_child(params, |field| {
            if let Node::Field { ty: Some(ty), .. } = file[field] {
                let ty = if let Node::Star { x } = file[ty] { x } else { ty };
                has_context |=
                    matches!(collector.qualified(ty), Some(("context", "Context") | ("net/http", "Request")));
            }
        });
        Some(Function {
            name: file.text_of(func.name).to_owned(),
            receiver,
            decl,
            body: func.body,
            has_context,
        })
    }
}

pub struct Collector<'f> {
    pub file: &'f File,
    pub facts: FileFacts,
    /// Import path by the name the file uses for it.
    qualifiers: BTreeMap<String, String>,
    /// Query variables of the function looked at last.
    pub queries: Option<(NodeId, BTreeMap<&'static str, bool>)>,
}

impl Collector<'_> {
    pub fn site(&mut self, kind: SiteKind, is_good: bool, at: NodeId) {
        if self.facts.sites.len() >= MAX_SITES {
            return;
        }
        let line = self.file.line(self.file.start(at));
        let text = self
            .file
            .lines
            .line_text(self.file.text.as_bytes(), line)
            .map(String::from_utf8_lossy)
            .unwrap_or_default();
        let text: String = text.trim().chars().take(120).collect();
        self.facts.sites.push(Site { kind, is_good, line, text });
    }

    /// Import path and name of `pkg.Name`.
    pub fn qualified(&self, id: NodeId) -> Option<(&str, &str)> {
        let Node::Selector { x, sel } = self.file[id] else { return None };
        let Node::Ident { name } = self.file[x] else { return None };
        let path = self.qualifiers.get(name.as_str())?;
        Some((path, self.file.text_of(sel)))
    }

    /// The same of what a call calls.
    pub fn callee(&self, call: NodeId) -> Option<(&str, &str)> {
        let Node::Call { fun, .. } = self.file[call] else { return None };
        self.qualified(self.file.unparen(fun))
    }

    /// The method or field name that a call calls, for calls of values.
    pub fn method(&self, call: NodeId) -> Option<(NodeId, &str)> {
        let Node::Call { fun, .. } = self.file[call] else { return None };
        let fun = self.file.unparen(fun);
        let Node::Selector { x, sel } = self.file[fun] else { return None };
        if self.qualified(fun).is_some() {
            return None;
        }
        Some((x, self.file.text_of(sel)))
    }

    pub fn args(&self, call: NodeId) -> Vec<NodeId> {
        match self.file[call] {
            Node::Call { args, .. } => self.file.list(args).collect(),
            _ => Vec::new(),
        }
    }

    /// The text of a string literal between its quotes.
    pub fn string(&self, id: NodeId) -> Option<&str> {
        let Node::BasicLit { kind: LitKind::String } = self.file[id] else { return None };
        let text = self.file.text_of(id);
        text.get(1..text.len().checked_sub(1)?)
    }

    fn function(&mut self, decl: NodeId, function: &Function) {
        let (start, end) = (self.file.line(self.file.start(decl)), self.file.line(self.file.end(decl)));
        self.facts.functions.push(FunctionFact {
            name: function.name.clone(),
            receiver: function.receiver.clone(),
            line: start,
            end_line: end,
        });
        if self.facts.is_test && function.receiver.is_empty() {
            tests_of::function(self, function);
        }
        if !self.facts.is_test {
            errors::mapper(self, function);
        }
    }

    fn node(&mut self, id: NodeId, function: Option<&Function>) {
        match self.file[id] {
            Node::Selector { .. } => self.selector(id, function),
            Node::Call { .. } => self.call(id, function),
            Node::CompositeLit { ty: Some(ty), .. } => self.literal(id, ty),
            Node::BasicLit { kind: LitKind::String } => self.text(id),
            Node::Field { .. } => self.field(id),
            Node::InterfaceType { methods } if !self.facts.is_test => self.interface(id, methods),
            Node::GoStmt { call } if !self.facts.is_test => self.goroutine(id, call),
            Node::KeyValue { key, value } => self.key_value(id, key, value),
            Node::If(_) if !self.facts.is_test => errors::branch(self, id),
            Node::Binary { .. } if !self.facts.is_test => errors::comparison(self, id),
            Node::ValueSpec { .. } => {
                errors::sentinel(self, id);
                secrets::value(self, id);
            }
            Node::Range { .. } if self.facts.is_test => tests_of::range(self, id),
            _ => {}
        }
    }

    fn selector(&mut self, id: NodeId, function: Option<&Function>) {
        let line = self.file.line(self.file.start(id));
        let Some((path, name)) = self.qualified(id) else {
            let Node::Selector { sel, .. } = self.file[id] else { return };
            let name = self.file.text_of(sel);
            if let Some(known) = names::NAMES.iter().find(|n| **n == name) {
                self.facts.names.entry(known).or_insert(line);
            }
            return;
        };
        let (path, name) = (path.to_owned(), name.to_owned());
        if let ("context", "TODO") = (path.as_str(), name.as_str())
            && !self.facts.is_test
        {
            self.site(SiteKind::ContextCall, false, id);
        }
        if ("context", "Background") == (path.as_str(), name.as_str())
            && !self.facts.is_test
            && function.is_some_and(|f| f.has_context)
        {
            self.site(SiteKind::ContextCall, false, id);
        }
        if names::is_kept_package(&path) {
            let entry = self.facts.uses.entry((path, name)).or_insert(Use { line, count: 0 });
            entry.count += 1;
            entry.line = entry.line.min(line);
        }
    }

    fn call(&mut self, id: NodeId, function: Option<&Function>) {
        if let Some((path, name)) = self.callee(id) {
            let (path, name) = (path.to_owned(), name.to_owned());
            self.qualified_call(id, &path, &name, function);
        } else if let Some((receiver, name)) = self.method(id) {
            let name = name.to_owned();
            self.method_call(id, receiver, &name);
        } else if let Node::Call { fun, .. } = self.file[id]
            && self.file.ident(fun) == Some(sym::PANIC)
            && !self.facts.is_test
        {
            errors::abort(self, id, function);
        }
        if !self.facts.is_test {
            sql::call(self, id, function);
        }
    }

    fn qualified_call(&mut self, id: NodeId, path: &str, name: &str, function: Option<&Function>) {
        let line = self.file.line(self.file.start(id));
        match (path, name) {
            ("net/http", "ListenAndServe" | "ListenAndServeTLS" | "Serve" | "ServeTLS") => {
                self.facts.serves.get_or_insert(line);
                if !self.facts.is_test {
                    self.site(SiteKind::HttpServer, false, id);
                }
            }
            ("google.golang.org/grpc", "NewServer") => {
                self.facts.serves.get_or_insert(line);
            }
            _ => {}
        }
        if self.facts.is_test {
            // Inside a `synctest` bubble the clock is virtual: sleeping there costs
            // nothing and cannot flake.
            let virtual_clock = self.facts.imports_path("testing/synctest").is_some();
            if ("time", "Sleep") == (path, name) && !virtual_clock {
                self.site(SiteKind::TestSleep, false, id);
            }
            return;
        }
        match (path, name) {
            ("fmt", "Errorf") => errors::errorf(self, id),
            ("github.com/pkg/errors", "Wrap" | "Wrapf" | "WithMessage" | "WithMessagef") => {
                self.site(SiteKind::ErrorfWrap, true, id)
            }
            ("errors" | "github.com/pkg/errors", "Is" | "As" | "AsType") => {
                self.site(SiteKind::ErrorTest, true, id)
            }
            ("net/http", "Error") => errors::leak(self, id),
            ("log", "Fatal" | "Fatalf" | "Fatalln" | "Panic" | "Panicf" | "Panicln") => {
                self.site(SiteKind::Log, false, id);
                errors::abort(self, id, function);
            }
            ("os", "Exit") => errors::abort(self, id, function),
            ("log", "Print" | "Printf" | "Println") => self.site(SiteKind::Log, false, id),
            ("fmt", "Print" | "Printf" | "Println") => self.site(SiteKind::Log, false, id),
            ("log/slog", "Debug" | "Info" | "Warn" | "Error") => {
                self.site(SiteKind::Log, true, id);
                self.site(SiteKind::LogContext, false, id);
            }
            (
                "log/slog",
                "DebugContext" | "InfoContext" | "WarnContext" | "ErrorContext" | "Log" | "LogAttrs",
            ) => {
                self.site(SiteKind::Log, true, id);
                self.site(SiteKind::LogContext, true, id);
            }
            ("net/http", "NewRequest") | ("os/exec", "Command") | ("net", "Dial" | "DialTimeout") => {
                self.site(SiteKind::ContextCall, false, id);
            }
            ("net/http", "NewRequestWithContext") | ("os/exec", "CommandContext") => {
                self.site(SiteKind::ContextCall, true, id)
            }
            ("net/http", "Get" | "Head" | "Post" | "PostForm") => {
                self.site(SiteKind::ContextCall, false, id);
                self.site(SiteKind::HttpClient, false, id);
            }
            ("encoding/json", "NewDecoder") => {
                let body = self.args(id).first().is_some_and(|&a| {
                    let text = self.file.text_of(a);
                    text.ends_with(".Body") && !text.contains("resp") && !text.contains("res.")
                });
                if body {
                    self.site(SiteKind::BodyDecode, false, id);
                }
            }
            _ => {}
        }
    }

    fn method_call(&mut self, id: NodeId, receiver: NodeId, name: &str) {
        let line = self.file.line(self.file.start(id));
        match name {
            "ListenAndServe" | "ListenAndServeTLS" | "Serve" => {
                self.facts.serves.get_or_insert(line);
            }
            "Set" | "Add" => self.header(id),
            "Run" | "Start" => {
                // gin, echo and fiber start their servers by these.
                let web = ["github.com/gin-gonic/", "github.com/labstack/", "github.com/gofiber/"];
                if self.facts.imports.iter().any(|i| web.iter().any(|w| i.path.starts_with(w)))
                    && self.facts.package == "main"
                {
                    self.facts.serves.get_or_insert(line);
                }
            }
            _ => {}
        }
        if self.facts.is_test {
            return;
        }
        match name {
            "Debug" | "Info" | "Warn" | "Error" | "DebugContext" | "InfoContext" | "WarnContext"
            | "ErrorContext" | "Msg" | "Infow" | "Errorw" | "Warnw" | "Debugw"
                if self.is_logger(receiver) =>
            {
                self.site(SiteKind::Log, true, id);
                if self.facts.imports_path("log/slog").is_some() && name != "Msg" {
                    self.site(SiteKind::LogContext, name.ends_with("Context"), id);
                }
            }
            "QueryContext" | "ExecContext" | "QueryRowContext" | "DialContext" | "PingContext" => {
                self.site(SiteKind::ContextCall, true, id);
            }
            _ => {}
        }
    }

    /// Whether an expression is called like a logger.
    fn is_logger(&self, receiver: NodeId) -> bool {
        let text = self.file.text_of(receiver);
        let last = text.rsplit('.').next().unwrap_or(text).to_lowercase();
        let last = last.trim_end_matches("()");
        last.ends_with("log")
            || last.ends_with("logger")
            || last == "l"
            || text.contains("zerolog")
            || text.contains("log.")
    }

    fn header(&mut self, call: NodeId) {
        let args = self.args(call);
        let [name, value] = args[..] else { return };
        let Some(text) = self.string(name) else { return };
        let lower = text.to_lowercase();
        if names::HEADERS.contains(&lower.as_str()) {
            let value = self.string(value).unwrap_or("").to_owned();
            let line = self.file.line(self.file.start(call));
            self.facts.headers.push(HeaderFact { name: lower, value, line });
        }
    }

    fn literal(&mut self, id: NodeId, ty: NodeId) {
        let Some(("net/http", name)) = self.qualified(ty) else { return };
        let is_server = match name {
            "Server" => true,
            "Client" => false,
            _ => return,
        };
        if self.facts.is_test {
            return;
        }
        let Node::CompositeLit { elts, .. } = self.file[id] else { return };
        let keys: Vec<&str> = self
            .file
            .list(elts)
            .filter_map(|e| match self.file[e] {
                Node::KeyValue { key, .. } => Some(self.file.text_of(key)),
                _ => None,
            })
            .collect();
        if is_server {
            let good = keys.contains(&"ReadHeaderTimeout") || keys.contains(&"ReadTimeout");
            self.site(SiteKind::HttpServer, good, id);
        } else {
            self.site(SiteKind::HttpClient, keys.contains(&"Timeout"), id);
        }
    }

    fn text(&mut self, id: NodeId) {
        if self.facts.is_test {
            return;
        }
        secrets::literal(self, id);
        let Some(text) = self.string(id) else { return };
        if text.len() <= MAX_ROUTE && text.contains('/') && !text.contains("//") && !text.contains(' ') {
            // `GET /healthz` is written with a blank, the rest starts with the slash.
            if text.starts_with('/') {
                self.site_text(SiteKind::Route, id, text.to_owned());
            }
        } else if text.len() <= MAX_ROUTE
            && let Some((method, path)) = text.split_once(' ')
            && path.starts_with('/')
            && method.bytes().all(|b| b.is_ascii_uppercase())
        {
            self.site_text(SiteKind::Route, id, path.to_owned());
        }
    }

    fn site_text(&mut self, kind: SiteKind, at: NodeId, text: String) {
        if self.facts.sites.len() < MAX_SITES {
            let line = self.file.line(self.file.start(at));
            self.facts.sites.push(Site { kind, is_good: true, line, text });
        }
    }

    fn field(&mut self, id: NodeId) {
        if self.facts.is_test {
            return;
        }
        let Node::Field { ty: Some(ty), .. } = self.file[id] else { return };
        let in_struct = self
            .file
            .parent(id)
            .and_then(|p| self.file.parent(p))
            .is_some_and(|s| matches!(self.file[s], Node::StructType { .. }));
        if !in_struct {
            return;
        }
        if self.qualified(ty) == Some(("context", "Context")) {
            self.site(SiteKind::ContextField, false, id);
        }
        secrets::field(self, id);
    }

    fn interface(&mut self, id: NodeId, methods: NodeId) {
        let Node::FieldList { fields } = self.file[methods] else { return };
        let is_method = |&f: &NodeId| {
            matches!(self.file[f], Node::Field { names, ty: Some(ty), .. }
            if !names.is_empty() && matches!(self.file[ty], Node::FuncType { .. }))
        };
        let n = self.file.list(fields).filter(is_method).count();
        if n > 0 {
            self.site(SiteKind::Interface, n <= 5, id);
        }
    }

    fn goroutine(&mut self, id: NodeId, call: NodeId) {
        let Node::Call { fun, .. } = self.file[call] else { return };
        let Node::FuncLit { body, .. } = self.file[self.file.unparen(fun)] else {
            return self.site(SiteKind::Goroutine, true, id);
        };
        let mut endless = false;
        let mut ends = false;
        let mut adds = None;
        let mut done = false;
        for node in self.file.subtree(body) {
            match self.file[node] {
                Node::For(ext) => endless |= self.file.for_stmt(ext).cond.is_none(),
                Node::Return { .. } | Node::Branch { .. } | Node::Select { .. } => ends = true,
                Node::Range { ext, .. } => {
                    let x = self.file.range_stmt(ext).x;
                    endless |= self.callee(x) == Some(("time", "Tick"));
                }
                Node::Selector { .. } if self.qualified(node).is_some_and(|q| q == ("os", "Exit")) => {
                    ends = true
                }
                Node::Call { .. } => match self.method(node) {
                    Some((_, "Add")) => adds = Some(node),
                    Some((_, "Done")) => done = true,
                    _ => {}
                },
                _ => {}
            }
        }
        self.site(SiteKind::Goroutine, !endless || ends, id);
        if done {
            let at = adds.unwrap_or(id);
            self.site(SiteKind::WaitGroup, adds.is_none(), at);
        }
    }

    fn key_value(&mut self, id: NodeId, key: NodeId, value: NodeId) {
        if self.facts.is_test {
            return;
        }
        let key = self.file.text_of(key);
        if let Some(known) = names::NAMES.iter().find(|n| **n == key) {
            let line = self.file.line(self.file.start(id));
            self.facts.names.entry(known).or_insert(line);
        }
        let value = self.file.text_of(value);
        let weak_version = key == "MinVersion"
            && ["tls.VersionSSL30", "tls.VersionTLS10", "tls.VersionTLS11"].contains(&value);
        if (key == "InsecureSkipVerify" && value == "true") || weak_version {
            self.site(SiteKind::WeakTls, false, id);
        }
    }
}
