//! What every store promises, claim by claim: the same lines run on each back end.
//!
//! A claim is a function that is given a store nobody has used. It is named once in the list below.

mod access;
mod homes;
mod people;
mod upkeep;

use alerts::Wall;

use crate::core::HomeId;
use crate::store::sqlite::Sqlite;
use crate::vault::{SealingKey, Vault};

/// A store in a folder that goes with it.
pub(crate) struct Scratch {
    pub(crate) store: Sqlite,
    pub(crate) dir: tempfile::TempDir,
    pub(crate) vault: Vault,
}

impl Scratch {
    fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::new(SealingKey::random().unwrap());
        let store = open(&dir, &vault);
        Self { store, dir, vault }
    }

    /// As after a restart.
    fn again(self) -> Self {
        let Self { store, dir, vault } = self;
        drop(store);
        let store = open(&dir, &vault);
        Self { store, dir, vault }
    }
}

fn open(dir: &tempfile::TempDir, vault: &Vault) -> Sqlite {
    Sqlite::open(&dir.path().join("store"), &dir.path().join("copies"), vault.clone()).unwrap()
}

fn home(name: &str) -> HomeId {
    name.parse().unwrap()
}

/// A Monday noon, UTC.
const NOON: Wall = Wall(1_795_435_200_000);

/// So many minutes after noon.
const fn after(minutes: i64) -> Wall {
    Wall(NOON.0 + minutes * 60_000)
}

macro_rules! conformance {
    ($($of:ident: $($claim:ident)*;)*) => { $(mod $of { $(
        mod $claim {
            #[tokio::test]
            async fn sqlite() {
                crate::store::conformance::$of::$claim(
                    crate::store::conformance::Scratch::sqlite(),
                )
                .await;
            }
        }
    )* })* }
}

mod claims {
    conformance! {
        access:
            a_login_is_found_by_its_name_and_as_it_was_saved_last
            a_new_password_or_role_ends_the_logins_sessions_and_no_others
            a_login_that_may_not_come_in_any_more_has_no_session
            a_session_is_none_when_its_time_is_over_or_it_was_ended
            a_wall_token_lets_in_until_it_is_taken_back
            the_audit_log_is_asked_by_person_by_resident_and_page_by_page;
        homes:
            what_was_taken_is_there_after_a_restart
            an_alarm_is_open_until_a_step_says_that_it_is_not
            what_alarms_repeats_is_written_once
            a_step_that_a_list_told_first_gives_way_to_the_same_under_its_name
            an_event_that_was_none_takes_the_place_of_the_one_that_was
            a_corrected_night_takes_the_place_of_the_first
            summaries_are_asked_for_by_their_dates_whenever_they_came
            the_steps_of_alarms_are_asked_for_without_the_rest
            a_timeline_is_of_one_home_and_one_time
            a_boot_never_goes_back
            poison_is_kept_up_to_a_limit_the_newest_first;
        people:
            a_resident_is_as_they_were_saved_and_their_history_says_who_changed_what
            who_saves_an_older_revision_is_told_that_it_is_stale
            a_home_or_a_seat_has_one_resident
            changes_are_made_all_or_none
            a_new_resident_gets_the_lowest_free_seat
            a_number_is_never_given_twice;
        upkeep:
            an_erased_resident_is_gone_and_the_others_are_not
            whom_nobody_knows_cannot_be_erased
            the_broker_is_asked_to_forget_an_erased_home_over_restarts_until_it_has
            it_is_known_by_which_time_it_was_tidied_last
            minutes_older_than_a_week_are_packed_and_come_back_as_they_were
            what_comes_late_joins_its_packed_hour
            each_kind_is_kept_for_its_own_days_and_an_open_alarm_until_it_is_closed
            a_band_lies_between_the_lowest_and_the_highest_tenth_of_two_weeks
            sessions_and_tokens_that_are_over_are_tidied_away
            a_copy_has_everything;
    }
}
