//! Edits of Go files located on the syntax tree and made in the text, so that every comment and blank line stays.
//!
//! A file is parsed again after each edit; an edit whose result does not parse is refused. What is left out: types. The anchors
//! are shapes that the syntax alone tells apart.

use crate::failure::{Failure, Result};
use godwit_base::{Edit, apply_edits};
use godwit_syntax::{AssignOp, DeclKind, File, LitKind, Node, NodeId, parse};

/// A Go file that parses.
pub struct GoFile {
    pub path: String,
    file: File,
}

/// A place next to which a part puts its statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// `X := chi.NewRouter()` or `X := http.NewServeMux()`.
    RouterNew,
    /// The last `X.Use(…)` after that, else the same place: routes may not stand before middleware.
    RouterRoutes,
    /// The value of `Handler` in an `http.Server` literal, else the handler given to `http.ListenAndServe`.
    ServerHandler,
    /// The first statement of `run`, else of `main`.
    MainStart,
}

/// Where an anchor was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    start: u32,
    end: u32,
    /// The router variable, the handler expression, or the context expression.
    pub bound: String,
}

impl GoFile {
    /// `None` when the text has a syntax error: a broken file is not edited.
    pub fn parse(path: &str, text: &str) -> Option<Self> {
        let file = parse(text);
        file.errors.is_empty().then(|| Self { path: path.to_owned(), file })
    }

    pub fn text(&self) -> &str {
        &self.file.text
    }

    pub fn package(&self) -> &str {
        self.file.package_name().and_then(|id| self.file.ident(id)).map_or("", |name| name.as_str())
    }

    pub fn imports(&self) -> Vec<&str> {
        self.file.imports().map(|spec| self.file.import_path(spec)).collect()
    }

    /// Whether a build constraint leaves the file out of every build, as scripts beside a package have it.
    pub fn is_ignored(&self) -> bool {
        let head = self.text().lines().take_while(|line| !line.starts_with("package "));
        let mut constraints = head.filter_map(|line| line.strip_prefix("//go:build "));
        constraints.any(|line| line.trim() == "ignore")
    }

    /// Whether a generator owns the file: it would undo every edit.
    pub fn is_generated(&self) -> bool {
        let mut head = self.text().lines().take_while(|line| !line.starts_with("package "));
        head.any(|line| line.starts_with("// Code generated ") && line.trim_end().ends_with(" DO NOT EDIT."))
    }

    /// Whether `value` occurs as a string literal, alone or as the path of a `METHOD /path` pattern.
    pub fn has_string(&self, value: &str) -> bool {
        self.file.ids().any(|id| match self.file[id] {
            Node::BasicLit { kind: LitKind::String } => {
                let text = self.file.text_of(id).trim_matches(['"', '`']);
                text == value || text.split_once(' ').is_some_and(|(_, path)| path == value)
            }
            _ => false,
        })
    }

    /// Whether the file declares the function `name` at top level.
    pub fn declares_function(&self, name: &str) -> bool {
        self.function(name).is_some()
    }

    /// Whether the file declares `name` at package level.
    pub fn declares(&self, name: &str) -> bool {
        let is = |id: NodeId| self.file.ident(id).is_some_and(|ident| ident.as_str() == name);
        self.file.decls().any(|decl| match self.file[decl] {
            Node::FuncDecl(ext) => {
                let function = self.file.func_decl(ext);
                function.recv.is_none() && is(function.name)
            }
            Node::GenDecl { specs, .. } => self.file.list(specs).any(|spec| match self.file[spec] {
                Node::ValueSpec { names, .. } => self.file.list(names).any(is),
                Node::TypeSpec { name, .. } => is(name),
                _ => false,
            }),
            _ => false,
        })
    }

    /// Whether `name` may mean something in the file already: it stands anywhere but beside a dot, as a key, or as a field. A
    /// name that is not free is not used, even where its scope has ended.
    pub fn binds(&self, name: &str) -> bool {
        self.file.ids().any(|id| {
            let Node::Ident { .. } = self.file[id] else { return false };
            if self.file.ident(id).is_none_or(|ident| ident.as_str() != name) {
                return false;
            }
            let Some(parent) = self.file.parent(id) else { return true };
            match self.file[parent] {
                Node::Selector { .. } | Node::ImportSpec { .. } => false,
                Node::KeyValue { key, .. } => key != id,
                Node::Field { ty, .. } => ty == Some(id) || !self.is_struct_field(parent),
                _ => true,
            }
        })
    }

    fn is_struct_field(&self, field: NodeId) -> bool {
        let list = self.file.parent(field);
        list.and_then(|list| self.file.parent(list))
            .is_some_and(|ty| matches!(self.file[ty], Node::StructType { .. }))
    }

    /// The path that is imported under `name`.
    pub fn imported_as(&self, name: &str) -> Option<&str> {
        self.file
            .imports()
            .map(|spec| self.file.import_path(spec))
            .find(|path| self.import_name(path).is_some_and(|known| known == name))
    }

    /// How many routers, or handlers of servers, the file has.
    pub fn n_places(&self, anchor: Anchor) -> usize {
        match anchor {
            Anchor::RouterNew | Anchor::RouterRoutes => self.routers().len(),
            Anchor::ServerHandler => self.handlers().count() + self.served().count(),
            Anchor::MainStart => usize::from(self.find_main_start().is_some()),
        }
    }

    /// The name under which `import_path` is known in this file; `None` when it is not imported.
    pub fn import_name(&self, import_path: &str) -> Option<String> {
        let spec = self.file.imports().find(|&spec| self.file.import_path(spec) == import_path)?;
        let Node::ImportSpec { name, .. } = self.file[spec] else { return None };
        match name.and_then(|name| self.file.ident(name)) {
            Some(name) => Some(name.as_str().to_owned()),
            None => Some(assumed_name(import_path)),
        }
    }

    pub fn find(&self, anchor: Anchor) -> Option<Place> {
        match anchor {
            Anchor::RouterNew => self.find_router(),
            Anchor::RouterRoutes => self.find_router().map(|router| self.behind_middleware(router)),
            Anchor::ServerHandler => self.handlers().next().or_else(|| self.served().next()),
            Anchor::MainStart => self.find_main_start(),
        }
    }

    fn function(&self, name: &str) -> Option<NodeId> {
        self.file.decls().find(|&decl| match self.file[decl] {
            Node::FuncDecl(ext) => {
                let function = self.file.func_decl(ext);
                function.recv.is_none() && self.file.ident(function.name).is_some_and(|n| n.as_str() == name)
            }
            _ => false,
        })
    }

    fn find_router(&self) -> Option<Place> {
        self.routers().into_iter().next()
    }

    /// The routers that the file makes; where it makes one with chi, a mux beside it is something else.
    fn routers(&self) -> Vec<Place> {
        let chi = self.file.imports().find(|&spec| is_chi(self.file.import_path(spec)));
        let chi = chi.and_then(|spec| self.import_name(self.file.import_path(spec)));
        let made = |package: Option<String>, constructors: &[&str]| -> Vec<Place> {
            let ids = self.file.ids().filter_map(|id| {
                let Node::Assign { op: AssignOp::Define, lhs, rhs } = self.file[id] else { return None };
                let (target, value) = (self.file.list_single(lhs)?, self.file.list_single(rhs)?);
                let (of, function) = self.called(value)?;
                if package.as_deref() != Some(of) || !constructors.contains(&function) {
                    return None;
                }
                let bound = self.file.ident(target)?.as_str().to_owned();
                Some(Place { start: self.file.start(id), end: self.file.end(id), bound })
            });
            ids.collect()
        };
        let routers = made(chi, &["NewRouter", "NewMux"]);
        if routers.is_empty() { made(self.import_name("net/http"), &["NewServeMux"]) } else { routers }
    }

    /// The last statement `X.Use(…)` in the block that makes the router.
    fn behind_middleware(&self, router: Place) -> Place {
        let made = self
            .file
            .ids()
            .find(|&id| self.file.start(id) == router.start && matches!(self.file[id], Node::Assign { .. }));
        let block = made.and_then(|id| self.file.parent(id));
        // A Use deeper inside belongs to a group of routes, whose router may have the same name.
        let found = self.file.ids().rfind(|&id| match self.file[id] {
            Node::ExprStmt { x } => {
                self.file.parent(id) == block && self.called(x) == Some((router.bound.as_str(), "Use"))
            }
            _ => false,
        });
        match found.filter(|&id| self.file.start(id) > router.end) {
            Some(id) => Place { start: self.file.start(id), end: self.file.end(id), bound: router.bound },
            None => router,
        }
    }

    /// The last argument of each `http.ListenAndServe`, `http.ListenAndServeTLS` or `http.Serve` that has a handler.
    fn served(&self) -> impl Iterator<Item = Place> + '_ {
        let http = self.import_name("net/http");
        self.file.ids().filter_map(move |id| {
            let (package, function) = self.called(id)?;
            if http.as_deref() != Some(package)
                || !matches!(function, "ListenAndServe" | "ListenAndServeTLS" | "Serve")
            {
                return None;
            }
            let Node::Call { args, .. } = self.file[id] else { return None };
            let handler = self.file.list_last(args)?;
            let bound = self.file.text_of(handler).to_owned();
            (bound != "nil").then(|| Place {
                start: self.file.start(handler),
                end: self.file.end(handler),
                bound,
            })
        })
    }

    /// Whether the name of an import stands before a selector anywhere.
    pub fn uses_import(&self, import_path: &str) -> bool {
        let Some(name) = self.import_name(import_path) else { return false };
        self.file.ids().any(|id| match self.file[id] {
            Node::Selector { x, .. } => self.file.ident(x).is_some_and(|ident| ident.as_str() == name),
            _ => false,
        })
    }

    /// Takes an import back, with its line.
    pub fn remove_import(&mut self, import_path: &str) -> Result<()> {
        let Some(spec) = self.file.imports().find(|&spec| self.file.import_path(spec) == import_path) else {
            return Ok(());
        };
        let text = self.text();
        let mut start = text[..self.file.start(spec) as usize].rfind('\n').map_or(0, |at| at + 1);
        let end = self.end_of_line(self.file.end(spec));
        // The last of its group takes the blank line along that set the group apart.
        let next = text[end as usize..].lines().next().unwrap_or_default().trim();
        if text[..start].ends_with("\n\n") && (next.is_empty() || next == ")") {
            start -= 1;
        }
        self.apply(&[Edit::delete(godwit_base::Span::new(start as u32, end))])
    }

    fn indentation(&self, offset: u32) -> &str {
        let text = self.text();
        let start = text[..offset as usize].rfind('\n').map_or(0, |at| at + 1);
        &text[start..start + text[start..].len() - text[start..].trim_start_matches([' ', '\t']).len()]
    }

    /// `package` and `Function` of `package.Function(…)`.
    fn called(&self, id: NodeId) -> Option<(&str, &str)> {
        let Node::Call { fun, .. } = self.file[id] else { return None };
        let Node::Selector { x, sel } = self.file[fun] else { return None };
        Some((self.file.ident(x)?.as_str(), self.file.ident(sel)?.as_str()))
    }

    fn handlers(&self) -> impl Iterator<Item = Place> + '_ {
        let http = self.import_name("net/http");
        self.file.ids().filter_map(move |id| {
            let Node::CompositeLit { ty: Some(ty), elts } = self.file[id] else { return None };
            let Node::Selector { x, sel } = self.file[ty] else { return None };
            if http.as_deref() != Some(self.file.ident(x)?.as_str())
                || self.file.ident(sel)?.as_str() != "Server"
            {
                return None;
            }
            self.file.list(elts).find_map(|element| {
                let Node::KeyValue { key, value } = self.file[element] else { return None };
                // Without a handler the server uses the default mux; there is nothing to wrap.
                let is_handler =
                    self.file.ident(key)?.as_str() == "Handler" && self.file.text_of(value) != "nil";
                is_handler.then(|| Place {
                    start: self.file.start(value),
                    end: self.file.end(value),
                    bound: self.file.text_of(value).to_owned(),
                })
            })
        })
    }

    /// The last statement beside the one at `place` that begins with one of `heads`.
    pub fn find_below(&self, place: &Place, heads: &[String]) -> Option<Place> {
        let begins = |id: NodeId| heads.iter().any(|head| self.file.text_of(id).starts_with(head.as_str()));
        let blocks = self.file.ids().filter_map(|id| match self.file[id] {
            Node::Block { stmts, .. } => Some(stmts),
            _ => None,
        });
        let mut own = blocks.filter(|&stmts| {
            self.file.list_get(stmts, 0).is_some_and(|first| self.file.start(first) == place.start)
        });
        let found = self.file.list(own.next()?).rfind(|&id| begins(id))?;
        Some(Place { start: self.file.start(found), end: self.file.end(found), bound: place.bound.clone() })
    }

    fn find_main_start(&self) -> Option<Place> {
        let main = self.function("main")?;
        let calls_run = self.file.subtree(main).any(|id| match self.file[id] {
            Node::Call { fun, .. } => self.file.ident(fun).is_some_and(|name| name.as_str() == "run"),
            _ => false,
        });
        let function = self.function("run").filter(|_| calls_run).unwrap_or(main);
        let Node::FuncDecl(ext) = self.file[function] else { return None };
        let declaration = self.file.func_decl(ext);
        let Node::Block { stmts, .. } = self.file[declaration.body?] else { return None };
        let first = self.file.list_get(stmts, 0)?;
        let bound =
            self.context_parameter(declaration.ty).unwrap_or_else(|| "context.Background()".to_owned());
        Some(Place { start: self.file.start(first), end: self.file.end(first), bound })
    }

    fn context_parameter(&self, ty: NodeId) -> Option<String> {
        let context = self.import_name("context")?;
        let Node::FuncType { params, .. } = self.file[ty] else { return None };
        let Node::FieldList { fields } = self.file[params] else { return None };
        self.file.list(fields).find_map(|field| {
            let Node::Field { names, ty: Some(ty), .. } = self.file[field] else { return None };
            let name = self.file.ident(self.file.list_get(names, 0)?)?;
            let wanted = format!("{context}.Context");
            (self.file.text_of(ty) == wanted && !name.is_blank()).then(|| name.as_str().to_owned())
        })
    }

    /// Adds an import to the group it belongs to. Returns `false` when it was there.
    pub fn add_import(&mut self, import_path: &str, alias: Option<&str>, module: &str) -> Result<bool> {
        if self.imports().contains(&import_path) {
            return Ok(false);
        }
        let line = match alias {
            Some(alias) => format!("{alias} \"{import_path}\""),
            None => format!("\"{import_path}\""),
        };
        let edit = self.import_edit(&line, import_path, module);
        self.apply(&[edit])?;
        Ok(true)
    }

    fn import_edit(&self, line: &str, import_path: &str, module: &str) -> Edit {
        let block = self.file.decls().find_map(|decl| match self.file[decl] {
            Node::GenDecl { kind: DeclKind::Import, specs, paren } => Some((decl, specs, paren)),
            _ => None,
        });
        let Some((decl, specs, paren)) = block else {
            // No import at all: below the package clause.
            let at = self.file.package_name().map_or(0, |name| self.file.end(name));
            return Edit::insert(self.end_of_line(at), format!("\nimport {line}\n"));
        };
        if !paren {
            let single = self.file.list_get(specs, 0).map_or("", |spec| self.file.text_of(spec));
            let is_c = single == "\"C\"";
            if is_c {
                return Edit::insert(self.end_of_line(self.file.end(decl)), format!("\nimport {line}\n"));
            }
            let (first, second) = if rank(import_path, module) < rank(unquoted(single), module)
                || (rank(import_path, module) == rank(unquoted(single), module)
                    && import_path < unquoted(single))
            {
                (line, single)
            } else {
                (single, line)
            };
            let blank = if rank(import_path, module) == rank(unquoted(single), module) { "" } else { "\n" };
            return Edit::replace(self.file.span(decl), format!("import (\n\t{first}\n{blank}\t{second}\n)"));
        }
        let specs: Vec<NodeId> = self.file.list(specs).collect();
        let mine = rank(import_path, module);
        let group = |spec: &&NodeId| rank(self.file.import_path(**spec), module) == mine;
        // Inside its group at the sorted place.
        if let Some(&next) =
            specs.iter().find(|spec| group(spec) && self.file.import_path(**spec) > import_path)
        {
            return Edit::insert(self.spec_start(next), format!("{line}\n\t"));
        }
        if let Some(&last) = specs.iter().rfind(|spec| group(spec)) {
            return Edit::insert(
                self.end_of_line(self.file.end(last)).saturating_sub(1),
                format!("\n\t{line}"),
            );
        }
        // A group of its own, before the first group that ranks after it.
        if let Some(&next) = specs.iter().find(|&&spec| rank(self.file.import_path(spec), module) > mine) {
            return Edit::insert(self.spec_start(next), format!("{line}\n\n\t"));
        }
        match specs.last() {
            Some(&last) => {
                Edit::insert(self.end_of_line(self.file.end(last)).saturating_sub(1), format!("\n\n\t{line}"))
            }
            None => Edit::insert(self.file.end(decl).saturating_sub(1), format!("\n\t{line}\n")),
        }
    }

    /// The start of a spec, or of the comment above it that documents it.
    fn spec_start(&self, spec: NodeId) -> u32 {
        let start = self.file.start(spec);
        self.file.doc_before(start).map_or(start, |group| self.file.group_span(group).start)
    }

    /// The offset behind the line break that ends the line of `offset`.
    fn end_of_line(&self, offset: u32) -> u32 {
        let rest = self.file.text.get(offset as usize..).unwrap_or_default();
        offset + rest.find('\n').map_or(rest.len(), |at| at + 1) as u32
    }

    /// Puts `code` on lines of its own before or after the statement at `place`.
    pub fn insert(&mut self, place: &Place, before: bool, code: &str) -> Result<()> {
        let indent = self.indentation(place.start);
        let lines = code
            .trim_end()
            .lines()
            .map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") });
        let block = lines.collect::<Vec<_>>().join("\n");
        let edit = if before {
            // Above the comment that explains the statement.
            let start = self
                .file
                .doc_before(place.start)
                .map_or(place.start, |group| self.file.group_span(group).start);
            let start = self.text()[..start as usize].rfind('\n').map_or(0, |at| at + 1);
            Edit::insert(start as u32, format!("{block}\n"))
        } else {
            let end = self.end_of_line(place.end);
            let missing =
                if self.text().get(..end as usize).is_some_and(|t| t.ends_with('\n')) { "" } else { "\n" };
            Edit::insert(end, format!("{missing}{block}\n"))
        };
        self.apply(&[edit])
    }

    /// Replaces the expression at `place`.
    pub fn replace(&mut self, place: &Place, code: &str) -> Result<()> {
        let edit = Edit::replace(godwit_base::Span::new(place.start, place.end), code);
        self.apply(&[edit])
    }

    fn apply(&mut self, edits: &[Edit]) -> Result<()> {
        let failed = |why: &str| {
            Failure::new("edit-broke-file", format!("{}: the edit would not parse: {why}", self.path))
                .hint("nothing was changed")
        };
        let text = apply_edits(self.text(), edits).ok_or_else(|| failed("overlapping edits"))?;
        let file = parse(&text);
        if let Some(error) = file.errors.first() {
            return Err(failed(&error.message));
        }
        self.file = file;
        Ok(())
    }
}

/// Whether an import path is chi, any major version.
pub fn is_chi(path: &str) -> bool {
    path == "github.com/go-chi/chi"
        || path.strip_prefix("github.com/go-chi/chi/v").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

/// The package name that an import path suggests: its last element without a major version.
pub(crate) fn assumed_name(path: &str) -> String {
    let mut elements = path.rsplit('/');
    let last = elements.next().unwrap_or(path);
    let is_version =
        last.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let name = if is_version { elements.next().unwrap_or(last) } else { last };
    name.split('.').next().unwrap_or(name).rsplit("go-").next().unwrap_or(name).to_owned()
}

/// Standard library, other modules, own module: the order of import groups.
fn rank(path: &str, module: &str) -> u8 {
    if path == module || path.strip_prefix(module).is_some_and(|rest| rest.starts_with('/')) {
        return 2;
    }
    u8::from(path.split('/').next().is_some_and(|first| first.contains('.')))
}

fn unquoted(spec: &str) -> &str {
    spec.rsplit(' ').next().unwrap_or(spec).trim_matches('"')
}
