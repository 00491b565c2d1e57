//! How a service starts and stops.

use crate::evidence::files::name;
use crate::probe::Feed::Ready;
use crate::probe::{Answer, Effort, Evidence, Item, Probe, Remedy, SERVICE};
use crate::project::Project;

pub static PROBES: &[Probe] = &[
    Probe {
        id: "service/graceful-shutdown",
        question: "Does the service finish what it does when it is told to stop?",
        rows: &[36, 37],
        feeds: &[Ready(Item::Shutdown)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "use signal.NotifyContext with SIGTERM, then call server.Shutdown with a deadline",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: shutdown,
    },
    Probe {
        id: "service/migrations",
        question: "Is the database's schema changed by numbered migrations, each with a way back?",
        rows: &[201],
        feeds: &[Ready(Item::Migrations)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "number .sql files in migrations/ and apply them with goose",
            effort: Effort::Hour,
        },
        cap: None,
        ask: migrations,
    },
];

fn shutdown(p: &Project) -> Answer {
    let notify: Vec<Evidence> =
        [p.uses("os/signal", "Notify"), p.uses("os/signal", "NotifyContext")].concat();
    let term: Vec<Evidence> =
        [p.uses("syscall", "SIGTERM"), p.uses("golang.org/x/sys/unix", "SIGTERM")].concat();
    let stops = [p.named("Shutdown"), p.named("GracefulStop")].concat();
    let good =
        usize::from(!notify.is_empty()) + usize::from(!term.is_empty()) + usize::from(!stops.is_empty());
    let say = |found: bool, yes: &'static str, no: &'static str| if found { yes } else { no };
    let reason = [
        say(!notify.is_empty(), "signals are caught", "no signal is caught"),
        say(!term.is_empty(), "SIGTERM among them", "SIGTERM is not among them"),
        say(!stops.is_empty(), "the server is shut down", "the server is never shut down"),
    ];
    Answer::checklist(good, 3, reason.join(", ")).because(notify).because(term).because(stops)
}

fn migrations(p: &Project) -> Answer {
    if !p.has_database() {
        return Answer::not_applicable("no database");
    }
    let is_migration = |path: &str| {
        let dir = path.rsplit_once('/').map_or("", |(d, _)| d);
        path.ends_with(".sql")
            && dir.split('/').any(|part| part.contains("migration"))
            && name(path).starts_with(|c: char| c.is_ascii_digit())
    };
    let files: Vec<&str> = p.files.files.matching(is_migration).collect();
    let tool = p.imports(|i| {
        i.starts_with("github.com/pressly/goose")
            || i.starts_with("github.com/golang-migrate/migrate")
            || i.starts_with("ariga.io/atlas")
    });
    let by_command = p
        .files
        .commands
        .iter()
        .find(|c| ["goose", "migrate", "atlas", "dbmate", "tern"].iter().any(|t| c.runs(t, "")))
        .map(|c| c.evidence());
    let good = usize::from(!files.is_empty()) + usize::from(!tool.is_empty() || by_command.is_some());
    let reason = match (files.len(), !tool.is_empty() || by_command.is_some()) {
        (0, false) => "no migrations".to_owned(),
        (0, true) => "a migration tool, but no numbered .sql files".to_owned(),
        (n, false) => format!("{n} numbered files, but no tool applies them"),
        (n, true) => format!("{n} numbered files, applied by a tool"),
    };
    Answer::checklist(good, 2, reason)
        .because(files.into_iter().take(3).map(Evidence::file))
        .because(tool)
        .because(by_command)
}
