//! The order in which a thread checks its packages: what a package imports before it, and its tests right after it, so that
//! the trees which they share are not needed for long.

use godwit_load::{PackageId, PackageKind};
use godwit_types::UnitId;

use super::sources::Sources;

/// Puts units of a workspace in order.
pub fn in_order(sources: &Sources, units: &[UnitId]) -> Vec<UnitId> {
    let n_packages = sources.workspace.packages.len();
    let mut walk = Walk {
        sources,
        is_wanted: vec![false; n_packages],
        is_visited: vec![false; n_packages],
        order: Vec::with_capacity(units.len()),
    };
    // Ids of packages are in order of dependency.
    let mut sorted = units.to_vec();
    sorted.sort();
    for &unit in &sorted {
        if let Some(id) = sources.package(unit) {
            walk.is_wanted[id.0 as usize] = true;
        } else {
            walk.order.push(unit);
        }
    }
    for id in sorted.iter().filter_map(|&unit| sources.package(unit)) {
        walk.visit(id);
        let package = sources.workspace.package(id);
        if package.kind == PackageKind::Plain {
            for &variant in sources.variants_for(&package.path) {
                let id = PackageId(variant.0);
                if walk.is_wanted[id.0 as usize] {
                    walk.visit(id);
                }
            }
        }
    }
    walk.order
}

struct Walk<'s> {
    sources: &'s Sources,
    is_wanted: Vec<bool>,
    is_visited: Vec<bool>,
    order: Vec<UnitId>,
}

impl Walk<'_> {
    /// Adds a package behind all that it imports, directly or not.
    fn visit(&mut self, id: PackageId) {
        if std::mem::replace(&mut self.is_visited[id.0 as usize], true) {
            return;
        }
        let workspace = &self.sources.workspace;
        // The packages being visited, and which of their imports is next.
        let mut path: Vec<(PackageId, usize)> = vec![(id, 0)];
        while let Some((id, next)) = path.last_mut() {
            match workspace.package(*id).imports.get(*next) {
                Some(import) => {
                    *next += 1;
                    let imported = import.package;
                    if !std::mem::replace(&mut self.is_visited[imported.0 as usize], true) {
                        path.push((imported, 0));
                    }
                }
                None => {
                    if self.is_wanted[id.0 as usize] {
                        self.order.push(UnitId(id.0));
                    }
                    path.pop();
                }
            }
        }
    }
}
