//! The commands of the tutorial work.

use super::garita;

/// Commands of the tutorial, with few futures, days and inputs, so that all of them take seconds.
fn shortened(command: &str) -> Vec<String> {
    let mut words: Vec<String> = command
        .split_whitespace()
        .map(|word| word.trim_matches('\'').to_owned())
        .collect();
    // Packages part on 1 January 2025; whatever else has a date may have an earlier one.
    let is_package = words
        .iter()
        .any(|word| word.starts_with("legal") || word.starts_with("enforcement"));
    let (date, until) = if is_package {
        ("@2025-01-01", "2025-01-10")
    } else {
        ("@2024-03-05", "2024-03-12")
    };
    for word in &mut words {
        *word = word.replace("@2025-01-01", date);
    }
    let mut set = |option: &str, value: &str| {
        if let Some(at) = words.iter().position(|word| word == option) {
            value.clone_into(&mut words[at + 1]);
        }
    };
    set("-n", "2");
    set("--trajectories", "2");
    set("--rows", "8");
    set("--portfolios", "3");
    set("--points", "6");
    set("--until", until);
    if !words
        .iter()
        .any(|word| word == "--until" || word == "--from")
    {
        words.extend(["--until".to_owned(), until.to_owned()]);
    }
    if words[1] == "search" {
        words.extend(["--rounds", "2"].map(str::to_owned));
    }
    if words[1] == "sensitivity" && !words.iter().any(|word| word == "--inputs") {
        words.extend(["--inputs", "crossing.detection,departure.base"].map(str::to_owned));
    }
    words
}

#[test]
fn the_commands_of_the_tutorial_work() {
    let page = std::fs::read_to_string("docs/tutorials/deciding.md").unwrap();
    let commands: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("garita "))
        .collect();
    assert!(commands.len() >= 10, "{commands:?}");
    // One folder for all, as for a reader: no command may stand in the way of another.
    let folder = tempfile::tempdir().unwrap();
    for command in commands {
        let words = shortened(command);
        let output = garita(
            folder.path(),
            &words[1..].iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{command}: {said}");
        let answer = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            answer.starts_with("- ") && answer.contains("report.html"),
            "{command}: {answer}"
        );
    }
}
