//! gofumpt's rules on top of gofmt.
//!
//! Rules that regroup declarations are edits of the text (`decls`, `std_imports`); the others join or split lines of the
//! line table and mark nodes (`lines`, `marks`), so that the printer lays out what gofumpt's would.

mod decls;
mod lines;
mod marks;
mod std_imports;

use godwit_base::apply_edits;
use godwit_syntax::File;

use crate::printer::Printer;
use crate::{GoVersion, Options};

/// What gofumpt wants to know of the module, and its rules that are off by default.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Gofumpt {
    /// Minor version of the module's `go` line; `None` outside a module.
    pub go_minor: Option<u32>,
    pub module_path: String,
    /// Adjacent parameters of one type share it.
    pub group_params: bool,
    /// Naked returns name their results.
    pub clothe_returns: bool,
    /// A call's parentheses both end lines or none does.
    pub balance_calls: bool,
}

/// The version of the printer that gofumpt brings.
const PRINTER: GoVersion = GoVersion { minor: 27 };

/// Formats a parsed and simplified file.
pub(crate) fn format(file: &File, rules: &Gofumpt, options: &Options, indent: i32) -> Vec<u8> {
    let mut current: Option<File> = None;
    // Statements that were `var` declarations: the printer knows nothing of where their operator stood.
    let mut converted: Vec<u32> = Vec::new();
    let mut closed_below: Vec<u32> = Vec::new();
    let steps: [&dyn Fn(&File) -> decls::Edits; 5] = [
        &|f| if rules.clothe_returns { decls::clothed_returns(f) } else { decls::Edits::default() },
        &|f| if rules.group_params { decls::grouped_params(f) } else { decls::Edits::default() },
        &decls::unwrapped,
        &decls::joined,
        &|f| std_imports::joined(f, &rules.module_path),
    ];
    for step in steps {
        let tree = current.as_ref().unwrap_or(file);
        let edits = step(tree);
        if edits.edits.is_empty() {
            continue;
        }
        let Some(text) = apply_edits(&tree.text, &edits.edits) else { continue };
        let next = options.parse(text.into_bytes());
        if next.errors.is_empty() {
            closed_below =
                closed_below.iter().chain(&edits.closed_below).map(|&at| edits.moved(at)).collect();
            converted = converted.iter().chain(&edits.converted).map(|&at| edits.moved(at)).collect();
            current = Some(next);
        }
    }
    let tree = current.as_ref().unwrap_or(file);
    let mut printer = Printer::new(tree, PRINTER, indent);
    marks::mark(tree, rules, &mut printer, &converted);
    lines::close_in_place(tree, &mut printer, &closed_below);
    lines::adjust(tree, rules, &mut printer);
    printer.print()
}
