//! Does a technician see everything at once?

#[test]
fn everything_that_is_wrong_comes_at_once_and_in_the_order_of_the_file() {
    let checked = config::read(include_str!("all.toml"));

    let found: String = checked
        .findings
        .iter()
        .flat_map(|finding| [finding.to_string(), "\n".to_owned()])
        .collect();
    assert_eq!(found, include_str!("all.txt"));
    assert!(checked.config.is_none());
    assert!(!found.contains("hunter2"), "a password was repeated");
}
