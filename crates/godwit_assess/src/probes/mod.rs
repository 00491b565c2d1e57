//! The probe store, one file a family. A new probe is one entry in its family's table; the sums of the dimensions are
//! checked by a test.

mod concurrency;
mod configuration;
mod delivery;
mod docs;
mod errors;
mod observability;
mod organisation;
mod performance;
mod security;
mod service;
mod testing;

use crate::probe::Probe;

/// Every probe, by family.
pub static PROBES: &[&[Probe]] = &[
    errors::PROBES,
    concurrency::PROBES,
    testing::PROBES,
    organisation::PROBES,
    observability::PROBES,
    security::PROBES,
    performance::PROBES,
    docs::PROBES,
    configuration::PROBES,
    delivery::PROBES,
    service::PROBES,
];

/// The probe with this id.
pub fn find(id: &str) -> Option<&'static Probe> {
    PROBES.iter().flat_map(|f| f.iter()).find(|p| p.id == id)
}

/// Why a probe that needs more than syntax cannot answer yet.
pub(crate) const NEEDS_TYPES: &str = "needs types";
pub(crate) const NEEDS_FLOW: &str = "needs control flow";
pub(crate) const NEEDS_RUN: &str = "needs a run";
