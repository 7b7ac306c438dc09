//! A hole in the road, reported by somebody who passes by, and worked off by the grid worker: beside the
//! evening in the home, by the same pages as in a community. Nobody here exists.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use protocol::Mono;

use super::errands::Errands;
use super::people::BUILDING_OF_THE_ROAD as BUILDING;
use super::telephones::Said;
use crate::ask::{Asked, ask};

/// As whoever passes by has taken it; and as the grid worker has, afterwards.
const BEFORE: &[u8] = include_bytes!("../../captures/road-before.jpg");
const AFTER: &[u8] = include_bytes!("../../captures/road-after.jpg");

const TEXT: &str = "路面有个大坑，晚上看不清，骑车容易摔。";

/// What happens when, in the evening's time.
const STORY: [(u64, Does); 4] =
    [(180, Does::Report), (660, Does::Look), (1_620, Does::Mend), (2_520, Does::Confirm)];

#[derive(Clone, Copy, Debug)]
enum Does {
    Report,
    Look,
    Mend,
    Confirm,
}

/// The street, and what is still to happen in it.
#[derive(Debug)]
pub(super) struct Street {
    people: Errands<Does>,
    next: usize,
}

impl Street {
    pub(super) fn new(page: SocketAddr, worker: (String, String)) -> Self {
        let mut hole = Hole { page, worker, cookie: None, receipt: None, case: None, over: false };
        Self { people: Errands::start(move |does| hole.poll(does)), next: 0 }
    }

    /// What has happened since.
    pub(super) fn poll(&mut self, now: Mono) -> Vec<Said> {
        while let Some((at, does)) = STORY.get(self.next).copied()
            && Mono::ZERO + Duration::from_secs(at) <= now
        {
            self.next += 1;
            self.people.go(does);
        }
        self.people.said()
    }
}

/// What is known of the hole.
struct Hole {
    page: SocketAddr,
    /// Login and password of the grid worker.
    worker: (String, String),
    cookie: Option<String>,
    /// Where the report's own page is.
    receipt: Option<String>,
    /// … and the grid worker's of it.
    case: Option<String>,
    /// What comes after a step that failed would not be true.
    over: bool,
}

impl Hole {
    fn poll(&mut self, does: Does) -> Option<Said> {
        if self.over {
            return None;
        }
        Some(self.does(does).unwrap_or_else(|error| {
            self.over = true;
            let words = "  the report in the street goes no further".to_owned();
            Said::new(words, format!("{error:#}"))
        }))
    }

    fn does(&mut self, does: Does) -> anyhow::Result<Said> {
        let (words, message) = match does {
            Does::Report => (
                format!("> somebody reports a hole in the road, building {BUILDING}"),
                self.report()?,
            ),
            Does::Look => ("> the grid worker looks at it and begins".to_owned(), self.look()?),
            Does::Mend => ("> it is mended: done, with a picture".to_owned(), self.mend()?),
            Does::Confirm => ("> whoever reported it confirms".to_owned(), self.confirm()?),
        };
        Ok(Said::new(words, message))
    }

    fn report(&mut self) -> anyhow::Result<String> {
        let key: String = std::iter::repeat_with(|| fastrand::char('a'..='z')).take(24).collect();
        let form =
            [("key", key.as_str()), ("kind", "road"), ("building", BUILDING), ("text", TEXT)];
        let look = Asked { path: "/report/look", form: &form, photo: Some(BEFORE), cookie: None };
        ask(self.page, &look)?;
        let sent =
            ask(self.page, &Asked { path: "/report/send", form: &form, ..Asked::default() })?;
        let receipt = sent.location.context("no receipt")?;
        self.receipt = Some(receipt.clone());
        Ok(receipt)
    }

    fn look(&mut self) -> anyhow::Result<String> {
        let (name, password) = &self.worker;
        let form = [("name", name.as_str()), ("password", password.as_str())];
        let login = ask(self.page, &Asked { path: "/login", form: &form, ..Asked::default() })?;
        self.cookie = Some(login.cookie.context("the login is refused")?);
        let cookie = self.cookie.as_deref();
        let list = ask(self.page, &Asked { path: "/work", cookie, ..Asked::default() })?;
        let case = found(&list.body, "/work/c").into_iter().next().context("no report is there")?;
        self.case = Some(case.clone());
        self.press(&[("act", "accept")], &[])?;
        self.press(&[("act", "start")], &[])?;
        Ok(case)
    }

    fn mend(&self) -> anyhow::Result<String> {
        self.press(&[("act", "done"), ("note", "坑已填平")], AFTER)?;
        let (cookie, case) = (self.cookie.as_deref(), self.case()?);
        let page = ask(self.page, &Asked { path: case, cookie, ..Asked::default() })?;
        let photos: Vec<String> = found(&page.body, "/work/photo/")
            .iter()
            .filter_map(|it| it.rsplit('/').next().map(str::to_owned))
            .collect();
        let mut form = vec![("act", "publish"), ("note", TEXT)];
        form.extend(photos.iter().map(|name| ("photos", name.as_str())));
        self.press(&form, &[])?;
        Ok(format!("{case}, and public at /neighbourhood/done"))
    }

    fn confirm(&self) -> anyhow::Result<String> {
        let path = self.receipt.as_deref().context("no receipt")?;
        ask(self.page, &Asked { path, form: &[("act", "confirm")], ..Asked::default() })?;
        Ok(format!("{path}, counted at /ledger"))
    }

    fn case(&self) -> anyhow::Result<&str> {
        self.case.as_deref().context("no report was found")
    }

    fn press(&self, form: &[(&str, &str)], photo: &[u8]) -> anyhow::Result<()> {
        let act = form.first().map(|(_, act)| *act).unwrap_or_default();
        let key = format!("demo-{act}-key");
        let form: Vec<_> = form.iter().copied().chain([("key", key.as_str())]).collect();
        let (path, cookie) = (self.case()?, self.cookie.as_deref());
        ask(self.page, &Asked { path, cookie, form: &form, photo: Some(photo) })?;
        Ok(())
    }
}

/// Addresses of a page that begin so, each once.
fn found(page: &str, begin: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in page.split(&format!("\"{begin}")).skip(1) {
        let name: String =
            rest.chars().take_while(|it| it.is_ascii_alphanumeric() || *it == '-').collect();
        let address = format!("{begin}{name}");
        if !name.is_empty() && !found.contains(&address) {
            found.push(address);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_a_page_are_found_once_each() {
        let page = r#"<a href="/work/c17"></a><a href="/work/c17?x"><img src="/work/photo/ab-1">"#;

        assert_eq!(found(page, "/work/c"), ["/work/c17"]);
        assert_eq!(found(page, "/work/photo/"), ["/work/photo/ab-1"]);
    }
}
