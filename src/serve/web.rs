//! The server's addresses, and who may use them.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Json, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, http};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::spawn_blocking;

use super::answer::Answer;
use super::desk::Desk;
use super::lines::Lines;
use super::page;
use super::question::{MOST_BODY, Question, Refusal};
use crate::time::Date;

/// Everything that the server answers.
pub fn router(desk: Arc<Desk>) -> Router {
    page::FILES
        .iter()
        .fold(Router::new(), |router, file| {
            let answer = move || async { ([(header::CONTENT_TYPE, file.kind)], file.bytes) };
            router.route(file.path, get(answer))
        })
        .route("/offer", get(offer))
        .route("/compare", post(compare))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(middleware::from_fn(guard))
        .with_state(desk)
}

/// What a browser may do with the page: nothing that is not inside the program.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

/// Refuses whoever does not speak to this machine by its own name, and closes the page to all others.
async fn guard(request: Request, next: Next) -> Response {
    let mut response = if is_at_home(request.headers()) {
        next.run(request).await
    } else {
        refuse(
            StatusCode::FORBIDDEN,
            &Refusal::new(
                "this page is for the machine that it runs on\n  help: open it as http://127.0.0.1 or http://localhost, with the port that the program printed",
            ),
        )
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether a request names this machine as its host and, if any, as the origin of its page.
fn is_at_home(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).is_some_and(is_loopback);
    let page = text(header::ORIGIN).is_none_or(|origin: &str| {
        let host = origin.strip_prefix("http://");
        host.is_some_and(is_loopback)
    });
    host && page
}

/// Whether a host, perhaps with a port, is this machine.
fn is_loopback(host: &str) -> bool {
    let authority: Result<http::uri::Authority, _> = host.parse();
    authority.is_ok_and(|authority| {
        matches!(authority.host(), "127.0.0.1" | "[::1]")
            || authority.host().eq_ignore_ascii_case("localhost")
    })
}

fn refuse(status: StatusCode, refusal: &Refusal) -> Response {
    (status, Json(json!({ "error": refusal }))).into_response()
}

async fn nothing() -> Response {
    refuse(
        StatusCode::NOT_FOUND,
        &Refusal::new("there is nothing here\n  help: the page is at /"),
    )
}

#[derive(Deserialize)]
struct Wanted {
    scenario: Option<String>,
    from: Option<Date>,
}

/// `GET /offer`: what can be asked of a scenario.
async fn offer(
    State(desk): State<Arc<Desk>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let wanted = match wanted {
        Ok(Query(wanted)) => wanted,
        Err(rejection) => {
            let refusal = Refusal::new(format!("what is wanted cannot be read: {rejection}"));
            return refuse(StatusCode::BAD_REQUEST, &refusal);
        }
    };
    let told = spawn_blocking(move || desk.offer(wanted.scenario.as_deref()).told(wanted.from));
    match told.await {
        Ok(Ok(told)) => Json(told).into_response(),
        Ok(Err(refusal)) => refuse(StatusCode::BAD_REQUEST, &refusal),
        Err(error) => failed(&error),
    }
}

/// `POST /compare`: the answer to a question, line by line; the question before it is stopped.
async fn compare(
    State(desk): State<Arc<Desk>>,
    question: Result<Json<Question>, JsonRejection>,
) -> Response {
    let question = match question {
        Ok(Json(question)) => Arc::new(question),
        Err(rejection) => return unreadable(&rejection),
    };
    let stop = desk.next();
    let prepared = {
        let (desk, question, stop) = (desk.clone(), question.clone(), stop.clone());
        spawn_blocking(move || {
            let seed = desk.settings.seed;
            desk.work(&stop, || {
                question.study(&desk.offer(Some(&question.scenario)), seed)
            })
        })
    };
    let study = match prepared.await {
        Ok(Some(Ok(study))) => study,
        Ok(Some(Err(refusal))) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, &refusal),
        Ok(None) => {
            return refuse(
                StatusCode::CONFLICT,
                &Refusal::new("something newer was asked"),
            );
        }
        Err(error) => return failed(&error),
    };
    let (sender, lines) = unbounded_channel();
    let body = Lines {
        lines,
        stop: stop.clone(),
    };
    spawn_blocking(move || {
        let generation = question.generation;
        let say = |mut line: Value| {
            line["generation"] = json!(generation);
            let _ = sender.send(line.to_string());
        };
        let command = question.command(desk.settings.seed);
        let answer = Answer {
            study: &study,
            command: &command,
            width: question.width.filter(|width| width.is_finite()),
            stop: &stop,
            say: &say,
        };
        if let Some(Err(error)) = desk.work(&stop, || answer.tell()) {
            say(json!({ "error": Refusal::new(error.to_string()) }));
        }
    });
    let kind = [(header::CONTENT_TYPE, "application/x-ndjson")];
    (kind, Body::new(body)).into_response()
}

/// A body that is no question: too large, no JSON, or JSON of another shape.
fn unreadable(rejection: &JsonRejection) -> Response {
    let status = rejection.status();
    let message = if status == StatusCode::PAYLOAD_TOO_LARGE {
        format!(
            "a question has at most {MOST_BODY} bytes\n  help: change fewer levers at once, or write them into a scenario file"
        )
    } else {
        format!("the question cannot be read: {}", rejection.body_text())
    };
    refuse(status, &Refusal::new(message))
}

/// A mistake in the program.
fn failed(error: &tokio::task::JoinError) -> Response {
    refuse(
        StatusCode::INTERNAL_SERVER_ERROR,
        &Refusal::new(format!("a mistake in the program: {error}")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_at_home() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:8080",
            "localhost:1",
            "LOCALHOST",
            "[::1]:80",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "example.org",
            "127.0.0.1.example.org",
            "localhost.example.org:80",
            "",
            "0.0.0.0",
            "user@127.0.0.1.x",
            "10.0.0.1",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_page_from_elsewhere_is_not_at_home() {
        let headers = |pairs: &[(HeaderName, &'static str)]| {
            let pairs = pairs.iter().cloned();
            pairs
                .map(|(name, value)| (name, HeaderValue::from_static(value)))
                .collect::<HeaderMap>()
        };
        assert!(!is_at_home(&headers(&[])));
        assert!(is_at_home(&headers(&[(header::HOST, "localhost:9")])));
        assert!(is_at_home(&headers(&[
            (header::HOST, "localhost:9"),
            (header::ORIGIN, "http://localhost:9")
        ])));
        assert!(!is_at_home(&headers(&[
            (header::HOST, "localhost:9"),
            (header::ORIGIN, "https://example.org")
        ])));
        assert!(!is_at_home(&headers(&[
            (header::HOST, "localhost:9"),
            (header::ORIGIN, "null")
        ])));
    }
}
