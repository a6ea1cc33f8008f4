//! Mistakes are refused before anything is run.

use super::garita;

#[test]
#[allow(clippy::too_many_lines)] // a table
fn mistakes_are_refused_before_anything_is_run() {
    let folder = tempfile::tempdir().unwrap();
    for (words, part) in [
        (
            vec![
                "sweep",
                "status-quo",
                "--vary",
                "port-appointments.slots-per-dya=1..2",
            ],
            "port-appointments.slots-per-day",
        ),
        (
            vec![
                "sweep",
                "status-quo",
                "--vary",
                "port-appointments.slots-per-day=1..90000",
            ],
            "20000",
        ),
        (
            vec![
                "sweep",
                "status-quo",
                "--vary",
                "crossing.detection=0.5..0.9",
                "--metric",
                "nothing",
            ],
            "no metric `nothing`",
        ),
        (
            vec![
                "goal",
                "status-quo",
                "--vary",
                "crossing.detection=0.5..0.9",
                "--metric",
                "deaths",
            ],
            "--at-most",
        ),
        (
            vec![
                "goal",
                "status-quo",
                "--vary",
                "crossing.detection=0.5,0.5",
                "--metric",
                "deaths",
                "--at-most",
                "3",
            ],
            "LOW..HIGH",
        ),
        (
            vec![
                "goal",
                "status-quo",
                "--vary",
                "crossing.detection=0.5..0.9",
                "--metric",
                "deaths",
                "--at-most",
                "3%",
            ],
            "is no number",
        ),
        (
            vec!["sensitivity", "status-quo", "--method", "variance"],
            "--inputs",
        ),
        (
            vec![
                "sensitivity",
                "status-quo",
                "--inputs",
                "crossing.detektion",
            ],
            "crossing.detection",
        ),
        (
            vec!["sensitivity", "status-quo", "--precision", "5%"],
            "--precision does not go with sensitivity",
        ),
        (
            vec!["sensitivity", "status-quo", "--replicates", "9"],
            "--replicates does not go with sensitivity",
        ),
        (
            vec![
                "sweep",
                "status-quo",
                "--vary",
                "crossing.detection=0.5..0.9",
                "--points",
                "9",
            ],
            "--design lhs",
        ),
        (
            vec![
                "sweep",
                "status-quo",
                "--design",
                "sobol",
                "--vary",
                "crossing.detection=0.5..0.9/5",
            ],
            "only a grid has",
        ),
        (
            vec![
                "search",
                "status-quo",
                "--vary",
                "crossing.detection=0.5..0.9",
            ],
            "is no lever",
        ),
        (
            vec![
                "search",
                "status-quo",
                "--vary",
                "port-appointments.slots-per-day=500..3000",
                "--shard",
                "1/2",
            ],
            "--shard cannot be used with search",
        ),
        (vec!["explore", "status-quo"], "one portfolio"),
        (
            vec![
                "explore",
                "status-quo",
                "legal-pathways",
                "--less",
                "deaths=many",
            ],
            "not a number",
        ),
        (vec!["warn", "status-quo", "--when", "deaths"], "no >"),
        (
            vec!["warn", "status-quo", "--places", "tihuana"],
            "did you mean `tijuana`?",
        ),
        (
            vec![
                "compare",
                "status-quo",
                "legal-pathways",
                "enforcement-only",
                "--attribute",
            ],
            "one difference",
        ),
    ] {
        let output = garita(folder.path(), &words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains(part), "{words:?}: {said}");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "{words:?} wrote something"
        );
    }
}
