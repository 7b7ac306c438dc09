//! The desk's nights, as stories. Each is told twice: straight, and with every case written down and
//! read again before each line, as a station that is restarted all the time would.

mod any;
mod cast;
mod home;
mod night;
mod people;
mod report;
mod script;
mod ways;
