//! A run split into shards and merged gives the bytes of the run in one process, and parts that do not belong together
//! are refused by name.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn command(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_garita"));
    command
        .current_dir(folder)
        .args(arguments.split_whitespace())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn garita(folder: &Path, arguments: &str) -> Output {
    command(folder, arguments).output().expect("it starts")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn done(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
}

/// Every file below a folder with its bytes, by path.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let inside = path.strip_prefix(folder).unwrap().to_owned();
                found.push((inside, fs::read(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The manifest without what a clock wrote.
fn timeless(manifest: &[u8]) -> serde_json::Value {
    let mut value: serde_json::Value = serde_json::from_slice(manifest).unwrap();
    for clock in ["started", "finished"] {
        value[clock].take();
    }
    value
}

/// The same files with the same bytes; of the manifest everything but the times.
#[track_caller]
fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    let names = |files: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&one), names(&other));
    for ((name, ours), (_, theirs)) in one.iter().zip(&other) {
        if name == Path::new("manifest.json") {
            assert_eq!(timeless(ours), timeless(theirs));
        } else {
            assert!(ours == theirs, "{}", name.display());
        }
    }
}

/// A run of a few weeks that uses whatever a part has to carry: a file of the user's own over a bundled scenario, fits
/// of the user's own, a policy layer, a changed lever, an assumption, goals and places.
fn rich(folder: &Path) -> &'static str {
    let fits = concat!(env!("CARGO_MANIFEST_DIR"), "/calibrations/cbp-one-2023.csv");
    fs::create_dir(folder.join("fits")).unwrap();
    fs::copy(fits, folder.join("fits/own.csv")).unwrap();
    fs::write(
        folder.join("mine.toml"),
        "extends = \"legal-pathways\"\ntitle = \"Mine\"\nsummary = \"More beds.\"\ncalibration = \"fits/own.csv\"\n\
         [levers.shelter-beds]\nsource = \"assumption\"\nnote = \"a test\"\n\
         built = [{ value = 500, from = 2024-03-10, ramp = \"5 days\" }]\n\
         [goals]\n\"deaths\" = { at-most = 40 }\n",
    )
    .unwrap();
    fs::write(
        folder.join("goals.toml"),
        "[[goal]]\nname = \"few deaths\"\nmetric = \"deaths\"\nat-most = 30\n",
    )
    .unwrap();
    "compare legal-pathways mine.toml --with shelter-2000 --set port-appointments.slots-per-day=900@2024-03-12 \
     --assume crossing.detection=0.7 --until 2024-04-05 -n 5 --seed 5 --goals goals.toml --places tijuana"
}

/// Makes every part of a run in a folder.
fn split(folder: &Path, run: &str, of: u64, into: &str) {
    for number in 1..=of {
        let part = format!("{run} --shard {number}/{of} -q --out {into}/{number}.part");
        done(&garita(folder, &part));
    }
}

#[test]
fn merged_shards_are_the_run_in_one_process() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let run = rich(folder);
    split(folder, run, 3, "three");
    // Elsewhere: only the parts are there.
    let elsewhere = tempfile::tempdir().unwrap();
    let parts = elsewhere.path().join("parts");
    fs::rename(folder.join("three"), &parts).unwrap();
    done(&garita(elsewhere.path(), "merge parts --out merged"));
    let merged = elsewhere.path().join("merged");
    // What only says where the results went is no part of the command that makes them again.
    let quoted = fs::read_to_string(merged.join("report.md")).unwrap();
    assert!(quoted.contains("--places tijuana") && !quoted.contains("--shard"));
    let usual = "output/legal-pathways+shelter-2000-vs-mine+shelter-2000";
    done(&garita(folder, run));
    assert_same(&folder.join(usual), &merged);
    done(&garita(elsewhere.path(), "reproduce merged -q"));
}

#[test]
fn any_number_of_shards_in_any_order_gives_the_same_tables() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let run = "run verification/border-queue-1 -n 5 --until 2024-02-01 --no-charts";
    done(&garita(folder, run));
    for of in [1, 2, 7] {
        let into = format!("parts-{of}");
        split(folder, run, of, &into);
        let backwards = (1..=of).rev().map(|k| format!("{into}/{k}.part "));
        let merge = format!(
            "merge {} --out merged-{of} --no-charts -q",
            backwards.collect::<String>()
        );
        done(&garita(folder, &merge));
        let whole = fs::read_dir(folder.join("output")).unwrap().next().unwrap();
        assert_same(&whole.unwrap().path(), &folder.join(format!("merged-{of}")));
    }
}

/// An analysis of each kind, on a world that is fast to simulate; two of them take a file of the user's own.
fn analyses(folder: &Path) -> [&'static str; 6] {
    fs::write(
        folder.join("beds.toml"),
        "extends = \"verification/border-queue-1\"\ntitle = \"Beds\"\nsummary = \"More beds and slots.\"\n\
         [levers.shelter-beds]\nsource = \"assumption\"\nnote = \"a test\"\n\
         built.city-0 = [{ value = 50, from = 2024-01-03 }]\n\
         [levers.port-appointments]\nsource = \"assumption\"\nnote = \"a test\"\n\
         oldest-first-share = [{ value = 0.5, from = 2024-01-05 }]\n",
    )
    .unwrap();
    [
        "sweep verification/border-queue-1 --until 2024-01-20 -n 5 --design lhs --points 6 --metric nights-over-capacity --vary shelter-beds.built.city-0=0..90 --vary port-appointments.oldest-first-share=0..1",
        "explore verification/border-queue-1 beds.toml --until 2024-01-20 -n 5 --less unsheltered-nights --less people-waiting:change",
        "warn verification/border-queue-1 beds.toml --until 2024-01-20 -n 5 --days 1 --when people-waiting>100",
        "compare verification/border-queue-1 beds.toml --attribute --until 2024-01-20 -n 5 --metric people-waiting",
        "sensitivity status-quo --until 2024-03-03 --trajectories 2 --chances 2 --inputs crossing.detection,departure.base --metric people-waiting --seed 3",
        "sensitivity status-quo --until 2024-03-03 --method variance --rows 8 --inputs crossing.detection,departure.base --metric people-waiting",
    ]
}

#[test]
fn merged_shards_of_an_analysis_are_the_analysis_in_one_process() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    for (number, analysis) in analyses(folder).into_iter().enumerate() {
        let parts = format!("parts-{number}");
        split(folder, analysis, 2, &parts);
        // Elsewhere: only the parts are there.
        let elsewhere = tempfile::tempdir().unwrap();
        fs::rename(folder.join(&parts), elsewhere.path().join("parts")).unwrap();
        done(&garita(elsewhere.path(), "merge parts"));
        let whole = garita(folder, analysis);
        done(&whole);
        let said = String::from_utf8_lossy(&whole.stdout).into_owned();
        let usual = said.lines().last().expect("the folder");
        assert_same(&folder.join(usual), &elsewhere.path().join(usual));
        fs::remove_dir_all(folder.join(usual)).unwrap();
    }
}

#[test]
fn parts_of_other_questions_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let warn = "warn verification/border-queue-1 --until 2024-01-10 -n 3 -q --places city-0";
    for (more, out) in [
        ("--days 1 --shard 1/2", "a/1.part"),
        ("--days 2 --shard 2/2", "days.part"),
        ("--days 1 --seed 4 --shard 2/2", "seed.part"),
    ] {
        done(&garita(folder, &format!("{warn} {more} --out {out}")));
    }
    let run = "run verification/border-queue-1 --until 2024-01-10 -n 3 -q";
    done(&garita(
        folder,
        &format!("{run} --shard 2/2 --out run.part"),
    ));
    for (second, words) in [
        ("days.part", "what is asked (options of the command) differ"),
        ("seed.part", "seed: 4 there, 1 here"),
        ("run.part", "analysis: none there, warn here"),
    ] {
        let named = format!("{second} does not belong with a/1.part (");
        assert_refused(folder, &format!("a/1.part {second}"), &[&named, words]);
    }
    assert_refused(folder, "a", &["part 2 of 2 is missing", "--shard 2/2"]);
    done(&garita(
        folder,
        &format!("{warn} --days 1 --shard 2/2 --out a/2.part"),
    ));
    assert_refused(folder, "a --no-charts", &["--no-charts is for parts of"]);
    assert_refused(folder, "a --lang es", &["--lang is for parts of"]);
    done(&garita(folder, "merge a --out merged -q"));
    for (command, words) in [
        (
            "goal status-quo --vary crossing.detection=0.5..0.9 --metric deaths --at-most 3 --shard 1/2",
            "nothing can be handed out",
        ),
        (
            "warn status-quo --precision 5% --shard 1/2",
            "looked at together",
        ),
        (
            "sweep status-quo --vary crossing.detection=0.5..0.9 --shard 3/2",
            "shard I of N",
        ),
    ] {
        let output = garita(folder, command);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
}

/// Merging fails with exit code 2 and these words, and leaves nothing.
#[track_caller]
fn assert_refused(folder: &Path, parts: &str, words: &[&str]) {
    let output = garita(folder, &format!("merge {parts} --out merged"));
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    for word in words {
        let said = stderr(&output);
        assert!(said.contains(word), "`{word}` in:\n{said}");
    }
    assert!(!folder.join("merged").exists() && !folder.join(".merged.unfinished").exists());
}

#[test]
fn parts_that_do_not_belong_together_are_refused_by_name() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let run = "run verification/border-queue-1 --until 2024-02-01";
    split(folder, &format!("{run} -n 5"), 3, "a");
    let part = |more: &str, out: &str| {
        done(&garita(folder, &format!("{run} {more} -q --out {out}")));
    };
    part("-n 5 --seed 2 --shard 3/3", "seed.part");
    part("-n 6 --shard 3/3", "longer.part");
    part("-n 5 --shard 3/4", "of-four.part");
    part(
        "-n 5 --shard 3/3 --assume crossing.detection=0.5",
        "other.part",
    );
    done(&garita(
        folder,
        "run status-quo --until 2024-03-05 -n 5 --shard 3/3 -q --out another.part",
    ));
    let two = "a/1.part a/2.part";
    for (third, words) in [
        ("seed.part", "seed: 2 there, 1 here"),
        ("longer.part", "replicates: 6 there, 5 here"),
        ("of-four.part", "parts: 4 there, 3 here"),
        ("other.part", "says something else"),
        ("another.part", "scenarios: status-quo there, "),
    ] {
        let named = format!("{third} does not belong with a/1.part (");
        assert_refused(folder, &format!("{two} {third}"), &[&named, words]);
    }
    assert_refused(
        folder,
        "a/1.part a/3.part",
        &["part 2 of 3 is missing", "--shard 2/3"],
    );
    assert_refused(folder, "a/3.part", &["parts 1 and 2 of 3 are missing"]);
    let twice = "part 2 of 3 is there twice: a/2.part and copy.part";
    fs::copy(folder.join("a/2.part"), folder.join("copy.part")).unwrap();
    assert_refused(folder, "a copy.part", &[twice]);

    let whole = fs::read(folder.join("a/3.part")).unwrap();
    let version = format!("garita {} ", env!("CARGO_PKG_VERSION"));
    for at in [20, 60, whole.len() / 2, whole.len() - 1] {
        let mut broken = whole.clone();
        broken[at] ^= 1;
        fs::write(folder.join("broken.part"), &broken).unwrap();
        assert_refused(
            folder,
            &format!("{two} broken.part"),
            &["broken.part is damaged"],
        );
        fs::write(folder.join("broken.part"), &whole[..at]).unwrap();
        assert_refused(
            folder,
            &format!("{two} broken.part"),
            &["broken.part is damaged"],
        );
    }
    fs::write(
        folder.join("broken.part"),
        with_header(&whole, &version, "garita 0.0.9 "),
    )
    .unwrap();
    let made = "broken.part was made by garita 0.0.9 ";
    assert_refused(
        folder,
        &format!("{two} broken.part"),
        &[made, "merge with the version"],
    );
    fs::write(folder.join("notes.txt"), "nothing").unwrap();
    assert_refused(folder, "notes.txt", &["notes.txt is no part of a run"]);
    assert_refused(folder, "nowhere.part", &["nowhere.part cannot be read"]);
    assert_refused(folder, "output", &["output"]);
}

/// The part with other words in what it says of itself, and the checksum that goes with them.
fn with_header(part: &[u8], from: &str, to: &str) -> Vec<u8> {
    use sha2::Digest as _;
    let mark = part.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    let length = u64::from_le_bytes(part[mark..mark + 8].try_into().unwrap());
    let end = mark + 8 + usize::try_from(length).unwrap();
    let header = std::str::from_utf8(&part[mark + 8..end]).unwrap();
    assert!(header.contains(from));
    let header = header.replacen(from, to, 1);
    let mut changed = part[..mark].to_vec();
    changed.extend((header.len() as u64).to_le_bytes());
    changed.extend(header.as_bytes());
    changed.extend(&part[end..part.len() - 32]);
    let checksum = sha2::Sha256::digest(&changed);
    changed.extend(checksum);
    changed
}

#[test]
fn what_cannot_be_split_is_refused_with_a_reason() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    for (more, words) in [
        ("--shard 1/2 --precision 5%", "looked at together"),
        ("--shard 3/2", "I from 1 to N"),
        ("--shard 0/2", "I from 1 to N"),
        ("--shard 1/2 --only-replicate 3", "--only-replicate"),
    ] {
        let output = garita(folder, &format!("run status-quo {more}"));
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn a_part_is_replaced_only_with_force_and_only_if_it_is_a_part() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let run =
        "run verification/border-queue-1 --until 2024-02-01 -n 2 --shard 1/2 -q --out one.part";
    done(&garita(folder, run));
    let bytes = fs::read(folder.join("one.part")).unwrap();
    assert_eq!(garita(folder, run).status.code(), Some(2));
    done(&garita(folder, &format!("{run} --force --threads 1")));
    assert_eq!(bytes, fs::read(folder.join("one.part")).unwrap());
    fs::write(folder.join("one.part"), "years of work").unwrap();
    let output = garita(folder, &format!("{run} --force"));
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read(folder.join("one.part")).unwrap(), b"years of work");
}

#[cfg(unix)]
#[test]
fn a_killed_shard_goes_on_to_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let run = "run status-quo -n 40 --threads 1 --shard 2/2 -q --out two.part";
    let mut child = command(folder, run).spawn().unwrap();
    let kept = folder.join(".two.part.unfinished/finished.part");
    let began = std::time::Instant::now();
    while !kept.exists() {
        let ended = child.try_wait().unwrap();
        assert!(
            ended.is_none(),
            "it ended before anything was kept: more futures are needed"
        );
        assert!(
            began.elapsed() < std::time::Duration::from_mins(1),
            "nothing is kept"
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!folder.join("two.part").exists());
    let other = run.replace("2/2", "1/2");
    let output = garita(folder, &format!("{other} --resume"));
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("which this run does not ask for"));
    let resumed = garita(folder, &format!("{run} --resume"));
    done(&resumed);
    assert!(stderr(&resumed).contains("going on after"));
    done(&garita(folder, &run.replace("two.part", "again.part")));
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    assert!(read("two.part") == read("again.part"));
    assert!(!folder.join(".two.part.unfinished").exists());
}
