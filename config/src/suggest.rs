//! Which of these words was meant?

/// The nearest of `known` to what somebody wrote, if it is near enough to be a slip of the fingers:
/// one slip in three letters, at least one, at most three. None if two are as near: `ze17-co` may
/// be `ze07-co` or `ze15-co`, and the wrong one mis-scales. Nor where the digits differ: `co-2` is
/// another than `co-1`.
pub(crate) fn nearest<'k>(
    written: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let plain = plain(written);
    let most = (plain.chars().count() / 3).clamp(1, 3);
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .filter(|word| digits(word) == digits(&plain))
        .map(|word| (strsim::osa_distance(&plain, &self::plain(word)), word))
        .filter(|&(slips, _)| slips <= most)
        .collect();
    near.sort_by_key(|&(slips, _)| slips);
    match near.as_slice() {
        [] => None,
        [(slips, word), (others, other), ..] if slips == others && word != other => None,
        [(_, word), ..] => Some(word),
    }
}

/// The one of `known` that somebody wrote, but for case, `-`, `_` and spaces. For names of things
/// that are sold: `ze12-co` and `ld2450` are real, and no slip for another.
pub(crate) fn same<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = plain(written);
    known.into_iter().find(|word| self::plain(word) == plain)
}

/// What to write instead of a word that is not one of `words`, which are few and whose
/// neighbours mean something too: `lng` is no `lpg`.
pub(crate) fn choose<'k>(written: &str, words: impl Iterator<Item = &'k str> + Clone) -> String {
    match same(written, words.clone()) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("write {}", quoted(words)),
    }
}

/// What to write instead of a word that is not one of `words`.
pub(crate) fn pick<'k>(written: &str, words: impl Iterator<Item = &'k str> + Clone) -> String {
    match nearest(written, words.clone()) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("write {}", quoted(words)),
    }
}

/// `time_zone`, `timeZone` and `Time-Zone` are all `time-zone` to a tired technician.
pub(crate) fn plain(word: &str) -> String {
    let letters = word.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

/// `a, b or c`.
pub(crate) fn one_of<'k>(words: impl IntoIterator<Item = &'k str>) -> String {
    let mut words: Vec<&str> = words.into_iter().collect();
    match (words.pop(), words.is_empty()) {
        (None, _) => String::new(),
        (Some(only), true) => only.to_owned(),
        (Some(last), false) => format!("{} or {last}", words.join(", ")),
    }
}

/// `"a", "b" or "c"`.
pub(crate) fn quoted<'k>(words: impl IntoIterator<Item = &'k str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("\"{word}\"")).collect();
    one_of(words.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        let known = ["time-zone", "night", "id"];

        assert_eq!(nearest("timezone", known), Some("time-zone"));
        assert_eq!(nearest("Time_Zone", known), Some("time-zone"));
        assert_eq!(nearest("nihgt", known), Some("night"));
        assert_eq!(nearest("ids", known), Some("id"));
        assert_eq!(nearest("password", known), None);
        assert_eq!(nearest("", known), None);
    }

    #[test]
    fn between_two_words_that_are_as_near_nobody_chooses() {
        assert_eq!(nearest("ze17-co", ["ze07-co", "ze15-co"]), None);
        assert_eq!(
            pick("ze17-co", ["ze07-co", "ze15-co"].into_iter()),
            "write \"ze07-co\" or \"ze15-co\""
        );
    }

    #[test]
    fn a_digit_is_no_slip_of_the_fingers() {
        assert_eq!(nearest("co-2", ["co-1"]), None);
        assert_eq!(nearest("co_1", ["co-1"]), Some("co-1"));
    }

    #[test]
    fn what_is_sold_is_known_by_its_whole_name() {
        for real in ["ze12-co", "ze14-co", "ze07-ch2o", "ze15"] {
            assert_eq!(same(real, ["ze07-co", "ze15-co"]), None, "{real}");
        }
        assert_eq!(same("ZE15 CO", ["ze07-co", "ze15-co"]), Some("ze15-co"));
        assert_eq!(choose("lng", ["methane", "lpg"].into_iter()), "write \"methane\" or \"lpg\"");
        assert_eq!(choose("LPG", ["methane", "lpg"].into_iter()), "did you mean \"lpg\"?");
    }

    #[test]
    fn choices_are_read_out() {
        assert_eq!(one_of([]), "");
        assert_eq!(one_of(["a"]), "a");
        assert_eq!(one_of(["a", "b", "c"]), "a, b or c");
        assert_eq!(quoted(["a", "b"]), "\"a\" or \"b\"");
    }
}
