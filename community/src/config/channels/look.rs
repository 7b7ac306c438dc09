//! Does this machine have what the channels want? Files that can be read and hold what they should, and a
//! spool that takes messages. Nobody is called.

use std::path::Path;

use config::Severity;

use super::super::machine::Look;
use super::{Place, Robot, Sms};
use crate::channels::{Keys, Why};

pub(in super::super) fn look(look: &mut Look<'_>) {
    let channels = &look.config.channels;
    if let Some(mail) = &channels.mail {
        let password = mail.login.as_ref().map(|login| login.password_file.as_path());
        look.secret("mail.password-file", password);
        look.file("mail.ca", mail.ca.as_deref());
    }
    if let Some(sms) = &channels.sms {
        spool(look, sms);
    }
    for (n, one) in channels.robots.iter().enumerate() {
        robot(look, &format!("robot.{}", n + 1), one);
    }
}

fn robot(look: &mut Look<'_>, section: &str, robot: &Robot) {
    let url_file = match &robot.place {
        Place::File(file) => Some(file.as_path()),
        Place::Here(_) => None,
    };
    let url_key = format!("{section}.url-file");
    let secret_key = format!("{section}.secret-file");
    look.secret(&url_key, url_file);
    look.secret(&secret_key, robot.secret_file.as_deref());
    look.file(&format!("{section}.ca"), robot.ca.as_deref());
    let can_be_read =
        |file: Option<&Path>| file.is_none_or(|file| std::fs::File::open(file).is_ok());
    if !can_be_read(url_file) || !can_be_read(robot.secret_file.as_deref()) {
        return;
    }
    match Keys::read(robot) {
        Ok(keys) if keys.is_overheard() && url_file.is_some() => {
            let problem = "the address begins with http://: everybody on the way reads the key and \
                           what is said";
            look.note(Severity::Warning, &url_key, problem.to_owned(), "write https:// into it");
        }
        Ok(_) => {}
        Err(why) => {
            let is_secret =
                matches!(&why, Why::File { file, .. } if Some(file) == robot.secret_file.as_ref());
            let key = if is_secret { &secret_key } else { &url_key };
            look.note(Severity::Error, key, why.to_string(), "write it into the file again");
        }
    }
}

fn spool(look: &mut Look<'_>, sms: &Sms) {
    let outgoing = sms.spool.join("outgoing");
    let access =
        rustix::fs::Access::READ_OK | rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK;
    if !outgoing.is_dir() {
        let problem = format!("{} is not there", outgoing.display());
        look.note(
            Severity::Error,
            "sms.spool",
            problem,
            "install smstools, or write where its spool is",
        );
    } else if let Err(error) = rustix::fs::access(&outgoing, access) {
        let problem = format!("{} takes nothing from the station: {error}", outgoing.display());
        let remedy = "put the station's user into smsd's group, and let the group write there";
        look.note(Severity::Error, "sms.spool", problem, remedy);
    }
}
