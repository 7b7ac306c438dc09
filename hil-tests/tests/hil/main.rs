//! The real programs at work: one test program for all of it, so that what waits for something waits
//! together.
#![cfg(test)]

mod broker;
mod commands;
mod config;
mod demo;
mod disk;
mod evening;
mod kill;
mod lines;
mod lives;
mod lockstep;
mod log;
mod logins;
mod night;
mod orders;
mod outage;
mod replay;
mod restart;
mod score;
mod station;
mod stop;
