//! The context a rule runs in: the file, its package, lazily computed knowledge about both, and where findings go.

use std::cell::{Cell, OnceCell, RefCell};

use godwit_base::{Diagnostic, Fix, Related, Span, Symbol};
use godwit_syntax::resolve::{Object, Resolution, resolve};
use godwit_syntax::{CommentGroup, File, NodeId};

use crate::enclosing::Enclosing;
use crate::imports::Imports;
use crate::options::{OptionDef, OptionDefault, OptionValue, Settings};
use crate::package::{Package, PackageIndex, SourceUnit};
use crate::rule::RuleDef;
use crate::terminates::Flow;
use crate::types::TypeInfo;

/// What rules share about one file; each part is computed when the first rule asks.
pub(crate) struct Shared<'a> {
    pub unit: &'a SourceUnit<'a>,
    pub package: &'a Package<'a>,
    pub index: &'a OnceCell<PackageIndex>,
    /// Rules that need the package's other files too.
    pub wants_whole: &'a RefCell<Vec<&'static RuleDef>>,
    resolution: OnceCell<Resolution>,
    imports: OnceCell<Imports>,
    groups: OnceCell<Vec<CommentGroup>>,
    enclosing: OnceCell<Enclosing>,
    flow: OnceCell<Flow>,
    generated: Cell<Option<bool>>,
    /// The last expression that somebody asked about, and the place of the import that it stands for.
    pub qualifier: Cell<Option<(NodeId, Option<usize>)>>,
}

impl<'a> Shared<'a> {
    pub fn new(
        unit: &'a SourceUnit<'a>,
        package: &'a Package<'a>,
        index: &'a OnceCell<PackageIndex>,
        wants_whole: &'a RefCell<Vec<&'static RuleDef>>,
    ) -> Self {
        Shared {
            unit,
            package,
            index,
            wants_whole,
            resolution: OnceCell::new(),
            imports: OnceCell::new(),
            groups: OnceCell::new(),
            enclosing: OnceCell::new(),
            flow: OnceCell::new(),
            generated: Cell::new(None),
            qualifier: Cell::new(None),
        }
    }

    pub fn is_generated(&self) -> bool {
        let known = self.generated.get().unwrap_or_else(|| self.unit.tree.is_generated());
        self.generated.set(Some(known));
        known
    }
}

/// One rule on one file.
pub struct Cx<'a> {
    pub file: &'a File,
    pub unit: &'a SourceUnit<'a>,
    pub package: &'a Package<'a>,
    pub rule: &'static RuleDef,
    pub(crate) shared: &'a Shared<'a>,
    pub(crate) settings: &'a Settings,
    pub(crate) sink: &'a RefCell<Vec<Diagnostic>>,
}

impl<'a> Cx<'a> {
    /// Reports a finding; the result takes a fix and related places.
    pub fn report(&self, span: Span, message: impl Into<String>) -> Reported<'_> {
        let mut message = message.into();
        // Quoted code may span lines; a message does not.
        if message.contains('\n') {
            message = message.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let mut sink = self.sink.borrow_mut();
        sink.push(Diagnostic::new(self.rule.id, self.rule.severity, self.unit.id, span, message));
        Reported { sink: self.sink, index: sink.len() - 1 }
    }

    /// Reports at a node.
    pub fn report_node(&self, node: NodeId, message: impl Into<String>) -> Reported<'_> {
        self.report(self.file.span(node), message)
    }

    /// A node's text on one line, for messages; long text is cut.
    pub fn snippet(&self, node: NodeId) -> String {
        const LONGEST: usize = 80;
        let text = self.file.text_of(node);
        if text.len() <= LONGEST && !text.contains('\n') {
            return text.to_owned();
        }
        let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((cut, _)) = line.char_indices().nth(LONGEST) {
            line.truncate(cut);
            line.push_str("...");
        }
        line
    }

    /// Which declaration of the file each identifier means.
    pub fn resolution(&self) -> &'a Resolution {
        self.shared.resolution.get_or_init(|| resolve(self.file))
    }

    /// The declaration that an identifier means, if it stands in this file.
    pub fn object(&self, ident: NodeId) -> Option<&'a Object> {
        let resolution = self.resolution();
        resolution.object_of(ident).map(|id| resolution.object(id))
    }

    pub fn imports(&self) -> &'a Imports {
        self.shared.imports.get_or_init(|| Imports::new(self.file))
    }

    /// What the package declares in all its files.
    pub fn index(&self) -> &'a PackageIndex {
        self.shared.index.get_or_init(|| PackageIndex::new(self.package))
    }

    /// All comment groups of the file.
    pub fn comment_groups(&self) -> &'a [CommentGroup] {
        self.shared.groups.get_or_init(|| self.file.comment_groups())
    }

    pub fn enclosing(&self) -> &'a Enclosing {
        self.shared.enclosing.get_or_init(|| Enclosing::new(self.file))
    }

    /// Where control can go on behind each statement.
    pub fn flow(&self) -> &'a Flow {
        self.shared.flow.get_or_init(|| Flow::new(self))
    }

    /// Tells the caller that the rule cannot judge some files of a package without the others that were checked elsewhere:
    /// see [`crate::Outcome::wants_whole`].
    pub fn want_whole(&self) {
        self.shared.wants_whole.borrow_mut().push(self.rule);
    }

    /// Types by node, where the package was checked.
    pub fn types(&self) -> Option<TypeInfo<'a>> {
        self.unit.types
    }

    pub fn is_test(&self) -> bool {
        self.unit.is_test()
    }

    pub fn is_generated(&self) -> bool {
        self.shared.is_generated()
    }

    /// Whether the file's language is at least go1.`minor`.
    pub fn go_at_least(&self, minor: u32) -> bool {
        self.unit.go_minor >= minor
    }

    /// Whether an identifier means the predeclared name: nothing in file, package or dot imports hides it.
    pub fn is_universe(&self, ident: NodeId, name: Symbol) -> bool {
        self.file.ident(ident) == Some(name)
            && self.is_left_to_the_file(ident)
            && !self.index().declares(name)
            && self.imports().by_name(name).is_none()
    }

    /// Whether an identifier means nothing that this file declares, and so something of its imports, package or the universe.
    pub fn is_left_to_the_file(&self, ident: NodeId) -> bool {
        // The checker knows most of them without the names of the file being resolved once more.
        match self.types().and_then(|types| types.is_import_or_universe(ident)) {
            Some(known) => known,
            None => self.resolution().is_unresolved(ident),
        }
    }

    fn option(&self, def: &'static OptionDef) -> Option<&'a OptionValue> {
        self.settings.get(self.rule.id, def.name)
    }

    pub fn bool_option(&self, def: &'static OptionDef) -> bool {
        match (self.option(def), def.default) {
            (Some(OptionValue::Bool(set)), _) => *set,
            (_, OptionDefault::Bool(default)) => default,
            _ => false,
        }
    }

    pub fn int_option(&self, def: &'static OptionDef) -> i64 {
        match (self.option(def), def.default) {
            (Some(OptionValue::Int(set)), _) => *set,
            (_, OptionDefault::Int(default)) => default,
            _ => 0,
        }
    }

    pub fn str_option(&self, def: &'static OptionDef) -> &'a str {
        match (self.option(def), def.default) {
            (Some(OptionValue::Str(set)), _) => set,
            (_, OptionDefault::Str(default)) => default,
            _ => "",
        }
    }

    /// The items of a list option.
    pub fn list_option(&self, def: &'static OptionDef) -> Vec<String> {
        match (self.option(def), def.default) {
            (Some(OptionValue::List(set)), _) => set.clone(),
            (_, OptionDefault::List(default)) => default.iter().map(|&s| s.to_owned()).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a list option is set to something.
    pub fn has_list_option(&self, def: &'static OptionDef) -> bool {
        matches!(self.option(def), Some(OptionValue::List(set)) if !set.is_empty())
    }

    /// Whether a list option holds a flag given in kebab-case; `preserveScope` is `preserve-scope`.
    pub fn has_flag(&self, def: &'static OptionDef, flag: &str) -> bool {
        let letters = |text: &'_ str| {
            let text = text.bytes().filter(|b| *b != b'-').map(|b| b.to_ascii_lowercase());
            text.collect::<Vec<_>>()
        };
        match self.option(def) {
            Some(OptionValue::List(set)) => {
                set.iter().any(|item| item == flag || letters(item) == letters(flag))
            }
            _ => false,
        }
    }

    /// Whether a list option holds `item`.
    pub fn list_option_has(&self, def: &'static OptionDef, item: &str) -> bool {
        match (self.option(def), def.default) {
            (Some(OptionValue::List(set)), _) => set.iter().any(|s| s == item),
            (_, OptionDefault::List(default)) => default.contains(&item),
            _ => false,
        }
    }
}

/// A finding that was just reported.
pub struct Reported<'a> {
    sink: &'a RefCell<Vec<Diagnostic>>,
    index: usize,
}

impl Reported<'_> {
    fn change(self, f: impl FnOnce(&mut Diagnostic)) -> Self {
        if let Some(diagnostic) = self.sink.borrow_mut().get_mut(self.index) {
            f(diagnostic);
        }
        self
    }

    pub fn fix(self, fix: Fix) -> Self {
        self.change(|d| d.fix = Some(fix))
    }

    /// The upstream check, where a rule merges several; of more than two, those that are meant, with blanks between.
    pub fn code(self, code: &'static str) -> Self {
        self.change(|d| d.code = code)
    }

    /// A place in the same file that helps to understand.
    pub fn related(self, span: Span, message: impl Into<String>) -> Self {
        self.change(|d| d.related.push(Related { file: d.file, span, message: message.into() }))
    }
}
