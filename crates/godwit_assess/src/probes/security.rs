//! Secrets, input, transport.

use super::NEEDS_RUN;
use crate::evidence::files::name;
use crate::facts::SiteKind;
use crate::probe::Dimension::Security;
use crate::probe::Feed::{Proof, Ready, Score};
use crate::probe::{ANY, Answer, Effort, Evidence, Item, Probe, Remedy, SERVICE, count};
use crate::project::Project;

pub static PROBES: &[Probe] = &[
    Probe {
        id: "security/vulnerabilities-checked",
        question: "Does the pipeline look for known vulnerabilities?",
        rows: &[301, 326, 338],
        feeds: &[Score(Security, 1.0), Ready(Item::Vulnerabilities)],
        profiles: ANY,
        remedy: Remedy {
            command: "add a step: go run golang.org/x/vuln/cmd/govulncheck@latest ./...",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let mut found: Vec<Evidence> = p
                .files
                .commands
                .iter()
                .filter(|c| c.is_pipeline && c.text.contains("govulncheck"))
                .map(|c| c.evidence())
                .collect();
            found.extend(
                p.files.workflows.iter().filter_map(|w| w.uses("golang/govulncheck-action").map(|u| u.1)),
            );
            let local: Vec<Evidence> = p
                .files
                .commands
                .iter()
                .filter(|c| c.text.contains("govulncheck"))
                .map(|c| c.evidence())
                .collect();
            match (found.is_empty(), local.is_empty()) {
                (false, _) => Answer::yes("the pipeline runs govulncheck").because(found),
                (true, false) => Answer::checklist(1, 2, "govulncheck is run by hand only").because(local),
                _ => Answer::no("nothing runs govulncheck"),
            }
        },
    },
    Probe {
        id: "security/vulnerabilities-none",
        question: "Is the code free of known vulnerabilities?",
        rows: &[326],
        feeds: &[Score(Security, 2.0), Proof(Item::Vulnerabilities)],
        profiles: ANY,
        remedy: Remedy {
            command: "go run golang.org/x/vuln/cmd/govulncheck@latest ./...",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            if p.files.go_mod.as_ref().is_none_or(|(m, _)| m.require.is_empty()) && p.files.go_mod.is_none() {
                return Answer::not_applicable("no go.mod");
            }
            Answer::unknown(format!("{NEEDS_RUN} of govulncheck"))
        },
    },
    Probe {
        id: "security/no-secrets",
        question: "Is the repository free of credentials?",
        rows: &[177, 257, 325],
        feeds: &[Score(Security, 2.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "remove the credential, rotate it, read it from the environment",
            effort: Effort::Hour,
        },
        cap: Some((Security, 0.4)),
        ask: no_secrets,
    },
    Probe {
        id: "security/sql-parameterised",
        question: "Do queries take their values as parameters?",
        rows: &[198, 323],
        feeds: &[Score(Security, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "pass values as $1, $2 …; choose column names from a fixed list",
            effort: Effort::Hour,
        },
        cap: Some((Security, 0.4)),
        ask: |p| {
            let (good, all) = p.count(SiteKind::Sql);
            Answer::sites(good, all, "queries are fixed text with parameters").because(p.bad(SiteKind::Sql))
        },
    },
    Probe {
        id: "security/input-limited",
        question: "Are request bodies limited and validated?",
        rows: &[216, 217, 322],
        feeds: &[Score(Security, 1.0)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "wrap r.Body in http.MaxBytesReader and validate what was decoded",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let decoded = p.bad(SiteKind::BodyDecode);
            if decoded.is_empty() {
                return Answer::not_applicable("no JSON body is decoded");
            }
            let limited = p.uses("net/http", "MaxBytesReader");
            let validated = p.imports(|i| {
                i.starts_with("github.com/go-playground/validator")
                    || i.starts_with("github.com/go-ozzo/ozzo-validation")
            });
            let by_hand = p.named("Validate");
            let good =
                usize::from(!limited.is_empty()) + usize::from(!validated.is_empty() || !by_hand.is_empty());
            let limit = if limited.is_empty() { "bodies are not limited" } else { "bodies are limited" };
            let valid = if validated.is_empty() && by_hand.is_empty() {
                "nothing validates them"
            } else {
                "something validates them"
            };
            Answer::checklist(good, 2, format!("{limit}; {valid}")).because(limited).because(decoded)
        },
    },
    Probe {
        id: "security/headers",
        question: "Are the security headers set?",
        rows: &[329, 332, 333, 334, 335, 336, 337],
        feeds: &[Score(Security, 0.5), Ready(Item::Headers)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "set X-Content-Type-Options, Content-Security-Policy and Referrer-Policy in one middleware",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: headers,
    },
    Probe {
        id: "security/cors",
        question: "Are cross-origin requests kept to an allow-list?",
        rows: &[211, 327],
        feeds: &[Score(Security, 0.5)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "name the allowed origins; never * with credentials",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let set: Vec<(Evidence, bool)> = p
                .code()
                .flat_map(|f| {
                    f.headers.iter().filter(|h| h.name == "access-control-allow-origin").map(|h| {
                        (
                            f.evidence(h.line, &format!("Access-Control-Allow-Origin: {}", h.value)),
                            h.value == "*",
                        )
                    })
                })
                .collect();
            let open = set.iter().any(|(_, any)| *any);
            let reason = if set.is_empty() {
                "no cross-origin header is set: the browser's default holds"
            } else if open {
                "every origin is allowed"
            } else {
                "origins are named"
            };
            Answer::when(!open, reason, reason).because(set.into_iter().map(|(e, _)| e))
        },
    },
    Probe {
        id: "security/rate-limit",
        question: "Are requests rate limited?",
        rows: &[328],
        feeds: &[Score(Security, 0.5), Ready(Item::RateLimit)],
        profiles: SERVICE,
        remedy: Remedy { command: "godwit add rate-limit", effort: Effort::Minutes },
        cap: None,
        ask: |p| {
            let found = p.imports(|i| {
                i == "golang.org/x/time/rate"
                    || i.ends_with("/httprate")
                    || i.contains("/limiter")
                    || i.contains("throttled")
                    || i.contains("tollbooth")
                    || i.contains("ratelimit")
            });
            Answer::when(!found.is_empty(), "a rate limiter is used", "no rate limiter").because(found)
        },
    },
    Probe {
        id: "security/transport",
        question: "Is TLS verified, and of version 1.2 at least?",
        rows: &[330],
        feeds: &[Score(Security, 0.5)],
        profiles: ANY,
        remedy: Remedy {
            command: "remove InsecureSkipVerify; leave MinVersion to Go",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let bad = p.bad(SiteKind::WeakTls);
            Answer::when(
                bad.is_empty(),
                "no weakened TLS configuration",
                count(bad.len(), "weakened TLS configuration"),
            )
            .because(bad)
        },
    },
    Probe {
        id: "security/secret-types",
        question: "Do configuration fields that hold secrets hide their value when printed?",
        rows: &[176, 331],
        feeds: &[Score(Security, 1.0)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "give secrets a type whose String, GoString and LogValue hide them",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::SecretField);
            if all == 0 {
                return Answer::not_applicable("no configuration field holds a secret");
            }
            Answer::checklist(good, all, format!("{good} of {all} secret fields have a type of their own"))
                .because(p.bad(SiteKind::SecretField))
        },
    },
];

fn no_secrets(p: &Project) -> Answer {
    let mut bad = p.bad(SiteKind::Secret);
    for path in p.files.files.iter() {
        let file = name(path);
        let is_env = file == ".env"
            || (file.starts_with(".env.")
                && !["example", "sample", "template", "dist", "test"].iter().any(|s| file.ends_with(s)));
        if is_env
            || file.ends_with(".pem") && file.contains("key")
            || file == "id_rsa"
            || file == "id_ed25519"
        {
            bad.push(Evidence::file(path));
        }
    }
    for docker in &p.files.dockerfiles {
        for instruction in docker.of("ENV").chain(docker.of("ARG")) {
            let (key, value) =
                instruction.arguments.split_once(['=', ' ']).unwrap_or((&instruction.arguments, ""));
            let secret = crate::facts::is_secret_name(key) && !value.is_empty() && !value.starts_with('$');
            if secret || value.split(' ').any(crate::facts::has_password_in_url) {
                bad.push(docker.evidence(instruction));
            }
        }
    }
    Answer::when(
        bad.is_empty(),
        "no credential found in code, files or images",
        count(bad.len(), "place") + " with a credential",
    )
    .because(bad)
}

fn headers(p: &Project) -> Answer {
    if !p.has_http_server() {
        return Answer::not_applicable("nothing serves HTTP");
    }
    let library = p.imports(|i| i.starts_with("github.com/unrolled/secure"));
    if !library.is_empty() {
        return Answer::yes("a library sets the security headers").because(library);
    }
    const WANTED: [&str; 3] = ["x-content-type-options", "content-security-policy", "referrer-policy"];
    let mut evidence = Vec::new();
    let mut good = 0;
    for wanted in WANTED {
        let found = p
            .code()
            .find_map(|f| f.headers.iter().find(|h| h.name == wanted).map(|h| f.evidence(h.line, wanted)));
        good += usize::from(found.is_some());
        evidence.extend(found);
    }
    // The old filter did harm, and browsers dropped it; switching it on is a finding.
    let filter = p.code().find_map(|f| {
        f.headers
            .iter()
            .find(|h| h.name == "x-xss-protection" && h.value.starts_with('1'))
            .map(|h| f.evidence(h.line, "X-XSS-Protection: 1"))
    });
    let harmful = if filter.is_some() { "; X-XSS-Protection is switched on, which does harm" } else { "" };
    let reason = format!("{good} of {} security headers are set{harmful}", WANTED.len());
    Answer::checklist(good, WANTED.len() + usize::from(filter.is_some()), reason)
        .because(evidence)
        .because(filter)
}
