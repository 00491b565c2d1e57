//! Scaffolding for the front doors: new services, parts, plans, drift and upgrades.
//!
//! Every function plans in memory; a value is written only by the `write` functions. What is left out: questions, output and
//! exit codes.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use godwit_base::system::{System, Writer};
use godwit_scaffold::change::{Change, write_changes};
use godwit_scaffold::history::Catalog;
use godwit_scaffold::manifest::Manifest;
use godwit_scaffold::project::Project;
use godwit_scaffold::template_set::TemplateSet;
use godwit_scaffold::{add, drift, git_index, phases, skeleton, upgrade};

pub use godwit_scaffold::add::AddPlan;
pub use godwit_scaffold::answers::Choices;
pub use godwit_scaffold::create::NewService;
pub use godwit_scaffold::diff::unified;
pub use godwit_scaffold::drift::{Drift, DriftReport};
pub use godwit_scaffold::failure::{Failure, Result};
pub use godwit_scaffold::lock::LOCK_PATH;
pub use godwit_scaffold::manifest::{Answer, Axis, AxisKind};
pub use godwit_scaffold::merge::{MergePlan, State};
pub use godwit_scaffold::module_path::{check_module_path, check_service_name};
pub use godwit_scaffold::phases::ProjectPlan;
pub use godwit_scaffold::upgrade::{Upgrade, merge_json};

/// What a service can be made of, for flags, questions and help.
pub fn axes() -> &'static [Axis] {
    static AXES: LazyLock<Vec<Axis>> = LazyLock::new(|| {
        // Without a manifest there are no options; `godwit new` itself then says what is wrong.
        Manifest::parse(&TemplateSet::embedded_manifest())
            .map_or_else(|_| Vec::new(), |manifest| manifest.axes)
    });
    &AXES
}

/// Names and titles of the parts that can be added, in the order of the plan.
pub fn parts() -> Result<Vec<(String, String)>> {
    add::part_titles(&TemplateSet::embedded())
}

/// The scaffolder over one disk.
pub struct Scaffolder<'a> {
    system: &'a dyn System,
    writer: &'a dyn Writer,
    catalog: Catalog,
}

impl<'a> Scaffolder<'a> {
    pub fn new(system: &'a dyn System, writer: &'a dyn Writer) -> Result<Self> {
        Ok(Self { system, writer, catalog: Catalog::embedded()? })
    }

    pub fn plan_new(&self, choices: &Choices, folder: PathBuf) -> Result<NewService> {
        NewService::plan(self.system, &self.catalog, choices, folder)
    }

    pub fn write_new(&self, service: &NewService) -> Result<()> {
        service.write(self.system, self.writer)
    }

    /// The module at or above `start`.
    fn project(&self, start: &Path) -> Project<'a> {
        Project::find(self.system, start, "go.mod").unwrap_or_else(|| Project::new(self.system, start))
    }

    /// The root that changes planned for `start` are relative to.
    pub fn root(&self, start: &Path) -> PathBuf {
        self.project(start).root().to_path_buf()
    }

    /// Plans adding a part; `folders` limit the part `tests`.
    pub fn plan_add(&self, start: &Path, part: &str, folders: &[String]) -> Result<AddPlan> {
        let project = self.project(start);
        if part == "tests" {
            skeleton::plan_tests(&project, folders)
        } else {
            add::plan_add(&project, &self.catalog, part)
        }
    }

    pub fn plan(&self, start: &Path) -> Result<ProjectPlan> {
        phases::plan(&self.project(start), &self.catalog)
    }

    pub fn check(&self, start: &Path) -> Result<DriftReport> {
        drift::check(&self.project(start), &self.catalog)
    }

    pub fn plan_upgrade(&self, start: &Path) -> Result<Upgrade> {
        upgrade::plan_upgrade(&self.project(start), &self.catalog)
    }

    /// Refuses changes to files whose present content git does not hold: a merge could not be taken back.
    pub fn refuse_unsaved(&self, start: &Path, changes: &[Change]) -> Result<()> {
        git_index::refuse_unsaved(&self.project(start), changes)
    }

    /// Writes planned changes, all or none.
    pub fn write(&self, start: &Path, changes: &[Change]) -> Result<()> {
        write_changes(self.system, self.writer, self.project(start).root(), changes)
    }
}

/// How a drifted file differs from its template.
pub fn drift_diff(drift: &Drift) -> String {
    let change = Change {
        path: drift.path.clone(),
        before: Some(drift.expected.clone()),
        after: drift.actual.clone(),
        mode: 0o644,
    };
    unified(&[change])
}
