//! What every store promises, claim by claim: the same lines run on each back end.
//!
//! A claim is a function that is given a store nobody has used. It is named once in the list below.

mod access;
mod cases;
mod clinic;
mod homes;
mod neighbours;
mod parties;
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

impl Scratch {
    /// In how many places of the store's files, pictures too, the bytes stand.
    fn found(&self, bytes: &[u8]) -> usize {
        let files = |folder: std::path::PathBuf| {
            let listed = std::fs::read_dir(folder).into_iter().flatten();
            listed
                .map(|file| file.unwrap().path())
                .filter(|path| path.is_file())
                .collect::<Vec<_>>()
        };
        let store = self.dir.path().join("store");
        let all = files(store.join("photos")).into_iter().chain(files(store));
        let count = |path| {
            let file = std::fs::read(path).unwrap();
            file.windows(bytes.len()).filter(|there| *there == bytes).count()
        };
        all.map(count).sum()
    }

    /// How many pictures there are.
    fn photos(&self) -> usize {
        let folder = self.dir.path().join("store/photos");
        std::fs::read_dir(folder).map_or(0, |files| files.count())
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
        cases:
            every_step_of_an_alarm_that_changed_something_is_news_in_its_order
            a_step_that_comes_after_its_alarms_end_is_followed_by_that_end
            a_case_is_there_with_its_log_after_a_restart_and_its_news_is_not
            a_stale_change_leaves_nothing_and_consumes_no_news
            two_cases_of_one_key_or_one_number_are_not_opened
            a_due_case_is_offered_until_it_is_committed
            what_a_person_wrote_is_there_and_nowhere_readable
            what_came_of_a_change_is_news_and_ways_that_work_are_noted_with_it
            a_link_is_of_one_case_and_one_who_was_called_and_goes_a_week_after_its_end
            closed_cases_are_kept_for_the_days_of_alarms_and_open_ones_for_good
            of_an_erased_resident_no_case_text_or_picture_is_left_but_who_is_called_is_called
            a_picture_is_sealed_and_opens_by_its_own_name_and_no_path
            what_the_desk_knows_of_lost_homes_is_known_after_a_restart;
        clinic:
            a_home_is_marked_by_what_the_clinic_may_want_until_it_was_looked_at
            a_row_is_there_once_and_who_saves_an_older_one_is_told_so
            a_row_is_due_until_it_does_not_wait
            what_was_sent_is_kept_unreadable_with_its_resident_and_goes_with_them
            what_the_clinic_asks_is_there_once_and_stands_unreadable_on_the_disk
            what_the_clinic_has_is_tidied_away_and_what_waits_is_not;
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
        neighbours:
            an_activity_and_a_notice_are_as_they_were_saved_and_an_older_page_is_stale
            who_comes_is_sealed_found_by_their_word_once_a_telephone_and_forgotten_later
            a_case_of_the_time_before_is_counted_once_however_often_its_file_comes
            the_working_hours_that_a_community_chose_are_kept;
        parties:
            a_responder_is_as_they_were_saved_and_stands_unreadable_on_the_disk
            what_was_proved_of_a_way_stays_with_its_address_and_comes_from_no_form
            a_code_is_good_once_for_its_own_way_and_not_for_long
            a_residents_contacts_are_called_as_the_roster_says_and_known_again
            a_contact_who_cannot_be_called_by_anything_is_there_all_the_same
            what_the_community_chose_is_kept_and_an_older_page_is_told_that_it_is_stale
            a_robot_that_may_not_speak_is_known_until_it_may;
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
