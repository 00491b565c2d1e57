//! Operating systems, architectures and experiments that Go knows: which names are special in file names and tags.

/// Operating systems that count in file names such as `x_linux.go`; past ones stay in the list.
const KNOWN_OS: [&str; 18] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// Those for which the tag `unix` holds.
const UNIX_OS: [&str; 12] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "linux",
    "netbsd",
    "openbsd",
    "solaris",
];

const KNOWN_ARCH: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// Targets where cgo exists.
const CGO_TARGETS: [(&str, &[&str]); 12] = [
    ("aix", &["ppc64"]),
    ("android", &["386", "amd64", "arm", "arm64"]),
    ("darwin", &["amd64", "arm64"]),
    ("dragonfly", &["amd64"]),
    ("freebsd", &["386", "amd64", "arm", "arm64", "riscv64"]),
    ("illumos", &["amd64"]),
    ("ios", &["amd64", "arm64"]),
    (
        "linux",
        &[
            "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64le",
            "riscv64", "s390x", "sparc64",
        ],
    ),
    ("netbsd", &["386", "amd64", "arm", "arm64"]),
    ("openbsd", &["386", "amd64", "arm", "arm64", "mips64", "riscv64"]),
    ("solaris", &["amd64"]),
    ("windows", &["386", "amd64", "arm64"]),
];

pub fn is_os(name: &str) -> bool {
    KNOWN_OS.contains(&name)
}

pub fn is_unix(os: &str) -> bool {
    UNIX_OS.contains(&os)
}

pub fn is_arch(name: &str) -> bool {
    KNOWN_ARCH.contains(&name)
}

pub fn cgo_supported(os: &str, arch: &str) -> bool {
    CGO_TARGETS.iter().any(|(o, archs)| *o == os && archs.contains(&arch))
}

/// The C compiler that the go command takes when `CC` is not set.
pub fn default_c_compiler(os: &str) -> &'static str {
    match os {
        "darwin" | "ios" | "freebsd" | "openbsd" => "clang",
        _ => "gcc",
    }
}

/// The target that this binary runs on, in Go's names.
pub fn host_os() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        os => os,
    }
}

pub fn host_arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86" => "386",
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "loongarch64" => "loong64",
        "powerpc64" => "ppc64le",
        arch => arch,
    }
}

/// Whether programs for the target are linked by an external linker even without cgo; they then need `runtime/cgo`.
pub fn must_link_external(os: &str, arch: &str) -> bool {
    match os {
        "android" => arch != "arm64",
        "ios" => true,
        _ => false,
    }
}

/// Tags for the level of the instruction set, such as `amd64.v1`; `level` is the value of GOAMD64 and the like.
pub fn arch_tags(arch: &str, level: Option<&str>) -> Vec<String> {
    let up_to =
        |from: u32, to: u32, prefix: &str| (from..=to).map(|i| format!("{arch}.{prefix}{i}")).collect();
    match arch {
        "386" => vec![format!("386.{}", level.unwrap_or("sse2"))],
        "amd64" => {
            let n = level.and_then(|l| l.strip_prefix('v')).and_then(|n| n.parse().ok()).unwrap_or(1);
            up_to(1, std::cmp::min(n, 4), "v")
        }
        "arm" => {
            let n = level.and_then(|l| l.split(',').next()).and_then(|n| n.parse().ok()).unwrap_or(7);
            up_to(5, std::cmp::min(n, 7), "")
        }
        "arm64" => {
            let v = level.and_then(|l| l.split(',').next()).unwrap_or("v8.0").as_bytes();
            let (major, minor) = match v {
                [b'v', a @ b'8'..=b'9', b'.', b @ b'0'..=b'9'] => (a - b'0', b - b'0'),
                _ => (8, 0),
            };
            let mut tags: Vec<String> = (0..=minor).map(|i| format!("arm64.v{major}.{i}")).collect();
            if major == 9 {
                tags.extend((0..=std::cmp::min(minor + 5, 9)).map(|i| format!("arm64.v8.{i}")));
            }
            tags
        }
        "mips" | "mipsle" | "mips64" | "mips64le" => vec![format!("{arch}.{}", level.unwrap_or("hardfloat"))],
        "ppc64" | "ppc64le" => {
            let n = level.and_then(|l| l.strip_prefix("power")).and_then(|n| n.parse().ok()).unwrap_or(8);
            up_to(8, std::cmp::min(n, 10), "power")
        }
        "riscv64" => {
            let n = level
                .and_then(|l| l.strip_prefix("rva"))
                .and_then(|l| l.strip_suffix("u64"))
                .and_then(|n| n.parse().ok())
                .unwrap_or(20);
            [20u32, 22, 23].iter().filter(|&&i| i <= n).map(|i| format!("riscv64.rva{i}u64")).collect()
        }
        "wasm" => vec!["wasm.satconv".into(), "wasm.signext".into()],
        _ => Vec::new(),
    }
}

/// The variable that holds the level of an architecture's instruction set.
pub fn arch_level_variable(arch: &str) -> Option<&'static str> {
    Some(match arch {
        "386" => "GO386",
        "amd64" => "GOAMD64",
        "arm" => "GOARM",
        "arm64" => "GOARM64",
        "mips" | "mipsle" => "GOMIPS",
        "mips64" | "mips64le" => "GOMIPS64",
        "ppc64" | "ppc64le" => "GOPPC64",
        "riscv64" => "GORISCV64",
        _ => return None,
    })
}

/// The experiments that are on without GOEXPERIMENT, and all names. Read from the toolchain's own source where it is at
/// hand, because each Go release moves the defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experiments {
    /// Lower-case names in the order of Go's declaration, and whether each is on.
    flags: Vec<(String, bool)>,
}

impl Experiments {
    /// `flags_go` is `internal/goexperiment/flags.go`, `defaults_go` is `internal/buildcfg/exp.go`.
    pub fn new(os: &str, arch: &str, flags_go: Option<&str>, defaults_go: Option<&str>) -> Experiments {
        let reg_abi =
            matches!(arch, "amd64" | "arm64" | "loong64" | "ppc64le" | "ppc64" | "riscv64" | "s390x");
        let dwarf5 = !matches!(os, "darwin" | "ios" | "aix");
        let on = |value: &str| match value {
            "true" => true,
            "regabiSupported" => reg_abi,
            "dwarf5Supported" => dwarf5,
            _ => false,
        };
        let mut flags: Vec<(String, bool)> = Vec::new();
        if let Some(text) = flags_go.and_then(|t| t.split_once("type Flags struct {")) {
            let body = text.1.split("\n}").next().unwrap_or("");
            for line in body.lines() {
                let mut words = line.split_whitespace();
                if let (Some(name), Some("bool")) = (words.next(), words.next()) {
                    flags.push((name.to_ascii_lowercase(), false));
                }
            }
        }
        let mut set = |name: String, value: bool| match flags.iter_mut().find(|(n, _)| *n == name) {
            Some(flag) => flag.1 = value,
            None => flags.push((name, value)),
        };
        match defaults_go.and_then(|t| t.split_once("baseline := goexperiment.Flags{")) {
            Some((_, rest)) => {
                for line in rest.split('}').next().unwrap_or("").lines() {
                    if let Some((name, value)) = line.trim().trim_end_matches(',').split_once(':') {
                        set(name.trim().to_ascii_lowercase(), on(value.trim()));
                    }
                }
            }
            None => {
                set("regabiwrappers".into(), reg_abi);
                set("regabiargs".into(), reg_abi);
                set("dwarf5".into(), dwarf5);
                set("randomizedheapbase64".into(), true);
                set("greenteagc".into(), true);
            }
        }
        Experiments { flags }
    }

    /// Applies GOEXPERIMENT; the error names the unknown experiment.
    pub fn apply(&mut self, value: &str) -> Result<(), String> {
        for word in value.split(',').filter(|w| !w.is_empty()) {
            if word == "none" {
                for flag in &mut self.flags {
                    flag.1 = false;
                }
                continue;
            }
            let (name, on) = match word.strip_prefix("no") {
                Some(rest) => (rest, false),
                None => (word, true),
            };
            if name == "regabi" {
                for flag in &mut self.flags {
                    if flag.0.starts_with("regabi") {
                        flag.1 = on;
                    }
                }
                continue;
            }
            match self.flags.iter_mut().find(|(n, _)| n == name) {
                Some(flag) => flag.1 = on,
                None => return Err(format!("unknown GOEXPERIMENT {name}")),
            }
        }
        Ok(())
    }

    /// The tags of the experiments that are on.
    pub fn tags(&self) -> Vec<String> {
        self.flags.iter().filter(|(_, on)| *on).map(|(n, _)| format!("goexperiment.{n}")).collect()
    }
}
