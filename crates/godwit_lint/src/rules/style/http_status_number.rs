//! `style/http-status-number`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{Node, NodeId};

use crate::{Check, Cx, FixKind, OptionDef, RuleDef, literal, rule};

const ALLOWED: OptionDef =
    OptionDef::list("allowed", &["200", "400", "404", "500"], "codes that everybody knows by number");

pub static RULE: RuleDef = RuleDef {
    id: "style/http-status-number",
    aliases: &[("staticcheck", "ST1013"), ("usestdlibvars", "http-status-code")],
    fix: FixKind::Safe,
    options: &[ALLOWED],
    check: Check::Calls(&["net/http"], check),
    ..rule()
};

const NAMES: &[(i128, &str)] = &[
    (100, "Continue"),
    (101, "SwitchingProtocols"),
    (102, "Processing"),
    (103, "EarlyHints"),
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInfo"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (208, "AlreadyReported"),
    (226, "IMUsed"),
    (300, "MultipleChoices"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (305, "UseProxy"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (407, "ProxyAuthRequired"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "RequestEntityTooLarge"),
    (414, "RequestURITooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RequestedRangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (418, "Teapot"),
    (421, "MisdirectedRequest"),
    (422, "UnprocessableEntity"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (425, "TooEarly"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (431, "RequestHeaderFieldsTooLarge"),
    (451, "UnavailableForLegalReasons"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (505, "HTTPVersionNotSupported"),
    (506, "VariantAlsoNegotiates"),
    (507, "InsufficientStorage"),
    (508, "LoopDetected"),
    (510, "NotExtended"),
    (511, "NetworkAuthenticationRequired"),
];

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(callee) = cx.callee(node) else { return };
    let index = match callee.name.as_str() {
        "Error" => 2,
        "Redirect" => 3,
        "StatusText" => 0,
        "RedirectHandler" => 1,
        _ => return,
    };
    let Some(arg) = cx.args(node).get(index).copied().filter(|&a| literal::is_literal(cx.file, a)) else {
        return;
    };
    let Some(code) = literal::int_value(cx.file, arg) else { return };
    if cx.list_option_has(&ALLOWED, &code.to_string()) {
        return;
    }
    let Some((_, name)) = NAMES.iter().find(|(c, _)| *c == code) else { return };
    let Node::Call { fun, .. } = cx.file[node] else { return };
    let Node::Selector { x, .. } = cx.file[cx.file.unparen(fun)] else { return };
    let constant = format!("{}.Status{name}", cx.file.text_of(x));
    cx.report_node(arg, format!("should use constant http.Status{name} instead of numeric literal {code}"))
        .fix(Fix::safe("use the constant", vec![Edit::replace(cx.file.span(arg), constant)]));
}
