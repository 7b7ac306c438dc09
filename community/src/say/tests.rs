use std::collections::BTreeMap;

use super::*;

const ENGLISH_FILE: &str = include_str!("../../locales/en/hearth_community.ftl");
const CHINESE_FILE: &str = include_str!("../../locales/zh-CN/hearth_community.ftl");

/// Each key, and the arguments that its text puts in.
fn keys(file: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut found = BTreeMap::new();
    let mut last = "";
    for line in file.lines() {
        if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '#'])) {
            assert!(found.insert(key, Vec::new()).is_none(), "{key} stands twice");
            last = key;
        }
        let args = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
        if let Some(all) = found.get_mut(last) {
            all.extend(args);
            all.sort_unstable();
            // A language may say a number in two ways, and another in one.
            all.dedup();
        }
    }
    found
}

#[test]
fn every_language_has_the_same_keys_with_the_same_arguments() {
    assert_eq!(keys(ENGLISH_FILE), keys(CHINESE_FILE));
}

#[test]
fn every_language_is_read() {
    use i18n_embed_fl::fl;
    assert_eq!(fl!(Lang::English.words(), "heart-rate"), "heart rate");
    assert_eq!(fl!(Lang::Chinese.words(), "heart-rate"), "心率");
}

#[test]
fn a_browser_gets_the_language_that_it_weighs_most() {
    assert_eq!(Lang::accepted("de-DE, zh;q=0.8, en;q=0.9"), Some(Lang::English));
    assert_eq!(Lang::accepted("zh-Hans-CN,en;q=0.5"), Some(Lang::Chinese));
    assert_eq!(Lang::accepted("fr, zh;q=0"), None);
    assert_eq!(Lang::accepted(";;q=nan,,=,zh;q=NaN"), None);
}
