//! `pedantic/environment-outside-config`. See the page beside this file.

use godwit_syntax::NodeId;

use crate::{Check, Cx, OptionDef, RuleDef, rule};

const PACKAGES: OptionDef = OptionDef::list(
    "packages",
    &["main", "config", "env", "settings", "conf"],
    "names of packages that may read the environment",
);

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/environment-outside-config",
    default: false,
    options: &[PACKAGES],
    check: Check::Calls(&["os"], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(callee) = cx.callee(node) else { return };
    let name = callee.name.as_str();
    if !matches!(name, "Getenv" | "LookupEnv" | "Environ") || cx.is_test() {
        return;
    }
    if !cx.list_option_has(&PACKAGES, cx.package.name()) {
        cx.report_node(
            node,
            format!("os.{name} outside of the configuration package; read the environment once at start and pass the value"),
        );
    }
}
