//! Goals that a user sets are counted over futures; they change no other result, and mistakes in them are told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn garita(folder: &Path, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(folder)
        .args(arguments.split(' '))
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Four futures until the end of April; the limits of the goals come from the results themselves.
const RUN: &str = "run status-quo --until 2024-04-30 -n 4 --no-charts";

#[test]
fn goals_are_counted_as_the_tables_say_and_change_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let plain = garita(folder, &format!("{RUN} -q -o plain"));
    assert!(plain.status.success(), "{}", text(&plain.stderr));
    let own = "unsheltered-nights:total";
    let mut nights: Vec<f64> = rows(&folder.join("plain/replicates.csv"))
        .iter()
        .map(|row| row[own].parse().unwrap())
        .collect();
    nights.sort_by(f64::total_cmp);
    // The second of four values as the limit: met in two futures.
    let goals = format!(
        "[[goal]]\nname = \"few nights\"\nmetric = \"unsheltered-nights\"\nat-most = {}\n\
         [[goal]]\nname = \"same, by date\"\nmetric = \"unsheltered\"\nstatistic = \"daily\"\nfrom = 2024-03-02\nat-least = 0\n\
         [[goal]]\nname = \"never\"\nmetric = \"people-waiting\"\nfrom = 2024-04-01\nto = 2024-04-02\nat-most = -1\n",
        nights[1]
    );
    fs::write(folder.join("my.toml"), goals).unwrap();
    let run = garita(folder, &format!("{RUN} --goals my.toml -o goals"));
    assert!(run.status.success(), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    for word in [
        "The goals you set",
        "few nights",
        "50 % (15 % to 85 %)",
        "All of them together",
    ] {
        assert!(shown.contains(word), "{word}:\n{shown}");
    }
    let report = fs::read_to_string(folder.join("goals/report.md")).unwrap();
    assert!(report.contains("## The goals you set") && report.contains("50 % (15 % to 85 %)"));
    let met = rows(&folder.join("goals/goals.csv"));
    let hits: Vec<&str> = met.iter().map(|row| row["met"].as_str()).collect();
    assert_eq!(hits, ["2", "4", "0", "0"]);
    assert_eq!(met[3]["goal"], "All of them together");
    assert_eq!(met[0]["futures"], "4");
    for table in ["summary.csv", "compare.csv", "daily.csv", "replicates.csv"] {
        let read = |run: &str| fs::read(folder.join(run).join(table)).unwrap();
        assert!(read("plain") == read("goals"), "{table}");
    }

    let again = garita(folder, "reproduce goals");
    assert!(again.status.success(), "{}", text(&again.stderr));
    let table = folder.join("goals/goals.csv");
    let changed = fs::read_to_string(&table)
        .unwrap()
        .replacen("few nights", "fewer", 1);
    fs::write(&table, changed).unwrap();
    let again = garita(folder, "reproduce goals");
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("goals.csv differs first in line 2"));
}

/// The same limit over the whole run, by the metric's own total and as the total of all days.
#[test]
fn days_add_up_to_the_whole_run() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let run = garita(folder, &format!("{RUN} -q -o plain"));
    assert!(run.status.success(), "{}", text(&run.stderr));
    let value = rows(&folder.join("plain/summary.csv"))
        .into_iter()
        .find(|row| {
            row["metric"] == "encounters-between-ports"
                && ["place", "group", "origin"]
                    .iter()
                    .all(|axis| row[*axis] == "all")
        })
        .expect("encounters are measured");
    let middle = &value["p50"];
    let goal = |name: &str, dates: &str| {
        format!(
            "[[goal]]\nname = \"{name}\"\nmetric = \"encounters-between-ports\"\nat-most = {middle}\n{dates}"
        )
    };
    let goals = goal("whole", "") + &goal("days", "from = 2024-03-01\nto = 2024-04-30\n");
    fs::write(
        folder.join("my.toml"),
        goals + &goal("half", "from = 2024-04-01\n"),
    )
    .unwrap();
    let run = garita(folder, &format!("{RUN} --goals my.toml -q -o goals"));
    assert!(run.status.success(), "{}", text(&run.stderr));
    let met = rows(&folder.join("goals/goals.csv"));
    assert_eq!(met[0]["met"], met[1]["met"]);
    assert_ne!(met[0]["met"], "4", "the limit is in the middle");
    assert_eq!(
        met[2]["met"], "4",
        "half the days have far fewer encounters"
    );
}

/// A limit in a scenario's own file counts as one in a file of goals does, for every scenario that runs beside it.
#[test]
fn limits_of_a_scenario_are_counted_like_those_of_a_file() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let mine = |goals: &str| {
        let head = "title = \"Mine\"\nsummary = \"Limits.\"\nextends = \"status-quo\"\n[goals]\n";
        fs::write(folder.join("mine.toml"), format!("{head}{goals}")).unwrap();
    };
    mine(
        "unsheltered-nights = { at-most = 0 }\nappointments-used = { at-least = 1 }\ndeaths = \"lower\"\n",
    );
    let checked = text(&garita(folder, "check mine.toml").stdout);
    assert!(
        checked.contains("goals, counted over the futures by run and compare: "),
        "{checked}"
    );
    let options = "--until 2024-03-20 -n 2 --no-charts";
    let run = garita(
        folder,
        &format!("compare mine.toml status-quo {options} -o own"),
    );
    assert!(run.status.success(), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("The goals you set"));
    let own = rows(&folder.join("own/goals.csv"));
    let told: Vec<[&str; 3]> = own
        .iter()
        .map(|row| ["scenario", "goal", "met"].map(|key| row[key].as_str()))
        .collect();
    let each = |scenario| {
        [
            [scenario, "unsheltered-nights at most 0", "0"],
            [scenario, "appointments-used at least 1", "2"],
            [scenario, "All of them together", "0"],
        ]
    };
    assert_eq!(told, [each("mine"), each("status-quo")].concat());
    assert!(!folder.join("own/goals.toml").exists());
    let again = garita(folder, "reproduce own");
    assert!(again.status.success(), "{}", text(&again.stderr));

    // With a file, both count, and requirements read the same.
    let file = "[[goal]]\nname = \"nights\"\nmetric = \"unsheltered-nights\"\nat-most = 0\n";
    fs::write(folder.join("file.toml"), file).unwrap();
    let run = garita(
        folder,
        &format!("run mine.toml {options} --goals file.toml -q -o both"),
    );
    assert!(run.status.success(), "{}", text(&run.stderr));
    let both = rows(&folder.join("both/goals.csv"));
    assert_eq!(both.len(), 4);
    assert_eq!(both[0]["required"], both[1]["required"]);
    let again = garita(folder, "reproduce both");
    assert!(again.status.success(), "{}", text(&again.stderr));
}

#[test]
fn mistakes_are_told_with_their_place_before_anything_is_run() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let goals = "tittle = \"x\"\n\
        [[goal]]\nname = \"a\"\nmetric = \"unsheltered-night\"\nat-most = 5\n\
        [[goal]]\nname = \"b\"\nmetric = \"deaths\"\n\
        [[goal]]\nname = \"c\"\nmetric = \"median-wait\"\ngroup = \"appointment\"\nfrom = 2024-03-05\nat-most = 90\n\
        [[goal]]\nname = \"d\"\nmetric = \"deaths\"\nplace = \"tijuanna\"\nat-most = 5\n\
        [[goal]]\nname = \"e\"\nmetric = \"people-waiting\"\nto = 2031-01-01\nat-most = 5\n\
        [[goal]]\nname = \"f\"\nmetric = \"people-waiting\"\nat-least = 9\nat-most = 5\n\
        [[goal]]\nname = \"f\"\nmetric = \"people-waiting\"\nstatistic = \"p50\"\nfrom = 2024-03-05\nat-most = 5\n";
    fs::write(folder.join("my.toml"), goals).unwrap();
    let run = garita(folder, &format!("{RUN} --goals my.toml -q -o goals"));
    assert_eq!(run.status.code(), Some(2));
    let told = text(&run.stderr);
    for word in [
        "my.toml:",
        "tittle",
        "`title`",
        "unsheltered-nights",
        "needs `at-least`, `at-most` or both",
        "`median-wait` has no daily values",
        "tijuanna",
        "1 January 2031 is not a day of the run",
        "no value is at least 9 and at most 5",
        "between two dates",
    ] {
        assert!(told.contains(word), "{word}:\n{told}");
    }
    assert!(!folder.join("goals").exists());
    for (goals, word) in [
        ("", "there is no goal"),
        ("[[goal]\n", "my.toml"),
        ("goal = 5", "goal"),
    ] {
        fs::write(folder.join("my.toml"), goals).unwrap();
        let run = garita(folder, &format!("{RUN} --goals my.toml -q -o goals"));
        assert_eq!(run.status.code(), Some(2), "{goals}");
        assert!(text(&run.stderr).contains(word), "{}", text(&run.stderr));
    }
    let run = garita(folder, &format!("{RUN} --goals nowhere.toml -q -o goals"));
    assert_eq!(run.status.code(), Some(2));
}

#[test]
fn the_example_of_the_page_is_the_one_that_is_shipped_and_loads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = fs::read_to_string(root.join("goals/example.toml")).unwrap();
    let page = fs::read_to_string(root.join("docs/goals.md")).unwrap();
    assert!(
        page.contains(&example),
        "docs/goals.md shows goals/example.toml"
    );
    let scenario = garita::scenario::load("status-quo", &garita::scenario::Overrides::default());
    let goals = garita::checks::Goals::load(&root.join("goals/example.toml"), &scenario.unwrap());
    assert_eq!(goals.unwrap().demands().count(), 3);
    let checked = garita(root, "check goals/example.toml");
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    assert!(text(&checked.stdout).contains("3 goals, good"));
}
