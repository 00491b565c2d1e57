//! Packages over threads: each thread gets a run of neighbouring packages, which share most of what they import. Who is done
//! early takes over tests that others have not come to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use godwit_types::UnitId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::order::in_order;
use super::sources::Sources;

/// Neighbouring packages of one project, in order of dependency, in groups: a package, or the tests of one.
pub(crate) struct Run {
    pub project: usize,
    left: Mutex<VecDeque<Vec<UnitId>>>,
    sources: Arc<Sources>,
}

impl Run {
    fn new(project: usize, sources: &Arc<Sources>, units: &[UnitId]) -> Run {
        let order = in_order(sources, units);
        let mut groups: VecDeque<Vec<UnitId>> = VecDeque::with_capacity(order.len());
        // The tests of a package stand where the last of them is next: all that they import is in front of that.
        let mut n_tests: FxHashMap<&str, usize> = FxHashMap::default();
        for tested in order.iter().filter_map(|&unit| sources.tested(unit)) {
            *n_tests.entry(tested).or_default() += 1;
        }
        let mut begun: FxHashMap<&str, Vec<UnitId>> = FxHashMap::default();
        for &unit in &order {
            let Some(tested) = sources.tested(unit) else {
                groups.push_back(vec![unit]);
                continue;
            };
            let mut group = begun.remove(&**tested).unwrap_or_default();
            group.push(unit);
            if n_tests.get(&**tested) == Some(&group.len()) {
                groups.push_back(group);
            } else {
                begun.insert(tested, group);
            }
        }
        Run { project, left: Mutex::new(groups), sources: sources.clone() }
    }

    fn groups(&self) -> MutexGuard<'_, VecDeque<Vec<UnitId>>> {
        // Nothing is half done when a panic leaves the lock.
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The units that nobody has begun.
    pub fn left(&self) -> Vec<UnitId> {
        self.groups().iter().flatten().copied().collect()
    }

    /// The next group, for the thread that the run belongs to.
    pub fn next(&self) -> Option<Vec<UnitId>> {
        self.groups().pop_front()
    }

    /// The first unit of the next group.
    pub fn peek(&self) -> Option<UnitId> {
        self.groups().front().map(|group| group[0])
    }

    /// The last tests of the run, for another thread. Nothing but these tests themselves imports them.
    pub fn give_away(&self) -> Option<Vec<UnitId>> {
        let mut groups = self.groups();
        let last = groups.iter().rposition(|group| self.sources.tested(group[0]).is_some())?;
        groups.remove(last)
    }
}

/// Cuts the units of some projects, in order of path, into `n` parts of about the same size.
pub(crate) fn cut(projects: &[(&Arc<Sources>, &[UnitId])], n: usize) -> Vec<Vec<Run>> {
    let total: usize =
        projects.iter().flat_map(|(sources, owned)| owned.iter().map(|&u| sources.size(u))).sum();
    let mut parts: Vec<Vec<(usize, Vec<UnitId>)>> = (0..n.max(1)).map(|_| Vec::new()).collect();
    let mut before = 0;
    for (project, (sources, owned)) in projects.iter().enumerate() {
        let mut units = owned.to_vec();
        units.sort_by(|&a, &b| sources.folder(a).cmp(sources.folder(b)).then(a.cmp(&b)));
        // A package stays with its tests.
        for folder in units.chunk_by(|&a, &b| sources.folder(a) == sources.folder(b)) {
            let size: usize = folder.iter().map(|&unit| sources.size(unit)).sum();
            // The part in which the middle of the folder falls.
            let index = (before + size / 2) * parts.len() / total.max(1);
            let last = parts.len() - 1;
            let part = &mut parts[index.min(last)];
            match part.last_mut() {
                Some((of, units)) if *of == project => units.extend(folder),
                _ => part.push((project, folder.to_vec())),
            }
            before += size;
        }
    }
    let run = |(project, units): (usize, Vec<UnitId>)| Run::new(project, projects[project].0, &units);
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.into_par_iter().with_max_len(1).map(|part| part.into_iter().map(run).collect()).collect()
}
