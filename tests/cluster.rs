//! The manifests for clusters in `examples/cluster`: their own commands, run with three shards, give the results of one
//! process.

#![cfg(unix)] // they are shell scripts

use std::path::{Path, PathBuf};
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_garita");
const SHARDS: usize = 3;
const FUTURES: &str = "4";
const TABLES: [&str; 4] = ["summary.csv", "compare.csv", "daily.csv", "replicates.csv"];

/// A command that finds the program as a cluster would, by its name.
fn command(shell: &str, place: &Path) -> Command {
    let programs = Path::new(PROGRAM).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut command = Command::new(shell);
    command
        .current_dir(place)
        .env("PATH", format!("{}:{path}", programs.display()))
        .env("FUTURES", FUTURES)
        .env("SHARDS", SHARDS.to_string());
    command
}

fn succeed(mut command: Command) {
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{stderr}");
}

fn manifest(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/cluster")
        .join(name)
}

/// The script of the only container of a job: the block after `- |`, without its indentation.
fn script(name: &str) -> String {
    let text = std::fs::read_to_string(manifest(name)).unwrap();
    let (before, block) = text.split_once("- |\n").expect("a script");
    let depth = before.len() - before.trim_end_matches(' ').len() + 2;
    let indent = " ".repeat(depth);
    let lines = block.lines().map_while(|line| line.strip_prefix(&indent));
    lines.collect::<Vec<_>>().join("\n")
}

fn one_process(place: &Path) -> PathBuf {
    let result = place.join("one");
    let mut whole = command(PROGRAM, place);
    whole.args([
        "compare",
        "enforcement-only",
        "legal-pathways",
        "-n",
        FUTURES,
    ]);
    whole.args(["--quiet", "--no-charts", "--out"]).arg(&result);
    succeed(whole);
    result
}

fn assert_same_tables(merged: &Path, whole: &Path) {
    for table in TABLES {
        let bytes = |folder: &Path| std::fs::read(folder.join(table)).unwrap();
        assert!(bytes(merged) == bytes(whole), "{table} differs");
    }
}

#[test]
fn slurm_array_and_kubernetes_job_give_the_results_of_one_process() {
    let place = tempfile::tempdir().unwrap();
    let whole = one_process(place.path());

    let slurm = |task: Option<usize>| {
        let mut run = command("bash", place.path());
        run.arg(manifest("slurm.sh"))
            .env("PARTS", "slurm-parts")
            .env("RESULT", "slurm");
        match task {
            Some(task) => run
                .env("SLURM_ARRAY_TASK_ID", task.to_string())
                .env("SLURM_CPUS_PER_TASK", "1"),
            None => run.arg("merge"),
        };
        run
    };
    (1..=SHARDS).for_each(|task| succeed(slurm(Some(task))));
    succeed(slurm(None));
    assert_same_tables(&place.path().join("slurm"), &whole);

    let shards = script("kubernetes-shards.yaml");
    assert!(shards.contains("--shard"), "{shards}");
    for index in 0..SHARDS {
        let mut pod = command("sh", place.path());
        pod.args(["-c", &shards])
            .env("JOB_COMPLETION_INDEX", index.to_string());
        succeed(pod);
    }
    // A pod that is started again leaves a finished part alone.
    let part = place.path().join("parts/1.part");
    let written = |part: &Path| std::fs::metadata(part).unwrap().modified().unwrap();
    let before = written(&part);
    let mut again = command("sh", place.path());
    again.args(["-c", &shards]).env("JOB_COMPLETION_INDEX", "0");
    succeed(again);
    assert_eq!(written(&part), before);
    let mut merge = command("sh", place.path());
    merge.args(["-c", &script("kubernetes-merge.yaml")]);
    succeed(merge);
    assert_same_tables(
        &place
            .path()
            .join("output/enforcement-only-vs-legal-pathways"),
        &whole,
    );
}
