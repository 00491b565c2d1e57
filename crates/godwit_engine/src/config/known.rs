//! The names that `.golangci.yml` may use, per place. Observed from golangci-lint's published schema and help texts.

pub const STANDARD: &[&str] = &["errcheck", "govet", "ineffassign", "staticcheck", "unused"];

/// Linters of version 1 that version 2 merged into staticcheck.
pub const MERGED: &[&str] = &["gosimple", "stylecheck"];

pub const FORMATTERS: &[&str] = &["gci", "gofmt", "gofumpt", "goimports", "golines", "swaggo"];

pub const LINTERS: &[&str] = &[
    "arangolint", "asasalint", "asciicheck", "bidichk", "bodyclose", "canonicalheader", "clickhouselint",
    "containedctx", "contextcheck", "copyloopvar", "cyclop", "decorder", "depguard", "dogsled", "dupl",
    "dupword", "durationcheck", "embeddedstructfieldcheck", "err113", "errcheck", "errchkjson", "errname",
    "errorlint", "exhaustive", "exhaustruct", "exhaustruct_v5", "exptostd", "fatcontext", "forbidigo",
    "forcetypeassert", "funcorder", "funlen", "ginkgolinter", "gocheckcompilerdirectives",
    "gochecknoglobals", "gochecknoinits", "gochecksumtype", "gocognit", "goconst", "gocritic", "gocyclo",
    "godoclint", "godot", "godox", "goheader", "gomoddirectives", "gomodguard", "gomodguard_v2",
    "goprintffuncname", "gosec", "gosmopolitan", "govet", "grouper", "iface", "importas", "inamedparam",
    "ineffassign", "interfacebloat", "intrange", "iotamixing", "ireturn", "lll", "loggercheck", "maintidx",
    "makezero", "mirror", "misspell", "mnd", "modernize", "musttag", "nakedret", "nestif", "nilerr",
    "nilnesserr", "nilnil", "nlreturn", "noctx", "noinlineerr", "nolintlint", "nonamedreturns",
    "nosprintfhostport", "paralleltest", "perfsprint", "prealloc", "predeclared", "promlinter",
    "protogetter", "reassign", "recvcheck", "revive", "rowserrcheck", "sloglint", "spancheck",
    "sqlclosecheck", "staticcheck", "tagalign", "tagliatelle", "testableexamples", "testifylint",
    "testpackage", "thelper", "tparallel", "unconvert", "unparam", "unqueryvet", "unused", "usestdlibvars",
    "usetesting", "varnamelen", "wastedassign", "whitespace", "wrapcheck", "wsl", "wsl_v5", "zerologlint",
];

/// Linters that were removed or renamed before version 2; version 1 files still name them.
pub const RETIRED: &[&str] = &[
    "deadcode", "exhaustivestruct", "exportloopref", "execinquery", "golint", "gomnd", "goerr113", "ifshort", "interfacer",
    "logrlint", "maligned", "megacheck", "nosnakecase", "scopelint", "structcheck", "tenv", "typecheck", "varcheck", "vet",
    "vetshadow",
];

/// A place in the file: its keys, or `None` where anything goes.
pub fn keys(version: u32, path: &[&str]) -> Option<&'static [&'static str]> {
    let v2 = version == 2;
    Some(match path {
        [] if v2 => &["version", "run", "linters", "formatters", "issues", "output", "severity"],
        [] => &["version", "run", "linters", "linters-settings", "issues", "output", "severity"],
        ["run"] if v2 => &[
            "timeout", "concurrency", "go", "relative-path-mode", "build-tags", "modules-download-mode", "enable-build-vcs",
            "issues-exit-code", "tests", "allow-parallel-runners", "allow-serial-runners",
        ],
        ["run"] => &[
            "timeout", "concurrency", "go", "relative-path-mode", "build-tags", "modules-download-mode", "issues-exit-code",
            "tests", "allow-parallel-runners", "allow-serial-runners", "skip-dirs", "skip-dirs-use-default", "skip-files",
            "deadline", "show-stats", "print-resources-usage",
        ],
        ["linters"] if v2 => &["default", "enable", "disable", "settings", "exclusions"],
        ["linters"] => &["enable", "disable", "enable-all", "disable-all", "presets", "fast"],
        ["linters", "exclusions"] => &["generated", "warn-unused", "presets", "rules", "paths", "paths-except"],
        ["linters", "exclusions", "rules"] => &["linters", "path", "path-except", "text", "source"],
        ["formatters"] => &["enable", "settings", "exclusions"],
        ["formatters", "exclusions"] => &["generated", "paths", "warn-unused"],
        ["formatters", "settings"] => FORMATTERS,
        ["issues"] if v2 => &[
            "max-issues-per-linter", "max-same-issues", "uniq-by-line", "new", "new-from-rev", "new-from-merge-base",
            "new-from-patch", "whole-files", "fix",
        ],
        ["issues"] => &[
            "exclude", "exclude-rules", "exclude-use-default", "exclude-case-sensitive", "exclude-dirs",
            "exclude-dirs-use-default", "exclude-files", "exclude-generated", "exclude-generated-strict", "include",
            "max-issues-per-linter", "max-same-issues", "uniq-by-line", "new", "new-from-rev", "new-from-merge-base",
            "new-from-patch", "whole-files", "fix",
        ],
        ["issues", "exclude-rules"] => &["linters", "path", "path-except", "text", "source"],
        ["output"] if v2 => &["formats", "path-prefix", "path-mode", "sort-order", "show-stats"],
        ["output"] => &[
            "format", "formats", "print-issued-lines", "print-linter-name", "uniq-by-line", "sort-results", "sort-order",
            "path-prefix", "show-stats",
        ],
        ["severity"] if v2 => &["default", "rules"],
        ["severity"] => &["default", "default-severity", "case-sensitive", "rules"],
        ["severity", "rules"] => &["linters", "path", "path-except", "text", "source", "severity"],
        ["settings", linter] => return settings(linter),
        _ => return None,
    })
}

/// The settings of a linter, for those whose settings people write most.
fn settings(linter: &str) -> Option<&'static [&'static str]> {
    Some(match linter {
        "errcheck" => &[
            "disable-default-exclusions", "check-type-assertions", "check-blank", "exclude-functions", "verbose", "ignore",
            "exclude",
        ],
        "govet" => &["enable", "disable", "enable-all", "disable-all", "settings", "check-shadowing"],
        "staticcheck" | "gosimple" | "stylecheck" => {
            &["checks", "initialisms", "dot-import-whitelist", "http-status-code-whitelist", "go"]
        }
        "unused" => &[
            "field-writes-are-uses", "post-statements-are-reads", "exported-fields-are-used", "parameters-are-used",
            "local-variables-are-used", "generated-is-used", "exported-is-used",
        ],
        "ineffassign" => &["check-escaping-errors"],
        "gocritic" => &[
            "enabled-checks", "disabled-checks", "enabled-tags", "disabled-tags", "enable-all", "disable-all", "settings",
        ],
        "revive" => &[
            "max-open-files", "confidence", "severity", "enable-all-rules", "enable-default-rules", "rules", "error-code",
            "warning-code", "directives", "go", "ignore-generated-header",
        ],
        "misspell" => &["mode", "locale", "extra-words", "ignore-rules", "ignore-words"],
        "prealloc" => &["simple", "range-loops", "for-loops"],
        "bodyclose" => &["check-consumption"],
        "exhaustive" => &[
            "check", "default-signifies-exhaustive", "ignore-enum-members", "ignore-enum-types", "package-scope-only",
            "explicit-exhaustive-map", "explicit-exhaustive-switch", "default-case-required",
        ],
        "gosec" => &["includes", "excludes", "severity", "confidence", "config", "concurrency", "exclude-generated"],
        "unparam" => &["check-exported"],
        "nolintlint" => &["require-explanation", "require-specific", "allow-no-explanation", "allow-unused", "allow-leading-space"],
        "gofumpt" => &["module-path", "extra", "extra-rules", "lang-version"],
        _ => return None,
    })
}
