//! A message for tests.

use super::*;

pub(super) const AT: Wall = Wall(1_795_000_000_123);

pub(super) fn out(to: Address) -> Outgoing {
    Outgoing {
        id: "42-1".parse().unwrap(),
        to,
        subject: "Building 4: gas".to_owned(),
        text: "Gas in building 4, third floor.\nSomebody must go now.".to_owned(),
        link: Some(Url::parse("https://hall.example/go/abc").unwrap()),
        parts: Vec::new(),
        priority: Priority::High,
        lang: Lang::English,
        at: AT,
    }
}

pub(super) fn robot() -> Outgoing {
    out(Address::Robot("neighbours".to_owned()))
}

pub(super) const fn later(why: Why) -> Result<Sent, NotSent> {
    Err(NotSent::Later { why, after: None })
}

pub(super) const fn never(why: Why) -> Result<Sent, NotSent> {
    Err(NotSent::Never { why })
}
