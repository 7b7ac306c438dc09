//! Claims about people who may be called, and about what the community has chosen.

use alerts::Wall;

use super::people::add;
use super::{NOON, Scratch, after};
use crate::core::desk::PartyId;
use crate::core::desk::duty::{Rota, Shift};
use crate::core::desk::hours::Hours;
use crate::core::desk::ladder::Book;
use crate::core::desk::party::{Address, Channel, PartyIs};
use crate::core::desk::quiet::Quiet;
use crate::core::person::{Contact, ContactIs, Resident};
use crate::store::parties::{CodeFor, CodeTried, Kept, PartyRow, PartyStore, Who};
use crate::store::rows::PersonChange;
use crate::store::{Store, StoreError};

pub(super) async fn a_responder_is_as_they_were_saved_and_stands_unreadable_on_the_disk(
    s: Scratch,
) {
    let lin = s.store.save_party(responder("林小红", "lin@example.org")).await.unwrap();
    assert_eq!((lin.id, lin.revision), (PartyId(1), 1));

    let s = s.again();

    assert_eq!(s.store.parties().await.unwrap(), std::slice::from_ref(&lin));
    assert_eq!(s.found("林小红".as_bytes()) + s.found(b"lin@example.org"), 0);
    let gone = PartyRow { active: false, ..lin.clone() };
    let gone = s.store.save_party(gone).await.unwrap();
    assert_eq!((gone.revision, gone.active), (2, false));
    assert!(matches!(s.store.save_party(lin).await, Err(StoreError::Stale)), "an older one");
}

pub(super) async fn what_was_proved_of_a_way_stays_with_its_address_and_comes_from_no_form(
    s: Scratch,
) {
    let mut lin = responder("Lin", "lin@example.org");
    lin.who.channels[0].verified = Some(NOON);
    let mut lin = s.store.save_party(lin).await.unwrap();
    assert_eq!(lin.who.channels[0].verified, None);
    verify(&s, lin.id, 0).await;

    lin.who.channels.insert(0, way(Address::Sms("13800138000".to_owned())));
    let lin = s.store.save_party(lin).await.unwrap();

    let verified: Vec<_> = lin.who.channels.iter().map(|way| way.verified).collect();
    assert_eq!(verified, [None, Some(after(1))]);
}

pub(super) async fn a_code_is_good_once_for_its_own_way_and_not_for_long(s: Scratch) {
    let lin = s.store.save_party(responder("Lin", "lin@example.org")).await.unwrap();
    let of = CodeFor { party: lin.id, channel: 0 };
    let attempt =
        async |of, word: &[u8], now| s.store.try_code(of, word.to_vec(), now).await.unwrap();
    s.store.save_code(of, b"old".to_vec(), after(10)).await.unwrap();
    s.store.save_code(of, b"new".to_vec(), after(10)).await.unwrap();
    assert_eq!(attempt(of, b"old", NOON).await, CodeTried::Wrong { left: 4 });
    assert_eq!(attempt(CodeFor { channel: 1, ..of }, b"new", NOON).await, CodeTried::Spent);
    assert_eq!(attempt(of, b"new", after(10)).await, CodeTried::Spent, "too late");
    assert_eq!(attempt(of, b"new", NOON).await, CodeTried::Right);
    assert_eq!(attempt(of, b"new", NOON).await, CodeTried::Spent, "it was used");

    s.store.save_code(of, b"new".to_vec(), after(10)).await.unwrap();
    for left in [4, 3, 2, 1, 0] {
        assert_eq!(attempt(of, b"guess", NOON).await, CodeTried::Wrong { left });
    }
    assert_eq!(attempt(of, b"new", NOON).await, CodeTried::Spent, "guessed too often");
}

pub(super) async fn a_residents_contacts_are_called_as_the_roster_says_and_known_again(s: Scratch) {
    let du = add(&s, "h0001", "Du").await;
    let ming = contact("Ming", "+86 138-0013-8000", "", ContactIs::Relative);
    let chen = contact("Chen", "", "chen@example.org", ContactIs::Volunteer);
    let du = with(&s, du, vec![ming.clone(), chen.clone()]).await;
    let before = s.store.parties().await.unwrap();
    let kinds: Vec<_> = before.iter().map(|it| (it.who.is.clone(), it.who.consent)).collect();
    assert_eq!(kinds, [(PartyIs::Relative, true), (PartyIs::Volunteer, true)]);
    verify(&s, before[0].id, 0).await;

    // Another name, another order, an e-mail more; and one who has taken back their word.
    let ming = Contact { name: "Ming Li".to_owned(), email: "ming@example.org".to_owned(), ..ming };
    let ming = Contact { phone: "13800138000".to_owned(), ..ming };
    let chen = Contact { consent: false, ..chen };
    let du = with(&s, du, vec![chen, ming]).await;

    let now = s.store.parties().await.unwrap();
    let ids: Vec<_> = now.iter().map(|it| it.id).collect();
    assert_eq!(ids, [before[1].id, before[0].id]);
    assert_eq!((now[0].who.consent, now[1].who.name.as_str()), (false, "Ming Li"));
    assert_eq!(now[1].who.channels.len(), 2);
    assert_eq!(now[1].resident, Some(du.id));
    assert_eq!(s.store.follow_roster().await.unwrap(), 0, "nothing is left to do");

    with(&s, du.clone(), Vec::new()).await;
    assert_eq!(s.store.parties().await.unwrap(), []);
    let du = s.store.resident(du.id).await.unwrap().unwrap();
    with(&s, du.clone(), vec![contact("Ming", "1", "", ContactIs::GridWorker)]).await;
    s.store.erase(du.id, "chen", NOON).await.unwrap();
    assert_eq!(s.store.parties().await.unwrap(), [], "gone with the resident");
}

pub(super) async fn a_contact_who_cannot_be_called_by_anything_is_there_all_the_same(s: Scratch) {
    let du = add(&s, "h0001", "Du").await;
    let silent = contact("Wang", " ", "", ContactIs::Relative);
    with(&s, du, vec![silent]).await;
    let parties = s.store.parties().await.unwrap();
    assert_eq!((parties.len(), parties[0].who.channels.len()), (1, 0));
}

pub(super) async fn what_the_community_chose_is_kept_and_an_older_page_is_told_that_it_is_stale(
    s: Scratch,
) {
    let nothing: Kept<Rota> = s.store.setting().await.unwrap();
    assert_eq!(nothing, Kept::default());
    let shift = Shift { who: PartyId(1), days: [true; 7], hours: Hours { from: 360, to: 1_080 } };
    let rota = Rota { shifts: vec![shift], exceptions: Vec::new() };
    let chosen = Kept { of: rota, ..nothing.clone() };
    let kept = s.store.save_setting(chosen.clone()).await.unwrap();
    assert_eq!((kept.revision, &kept.of), (1, &chosen.of));
    assert!(matches!(s.store.save_setting(nothing).await, Err(StoreError::Stale)));
    s.store.save_setting(kept.clone()).await.unwrap();
    assert!(matches!(s.store.save_setting(kept).await, Err(StoreError::Stale)));

    let s = s.again();

    let now: Kept<Rota> = s.store.setting().await.unwrap();
    assert_eq!((now.revision, now.of), (2, chosen.of));
    assert_eq!(s.store.setting::<Book>().await.unwrap(), Kept::default());
    assert_eq!(s.store.setting::<Quiet>().await.unwrap().revision, 0);
}

pub(super) async fn a_robot_that_may_not_speak_is_known_until_it_may(s: Scratch) {
    s.store.mute("grid-3", after(5)).await.unwrap();
    s.store.mute("grid-3", after(10)).await.unwrap();
    let s = s.again();
    let muted = s.store.muted(after(9)).await.unwrap();
    assert_eq!(muted, [("grid-3".to_owned(), after(10))].into());
    assert!(s.store.muted(after(10)).await.unwrap().is_empty());
}

pub(super) fn responder(name: &str, mail: &str) -> PartyRow {
    let who = Who {
        name: name.to_owned(),
        is: PartyIs::Staff,
        phone: "110".to_owned(),
        lang: Some("zh-CN".to_owned()),
        login: None,
        has_key: false,
        consent: true,
        channels: vec![way(Address::Mail(mail.to_owned()))],
    };
    PartyRow { id: PartyId(0), revision: 0, resident: None, place: 0, active: true, who }
}

fn way(to: Address) -> Channel {
    Channel { to, verified: None, proven: None, dead: None }
}

fn contact(name: &str, phone: &str, email: &str, is: ContactIs) -> Contact {
    let (name, phone, email) = (name.to_owned(), phone.to_owned(), email.to_owned());
    Contact { name, phone, email, is, consent: true, ..Contact::default() }
}

async fn with(s: &Scratch, mut resident: Resident, contacts: Vec<Contact>) -> Resident {
    resident.record.contacts = contacts;
    let change = vec![PersonChange::Edit(resident)];
    s.store.change_people(change, "lin", NOON).await.unwrap().remove(0)
}

/// At one minute past noon.
async fn verify(s: &Scratch, party: PartyId, channel: u8) {
    let (of, now) = (CodeFor { party, channel }, after(1));
    s.store.save_code(of, b"123456".to_vec(), Wall(now.0 + 1)).await.unwrap();
    assert_eq!(s.store.try_code(of, b"123456".to_vec(), now).await.unwrap(), CodeTried::Right);
}
