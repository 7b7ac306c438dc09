//! A station without homes: for pages that need none.

use async_trait::async_trait;
use community::core::HomeId;
use community::core::station::HomeView;
use community::web::Ingest;
use community::web::operations::Standing;

/// Knows of no home.
pub(crate) struct Quiet;

#[async_trait]
impl Ingest for Quiet {
    async fn standing(&self) -> Standing {
        Standing::default()
    }

    async fn forget(&self, _: &HomeId) {}

    async fn home(&self, _: &HomeId) -> Option<Box<HomeView>> {
        None
    }

    fn faults(&self) -> Vec<String> {
        Vec::new()
    }

    fn counted(&self) -> String {
        String::new()
    }
}
