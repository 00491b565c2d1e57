//! `style/format`. See the page beside this file, and [`layout`](crate::layout) for who finds what it reports.

use crate::{Check, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/format",
    aliases: &[("gofmt", ""), ("gofumpt", ""), ("goimports", ""), ("gci", "")],
    // As in golangci-lint, layout is a matter of the formatter unless a project asks for it here.
    default: false,
    fix: FixKind::Safe,
    check: Check::File(|_| {}),
    ..rule()
};
