//! Does every sample that was ever released still work? No upgrade may leave a home dark.
//!
//! If this fails, the test is right: a key that is given up goes into `config/src/retired.rs`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use config::Checked;

#[test]
fn a_home_that_was_set_up_with_an_older_version_still_runs_and_says_what_changed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/released");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();

    let mut said = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        // The keys that a sample only shows are keys of that version too.
        for text in [shown(&text), text] {
            let Checked { config, findings } = config::read(&text);
            let name = file.file_name().unwrap().to_string_lossy();
            said.extend(findings.iter().map(|finding| format!("{name}: {finding}")));
            assert!(config.is_some(), "{}", said.join("\n"));
        }
    }
    assert_eq!(
        said,
        [
            "0.1.0.toml: 226:1: warning: policy.bed.after-night-min: after-night-min does nothing any more \
             since version 0.2.0; remove it",
            "0.1.0.toml: 228:1: warning: policy.bed.contradiction-min: contradiction-min does nothing any more \
             since version 0.2.0; remove it",
            "0.1.0.toml: 256:1: warning: policy.sleep.scale: scale does nothing any more since version \
             0.2.0; remove it",
        ]
    );
}

/// The file with every key that it shows as a remark taken in.
fn shown(text: &str) -> String {
    let key = |line: &str| {
        let rest = line.strip_prefix('#')?;
        rest.starts_with(|c: char| c == '[' || c.is_ascii_lowercase()).then(|| rest.to_owned())
    };
    text.lines().map(|line| key(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}
