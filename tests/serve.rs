//! The local page as a browser meets it: real requests to the real program, over the loopback interface.
#![cfg(feature = "serve")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use garita::scenario;
use garita::serve::{MOST_BODY, MOST_CHANGES, MOST_FUTURES};
use garita::setting::Setting;
use serde_json::{Value, json};

/// The program under way; it ends with the test.
struct Server {
    program: Child,
    address: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut program = garita(arguments);
        let stdout = program.stdout.take().expect("stdout is piped");
        let mut line = String::new();
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("the address");
        let address = line.trim().trim_start_matches("http://");
        Self {
            address: address.trim_end_matches('/').to_owned(),
            program,
        }
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).expect("the server listens")
    }

    /// Sends a request, and leaves the answer to be read.
    fn send(&self, request: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
        let mut stream = self.connect();
        let mut head = vec![
            format!("{request} HTTP/1.1"),
            "Connection: close".to_owned(),
            format!("Content-Length: {}", body.len()),
        ];
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head.push(format!("Host: {}", self.address));
        }
        head.extend(
            headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}")),
        );
        let text = format!("{}\r\n\r\n{body}", head.join("\r\n"));
        stream.write_all(text.as_bytes()).expect("it is sent");
        stream
    }

    fn get(&self, path: &str) -> Reply {
        Reply::read(self.send(&format!("GET {path}"), &[], ""))
    }

    fn post(&self, question: &Value) -> TcpStream {
        let kind = [("Content-Type", "application/json")];
        self.send("POST /compare", &kind, &question.to_string())
    }

    fn ask(&self, question: &Value) -> Reply {
        Reply::read(self.post(question))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn garita(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_garita"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// A whole answer of the server.
struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn read(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        let head = head.to_lowercase();
        let body = if head.contains("transfer-encoding: chunked") {
            whole(body)
        } else {
            body.to_owned()
        };
        let status = head.split(' ').nth(1).expect("a status");
        Self {
            status: status.parse().expect("a number"),
            head,
            body,
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    fn lines(&self) -> Vec<Value> {
        let lines = self.body.lines();
        let line = |line: &str| serde_json::from_str(line).expect("each line is JSON");
        lines.map(line).collect()
    }

    /// The message of a refusal.
    fn refusal(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.body);
        let message = self.json()["error"]["message"].clone();
        message.as_str().expect("a message").to_owned()
    }
}

/// A body that came in chunks, as far as it came.
fn whole(chunked: &str) -> String {
    let (mut rest, mut body) = (chunked, String::new());
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap_or_default();
        let Some(chunk) = after.get(..size).filter(|_| size > 0) else {
            break;
        };
        body += chunk;
        rest = after[size..].trim_start_matches("\r\n");
    }
    body
}

/// A question about the first weeks of the status quo.
fn question(futures: u64, changes: &Value) -> Value {
    json!({ "generation": 7, "scenario": "status-quo", "until": "2024-03-20", "futures": futures, "changes": changes })
}

fn more_appointments() -> Value {
    json!([{ "setting": "port-appointments.slots-per-day", "value": 3000, "from": "2024-03-05" }])
}

#[test]
fn the_page_comes_from_the_program_alone() {
    let server = Server::start(&["serve"]);
    for path in ["/", "/report.css", "/page.css", "/page.js", "/icon.svg"] {
        let reply = server.get(path);
        assert_eq!(reply.status, 200, "{path}");
        let outside = reply.body.replace("http://www.w3.org/2000/svg", "");
        assert!(!outside.contains("://"), "{path} names something outside");
        for header in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
        ] {
            assert!(reply.head.contains(header), "{path}: {}", reply.head);
        }
        assert!(!reply.head.contains("access-control"), "{}", reply.head);
    }
    assert!(server.get("/").body.contains("<h1>What if?</h1>"));
    assert!(server.get("/elsewhere").refusal(404).contains("at /"));
}

#[test]
fn every_setting_is_offered_with_its_range_and_present_value() {
    let server = Server::start(&["serve"]);
    let offer = server
        .get("/offer?scenario=legal-pathways&from=2026-01-01")
        .json();
    let families = offer["families"].as_array().expect("families");
    let settings = families
        .iter()
        .flat_map(|family| family["settings"].as_array().expect("settings"));
    let settings: Vec<&Value> = settings.collect();
    assert_eq!(settings.len(), Setting::ALL.len());
    let slots = settings
        .iter()
        .find(|one| one["setting"] == "port-appointments.slots-per-day")
        .expect("appointments");
    let levers = &scenario::catalogue().expect("the records load").levers;
    let record = garita::lever::record(levers, Setting::PortSlots).expect("a record");
    assert_eq!(
        [&slots["low"], &slots["high"]],
        record.range.map(|end| json!(end)).each_ref()
    );
    assert_eq!(slots["now"], json!([["", 4350.0]]), "as tripled in 2025");
    let message = server.get("/offer?scenario=legal-pathway").refusal(400);
    assert!(
        message.contains("did you mean `legal-pathways`"),
        "{message}"
    );
    assert!(
        server
            .get("/offer?from=soon")
            .refusal(400)
            .contains("cannot be read")
    );
}

/// The last line has what `report.json` has after the command that the page prints, to the digit.
#[test]
fn the_command_on_the_page_gives_the_same_answer() {
    let server = Server::start(&["serve", "--seed", "5"]);
    let lines = server.ask(&question(3, &more_appointments())).lines();
    let last = lines.last().expect("an answer");
    assert_eq!(
        (&last["futures"], &last["generation"]),
        (&json!(3), &json!(7))
    );

    let place = tempfile::tempdir().expect("a temporary folder");
    let command = last["command"].as_str().expect("a command");
    let output = Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(place.path())
        .args(command.split(' ').skip(1))
        .args(["--no-charts", "--quiet", "--out", "result"])
        .output()
        .expect("the program starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let facts = std::fs::read(place.path().join("result/report.json")).expect("the facts");
    let facts: Value = serde_json::from_slice(&facts).expect("JSON");
    let shown = last["facts"].as_object().expect("facts");
    assert!(shown.len() > 5);
    for (name, fact) in shown {
        assert_eq!(*fact, facts[name], "{name}");
    }
    let changes = &shown["scenarios"][1]["differences"][0];
    assert_eq!(
        *changes,
        "From 5 March 2024 port appointments rise from 1,450 to 3,000 a day."
    );
    let charts = last["charts"].as_array().expect("charts");
    assert!(charts.iter().all(|chart| {
        chart["svg"]
            .as_str()
            .expect("a drawing")
            .starts_with("<svg")
    }));
    assert_eq!(charts.len(), 7);
}

#[test]
fn an_answer_grows() {
    let server = Server::start(&["serve"]);
    let lines = server.ask(&question(9, &more_appointments())).lines();
    let looks = lines.iter().filter(|line| line.get("facts").is_some());
    let looks: Vec<&Value> = looks.map(|line| &line["futures"]).collect();
    assert_eq!(looks, [8, 9]);
    let done = lines.iter().filter_map(|line| line["done"].as_u64()).max();
    assert_eq!(done, Some(9));
}

#[test]
fn whoever_names_another_host_is_refused() {
    let server = Server::start(&["serve"]);
    let foreign = [
        [("Host", "example.org")],
        [("Host", "127.0.0.1.example.org")],
        [("Origin", "https://example.org")],
        [("Origin", "null")],
    ];
    for headers in foreign {
        let message = Reply::read(server.send("GET /offer", &headers, "")).refusal(403);
        assert!(message.contains("http://127.0.0.1"), "{message}");
    }
    let port = server.address.rsplit(':').next().expect("a port");
    let own = format!("localhost:{port}");
    let reply = Reply::read(server.send("GET /", &[("Host", &own)], ""));
    assert_eq!(reply.status, 200);
    // A form of another page can send text without asking, but no JSON.
    let body = question(1, &more_appointments()).to_string();
    let plain = [("Content-Type", "text/plain")];
    Reply::read(server.send("POST /compare", &plain, &body)).refusal(415);
}

#[test]
fn too_much_is_refused_with_what_would_be_accepted() {
    let server = Server::start(&["serve"]);
    let long = " ".repeat(MOST_BODY);
    let big = question(1, &json!([{ "setting": long, "value": 1 }]));
    let message = server.ask(&big).refusal(413);
    assert!(message.contains(&MOST_BODY.to_string()), "{message}");

    let one = json!({ "setting": "us-detection.staff", "value": 2 });
    let many = json!(vec![one; MOST_CHANGES + 1]);
    let message = server.ask(&question(1, &many)).refusal(422);
    assert!(
        message.contains(&format!("more than the {MOST_CHANGES}")),
        "{message}"
    );

    for futures in [0, MOST_FUTURES + 1] {
        let message = server
            .ask(&question(futures, &more_appointments()))
            .refusal(422);
        assert!(
            message.contains(&format!("1 to {MOST_FUTURES}")),
            "{message}"
        );
    }

    let mut far = question(1, &more_appointments());
    far["until"] = json!("2060-01-01");
    let message = server.ask(&far).refusal(422);
    assert!(
        message.contains("choose a last day before 2030-03-01"),
        "{message}"
    );

    let message = server.ask(&question(1, &json!([]))).refusal(422);
    assert!(message.contains("nothing to be compared with"), "{message}");
}

#[test]
fn a_wrong_lever_is_answered_as_on_the_command_line() {
    let server = Server::start(&["serve"]);
    let wrong = json!([
        { "setting": "us-detection.staff", "value": 2 },
        { "setting": "port-appointments.slot-per-day", "value": 3000 },
        { "setting": "us-detection.technology", "value": 7 },
    ]);
    let reply = server.ask(&question(1, &wrong));
    let message = reply.refusal(422);
    assert!(
        message.contains("did you mean `port-appointments.slots-per-day`"),
        "{message}"
    );
    let problems = &reply.json()["error"]["problems"];
    let about: Vec<&Value> = problems
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["setting"])
        .collect();
    assert_eq!(
        about,
        ["port-appointments.slot-per-day", "us-detection.technology"]
    );
    assert!(
        problems[1]["message"]
            .as_str()
            .expect("words")
            .contains('7')
    );

    let unreadable =
        json!({ "generation": 1, "scenario": "status-quo", "futures": 1, "changed": [] });
    let message = server.ask(&unreadable).refusal(422);
    assert!(message.contains("changed"), "{message}");
}

/// Only the file that the command line names can be asked for, however a request spells another.
#[test]
fn no_other_file_is_read() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let file = place.path().join("mine.toml");
    let text = "title = \"Mine\"\nsummary = \"As it is.\"\nextends = \"status-quo\"\n";
    std::fs::write(&file, text).expect("written");
    let path = file.to_str().expect("a plain path");

    let mut asked = question(1, &more_appointments());
    asked["scenario"] = json!(path);
    let message = Server::start(&["serve"]).ask(&asked).refusal(422);
    assert!(message.contains("does not offer"), "{message}");

    let lines = Server::start(&["serve", path]).ask(&asked).lines();
    assert_eq!(
        lines.last().expect("an answer")["facts"]["scenarios"][0]["reference"],
        true
    );
}

/// A long question gives way to a newer one, and to a reader who goes away.
#[test]
fn a_newer_question_stops_the_one_before() {
    let server = Server::start(&["serve"]);
    let mut long = question(MOST_FUTURES, &more_appointments());
    long["until"] = json!("2026-12-31");
    let mut first = BufReader::new(server.post(&long));
    let mut line = String::new();
    while !line.contains("\"done\"") {
        line.clear();
        assert!(
            first.read_line(&mut line).expect("readable") > 0,
            "it is under way"
        );
    }
    let lines = server.ask(&question(2, &more_appointments())).lines();
    assert_eq!(lines.last().expect("an answer")["futures"], 2);
    let mut rest = String::new();
    let _ = first.read_to_string(&mut rest);
    assert!(
        !rest.contains("\"facts\""),
        "the older question has no answer"
    );

    let gone = server.post(&long);
    drop(gone);
    let lines = server.ask(&question(1, &more_appointments())).lines();
    assert_eq!(lines.last().expect("an answer")["futures"], 1);
}

#[test]
fn a_port_in_use_is_told() {
    let server = Server::start(&["serve"]);
    let port = server.address.rsplit(':').next().expect("a port");
    let output = garita(&["serve", "--port", port])
        .wait_with_output()
        .expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains(&format!("port {port} is in use")) && said.contains("--port"),
        "{said}"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn a_scenario_that_does_not_exist_is_told_before_anything_is_served() {
    let output = garita(&["serve", "status-qou"])
        .wait_with_output()
        .expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("did you mean `status-quo`"), "{said}");
}

/// Ctrl-C ends the program at once and cleanly, whatever is being simulated.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_it() {
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start(&["serve"]);
        let mut long = question(MOST_FUTURES, &more_appointments());
        long["until"] = json!("2026-12-31");
        let mut under_way = BufReader::new(server.post(&long));
        let mut line = String::new();
        while !line.contains("\"done\"") {
            line.clear();
            assert!(under_way.read_line(&mut line).expect("readable") > 0);
        }
        let pid = server.program.id().to_string();
        let (asked, sent) = (
            Instant::now(),
            Command::new("kill").args([signal, &pid]).status(),
        );
        assert!(sent.expect("kill is there").success());
        let status = server.program.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{signal}");
        assert!(
            asked.elapsed() < Duration::from_secs(5),
            "{:?}",
            asked.elapsed()
        );
    }
}
