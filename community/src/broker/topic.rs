//! Does a topic match a filter? MQTT 3.1.1 §4.7.
//!
//! Our own, because the library's cuts topics at a byte and dies of one that begins with 门.

/// Whether `topic` is what a subscription to `filter` wants.
#[must_use]
pub(super) fn matches(filter: &str, topic: &str) -> bool {
    // Topics of the broker itself are not for those who want everything (§4.7.2).
    if topic.starts_with('$') && (filter.starts_with('#') || filter.starts_with('+')) {
        return false;
    }
    let mut levels = topic.split('/');
    let mut filters = filter.split('/');
    loop {
        match (filters.next(), levels.next()) {
            (Some("#"), _) => return true,
            (Some("+"), Some(_)) => {}
            (Some(wanted), Some(level)) if wanted == level => {}
            (None, None) => return true,
            (Some(_), Some(_) | None) | (None, Some(_)) => return false,
        }
    }
}

/// Whether somebody may publish on it: not empty, no wildcards, no zero character.
#[must_use]
pub(super) fn is_topic(topic: &str) -> bool {
    !topic.is_empty() && !topic.contains(['#', '+', '\0'])
}

/// Whether it can be subscribed to: a wildcard is a whole level, `#` the last.
#[must_use]
pub(super) fn is_filter(filter: &str) -> bool {
    let mut levels = filter.split('/').peekable();
    let mut good = !filter.is_empty() && !filter.contains('\0');
    while let Some(level) = levels.next() {
        good &= match level {
            "#" => levels.peek().is_none(),
            "+" => true,
            name => !name.contains(['#', '+']),
        };
    }
    good
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_levels() {
        for (filter, topic) in [
            ("#", "a/b"),
            ("a/#", "a"),
            ("a/#", "a/b/c"),
            ("a/+/c", "a/b/c"),
            ("+", "门"),
            ("/+", "/x"),
            ("$SYS/#", "$SYS/x"),
        ] {
            assert!(matches(filter, topic), "{filter} {topic}");
        }
        for (filter, topic) in [
            ("a/+", "a"),
            ("a/+", "a/b/c"),
            ("a", "a/b"),
            ("+", "/x"),
            ("#", "$SYS/x"),
            ("a/b", "a/c"),
        ] {
            assert!(!matches(filter, topic), "{filter} {topic}");
        }
    }

    #[test]
    fn what_is_no_topic_and_no_filter_is_known() {
        assert!(is_topic("门/开") && !is_topic("") && !is_topic("a/+"));
        assert!(is_filter("a/+/#") && !is_filter("a/#/b") && !is_filter("a+") && !is_filter(""));
    }
}
