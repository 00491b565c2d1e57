//! Errors: where they are, what they say, and which are held back.

use godwit_base::FileId;
use godwit_syntax::NodeId;

use crate::check::Checker;
use crate::code::Code;
use crate::object::{ObjectId, Pos};
use crate::operand::Operand;
use crate::package::PackageId;
use crate::version::GoVersion;

/// A type error, as go/types reports it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeError {
    pub pkg: PackageId,
    pub code: Code,
    pub file: FileId,
    /// Where it is reported, and the construct it is about.
    pub offset: u32,
    pub start: u32,
    pub end: u32,
    pub message: String,
    /// The program would still compile to something: unused variables and imports.
    pub soft: bool,
    /// A second line of the error before it ("other declaration of x"); its message starts with a tab in go/types.
    pub secondary: bool,
}

/// A place for an error. Nodes are those of the file being checked.
#[derive(Clone, Copy, Debug)]
pub enum At {
    Node(NodeId),
    Pos(Pos),
    Object(ObjectId),
    /// A position inside a construct.
    Span {
        start: Pos,
        pos: u32,
        end: u32,
    },
}

impl From<NodeId> for At {
    fn from(id: NodeId) -> At {
        At::Node(id)
    }
}

impl From<Pos> for At {
    fn from(pos: Pos) -> At {
        At::Pos(pos)
    }
}

impl From<ObjectId> for At {
    fn from(id: ObjectId) -> At {
        At::Object(id)
    }
}

impl From<&Operand> for At {
    fn from(x: &Operand) -> At {
        x.expr.map_or(At::Pos(Pos::NONE), At::Node)
    }
}

#[derive(Clone, Copy)]
struct Place {
    file: FileId,
    start: u32,
    pos: u32,
    end: u32,
}

/// An error with further lines.
pub struct ErrorBuilder {
    code: Code,
    soft: bool,
    lines: Vec<(Place, String)>,
}

impl Checker {
    pub fn error(&mut self, at: impl Into<At>, code: Code, message: impl Into<String>) {
        let mut error = self.new_error(code);
        self.add_line(&mut error, at, message);
        self.report(error);
    }

    pub fn soft_error(&mut self, at: impl Into<At>, code: Code, message: impl Into<String>) {
        let mut error = self.new_error(code);
        error.soft = true;
        self.add_line(&mut error, at, message);
        self.report(error);
    }

    pub fn version_error(&mut self, at: impl Into<At>, version: GoVersion, what: &str) {
        self.error(at, Code::UnsupportedFeature, format!("{what} requires {version} or later"));
    }

    /// Reports unless the file's language version is at least `version`.
    pub fn verify_version(&mut self, at: impl Into<At>, version: GoVersion, what: &str) -> bool {
        let ok = self.allow_version(version);
        if !ok {
            self.version_error(at, version, what);
        }
        ok
    }

    pub fn new_error(&self, code: Code) -> ErrorBuilder {
        ErrorBuilder { code, soft: false, lines: Vec::new() }
    }

    pub fn add_line(&self, error: &mut ErrorBuilder, at: impl Into<At>, message: impl Into<String>) {
        error.lines.push((self.place(at.into()), message.into()));
    }

    pub fn add_alt_decl(&self, error: &mut ErrorBuilder, object: ObjectId) {
        if self.objects[object].pos.is_valid() {
            let message = format!("other declaration of {}", self.objects[object].name);
            self.add_line(error, object, message);
        }
    }

    pub fn set_soft(&self, error: &mut ErrorBuilder) {
        error.soft = true;
    }

    fn place(&self, at: At) -> Place {
        let single = |pos: Pos| Place { file: pos.file, start: pos.offset, pos: pos.offset, end: pos.offset };
        match at {
            At::Node(id) => {
                let span = self.env.file.span(id);
                Place { file: self.env.file_id, start: span.start, pos: span.start, end: span.end }
            }
            At::Pos(pos) => single(pos),
            At::Object(id) => single(self.objects[id].pos),
            At::Span { start, pos, end } => Place { file: start.file, start: start.offset, pos, end },
        }
    }

    /// Records an error of an owned package. Errors about operands or types that are themselves the result of an error are
    /// held back once there is another error.
    pub fn report(&mut self, error: ErrorBuilder) {
        if !self.is_owned() {
            return;
        }
        let Some((_, first)) = error.lines.first() else { return };
        let follows_another = first.find("invalid operand").is_some_and(|i| i > 0)
            || first.find("invalid type").is_some_and(|i| i > 0);
        // What comes from C has no type, and that is no error.
        let uses_c = || self.packages[self.env.pkg].imports.iter().any(|&p| self.packages[p].cgo);
        if follows_another && (self.errors.iter().any(|e| e.pkg == self.env.pkg) || uses_c()) {
            return;
        }
        let several = error.lines.iter().skip(1).any(|(place, _)| place.file.0 != u32::MAX);
        if several {
            for (i, (place, message)) in error.lines.into_iter().enumerate() {
                self.handle_error(i > 0, place, error.code, message, error.soft);
            }
        } else {
            let place = error.lines[0].0;
            let message = error.lines.into_iter().map(|(_, m)| m).collect::<Vec<_>>().join("\n\t");
            self.handle_error(false, place, error.code, message, error.soft);
        }
    }

    /// Reports an error about inferring type arguments as one of the call.
    pub(crate) fn report_in_call(&mut self, error: ErrorBuilder, fun: &str) {
        let mut error = error;
        let Some((_, first)) = error.lines.first_mut() else { return };
        *first = format!("in call to {fun}, {first}");
        self.report(error);
    }

    fn handle_error(&mut self, secondary: bool, place: Place, code: Code, message: String, soft: bool) {
        let mut message = message;
        if !secondary && code == Code::InvalidSyntaxTree && !message.starts_with("limit exceeded") {
            message.insert_str(0, "invalid syntax tree: ");
        }
        let mut place = place;
        if let (false, Some(pos)) = (secondary, self.env.err_pos) {
            place = Place { file: pos.file, start: pos.offset, pos: pos.offset, end: pos.offset };
        }
        self.errors.push(TypeError {
            pkg: self.env.pkg,
            code,
            file: place.file,
            offset: place.pos,
            start: place.start,
            end: place.end,
            message,
            soft,
            secondary,
        });
    }
}
