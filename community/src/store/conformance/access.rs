//! Claims about logins, sessions, tokens and the audit log.

use super::{NOON, Scratch, after};
use crate::core::access::Role;
use crate::core::person::ResidentId;
use crate::store::Store;
use crate::store::rows::{Audit, AuditAsked, Session, Token, TokenIs, User};

pub(super) async fn a_login_is_found_by_its_name_and_as_it_was_saved_last(s: Scratch) {
    assert_eq!(s.store.user("lin").await.unwrap(), None);
    s.store.save_user(lin()).await.unwrap();
    let relative = User { residents: vec![ResidentId(3), ResidentId(9)], ..lin() };
    s.store.save_user(relative.clone()).await.unwrap();
    let other = User { name: "chen".to_owned(), password: None, role: Role::Admin, ..lin() };
    s.store.save_user(other.clone()).await.unwrap();

    assert_eq!(s.store.user("lin").await.unwrap(), Some(relative.clone()));
    assert_eq!(s.store.user("LIN").await.unwrap(), None);
    assert_eq!(s.store.users().await.unwrap(), [other, relative]);
}

pub(super) async fn a_new_password_or_role_ends_the_logins_sessions_and_no_others(s: Scratch) {
    let changes = [
        User { password: Some("$other".to_owned()), ..lin() },
        User { role: Role::Staff, ..lin() },
    ];
    for change in changes {
        s.store.save_user(lin()).await.unwrap();
        s.store.save_session(b"a", Some(session("lin"))).await.unwrap();
        s.store.save_session(b"b", Some(session("chen"))).await.unwrap();
        s.store.save_user(User { residents: vec![ResidentId(1)], ..lin() }).await.unwrap();
        assert!(s.store.session(b"a", NOON).await.unwrap().is_some(), "nothing of that changed");

        s.store.save_user(change).await.unwrap();

        assert_eq!(s.store.session(b"a", NOON).await.unwrap(), None);
        assert!(s.store.session(b"b", NOON).await.unwrap().is_some());
    }
}

pub(super) async fn a_login_that_may_not_come_in_any_more_has_no_session(s: Scratch) {
    s.store.save_user(lin()).await.unwrap();
    s.store.save_session(b"a", Some(session("lin"))).await.unwrap();

    s.store.save_user(User { active: false, ..lin() }).await.unwrap();

    assert_eq!(s.store.session(b"a", NOON).await.unwrap(), None);
}

pub(super) async fn a_session_is_none_when_its_time_is_over_or_it_was_ended(s: Scratch) {
    let mine = Session { user: None, body: vec![0, 255], until: after(30) };
    s.store.save_session(b"a", Some(mine.clone())).await.unwrap();
    let later = Session { user: Some("lin".to_owned()), ..mine };
    s.store.save_session(b"a", Some(later.clone())).await.unwrap();

    assert_eq!(s.store.session(b"a", after(29)).await.unwrap(), Some(later));
    assert_eq!(s.store.session(b"a", after(30)).await.unwrap(), None);
    s.store.save_session(b"a", None).await.unwrap();
    assert_eq!(s.store.session(b"a", NOON).await.unwrap(), None);
}

pub(super) async fn a_wall_token_lets_in_until_it_is_taken_back(s: Scratch) {
    let token = |name: &str, is, until| Token {
        hash: name.as_bytes().to_vec(),
        name: name.to_owned(),
        is,
        until,
    };
    let all = [
        token("desk", TokenIs::FirstAdmin, Some(after(15))),
        token("garden", TokenIs::PublicWall, None),
        token("hall", TokenIs::Wall, None),
    ];
    for token in &all {
        s.store.save_token(token.clone(), true).await.unwrap();
    }
    assert_eq!(s.store.tokens().await.unwrap(), all);
    assert_eq!(s.store.token(b"hall").await.unwrap(), Some(all[2].clone()));

    s.store.save_token(all[2].clone(), false).await.unwrap();

    assert_eq!(s.store.token(b"hall").await.unwrap(), None);
    assert_eq!(s.store.tokens().await.unwrap(), all[..2]);
}

pub(super) async fn the_audit_log_is_asked_by_person_by_resident_and_page_by_page(s: Scratch) {
    let entry = |minute, who: &str, resident: Option<i64>| Audit {
        at: after(minute),
        who: who.to_owned(),
        what: "view".to_owned(),
        resident: resident.map(ResidentId),
        detail: "page".to_owned(),
    };
    let all = [entry(3, "lin", None), entry(2, "chen", Some(2)), entry(1, "lin", Some(1))];
    for entry in all.iter().rev() {
        s.store.audit(entry.clone()).await.unwrap();
    }
    let every = AuditAsked { at_most: 10, ..AuditAsked::default() };
    let ask = async |asked| s.store.audited(asked).await.unwrap();

    assert_eq!(ask(every.clone()).await, all);
    assert_eq!(ask(AuditAsked { at_most: 1, ..every.clone() }).await, all[..1]);
    assert_eq!(ask(AuditAsked { before: Some(after(3)), ..every.clone() }).await, all[1..]);
    let of_two = AuditAsked { resident: Some(ResidentId(2)), ..every.clone() };
    assert_eq!(ask(of_two).await, all[1..2]);
    let by_lin = AuditAsked { who: Some("lin".to_owned()), ..every };
    assert_eq!(ask(by_lin).await, [all[0].clone(), all[2].clone()]);
}

fn lin() -> User {
    User {
        name: "lin".to_owned(),
        password: Some("$argon2id$".to_owned()),
        role: Role::Relative,
        residents: Vec::new(),
        active: true,
    }
}

fn session(user: &str) -> Session {
    Session { user: Some(user.to_owned()), body: b"x".to_vec(), until: after(60) }
}
