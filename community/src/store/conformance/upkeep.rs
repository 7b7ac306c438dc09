//! Claims about the store itself: erasure, tidying, copies.

use super::people::add;
use super::{NOON, Scratch};
use crate::core::person::ResidentId;
use crate::store::Store;
use crate::store::rows::{AuditAsked, Erased};

pub(super) async fn an_erased_resident_is_gone_and_the_others_are_not(s: Scratch) {
    let (du, li) = (add(&s, "h0001", "Du").await, add(&s, "h0002", "Li").await);

    let erased = s.store.erase(du.id, "chen", NOON).await.unwrap();

    assert_eq!(erased, Some(Erased { home: du.home.clone() }));
    assert_eq!(s.store.resident(du.id).await.unwrap(), None);
    assert_eq!(s.store.history(du.id).await.unwrap(), []);
    assert_eq!(s.store.residents().await.unwrap(), [li]);
    let asked = AuditAsked { resident: Some(du.id), at_most: 9, ..AuditAsked::default() };
    let audited = s.store.audited(asked).await.unwrap();
    assert_eq!(audited.len(), 1);
    assert_eq!((audited[0].who.as_str(), audited[0].what.as_str()), ("chen", "erase"));
}

pub(super) async fn whom_nobody_knows_cannot_be_erased(s: Scratch) {
    assert_eq!(s.store.erase(ResidentId(7), "chen", NOON).await.unwrap(), None);
}
