//! What a rule is: a value, not a type.

use std::fmt;

use godwit_base::Severity;
use godwit_syntax::{NodeId, NodeKind};

use crate::options::OptionDef;
use crate::pass::Cx;

/// The name a rule has in another linter: the linter and, where it has several checks, the check.
pub type Alias = (&'static str, &'static str);

/// One rule. Declared as `pub static RULE` in the rule's file and listed in the generated registry.
pub struct RuleDef {
    /// `category/kebab-name`, named after the thing that is reported.
    pub id: &'static str,
    /// Upstream names by which users select and suppress: `("revive", "var-naming")`, `("misspell", "")`.
    pub aliases: &'static [Alias],
    /// Whether it runs without being asked for.
    pub default: bool,
    /// The version of Godwit that brought it.
    pub since: &'static str,
    pub fix: FixKind,
    pub needs: Needs,
    pub severity: Severity,
    pub options: &'static [OptionDef],
    pub check: Check,
}

/// A rule with the usual settings, for `..rule()`.
pub const fn rule() -> RuleDef {
    RuleDef {
        id: "",
        aliases: &[],
        default: true,
        since: "0.1.0",
        fix: FixKind::None,
        needs: Needs::Syntax,
        severity: Severity::Warning,
        options: &[],
        check: Check::File(|_| {}),
    }
}

/// What the dispatcher calls the rule with.
#[derive(Clone, Copy)]
pub enum Check {
    /// Every node of these kinds, children before parents.
    Nodes(&'static [NodeKind], fn(&Cx<'_>, NodeId)),
    /// Every call of a function of these packages, given by import path.
    Calls(&'static [&'static str], fn(&Cx<'_>, NodeId)),
    /// Every file.
    File(fn(&Cx<'_>)),
    /// Every package: one context per file, in the order of [`Package::files`](crate::Package).
    Package(fn(&[Cx<'_>])),
}

/// The dearest thing a rule looks at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Needs {
    /// One package's syntax trees.
    Syntax,
    /// Types; without them the rule is not run.
    Types,
    /// Control flow and values.
    Flow,
    /// The module: go.mod, other packages.
    Module,
}

/// Whether findings carry a fix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FixKind {
    None,
    /// Keeps the program's meaning.
    Safe,
    /// May change behaviour or an API.
    Unsafe,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Category {
    Correctness,
    Suspicious,
    Performance,
    Security,
    Complexity,
    Style,
    Pedantic,
    Nursery,
}

impl Category {
    pub const ALL: &'static [Category] = &[
        Category::Correctness,
        Category::Suspicious,
        Category::Performance,
        Category::Security,
        Category::Complexity,
        Category::Style,
        Category::Pedantic,
        Category::Nursery,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Category::Correctness => "correctness",
            Category::Suspicious => "suspicious",
            Category::Performance => "performance",
            Category::Security => "security",
            Category::Complexity => "complexity",
            Category::Style => "style",
            Category::Pedantic => "pedantic",
            Category::Nursery => "nursery",
        }
    }

    pub fn from_name(name: &str) -> Option<Category> {
        Category::ALL.iter().copied().find(|c| c.as_str() == name)
    }
}

impl RuleDef {
    /// The part of the id before the slash. A registry test keeps ids to known categories.
    pub fn category(&self) -> Category {
        let family = self.id.split_once('/').map_or("", |(family, _)| family);
        Category::from_name(family).unwrap_or(Category::Nursery)
    }

    /// The part of the id behind the slash.
    pub fn name(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(_, name)| name)
    }

    /// The linter a golangci-lint user knows the rule by; `godwit` where no other has it.
    pub fn linter(&self) -> &'static str {
        self.aliases.first().map_or("godwit", |a| a.0)
    }
}

impl fmt::Debug for RuleDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}
