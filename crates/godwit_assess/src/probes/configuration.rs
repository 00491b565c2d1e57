//! Settings come from outside, in one place, and are checked before use.

use crate::evidence::files::name;
use crate::facts::SiteKind;
use crate::probe::Feed::{Health, Ready};
use crate::probe::Signal::Configuration;
use crate::probe::{Answer, Effort, Evidence, Item, PROGRAMS, Probe, Remedy, SERVICE, count};
use crate::project::{Layer, Project};

pub static PROBES: &[Probe] = &[
    Probe {
        id: "configuration/one-place",
        question: "Is the environment read in one package?",
        rows: &[164],
        feeds: &[Health(Configuration, 2.0)],
        profiles: PROGRAMS,
        remedy: Remedy { command: "move os.Getenv into the config package", effort: Effort::Hour },
        cap: None,
        ask: |p| {
            let reads: Vec<(bool, Evidence)> = p
                .code()
                .flat_map(|f| {
                    let aside = p.layers.of(&f.dir) == Some(Layer::Config);
                    ["Getenv", "LookupEnv"].iter().filter_map(move |n| {
                        f.use_of("os", n).map(|u| (aside, f.evidence(u.line, &format!("os.{n}"))))
                    })
                })
                .collect();
            let library = p.imports(is_config_library);
            if reads.is_empty() && library.is_empty() {
                return Answer::no("nothing reads the environment");
            }
            let good = reads.iter().filter(|(config, _)| *config).count() + usize::from(!library.is_empty());
            let of = reads.len() + usize::from(!library.is_empty());
            Answer::checklist(
                good,
                of,
                format!("{good} of {of} files that read the environment are in the config package"),
            )
            .because(reads.into_iter().filter(|(config, _)| !config).map(|(_, e)| e))
            .because(library)
        },
    },
    Probe {
        id: "configuration/validated",
        question: "Is the configuration validated at startup?",
        rows: &[172],
        feeds: &[Health(Configuration, 3.0), Ready(Item::ConfigValidation)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "write Config.Validate and call it in main before anything is opened",
            effort: Effort::Hour,
        },
        cap: None,
        ask: validated,
    },
    Probe {
        id: "configuration/secrets-required",
        question: "Do secrets have no default?",
        rows: &[175],
        feeds: &[Health(Configuration, 1.0)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "drop the default of the secret, and fail at startup where it is missing",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let in_config: Vec<Evidence> = p
                .sites(SiteKind::Secret)
                .filter(|(f, _)| p.layers.of(&f.dir) == Some(Layer::Config))
                .map(|(f, s)| f.site_evidence(s))
                .collect();
            if in_config.is_empty() && !p.code().any(|f| p.layers.of(&f.dir) == Some(Layer::Config)) {
                return Answer::not_applicable("no config package");
            }
            Answer::when(
                in_config.is_empty(),
                "no credential is a default of the configuration",
                count(in_config.len(), "default") + " with a credential",
            )
            .because(in_config)
        },
    },
    Probe {
        id: "configuration/example",
        question: "Is there an example of all settings, and no real one in the repository?",
        rows: &[177, 178],
        feeds: &[Health(Configuration, 2.0)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "git rm --cached .env; commit a .env.example with all settings",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let example = p.files.files.first(|f| {
                matches!(
                    name(f),
                    ".env.example"
                        | ".env.sample"
                        | ".env.template"
                        | ".env.dist"
                        | "config.example.yaml"
                        | "config.example.yml"
                )
            });
            let real = p.files.files.first(|f| name(f) == ".env");
            let good = usize::from(example.is_some()) + usize::from(real.is_none());
            let reason = match (example, real) {
                (Some(_), None) => "an example, and no .env",
                (Some(_), Some(_)) => "an example, but a .env as well",
                (None, None) => "no .env.example",
                (None, Some(_)) => "a .env, but no example",
            };
            Answer::checklist(good, 2, reason)
                .because(example.map(Evidence::file))
                .because(real.map(Evidence::file))
        },
    },
];

fn is_config_library(path: &str) -> bool {
    [
        "github.com/caarlos0/env",
        "github.com/kelseyhightower/envconfig",
        "github.com/spf13/viper",
        "github.com/knadh/koanf",
        "github.com/ilyakaznacheev/cleanenv",
        "github.com/sethvargo/go-envconfig",
    ]
    .iter()
    .any(|l| path.starts_with(l))
}

fn validated(p: &Project) -> Answer {
    let config: Vec<_> = p.code().filter(|f| p.layers.of(&f.dir) == Some(Layer::Config)).collect();
    let is_check = |name: &str| name.starts_with("Validate") || name.starts_with("validate");
    let declared: Vec<Evidence> = config
        .iter()
        .flat_map(|f| {
            f.functions
                .iter()
                .filter(|g| is_check(&g.name))
                .map(|g| f.evidence(g.line, &format!("func {}", g.name)))
        })
        .collect();
    let library: Vec<Evidence> = config
        .iter()
        .filter_map(|f| {
            f.import_where(|i| i.starts_with("github.com/go-playground/validator"))
                .map(|i| f.evidence(i.line, &i.path))
        })
        .collect();
    if declared.is_empty() && library.is_empty() {
        let reason =
            if config.is_empty() { "no config package" } else { "the config package validates nothing" };
        return Answer::no(reason).because(config.first().map(|f| Evidence::file(f.path.clone())));
    }
    let called = p.code().any(|f| {
        let near = f.package == "main" || p.layers.of(&f.dir) == Some(Layer::Config);
        near && (f.names.contains_key("Validate")
            || f.names.contains_key("Struct")
            || f.names.contains_key("StructCtx"))
    });
    // An unexported check is called inside its package, or the compiler's users would complain.
    let unexported = config.iter().any(|f| f.functions.iter().any(|g| g.name.starts_with("validate")));
    let good = 1 + usize::from(called || unexported);
    Answer::checklist(
        good,
        2,
        if good == 2 {
            "the configuration is validated"
        } else {
            "a validation exists, but nothing at startup calls it"
        },
    )
    .because(declared)
    .because(library)
}
