//! What the neighbourhood keeps beside its cases: its buildings, whose they are, its map, and what the
//! public may see. The verbs; beside [`Store`](super::Store), with the same promises.

use std::future::Future;

use super::StoreError;
use crate::core::desk::{Case, CaseId, PartyId};
use crate::core::report::{MapScale, Point};

/// Buildings of one community. A city's has some hundred; of more, a list on a telephone is no help.
pub const MOST_PLACES: usize = 1_000;

/// A building of the community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRow {
    /// What everybody calls it.
    pub building: String,
    /// Whose part of the neighbourhood it is.
    pub worker: Option<PartyId>,
    /// Where it is on the map.
    pub at: Option<Point>,
}

/// The community's map, without its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapRow {
    /// Grows with each picture: an address with it may be kept for ever.
    pub revision: u32,
    /// Metres of ground from left to right.
    pub metres_wide: u32,
    /// Pixels.
    pub pixels: (u32, u32),
}

impl MapRow {
    /// How large its ground is: as high as the picture is, in the same scale.
    #[must_use]
    pub fn scale(&self) -> MapScale {
        let (wide, high) = self.pixels;
        let metres = u64::from(self.metres_wide) * u64::from(high);
        let high = metres.checked_div(u64::from(wide)).unwrap_or(0);
        MapScale { wide: self.metres_wide, high: u32::try_from(high).unwrap_or(u32::MAX) }
    }
}

/// The verbs.
pub trait ReportStore: Send + Sync + 'static {
    /// The buildings, in the order in which they were written.
    fn places(&self) -> impl Future<Output = Result<Vec<PlaceRow>, StoreError>> + Send;
    /// Writes all of them anew.
    fn save_places(
        &self,
        places: Vec<PlaceRow>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The map, if there is one.
    fn map(&self) -> impl Future<Output = Result<Option<MapRow>, StoreError>> + Send;
    /// Its picture, as JPEG.
    fn map_picture(&self) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>> + Send;
    /// Another map; its revision is the store's to say. Without a picture the ground is said anew.
    fn save_map(
        &self,
        map: MapRow,
        picture: Option<Vec<u8>>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// What the public may see, the last done first.
    fn published(&self, at_most: u32)
    -> impl Future<Output = Result<Vec<Case>, StoreError>> + Send;
    /// A picture goes: another is in its place.
    fn drop_photo(
        &self,
        of: CaseId,
        name: String,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}
